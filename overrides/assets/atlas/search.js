/* The search dialog. Texts of pages are put in as text, never as markup. */

import { KINDS, find, more, ready, root, terms } from "./search-engine.js";

const LISTS = [
  ["practices/", "Practices"],
  ["cities/", "Cities"],
  ["networks/", "Networks"],
  ["transfers/", "Transfers"],
  ["themes/", "Themes"],
  ["a-z/", "A to Z"],
];
const MORE = 10; // results that a press of the button adds
const REST = 160; // ms without a key before a query is sent
const SLOW = 500; // ms before it says that it is still searching

let parts; // the elements of the dialog, made once
let turn = 0; // of the latest query: older answers are dropped
let timer;
let opensFirst = false; // Enter was pressed before the answer came

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

/* ---------- Results ---------- */

const decoded = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");

/** Pagefind's excerpt as nodes; it escapes < and > but for its own marks. */
function excerpt(page) {
  const pieces = page.excerpt.split(/<\/?mark>/).map(decoded);
  const nodes = pieces.flatMap((piece, place) => {
    if (place % 2 === 0) return [piece];
    const [, before, word, after] = piece.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u);
    return [before, make("mark", {}, word), after];
  });
  const start = page.content.startsWith(page.plain_excerpt.slice(0, 20)) ? "" : "… ";
  return [start, ...nodes, /[.!?]$/.test(page.excerpt) ? "" : " …"];
}

/** True where a word of the text begins like one of the query; one of a single letter must be the same. */
const begins = (text, wanted) =>
  terms(text).some((word) => wanted.some((term) => (term.length > 1 ? word.startsWith(term) : word === term)));

/** A text with the words of the query marked. */
function marked(text, wanted) {
  const pieces = text.split(/([\p{L}\p{N}]+)/u);
  return pieces.map((piece) => (begins(piece, wanted) ? make("mark", {}, piece) : piece));
}

