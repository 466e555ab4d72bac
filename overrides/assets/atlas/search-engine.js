/*
 * What search knows: asks Pagefind for the pages that hold a query, in groups by kind, and mends what is misspelt.
 * Pagefind and its index come from this site, below pagefind/; nothing is fetched before search is opened.
 */

/** The root of the site, wherever it is published. */
export const root = new URL("../../", import.meta.url);

/** How the groups are called, and how much the best result of each counts against that of another. */
export const KINDS = {
  practice: ["Practices", 1.5],
  city: ["Cities and areas", 1.4],
  theme: ["Themes", 1.3],
  country: ["Countries", 1.3],
  transfer: ["Transfers", 1],
  network: ["Networks", 1],
  event: ["Events", 0.6],
  text: ["About the atlas", 0.5],
};

// How many results come at first: of the best group, and of each other.
const [BEST, OTHERS] = [3, 2];

/* ---------- Words ---------- */

// As atlas.vocabulary.fold does it: letters that Unicode does not take apart.
const LETTERS = { ł: "l", ø: "o", đ: "d", ð: "d", ı: "i", æ: "ae", œ: "oe", ß: "ss", þ: "th" };

const fold = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[łøđðıæœßþ]/g, (letter) => LETTERS[letter]);

/** The words of a text, without accents and capitals. */
export const terms = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** How many letters are changed, added, left out or swapped with their neighbour; `most` + 1 where it is more. */
export function distance(left, right, most) {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let older = [];
  let old = Array.from({ length: right.length + 1 }, (_, place) => place);
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = left[i - 1] === right[j - 1] ? 0 : 1;
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + change);
      if (left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [older, old] = [old, row];
  }
  return old[right.length];
}

/** The word of the list that was meant: the nearest within one letter, or two where a word has eight and more. */
function meant(term, list) {
  let [far, nearest] = [term.length < 8 ? 2 : 3, undefined];
  for (const word of list) {
    const other = distance(term, fold(word), far - 1);
    if (other < far) [far, nearest] = [other, word];
  }
  return nearest;
}

/* ---------- Pagefind ---------- */

let loading;
let words;
let tries = 0;

async function load() {
  tries += 1;
  const again = tries > 1 ? `?${tries}` : ""; // browsers remember a module that was not there
  const { createInstance } = await import(new URL(`pagefind/pagefind.js${again}`, root));
  const pagefind = createInstance({
    noWorker: true, // a worker would fetch the script once more, and a query takes milliseconds
    baseUrl: root.pathname,
    excerptLength: 26,
    ranking: {
      metaWeights: { title: 8, names: 8, city: 2, country: 2, also: 1, lead: 0.5, about: 2, year: 0.5 },
      pageLength: 0.4,
    },
  });
  await pagefind.filters(); // about 1 kB, and results can be counted by kind
  return pagefind;
}

/** Pagefind, ready to be asked. Rejects where there is no index; the next call tries again. */
export function ready() {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function wordList() {
  words ??= fetch(new URL("pagefind/words.txt", root))
    .then((answer) => (answer.ok ? answer.text() : ""))
    .catch(() => "");
  return (await words).split("\n");
}

/** Load the next results of a group, and never leave one alone; what was added. */
export async function more(group, count) {
  const left = group.results.slice(group.shown.length);
  const next = left.length === count + 1 ? left : left.slice(0, count);
  const pages = await Promise.all(next.map((result) => result.data()));
  const added = pages.map((page, place) => ({ ...page, matched: next[place].matchedMetaFields ?? [] }));
  group.shown.push(...added);
  return added;
}

/** Put what has just the name that was asked for first: among the results of a group, and then its group. */
function nameFirst(groups, query) {
  const plain = (text) => terms(text).join(" ");
  const named = ({ meta }) => [meta.title, ...(meta.names ?? "").split("; ")].some((name) => plain(name) === plain(query));
  for (const { shown } of groups) shown.sort((left, right) => named(right) - named(left));
  groups.sort((left, right) => named(right.shown[0]) - named(left.shown[0]));
}

async function ask(query) {
  const pagefind = await ready();
  const all = await pagefind.search(query);
  const groups = [];
  for (const kind of Object.keys(KINDS).filter((kind) => all.filters.kind?.[kind])) {
    await new Promise((go) => setTimeout(go)); // keys come first: in a large base a common word takes a while
    groups.push({ kind, shown: [], ...(await pagefind.search(query, { filters: { kind } })) });
  }
  const worth = ({ kind, results }) => results[0].score * KINDS[kind][1];
  groups.sort((left, right) => worth(right) - worth(left));
  await Promise.all(groups.map((group, place) => more(group, place ? OTHERS : BEST)));
  nameFirst(groups, query);
  return { query, groups, total: groups.reduce((sum, group) => sum + group.results.length, 0) };
}

/** The words by which the loaded results were found, with those of their titles and facts. */
function hits(found) {
  const pages = found.groups.flatMap((group) => group.shown);
  const marks = pages.flatMap((page) => page.excerpt.match(/<mark>.*?<\/mark>/g) ?? []);
  const facts = pages.flatMap((page) => Object.values(page.meta));
  return [...new Set(terms([...marks.map((mark) => mark.slice(6, -7)), ...facts].join(" ")))];
}

/** The words of a query that stand on no page, neither whole nor as the beginning of another. */
async function unknown(query, found) {
  const pagefind = await ready();
  const missing = [];
  for (const term of terms(query)) {
    if (term.length < 4 || found.some((word) => word.startsWith(term))) continue;
    const { results } = await pagefind.search(`"${term}"`);
    if (!results.length) missing.push(term);
  }
  return missing;
}

/**
 * The groups of results of a query, the best one first: `{query, groups, total}`, and in `instead` what was typed
 * where a word stands on no page. Pagefind answers such a word with whatever it begins like; so it is looked up in
 * the list of names and titles first, and where nothing is like it, only a beginning of four letters counts.
 */
export async function find(query) {
  const first = await ask(query);
  const found = hits(first);
  const missing = await unknown(query, found);
  if (!missing.length) return first;
  const list = await wordList();
  const better = new Map(missing.map((term) => [term, meant(term, list)]));
  if ([...better.values()].some(Boolean)) {
    const mended = terms(query).map((term) => better.get(term) ?? term);
    const second = await ask(mended.join(" "));
    if (second.total) return { ...second, instead: query };
  }
  const near = missing.every((term) => found.some((word) => word.length > 3 && term.startsWith(word)));
  return near ? { ...first, instead: query } : { query, groups: [], total: 0 };
}
