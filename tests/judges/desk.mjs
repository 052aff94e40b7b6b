// What both sellers share: the account that is topped up, and how such a server listens.
import express from "express";

export const PATH = "/v1/credits/topup";
export const MAX_TIMEOUT_SECONDS = 300;
export const DESCRIPTION = "Credits";

const CREDITS_PER_USDC = 100;

/** One prepaid account with 10 USDC on it. Nobody is asked for a key: the judges judge payments. */
export class Account {
  #credits = 10 * CREDITS_PER_USDC;

  balance() {
    return told(this.#credits);
  }

  /** @param {number} usdc */
  credit(usdc) {
    this.#credits += usdc * CREDITS_PER_USDC;
  }

  /** What a top-up answers that has not been credited yet. @param {number} usdc */
  afterTopUp(usdc) {
    const added = usdc * CREDITS_PER_USDC;
    return { credits_added: added, ...told(this.#credits + added) };
  }
}

function told(credits) {
  return { balance: credits, balance_usdc: (credits / CREDITS_PER_USDC).toFixed(2) };
}

/** A server that reads JSON, tells the balance and refuses top-ups of no whole amount; the way to pay is the seller's. */
export function openDesk(account) {
  const app = express();
  app.disable("x-powered-by");
  app.use(express.json());
  app.get("/v1/credits/balance", (_, response) => response.json(account.balance()));
  app.post(PATH, (request, response, next) => {
    if (/^[1-9]\d{0,5}$/u.test(request.body?.amount ?? "")) return next();
    response.status(400).type("text").send("amount: a whole number of USDC, as text");
  });
  return app;
}

/** Listens on a free port of this machine. */
export function listen(handler, createServer) {
  const server = createServer(handler);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const stop = () => new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      });
      resolve({ url: `http://127.0.0.1:${server.address().port}`, stop });
    });
  });
}

/** Runs what is given one after the other: one wallet's transactions need its numbers in order. */
export function oneAtATime() {
  let last = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}
