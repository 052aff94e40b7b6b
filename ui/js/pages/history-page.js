import "../elements/error-note-element.js";
import { AccountPicker } from "../elements/account-picker-element.js";
import { RefillElement } from "../elements/base.js";
import { oneAtATime } from "../coalesce.js";
import { fill, h, must, uniqueId } from "../dom.js";
import { entryTable, KIND_WORDS } from "../entries.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { openSheet } from "../sheets.js";
import { getOverview, onChange } from "../state.js";
import { isIsoDay, periodDays } from "../time.js";
import { button, emptyState, field } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").HistoryFilter} HistoryFilter */
/** @typedef {import("../bindings/ipc.d.ts").HistoryRow} HistoryRow */

const PAGE = 50;
const TYPING_PAUSE_MS = 250;

const PERIOD_WORDS = /** @type {Readonly<Record<import("../time.js").Period, string>>} */ ({
  all: "period-all", week: "period-week", month: "period-month", last_month: "period-last-month", custom: "period-custom",
});

/** Everything that was added or spent, on all accounts. */
export class HistoryPageElement extends RefillElement {
  /** An account's id: the page opens filtered on it. */
  account = "";
  /** @type {HistoryRow[]} */
  #rows = [];
  /** @type {string | null} */
  #next = null;
  #total = 0;
  #asked = 0;
  #drawn = "";
  #growing = false;
  #follow = oneAtATime(() => this.#load(null));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @override */
  actions = {
    export: () => openSheet("export-sheet"),
    "load-more": () => this.#more(),
    "clear-filters": () => this.#clear(),
  };

  /** @override */
  connected() {
    const filters = this.#filters();
    this.append(
      h("header", { class: "page-head" },
        h("div", { class: "page-title" }, h("h1", { tabindex: "-1" }, t("history-title")), h("p", { class: "summary total", role: "status", "data-testid": "total" })),
        h("div", { class: "page-tools" }, button(t("history-export"), { action: "export", icon: "download", kind: "primary", testid: "export" }))),
      filters,
      h("error-note"),
      h("div", { class: "history-body panel" }, h("p", { class: "muted", role: "status" }, t("history-loading"))));
    const { signal } = this;
    filters.addEventListener("submit", (event) => event.preventDefault(), { signal });
    filters.addEventListener("input", (event) => this.#filtered(event), { signal });
    filters.addEventListener("refill-picked", () => void this.#load(null), { signal });
    onChange("overview", () => { this.#accountOptions(); if (this.#rows.length <= PAGE && !this.#growing) void this.#follow(); }, signal);
    this.#accountOptions();
    this.#picker.value = this.account;
    void this.#load(null);
  }

  get #picker() { return must(this, "account-picker", AccountPicker); }

  #filters() {
    const select = (/** @type {string} */ name, /** @type {Record<string, string>} */ options) => h("select", {
      id: uniqueId(name), name, "data-testid": `filter-${name}`,
    }, ...Object.entries(options).map(([value, id]) => h("option", { value }, t(id))));
    const day = (/** @type {string} */ name) => h("input", {
      id: uniqueId(name), name, type: "date", placeholder: "2026-10-01", "data-testid": `filter-${name}`,
    });
    return h("form", { class: "filters", role: "search", "aria-label": t("history-filters"), novalidate: true },
      h("account-picker", { ".label": t("history-account"), ".testid": "filter-account" }),
      field(t("history-kind"), select("kind", { "": "history-kind-all", ...KIND_WORDS })),
      field(t("history-period"), select("period", PERIOD_WORDS)),
      h("div", { class: "custom-days", hidden: true }, field(t("history-from"), day("from")), field(t("history-to"), day("to"))),
      field(t("history-search"), h("input", {
        id: uniqueId("search"), name: "search", type: "search", placeholder: t("history-search-hint"), "data-testid": "filter-search",
      })));
  }

  #accountOptions() {
    const overview = getOverview();
    if (overview) this.#picker.cards = overview.accounts;
  }

  /** @param {string} name */
  #value(name) {
    const control = this.querySelector(`.filters [name="${name}"]`);
    return control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? control.value : "";
  }

  /** @returns {HistoryFilter | null} null while the days make no sense */
  #filter() {
    const period = /** @type {import("../time.js").Period} */ (this.#value("period"));
    let { from, to } = periodDays(period);
    if (period === "custom") {
      from = this.#value("from") || null;
      to = this.#value("to") || null;
      if ((from && !isIsoDay(from)) || (to && !isIsoDay(to)) || (from && to && from > to)) return null;
    }
    return {
      accounts: this.#picker.accounts,
      kind: /** @type {HistoryFilter["kind"]} */ (this.#value("kind") || null),
      search: this.#value("search").trim() || null,
      from, to,
    };
  }

  /** @param {Event} event */
  #filtered(event) {
    must(this, ".custom-days", HTMLElement).hidden = this.#value("period") !== "custom";
    clearTimeout(this.#timer);
    const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
    this.#timer = setTimeout(() => void this.#load(null), typing ? TYPING_PAUSE_MS : 0);
  }

  #clear() {
    must(this, ".filters", HTMLFormElement).reset();
    must(this, ".custom-days", HTMLElement).hidden = true;
    this.#picker.clear();
    void this.#load(null);
  }

  /** A refresh in the background must not take back what was just asked for. */
  async #more() {
    this.#growing = true;
    await this.#load(this.#next);
    this.#growing = false;
  }

