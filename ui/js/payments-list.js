import { h } from "./dom.js";
import { t } from "./locale.js";
import { moneyText } from "./money.js";
import { stateChip, testChip } from "./payment-drawings.js";
import { byDay, stepText, whatText } from "./payments.js";
import { hrefOf } from "./router.js";
import { accountOf } from "./state.js";
import { isolate } from "./text.js";
import { clock, fullTime, parseTime } from "./time.js";
import { usdcFacts } from "./usdc-drawings.js";
import { amount, emptyState, outside, tile } from "./views.js";

/** @typedef {import("./bindings/ipc.d.ts").PaymentView} PaymentView */

/** The parts of the payments page; what they do is in its element. */

/** @param {PaymentView} payment */
function payment(payment) {
  const begun = parseTime(payment.begunAt);
  return h("li", null, h("a", {
    class: "payment-row", href: hrefOf({ page: "payments", payment: payment.id }), "data-testid": `payment-${payment.id}`,
  },
  tile(payment.provider),
  h("span", { class: "payment-what" },
    h("span", { class: "payment-title" }, whatText(payment)),
    h("span", { class: "whose" }, outside(payment.accountName), " · ", outside(payment.providerName))),
  h("span", { class: "payment-chips" }, stateChip(payment), testChip(payment)),
  h("span", { class: "payment-price" }, payment.price ? amount(payment.price) : h("span", { class: "muted" }, "–", h("span", { class: "visually-hidden" }, t("payments-hidden-price")))),
  h("time", { class: "payment-time", datetime: payment.begunAt, title: fullTime(payment.begunAt) }, begun ? clock(begun) : t("time-unknown"))));
}

/** @param {readonly PaymentView[]} payments newest first */
export function paymentList(payments) {
  return byDay(payments).map(({ day, payments: those }) => h("section", { class: "payment-day" },
    h("h2", null, day),
    h("ul", { class: "payment-rows", "data-testid": "payments" }, ...those.map(payment))));
}

export function emptyPayments() {
  return emptyState({ title: t("payments-empty-title"), text: t("payments-empty-text"), icon: "card", testid: "payments-empty" });
}

export function listSkeleton() {
  return h("div", { class: "payments-loading", "data-testid": "payments-loading" },
    h("p", { class: "visually-hidden", role: "status" }, t("payments-loading")),
    ...["a", "b", "c"].map(() => h("span", { class: "bone payment-bone", "aria-hidden": "true" })));
}

/** @param {PaymentView} payment everything that happened, oldest first */
export function paymentSteps({ steps, begunAt, providerName, way }) {
  const all = steps.some(({ what }) => what === "begun") ? steps : [{ at: begunAt, what: "begun" }, ...steps];
  return [
    h("h2", null, t("payments-steps")),
    h("ol", { class: "steps", "data-testid": "steps" }, ...all.map(({ at, what }) => h("li", { class: "step" },
      h("span", null, stepText(what, isolate(providerName), way)),
      h("time", { class: "hint", datetime: at }, fullTime(at))))),
  ];
}

/** @param {PaymentView} payment */
export function paymentFacts(payment) {
  const { arrived, arrivedAt, price, credits, before } = payment;
  const account = accountOf(payment.account);
  const name = outside(payment.accountName);
  /** @type {[string, Node | string | null | false][]} */
  const facts = [
    [t("fact-account"), account ? h("a", { class: "text-link", href: hrefOf({ page: "account", account: account.id }) }, name) : name],
    [t("fact-provider"), outside(payment.providerName)],
    [t("fact-bought"), credits && moneyText(credits)],
    [t("fact-package"), payment.package && outside(payment.package)],
    [t("fact-price"), !payment.usdc?.value && price && moneyText(price)],
    [t("fact-before"), before && moneyText(before)],
    ...usdcFacts(payment),
    [t("fact-arrived"), arrived && (arrivedAt ? t("fact-arrived-at", { amount: moneyText(arrived, { signed: true }), when: fullTime(arrivedAt) }) : moneyText(arrived, { signed: true }))],
    [t("fact-begun"), fullTime(payment.begunAt)],
    [t("fact-ends"), payment.isOpen && !payment.usdc && payment.expiresAt && fullTime(payment.expiresAt)],
    [t("fact-host"), payment.host && outside(payment.host)],
    [t("fact-session"), payment.session && h("span", { class: "path" }, outside(payment.session))],
    [t("fact-id"), h("span", { class: "path" }, outside(payment.id))],
  ];
  return [
    h("h2", null, t("payments-facts")),
    h("dl", { class: "receipt", "data-testid": "receipt" }, ...facts.flatMap(([label, value]) =>
      value ? [h("dt", null, label), h("dd", null, value)] : [])),
  ];
}
