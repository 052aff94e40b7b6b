import assert from "node:assert/strict";
import { test } from "node:test";
import { atRest, oneAtATime } from "../../../ui/js/coalesce.js";

/** An act that ends when it is told to. */
function held() {
  const ends = [];
  let most = 0;
  let under = 0;
  const act = () => {
    under += 1;
    most = Math.max(most, under);
    return new Promise((done, fail) => { ends.push({ done, fail }); }).finally(() => { under -= 1; });
  };
  return { act, ends, most: () => most };
}

const tick = () => new Promise((go) => { setTimeout(go, 0); });

test("two hundred questions are two answers, one at a time", async () => {
  const { act, ends, most } = held();
  const ask = oneAtATime(act);
  const all = Array.from({ length: 200 }, () => ask());
  ends[0].done();
  await all[0];
  await tick();
  assert.equal(ends.length, 2);
  ends[1].done();
  await Promise.all(all);
  assert.equal(ends.length, 2);
  assert.equal(most(), 1);
});

test("who asks during an answer gets a newer one", async () => {
  const { act, ends } = held();
  const ask = oneAtATime(act);
  void ask();
  let answered = false;
  const second = ask().then(() => { answered = true; });
  ends[0].done();
  await tick();
  assert.equal(answered, false);
  ends[1].done();
  await second;
});

test("a failure reaches who asked, and nobody else", async () => {
  const { act, ends } = held();
  const ask = oneAtATime(act);
  const first = ask();
  const second = ask();
  ends[0].fail(new Error("no"));
  await assert.rejects(first);
  await tick();
  ends[1].done();
  await second;
  const third = ask();
  ends[2].done();
  await third;
});

test("events are answered at once, and those that follow together after a rest", async () => {
  let runs = 0;
  const follow = atRest(async () => { runs += 1; }, 20);
  const all = Array.from({ length: 50 }, () => follow());
  assert.equal(runs, 1);
  await Promise.all(all);
  assert.equal(runs, 2);
});
