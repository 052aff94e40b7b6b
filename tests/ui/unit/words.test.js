import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { FluentResource } from "../../../ui/vendor/fluent/index.js";
import { errorFacts, errorText } from "../../../ui/js/error-words.js";
import { DEED_WORDS, ERROR_WORDS, isErrorCode, vaultStateOf } from "../../../ui/js/errors.js";
import { loadWords, t, usableLocale } from "../../../ui/js/locale.js";
import { isolate, plain } from "../../../ui/js/text.js";
import { readWords, UI } from "./setup.js";

before(() => loadWords({ read: readWords }));

const files = ["shell", "overview", "account", "add", "history", "holder", "payments", "wallet", "settings", "errors"];

async function defined() {
  const ids = new Map();
  for (const file of files) {
    for (const message of new FluentResource(await readWords(file)).body) ids.set(message.id, Object.keys(message.attributes));
  }
  return ids;
}

function sources() {
  const list = readdirSync(new URL("js/", UI), { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".js"));
  return [...list.map((f) => readFileSync(new URL(`js/${f}`, UI), "utf8")), readFileSync(new URL("index.html", UI), "utf8")].join("\n");
}

test("every id that is used has words, and every word is used", async () => {
  const ids = await defined();
  const code = sources();
  for (const [, id] of code.matchAll(/\bt\(\s*(?:[\w.!()\s"=|&[\]]+\?\s*)?"([a-z][a-z-]+)"/gu)) assert.ok(ids.has(id), `no words for ${id}`);
  for (const [, id] of code.matchAll(/data-l10n(?:-label)?="([a-z-]+)"/gu)) assert.ok(ids.has(id), `no words for ${id}`);
  for (const id of ids.keys()) assert.ok(code.includes(`"${id}"`), `words that nobody says: ${id}`);
});

test("no message is written twice, and the files hold nothing that is not Fluent", async () => {
  const seen = new Set();
  for (const file of files) {
    const text = await readWords(file);
    for (const [, id] of text.matchAll(/^([a-z][\w-]*) *=/gmu)) {
      assert.ok(!seen.has(id), `twice: ${id}`);
      seen.add(id);
    }
    assert.equal(new FluentResource(text).body.length, [...text.matchAll(/^[a-z][\w-]* *=/gmu)].length, file);
  }
});

test("every error says what happened, what it means for the money, and what to do", async () => {
  const ids = await defined();
  for (const [code, id] of Object.entries(ERROR_WORDS)) {
    assert.deepEqual(ids.get(id), ["money", "todo"], code);
    const { what, money, todo } = errorText(/** @type {any} */ (code));
    assert.match(what, /[^.]$/u, `${code}: a title has no full stop`);
    assert.match(money, /\.$/u, code);
    assert.match(todo, /(\.|\/\/)$/u, code);
    assert.doesNotMatch(what + money + todo, /!|oops|sorry/iu, code);
  }
});

test("where no balance is read, nothing is said of one, nor that it is tried again by itself", async () => {
  const ids = await defined();
  for (const deed of /** @type {const} */ (["buying", "paying", "entering"])) {
    for (const [code, id] of Object.entries(DEED_WORDS[deed].words)) {
      assert.deepEqual(ids.get(id), ["todo"], code);
      const { what, money, todo } = errorText(/** @type {any} */ (code), deed);
      assert.match(what, /[^.]$/u, code);
      assert.doesNotMatch(`${what} ${money} ${todo}`, /balance|by itself|Copy the key/u, code);
      if (deed === "buying") assert.equal(money, "Nothing was bought and no money has moved.");
      else if (deed === "paying") assert.equal(money, "Nothing was signed and no money has moved.");
      else assert.doesNotMatch(`${what} ${money} ${todo}`, /\bkey\b/u, code);
    }
    const codes = Object.keys(ERROR_WORDS).filter((code) => /by itself|Copy the key/u.test(errorText(/** @type {any} */ (code)).todo));
    for (const code of codes) assert.ok(code in DEED_WORDS[deed].words, code);
  }
  assert.match(errorText("timeout", "making").money, /may have been made all the same/u);
  assert.equal(errorText("storage_full", "buying").what, "The disk is full");
});

test("the table has the codes of the contract and no others", () => {
  const contract = readFileSync(new URL("js/bindings/ipc.d.ts", UI), "utf8");
  const union = /export type ErrorCode =([^;]+);/u.exec(contract)?.[1] ?? "";
  assert.deepEqual(Object.keys(ERROR_WORDS).sort(), [...union.matchAll(/"(\w+)"/gu)].map((m) => m[1]).sort());
  assert.ok(isErrorCode("tls") && !isErrorCode("toString") && !isErrorCode(3));
});

test("the facts of an error carry the code, and unknown names as they came", () => {
  const facts = errorFacts({ code: "key_refused", message: "401", details: { request_id: "r1", odd: "x" } });
  assert.deepEqual(facts, [["Code", "key_refused"], ["Request id", "r1"], ["odd", "x"], ["Message", "401"]]);
  assert.equal(vaultStateOf("vault_timeout"), "locked");
  assert.equal(vaultStateOf("tls"), null);
});

test("a language that Intl does not know is passed over", () => {
  assert.equal(usableLocale(["C"]), null);
  assert.equal(usableLocale(["C", "de-DE"]), "de-DE");
  assert.equal(usableLocale(["en_US.UTF-8"]), null);
});

test("the pseudo-locale marks what went through Fluent", async () => {
  await loadWords({ read: readWords, pseudo: true });
  assert.equal(t("action-save"), "Šåṽé");
  assert.match(t("gauge-alert", { amount: "5 x" }), /5 x$/u);
  assert.equal(isolate("Work"), "\u2068Work\u2069", "what is not ours is marked, so that what is unmarked must be Fluent's");
  assert.equal(isolate(""), "");
  await loadWords({ read: readWords });
  assert.equal(isolate("Work"), "Work");
});

test("words from outside lose what would turn their neighbours around", () => {
  assert.equal(plain("a\u202eb\u0000c\u0085 \u200b d\n"), "a b c d");
  assert.equal(isolate("Work"), "Work");
  assert.equal(isolate("\u202eשלום"), "\u2068שלום\u2069");
});
