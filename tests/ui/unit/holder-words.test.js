import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eventsTyped, keyBeginning, networkTitle, priceText, shortAddress } from "../../../ui/js/holder-words.js";
import { loadWords } from "../../../ui/js/locale.js";
import { useUnits } from "../../../ui/js/money.js";
import { readWords } from "./setup.js";

before(async () => {
  await loadWords({ read: readWords });
  useUnits([{ id: "credits", prefix: null, suffix: "credits", decimals: 0 }]);
});

test("an address is short enough to read and long enough to compare", () => {
  assert.equal(shortAddress("0x52908400098527886E0F7030069857D2E4169EE7"), "0x529084…169EE7");
  assert.equal(shortAddress("0x1234567890abcd"), "0x1234567890abcd", "little would be left out");
  assert.equal(shortAddress("\u202e0x52908400098527886E0F7030069857D2E4169EE7"), "0x529084…169EE7");
  assert.equal(shortAddress(null), "");
});

test("a key's beginning ends in one ellipsis, however the provider writes it", () => {
  for (const prefix of ["sk_4f2a", "sk_4f2a…", "sk_4f2a...", "sk_4f2a****"]) assert.equal(keyBeginning(prefix), "sk_4f2a…", prefix);
  assert.equal(keyBeginning(null), "");
  assert.equal(keyBeginning("…"), "");
});

test("events are told apart by commas, blanks and lines, each once", () => {
  assert.deepEqual(eventsTyped(" a.b, c.d;a.b\n e.f ,"), ["a.b", "c.d", "e.f"]);
  assert.deepEqual(eventsTyped(" , "), []);
});

test("a price is said with its unit, and not at all where it is unknown", () => {
  const provider = /** @type {any} */ ({ unit: "credits", prices: [{ kind: "read", credits: 1 }, { kind: "wallet", credits: 5 }] });
  assert.equal(priceText(provider, "wallet"), "5 credits");
  assert.equal(priceText({ ...provider, prices: [] }, "wallet"), null);
});

test("a network is called by its title, or else by its name", () => {
  const network = { name: "base", title: " ", chainId: null, currency: null, test: null };
  assert.equal(networkTitle(network), "base");
  assert.equal(networkTitle({ ...network, title: "Base" }), "Base");
});
