// @ts-check
/** The picture: WebGL for dots and citations, plain canvases for what has words or arrow heads. */

import { articleProgram } from "./article-program.js";
import { marksOf } from "./marks.js";
import { drawBands, drawFocus, drawLabels, drawPath, prepare } from "./overlay.js";
import { articleColours, parse, readPalette } from "./palette.js";
import { DirectedGraph } from "./vendor/graphology.js";
import { EdgeLineProgram, Sigma } from "./vendor/sigma.js";

/** @typedef {import("./types.js").Article} Article */
/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./overlay.js").Dot} Dot */
/** @typedef {import("./overlay.js").Line} Line */

const INSET = 16; // pixels that stay free at the left and the right edge, for dots of the first and the last year
const MANY = 5000; // citations beyond which a moving picture leaves them out
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether this browser can draw the picture at all. */
export function canDraw() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

/** One neighbourhood, drawn. */
export class GraphView {
  /** @type {Map<string, Dot>} */
  #dots = new Map();
  /** @type {Dot[]} */
  #ranked = [];
  /** @type {Map<string, Line[]>} */
  #lines = new Map();
  /** @type {Picture | null} */
  #picture = null;
  #graph = new DirectedGraph({ multi: false, allowSelfLoops: false });
  #palette = readPalette();
  /** @type {import("./state.js").View["colour"]} */
  #by = "year";
  /** @type {Line[]} */
  #path = [];
  /** @type {string | null} */
  #hovered = null;
  /** @type {string | null} */
  #selected = null;
  #waiting = 0;
  #width = 0;
  #height = 0;

