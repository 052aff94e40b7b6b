import { h, must, uniqueId } from "../dom.js";
import { eventsTyped } from "../holder-words.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { button, field, outside } from "../views.js";
import { HolderSection, item, itemList } from "./holder-section-base.js";

/** @typedef {import("../bindings/ipc.d.ts").Webhook} Webhook */

/**
 * Where the provider sends its messages to. They go to a server of the person's, never to this window.
 * @extends {HolderSection<Webhook[]>}
 */
export class HolderWebhooks extends HolderSection {
  /** @override @type {"h2" | "h3"} */
  level = "h3";

  /** @override */
  connected() {
    Object.assign(this.actions, {
      "webhook-delete": (/** @type {HTMLElement} */ control) => this.#delete(control),
    });
    super.connected();
  }

  /** @override */
  get words() { return { title: t("webhooks-title"), hint: t("webhooks-hint") }; }

  /** @override */
  read() { return call("webhooks", { account: this.card?.id ?? "" }); }

  /** @override @param {Webhook[]} hooks */
  content(hooks) {
    return [itemList(hooks.map(hookRow), { label: t("webhooks-title"), none: t("webhooks-none"), testid: "webhooks" })];
  }

  /** @override */
  more() {
    const url = h("input", {
      id: uniqueId("url"), name: "hook-url", type: "text", inputmode: "url", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "data-testid": "webhook-url",
    });
    const events = h("input", {
      id: uniqueId("events"), name: "hook-events", type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "data-testid": "webhook-events",
    });
    const create = button(t("webhooks-create"), { submit: true, kind: "primary", testid: "webhook-create" });
    const form = h("form", { class: "section-form", novalidate: true },
      field(t("webhooks-url"), url, h("p", { class: "hint" }, t("webhooks-url-hint"))),
      field(t("webhooks-events"), events, h("p", { class: "hint" }, t("webhooks-events-hint"))),
      h("p", { class: "holder-problem", role: "alert", "data-testid": "webhook-problem" }),
      h("div", { class: "section-form-do" }, create));
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#create(url, events, create); }, { signal: this.signal });
    return [h("details", { class: "fold" }, h("summary", { "data-testid": "webhook-new" }, t("webhooks-new")), form)];
  }

  /** @param {HTMLInputElement} url @param {HTMLInputElement} events @param {HTMLElement} control */
  async #create(url, events, control) {
    const wanted = eventsTyped(events.value);
    const empty = [url, events].find((input) => !input.value.trim());
    must(this, ".holder-problem", HTMLElement).textContent = empty ? t("holder-missing") : "";
    if (empty) return empty.focus();
    const isDone = await this.change(control, async (account) => {
      const hook = await call("create_webhook", { account, url: url.value.trim(), events: wanted });
      this.showData([...(this.data ?? []), hook]);
      return t("webhooks-created");
    }, { makes: true });
    if (!isDone) return;
    url.value = "";
    events.value = "";
    must(this, "details.fold", HTMLDetailsElement).open = false;
    this.focusHead();
  }

  /** @param {HTMLElement} control */
  async #delete(control) {
    const id = control.getAttribute("value") ?? "";
    const isDone = await this.change(control, async (account) => {
      await call("delete_webhook", { account, id });
      this.showData((this.data ?? []).filter((hook) => hook.id !== id));
      return t("webhooks-deleted");
    });
    if (isDone) this.focusHead();
  }
}

/** @param {Webhook} hook */
function hookRow({ id, url, events, active }) {
  const shown = isolate(url) || t("webhooks-unnamed");
  return item(id,
    [url ? outside(url) : t("webhooks-unnamed")],
    [events.map((event) => isolate(event)).join(", "), active === false && t("webhooks-off")],
    button(t("wallets-delete"), { action: "webhook-delete", kind: "danger", value: id, testid: "webhook-delete", label: t("webhooks-delete-of", { url: shown }) }));
}

customElements.define("holder-webhooks", HolderWebhooks);
