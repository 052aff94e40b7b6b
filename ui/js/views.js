import { h } from "./dom.js";
import { icon, providerMark } from "./icons.js";
import { t } from "./locale.js";
import { moneyParts } from "./money.js";
import { markOf, providerOf } from "./state.js";
import { isolate } from "./text.js";

/** @typedef {import("./bindings/ipc.d.ts").Money} Money */
/** @typedef {import("./bindings/ipc.d.ts").Level} Level */

/** Small pieces of page that hold no state. */

/** @param {string} provider */
export function tile(provider) {
  const el = h("span", { class: "tile", "aria-hidden": "true" }, providerMark(markOf(provider)));
  el.style.setProperty("--hue", String(providerOf(provider).hue));
  return el;
}

/** @param {string | null} text a name or text from outside */
export function outside(text) {
  return h("bdi", null, isolate(text));
}

/**
 * @param {Money | null} money
 * @param {import("./money.js").MoneyOptions} [options]
 */
export function amount(money, options) {
  const parts = money && moneyParts(money, options);
  if (!parts) return h("span", { class: "amount amount-unknown" }, t("amount-unknown"));
  return h("span", { class: "amount" },
    h("span", { class: "number" }, `${parts.prefix}${parts.number}`),
    parts.suffix && " ",
    parts.suffix && h("span", { class: "unit" }, parts.suffix));
}

/**
 * @typedef {object} ButtonOptions
 * @property {string} [action]
 * @property {string} [icon]
 * @property {"primary" | "quiet" | "plain" | "danger" | "connect"} [kind]
 * @property {string} [testid]
 * @property {string} [label] the accessible name where it says more than the text
 * @property {boolean} [submit]
 * @property {string} [value]
 */

/**
 * @param {string} text
 * @param {ButtonOptions} [options]
 */
export function button(text, options = {}) {
  return h("button", {
    type: options.submit ? "submit" : "button",
    class: `button ${options.kind ?? "quiet"}`,
    "data-action": options.action,
    "data-testid": options.testid,
    "aria-label": options.label,
    value: options.value,
  }, options.icon && icon(options.icon), h("span", null, text));
}

/**
 * @param {string} text
 * @param {ButtonOptions & { icon: string }} options
 */
export function iconButton(text, options) {
  return h("button", {
    type: "button",
    class: "icon-button",
    title: text,
    "aria-label": options.label ?? text,
    "data-action": options.action,
    "data-testid": options.testid,
    value: options.value,
  }, icon(options.icon));
}

const LEVEL_CHIPS = /** @type {const} */ ({ low: "level-low", empty: "level-empty" });

/** @param {Level} level */
export function levelChip(level) {
  if (level !== "low" && level !== "empty") return null;
  return h("span", { class: `chip ${level}`, "data-testid": `chip-${level}` }, icon(level), t(LEVEL_CHIPS[level]));
}

/**
 * A label above its control, with an optional hint below it.
 * @param {string} label
 * @param {HTMLElement} control must have an id
 * @param {HTMLElement | null} [hint]
 */
export function field(label, control, hint = null) {
  const input = control.matches("input, select") ? control : control.querySelector("input, select");
  if (hint && input) {
    hint.id ||= `${input.id}-hint`;
    input.setAttribute("aria-describedby", hint.id);
  }
  return h("div", { class: "field" }, h("label", { for: input?.id }, label), control, hint);
}

/**
 * @param {{ title: string, text?: string, icon: string, testid?: string }} options
 * @param {...(Node | null)} more
 */
export function emptyState({ title, text, icon: name, testid }, ...more) {
  return h("div", { class: "empty-state", "data-testid": testid },
    h("span", { class: "empty-icon" }, icon(name)),
    h("h2", null, title),
    text && h("p", { class: "muted" }, text),
    ...more);
}
