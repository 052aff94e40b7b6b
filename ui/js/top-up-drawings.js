import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./locale.js";
import { moneyText } from "./money.js";
import { bestValue, rateOf } from "./payment-offers.js";
import { isolate } from "./text.js";
import { amount, button, emptyState } from "./views.js";

/** @typedef {import("./bindings/ipc.d.ts").Package} Package */

/** The packages of the top-up sheet. */

/** @param {Package} offer what the person goes on with after signing in */
export function chosenPackage({ credits, price, name }) {
  return h("p", { class: "order", "data-testid": "order" },
    h("span", { class: "order-what" }, amount(credits)),
    h("span", { class: "visually-hidden" }, " · "),
    h("span", { class: "order-price" }, amount(price)),
    h("span", { class: "order-name" }, h("bdi", null, isolate(name))));
}

/** @param {Package} offer */
function rateText(offer) {
  const rate = rateOf(offer);
  return rate && t("top-up-rate", { price: moneyText(rate.price), credits: moneyText(rate.credits) });
}

/** @typedef {{ provider: string, last: string | null, needsSignIn: boolean }} Shop */

/** @param {Package} offer @param {{ isBest: boolean, isLast: boolean }} marks */
function packageButton(offer, { isBest, isLast }) {
  const rate = rateText(offer);
  return h("li", null, h("button", {
    type: "button", class: "package", "data-action": "package-buy", "data-testid": `package-${offer.id}`, value: offer.id,
  },
  h("span", { class: "package-words" },
    h("span", { class: "package-credits" }, amount(offer.credits)),
    h("span", { class: "visually-hidden" }, " · "),
    h("span", { class: "package-price" }, amount(offer.price))),
  h("span", { class: "package-more" },
    h("span", { class: "package-name" }, h("bdi", null, isolate(offer.name)), rate && " · ", rate),
    (isBest || isLast) && h("span", { class: "package-marks" },
      isBest && h("span", { class: "chip pay-good" }, icon("check"), t("top-up-best")),
      isLast && h("span", { class: "chip old" }, icon("clock"), t("top-up-last")))),
  icon("external", "icon package-go")));
}

/** @param {readonly Package[]} offers in the provider's order @param {Shop} shop */
export function packageList(offers, { provider, last, needsSignIn }) {
  if (offers.length === 0) {
    const again = button(t("action-try-again"), { action: "packages-retry", icon: "refresh", testid: "packages-retry" });
    return [emptyState({ title: t("top-up-packages-empty"), text: t("top-up-packages-none", { provider }), icon: "coins", testid: "packages-none" }, again)];
  }
  const best = bestValue(offers);
  return [
    h("h3", { class: "shop-title" }, t("top-up-packages")),
    h("ul", { class: "packages", "data-testid": "packages" },
      ...offers.map((offer) => packageButton(offer, { isBest: offer.id === best, isLast: offer.id === last }))),
    needsSignIn && h("p", { class: "hint" }, t("top-up-sign-in-hint", { provider })),
  ];
}

/** @param {string} words */
export function packageSkeleton(words) {
  return h("div", { class: "packages-loading", "data-testid": "packages-loading" },
    h("p", { class: "muted", role: "status" }, words),
    ...["a", "b"].map(() => h("span", { class: "bone package-bone", "aria-hidden": "true" })));
}
