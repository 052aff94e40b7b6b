import { h, uniqueId } from "../dom.js";
import { t } from "../locale.js";
import { iconButton } from "../views.js";
import { RefillElement } from "./base.js";

/** A modal sheet: title, close button, Esc, and the focus back where it came from. */
export class DialogElement extends RefillElement {
  /** @type {HTMLDialogElement | null} */
  dialog = null;

  /** @override @type {import("./base.js").Actions} */
  actions = {};

  /** @type {{ name: string, label: string | null } | null} the control that opened it, found again even if it was drawn anew */
  #opener = null;

  /**
   * @param {string} title
   * @param {string} testid
   * @param {...Node} content
   */
  show(title, testid, ...content) {
    const from = document.activeElement;
    const name = from?.getAttribute("data-testid");
    // Buttons of several accounts differ in their label alone.
    this.#opener = from && name ? { name, label: from.getAttribute("aria-label") } : null;
    const id = uniqueId("dialog-title");
    this.actions = { ...this.actions, "dialog-close": () => this.dialog?.close() };
    this.dialog = h("dialog", { class: "sheet", "aria-labelledby": id, "data-testid": testid },
      h("header", { class: "sheet-head" },
        h("h2", { id }, title),
        iconButton(t("action-close"), { action: "dialog-close", icon: "close", testid: "dialog-close" })),
      ...content);
    this.append(this.dialog);
    this.dialog.addEventListener("close", () => this.#leave(), { signal: this.signal });
    // Whoever holds Enter down meant the button that opened this, and none in it.
    this.dialog.addEventListener("keydown", (event) => { if (event.repeat && event.key === "Enter") event.preventDefault(); }, { signal: this.signal });
    this.dialog.showModal();
  }

  /** Subclasses empty their secret fields here. */
  closing() {}

  #leave() {
    this.closing();
    const opener = this.#findOpener();
    this.remove();
    if (opener instanceof HTMLElement && document.activeElement === document.body) opener.focus();
  }

  #findOpener() {
    if (!this.#opener) return null;
    const { name, label } = this.#opener;
    return [...document.querySelectorAll(`[data-testid="${CSS.escape(name)}"]`)].find((el) => el.getAttribute("aria-label") === label);
  }
}
