import { t } from "./locale.js";
import { moneyText } from "./money.js";
import { isolate } from "./text.js";
import { parseTime, when } from "./time.js";
import { usdcText } from "./usdc-amounts.js";
import { refusalText, unsignedText } from "./usdc-refusals.js";

/** @typedef {import("./bindings/ipc.d.ts").PaymentView} PaymentView */
/** @typedef {import("./bindings/ipc.d.ts").UsdcPayment} UsdcPayment */
/** @typedef {import("./bindings/ipc.d.ts").SpendingLimit} SpendingLimit */
/** @typedef {import("./payments.js").StateLook} StateLook */
/** @typedef {import("./payments.js").UsdcState} UsdcState */

/** What is said of a payment with USDC. Only the chain says paid or not charged; what a server says is told as its word. */

/** @type {Readonly<Record<UsdcState, StateLook>>} */
export const USDC_STATES = {
  quoted: { words: "pay-quoted", chip: "pay-chip-quoted", icon: "clock", tone: "busy" },
  refused: { words: "pay-refused", chip: "pay-chip-refused", icon: "close", tone: "calm" },
  planned: { words: "pay-planned", chip: "pay-chip-planned", icon: "shield", tone: "busy" },
  declined: { words: "pay-declined", chip: "pay-chip-declined", icon: "close", tone: "calm" },
  reserved: { words: "pay-reserved", chip: "pay-chip-reserved", icon: "wallet", tone: "busy" },
  sign_unknown: { words: "pay-sign-unknown", chip: "pay-chip-sign-unknown", icon: "warn", tone: "warn" },
  signed: { words: "pay-signed", chip: "pay-chip-sending", icon: "hourglass", tone: "busy" },
  sending: { words: "pay-sending", chip: "pay-chip-sending", icon: "hourglass", tone: "busy" },
  reported: { words: "pay-reported", chip: "pay-chip-confirming", icon: "hourglass", tone: "busy" },
  unknown: { words: "pay-unknown", chip: "pay-chip-unknown", icon: "warn", tone: "warn" },
  confirming: { words: "pay-confirming", chip: "pay-chip-confirming", icon: "hourglass", tone: "busy" },
  paid: { words: "pay-paid", chip: "pay-chip-paid", icon: "hourglass", tone: "busy" },
  dead_expired: { words: "pay-dead-expired", chip: "pay-chip-dead", icon: "close", tone: "calm" },
  dead_cancelled: { words: "pay-dead-cancelled", chip: "pay-chip-dead", icon: "close", tone: "calm" },
  dead_unsigned: { words: "pay-dead-unsigned", chip: "pay-chip-dead", icon: "close", tone: "calm" },
};

/** A payment that the chain shows for good is told by its credits. @type {Readonly<Record<"credited" | "missing", StateLook>>} */
const PAID = {
  credited: { words: "pay-paid-credited", chip: "pay-chip-credited", icon: "check", tone: "good" },
  missing: { words: "pay-paid-missing", chip: "pay-chip-missing", icon: "warn", tone: "warn" },
};

/** @param {PaymentView} payment @returns {StateLook | null} null where its state alone says it */
export function paidLook({ state, usdc }) {
  return state === "paid" && (usdc?.credit === "credited" || usdc?.credit === "missing") ? PAID[usdc.credit] : null;
}

/** @param {UsdcPayment} usdc @returns {boolean} its window is over, so that the chain decides any moment */
export function isOverdue({ validBefore }, now = new Date()) {
  const end = validBefore && parseTime(validBefore);
  return Boolean(end && end.getTime() <= now.getTime());
}

const UNDECIDED = /** @type {readonly string[]} */ (["sign_unknown", "signed", "sending", "reported", "unknown"]);

/** @param {PaymentView} payment by when it is known what became of it; nothing where that is not known, or known already */
export function decidedText({ state, usdc }, now = new Date()) {
  if (!usdc?.validBefore || !UNDECIDED.includes(state)) return "";
  return isOverdue(usdc, now) ? t("pay-decided-late") : t("pay-decided-by", { until: when(usdc.validBefore, now) });
}

