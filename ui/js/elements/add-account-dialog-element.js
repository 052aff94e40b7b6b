import "./error-note-element.js";
import "./vault-notice-element.js";
import { must } from "../dom.js";
import { vaultStateOf } from "../errors.js";
import { call, toIpcError } from "../ipc.js";
import { KeyChecker, providerByPrefix } from "../key-check.js";
import { t } from "../locale.js";
import { parseAmount } from "../money.js";
import { getOverview, getStartup, providerOf, reloadOverview } from "../state.js";
import { isolate, plain } from "../text.js";
import { addForm, foundFields, showChosen, showPreview } from "./add-account-form.js";
import { DialogElement } from "./dialog-base.js";
import { ErrorNote } from "./error-note-element.js";
import { KeyField } from "./key-field-element.js";
import { showToast } from "./toast-stack-element.js";
import { VaultNotice } from "./vault-notice-element.js";

/** @typedef {import("../bindings/ipc.d.ts").KeyCheck} KeyCheck */
/** @typedef {import("../bindings/ipc.d.ts").VaultView} VaultView */

/** Paste a key, see the balance, add. Everything else is filled in and may be changed. */
export class AddAccountDialog extends DialogElement {
  #checker = new KeyChecker();
  /** @type {string | null} */
  #provider = null;
  /** @type {KeyCheck | null} */
  #check = null;
  #adding = false;

