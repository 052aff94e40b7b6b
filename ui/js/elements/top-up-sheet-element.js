import "./error-note-element.js";
import "./payment-progress-element.js";
import "./top-up-charge-element.js";
import "./top-up-packages-element.js";
import "./top-up-usdc-element.js";
import { tellNotBought } from "../buying.js";
import { fill, h, must } from "../dom.js";
import { icon } from "../icons.js";
import { call, subscribe, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { pricesOf } from "../payment-drawings.js";
import { isCredited, isMissing, isUnderWay } from "../payments.js";
import { packageSkeleton } from "../top-up-drawings.js";
import { accountOf, onChange, providerOf, reloadOverview } from "../state.js";
import { hrefOf } from "../router.js";
import { isolate } from "../text.js";
import { asOf } from "../time.js";
import { amount, button, tile } from "../views.js";
import { DialogElement } from "./dialog-base.js";
import { ErrorNote } from "./error-note-element.js";
import { PaymentProgress } from "./payment-progress-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../bindings/ipc.d.ts").PaymentView} PaymentView */
/** @typedef {import("../bindings/ipc.d.ts").TopUpView} TopUpView */

/** Top up, package: two clicks. What is under way is shown instead of a second offer. */
export class TopUpSheet extends DialogElement {
  /** @type {AccountCard | null} */
  card = null;
  #opening = false;
  /** @type {TopUpView | null} as it was heard last */
  #view = null;
  /** The person left a page that can still be paid, to pay with USDC: neither stands in the way of the other. */
  #isBeside = false;

  /** @override @type {import("./base.js").Actions} */
  actions = {
    "top-up-retry": () => this.#load(),
    "top-up-again": () => this.#load(),
    "top-up-page": () => this.#buyOnPage(),
    "top-up-beside": () => this.#payBeside(),
    "top-up-details": () => this.dialog?.close(),
  };

  get #card() { return accountOf(this.card?.id ?? "") ?? this.card; }
  get #provider() { return isolate(providerOf(this.card?.provider ?? "").name); }
  get #slot() { return must(this, ".top-up-slot", HTMLElement); }
  get #note() { return must(this, ".top-up-note", ErrorNote); }

