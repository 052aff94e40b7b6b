import "./error-note-element.js";
import { fill, h, must } from "../dom.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { moneyText, readAnew } from "../money.js";
import { providerOf, reloadOverview } from "../state.js";
import { ErrorNote } from "./error-note-element.js";
import { RefillElement } from "./base.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** Some providers do not say in which unit they count: the person compares with the provider's own page, and chooses. */
export class DivisorChoice extends RefillElement {
  /** @type {AccountCard | null} */
  #card = null;
  #drawn = "";

  /** @param {AccountCard} card */
  set card(card) {
    this.#card = card;
    this.redraw();
  }

  /** @override */
  connected() {
    this.addEventListener("change", (event) => void this.#set(event.target), { signal: this.signal });
    this.draw();
  }

  /** @override */
  draw() {
    const card = this.#card;
    if (!card) return;
    const { divisors } = providerOf(card.provider);
    const drawn = JSON.stringify([divisors, card.divisor, card.reading?.balance]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    fill(this, divisors.length > 1 && h("fieldset", { class: "divisors", "data-testid": "divisors" },
      h("legend", null, t("divisor-title")),
      h("p", { class: "hint" }, t("divisor-why")),
      ...divisors.map((divisor) => this.#option(card, divisor)),
      h("error-note")));
  }

  /** @param {AccountCard} card @param {number} divisor */
  #option({ divisor: now, reading }, divisor) {
    const read = reading && readAnew(reading.balance, now, divisor);
    const amount = read ? moneyText(read) : t("amount-unknown");
    return h("label", { class: "check" },
      h("input", { type: "radio", name: "divisor", value: String(divisor), "data-testid": `divisor-${divisor}`, ".checked": divisor === now }),
      h("span", null, divisor === 1 ? t("divisor-as-reported", { amount }) : t("divisor-by", { divisor, amount })));
  }

  /** @param {EventTarget | null} input */
  async #set(input) {
    const card = this.#card;
    const divisor = providerOf(card?.provider ?? "").divisors.find((d) => input instanceof HTMLInputElement && String(d) === input.value);
    if (!card || divisor === undefined) return;
    const note = must(this, "error-note", ErrorNote);
    note.error = null;
    try {
      const { reading } = await call("set_divisor", { account: card.id, divisor });
      showToast({ text: t("divisor-set", { amount: reading ? moneyText(reading.balance) : t("amount-unknown") }) });
      await reloadOverview();
    } catch (reason) {
      // The choice goes back to what is in force.
      this.#drawn = "";
      this.draw();
      must(this, "error-note", ErrorNote).error = toIpcError(reason);
    }
  }
}

customElements.define("divisor-choice", DivisorChoice);