/** City, country, year, and the other name by which the page was found, or the place with that name. */
function facts(page, wanted) {
  const { city, country, year, names = "", also = "" } = page.meta;
  const other = begins(page.meta.title, wanted) ? [] : names.split("; ").filter((name) => begins(name, wanted));
  const places = also.split("; ").map((place) => place.split(": "));
  const through = places.find(([place, spelt = ""]) => begins(spelt, wanted) && !city?.includes(place));
  return [
    [city, country].filter(Boolean).join(", "),
    year,
    other.length ? `also ${other.slice(0, 2).join(", ")}` : "",
    through && !other.length ? `with ${through[0]}` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function hit(page, wanted) {
  const named = page.matched.includes("title") || page.matched.includes("names");
  const text = named || !page.excerpt.includes("<mark>") ? [page.meta.lead ?? ""] : excerpt(page);
  const line = facts(page, wanted);
  return make(
    "li",
    { class: "atlas-find-hit" },
    make("a", { href: page.url }, ...marked(page.meta.title, wanted)),
    line && make("p", { class: "atlas-find-facts" }, line),
    make("p", { class: "atlas-find-text" }, ...text),
  );
}

function group(found, wanted) {
  const [name] = KINDS[found.kind];
  const list = make("ol", {}, ...found.shown.map((page) => hit(page, wanted)));
  const button = make("button", { type: "button", class: "atlas-find-more" });
  const label = () => {
    const left = found.results.length - found.shown.length;
    button.textContent = `${left > MORE + 1 ? MORE : left} more of ${found.results.length} ${name.toLowerCase()}`;
    button.hidden = !left;
  };
  button.addEventListener("click", async () => {
    const added = (await more(found, MORE)).map((page) => hit(page, wanted));
    list.append(...added);
    added[0].querySelector("a").focus();
    label();
  });
  label();
  const heading = make("h3", { id: `atlas-find-${found.kind}` }, name, " ", make("span", {}, `${found.results.length}`));
  return make("section", { "aria-labelledby": heading.id }, heading, list, button);
}

const quoted = (text) => `“${text}”`;

function summary({ query, total, instead }) {
  const counted = `${total} ${total === 1 ? "result" : "results"} for ${quoted(query)}`;
  if (instead) return `Nothing for ${quoted(instead)}. ${query === instead ? "These come near." : `${counted}.`}`;
  return total ? `${counted}.` : `Nothing found for ${quoted(query)}.`;
}

/* ---------- What the dialog shows ---------- */

const lists = () =>
  make("ul", { class: "atlas-find-lists" }, ...LISTS.map(([path, name]) => make("li", {}, make("a", { href: new URL(path, root) }, name))));

function show(words, ...content) {
  clearTimeout(timer);
  parts.status.textContent = words;
  parts.results.replaceChildren(...content);
  parts.results.scrollTop = 0;
  parts.clear.hidden = !parts.input.value;
}

function welcome() {
  show(
    "",
    make("p", {}, "Names are found in any spelling, with accents or without: zlin, Corunna, Duesseldorf."),
    make("p", {}, "Or look through the lists:"),
    lists(),
  );
}

function nothing(found) {
  show(summary(found), make("p", {}, "Try another spelling or a wider word, or look through the lists:"), lists());
}

function broken() {
  const again = make("button", { type: "button", class: "atlas-find-more", click: run }, "Try again");
  show("Search is not available.", make("p", {}, "The index of this site could not be loaded. Everything is listed by name too:"), lists(), again);
}

async function run() {
  const mine = ++turn;
  const query = parts.input.value.trim();
  const short = terms(query).join("").length < 2;
  if (short) welcome();
  else timer = setTimeout(() => mine === turn && (parts.status.textContent = "Searching…"), SLOW);
  try {
    await ready();
    if (short) return;
    const found = await find(query);
    if (mine !== turn) return;
    if (!found.total) return nothing(found);
    const wanted = terms(found.query);
    show(summary(found), ...found.groups.map((each) => group(each, wanted)));
    if (opensFirst) enter();
  } catch {
    if (mine === turn) broken();
  } finally {
    if (mine === turn) opensFirst = false;
  }
}

function typed() {
  turn += 1;
  opensFirst = false;
  parts.clear.hidden = !parts.input.value;
  clearTimeout(timer);
  timer = setTimeout(run, REST);
}

/* ---------- Keys ---------- */

/** Enter in the field: the first result is opened; under a finger it only comes into focus, for a look around. */
function enter() {
  const first = parts.results.querySelector(".atlas-find-hit a");
  if (!first) return;
  first.focus();
  if (matchMedia("(any-hover: hover)").matches) first.click();
}

function submit(event) {
  event.preventDefault();
  opensFirst = Boolean(parts.input.value.trim());
  clearTimeout(timer);
  run();
}

function move(event) {
  const { dialog, input, results } = parts;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const here = document.activeElement;
  if (event.key === "Tab") return stay(event, here);
  if (event.key === "Escape") {
    event.preventDefault(); // the browser would close it too, a moment later
    shut();
    return;
  }
  const stops = [input, ...results.querySelectorAll("a, button:not([hidden])")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && (stops.includes(here) || here === dialog)) {
    event.preventDefault();
    stops[Math.min(Math.max(stops.indexOf(here) + step, 0), stops.length - 1)].focus();
  } else if (results.contains(here) && /^(\S|Backspace)$/u.test(event.key)) {
    input.focus(); // typing goes on in the field
  }
}

/** Close; focus goes back to where it was. Where that was nowhere, browsers leave it in the closed dialog for a while. */
function shut() {
  parts.dialog.close();
  const here = document.activeElement;
  if (parts.dialog.contains(here)) here.blur();
}

/** Tab goes round in the dialog. */
function stay(event, here) {
  const all = [...parts.dialog.querySelectorAll("input, a, button")].filter((element) => element.checkVisibility());
  const [edge, other] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (here !== edge) return;
  event.preventDefault();
  other.focus();
}

/** Single keys can be switched off, as readers need it who speak to their machine; where nothing is kept, they can't. */
function keySwitch() {
  const box = make("input", { type: "checkbox" });
  try {
    box.checked = localStorage.getItem("atlas-keys") !== "off";
  } catch {
    return "";
  }
  box.addEventListener("change", () => localStorage.setItem("atlas-keys", box.checked ? "on" : "off"));
  const keys = ["/", "f", "s"].flatMap((key) => [make("kbd", {}, key), " "]);
  return make("label", {}, box, make("span", {}, ...keys, "open search"));
}

/* ---------- The dialog ---------- */

function build() {
  const input = make("input", {
    type: "text",
    inputmode: "search",
    enterkeyhint: "search",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
    "aria-labelledby": "atlas-find-title",
    "aria-describedby": "atlas-find-help",
    input: typed,
  });
  const empty = () => {
    input.value = "";
    input.focus();
    run();
  };
  const clear = make("button", { type: "button", class: "atlas-find-clear", hidden: "", click: empty }, "Clear");
  const close = make("button", { type: "button", class: "atlas-find-close", click: shut }, "Close");
  const status = make("p", { role: "status", class: "atlas-find-status" });
  const results = make("div", { class: "atlas-find-results" });
  const help = make("span", { id: "atlas-find-help" }, make("kbd", {}, "↑"), " ", make("kbd", {}, "↓"), " move, ", make("kbd", {}, "Enter"), " opens, ", make("kbd", {}, "Esc"), " closes");
  const dialog = make(
    "dialog",
    { class: "atlas-find", "aria-labelledby": "atlas-find-title", keydown: move },
    make("header", {}, make("h2", { id: "atlas-find-title" }, "Search the atlas"), close),
    make("form", { role: "search", submit }, input, clear),
    status,
    results,
    make("footer", {}, help, keySwitch()),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && shut());
  document.body.append(dialog);
  return { dialog, input, clear, status, results };
}

function styled() {
  const link = make("link", { rel: "stylesheet", href: new URL("search.css", import.meta.url) });
  const loaded = new Promise((done) => {
    link.addEventListener("load", done);
    link.addEventListener("error", done);
  });
  document.head.append(link);
  return loaded;
}

let style;

/** Open the dialog, with a query where one was typed elsewhere. */
export async function open(query = "") {
  ready().catch(() => {}); // run() says so
  await (style ??= styled());
  parts ??= build();
  if (query) parts.input.value = query;
  if (!parts.dialog.open) parts.dialog.showModal();
  parts.input.focus();
  parts.input.select();
  run();
}
