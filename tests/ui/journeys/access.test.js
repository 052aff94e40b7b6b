// Every page and sheet: axe finds nothing, nothing scrolls sideways, everything can be hit.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, open, start, stop, visit } from "./harness.js";

before(start);
after(stop);

const ROUTES = ["overview", "account/acc-low", "account/acc-fail", "account/acc-fresh", "account/acc-budget", "account/acc-hidden", "account/acc-tenths", "account/gone", "account/acc-fine/holder", "account/acc-staging/holder", "history", "payments", "payments/gone", "wallet", "settings"];

const at = async (page, state) => page.locator(`[data-testid=payment-state][data-state=${state}]`).waitFor();
const buy = async (user, page) => { await user.click("top-up"); await user.click("package-starter"); await at(page, "away"); };

const byEmail = async (user) => { await user.click("add-account"); await user.click("provider-beta"); await user.click("way-email"); };
const signIn = async (page, password) => { await page.getByTestId("server-input").fill("https://api.example.com"); await page.getByTestId("holder-email").fill("demo@example.com"); await page.getByTestId("holder-password").fill(password); await page.keyboard.press("Enter"); };
const unfolded = async (user, page) => {
  for (const fold of ["key-new", "wallet-new", "advanced-open", "delete-open", "password-open", "webhook-new"]) await user.click(fold);
  await page.locator("[data-testid^=networks]").waitFor();
};

