// @ts-check
/** The key papers page: a measure, seeds, and the articles that rank highest by them. */

import { ApiError, readKey } from "./api.js";
import { count, element, find, plural, prose } from "./dom.js";
import { KeyTable } from "./key-table.js";
import { addressOf, formatKeyView, parseKeyView } from "./key-view.js";

/** @typedef {import("./types.js").KeyPapers} KeyPapers */
/** @typedef {import("./key-view.js").KeyView} KeyView */

const PATIENCE = 150; // milliseconds before a wait is mentioned

const page = find(".key");
const choices = find("#choices");
const field = (/** @type {string} */ name) => /** @type {HTMLSelectElement} */ (find(`[name="${name}"]`, choices));
const table = new KeyTable(find("#ranking"), toggle);
let view = parseKeyView(location.search);
let asked = 0;

for (const name of /** @type {const} */ (["measure", "top", "hops"])) {
  field(name).addEventListener("change", () => go({ [name]: name === "measure" ? field(name).value : Number(field(name).value) }));
}
choices.addEventListener("submit", (event) => event.preventDefault());
find("#whole").addEventListener("click", (event) => { event.preventDefault(); go({ around: null }); });
find("#add").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = /** @type {HTMLInputElement} */ (find("#add input"));
  go({ seeds: [...view.seeds, typed.value.trim()] });
  typed.value = "";
});
addEventListener("popstate", () => { view = parseKeyView(location.search); void load(); });
void load();

/** @param {Partial<KeyView>} change */
function go(change) {
  view = { ...view, ...change };
  history.pushState(null, "", addressOf(view));
  void load();
}

/** @param {{id: string}} article */
function toggle({ id }) {
  go({ seeds: view.seeds.includes(id) ? view.seeds.filter((seed) => seed !== id) : [...view.seeds, id] });
}

async function load() {
  const turn = ++asked;
  const late = () => turn !== asked;
  const waiting = setTimeout(() => !late() && tell(page.dataset.state === "ready" ? `Ranking by ${view.measure} …` : "Reading the graph …", "loading"), PATIENCE);
  table.table.setAttribute("aria-busy", "true");
  try {
    const answer = await readKey(formatKeyView(view), { communities: false });
    const rows = answer.lacks_seeds ? await readKey(formatKeyView({ ...view, measure: "key" }), { communities: false }) : answer;
    if (late()) return;
    show(answer, rows);
    if (rows.rows.length && !rows.communities) await nameCommunities(answer.lacks_seeds ? { ...view, measure: "key" } : view, late);
  } catch (error) {
    if (!late()) fail(error);
  } finally {
    clearTimeout(waiting);
    if (!late()) table.table.removeAttribute("aria-busy");
  }
}

/** Communities take longer than a ranking, so they come after it. @param {KeyView} of @param {() => boolean} late */
async function nameCommunities(of, late) {
  const answer = await readKey(formatKeyView(of), { communities: true });
  if (!late() && answer.communities) table.name(answer.rows, answer.communities);
}

/**
 * @param {KeyPapers} answer to what was asked
 * @param {KeyPapers} ranking the rows to show: those of the answer, or articles to choose seeds from
 */
function show(answer, ranking) {
  view = { ...view, seeds: answer.seeds.map(({ id }) => id), around: answer.around?.id ?? null };
  if (location.pathname + location.search !== addressOf(view)) history.replaceState(null, "", addressOf(view));
  page.dataset.state = answer.articles ? "ready" : "empty";
  showChoices(answer);
  showSeeds(answer);
  showTaking(answer);
  table.table.hidden = !ranking.rows.length;
  table.show(ranking.rows, ranking.communities);
  const [words, kind] = toSay(answer);
  tell(words, kind);
  find("#announce").textContent = words || `${plural(answer.rows.length, "article")} by ${answer.measure.name}, ${plural(view.seeds.length, "seed")}.`;
  page.dataset.shown = formatKeyView(view) || "key";
}

