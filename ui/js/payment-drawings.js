import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./locale.js";
import { moneyText, unitOf } from "./money.js";
import { callsFor } from "./payment-offers.js";
import { chipLook, isCredited, isMissing, isUnderWay, lookOf, milestones, placeText, stateWords, twiceText } from "./payments.js";
import { accountOf, providerOf } from "./state.js";
import { isolate } from "./text.js";
import { asOf } from "./time.js";
import { stepper, usdcActions } from "./usdc-drawings.js";
import { amount, button } from "./views.js";

/** @typedef {import("./bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("./bindings/ipc.d.ts").CallPrice} CallPrice */
/** @typedef {import("./bindings/ipc.d.ts").Money} Money */
/** @typedef {import("./bindings/ipc.d.ts").PaymentView} PaymentView */

/** Pieces of page about payments that hold no state. */

/** @param {PaymentView} payment */
export function stateChip(payment) {
  const { id, icon: name, tone } = chipLook(payment);
  return h("span", { class: `chip pay-${tone}`, "data-testid": "payment-chip", "data-state": payment.state }, icon(name), t(id));
}

/** @param {PaymentView} payment made with a test key of the payment service */
export function testChip({ test }) {
  return test && h("span", { class: "chip pay-test", "data-testid": "payment-test" }, icon("flask"), t("pay-chip-test"));
}

/** @param {PaymentView} payment what it has come to; a payment that came to nothing has come nowhere */
function progress(payment) {
  if (payment.usdc) return (isUnderWay(payment) || payment.state === "paid") && stepper(payment);
  return payment.isOpen && h("ol", { class: "milestones", "data-testid": "milestones" }, ...milestones(payment).map(({ id, state }) =>
    h("li", { class: `milestone is-${state}`, "data-state": state },
      h("span", { class: "milestone-mark" }, state === "done" && icon("check")),
      h("span", null, h("span", { class: "visually-hidden" }, t("milestone-mark", { state }), " "), t(id)))));
}

/** @param {PaymentView} payment the balance that it was bought for, with its age: it may be older than the credits */
function balanceNow({ account }) {
  const reading = accountOf(account)?.reading;
  return reading && h("p", { class: "pay-balance", "data-testid": "payment-balance" },
    t("pay-balance-now", { balance: moneyText(reading.balance), asOf: asOf(reading.takenAt) }));
}

/** @param {PaymentView} payment what is bought, and for how much: the price is what the eye finds first */
export function orderLine({ credits, price, way, package: name }) {
  return (credits || price) && h("p", { class: "order", "data-testid": "order" },
    h("span", { class: "order-what" }, credits ? amount(credits) : isolate(name)),
    price && h("span", { class: "order-price" }, amount(price)),
    way === "checkout" && credits && name && h("span", { class: "order-name" }, isolate(name)));
}

/** @param {PaymentView} payment that the same came twice is said above everything else */
function twice(payment) {
  return payment.twice && h("div", { class: "note warning", "data-testid": "payment-twice" }, icon("warn", "icon note-icon"),
    h("div", { class: "note-body" },
      h("p", { class: "note-title" }, t("pay-twice")),
      h("p", null, twiceText(payment))));
}

/** @param {PaymentView} payment */
export function paymentPanel(payment) {
  const { title, text } = stateWords(payment);
  const { icon: name } = lookOf(payment);
  const { tone } = chipLook(payment);
  const provider = isolate(payment.providerName);
  // A payment with USDC is followed for as long as it is under way. What wants a person's eye does not turn.
  const moves = isUnderWay(payment) && (payment.watching || payment.usdc) && tone !== "warn";
  return [
    twice(payment),
    h("div", { class: `pay-state ${tone}`, "data-testid": "payment-state", "data-state": payment.state },
      h("div", { class: "pay-head" },
        h("span", { class: "pay-icon" }, moves ? h("span", { class: "spinner" }) : icon(name)),
        h("h2", { tabindex: "-1", class: "pay-title" }, title),
        testChip(payment)),
      text && h("p", { class: "pay-text" }, text),
      payment.test && h("p", { class: "hint" }, t(payment.way === "usdc" ? "pay-test-usdc" : "pay-test-text")),
      orderLine(payment),
      progress(payment),
      isCredited(payment) && balanceNow(payment),
      payment.isOpen && h("p", { class: "pay-place" }, icon("lock"), payment.usdc ? t("pay-place-usdc", { provider }) : placeText(payment.host, provider))),
  ];
}

