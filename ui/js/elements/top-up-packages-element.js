import "./error-note-element.js";
import { isBuyingElsewhere, tellNotBought } from "../buying.js";
import { fill, h, must } from "../dom.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { moneyText } from "../money.js";
import { chosenPackage, packageList, packageSkeleton } from "../top-up-drawings.js";
import { accountOf, providerOf } from "../state.js";
import { isolate } from "../text.js";
import { button } from "../views.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";
import { HolderSignInForm } from "./holder-sign-in-form-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../bindings/ipc.d.ts").IpcError} IpcError */
/** @typedef {import("../bindings/ipc.d.ts").Package} Package */
/** @typedef {import("../bindings/ipc.d.ts").TopUpView} TopUpView */

/** The packages of a provider: one click buys. Who has to sign in first does so here, and goes on with what was chosen. */
export class TopUpPackages extends RefillElement {
  /** @type {AccountCard | null} */
  card = null;
  /** @type {TopUpView | null} */
  view = null;
  /** @type {Package[]} */
  #offers = [];
  /** @type {Package | null} waits for the sign-in */
  #chosen = null;
  #needsSignIn = false;
  #buying = false;

  /** @override */
  actions = {
    "packages-retry": () => this.#load(),
    "package-buy": (/** @type {HTMLElement} */ control) => this.#choose(control.getAttribute("value")),
    "sign-in-back": () => this.#back(),
  };

  get #slot() { return must(this, ".packages-slot", HTMLElement); }
  get #note() { return must(this, "error-note", ErrorNote); }
  get #provider() { return isolate(providerOf(this.card?.provider ?? "").name); }

  /** @override */
  connected() {
    this.#needsSignIn = Boolean(this.view?.needsSignIn);
    this.append(
      h("error-note", { ".deed": "buying" }),
      h("div", { class: "packages-slot" }),
      h("p", { class: "visually-hidden packages-here", role: "status" }),
      h("p", { class: "hint packages-said", role: "status" }));
    this.addEventListener("refill-signed-in", () => void this.#signedIn(), { signal: this.signal });
    void this.#load();
  }

  async #load() {
    if (!this.card) return;
    this.#note.error = null;
    const had = this.#slot.contains(document.activeElement);
    fill(this.#slot, packageSkeleton(t("top-up-packages-loading", { provider: this.#provider })));
    try {
      this.#offers = await call("packages", { account: this.card.id });
      if (this.isConnected) this.#here(had);
    } catch (reason) {
      if (this.isConnected) this.#failed(toIpcError(reason), had);
    }
  }

  /** @param {boolean} had whether what was pressed is gone, so that the reader goes on at the heading */
  #here(had) {
    this.#draw();
    must(this, ".packages-here", HTMLElement).textContent = t("top-up-packages-here", { n: this.#offers.length });
    // Who went on elsewhere meanwhile stays there.
    if (!had || document.activeElement !== document.body) return;
    const title = must(this.#slot, "h2, h3", HTMLElement);
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }

  /** @param {IpcError} error @param {boolean} had */
  #failed(error, had) {
    if (error.code === "not_signed_in") {
      this.#askToSignIn(null);
      return;
    }
    this.#note.error = error;
    fill(this.#slot, button(t("action-try-again"), { action: "packages-retry", icon: "refresh", testid: "packages-retry" }));
    if (had) must(this.#slot, "button", HTMLElement).focus();
  }

  #draw() {
    const last = this.view?.lastPackage ?? null;
    fill(this.#slot, ...packageList(this.#offers, { provider: this.#provider, last, needsSignIn: this.#needsSignIn }));
    this.#say("");
  }

  /** @param {string} words */
  #say(words) {
    must(this, ".packages-said", HTMLElement).textContent = words;
  }

  /** @param {string | null} id */
  #choose(id) {
    const offer = this.#offers.find((each) => each.id === id);
    if (!offer || this.#buying) return;
    // It may have succeeded after the person had gone back to the packages.
    if (this.#needsSignIn && !accountOf(this.card?.id ?? "")?.signedIn) this.#askToSignIn(offer);
    else return this.#buy(offer);
  }

  /** @param {Package | null} offer */
  #askToSignIn(offer, ended = false) {
    this.#chosen = offer;
    this.#note.error = null;
    const provider = this.#provider;
    fill(this.#slot,
      h("div", { class: "top-up-sign-in", "data-testid": "top-up-sign-in" },
        h("h3", null, t(offer ? "top-up-sign-in" : "top-up-sign-in-plain", { provider })),
        offer && chosenPackage(offer),
        ended && h("p", { class: "sign-in-ended", role: "alert" }, t("top-up-sign-in-ended", { provider })),
        offer && h("p", { class: "muted" }, t("top-up-sign-in-then")),
        h("holder-sign-in-form", { ".card": this.card }),
        offer && button(t("top-up-back"), { action: "sign-in-back", icon: "back", kind: "plain", testid: "sign-in-back" })));
    this.#say("");
    must(this, "holder-sign-in-form", HolderSignInForm).focusInput();
  }

  #back() {
    const id = this.#chosen?.id;
    this.#chosen = null;
    this.#draw();
    const again = [...this.querySelectorAll(".package")].find((el) => el.getAttribute("value") === id);
    if (again instanceof HTMLElement) again.focus();
  }

  async #signedIn() {
    this.#needsSignIn = false;
    const offer = this.#chosen;
    this.#chosen = null;
    if (!offer) return this.#load();
    this.#draw();
    await this.#buy(offer);
  }

  /** @param {Package} offer as it was seen: Rust buys this or nothing */
  async #buy(offer) {
    if (!this.card || this.#buying || isBuyingElsewhere(this)) return;
    this.#buying = true;
    this.#note.error = null;
    this.setAttribute("aria-busy", "true");
    for (const el of this.querySelectorAll(".package")) {
      el.setAttribute("aria-disabled", "true");
      el.classList.toggle("is-chosen", el.getAttribute("value") === offer.id);
    }
    this.#say(t("top-up-buying", { provider: this.#provider, what: moneyText(offer.credits) }));
    try {
      this.tell("refill-bought", await call("buy_package", { account: this.card.id, package: offer }));
    } catch (reason) {
      if (this.isConnected) await this.#notBought(toIpcError(reason), offer);
      else tellNotBought(this.card.id, reason);
    } finally {
      this.#buying = false;
      this.removeAttribute("aria-busy");
    }
  }

  /** @param {IpcError} error @param {Package} offer */
  async #notBought(error, offer) {
    if (error.code === "not_signed_in") {
      this.#needsSignIn = true;
      this.#askToSignIn(offer, true);
      return;
    }
    if (error.code === "offer_changed") await this.#load();
    else this.#draw();
    this.#note.error = error;
    // Another payment may have been begun meanwhile, or this one may be waiting in spite of the error.
    this.tell("refill-not-bought", error);
  }
}

customElements.define("top-up-packages", TopUpPackages);
