import "./elements/fuel-gauge-element.js";
import "./elements/trend-line-element.js";
import { balanceLines, budgetKind, chips, forecastText, isBudget, isOld, reason, spentShort, whose } from "./card-words.js";
import { trendDrawing, trendWords } from "./chart.js";
import { h } from "./dom.js";
import { gaugeBar } from "./gauge.js";
import { icon } from "./icons.js";
import { t } from "./locale.js";
import { moneyText } from "./money.js";
import { hrefOf } from "./router.js";
import { isHidden, isLow } from "./standing.js";
import { canTopUp } from "./state.js";
import { isolate } from "./text.js";
import { asOf } from "./time.js";
import { amount, button, iconButton, outside, tile } from "./views.js";

/** @typedef {import("./bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("./bindings/ipc.d.ts").Banner} Banner */

/** The two ways in which an account is drawn on the overview. */

/** @param {AccountCard} card the whole card leads to the account's page */
function name(card) {
  return h("h3", { class: "card-name" },
    h("a", { href: hrefOf({ page: "account", account: card.id }), "data-testid": "card-open" }, outside(card.name)));
}

/** @param {AccountCard} card @param {Banner | null} banner the one thing that helps this account */
function help(card, banner) {
  const account = isolate(card.name);
  if (card.keyState === "missing" || card.failure?.error.code === "key_refused" || isHidden(card)) {
    return button(t("manage-key-replace"), {
      action: "replace-key", icon: "key", kind: isHidden(card) ? "quiet" : "primary", testid: "card-replace-key",
      label: t("replace-key-of", { account }),
    });
  }
  return canTopUp(card.provider) && button(t("action-top-up"), {
    action: "top-up", kind: isLow(card) ? "primary" : "quiet", testid: banner ? "banner-top-up" : "top-up",
    label: t("action-top-up-account", { account }),
  });
}

/** @param {Banner | null} banner @param {string} account it was seen: no other page says it any more */
function dismiss(banner, account) {
  return banner && button(t("action-dismiss"), {
    action: "banner-dismiss", kind: "plain", testid: "banner-dismiss", label: t("banner-dismiss", { account }),
  });
}

/** @param {AccountCard} card @param {Banner | null} banner what other pages say above them, this card says itself */
export function cardDrawing(card, banner) {
  const hidden = isHidden(card);
  // Why there is no newer number counts more than what the old one looked like.
  const told = hidden || (Boolean(card.failure) && !isLow(card));
  return [h("div", { class: "card-body", "data-testid": banner && "banner", "data-account": banner && card.id },
    h("div", { class: "card-who" },
      tile(card.provider), h("div", { class: "card-names" }, name(card), whose(card)), chips(card, { withFailure: false })),
    h("div", { class: "card-story" },
      h("div", { class: "card-balance", "data-testid": "balance" }, ...balanceLines(card, true)),
      !told && card.trend.length > 1 && h("trend-line", { ".trend": { points: card.trend, unit: card.reading?.balance.unit ?? "", budget: isBudget(card.reading) } })),
    reason(card),
    !told && h("fuel-gauge", { ".card": card }),
    h("div", { class: "card-foot" },
      hidden
        ? h("p", { class: "see" }, t("hidden-see"), icon("forward"))
        : h("p", { class: "forecast", "data-testid": "forecast" }, icon("clock"), forecastText(card)),
      h("div", { class: "card-do" }, dismiss(banner, isolate(card.name)), help(card, banner))))];
}

/** @param {AccountCard} card the number of a row; a budget never without its limit */
function rowAmount({ reading }) {
  const limit = isBudget(reading) && reading?.budget?.limit;
  return h("p", null, amount(reading?.balance ?? null, { brief: true }),
    limit && h("span", { class: "unit", "data-testid": "budget" }, " ", t("budget-short", { limit: moneyText(limit) })));
}

/** @param {AccountCard} card "= $4.20 · as of 14:05": everything else that the number needs, in one line */
function smallPrint({ reading, failure, hidden }) {
  if (hidden && !failure) return spentShort(hidden);
  if (!reading) return t(failure ? "card-never-read" : "card-first-read");
  const parts = [];
  if (isBudget(reading)) parts.push(budgetKind(reading));
  if (reading.worth) parts.push(t("card-worth", { amount: moneyText(reading.worth) }));
  parts.push(asOf(reading.takenAt));
  return parts.join(" · ");
}

const FRAME = { width: 96, height: 32, top: 4, bottom: 2 };

/** @param {AccountCard} card */
function smallTrend({ trend, reading }) {
  if (trend.length < 2) return h("span", { class: "row-trend" });
  return h("span", { class: "row-trend" },
    trendDrawing(trend, FRAME, trendWords(trend, reading?.balance.unit ?? "", isBudget(reading))));
}

/** @param {AccountCard} card */
function lasting(card) {
  if (isHidden(card)) return h("p", { class: "see" }, t("hidden-see"));
  return h("p", { class: "forecast", "data-testid": "forecast" }, forecastText(card));
}

/** @param {AccountCard} card */
export function rowDrawing(card) {
  const buys = canTopUp(card.provider) && !isHidden(card);
  return [
    tile(card.provider),
    h("div", { class: "card-names" }, name(card), h("div", { class: "row-whose" }, whose(card), chips(card))),
    h("div", { class: "row-balance", "data-testid": "balance" },
      isHidden(card) ? h("p", { class: "hidden-title", "data-testid": "hidden" }, t("hidden-short")) : rowAmount(card),
      h("p", { class: `age${isOld(card) ? " old" : ""}`, "data-testid": "age" }, smallPrint(card))),
    smallTrend(card),
    h("div", { class: "row-lasts" }, lasting(card), !isHidden(card) && gaugeBar(card)),
    h("div", { class: "row-do" }, buys && iconButton(t("action-top-up"), {
      action: "top-up", icon: "coins", testid: "top-up", label: t("action-top-up-account", { account: isolate(card.name) }),
    })),
  ];
}
