// The window starts fast only if all that its first page needs is asked for at once: index.html lists it.
// `REFILL_UPDATE_PRELOADS=1 npm --prefix tests/ui run test` writes the list anew.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { UI } from "./setup.js";

const PAGE = new URL("index.html", UI);
const ENTRIES = ["js/launch.js", "js/main.js"];

/** What a module imports before it runs; `import()` comes later, when it is needed. */
function importsOf(file) {
  const text = readFileSync(new URL(file, UI), "utf8").replace(/\/\*[\s\S]*?\*\//gu, "");
  const named = text.matchAll(/^\s*(?:import|export)\s[^"';]*?from\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']/gmu);
  return [...named].map(([, from, bare]) => new URL(from ?? bare, new URL(file, UI)).pathname.slice(UI.pathname.length));
}

function graph() {
  const found = new Set(ENTRIES);
  for (const file of found) for (const imported of importsOf(file)) found.add(imported);
  return [...found].filter((file) => !ENTRIES.includes(file)).sort();
}

test("index.html asks for every module of the first page at once, and for no other", () => {
  const page = readFileSync(PAGE, "utf8");
  const wanted = graph().map((file) => `    <link rel="modulepreload" href="${file}">\n`).join("");
  const list = /(?: *<link rel="modulepreload"[^>]*>\n)+/u;
  if (process.env["REFILL_UPDATE_PRELOADS"]) writeFileSync(PAGE, page.replace(list, () => wanted));
  else assert.equal(list.exec(page)?.[0], wanted, "REFILL_UPDATE_PRELOADS=1 writes it anew");
});

test("index.html asks for the words at once, and for all of them", () => {
  const asked = [...readFileSync(PAGE, "utf8").matchAll(/<link rel="preload" as="fetch" crossorigin href="([^"]+)">/gu)].map(([, file]) => file);
  assert.deepEqual(asked.sort(), readdirSync(new URL("locales/en/", UI)).map((file) => `locales/en/${file}`).sort());
});

test("what is not needed at first is not fetched at first", () => {
  const first = graph();
  for (const late of ["pages/history-page.js", "pages/settings-page.js", "pages/account-page.js", "pages/payments-page.js", "pages/wallet-page.js", "elements/top-up-sheet-element.js", "elements/add-account-dialog-element.js", "elements/export-sheet-element.js"]) {
    assert.ok(!first.includes(`js/${late}`), late);
  }
});
