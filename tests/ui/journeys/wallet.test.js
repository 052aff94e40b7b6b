// Wallets of one's own: made, connected, looked at and removed; limits, payees, and where the chain is read.
// Keys and phrases are never in the page: its buttons ask Rust, which asks in windows of the system.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, calls, open, start, stop, visit } from "./harness.js";

before(start);
after(stop);

const OWN = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";
const focus = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.tagName);
const toast = (page, text) => page.getByTestId("toast").getByText(text).waitFor();
const steer = (page, change) => page.evaluate((to) => Object.assign(window.mock.world.own, to), change);
const fail = (page, change) => page.evaluate((to) => { window.mock.world.fail = to; }, change);
const card = (page, id) => page.locator(`wallet-card[data-wallet=${id}]`);
/** In a narrow window the part above the bottom bar scrolls, in a wide one the document does. */
const wide = (page) => page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.querySelector(".content").scrollWidth));
const answered = (page, cmd, n = 1) => page.waitForFunction(([name, count]) => window.mock.world.answered.filter((one) => one === name).length >= count, [cmd, n]);

const wallet = async (scenario = "wallet", options = {}) => {
  const opened = await open({ scenario, route: "wallet", ...options });
  if (/^wallet/u.test(scenario)) await opened.page.getByTestId("wallet-balance").first().waitFor();
  return opened;
};

test("the wallet lies in the navigation between payments and settings", async () => {
  const { page, user, close } = await open();
  const names = await page.locator("#nav a").evaluateAll((links) => links.map((link) => link.getAttribute("data-testid")));
  assert.deepEqual(names, ["nav-overview", "nav-history", "nav-payments", "nav-wallet", "nav-settings"]);
  await user.click("nav-wallet");
  await page.getByTestId("wallet-start").waitFor();
  assert.equal(await page.getByTestId("nav-wallet").getAttribute("aria-current"), "page");
  assert.match(await page.title(), /^Wallet/u);
  await close();
});

test("without a wallet: what it is for, four ways, and one click makes one", async () => {
  const { page, user, close } = await wallet("usual");
  assert.match(await page.getByTestId("wallet-start").innerText(), /One USDC is one US dollar[\s\S]*Nothing leaves without your yes[\s\S]*No fees/u);
  assert.deepEqual(await page.locator(".wallet-way-title").evaluateAll((ways) => ways.map((way) => way.textContent)),
    ["Create a wallet in Refill Recommended", "I have one already", "Use my browser wallet", "Use a wallet program on this computer"]);
  assert.equal(await page.locator("wallet-limits").count(), 0);
  await user.click("wallet-create-own");
  await card(page, "wal-own").waitFor();
  await toast(page, /Your wallet is ready/u);
  assert.equal(user.clicks, 1);
  assert.deepEqual(await calls(page, "new_wallet"), [null]);
  assert.equal(await page.evaluate(() => document.activeElement?.closest("wallet-card")?.getAttribute("data-wallet")), "wal-own");
  assert.equal(await page.getByTestId("wallet-default").count(), 1);
  await close();
});

test("who says no in the system's window is told nothing, and what takes a while is said", async () => {
  const { page, user, close } = await wallet("usual");
  await steer(page, { saysNo: true });
  await page.evaluate(() => { window.mock.world.delay.import_wallet = 1200; });
  await user.click("wallet-import");
  assert.equal(await page.getByTestId("wallet-import").getAttribute("aria-disabled"), "true");
  await page.locator("wallet-ways[aria-busy] .wallet-waiting").getByText("other window").waitFor();
  await page.getByTestId("wallet-import").evaluate((way) => way.click());
  await page.getByTestId("wallet-browser").evaluate((way) => way.click());
  await answered(page, "import_wallet");
  await page.locator("wallet-ways:not([aria-busy])").waitFor();
  assert.equal(await page.locator("wallet-ways .wallet-waiting").innerText(), "");
  assert.equal((await calls(page, "import_wallet")).length, 1, "one question at a time");
  assert.equal((await calls(page, "connect_browser_wallet")).length, 0);
  assert.equal(await page.getByTestId("error").count() + await page.getByTestId("toast").count(), 0);
  assert.equal(await focus(page), "wallet-import");
  await close();
});

