import { must } from "../dom.js";
import { KeyChecker } from "../key-check.js";
import { providerOf } from "../state.js";
import { isolate } from "../text.js";
import { showPreview } from "./add-account-form.js";
import { KeyDialog } from "./key-dialog-base.js";
import { serverTyped } from "./server-field.js";

/** @typedef {import("../bindings/ipc.d.ts").KeyCheck} KeyCheck */

/** A sheet that shows what a key sees before it is used. */
export class CheckedKeyDialog extends KeyDialog {
  #checker = new KeyChecker();
  /** @type {KeyCheck | null} what the key that is there now sees */
  check = null;

  /** @override */
  closing() {
    this.#checker.forget();
    super.closing();
  }

  get preview() { return must(this, ".preview", HTMLElement); }

  /** What there is to see; waits for an answer that is under way. */
  async checked() {
    if (!this.check && this.#checker.pending) await this.#checker.pending;
    return this.check;
  }

  /** @param {"now" | "after-pause" | "when-told"} urgency */
  ask(urgency) {
    this.forgetCheck();
    this.forgetSignIn();
    this.note.error = null;
    const key = this.key.value;
    const provider = this.providerId;
    const server = serverTyped(this);
    if (!provider || !key || server.isMissing) {
      showPreview(this.preview, { state: !key ? "waiting" : provider ? "server" : "choose" });
      return;
    }
    if (urgency === "when-told") {
      showPreview(this.preview, { state: "ready" });
      return;
    }
    showPreview(this.preview, { state: "checking", provider: isolate(providerOf(provider).name) });
    void this.#checker.ask({ provider, server: server.typed, key }, urgency === "now").then((answer) => this.#answered(answer));
  }

  forgetCheck() {
    this.#checker.forget();
    this.check = null;
  }

  /** @param {Awaited<ReturnType<KeyChecker["ask"]>>} answer */
  #answered(answer) {
    if (!answer || !this.isConnected) return;
    if ("error" in answer) {
      this.preview.className = "preview hidden";
      this.note.error = answer.error;
    } else this.found(answer.check, false);
  }

  /** @param {KeyCheck} check @param {boolean} bySignIn */
  found(check, bySignIn) {
    this.check = check;
    showPreview(this.preview, { state: "found", check, bySignIn });
  }

  /** @override */
  signingIn() {
    super.signingIn();
    this.forgetCheck();
  }

  /** @override */
  signedOut() {
    this.forgetCheck();
    showPreview(this.preview, { state: "waiting" });
  }
}
