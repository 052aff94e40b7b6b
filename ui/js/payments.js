import { t } from "./locale.js";
import { moneyText } from "./money.js";
import { isolate } from "./text.js";
import { dayText, parseTime, when } from "./time.js";
import { isOverdue, paidLook, usdcStateWords, USDC_STATES } from "./usdc-words.js";

/** @typedef {import("./bindings/ipc.d.ts").PaymentView} PaymentView */
/** @typedef {import("./bindings/ipc.d.ts").PaymentState} PaymentState */

/** What is said of a payment, wherever it is said: in the sheet, in the list, on its own page. */

/** @typedef {"calm" | "busy" | "good" | "warn"} Tone never the only difference: the words and the icon say the same */
/**
 * `page`, `pageChip`: the words where the provider's own page was opened, which tells nothing of the paying.
 * @typedef {{ words: string, page?: string, chip: string, pageChip?: string, icon: string, tone: Tone }} StateLook
 */

/**
 * The states of a payment with USDC; all others are of a page that is paid on.
 * @typedef {"quoted" | "refused" | "planned" | "declined" | "reserved" | "sign_unknown" | "signed" | "sending" | "reported" | "unknown"
 *   | "confirming" | "paid" | "dead_expired" | "dead_cancelled" | "dead_unsigned"} UsdcState
 */

/** @type {Readonly<Record<PaymentState, StateLook>>} */
export const STATES = {
  ...USDC_STATES,
  begun: { words: "pay-begun", chip: "pay-chip-begun", icon: "clock", tone: "busy" },
  asking: { words: "pay-asking", chip: "pay-chip-begun", icon: "clock", tone: "busy" },
  ready: { words: "pay-ready", page: "pay-page-ready", chip: "pay-chip-ready", icon: "card", tone: "busy" },
  away: { words: "pay-away", page: "pay-page-away", chip: "pay-chip-away", pageChip: "pay-chip-returned", icon: "hourglass", tone: "busy" },
  returned: { words: "pay-returned", chip: "pay-chip-returned", icon: "hourglass", tone: "busy" },
  cancelled: { words: "pay-cancelled", chip: "pay-chip-cancelled", icon: "undo", tone: "busy" },
  expired: { words: "pay-expired", page: "pay-page-expired", chip: "pay-chip-expired", pageChip: "pay-chip-page-expired", icon: "clock", tone: "calm" },
  failed: { words: "pay-failed", chip: "pay-chip-failed", icon: "close", tone: "calm" },
  dropped: { words: "pay-dropped", chip: "pay-chip-dropped", icon: "close", tone: "calm" },
  missing: { words: "pay-missing", chip: "pay-chip-missing", icon: "warn", tone: "warn" },
  credited: { words: "pay-credited", chip: "pay-chip-credited", icon: "check", tone: "good" },
};

const FAILURES = /** @type {Readonly<Record<string, string>>} */ ({
  no_answer: "pay-failed-no-answer", refused: "pay-failed-refused", gone: "pay-failed-gone", page: "pay-failed-page",
  unreachable: "pay-failed-unreachable", interrupted: "pay-failed-interrupted", signed_out: "pay-failed-signed-out", keychain: "pay-failed-keychain",
  server: "pay-failed-server", not_understood: "pay-failed-not-understood", amount: "pay-failed-amount", other: "pay-failed-other",
});

/** @param {string | null} word why there was no payment page, as Rust stored it @param {string} money what it means for the person's money */
function failureText(word, money, provider = "") {
  const id = (word && Object.hasOwn(FAILURES, word) ? FAILURES[word] : undefined) ?? "pay-failed-other";
  return [t(id, { provider }), money, t(`${id}.todo`, { provider })].join(" ");
}

/** @param {PaymentView} payment */
export function isCredited({ state, usdc }) {
  return state === "credited" || (state === "paid" && usdc?.credit === "credited");
}

/** @param {PaymentView} payment paid, as far as that is known, and its credits have not come */
export function isMissing({ state, usdc }) {
  return state === "missing" || (state === "paid" && usdc?.credit === "missing");
}

/** @param {PaymentView} payment something is still to come: the money's end is not known, or its credits are */
export function isUnderWay(payment) {
  return payment.isOpen || (payment.state === "paid" && !isCredited(payment) && !isMissing(payment));
}

/** @param {PaymentView} payment */
export function isProbable(payment) {
  return isCredited(payment) && payment.evidence === "partly";
}

/** @param {PaymentView} payment what is shown of it differs with the time alone */
export function isLate({ usdc }) {
  return Boolean(usdc && isOverdue(usdc));
}

/** @param {PaymentView} payment @returns {StateLook} */
export function lookOf(payment) {
  return paidLook(payment) ?? STATES[payment.state];
}

/** @param {PaymentView} payment @returns {{ title: string, text: string }} where it stands, and what that means for the person */
export function stateWords(payment) {
  const { state, way, arrived, credits, expiresAt } = payment;
  const provider = isolate(payment.providerName);
  if (payment.usdc) return usdcStateWords(payment);
  if (state === "credited") {
    const id = isProbable(payment) ? "pay-partly" : "pay-credited";
    // A balance that rose says that something came, not how much.
    const words = payment.evidence === "balance" && !credits ? "pay-partly" : id;
    const amount = arrived ? moneyText(arrived, { signed: true }) : moneyText(credits, { signed: true });
    return {
      title: arrived || credits ? t(id, { amount }) : t("pay-credited-unknown"),
      text: payment.twice ? "" : t(`${words}.text`, { provider, expected: credits ? "yes" : "no", credits: credits ? moneyText(credits) : "" }),
    };
  }
  const look = STATES[state];
  const id = way === "page" && look.page ? look.page : look.words;
  const until = expiresAt && parseTime(expiresAt) ? when(expiresAt) : null;
  const text = t(`${id}.text`, { provider, until: until ?? "", ends: until ? "yes" : "no" });
  return { title: t(id, { provider }), text: state === "failed" ? failureText(payment.failed, text, provider) : text };
}

