// A key by signing in with the browser: everything that may happen there, and that nothing of it stays here.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { calls, open, start, stop } from "./harness.js";

before(start);
after(stop);

/** The sheet, with the browser open. */
async function connecting(options = {}) {
  const opened = await open(options);
  const { page, user } = opened;
  await user.click(options.scenario === "first" ? "add-account-first" : "add-account");
  await user.click("connect-delta");
  await page.locator("[data-testid=sign-in][data-state=waiting]").waitFor();
  return { ...opened, returns: (said) => page.evaluate((what) => window.mock.browserReturns(what), said) };
}

test("connected in one click: the browser says yes, Add sends the sign-in and no key", async () => {
  const { page, user, close, returns } = await connecting({ scenario: "first" });
  assert.deepEqual(await calls(page, "sign_in_begin"), [{ provider: "delta", account: null, byCode: false }]);
  assert.deepEqual(await calls(page, "sign_in_finish"), [{ signIn: "sign-in-1", code: null }]);
  await page.getByText("Continue in your browser (switchboard.example)").waitFor();
  assert.equal(await page.getByTestId("key-input").isVisible(), false);
  await returns("yes");
  await page.getByTestId("preview-balance").getByText("$1,250.00").waitFor();
  assert.equal(await page.getByTestId("provider-delta").isChecked(), true);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "add-submit");
  await user.click("add-submit");
  await page.getByTestId("card").waitFor();
  assert.equal(user.clicks, 3);
  assert.deepEqual(await calls(page, "add_account"), [{ provider: "delta", server: null, key: null, signIn: "sign-in-1", name: "Switchboard", threshold: "250", keep: "keychain" }]);
  assert.equal((await calls(page, "sign_in_cancel")).length, 0, "its key is in use");
  await close();
});

for (const [said, code] of Object.entries({ no: "sign_in_denied", late: "sign_in_timeout" })) {
  test(`${code} is explained, and the sheet is as before`, async () => {
    const { page, user, close, returns } = await connecting();
    await returns(said);
    await page.locator(`[data-testid=error][data-code=${code}]`).waitFor();
    assert.equal(await page.getByTestId("key-input").isVisible(), true);
    await user.click("connect-delta");
    await page.locator("[data-testid=sign-in][data-state=waiting]").waitFor();
    assert.equal(await page.getByTestId("error").count(), 0);
    await page.keyboard.press("Escape");
    await page.getByTestId("add-dialog").waitFor({ state: "detached" });
    await close();
  });
}

test("by code: the browser's page shows it, and it leaves no trace in the page", async () => {
  const { page, user, close } = await connecting();
  await user.click("sign-in-code");
  const code = page.getByTestId("code-input");
  await code.waitFor();
  assert.deepEqual((await calls(page, "sign_in_begin")).map(({ byCode }) => byCode), [false, true]);
  assert.deepEqual(await calls(page, "sign_in_cancel"), [{ signIn: "sign-in-1" }]);
  await page.evaluate(() => { window.mock.world.delay.sign_in_finish = 200; });
  await code.fill("one-time-hidden-code");
  await page.keyboard.press("Enter");
  await page.locator("[data-state=finishing]").waitFor();
  const kept = () => page.evaluate(() => document.documentElement.outerHTML.includes("one-time") || [...document.querySelectorAll("input")].some((i) => i.value.includes("one-time")));
  assert.equal(await kept(), false);
  await page.getByTestId("preview-hidden").waitFor();
  assert.equal(await kept(), false);
  assert.deepEqual((await calls(page, "sign_in_finish")).at(-1), { signIn: "sign-in-2", code: "one-time-hidden-code" });
  await user.click("add-submit");
  await page.getByTestId("add-dialog").waitFor({ state: "detached" });
  assert.equal((await calls(page, "add_account"))[0].signIn, "sign-in-2");
  await close();
});

