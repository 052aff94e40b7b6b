// What a person does, with the clicks that it may take. Typing and pasting are not counted.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { calls, open, settled, start, stop, visit } from "./harness.js";

before(start);
after(stop);

test("first account: two clicks and a paste, then the alert amount", async () => {
  const { page, user, close } = await open({ scenario: "first" });
  await user.click("add-account-first");
  await user.paste("key-input", "nwk_live_secret123");
  await page.getByTestId("preview-balance").getByText("1,250").waitFor();
  assert.equal(await page.getByTestId("provider-alpha").isChecked(), true);
  await user.click("add-submit");
  await page.getByTestId("card").waitFor();
  assert.equal(user.clicks, 2);
  // What was suggested is in force already, so that nobody is without an alert who stops here.
  assert.deepEqual(await calls(page, "add_account"), [{ provider: "alpha", server: null, key: "nwk_live_secret123", signIn: null, name: "Northwind", threshold: "250", keep: "keychain" }]);
  assert.equal(await page.evaluate(() => document.documentElement.outerHTML.includes("secret123")), false);
  assert.equal(await page.getByTestId("key-input").count(), 0);
  const amount = page.getByTestId("first-alert-input");
  await amount.waitFor();
  assert.equal(await amount.inputValue(), "250");
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "first-alert-input");
  await amount.fill("many");
  await user.click("first-alert-set");
  assert.equal(await page.getByTestId("error").getAttribute("data-code"), "threshold_invalid");
  await amount.fill("300");
  await user.click("first-alert-set");
  await page.getByTestId("first-alert").waitFor({ state: "detached" });
  assert.deepEqual(await calls(page, "set_threshold"), [{ account: "acc-1", threshold: "300" }]);
  await close();
});

test("the first alert can be turned down; the second account is asked in its form", async () => {
  const { page, user, close } = await open({ scenario: "first" });
  await user.click("add-account-first");
  await user.paste("key-input", "nwk_live_1");
  await page.getByTestId("preview-balance").waitFor();
  assert.equal(await page.getByTestId("threshold-input").count(), 0);
  await user.click("add-submit");
  await user.click("first-alert-none");
  await page.getByTestId("first-alert").waitFor({ state: "detached" });
  assert.deepEqual(await calls(page, "set_threshold"), [{ account: "acc-1", threshold: null }]);
  await user.click("add-account");
  await user.paste("key-input", "nwk_live_2");
  await page.getByTestId("threshold-input").waitFor();
  assert.equal(await page.getByTestId("threshold-input").inputValue(), "250");
  await user.click("add-submit");
  await page.getByTestId("card").nth(1).waitFor();
  assert.equal(await page.getByTestId("first-alert").count(), 0);
  await close();
});

test("the demo opens from the welcome page, and not from itself", async () => {
  const { page, user, close } = await open({ scenario: "first" });
  await page.getByText(/second window that is marked as one/u).waitFor();
  await user.click("open-demo");
  assert.equal((await calls(page, "open_demo")).length, 1);
  await page.evaluate(() => { window.mock.world.fail.open_demo = "internal"; });
  await user.click("open-demo");
  await page.getByTestId("toast").waitFor();
  await close();
});

test("the skip link goes to the content and stays on the page", async () => {
  const { page, close } = await open({ route: "history" });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  assert.equal(await page.evaluate(() => location.hash), "#/history");
  assert.equal(await page.locator("history-page").count(), 1);
  await close();
});

test("adding with the keyboard alone, where a server has to be named", async () => {
  const { page, close } = await open({ scenario: "first" });
  const press = (/** @type {string} */ key) => page.keyboard.press(key);
  await press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "skip");
  await press("Enter");
  await press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "add-account-first");
  await press("Enter");
  await page.getByTestId("key-input").waitFor();
  await page.keyboard.type("lgr_live_1");
  await press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "way-key");
  await press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "server-input");
  await page.keyboard.type("https://api.example.com");
  await page.getByTestId("preview").getByText(/not sent anywhere/u).waitFor();
  assert.equal((await calls(page, "check_key")).length, 0);
  await press("Tab");
  await page.getByTestId("preview-balance").waitFor();
  await press("Enter");
  await page.getByTestId("card").waitFor();
  assert.equal((await calls(page, "add_account"))[0].server, "https://api.example.com");
  await close();
});

