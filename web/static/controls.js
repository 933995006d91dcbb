// @ts-check
/** The explorer's controls: each shows the view and changes it. */

import { element, find } from "./dom.js";

/** @typedef {import("./state.js").View} View */

/**
 * @param {HTMLElement} page
 * @param {import("./state.js").ViewState} state
 * @param {import("./graph.js").GraphView | null} graph
 * @returns {(view: View, span: [number, number]) => void} shows a view in the controls
 */
export function bindControls(page, state, graph) {
  /** @param {string} name */
  const field = (name) => /** @type {HTMLInputElement | HTMLSelectElement} */ (find(`[name="${name}"]`, page));
  bindTyping(field("find"), (text) => state.set({ find: text }, { replace: true }));
  for (const name of /** @type {const} */ (["from", "to"])) {
    bindTyping(field(name), (text) => state.set({ [name]: /^\d{4}$/.test(text) ? Number(text) : null }, { replace: true }));
  }
  for (const name of /** @type {const} */ (["hops", "most"])) {
    field(name).addEventListener("change", () => state.set({ [name]: Number(field(name).value) }));
  }
  for (const name of ["colour", "sort", "size"]) {
    field(name).addEventListener("change", () => state.set({ [name]: field(name).value }));
  }
  const lit = /** @type {HTMLInputElement} */ (field("path"));
  lit.addEventListener("change", () => state.set({ path: lit.checked ? 1 : 0 }));
  for (const how of /** @type {const} */ (["in", "out", "all"])) {
    find(`[data-zoom="${how}"]`, page).addEventListener("click", () => graph?.zoom(how));
  }
  const more = find("#more", page);
  more.addEventListener("click", () => more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") !== "true")));
  find("#clear", page).addEventListener("click", () => state.set({ find: "", from: null, to: null }));
  find(".controls", page).addEventListener("submit", (event) => event.preventDefault());
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
    if (event.key !== "/" || typing) return;
    event.preventDefault();
    field("find").focus();
  });
  return (view, span) => showView(field, view, span);
}

/**
 * @param {(name: string) => HTMLInputElement | HTMLSelectElement} field
 * @param {View} view
 * @param {[number, number]} span
 */
function showView(field, view, [first, last]) {
  for (const name of /** @type {const} */ (["find", "from", "to", "colour", "sort", "size", "hops", "most"])) {
    const shown = field(name);
    const value = String(view[name] ?? "");
    if (shown instanceof HTMLSelectElement && ![...shown.options].some((option) => option.value === value)) {
      shown.append(element("option", { value }, value));
    }
    if (shown !== document.activeElement || shown instanceof HTMLSelectElement) shown.value = value;
  }
  /** @type {HTMLInputElement} */ (field("path")).checked = view.path === 1;
  field("from").setAttribute("placeholder", first ? String(first) : "from");
  field("to").setAttribute("placeholder", last ? String(last) : "to");
  find("#clear").hidden = !(view.find || view.from !== null || view.to !== null);
}

/**
 * Hears what was typed, once the typing pauses.
 *
 * @param {HTMLInputElement | HTMLSelectElement} field
 * @param {(text: string) => void} heard
 */
function bindTyping(field, heard) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => heard(field.value.trim()), 120);
  });
}
