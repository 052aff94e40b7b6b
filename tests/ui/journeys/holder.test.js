// Signing in with e-mail and password, and everything that is managed then. No password, key or token stays in the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { calls, open, start, stop, visit } from "./harness.js";

before(start);
after(stop);

const EMAIL = "demo@example.com", PASSWORD = "demo-demo-demo";
const HOLDER = "account/acc-fine/holder";

const focus = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
const step = (page, name) => page.locator(`[data-testid=holder-form][data-step=${name}]`).waitFor();
const problem = (page, code) => page.locator(`[data-testid=holder-problem][data-code=${code}]`).waitFor();
const toast = (page, text) => page.getByTestId("toast").getByText(text).waitFor();
const steer = (page, change) => page.evaluate((to) => Object.assign(window.mock.world.holder, to), change);
const section = (page, tag) => page.locator(tag);

/** Whether this text is anywhere in the page, in a field or in what was said. */
const isInPage = (page, text) => page.evaluate((what) => document.documentElement.outerHTML.includes(what)
  || [...document.querySelectorAll("input")].some((input) => input.value.includes(what)), text);

async function signIn(page, email = EMAIL, password = PASSWORD) {
  await page.getByTestId("holder-email").fill(email);
  await page.getByTestId("holder-password").fill(password);
  await page.keyboard.press("Enter");
}

/** The sheet that adds an account, with a provider that knows account holders. */
async function adding(options = {}) {
  const opened = await open(options);
  const { page, user } = opened;
  await user.click(options.scenario === "first" ? "add-account-first" : "add-account");
  await user.click("provider-beta");
  await user.click("way-email");
  return opened;
}

async function named(page) {
  await page.getByTestId("server-input").fill("https://api.example.com");
  await page.getByTestId("holder-form").waitFor();
}

test("a new account by e-mail: the server first, then the form, then the balance and Add", async () => {
  const { page, user, close } = await adding({ scenario: "first" });
  await page.getByTestId("way-server").waitFor();
  assert.equal(await focus(page), "server-input");
  assert.equal(await page.getByTestId("holder-form").count(), 0, "nothing is typed for a server that nobody named");
  await named(page);
  await page.getByTestId("holder-makes-key").getByText(/makes itself a key named “Refill” at Ledger API/u).waitFor();
  assert.equal(await page.getByTestId("key-input").isVisible(), false);
  assert.equal(await page.getByTestId("add-submit").isVisible(), false);
  await page.evaluate(() => { window.mock.world.delay.holder_sign_in_new = 150; });
  await signIn(page);
  await page.locator("holder-sign-in-form[aria-busy]").waitFor();
  assert.equal(await isInPage(page, PASSWORD), false, "the password is gone before the answer is there");
  await page.getByTestId("preview-balance").waitFor();
  assert.equal(await focus(page), "add-submit");
  assert.equal(await page.getByTestId("holder-form").isVisible(), false);
  await user.click("add-submit");
  await page.getByTestId("card").waitFor();
  assert.deepEqual(await calls(page, "holder_sign_in_new"), [{ provider: "beta", server: "https://api.example.com", email: EMAIL, password: PASSWORD }]);
  const [added] = await calls(page, "add_account");
  assert.deepEqual([added.provider, added.server, added.key, added.signIn], ["beta", "https://api.example.com", null, "sign-in-1"]);
  assert.equal((await calls(page, "sign_in_cancel")).length, 0, "its key is in use");
  await close();
});

test("only providers with account holders offer it, and a key is what is asked for first", async () => {
  const { page, user, close } = await open();
  await user.click("add-account");
  assert.equal(await page.getByTestId("way-email").count(), 0);
  await user.click("provider-beta");
  assert.equal(await page.getByTestId("way-key").isChecked(), true);
  assert.equal(await page.getByTestId("key-input").isVisible(), true);
  await user.click("way-email");
  await user.click("provider-alpha");
  assert.equal(await page.getByTestId("way-email").count(), 0);
  assert.equal(await page.getByTestId("key-input").isVisible(), true);
  await close();
});

