// @ts-check
/** Sizes by a measure, communities and the main path: computed by the server, put onto the articles of a picture. */

import { readMeasured } from "./api.js";

/** @typedef {import("./types.js").Article} Article */
/** @typedef {import("./types.js").Measured} Measured */
/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./state.js").View} View */

/** @type {Measured} */
export const NOTHING = Object.freeze({ measure: null, communities: null, main_path: null });

/** Sizes as the server drew them. @type {WeakMap<Article, number>} */
const drawn = new WeakMap();

/** What has to be computed for a view, as a text that differs when that does. @param {View} view */
export const weighedBy = ({ hops, expand, size, colour, path }) =>
  JSON.stringify([hops, expand, size, colour === "community", path]);

/** @param {View} view */
const needsWeighing = ({ size, colour, path }) => size !== "citations" || colour === "community" || path === 1;

/**
 * @param {string} centre
 * @param {View} view
 * @returns {Promise<Measured>}
 */
export const weigh = (centre, view) => (needsWeighing(view) ? readMeasured(centre, view) : Promise.resolve(NOTHING));

/**
 * Areas grow with the score, between the smallest and the largest dot that the server drew.
 *
 * @param {Picture} picture
 * @param {Measured} measured
 */
export function putOn(picture, { measure, communities }) {
  for (const article of picture.articles) if (!drawn.has(article)) drawn.set(article, article.r);
  const sizes = picture.articles.map((article) => drawn.get(article) ?? article.r);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const scores = measure?.scores ?? {};
  const greatest = Math.max(0, ...picture.articles.map(({ id }) => scores[id] ?? 0));
  picture.articles.forEach((article, k) => {
    const share = greatest > 0 ? Math.sqrt(Math.max(scores[article.id] ?? 0, 0) / greatest) : 0;
    article.r = measure ? least + (most - least) * share : sizes[k];
    article.community = communities?.members[article.id];
  });
}
