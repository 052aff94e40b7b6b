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
    if (this.#points.length < 2) {
      fill(this, h("p", { class: "trend-none" }, t("trend-none")));
      return;
    }
    fill(this,
      trendDrawing(this.#points, FRAME, trendWords(this.#points, this.#unit)),
      h("p", { class: "trend-caption", "aria-hidden": "true" }, t("trend-short", { days: trendDays(this.#points) })));
  }
}

customElements.define("trend-line", TrendLine);
