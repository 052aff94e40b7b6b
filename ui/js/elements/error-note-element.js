import { fill, h } from "../dom.js";
import { errorFacts, errorText } from "../error-words.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { parseRoute } from "../router.js";
import { isolate, plain } from "../text.js";
import { button } from "../views.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").IpcError} IpcError */

/** An error in three parts, with its facts in a fold. Empty while there is no error. */
export class ErrorNote extends RefillElement {
  /** @type {IpcError | null} */
  #error = null;

  /** Off where the note describes a state rather than something that just happened. */
  announce = true;

  /** On where Refill goes on trying by itself, and nothing is lost meanwhile. */
  calm = false;

  /** What was being done, where it was not the reading of a balance. @type {import("../errors.js").Deed | null} */
  deed = null;

  /** Whose error it is, where the page's address does not say so. */
  account = "";

  /** @override */
  actions = {
    "copy-details": (/** @type {HTMLElement} */ control) => this.#copy(control),
  };

  /** @param {IpcError | null} error */
  set error(error) {
    // Who said no to a question of the system knows it.
    this.#error = error?.code === "not_confirmed" ? null : error;
    this.redraw();
  }

  get error() {
    return this.#error;
  }

  /** @override */
  connected() {
    if (this.announce) this.setAttribute("role", "alert");
    this.draw();
  }

  /** @override */
  draw() {
    if (!this.#error) {
      this.replaceChildren();
      return;
    }
    const { what, money, todo } = errorText(this.#error.code, this.deed);
    const facts = errorFacts(this.#error).flatMap(([label, value]) => [
      h("dt", null, label), h("dd", null, h("bdi", null, isolate(value))),
    ]);
    fill(this, h("div", { class: `note ${this.calm ? "calm" : "error"}`, "data-testid": "error", "data-code": this.#error.code },
      icon("warn", "icon note-icon"),
      h("div", { class: "note-body" },
        h("p", { class: "note-title" }, what),
        h("p", null, money),
        h("p", { class: "note-todo" }, todo),
        h("div", { class: "need-slot" }),
        h("details", { class: "fold" },
          h("summary", { "data-testid": "error-details" }, t("details-title")),
          h("dl", { class: "facts" }, ...facts),
          button(t("details-copy"), { action: "copy-details", icon: "copy", kind: "plain", testid: "copy-details" })))));
    if (this.#error.code === "payment_required") void this.#drawNeed(this.#error);
  }

  /** What was missing, and where it is to be had. @param {IpcError} error */
  async #drawNeed(error) {
    // There one is on the way to it.
    if (this.closest("top-up-sheet")) return;
    const route = parseRoute(location.hash);
    const account = this.account || ("account" in route && route.account);
    if (!account) return;
    await import("./top-up-need-element.js");
    if (this.#error !== error) return;
    const { cost = null, balance = null } = error.details;
    this.querySelector(".need-slot")?.replaceChildren(h("top-up-need", { ".account": account, ".cost": cost, ".balance": balance }));
  }

  /** @param {HTMLElement} control */
  async #copy(control) {
    if (!this.#error) return;
    const text = errorFacts(this.#error).map(([label, value]) => `${label}: ${plain(value)}`).join("\n");
    try {
      await navigator.clipboard.writeText(text);
      control.replaceChildren(icon("check"), h("span", { role: "status" }, t("action-copied")));
    } catch {
      // Without the clipboard's permission the facts can still be selected by hand.
      const facts = this.querySelector(".facts");
      if (facts) getSelection()?.selectAllChildren(facts);
    }
  }
}

customElements.define("error-note", ErrorNote);
