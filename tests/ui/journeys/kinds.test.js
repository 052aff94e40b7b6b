// What a number is: a balance, the budget of a key, or nothing that this key may see; and where a key is sent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { calls, open, start, stop, visit } from "./harness.js";

before(start);
after(stop);

const row = (page, id) => page.locator(`account-card[data-account=${id}]`);

test("a budget is a budget wherever it is shown", async () => {
  const { page, user, close } = await open();
  const budget = row(page, "acc-budget");
  assert.match(await budget.innerText(), /Key budget[\s\S]*\$12\.40 of \$20\.00[\s\S]*monthly budget[\s\S]*About 9 days of budget/u);
  await budget.getByTestId("card-open").click();
  await page.getByRole("heading", { name: "Budget left over the last 30 days" }).waitFor();
  assert.match(await page.locator(".summary-panel").innerText(), /Key budget[\s\S]*\$12\.40[\s\S]*left of this key’s \$20\.00 monthly budget[\s\S]*Starts anew every month[\s\S]*Key budget: \$20\.00/u);
  await page.getByTestId("chart-table").click();
  assert.match(await page.locator("balance-chart table").innerText(), /Budget renewed/u);
  assert.doesNotMatch(await page.locator("balance-chart").innerText(), /Top-up/u);
  await page.evaluate(() => { Object.assign(window.mock.world.accounts.find((a) => a.id === "acc-budget"), { level: "low" }); window.mock.emit("changed", { account: "acc-budget" }); });
  await visit(page, "history");
  await page.evaluate(() => window.mock.world.dismissed.add("acc-low"));
  await page.evaluate(() => window.mock.emit("changed", { account: null }));
  await page.locator("#banners").getByText("The budget of Chat bot is running low").waitFor();
  await page.locator("#banners").getByText("of this key’s budget left, below your $5.00 alert").waitFor();
  await user.click("banner-dismiss");
  await close();
});

test("a key that shows no balance: calm, explained, and led to a key that does", async () => {
  const { page, user, close } = await open();
  assert.match(await page.getByTestId("summary").innerText(), /1 not visible/u);
  await row(page, "acc-hidden").getByTestId("card-open").click();
  await page.getByTestId("hidden-note").waitFor();
  assert.match(await page.getByTestId("balance").innerText(), /Balance not visible with this key\s+\$3\.10 spent with it so far, as of/u);
  assert.equal(await page.getByTestId("error").count(), 0);
  assert.equal(await page.getByTestId("alert-input").count(), 0);
  assert.equal(await page.getByTestId("alert-hidden").isVisible(), true);
  await user.click("key-page-management");
  await user.click("key-page-ordinary");
  assert.deepEqual(await calls(page, "open_link"), [{ provider: "delta", link: "get_management_key" }, { provider: "delta", link: "get_key" }]);
  await user.click("hidden-replace-key");
  await page.getByTestId("replace-dialog").getByTestId("key-kinds").waitFor();
  await user.paste("key-input", "swb-v1-management");
  await user.click("replace-submit");
  await page.getByTestId("replace-dialog").waitFor({ state: "detached" });
  await page.getByTestId("alert-input").waitFor();
  assert.equal(await page.getByTestId("hidden-note").isVisible(), false);
  await close();
});

test("such a key is added all the same, without an alert", async () => {
  const { page, user, close } = await open({ scenario: "first" });
  await user.click("add-account-first");
  await user.paste("key-input", "swb-v1-hidden");
  await page.getByTestId("preview-hidden").waitFor();
  assert.equal(await page.getByTestId("key-kinds").isVisible(), true);
  await user.click("add-submit");
  await page.getByTestId("card").getByTestId("hidden").waitFor();
  assert.equal((await calls(page, "add_account"))[0].threshold, null);
  assert.equal(await page.getByTestId("first-alert").count(), 0, "there is nothing to set an alert for");
  await close();
});

