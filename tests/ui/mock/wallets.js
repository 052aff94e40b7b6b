// Wallets of the person's own, played: what pays, limits, payees, and where the chain is read.
// `?scenario=wallet` has one, `wallets` three and a changed payee; the system's windows say yes unless `world.own.saysNo`.
import { ago, DAY, error, iso, MIN } from "./fixtures.js";

const usdc = (value) => ({ value, unit: "usdc" });

export const WALLETS = {
  own: { id: "wal-own", kind: "own", address: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A", hasPhrase: true, program: null },
  browser: { id: "wal-browser", kind: "browser", address: "0x52908400098527886E0F7030069857D2E4169EE7", hasPhrase: false, program: null },
  program: { id: "wal-program", kind: "program", address: "0x8617E340B3D01FA5F11F306F4090FD50E238070D", hasPhrase: false, program: "http://127.0.0.1:1248" },
};
const walletOf = (over) => ({ network: "Base", isDefault: false, createdAt: ago(20 * DAY), ...over });

const PINS = [
  { provider: "beta", providerName: "Ledger API", server: "api.example.com", network: "Base", chain: 8453, payee: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", since: ago(31 * DAY), offered: null },
  { provider: "alpha", providerName: "Northwind", server: "api.northwind.example", network: "Base", chain: 8453, payee: "0xdE709F2102306220921060314715629080e2Fb77", since: ago(12 * DAY), offered: null },
];
const CHANGED = { offered: "0xde709F2102306220921060314715629080e2fB71" };

const SHIPPED = ["https://mainnet.chain.example", "https://base-rpc.node.example", "https://base.another.example", "https://one.example/base"];
const endpoint = (address, isOwn = false) => ({ address, isOwn, state: null, block: null, age: null, took: null });
const ANSWERS = [
  { state: "ok", block: "38214907", age: 1, took: 184 }, { state: "ok", block: "38214890", age: 35, took: 96 },
  { state: "unreachable", block: null, age: null, took: null }, { state: "other", block: "21", age: 3, took: 240 },
  { state: "not_understood", block: null, age: null, took: 1204 },
];

/** A square of made-up modules that looks like a code. */
export function codeRows(address, size = 29) {
  const finder = (x, y) => {
    const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
    return ring === 4 ? 0 : ring === 2 ? 0 : 1;
  };
  let seed = [...address].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 65_521, 7);
  return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (__, x) => {
    const corner = [[x, y], [size - 1 - x, y], [x, size - 1 - y]].find(([a, b]) => a < 8 && b < 8);
    if (corner) return finder(...corner);
    seed = (seed * 1_103 + 12_345) % 65_521;
    return seed % 2;
  }).join(""));
}

/** What somebody who means no good might have named things, or sent. */
const hostile = () => ({
  wallets: [walletOf({ ...WALLETS.program, program: `http://127.0.0.1:1/${"path".repeat(40)}`, isDefault: true })],
  pins: [{ ...PINS[0], providerName: "<img src=x onerror=alert(1)>\u202eשלום", server: `${"long".repeat(30)}.example.com`, offered: CHANGED.offered }],
  ownEndpoints: [`https://node.example/${"key".repeat(50)}`],
});

const wallets = (...kinds) => kinds.map((kind, i) => walletOf({ ...WALLETS[kind], isDefault: i === 0 }));
const SCENES = {
  wallet: () => ({ wallets: wallets("own"), pins: structuredClone(PINS.slice(0, 1)) }),
  wallets: () => ({ wallets: wallets("own", "browser", "program"), pins: [PINS[0], { ...PINS[1], ...CHANGED }], ownEndpoints: ["https://node.example/base"] }),
  demo: () => ({ wallets: wallets("own") }),
  hostile,
};

