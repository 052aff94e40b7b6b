// The judges judged: what is good passes once, and what is broken in any one place is refused.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { createPaymentHeader } from "x402/client";
import { decodePaymentResponseHeader } from "@x402/fetch";
import { parseSignature } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { PAYEE, PAYER_KEY, USDC, fundedWallet, settlements } from "./chain.mjs";
import { startJudges } from "./judges.mjs";
import { openLosingDoor } from "./losing-door.mjs";
import { VERSIONS, askPrice, send, signPayment } from "./payment.mjs";
import { payingFetch, topUp } from "./payer.mjs";

const NOBODY = "0x000000000000000000000000000000000000dEaD";
const OTHER_KEY = `0x${"44".repeat(32)}`;

let judges;
before(async () => (judges = await startJudges()));
after(() => judges?.stop());

const read = (functionName, args = []) => judges.chain.client.readContract({ address: USDC, abi: judges.chain.abi, functionName, args });
const count = async () => (await settlements(judges.chain)).length;
const now = () => Math.floor(Date.now() / 1000);

/** Asserts that nothing is settled meanwhile. */
async function unpaid(work) {
  const earlier = await count();
  const result = await work();
  assert.equal(await count(), earlier, "something was settled");
  return result;
}

describe("the token", () => {
  it("has USDC's domain, names and topics", async () => {
    assert.equal(await read("DOMAIN_SEPARATOR"), "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f");
    assert.equal(await read("TRANSFER_WITH_AUTHORIZATION_TYPEHASH"), "0x7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267");
    assert.equal(await read("RECEIVE_WITH_AUTHORIZATION_TYPEHASH"), "0xd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8");
    assert.equal(await read("CANCEL_AUTHORIZATION_TYPEHASH"), "0x158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a1597429");
    assert.deepEqual([await read("name"), await read("version"), await read("decimals")], ["USD Coin", "2", 6]);
    assert.equal(await read("balanceOf", [judges.chain.payer.address]), 10_000_000_000n);
    assert.equal(await judges.chain.client.getBalance({ address: judges.chain.payer.address }), 0n);
  });

  it("marks an authorization once, with the documented logs", async () => {
    const payment = await authorize({});
    const receipt = await submit("transferWithAuthorization", payment);
    assert.deepEqual(receipt.logs.map((log) => log.topics[0]), [
      "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5",
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
    ]);
    assert.equal(await read("authorizationState", [payment.authorization.from, payment.authorization.nonce]), true);
    await assert.rejects(submit("transferWithAuthorization", payment), /used or canceled/u);
  });

  it("takes a signature as one piece or as three, and of one form only", async () => {
    await submit("transferWithAuthorization", await authorize({}), (signature) => [signature]);
    const payment = await authorize({});
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const mirrored = ({ r, s, yParity }) => [28 - yParity, r, `0x${(order - BigInt(s)).toString(16).padStart(64, "0")}`];
    await assert.rejects(submit("transferWithAuthorization", payment, (signature) => mirrored(parseSignature(signature))), /invalid signature/u);
    await submit("transferWithAuthorization", payment);
  });

  it("refuses what is too early, too late, too much or another's", async () => {
    const refused = async (changes, reason) => assert.rejects(submit("transferWithAuthorization", await authorize(changes)), reason);
    await refused({ validAfter: String(now() + 600) }, /not yet valid/u);
    await refused({ validBefore: String(now() - 600) }, /expired/u);
    await refused({ value: "10000000001" }, /exceeds balance/u);
    await refused({ from: NOBODY }, /invalid signature/u);
    await refused({ to: `0x${"00".repeat(20)}` }, /zero address/u);
    const toReceive = await authorize({}, "ReceiveWithAuthorization");
    await assert.rejects(submit("receiveWithAuthorization", toReceive), /not the payee/u);
  });

  it("cancels what was not used, and says so", async () => {
    const payment = await authorize({});
    const { from: authorizer, nonce } = payment.authorization;
    const types = { CancelAuthorization: [{ name: "authorizer", type: "address" }, { name: "nonce", type: "bytes32" }] };
    const domain = { name: "USD Coin", version: "2", chainId: 8453, verifyingContract: USDC };
    const message = { authorizer, nonce };
    const signature = await privateKeyToAccount(PAYER_KEY).signTypedData({ domain, types, primaryType: "CancelAuthorization", message });
    const receipt = await write("cancelAuthorization", [authorizer, nonce, signature]);
    assert.equal(receipt.logs[0].topics[0], "0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81");
    assert.equal(await read("authorizationState", [authorizer, nonce]), true);
    await assert.rejects(submit("transferWithAuthorization", payment), /used or canceled/u);
    assert.equal((await settlements(judges.chain)).find((one) => one.nonce === nonce).canceled, true);
  });

  /** A payment straight to the token. */
  async function authorize(authorization, type) {
    const offer = { payTo: PAYEE, maxTimeoutSeconds: 300, maxAmountRequired: "1", asset: USDC, extra: { name: "USD Coin", version: "2" } };
    return (await signPayment("v1", offer, PAYER_KEY, { authorization }, type)).payload;
  }

  function submit(functionName, { authorization, signature }, parts = inThree) {
    const { from, to, value, validAfter, validBefore, nonce } = authorization;
    return write(functionName, [from, to, BigInt(value), BigInt(validAfter), BigInt(validBefore), nonce, ...parts(signature)]);
  }

  function inThree(signature) {
    const { r, s, yParity } = parseSignature(signature);
    return [27 + yParity, r, s];
  }

  async function write(functionName, args) {
    const wallet = await fundedWallet(judges.chain);
    const hash = await wallet.writeContract({ address: USDC, abi: judges.chain.abi, functionName, args });
    return wallet.waitForTransactionReceipt({ hash });
  }
});