test("a sign-in that is not wanted any more is given up: closed, another way, another server", async () => {
  const { page, user, close } = await adding();
  const cancelled = async () => (await calls(page, "sign_in_cancel")).map(({ signIn: name }) => name);
  await named(page);
  await signIn(page);
  await page.getByTestId("preview-balance").waitFor();
  await user.click("sign-in-other");
  assert.deepEqual(await cancelled(), ["sign-in-1"]);
  assert.equal(await focus(page), "holder-email");
  assert.equal(await page.getByTestId("preview-balance").count(), 0);
  await signIn(page);
  await page.getByTestId("preview-balance").waitFor();
  await user.click("provider-alpha");
  assert.deepEqual(await cancelled(), ["sign-in-1", "sign-in-2"]);
  assert.equal(await page.getByTestId("key-input").isVisible(), true);
  await user.click("provider-beta");
  await user.click("way-email");
  await named(page);
  await signIn(page);
  await page.getByTestId("preview-balance").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("add-dialog").waitFor({ state: "detached" });
  assert.deepEqual(await cancelled(), ["sign-in-1", "sign-in-2", "sign-in-3"]);
  await close();
});

test("an answer that comes after the sheet was closed leaves no key behind", async () => {
  const { page, close } = await adding();
  await named(page);
  await page.evaluate(() => { window.mock.world.delay.holder_sign_in_new = 250; });
  await signIn(page);
  await page.locator("holder-sign-in-form[aria-busy]").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("add-dialog").waitFor({ state: "detached" });
  await page.waitForFunction(() => window.mock.world.answered.includes("sign_in_cancel"));
  assert.deepEqual(await calls(page, "sign_in_cancel"), [{ signIn: "sign-in-1" }]);
  await close();
});

test("what is missing or wrong is said under the form, and the focus goes where it is put right", async () => {
  const { page, user, close } = await adding();
  await named(page);
  await user.click("holder-submit");
  await problem(page, "missing");
  assert.equal(await focus(page), "holder-email");
  await page.getByTestId("holder-email").fill("somebody");
  await page.getByTestId("holder-password").fill("x");
  await user.click("holder-submit");
  await problem(page, "email");
  assert.equal((await calls(page, "holder_sign_in_new")).length, 0);
  await signIn(page, EMAIL, "not-the-password");
  await problem(page, "key_refused");
  assert.match(await page.getByTestId("holder-problem").innerText(), /address or the password is wrong/u);
  assert.equal(await page.getByTestId("holder-problem").getAttribute("role"), "alert");
  assert.equal(await focus(page), "holder-password");
  assert.equal(await isInPage(page, "not-the-password"), false);
  assert.equal(await page.getByTestId("holder-email").inputValue(), EMAIL);
  await page.evaluate(() => { window.mock.world.fail.holder_sign_in_new = "unreachable"; });
  await signIn(page);
  await page.locator("[data-testid=error][data-code=unreachable]").waitFor();
  assert.equal(await page.getByTestId("holder-problem").innerText(), "");
  await close();
});

test("registering: the provider's own sentence, the code from the e-mail, then signing in", async () => {
  const { page, user, close } = await adding();
  await named(page);
  await user.click("holder-to-register");
  assert.equal(await focus(page), "holder-email");
  await page.getByTestId("holder-email").fill("new@example.com");
  await page.getByTestId("holder-password").fill("short");
  await page.getByTestId("holder-name").fill("New Person");
  await page.keyboard.press("Enter");
  await problem(page, "rejected");
  assert.equal(await page.getByTestId("holder-problem").innerText(), "The provider says: Passwords have at least 8 characters.");
  await page.getByTestId("holder-password").fill("long-enough-1");
  await user.click("holder-submit");
  await step(page, "verify");
  assert.equal(await isInPage(page, "long-enough-1"), false);
  await page.getByText("Enter the code from the e-mail to new@example.com.").waitFor();
  assert.equal(await focus(page), "holder-code");
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await problem(page, "rejected");
  assert.match(await page.getByTestId("holder-problem").innerText(), /wrong or too old/u);
  await page.getByTestId("holder-code").fill(" 123456 ");
  await page.keyboard.press("Enter");
  await step(page, "sign-in");
  await page.getByTestId("holder-notice").getByText(/is confirmed/u).waitFor();
  assert.equal(await focus(page), "holder-password");
  assert.equal(await page.getByTestId("holder-email").inputValue(), "new@example.com");
  await page.keyboard.type("long-enough-1");
  await page.keyboard.press("Enter");
  await page.getByTestId("preview-balance").waitFor();
  const place = { provider: "beta", server: "https://api.example.com" };
  assert.deepEqual((await calls(page, "holder_register")).at(-1), { ...place, email: "new@example.com", password: "long-enough-1", name: "New Person" });
  assert.deepEqual((await calls(page, "holder_verify")).at(-1), { ...place, account: null, code: "123456" });
  await close();
});

