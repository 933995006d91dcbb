// @ts-check
/** On a narrow screen one of list, graph and detail at a time; on a wide one all three, and no tabs. */

import { find } from "./dom.js";

/**
 * @param {HTMLElement} page
 * @returns {{show: (name: string) => void}}
 */
export function bindTabs(page) {
  const buttons = [...page.querySelectorAll('[role="tab"]')].filter((tab) => tab instanceof HTMLElement);
  const show = (/** @type {string} */ name) => {
    page.dataset.tab = name;
    for (const button of buttons) {
      const chosen = button.dataset.tab === name;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.tab ?? "list"));
  find('[role="tablist"]', page).addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const now = buttons.findIndex((button) => button.dataset.tab === page.dataset.tab);
    if (!step) return;
    const next = buttons[(now + step + buttons.length) % buttons.length];
    show(next.dataset.tab ?? "list");
    next.focus();
  });
  return { show };
}
