/** @typedef {import("./bindings/ipc.d.ts").ErrorCode} ErrorCode */

/**
 * The one table from a code to its words; `error-words.js` says them. Each message in `errors.ftl` has
 * three parts: what happened (the value), `.money` (what it means for your money), `.todo` (what to do).
 * The type makes the checker fail when a code has no words.
 * @type {Readonly<Record<ErrorCode, string>>}
 */
export const ERROR_WORDS = {
  key_empty: "error-key-empty",
  key_malformed: "error-key-malformed",
  key_of_other_provider: "error-key-of-other-provider",
  key_refused: "error-key-refused",
  key_missing: "error-key-missing",
  key_unusual: "error-key-unusual",
  sign_in_denied: "error-sign-in-denied",
  sign_in_timeout: "error-sign-in-timeout",
  sign_in_unavailable: "error-sign-in-unavailable",
  server_invalid: "error-server-invalid",
  server_insecure: "error-server-insecure",
  unreachable: "error-unreachable",
  tls: "error-tls",
  timeout: "error-timeout",
  redirected: "error-redirected",
  too_large: "error-too-large",
  cut_off: "error-cut-off",
  rate_limited: "error-rate-limited",
  payment_required: "error-payment-required",
  not_found: "error-not-found",
  balance_unavailable: "error-balance-unavailable",
  server_error: "error-server-error",
  not_understood: "error-not-understood",
  vault_absent: "error-vault-absent",
  vault_locked: "error-vault-locked",
  vault_refused: "error-vault-refused",
  vault_timeout: "error-vault-timeout",
  storage_read_only: "error-storage-read-only",
  storage_full: "error-storage-full",
  storage_damaged: "error-storage-damaged",
  storage_newer: "error-storage-newer",
  storage_in_use: "error-storage-in-use",
  storage: "error-storage",
  account_gone: "error-account-gone",
  undo_expired: "error-undo-expired",
  name_invalid: "error-name-invalid",
  threshold_invalid: "error-threshold-invalid",
  range_invalid: "error-range-invalid",
  export_running: "error-export-running",
  export_target: "error-export-target",
  notification: "error-notification",
  link_unknown: "error-link-unknown",
  rejected: "error-rejected",
  gone: "error-gone",
  email_unverified: "error-email-unverified",
  journal_unusable: "error-journal-unusable",
  purchase_open: "error-purchase-open",
  purchase_over: "error-purchase-over",
  offer_changed: "error-offer-changed",
  payment_page: "error-payment-page",
  not_signed_in: "error-not-signed-in",
  other_holder: "error-other-holder",
  not_confirmed: "error-not-confirmed",
  amount_invalid: "error-amount-invalid",
  typed_otherwise: "error-typed-otherwise",
  not_copied: "error-not-copied",
  no_wallet: "error-no-wallet",
  wallet_refused: "error-wallet-refused",
  wallet_unreachable: "error-wallet-unreachable",
  wallet_timeout: "error-wallet-timeout",
  wallet_other_chain: "error-wallet-other-chain",
  wallet_other_address: "error-wallet-other-address",
  wallet_signature: "error-wallet-signature",
  wallet_malformed: "error-wallet-malformed",
  wallet_phrase: "error-wallet-phrase",
  wallet_too_costly: "error-wallet-too-costly",
  wallet_password: "error-wallet-password",
  wallet_in_use: "error-wallet-in-use",
  no_secret_window: "error-no-secret-window",
  chain_unreachable: "error-chain-unreachable",
  chain_other: "error-chain-other",
  over_limit: "error-over-limit",
  limit_invalid: "error-limit-invalid",
  endpoint_invalid: "error-endpoint-invalid",
  payee_gone: "error-payee-gone",
  internal: "error-internal",
};

/** @type {Readonly<Partial<Record<ErrorCode, string>>>} */
const BUYING_WORDS = {
  key_refused: "buying-key-refused", key_missing: "buying-key-missing", unreachable: "buying-unreachable", tls: "buying-tls", timeout: "buying-timeout",
  redirected: "buying-redirected", too_large: "buying-not-understood", cut_off: "buying-cut-off", rate_limited: "buying-rate-limited",
  payment_required: "buying-refused", not_found: "buying-not-found", balance_unavailable: "buying-server-error", server_error: "buying-server-error",
  not_understood: "buying-not-understood",
};

/**
 * What some codes are called where no balance is read; the sentence about the money is then the same for all.
 * @typedef {"buying" | "paying" | "entering" | "making"} Deed paying: with a wallet of the person's own
 * @type {Readonly<Record<Deed, { money: string, words: Readonly<Partial<Record<ErrorCode, string>>> }>>}
 */
export const DEED_WORDS = {
  buying: { money: "buying-money", words: BUYING_WORDS },
  paying: {
    money: "paying-money",
    words: { ...BUYING_WORDS, amount_invalid: "paying-amount-invalid", purchase_open: "paying-purchase-open", over_limit: "paying-over-limit", internal: "paying-internal" },
  },
  entering: {
    money: "entering-money",
    words: {
      key_refused: "entering-refused", server_insecure: "entering-insecure", unreachable: "entering-unreachable", tls: "entering-tls", timeout: "entering-timeout", redirected: "entering-redirected",
      too_large: "entering-not-understood", cut_off: "entering-timeout", rate_limited: "entering-rate-limited", payment_required: "entering-refused",
      not_found: "entering-not-found", balance_unavailable: "entering-server-error", server_error: "entering-server-error", not_understood: "entering-not-understood",
    },
  },
  making: {
    money: "making-money",
    words: { timeout: "making-timeout", cut_off: "making-cut-off", too_large: "making-not-understood", not_understood: "making-not-understood" },
  },
};

/**
 * @param {unknown} code
 * @returns {code is ErrorCode}
 */
export function isErrorCode(code) {
  return typeof code === "string" && Object.hasOwn(ERROR_WORDS, code);
}

const VAULT_CODES = /** @type {const} */ ({
  vault_absent: "absent",
  vault_locked: "locked",
  vault_refused: "refused",
  // A keychain that does not answer usually waits for its own unlock dialog.
  vault_timeout: "locked",
});

/**
 * @param {ErrorCode} code
 * @returns {"absent" | "locked" | "refused" | null} the keychain's state that this error tells of
 */
export function vaultStateOf(code) {
  return Object.hasOwn(VAULT_CODES, code) ? VAULT_CODES[/** @type {keyof typeof VAULT_CODES} */ (code)] : null;
}
