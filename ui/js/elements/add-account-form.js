import "./error-note-element.js";
import "./holder-entry-element.js";
import "./key-field-element.js";
import "./sign-in-element.js";
import "./vault-notice-element.js";
import { budgetLine, isBudget, spentText } from "../card-words.js";
import { fill, h, must, uniqueId } from "../dom.js";
import { errorText } from "../error-words.js";
import { icon } from "../icons.js";
import { keyKindsFold } from "../key-kinds.js";
import { t } from "../locale.js";
import { editableText, moneyText } from "../money.js";
import { getStartup, providerOf } from "../state.js";
import { isolate, plain } from "../text.js";
import { asOf } from "../time.js";
import { amount, button, field, outside, tile } from "../views.js";
import { amountField } from "./amount-field.js";
import { serverField, serverTyped } from "./server-field.js";

/** @typedef {import("../bindings/ipc.d.ts").ProviderView} ProviderView */
/** @typedef {import("../bindings/ipc.d.ts").KeyCheck} KeyCheck */
/** @typedef {import("../bindings/ipc.d.ts").VaultView} VaultView */

/** The parts of the "Add an account" sheet; what they do is in its element. */

/** @param {readonly ProviderView[]} providers @param {VaultView} vault */
export function addForm(providers, vault) {
  return h("form", { class: "sheet-body", novalidate: true },
    h("vault-notice", { ".vault": vault }),
    providerTiles(providers),
    h("sign-in"),
    h("p", { class: "or-line" }, h("span", null, t("add-or"))),
    h("div", { class: "server-slot" }),
    h("holder-entry"),
    h("div", { class: "key-slot" }, h("key-field"), h("div", { class: "where-slot" }), h("p", { class: "hint key-hint" })),
    h("div", { class: "preview waiting", "data-testid": "preview", role: "status" }),
    h("error-note"),
    h("div", { class: "found-slot" }),
    h("div", { class: "more-slot" }),
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
 * What may be changed before adding, filled in. The first account is asked for its alert once it stands there.
 * @param {KeyCheck} check
 * @param {{ isFirst: boolean }} options
 */
export function foundFields({ suggestedName, suggestedThreshold, reading }, { isFirst }) {
  const name = h("input", {
    id: uniqueId("name"), name: "name", type: "text", maxlength: "60", autocomplete: "off", "data-testid": "name-input",
    ".value": plain(suggestedName),
  });
  const unit = suggestedThreshold?.unit ?? reading?.balance.unit;
  if (isFirst || !unit) return [field(t("add-name"), name)];
  const alert = amountField(unit, { label: t("add-alert"), hint: t("add-alert-hint"), testid: "threshold-input" });
  if (suggestedThreshold) must(alert, "input", HTMLInputElement).value = editableText(suggestedThreshold);
  return [field(t("add-name"), name), alert];
}

/** @param {ProviderView | null} provider */
export function whereLink(provider) {
  if (!provider?.canGetKey) return null;
  return button(t("add-key-where"), {
    action: "provider-link", value: "get_key", icon: "external", kind: "plain", testid: "get-key",
    label: t("add-key-where-of", { provider: isolate(provider.name) }),
  });
}

/**
 * Marks the tile of the chosen provider, or of none, and shows the fields that it needs.
 * @param {HTMLElement} sheet
 * @param {ProviderView | null} provider
 */
export function showChosen(sheet, provider) {
  for (const radio of sheet.querySelectorAll("input[name=provider]")) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === provider?.id;
  }
  if (!provider) {
    for (const slot of ["server", "where", "more"]) fill(must(sheet, `.${slot}-slot`, HTMLElement));
    return;
  }
  const server = serverField(provider, {
    label: t("add-server"), hint: t("add-server-hint", { example: isolate(provider.serverHint) }),
    ownHint: t("own-server-hint", { provider: isolate(provider.name) }),
  });
  // What may be left alone stands below what must be filled in.
  fill(must(sheet, ".server-slot", HTMLElement), !provider.usualServer && server);
  fill(must(sheet, ".where-slot", HTMLElement), whereLink(provider));
  fill(must(sheet, ".more-slot", HTMLElement), keyKindsFold(provider), provider.usualServer && server);
}

/**
 * Who can be signed in to. It goes to the provider's usual server, so only where that is meant.
 * @param {HTMLElement} sheet
 * @param {string | null} provider the chosen one
 */
export function signInOffers(sheet, provider) {
  const { typed, isMissing } = serverTyped(sheet);
  if (typed || isMissing) return [];
  return provider ? [providerOf(provider)] : getStartup().providers;
}

/** @typedef {{ state: "waiting" | "choose" | "server" | "ready" } | { state: "checking", provider: string } | { state: "found", check: KeyCheck, bySignIn: boolean }} Preview */

const PREVIEW_WORDS = /** @type {const} */ ({ waiting: "add-waiting", choose: "add-choose", server: "add-server-first", ready: "add-ready" });

/** @param {KeyCheck} check */
function seen({ reading, hidden }) {
  if (reading) {
    return [
      h("p", { class: "preview-balance", "data-testid": "preview-balance" }, amount(reading.balance)),
      isBudget(reading) && budgetLine(reading),
      h("p", { class: "age" }, [reading.worth && t("card-worth", { amount: moneyText(reading.worth) }), asOf(reading.takenAt)].filter(Boolean).join(" · ")),
      isBudget(reading) && h("p", { class: "hint" }, t("add-budget-hint")),
    ];
  }
  return [
    h("p", { "data-testid": "preview-hidden" }, t("add-hidden")),
    hidden && h("p", { class: "age" }, spentText(hidden)),
    h("p", { class: "hint" }, t("add-hidden-hint")),
  ];
}

/** @param {KeyCheck} check @param {boolean} bySignIn */
function foundPreview(check, bySignIn) {
  const warning = check.warning && errorText(check.warning);
  return [
    icon("check", "icon preview-icon"),
    h("div", { class: "preview-words" },
      h("p", { class: "preview-title" }, t(bySignIn ? "sign-in-done" : "add-found")),
      ...seen(check),
      warning && h("p", { class: "preview-warning", "data-testid": "preview-warning", "data-code": check.warning },
        icon("warn"), h("span", null, `${warning.what}. ${warning.todo}`)),
      bySignIn && button(t("sign-in-other"), { action: "sign-in-other", kind: "plain", testid: "sign-in-other" })),
  ];
}

/**
 * @param {HTMLElement} box
 * @param {Preview} preview
 */
export function showPreview(box, preview) {
  box.className = `preview ${preview.state}`;
  if (preview.state === "found") {
    box.classList.toggle("without", !preview.check.reading);
    fill(box, ...foundPreview(preview.check, preview.bySignIn));
    return;
  }
  const words = preview.state === "checking" ? t("add-checking", { provider: preview.provider })
    : t(PREVIEW_WORDS[preview.state]);
  fill(box,
    preview.state === "checking" ? h("span", { class: "spinner", "aria-hidden": "true" })
      : icon(preview.state === "waiting" ? "gauge" : "key", "icon preview-icon"),
    h("p", null, words));
}
