// In the pseudo-locale Fluent's words are accented, and what comes from outside stands between isolation marks.
// Whatever else was ever shown, in any state, was written into the code. The system has no language here: LANG=C.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { freshPage, settled, start, stop, User } from "./harness.js";

before(start);
after(stop);

/** Keeps every text, title, label and placeholder that the page ever had, also of a toast that is gone again. */
function record() {
  for (const name of ["language", "languages"]) Object.defineProperty(Navigator.prototype, name, { get: () => (name === "language" ? "C" : ["C"]) });
  const ATTRIBUTES = ["title", "aria-label", "placeholder", "alt"];
  const said = new Set();
  const note = (text, where) => { if (text && /[A-Za-z]/u.test(text.replace(/\u2068[^\u2069]*\u2069/gu, ""))) said.add(`${where}: ${text}`); };
  const look = (node) => {
    if (node instanceof Text && !node.parentElement?.closest("script, style, head")) note(node.data, node.parentElement?.className || node.parentElement?.tagName);
    if (!(node instanceof Element)) return;
    for (const name of ATTRIBUTES) note(node.getAttribute(name), `${name} of ${node.className || node.tagName}`);
    for (const child of node.childNodes) look(child);
  };
  new MutationObserver((all) => {
    for (const { type, target, addedNodes } of all) {
      if (type === "childList") for (const node of addedNodes) look(node);
      else look(target);
    }
    // The page has its own title, the product's name, until there are words.
    if (document.title !== "Refill") note(document.title, "document.title");
  }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
  window.said = said;
}

/** @param {string} scenario @param {(user: User, page: any, go: (route: string) => Promise<void>) => Promise<unknown>} act */
async function nothingPlain(scenario, act) {
  const { page, goto, end } = await freshPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.addInitScript(record);
  await goto(`${scenario}&pseudo`);
  await settled(page);
  const go = async (route) => { await page.evaluate((to) => window.mock.emit("navigate", { to }), route); await settled(page); };
  await act(new User(page), page, go);
  assert.deepEqual(await page.evaluate(() => [...window.said]), []);
  assert.deepEqual(problems, []);
  assert.match(await page.locator("body").innerText(), /[åéîöû]/u);
  assert.match(await page.title(), /[åéîöû]/u);
  await end();
}

const ALL_PAGES = ["history", "wallet", "settings", "account/acc-low", "account/acc-fail", "account/acc-fresh", "account/acc-budget", "account/acc-hidden", "account/acc-tenths", "account/acc-lookup", "account/gone", "account/acc-fine/holder", "account/acc-staging/holder", "payments", "payments/gone", "overview"];

test("every page", () => nothingPlain("usual", async (user, page, go) => {
  for (const route of ALL_PAGES) await go(route);
  await go("account/acc-low");
  await user.click("chart-table");
}));

for (const scenario of ["first", "few", "many", "demo", "hostile", "set_aside", "vault_locked", "vault_absent", "vault_refused", "blocked_full", "broken_overview"]) {
  test(`state: ${scenario}`, () => nothingPlain(scenario, async (_, page, go) => {
    if (/^(?:few|hostile|vault)/u.test(scenario)) for (const route of ["settings", "overview"]) await go(route);
    if (scenario === "many") await page.getByTestId("find-text").fill("zzz");
  }));
}

test("adding: every state of the sheet", () => nothingPlain("first", async (user, page) => {
  await user.click("add-account-first");
  await user.paste("key-input", "nobody's");
  for (const id of ["beta", "gamma", "delta"]) await user.click(`provider-${id}`);
  await user.click("own-server");
  await user.click("own-server");
  await user.click("key-kinds-open");
  await user.click("key-show");
  for (const [key, what] of [["swb-v1-budget", "preview-balance"], ["swb-v1-hidden", "preview-hidden"], ["lan_old", "preview-warning"], ["lan_wrong", "error"]]) {
    await user.paste("key-input", key);
    await page.getByTestId(what).waitFor();
  }
  await page.getByTestId("key-input").fill("");
  await user.click("provider-delta");
  await user.click("connect-delta");
  await page.locator("[data-state=waiting]").waitFor();
  await user.click("sign-in-code");
  await page.getByTestId("code-input").fill("no");
  await user.click("sign-in-finish");
  await page.getByTestId("error").waitFor();
  await user.click("connect-delta");
  await page.locator("[data-state=waiting]").waitFor();
  await page.evaluate(() => window.mock.browserReturns("yes"));
  await page.getByTestId("preview-balance").waitFor();
  await user.click("add-submit");
  await user.click("first-alert-set");
  await page.getByTestId("toast").nth(1).waitFor();
}));

test("every payment, in the list and on its page", () => nothingPlain("payments", async (user, page, go) => {
  await go("payments");
  for (const id of await page.evaluate(() => window.mock.world.payments.map((p) => p.id))) await go(`payments/${id}`);
  await go("payments/no-such-payment");
  await page.getByTestId("payment-unknown").waitFor();
  await go("payments/pay-9");
  await user.click("payment-copy");
  await page.locator("[data-testid=payment-copy] [role=status]").waitFor();
  await go("overview");
}));

test("every payment with USDC, in the list and on its page", () => nothingPlain("usdc_payments", async (user, page, go) => {
  await go("payments");
  for (const id of await page.evaluate(() => window.mock.world.payments.map((p) => p.id))) await go(`payments/${id}`);
}));

test("topping up with USDC: every state of the sheet", () => nothingPlain("usdc", async (user, page, go) => {
  const again = async () => { await user.click("dialog-close"); await user.click("top-up"); };
  await go("account/acc-low");
  await page.locator("account-page .account-grid").waitFor();
  await user.click("top-up");
  await page.getByTestId("usdc-other").fill("x");
  await user.click("usdc-pay");
  await page.getByTestId("error").waitFor();
  for (const limit of ["payment", "account_day", "day", "month"]) {
    await page.evaluate((which) => { Object.assign(window.mock.world.usdc, { limit: which }); }, limit);
    await again();
    await page.getByTestId("usdc-other").fill("30");
    await page.getByTestId("usdc-over-limit").waitFor();
  }
  await page.evaluate(() => { Object.assign(window.mock.world.usdc, { each: null, payee: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C" }); window.mock.world.fail.wallet_balance = "timeout"; });
  await again();
  await user.click("usdc-amount-10");
  await page.evaluate(() => { window.mock.world.own.balances["wal-own"] = "1"; window.mock.world.fail = {}; });
  await again();
  await user.click("usdc-amount-10");
  await page.getByTestId("usdc-too-little").waitFor();
  await page.evaluate(() => { window.mock.world.own.wallets = []; });
  await again();
  await page.getByTestId("usdc-need-wallet").waitFor();
  await page.evaluate(() => { window.mock.world.ways = ["usdc"]; });
  await again();
  await page.evaluate(() => { window.mock.world.ways = ["page", "usdc"]; });
  await again();
  await user.click("top-up-page");
  await page.getByTestId("top-up-beside").waitFor();
}));

test("topping up: every state of the sheet", () => nothingPlain("sign_in", async (user, page, go) => {
  const state = (name) => page.locator(`[data-testid=payment-state][data-state=${name}]`).waitFor();
  const again = async () => { await user.click("dialog-close"); await user.click("top-up"); };
  await go("account/acc-fine");
  await page.locator("account-page .account-grid").waitFor();
  await page.evaluate(() => { window.mock.world.lastPackage = "starter"; window.mock.world.fail.packages = "timeout"; });
  await user.click("top-up");
  await page.getByTestId("packages-retry").waitFor();
  await page.evaluate(() => { window.mock.world.fail = {}; });
  await user.click("packages-retry");
  await user.click("package-pro");
  await page.getByTestId("top-up-sign-in").waitFor();
  await page.evaluate(() => { window.mock.world.packages = []; });
  await again();
  await page.getByTestId("packages-none").waitFor();
  await page.evaluate(() => { const { id } = window.mock.begin("acc-fine", true); window.mock.move(id, { state: "missing" }); });
  await again();
  await page.getByTestId("top-up-missing").waitFor();
  await page.evaluate(() => { window.mock.world.payments = []; });
  await page.evaluate(() => { window.mock.world.fail.packages = "not_signed_in"; });
  await again();
  await page.getByTestId("top-up-sign-in").waitFor();
  await page.evaluate(() => { window.mock.world.ways = []; });
  await again();
  await page.getByTestId("top-up-none").waitFor();
  await page.evaluate(() => { window.mock.world.journalUsable = false; });
  await again();
  await page.getByTestId("top-up-unusable").waitFor();
  await page.evaluate(() => { Object.assign(window.mock.world, { journalUsable: true, ways: ["charge", "page"], fail: {} }); });
  await again();
  await user.click("charge-open");
  await page.getByTestId("error").waitFor();
  await page.getByTestId("charge-input").fill("5");
  await user.click("charge-open");
  await user.click("gone-page");
  await state("away");
  await page.evaluate(() => { window.mock.move(window.mock.world.payments[0].id, { state: "credited", evidence: "partly" }); });
  await state("credited");
  await user.click("top-up-close");
  await page.evaluate(() => {
    const card = window.mock.world.accounts[0];
    card.failure = { error: { code: "payment_required", message: "m", details: { cost: "10", balance: "3" } }, since: new Date().toISOString(), retryAt: null };
    card.openPayment = "pay-x";
    window.mock.emit("changed", { account: card.id });
  });
  await page.getByTestId("need").waitFor();
}));

test("an account: every toast", () => nothingPlain("usual", async (user, page, go) => {
  const toast = (n) => page.getByTestId("toast").nth(n).waitFor();
  await go("account/acc-tenths");
  await user.click("divisor-1");
  await user.click("rename-save");
  await user.click("alert-save");
  await toast(2);
  await page.getByTestId("alert-input").fill("");
  await user.click("alert-save");
  await page.getByTestId("alert-input").fill("x");
  await user.click("alert-save");
  await page.getByTestId("error").waitFor();
  await user.click("replace-key");
  await user.click("replace-submit");
  await page.getByTestId("replace-dialog").getByTestId("error").waitFor();
  await user.paste("key-input", "any");
  await user.click("replace-submit");
  await page.getByTestId("replace-dialog").waitFor({ state: "detached" });
  await user.click("remove-account");
  await page.getByTestId("toast-action").click();
  await page.locator("[data-account=acc-tenths]").waitFor();
  await go("account/acc-budget");
  await user.click("replace-key");
  await page.getByTestId("replace-dialog").waitFor();
}));

test("an account's holder: every step of signing in", () => nothingPlain("usual", async (user, page, go) => {
  const problem = (code) => page.locator(`[data-testid=holder-problem][data-code=${code}]`).waitFor();
  const fill = async (values) => { for (const [id, value] of Object.entries(values)) await page.getByTestId(id).fill(value); await user.click("holder-submit"); };
  await user.click("add-account");
  await user.click("provider-beta");
  await user.click("way-email");
  await page.getByTestId("server-input").fill("https://api.example.com");
  await fill({});
  await problem("missing");
  await fill({ "holder-email": "x", "holder-password": "x" });
  await problem("email");
  await fill({ "holder-email": "x@example.com", "holder-password": "wrong" });
  await problem("key_refused");
  await user.click("holder-password-show");
  await user.click("holder-to-forgot");
  await user.click("holder-to-sign-in");
  await user.click("holder-to-register");
  await fill({ "holder-email": "demo@example.com", "holder-password": "short" });
  await problem("rejected");
  await fill({ "holder-password": "demo-demo-demo" });
  await page.getByTestId("holder-code").waitFor();
  await fill({ "holder-code": "0" });
  await problem("rejected");
  await user.click("holder-to-sign-in");
  await fill({ "holder-password": "demo-demo-demo" });
  await problem("email_unverified");
  await fill({ "holder-code": "123456" });
  await page.getByTestId("holder-notice").waitFor();
  await fill({ "holder-password": "demo-demo-demo" });
  await page.getByTestId("preview-balance").waitFor();
  await page.keyboard.press("Escape");
  await go("account/acc-staging");
  await user.click("holder-sign-in");
  await user.click("holder-to-forgot");
  await fill({ "holder-email": "demo@example.com" });
  await page.getByTestId("holder-code").waitFor();
  await fill({ "holder-code": "123456", "holder-password": "demo-demo-demo" });
  await page.getByTestId("toast").waitFor();
  await page.getByTestId("holder-link").waitFor();
  await user.click("holder-sign-out");
  await page.locator("[data-testid=holder-row][data-signed-in=false]").waitFor();
}));

test("an account's holder: every section, every toast", () => nothingPlain("usual", async (user, page, go) => {
  const rows = (tag, n) => page.locator(`${tag} [data-testid=holder-item]`).nth(n - 1).waitFor();
  await go("account/acc-fine/holder");
  await user.click("profile-save");
  for (const [use, n] of [["account", 4], ["clipboard", 5]]) {
    await user.click("key-new");
    await page.getByTestId("key-name").fill("Shop");
    await user.click(`key-use-${use}`);
    await user.click("key-create");
    await rows("holder-keys", n);
  }
  await page.getByTestId("key-revoke").nth(2).click();
  await user.click("wallet-new");
  await user.click("wallet-create");
  await rows("holder-wallets", 3);
  await page.getByTestId("wallet-copy").first().click();
  await page.getByTestId("wallet-delete").first().click();
  await user.click("advanced-open");
  await user.click("webhook-new");
  await page.getByTestId("webhook-url").fill("https://example.com/");
  await page.getByTestId("webhook-events").fill("a b");
  await user.click("webhook-create");
  await rows("holder-webhooks", 2);
  await page.getByTestId("webhook-delete").first().click();
  for (const n of [0, 1, 2]) await page.getByTestId("network-open").nth(n).click();
  await page.getByTestId("network-facts").nth(2).waitFor();
  await user.click("password-open");
  await page.getByTestId("password-present").fill("wrong");
  await page.getByTestId("password-new").fill("whatever-else");
  await user.click("password-save");
  await page.getByTestId("password-problem").getByText(/./u).waitFor();
  await page.getByTestId("password-present").fill("demo-demo-demo");
  await page.getByTestId("password-new").fill("demo-demo-demo");
  await user.click("password-save");
  await page.getByTestId("password-form").waitFor({ state: "hidden" });
  await page.evaluate(() => { window.mock.world.accounts.find((card) => card.id === "acc-fine").signedIn = false; });
  await page.getByTestId("key-revoke").first().click();
  await page.getByTestId("holder-email").fill("demo@example.com");
  await page.getByTestId("holder-password").fill("demo-demo-demo");
  await user.click("holder-submit");
  await user.click("delete-open");
  await page.getByTestId("delete-typed").fill("Token transfers");
  await user.click("delete-go");
  await page.locator("[data-account=acc-fine]").waitFor({ state: "detached" });
}));

test("an account's holder who has nothing, or something strange", async () => {
  for (const scenario of ["bare", "hostile", "demo"]) {
    await nothingPlain(scenario, async (user, page, go) => {
      await go("account/acc-fine/holder");
      await user.click("advanced-open");
      await page.locator("[data-testid^=networks]").waitFor();
      await go("account/acc-staging/holder");
    });
  }
});

test("the wallet: every way, every toast, every state", () => nothingPlain("wallets", async (user, page, go) => {
  const toast = (n) => page.getByTestId("toast").nth(n).waitFor();
  const own = (change) => page.evaluate((to) => Object.assign(window.mock.world.own, to), change);
  await go("wallet");
  await page.getByTestId("wallet-balance").nth(2).waitFor();
  for (const fold of ["wallet-more", "wallet-program", "wallet-guide-open", "endpoints-open"]) await user.click(fold);
  await page.locator("[data-look=good]").first().waitFor();
  await page.evaluate(() => { window.mock.world.fail.wallet_balance = "unreachable"; window.mock.world.delay.set_limits = 900; });
  await page.getByTestId("wallet-refresh").first().click();
  await page.getByTestId("wallet-sorry").waitFor();
  await page.getByTestId("wallet-copy-address").first().click();
  await page.getByTestId("wallet-use").first().click();
  await page.getByTestId("limit-day").fill("x");
  await user.click("limits-save");
  await page.getByTestId("limit-day").fill("400");
  await user.click("limits-save");
  await page.locator("wallet-limits .wallet-waiting").getByText(/./u).waitFor();
  await user.click("payee-accept");
  await page.getByTestId("endpoint-address").fill("https://mine.example");
  await user.click("endpoint-add");
  await page.getByTestId("endpoint-remove").nth(1).waitFor();
  await page.getByTestId("endpoint-remove").first().click();
  await toast(5);
  await user.click("endpoints-shipped");
  await page.getByTestId("endpoints-one").waitFor();
  await page.getByTestId("endpoint-remove").click();
  await page.getByTestId("endpoints-none").waitFor();
  await own({ pins: [], canHoldKeys: false });
  for (let left = 3; left > 0; left -= 1) {
    await page.getByTestId("wallet-remove").first().click();
    await page.waitForFunction((n) => document.querySelectorAll("wallet-card").length < n, left);
  }
  await page.getByTestId("wallet-no-keys").waitFor();
  await page.evaluate(() => Object.assign(window.mock.world.delay, { connect_browser_wallet: 200, connect_program_wallet: 200 }));
  await user.click("wallet-browser");
  await page.locator(".wallet-waiting").getByText(/./u).first().waitFor();
  await page.getByTestId("payees-none").waitFor();
  await user.click("wallet-more");
  await user.click("wallet-program");
  await user.click("wallet-program-connect");
  await page.locator("[data-wallet=wal-program]").first().waitFor();
  await page.evaluate(() => { window.mock.world.journalUsable = false; window.mock.emit("payments", { account: null }); });
  await page.getByTestId("wallet-unusable").waitFor();
}));

for (const scenario of ["usual", "demo", "hostile"]) {
  test(`the wallet: ${scenario}`, () => nothingPlain(scenario, async (user, page, go) => {
    await go("wallet");
    if (scenario !== "usual") return user.click("endpoints-open");
    await user.click("wallet-create-own");
    await page.getByTestId("wallet-remove").click();
    await user.click("wallet-import");
    await page.getByTestId("toast").nth(2).waitFor();
  }));
}

test("history, export and settings in every state", () => nothingPlain("usual", async (user, page, go) => {
  await go("history");
  await page.getByTestId("filter-period").selectOption("custom");
  await page.getByTestId("filter-from").fill("2026-11-10");
  await page.getByTestId("filter-to").fill("2026-11-01");
  await page.getByTestId("error").waitFor();
  await page.getByTestId("filter-period").selectOption("all");
  await page.getByTestId("filter-search").fill("zzz");
  await page.getByTestId("history-no-match").waitFor();
  await user.click("clear-filters");
  await page.getByTestId("filter-account").click();
  await page.getByTestId("filter-account").fill("zzz");
  await user.click("export");
  await page.getByTestId("export-count").getByText(/\d/u).waitFor();
  await page.getByTestId("export-account").fill("switch");
  await page.keyboard.press("Enter");
  await page.evaluate(() => { window.mock.world.slowExport = true; });
  await user.click("export-save");
  await user.click("export-cancel");
  await page.evaluate(() => { window.mock.world.slowExport = false; });
  await page.getByRole("progressbar").waitFor({ state: "detached" });
  await user.click("export-save");
  await page.getByTestId("export-open").waitFor();
  await user.click("export-finish");
  await go("settings");
  await user.click("copy-diagnostics");
  await user.click("test-notification");
  await page.getByTestId("settings-said").getByText(/./u).waitFor();
  await user.click("zoom-in");
  await go("overview");
  await user.click("refresh");
  await page.waitForFunction(() => window.mock.world.answered.includes("refresh"));
  await user.click("banner-dismiss");
}));

test("every error, as a note and as a toast", () => nothingPlain("usual", async (_, page) => {
  const contract = readFileSync(new URL("../../../ui/js/bindings/ipc.d.ts", import.meta.url), "utf8");
  const union = /export type ErrorCode =([^;]+);/u.exec(contract)?.[1] ?? "";
  const codes = [...union.matchAll(/"(\w+)"/gu)].map(([, code]) => code);
  assert.ok(codes.length > 30);
  // Of this one alone nothing is said: who says no knows it.
  const heard = codes.filter((code) => code !== "not_confirmed");
  await page.evaluate((all) => {
    for (const code of all) {
      const error = { code, message: "a message of the program", details: { host: "api.example.com", status: "500", of_a_newer_version: "x" } };
      for (const deed of [null, "buying", "paying", "entering", "making"]) {
        const note = document.createElement("error-note");
        Object.assign(note, { deed, error });
        document.querySelector("main").append(note);
      }
      document.body.dispatchEvent(new CustomEvent("refill-error", { detail: error, bubbles: true }));
    }
  }, codes);
  await page.getByTestId("toast").nth(heard.length - 1).waitFor();
  assert.equal(await page.getByTestId("toast").count(), heard.length);
}));
