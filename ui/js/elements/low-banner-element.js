import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { moneyText } from "../money.js";
import { accountOf, providerOf } from "../state.js";
import { isolate } from "../text.js";
import { daysLeft } from "../time.js";
import { button } from "../views.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").Banner} Banner */

/** One account that needs attention, said once and dismissable. */
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
    const buys = providerOf(card.provider).canBuy;
    fill(this, h("div", { class: `banner ${banner.level}`, "data-testid": "banner", "data-account": banner.account },
      icon(banner.level === "low" ? "low" : "empty", "icon banner-icon"),
      h("p", { class: "banner-words" },
        h("strong", null, t(banner.level === "low" ? "banner-low-title" : "banner-empty-title", { account })),
        " ", this.#sentence(banner)),
      h("div", { class: "banner-actions" },
        button(t("action-dismiss"), {
          action: "banner-dismiss", kind: "plain", testid: "banner-dismiss", label: t("banner-dismiss", { account }),
        }),
        buys && button(t("action-top-up"), {
          action: "banner-top-up", kind: "primary", testid: "banner-top-up", label: t("action-top-up-account", { account }),
        }))));
  }

  /** @param {Banner} banner */
  #sentence(banner) {
    const balance = moneyText(banner.balance);
    if (banner.level === "empty") return t("banner-empty-text", { balance });
    const left = banner.threshold
      ? t("banner-low-text", { balance, threshold: moneyText(banner.threshold) })
      : t("banner-low-plain", { balance });
    return banner.days === null ? left : `${left} ${t("banner-days", { days: daysLeft(banner.days) })}`;
  }
}

customElements.define("low-banner", LowBanner);
