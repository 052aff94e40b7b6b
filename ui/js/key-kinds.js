import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./locale.js";
import { button } from "./views.js";

/** @typedef {import("./bindings/ipc.d.ts").KeyNameView} KeyName */
/** @typedef {import("./bindings/ipc.d.ts").ProviderView} ProviderView */
/** @typedef {import("./bindings/ipc.d.ts").ShownView} Shown */

/** @type {Readonly<Record<KeyName, string>>} */
const NAMES = { ordinary: "key-kind-ordinary", management: "key-kind-management" };

/** @type {Readonly<Record<KeyName, string>>} */
const GET_LABELS = { ordinary: "key-kind-get-ordinary", management: "key-kind-get-management" };

/** @type {Readonly<Record<Shown, string>>} */
const SHOWN = { balance: "shows-balance", budget: "shows-budget", spent: "shows-spent", history: "shows-history" };

/** @param {boolean} yes */
function mark(yes) {
  return h("td", { class: yes ? "yes" : "no" }, yes ? icon("check") : icon("other"),
    h("span", { class: "visually-hidden" }, t(yes ? "key-kind-yes" : "key-kind-no")));
}

/**
 * Which key shows what. Its buttons ask for `provider-link` with the link as their value.
 * @param {ProviderView} provider
 */
export function keyKindsTable({ keyKinds }) {
  const rows = Object.entries(SHOWN).filter(([what]) => keyKinds.some(({ shows }) => shows.some((s) => s === what)));
  return h("table", { class: "key-kinds", "data-testid": "key-kinds" },
    h("caption", { class: "visually-hidden" }, t("key-kinds-title")),
    h("thead", null, h("tr", null, h("td"), ...keyKinds.map(({ name }) => h("th", { scope: "col" }, t(NAMES[name]))))),
    h("tbody", null,
      ...rows.map(([what, id]) => h("tr", null, h("th", { scope: "row" }, t(id)),
        ...keyKinds.map(({ shows }) => mark(shows.some((s) => s === what))))),
      keyKinds.some(({ link }) => link !== null) && h("tr", null, h("th", { scope: "row" }, t("key-kind-where")),
        ...keyKinds.map(({ name, link }) => h("td", null, link && button(t("key-kind-get"), {
          action: "provider-link", icon: "external", kind: "plain", value: link, testid: `key-page-${name}`, label: t(GET_LABELS[name]),
        }))))));
}

/**
 * The same, folded away until somebody wants to know.
 * @param {ProviderView} provider
 */
export function keyKindsFold(provider) {
  if (provider.keyKinds.length === 0) return null;
  return h("details", { class: "fold key-kinds-fold" },
    h("summary", { "data-testid": "key-kinds-open" }, t("key-kinds-title")), keyKindsTable(provider));
}