  /** @param {string | null} cursor null starts again at the newest entry */
  async #load(cursor) {
    if (!this.isConnected) return;
    const note = /** @type {import("../elements/error-note-element.js").ErrorNote} */ (this.querySelector("error-note"));
    const filter = this.#filter();
    note.error = filter ? null : { code: "range_invalid", message: "", details: {} };
    if (!filter) return;
    this.#asked += 1;
    const mine = this.#asked;
    try {
      const page = await call("history", { filter, cursor, limit: PAGE });
      if (mine !== this.#asked || !this.isConnected) return;
      const already = cursor ? this.#rows.length : 0;
      this.#rows = cursor ? [...this.#rows, ...page.rows] : page.rows;
      this.#next = page.next;
      this.#total = page.total;
      this.#draw(filter, already);
    } catch (reason) {
      if (mine === this.#asked) note.error = toIpcError(reason);
    }
  }

  /** @param {HistoryFilter} filter @param {number} already rows that stood there before */
  #draw(filter, already) {
    const shown = this.#rows.length;
    // The same rows again leave the reader's place, focus and selection alone. Their accounts' names count.
    const names = getOverview()?.accounts.map((a) => [a.id, a.name]);
    const drawn = JSON.stringify([filter, this.#rows, this.#total, names]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    must(this, ".total", HTMLElement).textContent = shown < this.#total
      ? t("history-total-shown", { shown, total: this.#total }) : t("history-total", { total: this.#total });
    const body = must(this, ".history-body", HTMLElement);
    if (shown === 0) {
      fill(body, this.#nothing(filter));
      return;
    }
    fill(body,
      entryTable(this.#rows, { withAccount: true, label: t("history-table") }),
      this.#rows.some((row) => row.observed) && h("p", { class: "hint observed-note" }, t("history-observed-note")),
      this.#next && h("p", { class: "more" }, button(t("history-more"), { action: "load-more", testid: "load-more" })));
    // The button may be gone after the last page: the reader goes on at the first new row.
    if (already > 0 && !this.#next) {
      const row = body.querySelectorAll("tbody tr")[already];
      if (row instanceof HTMLElement) { row.tabIndex = -1; row.focus({ preventScroll: true }); }
    }
  }

  /** @param {HistoryFilter} filter */
  #nothing(filter) {
    if (!Object.values(filter).some((value) => value !== null)) {
      return emptyState({ title: t("history-none-title"), text: t("history-none-text"), icon: "list", testid: "history-empty" });
    }
    return emptyState({ title: t("history-no-match-title"), text: t("history-no-match-text"), icon: "search", testid: "history-no-match" },
      button(t("history-clear"), { action: "clear-filters", testid: "clear-filters" }));
  }
}

customElements.define("history-page", HistoryPageElement);
