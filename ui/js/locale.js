import { FluentBundle, FluentResource } from "../vendor/fluent/index.js";
import { markOutside } from "./text.js";

/** @typedef {Record<string, string | number>} Args */
/** @typedef {(file: string) => Promise<string>} ReadFile */

const FILES = ["shell", "overview", "account", "add", "history", "holder", "payments", "wallet", "settings", "errors"];

// The window speaks English; numbers and dates follow the system where its
// language is one that Intl knows ("C" and "POSIX" are not, and make Intl throw).
const FALLBACK = "en";

/** @type {FluentBundle | null} */
let bundle = null;

/**
 * @param {readonly string[]} wanted
 * @returns {string | null}
 */
export function usableLocale(wanted) {
  for (const tag of wanted) {
    try {
      const found = Intl.NumberFormat.supportedLocalesOf([tag]);
      if (found[0]) return found[0];
    } catch {
      // Not a language tag at all: try the next one.
    }
  }
  return null;
}

/** @type {{ language: string | undefined, found: string | null }} asked for with every number: kept while it is the same */
let system = { language: undefined, found: null };

/** @returns {string | null} the system's language, or null where it has none that Intl knows */
function systemLocale() {
  const nav = globalThis.navigator;
  const language = nav?.language;
  if (language !== system.language) {
    system = { language, found: usableLocale([language, ...(nav?.languages ?? [])].filter(Boolean)) };
  }
  return system.found;
}

/** For digits, grouping and the decimal sign. */
export function numberLocale() {
  return systemLocale() ?? FALLBACK;
}

/** For dates and times. Without a system language the 24-hour clock is the safer guess. */
export function dateLocale() {
  return systemLocale() ?? "en-GB";
}

/** @type {ReadFile} */
async function readFromWindow(file) {
  const answer = await fetch(new URL(`../locales/${FALLBACK}/${file}.ftl`, import.meta.url));
  if (!answer.ok) throw new Error(`no words: ${file}`);
  return answer.text();
}

const ACCENTED = new Map(
  [..."abcdefghijklmnopqrstuvwxyz"].map((letter, i) => [letter, [..."åƀçđéƒğĥîĵķļɱñöþǫŕšţûṽŵẋýž"][i] ?? letter]),
);

/**
 * Makes every word that went through Fluent recognisable: what still stands in plain
 * letters was written into the code.
 * @param {string} text
 */
function pseudo(text) {
  return [...text].map((c) => ACCENTED.get(c) ?? ACCENTED.get(c.toLowerCase())?.toUpperCase() ?? c).join("");
}

/**
 * @param {{ read?: ReadFile, pseudo?: boolean }} [options]
 */
export async function loadWords({ read = readFromWindow, pseudo: accented = false } = {}) {
  const made = new FluentBundle(FALLBACK, {
    // Isolating characters would make every number in the page unsearchable; names are isolated by `text.js`.
    useIsolating: false,
    ...(accented ? { transform: pseudo } : {}),
  });
  const sources = await Promise.all(FILES.map(read));
  for (const source of sources) {
    const errors = made.addResource(new FluentResource(source));
    if (errors[0]) throw errors[0];
  }
  markOutside(accented);
  bundle = made;
}

/**
 * The words for `id` ("message" or "message.attribute").
 * @param {string} id
 * @param {Args} [args]
 * @returns {string}
 */
export function t(id, args) {
  const [name = "", attribute] = id.split(".");
  const message = bundle?.getMessage(name);
  const pattern = attribute ? message?.attributes[attribute] : message?.value;
  if (!bundle || !pattern) return id;
  /** @type {Error[]} */
  const errors = [];
  const text = bundle.formatPattern(pattern, args, errors);
  if (errors[0]) console.error("words", id, errors[0].message);
  return text;
}

/**
 * Gives the static page its words: `data-l10n` names the text, `data-l10n-label` the accessible name.
 * @param {ParentNode} root
 */
export function translatePage(root) {
  for (const el of root.querySelectorAll("[data-l10n]")) {
    el.textContent = t(el.getAttribute("data-l10n") ?? "");
  }
  for (const el of root.querySelectorAll("[data-l10n-label]")) {
    el.setAttribute("aria-label", t(el.getAttribute("data-l10n-label") ?? ""));
  }
}
