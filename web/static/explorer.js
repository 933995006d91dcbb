// @ts-check
/** The neighbourhood page: list, picture and detail of the same articles, each following the others. */

import { ApiError, readPicture, startHarvest } from "./api.js";
import { bindControls } from "./controls.js";
import { DetailView } from "./detail.js";
import { count, element, find, prose } from "./dom.js";
import { GraphView, canDraw, yearSpan } from "./graph.js";
import { drawLegend } from "./legend.js";
import { ListView } from "./list.js";
import { ViewState } from "./state.js";
import { bindTabs } from "./tabs.js";
import { NOTHING, putOn, weigh, weighedBy } from "./weighing.js";

/** @typedef {import("./types.js").Article} Article */
/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./state.js").View} View */

const page = find(".explorer");
const centre = page.dataset.centre ?? "";
const state = new ViewState();
/** Asked for before anything is set up: the server reads while the browser prepares to draw. */
let ahead = /** @type {Promise<Picture> | null} */ (readPicture(centre, state.view));
const tabs = bindTabs(page);

/** @type {Picture | null} */
let picture = null;
/** @type {Map<string, Article>} */
let articles = new Map();
let measured = NOTHING;

const heard = { hover, select, expand, harvest };
const list = new ListView(find("#list"), heard);
const detail = new DetailView(find("#detail"), heard);
const graph = canDraw() ? new GraphView(find("#stage"), { hover: pointed, select, open: expand }) : null;
const showControls = bindControls(page, state, graph);

if (!graph) {
  find("#stage").replaceChildren(element("p", { class: "nodraw" },
    "This browser cannot draw the graph (WebGL is off or missing). The list has the same articles, in the same order, and everything else works."));
}

state.listen((view, before) => {
  if (view.hops !== before.hops || view.most !== before.most || view.expand.join() !== before.expand.join()) void load();
  else show(view, before);
  if (picture && weighedBy(view) !== weighedBy(before) && !loadsOther(view, before)) void dress();
});
addEventListener("themechange", () => {
  graph?.repaint();
  show(state.view);
});
void load();

async function load() {
  const { view } = state;
  tell(picture ? "Reading more of the graph …" : "Reading the graph …", "loading");
  try {
    const answer = ahead ?? readPicture(centre, view);
    ahead = null;
    picture = await answer;
  } catch (error) {
    tell(error instanceof ApiError ? error.message : String(error), "error");
    if (!picture) page.dataset.state = "failed";
    return;
  }
  if (view !== state.view && loadsOther(view, state.view)) return;
  articles = new Map(picture.articles.map((article) => [article.id, article]));
  graph?.show(picture, view.colour);
  find("#cypher-text").textContent = picture.cypher.text;
  find("#cypher-parameters").textContent = JSON.stringify(picture.cypher.parameters);
  tell("", "");
  if (picture.total === 1) tellAlone();
  show(state.view);
  await dress();
  page.dataset.ready = "true";
  page.dataset.state = "ready";
}

/** Sizes, communities and the main path come after the picture: they take the whole graph. */
async function dress() {
  const { view } = state;
  const wait = setTimeout(() => tell("Computing on the whole graph …", "loading"), 200);
  try {
    const found = await weigh(centre, view);
    if (!picture || weighedBy(view) !== weighedBy(state.view)) return;
    if (found === NOTHING && measured === NOTHING) return;
    measured = found;
    putOn(picture, found);
    graph?.dress(state.view.colour, found.main_path?.links ?? []);
    show(state.view);
    if (picture.total > 1) tell("", "");
  } catch (error) {
    tell(error instanceof ApiError ? error.message : String(error), "error");
  } finally {
    clearTimeout(wait);
  }
}

/** Nothing is known around the article: say what would change that. */
function tellAlone() {
  const ask = element("button", { type: "button", click: () => void harvest(centre) }, "Harvest from here");
  tell("Nothing around this article is in the graph yet. A harvest asks what it cites and what cites it.", "alone");
  find("#message").append(ask);
}

/**
 * Whether an answer for `view` is no answer for `now`.
 *
 * @param {View} view
 * @param {View} now
 */
const loadsOther = (view, now) => view.hops !== now.hops || view.most !== now.most || view.expand.join() !== now.expand.join();

/**
 * @param {View} view
 * @param {View} [before]
 */
