import { bannerSentence, bannerTitle } from "../card-words.js";
import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { accountOf, canTopUp } from "../state.js";
import { isolate } from "../text.js";
import { daysLeft } from "../time.js";
import { button } from "../views.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").Banner} Banner */

/** One account that needs attention, said once and dismissable, above pages other than the overview. */
export class LowBanner extends RefillElement {
  /** @type {Banner | null} */
  #banner = null;

  /** @override */
  actions = {
    "banner-top-up": () => this.tell("refill-top-up", this.#banner?.account),
    "banner-dismiss": () => this.tell("refill-dismiss", this.#banner?.account),
  };

  /** @param {Banner} banner */
  set banner(banner) {
    this.#banner = banner;
    this.redraw();
  }

  /** @override */
  connected() {
    this.draw();
  }

  /** @override */
  draw() {
    const banner = this.#banner;
    const card = banner && accountOf(banner.account);
    if (!banner || !card) return;
    const account = isolate(card.name);
    const buys = canTopUp(card.provider);
    const pace = banner.level === "low" && banner.days !== null && t("banner-days", { days: daysLeft(banner.days) });
    fill(this, h("div", { class: `banner ${banner.level}`, "data-testid": "banner", "data-account": banner.account },
      icon(banner.level === "low" ? "low" : "empty", "icon banner-icon"),
      h("p", { class: "banner-words" },
        h("strong", null, bannerTitle(banner, account)), " ", [bannerSentence(banner), pace].filter(Boolean).join(" ")),
      h("div", { class: "banner-actions" },
        button(t("action-dismiss"), {
          action: "banner-dismiss", kind: "plain", testid: "banner-dismiss", label: t("banner-dismiss", { account }),
        }),
        buys && button(t("action-top-up"), {
          action: "banner-top-up", kind: "primary", testid: "banner-top-up", label: t("action-top-up-account", { account }),
        }))));
  }
}

customElements.define("low-banner", LowBanner);