for (const version of ["v1", "v2"]) {
  describe(`the seller of ${version}`, () => {
    const seller = () => judges.said[version];
    const payWith = (payment) => send(version, seller(), payment);
    const pay = async (changes, key = PAYER_KEY, type = undefined) => payWith(await signPayment(version, await askPrice(version, seller()), key, changes, type));

    it("asks for what was ordered", async () => {
      const offer = await askPrice(version, seller());
      assert.equal(VERSIONS[version].amountOf(offer), "10000000");
      assert.deepEqual([offer.scheme, offer.asset, offer.payTo, offer.maxTimeoutSeconds], ["exact", USDC, PAYEE, 300]);
      assert.equal(offer.network, { v1: "base", v2: "eip155:8453" }[version]);
      assert.deepEqual(offer.extra, { name: "USD Coin", version: "2" });
      const bad = await fetch(`${seller()}/v1/credits/topup`, { method: "POST", headers: { "content-type": "application/json" }, body: '{"amount":"1.5"}' });
      assert.equal(bad.status, 400);
    });

    it("is paid once by the official client", async () => {
      const [paid, funds] = [await count(), await read("balanceOf", [PAYEE])];
      const answer = await topUp(payingFetch(PAYER_KEY), seller());
      assert.equal(answer.status, 200);
      assert.deepEqual(await answer.json(), { credits_added: 1000, balance: 2000, balance_usdc: "20.00" });
      const receipt = decodePaymentResponseHeader(answer.headers.get(VERSIONS[version].answerHeader));
      const settled = await settlements(judges.chain);
      assert.equal(settled.length, paid + 1);
      assert.equal(receipt.success, true);
      assert.equal(receipt.transaction, settled.at(-1).transaction);
      assert.equal(await read("balanceOf", [PAYEE]), funds + 10_000_000n);
      const balance = await (await fetch(`${seller()}/v1/credits/balance`)).json();
      assert.deepEqual(balance, { balance: 2000, balance_usdc: "20.00" });
    });

    it("refuses the same payment a second time", async () => {
      const payment = await signPayment(version, await askPrice(version, seller()), PAYER_KEY);
      assert.equal((await payWith(payment)).status, 200);
      const again = await unpaid(() => payWith(payment));
      assert.equal(again.status, 402);
      assert.match(again.error, { v1: /used or canceled/u, v2: /nonce_already_used/u }[version]);
    });

    it("refuses a payment with any one field changed after it was signed, and takes it unchanged", async () => {
      const payment = await signPayment(version, await askPrice(version, seller()), PAYER_KEY);
      for (const [name, tamper] of Object.entries({ ...SIGNED_FIELDS, ...FRAME_FIELDS[version] })) {
        const changed = structuredClone(payment);
        tamper(changed);
        assert.notDeepEqual(changed, payment, name);
        assert.equal((await unpaid(() => payWith(changed))).status, 402, name);
      }
      assert.equal((await payWith(payment)).status, 200);
    });

    it("refuses a payment that is well signed, but wrong", async () => {
      const wrong = async (reason, ...given) => {
        const { status, error } = await unpaid(() => pay(...given));
        assert.deepEqual([status, reason.test(error)], [402, true], `${error} is not ${reason}`);
      };
      await wrong(/recipient_mismatch/u, { authorization: { to: NOBODY } });
      await wrong(/authorization_value/u, { authorization: { value: "9999999" } });
      await wrong(/valid_before/u, { authorization: { validBefore: String(now() + 3) } });
      await wrong(/valid_after/u, { authorization: { validAfter: String(now() + 60) } });
      await wrong(/signature/u, { domain: { name: "USDC" } });
      await wrong(/signature/u, { domain: { version: "1" } });
      await wrong(/signature/u, { domain: { chainId: 84532 } });
      await wrong(/signature/u, { domain: { verifyingContract: NOBODY } });
      await wrong(/signature/u, {}, PAYER_KEY, "ReceiveWithAuthorization");
      await wrong(/insufficient/u, {}, OTHER_KEY);
    });

    it("settles what comes at the same moment one by one", async () => {
      const earlier = await count();
      const answers = await Promise.all([1, 2, 3, 4].map(() => pay({})));
      assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200]);
      assert.equal(await count(), earlier + 4);
    });
  });
}

it("the version 1 client of the official package is taken too", async () => {
  const offer = await askPrice("v1", judges.said.v1);
  const header = await createPaymentHeader(privateKeyToAccount(PAYER_KEY), 1, offer);
  assert.equal((await topUp(fetch, judges.said.v1, { "X-PAYMENT": header })).status, 200);
});

