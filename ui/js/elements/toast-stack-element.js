import { h } from "../dom.js";
import { t } from "../locale.js";
import { button, iconButton } from "../views.js";
import { RefillElement } from "./base.js";

/**
 * @typedef {object} Toast
 * @property {string} text
 * @property {number} [seconds]
 * @property {string} [actionLabel]
 * @property {() => unknown} [action]
 */

const SECONDS = 6;

/** Short messages at the edge of the window, with at most one thing to do. */
export class ToastStack extends RefillElement {
  /** @override */
  actions = {
    "toast-action": (/** @type {HTMLElement} */ control) => this.#act(control.closest(".toast")),
    "toast-close": (/** @type {HTMLElement} */ control) => this.#remove(control.closest(".toast")),
  };

  /** @type {WeakMap<Element, () => unknown>} */
  #todo = new WeakMap();

  /** @override */
  connected() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", t("toasts-label"));
    this.append(h("div", { class: "toasts", role: "status", "aria-live": "polite" }));
    // The undo that every desktop program has; text fields keep their own.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement) return;
      const toast = [...this.querySelectorAll(".toast")].findLast((el) => this.#todo.has(el));
      if (toast) this.#act(toast);
    }, { signal: this.signal });
  }

  /** @param {Toast} toast */
  show({ text, seconds = SECONDS, actionLabel, action }) {
    const bar = h("span", { class: "toast-time", "aria-hidden": "true" });
    bar.style.setProperty("--seconds", `${seconds}s`);
    const el = h("div", { class: "toast", "data-testid": "toast" },
      h("p", null, text),
      actionLabel && button(actionLabel, { action: "toast-action", icon: "undo", kind: "plain", testid: "toast-action" }),
      iconButton(t("action-close"), { action: "toast-close", icon: "close", testid: "toast-close" }),
      action && bar);
    if (action) this.#todo.set(el, action);
    this.firstElementChild?.append(el);
    // What can be undone is one key away, wherever the focus was.
    if (action) el.querySelector("button")?.focus();
    setTimeout(() => this.#remove(el), seconds * 1000);
  }

  /** @param {Element | null} toast */
  #act(toast) {
    if (!toast) return;
    const action = this.#todo.get(toast);
    this.#remove(toast);
    void action?.();
  }

  /** @param {Element | null} toast */
  #remove(toast) {
    if (!toast?.isConnected) return;
    const hadFocus = toast.contains(document.activeElement);
    toast.remove();
    if (hadFocus) document.querySelector("h1")?.focus({ preventScroll: true });
  }
}

customElements.define("toast-stack", ToastStack);

/** @param {Toast} toast */
export function showToast(toast) {
  const stack = document.querySelector("toast-stack");
  if (stack instanceof ToastStack) stack.show(toast);
}
