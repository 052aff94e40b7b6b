import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { when } from "../time.js";
import { button, outside } from "../views.js";
import { wholeAddress } from "../wallet-drawings.js";
import { WalletSection } from "./wallet-section-base.js";

/** @typedef {import("../bindings/ipc.d.ts").PinView} PinView */

/** Who is paid at each provider. Another one is paid only after the person accepted it, in a window of the system. */
export class WalletPayees extends WalletSection {
  /** @override @type {import("./base.js").Actions} */
  actions = { "payee-accept": (control) => this.#accept(control) };

  /** @override */
  frame() {
    return [
      h("div", { class: "wallet-section-head" }, h("h2", { tabindex: "-1" }, t("wallet-payees-title")), h("p", { class: "hint" }, t("wallet-payees-hint"))),
      h("div", { class: "wallet-part" }),
    ];
  }

  /** @override */
  draw() {
    const pins = this.view?.pins ?? [];
    if (pins.length === 0) fill(this.body, h("p", { class: "muted", "data-testid": "payees-none" }, t("wallet-payees-none")));
    else fill(this.body, h("ul", { class: "payees", "aria-label": t("wallet-payees-title"), "data-testid": "payees" }, ...pins.map((pin, i) => payee(pin, i))));
  }

  /** @param {HTMLElement} control */
  async #accept(control) {
    const pin = this.view?.pins.find((_, i) => String(i) === control.getAttribute("value"));
    if (!pin) return;
    const { provider, server, chain } = pin;
    const isDone = await this.change(control, () => call("accept_payee", { provider, server, chain }),
      { done: t("wallet-payee-accepted", { provider: isolate(pin.providerName) }) });
    // The button is gone with the question.
    if (isDone) this.querySelector("h2")?.focus();
  }
}

/** @param {PinView} pin @param {number} at */
function payee(pin, at) {
  const { providerName, server, network, payee: address, since, offered } = pin;
  return h("li", { class: "payee", "data-testid": "payee" },
    h("p", { class: "payee-who" }, outside(providerName), " ", h("span", { class: "hint" }, outside(server), " · ", outside(network), " · ", t("wallet-payee-since", { when: when(since) }))),
    offered === null ? wholeAddress(address, "payee-address") : changed(pin, offered, at));
}

/** Both addresses below each other: the eye compares them. @param {PinView} pin @param {string} offered @param {number} at */
function changed({ payee: address, providerName }, offered, at) {
  const provider = isolate(providerName);
  return h("div", { class: "note warning", "data-testid": "payee-changed" }, icon("warn", "icon note-icon"),
    h("div", { class: "note-body" },
      h("p", { class: "note-title" }, t("wallet-payee-changed", { provider })),
      h("p", null, t("wallet-payee-changed-text", { provider })),
      h("dl", { class: "payee-both" },
        h("dt", null, t("wallet-payee-was")), h("dd", null, wholeAddress(address, "payee-address")),
        h("dt", null, t("wallet-payee-now")), h("dd", null, wholeAddress(offered, "payee-offered"))),
      h("div", { class: "note-actions" },
        button(t("wallet-payee-accept"), { action: "payee-accept", value: String(at), testid: "payee-accept", label: t("wallet-payee-accept-of", { provider }) }))));
}

customElements.define("wallet-payees", WalletPayees);