/** @param {KeyPapers} answer @returns {[string, string]} */
function toSay({ articles, lacks_seeds: lacking, measure, rows }) {
  if (!articles) return ["Nothing has been harvested yet: there is no article to rank. Start from an article on the home page.", "empty"];
  if (lacking) return [`${measure.name} compares with seeds, and none is chosen. Choose some with ☆ among the key papers below, or name one above.`, "choose"];
  if (!rows.length) return ["Nothing is left to rank: every article here is a seed.", "empty"];
  return ["", ""];
}

/** @param {KeyPapers} answer */
function showChoices({ measure, around, hops, articles, ranked, rows }) {
  const { top } = view;
  if (![...field("top").options].some(({ value }) => Number(value) === top)) field("top").append(element("option", { value: top }, count(top)));
  for (const [name, value] of Object.entries({ measure: measure.name, top, hops: hops ?? 1 })) field(name).value = String(value);
  find("#hops").hidden = find("#whole").hidden = !around;
  find("#sentence").textContent = measure.sentence;
  const shown = rows.length ? `${count(rows.length)} of ${plural(ranked, "article")} ranked` : plural(articles, "article");
  find("#scope").replaceChildren(shown, around ? ` within ${plural(hops ?? 1, "step")} of ` : " in this graph",
    around ? element("a", { href: `/graph/${encodeURIComponent(around.id)}` }, element("bdi", {}, around.title ?? around.label)) : "",
    around ? "; scores are those of the whole graph" : "");
}

/** @param {KeyPapers} answer */
function showSeeds({ seeds, measure, around }) {
  const items = seeds.map((seed) => element("li", {},
    element("a", { href: `/article/${encodeURIComponent(seed.id)}` }, seed.title ?? seed.label),
    seed.year !== null && element("span", { class: "quiet" }, String(seed.year)),
    seed.is_retracted && element("strong", { class: "retracted" }, "Retracted"),
    element("button", { type: "button", "aria-label": `No seed any more: ${seed.title ?? seed.label}`, title: "No seed any more", click: () => toggle(seed) }, "×")));
  if (!seeds.length) items.push(element("li", { class: "none" }, measure.takes_seeds ? "None chosen. Click ☆ in a row, or give an id here." : `None chosen; ${measure.name} needs none.`));
  else if (!measure.takes_seeds) items.push(element("li", { class: "none" }, `${measure.name} does not use seeds; they are only marked in the table.`));
  if (seeds.length > 1) items.push(element("li", { class: "all" }, element("button", { type: "button", click: () => go({ seeds: [] }) }, "Clear")));
  if (around && !view.seeds.includes(around.id)) {
    items.push(element("li", { class: "all" }, element("button", { type: "button", click: () => toggle(around) }, "Make the article in the middle a seed")));
  }
  find("#chosen").replaceChildren(...items);
}

/** @param {KeyPapers} answer */
function showTaking({ query, command, cypher, rows }) {
  find("#take").hidden = !rows.length;
  const link = (/** @type {string} */ form) => `/api/v1/key?${query && `${query}&`}format=${form}&download`;
  find("#as-csv").setAttribute("href", link("csv"));
  find("#as-json").setAttribute("href", link("json"));
  find("#command").textContent = command;
  find("#cypher-text").textContent = cypher.text;
  find("#cypher-parameters").textContent = JSON.stringify(cypher.parameters);
}

/** @param {unknown} error */
function fail(error) {
  page.dataset.state = "failed";
  table.table.hidden = find("#take").hidden = true;
  tell(error instanceof ApiError ? error.message : String(error), "error");
  find("#message").append(
    error instanceof ApiError && (error.status === 0 || error.status >= 500) ? element("button", { type: "button", click: () => void load() }, "Try again") : "",
    view.seeds.length > 1 ? element("button", { type: "button", click: () => go({ seeds: view.seeds.slice(0, -1) }) }, "Without the last seed") : "",
    view.seeds.length ? element("button", { type: "button", click: () => go({ seeds: [] }) }, "Without seeds") : "",
    element("button", { type: "button", click: () => go({ ...parseKeyView("") }) }, "Key papers of the whole graph"));
}

/** @param {string} words @param {string} kind */
function tell(words, kind) {
  const message = find("#message");
  message.replaceChildren(...prose(words));
  message.className = kind;
  message.hidden = !words;
}