  /** @override */
  actions = { "get-key": () => this.#getKey() };

  /** @override */
  connected() {
    const form = addForm(getStartup().providers, getOverview()?.vault ?? { state: "ready" });
    this.show(t("add-title"), "add-dialog", form);
    const { signal } = this;
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#submit(); }, { signal });
    form.addEventListener("input", (event) => this.#typed(/** @type {InputEvent} */ (event)), { signal });
    form.addEventListener("change", (event) => this.#settled(event), { signal });
    this.addEventListener("refill-vault", () => this.#vaultChanged(), { signal });
    this.#showVaultWords(getOverview()?.vault.state ?? "ready");
    const only = getStartup().providers.length === 1 ? getStartup().providers[0] : null;
    if (only) this.#choose(only.id);
    showPreview(this.#preview, { state: "waiting" });
    this.#key.focusInput();
  }

  /** @override */
  closing() {
    this.#key.clear();
    this.#checker.forget();
  }

  get #key() { return must(this, "key-field", KeyField); }
  get #preview() { return must(this, ".preview", HTMLElement); }
  get #note() { return must(this, ".sheet-body > error-note", ErrorNote); }

  /** @param {string} name */
  #valueOf(name) {
    return this.querySelector(`input[name="${name}"]`)?.matches("input") ? must(this, `input[name="${name}"]`, HTMLInputElement).value : "";
  }

  /** @param {InputEvent} event */
  #typed(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const pasted = event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop";
    if (input.name === "provider") {
      this.#choose(input.value);
      // Arrow keys pass every provider: only the one whose key this is by its look gets to see it.
      const found = providerByPrefix(this.#key.value, getStartup().providers);
      this.#ask(found?.id === input.value ? "now" : "when-told");
    } else if (input.name === "key") {
      const found = providerByPrefix(input.value, getStartup().providers);
      if (found && found.id !== this.#provider) this.#choose(found.id, true);
      this.#ask(pasted ? "now" : "after-pause");
    } else if (input.name === "server") {
      // Half an address is somebody else's: the key goes nowhere before the person is done with it.
      this.#ask(pasted ? "now" : "when-told");
    }
  }

  /** @param {Event} event the person has left a field that was changed */
  #settled(event) {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.name === "server" && !this.#check) this.#ask("now");
  }

  /** @param {string} id @param {boolean} [recognised] */
  #choose(id, recognised = false) {
    this.#provider = id;
    const provider = providerOf(id);
    showChosen(this, provider);
    this.#key.hint = plain(provider.keyHint);
    const name = recognised && t("add-recognised", { provider: isolate(provider.name) });
    must(this, ".key-hint", HTMLElement).textContent = [name, this.#vaultWords()].filter(Boolean).join(" ");
  }

  /** @param {"now" | "after-pause" | "when-told"} urgency */
  #ask(urgency) {
    this.#check = null;
    this.#note.error = null;
    must(this, ".found-slot", HTMLElement).replaceChildren();
    const key = this.#key.value;
    const provider = this.#provider;
    const server = this.#valueOf("server").trim() || null;
    this.#checker.forget();
    if (!provider || !key || (providerOf(provider).serverHint && !server)) {
      showPreview(this.#preview, { state: !key ? "waiting" : provider ? "server" : "choose" });
      return;
    }
    if (urgency === "when-told") {
      showPreview(this.#preview, { state: "ready" });
      return;
    }
    showPreview(this.#preview, { state: "checking", provider: isolate(providerOf(provider).name) });
    void this.#checker.ask({ provider, server, key }, urgency === "now").then((answer) => this.#answered(answer));
  }

  /** @param {Awaited<ReturnType<KeyChecker["ask"]>>} answer */
  #answered(answer) {
    if (!answer || !this.isConnected) return;
    if ("error" in answer) {
      this.#preview.className = "preview hidden";
      this.#note.error = answer.error;
      return;
    }
    this.#check = answer.check;
    if (answer.check.provider !== this.#provider) this.#choose(answer.check.provider);
    showPreview(this.#preview, { state: "found", check: answer.check });
    must(this, ".found-slot", HTMLElement).replaceChildren(...foundFields(answer.check));
  }

  async #submit() {
    if (this.#adding) return;
    if (!this.#check && this.#checker.pending) await this.#checker.pending;
    const check = this.#check;
    if (!check || !this.#provider) {
      this.#goOn();
      return;
    }
    const typed = this.#valueOf("threshold").trim();
    const threshold = typed ? parseAmount(typed) : null;
    if (typed && threshold === null) {
      this.#note.error = { code: "threshold_invalid", message: "", details: {} };
      must(this, "input[name=threshold]", HTMLInputElement).focus();
      return;
    }
    await this.#add(this.#provider, threshold);
  }

  /** "Add" before there is a balance: shows what is missing, or asks once more. */
  #goOn() {
    const missing = this.#preview.classList;
    if (!this.#key.value) {
      this.#note.error = { code: "key_empty", message: "", details: {} };
      this.#key.focusInput();
    } else if (missing.contains("choose")) {
      must(this, "input[name=provider]", HTMLInputElement).focus();
    } else if (missing.contains("server")) {
      must(this, "input[name=server]", HTMLInputElement).focus();
    } else {
      this.#ask("now");
      this.#key.focusInput();
    }
  }

  /** @param {string} provider @param {string | null} threshold */
  async #add(provider, threshold) {
    // Two presses of Enter may have waited for the same check.
    if (this.#adding) return;
    this.#adding = true;
    this.#note.error = null;
    const submit = must(this, "[data-testid=add-submit]", HTMLButtonElement);
    submit.setAttribute("aria-disabled", "true");
    try {
      const card = await call("add_account", {
        provider, threshold, key: this.#key.value, server: this.#valueOf("server").trim() || null,
        name: this.#valueOf("name").trim(), keep: this.#sessionOnly() ? "session" : "keychain",
      });
      this.dialog?.close();
      showToast({ text: t("add-done", { account: isolate(card.name) }) });
      await reloadOverview();
    } catch (reason) {
      this.#failed(toIpcError(reason));
    } finally {
      this.#adding = false;
      submit.removeAttribute("aria-disabled");
    }
  }

  /** @param {import("../bindings/ipc.d.ts").IpcError} error */
  #failed(error) {
    const state = vaultStateOf(error.code);
    if (!state) {
      this.#note.error = error;
      return;
    }
    const notice = must(this, "vault-notice", VaultNotice);
    notice.vault = { state };
    notice.querySelector("button")?.focus();
  }

  #vaultState = "ready";
  #sessionOnly() { return this.#vaultState === "session_only"; }

  /** @param {string} state */
  #showVaultWords(state) {
    this.#vaultState = state;
    must(this, ".key-hint", HTMLElement).textContent = this.#vaultWords();
  }

  #vaultWords() {
    return this.#vaultState === "ready" ? t("add-key-safe") : this.#sessionOnly() ? t("add-key-session") : "";
  }

  #vaultChanged() {
    const { state } = must(this, "vault-notice", VaultNotice).vault;
    this.#showVaultWords(state);
    // The keychain stood in the way of a finished form: go on where the person was stopped.
    if (this.#check && (state === "ready" || state === "session_only")) void this.#submit();
  }

  async #getKey() {
    if (!this.#provider) return;
    try {
      await call("open_link", { provider: this.#provider, link: "get_key" });
    } catch (reason) {
      this.#note.error = toIpcError(reason);
    }
  }
}

customElements.define("add-account-dialog", AddAccountDialog);