test("the longest prefix picks the provider, and an unusual key is a hint that blocks nothing", async () => {
  const { page, user, close } = await open();
  await user.click("add-account");
  await user.paste("key-input", "swb-v1-budget");
  await page.getByTestId("preview").getByText("left of this key’s $20.00 monthly budget").waitFor();
  assert.equal(await page.getByTestId("provider-delta").isChecked(), true);
  await user.paste("key-input", "sw-old-style");
  await page.getByTestId("preview-warning").waitFor();
  assert.equal(await page.getByTestId("provider-alpha").isChecked(), true);
  assert.equal(await page.getByTestId("preview-warning").getAttribute("data-code"), "key_unusual");
  await user.click("add-submit");
  await page.getByTestId("add-dialog").waitFor({ state: "detached" });
  await close();
});

test("an own server: an unfolded field keeps the key here until its address is settled", async () => {
  const { page, user, close } = await open();
  await user.click("add-account");
  await user.click("provider-delta");
  await user.click("own-server");
  assert.equal(await page.getByTestId("server-input").getAttribute("placeholder"), "switchboard.example");
  await user.paste("key-input", "swb-v1-mine");
  await page.getByTestId("preview").getByText(/enter the server address/u).waitFor();
  await page.getByTestId("server-input").pressSequentially("https://models.internal");
  assert.equal((await calls(page, "check_key")).length, 0);
  await page.keyboard.press("Tab");
  await page.getByTestId("preview-balance").waitFor();
  assert.deepEqual(await calls(page, "check_key"), [{ provider: "delta", server: "https://models.internal", key: "swb-v1-mine" }]);
  await user.click("own-server");
  await page.getByTestId("preview").getByText(/not sent anywhere/u).waitFor();
  await user.click("add-submit");
  await page.getByTestId("preview-balance").waitFor();
  assert.equal((await calls(page, "check_key")).at(-1).server, null, "folded away, the usual server is meant");
  await user.click("own-server");
  await user.click("add-submit");
  await user.click("add-submit");
  await page.getByTestId("add-dialog").waitFor({ state: "detached" });
  assert.equal((await calls(page, "add_account"))[0].server, "https://models.internal");
  await close();
});

test("a number of unclear unit: both readings, and the one that the provider shows is chosen", async () => {
  const { page, user, close } = await open({ route: "account/acc-tenths" });
  assert.match(await page.getByTestId("divisors").innerText(), /As reported: 125 credits\s+÷ 10: 12\.5 credits/u);
  assert.equal(await page.getByTestId("divisor-10").isChecked(), true);
  await user.click("divisor-1");
  await page.getByTestId("toast").getByText("The balance now reads 125 credits.").waitFor();
  assert.deepEqual(await calls(page, "set_divisor"), [{ account: "acc-tenths", divisor: 1 }]);
  await page.getByTestId("balance").getByText("125").waitFor();
  assert.match(await page.getByTestId("divisors").innerText(), /As reported: 125 credits\s+÷ 10: 12\.5 credits/u);
  await page.evaluate(() => { window.mock.world.fail.set_divisor = "storage"; });
  await user.click("divisor-10");
  await page.locator("[data-testid=error][data-code=storage]").waitFor();
  assert.equal(await page.getByTestId("divisor-1").isChecked(), true, "what failed is not shown as chosen");
  await visit(page, "account/acc-fine");
  assert.equal(await page.getByTestId("divisors").count(), 0);
  await close();
});

test("the last top-up that the provider tells of, and what the chart's lines stand for", async () => {
  const { page, close } = await open({ route: "account/acc-lookup" });
  assert.match(await page.getByTestId("last-top-up").innerText(), /^Last top-up /u);
  assert.equal(await page.getByTestId("chart-top").innerText(), "500 credits");
  assert.equal(await page.getByTestId("chart-bottom").innerText(), "0 credits");
  const plot = await page.locator("balance-chart .trend").boundingBox();
  const line = await page.locator(".chart-alert").boundingBox();
  assert.ok(plot && line && Math.abs(line.y - (plot.y + plot.height * 0.8)) < 3, "an alert of 100 lies at a fifth of 500");
  assert.equal(await page.locator(".chart-days span").count(), 4);
  await close();
});

test("the provider that cannot read its own credits is said to have that problem", async () => {
  const { page, user, close } = await open();
  await page.evaluate(() => { window.mock.world.fail.check_key = "balance_unavailable"; });
  await user.click("add-account");
  await user.paste("key-input", "nwk_1");
  await page.locator("[data-testid=error][data-code=balance_unavailable]").waitFor();
  await close();
});
