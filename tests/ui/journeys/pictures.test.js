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
