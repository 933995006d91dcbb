// @ts-check
/** The ranked table: one row an article, for pointer, keyboard and screen reader alike. */

import { count, element, find } from "./dom.js";

/** @typedef {import("./types.js").RankedArticle} RankedArticle */
/** @typedef {import("./types.js").Community} Community */

const COLOURS = 6;
const TERMS = 3; // as many as tell a community in a narrow column; all of them are in its title

/** A table whose rows can be walked through, opened and made seeds. */
export class KeyTable {
  /**
   * @param {HTMLElement} table
   * @param {(article: RankedArticle) => void} toggle
   */
  constructor(table, toggle) {
    this.table = table;
    this.body = find("tbody", table);
    this.toggle = toggle;
    /** @type {RankedArticle[]} */
    this.rows = [];
    this.body.addEventListener("keydown", (event) => this.#key(event));
    this.body.addEventListener("focusin", (event) => this.#makeCurrent(this.#rowOf(event.target)));
  }

  /**
   * Shows other rows; what had the focus keeps it, or hands it to what now stands in its place.
   *
   * @param {RankedArticle[]} rows
   * @param {Community[] | null} communities
   */
  show(rows, communities) {
    const focused = this.#rowOf(document.activeElement);
    const place = focused ? [...this.body.children].indexOf(focused) : -1;
    const onButton = document.activeElement instanceof HTMLButtonElement;
    this.rows = rows;
    this.table.classList.toggle("none-cites-retracted", rows.every((row) => !row.cites_retracted));
    this.body.replaceChildren(...rows.map((row) => this.#row(row, communities)));
    this.#makeCurrent(/** @type {HTMLElement | null} */ (this.body.firstElementChild));
    if (place < 0 || !rows.length) return;
    const same = rows.findIndex(({ id }) => id === focused?.dataset.id);
    const next = this.body.children[same >= 0 ? same : Math.min(place, rows.length - 1)];
    const goal = onButton ? next.querySelector("button") : next;
    if (goal instanceof HTMLElement) goal.focus();
  }

  /** Names the communities of rows that stand already. @param {RankedArticle[]} rows @param {Community[]} communities */
  name(rows, communities) {
    const numbers = new Map(rows.map(({ id, community }) => [id, community]));
    for (const row of this.body.querySelectorAll("tr")) {
      const cell = row.querySelector(".community");
      cell?.replaceChildren(...communityOf(numbers.get(row.dataset.id ?? "") ?? null, communities));
    }
  }

  /**
   * @param {RankedArticle} row
   * @param {Community[] | null} communities
   */
  #row(row, communities) {
    const cell = (/** @type {string} */ name, /** @type {string} */ label, /** @type {(Node | string | false | null)[]} */ ...parts) =>
      element("td", { class: name, "data-label": label, role: "cell" }, ...parts);
    return element("tr", { "data-id": row.id, tabindex: -1, role: "row", class: row.seed && "seed" },
      cell("place", "", count(row.rank)),
      cell("choice", "", this.#choice(row)),
      element("th", { scope: "row", role: "rowheader", class: "article" }, ...articleParts(row)),
      cell("figure year", "year", row.year === null ? "" : String(row.year)),
      cell("journal", "", row.journal ?? ""),
      cell("figure", "cited here", count(row.local_citations)),
      cell("figure", "overall", row.cited_by_count === null ? "" : count(row.cited_by_count)),
      cell("figure cites-retracted", "cites a retracted article:", row.cites_retracted ?? ""),
      cell("figure score", "score", row.score === null ? element("span", { class: "quiet" }, "not known") : written(row.score)),
      cell("community", "", ...communityOf(row.community, communities)));
  }

  /** @param {RankedArticle} row */
  #choice(row) {
    const name = row.title ?? row.label;
    return element("button", {
      type: "button", class: "star", "aria-pressed": String(row.seed), title: row.seed ? "A seed; take it back (s)" : "Make it a seed (s)",
      "aria-label": `Seed: ${name}`, click: () => this.toggle(row),
    }, row.seed ? "★" : "☆");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = this.#rowOf(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = [...this.body.children].indexOf(row);
    const last = this.rows.length - 1;
    const goal = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: last, PageDown: place + 10, PageUp: place - 10 }[event.key];
    if (goal !== undefined) /** @type {HTMLElement} */ (this.body.children[Math.min(Math.max(goal, 0), last)]).focus();
    else if (event.key === "s") this.toggle(this.rows[place]);
    else if (event.key === "Enter" && event.target === row) row.querySelector("a")?.click();
    else return;
    event.preventDefault();
  }

  /** @param {HTMLElement | null} row */
  #makeCurrent(row) {
    if (!row) return;
    for (const other of this.body.querySelectorAll('tr[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    row.setAttribute("tabindex", "0");
  }

  /** @param {EventTarget | null} target @returns {HTMLElement | null} */
  #rowOf(target) {
    return target instanceof Element && this.body.contains(target) ? target.closest("tr") : null;
  }
}

/** @param {RankedArticle} row */
function articleParts(row) {
  const id = encodeURIComponent(row.id);
  const authors = row.authors?.length ? row.authors.slice(0, 3).join(", ") + (row.authors.length > 3 ? " et al." : "") : "";
  return [
    element("a", { class: row.title ? "title" : "title untitled", href: `/article/${id}` }, row.title ?? (row.label || row.id)),
    element("span", { class: "authors" },
      row.is_retracted && element("strong", { class: "retracted" }, "Retracted"),
      row.seed && element("strong", { class: "mark" }, "Seed"),
      row.stub && "only its id is known", authors,
      element("a", { class: "graph", href: `/graph/${id}`, "aria-label": `Graph around ${row.title ?? row.label}` }, "graph")),
    element("span", { class: "why" }, row.why),
  ];
}

/**
 * @param {number | null} number
 * @param {Community[] | null} communities
 */
function communityOf(number, communities) {
  const found = communities?.find((community) => community.number === number);
  if (number === null || !found) return [element("span", { class: "quiet" }, communities ? "" : "…")];
  const colour = number < COLOURS ? `group-${number}` : "group-other";
  return [element("span", { class: `swatch ${colour}`, "aria-hidden": true }),
    element("span", { title: `Community ${number}, ${count(found.size)} articles: ${found.terms.join(", ")}` },
      `${number}`, found.terms.length ? ` · ${found.terms.slice(0, TERMS).join(", ")}` : "")];
}

/** Four significant digits, whole numbers in full. @param {number} score */
function written(score) {
  if (Number.isInteger(score)) return count(score);
  return Math.abs(score) < 1e-3 ? score.toExponential(2) : String(Number(score.toPrecision(Math.abs(score) < 1000 ? 4 : 6)));
}
