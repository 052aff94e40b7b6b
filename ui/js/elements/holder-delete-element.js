import "./error-note-element.js";
import { fill, h, must, uniqueId } from "../dom.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { navigate } from "../router.js";
import { reloadOverview } from "../state.js";
import { isolate } from "../text.js";
import { button, field } from "../views.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** The account at the provider itself, deleted for good: its name is typed here, and the system asks once more. */
export class HolderDelete extends RefillElement {
  /** @type {AccountCard | null} */
  card = null;
  #isBusy = false;

  /** @override */
  connected() {
    if (!this.card || this.hasChildNodes()) return;
    const account = isolate(this.card.name);
    const typed = h("input", {
      id: uniqueId("typed"), name: "typed", type: "text", maxlength: "60", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "data-testid": "delete-typed",
    });
    const form = h("form", { class: "section-form", novalidate: true, "data-testid": "delete-form" },
      field(t("delete-type", { account }), typed),
      h("error-note"),
      h("div", { class: "section-form-do" }, button(t("delete-go"), { submit: true, kind: "danger", icon: "trash", testid: "delete-go" })));
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#delete(typed); }, { signal: this.signal });
    fill(this,
      h("div", { class: "section-head" }, h("h2", null, t("delete-title")), h("p", { class: "hint" }, t("delete-hint"))),
      h("details", { class: "fold" }, h("summary", { "data-testid": "delete-open" }, t("delete-open")), form));
  }

  /** @param {HTMLInputElement} typed */
  async #delete(typed) {
    const { card } = this;
    if (!card || this.#isBusy) return;
    const note = must(this, "error-note", ErrorNote);
    note.error = null;
    if (!typed.value.trim()) return typed.focus();
    this.#setBusy(true);
    try {
      await call("holder_delete", { account: card.id, typed: typed.value.trim() });
      // The page must not say "gone" in the moment before it is left.
      this.tell("refill-leaving");
      navigate("overview");
      showToast({ text: t("delete-done", { account: isolate(card.name) }) });
      await reloadOverview();
    } catch (reason) {
      const error = toIpcError(reason);
      if (error.code === "not_signed_in") this.tell("refill-signed-out");
      else if (error.code !== "not_confirmed") note.error = error;
      if (error.code === "typed_otherwise") typed.focus();
    } finally {
      this.#setBusy(false);
    }
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#isBusy = busy;
    this.querySelector("[data-testid=delete-go]")?.setAttribute("aria-disabled", String(busy));
  }
}

customElements.define("holder-delete", HolderDelete);
