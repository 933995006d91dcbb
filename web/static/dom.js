// @ts-check
/** Elements made of text, never of markup. */

/**
 * An element with attributes and children; strings become text nodes, nothing is parsed as HTML.
 *
 * @param {string} name
 * @param {Record<string, string | number | boolean | null | undefined | EventListener>} [attributes] null and false are left out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children) if (child || child === "") made.append(child);
  return made;
}

/**
 * The element that a template promises.
 *
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement}
 */
export function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * A sentence in which commands stand between backticks, as text and code.
 *
 * @param {string} text
 */
export function prose(text) {
  const parts = text.split("`");
  return parts.length % 2 ? parts.map((part, k) => (k % 2 ? element("code", {}, part) : part)) : [text];
}

/**
 * A whole number for people.
 *
 * @param {number} value
 */
export const count = (value) => value.toLocaleString("en-GB");

/**
 * "1 article", "2 articles".
 *
 * @param {number} n
 * @param {string} noun
 */
export const plural = (n, noun) => `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
