// Topping up with USDC: an amount, what it means, one press, and what becomes of it. The system's own confirmation,
// the wallet, the provider and the chain are played by the mock.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, calls, open, start, stop, visit } from "./harness.js";

before(start);
after(stop);

const state = (page, name) => page.locator(`[data-testid=payment-state][data-state=${name}]`).waitFor();
const said = async (page, testid) => (await page.getByTestId(testid).innerText()).replace(/\s+/gu, " ");
const move = (page, over) => page.evaluate((to) => { window.mock.move(window.mock.world.payments[0].id, to); }, over);
const set = (page, over) => page.evaluate((to) => { Object.assign(window.mock.world.usdc, to); }, over);
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.className);
const marks = (page) => page.getByTestId("stages").locator("li").evaluateAll((all) => all.map((el) => el.dataset.state).join(" "));

/** @param {object} [options] */
async function sheetOf(options = {}) {
  const opened = await open({ route: "account/acc-low", scenario: "usdc", ...options });
  await opened.user.click("top-up");
  await opened.page.getByTestId("top-up-sheet").waitFor();
  return opened;
}

test("10 USDC: three clicks, and the credits arrive by themselves", async () => {
  const { page, user, close } = await sheetOf();
  assert.equal((await page.locator(".usdc-choice").first().innerText()).replace(/\s+/gu, " "), "10 USDC · 1,000 credits");
  assert.equal(await page.getByTestId("usdc-review").count(), 0);
  assert.equal(await page.getByTestId("usdc-pay").isVisible(), false);
  await user.click("usdc-amount-10");
  await page.getByTestId("usdc-balance").getByText(/Holds 25\.40 USDC, as of/u).waitFor();
  const all = await said(page, "usdc-review");
  assert.match(all, /To Northwind First payment: Refill will remember whom Northwind names/u);
  assert.match(all, /Network Base Fee 0 USDC Refill and the network charge you nothing; the provider’s server pays the network\./u);
  assert.match(all, /From Refill’s wallet · 0x19E7E3…DAff2A/u);
  assert.match(all, /Balance after 1,420 credits \+1,000 credits/u);
  assert.match(all, /Spending limit 25 USDC at most in one payment/u);
  assert.equal((await said(page, "usdc-pay")).trim(), "Pay 10 USDC");
  await user.click("usdc-pay");
  await state(page, "quoted");
  assert.equal(user.clicks, 3);
  assert.deepEqual(await calls(page, "pay_with_usdc"), [{ account: "acc-low", amount: "10" }]);
  assert.equal(await focused(page), "pay-title");
  for (const [next, words] of /** @type {const} */ ([
    ["planned", /A window of your system shows what would be paid\. Nothing is paid before you confirm/u],
    ["reserved", /Refill’s wallet is signing/u], ["sending", /Do not pay again\. Usually decided by/u],
    ["reported", /Northwind says that it is paid .* Do not pay again/u], ["confirming", /Paid, confirming/u],
  ])) {
    await move(page, { state: next });
    await state(page, next);
    assert.match(await said(page, "payment-state"), words, next);
    // Nothing else can be started meanwhile.
    assert.equal(await page.locator("top-up-usdc, [data-testid=top-up-page]").count(), 0, next);
  }
  await move(page, { state: "paid" });
  await state(page, "paid");
  assert.match(await said(page, "payment-state"), /Paid 10\.00 USDC · waiting for the credits/u);
  assert.equal(await marks(page), "done done done now");
  await page.evaluate(() => { window.mock.world.accounts.find(({ id }) => id === "acc-low").reading.balance.value = "1420"; });
  await move(page, { state: "paid", usdc: { credit: "credited" } });
  await page.getByText("Paid 10.00 USDC · 1,000 credits arrived").first().waitFor();
  await page.waitForFunction(() => /Paid 10\.00 USDC · 1,000 credits arrived/u.test(document.querySelector("[data-testid=payment-said]")?.textContent ?? ""));
  await page.getByTestId("payment-balance").getByText(/Balance now 1,420 credits/u).waitFor();
  assert.equal(await marks(page), "done done done done");
  assert.equal(await said(page, "top-up-close"), "Done");
  assert.equal(user.clicks, 3);
  await close();
});

test("from the low notice: the last amount is chosen, so two clicks are enough", async () => {
  const { page, user, close } = await open({ scenario: "usdc_again", route: "history" });
  await user.click("banner-top-up");
  await page.getByTestId("usdc-review").waitFor();
  assert.match(await said(page, "usdc-payee"), /Northwind · 0x209693…12287C .*The same recipient as before/u);
  await user.click("usdc-pay");
  await state(page, "quoted");
  assert.equal(user.clicks, 2);
  assert.deepEqual(await calls(page, "pay_with_usdc"), [{ account: "acc-low", amount: "10" }]);
  await close();
});

