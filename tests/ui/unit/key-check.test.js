import assert from "node:assert/strict";
import { test } from "node:test";
import { providerByPrefix } from "../../../ui/js/key-check.js";

const provider = (id, ...keyPrefixes) => ({
  id, name: id, unit: "u", hue: 0, keyHint: "", keyPrefixes, serverHint: null, usualServer: null, hasHistory: false, keyKinds: [], divisors: [],
  signsIn: false, canGetKey: false, canBuy: false,
});
const providers = [provider("short", "sk-"), provider("long", "sk-or-", "or_"), provider("none"), provider("blank", "")];

test("the longest prefix picks the provider", () => {
  assert.equal(providerByPrefix("sk-or-123", providers)?.id, "long");
  assert.equal(providerByPrefix("  or_1", providers)?.id, "long");
  assert.equal(providerByPrefix("sk-123", providers)?.id, "short");
  // Also where the shorter one comes first in the longer one's provider, or last in the list.
  assert.equal(providerByPrefix("sk-or-123", [...providers].reverse())?.id, "long");
  assert.equal(providerByPrefix("sk-or-v1-1", [provider("a", "x", "sk-or-"), provider("b", "sk-or-v1-", "sk-")])?.id, "b");
});

test("no prefix picks nobody", () => {
  assert.equal(providerByPrefix("abc", providers), null);
  assert.equal(providerByPrefix("", providers), null);
});
