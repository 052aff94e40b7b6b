import { h, must, uniqueId } from "../dom.js";
import { createdText, priceText, shortAddress } from "../holder-words.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { providerOf } from "../state.js";
import { isolate, plain } from "../text.js";
import { button, field, iconButton, outside } from "../views.js";
import { fillNetworks, HolderSection, item, itemList } from "./holder-section-base.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").Wallet} Wallet */

/**
 * The wallets that the provider keeps for its account holder. Refill never asks for their private keys.
 * @extends {HolderSection<Wallet[]>}
 */
export class HolderWallets extends HolderSection {
  /** @override */
  connected() {
    Object.assign(this.actions, {
      "wallet-copy": (/** @type {HTMLElement} */ control) => this.#copy(control),
      "wallet-delete": (/** @type {HTMLElement} */ control) => this.#delete(control),
    });
    super.connected();
  }

  /** @override */
  get words() { return { title: t("wallets-title"), hint: t("wallets-hint") }; }

  /** @override */
  read() { return call("wallets", { account: this.card?.id ?? "" }); }

  /** @override @param {Wallet[]} wallets */
  content(wallets) {
    return [itemList(wallets.map(walletRow), { label: t("wallets-title"), none: t("wallets-none"), testid: "wallets" })];
  }

  /** @override */
  more() {
    const price = priceText(providerOf(this.card?.provider ?? ""), "wallet");
    const network = h("select", { id: uniqueId("network"), name: "network", "data-testid": "wallet-network" }, h("option", { value: "" }, t("network-default")));
    const create = button(t("wallets-create"), { submit: true, kind: "primary", testid: "wallet-create" });
    const form = h("form", { class: "section-form", novalidate: true },
      field(t("keys-network"), network),
      h("div", { class: "section-form-do" },
        h("p", { class: "hint", "data-testid": "wallet-price" }, price ? t("wallets-price", { price }) : t("wallets-price-unknown")), create));
    const fold = h("details", { class: "fold" }, h("summary", { "data-testid": "wallet-new" }, t("wallets-new")), form);
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#create(network, create); }, { signal: this.signal });
    fold.addEventListener("toggle", () => { if (fold.open && this.card) void fillNetworks(network, this.card.id); }, { signal: this.signal });
    return [fold];
  }

  /** @param {HTMLSelectElement} network @param {HTMLElement} control */
  async #create(network, control) {
    const isDone = await this.change(control, async (account) => {
      const wallet = await call("create_wallet", { account, network: network.value || null });
      this.showData([...(this.data ?? []), wallet]);
      return t("wallets-created", { wallet: nameOf(wallet) });
    }, { makes: true });
    if (!isDone) return;
    must(this, "details.fold", HTMLDetailsElement).open = false;
    this.focusHead();
  }

  /** @param {HTMLElement} control */
  #walletOf(control) {
    return this.data?.find(({ id }) => id === control.getAttribute("value")) ?? null;
  }

  /** @param {HTMLElement} control */
  async #copy(control) {
    const wallet = this.#walletOf(control);
    if (!wallet?.address) return;
    try {
      await navigator.clipboard.writeText(plain(wallet.address));
      showToast({ text: t("wallets-copied", { wallet: nameOf(wallet) }) });
    } catch {
      // Without the clipboard's permission the whole address can still be copied by hand.
      const shown = control.closest("li")?.querySelector(".address");
      if (!shown) return;
      shown.textContent = isolate(wallet.address);
      getSelection()?.selectAllChildren(shown);
    }
  }

  /** @param {HTMLElement} control */
  async #delete(control) {
    const wallet = this.#walletOf(control);
    if (!wallet) return;
    const isDone = await this.change(control, async (account) => {
      await call("delete_wallet", { account, id: wallet.id });
      this.showData((this.data ?? []).filter(({ id }) => id !== wallet.id));
      return t("wallets-deleted", { wallet: nameOf(wallet) });
    });
    if (isDone) this.focusHead();
  }
}

/** @param {Wallet} wallet */
function nameOf({ name, address }) {
  return isolate(name) || isolate(shortAddress(address)) || t("wallets-unnamed");
}

/** @param {Wallet} wallet */
function walletRow(wallet) {
  const { id, name, address, network, createdAt } = wallet;
  const short = address && h("bdi", { class: "mono address", title: isolate(address), "data-testid": "wallet-address" }, isolate(shortAddress(address)));
  return item(id,
    [name ? outside(name) : !address && t("wallets-unnamed"), short],
    [isolate(network), createdText(createdAt)],
    address && iconButton(t("wallets-copy"), { action: "wallet-copy", icon: "copy", value: id, testid: "wallet-copy", label: t("wallets-copy-of", { wallet: nameOf(wallet) }) }),
    button(t("wallets-delete"), { action: "wallet-delete", kind: "danger", value: id, testid: "wallet-delete", label: t("wallets-delete-of", { wallet: nameOf(wallet) }) }));
}

customElements.define("holder-wallets", HolderWallets);
