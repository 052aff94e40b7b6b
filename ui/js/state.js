import { oneAtATime } from "./coalesce.js";
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

/** @param {Startup} answer */
export function setStartup(answer) {
  startup = answer;
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

/** Fetches the overview again, one request at a time; done when the answer is newer than the question. */
export const reloadOverview = oneAtATime(async () => {
  const answer = await call("overview");
  overview = answer;
  if (!answer.refreshing) progress = null;
  changes.dispatchEvent(new Event("overview"));
});

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
    id, name: id, unit: "", hue: 220, keyHint: "", keyPrefixes: [], serverHint: null,
    hasHistory: false, canGetKey: false, canBuy: false,
  };
}

/** @param {string} id @returns {number} the provider's place in the list, which picks its drawn mark */
export function providerIndex(id) {
  return Math.max(0, getStartup().providers.findIndex((p) => p.id === id));
}

/** @param {string} id @returns {AccountCard | null} */
export function accountOf(id) {
  return overview?.accounts.find((a) => a.id === id) ?? null;
}
