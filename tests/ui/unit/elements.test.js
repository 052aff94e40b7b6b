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

const card = (over = {}) => ({
  id: "a", provider: "p-of-a-newer-version", name: "Work", server: null,
  reading: { balance: { value: "420", unit: "credits" }, worth: null, takenAt: new Date().toISOString(), stale: false },
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

test("a failure keeps the last value, dimmed, with its reason", () => {
  const failure = { error: { code: "timeout", message: "", details: {} }, since: "2026-11-12T09:00:00Z", retryAt: null };
  const el = shown(card({ failure }));
  assert.ok(el.classList.contains("is-old"));
  assert.match(el.textContent, /420 credits.*Last known balance.*took too long/su);
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
