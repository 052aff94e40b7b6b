import { chartTable, dayMarks, extremes, trendDrawing, trendWords } from "../chart.js";
import { fill, h } from "../dom.js";
import { t } from "../locale.js";
import { moneyText } from "../money.js";
import { when } from "../time.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").TrendPoint} TrendPoint */

const FRAME = { width: 800, height: 220, top: 12, bottom: 0 };

/** The account's balance over time: a drawing with a summary, and the same numbers as a table. */
export class BalanceChart extends RefillElement {
  /** @type {readonly TrendPoint[]} */
  #points = [];
  #unit = "";

  /** @param {{ points: readonly TrendPoint[], unit: string }} trend */
  set trend({ points, unit }) {
    this.#points = points;
    this.#unit = unit;
    this.redraw();
  }

  /** @override */
  connected() {
    this.draw();
  }

  /** @override */
  draw() {
    const points = this.#points;
    if (points.length < 2) {
      fill(this, h("p", { class: "muted chart-empty" }, t("chart-empty")));
      return;
    }
    const open = this.querySelector("details")?.open ?? false;
    const { lowest, highest } = extremes(points);
    fill(this,
      h("p", { class: "chart-marks" },
        highest && h("span", null, this.#said("chart-highest", highest)),
        lowest && h("span", null, this.#said("chart-lowest", lowest))),
      trendDrawing(points, FRAME, trendWords(points, this.#unit)),
      dayMarks(points),
      h("details", { class: "fold", ".open": open },
        h("summary", { "data-testid": "chart-table" }, t("chart-table")),
        h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": t("chart-title") },
          chartTable(points, this.#unit))));
  }

  /** @param {string} id @param {TrendPoint} point */
  #said(id, point) {
    return t(id, { amount: moneyText({ value: point.value, unit: this.#unit }), when: when(point.at) });
  }
}

customElements.define("balance-chart", BalanceChart);
