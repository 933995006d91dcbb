// @ts-check
/** How an article is drawn, once for WebGL (all of them) and once for a plain canvas (legend, and what is pointed at). */

/** @typedef {import("./types.js").Article} Article */
/** @typedef {import("./palette.js").Palette} Palette */

export const DASHED = 1;
export const RING = 2;
export const CROSS = 4;

/**
 * The marks of an article as bits.
 *
 * @param {Pick<Article, "expanded" | "seed" | "is_retracted">} article
 */
export function marksOf(article) {
  return (article.expanded ? 0 : DASHED) + (article.seed ? RING : 0) + (article.is_retracted ? CROSS : 0);
}

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {{x: number, y: number, r: number, fill: string, border: string, marks: number}} dot
 * @param {Palette} palette
 */
export function drawDot(canvas, { x, y, r, fill, border, marks }, palette) {
  const stroke = Math.min(Math.max(r * 0.25, 1), 2);
  disc(canvas, x, y, r);
  canvas.fillStyle = fill;
  canvas.fill();
  disc(canvas, x, y, Math.max(r - stroke / 2, 0.5));
  canvas.lineWidth = stroke;
  canvas.strokeStyle = border;
  if (marks & DASHED && r >= 3.5) {
    const turn = (2 * Math.PI * (r - stroke / 2)) / Math.max(6, Math.floor(r * 1.2));
    canvas.setLineDash([turn * 0.56, turn * 0.44]);
  }
  canvas.stroke();
  canvas.setLineDash([]);
  if (marks & RING) {
    disc(canvas, x, y, r + 3.2);
    canvas.lineWidth = 1.8;
    canvas.strokeStyle = palette.ring;
    canvas.stroke();
  }
  if (marks & CROSS) cross(canvas, x, y, r + 2, palette.retracted);
}

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function disc(canvas, x, y, r) {
  canvas.beginPath();
  canvas.arc(x, y, r, 0, 2 * Math.PI);
}

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} colour
 */
function cross(canvas, x, y, r, colour) {
  const arm = r * 0.78;
  canvas.beginPath();
  canvas.moveTo(x - arm, y - arm);
  canvas.lineTo(x + arm, y + arm);
  canvas.moveTo(x + arm, y - arm);
  canvas.lineTo(x - arm, y + arm);
  canvas.lineWidth = 2.2;
  canvas.strokeStyle = colour;
  canvas.stroke();
}
