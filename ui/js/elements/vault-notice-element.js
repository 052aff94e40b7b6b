import "./error-note-element.js";

import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { button } from "../views.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").VaultView} VaultView */

const WORDS = /** @type {const} */ ({
  absent: { title: "vault-absent-title", text: "vault-absent-text", todo: "vault-absent-todo" },
  locked: { title: "vault-locked-title", text: "vault-locked-text", todo: "vault-locked-todo" },
  refused: { title: "vault-refused-title", text: "vault-refused-text", todo: "vault-refused-todo" },
});

/**
 * Why the keychain can't be used, and the two ways out. Empty while it can.
 * Tells `refill-vault` with the new state, so that whoever was stopped by it can go on.
 */
export class VaultNotice extends RefillElement {
  /** @type {VaultView} */
  #vault = { state: "ready" };

  /** @override */
  actions = {
    "vault-retry": () => this.#go("vault_retry"),
    "vault-session": () => this.#go("use_session_keys"),
  };

  get vault() {
    return this.#vault;
  }

  /** @param {VaultView} vault */
  set vault(vault) {
    if (vault.state === this.#vault.state && this.hasChildNodes()) return;
    this.#vault = vault;
    this.redraw();
  }

  /** Where a new key is kept, as things stand. @returns {"keychain" | "session"} */
  get keep() {
    return this.#vault.state === "session_only" ? "session" : "keychain";
  }

  /** The same in words; none while the keychain can't be used. */
  get keyWords() {
    if (this.#vault.state === "ready") return t("add-key-safe");
    return this.keep === "session" ? t("add-key-session") : "";
  }

  /** @override */
  connected() {
    this.draw();
  }

  /** @override */
  draw() {
    const { state } = this.#vault;
    this.removeAttribute("aria-busy");
    if (state !== "absent" && state !== "locked" && state !== "refused") {
      this.replaceChildren();
      return;
    }
    const words = WORDS[state];
    fill(this, h("div", { class: "note warning", role: "status", "data-testid": "vault", "data-state": state },
      icon("key", "icon note-icon"),
      h("div", { class: "note-body" },
        h("p", { class: "note-title" }, t(words.title)),
        h("p", null, t(words.text)),
        h("p", { class: "note-todo" }, t(words.todo)),
        h("div", { class: "note-actions" },
          button(t("action-try-again"), { action: "vault-retry", testid: "vault-retry" }),
          button(t("vault-use-session"), { action: "vault-session", testid: "vault-session" })),
        h("error-note"))));
  }

  /** @param {"vault_retry" | "use_session_keys"} command */
  async #go(command) {
    this.setAttribute("aria-busy", "true");
    try {
      const vault = await call(command);
      this.#vault = vault;
      this.draw();
      this.tell("refill-vault", vault);
    } catch (reason) {
      this.removeAttribute("aria-busy");
      const note = this.querySelector("error-note");
      if (note) Reflect.set(note, "error", toIpcError(reason));
    }
  }
}

customElements.define("vault-notice", VaultNotice);
