import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { REFUSALS, usdcPaymentOf } from "../mock/usdc.js";
import { loadWords } from "../../../ui/js/locale.js";
import { useUnits } from "../../../ui/js/money.js";
import { canStop, chipLook, isCredited, isLate, isMissing, isProbable, isUnderWay, lookOf, stateWords, STATES, stepText, twiceText, whatText } from "../../../ui/js/payments.js";
import { broughtBy, isShort, payableAmount, sumOf, usdcText } from "../../../ui/js/usdc-amounts.js";
import { isForWalletPage, refusalText, unsignedText } from "../../../ui/js/usdc-refusals.js";
import { decidedText, limitText, stages, USDC_STATES } from "../../../ui/js/usdc-words.js";
import { readWords, useLanguage } from "./setup.js";

before(async () => {
  useLanguage("en-GB");
  await loadWords({ read: readWords });
  useUnits([{ id: "usdc_credits", prefix: null, suffix: "credits", decimals: 0 }, { id: "usdc", prefix: null, suffix: "USDC", decimals: 2 }]);
});

const core = (file) => readFileSync(new URL(`../../../src-tauri/crates/refill-core/src/x402/${file}`, import.meta.url), "utf8");
const states = Object.keys(USDC_STATES);
const marks = (over) => stages(usdcPaymentOf(over)).map(({ state }) => state).join(" ");

test("an amount is above nothing, exact, and no finer than USDC is", () => {
  assert.equal(payableAmount(" 10 "), "10");
  assert.equal(payableAmount("2.50"), "2.5");
  assert.equal(payableAmount("1,000"), "1000");
  assert.equal(payableAmount("0.000001"), "0.000001");
  assert.equal(payableAmount("0.0000010"), "0.000001");
  for (const bad of ["", "0", "0.00", "0.0000001", "-1", "1e3", "ten", "0x10", "10 USDC"]) assert.equal(payableAmount(bad), null, bad);
});

test("USDC is said as people say it", () => {
  assert.equal(usdcText("10"), "10 USDC");
  assert.equal(usdcText("10.00"), "10 USDC");
  assert.equal(usdcText("2.5"), "2.50 USDC");
  assert.equal(usdcText("0.000001"), "0.000001 USDC");
  assert.equal(usdcText("1234"), "1,234 USDC");
});

test("what an amount brings, and what is there after it, is exact; what is unknown stays so", () => {
  const each = { value: "100", unit: "usdc_credits" };
  assert.deepEqual(broughtBy("10", each), { value: "1000", unit: "usdc_credits" });
  assert.deepEqual(broughtBy("0.000001", each), { value: "0.0001", unit: "usdc_credits" });
  assert.deepEqual(broughtBy("123456789012345678.9", { value: "0.1", unit: "x" }), { value: "12345678901234567.89", unit: "x" });
  assert.equal(broughtBy("10", null), null);
  assert.equal(broughtBy("10", { value: "many", unit: "x" }), null);
  assert.deepEqual(sumOf({ value: "420.5", unit: "x" }, { value: "1000", unit: "x" }), { value: "1420.5", unit: "x" });
  assert.deepEqual(sumOf({ value: "-0.5", unit: "x" }, { value: "0.25", unit: "x" }), { value: "-0.25", unit: "x" });
  assert.equal(sumOf({ value: "1", unit: "x" }, { value: "1", unit: "y" }), null, "unlike units never meet");
  assert.equal(sumOf(null, each), null);
  const held = (value) => ({ value, unit: "usdc" });
  assert.ok(isShort(held("9.999999"), "10"));
  assert.ok(!isShort(held("10"), "10.00"));
  assert.ok(!isShort(held("?"), "10"), "what is not known is not said to be too little");
});

