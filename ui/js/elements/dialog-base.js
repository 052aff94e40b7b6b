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

  /** @type {string | null} the control that opened it, found again even if it was drawn anew */
  #opener = null;

  /**
   * @param {string} title
   * @param {string} testid
   * @param {...Node} content
   */
  show(title, testid, ...content) {
    this.#opener = document.activeElement?.getAttribute("data-testid") ?? null;
    const id = uniqueId("dialog-title");
    this.actions = { ...this.actions, "dialog-close": () => this.dialog?.close() };
    this.dialog = h("dialog", { class: "sheet", "aria-labelledby": id, "data-testid": testid },
      h("header", { class: "sheet-head" },
        h("h2", { id }, title),
        iconButton(t("action-close"), { action: "dialog-close", icon: "close", testid: "dialog-close" })),
      ...content);
    this.append(this.dialog);
    this.dialog.addEventListener("close", () => this.#leave(), { signal: this.signal });
    this.dialog.showModal();
  }

  /** Subclasses empty their secret fields here. */
  closing() {}

  #leave() {
    this.closing();
    const opener = this.#opener && document.querySelector(`[data-testid="${CSS.escape(this.#opener)}"]`);
    this.remove();
    if (opener instanceof HTMLElement && document.activeElement === document.body) opener.focus();
  }
}
