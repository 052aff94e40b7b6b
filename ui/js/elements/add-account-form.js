import "./error-note-element.js";
import "./key-field-element.js";
import "./vault-notice-element.js";
import { fill, h, must, uniqueId } from "../dom.js";
import { errorText } from "../errors.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { editableText, unitOf } from "../money.js";
import { plain } from "../text.js";
import { asOf } from "../time.js";
import { amount, button, field, outside, tile } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").ProviderView} ProviderView */
/** @typedef {import("../bindings/ipc.d.ts").KeyCheck} KeyCheck */
/** @typedef {import("../bindings/ipc.d.ts").VaultView} VaultView */

/** The parts of the "Add an account" sheet; what they do is in its element. */

/** @param {readonly ProviderView[]} providers @param {VaultView} vault */
export function addForm(providers, vault) {
  return h("form", { class: "sheet-body", novalidate: true },
    h("vault-notice", { ".vault": vault }),
    providerTiles(providers),
    h("div", { class: "server-slot" }),
    h("div", { class: "key-slot" }, h("key-field"), h("p", { class: "hint key-hint" }), h("div", { class: "where-slot" })),
    h("div", { class: "preview waiting", "data-testid": "preview", role: "status" }),
    h("error-note"),
    h("div", { class: "found-slot" }),
    h("footer", { class: "sheet-foot" },
      button(t("action-cancel"), { action: "dialog-close", testid: "add-cancel" }),
      button(t("add-submit"), { submit: true, kind: "primary", testid: "add-submit" })));
}

/** @param {readonly ProviderView[]} providers */
function providerTiles(providers) {
  const options = providers.map((provider) => h("label", { class: "provider-option" },
    h("input", {
      type: "radio", name: "provider", value: provider.id, "data-testid": `provider-${provider.id}`,
    }),
    tile(provider.id), h("span", { class: "provider-name" }, outside(provider.name))));
  return h("fieldset", { class: "providers" }, h("legend", null, t("add-provider")), ...options);
}

/**
 * @param {ProviderView} provider
 * @param {{ label: string, hint: string }} words
 */
export function serverField(provider, { label, hint }) {
  // Not type=url: "api.example.com" without its scheme is welcome.
  const input = h("input", {
    id: uniqueId("server"), name: "server", type: "text", inputmode: "url", autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", "data-testid": "server-input", placeholder: plain(provider.serverHint),
  });
  return field(label, input, h("p", { class: "hint" }, hint));
}

/**
 * @param {string} unit
 * @param {{ label: string, hint: string, testid: string }} words
 */
export function amountField(unit, { label, hint, testid }) {
  const view = unitOf(unit);
  const input = h("input", {
    id: uniqueId("amount"), name: "threshold", type: "text", inputmode: "decimal", autocomplete: "off", "data-testid": testid,
  });
  const group = h("div", { class: "input-group" },
    view.prefix && h("span", { class: "affix" }, plain(view.prefix)),
    input,
    view.suffix && h("span", { class: "affix" }, plain(view.suffix)));
  return field(label, group, h("p", { class: "hint" }, hint));
}

/** @param {KeyCheck} check what may be changed before adding, filled in */
export function foundFields(check) {
  const name = h("input", {
    id: uniqueId("name"), name: "name", type: "text", maxlength: "60", autocomplete: "off", "data-testid": "name-input",
    ".value": plain(check.suggestedName),
  });
  const words = { label: t("add-alert"), hint: t("add-alert-hint"), testid: "threshold-input" };
  const alert = amountField(check.suggestedThreshold.unit, words);
  must(alert, "input", HTMLInputElement).value = editableText(check.suggestedThreshold);
  return [field(t("add-name"), name), alert];
}

/** @param {ProviderView | null} provider */
export function whereLink(provider) {
  if (!provider?.canGetKey) return null;
  return button(t("add-key-where"), {
    action: "get-key", icon: "external", kind: "plain", testid: "get-key",
    label: t("add-key-where-of", { provider: plain(provider.name) }),
  });
}

/**
 * Marks the tile of the chosen provider and shows the fields that it needs.
 * @param {HTMLElement} sheet
 * @param {ProviderView} provider
 */
export function showChosen(sheet, provider) {
  for (const radio of sheet.querySelectorAll("input[name=provider]")) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === provider.id;
  }
  const server = provider.serverHint && serverField(provider, {
    label: t("add-server"), hint: t("add-server-hint", { example: plain(provider.serverHint) }),
  });
  const link = whereLink(provider);
  must(sheet, ".server-slot", HTMLElement).replaceChildren(...(server ? [server] : []));
  must(sheet, ".where-slot", HTMLElement).replaceChildren(...(link ? [link] : []));
}

/** @typedef {{ state: "waiting" | "choose" | "server" | "ready" } | { state: "checking", provider: string } | { state: "found", check: KeyCheck }} Preview */

const PREVIEW_WORDS = /** @type {const} */ ({ waiting: "add-waiting", choose: "add-choose", server: "add-server-first", ready: "add-ready" });

/**
 * @param {HTMLElement} box
 * @param {Preview} preview
 */
export function showPreview(box, preview) {
  box.className = `preview ${preview.state}`;
  if (preview.state === "found") {
    const { reading, warning } = preview.check;
    fill(box, icon("check", "icon preview-icon"),
      h("div", null,
        h("p", { class: "preview-title" }, t("add-found")),
        h("p", { class: "preview-balance", "data-testid": "preview-balance" }, amount(reading.balance)),
        h("p", { class: "age" }, asOf(reading.takenAt)),
        warning && h("p", { class: "hint" }, `${t("add-warning")}: ${errorText(warning).what}`)));
    return;
  }
  const words = preview.state === "checking" ? t("add-checking", { provider: preview.provider })
    : t(PREVIEW_WORDS[preview.state]);
  fill(box,
    preview.state === "checking" ? h("span", { class: "spinner", "aria-hidden": "true" })
      : icon(preview.state === "waiting" ? "gauge" : "key", "icon preview-icon"),
    h("p", null, words));
}
