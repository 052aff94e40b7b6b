// A payment made by hand, so that a test can break it in one place at a time.
import { randomBytes } from "node:crypto";

import { privateKeyToAccount } from "viem/accounts";

import { topUp } from "./payer.mjs";

const FIELDS = ["address from", "address to", "uint256 value", "uint256 validAfter", "uint256 validBefore", "bytes32 nonce"];
const TYPE = FIELDS.map((field) => ({ type: field.split(" ")[0], name: field.split(" ")[1] }));
const CHAIN_ID = 8453;

/** How each version asks and is paid. */
export const VERSIONS = {
  v1: {
    paymentHeader: "X-PAYMENT",
    answerHeader: "X-PAYMENT-RESPONSE",
    offerOf: async (answer) => (await answer.json()).accepts[0],
    amountOf: (offer) => offer.maxAmountRequired,
    wrap: ({ scheme, network }, payload) => ({ x402Version: 1, scheme, network, payload }),
  },
  v2: {
    paymentHeader: "PAYMENT-SIGNATURE",
    answerHeader: "PAYMENT-RESPONSE",
    offerOf: async (answer) => decode(answer.headers.get("PAYMENT-REQUIRED")).accepts[0],
    amountOf: (offer) => offer.amount,
    wrap: (offer, payload) => ({ x402Version: 2, accepted: offer, payload }),
  },
};

/** What the seller asks for. */
export async function askPrice(version, seller) {
  const answer = await topUp(fetch, seller);
  if (answer.status !== 402) throw new Error(`the seller answered ${answer.status}, not 402`);
  return VERSIONS[version].offerOf(answer);
}

/** A good payment for an offer, but for what `changes` say: they are signed along. */
export async function signPayment(version, offer, key, changes = {}, type = "TransferWithAuthorization") {
  const account = privateKeyToAccount(key);
  const now = Math.floor(Date.now() / 1000);
  const authorization = {
    from: account.address,
    to: offer.payTo,
    value: VERSIONS[version].amountOf(offer),
    validAfter: String(now - 600),
    validBefore: String(now + offer.maxTimeoutSeconds),
    nonce: `0x${randomBytes(32).toString("hex")}`,
    ...changes.authorization,
  };
  const domain = { ...offer.extra, chainId: CHAIN_ID, verifyingContract: offer.asset, ...changes.domain };
  const signature = await account.signTypedData({ domain, types: { [type]: TYPE }, primaryType: type, message: authorization });
  return VERSIONS[version].wrap(offer, { signature, authorization });
}

/** Pays, and says what came of it. */
export async function send(version, seller, payment) {
  const { paymentHeader, answerHeader } = VERSIONS[version];
  const answer = await topUp(fetch, seller, { [paymentHeader]: encode(payment) });
  const receipt = answer.headers.get(answerHeader);
  const required = answer.headers.get("PAYMENT-REQUIRED");
  const body = await answer.json();
  const error = body.error ?? (required && decode(required).error);
  return { status: answer.status, body, error, receipt: receipt && decode(receipt) };
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64");
}

function decode(text) {
  return JSON.parse(Buffer.from(text, "base64").toString("utf8"));
}
