// @ts-check
/** What the reader has chosen, kept in the URL so that a link shows the same view. */

/**
 * @typedef {object} View
 * @property {number} hops
 * @property {number} most     how many articles to show at most
 * @property {string[]} expand articles expanded in place, in order
 * @property {string | null} at the selected article
 * @property {string} find     text that titles and bylines must hold
 * @property {number | null} from first year
 * @property {number | null} to   last year
 * @property {"year" | "role" | "community"} colour
 * @property {string} size     what dots are sized by: citations here, or a measure
 * @property {number} path     1: the main path is lit
 * @property {"citations" | "year" | "title"} sort
 */

/** @type {Readonly<View>} */
export const DEFAULTS = Object.freeze({
  hops: 1, most: 300, expand: [], at: null, find: "", from: null, to: null, colour: "year", sort: "citations",
  size: "citations", path: 0,
});

/**
 * @param {string} search
 * @returns {View}
 */
export function parseView(search) {
  const given = new URLSearchParams(search);
  return {
    hops: whole(given.get("hops")) ?? DEFAULTS.hops,
    most: whole(given.get("most")) ?? DEFAULTS.most,
    expand: given.getAll("expand"),
    at: given.get("at"),
    find: given.get("find") ?? "",
    from: whole(given.get("from")),
    to: whole(given.get("to")),
    colour: given.get("colour") === "role" ? "role" : given.get("colour") === "community" ? "community" : "year",
    size: given.get("size") || DEFAULTS.size,
    path: given.get("path") === "1" ? 1 : 0,
    sort: given.get("sort") === "year" ? "year" : given.get("sort") === "title" ? "title" : "citations",
  };
}

/** @param {string | null} text */
function whole(text) {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/**
 * The query string of a view; what is at its default is left out.
 *
 * @param {View} view
 */
export function formatView(view) {
  const parts = new URLSearchParams();
  for (const [name, standard] of Object.entries(DEFAULTS)) {
    const value = view[/** @type {keyof View} */ (name)];
    if (Array.isArray(value)) value.forEach((id) => parts.append(name, id));
    else if (value !== standard && value !== null) parts.set(name, String(value));
  }
  const text = parts.toString();
  return text ? `?${text}` : "";
}

/** The view of this page, its listeners, and the address bar. */
export class ViewState {
  /** @type {((view: View, before: View) => void)[]} */
  #listeners = [];

  constructor() {
    this.view = parseView(location.search);
    addEventListener("popstate", () => this.#become(parseView(location.search)));
  }

  /** @param {(view: View, before: View) => void} listener */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /**
   * @param {Partial<View>} change
   * @param {{replace?: boolean}} [options] replace: no step of its own in the browser's history
   */
  set(change, { replace = false } = {}) {
    const next = { ...this.view, ...change };
    const address = location.pathname + formatView(next);
    if (address !== location.pathname + location.search) {
      if (replace) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
    }
    this.#become(next);
  }

  /** @param {View} next */
  #become(next) {
    const before = this.view;
    this.view = next;
    for (const listener of this.#listeners) listener(next, before);
  }
}
