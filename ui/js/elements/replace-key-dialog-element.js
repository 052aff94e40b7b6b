import "./error-note-element.js";
import "./vault-notice-element.js";
import { h, must } from "../dom.js";
import { vaultStateOf } from "../errors.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { getOverview, providerOf, reloadOverview } from "../state.js";
import { isolate, plain } from "../text.js";
import { button } from "../views.js";
import { serverField, whereLink } from "./add-account-form.js";
import { DialogElement } from "./dialog-base.js";
import { ErrorNote } from "./error-note-element.js";
import { KeyField } from "./key-field-element.js";
import { showToast } from "./toast-stack-element.js";
import { VaultNotice } from "./vault-notice-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** A new key for an account that keeps its history. A changed server wants the key again, so both are here. */
export class ReplaceKeyDialog extends DialogElement {
  /** @type {AccountCard | null} */
  card = null;
  #saving = false;

  /** @override */
  actions = { "get-key": () => this.#getKey() };

  /** @override */
  connected() {
    const card = this.card;
    if (!card) return;
    const provider = providerOf(card.provider);
    const server = provider.serverHint ? serverField(provider, {
      label: t("replace-server"), hint: t("replace-server-hint", { server: plain(card.server) }),
    }) : null;
    const form = h("form", { class: "sheet-body", novalidate: true },
      h("vault-notice", { ".vault": getOverview()?.vault ?? { state: "ready" } }),
      h("p", { class: "muted" }, t("replace-text")),
      server,
      h("div", { class: "key-slot" }, h("key-field"), h("div", { class: "where-slot" }, whereLink(provider))),
      h("error-note"),
      h("footer", { class: "sheet-foot" },
        button(t("action-cancel"), { action: "dialog-close", testid: "replace-cancel" }),
        button(t("replace-save"), { submit: true, kind: "primary", testid: "replace-submit" })));
    this.show(t("replace-title", { account: isolate(card.name) }), "replace-dialog", form);
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#save(card); }, { signal: this.signal });
    this.#key.hint = plain(provider.keyHint);
    this.#key.focusInput();
  }

  /** @override */
  closing() {
    this.#key.clear();
  }

  get #key() { return must(this, "key-field", KeyField); }
  get #note() { return must(this, ".sheet-body > error-note", ErrorNote); }

  /** @param {AccountCard} card */
  async #save(card) {
    if (this.#saving) return;
    if (!this.#key.value) {
      this.#note.error = { code: "key_empty", message: "", details: {} };
      this.#key.focusInput();
      return;
    }
    const server = this.querySelector("input[name=server]");
    const notice = must(this, "vault-notice", VaultNotice);
    this.#saving = true;
    this.#note.error = null;
    this.setAttribute("aria-busy", "true");
    try {
      await call("replace_key", {
        account: card.id, key: this.#key.value,
        server: server instanceof HTMLInputElement ? server.value.trim() || null : null,
        keep: notice.vault.state === "session_only" ? "session" : "keychain",
      });
      this.dialog?.close();
      showToast({ text: t("replace-done", { account: isolate(card.name) }) });
      await reloadOverview();
    } catch (reason) {
      const error = toIpcError(reason);
      const state = vaultStateOf(error.code);
      if (state) notice.vault = { state };
      else this.#note.error = error;
    } finally {
      this.#saving = false;
      this.removeAttribute("aria-busy");
    }
  }

  async #getKey() {
    if (!this.card) return;
    try {
      await call("open_link", { provider: this.card.provider, link: "get_key" });
    } catch (reason) {
      this.#note.error = toIpcError(reason);
    }
  }
}

customElements.define("replace-key-dialog", ReplaceKeyDialog);
