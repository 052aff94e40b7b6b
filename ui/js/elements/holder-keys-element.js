import { h, must, uniqueId } from "../dom.js";
import { createdText, keyBeginning } from "../holder-words.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { when } from "../time.js";
import { button, field, outside } from "../views.js";
import { fillNetworks, HolderSection, item, itemList } from "./holder-section-base.js";

/** @typedef {import("../bindings/ipc.d.ts").ListedKey} ListedKey */
/** @typedef {import("../bindings/ipc.d.ts").KeyUse} KeyUse */

/** @type {Readonly<Record<KeyUse, { title: string, hint: string, done: string }>>} */
const USES = {
  account: { title: "keys-use-account", hint: "keys-use-account-hint", done: "keys-used" },
  clipboard: { title: "keys-use-clipboard", hint: "keys-use-clipboard-hint", done: "keys-copied" },
};

/**
 * The API keys, by what the provider lists of them. A new one goes to the keychain or to the clipboard, and never through here.
 * @extends {HolderSection<ListedKey[]>}
 */
export class HolderKeys extends HolderSection {
  /** @override */
  connected() {
    Object.assign(this.actions, {
      "key-revoke": (/** @type {HTMLElement} */ control) => this.#revoke(control),
    });
    super.connected();
  }

  /** @override */
  get words() { return { title: t("keys-title"), hint: t("keys-hint") }; }

  /** @override */
  read() { return call("api_keys", { account: this.card?.id ?? "" }); }

  /** @override @param {ListedKey[]} keys */
  content(keys) {
    return [itemList(keys.map(keyRow), { label: t("keys-title"), none: t("keys-none"), testid: "api-keys" })];
  }

  /** @override */
  more() {
    const name = h("input", { id: uniqueId("name"), name: "key-name", type: "text", maxlength: "60", autocomplete: "off", "data-testid": "key-name" });
    const network = h("select", { id: uniqueId("network"), name: "network", "data-testid": "key-network" }, h("option", { value: "" }, t("network-default")));
    const create = button(t("keys-create"), { submit: true, kind: "primary", testid: "key-create" });
    const form = h("form", { class: "section-form", novalidate: true },
      h("div", { class: "field-row" }, field(t("keys-name"), name), field(t("keys-network"), network)),
      h("fieldset", { class: "key-uses" }, h("legend", null, t("keys-use")), ...Object.keys(USES).map((use) => useOption(/** @type {KeyUse} */ (use)))),
      h("div", { class: "section-form-do" }, create));
    const fold = h("details", { class: "fold" }, h("summary", { "data-testid": "key-new" }, t("keys-new")), form);
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#create(form, create); }, { signal: this.signal });
    fold.addEventListener("toggle", () => { if (fold.open && this.card) void fillNetworks(network, this.card.id); }, { signal: this.signal });
    return [fold];
  }

  /** @param {HTMLFormElement} form @param {HTMLElement} control */
  async #create(form, control) {
    const name = must(form, "input[name=key-name]", HTMLInputElement);
    const network = must(form, "select", HTMLSelectElement).value || null;
    const use = must(form, "input[name=use]:checked", HTMLInputElement).value === "clipboard" ? "clipboard" : "account";
    if (!name.value.trim()) {
      this.note.error = { code: "name_invalid", message: "", details: {} };
      name.focus();
      return;
    }
    const isDone = await this.change(control, async (account) => {
      const key = await call("create_api_key", { account, name: name.value.trim(), network, use });
      this.showData([...(this.data ?? []), key]);
      return t(USES[use].done, { key: isolate(key.name) || t("keys-unnamed") });
    }, { makes: true });
    if (!isDone) return;
    form.reset();
    must(this, "details.fold", HTMLDetailsElement).open = false;
    this.focusHead();
  }

  /** @param {HTMLElement} control */
  async #revoke(control) {
    const key = this.data?.find(({ id }) => id === control.getAttribute("value"));
    if (!key) return;
    const isDone = await this.change(control, async (account) => {
      await call("revoke_api_key", { account, id: key.id });
      this.showData((this.data ?? []).filter(({ id }) => id !== key.id));
      return t("keys-revoked", { key: isolate(key.name) || t("keys-unnamed") });
    });
    if (isDone) this.focusHead();
  }
}

/** @param {ListedKey} key */
function keyRow({ id, name, network, prefix, createdAt, lastUsedAt }) {
  const begins = keyBeginning(prefix);
  const shown = isolate(name) || t("keys-unnamed");
  return item(id,
    [name ? outside(name) : t("keys-unnamed"), begins && h("bdi", { class: "mono" }, isolate(begins))],
    [isolate(network), createdText(createdAt), lastUsedAt && t("keys-last-used", { when: when(lastUsedAt) })],
    button(t("keys-revoke"), { action: "key-revoke", kind: "danger", value: id, testid: "key-revoke", label: t("keys-revoke-of", { key: shown }) }));
}

/** @param {KeyUse} use */
function useOption(use) {
  const { title, hint } = USES[use];
  return h("label", { class: "check choice" },
    h("input", { type: "radio", name: "use", value: use, "data-testid": `key-use-${use}`, checked: use === "account" }),
    h("span", null, h("span", { class: "switch-title" }, t(title)), h("span", { class: "hint" }, t(hint))));
}

customElements.define("holder-keys", HolderKeys);
