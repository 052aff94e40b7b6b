import { t } from "./locale.js";
import { moneyText } from "./money.js";
import { plain } from "./text.js";
import { when } from "./time.js";

/** @typedef {import("./bindings/ipc.d.ts").ProviderView} ProviderView */
/** @typedef {import("./bindings/ipc.d.ts").Network} Network */

/** What is said of an account holder's things, wherever it is said. */

/** So much of an address stays at either end: enough to compare it with another place by eye. */
const AT_START = 8;
const AT_END = 6;

/** @param {string | null} address "0x52908400…ab12cd", or all of it where little would be left out */
export function shortAddress(address) {
  const letters = [...plain(address)];
  if (letters.length <= AT_START + AT_END + 2) return letters.join("");
  return `${letters.slice(0, AT_START).join("")}…${letters.slice(-AT_END).join("")}`;
}

/** @param {string | null} prefix the first characters of a key, as far as its provider tells them */
export function keyBeginning(prefix) {
  const start = plain(prefix).replace(/(?:…|\.{2,}|\*+)$/u, "");
  return start && `${start}…`;
}

/** @param {string} typed several words, however they are kept apart; each once */
export function eventsTyped(typed) {
  return [...new Set(plain(typed).split(/[\s,;]+/u).filter(Boolean))];
}

/** @param {ProviderView} provider @param {string} kind @returns {string | null} "5 credits" */
export function priceText({ prices, unit }, kind) {
  const price = prices.find((one) => one.kind === kind);
  return price ? moneyText({ value: String(price.credits), unit }) : null;
}

/** @param {string | null} at */
export function createdText(at) {
  return at && t("holder-created", { when: when(at) });
}

/** @param {Network} network what people call it */
export function networkTitle({ name, title }) {
  return plain(title) || plain(name);
}
