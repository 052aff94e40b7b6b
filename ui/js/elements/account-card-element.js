import "./fuel-gauge-element.js";
import "./trend-line-element.js";

import { fill, h } from "../dom.js";
import { errorText } from "../errors.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { moneyText } from "../money.js";
import { hrefOf } from "../router.js";
import { providerOf } from "../state.js";
import { isolate } from "../text.js";
import { asOf, daysLeft, isoDay, when } from "../time.js";
import { amount, button, levelChip, outside, tile } from "../views.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} Card */

/** @param {Card} card "Provider · server" under the account's name */
export function whose(card) {
  const { name } = providerOf(card.provider);
  return h("span", { class: "whose" }, outside(name), card.server && " · ", card.server && outside(card.server));
}

/** @param {Card} card its number is older than it should be; one failed check alone does not make it so */
export function isOld({ reading }) {
  return Boolean(reading?.stale);
}

/** @param {Card} card what the number is worth, and how old it is */
export function ageLine(card) {
  if (!card.reading) return h("p", { class: "age" }, t(card.failure ? "card-never-read" : "card-first-read"));
  const age = asOf(card.reading.takenAt);
  const parts = [];
  if (card.reading.worth) parts.push(t("card-worth", { amount: moneyText(card.reading.worth) }));
  parts.push(card.failure || isOld(card) ? t("card-last-known", { asOf: age }) : age);
  return h("p", { class: "age", "data-testid": "age" }, parts.join(" · "));
}

/** @param {Card} card */
export function forecastText(card) {
  const { forecast } = card;
  if (forecast.kind === "days") return t("forecast-days", { days: daysLeft(forecast.days) });
  if (forecast.kind === "empty") return t("forecast-empty");
  return t(forecast.kind === "no_spending" ? "forecast-no-spending" : "forecast-not-enough");
}

/** @param {Card} card */
export function troubleChip(card) {
  if (card.failure) {
    const refused = card.failure.error.code === "key_refused";
    // The same moment as the number's age: the two never seem to tell of different times.
    const since = refused ? card.failure.since : card.reading?.takenAt ?? card.failure.since;
    return h("span", { class: "chip old", "data-testid": "chip-failing" }, icon(refused ? "key" : "offline"),
      t(refused ? "card-failing-refused" : "card-failing", { when: when(since) }));
  }
  if (card.keyState === "missing") return h("span", { class: "chip old" }, icon("key"), t("key-missing"));
  if (card.reading?.stale) return h("span", { class: "chip old" }, icon("clock"), t("card-stale"));
  return null;
}

/** Who, how much, how old, how full, which way, how long, and one button. */
export class AccountCardElement extends RefillElement {
  /** @type {Card | null} */
  #card = null;
  #drawn = "";

  /** @override */
  actions = { "top-up": () => this.tell("refill-top-up", this.#card?.id) };

  /** @param {Card} card */
  set card(card) {
    this.#card = card;
    // Of two hundred cards few are news. The day counts: "14:05" becomes "yesterday 14:05".
    const drawn = `${isoDay(new Date())} ${JSON.stringify(card)}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.redraw();
  }

  /** @override */
  connected() {
    this.draw();
  }

  /** @override */
  draw() {
    const card = this.#card;
    if (!card) return;
    this.className = `card level-${card.level}${isOld(card) ? " is-old" : ""}`;
    this.toggleAttribute("aria-busy", card.refreshing);
    fill(this,
      h("div", { class: "card-who" },
        tile(card.provider),
        h("div", { class: "card-names" },
          h("h2", { class: "card-name" },
            h("a", { href: hrefOf({ page: "account", account: card.id }), "data-testid": "card-open" }, outside(card.name))),
          whose(card)),
        this.#chips(card)),
      h("div", { class: "card-balance", "data-testid": "balance" }, amount(card.reading?.balance ?? null), ageLine(card)),
      card.failure && this.#reason(card),
      h("fuel-gauge", { ".card": card }),
      h("trend-line", { ".trend": { points: card.trend, unit: card.reading?.balance.unit ?? "" } }),
      this.#foot(card));
  }

  /** @param {Card} card */
  #chips(card) {
    const chips = [levelChip(card.level), troubleChip(card)].filter((chip) => chip !== null);
    return chips.length > 0 && h("p", { class: "chips" }, ...chips);
  }

  /** @param {Card} card */
  #reason(card) {
    if (!card.failure) return null;
    const retry = card.failure.retryAt && h("span", { class: "retry" }, t("next-try", { when: when(card.failure.retryAt) }));
    return h("p", { class: "card-reason" }, errorText(card.failure.error.code).what, " ", retry);
  }

  /** @param {Card} card */
  #foot(card) {
    const urgent = card.level === "low" || card.level === "empty";
    return h("div", { class: "card-foot" },
      h("p", { class: "forecast", "data-testid": "forecast" }, icon("clock"), forecastText(card)),
      providerOf(card.provider).canBuy && button(t("action-top-up"), {
        action: "top-up", kind: urgent ? "primary" : "quiet", testid: "top-up",
        label: t("action-top-up-account", { account: isolate(card.name) }),
      }));
  }
}

customElements.define("account-card", AccountCardElement);
