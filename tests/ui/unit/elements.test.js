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
  const units = [{ id: "credits", prefix: null, suffix: "credits", decimals: 0 }, { id: "usd", prefix: "$", suffix: null, decimals: 2 }];
  setStartup({ version: "0", demo: false, dataFolder: "/", providers: [], units, settings: { refreshMinutes: 5, hideAmounts: false }, blocked: null, setAside: null });
  useUnits(units);
  elements = await import("../../../ui/js/elements/account-card-element.js");
  await import("../../../ui/js/elements/error-note-element.js");
});

const credits = (value) => ({ value, unit: "credits" });
const dollars = (value) => ({ value, unit: "usd" });
const shownReading = { balance: credits("420"), basis: "account", budget: null, lastTopUp: null, worth: null, takenAt: new Date().toISOString(), stale: false };

const card = (over = {}) => ({
  id: "a", provider: "p-of-a-newer-version", name: "Work", server: null,
  reading: structuredClone(shownReading),
  failure: null, level: "low", threshold: credits("500"), gauge: { afterTopUp: true, full: credits("1000"), level: 420, threshold: 500 },
  trend: [], forecast: { kind: "days", days: 2 }, keyState: "keychain", refreshing: false, hidden: null, divisor: 1, ...over,
});
const budget = (over = {}) => card({
  level: "ok", threshold: dollars("5"), gauge: { afterTopUp: false, full: dollars("20"), level: 620, threshold: 250 },
  reading: { ...shownReading, balance: dollars("12.4"), basis: "budget", budget: { limit: dollars("20"), resets: "monthly" } }, ...over,
});
const hidden = card({ level: "unknown", reading: null, gauge: null, threshold: null, hidden: { spent: dollars("3.1"), takenAt: new Date().toISOString() } });

function shown(data, size = "large", banner = null) {
  const el = new elements.AccountCardElement();
  el.view = { card: data, size, banner };
  document.body.replaceChildren(el);
  return el;
}
const said = (el) => el.textContent.replace(/\s+/gu, " ");

for (const size of ["large", "row"]) {
  test(`a ${size} says who, how much, how full and that it is low, in words`, () => {
    const el = shown(card(), size);
    assert.equal(el.querySelector("[data-testid=balance] .amount").textContent, "420 credits");
    assert.equal(el.querySelector("[data-testid=chip-low]").textContent, "Low");
    assert.match(el.querySelector(".gauge").getAttribute("aria-label"), /420 credits left of 1,000 credits .* Alert at 500 credits/u);
    assert.match(el.querySelector("[data-testid=forecast]").textContent, /About 2 days left/u);
    assert.match(el.querySelector("[data-testid=age]").textContent, /as of \d/u);
  });

  test(`a ${size} shows an unknown balance as a word, never 0`, () => {
    const el = shown(card({ reading: null, gauge: null, level: "unknown" }), size);
    assert.equal(el.querySelector("[data-testid=balance] .amount").textContent, "Unknown");
    assert.doesNotMatch(el.textContent, /\b0\b/u);
  });

  test(`a ${size} never passes a budget off as the account's balance`, () => {
    const words = said(shown(budget(), size));
    assert.match(words, /\$12\.40/u);
    assert.match(words, /Key budget/u);
    assert.match(words, size === "large" ? /left of this key’s \$20\.00 monthly budget.*Starts anew every month/u : /of \$20\.00.*monthly budget/u);
    assert.match(words, /About 2 days of budget/u);
    assert.match(document.querySelector(".gauge").getAttribute("aria-label"), /\$12\.40 left of this key’s \$20\.00 budget/u);
  });

  test(`a ${size} says calmly that a key does not show the balance: no number, not low, not failing`, () => {
    const el = shown(hidden, size);
    assert.match(said(el), /[Nn]ot visible with this key.*\$3\.10 spent.*as of/u);
    assert.doesNotMatch(said(el), /Unknown|\b0\b|Low/u);
    assert.equal(el.querySelector(".chip, .gauge, .card-reason, .amount"), null);
    assert.match(said(el), /Which key shows it/u);
  });
}

test("a budget that is used up says so, whatever its cycle", () => {
  const reading = { ...budget().reading, balance: dollars("0"), budget: { limit: null, resets: null } };
  const words = said(shown(budget({ level: "empty", forecast: { kind: "empty" }, reading })));
  assert.match(words, /left of this key’s budget/u);
  assert.match(words, /Budget used up/u);
});

const failure = { error: { code: "timeout", message: "", details: {} }, since: "2026-11-12T09:00:00Z", retryAt: null };

test("a failure keeps the last value, dimmed once it is old, with its reason", () => {
  const { reading } = card();
  const el = shown(card({ failure, reading: { ...reading, stale: true } }));
  assert.ok(el.classList.contains("is-old"));
  assert.match(said(el), /420 credits.*Last known balance.*No new balance since.*took too long/u);
});

test("one failed check does not make a fresh balance look old, and both tell of the same moment", () => {
  const el = shown(card({ failure }));
  assert.equal(el.classList.contains("is-old"), false);
  const since = /since (.+)\.$/u.exec(el.querySelector("[data-testid=chip-failing]").textContent)?.[1];
  assert.ok(since && el.querySelector("[data-testid=age]").textContent.endsWith(`as of ${since}`));
});

test("a refused or missing key offers the one thing that helps", () => {
  const refused = card({ failure: { ...failure, error: { ...failure.error, code: "key_refused" } } });
  for (const data of [refused, card({ keyState: "missing" })]) {
    const el = shown(data);
    assert.ok(el.querySelector("[data-testid=card-replace-key]"));
    assert.equal(el.querySelector("[data-testid=top-up]"), null);
  }
});

test("a card that is no news is not drawn again", () => {
  const el = shown(card());
  const first = el.firstElementChild;
  el.view = { card: card(), size: "large", banner: null };
  assert.equal(el.firstElementChild, first);
  el.view = { card: card({ name: "Other" }), size: "large", banner: null };
  assert.notEqual(el.firstElementChild, first);
});

test("a name from outside is text", () => {
  const el = shown(card({ name: "<img src=x onerror=alert(1)>\u202e" }));
  assert.equal(el.querySelector("img"), null);
  assert.equal(el.querySelector("h3").textContent, "<img src=x onerror=alert(1)>");
});

test("a listener ends with its element", () => {
  const el = shown(card());
  const { signal } = el;
  el.remove();
  assert.ok(signal.aborted);
});
