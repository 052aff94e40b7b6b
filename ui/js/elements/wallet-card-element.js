import { fill, h, must } from "../dom.js";
import { errorText } from "../error-words.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { asOf } from "../time.js";
import { amount, button, iconButton } from "../views.js";
import { walletCode, wholeAddress } from "../wallet-drawings.js";
import { KIND_HINTS, KIND_ICONS, KIND_TITLES, walletName } from "../wallet-words.js";
import { showToast } from "./toast-stack-element.js";
import { WalletSection } from "./wallet-section-base.js";

/** @typedef {import("../bindings/ipc.d.ts").IpcError} IpcError */
/** @typedef {import("../bindings/ipc.d.ts").WalletBalance} WalletBalance */
/** @typedef {import("../bindings/ipc.d.ts").WalletCode} WalletCode */
/** @typedef {import("../bindings/ipc.d.ts").WalletView} WalletView */

/** So many digits fit beside the code in large type. */
const LARGE = 8;

/** One wallet: what it holds, where USDC is sent to, and what can be done with it. */
export class WalletCard extends WalletSection {
  /** Which of the page's wallets. */
  wallet = "";
  /** @type {WalletBalance | null} */
  #balance = null;
  /** Why the balance could not be read last time. @type {IpcError | null} */
  #failure = null;
  #isReading = false;
  /** @type {WalletCode | null} */
  #code = null;

