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
  globe: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M3.8 12h16.4", "M12 3.5c5 5 5 12 0 17c-5-5-5-12 0-17z"],
  link: ["M10 14a3.8 3.8 0 0 0 5.4 0l3.2-3.2a3.8 3.8 0 0 0-5.4-5.4L12 6.6", "M14 10a3.8 3.8 0 0 0-5.4 0l-3.2 3.2a3.8 3.8 0 0 0 5.4 5.4l1.2-1.2"],
  budget: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M12 12V3.5", "M12 12l6.2 5.6"],
  coins: ["M9.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12z", "M17.2 8.6a6 6 0 1 1-6.5 9.6", "M9.5 8v5", "M7 10.5h5"],
  card: ["M5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5z", "M3.5 9.8h17", "M7 14.8h3.5"],
  wallet: ["M18.5 8.5V6A1.5 1.5 0 0 0 17 4.5H5.8a2 2 0 0 0 0 4h13.4a1.3 1.3 0 0 1 1.3 1.3v8.4a1.3 1.3 0 0 1-1.3 1.3H5.8a2 2 0 0 1-2-2v-11", "M16.5 14h.01"],
  browser: ["M5 4.5h14A1.5 1.5 0 0 1 20.5 6v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18V6A1.5 1.5 0 0 1 5 4.5z", "M3.5 9h17", "M6.6 6.8h.01", "M9.4 6.8h.01"],
  program: ["M5 4.5h14A1.5 1.5 0 0 1 20.5 6v9a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V6A1.5 1.5 0 0 1 5 4.5z", "M9 20h6", "M12 16.5V20", "M8 8.5l2.2 2-2.2 2", "M12.5 12.5H16"],
  person: ["M12 4.5a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z", "M4.8 19.8a7.2 7.2 0 0 1 14.4 0"],
  lock: ["M6.5 10.5h11A1.5 1.5 0 0 1 19 12v6.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5V12a1.5 1.5 0 0 1 1.5-1.5z", "M8.2 10.5V8a3.8 3.8 0 0 1 7.6 0v2.5"],
  hourglass: ["M7 4h10", "M7 20h10", "M8 4v3.2L12 12l4-4.8V4", "M8 20v-3.2L12 12l4 4.8V20"],
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
 * Filled marks for the providers' tiles, each of its own outline: they are told apart without their colour.
 * @type {readonly (readonly string[])[]}
 */
const MARKS = [
  ["M12 2.6l8.2 4.7v9.4L12 21.4l-8.2-4.7V7.3z M12 8.4a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 0 0 0-7.2z"],
  ["M3.6 20.4v-8h4.8v8z", "M9.6 20.4V3.6h4.8v16.8z", "M15.6 20.4v-5.6h4.8v5.6z"],
  ["M12 1.8c.9 5.6 3.9 9.3 10.2 10.2-6.3.9-9.3 4.6-10.2 10.2-.9-5.6-3.9-9.3-10.2-10.2 6.3-.9 9.3-4.6 10.2-10.2z"],
  ["M3.4 3.4h7.8v7.8a7.8 7.8 0 0 1-7.8-7.8z", "M20.6 3.4a7.8 7.8 0 0 1-7.8 7.8V3.4z", "M3.4 20.6a7.8 7.8 0 0 1 7.8-7.8v7.8z", "M12.8 12.8a7.8 7.8 0 0 1 7.8 7.8h-7.8z"],
  ["M2.4 9.6c3.2-5.4 6.4-5.4 9.6 0s6.4 5.4 9.6 0v5.4c-3.2 5.4-6.4 5.4-9.6 0s-6.4-5.4-9.6 0z"],
  ["M12 2.6a9.4 9.4 0 1 0 9.4 9.4h-4.9A4.5 4.5 0 1 1 12 7.5z", "M14.7 2.9a9.4 9.4 0 0 1 6.4 6.4h-6.4z"],
  ["M12 2.8l9.8 17.4H2.2z"],
  ["M7.4 2.8a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8z", "M16.6 12.4a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8z", "M13.6 3.2h7.2v7.2z", "M3.2 13.6v7.2h7.2z"],
  ["M12 1.8L22.2 12 12 22.2 1.8 12z M12 8.2L8.2 12l3.8 3.8 3.8-3.8z"],
  ["M13.8 1.8L4.4 13.6h6l-1.6 8.6 10-12.4h-6.2z"],
  ["M8.8 2.8h6.4v6h6v6.4h-6v6H8.8v-6h-6V8.8h6z"],
  ["M2.6 11.2a9.4 9.4 0 0 1 18.8 0z", "M2.6 13.6h18.8v2.8H2.6z", "M5.4 18.6h13.2v2.8H5.4z"],
];

/** @param {string} id the same for the same id, wherever it stands in a list */
function hashOf(id) {
  let hash = 7;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 100_003;
  return hash;
}

/**
 * A provider's mark follows from its id; where two ids would share one, the later takes the next that is free.
 * @param {readonly string[]} ids
 * @returns {Map<string, number>}
 */
export function marksOf(ids) {
  /** @type {Map<string, number>} */
  const chosen = new Map();
  for (const id of ids) {
    let mark = hashOf(id) % MARKS.length;
    const taken = new Set(chosen.values());
    while (taken.has(mark) && taken.size < MARKS.length) mark = (mark + 1) % MARKS.length;
    chosen.set(id, mark);
  }
  return chosen;
}

/** @param {number} mark */
export function providerMark(mark) {
  const paths = (MARKS[mark % MARKS.length] ?? []).map((d) => svg("path", { d, "fill-rule": "evenodd" }));
  return svg("svg", { class: "mark", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, ...paths);
}