/** @type {Record<string, { route: string, scenario?: string, act: (user: any, page: any) => Promise<void> }>} */
const SHEETS = {
  add: { route: "overview", act: async (user) => user.click("add-account") },
  "add, found": { route: "overview", act: async (user, page) => { await user.click("add-account"); await user.paste("key-input", "lgr_1"); await page.getByTestId("server-input").fill("https://api.example.com"); await page.keyboard.press("Tab"); await page.getByTestId("preview-balance").waitFor(); } },
  "add, sign-in": { route: "overview", act: async (user, page) => { await user.click("add-account"); await user.click("connect-delta"); await page.locator("[data-state=waiting]").waitFor(); } },
  "add, code": { route: "overview", act: async (user, page) => { await user.click("add-account"); await user.click("connect-delta"); await user.click("sign-in-code"); await page.getByTestId("code-input").waitFor(); } },
  "add, denied": { route: "overview", act: async (user, page) => { await user.click("add-account"); await user.click("connect-delta"); await page.locator("[data-state=waiting]").waitFor(); await page.evaluate(() => window.mock.browserReturns("no")); await page.getByTestId("error").waitFor(); } },
  "add, connected": { route: "overview", act: async (user, page) => { await user.click("add-account"); await user.click("connect-delta"); await page.locator("[data-state=waiting]").waitFor(); await page.evaluate(() => window.mock.browserReturns("budget")); await page.getByTestId("preview-balance").waitFor(); } },
  "add, hidden": { route: "overview", act: async (user, page) => { await user.click("add-account"); await user.paste("key-input", "swb-v1-hidden"); await page.getByTestId("preview-hidden").waitFor(); } },
  "add, unusual, own server": { route: "overview", act: async (user, page) => { await user.click("add-account"); await user.paste("key-input", "lan_old"); await page.getByTestId("preview-warning").waitFor(); await user.click("own-server"); } },
  "first alert": { route: "overview", scenario: "first", act: async (user, page) => { await user.click("add-account-first"); await user.paste("key-input", "nwk_1"); await page.getByTestId("preview-balance").waitFor(); await user.click("add-submit"); await page.getByTestId("first-alert").waitFor(); } },
  "picker": { route: "history", scenario: "some", act: async (user, page) => { await page.getByTestId("filter-account").pressSequentially("chat"); await page.getByRole("option").first().waitFor(); } },
  "nothing found": { route: "overview", scenario: "some", act: async (_, page) => { await page.getByTestId("find-text").fill("zzz"); await page.getByTestId("find-nothing").waitFor(); } },
  "add, refused": { route: "overview", act: async (user, page) => { await user.click("add-account"); await user.paste("key-input", "nwk_wrong"); await page.getByTestId("error").waitFor(); } },
  "add, locked": { route: "overview", scenario: "vault_locked", act: async (user) => user.click("add-account") },
  "top up": { route: "account/acc-fine", act: async (user, page) => { await page.evaluate(() => { window.mock.world.lastPackage = "starter"; }); await user.click("top-up"); await page.getByTestId("package-pro").waitFor(); } },
  "top up, bought": { route: "account/acc-fine", act: buy },
  "top up, credited": { route: "account/acc-fine", act: async (user, page) => { await buy(user, page); await page.evaluate(() => { window.mock.move(window.mock.world.payments[0].id, { state: "credited" }); }); await at(page, "credited"); } },
  "top up, sign-in": { route: "account/acc-fine", scenario: "sign_in", act: async (user, page) => { await user.click("top-up"); await user.click("package-pro"); await page.getByTestId("top-up-sign-in").waitFor(); } },
  "top up, failed": { route: "account/acc-fine", act: async (user, page) => { await user.click("top-up"); await page.evaluate(() => { window.mock.world.fail.buy_package = "payment_page"; }); await user.click("package-pro"); await page.getByTestId("error").waitFor(); } },
  "top up, unusable": { route: "account/acc-fine", scenario: "no_journal", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("top-up-unusable").waitFor(); } },
  "top up, amount": { route: "account/acc-main", act: async (user, page) => { await user.click("top-up"); await user.click("charge-open"); await page.getByTestId("error").waitFor(); } },
  "top up, gone": { route: "account/acc-main", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("charge-input").fill("25"); await user.click("charge-open"); await page.getByTestId("charge-gone").waitFor(); } },
  "top up, page": { route: "account/acc-low", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("top-up-page").waitFor(); } },
  ...Object.fromEntries(["payments", ...[0, 3, 5, 7, 8, 9, 15].map((n) => `payments/pay-${n}`)].map((route) => [route, { route, scenario: "payments", act: async () => {} }])),
  "add, by e-mail": { route: "overview", act: async (user, page) => { await byEmail(user); await page.getByTestId("way-server").waitFor(); await page.getByTestId("server-input").fill("https://api.example.com"); await page.getByTestId("holder-form").waitFor(); } },
  "add, wrong password": { route: "overview", scenario: "demo", act: async (user, page) => { await byEmail(user); await signIn(page, "wrong"); await page.locator("[data-testid=holder-problem][data-code=key_refused]").waitFor(); } },
  "add, register, code": { route: "overview", act: async (user, page) => { await byEmail(user); await page.getByTestId("server-input").fill("https://api.example.com"); await user.click("holder-to-register"); await page.getByTestId("holder-email").fill("new@example.com"); await page.getByTestId("holder-password").fill("long-enough-1"); await user.click("holder-submit"); await page.getByTestId("holder-code").waitFor(); } },
  "add, signed in": { route: "overview", act: async (user, page) => { await byEmail(user); await signIn(page, "demo-demo-demo"); await page.getByTestId("preview-balance").waitFor(); } },
  "holder, sheet": { route: "account/acc-staging", act: async (user, page) => { await user.click("holder-sign-in"); await user.click("holder-to-forgot"); await page.getByTestId("holder-email").waitFor(); } },
  "holder, unfolded": { route: "account/acc-fine/holder", act: unfolded },
  "holder, hostile": { route: "account/acc-fine/holder", scenario: "hostile", act: unfolded },
  "holder, nothing": { route: "account/acc-fine/holder", scenario: "bare", act: unfolded },
  "holder, failing": { route: "account/acc-fine/holder", scenario: "broken_api_keys", act: async (_, page) => { await page.getByTestId("section-retry").waitFor(); } },
  replace: { route: "account/acc-fine", act: async (user) => user.click("replace-key") },
  export: { route: "history", act: async (user, page) => { await user.click("export"); await page.getByTestId("export-count").getByText(/\d/u).waitFor(); } },
  "export, done": { route: "history", act: async (user, page) => { await user.click("export"); await page.getByTestId("export-count").getByText(/\d/u).waitFor(); await user.click("export-save"); await page.getByTestId("export-open").waitFor(); } },
  "removed": { route: "account/acc-fresh", act: async (user, page) => { await user.click("remove-account"); await page.getByTestId("toast").waitFor(); } },
};
const STATES = ["waiting", "first", "few", "some", "hostile", "vault_absent", "demo", "set_aside", "blocked_full"];