test("an address that is not confirmed leads to its code", async () => {
  const { page, close } = await adding();
  await named(page);
  await steer(page, { verified: false });
  await signIn(page);
  await step(page, "verify");
  await problem(page, "email_unverified");
  assert.equal(await focus(page), "holder-code");
  await page.keyboard.type("123456");
  await page.keyboard.press("Enter");
  await step(page, "sign-in");
  await close();
});

test("a forgotten password: a code, a new password, signed in", async () => {
  const { page, user, close } = await open({ route: "account/acc-staging" });
  await page.getByTestId("holder-row").getByText(/^Signed out: sign in to buy packages/u).waitFor();
  await user.click("holder-sign-in");
  await page.getByTestId("holder-sheet").waitFor();
  assert.equal(await focus(page), "holder-email");
  assert.equal(await page.getByTestId("holder-to-register").count(), 0, "this account has its holder");
  await page.keyboard.type(EMAIL);
  await user.click("holder-to-forgot");
  assert.equal(await page.getByTestId("holder-email").inputValue(), EMAIL);
  await page.keyboard.press("Enter");
  await step(page, "reset");
  assert.equal(await focus(page), "holder-code");
  await page.keyboard.type("123456");
  await page.getByTestId("holder-password").fill("another-password");
  await page.keyboard.press("Enter");
  await page.getByTestId("holder-sheet").waitFor({ state: "detached" });
  await toast(page, "You are signed in to Staging.");
  assert.deepEqual(await calls(page, "holder_reset"), [{ provider: "beta", server: null, account: "acc-staging", code: "123456", password: "another-password" }]);
  assert.deepEqual(await calls(page, "holder_sign_in"), [{ account: "acc-staging", email: EMAIL, password: "another-password" }]);
  assert.equal(await isInPage(page, "another-password"), false);
  await page.locator("[data-testid=holder-row][data-signed-in=true]").waitFor();
  assert.equal(await focus(page), "holder-sign-out");
  await close();
});

test("a password that can be looked at is hidden again, and none is left when the sheet closes", async () => {
  const { page, user, close } = await open({ route: "account/acc-staging" });
  await user.click("holder-sign-in");
  const password = page.getByTestId("holder-password");
  assert.deepEqual([await password.getAttribute("type"), await password.getAttribute("autocomplete")], ["password", "current-password"]);
  await password.fill("seen");
  await user.click("holder-password-show");
  assert.equal(await password.getAttribute("type"), "text");
  assert.equal(await page.getByTestId("holder-password-show").getAttribute("aria-pressed"), "true");
  const held = await password.elementHandle();
  await page.keyboard.press("Escape");
  await page.getByTestId("holder-sheet").waitFor({ state: "detached" });
  assert.deepEqual(await held.evaluate((input) => [input.value, input.type]), ["", "password"]);
  assert.equal(await focus(page), "holder-sign-in");
  await close();
});

test("in the demo the form says with what one signs in", async () => {
  const { page, close } = await open({ scenario: "demo", route: "account/acc-staging" });
  await page.getByTestId("holder-sign-in").click();
  await page.getByTestId("holder-demo").getByText("In the demo: demo@example.com, demo-demo-demo").waitFor();
  await visit(page, "overview");
  await close();
});

