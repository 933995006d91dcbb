// @ts-check
/** The JSON API, and its one shape of errors. */

/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./types.js").Harvest} Harvest */

/** What went wrong, in a sentence for the reader. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {number} status 0 when nothing answered
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch {
    throw new ApiError("citewalk does not answer. Is `citewalk serve` still running?", 0);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(body?.error?.message ?? `The server answered ${response.status}.`, response.status);
  return body;
}

/**
 * @param {string} centre
 * @param {{hops: number, most: number, expand: string[]}} view
 * @returns {Promise<Picture>}
 */
export function readPicture(centre, { hops, most, expand }) {
  const wanted = new URLSearchParams({ hops: String(hops), most: String(most) });
  for (const id of expand) wanted.append("expand", id);
  return ask(`/api/v1/neighbourhood/${encodeURIComponent(centre)}?${wanted}`);
}

/**
 * A ranking by its query; without `communities` these are left out while nobody has computed them yet.
 *
 * @param {string} query
 * @param {{communities: boolean}} options
 * @returns {Promise<import("./types.js").KeyPapers>}
 */
export const readKey = (query, { communities }) => ask(`/api/v1/key?${query}${communities ? "" : "&communities=0"}`);

/**
 * What the view wants computed of a neighbourhood.
 *
 * @param {string} centre
 * @param {import("./state.js").View} view
 * @returns {Promise<import("./types.js").Measured>}
 */
export function readMeasured(centre, { hops, expand, size, colour, path }) {
  const wanted = new URLSearchParams({ hops: String(hops) });
  for (const id of expand) wanted.append("expand", id);
  if (size !== "citations") wanted.set("measure", size);
  if (colour === "community") wanted.set("communities", "1");
  if (path) wanted.set("path", "1");
  return ask(`/api/v1/measured/${encodeURIComponent(centre)}?${wanted}`);
}

/** @param {string} id */
export const readArticle = (id) => ask(`/api/v1/articles/${encodeURIComponent(id)}?links=0`);

/**
 * @param {string} id
 * @returns {Promise<Harvest>}
 */
export const readHarvest = (id) => ask(`/api/v1/harvests/${encodeURIComponent(id)}`);

/**
 * Starts a harvest; the answer names it.
 *
 * @param {string[]} seeds
 * @returns {Promise<{harvest: string}>}
 */
export function startHarvest(seeds) {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  return ask("/api/v1/harvests", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ seeds }),
  });
}