async function noSideways(page, width, where) {
  const wide = await page.evaluate(() => Math.max(document.scrollingElement?.scrollWidth ?? 0, ...[...document.querySelectorAll(".content, dialog[open]")].map((d) => d.scrollWidth)));
  assert.ok(wide <= width, `${where} is ${wide} px wide`);
}

/** Both widths in both themes. A theme changes nothing but colours: of its second width only they are looked at. */
const LOOKS = /** @type {const} */ ([[1100, "light", "all"], [360, "dark", "all"], [360, "light", "colours"], [1100, "dark", "colours"]]);

async function everyLook(page, where) {
  for (const [width, scheme, rules] of LOOKS) {
    await page.setViewportSize({ width, height: 760 });
    await page.emulateMedia({ colorScheme: scheme });
    await noSideways(page, width, `${where}, ${width} px`);
    // As tall as the page: what the bottom bar happens to cover at one scroll position is not a finding.
    const tall = await page.evaluate(() => (document.querySelector("dialog[open]") ? 760 : Math.min(4000, document.documentElement.scrollHeight)));
    await page.setViewportSize({ width, height: Math.max(760, tall) });
    await axe(page, `${where}, ${width} px, ${scheme}`, rules);
  }
}

test("pages fit, light and dark, and axe finds nothing", async () => {
  const { page, close } = await open();
  for (const route of ROUTES) {
    await visit(page, route);
    await everyLook(page, route);
  }
  await close();
});

for (const [name, { route, scenario, act }] of Object.entries(SHEETS)) {
  test(`sheet: ${name}`, async () => {
    const { page, user, close } = await open({ route, scenario });
    await act(user, page);
    await everyLook(page, name);
    await close();
  });
}

for (const scenario of STATES) {
  test(`state: ${scenario}`, async () => {
    const { page, close } = await open({ scenario });
    await everyLook(page, scenario);
    await close();
  });
}

test("text at 200 % still fits", async () => {
  for (const width of [1100, 360]) {
    const { page, close } = await open({ width });
    for (let i = 0; i < 6; i += 1) await page.keyboard.press("Control+Equal");
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "32px");
    for (const route of ROUTES) {
      await visit(page, route);
      await noSideways(page, width, `${route} at 200 %`);
    }
    await page.keyboard.press("Control+0");
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "16px");
    await close();
  }
});

/** Of each selector the smallest side of the smallest one that is shown. */
const smallest = (page, selector) => page.evaluate((css) => Math.min(...[...document.querySelectorAll(css)].filter((el) => el.checkVisibility())
  .map((el) => el.getBoundingClientRect()).flatMap(({ width, height }) => [width, height])), selector);

test("in a narrow window what is pressed most is 44 px", async () => {
  const { page, user, close } = await open({ width: 360 });
  const pressed = ".button, .icon-button, select, .input-group, input:not([type=radio], [type=checkbox], .input-group input), .back, .text-link, #nav a";
  for (const route of ["overview", "account/acc-low", "account/acc-fine/holder", "account/acc-staging/holder", "history", "wallet", "settings"]) {
    await visit(page, route);
    assert.ok(await smallest(page, pressed) >= 44, `${route}: ${await smallest(page, pressed)}`);
  }
  await visit(page, "overview");
  await user.click("add-account");
  assert.ok(await smallest(page, "dialog .button, dialog .icon-button, dialog .provider-option, dialog .input-group") >= 42);
  await close();
});

test("targets are at least 24 px", async () => {
  const { page, close } = await open({ width: 360 });
  for (const route of ROUTES) {
    await visit(page, route);
    const small = await page.evaluate(() => [...document.querySelectorAll("button, a, input, select, summary")]
      .filter((el) => el.checkVisibility() && !el.closest(".card-name, .skip, label") && !el.classList.contains("skip"))
      .map((el) => ({ what: el.getAttribute("data-testid") ?? el.textContent, box: el.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 24 || box.height < 24).map(({ what, box }) => `${what} ${box.width}×${box.height}`));
    assert.deepEqual(small, [], route);
  }
  await close();
});