export function walletCommands(world, { scenario }) {
  const own = {
    wallets: [], pins: [], ownEndpoints: [], withShipped: true, canHoldKeys: scenario !== "no_keys", saysNo: false,
    limits: { payment: usdc("25"), accountDay: usdc("50"), day: usdc("100"), month: usdc("300"), spentDay: usdc("12.5"), spentMonth: usdc("42.5") },
    balances: { "wal-own": "25.4", "wal-browser": "0", "wal-program": "1204.081739" }, asked: [], made: 0,
    ...(SCENES[scenario]?.() ?? {}),
  };
  world.own = own;
  // What the system's own window would ask.
  const confirmed = (what) => { own.asked.push(what); if (own.saysNo) throw error("not_confirmed"); };
  const find = (id) => {
    const wallet = own.wallets.find((one) => one.id === id);
    if (!wallet) throw error("no_wallet");
    return wallet;
  };
  // The shipped ones are told also while they are switched off.
  const endpoints = () => [...own.ownEndpoints.map((address) => endpoint(address, true)), ...SHIPPED.map((address) => endpoint(address))];
  // Without the journal nothing of the page is known.
  const known = () => (world.journalUsable === false ? { wallets: [], pins: [] } : { wallets: own.wallets, pins: own.pins });
  const view = () => ({
    ...known(), limits: own.limits, endpoints: endpoints(), withShipped: own.withShipped, canHoldKeys: own.canHoldKeys,
    programHint: "http://127.0.0.1:1248", journalUsable: world.journalUsable ?? true, demo: scenario === "demo",
  });
  const add = (wallet) => {
    own.made += 1;
    own.wallets = [...own.wallets, walletOf({ ...wallet, createdAt: iso(Date.now()), isDefault: own.wallets.length === 0 })];
    return view();
  };
  return {
    wallet_page: view,
    wallet_balance: ({ wallet }) => {
      find(wallet);
      return { wallet, balance: usdc(own.balances[wallet] ?? "0"), at: iso(Date.now() - MIN / 2) };
    },
    wallet_code: ({ wallet }) => ({ address: find(wallet).address, rows: codeRows(find(wallet).address) }),
    new_wallet: () => { confirmed("phrase"); return add(WALLETS.own); },
    import_wallet: () => { confirmed("import"); return add({ ...WALLETS.own, id: "wal-imported", address: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", hasPhrase: false }); },
    connect_browser_wallet: () => { confirmed("browser"); return add(WALLETS.browser); },
    connect_program_wallet: ({ program }) => {
      if (program.includes("nowhere")) throw error("wallet_unreachable", { host: program });
      return add({ ...WALLETS.program, program: program || "http://127.0.0.1:1248" });
    },
    show_phrase: ({ wallet }) => { find(wallet); confirmed("show"); return null; },
    copy_wallet_address: ({ wallet }) => { own.copied = find(wallet).address; return null; },
    remove_wallet: ({ wallet }) => {
      const { isDefault } = find(wallet);
      if (own.inUse) throw error("wallet_in_use");
      confirmed("remove");
      own.wallets = own.wallets.filter(({ id }) => id !== wallet).map((one, i) => ({ ...one, isDefault: isDefault ? i === 0 : one.isDefault }));
      return view();
    },
    set_default_wallet: ({ wallet }) => { find(wallet); own.wallets = own.wallets.map((one) => ({ ...one, isDefault: one.id === wallet })); return view(); },
    set_limits: (wanted) => {
      if (Object.values(wanted).some((value) => Number(value) > 100_000)) throw error("limit_invalid");
      if (Object.entries(wanted).some(([name, value]) => Number(value) > Number(own.limits[name].value))) confirmed("limits");
      own.limits = { ...own.limits, ...Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, usdc(value)])) };
      return view();
    },
    accept_payee: ({ provider, server, chain }) => {
      const pin = own.pins.find((one) => one.provider === provider && one.server === server && one.chain === chain);
      if (!pin?.offered) throw error("payee_gone");
      confirmed("payee");
      own.pins = own.pins.map((one) => (one === pin ? { ...one, payee: one.offered, offered: null, since: iso(Date.now()) } : one));
      return view();
    },
    check_endpoints: () => endpoints().filter(({ isOwn }) => isOwn || own.withShipped).map((one, i) => ({ ...one, ...ANSWERS[i % ANSWERS.length] })),
    add_endpoint: ({ address }) => {
      if (!address.startsWith("https://")) throw error("endpoint_invalid");
      confirmed("endpoint");
      own.ownEndpoints = [...own.ownEndpoints, address];
      return view();
    },
    remove_endpoint: ({ address }) => { own.ownEndpoints = own.ownEndpoints.filter((one) => one !== address); return view(); },
    use_shipped_endpoints: ({ on }) => { if (!on) confirmed("shipped"); own.withShipped = on; return view(); },
  };
}
