import "./error-note-element.js";
import { fill, h, must, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { button, field, tile } from "../views.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";

/** @typedef {import("../bindings/ipc.d.ts").IpcError} IpcError */
/** @typedef {import("../bindings/ipc.d.ts").KeyCheck} KeyCheck */
/** @typedef {import("../bindings/ipc.d.ts").ProviderView} ProviderView */

/** @typedef {"offer" | "opening" | "waiting" | "code" | "finishing" | "done"} State */
/** @typedef {{ state: State, provider: string, signIn: string | null, check: KeyCheck | null }} SignInNews */

/**
 * A key by signing in with the browser, or by a code that its page shows. Tells `refill-sign-in` whenever its state
 * changes. Whoever holds it must `cancel` when the key is not wanted any more.
 */
export class SignIn extends RefillElement {
  /** @type {string | null} the account that gets another key, at its own server; null for a new one at the usual server */
  account = null;

  /** @type {readonly ProviderView[]} */
  #offers = [];
  /** @type {ProviderView | null} */
  #provider = null;
  /** @type {string | null} */
  #signIn = null;
  /** @type {State} */
  #state = "offer";
  /** Answers to an older try count no more. */
  #tries = 0;

  /** @override */
  actions = {
    "sign-in": (/** @type {HTMLElement} */ control) => this.#begin(control.getAttribute("value") ?? "", false),
    "sign-in-code": () => this.#begin(this.#provider?.id ?? "", true),
    "sign-in-cancel": () => this.cancel(),
    "sign-in-finish": () => this.finish(),
  };

  /** @param {readonly ProviderView[]} providers that may be signed in to, as things stand */
  set offers(providers) {
    this.#offers = providers.filter((p) => p.signsIn);
    if (this.#state === "offer") this.#draw();
  }

  get state() {
    return this.#state;
  }

  /** Forgets the sign-in, wherever it stands, and offers it again. */
  cancel() {
    const signIn = this.#signIn;
    this.#tries += 1;
    this.#signIn = null;
    if (this.#state !== "offer") this.#to("offer");
    // Nobody waits for it, and a sign-in that is over already is as good as cancelled.
    if (signIn) void call("sign_in_cancel", { signIn }).catch(() => {});
  }

  /** Its key is in use: there is nothing left to cancel. */
  spend() {
    this.#signIn = null;
  }

  /** Takes the pasted code, which is good for one time, out of the page. */
  finish() {
    const input = this.querySelector("input[name=code]");
    if (!(input instanceof HTMLInputElement)) return;
    const code = input.value.trim();
    input.value = "";
    if (code) void this.#finish(code);
    else input.focus();
  }

  /** @param {string} id @param {boolean} byCode */
  async #begin(id, byCode) {
    const provider = this.#offers.find((p) => p.id === id);
    if (!provider) return;
    this.cancel();
    this.#provider = provider;
    const mine = this.#tries;
    this.#to("opening");
    try {
      const begun = await call("sign_in_begin", { provider: id, account: this.account, byCode });
      if (mine !== this.#tries) return void call("sign_in_cancel", { signIn: begun.signIn }).catch(() => {});
      this.#signIn = begun.signIn;
      this.#to(byCode ? "code" : "waiting", begun.host);
      if (!byCode) await this.#finish(null);
    } catch (reason) {
      if (mine === this.#tries) this.#failed(toIpcError(reason), byCode);
    }
  }

  /** @param {string | null} code */
  async #finish(code) {
    const signIn = this.#signIn;
    const mine = this.#tries;
    if (!signIn) return;
    if (code) this.#to("finishing");
    try {
      const check = await call("sign_in_finish", { signIn, code });
      if (mine === this.#tries) this.#to("done", "", check);
    } catch (reason) {
      if (mine === this.#tries) this.#failed(toIpcError(reason), code !== null);
    }
  }

  /** @param {IpcError} error @param {boolean} byCode */
  #failed(error, byCode) {
    const provider = this.#provider?.id ?? "";
    this.cancel();
    // The way back into this window is shut on this computer: the code goes by hand.
    if (error.code === "sign_in_unavailable" && !byCode) void this.#begin(provider, true);
    else must(this, "error-note", ErrorNote).error = error;
  }

  /** @param {State} state @param {string} [host] @param {KeyCheck | null} [check] */
  #to(state, host = "", check = null) {
    this.#state = state;
    this.#draw(host);
    /** @type {SignInNews} */
    const news = { state, provider: this.#provider?.id ?? "", signIn: this.#signIn, check };
    this.tell("refill-sign-in", news);
  }

  #draw(host = "") {
    const provider = isolate(this.#provider?.name);
    const drawn = {
      offer: () => this.#offers.map(offer),
      opening: () => [waiting(t("sign-in-opening"))],
      waiting: () => [
        waiting(t("sign-in-waiting", { host: isolate(host) })), h("p", { class: "hint" }, t("sign-in-waiting-hint", { provider })),
        h("p", { class: "sign-in-else" }, t("sign-in-no-return"), " ",
          button(t("sign-in-use-code"), { action: "sign-in-code", kind: "plain", testid: "sign-in-code" })),
        actions(),
      ],
      code: () => [codeForm(host)],
      finishing: () => [waiting(t("add-checking", { provider })), actions()],
      done: () => [],
    }[this.#state]();
    fill(this, drawn.length > 0 && h("div", { class: `sign-in ${this.#state}`, "data-testid": "sign-in", "data-state": this.#state }, ...drawn),
      h("error-note"));
    this.querySelector("input")?.focus();
  }
}

/** @param {ProviderView} provider */
function offer(provider) {
  const name = isolate(provider.name);
  const connect = button(t("sign-in-connect", { provider: name }), {
    action: "sign-in", kind: "connect", value: provider.id, testid: `connect-${provider.id}`,
  });
  connect.prepend(tile(provider.id));
  return h("div", { class: "sign-in-offer" }, connect, h("p", { class: "hint" }, t("sign-in-hint")));
}

/** @param {string} words */
function waiting(words) {
  return h("div", { class: "sign-in-state", role: "status" }, h("span", { class: "spinner", "aria-hidden": "true" }), h("p", null, words));
}

/** @param {...HTMLElement} more */
function actions(...more) {
  return h("div", { class: "note-actions" },
    button(t("action-cancel"), { action: "sign-in-cancel", testid: "sign-in-cancel" }), ...more);
}

/** @param {string} host */
function codeForm(host) {
  const input = h("input", {
    id: uniqueId("code"), name: "code", type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "data-testid": "code-input",
  });
  return h("div", { class: "sign-in-code" },
    h("p", { role: "status" }, icon("globe"), t("sign-in-code-text", { host: isolate(host) })),
    field(t("sign-in-code-label"), input, h("p", { class: "hint" }, t("sign-in-code-hint"))),
    actions(button(t("sign-in-code-go"), { action: "sign-in-finish", kind: "primary", testid: "sign-in-finish" })));
}

customElements.define("sign-in", SignIn);
