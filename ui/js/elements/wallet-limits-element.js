import { h, must, uniqueId } from "../dom.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { editableText, moneyText, unitOf } from "../money.js";
import { isolate } from "../text.js";
import { button } from "../views.js";
import { isMore, LIMITS, parseUsdc } from "../wallet-words.js";
import { WalletSection } from "./wallet-section-base.js";

/** @typedef {import("../bindings/ipc.d.ts").LimitsView} LimitsView */
/** @typedef {import("../bindings/ipc.d.ts").SetLimits} SetLimits */
/** @typedef {import("../wallet-words.js").LimitName} LimitName */

/** How much may be spent at most. Lower is saved at once; higher is asked by Rust, in a window of the system. */
export class WalletLimits extends WalletSection {
  /** What is in force as far as the fields know: news of what was spent leave what is being typed alone. @type {LimitsView | null} */
  #saved = null;

  /** @override @type {import("./base.js").Actions} */
  actions = { "limits-undo": () => this.#undo() };

  /** @override */
  frame() {
    return [
      h("div", { class: "wallet-section-head" }, h("h2", { tabindex: "-1" }, t("wallet-limits-title")), h("p", { class: "hint" }, t("wallet-limits-hint"))),
      h("div", { class: "wallet-part" }),
    ];
  }

  /** @param {LimitName} name */
  #input(name) { return must(this, `input[name="${name}"]`, HTMLInputElement); }

  /** @override */
  draw() {
    const limits = this.view?.limits;
    if (!limits) return;
    if (!this.querySelector("form")) this.#drawForm(limits);
    for (const { spent } of LIMITS) {
      const words = spent && this.querySelector(`[data-spent="${spent}"]`);
      if (words) words.textContent = t("wallet-limit-spent", { amount: moneyText(limits[spent]) });
    }
    const isTyping = this.#isChanged();
    this.#saved = limits;
    if (!isTyping) this.#undo();
    else this.#judge();
  }

  /** @param {LimitsView} limits */
  #drawForm(limits) {
    const form = h("form", { class: "limits-form", novalidate: true },
      ...LIMITS.map((limit) => this.#field(limit, limits)),
      h("p", { class: "hint limits-raise", role: "status", "data-testid": "limits-raise" }),
      h("div", { class: "limits-do" },
        button(t("wallet-limits-undo"), { action: "limits-undo", icon: "undo", kind: "plain", testid: "limits-undo" }),
        button(t("wallet-limits-save"), { submit: true, kind: "primary", testid: "limits-save" })));
    const { signal } = this;
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#save(); }, { signal });
    form.addEventListener("input", () => this.#judge(), { signal });
    this.body.append(form);
  }

  /** @param {typeof LIMITS[number]} limit @param {LimitsView} limits */
  #field({ name, title, spent }, limits) {
    const id = uniqueId("limit");
    const unit = unitOf(limits[name].unit);
    return h("div", { class: "field limit" },
      h("label", { for: id }, t(title)),
      h("div", { class: "input-group" },
        unit.prefix && h("span", { class: "affix" }, isolate(unit.prefix)),
        h("input", { id, name, type: "text", inputmode: "decimal", autocomplete: "off", "data-testid": `limit-${name}`, "aria-describedby": `${id}-said` }),
        unit.suffix && h("span", { class: "affix" }, isolate(unit.suffix))),
      h("div", { id: `${id}-said`, class: "limit-said" },
        spent && h("p", { class: "hint", "data-spent": spent, "data-testid": `limit-${spent}` }),
        h("p", { class: "limit-wrong", "data-wrong": name, "data-testid": "limit-wrong", hidden: true }, t("wallet-limit-wrong"))));
  }

  #isChanged() {
    const saved = this.#saved;
    return saved !== null && LIMITS.some(({ name }) => parseUsdc(this.#input(name).value) !== parseUsdc(editableText(saved[name])));
  }

  /** What is typed now, as far as it can be said. */
  #judge() {
    const saved = this.#saved;
    if (!saved) return;
    const isRaised = LIMITS.some(({ name }) => {
      const typed = parseUsdc(this.#input(name).value);
      return typed !== null && isMore(typed, saved[name].value);
    });
    const words = isRaised ? t("wallet-limits-raise") : "";
    const raise = must(this, ".limits-raise", HTMLElement);
    if (raise.textContent !== words) raise.textContent = words;
    for (const { name } of LIMITS) {
      // Said when it is saved, taken back while it is put right.
      if (parseUsdc(this.#input(name).value) !== null) this.#mark(name, false);
    }
    must(this, ".limits-do", HTMLElement).hidden = !this.#isChanged();
  }

  /** @param {LimitName} name @param {boolean} isWrong */
  #mark(name, isWrong) {
    must(this, `[data-wrong="${name}"]`, HTMLElement).hidden = !isWrong;
    if (isWrong) this.#input(name).setAttribute("aria-invalid", "true");
    else this.#input(name).removeAttribute("aria-invalid");
  }

  #undo() {
    if (!this.#saved) return;
    const had = must(this, ".limits-do", HTMLElement).contains(document.activeElement);
    for (const { name } of LIMITS) {
      this.#input(name).value = editableText(this.#saved[name]);
      this.#mark(name, false);
    }
    this.note.error = null;
    this.#judge();
    // The buttons are gone with what was typed.
    if (had) must(this, "h2", HTMLElement).focus({ preventScroll: true });
  }

  /** @returns {SetLimits | null} null where a field holds no amount, which then has the focus */
  #typed() {
    /** @type {SetLimits} */
    const wanted = { payment: "", accountDay: "", day: "", month: "" };
    /** @type {LimitName[]} */
    const wrong = [];
    for (const { name } of LIMITS) {
      const typed = parseUsdc(this.#input(name).value);
      this.#mark(name, typed === null);
      if (typed === null) wrong.push(name);
      else wanted[name] = typed;
    }
    if (wrong[0]) this.#input(wrong[0]).focus();
    return wrong.length === 0 ? wanted : null;
  }

  async #save() {
    const wanted = this.#typed();
    if (!wanted || !this.#isChanged()) return;
    const save = must(this, "[data-testid=limits-save]", HTMLElement);
    await this.change(save, async () => {
      const view = await call("set_limits", wanted);
      // What was typed is in force now: the fields follow the answer.
      this.#saved = view.limits;
      this.#undo();
      return view;
    }, { done: t("wallet-limits-saved") });
  }
}

customElements.define("wallet-limits", WalletLimits);
