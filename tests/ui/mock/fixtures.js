// The made-up world of the mocked backend: five providers, ten accounts of every kind, two hundred if wanted.

const NOW = Date.now();
export const iso = (ms) => new Date(ms).toISOString();
export const MIN = 60_000, HOUR = 60 * MIN, DAY = 24 * HOUR;
export const ago = (ms) => iso(NOW - ms);

const provider = (over) => ({
  keyHint: "", keyPrefixes: [], serverHint: null, usualServer: null, hasHistory: false, keyKinds: [], divisors: [],
  signsIn: false, canGetKey: true, canBuy: true, buys: [], holder: false, prices: [], ...over,
});

export const providers = [
  // Its short prefix is also the beginning of another's: the longer one counts.
  provider({ id: "alpha", name: "Northwind", unit: "usdc_credits", hue: 265, keyHint: "nwk_live_…", keyPrefixes: ["nwk_live_", "nwk_", "sw"], usualServer: "api.northwind.example", buys: ["page"] }),
  provider({ id: "beta", name: "Ledger API", unit: "credits", hue: 195, keyHint: "lgr_…", keyPrefixes: ["lgr_"], serverHint: "https://api.example.com", hasHistory: true, holder: true,
    buys: ["checkout", "page"], prices: [{ kind: "read", credits: 1 }, { kind: "query", credits: 2 }, { kind: "wallet", credits: 5 }, { kind: "transfer", credits: 10 }] }),
  provider({
    id: "delta", name: "Switchboard", unit: "usd", hue: 225, keyHint: "swb-v1-…", keyPrefixes: ["swb-"], usualServer: "switchboard.example",
    hasHistory: true, signsIn: true, buys: ["charge", "page"],
    keyKinds: [
      { name: "ordinary", shows: ["budget", "spent"], link: "get_key" },
      { name: "management", shows: ["balance", "spent", "history"], link: "get_management_key" },
    ],
  }),
  provider({ id: "gamma", name: "Studio 3D", unit: "renders", hue: 20, usualServer: "studio.example", divisors: [1, 10] }),
  provider({ id: "epsilon", name: "Lantern", unit: "cents", hue: 45, keyHint: "lan_…", keyPrefixes: ["lan_"], usualServer: "lantern.example", canBuy: false }),
];

export const units = [
  { id: "usdc_credits", prefix: null, suffix: "credits", decimals: 0 },
  { id: "credits", prefix: null, suffix: "credits", decimals: 0 },
  { id: "renders", prefix: null, suffix: "credits", decimals: 0 },
  { id: "cents", prefix: null, suffix: "credits", decimals: 0 },
  { id: "usdc", prefix: null, suffix: "USDC", decimals: 2 },
  { id: "usd", prefix: "$", suffix: null, decimals: 2 },
];

/** A falling balance with a rise, scaled as Rust would scale it. */
function trend(values, days = 30) {
  const max = Math.max(...values), min = Math.min(0, ...values);
  return values.map((v, i) => ({
    at: iso(NOW - ((values.length - 1 - i) / (values.length - 1)) * days * DAY),
    value: String(v), x: Math.round((i / (values.length - 1)) * 1000),
    y: max === min ? 500 : Math.round(((v - min) / (max - min)) * 1000), rise: i > 0 && v > values[i - 1],
  }));
}
function falling(from, to, steps, seed) {
  const values = []; let s = seed;
  for (let i = 0; i < steps; i += 1) {
    s = (s * 1103515245 + 12345) % 2147483648;
    const even = from + ((to - from) * i) / (steps - 1);
    values.push(Math.round(even - (i > 0 && i < steps - 1 ? ((s / 2147483648) * (from - to)) / steps : 0)));
  }
  return values;
}

export const scaleOf = (card) => {
  if (card.trend.length === 0) return null;
  const unit = card.reading?.balance.unit ?? "credits";
  const top = Math.max(...card.trend.map((p) => Number(p.value)));
  const alert = card.threshold && Math.round((Number(card.threshold.value) / top) * 1000);
  return { top: { value: String(top), unit }, bottom: { value: "0", unit }, threshold: alert !== null && alert <= 1000 ? alert : null };
};

const money = (value, unit) => ({ value, unit });
export const readingOf = (balance, over = {}) => ({
  balance, basis: "account", budget: null, lastTopUp: null, worth: null, takenAt: ago(4 * MIN), stale: false, ...over,
});

const gaugeOf = (balance, full, alert, afterTopUp = true) => ({
  full: money(String(full), balance.unit), afterTopUp,
  level: Math.round((Number(balance.value) / full) * 1000), threshold: alert && Math.round((Number(alert) / full) * 1000),
});

/** @param {{ id: string, provider: string, name: string, left?: [string, string], full?: number, alert?: string }} what */
function account({ left, full, alert, reading = {}, ...over }) {
  const balance = left && money(...left);
  return {
    server: null, reading: balance ? readingOf(balance, reading) : null, failure: null, level: balance ? "ok" : "unknown",
    threshold: alert ? money(alert, balance.unit) : null, gauge: balance && full ? gaugeOf(balance, full, alert ?? null) : null,
    trend: [], forecast: { kind: "not_enough_data" }, keyState: "keychain", refreshing: false, hidden: null, divisor: 1, signedIn: false, openPayment: null, openPaymentState: null, ...over,
  };
}

const days = (n) => ({ kind: "days", days: n });

export const error = (code, details = {}) => ({ code, message: `mock: ${code}`, details });

