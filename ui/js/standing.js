/** @typedef {import("./bindings/ipc.d.ts").AccountCard} AccountCard */

/** How an account stands, as the overview sorts, counts and filters by it. The numbers themselves are Rust's. */

/** @param {AccountCard} card */
export function isLow({ level }) {
  return level === "low" || level === "empty";
}

/** @param {AccountCard} card what is shown of it is not what it is now */
export function isUnreadable({ failure, keyState, reading }) {
  return Boolean(failure) || keyState === "missing" || Boolean(reading?.stale);
}

/** @param {AccountCard} card its key is good and may not see what is left: nothing is wrong, and nothing is known */
export function isHidden({ failure, hidden }) {
  return Boolean(hidden) && !failure;
}

/** @param {AccountCard} card just added: not one that failed */
export function isFirstRead(card) {
  return !card.reading && !card.hidden && !isUnreadable(card);
}

/** @param {AccountCard} card */
export function isFine(card) {
  return !isLow(card) && !isUnreadable(card) && !isHidden(card) && !isFirstRead(card);
}

/** @param {AccountCard} card somebody has to do something about it, or at least know */
export function needsAttention(card) {
  return isLow(card) || Boolean(card.failure) || card.keyState === "missing";
}

const URGENCY = { empty: 0, low: 1, unknown: 2, ok: 3 };

/** @param {readonly AccountCard[]} accounts what needs a hand stands first; otherwise the order stays */
export function byUrgency(accounts) {
  const rank = (/** @type {AccountCard} */ card) =>
    URGENCY[isHidden(card) ? "ok" : card.level] * 2 + (needsAttention(card) ? 0 : 1);
  return [...accounts].sort((a, b) => rank(a) - rank(b));
}

/**
 * How many there are of each kind. One that is low and can't be read is in both.
 * @param {readonly AccountCard[]} accounts
 */
export function tally(accounts) {
  const count = (/** @type {(card: AccountCard) => boolean} */ is) => accounts.filter(is).length;
  return {
    fine: count(isFine),
    empty: count((card) => card.level === "empty"),
    low: count((card) => card.level === "low"),
    unreadable: count(isUnreadable),
    hidden: count(isHidden),
    first: count(isFirstRead),
  };
}

/** @typedef {"all" | "low" | "unreadable"} Show */
/** @typedef {{ text: string, show: Show, provider: string }} Wanted */

/** @param {Show} show @param {AccountCard} card */
export function isShown(show, card) {
  return show === "all" || (show === "low" ? isLow(card) : isUnreadable(card));
}

/**
 * Every word that was typed must be somewhere in what can be read of the account.
 * @param {string} typed
 * @param {readonly (string | null)[]} said
 */
export function matches(typed, said) {
  const all = said.join(" ").toLocaleLowerCase();
  return typed.toLocaleLowerCase().split(/\s+/u).every((word) => all.includes(word));
}
