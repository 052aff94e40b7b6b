import { oneAtATime } from "./coalesce.js";
import { marksOf } from "./icons.js";
import { call } from "./ipc.js";

/** @typedef {import("./bindings/ipc.d.ts").Startup} Startup */
/** @typedef {import("./bindings/ipc.d.ts").Overview} Overview */
/** @typedef {import("./bindings/ipc.d.ts").ProviderView} ProviderView */
/** @typedef {import("./bindings/ipc.d.ts").AccountCard} AccountCard */

/** What every page may read. Rust owns the truth; this is the last answer. */

/** @type {Startup | null} */
let startup = null;
/** @type {Overview | null} */
let overview = null;
/** @type {{ done: number, total: number, failed: number } | null} */
let progress = null;

const changes = new EventTarget();

/** @type {Map<string, number>} */
let marks = new Map();

/** @param {Startup} answer */
export function setStartup(answer) {
  startup = answer;
  marks = marksOf(answer.providers.map((p) => p.id));
}

/** @returns {Startup} */
export function getStartup() {
  if (!startup) throw new Error("startup has not answered");
  return startup;
}

export const getOverview = () => overview;
export const getProgress = () => progress;

/** @param {typeof progress} next */
export function setProgress(next) {
  progress = next;
  changes.dispatchEvent(new Event("progress"));
}

/** @param {Overview} answer */
export function setOverview(answer) {
  overview = answer;
  if (!answer.refreshing) progress = null;
  changes.dispatchEvent(new Event("overview"));
}

/** Fetches the overview again, one request at a time; done when the answer is newer than the question. */
export const reloadOverview = oneAtATime(async () => setOverview(await call("overview")));

/**
 * @param {"overview" | "progress"} what
 * @param {() => void} handle
 * @param {AbortSignal} signal
 */
export function onChange(what, handle, signal) {
  changes.addEventListener(what, handle, { signal });
}

/** @param {string} id @returns {ProviderView} a stand-in for providers of a newer version */
export function providerOf(id) {
  const known = getStartup().providers.find((p) => p.id === id);
  return known ?? {
    id, name: id, unit: "", hue: 220, keyHint: "", keyPrefixes: [], serverHint: null, usualServer: null,
    hasHistory: false, keyKinds: [], divisors: [], signsIn: false, canGetKey: false, canBuy: false,
    buys: [], holder: false, prices: [],
  };
}

/** @param {string} id whether Refill can lead to where that provider's credits are bought */
export function canTopUp(id) {
  const { buys, canBuy } = providerOf(id);
  return canBuy || buys.length > 0;
}

/** @param {string} id @returns {number} which drawn mark is the provider's */
export function markOf(id) {
  return marks.get(id) ?? 0;
}

/** @param {string} id @returns {AccountCard | null} */
export function accountOf(id) {
  return overview?.accounts.find((a) => a.id === id) ?? null;
}
