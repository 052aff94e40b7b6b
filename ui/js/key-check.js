import { call, toIpcError } from "./ipc.js";

/** @typedef {import("./bindings/ipc.d.ts").KeyCheck} KeyCheck */
/** @typedef {import("./bindings/ipc.d.ts").IpcError} IpcError */
/** @typedef {import("./bindings/ipc.d.ts").ProviderView} ProviderView */

/** @typedef {{ provider: string, server: string | null, key: string }} Question */
/** @typedef {{ check: KeyCheck } | { error: IpcError }} Answer */

const TYPING_PAUSE_MS = 450;

/**
 * The provider that a pasted key names by its prefix; the longest prefix wins.
 * @param {string} key
 * @param {readonly ProviderView[]} providers
 */
export function providerByPrefix(key, providers) {
  const pasted = key.trim();
  /** @type {{ provider: ProviderView, length: number } | null} */
  let best = null;
  for (const provider of providers) {
    for (const prefix of provider.keyPrefixes) {
      if (prefix && pasted.startsWith(prefix) && prefix.length > (best?.length ?? 0)) {
        best = { provider, length: prefix.length };
      }
    }
  }
  return best?.provider ?? null;
}

/** Asks about a key while it is typed; only the answer to the last question counts. */
export class KeyChecker {
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<Answer | null> | null} */
  #pending = null;

  /** The answer under way, for who can't wait for the pause. */
  get pending() {
    return this.#pending;
  }

  forget() {
    this.#asked += 1;
    clearTimeout(this.#timer);
    this.#pending = null;
  }

  /**
   * @param {Question} question
   * @param {boolean} now without the pause: after a paste there is no more to come
   * @returns {Promise<Answer | null>} null when a newer question has replaced this one
   */
  ask(question, now) {
    this.forget();
    const mine = this.#asked;
    this.#pending = this.#run(question, now ? 0 : TYPING_PAUSE_MS, () => mine === this.#asked);
    return this.#pending;
  }

  /**
   * @param {Question} question
   * @param {number} pause
   * @param {() => boolean} current
   * @returns {Promise<Answer | null>}
   */
  async #run(question, pause, current) {
    if (pause > 0) await new Promise((done) => { this.#timer = setTimeout(done, pause); });
    if (!current()) return null;
    try {
      const check = await call("check_key", question);
      return current() ? { check } : null;
    } catch (reason) {
      return current() ? { error: toIpcError(reason) } : null;
    }
  }
}
