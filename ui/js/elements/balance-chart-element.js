import { isBudget } from "../card-words.js";
import { chartTable, dayMarks, extremes, scaleMarks, trendDrawing, trendWords } from "../chart.js";
import { fill, h } from "../dom.js";
import { t } from "../locale.js";
import { moneyText } from "../money.js";
import { providerOf } from "../state.js";
import { when } from "../time.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountPage} Page */
/** @typedef {import("../bindings/ipc.d.ts").TrendPoint} TrendPoint */

const FRAME = { width: 800, height: 220, top: 0, bottom: 0 };

/** The account's balance over time: a drawing with a summary, and the same numbers as a table. */
export class BalanceChart extends RefillElement {
  /** @type {Page | null} */
  #page = null;

  /** @param {Page} page */
  set page(page) {
    this.#page = page;
    this.redraw();
  }

  /** @override */
  connected() {
    this.draw();
  }

  /** @override */
  draw() {
    const { chart: points = [], chartScale = null, card } = this.#page ?? {};
    if (points.length < 2 || !card) {
      fill(this, h("p", { class: "muted chart-empty" }, t("chart-empty")));
      return;
    }
    const unit = chartScale?.top.unit ?? card.reading?.balance.unit ?? providerOf(card.provider).unit;
    const budget = isBudget(card.reading);
    const open = this.querySelector("details")?.open ?? false;
    const { lowest, highest } = extremes(points);
    const said = (/** @type {string} */ id, /** @type {TrendPoint} */ point) =>
      t(id, { amount: moneyText({ value: point.value, unit }), when: when(point.at) });
    fill(this,
      h("p", { class: "chart-marks" },
        highest && h("span", null, said("chart-highest", highest)),
        lowest && h("span", null, said("chart-lowest", lowest))),
      h("div", { class: "chart-plot" },
        trendDrawing(points, FRAME, trendWords(points, unit, budget)),
        ...(chartScale ? scaleMarks(chartScale, card.threshold) : [])),
      dayMarks(points),
      h("details", { class: "fold", ".open": open },
        h("summary", { "data-testid": "chart-table" }, t("chart-table")),
        h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": t("chart-title") },
          chartTable(points, unit, budget))));
  }
}

customElements.define("balance-chart", BalanceChart);
