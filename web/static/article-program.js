// @ts-check
/** The WebGL program that draws every article with its marks: dashed, hollow, ringed, crossed. */

import { NodeProgram, floatColor } from "./vendor/sigma.js";
import { parse } from "./palette.js";

// Points, not triangles drawn once per article: without a graphics card the latter take twenty times as long.
const VERTEX = `
attribute vec2 a_position;
attribute float a_size;
attribute vec4 a_fill;
attribute vec4 a_border;
attribute float a_marks;
attribute vec4 a_id;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_pixelRatio;
varying vec4 v_fill;
varying vec4 v_border;
varying vec4 v_id;
varying float v_reach;
varying float v_radius;
varying float v_marks;

void main() {
  v_radius = min(a_size / u_sizeRatio, 100.0);
  // In pixels: as little as the marks need, because every pixel is paid for.
  #ifdef PICKING_MODE
  v_reach = max(v_radius, 4.0);
  #else
  v_reach = v_radius + (a_marks > 1.5 ? 6.0 : 1.0);
  #endif
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  gl_PointSize = 2.0 * v_reach * u_pixelRatio;
  v_fill = a_fill;
  v_border = a_border;
  v_id = a_id;
  v_id.a *= 255.0 / 254.0;
  v_marks = a_marks;
}`;

const FRAGMENT = `
precision highp float;
varying vec4 v_fill;
varying vec4 v_border;
varying vec4 v_id;
varying float v_reach;
varying float v_radius;
varying float v_marks;
uniform vec3 u_ring;
uniform vec3 u_cross;

const float TURN = 6.283185307;

float within(float edge, float distance) {
  return 1.0 - smoothstep(edge - 0.6, edge + 0.6, distance);
}

bool has(float mark) {
  return mod(floor(v_marks / mark), 2.0) > 0.5;
}

void main() {
  vec2 offset = (2.0 * gl_PointCoord - 1.0) * v_reach;
  float distance = length(offset);

  #ifdef PICKING_MODE
  // Small dots are easier to hit than to see.
  if (distance > max(v_radius, 4.0)) gl_FragColor = vec4(0.0);
  else gl_FragColor = v_id;

  #else
  float stroke = clamp(v_radius * 0.25, 1.0, 2.0);
  float outline = 1.0 - within(v_radius - stroke, distance);
  if (has(1.0) && v_radius >= 3.5) {
    float dashes = max(6.0, floor(v_radius * 1.2));
    outline *= step(fract(atan(offset.y, offset.x) / TURN * dashes), 0.56);
  }
  vec4 colour = vec4(mix(v_fill.rgb, v_border.rgb, outline), 1.0) * within(v_radius, distance);
  if (has(2.0)) {
    float ring = within(0.9, abs(distance - v_radius - 3.2));
    colour = mix(colour, vec4(u_ring, 1.0), ring);
  }
  if (has(4.0)) {
    float arm = min(abs(offset.x - offset.y), abs(offset.x + offset.y)) * 0.7071;
    float cross = within(1.1, arm) * within(v_radius + 3.0, distance);
    colour = mix(colour, vec4(u_cross, 1.0), cross);
  }
  gl_FragColor = colour;
  #endif
}`;

const UNIFORMS = ["u_sizeRatio", "u_pixelRatio", "u_matrix", "u_ring", "u_cross"];

/**
 * The program in the colours of a palette.
 *
 * @param {() => import("./palette.js").Palette} palette
 */
export function articleProgram(palette) {
  return class ArticleProgram extends NodeProgram {
    getDefinition() {
      const { FLOAT, UNSIGNED_BYTE, POINTS } = WebGLRenderingContext;
      return {
        VERTICES: 1,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: POINTS,
        UNIFORMS,
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT },
          { name: "a_size", size: 1, type: FLOAT },
          { name: "a_fill", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_border", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_marks", size: 1, type: FLOAT },
          { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
      };
    }

    /**
     * @param {number} nodeIndex
     * @param {number} start
     * @param {{x: number, y: number, size: number, color: string, border: string, marks: number}} data
     */
    processVisibleItem(nodeIndex, start, data) {
      this.array.set(
        [data.x, data.y, data.size, floatColor(data.color), floatColor(data.border), data.marks, nodeIndex], start);
    }

    /**
     * @param {import("./vendor/sigma.js").RenderParams} params
     * @param {import("./vendor/sigma.js").ProgramInfo} info
     */
    setUniforms(params, { gl, uniformLocations: at }) {
      const { ring, retracted } = palette();
      gl.uniform1f(at.u_pixelRatio, params.pixelRatio);
      gl.uniform1f(at.u_sizeRatio, params.sizeRatio);
      gl.uniformMatrix3fv(at.u_matrix, false, params.matrix);
      gl.uniform3fv(at.u_ring, parse(ring).map((part) => part / 255));
      gl.uniform3fv(at.u_cross, parse(retracted).map((part) => part / 255));
    }
  };
}