test("where the browser can't return, the code is asked for by itself", async () => {
  const { page, user, close } = await open();
  await page.evaluate(() => { window.mock.world.noReturn = true; });
  await user.click("add-account");
  await user.click("connect-delta");
  await page.getByTestId("code-input").waitFor();
  assert.deepEqual((await calls(page, "sign_in_begin")).map(({ byCode }) => byCode), [false, true]);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "code-input");
  await page.getByTestId("code-input").fill("no");
  await user.click("sign-in-finish");
  await page.locator("[data-testid=error][data-code=sign_in_denied]").waitFor();
  await close();
});

test("a code that can't be had either is an error, not a circle", async () => {
  const { page, user, close } = await open();
  await page.evaluate(() => { window.mock.world.fail.sign_in_begin = "sign_in_unavailable"; });
  await user.click("add-account");
  await user.click("connect-delta");
  await page.locator("[data-testid=error][data-code=sign_in_unavailable]").waitFor();
  assert.equal((await calls(page, "sign_in_begin")).length, 2);
  await close();
});

test("closing the sheet, or Cancel, cancels the sign-in; a late yes counts no more", async () => {
  const { page, user, close } = await connecting();
  await user.click("sign-in-cancel");
  await page.getByTestId("key-input").waitFor();
  assert.equal((await calls(page, "sign_in_cancel")).length, 1);
  await user.click("connect-delta");
  await page.locator("[data-testid=sign-in][data-state=waiting]").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("add-dialog").waitFor({ state: "detached" });
  assert.equal((await calls(page, "sign_in_cancel")).length, 2);
  assert.equal(await page.getByTestId("toast").count(), 0);
  await close();
});

test("a sign-in is for what was chosen then: another provider, or a key after all, gives it up", async () => {
  const { page, user, close, returns } = await connecting();
  await returns("yes");
  await page.getByTestId("preview-balance").waitFor();
  await user.click("provider-epsilon");
  await page.getByTestId("key-input").waitFor();
  assert.deepEqual(await calls(page, "sign_in_cancel"), [{ signIn: "sign-in-1" }]);
  await user.click("provider-delta");
  await user.click("connect-delta");
  await page.locator("[data-testid=sign-in][data-state=waiting]").waitFor();
  await returns("yes");
  await user.click("sign-in-other");
  await page.getByTestId("key-input").waitFor();
  await user.paste("key-input", "swb-v1-mine");
  await page.getByTestId("preview-balance").waitFor();
  await user.click("add-submit");
  await page.getByTestId("add-dialog").waitFor({ state: "detached" });
  const [added] = await calls(page, "add_account");
  assert.deepEqual([added.key, added.signIn], ["swb-v1-mine", null]);
  await close();
});

test("what was pasted before leaves the page when the browser opens", async () => {
  const { page, user, close } = await open();
  await user.click("add-account");
  await user.paste("key-input", "swb-v1-wrong");
  await page.locator("[data-testid=error][data-code=key_refused]").waitFor();
  await page.getByTestId("key-input").fill("");
  await user.click("connect-delta");
  await page.locator("[data-testid=sign-in][data-state=waiting]").waitFor();
  assert.equal(await page.getByTestId("key-input").inputValue(), "");
  await close();
});

test("another key for an account comes from the browser as well", async () => {
  const { page, user, close } = await open({ route: "account/acc-budget" });
  await user.click("replace-key");
  await user.click("connect-delta");
  await page.locator("[data-testid=sign-in][data-state=waiting]").waitFor();
  await page.evaluate(() => window.mock.browserReturns("yes"));
  await page.getByTestId("preview-balance").waitFor();
  await user.click("replace-submit");
  await page.getByTestId("replace-dialog").waitFor({ state: "detached" });
  assert.deepEqual(await calls(page, "replace_key"), [{ account: "acc-budget", server: null, key: null, signIn: "sign-in-1", keep: "keychain" }]);
  assert.equal((await calls(page, "sign_in_cancel")).length, 0);
  await close();
});