test("every state of the machine has words, a chip and a tone, and no other has", () => {
  const words = [...core("machine.rs").matchAll(/State::\w+ => "(\w+)"/gu)].map(([, word]) => word);
  assert.deepEqual([...states].sort(), [...new Set(words)].sort());
  for (const state of /** @type {any[]} */ (states)) {
    const payment = usdcPaymentOf({ state });
    const { title, text } = stateWords(payment);
    assert.match(title, /^[^{}]{8,}[^.]$/u, state);
    assert.match(text, /^[^{}]+\.$/u, state);
    assert.doesNotMatch(text, / {2}|undefined|null/u, state);
    assert.ok(chipLook(payment).id && STATES[state].icon, state);
    assert.ok(!canStop(payment), `${state}: nothing that moves money is given up`);
  }
});

test("every step of the machine has words", () => {
  const words = [...core("machine.rs").matchAll(/Step::\w+(?:\(_\)| \{ \.\. \})? => "(\w+)"/gu)].map(([, word]) => word);
  assert.ok(words.length >= 16);
  for (const word of words) assert.notEqual(stepText(word, "Northwind", "usdc"), word);
  assert.notEqual(stepText("overdue", "", "usdc"), stepText("overdue", "", "checkout"), "a card's credits may take a day");
});

test("while the money may move the person is told not to pay again; when nothing was signed, that none has moved", () => {
  const say = (state) => stateWords(usdcPaymentOf({ state })).text;
  for (const state of ["sign_unknown", "signed", "sending", "reported", "unknown", "confirming", "paid"]) assert.match(say(state), /do not pay again/iu, state);
  for (const state of ["quoted", "declined", "refused", "reserved"]) assert.match(say(state), /no money has moved/iu, state);
  for (const state of ["dead_expired", "dead_cancelled", "dead_unsigned", "refused", "declined"]) assert.match(stateWords(usdcPaymentOf({ state })).title, /^Not charged/u, state);
  assert.match(say("unknown"), /^Do not pay again\. Usually decided by \d\d:\d\d\./u);
});

test("only what is proved is said: a server's word is its word", () => {
  assert.equal(stateWords(usdcPaymentOf({ state: "reported" })).title, "Northwind says that it is paid");
  assert.doesNotMatch(stateWords(usdcPaymentOf({ state: "sending" })).title, /paid/iu);
  assert.equal(stateWords(usdcPaymentOf({ state: "paid", usdc: { credit: "credited" } })).title, "Paid 10.00 USDC · 1,000 credits arrived");
  assert.equal(stateWords(usdcPaymentOf({ state: "paid", usdc: { credit: "missing" } })).title, "Paid 10.00 USDC, but the credits have not arrived");
  assert.match(stateWords(usdcPaymentOf({ state: "unknown", usdc: { credit: "credited" } })).text, /Do not pay again\..* \+?1,000 credits arrived already\.$/u);
  assert.equal(stateWords(usdcPaymentOf({ state: "paid", usdc: { credit: "credited" }, credits: null, arrived: null })).title, "Paid 10.00 USDC · 1,000 credits arrived");
});

test("by when it is decided is said while it is undecided, and not when the time is over", () => {
  const payment = usdcPaymentOf({ state: "unknown" });
  const end = Date.parse(payment.usdc.validBefore);
  assert.match(decidedText(payment, new Date(end - 1000)), /^Usually decided by/u);
  assert.match(decidedText(payment, new Date(end)), /being decided now/u);
  assert.equal(decidedText(usdcPaymentOf({ state: "confirming" })), "");
  assert.equal(decidedText(usdcPaymentOf({ state: "unknown", usdc: { validBefore: null } })), "");
  assert.ok(!isLate(payment) && isLate(usdcPaymentOf({ begunAt: new Date(Date.now() - 3_600_000).toISOString() })));
});

