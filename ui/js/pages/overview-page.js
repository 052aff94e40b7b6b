import "../elements/account-card-element.js";
import "../elements/account-finder-element.js";
import "../elements/vault-notice-element.js";
import { RefillElement } from "../elements/base.js";
import { fill, h } from "../dom.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { openSheet } from "../sheets.js";
import { byUrgency, isLow, isShown, isUnreadable, matches, needsAttention } from "../standing.js";
import { getOverview, getProgress, getStartup, onChange, providerOf, reloadOverview } from "../state.js";
import { when } from "../time.js";
import { button, emptyState } from "../views.js";
import { arrange, listHead, skeleton, tallyLine, welcome } from "./overview-parts.js";

/** @typedef {import("../bindings/ipc.d.ts").Overview} Overview */
/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../standing.js").Wanted} Wanted */

/** So few accounts have room to be large, all of them. */
const FEW = 4;
/** From so many on, one is looked for rather than looked at. */
const MANY = 13;
/** More large cards than this would push the list out of the window; the others lead the list. */
const MOST_LARGE = 4;
/** More than a window holds: what is below it is drawn once this is seen. */
const AT_FIRST = 40;

/** @type {Wanted} */
const EVERYTHING = { text: "", show: "all", provider: "" };

/** What you have left: what needs a hand stands first and large, everything else calm below it. */
export class OverviewPage extends RefillElement {
  /** @type {Wanted} */
  #wanted = EVERYTHING;
  #isWhole = false;

  /** @override */
  actions = {
    refresh: () => this.#refresh(),
    "add-account": () => openSheet("add-account-dialog"),
    "open-demo": () => this.#openDemo(),
    "find-clear": () => this.#finder.clear(),
  };

