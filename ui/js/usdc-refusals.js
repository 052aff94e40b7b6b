import { errorText } from "./error-words.js";
import { isErrorCode } from "./errors.js";
import { t } from "./locale.js";

/** Why Refill did not pay, from its stable word: each group of words has one sentence, and what to do about it. */

/** @type {readonly [id: string, words: readonly string[]][]} */
const GROUPS = [
  ["refused-payee-changed", ["payee_changed"]],
  ["refused-over-limit", ["over_limit"]],
  ["refused-too-little", ["too_little"]],
  ["refused-chain-unreadable", ["chain_unreadable"]],
  ["refused-chain-other", ["chain_other"]],
  ["refused-clock", ["clock_skew"]],
  ["refused-amount", [
    "amount_differs", "amount_zero", "amount_negative", "amount_too_large", "amount_form", "amount_too_long", "amount_missing", "duplicate_field",
  ]],
  ["refused-payee", ["payee_zero", "payee_own", "payee_token", "payee_form", "payee_checksum"]],
  ["refused-network", ["network_testnet", "network_unsupported", "network_not_evm", "network_unknown"]],
  ["refused-token", ["asset_other", "asset_form", "token_name", "token_version", "token_decimals"]],
  ["refused-time", ["timeout_zero", "timeout_negative", "timeout_too_long", "timeout_form"]],
  ["refused-method", ["method_permit2", "method_other", "scheme_upto", "scheme_batch", "scheme_other"]],
  ["refused-elsewhere", ["resource_elsewhere", "redirected", "insecure"]],
  ["refused-unclear", ["version_unknown", "no_offer", "too_many_offers", "not_json", "header_form", "too_large", "garbled"]],
  ["refused-not-asked", ["not_asked"]],
];

const WORDS = new Map(GROUPS.flatMap(([id, words]) => words.map((word) => /** @type {const} */ ([word, id]))));

/** @param {string | null} word @returns {{ what: string, todo: string }} what happened, and what to do; between them stands what it means for the money */
export function refusalText(word, provider = "") {
  const id = word && WORDS.get(word);
  if (id) return { what: t(id, { provider }), todo: t(`${id}.todo`, { provider }) };
  // What kept the offer from coming is told as it is of every other call.
  if (isErrorCode(word)) {
    const { what, todo } = errorText(word, "paying");
    return { what: t("refused-as-error", { what }), todo };
  }
  return { what: t("refused-other", { provider }), todo: t("refused-other.todo", { provider }) };
}

/** Where the person can do something about it on the wallet page. */
const ON_WALLET_PAGE = new Set(["payee_changed", "over_limit", "too_little", "chain_unreadable", "chain_other"]);

/** @param {string | null} word */
export function isForWalletPage(word) {
  return word !== null && ON_WALLET_PAGE.has(word);
}

/** Why a wallet gave no signature, or none that is clear. */
const UNSIGNED = /** @type {Readonly<Record<string, string>>} */ ({
  refused: "unsigned-refused", no_answer: "unsigned-no-answer", unreachable: "unsigned-unreachable", other_chain: "unsigned-other-chain",
  other_address: "unsigned-other-address", wrong_signature: "unsigned-wrong-signature", too_late: "unsigned-too-late", bad_key: "unsigned-bad-key",
  keychain: "unsigned-keychain", interrupted: "unsigned-interrupted",
});

/** @param {string | null} word @returns {string} nothing where no more is known */
export function unsignedText(word) {
  const id = word && Object.hasOwn(UNSIGNED, word) ? UNSIGNED[word] : undefined;
  return id ? t(id) : "";
}
