import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./locale.js";
import { hrefOf } from "./router.js";
import { accountOf } from "./state.js";
import { isolate } from "./text.js";
import { fullTime, dayAndClock } from "./time.js";
import { amount, outside, tile } from "./views.js";

/** @typedef {import("./bindings/ipc.d.ts").HistoryRow} HistoryRow */
/** @typedef {import("./bindings/ipc.d.ts").EntryKind} EntryKind */

/** @type {Readonly<Record<EntryKind, string>>} */
export const KIND_WORDS = { credit: "kind-credit", debit: "kind-debit", other: "kind-other" };

/** Words of Rust's for kinds that are neither an addition nor spending. */
const OWN_KINDS = /** @type {Readonly<Record<string, string>>} */ ({ budget: "history-budget-renewed" });

/** @param {HistoryRow} row the provider's own words, or ours for the kind */
function kindOf({ kind, kindText }) {
  const own = kindText && Object.hasOwn(OWN_KINDS, kindText) ? OWN_KINDS[kindText] : undefined;
  return own ? t(own) : isolate(kindText) || t(KIND_WORDS[kind]);
}

/** @param {HistoryRow} row */
function what(row) {
  const kind = kindOf(row);
  const text = isolate(row.text);
  return h("div", { class: "what" },
    h("span", { class: `kind ${row.kind}` }, icon(row.kind, "icon kind-icon"), h("bdi", null, kind)),
    row.observed && h("span", { class: "tag", title: t("history-observed-why") }, t("history-observed")),
    text && h("bdi", { class: "entry-text" }, text));
}

/** @param {HistoryRow} row */
function who(row) {
  const card = accountOf(row.account);
  if (!card) return "–";
  return h("a", { class: "who-link", href: hrefOf({ page: "account", account: card.id }) }, tile(card.provider), outside(card.name));
}

/**
 * Roles are written out: a table that is shown as stacked rows would lose them otherwise.
 * @param {string} label
 * @param {string} css
 * @param {...import("./dom.js").Child} content
 */
function cell(label, css, ...content) {
  return h("td", { role: "cell", class: css },
    h("span", { class: "cell-label", "aria-hidden": "true" }, label), ...content);
}

/** @param {HistoryRow} row @param {boolean} withAccount */
function entryRow(row, withAccount) {
  return h("tr", { role: "row", "data-testid": "entry", "data-id": row.id },
    cell(t("history-col-when"), "col-when", h("time", { datetime: row.at, title: fullTime(row.at) }, dayAndClock(row.at))),
    withAccount && cell(t("history-col-account"), "col-account", who(row)),
    cell(t("history-col-what"), "col-what", what(row)),
    cell(t("history-col-amount"), `col-amount ${row.kind}`, amount(row.amount, { signed: true })),
    cell(row.balanceAfter ? t("history-after") : "", "col-after", row.balanceAfter ? amount(row.balanceAfter) : "–"));
}

/**
 * @param {readonly HistoryRow[]} rows
 * @param {{ withAccount: boolean, label: string }} options
 */
export function entryTable(rows, { withAccount, label }) {
  const heads = [
    ["history-col-when", "col-when"], ...(withAccount ? [["history-col-account", "col-account"]] : []),
    ["history-col-what", "col-what"], ["history-col-amount", "col-amount"], ["history-col-after", "col-after"],
  ].map(([id = "", css]) => h("th", { scope: "col", role: "columnheader", class: css }, t(id)));
  return h("table", { class: "entries", role: "table", "aria-label": label },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads)),
    h("tbody", { role: "rowgroup" }, ...rows.map((row) => entryRow(row, withAccount))));
}