/** @param {PaymentView} payment @param {{ stops: boolean, receipt: boolean }} what `receipt`: also while it is under way */
export function paymentActions(payment, { stops, receipt }) {
  const opened = payment.state !== "ready";
  return h("div", { class: "pay-actions" },
    ...usdcActions(payment),
    payment.canOpen && button(t(opened ? "pay-open-again" : "pay-open"), {
      action: "pay-open", icon: "external", kind: opened ? "quiet" : "primary", testid: "payment-open",
    }),
    (receipt || !payment.isOpen) && button(t("pay-copy"), { action: "pay-copy", icon: "copy", kind: isMissing(payment) || payment.twice ? "primary" : "quiet", testid: "payment-copy" }),
    stops && button(t("pay-stop"), { action: "pay-stop", kind: "plain", testid: "payment-stop" }),
    stops && payment.way !== "page" && h("p", { class: "hint" },
      t(payment.state === "returned" ? "pay-stop-hint-returned" : "pay-stop-hint", { provider: isolate(payment.providerName) })));
}

const KINDS = /** @type {Readonly<Record<string, { calls: string, name: string }>>} */ ({
  read: { calls: "price-read", name: "price-name-read" },
  query: { calls: "price-query", name: "price-name-query" },
  wallet: { calls: "price-wallet", name: "price-name-wallet" },
  transfer: { calls: "price-transfer", name: "price-name-transfer" },
});

/** @param {Money} balance @param {readonly CallPrice[]} prices @returns {string | null} "950 credits ≈ 950 reads or 95 transfers" */
export function goodForText(balance, prices) {
  const calls = prices.flatMap((price) => {
    const n = callsFor(balance, price);
    if (n === null || n === 0n) return [];
    const words = Object.hasOwn(KINDS, price.kind) ? KINDS[price.kind] : undefined;
    return [t(words?.calls ?? "price-other", { n: moneyText({ value: String(n), unit: "" }), many: n === 1n ? "one" : "other", kind: isolate(price.kind) })];
  });
  if (prices.length === 0) return null;
  if (calls.length === 0) return t("prices-none-left", { balance: moneyText(balance) });
  const last = calls.pop() ?? "";
  const list = calls.length > 0 && calls.reduce((said, next) => t("prices-and", { list: said, next }));
  return t("prices-good-for", { balance: moneyText(balance), calls: list ? t("prices-or", { list, last }) : last });
}

/** @param {CallPrice} price */
function priceText({ kind, credits }) {
  const words = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  return t("price-of", { kind: words ? t(words.name) : isolate(kind), n: moneyText({ value: String(credits), unit: "" }) });
}

/** @param {AccountCard} card what its credits are good for, and what one call costs; nothing where the provider publishes no prices */
export function pricesOf(card) {
  const { prices, unit } = providerOf(card.provider);
  if (prices.length === 0) return null;
  const text = card.reading && goodForText(card.reading.balance, prices);
  return h("div", { class: "prices", "data-testid": "prices" },
    text && h("p", { class: "good-for" }, text),
    h("p", { class: "hint" }, t("prices-each", { unit: isolate(unitOf(unit).suffix), list: prices.map(priceText).join(" · ") })));
}

/** @param {HTMLElement} slot a panel of the account's page @param {AccountCard} card */
export function drawPrices(slot, card) {
  const list = pricesOf(card);
  slot.hidden = !list;
  slot.replaceChildren(...(list ? [h("h2", null, t("prices-title")), list] : []));
}
