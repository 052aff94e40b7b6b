import { h, svg } from "./dom.js";
import { t } from "./locale.js";
import { moneyText } from "./money.js";
import { asOf, dayAndClock, dayText, parseTime, when } from "./time.js";

/** @typedef {import("./bindings/ipc.d.ts").ChartScale} ChartScale */
/** @typedef {import("./bindings/ipc.d.ts").Money} Money */
/** @typedef {import("./bindings/ipc.d.ts").TrendPoint} TrendPoint */

/** Lines from points that Rust has already scaled: x and y in 0..1000, y = 1000 on top, y = 0 for nothing left. */

/**
 * @typedef {object} Frame
 * @property {number} width
 * @property {number} height
 * @property {number} top
 * @property {number} bottom
 */

/** @param {TrendPoint} point @param {Frame} frame */
function place(point, frame) {
  const x = (point.x / 1000) * frame.width;
  const y = frame.top + (1 - point.y / 1000) * (frame.height - frame.top - frame.bottom);
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}

/** @param {readonly TrendPoint[]} points @param {Frame} frame */
function lineOf(points, frame) {
  return points.map((point, i) => {
    const { x, y } = place(point, frame);
    // A top-up happens at once: the line goes up straight, not along a slope that never was.
    if (point.rise && i > 0) return `H${x}V${y}`;
    return `${i === 0 ? "M" : "L"}${x} ${y}`;
  }).join("");
}

/**
 * The line is stretched to whatever room there is; its dots lie above it as boxes of their own, and stay round.
 * @param {readonly TrendPoint[]} points
 * @param {Frame} frame
 * @param {string} said
 */
export function trendDrawing(points, frame, said) {
  const line = lineOf(points, frame);
  const last = points.at(-1);
  const end = last ? place(last, frame).x : 0;
  const start = points[0] ? place(points[0], frame).x : 0;
  const dots = points.filter((p) => p.rise || p === last).map((p) => dot(place(p, frame), frame, p === last));
  return h("div", { class: "trend", role: "img", "aria-label": said },
    svg("svg", { viewBox: `0 0 ${frame.width} ${frame.height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("path", { class: "trend-area", d: `${line}L${end} ${frame.height}L${start} ${frame.height}Z` }),
      svg("path", { class: "trend-line", d: line })),
    ...dots);
}

/** @param {{ x: number, y: number }} at @param {Frame} frame @param {boolean} now */
function dot(at, frame, now) {
  const el = h("span", { class: now ? "trend-now" : "trend-rise" });
  el.style.setProperty("--x", `${(at.x / frame.width) * 100}%`);
  el.style.setProperty("--y", `${(at.y / frame.height) * 100}%`);
  return el;
}

/**
 * @param {readonly TrendPoint[]} points
 * @param {string} unit
 * @param {boolean} budget a rise is then the budget's new start, not a top-up
 */
export function trendWords(points, unit, budget) {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return "";
  return t(budget ? "trend-budget-said" : "trend-said", {
    from: when(first.at), to: when(last.at),
    first: moneyText({ value: first.value, unit }), last: moneyText({ value: last.value, unit }),
    rises: points.filter((p) => p.rise).length,
  });
}

/** @param {readonly TrendPoint[]} points @returns {number} whole days between the first and the last */
export function trendDays(points) {
  const first = points[0] && parseTime(points[0].at);
  const last = points.at(-1) && parseTime(points.at(-1)?.at ?? "");
  if (!first || !last) return 0;
  return Math.max(1, Math.round((last.getTime() - first.getTime()) / 86_400_000));
}

/**
 * The highest and the lowest point. Compared by their height in the drawing: the amounts
 * themselves are never turned into floats.
 * @param {readonly TrendPoint[]} points
 */
export function extremes(points) {
  const byHeight = [...points].sort((a, b) => a.y - b.y);
  return { lowest: byHeight[0], highest: byHeight.at(-1) };
}

/**
 * What the grid stands for: its highest and lowest line, and the line of the alert.
 * @param {ChartScale} scale
 * @param {Money | null} alert
 */
export function scaleMarks({ top, bottom, threshold }, alert) {
  const line = threshold === null || !alert ? null
    : h("p", { class: `chart-alert${threshold > 880 ? " below" : ""}` }, h("span", null, t("gauge-alert", { amount: moneyText(alert) })));
  line?.style.setProperty("--at", String((1000 - Math.min(1000, Math.max(0, threshold ?? 0))) / 1000));
  return [
    h("p", { class: "chart-scale top", "data-testid": "chart-top" }, moneyText(top)),
    h("p", { class: "chart-scale bottom", "data-testid": "chart-bottom" }, moneyText(bottom)),
    line,
  ];
}

/**
 * About four days under the line, evenly spaced in the drawing.
 * @param {readonly TrendPoint[]} points
 */
export function dayMarks(points) {
  const first = points[0] && parseTime(points[0].at);
  const last = points.at(-1) && parseTime(points.at(-1)?.at ?? "");
  if (!first || !last) return null;
  const now = new Date();
  const span = last.getTime() - first.getTime();
  const days = [0, 1 / 3, 2 / 3, 1].map((part) => dayText(new Date(first.getTime() + span * part), now));
  return h("div", { class: "chart-days", "aria-hidden": "true" }, ...[...new Set(days)].map((day) => h("span", null, day)));
}

/**
 * @param {readonly TrendPoint[]} points
 * @param {string} unit
 * @param {boolean} budget
 */
export function chartTable(points, unit, budget) {
  const rise = t(budget ? "history-budget-renewed" : "chart-rise");
  const rows = [...points].reverse().map((point) => h("tr", null,
    h("th", { scope: "row" }, h("time", { datetime: point.at }, dayAndClock(point.at))),
    h("td", null, moneyText({ value: point.value, unit })),
    h("td", null, point.rise ? rise : "")));
  return h("table", { class: "plain-table" },
    h("caption", { class: "visually-hidden" }, `${t("chart-title")}, ${asOf(points.at(-1)?.at ?? "")}`),
    h("thead", null, h("tr", null,
      h("th", { scope: "col" }, t("chart-time")),
      h("th", { scope: "col" }, t("chart-value")),
      h("th", { scope: "col" }, t("chart-change")))),
    h("tbody", null, ...rows));
}
