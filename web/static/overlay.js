// @ts-check
/** What is drawn around the WebGL picture on plain canvases: year bands under it; labels and directed citations over it. */

import { drawDot, marksOf } from "./marks.js";

/** @typedef {import("./types.js").Article} Article */
/** @typedef {import("./types.js").Band} Band */
/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {{id: string, article: Article, fill: string, border: string, hidden: boolean}} Dot */
/** @typedef {{citing: Dot, cited: Dot}} Line */
/** @typedef {{x: (x: number) => number, y: (y: number) => number, r: (r: number) => number, width: number, height: number}} Frame */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

const FONT = "11px system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif";
const MOST_LABELS = 70;
const MOST_LOOKED_AT = 600;

/**
 * A canvas fitted to the pane, in CSS pixels.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Frame} frame
 * @returns {CanvasRenderingContext2D}
 */
export function prepare(canvas, { width, height }) {
  const scale = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = FONT;
  context.textBaseline = "middle";
  return context;
}

/**
 * Five-year bands, every other one shaded, their first years along the lower edge.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Band[]} bands
 * @param {Palette} palette
 */
export function drawBands(context, frame, bands, palette) {
  bands.forEach((band, k) => {
    const left = frame.x(band.left);
    const right = frame.x(band.right);
    context.fillStyle = palette.band;
    if (k % 2 === 0) context.fillRect(left, 0, right - left, frame.height);
    context.fillStyle = palette.quiet;
    const start = Math.max(left, 0) + 4;
    const end = start + context.measureText(band.name).width;
    if (end <= Math.min(right, frame.width)) context.fillText(band.name, start, frame.height - 9);
  });
}

/**
 * Labels, best first, none over another; the same answer for the same view.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Dot[]} dots best first
 * @param {{zoomed: boolean, palette: Palette, always: Set<string>}} how
 */
export function drawLabels(context, frame, dots, { zoomed, palette, always }) {
  /** @type {Box[]} */
  const taken = [];
  let looked = 0;
  for (const dot of dots) {
    if (dot.hidden || !(zoomed || dot.article.side || always.has(dot.id))) continue;
    const x = frame.x(dot.article.x);
    const y = frame.y(dot.article.y);
    if (x < 0 || y < 0 || x > frame.width || y > frame.height - 16) continue;
    looked += 1;
    if (looked > MOST_LOOKED_AT || taken.length > 2 * MOST_LABELS) break;
    placeLabel(context, frame, dot, { x, y, taken, palette });
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Dot} dot
 * @param {{x: number, y: number, taken: Box[], palette: Palette}} how
 */
function placeLabel(context, frame, { article }, { x, y, taken, palette }) {
  const r = frame.r(article.r) + (article.seed ? 3 : 0); // room for the ring
  const width = context.measureText(article.label).width;
  const sides = article.side === "left" ? [-1, 1] : [1, -1];
  for (const side of sides) {
    const start = side > 0 ? x + r + 4 : x - r - 4 - width;
    const box = { left: start - 1, top: y - 7, right: start + width + 1, bottom: y + 7 };
    if (box.left < 0 || box.right > frame.width || taken.some((other) => overlaps(box, other))) continue;
    taken.push(box, { left: x - r, top: y - r, right: x + r, bottom: y + r });
    write(context, article.label, start, y, palette);
    return;
  }
}

/**
 * @param {Box} one
 * @param {Box} other
 */
function overlaps(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/**
 * Text with a halo of paper, legible over dots and citations.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Palette} palette
 */
function write(context, text, x, y, palette) {
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = palette.paper;
  context.strokeText(text, x, y);
  context.fillStyle = palette.ink;
  context.fillText(text, x, y);
}

/**
 * Everything else steps back; one article, its citations with arrow heads, and its neighbours stand out.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Dot} dot
 * @param {Line[]} lines
 * @param {{palette: Palette, veil: boolean}} how
 */
export function drawFocus(context, frame, dot, lines, { palette, veil }) {
  if (veil) {
    context.globalAlpha = 0.78;
    context.fillStyle = palette.paper;
    context.fillRect(0, 0, frame.width, frame.height);
    context.globalAlpha = 1;
  }
  // A hub's thousands would make one patch of colour.
  context.globalAlpha = Math.max(0.1, Math.min(1, 12 / Math.sqrt(lines.length)));
  for (const line of lines) drawArrow(context, frame, line, line.citing === dot ? palette.older : palette.newer);
  context.globalAlpha = 1;
  if (veil) {
    for (const { citing, cited } of lines) paint(context, frame, citing === dot ? cited : citing, palette);
  }
  paint(context, frame, dot, palette);
  context.beginPath();
  context.arc(frame.x(dot.article.x), frame.y(dot.article.y), frame.r(dot.article.r) + 6, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = palette.ink;
  context.stroke();
}

/**
 * The main path, over everything but what is pointed at.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Line[]} lines
 * @param {Palette} palette
 */
export function drawPath(context, frame, lines, palette) {
  for (const line of lines) drawArrow(context, frame, line, palette.ink, 2.4);
  for (const dot of new Set(lines.flatMap(({ citing, cited }) => [citing, cited]))) paint(context, frame, dot, palette);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Dot} dot
 * @param {Palette} palette
 */
function paint(context, frame, { article, fill, border }, palette) {
  const place = { x: frame.x(article.x), y: frame.y(article.y), r: frame.r(article.r) };
  drawDot(context, { ...place, fill, border, marks: marksOf(article) }, palette);
}

/**
 * From the citing article to the cited one, the head just outside the dot.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Line} line
 * @param {string} colour
 * @param {number} [thick]
 */
function drawArrow(context, frame, { citing, cited }, colour, thick = 1.2) {
  const [x1, y1] = [frame.x(citing.article.x), frame.y(citing.article.y)];
  const [x2, y2] = [frame.x(cited.article.x), frame.y(cited.article.y)];
  const length = Math.hypot(x2 - x1, y2 - y1);
  const reach = frame.r(cited.article.r) + 3;
  if (length <= reach + 2) return;
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [tipX, tipY] = [x2 - dx * reach, y2 - dy * reach];
  const head = Math.min(7, length / 3);
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = thick;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(tipX - dx * head * 0.8, tipY - dy * head * 0.8);
  context.stroke();
  context.beginPath();
  context.moveTo(tipX, tipY);
  context.lineTo(tipX - dx * head - dy * head * 0.45, tipY - dy * head + dx * head * 0.45);
  context.lineTo(tipX - dx * head + dy * head * 0.45, tipY - dy * head - dx * head * 0.45);
  context.fill();
}
