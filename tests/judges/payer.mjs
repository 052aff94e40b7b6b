// The reference clients that our own is compared with.
import { registerExactEvmScheme } from "@x402/evm/exact/client";
import { wrapFetchWithPayment, x402Client } from "@x402/fetch";
import { privateKeyToAccount } from "viem/accounts";

import { PATH } from "./desk.mjs";

/** A `fetch` that pays by itself, as an application would make one; its ceiling is raised from one dollar. */
export function payingFetch(key) {
  const client = new x402Client().setSpendControls({ maxAmountPerPayment: "$1000" });
  registerExactEvmScheme(client, { signer: privateKeyToAccount(key) });
  return wrapFetchWithPayment(fetch, client);
}

/** Asks a seller for credits. @param {typeof fetch} send @param {Record<string, string>} [headers] */
export function topUp(send, seller, headers = {}) {
  const body = JSON.stringify({ amount: "10" });
  return send(seller + PATH, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
}
