import { fill, h, must, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { RefillElement } from "./base.js";

/** The only fields that ever hold a password. Emptied when it is taken, and when the field leaves the page. */
export class HolderPassword extends RefillElement {
  label = "";
  hint = "";
  testid = "holder-password";
  /** @type {"current-password" | "new-password"} */
  kind = "current-password";

  /** @override */
  actions = { "password-show": () => this.#show(this.#input.type === "password") };

  /** @override */
  connected() {
    if (this.hasChildNodes()) return;
    const id = uniqueId("password");
    fill(this,
      h("label", { for: id }, this.label),
      h("div", { class: "input-group" },
        h("input", {
          id, type: "password", name: "holder-password", autocomplete: this.kind, autocapitalize: "off", spellcheck: "false",
          autocorrect: "off", required: true, "aria-describedby": this.hint ? `${id}-hint` : null, "data-testid": this.testid,
        }),
        h("button", {
          type: "button", class: "icon-button", "data-action": "password-show", "data-testid": `${this.testid}-show`,
          "aria-label": t("holder-password-show"), "aria-pressed": "false", title: t("holder-password-show"),
        }, icon("eye"))),
      this.hint && h("p", { class: "hint", id: `${id}-hint` }, this.hint));
  }

  /** @override */
  disconnectedCallback() {
    this.clear();
    super.disconnectedCallback();
  }

  get #input() {
    return must(this, "input", HTMLInputElement);
  }

  get isEmpty() {
    return !this.#input.value;
  }

  /** The password, which is not in the page any more. */
  take() {
    const { value } = this.#input;
    this.clear();
    return value;
  }

  clear() {
    this.#input.value = "";
    this.#show(false);
  }

  focusInput() {
    this.#input.focus();
  }

  /** @param {boolean} shown */
  #show(shown) {
    this.#input.type = shown ? "text" : "password";
    const control = must(this, "button", HTMLButtonElement);
    const words = t(shown ? "holder-password-hide" : "holder-password-show");
    control.setAttribute("aria-label", words);
    control.setAttribute("aria-pressed", String(shown));
    control.title = words;
    control.replaceChildren(icon(shown ? "eyeOff" : "eye"));
  }
}

customElements.define("holder-password", HolderPassword);
