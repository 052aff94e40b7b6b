import "./holder-sign-in-form-element.js";
import { fill, h, must } from "../dom.js";
import { icon } from "../icons.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { RefillElement } from "./base.js";
import { HolderSignInForm } from "./holder-sign-in-form-element.js";

/** @typedef {import("../bindings/ipc.d.ts").ProviderView} ProviderView */
/** @typedef {import("../bindings/ipc.d.ts").SignedIn} SignedIn */
/** @typedef {"key" | "email"} Way */

const WAY_WORDS = /** @type {const} */ ({ key: "add-way-key", email: "add-way-email" });

/**
 * A new account by its key, or by signing in as its holder, where the provider has that. Tells `refill-way` when the
 * way was changed. Whoever holds it must `forget` when the sign-in is not wanted any more.
 */
export class HolderEntry extends RefillElement {
  /** @type {ProviderView | null} */
  #provider = null;
  /** @type {{ typed: string | null, isMissing: boolean }} */
  #server = { typed: null, isMissing: false };
  /** @type {Way} */
  #way = "key";
  /** @type {string | null} the sign-in that succeeded */
  #signIn = null;

  /** @override */
  connected() {
    const { signal } = this;
    this.#draw();
    this.addEventListener("change", (event) => this.#choose(event.target), { signal });
    this.addEventListener("refill-signed-in", (event) => {
      this.#signIn = /** @type {CustomEvent<SignedIn>} */ (event).detail.signIn;
    }, { signal });
  }

  /** @param {ProviderView | null} provider @param {{ typed: string | null, isMissing: boolean }} server */
  ask(provider, server) {
    const isOther = provider?.id !== this.#provider?.id;
    this.#provider = provider;
    this.#server = server;
    if (!provider?.holder) this.#way = "key";
    if (isOther) this.#draw();
    this.#drawForm();
  }

  get isByEmail() {
    return this.#way === "email";
  }

  get isDone() {
    return this.#signIn !== null;
  }

  /** A sign-in whose key nobody wants any more; the key's text goes with it. */
  forget() {
    const signIn = this.#signIn;
    this.#signIn = null;
    if (!signIn) return;
    this.#draw();
    this.#drawForm();
    // Nobody waits for it.
    void call("sign_in_cancel", { signIn }).catch(() => {});
  }

  /** Its key is in use: there is nothing left to forget. */
  spend() {
    this.#signIn = null;
  }

  focusInput() {
    const form = this.querySelector("holder-sign-in-form");
    if (form instanceof HolderSignInForm) form.focusInput();
  }

  /** @param {EventTarget | null} input */
  #choose(input) {
    if (!(input instanceof HTMLInputElement) || input.name !== "way") return;
    this.#way = input.value === "email" ? "email" : "key";
    this.#drawForm();
    this.tell("refill-way");
  }

  #draw() {
    const options = Object.entries(WAY_WORDS).map(([way, words]) => h("label", { class: "segment" },
      h("input", { type: "radio", name: "way", value: way, "data-testid": `way-${way}`, ".checked": way === this.#way }),
      h("span", null, t(words))));
    fill(this, this.#provider?.holder && h("fieldset", { class: "segments ways" },
      h("legend", { class: "visually-hidden" }, t("add-way")), ...options),
      h("div", { class: "holder-slot" }));
  }

  /** Made once: half an address more must not take away what is being typed. */
  #drawForm() {
    const slot = must(this, ".holder-slot", HTMLElement);
    const provider = this.#provider;
    if (!this.isByEmail || !provider) return fill(slot);
    if (this.#server.isMissing) {
      return fill(slot, h("p", { class: "hint holder-makes", role: "status", "data-testid": "way-server" }, icon("globe"), h("span", null, t("add-way-server"))));
    }
    const place = { provider: provider.id, server: this.#server.typed };
    if (!slot.querySelector("holder-sign-in-form")) {
      fill(slot,
        h("p", { class: "hint holder-makes", "data-testid": "holder-makes-key" }, icon("key"), h("span", null, t("add-way-makes-key", { provider: isolate(provider.name) }))),
        h("holder-sign-in-form", { ".place": place }));
    }
    must(slot, "holder-sign-in-form", HolderSignInForm).place = place;
  }
}

customElements.define("holder-entry", HolderEntry);