/** @param {PaymentView} payment @param {string} provider */
function refused({ usdc }, provider) {
  const { what, todo } = refusalText(usdc?.refused ?? null, provider);
  return { title: t("pay-refused"), text: [what, t("pay-refused.text"), todo].join(" ") };
}

/** @param {PaymentView} payment @param {string} provider */
function paid(payment, provider) {
  const { words } = paidLook(payment) ?? USDC_STATES.paid;
  const { arrived, credits, evidence } = payment;
  const got = arrived ?? credits;
  const title = t(words, { amount: moneyText(payment.usdc?.value ?? payment.price), credits: got ? moneyText(got) : "", known: got ? "yes" : "no" });
  if (words !== PAID.credited.words) return { title, text: t(`${words}.text`, { provider }) };
  if (payment.twice) return { title, text: "" };
  const text = evidence === "partly"
    ? t("pay-partly.text", { provider, expected: credits ? "yes" : "no", credits: credits ? moneyText(credits) : "" })
    : t("pay-credited.text", { provider });
  return { title, text };
}

/** @param {PaymentView} payment @returns {{ title: string, text: string }} where it stands, and what that means for the person */
export function usdcStateWords(payment) {
  const state = /** @type {UsdcState} */ (payment.state);
  const provider = isolate(payment.providerName);
  if (state === "refused") return refused(payment, provider);
  if (state === "paid") return paid(payment, provider);
  const { words } = USDC_STATES[state];
  const { usdc } = payment;
  const isAsked = state === "sign_unknown" || state === "dead_unsigned";
  const text = [
    isAsked && unsignedText(usdc?.unclear ?? usdc?.refused ?? null),
    t(`${words}.text`, { provider, wallet: usdc?.wallet ?? "unknown", network: isolate(usdc?.network), decided: decidedText(payment) }),
    // The provider's own list may be faster than the chain, or tell of what the chain does not show.
    usdc?.credit === "credited" && t("pay-credited-meanwhile", { credits: moneyText(payment.arrived ?? payment.credits) }),
  ];
  return { title: t(words, { provider }), text: text.filter(Boolean).join(" ").replace(/ {2,}/gu, " ").trim() };
}

/** @typedef {{ id: string, at: string | null, state: "done" | "now" | "later" }} Stage */

/** @param {PaymentView} payment the four steps that a person follows, as far as they are known and never as they are hoped */
export function stages({ state, usdc, arrivedAt }) {
  if (!usdc) return [];
  const isPaid = state === "paid";
  const isSeen = isPaid || state === "confirming";
  const all = [
    { id: "stage-signed", at: usdc.signedAt, done: isSeen || Boolean(usdc.signedAt) },
    // What the chain shows was accepted, whatever the server said.
    { id: "stage-accepted", at: usdc.acceptedAt ?? (isSeen ? usdc.confirmedAt : null), done: isSeen || state === "reported" || Boolean(usdc.acceptedAt) },
    { id: "stage-confirmed", at: usdc.paidAt, done: isPaid },
    { id: "stage-credited", at: usdc.credit === "credited" ? arrivedAt : null, done: usdc.credit === "credited" },
  ];
  const next = all.findIndex(({ done }) => !done);
  return all.map(({ id, at, done }, i) => /** @type {Stage} */ ({ id, at: done ? at : null, state: done ? "done" : i === next ? "now" : "later" }));
}

const LIMITS = /** @type {Readonly<Record<SpendingLimit, string>>} */ ({
  payment: "limit-left-payment", account_day: "limit-left-account-day", day: "limit-left-day", month: "limit-left-month",
});

/** @param {import("./bindings/ipc.d.ts").UsdcTopUp} usdc the limit that lets the least through, and how much */
export function limitText({ limit, left }) {
  return t(LIMITS[limit], { left: usdcText(left.value) });
}

const KINDS = /** @type {Readonly<Record<import("./bindings/ipc.d.ts").WalletKind, string>>} */ ({
  own: "pay-wallet-own", browser: "pay-wallet-browser", program: "pay-wallet-program",
});

/** @param {import("./bindings/ipc.d.ts").WalletKind} kind */
export function walletText(kind) {
  return t(KINDS[kind]);
}