test("a wrong key is explained and nothing is added; Esc closes and clears", async () => {
  const { page, user, close } = await open();
  await user.click("add-account");
  await user.paste("key-input", "nwk_wrong");
  const error = page.getByTestId("error");
  await error.waitFor();
  assert.equal(await error.getAttribute("data-code"), "key_refused");
  await page.getByTestId("error-details").click();
  await error.getByText("req_77aa12").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("add-dialog").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "add-account");
  assert.equal((await calls(page, "add_account")).length, 0);
  await close();
});

test("only the answer to the last key counts", async () => {
  const { page, user, close } = await open();
  await user.click("add-account");
  await page.evaluate(() => { window.mock.world.delay.check_key = 300; });
  await user.paste("key-input", "nwk_wrong");
  await page.waitForFunction(() => window.mock.world.calls.some((c) => c.cmd === "check_key"));
  await page.evaluate(() => { window.mock.world.delay.check_key = 1; });
  await user.paste("key-input", "nwk_live_good");
  await page.getByTestId("preview-balance").waitFor();
  await page.waitForFunction(() => window.mock.world.answered.filter((cmd) => cmd === "check_key").length === 2);
  assert.equal(await page.getByTestId("error").count(), 0);
  await close();
});

test("a key that names no provider: the person is told to choose one, and led there", async () => {
  const { page, user, close } = await open({ scenario: "first" });
  const focus = () => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
  await user.click("add-account-first");
  await user.paste("key-input", "some-other-key");
  await page.getByTestId("preview").getByText(/Choose its provider above/u).waitFor();
  await user.click("add-submit");
  assert.equal(await focus(), "provider-alpha");
  assert.equal((await calls(page, "check_key")).length, 0);
  await user.click("provider-beta");
  await page.getByTestId("preview").getByText(/enter the server address/u).waitFor();
  await user.click("add-submit");
  assert.equal(await focus(), "server-input");
  await page.getByTestId("server-input").fill("https://api.example.com");
  await page.keyboard.press("Tab");
  await page.getByTestId("preview-balance").waitFor();
  await close();
});

test("a key that nobody is known by goes to nobody, whatever key stood there before", async () => {
  const { page, user, close } = await open();
  await user.click("add-account");
  await user.paste("key-input", "nwk_live_1");
  await page.getByTestId("preview-balance").waitFor();
  await user.paste("key-input", "some-other-key");
  await page.locator("[data-testid=preview].choose").waitFor();
  assert.equal(await page.locator("input[name=provider]:checked").count(), 0);
  assert.equal((await calls(page, "check_key")).length, 1, "the second key was sent to nobody");
  await close();
});

test("after a failed check Add asks again, without a second paste", async () => {
  const { page, user, close } = await open({ scenario: "first" });
  await user.click("add-account-first");
  await page.evaluate(() => { window.mock.world.fail.check_key = "unreachable"; });
  await user.paste("key-input", "nwk_live_1");
  await page.getByTestId("error").waitFor();
  await page.evaluate(() => { window.mock.world.fail = {}; });
  await user.click("add-submit");
  await page.getByTestId("preview-balance").waitFor();
  assert.equal((await calls(page, "add_account")).length, 0);
  await user.click("add-submit");
  await page.getByTestId("card").waitFor();
  await close();
});

test("two hundred changes at once are a few questions", async () => {
  const { page, close } = await open({ route: "account/acc-low" });
  const asked = () => page.evaluate(() => window.mock.world.calls.map((c) => c.cmd).filter((cmd) => ["overview", "account", "history"].includes(cmd)).length);
  const before = await asked();
  await page.evaluate(() => { for (let i = 0; i < 200; i += 1) window.mock.emit("changed", { account: `acc-${i}` }); });
  // The last of the changes is answered too: what it brought is on the page.
  await page.evaluate(() => { window.mock.world.accounts.find((a) => a.id === "acc-low").name = "Renamed elsewhere"; window.mock.emit("changed", { account: "acc-low" }); });
  await page.getByRole("heading", { level: 1, name: "Renamed elsewhere" }).waitFor();
  assert.ok(await asked() - before <= 12, `${await asked() - before} questions`);
  await close();
});

