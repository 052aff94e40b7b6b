import "./error-note-element.js";
import { fill, h, must } from "../dom.js";
import { icon } from "../icons.js";
import { call, subscribe, toIpcError } from "../ipc.js";
import { oneAtATime } from "../coalesce.js";
import { t } from "../locale.js";
import { paymentActions, paymentPanel } from "../payment-drawings.js";
import { canStop, isCredited, isLate, stateWords, stuckIn, twiceText } from "../payments.js";
import { accountOf, onChange } from "../state.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";

/** @typedef {import("../bindings/ipc.d.ts").PaymentView} PaymentView */

/** Where one payment stands, what to do about it, and every change as it comes. Fires `refill-payment` with the news. */
export class PaymentProgress extends RefillElement {
  /** The receipt can be copied while the payment is under way, too. */
  receipt = false;
  /** @type {PaymentView | null} */
  #payment = null;
  #shown = "";
  #drawn = "";
  #said = "";
  #timer = 0;
  #follow = oneAtATime(() => this.#ask());

  /** @override */
  actions = {
    "pay-open": () => this.#do("open_payment"),
    "pay-stop": () => this.#do("stop_waiting"),
    "pay-ask-again": () => this.#do("ask_wallet_again"),
    "pay-transaction": () => this.#openTransaction(),
    "pay-copy": (/** @type {HTMLElement} */ control) => this.#copy(control),
  };

  /** @param {PaymentView} payment */
  set payment(payment) {
    this.#payment = payment;
    this.redraw();
  }

  get payment() {
    return /** @type {PaymentView} */ (this.#payment);
  }

  /** @override */
  connected() {
    const { signal } = this;
    this.append(
      h("div", { class: "pay-body" }),
      h("error-note"),
      h("div", { class: "pay-do" }),
      h("p", { class: "visually-hidden", role: "status", "data-testid": "payment-said" }));
    void subscribe("payments", ({ account }) => {
      if (account === null || account === this.#payment?.account) void this.#follow();
    }).then((end) => {
      if (signal.aborted) end();
      else signal.addEventListener("abort", end);
    });
    onChange("overview", () => this.redraw(), signal);
    this.draw();
    // What changed between the answer that made this payment and the first event that is heard.
    void this.#follow();
  }

  /** @override */
  draw() {
    const payment = this.#payment;
    if (!payment) return;
    // News of other accounts change nothing here; only of credits that came the balance is shown.
    const shown = JSON.stringify([payment, isLate(payment), isCredited(payment) && accountOf(payment.account)?.reading]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const body = must(this, ".pay-body", HTMLElement);
    const had = this.contains(document.activeElement);
    fill(body, ...paymentPanel(payment));
    this.#drawActions(payment);
    // A button that is gone must not take the reader's place with it.
    if (had && !this.contains(document.activeElement)) this.focusTitle();
    this.#announce(payment);
  }

  /** What is new, the most important first. @param {PaymentView} payment */
  #announce(payment) {
    const { title, text } = stateWords(payment);
    const twice = payment.twice ? `${t("pay-twice")}. ${twiceText(payment)} ` : "";
    const news = `${twice}${title}`;
    if (this.#said !== news) must(this, "[role=status]", HTMLElement).textContent = this.#said ? `${news}. ${text}` : "";
    this.#said = news;
  }

  focusTitle() {
    must(this, ".pay-title", HTMLElement).focus({ preventScroll: true });
  }

  /** Drawn anew only where they differ: "Receipt copied" stays. @param {PaymentView} payment */
  #drawActions(payment) {
    // Who reads that it is paid is not led to buy again: the payment's own page has the button.
    const stops = canStop(payment) && (this.receipt || payment.state !== "returned");
    this.#lookAgain(payment);
    const { id, state, canOpen, twice, usdc } = payment;
    const drawn = JSON.stringify([id, state, canOpen, twice, stops, usdc?.canAskAgain, usdc?.credit, usdc?.transaction]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    fill(must(this, ".pay-do", HTMLElement), paymentActions(payment, { stops, receipt: this.receipt }));
  }

  /** What got stuck before its page can be given up after a while, though nothing is heard of it. @param {PaymentView} payment */
  #lookAgain(payment) {
    clearTimeout(this.#timer);
    const wait = stuckIn(payment);
    if (wait <= 0 || wait === Infinity) return;
    this.#timer = setTimeout(() => { if (this.isConnected && this.#payment) this.#drawActions(this.#payment); }, wait);
  }

  get #note() { return must(this, "error-note", ErrorNote); }

  async #ask() {
    if (!this.#payment || !this.isConnected) return;
    try {
      this.#take(await call("payment", { payment: this.#payment.id }));
    } catch {
      // The last state stays; the next event asks again.
    }
  }

  /** @param {PaymentView} payment */
  #take(payment) {
    if (!this.isConnected || payment.id !== this.#payment?.id) return;
    if (JSON.stringify(payment) === JSON.stringify(this.#payment)) return;
    this.payment = payment;
    this.tell("refill-payment", payment);
  }

  /** @param {"open_payment" | "stop_waiting" | "ask_wallet_again"} command */
  async #do(command) {
    if (!this.#payment || this.hasAttribute("aria-busy")) return;
    this.setAttribute("aria-busy", "true");
    this.#note.error = null;
    try {
      this.#take(await call(command, { payment: this.#payment.id }));
    } catch (reason) {
      if (this.isConnected) this.#note.error = toIpcError(reason);
      await this.#follow();
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  async #openTransaction() {
    if (!this.#payment) return;
    try {
      await call("open_transaction", { payment: this.#payment.id });
    } catch (reason) {
      if (this.isConnected) this.#note.error = toIpcError(reason);
    }
  }

  /** @param {HTMLElement} control */
  async #copy(control) {
    if (!this.#payment) return;
    try {
      await call("copy_receipt", { payment: this.#payment.id });
      control.replaceChildren(icon("check"), h("span", { role: "status" }, t("pay-copied")));
    } catch (reason) {
      if (this.isConnected) this.#note.error = toIpcError(reason);
    }
  }
}

customElements.define("payment-progress", PaymentProgress);