  /** @override */
  connected() {
    this.append(
      h("header", { class: "page-head" },
        h("div", { class: "page-title" }, h("h1", { tabindex: "-1" }, t("overview-title"))),
        h("div", { class: "page-tools" }),
        h("div", { class: "summary-line" },
          h("ul", { class: "tally", "data-testid": "summary" }),
          h("p", { class: "checked", role: "status", "data-testid": "checked" }))),
      h("vault-notice"),
      h("div", { class: "first-slot" }),
      h("account-finder", { hidden: true }),
      h("div", { class: "overview-body" }));
    const { signal } = this;
    onChange("overview", () => this.draw(), signal);
    onChange("progress", () => this.#drawTools(), signal);
    this.addEventListener("refill-vault", () => void reloadOverview(), { signal });
    this.addEventListener("refill-find", (event) => this.#find(event), { signal });
    this.addEventListener("refill-find-first", () => this.#links()[0]?.click(), { signal });
    this.addEventListener("keydown", (event) => this.#step(event), { signal });
    document.addEventListener("refill-first-account", (event) => void this.#askForAlert(event), { signal });
    this.draw();
  }

  /** @override */
  draw() {
    const overview = getOverview();
    this.#drawTools();
    if (!overview) {
      fill(this.#part(".overview-body"), skeleton());
      return;
    }
    const { accounts, vault } = overview;
    const empty = accounts.length === 0;
    this.#part(".page-head").classList.toggle("visually-hidden", empty);
    this.#part(".page-tools").hidden = empty;
    fill(this.#part(".tally"), ...tallyLine(accounts));
    Reflect.set(this.#part("vault-notice"), "vault", empty ? { state: "ready" } : vault);
    this.#drawFinder(accounts);
    if (!empty) this.#drawAccounts(overview);
    // Drawn once: a button that is exchanged between press and release is never clicked.
    else if (!this.querySelector(".welcome")) fill(this.#part(".overview-body"), welcome({ demo: !getStartup().demo }));
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(`:scope > ${selector}, :scope > .page-head ${selector}`));
  }

  get #finder() {
    return /** @type {import("../elements/account-finder-element.js").AccountFinder} */ (this.#part("account-finder"));
  }

  #drawTools() {
    const overview = getOverview();
    const progress = getProgress();
    const busy = Boolean(progress) || Boolean(overview?.refreshing);
    const words = progress && progress.done < progress.total
      ? t("overview-refresh-progress", { done: Math.min(progress.done + 1, progress.total), total: progress.total })
      : t("overview-refreshing");
    const checked = overview?.checkedAt ? t("overview-checked", { when: when(overview.checkedAt) }) : t("overview-never-checked");
    this.#part(".checked").textContent = overview ? (busy ? words : checked) : "";
    const tools = this.#part(".page-tools");
    // Made once, for the same reason.
    if (!tools.firstElementChild) {
      fill(tools, button(t("overview-refresh"), { action: "refresh", icon: "refresh", testid: "refresh" }),
        button(t("action-add-account"), { action: "add-account", icon: "plus", kind: "primary", testid: "add-account" }));
    }
    const refresh = tools.firstElementChild;
    refresh?.classList.toggle("is-busy", busy);
    if (busy) refresh?.setAttribute("aria-disabled", "true");
    else refresh?.removeAttribute("aria-disabled");
  }

  /** @param {readonly AccountCard[]} accounts */
  #drawFinder(accounts) {
    this.#finder.hidden = accounts.length < MANY;
    if (this.#finder.hidden) this.#wanted = EVERYTHING;
    else {
      const used = [...new Set(accounts.map((card) => card.provider))].map(providerOf);
      const counts = { all: accounts.length, low: accounts.filter(isLow).length, unreadable: accounts.filter(isUnreadable).length };
      this.#finder.world = { counts, providers: used };
    }
  }

  /** @param {Overview} overview */
  #drawAccounts({ accounts, banners }) {
    const { text, show, provider } = this.#wanted;
    const shown = byUrgency(accounts).filter((card) => isShown(show, card) && (!provider || card.provider === provider)
      && (!text || matches(text, [card.name, providerOf(card.provider).name, card.server])));
    const urgent = shown.filter(needsAttention).slice(0, MOST_LARGE);
    const large = accounts.length <= FEW ? shown : urgent;
    const rest = shown.filter((card) => !large.includes(card));
    const rows = this.#isWhole ? rest : rest.slice(0, AT_FIRST);
    const body = this.#part(".overview-body");
    if (!body.querySelector(".rows")) {
      fill(body, h("section", { class: "cards" }), h("section", { class: "rows" }), h("div", { class: "nothing-found" }));
    }
    const [cards, list, nothing] = /** @type {HTMLElement[]} */ ([...body.children]);
    if (!cards || !list || !nothing) return;
    list.classList.toggle("many", accounts.length >= MANY);
    const bannerOf = (/** @type {AccountCard} */ card) => banners.find(({ account }) => account === card.id) ?? null;
    arrange([{
      section: cards, title: t(accounts.length <= FEW ? "overview-accounts" : "overview-attention"),
      cards: large.map((card) => ({ card, size: "large", banner: bannerOf(card) })),
    }, {
      section: list, title: t(large.length > 0 ? "overview-others" : "overview-accounts"), head: listHead(),
      cards: rows.map((card) => ({ card, size: "row", banner: null })),
    }]);
    if (!this.#isWhole) this.#drawRest();
    fill(nothing, shown.length === 0 && emptyState({ title: t("find-nothing"), text: t("find-nothing-text"), icon: "search", testid: "find-nothing" },
      button(t("find-clear"), { action: "find-clear", testid: "find-clear" })));
  }

  #drawRest() {
    this.#isWhole = true;
    setTimeout(() => {
      const overview = getOverview();
      if (this.isConnected && overview && overview.accounts.length > 0) this.#drawAccounts(overview);
    });
  }

  /** @param {Event} event */
  #find(event) {
    this.#wanted = /** @type {CustomEvent<Wanted>} */ (event).detail;
    const overview = getOverview();
    if (overview) this.#drawAccounts(overview);
  }

  #links() {
    return [...this.querySelectorAll("[data-testid=card-open]")].filter((link) => link instanceof HTMLElement);
  }

  /** Up and down go from account to account; from the search field, into them. @param {KeyboardEvent} event */
  #step(event) {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const links = this.#links();
    const at = links.indexOf(/** @type {HTMLElement} */ (event.target));
    const search = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (by === 0 || (at < 0 && !(search && by > 0))) return;
    const next = links[at + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  /** @param {Event} event tells of the first account, just added */
  async #askForAlert(event) {
    await import("../elements/first-alert-element.js");
    fill(this.#part(".first-slot"), h("first-alert", { ".card": /** @type {CustomEvent<AccountCard>} */ (event).detail }));
  }

  async #openDemo() {
    try {
      await call("open_demo");
    } catch (reason) {
      this.tell("refill-error", reason);
    }
  }

  async #refresh() {
    try {
      await call("refresh", { account: null });
      await reloadOverview();
    } catch (reason) {
      this.tell("refill-error", reason);
    }
  }
}

customElements.define("overview-page", OverviewPage);