test("the account's page leads to the holder's page and back, and signs out", async () => {
  const { page, user, close } = await open({ route: "account/acc-fine" });
  await user.click("holder-link");
  await page.getByRole("heading", { level: 1, name: "Keys, wallets and profile" }).waitFor();
  assert.equal(await page.evaluate(() => location.hash), `#/${HOLDER}`);
  assert.equal(await page.getByTestId("nav-overview").getAttribute("aria-current"), "true");
  await page.waitForFunction(() => document.title === "Keys, wallets and profile of Token transfers – Refill");
  await user.click("back");
  await user.click("holder-sign-out");
  await toast(page, "You are signed out of Token transfers.");
  await page.locator("[data-testid=holder-row][data-signed-in=false]").waitFor();
  assert.equal(await focus(page), "holder-sign-in");
  assert.deepEqual(await calls(page, "holder_sign_out"), [{ account: "acc-fine" }]);
  await visit(page, "account/acc-low");
  assert.equal(await page.getByTestId("holder-row").count(), 0, "this provider has no account holders");
  await close();
});

test("signed out: the form in place, and everything else once it is filled in", async () => {
  const { page, user, close } = await open({ route: "account/acc-staging/holder" });
  await page.getByTestId("holder-signed-out").getByText("You are signed out").waitFor();
  assert.equal((await calls(page, "api_keys")).length, 0);
  await signIn(page);
  await page.getByTestId("api-keys").waitFor();
  assert.equal(await page.getByTestId("profile-email").innerText().then((text) => text.includes(EMAIL)), true);
  await user.click("profile-sign-out");
  await page.getByTestId("holder-signed-out").waitFor();
  await close();
});

test("a sign-in that ends while one looks: the form comes by itself, with the focus in it", async () => {
  const { page, user, close } = await open({ route: HOLDER });
  await page.getByTestId("api-keys").waitFor();
  await page.evaluate(() => { window.mock.world.accounts.find((card) => card.id === "acc-fine").signedIn = false; });
  await page.getByTestId("key-revoke").first().click();
  await page.getByText("Your sign-in has ended").waitFor();
  assert.equal(await focus(page), "holder-email");
  assert.equal(await page.getByTestId("holder-form").count(), 1);
  await signIn(page);
  await page.getByTestId("api-keys").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
  await user.click("back");
  await close();
});

test("the profile: name, password, and what is wrong with them", async () => {
  const { page, user, close } = await open({ route: HOLDER });
  await page.getByTestId("profile-verified").getByText("Confirmed").waitFor();
  await page.getByTestId("profile-name").fill("Sam R.");
  await user.click("profile-save");
  await toast(page, "Your name at the provider is now Sam R..");
  await user.click("password-open");
  await user.click("password-save");
  assert.match(await page.getByTestId("password-problem").innerText(), /fill in/u);
  assert.equal(await focus(page), "password-present");
  await page.getByTestId("password-present").fill("wrong-one");
  await page.getByTestId("password-new").fill("a-new-password");
  await page.keyboard.press("Enter");
  await page.getByTestId("password-problem").getByText(/present password is wrong/u).waitFor();
  assert.equal(await isInPage(page, "wrong-one") || await isInPage(page, "a-new-password"), false);
  await page.getByTestId("password-present").fill(PASSWORD);
  await page.getByTestId("password-new").fill("short");
  await user.click("password-save");
  await page.getByTestId("password-problem").getByText("The provider says: Passwords have at least 8 characters.").waitFor();
  await page.getByTestId("password-present").fill(PASSWORD);
  await page.getByTestId("password-new").fill("a-new-password");
  await user.click("password-save");
  await toast(page, "Your password was changed.");
  assert.deepEqual((await calls(page, "holder_change_password")).at(-1), { account: "acc-fine", present: PASSWORD, new: "a-new-password" });
  assert.equal(await page.getByTestId("password-form").isVisible(), false);
  await close();
});

