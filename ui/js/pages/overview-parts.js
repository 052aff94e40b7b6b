import { h, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { tally } from "../standing.js";
import { button } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../elements/account-card-element.js").View} View */

/** The parts of the overview that hold no state. */

/** @type {readonly (readonly [keyof ReturnType<typeof tally>, icon: string, words: string])[]} */
const COUNTED = [
  ["empty", "empty", "tally-empty"], ["low", "low", "tally-low"], ["unreadable", "offline", "tally-unreadable"],
  ["hidden", "eyeOff", "tally-hidden"], ["first", "clock", "tally-first"], ["fine", "check", "tally-fine"],
];

/** @param {readonly AccountCard[]} accounts how many are fine, low and so on, for who only glances */
export function tallyLine(accounts) {
  if (accounts.length === 0) return [];
  const counts = tally(accounts);
  if (counts.fine === accounts.length) {
    return [h("li", { class: "fine" }, icon("check"), t("overview-sum-ok", { n: accounts.length }))];
  }
  return COUNTED.filter(([kind]) => counts[kind] > 0)
    .map(([kind, name, words]) => h("li", { class: kind }, icon(name), t(words, { n: counts[kind] })));
}

/** What the columns of the list are; every cell says it too. */
export function listHead() {
  const heads = [["list-account", "names"], ["list-balance", "balance"], ["list-trend", "trend"], ["list-lasts", "lasts"]];
  return h("div", { class: "list-head", "aria-hidden": "true" },
    ...heads.map(([id = "", css]) => h("span", { class: `head-${css}` }, t(id))));
}

/**
 * Puts every account where it belongs. What is there already stays itself: only what is new is made, and only what
 * changed its place is moved, so that a list of two hundred does not flicker and the focus stays where it is.
 * @param {readonly { section: HTMLElement, title: string, head?: HTMLElement, cards: readonly View[] }[]} places
 */
export function arrange(places) {
  const focused = document.activeElement;
  const focusedCard = focused?.closest("account-card");
  const control = focused?.getAttribute("data-testid");
  /** @type {Map<string | null, Element>} */
  const known = new Map();
  for (const { section } of places) for (const el of section.querySelectorAll("account-card")) known.set(el.getAttribute("data-account"), el);
  for (const { section, title, head, cards } of places) {
    section.hidden = cards.length === 0;
    const wanted = cards.map((view) => {
      const el = known.get(view.card.id) ?? h("account-card", { role: "article", "data-testid": "card", "data-account": view.card.id });
      Reflect.set(el, "view", view);
      return el;
    });
    line(section, [...headsOf(section, title, head), ...wanted]);
  }
  // A card that moved takes the focus along.
  const again = focusedCard && control && document.activeElement === document.body
    && focusedCard.querySelector(`[data-testid="${CSS.escape(control)}"]`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** @param {HTMLElement} section @param {string} title @param {HTMLElement} [head] */
function headsOf(section, title, head) {
  const known = [...section.children].filter((el) => el.tagName !== "ACCOUNT-CARD");
  if (known[0]) {
    if (known[0].textContent !== title) known[0].textContent = title;
    return known;
  }
  const id = uniqueId("section");
  section.setAttribute("aria-labelledby", id);
  return [h("h2", { id, class: "visually-hidden" }, title), ...(head ? [head] : [])];
}

/** @param {HTMLElement} section @param {readonly Element[]} wanted its children, in this order */
function line(section, wanted) {
  const keep = new Set(wanted);
  for (const el of [...section.children]) if (!keep.has(el)) el.remove();
  let at = section.firstElementChild;
  for (const el of wanted) {
    if (el === at) at = at.nextElementSibling;
    else section.insertBefore(el, at);
  }
}

export function skeleton() {
  const card = () => h("div", { class: "card large skeleton", "aria-hidden": "true" },
    ...["bone who", "bone balance", "bone gauge", "bone foot"].map((css) => h("span", { class: css })));
  return h("div", { class: "cards", role: "status", "aria-label": t("overview-loading"), "data-testid": "skeleton" }, card(), card());
}

/** @param {{ demo: boolean }} options demo: the made-up accounts can be opened */
export function welcome({ demo }) {
  const point = (/** @type {string} */ name, /** @type {string} */ title, /** @type {string} */ text) =>
    h("li", null, h("span", { class: "point-icon" }, icon(name)), h("strong", null, title), h("span", { class: "muted" }, text));
  return h("section", { class: "welcome", "data-testid": "welcome" },
    h("img", { class: "welcome-mark", src: "icon.svg", alt: "", width: "72", height: "72" }),
    h("h2", null, t("welcome-title")),
    h("p", { class: "lead" }, t("welcome-text")),
    h("div", { class: "welcome-do" },
      button(t("welcome-add"), { action: "add-account", icon: "plus", kind: "primary", testid: "add-account-first" }),
      demo && button(t("welcome-demo"), { action: "open-demo", icon: "flask", testid: "open-demo" })),
    demo && h("p", { class: "hint" }, t("welcome-demo-text")),
    h("ul", { class: "points" },
      point("gauge", t("welcome-point-watch"), t("welcome-point-watch-text")),
      point("bell", t("welcome-point-alert"), t("welcome-point-alert-text")),
      point("shield", t("welcome-point-keys"), t("welcome-point-keys-text"))));
}
