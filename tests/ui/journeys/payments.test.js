// Buying credits, and what becomes of a payment. The browser, the provider and the watching are played by the mock.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { calls, open, start, stop, visit } from "./harness.js";

before(start);
after(stop);

const state = (page, name) => page.locator(`[data-testid=payment-state][data-state=${name}]`).waitFor();
const said = async (page, testid) => (await page.getByTestId(testid).innerText()).replace(/\s+/gu, " ");
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.className);
const move = (page, over) => page.evaluate((to) => { window.mock.move(window.mock.world.payments[0].id, to); }, over);

/** @param {string} [account] @param {object} [options] */
async function sheetOf(account = "acc-fine", options = {}) {
  const opened = await open({ route: `account/${account}`, ...options });
  await opened.user.click("top-up");
  await opened.page.getByTestId("top-up-sheet").waitFor();
  return opened;
}

test("a package by card: two clicks, and the credits arrive by themselves", async () => {
  const { page, user, close } = await sheetOf();
  assert.match(await page.getByTestId("package-starter").textContent(), /^10,000 credits · \$9\.99/u);
  await user.click("package-starter");
  await state(page, "away");
  assert.equal(user.clicks, 2);
  assert.deepEqual(await calls(page, "buy_package"), [{
    account: "acc-fine", package: { id: "starter", name: "Starter", credits: { value: "10000", unit: "credits" }, price: { value: "9.99", unit: "usd" } },
  }]);
  assert.match(await said(page, "payment-state"), /Waiting for you to pay.*10,000 credits \$9\.99.*Stripe’s page in your browser \(checkout\.stripe\.com\)/u);
  assert.match(await said(page, "close-hint"), /You can close this/u);
  // No second offer while this one is open.
  assert.equal(await page.getByTestId("package-starter").count(), 0);
  await move(page, { state: "returned" });
  await state(page, "returned");
  assert.match(await said(page, "payment-state"), /Your browser says that it is paid.*Do not pay again/u);
  assert.match(await page.getByTestId("payment-said").textContent(), /Your browser says that it is paid/u);
  await page.evaluate(() => { window.mock.world.accounts[0].reading.balance.value = "19410"; });
  await move(page, { state: "credited" });
  await state(page, "credited");
  assert.match(await said(page, "payment-state"), /\+10,000 credits arrived/u);
  await page.getByTestId("payment-balance").getByText(/Balance now 19,410 credits, as of/u).waitFor();
  await page.waitForFunction(() => /\+10,000 credits arrived/u.test(document.querySelector("[data-testid=payment-said]")?.textContent ?? ""));
  assert.equal(user.clicks, 2);
  await user.click("top-up-close");
  await page.getByTestId("top-up-sheet").waitFor({ state: "detached" });
  await close();
});

test("an impatient double click buys once", async () => {
  const { page, close } = await sheetOf();
  await page.evaluate(() => { window.mock.world.delay.buy_package = 200; });
  await page.getByTestId("package-pro").dblclick();
  await page.getByText("Asking Ledger API for the payment page of 50,000 credits…").waitFor();
  await page.getByTestId("package-starter").click({ force: true });
  await state(page, "away");
  assert.deepEqual((await calls(page, "buy_package")).map((args) => args.package.id), ["pro"]);
  await close();
});

test("the best value and the last purchase are marked, and the order stays the provider's", async () => {
  const { page, close } = await open({ route: "account/acc-fine" });
  await page.evaluate(() => { window.mock.world.lastPackage = "scale"; });
  await page.getByTestId("top-up").click();
  await page.getByTestId("package-pro").waitFor();
  const texts = await page.getByTestId("packages").getByRole("button").allInnerTexts();
  assert.deepEqual(texts.map((text) => /Best value/u.test(text)), [false, true, false]);
  assert.deepEqual(texts.map((text) => /Last time/u.test(text)), [false, false, true]);
  assert.match(texts[0], /about \$1\.00 per 1,000 credits/u);
  assert.match(await said(page, "top-up-sheet"), /9,410 credits ≈ 9,410 reads, 4,705 queries, 1,882 wallets or 941 transfers/u);
  await close();
});