test("keys: by what is listed of them; a new one goes to the keychain or the clipboard, never through the page", async () => {
  const { page, user, close } = await open({ route: HOLDER });
  const keys = section(page, "holder-keys");
  await page.getByTestId("api-keys").waitFor();
  assert.match(await keys.innerText(), /Refill\s+lgr_live_4f2a…[\s\S]*base · created [\s\S]*last used[\s\S]*Website, orders and invoices\s+lgr_live_9c07…[\s\S]*Key without a name/u);
  await user.click("key-new");
  await page.getByTestId("key-network").locator("option", { hasText: "polygon-amoy (test network)" }).waitFor({ state: "attached" });
  await user.click("key-create");
  await page.locator("[data-testid=error][data-code=name_invalid]").waitFor();
  await page.getByTestId("key-name").fill("Shop");
  await page.getByTestId("key-network").selectOption("base");
  await user.click("key-create");
  await toast(page, "Shop was created. Refill uses it from now on.");
  assert.equal(await keys.getByTestId("holder-item").count(), 4);
  await user.click("key-new");
  await page.getByTestId("key-name").fill("Script");
  await user.click("key-use-clipboard");
  await user.click("key-create");
  await toast(page, /^Script was created and copied/u);
  assert.deepEqual(await calls(page, "create_api_key"), [
    { account: "acc-fine", name: "Shop", network: "base", use: "account" }, { account: "acc-fine", name: "Script", network: null, use: "clipboard" },
  ]);
  assert.equal(await isInPage(page, "mock-key"), false);
  await steer(page, { noClipboard: true });
  await user.click("key-new");
  await page.getByTestId("key-name").fill("Third");
  await user.click("key-use-clipboard");
  await user.click("key-create");
  await page.locator("[data-testid=error][data-code=not_copied]").waitFor();
  assert.equal(await page.getByTestId("key-name").inputValue(), "Third");
  await close();
});

test("revoking is asked about by the system: a no is silent, a yes takes the key off the list", async () => {
  const { page, user, close } = await open({ route: HOLDER });
  const keys = section(page, "holder-keys");
  await page.getByTestId("api-keys").waitFor();
  await steer(page, { saysNo: true });
  await page.getByRole("button", { name: "Revoke Website, orders and invoices" }).click();
  await page.waitForFunction(() => window.mock.world.answered.includes("revoke_api_key") && !document.querySelector("holder-keys[aria-busy]"));
  assert.equal(await page.getByTestId("error").count() + await page.getByTestId("toast").count(), 0);
  assert.equal(await keys.getByTestId("holder-item").count(), 3);
  await steer(page, { saysNo: false });
  await page.getByRole("button", { name: "Revoke Website, orders and invoices" }).click();
  await toast(page, "Website, orders and invoices was revoked.");
  assert.equal(await keys.getByTestId("holder-item").count(), 2);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "API keys");
  assert.deepEqual((await calls(page, "revoke_api_key")).at(-1), { account: "acc-fine", id: "key-2" });
  await page.evaluate(() => { window.mock.world.fail.revoke_api_key = "timeout"; });
  await page.getByRole("button", { name: "Revoke Refill" }).click();
  await keys.locator("[data-code=timeout]").waitFor();
  await user.click("back");
  await close();
});

test("wallets: short addresses that are copied whole, what one costs, created and deleted", async () => {
  const { page, user, close } = await open({ route: HOLDER });
  const wallets = section(page, "holder-wallets");
  await page.getByTestId("wallets").waitFor();
  assert.equal(await page.getByTestId("wallet-address").first().innerText(), "0x529084…169EE7");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByTestId("wallet-copy").first().click();
  await toast(page, "The address of Payouts was copied.");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "0x52908400098527886E0F7030069857D2E4169EE7");
  await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error("denied")); });
  await page.getByTestId("wallet-copy").first().click();
  await page.waitForFunction(() => getSelection()?.toString() === "0x52908400098527886E0F7030069857D2E4169EE7");
  await user.click("wallet-new");
  assert.equal(await page.getByTestId("wallet-price").innerText(), "Creating one costs 5 credits.");
  await steer(page, { saysNo: true });
  await user.click("wallet-create");
  await page.waitForFunction(() => window.mock.world.answered.includes("create_wallet") && !document.querySelector("holder-wallets[aria-busy]"));
  assert.equal(await page.getByTestId("error").count(), 0);
  await steer(page, { saysNo: false });
  await page.getByTestId("wallet-network").selectOption("base");
  await user.click("wallet-create");
  await toast(page, "0xde709f…e2fb77 was created.");
  assert.deepEqual((await calls(page, "create_wallet")).at(-1), { account: "acc-fine", network: "base" });
  assert.equal(await wallets.getByTestId("holder-item").count(), 3);
  await page.getByRole("button", { name: "Delete Payouts" }).click();
  await toast(page, "Payouts was deleted.");
  assert.equal(await wallets.getByTestId("holder-item").count(), 2);
  await close();
});

