import { DEED_WORDS, ERROR_WORDS } from "./errors.js";
import { t } from "./locale.js";
import { isolate } from "./text.js";

/** @typedef {import("./bindings/ipc.d.ts").ErrorCode} ErrorCode */
/** @typedef {import("./bindings/ipc.d.ts").IpcError} IpcError */
/** @typedef {import("./errors.js").Deed} Deed */

/** Facts whose names are ours; any other name is shown as it came. */
const DETAIL_WORDS = /** @type {Readonly<Record<string, string>>} */ ({
  status: "detail-status",
  request_id: "detail-request-id",
  host: "detail-host",
  field: "detail-field",
  retry_after: "detail-retry-after",
  path: "detail-path",
  provider: "detail-provider",
  cost: "detail-cost",
  balance: "detail-balance",
});

/** @typedef {{ what: string, money: string, todo: string }} ErrorText */

/**
 * @param {ErrorCode} code
 * @param {Deed | null} [deed] what was being done, where it was not the reading of a balance
 * @returns {ErrorText}
 */
export function errorText(code, deed = null) {
  const own = deed && DEED_WORDS[deed].words[code];
  if (own) return { what: t(own), money: t(DEED_WORDS[deed].money), todo: t(`${own}.todo`) };
  const id = ERROR_WORDS[code];
  return { what: t(id), money: t(`${id}.money`), todo: t(`${id}.todo`) };
}

/**
 * @param {IpcError} error
 * @returns {[label: string, value: string][]}
 */
export function errorFacts(error) {
  /** @type {[string, string][]} */
  const facts = [[t("detail-code"), error.code]];
  for (const [name, value] of Object.entries(error.details)) {
    const id = DETAIL_WORDS[name];
    facts.push([id ? t(id) : isolate(name), value]);
  }
  if (error.message) facts.push([t("detail-message"), error.message]);
  return facts;
}
