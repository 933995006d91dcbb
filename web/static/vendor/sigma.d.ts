import type { DirectedGraph } from "./graphology.js";

export interface Point { x: number; y: number }
export interface Camera {
  getState(): { x: number; y: number; ratio: number; angle: number };
  setState(state: Partial<{ x: number; y: number; ratio: number }>): void;
  animate(state: Partial<{ x: number; y: number; ratio: number }>, options?: { duration?: number }): void;
  animatedReset(options?: { duration?: number }): void;
  animatedZoom(options?: { duration?: number; factor?: number }): void;
  animatedUnzoom(options?: { duration?: number; factor?: number }): void;
}
export class Sigma {
  constructor(graph: DirectedGraph, container: HTMLElement, settings?: Record<string, unknown>);
  on(event: string, listener: (payload: any) => void): this;
  getCamera(): Camera;
  getNodeDisplayData(node: string): Point | undefined;
  graphToViewport(point: Point): Point;
  scaleSize(size?: number): number;
  setCustomBBox(box: { x: [number, number]; y: [number, number] } | null): this;
  setGraph(graph: DirectedGraph): void;
  resize(force?: boolean): this;
  refresh(options?: { skipIndexation?: boolean; schedule?: boolean }): this;
  scheduleRender(): this;
  setSetting(name: string, value: unknown): this;
  kill(): void;
}
export interface ProgramInfo {
  gl: WebGLRenderingContext;
  uniformLocations: Record<string, WebGLUniformLocation>;
}
export interface RenderParams { sizeRatio: number; correctionRatio: number; pixelRatio: number; matrix: Float32Array }
export class NodeProgram {
  array: Float32Array;
  getDefinition(): object;
  processVisibleItem(nodeIndex: number, startIndex: number, data: any): void;
  setUniforms(params: RenderParams, info: ProgramInfo): void;
}
export class EdgeLineProgram {}
export function floatColor(colour: string): number;
