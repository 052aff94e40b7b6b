import { fill, h, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { isolate, plain } from "../text.js";
import { button, field } from "../views.js";
import { WalletSection } from "./wallet-section-base.js";

/**
 * @param {string} id of its words; `.text` says more
 * @param {{ icon: string, action: string, testid: string, isBest?: boolean }} options
 */
function way(id, { icon: name, action, testid, isBest = false }) {
  return h("li", null, h("button", { type: "button", class: "wallet-way", "data-action": action, "data-testid": testid },
    icon(name, "icon wallet-way-icon"),
    h("span", { class: "wallet-way-words" },
      h("span", { class: "wallet-way-title" }, t(id), isBest && " ", isBest && h("span", { class: "chip budget" }, t("wallet-way-best"))),
      h("span", { class: "hint" }, t(`${id}.text`))),
    icon("forward", "icon wallet-way-go")));
}

/** The ways to a wallet. Keys and phrases are asked for and shown in windows of the system, never here. */
export class WalletWays extends WalletSection {
  #drawn = "";

  /** @override @type {import("./base.js").Actions} */
  actions = {
    "wallet-create": (control) => this.change(control, () => call("new_wallet"), { done: t("wallet-created") }),
    "wallet-import": (control) => this.change(control, () => call("import_wallet"), { done: t("wallet-imported") }),
    "wallet-browser": (control) => this.change(control, () => call("connect_browser_wallet"), { done: t("wallet-connected"), waiting: t("wallet-waiting-browser") }),
  };

  /** @override */
  draw() {
    const view = this.view;
    if (!view) return;
    // An address that is being typed stays.
    const isFirst = view.wallets.length === 0;
    const drawn = JSON.stringify([view.canHoldKeys, view.programHint, isFirst]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const own = view.canHoldKeys ? [
      way("wallet-way-create", { icon: "plus", action: "wallet-create", testid: "wallet-create-own", isBest: isFirst }),
      way("wallet-way-import", { icon: "key", action: "wallet-import", testid: "wallet-import" }),
    ] : [];
    fill(this.body,
      !view.canHoldKeys && h("p", { class: "wallet-no-keys", "data-testid": "wallet-no-keys" }, icon("lock"), h("span", null, t("wallet-no-keys"))),
      h("ul", { class: "wallet-ways" }, ...own,
        way("wallet-way-browser", { icon: "browser", action: "wallet-browser", testid: "wallet-browser" }),
        h("li", null, this.#programWay(view.programHint))));
  }

  /** @param {string} hint the usual address */
  #programWay(hint) {
    const input = h("input", {
      id: uniqueId("program"), name: "program", type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false",
      placeholder: isolate(hint), "data-testid": "wallet-program-address",
    });
    const connect = button(t("wallet-program-connect"), { submit: true, kind: "primary", testid: "wallet-program-connect" });
    const form = h("form", { class: "wallet-program-form", novalidate: true },
      field(t("wallet-program-address"), input, h("p", { class: "hint" }, t("wallet-program-hint", { address: isolate(hint) }))), connect);
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#connect(input, connect); }, { signal: this.signal });
    const fold = h("details", { class: "wallet-program" },
      h("summary", { class: "wallet-way", "data-testid": "wallet-program" },
        icon("program", "icon wallet-way-icon"),
        h("span", { class: "wallet-way-words" },
          h("span", { class: "wallet-way-title" }, t("wallet-way-program")), h("span", { class: "hint" }, t("wallet-way-program.text"))),
        icon("forward", "icon wallet-way-go")),
      form);
    fold.addEventListener("toggle", () => { if (fold.open) input.focus(); }, { signal: this.signal });
    return fold;
  }

  /** @param {HTMLInputElement} input @param {HTMLElement} control */
  async #connect(input, control) {
    const program = plain(input.value);
    const isDone = await this.change(control, () => call("connect_program_wallet", { program }),
      { done: t("wallet-connected"), waiting: t("wallet-waiting-program") });
    if (!isDone) return;
    input.value = "";
    const fold = this.querySelector("details.wallet-program");
    if (fold instanceof HTMLDetailsElement) fold.open = false;
  }
}

customElements.define("wallet-ways", WalletWays);

/** What a wallet is for, before there is one. */
export function walletStart() {
  const point = (/** @type {string} */ id, /** @type {string} */ mark) => h("li", null, icon(mark), h("div", null, h("h3", null, t(id)), h("p", { class: "muted" }, t(`${id}.text`))));
  return h("section", { class: "panel wallet-start", "data-testid": "wallet-start" },
    h("div", { class: "wallet-start-head" }, h("span", { class: "empty-icon" }, icon("wallet")),
      h("div", null, h("h2", null, t("wallet-start-title")), h("p", { class: "muted" }, t("wallet-start-text")))),
    h("ul", { class: "wallet-points" }, point("wallet-point-dollar", "coins"), point("wallet-point-yes", "shield"), point("wallet-point-fee", "check")),
    h("h3", { class: "wallet-start-how" }, t("wallet-start-how")),
    h("wallet-ways"));
}
