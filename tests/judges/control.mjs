// What a test may ask of the chain in its own words; everything else is anvil's own JSON-RPC.
import { createServer } from "node:http";

import express from "express";

import { mint, settlements } from "./chain.mjs";
import { advanceClock } from "./clock.mjs";
import { listen } from "./desk.mjs";

/** @param {(app: any) => void} [more] further questions */
export function startControl(chain, more = () => {}) {
  const app = express();
  app.use(express.json());
  app.get("/control/settlements", async (_, response) => response.json(await settlements(chain)));
  app.post("/control/fund", async (request, response) => {
    const { address, value } = request.body;
    await mint(chain, address, BigInt(value));
    response.json(await heights(chain));
  });
  app.post("/control/mine", async (request, response) => {
    await chain.client.mine({ blocks: request.body?.blocks ?? 1 });
    response.json(await heights(chain));
  });
  app.post("/control/time", async (request, response) => {
    const { seconds } = request.body;
    await chain.client.increaseTime({ seconds });
    await chain.client.mine({ blocks: 1 });
    advanceClock(seconds);
    response.json(await heights(chain));
  });
  more(app);
  return listen(app, createServer);
}

async function heights({ client }) {
  const [latest, safe] = await Promise.all([client.getBlock({ blockTag: "latest" }), client.getBlock({ blockTag: "safe" })]);
  return { latest: Number(latest.number), safe: Number(safe.number), timestamp: Number(latest.timestamp) };
}
