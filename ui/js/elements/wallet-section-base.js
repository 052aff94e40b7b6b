import "./error-note-element.js";
import { h, must } from "../dom.js";
import { toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").WalletsView} WalletsView */

/** Most answers come at once; what takes longer waits for the person, in a window of the system. */
const PATIENCE_MS = 700;

/**
 * A part of the wallet page: draws what the page was told, and asks for one change at a time.
 * Tells `refill-wallets` with what Rust answered.
 */
export class WalletSection extends RefillElement {
  /** @type {WalletsView | null} */
  #view = null;

  /** @param {WalletsView} view */
  set view(view) {
    this.#view = view;
    this.redraw();
  }

  /** @returns {WalletsView | null} */
  get view() { return this.#view; }

  /** @override */
  connected() {
    if (!this.hasChildNodes()) {
      this.append(...this.frame(),
        h("p", { class: "wallet-waiting", role: "status" }),
        h("error-note", { class: "wallet-note" }));
    }
    this.draw();
  }

  /** What stands there for good; `draw` fills it. @returns {Node[]} */
  frame() { return [h("div", { class: "wallet-part" })]; }

  get body() { return must(this, ".wallet-part", HTMLElement); }
  get note() { return must(this, ".wallet-note", ErrorNote); }

  /** @param {string} words */
  #say(words) {
    must(this, ".wallet-waiting", HTMLElement).textContent = words;
  }

  /**
   * Where the person said no in the system's window there is nothing to say.
   * @param {HTMLElement | null} control
   * @param {() => Promise<WalletsView | null>} act
   * @param {{ done?: string, waiting?: string }} [words] `waiting` is said at once, where it is known to take a while
   * @returns {Promise<boolean>} whether it was done
   */
  async change(control, act, { done, waiting } = {}) {
    if (this.getAttribute("aria-busy") === "true") return false;
    this.note.error = null;
    this.setAttribute("aria-busy", "true");
    control?.setAttribute("aria-disabled", "true");
    const patience = setTimeout(() => this.#say(waiting ?? t("wallet-waiting")), waiting ? 0 : PATIENCE_MS);
    try {
      const view = await act();
      if (view) this.#answered(view);
      if (done) showToast({ text: done });
      return true;
    } catch (reason) {
      this.#failed(reason);
      return false;
    } finally {
      clearTimeout(patience);
      this.#say("");
      this.removeAttribute("aria-busy");
      control?.removeAttribute("aria-disabled");
    }
  }

  /** To the page as it is now: whoever went elsewhere while the system's window was open may be back. @param {WalletsView} view */
  #answered(view) {
    const place = this.isConnected ? this : document.querySelector("wallet-page");
    place?.dispatchEvent(new CustomEvent("refill-wallets", { detail: view, bubbles: true }));
  }

  /** @param {unknown} reason */
  #failed(reason) {
    const error = toIpcError(reason);
    if (this.isConnected) this.note.error = error;
    // The page was left meanwhile: it is said where everything else is said.
    else document.body.dispatchEvent(new CustomEvent("refill-error", { detail: error, bubbles: true }));
  }
}
