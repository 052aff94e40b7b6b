// The rules of the window that a reader would otherwise have to remember.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { UI } from "./setup.js";

const all = readdirSync(UI, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`.replace(/\/+/gu, "/"))
  .map((path) => path.slice(UI.pathname.length)).sort();
const read = (file) => readFileSync(new URL(file, UI), "utf8");
const lines = (file) => read(file).split("\n").length - 1;
const own = all.filter((file) => !file.startsWith("vendor/") && !file.startsWith("js/bindings/"));
const scripts = own.filter((file) => file.endsWith(".js"));

test("text never becomes markup", () => {
  for (const file of scripts) {
    assert.doesNotMatch(read(file), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|setAttribute\("style"/u, file);
  }
});

test("money is never a float", () => {
  for (const file of scripts) assert.doesNotMatch(read(file), /\bparseFloat|\bparseInt|\bNumber\(|Number\.parse|valueAsNumber|toFixed/u, file);
  for (const file of ["js/money.js", "js/chart.js"]) assert.doesNotMatch(read(file), /[(\s]\+\s?[\w.]*value\b|Math\.\w+\([^)]*value/u, file);
});

test("only ipc.js calls the backend, and nobody calls anything else", () => {
  for (const file of scripts) {
    if (file !== "js/ipc.js") assert.doesNotMatch(read(file), /vendor\/tauri|__TAURI/u, file);
    if (file !== "js/locale.js") assert.doesNotMatch(read(file), /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon/u, file);
    assert.doesNotMatch(read(file), /https?:\/\/(?!www\.w3\.org\/2000\/svg)/u, file);
  }
});

test("the window names no provider", () => {
  for (const file of own.filter((f) => !f.endsWith(".png"))) assert.doesNotMatch(read(file), /dria|openrouter|web3|hyper3d|clado|rodin/iu, file);
});

test("the page needs no exception from its content security policy", () => {
  const page = read("index.html");
  assert.doesNotMatch(page, /\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|https?:\/\//u);
  for (const [, path] of page.matchAll(/(?:href|src)="([^"#]+)"/gu)) assert.ok(existsSync(new URL(path, UI)), path);
});

test("no words stand in the page or in the code", () => {
  const texts = read("index.html").replace(/<title>Refill<\/title>/u, "").replace(/<[^>]*>/gu, "").trim();
  assert.equal(texts, "");
  assert.doesNotMatch(read("index.html"), /(?:aria-label|title|placeholder)=/u);
  for (const file of scripts) {
    // A string of several words with a capital or a full stop is a sentence; code has identifiers.
    for (const [, text] of read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, "").matchAll(/"([^"\n]*)"/gu)) {
      assert.doesNotMatch(text, /^[A-Z][a-z]+ [a-z]+|[a-z]{2,} [a-z]{2,}.*[.!?…]$/u, file);
    }
    assert.doesNotMatch(read(file), /(?:textContent|title|placeholder) = "[A-Za-z]/u, file);
  }
});

test("WebKitGTK 2.50 can run it", () => {
  for (const file of scripts) assert.doesNotMatch(read(file), /Temporal\.|extends:\s*"|\bis="|commandfor/iu, file);
});

test("files stay small enough to read", () => {
  for (const file of own) {
    if (file.endsWith(".css")) assert.ok(lines(file) <= 200, file);
    else if (/^js\/elements\//u.test(file)) assert.ok(lines(file) <= 240, file);
    else if (file.endsWith(".js")) assert.ok(lines(file) <= 300, file);
  }
});

test("vendored files are the ones that were reviewed", () => {
  const list = new Map(read("vendor/SHA256SUMS").trim().split("\n").map((line) => [line.slice(66), line.slice(0, 64)]));
  const vendored = all.filter((file) => file.startsWith("vendor/") && file !== "vendor/SHA256SUMS");
  assert.deepEqual([...list.keys()].sort(), vendored.map((file) => file.slice("vendor/".length)));
  for (const [file, sum] of list) assert.equal(createHash("sha256").update(readFileSync(new URL(`vendor/${file}`, UI))).digest("hex"), sum, file);
});

test("the vendored modules are those of the packages that the lock file names", () => {
  const packages = { tauri: "@tauri-apps/api", fluent: "@fluent/bundle/esm" };
  for (const file of all.filter((f) => /^vendor\/.*\.(?:js|d\.ts)$/u.test(f))) {
    const [, folder, rest] = /^vendor\/(\w+)\/(.*)$/u.exec(file) ?? [];
    assert.equal(read(file), readFileSync(new URL(`../node_modules/${packages[folder]}/${rest}`, import.meta.url), "utf8"), file);
  }
});

test("the lock file names no registry host", () => {
  const lock = readFileSync(new URL("../package-lock.json", import.meta.url), "utf8");
  assert.doesNotMatch(lock, /"resolved"/u);
});
