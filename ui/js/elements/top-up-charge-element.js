import "./error-note-element.js";
import { isBuyingElsewhere, tellNotBought } from "../buying.js";
import { fill, h, must } from "../dom.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { parseAmount } from "../money.js";
import { isChargeable } from "../payment-offers.js";
import { providerOf } from "../state.js";
import { isolate } from "../text.js";
import { button } from "../views.js";
import { amountField } from "./amount-field.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../bindings/ipc.d.ts").IpcError} IpcError */

/** An amount of the person's choice, paid on a page that the provider makes for it. It may have stopped doing so for good. */
export class TopUpCharge extends RefillElement {
  /** @type {AccountCard | null} */
  card = null;

  get #provider() { return isolate(providerOf(this.card?.provider ?? "").name); }
  get #note() { return must(this, "error-note", ErrorNote); }
  get #input() { return must(this, "input", HTMLInputElement); }

  /** @override */
  connected() {
    const amount = amountField("usd", { label: t("top-up-charge"), hint: t("top-up-charge-hint"), testid: "charge-input" });
    const form = h("form", { class: "charge", novalidate: true, "data-testid": "charge" },
      amount,
      button(t("top-up-charge-open"), { submit: true, kind: "primary", icon: "external", testid: "charge-open" }),
      h("error-note", { ".deed": "buying" }),
      h("p", { class: "hint charge-said", role: "status" }));
    this.append(form);
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#submit(); }, { signal: this.signal });
  }

  async #submit() {
    if (!this.card || this.hasAttribute("aria-busy") || isBuyingElsewhere(this)) return;
    const amount = parseAmount(this.#input.value.trim());
    if (!isChargeable(amount)) {
      this.#refuse({ code: "amount_invalid", message: "", details: {} });
      return;
    }
    this.#note.error = null;
    this.#input.removeAttribute("aria-invalid");
    this.setAttribute("aria-busy", "true");
    const said = must(this, ".charge-said", HTMLElement);
    said.textContent = t("top-up-charge-opening", { provider: this.#provider });
    try {
      this.tell("refill-bought", await call("buy_by_charge", { account: this.card.id, amount }));
    } catch (reason) {
      if (this.isConnected) this.#failed(toIpcError(reason));
      else tellNotBought(this.card.id, reason);
    } finally {
      this.removeAttribute("aria-busy");
      said.textContent = "";
    }
  }

  /** @param {IpcError} error */
  #refuse(error) {
    this.#note.error = error;
    this.#input.setAttribute("aria-invalid", "true");
    this.#input.focus();
  }

  /** @param {IpcError} error */
  #failed(error) {
    if (error.code === "gone") this.#gone();
    else if (error.code === "amount_invalid") this.#refuse(error);
    else this.#note.error = error;
    this.tell("refill-not-bought", error);
  }

  /** It will not come back: the form goes, and its own page is what is left. */
  #gone() {
    const provider = this.#provider;
    fill(this, h("div", { class: "note warning", role: "alert", "data-testid": "charge-gone" }, icon("warn", "icon note-icon"),
      h("div", { class: "note-body" },
        h("p", { class: "note-title", tabindex: "-1" }, t("top-up-gone", { provider })),
        h("p", null, t("top-up-gone-text")),
        h("div", { class: "note-actions" },
          button(t("top-up-page", { provider }), { action: "top-up-page", icon: "external", kind: "primary", testid: "gone-page" })))));
    must(this, ".note-title", HTMLElement).focus({ preventScroll: true });
  }
}

customElements.define("top-up-charge", TopUpCharge);
