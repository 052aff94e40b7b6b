import assert from "node:assert/strict";
import { test } from "node:test";
import { hrefOf, parseRoute } from "../../../ui/js/router.js";

test("the words of the navigate event are routes", () => {
  assert.deepEqual(parseRoute("overview"), { page: "overview" });
  assert.deepEqual(parseRoute("account/a-1"), { page: "account", account: "a-1" });
  assert.deepEqual(parseRoute("#/history"), { page: "history", account: null });
  assert.deepEqual(parseRoute("#/settings"), { page: "settings" });
  assert.deepEqual(parseRoute("#/wallet"), { page: "wallet" });
  assert.deepEqual(parseRoute("payments"), { page: "payments", payment: null });
  assert.deepEqual(parseRoute("#/payments/p%2F1"), { page: "payments", payment: "p/1" });
  assert.equal(hrefOf({ page: "payments", payment: "p/1" }), "#/payments/p%2F1");
});

test("what is only the holder's lies below the account", () => {
  const route = { page: /** @type {const} */ ("holder"), account: "a/b #ü%" };
  assert.deepEqual(parseRoute("account/a-1/holder"), { page: "holder", account: "a-1" });
  assert.deepEqual(parseRoute(hrefOf(route)), route);
  assert.deepEqual(parseRoute("account/a-1/other"), { page: "account", account: "a-1" });
});

test("nonsense leads home", () => {
  for (const text of ["", "#", "#/", "account", "account/", "#/nowhere", "javascript:alert(1)"]) assert.deepEqual(parseRoute(text), { page: "overview" }, text);
  assert.deepEqual(parseRoute("account/%E0%A4%A"), { page: "account", account: "%E0%A4%A" });
});

test("an id with any character comes back whole", () => {
  const route = { page: /** @type {const} */ ("account"), account: "a/b #ü%" };
  assert.deepEqual(parseRoute(hrefOf(route)), route);
});