for (const state of ["absent", "locked", "refused"]) {
  test(`keychain ${state}: explained, and the key can be kept for the session`, async () => {
    const { page, user, close } = await open({ scenario: `vault_${state}` });
    assert.equal(await page.getByTestId("vault").getAttribute("data-state"), state);
    await user.click("add-account");
    await user.paste("key-input", "nwk_live_1");
    await page.getByTestId("preview-balance").waitFor();
    const dialog = page.getByTestId("add-dialog");
    await dialog.getByTestId("add-submit").click();
    await dialog.getByTestId("vault-session").click();
    await dialog.waitFor({ state: "detached" });
    assert.equal((await calls(page, "add_account")).at(-1).keep, "session");
    await close();
  });
}

test("last month to a spreadsheet: four clicks", async () => {
  const { page, user, close } = await open();
  await user.click("nav-history");
  await user.click("export");
  await page.getByTestId("export-count").getByText("106 rows").waitFor();
  await user.click("export-save");
  await user.click("export-open");
  assert.equal(user.clicks, 4);
  assert.deepEqual(await calls(page, "export_csv"), [{ range: { from: "2026-10-01", to: "2026-10-31", accounts: null } }]);
  assert.equal((await calls(page, "open_export")).length, 1);
  await close();
});

test("a long export shows a bar and can be cancelled; the count follows the choice", async () => {
  const { page, user, close } = await open({ route: "history" });
  await user.click("export");
  await page.getByTestId("export-from").fill("2026-10-10");
  await page.waitForFunction(() => window.mock.world.calls.some((c) => c.cmd === "count_export"));
  await page.evaluate(() => { window.mock.world.slowExport = true; });
  await user.click("export-save");
  await page.getByRole("progressbar").waitFor();
  await user.click("export-cancel");
  await page.getByRole("progressbar").waitFor({ state: "detached" });
  assert.equal(await page.getByTestId("export-save").isVisible(), true);
  assert.equal((await calls(page, "cancel_export")).length, 1);
  await close();
});

test("remove and undo, with the focus on Undo", async () => {
  const { page, user, close } = await open({ route: "account/acc-low" });
  await user.click("remove-account");
  await page.getByTestId("toast-action").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "toast-action");
  await page.locator("account-card[data-account=acc-low]").waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await page.locator("account-card[data-account=acc-low]").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Work key");
  await close();
});

test("a low account is said on every page", async () => {
  const { page, user, close } = await open({ route: "history" });
  await page.locator("#banners").getByTestId("banner").waitFor();
  await user.click("banner-dismiss");
  await page.getByTestId("banner").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
  await close();
});

test("a key whose owner is unknown is sent to nobody while the tiles are passed", async () => {
  const { page, user, close } = await open({ scenario: "first" });
  await user.click("add-account-first");
  await user.paste("key-input", "some-key-without-a-name");
  await page.getByTestId("provider-alpha").focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
  await page.getByTestId("provider-alpha").check();
  await page.getByTestId("preview").getByText(/not sent anywhere/u).waitFor();
  assert.equal((await calls(page, "check_key")).length, 0);
  await close();
});

test("the low account stands first and offers its top-up", async () => {
  const { page, user, close } = await open();
  assert.equal(await page.getByTestId("card").first().getAttribute("data-account"), "acc-low");
  await user.click("banner-top-up");
  await page.getByTestId("top-up-sheet").getByTestId("top-up-page").waitFor();
  await user.click("dialog-close");
  await user.click("banner-dismiss");
  await page.getByTestId("banner").waitFor({ state: "detached" });
  await close();
});