export const desk = () => [
  account({ id: "acc-fine", provider: "beta", name: "Token transfers", server: "api.example.com", signedIn: true, left: ["9410", "credits"], full: 12000, alert: "1000",
    trend: trend([...falling(7400, 2100, 16, 11), ...falling(12000, 9410, 22, 5)]), forecast: days(152) }),
  account({ id: "acc-low", provider: "alpha", name: "Work key", left: ["420", "usdc_credits"], full: 1000, alert: "500", level: "low",
    reading: { worth: money("4.2", "usdc") }, trend: trend([...falling(310, 140, 12, 3), ...falling(1000, 420, 26, 7)]), forecast: days(2) }),
  account({ id: "acc-fail", provider: "gamma", name: "Studio renders, shared with the whole team", left: ["74", "renders"], full: 100, alert: "10",
    reading: { takenAt: ago(26 * HOUR), stale: true },
    failure: { error: error("unreachable", { host: "api.studio.example", request_id: "req_8f31c0" }), since: ago(26 * HOUR), retryAt: iso(NOW + 6 * MIN) },
    trend: trend(falling(100, 75, 18, 9), 21), forecast: days(44) }),
  account({ id: "acc-fresh", provider: "alpha", name: "Personal", left: ["2500", "usdc_credits"], full: 2500,
    reading: { worth: money("25", "usdc"), takenAt: ago(MIN) }, keyState: "session" }),
  account({ id: "acc-main", provider: "delta", name: "Models, whole account", left: ["74.75", "usd"], full: 100.5, alert: "10",
    trend: trend([...falling(60, 21, 14, 2), ...falling(101, 75, 20, 8)]), forecast: days(44) }),
  account({ id: "acc-budget", provider: "delta", name: "Chat bot", left: ["12.4", "usd"], full: 20, alert: "5",
    reading: { basis: "budget", budget: { limit: money("20", "usd"), resets: "monthly" } },
    trend: trend([...falling(20, 4, 14, 6), ...falling(20, 12, 9, 12)]), forecast: days(9) }),
  account({ id: "acc-hidden", provider: "delta", name: "Old laptop", hidden: { spent: money("3.1", "usd"), takenAt: ago(4 * MIN) } }),
  account({ id: "acc-tenths", provider: "gamma", name: "Props and textures", left: ["12.5", "renders"], full: 30, alert: "5", divisor: 10,
    trend: trend(falling(30, 13, 20, 14)), forecast: days(19) }),
  account({ id: "acc-lookup", provider: "epsilon", name: "People search", left: ["247", "cents"], full: 500, alert: "100",
    reading: { worth: money("2.47", "usd"), lastTopUp: ago(9 * DAY) }, trend: trend(falling(500, 247, 24, 21)), forecast: days(12) }),
  account({ id: "acc-staging", provider: "beta", name: "Staging", server: "staging.example.com:8443", left: ["8291", "credits"], full: 10600, alert: "1000",
    trend: trend(falling(8600, 8291, 24, 33)), forecast: { kind: "no_spending" } }),
];

const TEAMS = ["Search", "Billing", "Chat", "Mobile", "Research", "Render farm", "Support", "Crawler"];

/** As many as wanted: seven low, two empty, five that can't be read, the others fine. */
export function many(count) {
  const [fine, low, failing] = desk();
  return Array.from({ length: count }, (_, i) => {
    const source = i % 31 === 3 ? low : i % 41 === 5 ? failing : desk()[[0, 3, 4, 5, 7, 8, 9][i % 7]] ?? fine;
    const card = structuredClone(source);
    card.id = `acc-${i}`;
    card.name = `${TEAMS[i % TEAMS.length]} ${i + 1}`;
    if (card.server) card.server = `n${i}.example.com`;
    if (i === 3 || i === 127) Object.assign(card, { level: "empty", gauge: { ...card.gauge, level: 0 }, forecast: { kind: "empty" }, reading: { ...card.reading, balance: money("0", card.reading.balance.unit) } });
    return card;
  });
}

/** What a provider, or somebody who means no good, might send. */
export function hostile() {
  const accounts = desk();
  accounts[0].name = "\u202eevil\u202c <b>x</b> שלום";
  accounts[0].reading.balance.value = "123456789012345678901234567890.123456789";
  accounts[1].reading.balance.value = "-12.5";
  accounts[1].level = "empty";
  Object.assign(accounts[3], { reading: null, level: "unknown", gauge: null });
  return accounts;
}

const TEXTS = ["POST /v1/transfers", "GET /v1/balances", "vendor/model-large, 1,204 requests"];

export function makeRows() {
  const rows = [];
  for (let i = 0; i < 137; i += 1) {
    const rise = i % 23 === 8;
    const observed = i % 5 === 2;
    const renewed = i % 41 === 5;
    rows.push({
      id: `row-${i}`, account: renewed ? "acc-budget" : observed ? "acc-low" : i % 3 === 2 ? "acc-main" : "acc-fine", at: iso(NOW - i * 7 * HOUR - 11 * MIN),
      kind: rise ? "credit" : renewed ? "other" : "debit", kindText: renewed ? (i < 41 ? "budget" : "adjustment") : null,
      amount: { value: rise ? "10000" : renewed ? "20" : `-${(i % 7) + 1}.5`, unit: renewed ? "usd" : observed ? "usdc_credits" : i % 3 === 2 ? "usd" : "credits" },
      balanceAfter: i % 11 === 3 || renewed || observed || i % 3 === 2 ? null : { value: String(9410 + i * 4), unit: "credits" },
      text: observed || renewed ? null : rise ? "Credit package, 10,000" : TEXTS[i % 3], observed,
    });
  }
  return rows;
}
