// One browser for all journeys; each gets a fresh page on the mocked backend.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { serve } from "../mock/serve.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Long, because a busy machine is not a broken page. */
const PATIENCE_MS = 15_000;

let browser;
let server;
let problems = [];
let opened = 0;
/** One page per language, loaded anew for each journey: its files then come from the cache. */
const pages = new Map();

/**
 * It is noon in every page, and the clock goes on from there: what happened an hour ago was today, whenever the
 * journeys are run. In text, because it runs in the page.
 */
const NOON = `(() => {
  const Real = Date;
  const shift = new Real().setHours(12, 0, 0, 0) - Real.now();
  window.Date = class Date extends Real {
    constructor(...parts) { super(...(parts.length > 0 ? parts : [Real.now() + shift])); }
    static now() { return Real.now() + shift; }
  };
})()`;

async function newContext(locale) {
  const context = await browser.newContext({ locale, reducedMotion: "reduce" });
  await context.addInitScript(NOON);
  return context;
}

export async function start() {
  server = await serve(0, { cache: true });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
}

export async function stop() {
  await browser?.close();
  server?.close();
}

async function pageFor(locale) {
  const known = pages.get(locale);
  if (known) return known;
  const context = await newContext(locale);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  pages.set(locale, page);
  return page;
}

/**
 * @param {{ scenario?: string, route?: string, width?: number, height?: number, scheme?: "light" | "dark", locale?: string, query?: string }} [options]
 */
export async function open({ scenario = "usual", route = "overview", width = 1100, height = 760, scheme = "light", locale = "en-GB", query = "" } = {}) {
  const page = await pageFor(locale);
  problems = [];
  opened += 1;
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme });
  // The number makes it another address: one that differs after the # alone is not loaded anew.
  await page.goto(`${server.url}?scenario=${scenario}&n=${opened}${query}#/${route}`);
  await settled(page);
  const close = async () => {
    assert.deepEqual(problems, []);
    await page.evaluate(() => localStorage.clear());
  };
  return { page, user: new User(page), close };
}

/** A page of its own, for journeys in which files are missing: its problems are expected. */
export async function freshPage() {
  const context = await newContext("en-GB");
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return { page, goto: (scenario = "usual") => page.goto(`${server.url}?scenario=${scenario}`), end: () => context.close() };
}

/** Another page without loading the window again. */
export async function visit(page, route) {
  await page.evaluate((to) => window.mock.emit("navigate", { to }), route);
  await settled(page);
}

/** The page has its data: nothing is loading any more. */
export async function settled(page) {
  await page.waitForFunction(() => document.body.classList.contains("ready")
    && document.querySelector("main > *")
    && !document.querySelector("[data-testid=skeleton], .account-body[aria-busy]")
    && (!document.querySelector("overview-page") || document.querySelector("[data-testid=welcome]") || document.querySelectorAll("account-card").length >= window.mock.world.accounts.length)
    && (!document.querySelector("history-page") || document.querySelector("[data-testid=entry], [data-testid^=history-]"))
    && (!location.hash.startsWith("#/payments") || (document.querySelector("payments-page")?.payment === (location.hash.split("/")[2] ?? "")
      && document.querySelector(".payments-body:not([aria-busy])")))
    && (!document.querySelector("settings-page") || document.querySelector(".settings-panel")));
}

/** Counts the clicks that a person needs. */
export class User {
  clicks = 0;

  constructor(page) {
    this.page = page;
  }

  async click(testid) {
    this.clicks += 1;
    await this.page.getByTestId(testid).click();
  }

  /** Paste, as the clipboard does it: one input event of its own kind. */
  async paste(testid, text) {
    await this.page.getByTestId(testid).evaluate((input, value) => {
      input.focus();
      input.value = value;
      input.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true, data: value }));
    }, text);
  }
}

export const calls = (page, cmd) => page.evaluate((name) => window.mock.world.calls.filter((call) => call.cmd === name).map((call) => call.args), cmd);

/** @param {string} where for the message @param {"all" | "colours"} rules */
export async function axe(page, where, rules = "all") {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(AXE);
  const found = await page.evaluate(async (which) => {
    const runOnly = which === "all" ? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] : { type: "rule", values: ["color-contrast"] };
    const result = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(" ")} ${n.any[0]?.message ?? ""}`).join(" | ")}`);
  }, rules);
  assert.deepEqual(found, [], where);
}