test("who has to sign in does so in the sheet, and goes on with the chosen package", async () => {
  const { page, user, close } = await sheetOf("acc-fine", { scenario: "sign_in" });
  await page.getByText("Ledger API asks you to sign in before you buy.").waitFor();
  await user.click("package-pro");
  await page.getByTestId("top-up-sign-in").waitFor();
  assert.match(await said(page, "order"), /50,000 credits · \$39\.99/u);
  assert.equal((await calls(page, "buy_package")).length, 0);
  await user.click("sign-in-back");
  assert.equal(await focused(page), "package-pro");
  await user.click("package-pro");
  await page.getByTestId("top-up-sign-in").waitFor();
  await page.evaluate(() => {
    window.mock.world.accounts[0].signedIn = true;
    document.querySelector("holder-sign-in-form").dispatchEvent(new CustomEvent("refill-signed-in", { bubbles: true, detail: null }));
  });
  await state(page, "away");
  assert.deepEqual((await calls(page, "buy_package")).map((args) => args.package.id), ["pro"]);
  await close();
});

test("packages that nobody sees before signing in, and a sign-in that has ended", async () => {
  const { page, user, close } = await open({ route: "account/acc-fine" });
  await page.evaluate(() => { window.mock.world.fail.packages = "not_signed_in"; });
  await user.click("top-up");
  await page.getByText("Ledger API shows its packages after you sign in").waitFor();
  const signIn = () => page.evaluate(() => {
    document.querySelector("holder-sign-in-form").dispatchEvent(new CustomEvent("refill-signed-in", { bubbles: true, detail: null }));
  });
  await page.evaluate(() => { window.mock.world.fail = { buy_package: "not_signed_in" }; });
  await signIn();
  await user.click("package-starter");
  await page.getByText("Your sign-in to Ledger API has ended. Nothing was bought.").waitFor();
  await page.evaluate(() => { window.mock.world.fail = {}; });
  await signIn();
  await state(page, "away");
  await close();
});

test("an offer that changed is shown anew, and nothing is bought", async () => {
  const { page, user, close } = await sheetOf();
  await page.evaluate(() => { window.mock.world.offerChanged = true; });
  await user.click("package-starter");
  await page.locator("[data-testid=error][data-code=offer_changed]").waitFor();
  await page.getByTestId("package-starter").getByText("$11.99").waitFor();
  await user.click("package-starter");
  await state(page, "away");
  assert.equal((await calls(page, "buy_package"))[1].package.price.value, "11.99");
  await close();
});

test("packages that can't be read: an error, and another try", async () => {
  const { page, user, close } = await open({ route: "account/acc-fine" });
  await page.evaluate(() => { window.mock.world.fail.packages = "unreachable"; window.mock.world.delay.packages = 300; });
  await user.click("top-up");
  await page.getByTestId("packages-loading").waitFor();
  await page.locator("[data-testid=error][data-code=unreachable]").waitFor();
  await page.evaluate(() => { window.mock.world.fail = {}; });
  await user.click("packages-retry");
  await page.getByTestId("package-starter").waitFor();
  assert.equal(await page.getByTestId("error").count(), 0);
  await close();
});

test("no packages, no record of payments, and no answer at all are each said", async () => {
  const { page, user, close } = await open({ route: "account/acc-fine" });
  const again = async () => { await user.click("dialog-close"); await user.click("top-up"); };
  await page.evaluate(() => { window.mock.world.packages = []; });
  await user.click("top-up");
  assert.match(await said(page, "packages-none"), /No packages at the moment Ledger API lists none/u);
  await page.getByTestId("packages-retry").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("[data-testid=packages-none] h2") === document.activeElement);
  await page.evaluate(() => { window.mock.world.journalUsable = false; });
  await again();
  assert.match(await said(page, "top-up-unusable"), /Buying is off for now.*could get lost/u);
  assert.equal(await page.getByTestId("top-up-page").count(), 0);
  await page.evaluate(() => { window.mock.world.fail.top_up = "storage"; });
  await again();
  await page.locator("[data-testid=error][data-code=storage]").waitFor();
  await page.evaluate(() => { window.mock.world.fail = {}; window.mock.world.journalUsable = true; });
  await user.click("top-up-retry");
  await page.getByTestId("packages-none").waitFor();
  await close();
});

