// @ts-check
/** Which ranking the reader has chosen, kept in the URL so that a link shows the same. */

/**
 * @typedef {object} KeyView
 * @property {string} measure
 * @property {string[]} seeds    ids in the order in which they were chosen
 * @property {string | null} around
 * @property {number} hops
 * @property {number} top
 */

/** @type {Readonly<KeyView>} */
const DEFAULTS = Object.freeze({ measure: "key", seeds: [], around: null, hops: 1, top: 50 });

/**
 * @param {string} search
 * @returns {KeyView}
 */
export function parseKeyView(search) {
  const given = new URLSearchParams(search);
  const whole = (/** @type {string} */ name, /** @type {number} */ standard) => Number(given.get(name)) || standard;
  return {
    measure: given.get("measure") || DEFAULTS.measure,
    seeds: [...new Set(given.getAll("seed").filter(Boolean))],
    around: given.get("around") || null,
    hops: whole("hops", DEFAULTS.hops),
    top: whole("top", DEFAULTS.top),
  };
}

/**
 * The query of a view as the server writes it: what is at its default is left out.
 *
 * @param {KeyView} view
 */
export function formatKeyView({ measure, seeds, around, hops, top }) {
  const parts = new URLSearchParams();
  if (measure !== DEFAULTS.measure) parts.set("measure", measure);
  for (const seed of seeds) parts.append("seed", seed);
  if (around !== null) parts.set("around", around);
  if (around !== null && hops !== DEFAULTS.hops) parts.set("hops", String(hops));
  if (top !== DEFAULTS.top) parts.set("top", String(top));
  return parts.toString();
}

/**
 * The page of a view.
 *
 * @param {KeyView} view
 */
export function addressOf(view) {
  const query = formatKeyView(view);
  return `/key${query && `?${query}`}`;
}
