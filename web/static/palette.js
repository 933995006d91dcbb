// @ts-check
/** Colours of the picture, read from the style sheet so that light and dark are decided in one place. */

/** @typedef {import("./types.js").Article} Article */
/** @typedef {[number, number, number]} Rgb */

/**
 * @typedef {object} Palette
 * @property {string} paper
 * @property {string} ink
 * @property {string} quiet
 * @property {string} band
 * @property {string} ring
 * @property {string} retracted
 * @property {string} older   citations to what the article cites
 * @property {string} newer   citations from what cites the article
 * @property {string} edge
 * @property {Rgb[]} ramp     years, oldest first
 * @property {Record<Article["role"], Rgb>} roles
 * @property {Rgb[]} groups   communities, the largest first; those after the last are alike
 */

/** @returns {Palette} */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  /** @param {string} name */
  const rgb = (name) => parse(value(name));
  return {
    paper: value("paper"), ink: value("ink"), quiet: value("quiet"), band: value("band"), ring: value("ring"),
    retracted: value("retracted"), older: value("older"), newer: value("newer"), edge: value("edge"),
    ramp: [1, 2, 3, 4, 5].map((step) => rgb(`year-${step}`)),
    roles: {
      source: rgb("role-source"), reference: rgb("role-reference"), citing: rgb("role-citing"),
      both: rgb("role-both"), further: rgb("role-further"),
    },
    groups: ["year-5", "role-reference", "year-3", "role-both", "role-source", "year-4"].map(rgb),
  };
}

/**
 * @param {string} hex such as #1a2b3c
 * @returns {Rgb}
 */
export function parse(hex) {
  const whole = Number.parseInt(hex.slice(1), 16);
  return [(whole >> 16) & 255, (whole >> 8) & 255, whole & 255];
}

/** @param {Rgb} colour */
export const hex = (colour) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

/**
 * @param {Rgb} one
 * @param {Rgb} other
 * @param {number} share of the other
 * @returns {Rgb}
 */
export function mix(one, other, share) {
  const part = (/** @type {0 | 1 | 2} */ k) => Math.round(one[k] + (other[k] - one[k]) * share);
  return [part(0), part(1), part(2)];
}

/**
 * The colour of a year between the first and the last of the picture.
 *
 * @param {Palette} palette
 * @param {number | null} year
 * @param {[number, number]} span
 */
export function yearColour(palette, year, [first, last]) {
  if (year === null) return palette.roles.further;
  const place = last > first ? ((year - first) / (last - first)) * (palette.ramp.length - 1) : palette.ramp.length - 1;
  const step = Math.min(Math.max(Math.floor(place), 0), palette.ramp.length - 2);
  return mix(palette.ramp[step], palette.ramp[step + 1], Math.min(Math.max(place - step, 0), 1));
}

/** @param {Palette} palette @param {number | null} number */
export const groupColour = (palette, number) => (number === null ? undefined : palette.groups[number]) ?? palette.roles.further;

/**
 * Fill and outline of an article: solid when expanded, pale when not, hollow when only its id is known.
 *
 * @param {Palette} palette
 * @param {Article} article
 * @param {{by: import("./state.js").View["colour"], span: [number, number]}} colour
 * @returns {{fill: string, border: string}}
 */
export function articleColours(palette, article, { by, span }) {
  const full = by === "role" ? palette.roles[article.role]
    : by === "community" ? groupColour(palette, article.community ?? null)
    : yearColour(palette, article.year, span);
  const fill = article.stub ? parse(palette.paper) : article.expanded ? full : mix(full, parse(palette.paper), 0.62);
  return { fill: hex(fill), border: hex(full) };
}