  /** @override @type {import("./base.js").Actions} */
  actions = {
    "wallet-refresh": () => this.readBalance(),
    "wallet-copy-address": (control) => this.#copy(control),
    "wallet-use": (control) => this.#use(control),
    "wallet-phrase": (control) => this.change(control, () => call("show_phrase", this.#args)),
    "wallet-remove": (control) => this.#remove(control),
  };

  get #args() { return { wallet: this.wallet }; }

  /** @returns {WalletView | null} */
  get #wallet() { return this.view?.wallets.find(({ id }) => id === this.wallet) ?? null; }

  /** @override */
  connected() {
    super.connected();
    void this.readBalance();
    void this.#readCode();
  }

  /** @override */
  draw() {
    const wallet = this.#wallet;
    if (!wallet) return;
    this.body.dataset["wallet"] = wallet.id;
    fill(this.body,
      this.#head(wallet),
      h("div", { class: "wallet-main" },
        h("div", { class: "wallet-holds" }, this.#holds(wallet), this.#where(wallet)),
        h("div", { class: "wallet-code-slot" }, this.#code && walletCode(this.#code))),
      this.view?.demo && h("p", { class: "wallet-demo" }, icon("flask"), h("span", null, t("wallet-demo"))),
      this.#foot(wallet));
  }

  /** @param {WalletView} wallet */
  #head({ kind, isDefault, program }) {
    return h("div", { class: "wallet-head" },
      h("span", { class: "wallet-kind" }, icon(KIND_ICONS[kind])),
      h("div", { class: "wallet-names" },
        h("h2", { tabindex: "-1", "data-testid": "wallet-kind" }, t(KIND_TITLES[kind])),
        h("p", { class: "hint" }, t(KIND_HINTS[kind], { program: isolate(program) }))),
      isDefault && h("span", { class: "chip budget", "data-testid": "wallet-default" }, icon("check"), t("wallet-default")));
  }

  /** @param {WalletView} wallet */
  #holds(wallet) {
    const refresh = iconButton(t("wallet-refresh"), { action: "wallet-refresh", icon: "refresh", testid: "wallet-refresh", label: t("wallet-refresh-of", { wallet: walletName(wallet) }) });
    if (this.#isReading) refresh.setAttribute("aria-disabled", "true");
    const held = this.#balance?.balance.value ?? "";
    const isEmpty = held !== "" && !/[1-9]/u.test(held);
    const isLong = held.length > LARGE;
    return h("div", { class: "wallet-balance", "aria-busy": this.#isReading ? "true" : null },
      this.#balance || this.#failure
        ? h("p", { class: `wallet-amount${isLong ? " is-long" : ""}`, "data-testid": "wallet-balance" }, amount(this.#balance?.balance ?? null))
        : h("span", { class: "bone balance", role: "status" }, h("span", { class: "visually-hidden" }, t("wallet-reading"))),
      h("p", { class: "wallet-age" }, h("span", { class: "age", "data-testid": "wallet-age" }, this.#age()), refresh),
      this.#failure && this.#sorry(this.#failure),
      isEmpty && button(t("wallet-empty"), { action: "wallet-guide", icon: "forward", kind: "plain", testid: "wallet-how" }));
  }

  #age() {
    if (this.#isReading) return t("wallet-reading");
    return this.#balance ? asOf(this.#balance.at) : "";
  }

  /** The last value stays, and beside it why there is no newer one. @param {IpcError} error */
  #sorry(error) {
    const { what, todo } = errorText(error.code);
    return h("p", { class: "wallet-sorry", "data-testid": "wallet-sorry", "data-code": error.code }, icon("offline"),
      h("span", null, t("wallet-sorry", { what }), " ", todo));
  }

  /** @param {WalletView} wallet */
  #where(wallet) {
    return h("div", { class: "wallet-where" },
      h("h3", null, t("wallet-address", { network: isolate(wallet.network) })),
      wholeAddress(wallet.address, "own-wallet-address"),
      button(t("wallet-copy"), { action: "wallet-copy-address", icon: "copy", testid: "wallet-copy-address", label: t("wallet-copy-of", { wallet: walletName(wallet) }) }));
  }

  /** @param {WalletView} wallet */
  #foot(wallet) {
    const name = { wallet: walletName(wallet) };
    return h("div", { class: "wallet-do" },
      !wallet.isDefault && button(t("wallet-use"), { action: "wallet-use", icon: "check", testid: "wallet-use", label: t("wallet-use-of", name) }),
      wallet.kind === "own" && wallet.hasPhrase && button(t("wallet-phrase"), { action: "wallet-phrase", icon: "eye", testid: "wallet-phrase", label: t("wallet-phrase-of", name) }),
      button(t("wallet-remove"), { action: "wallet-remove", icon: "trash", kind: "danger", testid: "wallet-remove", label: t("wallet-remove-of", name) }));
  }

  /** One reading at a time. */
  async readBalance() {
    if (this.#isReading) return;
    this.#isReading = true;
    this.redraw();
    try {
      this.#balance = await call("wallet_balance", this.#args);
      this.#failure = null;
    } catch (reason) {
      this.#failure = toIpcError(reason);
    } finally {
      this.#isReading = false;
      this.redraw();
    }
  }

  async #readCode() {
    try {
      this.#code = await call("wallet_code", this.#args);
      this.redraw();
    } catch {
      // The address stands beside it: the code is a convenience.
    }
  }

  /** @param {HTMLElement} control */
  async #copy(control) {
    const wallet = this.#wallet;
    if (!wallet) return;
    const isDone = await this.change(control, () => call("copy_wallet_address", this.#args));
    if (isDone) showToast({ text: t("wallet-copied", { wallet: walletName(wallet), network: isolate(wallet.network) }) });
  }

  /** @param {HTMLElement} control */
  async #use(control) {
    const wallet = this.#wallet;
    if (!wallet) return;
    const isDone = await this.change(control, () => call("set_default_wallet", this.#args), { done: t("wallet-used", { wallet: walletName(wallet) }) });
    // The button is gone with the choice that it made.
    if (isDone && this.isConnected) must(this, "h2", HTMLElement).focus();
  }

  /** Rust asks, and says what the wallet still holds. @param {HTMLElement} control */
  async #remove(control) {
    const wallet = this.#wallet;
    if (wallet) await this.change(control, () => call("remove_wallet", this.#args), { done: t("wallet-removed", { wallet: walletName(wallet) }) });
  }
}

customElements.define("wallet-card", WalletCard);
