import { h, uniqueId } from "./dom.js";
import { shortAddress } from "./holder-words.js";
import { icon } from "./icons.js";
import { t } from "./locale.js";
import { moneyText } from "./money.js";
import { hrefOf } from "./router.js";
import { isolate } from "./text.js";
import { asOf, clock, fullTime, parseTime } from "./time.js";
import { broughtBy, sumOf, usdcText } from "./usdc-amounts.js";
import { isForWalletPage } from "./usdc-refusals.js";
import { limitText, stages, walletText } from "./usdc-words.js";
import { button, outside } from "./views.js";

/** @typedef {import("./bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("./bindings/ipc.d.ts").PaymentView} PaymentView */
/** @typedef {import("./bindings/ipc.d.ts").UsdcTopUp} UsdcTopUp */
/** @typedef {import("./bindings/ipc.d.ts").WalletBalance} WalletBalance */
/** @typedef {import("./dom.js").Child} Child */

/** Pieces of page about paying with USDC that hold no state. */

/** @param {string | null} text an address, a hash: all of it, to be compared and copied */
function code(text, testid = "") {
  return text ? h("bdi", { class: "path", dir: "ltr", translate: "no", "data-testid": testid || null }, isolate(text)) : null;
}

/** In the sheet the link closes it; elsewhere it only leads there. @param {string} words */
export function walletLink(words, testid = "usdc-wallet-link", look = "text-link") {
  return h("a", { class: look, href: hrefOf({ page: "wallet" }), "data-action": "top-up-details", "data-testid": testid }, words);
}

/** @param {PaymentView} payment Signed, accepted, confirmed, credited: each with its time */
export function stepper(payment) {
  return h("ol", { class: "milestones stages", "data-testid": "stages" }, ...stages(payment).map(({ id, at, state }) => {
    const time = at && parseTime(at);
    return h("li", { class: `milestone is-${state}`, "data-state": state, "aria-current": state === "now" ? "step" : null },
      h("span", { class: "milestone-mark" }, state === "done" && icon("check")),
      h("span", null, h("span", { class: "visually-hidden" }, t("milestone-mark", { state }), " "), t(id),
        at && time && h("time", { class: "stage-time", datetime: at, title: fullTime(at) }, " ", clock(time))));
  }));
}

/** @param {PaymentView} payment what can be done about it besides copying its receipt */
export function usdcActions({ usdc, state }) {
  if (!usdc) return [];
  return [
    usdc.canAskAgain && button(t("pay-ask-again"), { action: "pay-ask-again", icon: "wallet", kind: "primary", testid: "payment-ask-again" }),
    usdc.transaction && usdc.explorer && button(t("pay-transaction"), { action: "pay-transaction", icon: "external", testid: "payment-transaction" }),
    state === "refused" && isForWalletPage(usdc.refused) && walletLink(t("pay-wallet-page"), "payment-wallet-page", "button primary"),
    usdc.canAskAgain && h("p", { class: "hint" }, t("pay-ask-again-hint")),
  ];
}

/** @param {PaymentView} payment the rows of its receipt that only a payment with USDC has */
export function usdcFacts({ usdc }) {
  if (!usdc) return [];
  const { transaction, explorer, wallet, payer } = usdc;
  /** @type {[string, Node | string | null | false][]} */
  const facts = [
    [t("fact-amount"), usdc.value && moneyText(usdc.value)],
    [t("fact-fee"), usdc.value && t("fact-fee-none", { none: usdcText("0") })],
    [t("fact-network"), usdc.network && outside(usdc.network)],
    [t("fact-payee"), code(usdc.payee, "fact-payee")],
    [t("fact-payer"), payer && h("span", null, wallet && h("span", { class: "fact-wallet" }, walletText(wallet)), code(payer, "fact-payer"))],
    [t("fact-transaction"), transaction && h("span", null, code(transaction, "fact-transaction"),
      explorer && button(t("pay-transaction"), { action: "transaction-open", icon: "external", kind: "plain", testid: "transaction-open" }))],
    [t("fact-nonce"), code(usdc.nonce, "fact-nonce")],
    [t("fact-after"), usdc.after && moneyText(usdc.after)],
    [t("fact-valid"), usdc.money !== "moved" && usdc.validBefore && fullTime(usdc.validBefore)],
  ];
  return facts;
}

