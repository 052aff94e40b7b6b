import "./vault-notice-element.js";
import { must } from "../dom.js";
import { vaultStateOf } from "../errors.js";
import { call, toIpcError } from "../ipc.js";
import { DialogElement } from "./dialog-base.js";
import { ErrorNote } from "./error-note-element.js";
import { KeyField } from "./key-field-element.js";
import { SignIn } from "./sign-in-element.js";
import { VaultNotice } from "./vault-notice-element.js";

/** @typedef {import("../bindings/ipc.d.ts").IpcError} IpcError */
/** @typedef {import("../bindings/ipc.d.ts").KeyCheck} KeyCheck */
/** @typedef {import("../bindings/ipc.d.ts").LinkView} LinkView */
/** @typedef {import("./sign-in-element.js").SignInNews} SignInNews */

const LINKS = /** @type {readonly LinkView[]} */ (["get_key", "get_management_key"]);

/** What the sheets that take a key share: it is pasted or comes from a sign-in, and is kept where the keychain allows. */
export class KeyDialog extends DialogElement {
  /** @type {string | null} the sign-in whose key was checked, instead of a pasted one */
  signIn = null;
  #saving = false;

  /** @override @type {import("./base.js").Actions} */
  actions = {
    "provider-link": (/** @type {HTMLElement} */ control) => this.#openLink(control),
    "sign-in-other": () => {
      this.forgetSignIn();
      this.key.focusInput();
    },
  };

  get form() { return must(this, "form", HTMLFormElement); }
  get key() { return must(this, "key-field", KeyField); }
  get browser() { return must(this, "sign-in", SignIn); }
  get notice() { return must(this, "vault-notice", VaultNotice); }
  get note() { return must(this, ".sheet-body > error-note", ErrorNote); }

  /** @returns {string | null} whose key is wanted */
  get providerId() { return null; }

  /** Listens to the form that was just shown. */
  listen() {
    const { signal } = this;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      // Enter in the field of the code means the code.
      if (this.browser.state === "code") this.browser.finish();
      else void this.submit();
    }, { signal });
    this.addEventListener("refill-sign-in", (event) => this.#news(/** @type {CustomEvent<SignInNews>} */ (event).detail), { signal });
  }

  /** @override */
  closing() {
    this.key.clear();
    this.browser.cancel();
  }

  async submit() {}

  /** A key came from the browser. @param {KeyCheck} _check @param {string} _provider */
  signedIn(_check, _provider) {}

  /** The browser is about to open: what was pasted is not wanted any more. */
  signingIn() {
    this.key.clear();
    this.note.error = null;
  }

  /** No sign-in is under way any more. */
  signedOut() {}

  /** The key of a sign-in is for what was chosen then. */
  forgetSignIn() {
    this.signIn = null;
    if (this.browser.state !== "offer") this.browser.cancel();
  }

  /** @param {SignInNews} news */
  #news({ state, provider, signIn, check }) {
    this.form.classList.toggle("signing", state !== "offer" && state !== "done");
    this.form.classList.toggle("connected", state === "done");
    if (state === "opening") this.signingIn();
    if (state === "offer") this.signedOut();
    if (state !== "done" || !check) return;
    this.signedIn(check, provider);
    this.signIn = signIn;
    must(this.form, "button[type=submit]", HTMLButtonElement).focus();
  }

  /** @returns {{ key: string | null, signIn: string | null, keep: "keychain" | "session" }} */
  newKey() {
    return { key: this.signIn ? null : this.key.value, signIn: this.signIn, keep: this.notice.keep };
  }

  /** Two presses of Enter are one save. @param {() => Promise<void>} act */
  async save(act) {
    if (this.#saving) return;
    this.#saving = true;
    this.note.error = null;
    const submit = must(this.form, "button[type=submit]", HTMLButtonElement);
    submit.setAttribute("aria-disabled", "true");
    this.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (reason) {
      this.#failed(toIpcError(reason));
    } finally {
      this.#saving = false;
      submit.removeAttribute("aria-disabled");
      this.removeAttribute("aria-busy");
    }
  }

  /** @param {IpcError} error */
  #failed(error) {
    const state = vaultStateOf(error.code);
    if (!state) {
      this.note.error = error;
      return;
    }
    this.notice.vault = { state };
    this.notice.querySelector("button")?.focus();
  }

  /** @param {HTMLElement} control */
  async #openLink(control) {
    const link = LINKS.find((one) => one === control.getAttribute("value"));
    if (!link || !this.providerId) return;
    try {
      await call("open_link", { provider: this.providerId, link });
    } catch (reason) {
      this.note.error = toIpcError(reason);
    }
  }
}
