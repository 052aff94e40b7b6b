// The overview with ten accounts and with two hundred: what needs a hand is found at once, anything else by looking for it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, start, stop, visit } from "./harness.js";

before(start);
after(stop);

/** Far above what it takes, so that a busy machine is no failure, and far below what a person would notice as slow. */
const DRAW_MS = 1500, REDRAW_MS = 150;

const shown = (page) => page.locator("account-card").evaluateAll((cards) => cards.map((card) => card.getAttribute("data-account")));
const focus = (page) => page.evaluate(() => document.activeElement?.closest("[data-account]")?.getAttribute("data-account") ?? document.activeElement?.getAttribute("data-testid"));

test("ten accounts stand in one window, the low one first and large", async () => {
  const { page, close } = await open({ height: 800 });
  assert.deepEqual((await shown(page)).slice(0, 2), ["acc-low", "acc-fail"]);
  assert.equal(await page.locator("account-card.large").count(), 2);
  const seen = await page.locator("account-card").evaluateAll((cards) => cards.filter((card) => card.getBoundingClientRect().top < 800 - 24).length);
  assert.ok(seen >= 9, `${seen} of 10`);
  assert.match(await page.getByTestId("summary").innerText(), /1 low\s+1 not up to date\s+1 not visible\s+7 fine/u);
  assert.equal(await page.getByTestId("find-text").isVisible(), false);
  await close();
});

test("few accounts have room to be large, and all that is said of them is there", async () => {
  const { page, close } = await open({ scenario: "few" });
  assert.equal(await page.locator("account-card.large").count(), 4);
  await page.evaluate(() => { const world = window.mock.world; world.accounts = world.accounts.slice(0, 1); window.mock.emit("changed", { account: null }); });
  await page.getByTestId("summary").getByText("Your account has enough for now").waitFor();
  await close();
});

test("a dismissed notice leaves the card where it is, and the other pages", async () => {
  const { page, user, close } = await open();
  assert.equal(await page.getByTestId("banner").count(), 1);
  await user.click("banner-dismiss");
  await page.getByTestId("banner").waitFor({ state: "detached" });
  assert.equal((await shown(page))[0], "acc-low");
  await visit(page, "history");
  assert.equal(await page.getByTestId("banner").count(), 0);
  await close();
});

test("an account that becomes low moves up, and the focus goes with it", async () => {
  const { page, close } = await open();
  await page.locator("[data-account=acc-staging]").getByTestId("card-open").focus();
  await page.evaluate(() => { window.mock.world.accounts.find((a) => a.id === "acc-staging").level = "empty"; window.mock.emit("changed", { account: "acc-staging" }); });
  await page.locator("account-card.large[data-account=acc-staging]").waitFor();
  assert.equal((await shown(page))[0], "acc-staging");
  assert.equal(await focus(page), "acc-staging");
  await page.evaluate(() => { window.mock.world.accounts.find((a) => a.id === "acc-staging").level = "ok"; window.mock.emit("changed", { account: "acc-staging" }); });
  await page.locator("account-card.row[data-account=acc-staging]").waitFor();
  assert.equal((await shown(page)).at(-1), "acc-staging");
  await close();
});

test("two hundred: found by name, provider, server and state", async () => {
  const { page, user, close } = await open({ scenario: "many" });
  assert.equal((await shown(page)).length, 200);
  assert.equal(await page.locator("account-card.large").count(), 4);
  await page.getByTestId("find-text").fill("CHAT 115");
  assert.deepEqual(await shown(page), ["acc-114"]);
  await page.getByTestId("find-text").fill("ledger n42");
  assert.deepEqual(await shown(page), ["acc-42"]);
  await page.keyboard.press("Escape");
  assert.equal((await shown(page)).length, 200);
  await user.click("find-low");
  assert.equal((await shown(page)).length, 7);
  await user.click("find-unreadable");
  assert.equal((await shown(page)).length, 5);
  await page.getByTestId("find-provider").selectOption("epsilon");
  await page.getByTestId("find-nothing").waitFor();
  await user.click("find-clear");
  assert.equal((await shown(page)).length, 200);
  await page.getByTestId("find-provider").selectOption("epsilon");
  const lantern = await shown(page);
  assert.ok(lantern.length > 10 && lantern.length < 60);
  // What changes meanwhile does not take back what is looked for.
  await page.evaluate(() => { window.mock.world.accounts.find((a) => a.id === "acc-5").name = "Renamed"; window.mock.emit("changed", { account: "acc-5" }); });
  await page.waitForFunction(() => window.mock.world.calls.filter((c) => c.cmd === "overview").length >= 3);
  assert.deepEqual(await shown(page), lantern);
  await close();
});

test("two hundred, with the keyboard alone", async () => {
  const { page, close } = await open({ scenario: "many" });
  await page.keyboard.press("Control+f");
  assert.equal(await focus(page), "find-text");
  await page.keyboard.type("chat");
  await page.keyboard.press("ArrowDown");
  const [first, second] = await shown(page);
  assert.equal(await focus(page), first);
  await page.keyboard.press("ArrowDown");
  assert.equal(await focus(page), second);
  await page.keyboard.press("ArrowUp");
  assert.equal(await focus(page), first);
  await page.keyboard.press("Control+f");
  await page.keyboard.press("Enter");
  await page.waitForFunction((id) => location.hash === `#/account/${id}`, first);
  await close();
});

test("two hundred are drawn fast, and of one change only its card", async (context) => {
  const { page, close } = await open({ scenario: "many", route: "settings" });
  const took = await page.evaluate(async () => {
    const { setOverview } = await import("/js/state.js");
    const world = window.mock.world;
    const overview = (accounts) => ({ accounts, vault: world.vault, refreshing: false, checkedAt: world.checkedAt, banners: [] });
    const timed = (act) => { const from = performance.now(); act(); document.body.getBoundingClientRect(); return performance.now() - from; };
    const draw = timed(() => document.querySelector("main").replaceChildren(document.createElement("overview-page")));
    const rest = timed(() => setOverview(overview(world.accounts)));
    const changed = new Set();
    new MutationObserver((all) => { for (const { target } of all) changed.add(target.closest?.("account-card")?.getAttribute("data-account") ?? target.className); })
      .observe(document.querySelector(".rows"), { childList: true, subtree: true, characterData: true });
    const next = structuredClone(world.accounts);
    next[20].reading.balance.value = "7";
    const redraw = timed(() => setOverview(overview(next)));
    const nothing = timed(() => setOverview(overview(structuredClone(next))));
    await new Promise((go) => setTimeout(go, 0));
    return { draw, rest, redraw, nothing, changed: [...changed] };
  });
  context.diagnostic(`200 accounts: a window full in ${took.draw.toFixed(1)} ms, the rest in ${took.rest.toFixed(1)} ms, one change in ${took.redraw.toFixed(1)} ms, no change in ${took.nothing.toFixed(1)} ms`);
  assert.deepEqual(took.changed, ["acc-20"]);
  assert.ok(took.draw + took.rest < DRAW_MS && took.redraw < REDRAW_MS, JSON.stringify(took));
  await close();
});

test("a row tops up without leaving the list", async () => {
  const { page, close } = await open();
  await page.locator("[data-account=acc-main]").getByTestId("top-up").click();
  await page.getByTestId("top-up-sheet").getByText("Top up Models, whole account").waitFor();
  assert.equal(await page.locator("overview-page").count(), 1);
  await close();
});
