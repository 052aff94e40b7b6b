import { unitOf, formatDecimal, parseAmount } from "./money.js";
import { compareAmounts } from "./payment-offers.js";
import { isolate } from "./text.js";

/** @typedef {import("./bindings/ipc.d.ts").Money} Money */

/** Amounts of a top-up with USDC. They stay exact: decimal strings in, BigInt between, decimal strings out. */

/** USDC has millionths and nothing smaller. */
const PLACES = 6;

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/u;

/** @param {string} typed @returns {string | null} what can be paid: above nothing, and no finer than USDC is */
export function payableAmount(typed) {
  const amount = parseAmount(typed.trim());
  if (amount === null || (compareAmounts(amount, "0") ?? 0) <= 0) return null;
  const [whole = "", fraction = ""] = amount.split(".");
  const kept = fraction.replace(/0+$/u, "");
  if (kept.length > PLACES) return null;
  return kept ? `${whole}.${kept}` : whole;
}

/** @param {string} amount @returns {string} "10 USDC", "2.50 USDC": as people say it, without decimals that say nothing */
export function usdcText(amount) {
  const unit = unitOf("usdc");
  const [, fraction = ""] = amount.split(".");
  const isWhole = !/[1-9]/u.test(fraction);
  const digits = formatDecimal(amount, isWhole ? 0 : unit.decimals)?.digits ?? amount;
  return `${digits} ${isolate(unit.suffix)}`;
}

/** @param {bigint} digits @param {number} scale @returns {string} `digits` over ten to the power of `scale` */
function written(digits, scale) {
  const sign = digits < 0n ? "-" : "";
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  const rest = text.slice(text.length - scale).replace(/0+$/u, "");
  const whole = text.slice(0, text.length - scale);
  return `${sign}${whole}${rest && `.${rest}`}`;
}

/** @param {string} value @returns {{ digits: bigint, scale: number } | null} null where the text is no amount */
function read(value) {
  const [, sign = "", whole, fraction = ""] = DECIMAL.exec(value) ?? [];
  return whole === undefined ? null : { digits: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
}

/** @param {string} amount in USDC @param {Money | null} each what one USDC brings @returns {Money | null} */
export function broughtBy(amount, each) {
  const paid = read(amount);
  const one = each && read(each.value);
  if (!paid || !each || !one) return null;
  return { value: written(paid.digits * one.digits, paid.scale + one.scale), unit: each.unit };
}

/** @param {Money | null} a @param {Money | null} b @returns {Money | null} null where one is unknown, or the units differ */
export function sumOf(a, b) {
  const left = a && read(a.value);
  const right = b && read(b.value);
  if (!a || !b || !left || !right || a.unit !== b.unit) return null;
  const scale = left.scale > right.scale ? left.scale : right.scale;
  const wide = (/** @type {{ digits: bigint, scale: number }} */ one) => one.digits * 10n ** BigInt(scale - one.scale);
  return { value: written(wide(left) + wide(right), scale), unit: a.unit };
}

/** @param {Money} from @param {string} amount @returns {boolean} whether `from` is less than `amount`; what is unknown is not said to be */
export function isShort(from, amount) {
  return (compareAmounts(from.value, amount) ?? 0) < 0;
}
