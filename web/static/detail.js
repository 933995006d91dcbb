// @ts-check
/** One article in full: what the list knows at once, the rest when it has been read. */

import { ApiError, readArticle } from "./api.js";
import { count, element, plural, prose } from "./dom.js";
import { became, completeness } from "./whole.js";

/** @typedef {import("./types.js").Article} Article */
/** @typedef {import("./types.js").Citation} Citation */

const MOST_LINKS = 40;

/**
 * @typedef {object} Heard
 * @property {(id: string) => void} select
 * @property {(id: string | null) => void} hover
 * @property {(id: string) => void} expand
 * @property {(id: string) => void} harvest
 */

/** The panel that shows the selected article. */
export class DetailView {
  /** @type {string | null} */
  #shown = null;

  /**
   * @param {HTMLElement} panel
   * @param {Heard} heard
   */
  constructor(panel, heard) {
    this.panel = panel;
    this.heard = heard;
  }

  /**
   * @param {Article | undefined} article
   * @param {{articles: Map<string, Article>, citations: Citation[], expanded: boolean, centre: string}} around
   */
  async show(article, around) {
    this.#shown = article?.id ?? null;
    if (!article) {
      this.panel.replaceChildren(element("p", { class: "quiet" }, "Choose an article in the list or in the graph to read about it here."));
      return;
    }
    const more = element("div", { class: "more", "aria-busy": "true" }, element("p", { class: "quiet loading" }, "Reading its abstract …"));
    const top = element("div", { class: "became" },
      article.is_retracted && element("p", { class: "banner retracted", role: "note" }, "This article has been retracted."));
    this.panel.replaceChildren(
      top, ...heading(article), this.#actions(article, around), more, this.#links(article, around));
    this.panel.scrollTop = 0;
    try {
      const full = await readArticle(article.id);
      if (this.#shown === article.id) {
        top.replaceChildren(...became(full));
        more.replaceChildren(...fullText(full));
      }
    } catch (error) {
      if (this.#shown === article.id) more.replaceChildren(element("p", { class: "error" }, ...prose(error instanceof ApiError ? error.message : String(error))));
    }
    more.removeAttribute("aria-busy");
  }

  /**
   * @param {Article} article
   * @param {{expanded: boolean, centre: string}} around
   */
  #actions(article, { expanded, centre }) {
    const isCentre = article.id === centre;
    const page = `/article/${encodeURIComponent(article.id)}`;
    return element("div", { class: "actions" },
      !isCentre && !expanded && element("button", { type: "button", class: "primary", click: () => this.heard.expand(article.id) }, "Expand here"),
      !isCentre && element("a", { class: "button", href: `/graph/${encodeURIComponent(article.id)}` }, "Make it the centre"),
      element("a", { class: "button", href: page }, "Full page"),
      !article.expanded && element("button", { type: "button", click: () => this.heard.harvest(article.id), title: "Ask the sources what it cites and what cites it" }, "Harvest from here"));
  }

  /**
   * @param {Article} article
   * @param {{articles: Map<string, Article>, citations: Citation[]}} around
   */
  #links({ id }, { articles, citations }) {
    const cites = citations.filter(({ citing }) => citing === id);
    const citedBy = citations.filter(({ cited }) => cited === id);
    return element("div", { class: "links" },
      this.#linkList("Cites", cites.map(({ cited, sources }) => ({ article: articles.get(cited), sources }))),
      this.#linkList("Cited by", citedBy.map(({ citing, sources }) => ({ article: articles.get(citing), sources }))));
  }

  /**
   * @param {string} name
   * @param {{article: Article | undefined, sources: string[]}[]} entries
   */
  #linkList(name, entries) {
    const known = entries.flatMap(({ article, sources }) => (article ? [{ article, sources }] : []))
      .sort((one, other) => other.article.local_citations - one.article.local_citations);
    const section = element("section", {}, element("h3", {}, `${name} `, element("span", { class: "quiet" }, `${count(known.length)} of those shown`)));
    const list = element("ul", { class: "plain" });
    const show = (/** @type {number} */ most) => list.replaceChildren(...known.slice(0, most).map((entry) => this.#link(entry)));
    show(MOST_LINKS);
    section.append(list);
    if (known.length > MOST_LINKS) {
      const button = element("button", { type: "button", class: "quiet" }, `Show all ${count(known.length)}`);
      button.addEventListener("click", () => { show(known.length); button.remove(); });
      section.append(button);
    }
    return section;
  }

  /** @param {{article: Article, sources: string[]}} entry */
  #link({ article, sources }) {
    return element("li", {},
      element("button", {
        type: "button", class: "link",
        click: () => this.heard.select(article.id),
        mouseenter: () => this.heard.hover(article.id),
        mouseleave: () => this.heard.hover(null),
        focus: () => this.heard.hover(article.id),
        blur: () => this.heard.hover(null),
      }, article.title ?? article.label),
      element("span", { class: "quiet" }, ` ${article.year ?? "no year"} · according to ${sources.join(" and ") || "nobody"}`));
  }
}

/** @param {Article} article */
function heading(article) {
  const reported = article.cited_by_count === null ? "" : `, ${count(article.cited_by_count)} overall`;
  return [
    element("h2", {}, article.title ?? "Title not known"),
    element("p", { class: "byline" }, article.byline),
    element("p", { class: "reason" }, `${article.why}. Cited ${count(article.local_citations)} × here${reported}; cites ${plural(article.cites, "article")} of those shown.`),
    article.stub ? element("p", { class: "note" }, "Only its id is known: no source that was asked describes it.") : "",
  ].filter((part) => part !== "");
}

/** @param {import("./types.js").Whole} full */
function fullText(full) {
  return [
    full.authors?.length && element("p", { class: "authors" }, full.authors.join(", ")),
    element("p", { class: "ids" }, ...full.links.map(({ name, value, url }) =>
      element("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, `${name} ${value}`))),
    full.abstract
      ? element("p", { class: "abstract" }, full.abstract)
      : element("p", { class: "quiet" }, "No abstract in this graph."),
    completeness(full),
    full.described_by.length && element("p", { class: "quiet" }, `Described by ${full.described_by.join(", ")}.`),
  ].filter((part) => part instanceof HTMLElement);
}
