import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { loadWords } from "../../../ui/js/locale.js";
import { asOf, dayAndClock, daysLeft, isIsoDay, periodDays, when } from "../../../ui/js/time.js";
import { readWords, useLanguage } from "./setup.js";

before(() => loadWords({ read: readWords }));
beforeEach(() => useLanguage("en-GB"));

const now = new Date(2026, 10, 20, 14, 10);
const at = (...parts) => new Date(...parts).toISOString();

test("every number has an age that can be read at a glance", () => {
  assert.equal(asOf(at(2026, 10, 20, 14, 5), now), "as of 14:05");
  assert.equal(asOf(at(2026, 10, 19, 14, 5), now), "as of yesterday 14:05");
  assert.equal(asOf(at(2026, 10, 19, 23, 59), now), "as of yesterday 23:59");
  assert.equal(when(at(2026, 10, 12, 9, 0), now), "12 Nov");
  assert.equal(when(at(2025, 10, 12, 9, 0), now), "12 Nov 2025");
});

test("a clock that was set back does not hide the day", () => {
  assert.equal(when(at(2026, 10, 21, 9, 0), now), "tomorrow 09:00");
  assert.equal(when(at(2026, 10, 25, 9, 0), now), "25 Nov");
});

test("nonsense from outside is an unknown time", () => {
  assert.equal(when("not a time", now), "at an unknown time");
  assert.equal(when(null, now), "at an unknown time");
});

test("days left in the largest unit that does not pretend to be exact", () => {
  const said = [[0, "Less than a day"], [1, "About 1 day"], [2, "About 2 days"], [13, "About 13 days"], [14, "About 2 weeks"], [42, "About 6 weeks"], [152, "About 5 months"], [5000, "More than 2 years"]];
  for (const [days, words] of said) assert.equal(daysLeft(days), words);
});

test("under LANG=C dates are written with a 24-hour clock", () => {
  for (const language of ["C", "POSIX", "", undefined]) {
    useLanguage(language);
    assert.equal(when(at(2026, 10, 20, 14, 5), now), "14:05");
    assert.equal(dayAndClock(at(2026, 10, 12, 9, 5), now), "12 Nov, 09:05");
  }
});

test("calendar days", () => {
  assert.deepEqual(periodDays("last_month", new Date(2026, 2, 31)), { from: "2026-02-01", to: "2026-02-28" });
  assert.deepEqual(periodDays("month", now), { from: "2026-11-01", to: "2026-11-20" });
  assert.deepEqual(periodDays("week", now), { from: "2026-11-14", to: "2026-11-20" });
  assert.deepEqual(periodDays("all", now), { from: null, to: null });
  assert.ok(isIsoDay("2026-02-28"));
  for (const text of ["2026-02-30", "2026-2-1", "", "1.2.2026"]) assert.ok(!isIsoDay(text), text);
});
