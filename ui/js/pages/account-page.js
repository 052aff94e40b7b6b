import "../elements/account-manage-element.js";
import "../elements/balance-chart-element.js";
import "../elements/fuel-gauge-element.js";
import "../elements/error-note-element.js";
import { balanceLines, chips, forecastText, isBudget, isOld, openPaymentLook, whose } from "../card-words.js";
import { RefillElement } from "../elements/base.js";
import { oneAtATime } from "../coalesce.js";
import { trendDays } from "../chart.js";
import { fill, h } from "../dom.js";
import { entryTable } from "../entries.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { keyKindsTable } from "../key-kinds.js";
import { t } from "../locale.js";
import { drawPrices } from "../payment-drawings.js";
import { hrefOf } from "../router.js";
import { openSheet } from "../sheets.js";
import { isHidden } from "../standing.js";
import { canTopUp, onChange, providerOf } from "../state.js";
import { isolate } from "../text.js";
import { dayText, parseTime, when } from "../time.js";
import { button, outside, tile } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountPage} Page */
/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

const RECENT = 8;

/** One account: how much, since when, how long, and everything that can be changed about it. */
export class AccountPageElement extends RefillElement {
  account = "";
  /** @type {AccountCard | null} */
  #card = null;
  #leaving = false;
  #load = oneAtATime(() => this.#ask());

