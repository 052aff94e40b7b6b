import { choiceOption, choicesFor, choicesOf, everyOption } from "../account-choices.js";
import { fill, h, must, uniqueId } from "../dom.js";
import { t } from "../locale.js";
import { plain } from "../text.js";
import { field, iconButton } from "../views.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../account-choices.js").Choice} Choice */
/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** Picks accounts by typing a part of their name: one, all of a provider, or (`several`) some. Tells `refill-picked`. */
export class AccountPicker extends RefillElement {
  label = "";
  testid = "";
  /** More than one may be chosen. */
  several = false;
  /** @type {Choice[]} */
  #choices = [];
  /** @type {Choice[]} */
  #chosen = [];
  /** The value that was wanted before its account was known. */
  #wanted = "";
  #list = uniqueId("list");

  /** @override */
  actions = {
    "picker-remove": (/** @type {HTMLElement} */ control) => this.#remove(control.getAttribute("value") ?? ""),
  };

  /** @override */
  connected() {
    if (this.hasChildNodes()) return;
    const input = h("input", {
      id: uniqueId("pick"), type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "false",
      "aria-controls": this.#list, "aria-autocomplete": "list", "data-testid": this.testid,
    });
    this.append(h("div", { class: "picker" },
      field(this.label, input),
      h("ul", { id: this.#list, role: "listbox", "aria-label": this.label, class: "picker-list", hidden: true }),
      h("div", { class: "picker-chosen" })));
    const { signal } = this;
    // What is typed here is no filter of the page yet.
    input.addEventListener("input", (event) => { event.stopPropagation(); this.#open(input.value); }, { signal });
    input.addEventListener("focus", () => input.select(), { signal });
    input.addEventListener("click", () => this.#open(""), { signal });
    input.addEventListener("blur", () => this.#close(), { signal });
    input.addEventListener("keydown", (event) => this.#key(event), { signal });
    // The field keeps the focus while its list is pressed.
    this.#listbox.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    this.#listbox.addEventListener("click", (event) => this.#pick(event.target), { signal });
    this.#show();
  }

  get #input() { return must(this, "input", HTMLInputElement); }
  get #listbox() { return must(this, ".picker-list", HTMLElement); }

  /** @param {readonly AccountCard[]} cards */
  set cards(cards) {
    this.#choices = choicesOf(cards);
    const values = this.#wanted ? [this.#wanted] : this.#chosen.map(({ value }) => value);
    this.#chosen = this.#choices.filter(({ value }) => values.includes(value));
    if (this.#chosen.length > 0) this.#wanted = "";
    if (this.isConnected && document.activeElement !== this.#input) this.#show();
  }

  /** @param {string} id an account, known or not yet */
  set value(id) {
    this.#wanted = id;
    this.#chosen = this.#choices.filter(({ value }) => value === id);
    if (this.isConnected) this.#show();
  }

  /** @returns {string[] | null} the ids of the accounts that are meant, null for all */
  get accounts() {
    if (this.#chosen.length === 0) return this.#wanted && this.#choices.length === 0 ? [this.#wanted] : null;
    return [...new Set(this.#chosen.flatMap(({ accounts }) => accounts))];
  }

  clear() {
    this.#wanted = "";
    this.#chosen = [];
    this.#show();
    this.#input.focus();
    this.#close();
  }

  /** What was typed and not picked is not chosen. */
  #showInput() {
    const [only] = this.#chosen;
    this.#input.value = !this.several && only ? plain(only.label) : "";
    this.#input.placeholder = t(only ? "picker-more" : "history-account-all");
  }

  #show() {
    this.#showInput();
    fill(must(this, ".picker-chosen", HTMLElement), ...(this.several ? this.#chosen : []).map((choice) => h("span", { class: "picked" },
      h("bdi", null, choice.label),
      iconButton(t("picker-remove", { name: choice.label }), { action: "picker-remove", icon: "close", value: choice.value, testid: "picker-remove" }))));
  }

  /** @param {string} typed */
  #open(typed) {
    const found = choicesFor(this.#choices, typed);
    const isChosen = (/** @type {string} */ value) => this.#chosen.some((choice) => choice.value === value);
    const options = found.map((choice, i) => choiceOption(choice, `${this.#list}-${i}`, isChosen(choice.value)));
    if (!typed) options.unshift(everyOption(`${this.#list}-all`, this.#chosen.length === 0));
    const none = options.length === 0
      && h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "picker-none" }, t("find-nothing"));
    fill(this.#listbox, ...options, none);
    this.#listbox.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.#point(typed ? options[0] : this.#listbox.querySelector("[aria-selected=true]"));
  }

  #close() {
    this.#listbox.hidden = true;
    this.#listbox.replaceChildren();
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
    this.#showInput();
  }

  /** @param {Element | null | undefined} option */
  #point(option) {
    for (const el of this.#listbox.children) el.classList.toggle("is-pointed", el === option);
    if (!option) return this.#input.removeAttribute("aria-activedescendant");
    this.#input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const isOpen = !this.#listbox.hidden;
    const options = [...this.#listbox.querySelectorAll(".picker-option")];
    const at = options.findIndex((el) => el.classList.contains("is-pointed"));
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by !== 0 && !isOpen) this.#open("");
    else if (by !== 0) this.#point(options[(at + by + options.length) % options.length]);
    else if (event.key === "Enter" && isOpen) this.#pick(options[at] ?? null);
    else if (event.key === "Escape" && isOpen) this.#close();
    else return;
    // Esc would close the sheet, and Enter would send the form, that the field stands in.
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {EventTarget | null} target */
  #pick(target) {
    const option = target instanceof Element ? target.closest(".picker-option") : null;
    if (!option) return;
    const value = option.getAttribute("data-value") ?? "";
    const choice = this.#choices.find((one) => one.value === value);
    this.#wanted = "";
    if (!choice) this.#chosen = [];
    else if (!this.several) this.#chosen = [choice];
    else if (!this.#chosen.includes(choice)) this.#chosen.push(choice);
    this.#show();
    this.#close();
    this.tell("refill-picked");
  }

  /** @param {string} value */
  #remove(value) {
    this.#chosen = this.#chosen.filter((choice) => choice.value !== value);
    this.#show();
    this.#input.focus();
    this.#close();
    this.tell("refill-picked");
  }
}

customElements.define("account-picker", AccountPicker);
