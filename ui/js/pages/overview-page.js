import "../elements/account-card-element.js";
import "../elements/add-account-dialog-element.js";
import "../elements/low-banner-element.js";
import "../elements/vault-notice-element.js";
import { RefillElement } from "../elements/base.js";
import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { getOverview, getProgress, onChange, reloadOverview } from "../state.js";
import { when } from "../time.js";
import { button } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").Overview} Overview */
/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** More banners than this would push the cards, where the same is said, out of the window. */
const BANNERS = 3;

const URGENCY = { empty: 0, low: 1, unknown: 2, ok: 3 };

/** @param {readonly AccountCard[]} accounts what needs a hand stands first; otherwise the order stays */
export function byUrgency(accounts) {
  const rank = (/** @type {AccountCard} */ card) => URGENCY[card.level] * 2 + (card.failure ? 0 : 1);
  return [...accounts].sort((a, b) => rank(a) - rank(b));
}

/** @param {Overview} overview one sentence for who only glances */
function summary({ accounts }) {
  const low = accounts.filter((a) => a.level === "low" || a.level === "empty").length;
  const unknown = accounts.filter((a) => a.failure || a.keyState === "missing" || a.reading?.stale).length;
  // An account that was just added is not one that failed.
  const first = accounts.filter((a) => !a.reading && !a.failure && a.keyState !== "missing").length;
  if (accounts.length === 0) return "";
  if (low + unknown + first === 0) return t("overview-sum-ok", { n: accounts.length });
  return [
    low > 0 && t("overview-sum-attention", { n: low }),
    unknown > 0 && t("overview-sum-unknown", { n: unknown }),
    first > 0 && t("overview-sum-first", { n: first }),
  ].filter(Boolean).join(" ");
}

/** What you have left. */
export class OverviewPage extends RefillElement {
  /** @override */
  actions = {
    refresh: () => this.#refresh(),
    "add-account": () => document.body.append(document.createElement("add-account-dialog")),
  };

  /** @override */
  connected() {
    this.append(
      h("header", { class: "page-head" },
        h("div", { class: "page-title" },
          h("h1", { tabindex: "-1" }, t("overview-title")),
          h("p", { class: "summary", "data-testid": "summary" })),
        h("div", { class: "page-tools" })),
      h("vault-notice"),
      h("section", { class: "banners" }),
      h("div", { class: "overview-body" }));
    onChange("overview", () => this.draw(), this.signal);
    onChange("progress", () => this.#drawTools(), this.signal);
    this.addEventListener("refill-vault", () => void reloadOverview(), { signal: this.signal });
    this.draw();
  }

  /** @override */
  draw() {
    const overview = getOverview();
    this.#drawTools();
    const body = this.#part(".overview-body");
    if (!overview) {
      fill(body, skeleton());
      return;
    }
    const empty = overview.accounts.length === 0;
    this.#part(".page-head").classList.toggle("visually-hidden", empty);
    this.#part(".page-tools").hidden = empty;
    this.#part(".summary").textContent = summary(overview);
    Reflect.set(this.#part("vault-notice"), "vault", empty ? { state: "ready" } : overview.vault);
    this.#drawBanners(overview.banners);
    if (empty) fill(body, welcome());
    else this.#drawCards(body, overview);
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(`:scope > ${selector}, :scope > .page-head ${selector}`));
  }

  #drawTools() {
    const overview = getOverview();
    const progress = getProgress();
    const busy = Boolean(progress) || Boolean(overview?.refreshing);
    const words = progress && progress.done < progress.total
      ? t("overview-refresh-progress", { done: Math.min(progress.done + 1, progress.total), total: progress.total })
      : t("overview-refreshing");
    const checked = overview?.checkedAt ? t("overview-checked", { when: when(overview.checkedAt) }) : t("overview-never-checked");
    const refresh = button(t("overview-refresh"), { action: "refresh", icon: "refresh", testid: "refresh" });
    refresh.classList.toggle("is-busy", busy);
    if (busy) refresh.setAttribute("aria-disabled", "true");
    fill(this.#part(".page-tools"),
      h("p", { class: "checked", role: "status", "data-testid": "checked" }, overview && (busy ? words : checked)),
      refresh,
      button(t("action-add-account"), { action: "add-account", icon: "plus", kind: "primary", testid: "add-account" }));
  }

  /** @param {Overview["banners"]} banners */
  #drawBanners(banners) {
    const more = banners.length - BANNERS;
    fill(this.#part(".banners"),
      ...banners.slice(0, BANNERS).map((banner) => h("low-banner", { ".banner": banner })),
      more > 0 && h("p", { class: "hint", "data-testid": "more-banners" }, t("banner-more", { n: more })));
  }

  /** @param {HTMLElement} body @param {Overview} overview */
  #drawCards(body, overview) {
    const grid = body.querySelector("section.cards") ?? h("section", { class: "cards", "aria-label": t("overview-accounts") });
    if (grid.parentElement !== body) fill(body, grid);
    const known = new Map([...grid.children].map((el) => [el.getAttribute("data-account"), el]));
    const wanted = byUrgency(overview.accounts).map((card) => {
      const el = known.get(card.id) ?? h("account-card", { role: "article", "data-testid": "card", "data-account": card.id });
      Reflect.set(el, "card", card);
      return el;
    });
    const same = wanted.length === grid.children.length && wanted.every((el, i) => grid.children[i] === el);
    if (!same) grid.replaceChildren(...wanted);
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

function skeleton() {
  const card = () => h("div", { class: "card skeleton", "aria-hidden": "true" },
    ...["bone who", "bone balance", "bone gauge", "bone trend", "bone foot"].map((css) => h("span", { class: css })));
  return h("div", { class: "cards", role: "status", "aria-label": t("overview-loading"), "data-testid": "skeleton" }, card(), card(), card());
}

function welcome() {
  const point = (/** @type {string} */ name, /** @type {string} */ title, /** @type {string} */ text) =>
    h("li", null, h("span", { class: "point-icon" }, icon(name)), h("strong", null, title), h("span", { class: "muted" }, text));
  return h("section", { class: "welcome", "data-testid": "welcome" },
    h("img", { class: "welcome-mark", src: "icon.svg", alt: "", width: "72", height: "72" }),
    h("h2", null, t("welcome-title")),
    h("p", { class: "lead" }, t("welcome-text")),
    button(t("welcome-add"), { action: "add-account", icon: "plus", kind: "primary", testid: "add-account-first" }),
    h("ul", { class: "points" },
      point("gauge", t("welcome-point-watch"), t("welcome-point-watch-text")),
      point("bell", t("welcome-point-alert"), t("welcome-point-alert-text")),
      point("shield", t("welcome-point-keys"), t("welcome-point-keys-text"))));
}

customElements.define("overview-page", OverviewPage);