/** @param {PaymentView} payment */
export function chipLook(payment) {
  if (payment.twice) return { id: "pay-chip-twice", icon: "warn", tone: "warn" };
  if (isProbable(payment)) return { id: "pay-chip-partly", icon: "check", tone: "good" };
  const { chip, pageChip, icon, tone } = lookOf(payment);
  return { id: (payment.way === "page" && pageChip) || chip, icon, tone };
}

/** @param {PaymentView} payment what it means that the same credits came twice, and what to do */
export function twiceText({ usdc, providerName }) {
  return t(usdc ? "pay-twice-usdc" : "pay-twice.text", { provider: isolate(providerName) });
}

/** @param {PaymentView} payment what was or is bought, in one line */
export function whatText({ credits, arrived, price, way, providerName }) {
  const got = credits ?? arrived;
  if (got) return moneyText(got);
  return (way === "charge" || way === "usdc") && price ? t("pay-what-charge", { price: moneyText(price) }) : t("pay-what-page", { provider: isolate(providerName) });
}

/** The payment service whose page most checkouts are on. It is no provider: nobody has credits there. */
const SERVICE = "stripe.com";

/** @param {string | null} host @returns {string} where the payment itself happens */
export function placeText(host, provider = "") {
  if (!host) return t("pay-place-unknown", { provider });
  const isService = host === SERVICE || host.endsWith(`.${SERVICE}`);
  return t(isService ? "pay-place-service" : "pay-place-host", { host: isolate(host), service: isolate("Stripe") });
}

/** @typedef {{ id: string, state: "done" | "now" | "later" }} Milestone */

/** @param {PaymentView} payment the three steps that a person follows; the provider's own page tells nothing of the second */
export function milestones({ way, state, steps }) {
  const happened = new Set(steps.map(({ what }) => what));
  const arrived = state === "credited";
  const paid = arrived || state === "returned" || state === "missing";
  const opened = paid || happened.has("opened") || state === "away" || state === "cancelled";
  const all = [
    { id: "milestone-opened", done: opened },
    ...(way === "page" ? [] : [{ id: "milestone-paid", done: paid }]),
    { id: "milestone-arrived", done: arrived },
  ];
  const next = all.findIndex(({ done }) => !done);
  return all.map(({ id, done }, at) => /** @type {Milestone} */ ({ id, state: done ? "done" : at === next ? "now" : "later" }));
}

const STEPS = /** @type {Readonly<Record<string, string>>} */ ({
  begun: "step-begun", asked: "step-asked", ready: "step-ready", failed: "step-failed", opened: "step-opened", returned: "step-returned",
  cancelled: "step-cancelled", expired: "step-expired", credited: "step-credited", credited_again: "step-credited-again",
  overdue: "step-overdue", dropped: "step-dropped",
  refused: "step-refused", planned: "step-planned", declined: "step-declined", reserved: "step-reserved", signed: "step-signed", unsigned: "step-unsigned",
  signature_unclear: "step-signature-unclear", sending: "step-sending", resending: "step-resending", accepted: "step-accepted", unclear: "step-unclear",
  used: "step-used", block_gone: "step-block-gone", final: "step-final", expired_unused: "step-expired-unused", cancelled_on_chain: "step-cancelled-on-chain",
});

/** @param {string} what a word of Rust's; one of a newer version is shown as it came */
export function stepText(what, provider = "", way = "") {
  if (way === "usdc" && what === "overdue") return t("step-overdue-usdc");
  const id = Object.hasOwn(STEPS, what) ? STEPS[what] : undefined;
  return id ? t(id, { provider }) : isolate(what);
}

/** So long the asking for a page may take before it can be given up. */
const ASKING_MS = 20_000;

/** @param {PaymentView} payment @returns {number} milliseconds after which a payment that got stuck before its page can be given up */
export function stuckIn({ state, updatedAt }, now = new Date()) {
  if (state !== "begun" && state !== "asking") return Infinity;
  return (parseTime(updatedAt)?.getTime() ?? 0) + ASKING_MS - now.getTime();
}

/** @param {PaymentView} payment its page can still be paid, or was, or did not come to be for long: only then there is something to stop waiting for */
export function canStop(payment, now = new Date()) {
  const { state } = payment;
  return state === "ready" || state === "away" || state === "returned" || state === "cancelled" || stuckIn(payment, now) <= 0;
}

/**
 * @param {readonly PaymentView[]} payments newest first
 * @param {Date} [now]
 * @returns {{ day: string, payments: PaymentView[] }[]}
 */
export function byDay(payments, now = new Date()) {
  /** @type {{ day: string, payments: PaymentView[] }[]} */
  const days = [];
  for (const payment of payments) {
    const day = dayName(payment.begunAt, now);
    const last = days.at(-1);
    if (last?.day === day) last.payments.push(payment);
    else days.push({ day, payments: [payment] });
  }
  return days;
}

/** @param {string} at @param {Date} now */
function dayName(at, now) {
  const date = parseTime(at);
  if (!date) return t("time-unknown");
  const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return t("pay-today");
  if (date.toDateString() === before.toDateString()) return t("pay-yesterday");
  return dayText(date, now);
}
