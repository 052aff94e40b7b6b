import "./error-note-element.js";
import { fill, h, must } from "../dom.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { editableText, moneyText, parseAmount } from "../money.js";
import { reloadOverview } from "../state.js";
import { isolate } from "../text.js";
import { button } from "../views.js";
import { amountField } from "./amount-field.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** After the very first account: when shall Refill speak up? What was suggested is in force already. */
export class FirstAlert extends RefillElement {
  /** @type {AccountCard | null} */
  card = null;

  /** @override */
  actions = {
    "first-alert-none": () => this.#set(null),
    "first-alert-later": () => this.#leave(),
  };

  /** @override */
  connected() {
    const { card } = this;
    const unit = card?.threshold?.unit ?? card?.reading?.balance.unit;
    if (!card || !unit) return;
    const amount = amountField(unit, { label: t("first-alert-label"), testid: "first-alert-input" });
    const input = must(amount, "input", HTMLInputElement);
    if (card.threshold) input.value = editableText(card.threshold);
    const form = h("form", { class: "first-alert", novalidate: true, "data-testid": "first-alert" },
      h("span", { class: "point-icon" }, icon("bell")),
      h("div", { class: "first-alert-words" },
        h("h2", { tabindex: "-1" }, t("first-alert-title", { account: isolate(card.name) })),
        h("p", { class: "muted" }, t("first-alert-text"))),
      amount,
      h("div", { class: "first-alert-do" },
        button(t("first-alert-none"), { action: "first-alert-none", kind: "plain", testid: "first-alert-none" }),
        button(t("first-alert-set"), { submit: true, kind: "primary", testid: "first-alert-set" })),
      h("error-note"));
    fill(this, form);
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#submit(input.value.trim()); }, { signal: this.signal });
    input.focus();
    input.select();
  }

  /** @param {string} typed */
  #submit(typed) {
    const threshold = parseAmount(typed);
    if (typed && threshold === null) {
      must(this, "error-note", ErrorNote).error = { code: "threshold_invalid", message: "", details: {} };
      must(this, "input", HTMLInputElement).focus();
      return;
    }
    return this.#set(threshold);
  }

  /** @param {string | null} threshold */
  async #set(threshold) {
    if (!this.card) return;
    try {
      const { threshold: alert } = await call("set_threshold", { account: this.card.id, threshold });
      showToast({ text: alert ? t("manage-alert-set", { amount: moneyText(alert) }) : t("manage-alert-off") });
      this.#leave();
      await reloadOverview();
    } catch (reason) {
      must(this, "error-note", ErrorNote).error = toIpcError(reason);
    }
  }

  #leave() {
    this.remove();
    document.querySelector("h1")?.focus({ preventScroll: true });
  }
}

customElements.define("first-alert", FirstAlert);
