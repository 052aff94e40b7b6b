import { isBudget } from "./card-words.js";
import { h } from "./dom.js";
import { t } from "./locale.js";
import { moneyText } from "./money.js";

/** @typedef {import("./bindings/ipc.d.ts").AccountCard} AccountCard */

/** @param {number} permille */
function clamp(permille) {
  return Math.min(1000, Math.max(0, permille));
}

/** @param {AccountCard} card */
export function alertText({ threshold }) {
  return threshold ? t("gauge-alert", { amount: moneyText(threshold) }) : t("gauge-no-alert");
}

/** @param {AccountCard} card what the gauge's right end stands for */
export function fullText({ gauge, reading }) {
  if (!gauge) return "";
  const id = isBudget(reading) ? "gauge-budget" : gauge.afterTopUp ? "gauge-full" : "gauge-most";
  return t(id, { amount: moneyText(gauge.full) });
}

/** @param {AccountCard} card how much is left, with the alert as a tick; null where nothing is known */
export function gaugeBar(card) {
  const { gauge, reading } = card;
  if (!gauge || !reading) return null;
  const id = isBudget(reading) ? "gauge-budget-said" : gauge.afterTopUp ? "gauge-said" : "gauge-most-said";
  const said = t(id, { balance: moneyText(reading.balance), full: moneyText(gauge.full), alert: alertText(card) });
  const level = h("span", { class: "gauge-level" });
  level.style.setProperty("--at", `${clamp(gauge.level) / 10}%`);
  const tick = gauge.threshold === null ? null : h("span", { class: "gauge-tick" });
  tick?.style.setProperty("--at", `${clamp(gauge.threshold ?? 0) / 10}%`);
  return h("div", { class: `gauge level-${card.level}`, role: "img", "aria-label": said, title: said }, level, tick);
}