test("refresh shows its progress and keeps the focus", async () => {
  const { page, user, close } = await open();
  await page.evaluate(() => { window.said = []; new MutationObserver(() => window.said.push(document.querySelector("[data-testid=checked]").textContent)).observe(document.querySelector("[data-testid=checked]"), { childList: true, subtree: true }); });
  await user.click("refresh");
  await page.waitForFunction(() => window.said.some((s) => s === "Checking 2 of 10…") && /^Checked/.test(window.said.at(-1)));
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "refresh");
  assert.match(await page.locator("#announcer").textContent() ?? "", /1 account did not answer/u);
  await close();
});

test("rename, alert amount and key of an account", async () => {
  const { page, user, close } = await open({ route: "account/acc-fine" });
  await page.getByTestId("rename-input").fill("Transfers");
  await user.click("rename-save");
  await page.getByRole("heading", { level: 1, name: "Transfers" }).waitFor();
  await user.click("alert-suggest");
  await user.click("alert-save");
  assert.deepEqual(await calls(page, "set_threshold"), [{ account: "acc-fine", threshold: "350" }]);
  await page.getByTestId("alert-input").fill("many");
  await user.click("alert-save");
  assert.equal(await page.getByTestId("error").getAttribute("data-code"), "threshold_invalid");
  await user.click("replace-key");
  assert.equal(await page.getByTestId("server-input").inputValue(), "");
  await user.paste("key-input", "lgr_new");
  await user.click("replace-submit");
  await page.getByTestId("replace-dialog").waitFor({ state: "detached" });
  assert.deepEqual(await calls(page, "replace_key"), [{ account: "acc-fine", server: null, key: "lgr_new", signIn: null, keep: "keychain" }]);
  await close();
});

test("what is being typed survives a change from outside", async () => {
  const { page, close } = await open({ route: "account/acc-low" });
  await page.getByTestId("rename-input").fill("Half a na");
  const before = (await calls(page, "account")).length;
  await page.evaluate(() => window.mock.emit("changed", { account: "acc-low" }));
  await page.waitForFunction((n) => window.mock.world.calls.filter((c) => c.cmd === "account").length > n, before);
  assert.equal(await page.getByTestId("rename-input").inputValue(), "Half a na");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "rename-input");
  await close();
});

test("history: filters, pages, nothing found", async () => {
  const { page, user, close } = await open({ route: "history" });
  await page.getByTestId("total").getByText("50 of 137 entries").waitFor();
  await user.click("load-more");
  // What changes meanwhile does not take the second page away again.
  await page.evaluate(() => window.mock.emit("changed", { account: null }));
  await page.getByTestId("total").getByText("100 of 137").waitFor();
  await page.getByTestId("filter-kind").selectOption("credit");
  await page.getByTestId("total").getByText(/^6 entries$/u).waitFor();
  await page.getByTestId("filter-search").fill("zzz");
  await page.getByTestId("history-no-match").waitFor();
  await user.click("clear-filters");
  await page.getByTestId("total").getByText("50 of 137").waitFor();
  await close();
});

test("an account's own history opens filtered", async () => {
  const { page, user, close } = await open({ route: "account/acc-low" });
  await user.click("all-entries");
  await settled(page);
  assert.deepEqual((await calls(page, "history")).at(-1).filter.accounts, ["acc-low"]);
  assert.equal(await page.getByTestId("filter-account").inputValue(), "Work key");
  await close();
});

test("of two hundred accounts one is picked by typing, or all of a provider", async () => {
  const { page, close } = await open({ route: "history", scenario: "many" });
  const picker = page.getByTestId("filter-account");
  await picker.click();
  assert.equal(await page.getByRole("listbox").getByRole("option").count(), 206, "all of them, five providers and everything");
  await picker.pressSequentially("chat 11");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  assert.match(await page.locator(".is-pointed").textContent() ?? "", /Chat 11/u);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.mock.world.calls.at(-1).args.filter?.accounts?.[0] === "acc-10");
  assert.equal(await picker.inputValue(), "Chat 11");
  await picker.click();
  await picker.fill("lantern");
  await page.getByRole("listbox").getByRole("option", { name: /All \d+ accounts/u }).click();
  await page.waitForFunction(() => window.mock.world.calls.at(-1).args.filter?.accounts?.length > 20);
  assert.equal(await picker.inputValue(), "Lantern");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  assert.equal(await picker.getAttribute("aria-expanded"), "false");
  await picker.fill("nobody at all");
  await page.getByRole("listbox").getByText("Nothing found").waitFor();
  await picker.blur();
  assert.equal(await picker.inputValue(), "Lantern", "what was not picked is not chosen");
  await page.getByTestId("filter-kind").selectOption("credit");
  await page.waitForFunction(() => window.mock.world.calls.at(-1).args.filter?.kind === "credit" && window.mock.world.calls.at(-1).args.filter.accounts.length > 20);
  await close();
});

