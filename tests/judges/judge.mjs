// The judges as a program: `node judge.mjs` prints one line of JSON when they are ready. See README.md.
import { startJudges, stayFor } from "./judges.mjs";

await stayFor(await startJudges());
