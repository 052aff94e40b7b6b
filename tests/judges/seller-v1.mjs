// A seller of x402 version 1. What a payment is, and whether it is good, is decided by the official package `x402`;
// this file only carries its answers over HTTP, in the order of the official middleware: verify, settle, answer.
import { createServer } from "node:http";

import { settle, verify } from "x402/facilitator";
import { exact } from "x402/schemes";
import { findMatchingPaymentRequirements, processPriceToAtomicAmount, toJsonSafe } from "x402/shared";
import { settleResponseHeader } from "x402/types";

import { Account, DESCRIPTION, MAX_TIMEOUT_SECONDS, PATH, listen, oneAtATime, openDesk } from "./desk.mjs";

const VERSION = 1;

/** @param {string} payTo @param {any} wallet the facilitator's, which pays the gas */
export function startSellerV1(payTo, wallet) {
  const account = new Account();
  const app = openDesk(account);
  const inTurn = oneAtATime();
  app.post(PATH, async (request, response) => {
    const offer = offerFor(request, payTo);
    const refuse = (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      response.status(402).json({ x402Version: VERSION, error: reason, accepts: toJsonSafe([offer]) });
    };
    const header = request.header("X-PAYMENT");
    if (!header) return refuse("X-PAYMENT header is required");
    try {
      const settled = await inTurn(() => take(header, offer, wallet));
      response.setHeader("X-PAYMENT-RESPONSE", settleResponseHeader(settled));
      if (!settled.success) return refuse(settled.errorReason);
    } catch (error) {
      // A payment that cannot be read, or one that the chain does not take.
      return refuse(error);
    }
    const usdc = Number(request.body.amount);
    const answer = account.afterTopUp(usdc);
    account.credit(usdc);
    response.json(answer);
  });
  return listen(app, createServer);
}

async function take(header, offer, wallet) {
  const payment = exact.evm.decodePayment(header);
  payment.x402Version = VERSION;
  if (!findMatchingPaymentRequirements([offer], payment)) throw new Error("Unable to find matching payment requirements");
  const verdict = await verify(wallet, payment, offer);
  if (!verdict.isValid) throw new Error(verdict.invalidReason);
  return settle(wallet, payment, offer);
}

function offerFor(request, payTo) {
  const price = processPriceToAtomicAmount(`$${request.body.amount}`, "base");
  if ("error" in price) throw new Error(price.error);
  return {
    scheme: "exact",
    network: "base",
    maxAmountRequired: price.maxAmountRequired,
    resource: `http://${request.headers.host}${PATH}`,
    description: DESCRIPTION,
    mimeType: "application/json",
    payTo,
    maxTimeoutSeconds: MAX_TIMEOUT_SECONDS,
    asset: price.asset.address,
    extra: price.asset.eip712,
  };
}
