type Attributes = Record<string, any>;
export class DirectedGraph {
  constructor(options?: { multi?: boolean; allowSelfLoops?: boolean });
  readonly order: number;
  readonly size: number;
  addNode(node: string, attributes?: Attributes): string;
  mergeNode(node: string, attributes?: Attributes): [string, boolean];
  hasNode(node: string): boolean;
  addDirectedEdge(source: string, target: string, attributes?: Attributes): string;
  mergeDirectedEdge(source: string, target: string, attributes?: Attributes): [string, boolean, boolean, boolean];
  getNodeAttributes(node: string): Attributes;
  setNodeAttribute(node: string, name: string, value: unknown): this;
  mergeNodeAttributes(node: string, attributes: Attributes): this;
  forEachNode(visit: (node: string, attributes: Attributes) => void): void;
  updateEachNodeAttributes(change: (node: string, attributes: Attributes) => Attributes): void;
  updateEachEdgeAttributes(change: (edge: string, attributes: Attributes) => Attributes): void;
  clear(): void;
}
