import { cardDrawing, rowDrawing } from "../account-drawings.js";
import { isOld } from "../card-words.js";
import { fill } from "../dom.js";
import { openSheet } from "../sheets.js";
import { isoDay } from "../time.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../bindings/ipc.d.ts").Banner} Banner */

/** @typedef {{ card: AccountCard, size: "large" | "row", banner: Banner | null }} View */

/** Who, how much, how old, how full, which way, how long: large for what needs a hand, else a row of a list. */
export class AccountCardElement extends RefillElement {
  /** @type {View | null} */
  #view = null;
  #drawn = "";

  /** @override */
  actions = {
    "top-up": () => this.tell("refill-top-up", this.#view?.card.id),
    "banner-dismiss": () => this.tell("refill-dismiss", this.#view?.card.id),
    "replace-key": () => openSheet("replace-key-dialog", { ".card": this.#view?.card }),
  };

  /** @param {View} view */
  set view(view) {
    this.#view = view;
    // Of two hundred cards few are news. The day counts: "14:05" becomes "yesterday 14:05".
    const drawn = `${isoDay(new Date())} ${JSON.stringify(view)}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.draw();
  }

  /** @override */
  draw() {
    if (!this.#view) return;
    const { card, size, banner } = this.#view;
    this.className = `card ${size} level-${card.level}${isOld(card) ? " is-old" : ""}`;
    this.toggleAttribute("aria-busy", card.refreshing);
    fill(this, ...(size === "row" ? rowDrawing(card) : cardDrawing(card, banner)));
  }
}

customElements.define("account-card", AccountCardElement);
