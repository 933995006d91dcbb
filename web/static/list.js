// @ts-check
/** The ranked list: the picture's twin for the keyboard, for screen readers and for those who read. */

import { count, element } from "./dom.js";
import { articleColours, readPalette } from "./palette.js";
import { dotIcon } from "./legend.js";

/** @typedef {import("./types.js").Article} Article */

const STEP = 60;

/** A list of articles of which one may be hovered (and focused) and one selected. */
export class ListView {
  /** @type {Article[]} */
  #articles = [];
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();
  /** @type {string | null} */
  #selected = null;
  /** @type {{by: import("./state.js").View["colour"], span: [number, number]}} */
  #colour = { by: "year", span: [0, 0] };

  /**
   * @param {HTMLElement} list
   * @param {{hover: (id: string | null) => void, select: (id: string) => void, expand: (id: string) => void}} heard
   */
  constructor(list, heard) {
    this.list = list;
    this.heard = heard;
    this.more = element("li", { class: "more", role: "presentation" });
    new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && this.#extend(), { root: null })
      .observe(this.more);
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("mouseleave", () => heard.hover(null));
    list.addEventListener("focusout", () => heard.hover(null));
    /** @param {Event} event */
    const pointed = (event) => {
      const id = this.#idOf(event.target);
      if (id) heard.hover(id);
    };
    list.addEventListener("mouseover", pointed);
    list.addEventListener("focusin", pointed);
    list.addEventListener("click", (event) => {
      const id = this.#idOf(event.target);
      if (id) heard.select(id);
    });
  }

  /**
   * @param {Article[]} articles in order
   * @param {{by: import("./state.js").View["colour"], span: [number, number]}} colour
   */
  show(articles, colour) {
    this.#articles = articles;
    this.#colour = colour;
    this.#items.clear();
    this.list.replaceChildren();
    if (!articles.length) {
      this.list.append(element("li", { class: "none", role: "presentation" }, "No article matches. Clear the search or the years."));
      return;
    }
    this.#extend();
    if (this.#selected) this.select(this.#selected);
    if (!this.list.querySelector('[tabindex="0"]')) this.list.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
  }

  #extend() {
    const start = this.#items.size;
    if (start >= this.#articles.length) return;
    const palette = readPalette();
    const fragment = document.createDocumentFragment();
    this.#articles.slice(start, start + STEP).forEach((article, k) => {
      const item = this.#item(article, start + k + 1, articleColours(palette, article, this.#colour));
      this.#items.set(article.id, item);
      fragment.append(item);
    });
    this.list.append(fragment);
    if (this.#items.size < this.#articles.length) this.list.append(this.more);
    else this.more.remove();
  }

  /**
   * @param {Article} article
   * @param {number} place
   * @param {{fill: string, border: string}} colours
   */
  #item(article, place, colours) {
    return element("li", {
      role: "option", id: `item-${article.id}`, "data-id": article.id, tabindex: -1, "aria-selected": "false",
      "aria-posinset": place, "aria-setsize": this.#articles.length,
    },
    dotIcon(article, colours),
    element("div", { class: "words" },
      element("p", { class: article.title ? "title" : "title untitled" }, article.title ?? "Title not known"),
      element("p", { class: "byline" }, article.byline),
      element("p", { class: "why" },
        article.is_retracted && element("strong", { class: "retracted" }, "Retracted"),
        element("span", {}, article.why),
        element("span", { class: "cited" }, `cited ${count(article.local_citations)} × here`))));
  }

  /** @param {string | null} id */
  hover(id) {
    this.list.querySelector(".hovered")?.classList.remove("hovered");
    const item = id ? this.#items.get(id) : undefined;
    item?.classList.add("hovered");
  }

  /** @param {string | null} id */
  select(id) {
    this.#selected = id;
    for (const item of this.list.querySelectorAll('[aria-selected="true"]')) item.setAttribute("aria-selected", "false");
    if (!id) return;
    const place = this.#articles.findIndex((article) => article.id === id);
    while (place >= this.#items.size && this.#items.size < this.#articles.length) this.#extend();
    const item = this.#items.get(id);
    if (!item) return;
    item.setAttribute("aria-selected", "true");
    this.#makeCurrent(item);
  }

  /** Brings the hovered or selected article into sight. @param {string} id */
  reveal(id) {
    const item = this.#items.get(id);
    const { top, bottom } = this.list.getBoundingClientRect();
    const at = item?.getBoundingClientRect();
    if (at && (at.top < top || at.bottom > bottom)) item?.scrollIntoView({ block: "nearest" });
  }

  /** @param {HTMLElement} item */
  #makeCurrent(item) {
    for (const other of this.list.querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    item.setAttribute("tabindex", "0");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const id = this.#idOf(event.target);
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = this.#articles.findIndex((article) => article.id === id);
    const last = this.#articles.length - 1;
    const goal = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: last, PageDown: place + 10, PageUp: place - 10 }[event.key];
    if (goal !== undefined) this.#moveTo(Math.min(Math.max(goal, 0), last));
    else if (event.key === "Enter" || event.key === " ") this.heard.select(id);
    else if (event.key === "e") this.heard.expand(id);
    else return;
    event.preventDefault();
  }

  /** @param {number} place */
  #moveTo(place) {
    while (place >= this.#items.size && this.#items.size < this.#articles.length) this.#extend();
    const item = this.#items.get(this.#articles[place].id);
    if (!item) return;
    this.#makeCurrent(item);
    item.focus();
  }

  /** @param {EventTarget | null} target */
  #idOf(target) {
    const item = target instanceof Element ? target.closest('[role="option"]') : null;
    return item instanceof HTMLElement ? item.dataset.id ?? null : null;
  }
}
