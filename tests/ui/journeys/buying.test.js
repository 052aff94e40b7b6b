// Buying when something is in the way: payments without their credits, errors, two things at once.
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

test("a payment whose credits have not come is said on the card, and before anything else is bought", async () => {
  const { page, user, close } = await open({ scenario: "waiting" });
  const chip = (words) => page.locator("[data-account=acc-fine]").getByTestId("chip-waiting").getByText(words, { exact: true }).waitFor();
  await chip("Payment open");
  await move(page, { state: "returned" });
  await chip("Waiting for credits");
  await move(page, { state: "missing" });
  await chip("Credits missing");
  await visit(page, "account/acc-fine");
  await page.getByTestId("open-payment").getByText("Credits missing").waitFor();
  await user.click("top-up");
  await page.getByTestId("package-starter").waitFor();
  assert.match(await said(page, "top-up-missing"), /still without its credits.*Do not pay again before you have looked at it/u);
  await user.click("top-up-missing-link");
  await state(page, "missing");
  assert.equal(await page.getByTestId("top-up-sheet").count(), 0);
  assert.equal(await page.evaluate(() => location.hash), "#/payments/pay-open");
  await close();
});

test("an error while buying says that nothing was bought, and not what a failed reading would mean", async () => {
  const { page, user, close } = await sheetOf();
  for (const code of ["timeout", "payment_required"]) {
    await page.evaluate((fails) => { window.mock.world.fail.buy_package = fails; }, code);
    await user.click("package-starter");
    await page.locator(`[data-testid=error][data-code=${code}]`).waitFor();
    assert.match(await said(page, "error"), /Nothing was bought and no money has moved/u);
    assert.doesNotMatch(await said(page, "error"), /by itself|check again/u);
    // The way to buy is here already.
    assert.equal(await page.getByTestId("need").count(), 0);
  }
  await close();
});

test("who reads that it is paid is not offered to stop waiting in the sheet; on the payment's page the words are others", async () => {
  const { page, user, close } = await sheetOf("acc-fine", { scenario: "waiting" });
  await page.getByTestId("payment-stop").waitFor();
  await move(page, { state: "returned" });
  await state(page, "returned");
  await page.getByTestId("payment-stop").waitFor({ state: "detached" });
  await user.click("top-up-details");
  await page.getByTestId("payment-stop").waitFor();
  await page.getByText("Your browser said that it is paid: do not buy again.").waitFor();
  await close();
});

test("what got stuck before its page can be given up, and not at once", async () => {
  const { page, user, close } = await open({ scenario: "payments", route: "payments/pay-13" });
  await user.click("payment-stop");
  await state(page, "dropped");
  await page.evaluate(() => { window.mock.move("pay-14", { state: "begun", updatedAt: new Date().toISOString() }); });
  await visit(page, "payments/pay-14");
  await state(page, "begun");
  assert.equal(await page.getByTestId("payment-stop").count(), 0);
  await close();
});

test("the focus goes back to the button of the account that was meant", async () => {
  const { page, close } = await open();
  const names = await page.evaluate(() => [...document.querySelectorAll("[data-testid=top-up]")].map((el) => el.getAttribute("aria-label")));
  assert.ok(names.length > 2 && new Set(names).size === names.length, String(names));
  const last = page.getByTestId("top-up").nth(names.length - 1);
  await last.focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("top-up-sheet").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("top-up-sheet").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), names.at(-1));
  await close();
});

