import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { loadWords } from "../../../ui/js/locale.js";
import { editableText, moneyText, parseAmount, readAnew, useUnits } from "../../../ui/js/money.js";
import { readWords, useLanguage } from "./setup.js";

before(async () => {
  await loadWords({ read: readWords });
  useUnits([
    { id: "usd", prefix: "$", suffix: null, decimals: 2 },
    { id: "credits", prefix: null, suffix: "credits", decimals: 0 },
  ]);
});
beforeEach(() => useLanguage("en-GB"));

const usd = (value) => ({ value, unit: "usd" });
const credits = (value) => ({ value, unit: "credits" });

test("amounts keep every digit", () => {
  assert.equal(moneyText(usd("4.2")), "$4.20");
  assert.equal(moneyText(usd("0.1234567890123456789")), "$0.1234567890123456789");
  assert.equal(moneyText(credits("123456789012345678901234567890")), "123,456,789,012,345,678,901,234,567,890 credits");
  assert.equal(moneyText(credits("9007199254740993")), "9,007,199,254,740,993 credits");
  assert.equal(moneyText(credits("10.500")), "10.5 credits");
});

test("in a list an amount of money is cut to its cents, and never to nothing", () => {
  const brief = (money) => moneyText(money, { brief: true });
  assert.equal(brief(usd("10.14999999")), "$10.14");
  assert.equal(brief(usd("-3.999")), "\u2212$3.99");
  assert.equal(brief(usd("0.0042")), "$0.0042");
  assert.equal(brief(usd("4")), "$4.00");
  assert.equal(brief(credits("12.345")), "12.345 credits");
  assert.equal(brief(usd("NaN")), "Unknown");
});

test("the sign stands before the currency, and only signed amounts carry a plus", () => {
  assert.equal(moneyText(usd("-4.2")), "\u2212$4.20");
  assert.equal(moneyText(credits("10000"), { signed: true }), "+10,000 credits");
  assert.equal(moneyText(credits("0"), { signed: true }), "0 credits");
  assert.equal(moneyText(credits("0.00"), { signed: true }), "0 credits");
});

test("what is no amount is unknown, never zero", () => {
  for (const value of ["", "NaN", "1e5", "Infinity", "--1", "1,000", "<b>"]) assert.equal(moneyText(credits(value)), "Unknown", value);
  assert.equal(moneyText(null), "Unknown");
});

test("a unit of a newer version is shown by its id, without hidden characters", () => {
  assert.equal(moneyText({ value: "5", unit: "tokens\u202e" }), "5 tokens");
});

test("grouping follows the language", () => {
  useLanguage("de-DE");
  assert.equal(moneyText(credits("1234567.5")), "1.234.567,5 credits");
  useLanguage("en-IN");
  assert.equal(moneyText(credits("1234567.5")), "12,34,567.5 credits");
  useLanguage("C");
  assert.equal(moneyText(credits("1234567.5")), "1,234,567.5 credits");
});

test("typed amounts are read as the person's language writes them", () => {
  const cases = [["5", "5"], ["5.50", "5.50"], [" 1,000 ", "1000"], ["1,234.5", "1234.5"], ["0005", "5"], [".5", "0.5"], ["1 000", "1000"], ["0,5", "0.5"]];
  for (const [typed, read] of cases) assert.equal(parseAmount(typed), read, typed);
  for (const typed of ["", "-5", "five", "1.2.3", "1e3", ".", "1,2,3"]) assert.equal(parseAmount(typed), null, typed);
  useLanguage("de-DE");
  for (const [typed, read] of [["1.000", "1000"], ["1.234,5", "1234.5"], ["2,50", "2.50"], ["2.5", "2.5"]]) assert.equal(parseAmount(typed), read, typed);
});

test("an amount survives the way through a field", () => {
  for (const language of ["en-GB", "de-DE", "fr-FR"]) {
    useLanguage(language);
    for (const value of ["0.5", "1234.56", "12345678901234567890"]) assert.equal(parseAmount(editableText(usd(value))), value, `${language} ${value}`);
  }
});

test("a reported number read in another unit keeps every digit", () => {
  const read = (value, now, other) => readAnew(credits(value), now, other)?.value;
  assert.equal(read("125", 1, 10), "12.5");
  assert.equal(read("12.5", 10, 1), "125");
  assert.equal(read("-0.07", 10, 1), "-0.7");
  assert.equal(read("12345678901234567890.5", 1, 10), "1234567890123456789.05");
  assert.equal(read("0", 10, 1), "0");
  assert.equal(readAnew(credits("unknown"), 1, 10), null);
});
