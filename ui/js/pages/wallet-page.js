import "../elements/error-note-element.js";
import "../elements/wallet-card-element.js";
import "../elements/wallet-endpoints-element.js";
import "../elements/wallet-limits-element.js";
import "../elements/wallet-payees-element.js";
import { atRest, oneAtATime } from "../coalesce.js";
import { fill, h, must } from "../dom.js";
import { RefillElement } from "../elements/base.js";
import { ErrorNote } from "../elements/error-note-element.js";
import { WalletCard } from "../elements/wallet-card-element.js";
import { WalletSection } from "../elements/wallet-section-base.js";
import { walletStart } from "../elements/wallet-ways-element.js";
import { icon } from "../icons.js";
import { call, subscribe, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { button } from "../views.js";
import { walletGuide } from "../wallet-drawings.js";

/** @typedef {import("../bindings/ipc.d.ts").WalletsView} WalletsView */

/** A payment has a dozen steps in a minute; each reading of a balance asks the chain. */
const REST_MS = 4000;

/** The wallets that pay, how much they may pay, whom, and where the chain is read. */
export class WalletPageElement extends RefillElement {
  /** @type {WalletsView | null} */
  #view = null;
  #load = oneAtATime(() => this.#ask());

  /** @override @type {import("../elements/base.js").Actions} */
  actions = {
    "wallets-retry": () => this.#load(),
    "wallet-guide": () => this.#openGuide(),
  };

  get #body() { return must(this, ".wallet-body", HTMLElement); }
  get #note() { return must(this, "error-note.wallets-note", ErrorNote); }

  /** @override */
  connected() {
    const { signal } = this;
    this.append(
      h("header", { class: "page-head" }, h("div", { class: "page-title" },
        h("h1", { tabindex: "-1" }, t("wallet-title")), h("p", { class: "summary" }, t("wallet-summary")))),
      h("error-note", { class: "wallets-note" }),
      h("div", { class: "wallet-body" }, bones()));
    this.addEventListener("refill-wallets", (event) => this.#changed(/** @type {CustomEvent<WalletsView>} */ (event).detail), { signal });
    const follow = atRest(() => this.#follow(), REST_MS);
    void subscribe("payments", () => void follow()).then((end) => {
      if (signal.aborted) end();
      else signal.addEventListener("abort", end);
    });
    void this.#load();
  }

  async #ask() {
    if (!this.isConnected) return;
    try {
      const view = await call("wallet_page");
      if (!this.isConnected) return;
      this.#note.error = null;
      this.#show(view);
    } catch (reason) {
      if (this.isConnected) this.#failed(reason);
    }
  }

  /** A payment went on: what was spent and what is left may have changed. */
  async #follow() {
    await this.#load();
    await Promise.all([...this.querySelectorAll("wallet-card")].map((card) => (card instanceof WalletCard ? card.readBalance() : null)));
  }

  /** @param {unknown} reason */
  #failed(reason) {
    this.#note.error = toIpcError(reason);
    // What is being read or typed stays.
    if (this.#view) return;
    fill(this.#body, button(t("action-try-again"), { action: "wallets-retry", icon: "refresh", testid: "wallets-retry" }));
  }

  /** The answer to a change; a wallet that came or went takes the focus with it. @param {WalletsView} view */
  #changed(view) {
    const before = new Set(this.#view?.wallets.map(({ id }) => id));
    this.#show(view);
    const added = view.wallets.find(({ id }) => !before.has(id));
    if (added) this.#focus(`wallet-card[data-wallet="${CSS.escape(added.id)}"] h2`);
    else if (view.wallets.length < before.size) this.#focus("h1");
  }

  /** @param {string} selector */
  #focus(selector) {
    const target = this.querySelector(selector);
    if (target instanceof HTMLElement) target.focus();
  }

  /** @param {WalletsView} view */
  #show(view) {
    const had = this.#view;
    this.#view = view;
    const isStart = view.wallets.length === 0;
    if (!had || (had.wallets.length === 0) !== isStart || had.journalUsable !== view.journalUsable) this.#drawFrame(view);
    if (!isStart) this.#drawCards(view);
    for (const part of this.querySelectorAll("wallet-card, wallet-ways, wallet-limits, wallet-payees, wallet-endpoints")) {
      if (part instanceof WalletSection) part.view = view;
    }
  }

  /** @param {WalletsView} view */
  #drawFrame(view) {
    const off = !view.journalUsable && h("div", { class: "note warning", role: "alert", "data-testid": "wallet-unusable" }, icon("warn", "icon note-icon"),
      h("div", { class: "note-body" }, h("p", { class: "note-title" }, t("wallet-unusable")), h("p", null, t("wallet-unusable-text"))));
    if (view.wallets.length === 0) return fill(this.#body, off, !off && walletStart());
    fill(this.#body, off,
      h("div", { class: "wallet-grid" },
        h("div", { class: "wallet-column" },
          h("div", { class: "wallet-cards" }),
          h("details", { class: "fold panel wallet-fold wallet-more" },
            h("summary", { "data-testid": "wallet-more" }, h("h2", null, t("wallet-more"))),
            h("div", { class: "wallet-fold-body" }, h("wallet-ways"))),
          walletGuide(view.wallets[0]?.network ?? "", false)),
        h("div", { class: "wallet-column" },
          h("wallet-limits", { class: "panel" }),
          h("wallet-payees", { class: "panel" })),
        h("wallet-endpoints", { class: "panel" })));
  }

  /** Cards that are there stay as they are: each knows its balance. @param {WalletsView} view */
  #drawCards(view) {
    const place = must(this, ".wallet-cards", HTMLElement);
    const known = new Map([...place.children].map((card) => [card.getAttribute("data-wallet"), card]));
    const wanted = new Set(view.wallets.map(({ id }) => id));
    for (const [id, card] of known) if (!wanted.has(id ?? "")) card.remove();
    for (const { id } of view.wallets) {
      if (!known.has(id)) place.append(h("wallet-card", { class: "panel", "data-wallet": id, "data-testid": "wallet-card", ".wallet": id, ".view": view }));
    }
  }

  #openGuide() {
    const guide = must(this, ".wallet-guide", HTMLDetailsElement);
    guide.open = true;
    must(guide, "summary", HTMLElement).focus();
    guide.scrollIntoView({ block: "nearest" });
  }
}

/** In the shape of what comes. */
function bones() {
  return h("div", { class: "panel wallet-bones", role: "status", "data-testid": "skeleton" },
    h("span", { class: "visually-hidden" }, t("wallet-loading")),
    h("span", { class: "bone who" }), h("span", { class: "bone balance" }), h("span", { class: "bone foot" }));
}

customElements.define("wallet-page", WalletPageElement);
