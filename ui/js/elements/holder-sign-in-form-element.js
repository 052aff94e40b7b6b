import "./error-note-element.js";
import { fill, h, must } from "../dom.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { getStartup, providerOf } from "../state.js";
import { isolate } from "../text.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";
import { HolderPassword } from "./holder-password-element.js";
import { stepForm, submitWords } from "./holder-sign-in-parts.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../bindings/ipc.d.ts").IpcError} IpcError */
/** @typedef {import("./holder-sign-in-parts.js").Step} Step */
/** @typedef {{ provider: string, server: string | null }} Place */
/** @typedef {import("../bindings/ipc.d.ts").SignedIn | null} SignedInDetail null for an account that is there already */

/** As far as it can be told from other texts; whether it exists, the provider finds out. */
const IS_EMAIL = /^[^\s@]+@[^\s@]+$/u;

/** What a refusal is about, where there is no key that it could be about. @type {Readonly<Partial<Record<Step, string>>>} */
const REFUSED = { "sign-in": "holder-wrong-password", reset: "holder-wrong-code", verify: "holder-wrong-code" };

/**
 * Signing in with e-mail and password, and what may have to come before it: registering, the code of the e-mail, a new
 * password. Tells `refill-signed-in` with a `SignedInDetail`. It is no `<form>`, so that it may stand inside of one.
 */
export class HolderSignInForm extends RefillElement {
  /** @type {AccountCard | null} an account that is there already */
  card = null;

  /** @type {Place | null} for a new account: at which provider, and the server as it was typed */
  #place = null;
  /** @type {Step} */
  #step = "sign-in";
  #email = "";
  #isBusy = false;
  /** Answers to what was asked for another place count no more. */
  #tries = 0;

  /** @override */
  actions = {
    "holder-submit": () => this.#submit(),
    "holder-step": (/** @type {HTMLElement} */ control) => this.#leaveFor(control.getAttribute("value")),
  };