test("webhooks and networks are read once somebody wants them", async () => {
  const { page, user, close } = await open({ route: HOLDER });
  await page.getByTestId("api-keys").waitFor();
  assert.equal((await calls(page, "webhooks")).length + (await calls(page, "networks")).length, 0);
  await user.click("advanced-open");
  await page.getByTestId("webhooks").getByText("payment.received, payment.settled · switched off").waitFor();
  await user.click("webhook-new");
  await page.getByTestId("webhook-url").fill("https://shop.example.com/hook");
  await user.click("webhook-create");
  assert.equal(await focus(page), "webhook-events");
  assert.match(await page.getByTestId("webhook-problem").innerText(), /fill in/u);
  await page.keyboard.type("payment.received, payment.expired,payment.received");
  await steer(page, { saysNo: true });
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.mock.world.answered.includes("create_webhook") && !document.querySelector("holder-webhooks[aria-busy]"));
  assert.equal(await section(page, "holder-webhooks").getByTestId("error").count(), 0, "who says no knows it");
  await steer(page, { saysNo: false });
  await page.evaluate(() => { window.mock.world.calls = window.mock.world.calls.filter(({ cmd }) => cmd !== "create_webhook"); });
  await page.getByTestId("webhook-events").press("Enter");
  await toast(page, "The webhook was created.");
  assert.deepEqual(await calls(page, "create_webhook"), [{ account: "acc-fine", url: "https://shop.example.com/hook", events: ["payment.received", "payment.expired"] }]);
  await page.getByTestId("webhook-delete").first().click();
  await toast(page, "The webhook was deleted.");
  assert.deepEqual(await calls(page, "delete_webhook"), [{ account: "acc-fine", id: "hook-1" }]);
  await page.getByTestId("network-open").first().click();
  assert.match(await page.getByTestId("network-facts").innerText(), /base\s+Chain id\s+8453\s+Currency\s+ETH\s+Kind\s+Main network/u);
  await page.evaluate(() => { window.mock.world.fail.network = "timeout"; });
  await page.getByTestId("network-open").nth(1).click();
  await page.locator("holder-networks [data-code=timeout]").waitFor();
  await close();
});

test("each section by itself: bones while it loads, a sentence for none, an error with another try", async () => {
  const { page, close } = await open();
  await page.evaluate(() => { window.mock.world.fail.api_keys = "unreachable"; window.mock.world.delay.wallets = 60_000; });
  await page.evaluate(() => window.mock.emit("navigate", { to: "account/acc-fine/holder" }));
  await page.locator("holder-keys [data-code=unreachable]").waitFor();
  await page.getByTestId("profile-email").waitFor();
  assert.equal(await section(page, "holder-wallets").getByTestId("skeleton").count(), 1);
  assert.equal(await page.getByTestId("key-new").count(), 0);
  await page.evaluate(() => { window.mock.world.fail = {}; window.mock.world.holder.keys = []; });
  await section(page, "holder-keys").getByTestId("section-retry").click();
  await page.getByTestId("api-keys-none").getByText("There are no API keys.").waitFor();
  assert.equal(await page.getByTestId("key-new").count(), 1);
  await close();
});

test("deleting the account at the provider: its name is typed, the system asks, and it is gone here too", async () => {
  const { page, user, close } = await open({ route: HOLDER });
  await page.getByTestId("api-keys").waitFor();
  await user.click("delete-open");
  await user.click("delete-go");
  assert.equal(await focus(page), "delete-typed");
  assert.equal((await calls(page, "holder_delete")).length, 0);
  await page.keyboard.type("Something else");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=error][data-code=typed_otherwise]").waitFor();
  await page.getByTestId("delete-typed").fill("Token transfers");
  await steer(page, { saysNo: true });
  await user.click("delete-go");
  await page.getByTestId("error").waitFor({ state: "detached" });
  await page.waitForFunction(() => window.mock.world.answered.filter((cmd) => cmd === "holder_delete").length === 2);
  await steer(page, { saysNo: false });
  await user.click("delete-go");
  await toast(page, "Token transfers was deleted at the provider and removed from Refill.");
  assert.equal(await page.evaluate(() => location.hash), "#/overview");
  await page.locator("[data-account=acc-fine]").waitFor({ state: "detached" });
  assert.deepEqual((await calls(page, "holder_delete")).at(-1), { account: "acc-fine", typed: "Token transfers" });
  await close();
});