/** @param {UsdcTopUp} usdc @param {string | null} chosen one of the amounts */
export function amountChoices({ amounts, each }, chosen) {
  const name = uniqueId("usdc");
  return h("fieldset", { class: "usdc-choices" },
    h("legend", null, t("usdc-choose")),
    ...amounts.map((amount) => {
      const brought = broughtBy(amount, each);
      return h("label", { class: "usdc-choice" },
        h("input", { type: "radio", name, value: amount, ".checked": amount === chosen, "data-testid": `usdc-amount-${amount}` }),
        h("span", { class: "usdc-choice-price" }, usdcText(amount)),
        brought && h("span", { class: "visually-hidden" }, " · "),
        brought && h("span", { class: "usdc-choice-credits" }, moneyText(brought)));
    }));
}

/** @param {string} label @param {string} testid @param {...Child} value @returns {Node[]} */
function row(label, testid, ...value) {
  return [h("dt", null, label), h("dd", { "data-testid": testid }, ...value)];
}

/** @param {string | null} payee @param {string} provider */
function payeeRow(payee, provider) {
  if (!payee) return row(t("usdc-to"), "usdc-payee", provider, h("span", { class: "hint" }, t("usdc-payee-first", { provider })));
  return row(t("usdc-to"), "usdc-payee", provider, " · ", h("bdi", { dir: "ltr", translate: "no" }, isolate(shortAddress(payee))),
    h("details", { class: "fold" }, h("summary", { "data-testid": "usdc-payee-whole" }, t("usdc-payee-whole")), code(payee)),
    h("span", { class: "hint" }, t("usdc-payee-known")));
}

/** @typedef {WalletBalance | "asking" | "unknown"} Held what is in the wallet, as far as it was asked */

/** @param {UsdcTopUp} usdc @param {Held} held */
function walletRow({ wallet }, held) {
  if (!wallet) return [];
  const has = held === "asking" ? t("usdc-balance-asking")
    : held === "unknown" ? t("usdc-balance-unknown") : t("usdc-balance", { balance: moneyText(held.balance), asOf: asOf(held.at) });
  return row(t("usdc-from"), "usdc-wallet", walletText(wallet.kind), " · ", h("bdi", { dir: "ltr", translate: "no", title: isolate(wallet.address) }, isolate(shortAddress(wallet.address))),
    h("span", { class: "hint", "data-testid": "usdc-balance" }, has));
}

/** @param {AccountCard} card @param {string} amount @param {UsdcTopUp} usdc */
function afterRow({ reading }, amount, { each }) {
  const brought = broughtBy(amount, each);
  if (!brought) return row(t("usdc-after"), "usdc-after", t("usdc-after-unknown"));
  const after = reading && reading.basis === "account" ? sumOf(reading.balance, brought) : null;
  const rise = moneyText(brought, { signed: true });
  return after ? row(t("usdc-after"), "usdc-after", moneyText(after), h("span", { class: "hint" }, t("usdc-after-from", { rise, asOf: asOf(reading?.takenAt ?? "") })))
    : row(t("usdc-brings"), "usdc-after", rise);
}

/**
 * All that is decided by one press, before it.
 * @param {{ card: AccountCard, provider: string, usdc: UsdcTopUp, amount: string, held: Held }} what
 */
export function review({ card, provider, usdc, amount, held }) {
  return h("dl", { class: "receipt usdc-review", "data-testid": "usdc-review" },
    ...payeeRow(usdc.payee, provider),
    ...row(t("usdc-network"), "usdc-network", isolate(usdc.network)),
    ...row(t("usdc-fee"), "usdc-fee", usdcText("0"), h("span", { class: "hint" }, t("usdc-fee-hint"))),
    ...walletRow(usdc, held),
    ...afterRow(card, amount, usdc),
    ...row(t("usdc-limit"), "usdc-limit", limitText(usdc)));
}
