import { trendDays, trendDrawing, trendWords } from "../chart.js";
import { fill, h } from "../dom.js";
import { t } from "../locale.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").TrendPoint} TrendPoint */

const FRAME = { width: 320, height: 48, top: 6, bottom: 1 };

/** The small trend on a card. */
export class TrendLine extends RefillElement {
  /** @type {readonly TrendPoint[]} */
  #points = [];
  #unit = "";
  #budget = false;

  /** @param {{ points: readonly TrendPoint[], unit: string, budget: boolean }} trend */
  set trend({ points, unit, budget }) {
    this.#points = points;
    this.#unit = unit;
    this.#budget = budget;
    this.redraw();
  }

  /** @override */
  connected() {
    this.draw();
  }

  /** @override */
  draw() {
    fill(this,
      trendDrawing(this.#points, FRAME, trendWords(this.#points, this.#unit, this.#budget)),
      h("p", { class: "trend-caption", "aria-hidden": "true" }, t("trend-days", { days: trendDays(this.#points) })));
  }
}

customElements.define("trend-line", TrendLine);