test("an export of some accounts", async () => {
  const { page, user, close } = await open({ route: "history" });
  await user.click("export");
  const picker = page.getByTestId("export-account");
  await page.getByTestId("export-count").getByText("106 rows").waitFor();
  for (const text of ["work", "ledger"]) {
    await picker.fill(text);
    await page.keyboard.press("Enter");
  }
  await page.waitForFunction(() => window.mock.world.calls.at(-1).args.range?.accounts?.length === 3);
  assert.deepEqual((await calls(page, "count_export")).at(-1).range.accounts, ["acc-low", "acc-fine", "acc-staging"]);
  await page.getByTestId("picker-remove").first().click();
  await page.waitForFunction(() => window.mock.world.calls.at(-1).args.range?.accounts?.length === 2);
  await page.getByTestId("picker-remove").click();
  await page.waitForFunction(() => window.mock.world.calls.at(-1).args.range?.accounts === null);
  await page.keyboard.press("Escape");
  await page.getByTestId("export-sheet").waitFor({ state: "detached" });
  await close();
});

test("a budget that starts anew is no top-up, and what was spent in a day names the model", async () => {
  const { page, close } = await open({ route: "history" });
  await page.getByText("Budget renewed").first().waitFor();
  await page.getByText("vendor/model-large, 1,204 requests").first().waitFor();
  await close();
});

test("Rust says where to go; the heading gets the focus", async () => {
  const { page, close } = await open();
  await page.evaluate(() => window.mock.emit("navigate", { to: "account/acc-fine" }));
  await page.getByTestId("chart-table").waitFor();
  assert.match(await page.title(), /^Token transfers – Refill$/u);
  await page.evaluate(() => window.mock.emit("navigate", { to: "settings" }));
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  await close();
});

test("settings are saved as they are changed", async () => {
  const { page, user, close } = await open({ route: "settings" });
  await page.getByTestId("refresh-minutes").selectOption("15");
  await page.getByTestId("settings-said").getByText("Saved.").waitFor();
  await user.click("hide-amounts");
  await page.waitForFunction(() => window.mock.world.settings.hideAmounts);
  assert.deepEqual((await calls(page, "save_settings")).at(-1), { settings: { refreshMinutes: 15, hideAmounts: true } });
  await user.click("test-notification");
  await page.getByTestId("settings-said").getByText(/^Sent/u).waitFor();
  await close();
});

for (const [scenario, code] of Object.entries({ blocked_newer: "storage_newer", blocked_full: "storage_full", blocked_read_only: "storage_read_only", blocked_damaged: "storage_damaged" })) {
  test(`${scenario} fills the window until it is solved`, async () => {
    const { page, user, close } = await open({ scenario });
    assert.equal(await page.getByTestId("error").getAttribute("data-code"), code);
    await user.click("retry-startup");
    await page.getByTestId("card").first().waitFor();
    await close();
  });
}

test("demo is said on every page and in the title", async () => {
  const { page, close } = await open({ scenario: "demo" });
  for (const route of ["overview", "history", "settings", "account/acc-low"]) {
    await visit(page, route);
    assert.equal(await page.getByTestId("demo-ribbon").isVisible(), true);
    assert.match(await page.title(), /demo/u);
  }
  await close();
});

test("the first load shows bones, not an empty page", async () => {
  const { page, close } = await open({ scenario: "loading", route: "settings" });
  await page.getByTestId("nav-overview").click();
  await page.getByTestId("skeleton").waitFor();
  await close();
});