  /** @override */
  connected() {
    if (!this.card) return;
    const { signal } = this;
    this.dataset["account"] = this.card.id;
    this.show(t("top-up-title", { account: isolate(this.card.name) }), "top-up-sheet",
      h("div", { class: "sheet-body top-up" },
        h("div", { class: "top-up-head" }),
        h("error-note", { class: "top-up-note", ".deed": "buying" }),
        h("div", { class: "top-up-slot" }),
        h("p", { class: "hint trust", hidden: true }, icon("lock"), h("span", null)),
        h("div", { class: "top-up-prices" }),
        h("p", { class: "hint close-hint", "data-testid": "close-hint", hidden: true }, t("top-up-close-hint")),
        h("footer", { class: "sheet-foot top-up-foot" })));
    this.addEventListener("refill-bought", (event) => this.#bought(/** @type {CustomEvent<PaymentView>} */ (event).detail), { signal });
    this.addEventListener("refill-not-bought", () => void this.#lookForOpen(), { signal });
    document.addEventListener("refill-buying-error", (event) => this.#notBought(/** @type {CustomEvent} */ (event).detail), { signal });
    this.addEventListener("refill-payment", (event) => this.#drawFoot(/** @type {CustomEvent<PaymentView>} */ (event).detail), { signal });
    onChange("overview", () => this.#drawHead(), signal);
    void subscribe("payments", ({ account }) => this.#heard(account)).then((end) => {
      if (signal.aborted) end();
      else signal.addEventListener("abort", end);
    });
    this.#drawHead();
    void this.#load();
  }

  #drawHead() {
    const card = this.#card;
    if (!card) return;
    const { reading } = card;
    fill(must(this, ".top-up-head", HTMLElement), tile(card.provider),
      h("div", { class: "top-up-who" },
        h("p", { class: "muted" }, this.#provider),
        h("p", { class: "top-up-balance", "data-testid": "top-up-balance" }, t("top-up-balance"), " ", amount(reading?.balance ?? null),
          reading && h("span", { class: "age" }, " · ", asOf(reading.takenAt)))));
    fill(must(this, ".top-up-prices", HTMLElement), pricesOf(card));
  }

  async #load() {
    if (!this.card) return;
    this.#note.error = null;
    this.#isBeside = false;
    fill(this.#slot, packageSkeleton(t("top-up-loading")));
    this.#drawFoot(null);
    try {
      const view = await call("top_up", { account: this.card.id });
      if (this.isConnected) this.#show(view);
    } catch (reason) {
      if (!this.isConnected) return;
      this.#note.error = toIpcError(reason);
      fill(this.#slot, button(t("action-try-again"), { action: "top-up-retry", icon: "refresh", testid: "top-up-retry" }));
    }
  }

  /** @param {TopUpView} view */
  #show(view) {
    this.#view = view;
    const open = this.#openOf(view);
    if (open) this.#showPayment(open);
    else if (view.journalUsable) this.#showShop(view);
    else fill(this.#slot, h("div", { class: "note warning", "data-testid": "top-up-unusable" }, icon("warn", "icon note-icon"),
      h("div", { class: "note-body" },
        h("p", { class: "note-title" }, t("top-up-unusable")),
        h("p", null, t("top-up-unusable-text")))));
  }

  /** What is shown instead of another offer: where money may move comes first. @param {TopUpView} view */
  #openOf(view) {
    return view.usdc?.live ?? (this.#isBeside ? null : view.open);
  }

  /** @param {TopUpView} view the ways in the provider's order; the first stands out */
  #showShop(view) {
    const ways = view.ways.filter((way) => way !== "usdc" || view.usdc).map((way, at) => h("section", { class: `way ${way}`, "data-testid": `way-${way}` },
      at > 0 && h("p", { class: "or-line" }, t("top-up-or")),
      this.#way(way, view, at === 0)));
    this.#drawTrust(view.ways);
    fill(this.#slot, view.missing && this.#missing(view.missing), ...ways, ways.length === 0 && h("p", { "data-testid": "top-up-none" }, t("top-up-none", { provider: this.#provider })));
    this.#drawFoot(null);
    // Not a button that buys: Enter may still be held down.
    if (!view.missing) this.#slot.querySelector("input")?.focus({ preventScroll: true });
  }

  /** @param {TopUpView["ways"][number]} way @param {TopUpView} view @param {boolean} isFirst */
  #way(way, view, isFirst) {
    if (way === "checkout") return h("top-up-packages", { ".card": this.card, ".view": view });
    if (way === "charge") return h("top-up-charge", { ".card": this.card });
    return way === "usdc" ? h("top-up-usdc", { ".card": this.card, ".usdc": view.usdc }) : this.#pageWay(isFirst);
  }

  /** Who is trusted with what. @param {TopUpView["ways"]} ways */
  #drawTrust(ways) {
    const id = !ways.includes("usdc") ? "top-up-trust" : ways.length > 1 ? "top-up-trust-both" : "top-up-trust-usdc";
    must(this, ".trust", HTMLElement).hidden = false;
    must(this, ".trust span", HTMLElement).textContent = t(id, { provider: this.#provider });
  }

  /** The page that was opened stays as it is. */
  #payBeside() {
    if (!this.#view?.usdc) return;
    this.#isBeside = true;
    this.#showShop({ ...this.#view, ways: ["usdc"], missing: null });
  }

  /** @param {PaymentView} payment seems paid, and its credits have not come */
  #missing(payment) {
    return h("div", { class: "note warning", role: "alert", "data-testid": "top-up-missing" }, icon("warn", "icon note-icon"),
      h("div", { class: "note-body" },
        h("p", { class: "note-title" }, t("top-up-missing")),
        h("p", null, t(payment.usdc ? "top-up-missing-usdc" : "top-up-missing.text", { provider: this.#provider })),
        h("p", null, h("a", { class: "text-link", href: hrefOf({ page: "payments", payment: payment.id }), "data-action": "top-up-details", "data-testid": "top-up-missing-link" }, t("pay-details")))));
  }

  /** @param {boolean} isFirst */
  #pageWay(isFirst) {
    return h("div", { class: "page-way" },
      button(t("top-up-page", { provider: this.#provider }), {
        action: "top-up-page", icon: "external", kind: isFirst ? "primary" : "quiet", testid: "top-up-page",
      }),
      h("p", { class: "hint" }, t("top-up-page-hint")));
  }

  async #buyOnPage() {
    if (!this.card || this.#opening || this.querySelector(".top-up-slot [aria-busy]")) return;
    this.#opening = true;
    this.#slot.setAttribute("aria-busy", "true");
    this.#note.error = null;
    try {
      this.#bought(await call("buy_on_page", { account: this.card.id }));
    } catch (reason) {
      tellNotBought(this.card.id, reason);
      await this.#lookForOpen();
    } finally {
      this.#opening = false;
      this.#slot.removeAttribute("aria-busy");
    }
  }

  /** Of a way that may not be shown any more. @param {{ account: string, reason: unknown }} failure */
  #notBought({ account, reason }) {
    if (account === this.card?.id) this.#note.error = toIpcError(reason);
  }

  /** Something was begun elsewhere; what is begun here is answered here. @param {string | null} account */
  #heard(account) {
    if ((account === null || account === this.card?.id) && !this.#opening && !this.querySelector("payment-progress, .top-up-slot [aria-busy]")) void this.#lookForOpen();
  }

  /** @param {PaymentView} payment */
  #bought(payment) {
    void reloadOverview().catch(() => {});
    if (!this.isConnected) return;
    this.#note.error = null;
    this.#showPayment(payment);
    must(this, "payment-progress", PaymentProgress).focusTitle();
  }

  /** An error does not tell whether something is open: the journal does. */
  async #lookForOpen() {
    if (!this.card || !this.isConnected) return;
    try {
      const view = await call("top_up", { account: this.card.id });
      if (!this.isConnected) return;
      if (this.#openOf(view) || !view.journalUsable) this.#show(view);
    } catch {
      // What went wrong first is what is said.
    }
  }

  /** @param {PaymentView} payment */
  #showPayment(payment) {
    const isBesides = payment.way !== "usdc" && payment.isOpen && this.#view?.usdc && this.#view.journalUsable;
    fill(this.#slot, h("payment-progress", { ".payment": payment }), isBesides && h("p", { class: "beside" }, button(t("top-up-beside"), { action: "top-up-beside", icon: "wallet", kind: "plain", testid: "top-up-beside" })));
    this.#drawFoot(payment);
  }

  /** @param {PaymentView | null} payment */
  #drawFoot(payment) {
    must(this, ".close-hint", HTMLElement).hidden = !payment || !isUnderWay(payment);
    const isDone = payment && isCredited(payment);
    const isAnew = payment && !isDone && !isUnderWay(payment) && !isMissing(payment);
    fill(must(this, ".top-up-foot", HTMLElement),
      payment && h("a", { class: "button plain", href: hrefOf({ page: "payments", payment: payment.id }), "data-action": "top-up-details", "data-testid": "top-up-details" }, t("pay-details")),
      isAnew && button(t("top-up-again"), { action: "top-up-again", testid: "top-up-again" }),
      payment && button(isDone ? t("top-up-done") : t("action-close"), { action: "dialog-close", kind: isDone ? "primary" : "quiet", testid: "top-up-close" }));
  }
}

customElements.define("top-up-sheet", TopUpSheet);
