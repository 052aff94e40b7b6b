import { h } from "./dom.js";

/**
 * The sheets that lie above a page. They are fetched when the window has been drawn, not before.
 * @type {Readonly<Record<string, () => Promise<unknown>>>}
 */
const SHEETS = {
  "add-account-dialog": () => import("./elements/add-account-dialog-element.js"),
  "holder-sign-in-sheet": () => import("./elements/holder-sign-in-sheet-element.js"),
  "replace-key-dialog": () => import("./elements/replace-key-dialog-element.js"),
  "top-up-sheet": () => import("./elements/top-up-sheet-element.js"),
  "export-sheet": () => import("./elements/export-sheet-element.js"),
};

/**
 * One of a kind at a time: two presses are one.
 * @param {string} tag
 * @param {import("./dom.js").Props} [props]
 */
export async function openSheet(tag, props) {
  await SHEETS[tag]?.();
  if (document.querySelector(tag)) return;
  document.body.append(h(tag, props));
}

export function fetchSheets() {
  return Promise.all(Object.values(SHEETS).map((load) => load()));
}