const SIGNED_FIELDS = {
  from: ({ payload }) => (payload.authorization.from = NOBODY),
  to: ({ payload }) => (payload.authorization.to = NOBODY),
  value: ({ payload }) => (payload.authorization.value = "10000001"),
  validAfter: ({ payload }) => (payload.authorization.validAfter = String(BigInt(payload.authorization.validAfter) - 1n)),
  validBefore: ({ payload }) => (payload.authorization.validBefore = String(BigInt(payload.authorization.validBefore) + 1n)),
  nonce: ({ payload }) => (payload.authorization.nonce = `0x${"22".repeat(32)}`),
  signature: ({ payload }) => (payload.signature = payload.signature.replace(/..$/u, (v) => (v === "1b" ? "1c" : "1b"))),
  x402Version: (payment) => (payment.x402Version = 3),
};

const FRAME_FIELDS = {
  v1: {
    scheme: (payment) => (payment.scheme = "upto"),
    network: (payment) => (payment.network = "base-sepolia"),
  },
  v2: {
    "accepted scheme": ({ accepted }) => (accepted.scheme = "upto"),
    "accepted network": ({ accepted }) => (accepted.network = "eip155:84532"),
    "accepted amount": ({ accepted }) => (accepted.amount = "1"),
    "accepted asset": ({ accepted }) => (accepted.asset = NOBODY),
    "accepted payTo": ({ accepted }) => (accepted.payTo = NOBODY),
    "accepted maxTimeoutSeconds": ({ accepted }) => (accepted.maxTimeoutSeconds = 60),
    "accepted extra": ({ accepted }) => (accepted.extra.name = "USDC"),
  },
};

describe("a lost answer", () => {
  for (const version of ["v1", "v2"]) {
    it(`of ${version}: the same payment again moves nothing twice, a new one does`, async () => {
      const door = await openLosingDoor(judges.said[version]);
      try {
        const payment = await signPayment(version, await askPrice(version, door.url), PAYER_KEY);
        const earlier = await count();
        door.lose(1);
        await assert.rejects(send(version, door.url, payment), TypeError);
        assert.deepEqual([door.lost(), await count()], [1, earlier + 1]);
        assert.equal((await send(version, door.url, payment)).status, 402);
        assert.equal(await count(), earlier + 1);
        assert.equal((await topUp(payingFetch(PAYER_KEY), door.url)).status, 200);
        assert.equal(await count(), earlier + 2);
      } finally {
        await door.stop();
      }
    });
  }
});

it("the control mines, moves the time for chain and facilitators alike, lists what was settled, and funds", async () => {
  const post = (body) => ({ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const control = async (path, body) => (await fetch(judges.said.control + path, body && post(body))).json();
  const earlier = await control("/control/mine", { blocks: 10 });
  assert.equal(earlier.latest - earlier.safe, 4);
  const later = await control("/control/time", { seconds: 1000 });
  assert.equal(later.latest, earlier.latest + 1);
  assert.ok(later.timestamp >= earlier.timestamp + 1000);
  assert.ok(now() >= later.timestamp);
  assert.equal((await topUp(payingFetch(PAYER_KEY), judges.said.v2)).status, 200);
  const listed = await control("/control/settlements");
  const { transaction, block, nonce, ...last } = listed.at(-1);
  assert.deepEqual(last, { from: judges.chain.payer.address, to: PAYEE, value: "10000000" });
  assert.equal(await read("authorizationState", [last.from, nonce]), true);
  assert.equal(block, later.latest + 1);
  assert.match(transaction, /^0x[0-9a-f]{64}$/u);
  await control("/control/fund", { address: NOBODY, value: "25000000" });
  assert.equal(await read("balanceOf", [NOBODY]), 25_000_000n);
});

describe("the program", () => {
  const ways = {
    "its input closes": (program) => program.stdin.end(),
    "it is asked to": (program) => program.kill("SIGTERM"),
    "it is killed": (program) => program.kill("SIGKILL"),
  };
  for (const [name, end] of Object.entries(ways)) {
    it(`says one line, and takes anvil with it when ${name}`, { timeout: 60_000 }, async () => {
      const program = spawn(process.execPath, [fileURLToPath(new URL("judge.mjs", import.meta.url))], { stdio: ["pipe", "pipe", "inherit"] });
      try {
        const ended = once(program, "exit");
        const lines = [];
        const output = createInterface({ input: program.stdout }).on("line", (line) => lines.push(line));
        await Promise.race([once(output, "line"), ended]);
        const said = JSON.parse(lines[0]);
        assert.deepEqual(Object.keys(said), ["rpc", "v1", "v2", "control", "payer", "payee"]);
        assert.equal((await topUp(fetch, said.v1)).status, 402);
        end(program);
        await ended;
        assert.equal(lines.length, 1);
        const listens = () => fetch(said.rpc, { signal: AbortSignal.timeout(1000) }).then(() => true, () => false);
        while (await listens());
      } finally {
        program.kill("SIGKILL");
      }
    });
  }
});
