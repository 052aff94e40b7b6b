// The page on which a wallet in the browser is asked, as it is served on this machine, in a real browser with made-up wallets.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
const PAYER = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";
const SIGNATURE = `0x${"12".repeat(64)}1b`;

let browser;
let program;

before(async () => {
  program = await compiled();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
});
after(() => browser?.close());

/** The program that serves the page: where it lies once it is compiled. */
async function compiled() {
  const options = ["build", "--quiet", "-p", "refill-net", "--example", "wallet_page", "--message-format", "json"];
  const cargo = spawn("cargo", options, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  let path;
  for await (const line of createInterface({ input: cargo.stdout })) path = JSON.parse(line).executable ?? path;
  assert.ok(path, "it was not compiled");
  return path;
}

/** Runs in the page, before its script: wallets that do as they are told. `calls` keeps what they were asked. */
function wallets({ announced, injected }) {
  window.calls = [];
  const provider = (id, { accounts, chain = "0x2105", fails = {}, signature }) => ({
    request: async ({ method, params }) => {
      window.calls.push({ id, method, params });
      if (fails[method]) throw Object.assign(new Error("no"), { code: fails[method] });
      if (method === "eth_requestAccounts") return accounts;
      if (method === "eth_chainId") return chain;
      if (method === "wallet_switchEthereumChain") { chain = params[0].chainId; return null; }
      if (method === "eth_signTypedData_v4") return signature;
      throw Object.assign(new Error("unknown"), { code: -32601 });
    },
  });
  const announce = () => announced.forEach((wallet, place) => {
    const info = { uuid: `id-${place}`, name: wallet.name, icon: "data:image/svg+xml,<svg/>", rdns: "example" };
    const detail = Object.freeze({ info, provider: provider(wallet.name, wallet) });
    window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  });
  window.addEventListener("eip6963:requestProvider", announce);
  // Some announce themselves more than once.
  window.addEventListener("load", announce);
  if (injected) window.ethereum = provider("injected", injected);
}

/** The page for `task`, visited with these wallets. `answered` is what Refill is told. */
async function visit(t, task, options, { width = 360, scheme = "light" } = {}) {
  const server = spawn(program, [task], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const address = (await lines.next()).value;
  const context = await browser.newContext({ viewport: { width, height: 700 }, colorScheme: scheme });
  t.after(async () => { await context.close(); server.kill(); });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.addInitScript(wallets, { announced: [], ...options });
  await page.goto(address);
  const answered = async () => (await lines.next()).value;
  return { page, problems, answered, address, calls: () => page.evaluate(() => window.calls) };
}

const headline = (page, words) => page.getByRole("heading", { level: 1, name: words, exact: true }).waitFor();
const names = (page) => page.getByRole("button").allInnerTexts();
const fits = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "scrolls sideways");

async function accessible(page) {
  // The page's policy lets no script in; the tester's way around it stays out of the page's own world.
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  await session.send("Runtime.evaluate", { expression: AXE, contextId });
  const found = await session.send("Runtime.evaluate", { expression: "axe.run().then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)])))", contextId, awaitPromise: true });
  assert.equal(found.result.value, "[]");
}

test("the wallet is chosen with the keyboard, changes its chain and says its address", async (t) => {
  const announced = [{ name: "Alpha", accounts: [] }, { name: "<b>Beta</b> & more", accounts: [PAYER, SIGNATURE], chain: "0x1" }];
  const { page, problems, answered, calls } = await visit(t, "address", { announced, injected: { accounts: [] } });
  await headline(page, "Choose your wallet");
  assert.deepEqual(await names(page), ["Alpha", "<b>Beta</b> & more"]);
  await fits(page);
  await accessible(page);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await headline(page, "Done");
  assert.equal(await answered(), `Ok(Address("${PAYER}"))`);
  assert.deepEqual((await calls()).map(({ id, method }) => [id, method]), ["eth_requestAccounts", "eth_chainId", "wallet_switchEthereumChain", "eth_chainId"].map((method) => ["<b>Beta</b> & more", method]));
  assert.deepEqual((await calls())[2].params, [{ chainId: "0x2105" }]);
  assert.deepEqual(await page.locator("h1 ~ p:not(#status)").allInnerTexts(), ["You can close this page.", "Refill goes on by itself."]);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
  assert.deepEqual(await names(page), []);
  await accessible(page);
  assert.deepEqual(problems, []);
});

test("the wallet signs what Refill put into the page, with the address that pays", async (t) => {
  const announced = [{ name: "Alpha", accounts: ["0x209693Bc6afc0C5328bA36FaF03C514EF312287C", PAYER.toLowerCase()], signature: SIGNATURE }];
  const { page, problems, answered, calls } = await visit(t, "sign", { announced }, { scheme: "dark", width: 1000 });
  await page.getByRole("button", { name: "Alpha" }).click();
  await headline(page, "Done");
  assert.equal(await answered(), `Ok(Signature("${SIGNATURE}"))`);
  const data = '{"primaryType":"TransferWithAuthorization","note":"</script>"}';
  assert.deepEqual((await calls()).at(-1), { id: "Alpha", method: "eth_signTypedData_v4", params: [PAYER.toLowerCase(), data] });
  await accessible(page);
  assert.deepEqual(problems, []);
});

const FAILURES = [
  ["Refused", "a no to the address", { fails: { eth_requestAccounts: 4001 } }],
  ["Refused", "a no to the signature", { fails: { eth_signTypedData_v4: 4001 } }],
  ["Refused", "a no to the chain", { chain: "0x1", fails: { wallet_switchEthereumChain: 4001 } }],
  ["OtherChain", "a chain that the wallet does not know", { chain: "0x1", fails: { wallet_switchEthereumChain: 4902 } }],
  ["OtherAddress", "another address", { accounts: ["0x209693Bc6afc0C5328bA36FaF03C514EF312287C"] }],
  ["Other", "a wallet that fails", { fails: { eth_signTypedData_v4: -32603 } }],
  ["Other", "a wallet that answers nonsense", { accounts: null }],
];
for (const [reason, name, wallet] of FAILURES) {
  test(`${name} comes to nothing, and Refill learns why`, async (t) => {
    const { page, problems, answered } = await visit(t, "sign", { announced: [{ name: "Alpha", accounts: [PAYER], signature: SIGNATURE, ...wallet }] });
    await page.getByRole("button", { name: "Alpha" }).click();
    await headline(page, "That came to nothing");
    assert.equal(await answered(), `Ok(Failed(${reason}))`);
    assert.deepEqual(problems, []);
  });
}

test("a wallet that cannot announce itself is found all the same", async (t) => {
  const { page, answered } = await visit(t, "address", { injected: { accounts: [PAYER] } });
  await page.getByRole("button", { name: "Ethereum" }).click();
  await headline(page, "Done");
  assert.equal(await answered(), `Ok(Address("${PAYER}"))`);
});

test("without a wallet the page says so, and stays open to another browser", async (t) => {
  const { page, address, problems } = await visit(t, "address", {});
  await page.getByRole("status").getByText("There is no wallet in this browser.").waitFor();
  assert.deepEqual(await names(page), []);
  await accessible(page);
  assert.equal((await page.goto(address))?.status(), 200);
  assert.deepEqual(problems, []);
});

test("while the wallet asks, the page says so and offers nothing else", async (t) => {
  const { page } = await visit(t, "sign", { announced: [{ name: "Alpha", accounts: [PAYER] }] });
  await page.getByRole("button", { name: "Alpha" }).waitFor();
  // The answer does not arrive.
  await page.route("**/*", () => {});
  await page.getByRole("button", { name: "Alpha" }).click();
  await page.getByRole("status").getByText("Look at your wallet: it asks you now.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Alpha" }).isDisabled(), true);
});
