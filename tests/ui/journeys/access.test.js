// Every page and sheet: axe finds nothing, nothing scrolls sideways, everything can be hit.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, open, start, stop, visit } from "./harness.js";

before(start);
after(stop);

const ROUTES = ["overview", "account/acc-low", "account/acc-fail", "account/acc-fresh", "account/acc-budget", "account/acc-hidden", "account/acc-tenths", "account/gone", "history", "settings"];

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
  replace: { route: "account/acc-fine", act: async (user) => user.click("replace-key") },
  export: { route: "history", act: async (user, page) => { await user.click("export"); await page.getByTestId("export-count").getByText(/\d/u).waitFor(); } },
  "export, done": { route: "history", act: async (user, page) => { await user.click("export"); await page.getByTestId("export-count").getByText(/\d/u).waitFor(); await user.click("export-save"); await page.getByTestId("export-open").waitFor(); } },
  "removed": { route: "account/acc-fresh", act: async (user, page) => { await user.click("remove-account"); await page.getByTestId("toast").waitFor(); } },
};
const STATES = ["first", "few", "some", "hostile", "vault_absent", "demo", "set_aside", "blocked_full"];

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
  for (const route of ["overview", "account/acc-low", "history", "settings"]) {
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
