import { shortAddress } from "./holder-words.js";
import { parseAmount } from "./money.js";
import { isolate, plain } from "./text.js";

/** @typedef {import("./bindings/ipc.d.ts").WalletKind} WalletKind */
/** @typedef {import("./bindings/ipc.d.ts").EndpointView} EndpointView */
/** @typedef {import("./bindings/ipc.d.ts").LimitsView} LimitsView */

/** What is said of wallets, limits and the places where the chain is read. */

/** @type {Readonly<Record<WalletKind, string>>} */
export const KIND_TITLES = { own: "wallet-kind-own", browser: "wallet-kind-browser", program: "wallet-kind-program" };

/** @type {Readonly<Record<WalletKind, string>>} */
export const KIND_HINTS = { own: "wallet-kind-own-hint", browser: "wallet-kind-browser-hint", program: "wallet-kind-program-hint" };

/** @type {Readonly<Record<WalletKind, string>>} */
export const KIND_ICONS = { own: "wallet", browser: "browser", program: "program" };

/** Letters of an address that stand together: as many as the eye takes in at once. */
const GROUP = /.{1,4}/gu;

/**
 * "0x5290", "8400", …: joined they are the address again, so that what is selected and copied is whole.
 * @param {string} address
 */
export function addressGroups(address) {
  const text = plain(address);
  const [, prefix = "", rest = ""] = /^(0x)?(.*)$/iu.exec(text) ?? [];
  const groups = rest.match(GROUP) ?? [];
  return [`${prefix}${groups[0] ?? ""}`, ...groups.slice(1)];
}

/** @param {{ address: string }} wallet for a sentence or a name of a control */
export function walletName({ address }) {
  return isolate(shortAddress(address));
}

/** USDC has millionths and nothing smaller. */
const DECIMALS = 6;

/**
 * What a person typed as a number of USDC; null where it is none, or finer than USDC is.
 * @param {string} typed
 */
export function parseUsdc(typed) {
  const amount = parseAmount(typed);
  const fraction = amount?.split(".")[1] ?? "";
  return fraction.replace(/0+$/u, "").length > DECIMALS ? null : amount;
}

/** @param {string} amount an exact decimal without a sign */
function millionths(amount) {
  const [whole = "", fraction = ""] = amount.split(".");
  return BigInt(`${whole}${fraction.slice(0, DECIMALS).padEnd(DECIMALS, "0")}`);
}

/** @param {string} one @param {string} other exact decimals without a sign */
export function isMore(one, other) {
  return millionths(one) > millionths(other);
}

/** @typedef {"payment" | "accountDay" | "day" | "month"} LimitName */

/** @type {readonly { name: LimitName, title: string, spent: "spentDay" | "spentMonth" | null }[]} */
export const LIMITS = [
  { name: "payment", title: "wallet-limit-payment", spent: null },
  { name: "accountDay", title: "wallet-limit-account-day", spent: null },
  { name: "day", title: "wallet-limit-day", spent: "spentDay" },
  { name: "month", title: "wallet-limit-month", spent: "spentMonth" },
];

/** A block comes every few seconds: what is this old is no longer the present. */
const BEHIND_SECONDS = 30;

/** @typedef {{ look: "good" | "behind" | "bad" | "none", word: string }} EndpointLook */

/**
 * @param {EndpointView} endpoint
 * @returns {EndpointLook}
 */
export function endpointLook({ state, age }) {
  if (state === null) return { look: "none", word: "wallet-endpoint-unchecked" };
  if (state === "unreachable") return { look: "bad", word: "wallet-endpoint-unreachable" };
  if (state === "other") return { look: "bad", word: "wallet-endpoint-other" };
  if (state === "not_understood") return { look: "bad", word: "wallet-endpoint-not-understood" };
  if (age !== null && age > BEHIND_SECONDS) return { look: "behind", word: "wallet-endpoint-behind" };
  return { look: "good", word: "wallet-endpoint-ok" };
}