  /** @override */
  actions = {
    "top-up": () => this.tell("refill-top-up", this.account),
    "check-now": () => this.#check(),
    "provider-link": (/** @type {HTMLElement} */ control) => this.#openLink(control),
    "hidden-replace-key": () => openSheet("replace-key-dialog", { ".card": this.#card }),
  };

  /** @override */
  connected() {
    this.append(
      h("a", { class: "back", href: hrefOf({ page: "overview" }), "data-testid": "back" }, icon("back"), t("account-back")),
      h("header", { class: "page-head" }, h("h1", { tabindex: "-1" }, t("account-loading"))),
      h("div", { class: "account-body", "aria-busy": "true" }));
    onChange("overview", () => void this.#load(), this.signal);
    this.addEventListener("refill-leaving", () => { this.#leaving = true; }, { signal: this.signal });
    void this.#load();
  }

  async #ask() {
    if (!this.isConnected) return;
    try {
      const [page, recent] = await Promise.all([
        call("account", { account: this.account }),
        call("history", {
          filter: { accounts: [this.account], kind: null, search: null, from: null, to: null }, cursor: null, limit: RECENT,
        }),
      ]);
      if (this.isConnected) this.#show(page, recent.rows);
    } catch (reason) {
      if (this.isConnected) this.#failed(reason);
    }
  }

  /** @param {unknown} reason */
  #failed(reason) {
    const error = toIpcError(reason);
    if (this.#leaving && error.code === "account_gone") return;
    // A refresh that fails must not take away a page that is being read.
    if (this.querySelector(".account-grid") && error.code !== "account_gone") return;
    fill(this.#head, h("h1", { tabindex: "-1" }, t("account-gone-title")));
    fill(this.#body, h("error-note", { ".error": error }));
    this.#body.removeAttribute("aria-busy");
  }

  get #head() { return /** @type {HTMLElement} */ (this.querySelector(".page-head")); }
  get #body() { return /** @type {HTMLElement} */ (this.querySelector(".account-body")); }

  /** @param {Page} page @param {import("../bindings/ipc.d.ts").HistoryRow[]} rows */
  #show(page, rows) {
    const { card } = page;
    this.#card = card;
    this.#drawHead(card);
    if (!this.querySelector(".account-grid")) {
      fill(this.#body, h("div", { class: "trouble" }), h("div", { class: "account-grid" },
        h("section", { class: "panel summary-panel" }),
        h("div", { class: "account-story" },
          h("section", { class: "panel kinds-panel" }),
          h("section", { class: "panel chart-panel" }, h("h2"), h("balance-chart")),
          h("section", { class: "panel prices-panel" }),
          h("section", { class: "panel recent-panel" })),
        h("account-manage", { class: "panel manage-panel", ".page": page })));
      this.#body.removeAttribute("aria-busy");
    }
    const part = (/** @type {string} */ css) => /** @type {HTMLElement} */ (this.querySelector(css));
    part(".account-grid").className = `account-grid level-${card.level}${isOld(card) ? " is-old" : ""}`;
    this.#drawTrouble(part(".trouble"), card);
    fill(part(".summary-panel"), ...this.#summary(page));
    part(".chart-panel h2").textContent = chartTitle(page);
    Reflect.set(part("balance-chart"), "page", page);
    part(".chart-panel").hidden = isHidden(card) && page.chart.length < 2;
    this.#drawKinds(part(".kinds-panel"), card);
    drawPrices(part(".prices-panel"), card);
    fill(part(".recent-panel"), ...this.#recent(page, rows));
    Reflect.set(part("account-manage"), "page", page);
  }

  /** @param {AccountCard} card */
  #drawHead(card) {
    const name = isolate(card.name);
    const focused = document.activeElement === this.querySelector("h1");
    fill(this.#head,
      h("div", { class: "page-title with-tile" }, tile(card.provider),
        h("div", null, h("h1", { tabindex: "-1" }, outside(card.name)), whose(card))),
      h("div", { class: "page-tools" },
        button(t("account-refresh"), { action: "check-now", icon: "refresh", testid: "check-now" }),
        canTopUp(card.provider) && button(t("action-top-up"), {
          action: "top-up", kind: "primary", testid: "top-up", label: t("action-top-up-account", { account: name }),
        })));
    if (focused) this.querySelector("h1")?.focus({ preventScroll: true });
    this.tell("refill-title", name);
  }

  /** @param {HTMLElement} slot @param {AccountCard} card */
  #drawTrouble(slot, card) {
    const drawn = JSON.stringify(card.failure);
    // An unfolded "Details" stays unfolded while the trouble is the same.
    if (slot.dataset["drawn"] === drawn) return;
    slot.dataset["drawn"] = drawn;
    fill(slot, card.failure && h("error-note", { ".announce": false, ".calm": card.failure.retryAt !== null, ".error": card.failure.error }));
  }

  /** Nothing is wrong: what this key shows, and which one would show more. @param {HTMLElement} slot @param {AccountCard} card */
  #drawKinds(slot, card) {
    slot.hidden = !isHidden(card);
    if (slot.hidden || slot.hasChildNodes()) return;
    const provider = providerOf(card.provider);
    fill(slot,
      h("h2", null, t("key-kinds-title")),
      h("p", { "data-testid": "hidden-note" }, t("hidden-text")),
      provider.keyKinds.length > 0 && keyKindsTable(provider),
      button(t("manage-key-replace"), { action: "hidden-replace-key", icon: "key", kind: "primary", testid: "hidden-replace-key" }));
  }

  /** @param {Page} page */
  #summary({ card, createdAt }) {
    const created = parseTime(createdAt);
    const payment = openPaymentLook(card);
    const topUp = card.reading?.lastTopUp ? parseTime(card.reading.lastTopUp) : null;
    return [
      chips(card),
      h("div", { class: "big-balance", "data-testid": "balance" }, ...balanceLines(card)),
      !isHidden(card) && h("fuel-gauge", { ".card": card }),
      h("ul", { class: "summary-facts" },
        !isHidden(card) && h("li", { "data-testid": "forecast" }, icon("gauge"), forecastText(card)),
        card.openPayment && h("li", { "data-testid": "open-payment" }, icon(payment.icon),
          h("a", { class: "text-link", href: hrefOf({ page: "payments", payment: card.openPayment }) }, t(payment.id), icon("forward"))),
        topUp && h("li", { "data-testid": "last-top-up" }, icon("credit"), t("account-last-top-up", { when: when(card.reading?.lastTopUp ?? "") })),
        card.failure?.retryAt && h("li", null, icon("refresh"), t("next-try", { when: when(card.failure.retryAt) })),
        created && h("li", null, icon("clock"), t("account-since", { when: dayText(created, new Date()) }))),
    ];
  }

  /** @param {Page} page @param {import("../bindings/ipc.d.ts").HistoryRow[]} rows */
  #recent({ card, historyCheckedAt, historyFailure }, rows) {
    return [
      h("div", { class: "panel-head" },
        h("h2", null, t("recent-title")),
        h("a", { class: "text-link", href: hrefOf({ page: "history", account: card.id }), "data-testid": "all-entries" },
          t("recent-all"), icon("forward"))),
      rows.length > 0 ? entryTable(rows, { withAccount: false, label: t("recent-title") }) : h("p", { class: "muted" }, t("recent-none")),
      historyCheckedAt && h("p", { class: "hint" }, t("recent-checked", { when: when(historyCheckedAt) })),
      historyFailure && h("div", { "data-testid": "history-failure" },
        h("p", { class: "hint" }, t("recent-failing", { when: when(historyFailure.since) })),
        h("error-note", { ".announce": false, ".calm": true, ".error": historyFailure.error })),
    ];
  }

  /** @param {HTMLElement} control */
  async #openLink(control) {
    const provider = this.#card?.provider ?? "";
    const kind = providerOf(provider).keyKinds.find(({ link }) => link === control.getAttribute("value"));
    if (!kind?.link) return;
    try {
      await call("open_link", { provider, link: kind.link });
    } catch (reason) {
      this.tell("refill-error", reason);
    }
  }

  async #check() {
    try {
      await call("refresh", { account: this.account });
    } catch (reason) {
      this.tell("refill-error", reason);
    }
  }
}

/** @param {Page} page */
function chartTitle({ chart, card }) {
  const budget = isBudget(card.reading);
  if (chart.length < 2) return t(budget ? "chart-budget-title" : "chart-title");
  return t(budget ? "trend-budget-short" : "trend-short", { days: trendDays(chart) });
}

customElements.define("account-page", AccountPageElement);
