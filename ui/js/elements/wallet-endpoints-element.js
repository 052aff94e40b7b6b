import { fill, h, must, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { formatDecimal } from "../money.js";
import { isolate, plain } from "../text.js";
import { button, field, iconButton } from "../views.js";
import { endpointLook } from "../wallet-words.js";
import { WalletSection } from "./wallet-section-base.js";

/** @typedef {import("../bindings/ipc.d.ts").EndpointView} EndpointView */

const LOOK_ICONS = { good: "check", behind: "clock", bad: "warn", none: "other" };

/** Where the chain is read: the shipped addresses, those of the person, and whether each of them answers. */
export class WalletEndpoints extends WalletSection {
  /** What the last check found, by address. @type {Map<string, EndpointView>} */
  #checked = new Map();
  #isChecking = false;

  /** @override @type {import("./base.js").Actions} */
  actions = {
    "endpoints-check": () => this.#check(),
    "endpoint-remove": (control) => this.#remove(control),
  };

  /** @override */
  frame() {
    const { signal } = this;
    const fold = h("details", { class: "fold wallet-fold" },
      h("summary", { "data-testid": "endpoints-open" }, h("h2", null, t("wallet-endpoints-title")), h("span", { class: "hint endpoints-count" })),
      h("div", { class: "wallet-fold-body" },
        h("p", { class: "hint" }, t("wallet-endpoints-hint")),
        h("div", { class: "wallet-part" }),
        this.#shippedSwitch(), this.#addForm()));
    // Few people look at it: it is asked once somebody does.
    fold.addEventListener("toggle", () => { if (fold.open) void this.#check(); }, { signal });
    return [fold];
  }

  #shippedSwitch() {
    const input = h("input", { type: "checkbox", role: "switch", name: "shipped", "data-testid": "endpoints-shipped" });
    input.addEventListener("change", () => void this.#useShipped(input), { signal: this.signal });
    return h("label", { class: "switch" },
      h("span", null, h("span", { class: "switch-title" }, t("wallet-endpoints-shipped")), h("span", { class: "hint" }, t("wallet-endpoints-shipped-hint"))), input);
  }

  #addForm() {
    const input = h("input", { id: uniqueId("endpoint"), name: "endpoint", type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false", "data-testid": "endpoint-address" });
    const add = button(t("wallet-endpoint-add"), { submit: true, testid: "endpoint-add" });
    const form = h("form", { class: "manage-form", novalidate: true },
      field(t("wallet-endpoint-address"), input, h("p", { class: "hint" }, t("wallet-endpoint-address-hint"))), add);
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#add(input, add); }, { signal: this.signal });
    return form;
  }

  /** Those that are asked: the shipped ones are known also while they are switched off. */
  get #used() { return this.view?.endpoints.filter(({ isOwn }) => isOwn || this.view?.withShipped) ?? []; }

  /** @override */
  draw() {
    const view = this.view;
    if (!view) return;
    const endpoints = this.#used;
    must(this, ".endpoints-count", HTMLElement).textContent = t("wallet-endpoints-count", { n: endpoints.length });
    must(this, "input[name=shipped]", HTMLInputElement).checked = view.withShipped;
    const check = button(t(this.#isChecking ? "wallet-endpoints-checking" : "wallet-endpoints-check"), { action: "endpoints-check", icon: "refresh", kind: "plain", testid: "endpoints-check" });
    if (this.#isChecking) check.setAttribute("aria-disabled", "true");
    fill(this.body,
      endpoints.length === 0
        ? h("p", { class: "wallet-sorry", "data-testid": "endpoints-none" }, icon("warn"), h("span", null, t("wallet-endpoints-none")))
        : h("ul", { class: "endpoints", "aria-label": t("wallet-endpoints-title"), "data-testid": "endpoints", "aria-busy": this.#isChecking ? "true" : null },
          ...endpoints.map((endpoint) => row(this.#checked.get(endpoint.address) ?? endpoint))),
      endpoints.length === 1 && h("p", { class: "hint", "data-testid": "endpoints-one" }, t("wallet-endpoints-one")),
      endpoints.length > 0 && check);
  }

  async #check() {
    if (this.#isChecking || this.#used.length === 0) return;
    this.#isChecking = true;
    this.redraw();
    try {
      const found = await call("check_endpoints");
      this.#checked = new Map(found.map((endpoint) => [endpoint.address, endpoint]));
      this.note.error = null;
    } catch (reason) {
      this.note.error = toIpcError(reason);
    } finally {
      this.#isChecking = false;
      this.redraw();
    }
  }

  /** @param {HTMLInputElement} input @param {HTMLElement} control */
  async #add(input, control) {
    const address = plain(input.value);
    const isDone = await this.change(control, () => call("add_endpoint", { address }), { done: t("wallet-endpoint-added") });
    if (isDone) {
      input.value = "";
      input.removeAttribute("aria-invalid");
      void this.#check();
    } else if (this.note.error?.code === "endpoint_invalid") {
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
  }

  /** @param {HTMLElement} control */
  async #remove(control) {
    const address = control.getAttribute("value") ?? "";
    const isDone = await this.change(control, () => call("remove_endpoint", { address }), { done: t("wallet-endpoint-removed") });
    if (isDone) must(this, "summary", HTMLElement).focus();
  }

  /** @param {HTMLInputElement} input */
  async #useShipped(input) {
    const on = input.checked;
    const isDone = await this.change(input, () => call("use_shipped_endpoints", { on }));
    if (isDone) void this.#check();
    // As it is, not as it was wished.
    else input.checked = this.view?.withShipped ?? !on;
  }
}

/** @param {EndpointView} endpoint */
function row(endpoint) {
  const { address, isOwn, block, age, took } = endpoint;
  const { look, word } = endpointLook(endpoint);
  const facts = [
    isOwn && t("wallet-endpoint-own"),
    block !== null && t("wallet-endpoint-block", { block: formatDecimal(block, 0)?.digits ?? isolate(block) }),
    age !== null && t("wallet-endpoint-age", { n: age }),
    took !== null && t("wallet-endpoint-took", { n: took }),
  ].filter((fact) => fact !== false);
  return h("li", { class: "endpoint", "data-testid": "endpoint", "data-look": look },
    h("div", { class: "endpoint-words" },
      h("bdi", { class: "path", translate: "no" }, isolate(address)),
      facts.length > 0 && h("p", { class: "hint" }, facts.join(" · "))),
    h("span", { class: `chip endpoint-look ${look}` }, icon(LOOK_ICONS[look]), t(word)),
    isOwn && iconButton(t("wallet-endpoint-remove"), { action: "endpoint-remove", icon: "trash", value: address, testid: "endpoint-remove", label: t("wallet-endpoint-remove-of", { address: isolate(address) }) }));
}

customElements.define("wallet-endpoints", WalletEndpoints);