test("the last amount is known again however it is written, and stands in the field where it is none of the usual ones", async () => {
  const { page, user, close } = await open({ scenario: "usdc_again", route: "account/acc-low", locale: "de-DE" });
  await set(page, { lastAmount: "5.000000" });
  await user.click("top-up");
  await page.getByTestId("usdc-review").waitFor();
  assert.equal(await page.getByTestId("usdc-amount-5").isChecked(), true);
  await user.click("dialog-close");
  // In this language "1.234" is more than a thousand.
  await set(page, { lastAmount: "1.234" });
  await user.click("top-up");
  await page.getByTestId("usdc-review").waitFor();
  assert.equal(await page.getByTestId("usdc-other").inputValue(), "1,234");
  await user.click("usdc-pay");
  await state(page, "quoted");
  assert.deepEqual(await calls(page, "pay_with_usdc"), [{ account: "acc-low", amount: "1.234" }]);
  await close();
});

test("another amount: what is typed counts, and what cannot be paid is refused before anything is asked", async () => {
  const { page, user, close } = await sheetOf();
  await user.click("usdc-amount-5");
  await page.getByTestId("usdc-other").fill("2,5x");
  assert.equal(await page.getByTestId("usdc-amount-5").isChecked(), false);
  assert.equal(await page.getByTestId("usdc-review").count(), 0);
  await user.click("usdc-pay");
  await page.locator("[data-testid=error][data-code=amount_invalid]").waitFor();
  assert.match(await said(page, "error"), /Nothing was signed and no money has moved\. Enter an amount of USDC such as 10 or 2\.50/u);
  assert.equal(await focused(page), "usdc-other");
  for (const bad of ["0", "0.0000001", "-3", "1e3"]) {
    await page.getByTestId("usdc-other").fill(bad);
    await page.getByTestId("usdc-other").press("Enter");
    await page.locator("[data-testid=error][data-code=amount_invalid]").waitFor();
  }
  assert.deepEqual(await calls(page, "pay_with_usdc"), []);
  await page.getByTestId("usdc-other").fill("2.50");
  assert.equal(await page.getByTestId("error").count(), 0);
  assert.match(await said(page, "usdc-after"), /670 credits/u);
  await page.getByTestId("usdc-other").press("Enter");
  await state(page, "quoted");
  assert.deepEqual(await calls(page, "pay_with_usdc"), [{ account: "acc-low", amount: "2.5" }]);
  await close();
});

test("more than the limit or the wallet lets through: said with the way out, and nothing is asked", async () => {
  const { page, user, close } = await sheetOf();
  await page.getByTestId("usdc-other").fill("25.01");
  assert.match(await said(page, "usdc-over-limit"), /more than your spending limit lets through 25 USDC at most in one payment/u);
  await page.getByTestId("usdc-pay").click({ force: true });
  await page.getByTestId("usdc-other").press("Enter");
  await page.evaluate(() => { window.mock.world.own.balances["wal-own"] = "3.2"; });
  await user.click("dialog-close");
  await set(page, { limit: "day", left: "40" });
  await user.click("top-up");
  await user.click("usdc-amount-5");
  await page.getByTestId("usdc-too-little").waitFor();
  assert.match(await said(page, "usdc-limit"), /^40 USDC left in 24 hours, for all accounts$/u);
  await page.getByTestId("usdc-pay").click({ force: true });
  await page.evaluate(() => { window.mock.world.own.balances["wal-own"] = "30"; });
  await user.click("usdc-balance-again");
  await page.getByTestId("usdc-too-little").waitFor({ state: "detached" });
  assert.deepEqual(await calls(page, "pay_with_usdc"), []);
  await page.getByTestId("usdc-other").fill("50");
  await user.click("usdc-limits-link");
  await page.getByTestId("top-up-sheet").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => location.hash), "#/wallet");
  await close();
});

test("a balance that can't be read is unknown, not nothing", async () => {
  const { page, user, close } = await open({ route: "account/acc-low", scenario: "usdc" });
  await page.evaluate(() => { window.mock.world.fail.wallet_balance = "chain_unreachable"; Object.assign(window.mock.world.accounts.find(({ id }) => id === "acc-low"), { reading: null, level: "unknown" }); });
  await page.evaluate(() => { window.mock.emit("changed", { account: null }); });
  await user.click("top-up");
  await user.click("usdc-amount-10");
  await page.getByText("What it holds can’t be read now.").waitFor();
  await page.waitForFunction(() => /^\+1,000 credits$/u.test(document.querySelector("[data-testid=usdc-after]")?.textContent ?? ""));
  await user.click("usdc-pay");
  await state(page, "quoted");
  await close();
});

