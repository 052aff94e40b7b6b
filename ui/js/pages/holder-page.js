import "../elements/error-note-element.js";
import "../elements/holder-delete-element.js";
import "../elements/holder-keys-element.js";
import "../elements/holder-networks-element.js";
import "../elements/holder-profile-element.js";
import "../elements/holder-sign-in-form-element.js";
import "../elements/holder-wallets-element.js";
import "../elements/holder-webhooks-element.js";
import { RefillElement } from "../elements/base.js";
import { HolderSignInForm } from "../elements/holder-sign-in-form-element.js";
import { showToast } from "../elements/toast-stack-element.js";
import { fill, h, must } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { hrefOf } from "../router.js";
import { accountOf, getOverview, onChange, providerOf, reloadOverview } from "../state.js";
import { isolate } from "../text.js";
import { outside, tile } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

/** What an account's holder has at the provider besides the balance. Nothing here ever holds a key, a token or a password for longer than it is typed. */
export class HolderPageElement extends RefillElement {
  account = "";
  /** What stands there now, so that news of the balance leaves it alone. */
  #drawn = "";
  /** The sign-in turned out to have ended, whatever the overview said last. */
  #isEnded = false;
  #isLeaving = false;

  /** @override */
  connected() {
    this.append(
      h("a", { class: "back", href: hrefOf({ page: "account", account: this.account }), "data-testid": "back" }, icon("back"), h("span", null, t("holder-back"))),
      h("header", { class: "page-head" }, h("h1", { tabindex: "-1" }, t("holder-title"))),
      h("div", { class: "holder-body" }));
    const { signal } = this;
    onChange("overview", () => this.draw(), signal);
    this.addEventListener("refill-signed-in", () => void this.#signedIn(), { signal });
    this.addEventListener("refill-signed-out", () => this.#signedOut(), { signal });
    this.addEventListener("refill-leaving", () => { this.#isLeaving = true; }, { signal });
    this.draw();
  }

  get #body() { return must(this, ".holder-body", HTMLElement); }

  /** @override */
  draw() {
    const card = accountOf(this.account);
    const isUsable = card && providerOf(card.provider).holder;
    if (!card && (!getOverview() || this.#isLeaving)) return;
    const drawn = JSON.stringify(isUsable ? [card.id, card.name, card.signedIn && !this.#isEnded] : []);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    if (!isUsable) return this.#drawGone();
    this.#drawHead(card);
    if (card.signedIn && !this.#isEnded) this.#drawSections(card);
    else this.#drawSignIn(card);
  }

  #drawGone() {
    fill(must(this, ".page-head", HTMLElement), h("h1", { tabindex: "-1" }, t("account-gone-title")));
    fill(this.#body, h("error-note", { ".announce": false, ".error": { code: "account_gone", message: "", details: {} } }));
  }

  /** @param {AccountCard} card */
  #drawHead(card) {
    const focused = document.activeElement === this.querySelector("h1");
    fill(must(this, ".page-head", HTMLElement), h("div", { class: "page-title with-tile" }, tile(card.provider),
      h("div", null, h("h1", { tabindex: "-1" }, t("holder-title")),
        h("span", { class: "whose" }, outside(card.name), " · ", outside(providerOf(card.provider).name)))));
    if (focused) this.querySelector("h1")?.focus({ preventScroll: true });
    // Said once the page stands: its general title comes first.
    queueMicrotask(() => this.tell("refill-title", t("holder-page-title", { account: isolate(card.name) })));
  }

  /** @param {AccountCard} card */
  #drawSignIn(card) {
    const hadFocus = this.#body.contains(document.activeElement);
    fill(this.#body, h("section", { class: "panel holder-sign-in-panel", "data-testid": "holder-signed-out" },
      h("h2", null, t(this.#isEnded ? "holder-ended-title" : "holder-out-title")),
      h("p", { class: "muted" }, t("holder-out-text")),
      h("holder-sign-in-form", { ".card": card })));
    if (hadFocus || this.#isEnded) must(this, "holder-sign-in-form", HolderSignInForm).focusInput();
  }

  /** @param {AccountCard} card */
  #drawSections(card) {
    const advanced = h("details", { class: "fold panel advanced-panel" },
      h("summary", { "data-testid": "advanced-open" }, h("h2", null, t("advanced-title")), h("span", { class: "hint" }, t("advanced-hint"))),
      h("div", { class: "advanced-body" }));
    // Few people want it: it is read once somebody does.
    advanced.addEventListener("toggle", () => {
      const body = must(advanced, ".advanced-body", HTMLElement);
      if (advanced.open && !body.hasChildNodes()) fill(body, h("holder-webhooks", { ".card": card }), h("holder-networks", { ".card": card }));
    }, { signal: this.signal });
    fill(this.#body, h("div", { class: "holder-grid" },
      h("div", { class: "holder-column" },
        h("holder-keys", { class: "panel", ".card": card }),
        h("holder-wallets", { class: "panel", ".card": card })),
      h("div", { class: "holder-column" }, h("holder-profile", { class: "panel", ".card": card }), advanced),
      h("holder-delete", { class: "panel danger-panel", ".card": card })));
  }

  async #signedIn() {
    this.#isEnded = false;
    const card = accountOf(this.account);
    showToast({ text: t("holder-signed-in-toast", { account: isolate(card?.name) }) });
    try {
      await reloadOverview();
      this.draw();
      this.querySelector("h1")?.focus({ preventScroll: true });
    } catch (reason) {
      this.tell("refill-error", reason);
    }
  }

  #signedOut() {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.draw();
    void reloadOverview().catch((reason) => this.tell("refill-error", reason));
  }
}

customElements.define("holder-page", HolderPageElement);
