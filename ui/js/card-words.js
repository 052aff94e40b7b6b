import { h } from "./dom.js";
import { errorText } from "./error-words.js";
import { icon } from "./icons.js";
import { t } from "./locale.js";
import { moneyText } from "./money.js";
import { providerOf } from "./state.js";
import { isHidden } from "./standing.js";
import { asOf, daysLeft, when } from "./time.js";
import { amount, levelChip, outside } from "./views.js";

/** @typedef {import("./bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("./bindings/ipc.d.ts").Banner} Banner */
/** @typedef {import("./bindings/ipc.d.ts").HiddenBalance} HiddenBalance */
/** @typedef {import("./bindings/ipc.d.ts").ReadingView} ReadingView */

/** What is said of an account, wherever it is said. */

/** @param {AccountCard} card "Provider · server" under the account's name */
export function whose(card) {
  const { name } = providerOf(card.provider);
  return h("span", { class: "whose" }, outside(name), card.server && " · ", card.server && outside(card.server));
}

/** @param {AccountCard} card its number is older than it should be; one failed check alone does not make it so */
export function isOld({ reading }) {
  return Boolean(reading?.stale);
}

/** @param {ReadingView | null} reading */
export function isBudget(reading) {
  return reading?.basis === "budget";
}

/** @param {ReadingView} reading "left of this key’s $20.00 monthly budget" */
export function budgetText({ budget }) {
  if (!budget?.limit) return t("budget-of-unknown");
  return t("budget-of", { cycle: budget.resets ?? "none", limit: moneyText(budget.limit) });
}

/** @param {ReadingView} reading "monthly budget", where the limit stands beside the number */
export function budgetKind({ budget }) {
  return t("budget-kind", { cycle: budget?.resets ?? "none" });
}

/** @param {ReadingView} reading */
export function budgetLine(reading) {
  return h("p", { class: "budget-line", "data-testid": "budget" }, budgetText(reading));
}

/** @param {HiddenBalance} hidden */
export function spentText({ spent, takenAt }) {
  const age = asOf(takenAt);
  return spent ? t("hidden-spent", { amount: moneyText(spent, { brief: true }), asOf: age }) : t("hidden-checked", { asOf: age });
}

/** @param {HiddenBalance} hidden the same where there is little room */
export function spentShort({ spent, takenAt }) {
  return spent ? t("hidden-spent-short", { amount: moneyText(spent, { brief: true }), asOf: asOf(takenAt) }) : asOf(takenAt);
}

/** @param {AccountCard} card what the number is worth, and how old it is */
export function ageLine(card) {
  if (!card.reading) return h("p", { class: "age" }, t(card.failure ? "card-never-read" : "card-first-read"));
  const age = asOf(card.reading.takenAt);
  const parts = [];
  if (card.reading.budget?.resets) parts.push(t("budget-anew", { cycle: card.reading.budget.resets }));
  if (card.reading.worth) parts.push(t("card-worth", { amount: moneyText(card.reading.worth, { brief: true }) }));
  parts.push(card.failure || isOld(card) ? t("card-last-known", { asOf: age }) : age);
  return h("p", { class: "age", "data-testid": "age" }, parts.join(" · "));
}

/** @param {AccountCard} card @param {boolean} [brief] the number with all that it must not stand without, or why there is none */
export function balanceLines(card, brief = false) {
  const { reading, hidden } = card;
  if (hidden && isHidden(card)) {
    return [
      h("p", { class: "hidden-title", "data-testid": "hidden" }, t("hidden-title")),
      h("p", { class: "age" }, spentText(hidden)),
    ];
  }
  return [
    amount(reading?.balance ?? null, { brief }),
    reading && isBudget(reading) && budgetLine(reading),
    ageLine(card),
  ];
}

/** @param {AccountCard} card */
export function forecastText({ forecast, reading }) {
  const budget = isBudget(reading);
  if (forecast.kind === "days") return t(budget ? "forecast-budget-days" : "forecast-days", { days: daysLeft(forecast.days) });
  if (forecast.kind === "empty") return t(budget ? "forecast-budget-empty" : "forecast-empty");
  return t(forecast.kind === "no_spending" ? "forecast-no-spending" : "forecast-not-enough");
}

/** @param {AccountCard} card */
function failingText({ failure, reading }) {
  const refused = failure?.error.code === "key_refused";
  // The same moment as the number's age: the two never seem to tell of different times.
  const since = (refused ? null : reading?.takenAt) ?? failure?.since ?? null;
  return t(refused ? "card-failing-refused" : "card-failing", { when: when(since) });
}

/** @param {AccountCard} card */
function troubleChip(card) {
  if (card.failure) {
    const name = card.failure.error.code === "key_refused" ? "key" : "offline";
    return h("span", { class: "chip old", "data-testid": "chip-failing" }, icon(name), failingText(card));
  }
  if (card.keyState === "missing") return h("span", { class: "chip old" }, icon("key"), t("key-missing"));
  if (card.reading?.stale) return h("span", { class: "chip old" }, icon("clock"), t("card-stale"));
  return null;
}

/** @param {AccountCard} card where its payment stands that is not over, or whose credits have not come */
export function openPaymentLook({ openPaymentState }) {
  if (openPaymentState === "missing") return { id: "pay-chip-missing", icon: "warn", look: "pay-warn" };
  return { id: openPaymentState === "returned" ? "payment-waiting" : "payment-open", icon: "hourglass", look: "waiting" };
}

/** @param {AccountCard} card */
function paymentChip(card) {
  const { id, icon: name, look } = openPaymentLook(card);
  return h("span", { class: `chip ${look}`, "data-testid": "chip-waiting" }, icon(name), t(id));
}

/** @param {AccountCard} card @param {{ withFailure?: boolean }} [options] off where the failure has words of its own */
export function chips(card, { withFailure = true } = {}) {
  const budget = isBudget(card.reading)
    && h("span", { class: "chip budget", "data-testid": "chip-budget" }, icon("budget"), t("budget-chip"));
  const trouble = (withFailure || !card.failure) && troubleChip(card);
  const open = card.openPayment && paymentChip(card);
  const all = [levelChip(card.level), trouble, open, budget].filter((chip) => chip instanceof HTMLElement);
  return all.length > 0 && h("p", { class: "chips" }, ...all);
}

/** @param {AccountCard} card since when there is no newer number, why, and when it is tried again */
export function reason(card) {
  const { failure } = card;
  if (!failure) return null;
  return h("p", { class: "card-reason" },
    h("strong", { "data-testid": "chip-failing" }, failingText(card), "."), " ", errorText(failure.error.code).what, ".",
    failure.retryAt && h("span", { class: "muted" }, " ", t("next-try", { when: when(failure.retryAt) }), "."));
}

/** @param {Banner} banner */
export function bannerTitle({ level, basis }, account = "") {
  const budget = basis === "budget";
  if (level === "empty") return t(budget ? "banner-budget-empty-title" : "banner-empty-title", { account });
  return t(budget ? "banner-budget-low-title" : "banner-low-title", { account });
}

/** @param {Banner} banner */
export function bannerSentence({ level, basis, balance: left, threshold: alert }) {
  const balance = moneyText(left);
  const budget = basis === "budget";
  if (level === "empty") return t(budget ? "banner-budget-empty-text" : "banner-empty-text", { balance });
  if (!alert) return t("banner-low-plain", { balance });
  return t(budget ? "banner-budget-low-text" : "banner-low-text", { balance, threshold: moneyText(alert) });
}
