/** What credits cost and what they are good for. Amounts stay exact: decimal strings in, BigInt between, decimal strings out. */

/** @typedef {import("./bindings/ipc.d.ts").Money} Money */
/** @typedef {import("./bindings/ipc.d.ts").Package} Package */
/** @typedef {import("./bindings/ipc.d.ts").CallPrice} CallPrice */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/u;

/** @typedef {{ digits: bigint, scale: number }} Exact `digits` over ten to the power of `scale` */

/**
 * @param {string} value
 * @returns {Exact | null} null where the text is no amount
 */
function exact(value) {
  const [, sign = "", whole, fraction = ""] = DECIMAL.exec(value) ?? [];
  if (whole === undefined) return null;
  return { digits: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
}

/** @param {Exact} value @param {number} places at least the value's own */
function widen({ digits, scale }, places) {
  return digits * 10n ** BigInt(places - scale);
}

/** @param {Exact} a @param {Exact} b @returns {[bigint, bigint]} both counted in the same small parts */
function together(a, b) {
  const scale = a.scale > b.scale ? a.scale : b.scale;
  return [widen(a, scale), widen(b, scale)];
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {number | null} below 0, 0, above 0; null where one is no amount
 */
export function compareAmounts(a, b) {
  const left = exact(a);
  const right = exact(b);
  if (!left || !right) return null;
  const [x, y] = together(left, right);
  return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * How many calls a balance is good for.
 * @param {Money} balance
 * @param {CallPrice} price
 * @returns {bigint | null}
 */
export function callsFor(balance, { credits }) {
  const left = exact(balance.value);
  if (!left || credits <= 0 || Math.floor(credits) !== credits) return null;
  if (left.digits <= 0n) return 0n;
  return left.digits / 10n ** BigInt(left.scale) / BigInt(credits);
}

/** From so many credits on, the price of a thousand says more than that of one. */
const MANY = "1000";

/**
 * What a thousand credits of a package cost, or one of a small package: rounded, for comparing only.
 * @param {Package} offer
 * @returns {{ price: Money, credits: Money } | null}
 */
export function rateOf({ credits, price }) {
  const got = exact(credits.value);
  const paid = exact(price.value);
  if (!got || !paid || got.digits <= 0n || paid.digits < 0n) return null;
  const each = (compareAmounts(credits.value, MANY) ?? -1) >= 0 ? MANY : "1";
  const [over, under] = together(paid, got);
  const rounded = (/** @type {bigint} */ parts) => (2n * over * BigInt(each) * parts + under) / (2n * under);
  // Below ten cents a cent would hide the difference.
  const places = rounded(100n) >= 10n ? 2 : 4;
  const digits = String(rounded(10n ** BigInt(places))).padStart(places + 1, "0");
  return {
    price: { value: `${digits.slice(0, -places)}.${digits.slice(-places)}`, unit: price.unit },
    credits: { value: each, unit: credits.unit },
  };
}

/** @param {Package} a @param {Package} b @returns {boolean | null} true where a credit of `a` costs less */
function isCheaper(a, b) {
  const values = [a.price, b.credits, b.price, a.credits].map(({ value }) => exact(value));
  const [pa, cb, pb, ca] = values;
  if (!pa || !cb || !pb || !ca) return null;
  const [x, y] = together({ digits: pa.digits * cb.digits, scale: pa.scale + cb.scale }, { digits: pb.digits * ca.digits, scale: pb.scale + ca.scale });
  return x < y;
}

/**
 * The package whose credits cost least, where one stands out: each of the others costs more.
 * @param {readonly Package[]} offers
 * @returns {string | null}
 */
export function bestValue(offers) {
  const [first] = offers;
  if (!first || offers.length < 2) return null;
  const alike = offers.every(({ credits, price }) => credits.unit === first.credits.unit && price.unit === first.price.unit);
  const best = alike && offers.find((offer) => offers.every((other) => other === offer || isCheaper(offer, other) === true));
  return best ? best.id : null;
}

/**
 * The cheapest package with which a balance is enough for something.
 * @param {readonly Package[]} offers
 * @param {string} cost
 * @param {string | null} balance unknown counts as nothing
 * @returns {Package | null}
 */
export function coveringPackage(offers, cost, balance) {
  const needed = exact(cost);
  const left = exact(balance ?? "0");
  if (!needed || !left) return null;
  const covers = (/** @type {Package} */ { credits }) => {
    const got = exact(credits.value);
    if (!got) return false;
    const [brought, had] = together(got, left);
    const sum = { digits: brought + had, scale: got.scale > left.scale ? got.scale : left.scale };
    const [have, need] = together(sum, needed);
    return have >= need;
  };
  const enough = offers.filter(covers).sort((a, b) => compareAmounts(a.price.value, b.price.value) ?? 0);
  return enough[0] ?? null;
}

const LEAST = "1";
const MOST = "2000";

/** @param {string | null} amount @returns {amount is string} whether a charge of so many dollars can be asked for */
export function isChargeable(amount) {
  if (amount === null || !/^\d+(?:\.\d{1,2})?$/u.test(amount)) return false;
  return (compareAmounts(amount, LEAST) ?? -1) >= 0 && (compareAmounts(amount, MOST) ?? 1) <= 0;
}
