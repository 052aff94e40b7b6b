import assert from "node:assert/strict";
import { before, test } from "node:test";
import { paymentOf } from "../mock/payments.js";
import { loadWords } from "../../../ui/js/locale.js";
import { useUnits } from "../../../ui/js/money.js";
import { bestValue, callsFor, compareAmounts, coveringPackage, isChargeable, rateOf } from "../../../ui/js/payment-offers.js";
import { goodForText } from "../../../ui/js/payment-drawings.js";
import { byDay, canStop, chipLook, milestones, placeText, stateWords, STATES, stepText, stuckIn, whatText } from "../../../ui/js/payments.js";
import { USDC_STATES } from "../../../ui/js/usdc-words.js";
import { readWords, useLanguage } from "./setup.js";

before(async () => {
  useLanguage("en-GB");
  await loadWords({ read: readWords });
  useUnits([{ id: "credits", prefix: null, suffix: "credits", decimals: 0 }, { id: "usd", prefix: "$", suffix: null, decimals: 2 }]);
});

const credits = (value) => ({ value, unit: "credits" });
const usd = (value) => ({ value, unit: "usd" });
const offer = (id, got, price, unit = "usd") => ({ id, name: id, credits: credits(got), price: { value: price, unit } });

test("amounts are compared exactly, however long they are", () => {
  assert.equal(compareAmounts("0.1", "0.10"), 0);
  assert.equal(compareAmounts("0.30000000000000000001", "0.3"), 1);
  assert.equal(compareAmounts("-1", "1"), -1);
  assert.equal(compareAmounts("9", "10.5"), -1);
  assert.equal(compareAmounts("many", "1"), null);
});

test("a balance is good for whole calls only", () => {
  assert.equal(callsFor(credits("950"), { kind: "transfer", credits: 10 }), 95n);
  assert.equal(callsFor(credits("959.99"), { kind: "transfer", credits: 10 }), 95n);
  assert.equal(callsFor(credits("9"), { kind: "transfer", credits: 10 }), 0n);
  assert.equal(callsFor(credits("-5"), { kind: "read", credits: 1 }), 0n);
  assert.equal(callsFor(credits("?"), { kind: "read", credits: 1 }), null);
  for (const strange of [0, -1, 0.5, Number.NaN]) assert.equal(callsFor(credits("9"), { kind: "read", credits: strange }), null);
});

test("what a balance is good for is one sentence, with a kind of a newer version in its own word", () => {
  const prices = [{ kind: "read", credits: 1 }, { kind: "transfer", credits: 10 }];
  assert.equal(goodForText(credits("950"), prices), "950 credits ≈ 950 reads or 95 transfers");
  assert.equal(goodForText(credits("12345"), [{ kind: "query", credits: 2 }]), "12,345 credits ≈ 6,172 queries");
  assert.equal(goodForText(credits("10"), prices), "10 credits ≈ 10 reads or 1 transfer");
  assert.equal(goodForText(credits("7"), prices), "7 credits ≈ 7 reads");
  assert.equal(goodForText(credits("0"), prices), "0 credits left: not enough for a call.");
  assert.equal(goodForText(credits("6"), [...prices, { kind: "mint", credits: 3 }]), "6 credits ≈ 6 reads or 2 × mint");
  assert.equal(goodForText(credits("950"), []), null);
});

test("the rate is rounded for the eye and says so; small credits keep their digits", () => {
  assert.deepEqual(rateOf(offer("a", "10000", "9.99")), { price: usd("1.00"), credits: credits("1000") });
  assert.deepEqual(rateOf(offer("a", "50000", "39.99")), { price: usd("0.80"), credits: credits("1000") });
  assert.deepEqual(rateOf(offer("a", "1000000", "5")), { price: usd("0.0050"), credits: credits("1000") });
  assert.deepEqual(rateOf(offer("a", "20", "30")), { price: usd("1.50"), credits: credits("1") });
  assert.equal(rateOf(offer("a", "0", "30")), null);
  assert.equal(rateOf(offer("a", "x", "30")), null);
});

test("the best value is marked only where one stands out", () => {
  const starter = offer("starter", "10000", "9.99");
  const pro = offer("pro", "50000", "39.99");
  assert.equal(bestValue([starter, pro]), "pro");
  assert.equal(bestValue([pro, starter]), "pro");
  assert.equal(bestValue([starter]), null);
  assert.equal(bestValue([]), null);
  assert.equal(bestValue([offer("a", "10", "1"), offer("b", "100", "10")]), null, "the same price per credit");
  assert.equal(bestValue([starter, offer("eur", "50000", "1", "eur")]), null, "prices in other money say nothing");
  assert.equal(bestValue([starter, offer("x", "many", "1")]), null);
});

test("the package that covers is the cheapest with which it is enough", () => {
  const offers = [offer("big", "50000", "39.99"), offer("small", "5", "0.5"), offer("fair", "10000", "9.99")];
  assert.equal(coveringPackage(offers, "10", "3")?.id, "fair");
  assert.equal(coveringPackage(offers, "8", "3")?.id, "small");
  assert.equal(coveringPackage(offers, "10", null)?.id, "fair");
  assert.equal(coveringPackage(offers, "50001", "0.5"), null);
  assert.equal(coveringPackage(offers, "a lot", "1"), null);
});

test("a charge is from 1 to 2000 dollars and whole cents", () => {
  for (const good of ["1", "1.00", "25.5", "2000", "2000.00"]) assert.ok(isChargeable(good), good);
  for (const bad of [null, "", "0", "0.99", "2000.01", "1.005", "-5", "1e3"]) assert.ok(!isChargeable(bad), String(bad));
});

