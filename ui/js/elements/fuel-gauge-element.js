import { fill, h } from "../dom.js";
import { t } from "../locale.js";
import { moneyText } from "../money.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** How much is left of the last top-up, with the alert as a tick. Says what "full" means. */
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
    if (!card?.gauge || !card.reading) {
      this.replaceChildren();
      return;
    }
    const { gauge } = card;
    const alert = card.threshold ? t("gauge-alert", { amount: moneyText(card.threshold) }) : t("gauge-no-alert");
    const said = t(gauge.afterTopUp ? "gauge-said" : "gauge-most-said", {
      balance: moneyText(card.reading.balance), full: moneyText(gauge.full), alert,
    });
    const level = h("span", { class: "gauge-level" });
    level.style.setProperty("--at", `${clamp(gauge.level) / 10}%`);
    const tick = gauge.threshold === null ? null : h("span", { class: "gauge-tick" });
    tick?.style.setProperty("--at", `${clamp(gauge.threshold ?? 0) / 10}%`);
    fill(this,
      h("div", { class: `gauge level-${card.level}`, role: "img", "aria-label": said }, level, tick),
      h("div", { class: "gauge-words", "aria-hidden": "true" },
        h("span", { class: card.threshold ? "gauge-alert" : "" }, alert),
        h("span", null, t(gauge.afterTopUp ? "gauge-full" : "gauge-most", { amount: moneyText(gauge.full) }))));
  }
}

/** @param {number} permille */
function clamp(permille) {
  return Math.min(1000, Math.max(0, permille));
}

customElements.define("fuel-gauge", FuelGauge);