test("who says no to the system's question hears nothing of it", async () => {
  const { page, user, close } = await sheetOf();
  await page.evaluate(() => { window.mock.world.fail.buy_package = "not_confirmed"; });
  await user.click("package-starter");
  await page.waitForFunction(() => window.mock.world.answered.includes("buy_package") && !document.querySelector("top-up-packages[aria-busy]"));
  assert.equal(await page.getByTestId("error").count(), 0);
  assert.equal(await page.getByTestId("package-starter").getAttribute("aria-disabled"), null);
  await close();
});

test("an error after which something is open anyway shows what is open", async () => {
  const { page, user, close } = await sheetOf();
  await page.evaluate(() => {
    window.mock.world.fail.buy_package = "purchase_open";
    window.mock.world.ways = ["checkout"];
  });
  await page.evaluate(() => { window.mock.begin("acc-fine", true); });
  await user.click("package-starter");
  await state(page, "away");
  await close();
});

test("a charge: the amount is checked here; gone for good is said plainly, with the page that is left", async () => {
  const { page, user, close } = await sheetOf("acc-main");
  assert.equal(await focused(page), "charge-input");
  for (const wrong of ["", "0.99", "2000.01", "many", "1.005"]) {
    await page.getByTestId("charge-input").fill(wrong);
    await user.click("charge-open");
    await page.locator("[data-testid=error][data-code=amount_invalid]").waitFor();
    assert.equal(await focused(page), "charge-input", wrong);
  }
  assert.equal((await calls(page, "buy_by_charge")).length, 0);
  await page.getByTestId("charge-input").fill("25");
  await page.keyboard.press("Enter");
  await page.getByTestId("charge-gone").waitFor();
  assert.match(await said(page, "charge-gone"), /Switchboard no longer offers this Nothing was charged/u);
  assert.equal(await page.getByTestId("charge-input").count(), 0);
  assert.equal(await page.getByTestId("top-up-page").isVisible(), false);
  await user.click("gone-page");
  await state(page, "away");
  assert.deepEqual(await calls(page, "buy_by_charge"), [{ account: "acc-main", amount: "25" }]);
  assert.deepEqual(await calls(page, "buy_on_page"), [{ account: "acc-main" }]);
  assert.match(await said(page, "payment-state"), /Waiting for credits to arrive.*Switchboard’s credits page is open in your browser/u);
  await close();
});

test("a charge that works is a payment like the others", async () => {
  const { page, user, close } = await sheetOf("acc-main");
  await page.evaluate(() => { window.mock.world.chargeGone = false; });
  await page.getByTestId("charge-input").fill("25.5");
  await user.click("charge-open");
  await state(page, "away");
  assert.match(await said(page, "payment-state"), /\$25\.50.*Payment happens on pay\.example\.com/u);
  await close();
});

test("a provider's own page: opened, watched, credited", async () => {
  const { page, user, close } = await open();
  await user.click("banner-top-up");
  await user.click("top-up-page");
  await state(page, "away");
  assert.equal(await page.getByTestId("milestones").getByRole("listitem").count(), 2);
  await move(page, { state: "credited", evidence: "balance", arrived: { value: "1000", unit: "usdc_credits" } });
  await state(page, "credited");
  assert.match(await said(page, "payment-state"), /\+1,000 credits arrived/u);
  await close();
});

test("where Refill knows only a link, it is opened", async () => {
  const { page, user, close } = await open({ route: "account/acc-tenths" });
  await user.click("top-up");
  assert.deepEqual(await calls(page, "open_link"), [{ provider: "gamma", link: "buy" }]);
  assert.equal(await page.getByTestId("top-up-sheet").count(), 0);
  await close();
});

test("what is under way is marked, opened again, and no longer waited for", async () => {
  const { page, user, close } = await open({ scenario: "waiting" });
  await page.locator("[data-account=acc-fine]").getByTestId("chip-waiting").getByText("Payment open").waitFor();
  await visit(page, "account/acc-fine");
  await page.getByTestId("open-payment").waitFor();
  await user.click("top-up");
  await state(page, "away");
  await user.click("payment-open");
  await page.waitForFunction(() => window.mock.world.answered.includes("open_payment"));
  assert.deepEqual(await calls(page, "open_payment"), [{ payment: "pay-open" }]);
  await user.click("payment-stop");
  await state(page, "dropped");
  assert.match(await said(page, "payment-state"), /You stopped waiting.*If you paid after all/u);
  // The button that was pressed is gone: the reader goes on at what happened.
  assert.equal(await focused(page), "pay-title");
  await user.click("top-up-again");
  await page.getByTestId("package-starter").waitFor();
  await user.click("dialog-close");
  await page.getByTestId("open-payment").waitFor({ state: "detached" });
  await close();
});