test("without a wallet: what it takes, and one button to it", async () => {
  const { page, user, close } = await sheetOf({ scenario: "usdc_first" });
  assert.match(await said(page, "usdc-need-wallet"), /To pay with USDC you need a wallet .* every payment wants your confirmation/u);
  assert.equal(await page.getByTestId("usdc").count(), 0);
  await user.click("usdc-wallet-link");
  await page.getByTestId("top-up-sheet").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => location.hash), "#/wallet");
  await close();
});

test("an impatient double click pays once; an error says that nothing was signed", async () => {
  const { page, user, close } = await sheetOf();
  await user.click("usdc-amount-10");
  await page.evaluate(() => { window.mock.world.delay.pay_with_usdc = 200; window.mock.world.fail.pay_with_usdc = "over_limit"; });
  await page.getByTestId("usdc-pay").dblclick();
  await page.getByText("Asking Northwind for its price…").waitFor();
  await page.locator("[data-testid=error][data-code=over_limit]").waitFor();
  assert.equal((await calls(page, "pay_with_usdc")).length, 1);
  assert.match(await said(page, "error"), /Nothing was signed and no money has moved/u);
  await page.evaluate(() => { window.mock.world.fail = {}; });
  await page.getByTestId("usdc-pay").dblclick();
  await state(page, "quoted");
  assert.equal((await calls(page, "pay_with_usdc")).length, 2);
  await close();
});

test("a payment whose end is not known stands in the place of every offer", async () => {
  const { page, user, close } = await sheetOf({ scenario: "usdc_live" });
  await state(page, "unknown");
  assert.match(await said(page, "payment-state"), /We sent it, but got no clear answer Do not pay again\. Usually decided by \d/u);
  assert.equal(await marks(page), "done now later later");
  assert.equal(await page.getByTestId("stages").locator("[aria-current=step]").innerText().then((text) => text.replace(/\s+/gu, " ")), "Next: Accepted");
  assert.equal(await page.locator("top-up-usdc, [data-testid=top-up-page], [data-testid=top-up-again], [data-testid=payment-stop]").count(), 0);
  await move(page, { state: "dead_expired" });
  await state(page, "dead_expired");
  assert.match(await said(page, "payment-state"), /Not charged The payment ran out unused, and the records of Base prove it/u);
  await user.click("top-up-again");
  await page.getByTestId("usdc").waitFor();
  await close();
});

test("a payment that began elsewhere takes the place of the form; a page that was opened does not stand in its way", async () => {
  const { page, user, close } = await sheetOf();
  await user.click("top-up-page");
  await state(page, "away");
  await user.click("top-up-beside");
  await page.getByTestId("usdc").waitFor();
  await page.evaluate(() => { window.mock.emit("payments", { account: "acc-low" }); });
  await page.waitForFunction(() => window.mock.world.answered.filter((cmd) => cmd === "top_up").length > 1);
  await user.click("usdc-amount-10");
  await user.click("usdc-pay");
  await state(page, "quoted");
  await user.click("dialog-close");
  await user.click("top-up");
  // Of both, the one that may move money is shown.
  await state(page, "quoted");
  await close();
});

test("an unclear wallet is asked again for the same payment", async () => {
  const { page, user, close } = await open({ scenario: "usdc_payments", route: "payments/usdc-3" });
  await state(page, "sign_unknown");
  await page.getByText("Asking again is safe: it is the same payment.").waitFor();
  assert.match(await said(page, "payment-state"), /did not answer in time\. It may have signed all the same, so do not pay again/u);
  await page.evaluate(() => { window.mock.world.fail.ask_wallet_again = "wallet_unreachable"; });
  await user.click("payment-ask-again");
  await page.locator("[data-testid=error][data-code=wallet_unreachable]").waitFor();
  await page.evaluate(() => { window.mock.world.fail = {}; });
  await user.click("payment-ask-again");
  await state(page, "signed");
  assert.deepEqual(await calls(page, "ask_wallet_again"), [{ payment: "usdc-3" }, { payment: "usdc-3" }]);
  assert.equal(await page.getByTestId("payment-ask-again").count(), 0);
  await close();
});

test("the receipt: amount, hash with its link, nonce, times, credit before and after, who and whom", async () => {
  const { page, user, close } = await open({ scenario: "usdc_payments", route: "payments/usdc-10" });
  const all = await said(page, "receipt");
  for (const part of [
    /Amount 10\.00 USDC/u, /Fee 0 USDC: the provider’s server pays the network/u, /Network Base/u, /Recipient 0x209693Bc6afc0C5328bA36FaF03C514EF312287C/u,
    /Wallet Refill’s wallet 0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A/u, /Transaction 0x(?:3f9c){16}/u, /Nonce 0x(?:a01b){16}/u,
    /Balance before 420 credits/u, /Balance after 1,420 credits/u, /Arrived \+1,000 credits/u,
  ]) assert.match(all, part);
  assert.equal(await page.getByTestId("steps").locator("li").count(), 9);
  assert.match(await said(page, "steps"), /You confirmed; the amount was set aside .*Your wallet signed .*Northwind said that it is paid .*keep it for good .*The credits arrived/u);
  await user.click("transaction-open");
  await user.click("payment-transaction");
  assert.deepEqual(await calls(page, "open_transaction"), [{ payment: "usdc-10" }, { payment: "usdc-10" }]);
  await user.click("payment-copy");
  await page.getByText("Receipt copied").waitFor();
  await close();
});

