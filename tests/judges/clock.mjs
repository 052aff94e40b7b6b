// The facilitators judge by this process's clock, the token by the chain's: when a test moves the chain's, this one follows.

const real = Date.now;
let ahead = 0;
Date.now = () => real() + ahead;

/** @param {number} seconds */
export function advanceClock(seconds) {
  ahead += seconds * 1000;
}