test("who went to another page meanwhile finds the new wallet on coming back", async () => {
  const { page, user, close } = await wallet("usual");
  await page.evaluate(() => { window.mock.world.delay.connect_browser_wallet = 900; });
  await user.click("wallet-browser");
  await page.locator(".wallet-waiting").getByText(/./u).waitFor();
  await visit(page, "settings");
  await visit(page, "wallet");
  await page.getByTestId("wallet-start").waitFor();
  await card(page, "wal-browser").waitFor();
  await toast(page, /is connected/u);
  await close();
});

test("a wallet in the browser, and a program by its usual or another address", async () => {
  const { page, user, close } = await wallet("usual");
  await page.evaluate(() => { window.mock.world.delay.connect_browser_wallet = 300; });
  await user.click("wallet-browser");
  await page.locator(".wallet-waiting").getByText(/opened in your browser/u).waitFor();
  await card(page, "wal-browser").waitFor();
  await user.click("wallet-more");
  await user.click("wallet-program");
  await page.locator("[data-testid=wallet-program-address]:focus").waitFor();
  assert.equal(await page.getByTestId("wallet-program-address").getAttribute("placeholder"), "http://127.0.0.1:1248");
  await page.getByTestId("wallet-program-address").fill("http://nowhere");
  await page.keyboard.press("Enter");
  await page.getByTestId("error").waitFor();
  assert.equal(await page.getByTestId("wallet-program-address").inputValue(), "http://nowhere", "what was typed stays");
  await page.getByTestId("wallet-program-address").fill("");
  await user.click("wallet-program-connect");
  await card(page, "wal-program").waitFor();
  assert.deepEqual(await calls(page, "connect_program_wallet"), [{ program: "http://nowhere" }, { program: "" }]);
  assert.equal(await page.getByTestId("error").count(), 0);
  assert.equal(await page.locator("details.wallet-program").evaluate((fold) => fold.open), false);
  await close();
});

test("a system without windows for secrets keeps no key, and says so", async () => {
  const { page, close } = await wallet("no_keys");
  await page.getByTestId("wallet-no-keys").waitFor();
  assert.equal(await page.getByTestId("wallet-create-own").count() + await page.getByTestId("wallet-import").count(), 0);
  assert.equal(await page.getByTestId("wallet-browser").count(), 1);
  await close();
});

