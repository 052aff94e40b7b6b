import { must } from "../dom.js";
import { call } from "../ipc.js";
import { providerByPrefix } from "../key-check.js";
import { t } from "../locale.js";
import { parseAmount } from "../money.js";
import { getOverview, getStartup, providerOf, reloadOverview } from "../state.js";
import { isolate } from "../text.js";
import { addForm, foundFields, showChosen, showPreview, signInOffers } from "./add-account-form.js";
import { CheckedKeyDialog } from "./checked-key-dialog-base.js";
import { HolderEntry } from "./holder-entry-element.js";
import { serverTyped } from "./server-field.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").KeyCheck} KeyCheck */
/** @typedef {import("../bindings/ipc.d.ts").SignedIn} SignedIn */

/** Paste a key or sign in, see the balance, add. Everything else is filled in and may be changed. */
export class AddAccountDialog extends CheckedKeyDialog {
  /** @type {string | null} */
  #provider = null;
  /** The provider was told by a key and not picked by the person: another key may be somebody else's. */
  #isGuess = false;
  #isFirst = false;

  /** @override */
  connected() {
    Object.assign(this.actions, { "sign-in-other": () => this.#signInOther() });
    this.#isFirst = getOverview()?.accounts.length === 0;
    const { providers } = getStartup();
    const form = addForm(providers, getOverview()?.vault ?? { state: "ready" });
    this.show(t("add-title"), "add-dialog", form);
    this.listen();
    const { signal } = this;
    form.addEventListener("input", (event) => this.#typed(/** @type {InputEvent} */ (event)), { signal });
    form.addEventListener("change", (event) => this.#settled(event), { signal });
    form.addEventListener("toggle", (event) => this.#folded(event), { signal, capture: true });
    form.addEventListener("refill-way", () => this.#wayChanged(), { signal });
    form.addEventListener("refill-signed-in", (event) => this.#holderSignedIn(/** @type {CustomEvent<SignedIn>} */ (event).detail), { signal });
    this.addEventListener("refill-vault", () => this.#vaultChanged(), { signal });
    this.#offer();
    this.#showKeyWords();
    if (providers.length === 1 && providers[0]) this.#choose(providers[0].id);
    showPreview(this.preview, { state: "waiting" });
    this.key.focusInput();
  }

  /** @override */
  closing() {
    this.holder.forget();
    super.closing();
  }

  /** @override */
  get providerId() { return this.#provider; }

  get holder() { return must(this, "holder-entry", HolderEntry); }

  /** @param {string} name */
  #valueOf(name) {
    const input = this.querySelector(`input[name="${name}"]`);
    return input instanceof HTMLInputElement ? input.value.trim() : "";
  }

  /** @param {InputEvent} event */
  #typed(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const pasted = event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop";
    if (input.name === "provider") {
      this.#choose(input.value);
      // Arrow keys pass every provider: only the one whose key this is by its look gets to see it.
      const found = providerByPrefix(this.key.value, getStartup().providers);
      this.ask(found?.id === input.value ? "now" : "when-told");
    } else if (input.name === "key") {
      const found = providerByPrefix(input.value, getStartup().providers);
      if (found && found.id !== this.#provider) this.#choose(found.id, true);
      // What was guessed from an earlier key says nothing of the one that is there now.
      else if (!found && this.#isGuess) this.#choose(null);
      this.ask(pasted ? "now" : "after-pause");
    } else if (input.name === "server") {
      this.#offer();
      // Half an address is somebody else's: the key goes nowhere before the person is done with it.
      this.ask(pasted ? "now" : "when-told");
    }
  }

  /** @param {Event} event the person has left a field that was changed */
  #settled({ target }) {
    if (target instanceof HTMLInputElement && target.name === "server" && !this.check) this.ask("now");
  }

  /** @param {Event} event whether the usual server is meant has changed */
  #folded({ target }) {
    if (!(target instanceof HTMLDetailsElement) || !target.matches(".own-server")) return;
    this.#offer();
    this.ask("when-told");
    if (target.open) target.querySelector("input")?.focus();
  }

  /** @param {string | null} id @param {boolean} [recognised] */
  #choose(id, recognised = false) {
    const provider = id ? providerOf(id) : null;
    this.#provider = id;
    this.#isGuess = recognised;
    showChosen(this, provider);
    this.#offer();
    if (provider) this.key.hint = isolate(provider.keyHint);
    this.#showKeyWords(provider && recognised ? t("add-recognised", { provider: isolate(provider.name) }) : "");
  }

  #offer() {
    const offers = signInOffers(this, this.#provider);
    this.browser.offers = offers;
    this.form.classList.toggle("connects", offers.some((p) => p.signsIn));
    this.holder.ask(this.#provider ? providerOf(this.#provider) : null, serverTyped(this));
    this.form.classList.toggle("by-email", this.holder.isByEmail);
  }

  /** A key or a sign-in: what was there of the other is not wanted any more. */
  #wayChanged() {
    this.key.clear();
    this.ask("when-told");
    this.#offer();
    // The server comes first where it has to be named.
    const server = this.querySelector(".server-slot input");
    if (server instanceof HTMLInputElement && !server.value) server.focus();
  }

  #signInOther() {
    this.forgetSignIn();
    if (this.holder.isByEmail) this.holder.focusInput();
    else this.key.focusInput();
  }

  /** @param {SignedIn} signedIn */
  #holderSignedIn({ signIn, check }) {
    this.form.classList.add("connected");
    this.found(check, true);
    this.signIn = signIn;
    must(this.form, "button[type=submit]", HTMLButtonElement).focus();
  }

  /** @override */
  forgetSignIn() {
    if (this.holder.isDone) {
      this.holder.forget();
      this.form.classList.remove("connected");
      this.signedOut();
    }
    super.forgetSignIn();
  }

  /** @override */
  forgetCheck() {
    super.forgetCheck();
    must(this, ".found-slot", HTMLElement).replaceChildren();
  }

  /** @override @param {KeyCheck} check @param {boolean} bySignIn */
  found(check, bySignIn) {
    if (check.provider !== this.#provider) this.#choose(check.provider);
    super.found(check, bySignIn);
    must(this, ".found-slot", HTMLElement).replaceChildren(...foundFields(check, { isFirst: this.#isFirst }));
    const kinds = this.querySelector(".key-kinds-fold");
    // Now the person wants to know.
    if (kinds instanceof HTMLDetailsElement && check.hidden) kinds.open = true;
    this.preview.scrollIntoView({ block: "nearest" });
  }

  /** @override @param {KeyCheck} check @param {string} provider */
  signedIn(check, provider) {
    if (this.#provider !== provider) this.#choose(provider, true);
    this.found(check, true);
  }

  /** @override */
  async submit() {
    const check = await this.checked();
    const provider = this.#provider;
    if (!check || !provider) {
      this.#goOn();
      return;
    }
    const typed = this.#valueOf("threshold");
    const threshold = this.#isFirst ? check.suggestedThreshold?.value ?? null : parseAmount(typed);
    if (typed && threshold === null) {
      this.note.error = { code: "threshold_invalid", message: "", details: {} };
      must(this, "input[name=threshold]", HTMLInputElement).focus();
      return;
    }
    await this.save(() => this.#add(provider, threshold));
  }

  /** "Add" before there is a balance: shows what is missing, or asks once more. */
  #goOn() {
    const missing = this.preview.classList;
    if (this.holder.isByEmail) this.holder.focusInput();
    else if (!this.key.value) {
      this.note.error = { code: "key_empty", message: "", details: {} };
      this.key.focusInput();
    } else if (missing.contains("choose")) {
      must(this, "input[name=provider]", HTMLInputElement).focus();
    } else if (missing.contains("server")) {
      must(this, "input[name=server]", HTMLInputElement).focus();
    } else {
      this.ask("now");
      this.key.focusInput();
    }
  }

  /** @param {string} provider @param {string | null} threshold */
  async #add(provider, threshold) {
    const card = await call("add_account", {
      provider, threshold, server: serverTyped(this).typed, name: this.#valueOf("name"), ...this.newKey(),
    });
    this.browser.spend();
    this.holder.spend();
    this.dialog?.close();
    showToast({ text: t("add-done", { account: isolate(card.name) }) });
    await reloadOverview();
    if (this.#isFirst && card.reading) document.dispatchEvent(new CustomEvent("refill-first-account", { detail: card }));
  }

  /** @param {string} [recognised] whose key it is by its look */
  #showKeyWords(recognised = "") {
    must(this, ".key-hint", HTMLElement).textContent = [recognised, this.notice.keyWords].filter(Boolean).join(" ");
  }

  #vaultChanged() {
    const { state } = this.notice.vault;
    this.#showKeyWords();
    // The keychain stood in the way of a finished form: go on where the person was stopped.
    if (this.check && (state === "ready" || state === "session_only")) void this.submit();
  }
}

customElements.define("add-account-dialog", AddAccountDialog);
