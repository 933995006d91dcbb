// @ts-check
/** A harvest that runs: asked about every second, until it has ended. */

import { readHarvest } from "./api.js";
import { count, element, plural, prose } from "./dom.js";

/** @typedef {import("./types.js").Harvest} Harvest */

const EVERY = 1000;

for (const panel of document.querySelectorAll("[data-harvest]")) {
  if (panel instanceof HTMLElement && panel.dataset.state === "running") void follow(panel, panel.dataset.harvest ?? "");
}

/**
 * @param {HTMLElement} panel
 * @param {string} id
 */
async function follow(panel, id) {
  let failures = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY * Math.min(1 + failures, 10)));
    if (document.hidden) continue;
    try {
      const harvest = await readHarvest(id);
      failures = 0;
      show(panel, harvest);
      if (harvest.state !== "running") {
        location.reload(); // the server draws the outcome, with what can be done about it
        return;
      }
    } catch (error) {
      failures += 1;
      part(panel, "sentence", error instanceof Error ? error.message : String(error));
    }
  }
}

/**
 * @param {HTMLElement} panel
 * @param {Harvest} harvest
 */
function show(panel, { sentence, percent, counts, sources }) {
  part(panel, "sentence", sentence);
  const bar = panel.querySelector("progress");
  if (bar && percent !== null) bar.value = percent;
  for (const [name, value] of Object.entries(counts)) part(panel, `count-${name}`, count(value));
  const list = panel.querySelector("[data-part=sources]");
  if (sources.length) list?.replaceChildren(...sources.map(({ name, state, reason, requests }) => element("li", { "data-state": state },
    element("strong", {}, name), ` ${state} · ${plural(requests, "request")}${reason ? ` · ${reason}` : ""}`)));
}

/**
 * @param {HTMLElement} panel
 * @param {string} name
 * @param {string} text
 */
function part(panel, name, text) {
  const found = panel.querySelector(`[data-part="${name}"]`);
  if (found && found.textContent !== text.replaceAll("`", "")) found.replaceChildren(...prose(text));
}
