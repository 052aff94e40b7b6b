import { numberLocale, t } from "./locale.js";
import { isolate, plain } from "./text.js";

/** @typedef {import("./bindings/ipc.d.ts").Money} Money */
/** @typedef {import("./bindings/ipc.d.ts").UnitView} UnitView */

/**
 * Amounts are decimal strings from end to end: a float would turn 0.1 + 0.2 into
 * somebody's missing cent.
 */

/** @type {Map<string, UnitView>} */
const units = new Map();

/** @param {readonly UnitView[]} known */
export function useUnits(known) {
  units.clear();
  for (const unit of known) units.set(unit.id, unit);
}

/**
 * @param {string} id
 * @returns {UnitView}
 */
export function unitOf(id) {
  return units.get(id) ?? { id, prefix: null, suffix: id, decimals: 0 };
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/u;

/** @typedef {{ whole: Intl.NumberFormat, group: string, decimal: string, digits: string[] }} Signs */

/** @type {Map<string, Signs>} asked for with every amount: of two hundred accounts there are a thousand */
const signs = new Map();

/** @returns {Signs} how the person's language writes numbers */
function separators() {
  const locale = numberLocale();
  const known = signs.get(locale);
  if (known) return known;
  const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, useGrouping: true }).formatToParts(1234567.8);
  const digits = new Intl.NumberFormat(locale, { useGrouping: false });
  const made = {
    whole: new Intl.NumberFormat(locale),
    group: parts.find((p) => p.type === "group")?.value ?? ",",
    decimal: parts.find((p) => p.type === "decimal")?.value ?? ".",
    digits: Array.from({ length: 10 }, (_, i) => digits.format(i)),
  };
  signs.set(locale, made);
  return made;
}

/**
 * The digits of an exact amount, grouped as the person's language does; null where the
 * text is no amount (shown as unknown, never as zero).
 * @param {string} value
 * @param {number} decimals shown at least
 * @returns {{ sign: "" | "+" | "-", digits: string } | null}
 */
export function formatDecimal(value, decimals) {
  const match = DECIMAL.exec(value);
  if (!match) return null;
  const [, sign = "", whole = "0", fraction = ""] = match;
  const { decimal, digits, whole: format } = separators();
  // BigInt is exact at any length, and Intl groups it without a detour through a float.
  const grouped = format.format(BigInt(whole));
  const kept = fraction.replace(/0+$/u, "").padEnd(decimals, "0");
  const shown = [...kept].map((d) => digits[d.charCodeAt(0) - 48] ?? d).join("");
  return {
    sign: /** @type {"" | "+" | "-"} */ (sign),
    digits: shown ? `${grouped}${decimal}${shown}` : grouped,
  };
}

/** @typedef {{ prefix: string, number: string, suffix: string }} MoneyParts */

/**
 * Cut, and never rounded up, to the usual decimals of a currency: for a list, where the eye compares. What would look like
 * nothing keeps its digits, and units without decimals keep them all.
 * @param {string} value
 * @param {number} decimals
 */
function cut(value, decimals) {
  const short = decimals > 0 ? value.replace(new RegExp(`(\\.\\d{${decimals}})\\d+$`, "u"), "$1") : value;
  return /[1-9]/u.test(short) ? short : value;
}

/** @typedef {{ signed?: boolean, brief?: boolean }} MoneyOptions signed: a rise carries its plus; brief: see `cut` */

/**
 * @param {Money} money
 * @param {MoneyOptions} [options]
 * @returns {MoneyParts | null}
 */
export function moneyParts(money, { signed = false, brief = false } = {}) {
  const unit = unitOf(money.unit);
  const exact = formatDecimal(brief ? cut(money.value, unit.decimals) : money.value, unit.decimals);
  if (!exact) return null;
  const plus = signed && exact.sign !== "-" && /[1-9]/u.test(money.value) ? "+" : "";
  return {
    // The sign stands before a currency sign: −$4.20.
    prefix: `${exact.sign === "-" ? "\u2212" : plus}${isolate(unit.prefix)}`,
    number: exact.digits,
    suffix: isolate(unit.suffix),
  };
}

/**
 * @param {Money | null} money
 * @param {MoneyOptions} [options]
 * @returns {string} "$4.20", "420 credits", or the word for unknown
 */
export function moneyText(money, options) {
  const parts = money && moneyParts(money, options);
  if (!parts) return t("amount-unknown");
  return parts.suffix ? `${parts.prefix}${parts.number} ${parts.suffix}` : `${parts.prefix}${parts.number}`;
}

/** More digits than any provider reports; what does not come out even is cut there. */
const MOST_DECIMALS = 12;

/**
 * What the provider reported, read as if it counted in another unit: times `now`, over `other`. Exact.
 * @param {Money} money as it is shown now
 * @param {number} now what the reported number is divided by
 * @param {number} other what it would be divided by
 * @returns {Money | null} null where the amount is none
 */
export function readAnew(money, now, other) {
  const match = DECIMAL.exec(money.value);
  if (!match || other <= 0) return null;
  const [, sign = "", whole = "0", fraction = ""] = match;
  const raw = BigInt(`${whole}${fraction.slice(0, MOST_DECIMALS)}`.padEnd(whole.length + MOST_DECIMALS, "0")) * BigInt(now) / BigInt(other);
  const digits = String(raw).padStart(MOST_DECIMALS + 1, "0");
  const rest = digits.slice(-MOST_DECIMALS).replace(/0+$/u, "");
  const value = `${sign === "-" ? "-" : ""}${digits.slice(0, -MOST_DECIMALS)}${rest && `.${rest}`}`;
  return { value, unit: money.unit };
}

/** @param {Money} money for a field that a person edits: their decimal sign, no grouping */
export function editableText(money) {
  const [whole = "", fraction] = money.value.split(".");
  return fraction === undefined ? whole : `${whole}${separators().decimal}${fraction}`;
}

/**
 * What a person typed, as an exact decimal string; null where it is no amount.
 * "1,000" is a thousand in English and one in German.
 * @param {string} typed
 * @returns {string | null}
 */
export function parseAmount(typed) {
  const { group, decimal, digits } = separators();
  let text = [...plain(typed)].map((c) => (digits.includes(c) ? String(digits.indexOf(c)) : c)).join("");
  text = text.replace(/[\s\u00a0\u202f'’]/gu, "");
  if (decimal === "," && /^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/u.test(text)) text = text.replaceAll(".", "");
  if (group === "," && /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u.test(text)) text = text.replaceAll(",", "");
  text = text.replace(",", ".");
  const match = /^(\d*)(?:\.(\d*))?$/u.exec(text);
  if (!match || !/\d/u.test(text)) return null;
  const whole = (match[1] ?? "").replace(/^0+(?=\d)/u, "") || "0";
  const fraction = match[2] ?? "";
  return fraction ? `${whole}.${fraction}` : whole;
}
