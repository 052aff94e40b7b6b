import "./error-note-element.js";
import { isBuyingElsewhere, tellNotBought } from "../buying.js";
import { fill, h, must } from "../dom.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { editableText } from "../money.js";
import { compareAmounts } from "../payment-offers.js";
import { accountOf, onChange, providerOf } from "../state.js";
import { isolate } from "../text.js";
import { isShort, payableAmount, usdcText } from "../usdc-amounts.js";
import { amountChoices, review, walletLink } from "../usdc-drawings.js";
import { limitText } from "../usdc-words.js";
import { button } from "../views.js";
import { amountField } from "./amount-field.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../bindings/ipc.d.ts").UsdcTopUp} UsdcTopUp */
/** @typedef {import("../usdc-drawings.js").Held} Held */

/** USDC from a wallet: an amount, what it means, and one press. The yes itself is given in a window of the system. */
export class TopUpUsdc extends RefillElement {
  /** @type {AccountCard | null} */
  card = null;
  /** @type {UsdcTopUp | null} */
  usdc = null;
  /** @type {Held} */
  #held = "asking";
  #drawn = "";

  /** @override */
  actions = {
    "usdc-balance-again": () => this.#ask(),
  };

  get #provider() { return isolate(providerOf(this.card?.provider ?? "").name); }
  get #note() { return must(this, "error-note", ErrorNote); }
  get #other() { return must(this, ".usdc-other input", HTMLInputElement); }
  get #choices() { return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll(".usdc-choices input")]); }

  /** @returns {string | null} what would be paid */
  get #amount() {
    if (this.#other.value.trim()) return payableAmount(this.#other.value);
    return this.#choices.find(({ checked }) => checked)?.value ?? null;
  }

