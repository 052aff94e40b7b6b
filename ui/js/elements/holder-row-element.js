import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { hrefOf } from "../router.js";
import { openSheet } from "../sheets.js";
import { reloadOverview } from "../state.js";
import { isolate } from "../text.js";
import { button } from "../views.js";
import { RefillElement } from "./base.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/**
 * Ends the sign-in of an account here, whether the provider answers or not.
 * @param {AccountCard} card
 */
export async function signOut(card) {
  await call("holder_sign_out", { account: card.id });
  showToast({ text: t("holder-signed-out-toast", { account: isolate(card.name) }) });
  await reloadOverview();
}

/** Whether the account's holder is signed in, and what that opens. */
export class HolderRow extends RefillElement {
  /** @type {AccountCard | null} */
  #card = null;
  #drawn = "";

  /** @override */
  actions = {
    "holder-open-sheet": () => openSheet("holder-sign-in-sheet", { ".card": this.#card }),
    "holder-sign-out": (/** @type {HTMLElement} */ control) => this.#signOut(control),
  };

  /** @param {AccountCard} card */
  set card(card) {
    this.#card = card;
    this.redraw();
  }

  /** @override */
  connected() {
    this.draw();
  }

  /** @override */
  draw() {
    const card = this.#card;
    const drawn = JSON.stringify([card?.id, card?.signedIn]);
    if (!card || drawn === this.#drawn) return;
    this.#drawn = drawn;
    const hadFocus = this.contains(document.activeElement);
    fill(this, h("div", { class: "manage-row", "data-testid": "holder-row", "data-signed-in": String(card.signedIn) },
      h("div", null, h("h3", null, t("manage-holder")),
        h("p", { class: "hint" }, t(card.signedIn ? "manage-holder-in" : "manage-holder-out")),
        card.signedIn && h("p", null, h("a", { class: "text-link", href: hrefOf({ page: "holder", account: card.id }), "data-testid": "holder-link" },
          t("manage-holder-open"), icon("forward")))),
      card.signedIn
        ? button(t("holder-sign-out"), { action: "holder-sign-out", testid: "holder-sign-out" })
        : button(t("manage-holder-sign-in"), { action: "holder-open-sheet", icon: "person", testid: "holder-sign-in" })));
    // The control that was used is gone with the state that it changed.
    if (hadFocus) this.querySelector("button")?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} control */
  async #signOut(control) {
    if (!this.#card) return;
    control.setAttribute("aria-disabled", "true");
    try {
      await signOut(this.#card);
    } catch (reason) {
      control.removeAttribute("aria-disabled");
      this.tell("refill-error", toIpcError(reason));
    }
  }
}

customElements.define("holder-row", HolderRow);
