import { h, uniqueId } from "../dom.js";
import { unitOf } from "../money.js";
import { isolate } from "../text.js";
import { field } from "../views.js";

/**
 * A field for an amount, with its unit beside it.
 * @param {string} unit
 * @param {{ label: string, hint?: string, testid: string }} words
 */
export function amountField(unit, { label, hint, testid }) {
  const view = unitOf(unit);
  const input = h("input", {
    id: uniqueId("amount"), name: "threshold", type: "text", inputmode: "decimal", autocomplete: "off", "data-testid": testid,
  });
  const group = h("div", { class: "input-group" },
    view.prefix && h("span", { class: "affix" }, isolate(view.prefix)),
    input,
    view.suffix && h("span", { class: "affix" }, isolate(view.suffix)));
  return field(label, group, hint ? h("p", { class: "hint" }, hint) : null);
}