test("a payment that is over meanwhile can't be opened again, and says so", async () => {
  const { page, user, close } = await open({ route: "payments/pay-0", scenario: "payments" });
  await page.evaluate(() => { window.mock.world.fail.open_payment = "purchase_over"; });
  await user.click("payment-open");
  await page.locator("[data-testid=error][data-code=purchase_over]").waitFor();
  await close();
});

/** Every state with the sentence that it must not lack; the mock has one payment of each. */
const SENTENCES = [
  ["pay-0", "Waiting for payment", /Waiting for you to pay in your browser.*tells you when the credits arrive/u],
  ["pay-1", "Ready to pay", /The payment page is ready.*not opened yet/u],
  ["pay-2", "Waiting for credits", /Your browser says that it is paid.*Do not pay again/u],
  ["pay-3", "Not paid yet", /You left the payment page without paying.*can still be paid until/u],
  ["pay-4", "Arrived", /\+10,000 credits arrived.*nothing left to do/u],
  ["pay-5", "Probably arrived", /\+9,400 credits arrived, probably.*You bought 10,000 credits/u],
  ["pay-6", "Arrived", /\+1,000 credits arrived/u],
  ["pay-7", "Arrived twice", /\+10,000 credits arrived/u],
  ["pay-8", "Arrived TEST – no real money", /TEST – no real money.*no card is charged/u],
  ["pay-9", "Credits missing", /Paid, but the credits have not arrived.*Do not pay again. Copy the receipt/u],
  ["pay-10", "Ended without credits", /The payment page has ended.*If you did pay, do not pay again/u],
  ["pay-11", "No credits came", /No credits came.*If you did pay, look at Ledger API’s own page/u],
  ["pay-12", "Stopped waiting", /You stopped waiting/u],
  ["pay-13", "Preparing", /Asking Ledger API for a payment page.*moves no money/u],
  ["pay-14", "Preparing", /Preparing the payment.*no money has moved/u],
  ["pay-15", "No payment page", /Ledger API did not answer\. No money has moved/u],
  ["pay-16", "No payment page", /Ledger API refused to make one\./u],
  ["pay-17", "No payment page", /Ledger API no longer offers this\./u],
  ["pay-18", "No payment page", /did not look safe, or was not for what you chose, so Refill did not open it\./u],
  ["pay-19", "No payment page", /Ledger API could not be reached\./u],
  ["pay-20", "No payment page", /Refill was interrupted before the answer came\./u],
  ["pay-21", "No payment page", /Ledger API did not make one\./u],
  ["pay-22", "Waiting for payment", /Waiting for you to pay.*\$25\.00.*pay\.example\.com/u],
  ["pay-23", "Waiting for credits", /Waiting for credits to arrive.*Switchboard’s credits page is open/u],
  ["pay-24", "Ready to pay", /The credits page is ready/u],
  ["pay-25", "No payment page", /not signed in to Ledger API\. No money has moved\. Sign in, then try again\./u],
  ["pay-26", "No payment page", /keychain did not give.*No money has moved\. Unlock the keychain/u],
  ["pay-27", "No payment page", /Ledger API had a problem of its own\. No money has moved\./u],
  ["pay-28", "No payment page", /did not understand Ledger API’s answer\. No money has moved\./u],
  ["pay-29", "No payment page", /did not take this amount\. No money has moved\. Choose another amount\./u],
  ["pay-30", "No payment page", /Ledger API did not make one\. No money has moved\./u],
];

test("every state has its word in the list and its sentence on its page", async () => {
  const { page, close } = await open({ route: "payments", scenario: "payments" });
  for (const [id, chip] of SENTENCES) {
    const words = (await page.getByTestId(`payment-${id}`).locator(".payment-chips").innerText()).replace(/\s+/gu, " ");
    assert.equal(words, chip, id);
  }
  for (const [id, , sentence] of SENTENCES) {
    await visit(page, `payments/${id}`);
    assert.match(await said(page, "payment-state"), sentence, id);
  }
  await visit(page, "payments/pay-7");
  assert.match(await said(page, "payment-twice"), /came twice.*Look at your card’s statement/u);
  assert.doesNotMatch(await said(page, "payment-state"), /nothing left to do/u);
  await close();
});

