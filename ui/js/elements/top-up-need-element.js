import { fill, h } from "../dom.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { moneyText } from "../money.js";
import { coveringPackage } from "../payment-offers.js";
import { accountOf, canTopUp, providerOf } from "../state.js";
import { isolate } from "../text.js";
import { asOf } from "../time.js";
import { button } from "../views.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").Package} Package */

/** What a refused call would have cost, what there is, which package is enough, and the way to it. */
export class TopUpNeed extends RefillElement {
  /** An account's id. */
  account = "";
  /** @type {string | null} a decimal of the provider's unit */
  cost = null;
  /** @type {string | null} */
  balance = null;

  /** @override */
  actions = {
    "need-top-up": () => this.tell("refill-top-up", this.account),
  };

  get #card() { return accountOf(this.account); }

  /** @returns {string | null} what the provider said with its refusal, else what it said last */
  get #left() {
    return this.balance ?? this.#card?.reading?.balance.value ?? null;
  }

  /** @override */
  connected() {
    this.#show(null);
    void this.#look();
  }

  /** @param {Package | null} offer */
  #show(offer) {
    const card = this.#card;
    if (!card || !canTopUp(card.provider)) return;
    const { unit } = providerOf(card.provider);
    const cost = this.cost && moneyText({ value: this.cost, unit });
    const left = this.#left;
    const balance = left && moneyText({ value: left, unit });
    fill(this, h("div", { class: "need", "data-testid": "need" },
      cost && h("p", null, this.#short(cost, balance)),
      offer && h("p", { "data-testid": "need-package" }, t("need-package", { credits: moneyText(offer.credits), price: moneyText(offer.price) })),
      button(t("action-top-up"), {
        action: "need-top-up", kind: "primary", testid: "need-top-up", label: t("action-top-up-account", { account: isolate(card.name) }),
      })));
  }

  /** @param {string} cost @param {string | null} balance what the provider said last has its age */
  #short(cost, balance) {
    if (!balance) return t("need-cost", { cost });
    const reading = this.#card?.reading;
    return this.balance || !reading ? t("need-short", { cost, balance }) : t("need-short-as-of", { cost, balance, asOf: asOf(reading.takenAt) });
  }

  /** The button is there at once; the package is said when it is known. */
  async #look() {
    const card = this.#card;
    if (!card || !this.cost || !providerOf(card.provider).buys.includes("checkout")) return;
    try {
      const offer = coveringPackage(await call("packages", { account: card.id }), this.cost, this.#left);
      if (this.isConnected && offer) this.#show(offer);
    } catch {
      // The sheet says why there are none.
    }
  }
}

customElements.define("top-up-need", TopUpNeed);