  /**
   * @param {HTMLElement} stage holds canvas.under, div.sigma and canvas.over
   * @param {{hover: (id: string | null) => void, select: (id: string | null) => void, open: (id: string) => void}} heard
   */
  constructor(stage, heard) {
    this.stage = stage;
    this.under = /** @type {HTMLCanvasElement} */ (stage.querySelector("canvas.under"));
    this.over = /** @type {HTMLCanvasElement} */ (stage.querySelector("canvas.over"));
    const container = /** @type {HTMLElement} */ (stage.querySelector(".sigma"));
    [this.#width, this.#height] = [stage.clientWidth, stage.clientHeight];
    this.sigma = new Sigma(this.#graph, container, {
      renderLabels: false,
      stagePadding: 0,
      allowInvalidContainer: true,
      defaultNodeType: "article",
      defaultEdgeType: "line",
      nodeProgramClasses: { article: articleProgram(() => this.#palette) },
      nodeHoverProgramClasses: {},
      edgeProgramClasses: { line: EdgeLineProgram },
      defaultDrawNodeHover: () => undefined,
      hideEdgesOnMove: false,
      minCameraRatio: 0.02,
      maxCameraRatio: 1.6,
    });
    this.#listen(heard);
  }

  /** @param {{hover: (id: string | null) => void, select: (id: string | null) => void, open: (id: string) => void}} heard */
  #listen(heard) {
    this.sigma.on("enterNode", ({ node }) => heard.hover(node));
    this.sigma.on("leaveNode", () => heard.hover(null));
    this.sigma.on("clickNode", ({ node }) => heard.select(node));
    this.sigma.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      heard.open(event.node);
    });
    this.sigma.on("clickStage", () => heard.select(null));
    this.sigma.on("afterRender", () => this.#drawAround());
    new ResizeObserver(() => this.#fit()).observe(this.stage);
  }

  /**
   * Draws a picture; what was already there slides to its new place.
   *
   * @param {Picture} picture
   * @param {import("./state.js").View["colour"]} by
   */
  show(picture, by) {
    this.#by = by;
    const before = new Map([...this.#dots].map(([id, { article }]) => [id, article]));
    this.#picture = picture;
    this.#dots.clear();
    this.#lines.clear();
    this.#path = [];
    const span = yearSpan(picture);
    for (const article of picture.articles) {
      const colours = articleColours(this.#palette, article, { by: this.#by, span });
      this.#dots.set(article.id, { id: article.id, article, ...colours, hidden: false });
      this.#lines.set(article.id, []);
    }
    for (const { citing, cited } of picture.citations) this.#link(citing, cited);
    this.#ranked = [...this.#dots.values()].sort((one, other) => rank(other) - rank(one));
    this.sigma.setSetting("hideEdgesOnMove", picture.citations.length > MANY);
    this.#rebuild();
    this.#slide(before);
  }

  /**
   * @param {string} citing
   * @param {string} cited
   */
  #link(citing, cited) {
    const [from, to] = [this.#dots.get(citing), this.#dots.get(cited)];
    if (!from || !to) return;
    const line = { citing: from, cited: to };
    this.#lines.get(citing)?.push(line);
    this.#lines.get(cited)?.push(line);
  }

  #rebuild() {
    // A new graph at once: one that is attached redraws for every change.
    this.#graph = new DirectedGraph({ multi: false, allowSelfLoops: false });
    const scale = this.#scale();
    for (const dot of this.#dots.values()) this.#graph.addNode(dot.id, this.#attributes(dot, scale));
    const colour = faint(this.#palette, this.#picture?.citations.length ?? 0);
    for (const [id, lines] of this.#lines) {
      for (const { citing, cited } of lines) {
        if (citing.id === id) this.#graph.addDirectedEdge(citing.id, cited.id, { size: 1, color: colour });
      }
    }
    this.sigma.setCustomBBox({ x: [0, this.#width || 1], y: [0, this.#height || 1] });
    this.sigma.setGraph(this.#graph);
  }

  /**
   * @param {Dot} dot
   * @param {number} scale
   */
  #attributes({ article, fill, border, hidden }, scale) {
    return { ...this.#at(article), size: article.r * scale, color: fill, border, marks: marksOf(article), hidden };
  }

  /**
   * Pixels of the pane, y upwards as WebGL has it.
   *
   * @param {{x: number, y: number}} place
   */
  #at({ x, y }) {
    const { width, height } = this.#picture ?? { width: 1, height: 1 };
    return { x: INSET + (x / width) * (this.#width - 2 * INSET), y: (1 - y / height) * this.#height };
  }

  /** Dots shrink and grow with the pane, so that they cover as much of it as in the nominal view. */
  #scale() {
    const { width, height } = this.#picture ?? { width: 1, height: 1 };
    return Math.min(Math.sqrt((this.#width * this.#height) / (width * height)), 1.4);
  }

  /** The nominal view fills the pane, whatever its shape. */
  #fit() {
    const { clientWidth, clientHeight } = this.stage;
    if (!clientWidth || !clientHeight || (clientWidth === this.#width && clientHeight === this.#height)) return;
    [this.#width, this.#height] = [clientWidth, clientHeight];
    this.sigma.setCustomBBox({ x: [0, this.#width], y: [0, this.#height] });
    const scale = this.#scale();
    this.#graph.updateEachNodeAttributes((id, attributes) => {
      const { article } = /** @type {Dot} */ (this.#dots.get(id));
      return Object.assign(attributes, this.#at(article), { size: article.r * scale });
    });
    this.sigma.resize(true);
    this.sigma.refresh();
  }

  /** @param {Map<string, Article>} before */
  #slide(before) {
    if (CALM.matches || !before.size || this.#dots.size > 2500) return;
    const places = new Map();
    for (const [id, old] of before) {
      const dot = this.#dots.get(id);
      if (dot) places.set(dot, { from: { x: old.x, y: old.y }, to: { x: dot.article.x, y: dot.article.y } });
    }
    const start = performance.now();
    const step = (/** @type {number} */ now) => {
      const share = Math.min((now - start) / 350, 1);
      const eased = 1 - (1 - share) ** 3;
      for (const [dot, { from, to }] of places) {
        dot.article.x = from.x + (to.x - from.x) * eased;
        dot.article.y = from.y + (to.y - from.y) * eased;
        this.#graph.mergeNodeAttributes(dot.id, this.#at(dot.article));
      }
      this.sigma.refresh();
      if (share < 1) requestAnimationFrame(step);
    };
    step(start);
  }

  /**
   * Hides what is not wanted.
   *
   * @param {Set<string>} wanted
   */
  filter(wanted) {
    let changed = false;
    for (const dot of this.#dots.values()) {
      changed ||= dot.hidden === wanted.has(dot.id);
      dot.hidden = !wanted.has(dot.id);
    }
    if (!changed) return;
    this.#graph.updateEachNodeAttributes((id, attributes) =>
      Object.assign(attributes, { hidden: this.#dots.get(id)?.hidden }));
    this.sigma.refresh();
  }

  /**
   * Other sizes and colours for the same articles, and the citations that are lit.
   *
   * @param {import("./state.js").View["colour"]} by
   * @param {{citing: string, cited: string}[]} lit
   */
  dress(by, lit) {
    this.#by = by;
    this.#path = lit.flatMap(({ citing, cited }) => (this.#lines.get(cited) ?? []).filter((line) => line.citing.id === citing && line.cited.id === cited));
    this.repaint();
  }

  /** After a change of colours or of theme. */
  repaint() {
    this.#palette = readPalette();
    if (!this.#picture) return;
    const span = yearSpan(this.#picture);
    for (const dot of this.#dots.values()) {
      Object.assign(dot, articleColours(this.#palette, dot.article, { by: this.#by, span }));
    }
    this.#rebuild();
  }

  /** @param {string | null} id */
  hover(id) {
    this.#hovered = id;
    this.#redraw();
  }

  /** @param {string | null} id */
  select(id) {
    this.#selected = id;
    this.#redraw();
  }

  /**
   * Moves the camera so that an article can be seen, if it cannot.
   *
   * @param {string} id
   */
  reveal(id) {
    const dot = this.#dots.get(id);
    const shown = this.sigma.getNodeDisplayData(id);
    if (!dot || !shown) return;
    const { x, y } = this.sigma.graphToViewport(this.#at(dot.article));
    const inside = x > 20 && y > 20 && x < this.#width - 20 && y < this.#height - 20;
    if (!inside) this.sigma.getCamera().animate({ x: shown.x, y: shown.y }, { duration: CALM.matches ? 0 : 250 });
  }

  /** @param {"in" | "out" | "all"} how */
  zoom(how) {
    const camera = this.sigma.getCamera();
    const options = { duration: CALM.matches ? 0 : 200 };
    if (how === "in") camera.animatedZoom(options);
    else if (how === "out") camera.animatedUnzoom(options);
    else camera.animatedReset(options);
  }

  /** Where an article is on the screen, for tests and for whatever points at it. @param {string} id */
  whereabouts(id) {
    const dot = this.#dots.get(id);
    if (!dot || dot.hidden) return null;
    const { left, top } = this.stage.getBoundingClientRect();
    const { x, y } = this.sigma.graphToViewport(this.#at(dot.article));
    return { x: left + x, y: top + y };
  }

  #redraw() {
    if (this.#waiting) return;
    this.#waiting = requestAnimationFrame(() => {
      this.#waiting = 0;
      this.#drawOver();
    });
  }

  #drawAround() {
    if (!this.#picture) return;
    drawBands(prepare(this.under, this.#frame()), this.#frame(), this.#picture.bands, this.#palette);
    this.#drawOver();
  }

  #drawOver() {
    const frame = this.#frame();
    const context = prepare(this.over, frame);
    const palette = this.#palette;
    const focus = this.#hovered ?? this.#selected;
    const dot = focus === null ? undefined : this.#dots.get(focus);
    let labelled = this.#ranked;
    const always = new Set();
    drawPath(context, frame, this.#path.filter(({ citing, cited }) => !citing.hidden && !cited.hidden), palette);
    if (dot && !dot.hidden) {
      const lines = (this.#lines.get(dot.id) ?? []).filter(({ citing, cited }) => !citing.hidden && !cited.hidden);
      drawFocus(context, frame, dot, lines, { palette, veil: this.#hovered !== null });
      const near = new Set([dot, ...lines.map(({ citing, cited }) => (citing === dot ? cited : citing))]);
      if (this.#hovered !== null) labelled = [dot, ...this.#ranked.filter((other) => other !== dot && near.has(other))];
      else labelled = [dot, ...this.#ranked.filter((other) => other !== dot)];
      for (const other of this.#hovered === null ? [dot] : near) always.add(other.id);
    }
    drawLabels(context, frame, labelled, { zoomed: this.sigma.getCamera().getState().ratio < 0.8, palette, always });
  }

  /** @returns {import("./overlay.js").Frame} */
  #frame() {
    const [width, height] = [this.#width, this.#height];
    const zero = this.sigma.graphToViewport({ x: INSET, y: 0 });
    const far = this.sigma.graphToViewport({ x: width - INSET, y: height });
    const { width: w, height: h } = this.#picture ?? { width: 1, height: 1 };
    return {
      width,
      height,
      x: (x) => zero.x + ((far.x - zero.x) * x) / w,
      y: (y) => far.y + ((zero.y - far.y) * y) / h,
      r: (r) => this.sigma.scaleSize(r * this.#scale()),
    };
  }
}

/** @param {Dot} dot */
function rank({ article }) {
  return (article.role === "source" ? 1e9 : 0) + (article.side ? 1e6 : 0) + article.local_citations;
}

/**
 * First and last year of a picture.
 *
 * @param {Picture} picture
 * @returns {[number, number]}
 */
export function yearSpan(picture) {
  let [first, last] = [Infinity, -Infinity];
  for (const { year } of picture.articles) {
    if (year === null) continue;
    first = Math.min(first, year);
    last = Math.max(last, year);
  }
  return last < first ? [0, 0] : [first, last];
}

/**
 * The more citations, the fainter each; WebGL wants the colour multiplied by its opacity.
 *
 * @param {import("./palette.js").Palette} palette
 * @param {number} citations
 */
function faint(palette, citations) {
  const opacity = Math.max(0.03, Math.min(0.3, 4 / Math.sqrt(Math.max(citations, 1))));
  const [r, g, b] = parse(palette.edge).map((part) => Math.round(part * opacity));
  return `rgba(${r},${g},${b},${opacity.toFixed(3)})`;
}