test("the list is grouped by day, and a payment's page has its steps and its receipt", async () => {
  const { page, user, close } = await open({ route: "payments", scenario: "payments" });
  const days = await page.getByRole("heading", { level: 2 }).allInnerTexts();
  assert.deepEqual(days.slice(0, 2), ["Today", "Yesterday"]);
  assert.ok(days.length > 5);
  await user.click("payment-pay-9");
  assert.equal(await page.evaluate(() => location.hash), "#/payments/pay-9");
  await state(page, "missing");
  assert.match(await said(page, "steps"), /You chose it.*asked Ledger API.*Opened in your browser.*came back: paid.*No credits for a day/u);
  assert.match(await said(page, "receipt"), /Account Token transfers.*Price \$9\.99.*checkout\.stripe\.com.*cs_live_a1B2c3D4e5F6g7H8i9J0.*pay-9/u);
  await user.click("payment-copy");
  await page.getByText("Receipt copied").waitFor();
  assert.deepEqual(await calls(page, "copy_receipt"), [{ payment: "pay-9" }]);
  await user.click("back");
  await page.getByTestId("payment-pay-9").waitFor();
  await close();
});

test("the list follows what happens, and a payment's page too", async () => {
  const { page, close } = await open({ route: "payments", scenario: "payments" });
  await move(page, { state: "credited" });
  await page.getByTestId("payment-pay-0").getByText("Arrived").waitFor();
  await visit(page, "payments/pay-2");
  await page.evaluate(() => { window.mock.move("pay-2", { state: "missing" }); });
  await state(page, "missing");
  await page.getByTestId("steps").getByText("No credits for a day after paying").waitFor();
  await close();
});

test("fifty at a time, and news do not take back what was loaded", async () => {
  const { page, user, close } = await open({ route: "payments", scenario: "payments_many" });
  const count = () => page.locator("a.payment-row").count();
  assert.equal(await count(), 50);
  await user.click("payments-more");
  await page.locator("a.payment-row").nth(99).waitFor();
  await move(page, { state: "returned" });
  await page.getByTestId("payment-pay-0").getByText("Waiting for credits").waitFor();
  assert.equal(await count(), 100);
  await user.click("payments-more");
  await page.locator("a.payment-row").nth(119).waitFor();
  await page.getByTestId("payments-more").waitFor({ state: "detached" });
  assert.equal(await focused(page), "payment-pay-100");
  assert.deepEqual((await calls(page, "payments")).map(({ after }) => after).filter(Boolean), ["pay-49", "pay-49", "pay-99"]);
  await close();
});

test("nothing bought yet is explained; a list that can't be read has another try; a payment that is not there is said", async () => {
  const { page, user, close } = await open({ route: "payments" });
  assert.match(await said(page, "payments-empty"), /No payments yet.*each purchase is kept here/u);
  await page.evaluate(() => { window.mock.world.fail.payments = "storage"; });
  await visit(page, "overview");
  await visit(page, "payments");
  await page.locator("[data-testid=error][data-code=storage]").waitFor();
  await page.evaluate(() => { window.mock.world.fail = {}; });
  await user.click("payments-retry");
  await page.getByTestId("payments-empty").waitFor();
  assert.equal(await page.getByTestId("error").count(), 0);
  await visit(page, "payments/gone");
  await page.getByText("This payment is not here").waitFor();
  assert.match(await said(page, "payment-unknown"), /Refill knows no payment by this address/u);
  assert.equal(await page.getByTestId("payments-retry").count(), 0);
  await close();
});

test("with the keyboard alone: buy, stop, close, and back where it began", async () => {
  const { page, close } = await open({ route: "account/acc-fine" });
  const press = (/** @type {string} */ key) => page.keyboard.press(key);
  const tabTo = async (testid) => {
    for (let i = 0; i < 30 && await focused(page) !== testid; i += 1) await press("Tab");
    assert.equal(await focused(page), testid);
  };
  await tabTo("top-up");
  await press("Enter");
  await page.getByTestId("package-starter").waitFor();
  await tabTo("package-starter");
  await press("Enter");
  await state(page, "away");
  assert.equal(await focused(page), "pay-title");
  await tabTo("payment-stop");
  await press("Enter");
  await state(page, "dropped");
  await press("Escape");
  await page.getByTestId("top-up-sheet").waitFor({ state: "detached" });
  assert.equal(await focused(page), "top-up");
  await close();
});

