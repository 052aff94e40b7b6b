import { dateLocale, t } from "./locale.js";
import { isolate } from "./text.js";

/** @typedef {Intl.DateTimeFormatOptions} Options */

/** @type {Map<string, Intl.DateTimeFormat>} making one takes longer than using it a hundred times */
const formats = new Map();

/** @param {string} locale @param {Options} options */
function formatOf(locale, options) {
  // A format keeps the time zone of its making; people travel.
  const name = `${locale} ${JSON.stringify(options)} ${new Date().getTimezoneOffset()}`;
  const format = formats.get(name) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(name, format);
  return format;
}

/**
 * @param {Date} date
 * @param {Options} options
 */
function show(date, options) {
  return isolate(formatOf(dateLocale(), options).format(date));
}

/** @param {Date} date */
function dayNumber(date) {
  return Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12).getTime() / 86_400_000);
}

/**
 * @param {string} at RFC 3339
 * @returns {Date | null}
 */
export function parseTime(at) {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** @param {Date} date */
export function clock(date) {
  return show(date, { timeStyle: "short" });
}

/**
 * @param {Date} date
 * @param {Date} now
 */
export function dayText(date, now) {
  const sameYear = date.getFullYear() === now.getFullYear();
  return show(date, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

/**
 * The age of a number, as short as it can be said: "14:05", "yesterday 14:05", "12 Nov", "12 Nov 2025".
 * @param {string | null} at
 * @param {Date} [now]
 */
export function when(at, now = new Date()) {
  const date = at ? parseTime(at) : null;
  if (!date) return t("time-unknown");
  const days = dayNumber(now) - dayNumber(date);
  if (days === 0) return clock(date);
  if (days === 1) return t("time-yesterday", { time: clock(date) });
  // A clock that was set back puts readings into the future: then the day must be said.
  if (days === -1) return t("time-tomorrow", { time: clock(date) });
  return dayText(date, now);
}

/** @param {string} at @param {Date} [now] */
export function asOf(at, now) {
  return t("time-as-of", { when: when(at, now) });
}

/** @param {string} at the full date and time, for tables and titles */
export function fullTime(at) {
  const date = parseTime(at);
  return date ? show(date, { dateStyle: "medium", timeStyle: "short" }) : t("time-unknown");
}

/** @param {string} at @param {Date} [now] "12 Nov, 14:05" */
export function dayAndClock(at, now = new Date()) {
  const date = parseTime(at);
  return date ? t("time-day-clock", { day: dayText(date, now), time: clock(date) }) : t("time-unknown");
}

/** @param {Date} date the local calendar day, "2026-10-01" */
export function isoDay(date) {
  const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** @param {string} text */
export function isIsoDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const date = new Date(`${text}T12:00:00`);
  return !Number.isNaN(date.getTime()) && isoDay(date) === text;
}

/** @typedef {"all" | "week" | "month" | "last_month" | "custom"} Period */

/**
 * @param {Period} period
 * @param {Date} [now]
 * @returns {{ from: string | null, to: string | null }}
 */
export function periodDays(period, now = new Date()) {
  const year = now.getFullYear();
  const month = now.getMonth();
  if (period === "week") return { from: isoDay(new Date(year, month, now.getDate() - 6)), to: isoDay(now) };
  if (period === "month") return { from: isoDay(new Date(year, month, 1)), to: isoDay(now) };
  if (period === "last_month") {
    return { from: isoDay(new Date(year, month - 1, 1)), to: isoDay(new Date(year, month, 0)) };
  }
  return { from: null, to: null };
}

/**
 * "About 2 days", in the largest unit that does not pretend to be exact.
 * @param {number} days
 */
export function daysLeft(days) {
  if (days < 1) return t("left-hours");
  if (days < 14) return t("left-days", { n: Math.floor(days) });
  if (days < 61) return t("left-weeks", { n: Math.round(days / 7) });
  if (days < 730) return t("left-months", { n: Math.round(days / 30.4) });
  return t("left-years");
}
