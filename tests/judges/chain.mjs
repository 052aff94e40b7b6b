// A chain of our own: anvil, with a token of our own where USDC lies on Base.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

import { createTestClient, createWalletClient, http, parseEventLogs, publicActions } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { base } from "viem/chains";

import { compileContracts } from "./contracts/compile.mjs";

/** Where USDC lies on Base. */
export const USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
/** Where Multicall3 lies on every chain. */
const BATCHED_CALLS = "0xcA11bde05977b3631167028862bE2a173976CA11";
/** The key of the golden vector in the project's notes, so that signatures can be compared with it. */
export const PAYER_KEY = `0x${"11".repeat(32)}`;
/** Who sells. Nobody holds this key here: money that arrives stays. */
export const PAYEE = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

const PAYER_FUNDS = 10_000_000_000n;
const ETHER = 10n ** 18n;
// The chain's `safe` block lies this many behind the latest, `finalized` twice as many.
const SAFE_LAG = 4;

/** Starts the chain, lays the token, gives the payer 10,000 USDC. */
export async function startChain() {
  const anvil = spawnAnvil();
  try {
    // The compiler keeps this thread busy for a second: anvil comes up meanwhile.
    const { TestUsdc, BatchedCalls } = compileContracts();
    const rpc = await anvil.ready;
    const transport = http(rpc, { retryCount: 0 });
    const client = createTestClient({ mode: "anvil", chain: base, transport }).extend(publicActions);
    const { address } = privateKeyToAccount(PAYER_KEY);
    await client.setCode({ address: USDC, bytecode: TestUsdc.code });
    await client.setCode({ address: BATCHED_CALLS, bytecode: BatchedCalls.code });
    const chain = { rpc, client, abi: TestUsdc.abi, payer: { key: PAYER_KEY, address }, payee: PAYEE, stop: anvil.stop };
    await mint(chain, address, PAYER_FUNDS);
    return chain;
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

/** A wallet of a new key with ether for gas, that can read too: what a facilitator has. */
export async function fundedWallet({ client, rpc }) {
  const account = privateKeyToAccount(generatePrivateKey());
  await client.setBalance({ address: account.address, value: 100n * ETHER });
  const transport = http(rpc, { retryCount: 0 });
  return createWalletClient({ account, chain: base, transport, pollingInterval: 20 }).extend(publicActions);
}

/** Gives somebody units of the token, and no ether: who pays by authorization needs none. */
export async function mint(chain, to, value) {
  const minter = await fundedWallet(chain);
  const hash = await minter.writeContract({ address: USDC, abi: chain.abi, functionName: "mint", args: [to, value] });
  const { status } = await minter.waitForTransactionReceipt({ hash });
  if (status !== "success") throw new Error(`the mint ${hash} failed`);
}

/** Every authorization that the token marked: with what moved, or as cancelled. */
export async function settlements({ client, abi }) {
  const found = await client.getLogs({ address: USDC, fromBlock: 0n });
  const events = parseEventLogs({ abi, logs: found });
  const transferOf = (hash) => events.find((event) => event.eventName === "Transfer" && event.transactionHash === hash);
  const authorizations = events.filter((event) => event.eventName !== "Transfer");
  return authorizations.map(({ eventName, args, transactionHash, blockNumber }) => {
    const marked = { transaction: transactionHash, block: Number(blockNumber), from: args.authorizer, nonce: args.nonce };
    if (eventName === "AuthorizationCanceled") return { ...marked, canceled: true };
    const { to, value } = transferOf(transactionHash).args;
    return { ...marked, to, value: value.toString() };
  });
}

function spawnAnvil() {
  const options = ["--host", "127.0.0.1", "--port", "0", "--chain-id", String(base.id), "--slots-in-an-epoch", String(SAFE_LAG)];
  // The shell ends anvil when its own input closes: also after this process was killed and could end nothing itself.
  // It leaves the output to anvil alone, so that the output's end is anvil's.
  const script = '"$@" & exec >&-; read -r _; kill $!; wait $!';
  const shell = spawn("sh", ["-c", script, "sh", anvilProgram(), ...options], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => shell.on("exit", resolve));
  const ready = new Promise((resolve, reject) => {
    const lines = createInterface({ input: shell.stdout });
    lines.on("line", (line) => {
      const address = /^Listening on (\S+)$/u.exec(line)?.[1];
      if (address) resolve(`http://${address}`);
    });
    lines.on("close", () => reject(new Error("anvil ended before it listened")));
  });
  // Whoever waits for it hears of it; until then a failure is nobody's unhandled rejection.
  ready.catch(() => {});
  const stop = () => {
    shell.stdin.end();
    return ended;
  };
  return { ready, stop };
}

/** Anvil of the package for this machine; where there is none, the one on the PATH. */
function anvilProgram() {
  const machine = process.arch === "x64" ? "amd64" : process.arch;
  try {
    return createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${process.platform}-${machine}/bin/anvil`);
  } catch {
    return "anvil";
  }
}