  /** @param {Place | null} place */
  set place(place) {
    if (place?.provider === this.#place?.provider && place?.server === this.#place?.server) return;
    const isOther = place?.provider !== this.#place?.provider;
    this.#tries += 1;
    this.#place = place;
    if (isOther) this.#to("sign-in");
    // What was asked goes to the former address, and nobody waits for its answer.
    else if (this.#isBusy) this.#complain(t("holder-address-changed"), "address");
  }

  get place() {
    return this.card ? { provider: this.card.provider, server: null } : this.#place;
  }

  /** @override */
  connected() {
    this.addEventListener("keydown", (event) => this.#key(event), { signal: this.signal });
    if (!this.hasChildNodes()) this.#to("sign-in");
  }

  /** @override */
  disconnectedCallback() {
    this.#tries += 1;
    super.disconnectedCallback();
  }

  focusInput() {
    const inputs = [...this.querySelectorAll("input")];
    (inputs.find((input) => !input.value) ?? inputs[0])?.focus();
  }

  /** Enter means this form, and not one around it. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (!event.isComposing) void this.#submit();
  }

  /** @param {string | null} step */
  #leaveFor(step) {
    const to = /** @type {readonly Step[]} */ (["sign-in", "forgot", "register"]).find((one) => one === step);
    if (!to || this.#isBusy) return;
    this.#email = this.#valueOf("holder-email") || this.#email;
    this.#to(to);
    this.focusInput();
  }

  /** @param {Step} step @param {string} [notice] */
  #to(step, notice = "") {
    this.#step = step;
    const provider = providerOf(this.place?.provider ?? "").name;
    fill(this, stepForm(step, { provider, email: this.#email, isNew: !this.card, isDemo: getStartup().demo }, notice));
  }

  /** @param {string} name */
  #valueOf(name) {
    const input = this.querySelector(`input[name="${name}"]`);
    return input instanceof HTMLInputElement ? input.value.trim() : "";
  }

  async #submit() {
    const { place } = this;
    if (this.#isBusy || !place) return;
    const missing = [...this.querySelectorAll("input[required]")].find((input) => input instanceof HTMLInputElement && !input.value.trim());
    this.#complain(missing ? t("holder-missing") : "", "missing");
    if (missing instanceof HTMLInputElement) return missing.focus();
    const email = this.querySelector("input[name=holder-email]");
    if (email instanceof HTMLInputElement && !IS_EMAIL.test(email.value.trim())) {
      this.#complain(t("holder-no-email"), "email");
      return email.focus();
    }
    const mine = this.#tries;
    this.#email = this.#valueOf("holder-email") || this.#email;
    const code = this.#valueOf("holder-code");
    const field = this.querySelector("holder-password");
    const password = field instanceof HolderPassword ? field.take() : "";
    this.#setBusy(true);
    try {
      await this.#ask(place, code, password, mine);
    } catch (reason) {
      if (mine === this.#tries) this.#failed(toIpcError(reason));
    } finally {
      this.#setBusy(false);
    }
  }

  /** @param {Place} place @param {string} code @param {string} password @param {number} mine */
  async #ask(place, code, password, mine) {
    const email = this.#email;
    const step = this.#step;
    const account = this.card?.id ?? null;
    if (step === "sign-in") return this.#signIn(place, password, mine);
    if (step === "forgot") await call("holder_forgot", { ...place, account, email });
    if (step === "register") await call("holder_register", { ...place, email, password, name: this.#valueOf("holder-name") || null });
    if (step === "verify") await call("holder_verify", { ...place, account, code });
    if (step === "reset") await call("holder_reset", { ...place, account, code, password });
    if (mine !== this.#tries) return;
    if (step === "reset") {
      // Where this fails, the person is asked for the new password and not for a code that is used up.
      this.#to("sign-in", t("holder-password-set"));
      return this.#signIn(place, password, mine);
    }
    if (step === "verify") this.#to("sign-in", t("holder-verified"));
    else this.#to(step === "forgot" ? "reset" : "verify");
    this.focusInput();
  }

  /** @param {Place} place @param {string} password @param {number} mine */
  async #signIn(place, password, mine) {
    const email = this.#email;
    this.#setBusy(true);
    if (this.card) {
      await call("holder_sign_in", { account: this.card.id, email, password });
      if (mine === this.#tries) this.tell("refill-signed-in", null);
      return;
    }
    const signedIn = await call("holder_sign_in_new", { ...place, email, password });
    if (mine === this.#tries) this.tell("refill-signed-in", signedIn);
    // Nobody waits for it any more: the key in Rust's memory is forgotten.
    else void call("sign_in_cancel", { signIn: signedIn.signIn }).catch(() => {});
  }

  /** @param {IpcError} error */
  #failed(error) {
    const { code, details } = error;
    const said = details["said"];
    if (code === "email_unverified") {
      this.#to("verify");
      this.#complain(t("holder-unverified"), code);
    } else if (code === "rejected" && said) this.#complain(t("holder-said", { said: isolate(said) }), code);
    else if ((code === "key_refused" || code === "rejected") && REFUSED[this.#step]) this.#complain(t(REFUSED[this.#step] ?? ""), code);
    else must(this, "error-note", ErrorNote).error = error;
    this.focusInput();
    // In a small sheet what went wrong may lie below the edge.
    for (const said of this.querySelectorAll(".holder-problem, error-note")) said.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} words @param {string} code */
  #complain(words, code) {
    must(this, "error-note", ErrorNote).error = null;
    const problem = must(this, ".holder-problem", HTMLElement);
    problem.dataset["code"] = words ? code : "";
    problem.textContent = words;
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#isBusy = busy;
    const submit = this.querySelector("[data-testid=holder-submit]");
    if (!submit) return;
    if (busy) this.setAttribute("aria-busy", "true");
    else this.removeAttribute("aria-busy");
    submit.setAttribute("aria-disabled", String(busy));
    fill(submit, busy && h("span", { class: "spinner", "aria-hidden": "true" }), h("span", null, submitWords(this.#step, busy)));
  }
}

customElements.define("holder-sign-in-form", HolderSignInForm);
