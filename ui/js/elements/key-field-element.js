import { fill, h, must, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { RefillElement } from "./base.js";

/** The only field that ever holds a key. Emptied as soon as the key is no longer needed. */
export class KeyField extends RefillElement {
  /** @override */
  actions = { "key-show": () => this.#toggle() };

  /** @override */
  connected() {
    if (this.hasChildNodes()) return;
    const id = uniqueId("key");
    fill(this,
      h("label", { for: id }, t("add-key")),
      h("div", { class: "input-group" },
        h("input", {
          id, type: "password", name: "key", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
          autocorrect: "off", placeholder: t("add-key-placeholder"), "data-testid": "key-input",
        }),
        h("button", {
          type: "button", class: "icon-button", "data-action": "key-show", "data-testid": "key-show",
          "aria-label": t("add-key-show"), "aria-pressed": "false", title: t("add-key-show"),
        }, icon("eye"))));
  }

  get #input() {
    return must(this, "input", HTMLInputElement);
  }

  get value() {
    return this.#input.value;
  }

  /** @param {string} hint */
  set hint(hint) {
    this.#input.placeholder = hint || t("add-key-placeholder");
  }

  clear() {
    this.#input.value = "";
    this.#input.type = "password";
  }

  focusInput() {
    // What stands above the field (a keychain that is missing) must stay in view.
    this.#input.focus({ preventScroll: true });
  }

  #toggle() {
    const input = this.#input;
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    const control = must(this, "button", HTMLButtonElement);
    const words = t(shown ? "add-key-hide" : "add-key-show");
    control.setAttribute("aria-label", words);
    control.setAttribute("aria-pressed", String(shown));
    control.title = words;
    control.replaceChildren(icon(shown ? "eyeOff" : "eye"));
  }
}

customElements.define("key-field", KeyField);
