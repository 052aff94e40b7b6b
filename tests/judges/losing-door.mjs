// A door in front of a seller that loses answers: the seller has settled and answered, and the client's line goes dead.
import { createServer, request as ask } from "node:http";

import { listen } from "./desk.mjs";

const PAYMENT_HEADERS = ["x-payment", "payment-signature"];

/**
 * Opens the door. It passes everything on as it is, the Host included, so that the seller's offer names the door.
 * `lose(n)` makes it lose the answers to the next n requests that carry a payment; `lost()` says how many it has lost.
 */
export async function openLosingDoor(seller) {
  let toLose = 0;
  let lost = 0;
  const handler = (request, response) => {
    const pays = PAYMENT_HEADERS.some((name) => name in request.headers);
    const loses = pays && toLose > 0;
    if (loses) toLose -= 1;
    const { method, headers } = request;
    const onward = ask(new URL(request.url, seller), { method, headers }, (answer) => {
      if (!loses) return answer.pipe(response.writeHead(answer.statusCode, answer.rawHeaders));
      // Read to its end first: the seller has done all that it will do.
      answer.resume().on("end", () => {
        lost += 1;
        response.destroy();
      });
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  };
  const { url, stop } = await listen(handler, createServer);
  return { url, stop, lost: () => lost, lose: (answers) => (toLose = answers) };
}