test("calls that want payment say what was missing, and which package is enough", async () => {
  const { page, user, close } = await open({ route: "account/acc-fine" });
  await page.evaluate(() => {
    const card = window.mock.world.accounts[0];
    card.reading.balance.value = "3";
    card.failure = { error: { code: "payment_required", message: "402", details: { status: "402", cost: "10" } }, since: new Date().toISOString(), retryAt: null };
    window.mock.emit("changed", { account: card.id });
  });
  await page.getByTestId("need-package").waitFor();
  assert.match(await said(page, "need"), /This call costs 10 credits\. What was left: 3 credits, as of [^.]+\. 10,000 credits for \$9\.99 would be enough/u);
  await user.click("need-top-up");
  await page.getByTestId("package-starter").waitFor();
  await close();
});

test("who closes the sheet while it asks for the page is told all the same that nothing was bought", async () => {
  const { page, user, close } = await sheetOf();
  await page.evaluate(() => { window.mock.world.delay.buy_package = 300; window.mock.world.fail.buy_package = "timeout"; });
  await user.click("package-starter");
  await page.keyboard.press("Escape");
  await page.getByTestId("top-up-sheet").waitFor({ state: "detached" });
  await page.getByTestId("toast").getByText("The provider took too long to answer. Nothing was bought and no money has moved. Try again in a moment.").waitFor();
  await close();
});

test("what is begun elsewhere takes the place of the offers", async () => {
  const { page, close } = await sheetOf();
  await page.getByTestId("package-starter").waitFor();
  await page.evaluate(() => { window.mock.begin("acc-staging"); });
  await page.evaluate(() => { window.mock.begin("acc-fine"); });
  await state(page, "away");
  assert.equal(await page.getByTestId("package-starter").count(), 0);
  await close();
});

test("whatever a provider calls its packages, and however large: nothing runs out of a narrow window, and it can be hit", async () => {
  const { page, user, close } = await open({ route: "account/acc-fine", width: 360 });
  /** @type {() => Promise<boolean>} */
  const fits = () => page.evaluate(() => Math.max(document.scrollingElement.scrollWidth, ...[...document.querySelectorAll("dialog")].map((d) => d.scrollWidth)) <= 360);
  await page.evaluate(() => {
    window.mock.world.packages = [
      { id: "a b\"c", name: `\u202e<b>${"x".repeat(120)}`, credits: { value: "123456789012345678901234567890", unit: "credits" }, price: { value: "1234567890123456789.99", unit: "usd" } },
      { id: "plain", name: "", credits: { value: "0.5", unit: "of-a-newer-version" }, price: { value: "3", unit: "usd" } },
    ];
  });
  await user.click("top-up");
  await page.getByTestId("packages").waitFor();
  assert.ok(await fits());
  const low = await page.evaluate(() => Math.min(...[...document.querySelectorAll("dialog .button, dialog .icon-button, dialog .package")]
    .filter((el) => el.checkVisibility()).map((el) => el.getBoundingClientRect().height)));
  assert.ok(low >= 44, String(low));
  await page.getByTestId("packages").getByRole("button").first().click();
  await state(page, "away");
  assert.ok(await fits());
  for (let i = 0; i < 6; i += 1) await page.keyboard.press("Control+Equal");
  assert.ok(await fits());
  await page.keyboard.press("Control+0");
  await user.click("top-up-details");
  await page.getByTestId("receipt").waitFor();
  assert.ok(await fits());
  await visit(page, "payments");
  assert.ok(await fits());
  await close();
});

test("a closed sheet asks and hears nothing more", async () => {
  const { page, user, close } = await sheetOf();
  await user.click("package-starter");
  await state(page, "away");
  await user.click("top-up-close");
  await page.getByTestId("top-up-sheet").waitFor({ state: "detached" });
  const before = (await calls(page, "payment")).length;
  await move(page, { state: "credited" });
  await page.waitForFunction(() => window.mock.world.answered.filter((cmd) => cmd === "overview").length > 2);
  assert.equal((await calls(page, "payment")).length, before);
  // The window itself goes on listening.
  await page.waitForFunction(() => window.mock.listening("payments") === 1);
  await close();
});
