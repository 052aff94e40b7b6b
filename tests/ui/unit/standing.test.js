import assert from "node:assert/strict";
import { test } from "node:test";
import { marksOf } from "../../../ui/js/icons.js";
import { byUrgency, isFine, isShown, matches, needsAttention, tally } from "../../../ui/js/standing.js";

const reading = (stale = false) => ({ stale });
const card = (id, over = {}) => ({ id, level: "ok", failure: null, keyState: "keychain", reading: reading(), hidden: null, ...over });
const desk = [
  card("fine"), card("hidden", { level: "unknown", reading: null, hidden: { spent: null, takenAt: "" } }), card("failing", { failure: {}, reading: reading(true) }),
  card("low", { level: "low" }), card("missing", { keyState: "missing" }), card("empty", { level: "empty" }), card("new", { level: "unknown", reading: null }),
  card("both", { level: "low", failure: {} }),
];
const ids = (cards) => cards.map(({ id }) => id);

test("what needs a hand stands first, the rest as it was", () => {
  assert.deepEqual(ids(byUrgency(desk)), ["empty", "low", "both", "new", "failing", "missing", "fine", "hidden"]);
  assert.deepEqual(ids(desk.filter(needsAttention)), ["failing", "low", "missing", "empty", "both"]);
});

test("the summary counts each kind; what is low and unreadable is both, and nobody else is counted twice", () => {
  assert.deepEqual(tally(desk), { fine: 1, empty: 1, low: 2, unreadable: 3, hidden: 1, first: 1 });
  assert.deepEqual(ids(desk.filter(isFine)), ["fine"]);
});

test("a key that shows no balance is neither low nor failing nor fine", () => {
  const [, hidden] = desk;
  assert.ok(!needsAttention(hidden) && !isFine(hidden) && !isShown("low", hidden) && !isShown("unreadable", hidden) && isShown("all", hidden));
});

test("every typed word has to be somewhere", () => {
  assert.ok(matches("work NORTH", ["Work key", "Northwind", null]));
  assert.ok(matches("", ["a"]));
  assert.ok(!matches("work south", ["Work key", "Northwind", null]));
});

test("each provider has a mark of its own, the same wherever it stands in the list", () => {
  const names = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
  assert.equal(new Set(marksOf(names).values()).size, names.length);
  assert.equal(marksOf(["one"]).get("one"), marksOf(["one", "two"]).get("one"));
  assert.equal(marksOf([...names, "thirteen"]).size, 13);
});