test("what Refill refused leads to where it can be dealt with; credits that are missing lead to the proof", async () => {
  const { page, user, close } = await open({ scenario: "usdc_payments", route: "payments" });
  const changed = await page.evaluate(() => window.mock.world.payments.find((p) => p.usdc?.refused === "payee_changed").id);
  await visit(page, `payments/${changed}`);
  assert.match(await said(page, "payment-state"), /Northwind names another recipient than at your first payment\. Nothing was signed, and no money has moved\. .*Wallet page/u);
  assert.equal(await page.getByTestId("stages").count(), 0);
  await user.click("payment-wallet-page");
  assert.equal(await page.evaluate(() => location.hash), "#/wallet");
  await visit(page, "payments/usdc-11");
  assert.match(await said(page, "payment-state"), /Paid 10\.00 USDC, but the credits have not arrived .*Do not pay again\. Copy the receipt/u);
  await visit(page, "account/acc-low");
  await page.evaluate(() => { window.mock.world.payments = window.mock.world.payments.filter(({ id }) => id === "usdc-11"); });
  await user.click("top-up");
  assert.match(await said(page, "top-up-missing"), /The network’s records prove that it was paid/u);
  await close();
});

test("with the keyboard alone", async () => {
  const { page, close } = await open({ route: "account/acc-low", scenario: "usdc" });
  await page.getByTestId("top-up").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("usdc").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid")?.startsWith("usdc-amount"));
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(page), "usdc-amount-5");
  await page.getByTestId("usdc-review").waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "usdc-other");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "usdc-pay");
  await page.keyboard.press("Enter");
  await state(page, "quoted");
  assert.deepEqual(await calls(page, "pay_with_usdc"), [{ account: "acc-low", amount: "5" }]);
  await close();
});

/** @param {any} page @param {number} width @param {string} where */
async function fits(page, width, where) {
  const wide = await page.evaluate(() => Math.max(document.scrollingElement?.scrollWidth ?? 0, ...[...document.querySelectorAll(".content, dialog[open]")].map((el) => el.scrollWidth)));
  assert.ok(wide <= width, `${where} is ${wide} px wide`);
}

const LOOKS = /** @type {const} */ ([[1100, "light", "all"], [360, "dark", "all"], [360, "light", "colours"], [1100, "dark", "colours"]]);
const VIEWS = /** @type {Record<string, { scenario: string, route: string, act?: (user: any, page: any) => Promise<unknown> }>} */ ({
  "the form": { scenario: "usdc", route: "account/acc-low", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("usdc").waitFor(); } },
  "the review": { scenario: "usdc_again", route: "account/acc-low", act: async (user, page) => { await user.click("top-up"); await page.getByText(/Holds/u).waitFor(); await user.click("usdc-payee-whole"); } },
  "too much": { scenario: "usdc", route: "account/acc-low", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("usdc-other").fill("30"); await page.getByTestId("usdc-over-limit").waitFor(); } },
  "no wallet": { scenario: "usdc_first", route: "account/acc-low", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("usdc-need-wallet").waitFor(); } },
  "under way": { scenario: "usdc_live", route: "account/acc-low", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("stages").waitFor(); } },
  "the list": { scenario: "usdc_payments", route: "payments" },
  ...Object.fromEntries([3, 10, 11, 13, 30].map((n) => [`payment ${n}`, { scenario: "usdc_payments", route: `payments/usdc-${n}` }])),
});

for (const [name, { scenario, route, act }] of Object.entries(VIEWS)) {
  test(`${name}: fits, light and dark, at 200 %, and axe finds nothing`, async () => {
    const { page, user, close } = await open({ scenario, route });
    await act?.(user, page);
    for (const [width, scheme, rules] of LOOKS) {
      await page.setViewportSize({ width, height: 760 });
      await page.emulateMedia({ colorScheme: scheme });
      await fits(page, width, `${name}, ${width} px`);
      await axe(page, `${name}, ${width} px, ${scheme}`, rules);
    }
    await page.setViewportSize({ width: 360, height: 760 });
    for (let i = 0; i < 6; i += 1) await page.keyboard.press("Control+Equal");
    await fits(page, 360, `${name} at 200 %`);
    await page.keyboard.press("Control+0");
    await close();
  });
}
