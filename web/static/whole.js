// @ts-check
/** What has become of an article, and how complete its lists are; made of text, as everything else. */

import { element, plural } from "./dom.js";

/** @typedef {import("./types.js").Notice} Notice */
/** @typedef {import("./types.js").VersionLink} VersionLink */
/** @typedef {import("./types.js").Whole} Whole */

const OUTSIDE = { rel: "noreferrer noopener", target: "_blank" };

/** @param {string} id */
const pageOf = (id) => `/article/${encodeURIComponent(id)}`;

/**
 * Notices about an article, the gravest first, then its other versions.
 *
 * @param {Whole} whole
 */
export const became = ({ notices, versions }) => [...notices.map(noticed), ...versions.map(version)];

/** @param {Notice} notice */
function noticed({ kind, sentence, date, source, ids }) {
  return element("p", { class: kind === "retraction" ? "banner retracted" : "banner", role: "note", "data-notice": kind },
    `${sentence} `,
    element("span", { class: "facts" },
      ids.length > 0 && (ids.length === 1 ? "Notice: " : "Notices: "),
      ...ids.flatMap((one, k) => [k ? ", " : "", named(one)]),
      ids.length > 0 && ". ",
      date && `${ids.length > 1 ? "First on" : "On"} ${date}. `,
      source && `According to ${source}.`));
}

/** @param {Notice["ids"][number]} one */
function named({ value, title, article, url }) {
  const name = element("bdi", {}, title ?? value);
  if (article) return element("a", { href: pageOf(article) }, name);
  return url ? element("a", { href: url, ...OUTSIDE }, name) : name;
}

/** @param {VersionLink} version */
function version({ relation, id, title, byline, sources }) {
  return element("p", { class: "version", "data-relation": relation },
    relation === "published as" ? "Published as " : "Its preprint is ",
    element("a", { href: pageOf(id) }, element("bdi", {}, title)),
    byline && element("span", { class: "quiet" }, ` (${byline})`),
    ", ", element("span", { class: "quiet" }, `according to ${sources.join(" and ") || "nobody any more"}`));
}

/**
 * How many references and citing articles are here against what sources report, and the texts of those without an id.
 *
 * @param {Whole} whole
 */
export function completeness({ lists, expanded, described_by: described, unresolved_references: texts }) {
  const lines = [["references", lists.references], ["cited by", lists.citing]].filter(([, line]) => line);
  return element("section", { "aria-label": "How complete its lists are" },
    element("dl", { class: "coverage" }, ...lines.flatMap(([name, line]) => [element("dt", {}, name), element("dd", {}, line)])),
    !expanded && element("p", { class: "quiet" }, described.join() === "csv"
      ? "It came from a file; no source has been asked for its references and citing articles."
      : "No harvest has asked for its own references and citing articles yet; what is here came with other articles."),
    texts?.length ? element("details", { class: "unresolved" },
      element("summary", {}, `${plural(texts.length, "reference")} without an id, as printed`),
      element("ol", {}, ...texts.map(({ position, text }) => element("li", { value: position }, element("bdi", {}, text))))) : null);
}