test("every state has words, a chip and a tone, for every way", () => {
  // Those of a payment with USDC are in usdc.test.js.
  for (const state of /** @type {any[]} */ (Object.keys(STATES).filter((name) => !(name in USDC_STATES)))) {
    for (const way of ["checkout", "charge", "page"]) {
      const { title, text } = stateWords(paymentOf({ state, way }));
      assert.match(title, /^[^{}]{8,}[^.]$/u, state);
      assert.match(text, /\.$/u, state);
      assert.doesNotMatch(title + text, /pay-|undefined|null/u);
    }
  }
});

test("where money may have moved, nobody is invited to pay again", () => {
  for (const state of ["returned", "missing"]) assert.match(stateWords(paymentOf({ state })).text, /Do not pay again/u);
  for (const state of ["away", "returned", "missing", "cancelled", "dropped", "expired"]) {
    assert.doesNotMatch(stateWords(paymentOf({ state })).text, /try again/iu, state);
  }
  assert.match(stateWords(paymentOf({ state: "failed", failed: "no_answer" })).text, /No money has moved. You can try again/u);
  assert.doesNotMatch(stateWords(paymentOf({ state: "failed", failed: "gone" })).text, /try again/u);
  assert.doesNotMatch(stateWords(paymentOf({ state: "expired" })).text, /nothing was bought/u, "Refill does not know that");
  assert.match(stateWords(paymentOf({ state: "expired" })).text, /If you did pay, do not pay again/u);
});

test("each reason why there is no page has a sentence of its own", () => {
  const words = ["no_answer", "refused", "gone", "page", "unreachable", "interrupted", "signed_out", "keychain", "server", "not_understood", "amount", "other"];
  const texts = words.map((failed) => stateWords(paymentOf({ state: "failed", failed })).text);
  assert.equal(new Set(texts).size, words.length);
  for (const text of texts) assert.match(text, /\. No money has moved\. .+\.$/u);
});

test("what arrived is said as it is known", () => {
  const say = (over) => stateWords(paymentOf({ state: "credited", ...over }));
  assert.equal(say({}).title, "+10,000 credits arrived");
  assert.match(say({ evidence: "partly", arrived: credits("9400") }).title, /^\+9,400 credits arrived, probably/u);
  assert.match(say({ evidence: "partly", arrived: credits("9400") }).text, /You bought 10,000 credits/u);
  assert.doesNotMatch(say({ evidence: "partly", way: "page", arrived: credits("5") }).text, /You bought/u);
  assert.match(say({ evidence: "balance", credits: null, way: "page", arrived: credits("5") }).text, /The balance rose\. Something may have been spent/u);
  assert.equal(say({ twice: true }).text, "", "what is to be done about it is said above");
  assert.equal(chipLook(paymentOf({ state: "credited", twice: true })).tone, "warn");
});

test("the three steps follow what is known, and never what is hoped", () => {
  const steps = (over) => milestones(paymentOf(over)).map(({ state }) => state).join(" ");
  assert.equal(steps({ state: "asking" }), "now later later");
  assert.equal(steps({ state: "ready" }), "now later later");
  assert.equal(steps({ state: "away" }), "done now later");
  assert.equal(steps({ state: "cancelled" }), "done now later");
  assert.equal(steps({ state: "returned" }), "done done now");
  assert.equal(steps({ state: "credited" }), "done done done");
  assert.equal(steps({ state: "away", way: "page" }), "done now");
});

test("only what can still be paid, or was, can be waited for no longer", () => {
  const stops = (updatedAt) => Object.keys(STATES).filter((state) => canStop({ ...paymentOf({ state }), updatedAt }));
  assert.deepEqual(stops(new Date().toISOString()), ["ready", "away", "returned", "cancelled"]);
  assert.deepEqual(stops(new Date(Date.now() - 21_000).toISOString()), ["begun", "asking", "ready", "away", "returned", "cancelled"], "what got stuck before its page");
  assert.ok(stuckIn(paymentOf({ state: "asking", updatedAt: new Date().toISOString() })) > 15_000);
  assert.equal(stuckIn(paymentOf({ state: "away" })), Infinity);
});

test("the place of the payment is its host, and the payment service only where it is", () => {
  assert.match(placeText("checkout.stripe.com"), /Stripe’s page/u);
  for (const host of ["notstripe.com", "stripe.com.evil.example", "pay.example.com"]) {
    assert.doesNotMatch(placeText(host), /Stripe’s/u);
    assert.ok(placeText(host).includes(host));
  }
  assert.match(placeText(null, "Ledger API"), /The money goes to Ledger API/u);
});

test("a row says what was bought, or the closest that is known", () => {
  assert.equal(whatText(paymentOf({})), "10,000 credits");
  assert.equal(whatText(paymentOf({ way: "charge", price: usd("25") })), "Credits for $25.00");
  assert.equal(whatText(paymentOf({ way: "page" })), "On Ledger API’s page");
  assert.equal(whatText(paymentOf({ way: "page", state: "credited", arrived: credits("70") })), "70 credits");
});

test("days are the reader's own, and a step of a newer version keeps its word", () => {
  const now = new Date(2026, 10, 20, 0, 30);
  const at = (day, hour) => new Date(2026, 10, day, hour).toISOString();
  const days = byDay([at(20, 0), at(19, 23), at(19, 1), at(2, 1)].map((begunAt, i) => paymentOf({ id: String(i), begunAt })), now);
  assert.deepEqual(days.map(({ day, payments }) => [day, payments.length]), [["Today", 1], ["Yesterday", 2], ["2 Nov", 1]]);
  assert.equal(stepText("opened"), "Opened in your browser");
  assert.equal(stepText("toString"), "toString");
});
