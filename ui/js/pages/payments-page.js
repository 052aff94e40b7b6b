import "../elements/error-note-element.js";
import "../elements/payment-progress-element.js";
import { oneAtATime } from "../coalesce.js";
import { fill, h, must } from "../dom.js";
import { RefillElement } from "../elements/base.js";
import { ErrorNote } from "../elements/error-note-element.js";
import { icon } from "../icons.js";
import { call, subscribe, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { emptyPayments, listSkeleton, paymentFacts, paymentList, paymentSteps } from "../payments-list.js";
import { whatText } from "../payments.js";
import { hrefOf } from "../router.js";
import { onChange } from "../state.js";
import { dayAndClock } from "../time.js";
import { button, outside, tile } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").PaymentView} PaymentView */

const PAGE = 50;

/** Every payment with its state; or one of them with all that is known of it. */
export class PaymentsPageElement extends RefillElement {
  /** A payment's id: the page shows this one. */
  payment = "";
  /** @type {PaymentView[]} */
  #payments = [];
  #hasMore = false;
  #drawn = "";
  #reload = oneAtATime(() => this.#load());

  /** @override @type {import("../elements/base.js").Actions} */
  actions = {
    "payments-more": () => this.#more(),
    "payments-retry": () => this.#reload(),
    "transaction-open": () => this.#openTransaction(),
  };

  get #head() { return must(this, ".page-head", HTMLElement); }
  get #body() { return must(this, ".payments-body", HTMLElement); }
  get #note() { return must(this, "error-note.payments-note", ErrorNote); }

  /** @override */
  connected() {
    const { signal } = this;
    this.append(...(this.payment ? [h("a", { class: "back", href: hrefOf({ page: "payments", payment: null }), "data-testid": "back" }, icon("back"), t("payments-back"))] : []),
      h("header", { class: "page-head" },
        h("div", { class: "page-title" },
          h("h1", { tabindex: "-1" }, t(this.payment ? "payments-one" : "payments-title")),
          !this.payment && h("p", { class: "summary" }, t("payments-summary")))),
      h("error-note", { class: "payments-note" }),
      h("div", { class: "payments-body", "aria-busy": "true" }, listSkeleton()));
    if (this.payment) {
      this.addEventListener("refill-payment", (event) => this.#showOne(/** @type {CustomEvent<PaymentView>} */ (event).detail), { signal });
      void this.#loadOne();
      return;
    }
    void subscribe("payments", () => void this.#reload()).then((end) => {
      if (signal.aborted) end();
      else signal.addEventListener("abort", end);
    });
    // Names of accounts may have changed.
    onChange("overview", () => { if (this.#payments.length > 0) this.#drawList(); }, signal);
    void this.#reload();
  }

  async #loadOne() {
    try {
      const payment = await call("payment", { payment: this.payment });
      if (!this.isConnected) return;
      this.#note.error = null;
      const had = this.#body.contains(document.activeElement);
      this.#showOne(payment);
      // The button that was pressed is gone.
      if (had) must(this, "h1", HTMLElement).focus({ preventScroll: true });
    } catch (reason) {
      if (!this.isConnected) return;
      const isGone = toIpcError(reason).code === "purchase_over";
      must(this, "h1", HTMLElement).textContent = t(isGone ? "payments-gone" : "payments-one");
      if (isGone) this.#sayGone();
      else this.#failed(reason, () => this.#loadOne());
    }
  }

  async #openTransaction() {
    try {
      await call("open_transaction", { payment: this.payment });
    } catch (reason) {
      if (this.isConnected) this.#note.error = toIpcError(reason);
    }
  }

  #sayGone() {
    this.#body.removeAttribute("aria-busy");
    fill(this.#body, h("p", { "data-testid": "payment-unknown" }, t("payments-gone-text")));
  }

  /** @param {PaymentView} payment */
  #showOne(payment) {
    this.#body.removeAttribute("aria-busy");
    const what = whatText(payment);
    const focused = document.activeElement === this.querySelector("h1");
    fill(this.#head, h("div", { class: "page-title with-tile" }, tile(payment.provider),
      h("div", null, h("h1", { tabindex: "-1" }, what),
        h("p", { class: "whose" }, outside(payment.accountName), " · ", outside(payment.providerName), " · ", dayAndClock(payment.begunAt)))));
    if (focused) must(this, "h1", HTMLElement).focus({ preventScroll: true });
    this.tell("refill-title", what);
    if (!this.querySelector("payment-progress")) {
      fill(this.#body, h("div", { class: "payment-grid" },
        h("section", { class: "panel payment-panel" }, h("payment-progress", { ".receipt": true, ".payment": payment })),
        h("section", { class: "panel facts-panel" }),
        h("section", { class: "panel steps-panel" })));
    }
    fill(must(this, ".steps-panel", HTMLElement), ...paymentSteps(payment));
    fill(must(this, ".facts-panel", HTMLElement), ...paymentFacts(payment));
  }

  /** As many as are shown, at least the first page: what is new stands above, what changed is new. */
  async #load() {
    if (!this.isConnected) return;
    try {
      /** @type {PaymentView[]} */
      const payments = [];
      let hasMore = true;
      while (hasMore && (payments.length === 0 || payments.length < this.#payments.length)) {
        const next = await call("payments", { after: payments.at(-1)?.id ?? null, limit: PAGE });
        payments.push(...next);
        hasMore = next.length === PAGE;
      }
      if (!this.isConnected) return;
      this.#note.error = null;
      this.#payments = payments;
      this.#hasMore = hasMore;
      this.#drawList();
    } catch (reason) {
      if (this.isConnected) this.#failed(reason, () => this.#reload());
    }
  }

  /** @param {unknown} reason @param {() => unknown} again */
  #failed(reason, again) {
    this.#body.removeAttribute("aria-busy");
    this.#note.error = toIpcError(reason);
    // A list that is being read stays.
    if (this.#payments.length > 0) return;
    this.actions = { ...this.actions, "payments-retry": again };
    fill(this.#body, button(t("action-try-again"), { action: "payments-retry", icon: "refresh", testid: "payments-retry" }));
    this.#drawn = "";
  }

  async #more() {
    const shown = this.#payments.length;
    try {
      const next = await call("payments", { after: this.#payments.at(-1)?.id ?? null, limit: PAGE });
      if (!this.isConnected) return;
      const known = new Set(this.#payments.map(({ id }) => id));
      this.#payments = [...this.#payments, ...next.filter(({ id }) => !known.has(id))];
      this.#hasMore = next.length === PAGE;
      this.#drawList();
      const first = this.querySelectorAll("a.payment-row")[shown];
      if (!this.#hasMore && first instanceof HTMLElement) first.focus({ preventScroll: true });
    } catch (reason) {
      if (this.isConnected) this.#note.error = toIpcError(reason);
    }
  }

  #drawList() {
    this.#body.removeAttribute("aria-busy");
    const drawn = JSON.stringify([this.#payments, this.#hasMore, new Date().toDateString()]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    if (this.#payments.length === 0) {
      fill(this.#body, emptyPayments());
      return;
    }
    fill(this.#body, ...paymentList(this.#payments),
      this.#hasMore && h("p", { class: "more" }, button(t("payments-more"), { action: "payments-more", testid: "payments-more" })));
  }
}

customElements.define("payments-page", PaymentsPageElement);