test("an account that is gone, or has no holder, says so", async () => {
  const { page, close } = await open({ route: "account/gone/holder" });
  await page.locator("[data-testid=error][data-code=account_gone]").waitFor();
  await visit(page, "account/acc-low/holder");
  await page.locator("[data-testid=error][data-code=account_gone]").waitFor();
  await close();
});

test("news of the balance take nothing away that is being typed", async () => {
  const { page, user, close } = await open({ route: HOLDER });
  await page.getByTestId("api-keys").waitFor();
  await user.click("key-new");
  await page.getByTestId("key-name").fill("half a na");
  const before_ = (await calls(page, "overview")).length;
  await page.evaluate(() => { window.mock.world.accounts[0].reading.balance.value = "9000"; window.mock.emit("changed", { account: "acc-fine" }); });
  await page.waitForFunction((n) => window.mock.world.answered.filter((cmd) => cmd === "overview").length > n, before_);
  assert.equal(await page.getByTestId("key-name").inputValue(), "half a na");
  assert.equal(await focus(page), "key-name");
  await close();
});

test("diagnostics for whoever helps: what is in them is said before they are copied", async () => {
  const { page, user, close } = await open({ route: "settings" });
  await page.getByText(/^Never in it:/u).waitFor();
  await user.click("copy-diagnostics");
  await toast(page, "The diagnostics were copied.");
  assert.equal((await calls(page, "copy_diagnostics")).length, 1);
  await steer(page, { noClipboard: true });
  await user.click("copy-diagnostics");
  await page.locator("[data-testid=error][data-code=not_copied]").waitFor();
  await close();
});

test("something new whose answer was lost: the list is read again, and nobody is invited to make it twice", async () => {
  const { page, user, close } = await open({ route: HOLDER });
  await user.click("wallet-new");
  const reads = (await calls(page, "wallets")).length;
  await page.evaluate(() => { window.mock.world.fail.create_wallet = "timeout"; });
  await user.click("wallet-create");
  await page.locator("[data-testid=error][data-code=timeout]").getByText("It may have been made all the same").waitFor();
  await page.getByText("Look at the list before you try again.").waitFor();
  await page.waitForFunction((had) => window.mock.world.calls.filter(({ cmd }) => cmd === "wallets").length > had, reads);
  await page.getByTestId("wallets").waitFor();
  await close();
});

test("another try keeps the reader where it was pressed", async () => {
  const { page, close } = await open({ scenario: "usual" });
  await page.evaluate(() => { window.mock.world.fail.wallets = "timeout"; });
  await visit(page, HOLDER);
  const retry = section(page, "holder-wallets").getByTestId("section-retry");
  await retry.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.mock.world.answered.filter((cmd) => cmd === "wallets").length > 1 && document.activeElement?.getAttribute("data-testid") === "section-retry");
  await page.evaluate(() => { window.mock.world.fail = {}; });
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement === document.querySelector("holder-wallets h2"));
  await close();
});

test("an address that is changed while it is asked is said; a sign-in that succeeded hides it; errors speak of no balance", async () => {
  const { page, user, close } = await adding();
  await user.click("provider-beta");
  await user.click("way-email");
  await page.getByTestId("server-input").fill("https://api.example.com");
  await user.click("holder-to-forgot");
  await page.evaluate(() => { window.mock.world.fail.holder_forgot = "not_found"; });
  await page.getByTestId("holder-email").fill(EMAIL);
  await user.click("holder-submit");
  await page.getByText("One can’t sign in at this address").waitFor();
  await page.evaluate(() => { window.mock.world.fail = {}; window.mock.world.delay.holder_sign_in_new = 400; });
  await user.click("holder-to-sign-in");
  await signIn(page);
  await page.getByTestId("server-input").fill("https://api.example.com/2");
  await problem(page, "address");
  await page.locator("holder-sign-in-form:not([aria-busy])").waitFor();
  await signIn(page);
  await page.getByTestId("preview-balance").waitFor();
  assert.equal(await page.getByTestId("server-input").isVisible(), false);
  await close();
});
