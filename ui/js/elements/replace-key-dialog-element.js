import "./error-note-element.js";
import "./key-field-element.js";
import "./sign-in-element.js";
import "./vault-notice-element.js";
import { h, must } from "../dom.js";
import { call } from "../ipc.js";
import { keyKindsFold } from "../key-kinds.js";
import { t } from "../locale.js";
import { getOverview, providerOf, reloadOverview } from "../state.js";
import { isHidden } from "../standing.js";
import { isolate } from "../text.js";
import { button } from "../views.js";
import { showPreview, whereLink } from "./add-account-form.js";
import { KeyDialog } from "./key-dialog-base.js";
import { serverField, serverTyped } from "./server-field.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../bindings/ipc.d.ts").KeyCheck} KeyCheck */

/** A new key for an account that keeps its history. A changed server wants the key again, so both are here. */
export class ReplaceKeyDialog extends KeyDialog {
  /** @type {AccountCard | null} */
  card = null;

  /** @override */
  connected() {
    const card = this.card;
    if (!card) return;
    const provider = providerOf(card.provider);
    const kinds = keyKindsFold(provider);
    // Who comes here because of what the key can't show wants to know which one can.
    if (kinds && isHidden(card)) kinds.open = true;
    const hint = t("replace-server-hint", { server: isolate(card.server) });
    const server = serverField(provider, {
      label: t("replace-server"), hint, ownHint: card.server ? hint : t("own-server-hint", { provider: isolate(provider.name) }),
    });
    const form = h("form", { class: `sheet-body${provider.signsIn ? " connects" : ""}`, novalidate: true },
      h("vault-notice", { ".vault": getOverview()?.vault ?? { state: "ready" } }),
      h("p", { class: "muted" }, t("replace-text")),
      h("sign-in"),
      h("p", { class: "or-line" }, h("span", null, t("add-or"))),
      h("div", { class: "server-slot" }, !provider.usualServer && server),
      h("div", { class: "key-slot" }, h("key-field"), h("div", { class: "where-slot" }, whereLink(provider))),
      h("div", { class: "preview hidden", role: "status" }),
      h("error-note"),
      h("div", { class: "more-slot" }, kinds, provider.usualServer && server),
      h("footer", { class: "sheet-foot" },
        button(t("action-cancel"), { action: "dialog-close", testid: "replace-cancel" }),
        button(t("replace-save"), { submit: true, kind: "primary", testid: "replace-submit" })));
    this.show(t("replace-title", { account: isolate(card.name) }), "replace-dialog", form);
    this.listen();
    this.browser.account = card.id;
    this.browser.offers = [provider];
    form.addEventListener("input", (event) => {
      // Signing in goes to the server that the account has.
      this.browser.offers = serverTyped(this).typed ? [] : [provider];
      // Another key or another server is not what the browser said yes to.
      if (event.target instanceof HTMLInputElement && event.target.name !== "code") this.forgetSignIn();
    }, { signal: this.signal });
    this.key.hint = isolate(provider.keyHint);
    this.key.focusInput();
  }

  /** @override */
  get providerId() { return this.card?.provider ?? null; }

  /** @override @param {KeyCheck} check */
  signedIn(check) {
    showPreview(must(this, ".preview", HTMLElement), { state: "found", check, bySignIn: true });
  }

  /** @override */
  signedOut() {
    must(this, ".preview", HTMLElement).className = "preview hidden";
  }

  /** @override */
  async submit() {
    const account = this.card?.id;
    if (!account) return;
    const server = serverTyped(this);
    const optional = !this.querySelector("details.own-server[open]");
    if (!this.signIn && !this.key.value) {
      this.note.error = { code: "key_empty", message: "", details: {} };
      this.key.focusInput();
    } else if (server.isMissing && !optional) {
      must(this, "input[name=server]", HTMLInputElement).focus();
    } else {
      await this.save(() => this.#replace(account, server.typed));
    }
  }

  /** @param {string} account @param {string | null} server */
  async #replace(account, server) {
    const card = await call("replace_key", { account, server, ...this.newKey() });
    this.browser.spend();
    this.dialog?.close();
    showToast({ text: t("replace-done", { account: isolate(card.name) }) });
    await reloadOverview();
  }
}

customElements.define("replace-key-dialog", ReplaceKeyDialog);
