import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readWords, useDocument, useLanguage } from "./setup.js";

let document;
let elements;

before(async () => {
  document = useDocument().document;
  useLanguage("en-GB");
  const { loadWords } = await import("../../../ui/js/locale.js");
  await loadWords({ read: readWords });
  const { setStartup } = await import("../../../ui/js/state.js");
  const { useUnits } = await import("../../../ui/js/money.js");
  const units = [{ id: "credits", prefix: null, suffix: "credits", decimals: 0 }];
  setStartup({ version: "0", demo: false, dataFolder: "/", providers: [], units, settings: { refreshMinutes: 5, hideAmounts: false }, blocked: null, setAside: null });
  useUnits(units);
  elements = await import("../../../ui/js/elements/account-card-element.js");
  await import("../../../ui/js/elements/error-note-element.js");
});

const shownReading = { balance: { value: "420", unit: "credits" }, worth: null, takenAt: new Date().toISOString(), stale: false };

const card = (over = {}) => ({
  id: "a", provider: "p-of-a-newer-version", name: "Work", server: null,
  reading: structuredClone(shownReading),
  failure: null, level: "low", threshold: { value: "500", unit: "credits" }, gauge: { afterTopUp: true, full: { value: "1000", unit: "credits" }, level: 420, threshold: 500 },
  trend: [], forecast: { kind: "days", days: 2 }, keyState: "keychain", refreshing: false, ...over,
});

function shown(data) {
  const el = new elements.AccountCardElement();
  el.card = data;
  document.body.replaceChildren(el);
  return el;
}

test("a card says who, how much, how full and that it is low, in words", () => {
  const el = shown(card());
  assert.equal(el.querySelector(".card-balance .amount").textContent, "420 credits");
  assert.equal(el.querySelector("[data-testid=chip-low]").textContent, "Low");
  assert.match(el.querySelector("[role=img]").getAttribute("aria-label"), /420 credits left of 1,000 credits .* Alert at 500 credits/u);
  assert.match(el.querySelector("[data-testid=forecast]").textContent, /About 2 days left/u);
});

test("an unknown balance is a word, never 0", () => {
  const el = shown(card({ reading: null, gauge: null, level: "unknown" }));
  assert.equal(el.querySelector(".card-balance .amount").textContent, "Unknown");
  assert.doesNotMatch(el.textContent, /\b0\b/u);
});

const failure = { error: { code: "timeout", message: "", details: {} }, since: "2026-11-12T09:00:00Z", retryAt: null };

test("a failure keeps the last value, dimmed once it is old, with its reason", () => {
  const { reading } = card();
  const el = shown(card({ failure, reading: { ...reading, stale: true } }));
  assert.ok(el.classList.contains("is-old"));
  assert.match(el.textContent, /420 credits.*Last known balance.*took too long/su);
});

test("one failed check does not make a fresh balance look old, and both tell of the same moment", () => {
  const el = shown(card({ failure }));
  assert.equal(el.classList.contains("is-old"), false);
  const since = /since (.+)$/u.exec(el.querySelector("[data-testid=chip-failing]").textContent)?.[1];
  assert.ok(since && el.querySelector("[data-testid=age]").textContent.endsWith(`as of ${since}`));
});

test("a card that is no news is not drawn again", () => {
  const el = shown(card());
  const first = el.firstElementChild;
  el.card = card();
  assert.equal(el.firstElementChild, first);
  el.card = card({ name: "Other" });
  assert.notEqual(el.firstElementChild, first);
});

test("a name from outside is text", () => {
  const el = shown(card({ name: "<img src=x onerror=alert(1)>\u202e" }));
  assert.equal(el.querySelector("img"), null);
  assert.equal(el.querySelector("h2").textContent, "<img src=x onerror=alert(1)>");
});

test("a listener ends with its element", () => {
  const el = shown(card());
  const { signal } = el;
  el.remove();
  assert.ok(signal.aborted);
});
