import { h } from "./dom.js";
import { t } from "./locale.js";
import { matches } from "./standing.js";
import { providerOf } from "./state.js";
import { isolate, plain } from "./text.js";
import { outside, tile } from "./views.js";

/** @typedef {import("./bindings/ipc.d.ts").AccountCard} AccountCard */

/**
 * What can be picked: one account, or a provider with all of its accounts.
 * @typedef {object} Choice
 * @property {string} value of the option; an account's is its id
 * @property {"provider" | "account"} kind
 * @property {string} label
 * @property {string} provider
 * @property {string} whose what stands below an account's name
 * @property {readonly string[]} accounts
 */

/** @param {readonly AccountCard[]} cards @returns {Choice[]} the providers first */
export function choicesOf(cards) {
  const used = [...new Set(cards.map((card) => card.provider))];
  const ofProvider = used.map((provider) => {
    const accounts = cards.filter((card) => card.provider === provider).map((card) => card.id);
    return {
      value: `provider:${provider}`, kind: /** @type {const} */ ("provider"), label: isolate(providerOf(provider).name),
      provider, whose: t("picker-provider", { n: accounts.length }), accounts,
    };
  });
  const ofAccount = cards.map((card) => ({
    value: card.id, kind: /** @type {const} */ ("account"), label: isolate(card.name),
    provider: card.provider, whose: [providerOf(card.provider).name, card.server].filter(Boolean).map((text) => isolate(text)).join(" · "),
    accounts: [card.id],
  }));
  return [...(ofProvider.length > 1 ? ofProvider : []), ...ofAccount];
}

/** @param {readonly Choice[]} choices @param {string} typed */
export function choicesFor(choices, typed) {
  const text = plain(typed);
  return text ? choices.filter((choice) => matches(text, [plain(choice.label), plain(choice.whose)])) : [...choices];
}

/** @param {Choice} choice @param {string} id @param {boolean} isChosen */
export function choiceOption(choice, id, isChosen) {
  return h("li", { role: "option", id, class: "picker-option", "data-value": choice.value, "aria-selected": String(isChosen) },
    tile(choice.provider),
    h("span", { class: "picker-words" }, outside(choice.label), h("span", { class: "whose" }, choice.whose)));
}

/** @param {string} id @param {boolean} isChosen the option for everything */
export function everyOption(id, isChosen) {
  return h("li", { role: "option", id, class: "picker-option", "data-value": "", "aria-selected": String(isChosen) },
    h("span", { class: "picker-words" }, t("history-account-all")));
}
