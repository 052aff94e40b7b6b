import { svg } from "./dom.js";

/**
 * Line icons on a 24-unit grid, drawn for this window. Always decoration: the word stands beside
 * them or on the control.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const PATHS = {
  gauge: ["M4.6 17.5a8.5 8.5 0 1 1 14.8 0", "M12 14.5l3.6-4.7", "M12 14.5h.01"],
  clock: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M12 7.5V12l3 2"],
  list: ["M9 6.5h11", "M9 12h11", "M9 17.5h11", "M4.5 6.5h.01", "M4.5 12h.01", "M4.5 17.5h.01"],
  sliders: ["M4 7h9", "M17 7h3", "M15 4.8v4.4", "M4 17h3", "M11 17h9", "M9 14.8v4.4"],
  plus: ["M12 5v14", "M5 12h14"],
  refresh: ["M20 11.5A8 8 0 0 0 6 6.6L4 8.6", "M4 4.5v4.1h4.1", "M4 12.5a8 8 0 0 0 14 4.9l2-2", "M20 19.5v-4.1h-4.1"],
  low: ["M12 4v14", "M6.5 12.5L12 18l5.5-5.5"],
  empty: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M12 7.8v5", "M12 16.2h.01"],
  warn: ["M12 4.2l8.6 15H3.4z", "M12 10v4", "M12 16.8h.01"],
  offline: ["M4 4l16 16", "M8.2 8.6A9.6 9.6 0 0 0 4.6 11", "M12.6 7.8a9.8 9.8 0 0 1 6.8 3.2", "M8 14.4a5.6 5.6 0 0 1 4-1.6", "M12 18h.01"],
  key: ["M8 11.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M11 12.5l8-8", "M16 7.5l2.5 2.5"],
  eye: ["M2.8 12S6.2 5.8 12 5.8 21.2 12 21.2 12 17.8 18.2 12 18.2 2.8 12 2.8 12z", "M12 9.3a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4z"],
  eyeOff: ["M4 4l16 16", "M9.6 6.1A9.7 9.7 0 0 1 12 5.8c5.8 0 9.2 6.2 9.2 6.2a16 16 0 0 1-2.6 3.3", "M6.4 7.6A15.7 15.7 0 0 0 2.8 12S6.2 18.2 12 18.2c1.5 0 2.8-.4 4-1"],
  external: ["M9 5H6a1.5 1.5 0 0 0-1.5 1.5v11A1.5 1.5 0 0 0 6 19h11a1.5 1.5 0 0 0 1.5-1.5V15", "M13.5 4.5h6v6", "M19 5l-8 8"],
  download: ["M12 4v11", "M7.5 11L12 15.5l4.5-4.5", "M5 19.5h14"],
  folder: ["M3.5 18V6.5A1.5 1.5 0 0 1 5 5h4.2l2 2.5H19A1.5 1.5 0 0 1 20.5 9v9a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18z"],
  back: ["M14.5 5.5L8 12l6.5 6.5"],
  forward: ["M9.5 5.5L16 12l-6.5 6.5"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  check: ["M5 12.5l4.6 4.6L19 7.5"],
  bell: ["M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z", "M10 20.5h4"],
  trash: ["M4.5 7h15", "M9.5 7V4.5h5V7", "M6.5 7l.9 12.5h9.2L17.5 7", "M10.2 10.5v5.5", "M13.8 10.5v5.5"],
  undo: ["M8.5 5L4.5 9l4 4", "M4.5 9H14a5.5 5.5 0 0 1 0 11h-3"],
  copy: ["M9 9h10.5v10.5H9z", "M15 9V4.5H4.5V15H9"],
  credit: ["M12 19V5", "M6.5 10.5L12 5l5.5 5.5"],
  debit: ["M12 5v14", "M6.5 13.5L12 19l5.5-5.5"],
  other: ["M5 12h14"],
  search: ["M10.8 4.5a6.3 6.3 0 1 1 0 12.6 6.3 6.3 0 0 1 0-12.6z", "M15.5 15.5l4.5 4.5"],
  shield: ["M12 3.5l7.5 2.8V12c0 4.3-3 7.3-7.5 8.7C7.5 19.3 4.5 16.3 4.5 12V6.3z", "M8.8 12l2.3 2.3 4.2-4.4"],
  flask: ["M9.5 3.5h5", "M10.5 3.5v6L5 18.6a1.3 1.3 0 0 0 1.1 1.9h11.8a1.3 1.3 0 0 0 1.1-1.9L13.5 9.5v-6", "M7.8 14.5h8.4"],
};

/**
 * @param {string} name
 * @param {string} [size] a class that sets the size
 */
export function icon(name, size = "icon") {
  const paths = (PATHS[name] ?? []).map((d) => svg("path", { d }));
  return svg("svg", { class: size, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, ...paths);
}

/**
 * Filled marks for the providers' tiles. Which provider gets which is its place in the list, so
 * that no two look alike and none is named here.
 * @type {readonly (readonly string[])[]}
 */
const MARKS = [
  ["M12 3l7.8 4.5v9L12 21l-7.8-4.5v-9z M12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z"],
  ["M4 20V11h4.2v9z", "M9.9 20V4h4.2v16z", "M15.8 20v-6.5H20V20z"],
  ["M12 2.8c.8 5 3.4 8.4 9.2 9.2-5.8.8-8.4 4.2-9.2 9.2-.8-5-3.4-8.4-9.2-9.2 5.8-.8 8.4-4.2 9.2-9.2z"],
  ["M4 4h7v7a7 7 0 0 1-7-7z", "M20 4a7 7 0 0 1-7 7V4z", "M4 20a7 7 0 0 1 7-7v7z", "M13 13a7 7 0 0 1 7 7h-7z"],
  ["M3 10c3-5 6-5 9 0s6 5 9 0v4.5c-3 5-6 5-9 0s-6-5-9 0z"],
  ["M12 3a9 9 0 1 0 9 9h-4.5A4.5 4.5 0 1 1 12 7.5z", "M14.5 3.2a9 9 0 0 1 6.3 6.3h-6.3z"],
  ["M12 3l9 16H3z"],
  ["M7.5 3.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M16.5 12.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M13.5 4h6.5v6.5z", "M4 13.5V20h6.5z"],
];

/** @param {number} index */
export function providerMark(index) {
  const mark = MARKS[index % MARKS.length] ?? [];
  const paths = mark.map((d) => svg("path", { d, "fill-rule": "evenodd" }));
  return svg("svg", { class: "mark", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, ...paths);
}
