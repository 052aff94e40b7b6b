import "./account-picker-element.js";
import { h, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { button, field } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../bindings/ipc.d.ts").ExportResult} ExportResult */

/** The parts of the export sheet; what they do is in its element. */

/**
 * @param {readonly AccountCard[]} cards
 * @param {string} from
 * @param {string} to
 */
export function exportForm(cards, from, to) {
  const day = (/** @type {string} */ name, /** @type {string} */ value) => h("input", {
    id: uniqueId(name), name, type: "date", value, "data-testid": `export-${name}`,
  });
  return [
    h("p", { class: "muted" }, t("export-text")),
    h("div", { class: "field-row" }, field(t("export-from"), day("from", from)), field(t("export-to"), day("to", to))),
    h("account-picker", { ".label": t("export-accounts"), ".testid": "export-account", ".several": true, ".cards": cards }),
    h("p", { class: "export-count", role: "status", "data-testid": "export-count" }, t("export-counting")),
    h("div", { class: "export-progress", "data-testid": "export-progress" }),
    h("error-note"),
    h("footer", { class: "sheet-foot" },
      button(t("action-cancel"), { action: "dialog-close", testid: "export-close" }),
      button(t("export-save"), { submit: true, kind: "primary", icon: "download", testid: "export-save" })),
  ];
}

/** @param {ExportResult} result */
export function exportDone(result) {
  return [
    h("div", { class: "done", role: "status", "data-testid": "export-done" },
      h("span", { class: "done-icon" }, icon("check")),
      h("h3", null, t("export-done-title")),
      h("p", null, t("export-done-text", { rows: result.rows, file: isolate(result.fileName) }))),
    h("error-note"),
    h("footer", { class: "sheet-foot" },
      button(t("export-done"), { action: "dialog-close", kind: "plain", testid: "export-finish" }),
      button(t("export-show"), { action: "export-show", icon: "folder", testid: "export-show" }),
      button(t("export-open"), { action: "export-open", kind: "primary", icon: "external", testid: "export-open" })),
  ];
}
