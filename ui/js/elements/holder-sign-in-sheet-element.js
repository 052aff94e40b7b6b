import { h, must } from "../dom.js";
import { t } from "../locale.js";
import { reloadOverview } from "../state.js";
import { isolate } from "../text.js";
import { DialogElement } from "./dialog-base.js";
import { HolderSignInForm } from "./holder-sign-in-form-element.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** Signing in to an account that is there already. */
export class HolderSignInSheet extends DialogElement {
  /** @type {AccountCard | null} */
  card = null;

  /** @override */
  connected() {
    const { card } = this;
    if (!card) return;
    this.addEventListener("refill-signed-in", () => void this.#done(isolate(card.name)), { signal: this.signal });
    this.show(t("holder-sheet-title", { account: isolate(card.name) }), "holder-sheet",
      h("div", { class: "sheet-body holder-sheet-body" },
        h("p", { class: "muted" }, t("holder-sheet-text")),
        h("holder-sign-in-form", { ".card": card })));
    must(this, "holder-sign-in-form", HolderSignInForm).focusInput();
  }

  /** @param {string} account */
  async #done(account) {
    this.dialog?.close();
    showToast({ text: t("holder-signed-in-toast", { account }) });
    try {
      await reloadOverview();
    } catch (reason) {
      document.body.dispatchEvent(new CustomEvent("refill-error", { detail: reason, bubbles: true }));
    }
  }
}

customElements.define("holder-sign-in-sheet", HolderSignInSheet);