test("a payment that could not be read, then could: its error goes, and the heading keeps the focus", async () => {
  const { page, close } = await open({ scenario: "payments", route: "payments" });
  await page.evaluate(() => { window.mock.world.fail.payment = "storage"; });
  await visit(page, "payments/pay-4");
  await page.locator("[data-testid=error][data-code=storage]").waitFor();
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Payment");
  await page.evaluate(() => { window.mock.world.fail = {}; });
  await page.getByTestId("payments-retry").focus();
  await page.keyboard.press("Enter");
  await state(page, "credited");
  assert.equal(await page.getByTestId("error").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
  await close();
});

test("two presses open one sheet, and Enter held down opens no page", async () => {
  const { page, close } = await open({ route: "account/acc-low" });
  await page.evaluate(() => { for (const _ of [1, 2]) document.querySelector("[data-testid=top-up]").click(); });
  await page.getByTestId("top-up-page").waitFor();
  assert.equal(await page.getByTestId("top-up-sheet").count(), 1);
  assert.equal(await focused(page), "dialog-close");
  await page.keyboard.down("Enter");
  await page.getByTestId("top-up-sheet").waitFor({ state: "detached" });
  await page.keyboard.up("Enter");
  await page.getByTestId("top-up").focus();
  await page.keyboard.down("Enter");
  await page.getByTestId("top-up-page").waitFor();
  for (let i = 0; i < 3; i += 1) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  assert.equal(await page.getByTestId("top-up-page").count(), 1);
  assert.deepEqual(await calls(page, "buy_on_page"), []);
  await close();
});

test("one way at a time; what goes wrong with a way that is gone is said in the sheet", async () => {
  const { page, user, close } = await sheetOf("acc-main");
  await page.evaluate(() => { window.mock.world.delay.buy_by_charge = 400; window.mock.world.fail.buy_by_charge = "timeout"; });
  await page.getByTestId("charge-input").fill("0");
  await user.click("charge-open");
  await page.locator("[data-testid=error][data-code=amount_invalid]").waitFor();
  assert.equal(await page.getByTestId("charge-input").getAttribute("aria-invalid"), "true");
  await page.getByTestId("charge-input").fill("25");
  await user.click("charge-open");
  assert.equal(await page.getByTestId("charge-input").getAttribute("aria-invalid"), null);
  await user.click("top-up-page");
  assert.deepEqual(await calls(page, "buy_on_page"), []);
  await page.evaluate(() => { document.querySelector("top-up-charge").remove(); });
  await page.getByTestId("top-up-sheet").locator("[data-testid=error][data-code=timeout]").waitFor();
  assert.equal(await page.getByTestId("toast").count(), 0);
  await close();
});

test("after a charge that is gone for good there is no lone “or”", async () => {
  const { page, user, close } = await open({ route: "account/acc-main" });
  await page.evaluate(() => { window.mock.world.ways = ["page", "charge"]; });
  await user.click("top-up");
  await page.getByTestId("charge-input").fill("25");
  assert.equal(await page.locator(".or-line").isVisible(), true);
  await user.click("charge-open");
  await page.getByTestId("charge-gone").waitFor();
  assert.equal(await page.locator(".or-line:visible").count(), 0);
  await close();
});

test("credits that came twice are announced, the twice first", async () => {
  const { page, close } = await open({ scenario: "payments", route: "payments/pay-4" });
  await page.evaluate(() => { window.mock.move("pay-4", { state: "credited", twice: true }); });
  await page.getByTestId("payment-twice").waitFor();
  assert.match(await page.getByTestId("payment-said").textContent(), /^The same credits came twice\..*statement.* \+10,000 credits arrived/u);
  await close();
});

test("who goes back to the packages while the sign-in succeeds is not asked again", async () => {
  const { page, user, close } = await sheetOf("acc-fine", { scenario: "sign_in" });
  await user.click("package-pro");
  await page.getByTestId("top-up-sign-in").waitFor();
  await user.click("sign-in-back");
  await page.evaluate(() => { window.mock.world.accounts[0].signedIn = true; window.mock.emit("changed", { account: "acc-fine" }); });
  await page.waitForFunction(() => window.mock.world.answered.filter((cmd) => cmd === "overview").length > 2);
  await user.click("package-pro");
  await state(page, "away");
  await close();
});

test("with text of double size nothing runs out of a narrow sheet, and its head does not lie on what is read", async () => {
  const { page, user, close } = await open({ route: "account/acc-main", width: 360 });
  for (let i = 0; i < 8; i += 1) await page.keyboard.press("Control+Equal");
  const fits = () => page.evaluate(() => Math.max(...[...document.querySelectorAll("dialog")].map((d) => d.scrollWidth - d.clientWidth)) <= 0);
  await user.click("top-up");
  await page.getByTestId("charge-input").waitFor();
  assert.ok(await fits(), "top up");
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".sheet-head")).position), "static");
  await user.click("dialog-close");
  await visit(page, "overview");
  await user.click("add-account");
  for (const provider of ["delta", "beta"]) {
    await user.click(`provider-${provider}`);
    assert.ok(await fits(), provider);
  }
  await user.click("way-email");
  await page.getByTestId("server-input").fill("https://api.example.com");
  await page.getByTestId("holder-form").waitFor();
  assert.ok(await fits(), "by e-mail");
  await page.keyboard.press("Control+0");
  await close();
});