test("a payment is under way until both its money and its credits are known", () => {
  const over = (state, credit) => usdcPaymentOf({ state, ...(credit && { usdc: { credit } }) });
  assert.ok(isUnderWay(over("paid")) && !isCredited(over("paid")) && !isMissing(over("paid")));
  assert.ok(!isUnderWay(over("paid", "credited")) && isCredited(over("paid", "credited")));
  assert.ok(!isUnderWay(over("paid", "missing")) && isMissing(over("paid", "missing")));
  assert.ok(isUnderWay(over("confirming", "credited")), "the credits prove nothing of the money");
  for (const state of ["refused", "declined", "dead_expired", "dead_cancelled", "dead_unsigned"]) assert.ok(!isUnderWay(over(state)), state);
  assert.equal(lookOf(over("paid", "credited")).tone, "good");
  assert.equal(chipLook(over("paid", "missing")).tone, "warn");
  assert.ok(isProbable({ ...over("paid", "credited"), evidence: "partly" }));
});

test("the four steps follow what is known, and never what is hoped", () => {
  assert.equal(marks({ state: "quoted" }), "now later later later");
  assert.equal(marks({ state: "sign_unknown" }), "now later later later");
  assert.equal(marks({ state: "sending" }), "done now later later");
  assert.equal(marks({ state: "unknown" }), "done now later later");
  assert.equal(marks({ state: "reported" }), "done done now later");
  assert.equal(marks({ state: "confirming" }), "done done now later");
  // The answer was lost, and the chain shows it: it was accepted all the same.
  assert.equal(marks({ state: "confirming", usdc: { acceptedAt: null } }), "done done now later");
  assert.equal(marks({ state: "paid" }), "done done done now");
  assert.equal(marks({ state: "paid", usdc: { credit: "credited" } }), "done done done done");
  assert.equal(marks({ state: "reported", usdc: { credit: "credited" } }), "done done now done");
  const [signed, accepted] = stages(usdcPaymentOf({ state: "unknown" }));
  assert.ok(signed?.at && accepted?.at === null);
});

test("each of core's reasons has a sentence of its group and what to do about it; a newer one gets a plain one", () => {
  const words = [...core("refusal.rs").matchAll(/^ {4}\w+ = "(\w+)",/gmu)].map(([, word]) => word);
  assert.ok(words.length > 40);
  const plain = refusalText("of_a_newer_version", "Northwind").what;
  for (const word of words) {
    const { what, todo } = refusalText(word, "Northwind");
    assert.notEqual(what, plain, word);
    assert.match(what, /^[^{}]+\.$/u, word);
    assert.match(todo, /^[^{}]+\.$/u, word);
  }
  assert.equal(new Set(REFUSALS.map((word) => refusalText(word).what)).size, REFUSALS.length, "each group is told apart");
  assert.equal(refusalText(null).what, refusalText("toString").what);
  assert.match(refusalText("unreachable").what, /can’t be reached\.$/u);
  assert.ok(isForWalletPage("payee_changed") && !isForWalletPage("amount_zero") && !isForWalletPage(null));
});

test("why a wallet gave no signature is said, and nothing is made up", () => {
  const words = ["refused", "no_answer", "unreachable", "other_chain", "other_address", "wrong_signature", "too_late", "bad_key", "keychain", "interrupted"];
  assert.equal(new Set(words.map(unsignedText)).size, words.length);
  assert.equal(unsignedText("toString"), "");
  assert.equal(unsignedText(null), "");
});

test("a limit says which it is; a row says what is bought; twice is not the card's", () => {
  const limit = (word) => limitText(/** @type {any} */ ({ limit: word, left: { value: "12.5", unit: "usdc" } }));
  assert.equal(limit("payment"), "12.50 USDC at most in one payment");
  assert.equal(new Set(["payment", "account_day", "day", "month"].map(limit)).size, 4);
  assert.equal(whatText(usdcPaymentOf({})), "1,000 credits");
  assert.equal(whatText({ ...usdcPaymentOf({}), credits: null }), "Credits for 10.00 USDC");
  assert.doesNotMatch(twiceText(usdcPaymentOf({ state: "paid", twice: true })), /card/u);
});
