import "./error-note-element.js";
import { fill, h, must } from "../dom.js";
import { icon } from "../icons.js";
import { call, subscribe, toIpcError } from "../ipc.js";
import { oneAtATime } from "../coalesce.js";
import { t } from "../locale.js";
import { paymentActions, paymentPanel } from "../payment-drawings.js";
import { canStop, stateWords } from "../payments.js";
import { onChange } from "../state.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";

/** @typedef {import("../bindings/ipc.d.ts").PaymentView} PaymentView */

/** Where one payment stands, what to do about it, and every change as it comes. Fires `refill-payment` with the news. */
export class PaymentProgress extends RefillElement {
  /** The receipt can be copied while the payment is under way, too. */
  receipt = false;
  /** @type {PaymentView | null} */
  #payment = null;
  #drawn = "";
  #said = "";
  #follow = oneAtATime(() => this.#ask());

  /** @override */
  actions = {
    "pay-open": () => this.#do("open_payment"),
    "pay-stop": () => this.#do("stop_waiting"),
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
    const body = must(this, ".pay-body", HTMLElement);
    const had = this.contains(document.activeElement);
    fill(body, ...paymentPanel(payment));
    this.#drawActions(payment);
    // A button that is gone must not take the reader's place with it.
    if (had && !this.contains(document.activeElement)) this.focusTitle();
    const { title, text } = stateWords(payment);
    if (this.#said !== title) must(this, "[role=status]", HTMLElement).textContent = this.#said ? `${title}. ${text}` : "";
    this.#said = title;
  }

  focusTitle() {
    must(this, ".pay-title", HTMLElement).focus({ preventScroll: true });
  }

  /** Drawn anew only where they differ: "Receipt copied" stays. @param {PaymentView} payment */
  #drawActions(payment) {
    const drawn = `${payment.id} ${payment.state} ${payment.canOpen} ${payment.twice}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    fill(must(this, ".pay-do", HTMLElement), paymentActions(payment, { stops: canStop(payment), receipt: this.receipt }));
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

  /** @param {"open_payment" | "stop_waiting"} command */
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