  /** @override */
  connected() {
    if (!this.usdc) return;
    if (this.usdc.wallet) this.#offer(this.usdc);
    else this.append(this.#needsWallet());
  }

  /** @param {UsdcTopUp} usdc the last amount is chosen already: who tops up again has one press less */
  #offer(usdc) {
    const { lastAmount, amounts } = usdc;
    const last = lastAmount && amounts.find((amount) => compareAmounts(amount, lastAmount) === 0);
    const other = amountField("usdc", { label: t("usdc-other"), testid: "usdc-other" });
    other.classList.add("usdc-other");
    const form = h("form", { class: "usdc", novalidate: true, "data-testid": "usdc" },
      amountChoices(usdc, last || null), other,
      h("div", { class: "usdc-decide" }),
      h("error-note", { ".deed": "paying" }),
      h("div", { class: "usdc-go", hidden: true }, button("", { submit: true, kind: "primary", icon: "wallet", testid: "usdc-pay" }), h("p", { class: "hint" }, t("usdc-confirm-hint"))),
      h("p", { class: "hint usdc-said", role: "status" }));
    this.append(form);
    if (lastAmount && !last) this.#other.value = editableText({ value: lastAmount, unit: "usdc" });
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#submit(); }, { signal: this.signal });
    form.addEventListener("input", (event) => this.#chosen(event.target), { signal: this.signal });
    onChange("overview", () => this.redraw(), this.signal);
    this.draw();
    void this.#ask();
  }

  #needsWallet() {
    return h("div", { class: "note calm", "data-testid": "usdc-need-wallet" }, icon("wallet", "icon note-icon"),
      h("div", { class: "note-body" },
        h("h3", { class: "note-title" }, t("usdc-no-wallet")),
        h("p", null, t("usdc-no-wallet.text", { provider: this.#provider })),
        h("div", { class: "note-actions" }, walletLink(t("usdc-no-wallet-go"), "usdc-wallet-link", "button primary"))));
  }

  /** One of them counts: what is chosen empties what was typed, and the other way round. @param {EventTarget | null} control */
  #chosen(control) {
    if (control === this.#other) for (const choice of this.#choices) choice.checked = false;
    else this.#other.value = "";
    this.#other.removeAttribute("aria-invalid");
    this.#note.error = null;
    this.draw();
  }

  /** @override */
  draw() {
    const { usdc } = this;
    const card = accountOf(this.card?.id ?? "") ?? this.card;
    if (!usdc?.wallet || !card) return;
    const amount = this.#amount;
    const drawn = JSON.stringify([amount, this.#held, card.reading]);
    must(this, ".usdc-go", HTMLElement).hidden = !amount && !this.#other.value.trim();
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const wasOpen = this.querySelector(".usdc-review details")?.hasAttribute("open");
    fill(must(this, ".usdc-decide", HTMLElement), ...(amount ? [
      this.#tooMuch(amount) || this.#tooLittle(amount), review({ card, provider: this.#provider, usdc, amount, held: this.#held }),
    ] : []));
    this.querySelector(".usdc-review details")?.toggleAttribute("open", Boolean(wasOpen));
    const pay = must(this, ".usdc-go button", HTMLElement);
    must(pay, "span", HTMLElement).textContent = amount ? t("usdc-pay", { amount: usdcText(amount) }) : t("usdc-pay-none");
    pay.setAttribute("aria-disabled", String(this.#isBlocked(amount)));
  }

  /** @param {string | null} amount more than a limit or the wallet lets through */
  #isBlocked(amount) {
    return amount !== null && (this.#isOverLimit(amount) || this.#isTooLittle(amount));
  }

  /** @param {string} amount */
  #isOverLimit(amount) {
    return Boolean(this.usdc && isShort(this.usdc.left, amount));
  }

  /** @param {string} amount what is not known is not said to be too little */
  #isTooLittle(amount) {
    return typeof this.#held === "object" && isShort(this.#held.balance, amount);
  }

  /** @param {string} amount */
  #tooMuch(amount) {
    return this.usdc && this.#isOverLimit(amount) && this.#problem("usdc-over-limit", t("usdc-over-limit"), t("usdc-over-limit.text", { left: limitText(this.usdc) }),
      walletLink(t("usdc-limits-go"), "usdc-limits-link"));
  }

  /** @param {string} amount */
  #tooLittle(amount) {
    return this.usdc && this.#isTooLittle(amount) && this.#problem("usdc-too-little", t("usdc-too-little"), t("usdc-too-little.text", { network: isolate(this.usdc.network) }),
      walletLink(t("usdc-fill-go")), button(t("usdc-balance-again"), { action: "usdc-balance-again", icon: "refresh", testid: "usdc-balance-again" }));
  }

  /** @param {string} testid @param {string} title @param {string} text @param {...Node} ways */
  #problem(testid, title, text, ...ways) {
    return h("div", { class: "note warning", role: "status", "data-testid": testid }, icon("warn", "icon note-icon"),
      h("div", { class: "note-body" }, h("p", { class: "note-title" }, title), h("p", null, text), h("div", { class: "note-actions" }, ...ways)));
  }

  async #ask() {
    const wallet = this.usdc?.wallet;
    if (!wallet) return;
    try {
      this.#held = await call("wallet_balance", { wallet: wallet.id });
    } catch {
      // Rust looks again before it asks for a signature.
      this.#held = "unknown";
    }
    this.redraw();
  }

  async #submit() {
    const amount = this.#amount;
    if (!this.card || this.hasAttribute("aria-busy") || isBuyingElsewhere(this) || this.#isBlocked(amount)) return;
    if (amount === null) {
      this.#refuse();
      return;
    }
    this.#note.error = null;
    this.#busy(t("usdc-asking", { provider: this.#provider }));
    try {
      this.tell("refill-bought", await call("pay_with_usdc", { account: this.card.id, amount }));
    } catch (reason) {
      if (this.isConnected) {
        this.#note.error = toIpcError(reason);
        this.tell("refill-not-bought", this.#note.error);
      } else tellNotBought(this.card.id, reason);
    } finally {
      this.#busy("");
    }
  }

  /** @param {string} words */
  #busy(words) {
    if (words) this.setAttribute("aria-busy", "true");
    else this.removeAttribute("aria-busy");
    must(this, ".usdc-said", HTMLElement).textContent = words;
  }

  #refuse() {
    this.#note.error = { code: "amount_invalid", message: "", details: {} };
    this.#other.setAttribute("aria-invalid", "true");
    this.#other.focus();
  }
}

customElements.define("top-up-usdc", TopUpUsdc);