test("a card has the balance with its age, the whole address, and its code dark on light in the dark too", async () => {
  const { page, close } = await wallet("wallet", { scheme: "dark" });
  assert.equal(await page.getByTestId("wallet-balance").innerText(), "25.40 USDC");
  assert.match(await page.getByTestId("wallet-age").innerText(), /^as of 1[12]:\d\d$/u);
  const address = page.getByTestId("own-wallet-address");
  assert.equal(await address.evaluate((el) => el.textContent), OWN, "what is selected and copied has no gaps");
  assert.equal(await address.locator("span").count(), 10);
  const code = await page.getByTestId("wallet-code").evaluate((svg) => ({
    label: svg.getAttribute("aria-label"), role: svg.getAttribute("role"), side: svg.viewBox.baseVal.width,
    light: getComputedStyle(svg.querySelector("rect")).fill, dark: getComputedStyle(svg.querySelector("path")).fill,
    drawn: (({ x, y, width, height }) => [x, y, width, height])(svg.querySelector("path").getBBox()),
  }));
  assert.deepEqual([code.role, code.light, code.dark], ["img", "rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
  assert.ok(code.label.includes(OWN));
  assert.equal(code.side, 29 + 8);
  assert.deepEqual(code.drawn, [4, 4, 29, 29], "four modules of quiet around it");
  await close();
});

test("the drawn code has exactly the dark modules of Rust's rows", async () => {
  const { page, close } = await wallet();
  const wrong = await page.evaluate(async () => {
    const { walletCode } = await import("/js/wallet-drawings.js");
    const rows = ["1011", "0000", "1111", "0101"];
    const code = walletCode({ address: "0x1", rows });
    document.querySelector("main").append(code);
    const path = code.querySelector("path");
    const found = rows.map((row, y) => [...row].map((_, x) => (path.isPointInFill(new DOMPoint(x + 4.5, y + 4.5)) ? "1" : "0")).join(""));
    return [found.join() === rows.join(), walletCode({ address: "0x1", rows: ["10", "1"] }), walletCode({ address: "0x1", rows: [] })];
  });
  assert.deepEqual(wrong, [true, null, null]);
  await close();
});

test("the address is copied by Rust, and the toast says what may be sent to it", async () => {
  const { page, user, close } = await wallet();
  await user.click("wallet-copy-address");
  await toast(page, /Send only USDC on Base to it/u);
  assert.deepEqual(await calls(page, "copy_wallet_address"), [{ wallet: "wal-own" }]);
  await fail(page, { copy_wallet_address: "not_copied" });
  await user.click("wallet-copy-address");
  await page.locator("wallet-card").getByTestId("error").waitFor();
  await close();
});

test("a balance that can't be read keeps the last one and its age, and never becomes 0", async () => {
  const { page, user, close } = await wallet();
  const age = await page.getByTestId("wallet-age").innerText();
  await fail(page, { wallet_balance: "unreachable" });
  await user.click("wallet-refresh");
  await page.getByTestId("wallet-sorry").waitFor();
  assert.equal(await page.getByTestId("wallet-balance").innerText(), "25.40 USDC");
  assert.equal(await page.getByTestId("wallet-age").innerText(), age);
  assert.equal(await focus(page), "wallet-refresh");
  await fail(page, {});
  await page.evaluate(() => { window.mock.world.own.balances["wal-own"] = "35.4"; });
  await user.click("wallet-refresh");
  await page.getByTestId("wallet-balance").getByText("35.40").waitFor();
  assert.equal(await page.getByTestId("wallet-sorry").count(), 0);
  await close();
});

test("a first balance that can't be read is unknown", async () => {
  const { page, close } = await open({ scenario: "wallet", route: "settings" });
  await fail(page, { wallet_balance: "unreachable" });
  await page.evaluate(() => window.mock.emit("navigate", { to: "wallet" }));
  await page.getByTestId("wallet-sorry").waitFor();
  assert.equal(await page.getByTestId("wallet-balance").innerText(), "Unknown");
  assert.equal(await page.getByTestId("wallet-how").count(), 0, "unknown is not empty");
  await close();
});

test("a payment that goes on brings the balance and what was spent up to date", async () => {
  const { page, close } = await wallet();
  await page.evaluate(() => {
    const { own } = window.mock.world;
    own.balances["wal-own"] = "15.4";
    own.limits.spentDay.value = "22.5";
    for (let i = 0; i < 5; i += 1) window.mock.emit("payments", { account: "acc-low" });
  });
  await page.getByTestId("wallet-balance").getByText("15.40").waitFor();
  await page.getByTestId("limit-spentDay").getByText("22.50 USDC").waitFor();
  // A storm of steps is no storm of questions to the chain.
  await page.evaluate(() => window.mock.emit("payments", { account: "acc-low" }));
  await answered(page, "wallet_balance", 3);
  const asked = await page.evaluate(() => window.mock.world.calls.filter(({ cmd }) => cmd === "wallet_balance").map(({ at }) => at));
  assert.ok(asked[2] - asked[1] > 2000, String(asked));
  await close();
});

test("an empty wallet says how USDC gets into it: the network, what not to send, no ETH", async () => {
  const { page, user, close } = await wallet("wallets");
  await card(page, "wal-browser").getByTestId("wallet-how").click();
  assert.equal(await focus(page), "wallet-guide-open");
  const guide = await page.getByTestId("wallet-guide").innerText();
  assert.match(guide, /choose the network Base/u);
  assert.match(guide, /Only on Base[\s\S]*lost for good[\s\S]*USDbC[\s\S]*no ETH/u);
  await user.click("wallet-guide-open");
  assert.equal(await page.getByTestId("wallet-guide").evaluate((fold) => fold.open), false);
  await close();
});

test("one of several wallets is used for payments; another can be, and any can go", async () => {
  const { page, close } = await wallet("wallets");
  assert.equal(await page.getByTestId("wallet-default").count(), 1);
  assert.equal(await card(page, "wal-own").getByTestId("wallet-use").count(), 0);
  assert.equal(await card(page, "wal-browser").getByTestId("wallet-phrase").count(), 0, "only Refill's own has a phrase");
  await card(page, "wal-browser").getByTestId("wallet-use").click();
  await card(page, "wal-browser").getByTestId("wallet-default").waitFor();
  assert.equal(await page.getByTestId("wallet-default").count(), 1);
  assert.equal(await page.evaluate(() => document.activeElement?.closest("wallet-card")?.getAttribute("data-wallet")), "wal-browser");
  await fail(page, { remove_wallet: "internal" });
  await card(page, "wal-program").getByTestId("wallet-remove").click();
  await card(page, "wal-program").getByTestId("error").waitFor();
  await fail(page, {});
  await steer(page, { saysNo: true });
  await card(page, "wal-program").getByTestId("wallet-remove").click();
  await answered(page, "remove_wallet", 2);
  await page.locator("wallet-card[data-wallet=wal-program]:not([aria-busy])").waitFor();
  assert.equal(await page.getByTestId("error").count(), 0);
  await steer(page, { saysNo: false });
  for (const id of ["wal-program", "wal-own", "wal-browser"]) {
    await card(page, id).getByTestId("wallet-remove").click();
    await card(page, id).waitFor({ state: "detached" });
  }
  await page.getByTestId("wallet-start").waitFor();
  assert.equal(await focus(page), "H1");
  await close();
});

test("the recovery phrase is shown by Rust, and nothing of it comes back", async () => {
  const { page, user, close } = await wallet();
  await user.click("wallet-phrase");
  await answered(page, "show_phrase");
  assert.deepEqual(await calls(page, "show_phrase"), [{ wallet: "wal-own" }]);
  assert.equal(await page.getByTestId("toast").count(), 0);
  await close();
});

test("a lower limit is saved at once; a higher one says that it will be asked", async () => {
  const { page, user, close } = await wallet();
  assert.equal(await page.getByTestId("limits-save").isVisible(), false, "nothing to save yet");
  await page.getByTestId("limit-payment").fill("20");
  assert.equal(await page.getByTestId("limits-raise").innerText(), "");
  await page.keyboard.press("Enter");
  await toast(page, /new limits hold/u);
  assert.deepEqual(await calls(page, "set_limits"), [{ payment: "20", accountDay: "50", day: "100", month: "300" }]);
  assert.deepEqual(await page.evaluate(() => window.mock.world.own.asked), []);
  await page.getByTestId("limits-save").waitFor({ state: "hidden" });
  await page.getByTestId("limit-month").fill("300.5");
  await page.getByTestId("limits-raise").getByText(/your system will ask/u).waitFor();
  await steer(page, { saysNo: true });
  await user.click("limits-save");
  await page.locator("wallet-limits:not([aria-busy])").waitFor();
  assert.equal(await page.getByTestId("limit-month").inputValue(), "300.5", "who said no finds what was typed");
  assert.equal(await page.getByTestId("error").count(), 0);
  await user.click("limits-undo");
  assert.equal(await page.getByTestId("limit-month").inputValue(), "300");
  assert.equal(await focus(page), "H2");
  await close();
});

test("what is no amount is said at its field, and not sent", async () => {
  const { page, user, close } = await wallet();
  for (const typed of ["x", "", "-5", "1.2345678"]) {
    await page.getByTestId("limit-day").fill(typed);
    await user.click("limits-save");
    assert.equal(await focus(page), "limit-day", typed);
    assert.equal(await page.getByTestId("limit-day").getAttribute("aria-invalid"), "true");
    assert.equal(await page.locator("[data-testid=limit-wrong]:visible").count(), 1);
  }
  assert.equal((await calls(page, "set_limits")).length, 0);
  await page.getByTestId("limit-day").fill("90");
  assert.equal(await page.locator("[data-testid=limit-wrong]:visible").count(), 0);
  // News of a payment take nothing from what is being typed.
  await page.evaluate(() => { window.mock.world.own.limits.spentMonth.value = "60"; window.mock.emit("payments", { account: "acc-low" }); });
  await page.getByTestId("limit-spentMonth").getByText("60.00 USDC").waitFor();
  assert.equal(await page.getByTestId("limit-day").inputValue(), "90");
  await close();
});

test("a payee that changed stops payments until it is accepted, with both addresses in full", async () => {
  const { page, user, close } = await wallet("wallets");
  assert.equal(await page.getByTestId("payee").count(), 2);
  const changed = page.getByTestId("payee-changed");
  assert.match(await changed.innerText(), /Northwind wants to be paid at another address/u);
  const [was, now] = await changed.locator(".wallet-address").evaluateAll((all) => all.map((el) => el.textContent));
  assert.deepEqual([was, now], ["0xdE709F2102306220921060314715629080e2Fb77", "0xde709F2102306220921060314715629080e2fB71"]);
  await user.click("payee-accept");
  await toast(page, /Northwind is paid at the new address/u);
  assert.deepEqual(await calls(page, "accept_payee"), [{ provider: "alpha", server: "api.northwind.example", chain: 8453 }]);
  assert.equal(await changed.count(), 0);
  assert.equal(await focus(page), "H2");
  await close();
});

test("where the chain is read: asked when it is looked at; own places come and go", async () => {
  const { page, user, close } = await wallet("wallets");
  assert.equal((await calls(page, "check_endpoints")).length, 0);
  await user.click("endpoints-open");
  await page.locator("[data-testid=endpoint][data-look=good]").first().waitFor();
  assert.deepEqual(await page.getByTestId("endpoint").evaluateAll((rows) => rows.map((row) => row.dataset.look)), ["good", "behind", "bad", "bad", "bad"]);
  assert.match(await page.getByTestId("endpoint").first().innerText(), /your own · block 38,214,907 · 1 second old · answered in 184 ms/u);
  assert.equal(await page.getByTestId("endpoint-remove").count(), 1, "those that are shipped are switched off together");
  await page.getByTestId("endpoint-address").fill("https://mine.example/base");
  await page.keyboard.press("Enter");
  await toast(page, /place was added/u);
  await page.waitForFunction(() => document.querySelectorAll("[data-testid=endpoint]").length === 6 && !document.querySelector("[data-look=none]"));
  await page.getByTestId("endpoint-remove").first().click();
  await toast(page, /place was removed/u);
  await steer(page, { saysNo: true });
  await user.click("endpoints-shipped");
  await answered(page, "use_shipped_endpoints");
  await page.locator("wallet-endpoints:not([aria-busy])").waitFor();
  assert.equal(await page.getByTestId("endpoints-shipped").isChecked(), true, "as it is, not as it was wished");
  await steer(page, { saysNo: false });
  await user.click("endpoints-shipped");
  await page.getByTestId("endpoints-one").waitFor();
  await page.getByTestId("endpoint-remove").click();
  await page.getByTestId("endpoints-none").waitFor();
  await close();
});

test("a page that can't be read says so and is tried again; a journal that can't be used stops it", async () => {
  const { page, user, close } = await open({ scenario: "wallet", route: "settings" });
  await fail(page, { wallet_page: "internal" });
  await page.evaluate(() => window.mock.emit("navigate", { to: "wallet" }));
  await page.getByTestId("wallets-retry").waitFor();
  await fail(page, {});
  await user.click("wallets-retry");
  await page.getByTestId("wallet-card").waitFor();
  assert.equal(await page.getByTestId("error").count(), 0);
  await page.evaluate(() => { window.mock.world.journalUsable = false; window.mock.emit("payments", { account: null }); });
  await page.getByTestId("wallet-unusable").waitFor();
  assert.equal(await page.locator("wallet-card, wallet-ways").count(), 0, "nothing is made that could not be kept");
  await close();
});

test("the demo says on the card that nothing real belongs there", async () => {
  const { page, close } = await wallet("demo");
  await page.getByText("Never send real money to it").waitFor();
  await close();
});

test("names and addresses from outside are text and break nothing", async () => {
  const { page, user, close } = await wallet("hostile", { width: 360 });
  await user.click("endpoints-open");
  await page.getByTestId("endpoint").first().waitFor();
  assert.equal(await page.locator("main img, main script").count(), 0);
  assert.ok(await wide(page) <= 360);
  await close();
});

test("with the keyboard alone: a way is chosen, a limit set, a place looked at", async () => {
  const { page, close } = await wallet("usual");
  await page.getByTestId("wallet-create-own").focus();
  await page.keyboard.press("Enter");
  await card(page, "wal-own").waitFor();
  for (const id of ["wallet-refresh", "wallet-copy-address", "wallet-phrase", "wallet-remove", "wallet-more", "wallet-guide-open", "limit-payment"]) {
    for (let i = 0; i < 12 && await focus(page) !== id; i += 1) await page.keyboard.press("Tab");
    assert.equal(await focus(page), id);
  }
  await page.keyboard.type("1");
  await page.keyboard.press("Enter");
  await toast(page, /new limits hold/u);
  await page.getByTestId("endpoints-open").focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-look=good]").first().waitFor();
  await close();
});

const unfolded = async (user, page) => {
  for (const fold of ["wallet-more", "wallet-program", "wallet-guide-open", "endpoints-open"]) await user.click(fold);
  await page.locator("[data-look=good]").first().waitFor();
};

for (const [scenario, act] of [["usual", null], ["no_keys", null], ["wallets", unfolded], ["demo", unfolded], ["hostile", unfolded]]) {
  test(`axe finds nothing, and nothing scrolls sideways: ${scenario}`, async () => {
    for (const [width, scheme] of [[1100, "light"], [360, "dark"], [360, "light"], [1100, "dark"]]) {
      const { page, user, close } = await wallet(scenario, { width, scheme });
      await act?.(user, page);
      if (scenario === "wallets") {
        await page.getByTestId("limit-day").fill("x");
        await page.getByTestId("limit-month").fill("900");
        await user.click("limits-save");
      }
      const tall = await page.evaluate(() => document.querySelector(".content").scrollHeight + 100);
      await page.setViewportSize({ width, height: Math.min(5000, Math.max(800, tall)) });
      assert.ok(await wide(page) <= width, `${scenario}, ${width}`);
      await axe(page, `${scenario}, ${width} px, ${scheme}`);
      await close();
    }
  });
}

test("text at 200 % fits, and in a narrow window what is pressed is 44 px", async () => {
  for (const width of [1100, 360]) {
    const { page, user, close } = await wallet("wallets", { width });
    await unfolded(user, page);
    if (width === 360) {
      const small = await page.evaluate(() => [...document.querySelectorAll("main .button, main .icon-button, main .input-group, main .wallet-way, #nav a, main summary")]
        .filter((el) => el.checkVisibility()).map((el) => [el.getAttribute("data-testid") ?? el.className, el.getBoundingClientRect()])
        .filter(([, box]) => Math.min(box.width, box.height) < 44).map(([what, box]) => `${what} ${box.width}×${box.height}`));
      assert.deepEqual(small, []);
    }
    for (let i = 0; i < 6; i += 1) await page.keyboard.press("Control+Equal");
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "32px");
    assert.ok(await wide(page) <= width, `${width} at 200 %`);
    await page.keyboard.press("Control+0");
    await close();
  }
});
