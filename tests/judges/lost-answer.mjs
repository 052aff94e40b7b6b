// How often is paid for one purchase when the seller's answer is lost?
//
//   node lost-answer.mjs 20 [v1|v2]       the reference client buys 20 times: {"purchases":20,"settlements":…}
//   node lost-answer.mjs --serve [v1|v2]  the same door for another client: prints where it is, as judge.mjs does
import { startJudges, stayFor } from "./judges.mjs";
import { openLosingDoor } from "./losing-door.mjs";
import { payingFetch, topUp } from "./payer.mjs";
import { settlements } from "./chain.mjs";

const [what = "10", version = "v2"] = process.argv.slice(2);

let door;
const judges = await startJudges((app) => {
  app.post("/control/lose", (request, response) => {
    door.lose(request.body?.answers ?? 1);
    response.json({ lost: door.lost() });
  });
});
door = await openLosingDoor(judges.said[version]);
const stop = async () => {
  await door.stop();
  await judges.stop();
};

if (what === "--serve") {
  door.lose(1);
  await stayFor({ said: { door: door.url, ...judges.said }, stop });
} else {
  const purchases = Number(what);
  const pay = payingFetch(judges.said.payer.key);
  for (let bought = 0; bought < purchases; bought += 1) await buy(pay);
  if (door.lost() !== purchases) throw new Error(`${door.lost()} answers were lost in ${purchases} purchases`);
  console.log(JSON.stringify({ purchases, settlements: (await settlements(judges.chain)).length }));
  await stop();
}

/** One purchase, as an application makes it: a line that went dead is tried again. */
async function buy(pay) {
  door.lose(1);
  for (;;) {
    try {
      const answer = await topUp(pay, door.url);
      if (!answer.ok) throw new Error(`the seller answered ${answer.status}`);
      await answer.json();
      return;
    } catch (error) {
      // What `fetch` throws when there is no answer.
      if (!(error instanceof TypeError)) throw error;
    }
  }
}
