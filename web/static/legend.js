// @ts-check
/** The legend, always on, drawn with the same marks as the picture. */

import { CROSS, DASHED, RING, drawDot, marksOf } from "./marks.js";
import { element } from "./dom.js";
import { groupColour, hex, mix, parse, readPalette } from "./palette.js";

/** @typedef {import("./types.js").Article} Article */

const ROLES = /** @type {const} */ ([
  ["source", "this article"], ["reference", "it cites"], ["citing", "cites it"], ["both", "both ways"], ["further", "further away"],
]);

/**
 * A small picture of one dot.
 *
 * @param {Article} article
 * @param {{fill: string, border: string}} colours
 */
export function dotIcon(article, colours) {
  return swatch({ ...colours, marks: marksOf(article), r: Math.min(Math.max(article.r, 4), 7) }, 26);
}

/**
 * @param {{fill: string, border: string, marks: number, r: number}} dot
 * @param {number} size
 */
function swatch(dot, size) {
  const canvas = document.createElement("canvas");
  const scale = devicePixelRatio || 1;
  canvas.width = canvas.height = size * scale;
  canvas.className = "swatch";
  canvas.setAttribute("aria-hidden", "true");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(scale, scale);
  drawDot(context, { x: size / 2, y: size / 2, ...dot }, readPalette());
  return canvas;
}

/**
 * @param {HTMLElement} legend
 * @param {{by: import("./state.js").View["colour"], span: [number, number]}} colour
 * @param {import("./types.js").Measured} measured
 */
export function drawLegend(legend, { by, span }, { measure, communities, main_path: path }) {
  const palette = readPalette();
  const full = palette.ramp[3];
  const plain = { fill: hex(full), border: hex(full), marks: 0, r: 6 };
  const pale = { ...plain, fill: hex(mix(full, parse(palette.paper), 0.62)), marks: DASHED };
  const entries = [
    entry(measure ? `size: ${measure.name}` : "size: times cited here", swatch({ ...plain, r: 3 }, 22), swatch({ ...plain, r: 8 }, 22)),
    entry("ring: seed", swatch({ ...plain, marks: RING }, 22)),
    entry("dashed: not expanded", swatch(pale, 22)),
    entry("hollow: only its id is known", swatch({ ...pale, fill: palette.paper }, 22)),
    entry("retracted", swatch({ ...plain, marks: CROSS }, 22)),
  ];
  const colours = by === "role"
    ? ROLES.map(([role, name]) => entry(name, swatch({ ...plain, fill: hex(palette.roles[role]), border: hex(palette.roles[role]) }, 22)))
    : by === "community" ? groups(palette, plain, communities?.named ?? [])
    : [ramp(palette.ramp.map(hex), span)];
  if (path) entries.push(entry(path.path.length ? `heavy lines: main path of ${path.path.length} articles` : "no main path: no citation here"));
  legend.replaceChildren(element("ul", {}, ...colours, ...entries, arrows(palette)));
}

/**
 * @param {import("./palette.js").Palette} palette
 * @param {{fill: string, border: string, marks: number, r: number}} plain
 * @param {import("./types.js").Community[]} named
 */
function groups(palette, plain, named) {
  const coloured = (/** @type {number | null} */ number) => {
    const colour = hex(groupColour(palette, number));
    return swatch({ ...plain, fill: colour, border: colour }, 22);
  };
  const own = named.filter(({ number }) => number < palette.groups.length);
  const rest = named.length - own.length;
  return [
    ...own.map(({ number, terms }) => entry(terms.slice(0, 2).join(", ") || `community ${number}`, coloured(number))),
    ...(rest ? [entry(`${rest} smaller communities`, coloured(null))] : []),
  ];
}

/**
 * @param {string} text
 * @param {...HTMLElement} pictures
 */
const entry = (text, ...pictures) => element("li", {}, ...pictures, text);

/**
 * @param {string[]} colours
 * @param {[number, number]} span
 */
function ramp(colours, [first, last]) {
  const canvas = document.createElement("canvas");
  canvas.width = 120;
  canvas.height = 10;
  canvas.className = "ramp";
  canvas.setAttribute("aria-hidden", "true");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const gradient = context.createLinearGradient(0, 0, 120, 0);
  colours.forEach((colour, k) => gradient.addColorStop(k / (colours.length - 1), colour));
  context.fillStyle = gradient;
  context.fillRect(0, 0, 120, 10);
  return first ? element("li", {}, String(first), canvas, String(last)) : entry("no years known");
}

/** @param {import("./palette.js").Palette} palette */
function arrows(palette) {
  const canvas = document.createElement("canvas");
  canvas.width = 68;
  canvas.height = 24;
  canvas.className = "arrows";
  canvas.setAttribute("aria-hidden", "true");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  [palette.older, palette.newer].forEach((colour, k) => {
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 3;
    const y = 7 + k * 10;
    context.beginPath();
    context.moveTo(66, y);
    context.lineTo(12, y);
    context.stroke();
    context.beginPath();
    context.moveTo(2, y);
    context.lineTo(14, y - 5);
    context.lineTo(14, y + 5);
    context.fill();
  });
  return element("li", {}, canvas, "on hover: what it cites, what cites it");
}
