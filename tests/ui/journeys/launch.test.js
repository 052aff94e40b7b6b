// The program starts its window hidden: it is shown once, as soon as there is something to see, and whatever fails.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { calls, freshPage, open, start, stop } from "./harness.js";

before(start);
after(stop);

/** What stood in the page when the window was shown. */
const shownWith = (page) => page.waitForFunction(() => window.mock.world.shown).then((handle) => handle.jsonValue());

const FIRST = {
  usual: /Work key[\s\S]*420/u, slow: /Work key[\s\S]*420/u, first: /Add your first account/u, many: /Mobile 4/u,
  blocked_full: /The disk is full/u, broken_startup: /Something went wrong/u, broken_overview: /Something went wrong/u,
};

for (const [scenario, words] of Object.entries(FIRST)) {
  test(`shown once, with its first content and in its styles: ${scenario}`, async () => {
    const { page } = await open({ scenario });
    const { text, styled } = await shownWith(page);
    assert.match(text, words);
    assert.equal(styled, true);
    await page.waitForFunction(() => window.mock.world.answered.includes("show_window"));
    assert.equal((await calls(page, "show_window")).length, 1);
  });
}

test("a window that is shown is not shown again when its patience is over", async () => {
  const { page, goto, end } = await freshPage();
  await page.clock.install();
  await goto();
  await page.getByTestId("card").first().waitFor();
  await page.clock.fastForward(60_000);
  await page.waitForFunction(() => window.mock.world.answered.includes("show_window"));
  assert.equal((await calls(page, "show_window")).length, 1);
  await end();
});

test("another page first, when the address says so", async () => {
  const { page, close } = await open({ route: "settings" });
  assert.match((await shownWith(page)).text, /Settings/u);
  await close();
});

test("balances that are long in coming are waited for in an open window", async () => {
  const { page, goto, end } = await freshPage();
  await goto("loading");
  await shownWith(page);
  assert.equal((await calls(page, "show_window")).length, 1);
  assert.equal(await page.getByTestId("skeleton").isVisible(), true);
  await end();
});

for (const missing of ["js/pages/overview-page.js", "js/main.js", "locales/en/shell.ftl", "css/cards.css"]) {
  test(`shown all the same without ${missing}`, async () => {
    const { page, goto, end } = await freshPage();
    await page.route(`**/${missing}`, (route) => route.abort());
    await goto();
    await page.waitForFunction(() => window.mock?.world.shown);
    assert.equal((await calls(page, "show_window")).length, 1);
    await end();
  });
}

test("a window that could not be shown is tried again", async () => {
  const { page, goto, end } = await freshPage();
  await goto("broken_show_window");
  await page.waitForFunction(() => window.mock?.world.calls.filter((c) => c.cmd === "show_window").length === 2);
  await end();
});

test("both questions are asked at once, and nothing else before there is something to see", async (context) => {
  const { page, close } = await open();
  const asked = await page.evaluate(() => window.mock.world.calls.map(({ cmd, answered }) => ({ cmd, answered })));
  assert.deepEqual(asked.slice(0, 3), [{ cmd: "startup", answered: 0 }, { cmd: "overview", answered: 0 }, { cmd: "show_window", answered: 2 }]);
  const at = await page.evaluate(() => window.mock.world.calls.find((c) => c.cmd === "show_window").at);
  context.diagnostic(`first content after ${at.toFixed(0)} ms`);
  const fetched = await page.evaluate((before) => performance.getEntriesByType("resource").filter((r) => r.startTime < before).map((r) => new URL(r.name).pathname), at);
  for (const late of ["add-account-dialog", "history-page", "settings-page", "export-sheet"]) assert.ok(!fetched.some((path) => path.includes(late)), late);
  await close();
});