function show(view, before) {
  if (!picture) return;
  const wanted = picture.articles.filter((article) => matches(article, view)).sort(order(view.sort));
  const colour = { by: view.colour, span: yearSpan(picture) };
  if (!before || listed(view) !== listed(before)) {
    list.show(wanted, colour);
    graph?.filter(new Set(wanted.map(({ id }) => id)));
    drawLegend(find("#legend"), colour, measured);
  }
  if (graph && before && before.colour !== view.colour) graph.dress(view.colour, measured.main_path?.links ?? []);
  showCounts(wanted.length, picture);
  showControls(view, yearSpan(picture));
  if (!before || before.at !== view.at) showSelected(view.at);
}

/** What the list depends on. @param {View} view */
const listed = ({ find: text, from, to, sort, colour }) => JSON.stringify([text, from, to, sort, colour]);

/** @param {string | null} at nothing selected: the detail is the centre's, and no citation stands out */
function showSelected(at) {
  if (!picture) return;
  const id = at ?? picture.centre;
  const expanded = state.view.expand.includes(id);
  graph?.select(at);
  if (at) graph?.reveal(at);
  list.select(id);
  list.reveal(id);
  void detail.show(articles.get(id), { articles, citations: picture.citations, expanded, centre });
}

/**
 * @param {Article} article
 * @param {View} view
 */
function matches({ title, byline, label, pmid, doi, year }, { find: text, from, to }) {
  if (from !== null && (year === null || year < from)) return false;
  if (to !== null && (year === null || year > to)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hay = [title, byline, label, pmid, doi].join(" ").toLowerCase();
  return words.every((word) => hay.includes(word));
}

/**
 * @param {View["sort"]} by
 * @returns {(one: Article, other: Article) => number}
 */
function order(by) {
  if (by === "year") return (one, other) => (other.year ?? 0) - (one.year ?? 0) || other.local_citations - one.local_citations;
  if (by === "title") return (one, other) => (one.title ?? "\uffff").localeCompare(other.title ?? "\uffff");
  return () => 0; // as the server ranked them
}

/**
 * @param {number} wanted
 * @param {Picture} of
 */
function showCounts(wanted, of) {
  const all = `${count(wanted)} of ${count(of.total)} shown`;
  find("#counts").textContent = all;
  find("#counts").title = of.shown < of.total ? "Raise “at most” to see more of them" : "";
  find("#announce").textContent = all;
}

/** @param {string | null} id */
function hover(id) {
  graph?.hover(id);
  list.hover(id);
}

/** Pointed at in the picture: its title is shown there, and the list follows. @param {string | null} id */
function pointed(id) {
  hover(id);
  if (id) list.reveal(id);
  const article = id === null ? undefined : articles.get(id);
  const caption = find("#pointed");
  caption.hidden = !article;
  if (!article) return;
  caption.classList.toggle("low", article.y < (picture?.height ?? 0) / 3);
  caption.replaceChildren(element("strong", {}, article.title ?? "Title not known"), ` ${article.byline}. ${article.why}.`);
}

/** @param {string | null} id */
function select(id) {
  state.set({ at: id });
  if (id) tabs.show("detail");
}

/** @param {string} id */
function expand(id) {
  if (id === centre || state.view.expand.includes(id)) return;
  state.set({ expand: [...state.view.expand, id], at: id });
}

/** @param {string} id */
async function harvest(id) {
  const { pmid = null, doi = null } = articles.get(id) ?? {};
  tell("Starting a harvest …", "loading");
  try {
    const { harvest: started } = await startHarvest([pmid ? `pmid:${pmid}` : doi ? `doi:${doi}` : `citewalk:${id}`]);
    location.assign(`/harvests/${encodeURIComponent(started)}`);
  } catch (error) {
    tell(error instanceof ApiError ? error.message : String(error), "error");
  }
}

/**
 * @param {string} text
 * @param {"" | "loading" | "error" | "alone"} kind
 */
function tell(text, kind) {
  const message = find("#message");
  message.className = kind;
  message.hidden = !text;
  message.replaceChildren(...prose(text));
  if (kind === "error") message.append(" ", element("button", { type: "button", click: () => void load() }, "Try again"));
}

// For browser tests, which point at what is drawn.
Object.assign(window, { whereabouts: (/** @type {string} */ id) => graph?.whereabouts(id) ?? null });
