import { fill, h } from "../dom.js";
import { alertText, fullText, gaugeBar } from "../gauge.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** How much is left of the last top-up or of the budget, with the alert as a tick. Says what "full" means. */
export class FuelGauge extends RefillElement {
  /** @type {AccountCard | null} */
  #card = null;

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
    const bar = card && gaugeBar(card);
    if (!card || !bar) {
      this.replaceChildren();
      return;
    }
    fill(this, bar,
      h("div", { class: "gauge-words", "aria-hidden": "true" },
        h("span", { class: card.threshold ? "gauge-alert" : "" }, alertText(card)),
        h("span", null, fullText(card))));
  }
}

customElements.define("fuel-gauge", FuelGauge);
