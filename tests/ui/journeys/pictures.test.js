// What the window looks like, on request: REFILL_UI_PICTURES names the folder that the pictures go to,
// REFILL_UI_PICTURE the beginning of the names of those that are wanted.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { open, start, stop } from "./harness.js";

const FOLDER = process.env["REFILL_UI_PICTURES"];

before(start);
after(stop);

const found = async (user, page, key, testid) => { await user.click("add-account"); await user.paste("key-input", key); await page.getByTestId(testid).waitFor(); };

const buy = async (user, page) => { await user.click("top-up"); await user.click("package-starter"); await page.locator("[data-testid=payment-state][data-state=away]").waitFor(); };
const moved = async (page, state) => {
  await page.evaluate((to) => window.mock.move(window.mock.world.payments[0].id, { state: to }), state);
  await page.locator(`[data-testid=payment-state][data-state=${state}]`).waitFor();
};

const byEmail = async (user) => { await user.click("add-account"); await user.click("provider-beta"); await user.click("way-email"); };
const unfolded = async (user, page) => { for (const fold of ["key-new", "wallet-new", "advanced-open"]) await user.click(fold); await page.getByTestId("networks").waitFor(); };

/** @type {Record<string, { route?: string, scenario?: string, act?: (user: any, page: any) => Promise<unknown>, tall?: boolean }>} */
const PICTURES = {
  overview: {},
  "overview-demo": { scenario: "demo" },
  "overview-few": { scenario: "few" },
  "overview-200": { scenario: "many" },
  "overview-200-found": { scenario: "many", act: async (_, page) => { await page.getByTestId("find-text").fill("render switch"); await page.getByTestId("find-provider").selectOption("delta"); } },
  "add-start": { act: (user) => user.click("add-account") },
  "add-waiting": { act: async (user, page) => { await user.click("add-account"); await user.click("connect-delta"); await page.getByTestId("sign-in-code").waitFor(); } },
  "add-code": { act: async (user, page) => { await user.click("add-account"); await user.click("connect-delta"); await user.click("sign-in-code"); await page.getByTestId("code-input").waitFor(); } },
  "add-connected": { act: async (user, page) => { await user.click("add-account"); await user.click("connect-delta"); await page.getByTestId("sign-in-code").waitFor(); await page.evaluate(() => window.mock.browserReturns("budget")); await page.getByTestId("preview-balance").waitFor(); } },
  "add-budget": { act: (user, page) => found(user, page, "swb-v1-budget", "preview-balance") },
  "add-hidden": { act: (user, page) => found(user, page, "swb-v1-hidden", "preview-hidden") },
  "add-unusual": { act: (user, page) => found(user, page, "lan_old", "preview-balance") },
  "add-server": { act: async (user, page) => { await found(user, page, "swb-v1-x", "preview-balance"); await user.click("own-server"); } },
  "account-budget": { route: "account/acc-budget" },
  "account-budget-tall": { route: "account/acc-budget", tall: true },
  "account-divisor": { route: "account/acc-tenths", tall: true },
  "account-low": { route: "account/acc-low" },
  "account-hidden": { route: "account/acc-hidden" },
  "account-top-up": { route: "account/acc-lookup" },
  "account-failing": { route: "account/acc-fail" },
  replace: { route: "account/acc-budget", act: (user) => user.click("replace-key") },
  welcome: { scenario: "first" },
  "first-alert": { scenario: "first", act: async (user, page) => { await user.click("add-account-first"); await user.paste("key-input", "nwk_live_1"); await page.getByTestId("preview-balance").waitFor(); await user.click("add-submit"); await page.getByTestId("first-alert").waitFor(); } },
  history: { route: "history" },
  "history-picker": { route: "history", scenario: "many", act: (_, page) => page.getByTestId("filter-account").pressSequentially("cha") },
  export: { route: "history", act: async (user, page) => { await user.click("export"); await page.getByTestId("export-account").fill("swi"); await page.keyboard.press("Enter"); } },
  settings: { route: "settings" },
  "settings-tall": { route: "settings", tall: true },
  holder: { route: "account/acc-fine/holder" },
  "holder-tall": { route: "account/acc-fine/holder", tall: true, act: async (user, page) => { await unfolded(user, page); await user.click("delete-open"); await user.click("password-open"); } },
  "holder-hostile": { route: "account/acc-fine/holder", scenario: "hostile", tall: true, act: unfolded },
  "holder-none": { route: "account/acc-fine/holder", scenario: "bare", tall: true },
  "holder-out": { route: "account/acc-staging/holder", scenario: "demo" },
  "holder-row": { route: "account/acc-staging", tall: true },
  "holder-sheet": { route: "account/acc-staging", act: async (user, page) => { await user.click("holder-sign-in"); await page.getByTestId("holder-form").waitFor(); } },
  "holder-add-key": { act: async (user) => { await user.click("add-account"); await user.click("provider-beta"); } },
  "holder-add-server": { act: byEmail },
  "holder-add": { scenario: "demo", act: async (user, page) => { await byEmail(user); await page.getByTestId("server-input").fill("https://api.example.com"); } },
  "holder-add-wrong": { act: async (user, page) => { await byEmail(user); await page.getByTestId("server-input").fill("https://api.example.com"); await page.getByTestId("holder-email").fill("demo@example.com"); await page.getByTestId("holder-password").fill("x"); await page.keyboard.press("Enter"); await page.locator("[data-testid=holder-problem][data-code=key_refused]").waitFor(); } },
  "holder-add-register": { act: async (user, page) => { await byEmail(user); await page.getByTestId("server-input").fill("https://api.example.com"); await user.click("holder-to-register"); } },
  "holder-add-done": { act: async (user, page) => { await byEmail(user); await page.getByTestId("server-input").fill("https://api.example.com"); await page.getByTestId("holder-email").fill("demo@example.com"); await page.getByTestId("holder-password").fill("demo-demo-demo"); await page.keyboard.press("Enter"); await page.getByTestId("preview-balance").waitFor(); } },
  "top-up": { route: "account/acc-fine", act: async (user, page) => { await page.evaluate(() => { window.mock.world.lastPackage = "starter"; }); await user.click("top-up"); await page.getByTestId("package-pro").waitFor(); } },
  "top-up-away": { route: "account/acc-fine", act: buy },
  "top-up-returned": { route: "account/acc-fine", act: async (user, page) => { await buy(user, page); await moved(page, "returned"); } },
  "top-up-credited": { route: "account/acc-fine", act: async (user, page) => { await buy(user, page); await moved(page, "credited"); } },
  "top-up-missing": { route: "account/acc-fine", act: async (user, page) => { await buy(user, page); await moved(page, "missing"); } },
  "top-up-charge": { route: "account/acc-main", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("charge-input").waitFor(); } },
  "top-up-gone": { route: "account/acc-main", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("charge-input").fill("25"); await user.click("charge-open"); await page.getByTestId("charge-gone").waitFor(); } },
  "top-up-page": { route: "account/acc-low", act: async (user, page) => { await user.click("top-up"); await page.getByTestId("top-up-page").waitFor(); } },
  "top-up-sign-in": { route: "account/acc-fine", scenario: "sign_in", act: async (user, page) => { await user.click("top-up"); await user.click("package-pro"); await page.getByTestId("top-up-sign-in").waitFor(); } },
  payments: { route: "payments", scenario: "payments" },
  "payments-tall": { route: "payments", scenario: "payments", tall: true },
  "payments-empty": { route: "payments" },
  "payment-away": { route: "payments/pay-0", scenario: "payments" },
  "payment-credited": { route: "payments/pay-4", scenario: "payments", tall: true },
  "payment-twice": { route: "payments/pay-7", scenario: "payments" },
  "payment-test": { route: "payments/pay-8", scenario: "payments" },
  "wallet-start": { route: "wallet", tall: true },
  "wallet-no-keys": { route: "wallet", scenario: "no_keys", tall: true, act: (user) => user.click("wallet-program") },
  wallet: { route: "wallet", scenario: "wallet", act: (_, page) => page.getByTestId("wallet-balance").waitFor() },
  "wallet-demo": { route: "wallet", scenario: "demo", act: (_, page) => page.getByTestId("wallet-balance").waitFor() },
  "wallet-tall": { route: "wallet", scenario: "wallets", tall: true, act: async (user, page) => { await page.getByTestId("wallet-balance").nth(2).waitFor(); for (const fold of ["wallet-more", "wallet-guide-open", "endpoints-open"]) await user.click(fold); await page.locator("[data-look=good]").first().waitFor(); } },
  "wallet-limits": { route: "wallet", scenario: "wallet", tall: true, act: async (user, page) => { await page.getByTestId("limit-month").fill("400"); await page.getByTestId("limit-day").fill("x"); await user.click("limits-save"); } },
  "account-waiting": { route: "account/acc-fine", scenario: "waiting" },
  "overview-waiting": { scenario: "waiting" },
};

const only = process.env["REFILL_UI_PICTURE"];
const LOOKS = /** @type {const} */ ([[1100, 800, "light"], [1100, 800, "dark"], [360, 740, "light"], [360, 740, "dark"]]);

for (const [name, { route, scenario, act, tall }] of Object.entries(PICTURES).filter(([name]) => !only || name.startsWith(only))) {
  test(`picture: ${name}`, { skip: !FOLDER }, async () => {
    mkdirSync(FOLDER ?? "", { recursive: true });
    for (const [width, height, scheme] of LOOKS) {
      const { page, user } = await open({ route, scenario, width, height, scheme });
      await act?.(user, page);
      await page.screenshot({ path: join(FOLDER ?? "", `${name}-${width}-${scheme}.png`), fullPage: Boolean(tall) });
    }
  });
}
