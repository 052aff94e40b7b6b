// A seller of x402 version 2: the official middleware, and behind it the official facilitator.
import { createServer } from "node:http";

import { x402Facilitator } from "@x402/core/facilitator";
import { toFacilitatorEvmSigner } from "@x402/evm";
import { ExactEvmScheme as FacilitatorScheme } from "@x402/evm/exact/facilitator";
import { ExactEvmScheme as ServerScheme } from "@x402/evm/exact/server";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";

import { Account, DESCRIPTION, MAX_TIMEOUT_SECONDS, PATH, listen, oneAtATime, openDesk } from "./desk.mjs";

const NETWORK = "eip155:8453";
const UNITS_PER_USDC = 1_000_000;

/** @param {string} payTo @param {any} wallet the facilitator's, which pays the gas */
export function startSellerV2(payTo, wallet) {
  const account = new Account();
  const server = new x402ResourceServer(facilitatorOf(wallet)).register(NETWORK, new ServerScheme());
  server.onAfterSettle(async ({ requirements, result }) => {
    if (result.success) account.credit(Number(requirements.amount) / UNITS_PER_USDC);
  });
  const app = openDesk(account);
  app.use(paymentMiddleware({ [`POST ${PATH}`]: offer(payTo) }, server));
  // The middleware settles after this and withholds the answer when that fails: the answer says what will be then.
  app.post(PATH, (request, response) => response.json(account.afterTopUp(Number(request.body.amount))));
  return listen(app, createServer);
}

function offer(payTo) {
  const price = (context) => `$${context.adapter.getBody().amount}`;
  const accepts = { scheme: "exact", network: NETWORK, payTo, price, maxTimeoutSeconds: MAX_TIMEOUT_SECONDS };
  return { accepts, description: DESCRIPTION, mimeType: "application/json" };
}

/** The official facilitator, asked by a call instead of over HTTP. */
function facilitatorOf(wallet) {
  const signer = toFacilitatorEvmSigner({ ...wallet, address: wallet.account.address });
  const facilitator = new x402Facilitator().register(NETWORK, new FacilitatorScheme(signer));
  const inTurn = oneAtATime();
  return {
    verify: (payload, offer) => facilitator.verify(payload, offer),
    settle: (payload, offer) => inTurn(() => facilitator.settle(payload, offer)),
    getSupported: async () => facilitator.getSupported(),
  };
}
