// The contract of ui/js/bindings/ipc.d.ts, played in the page: what the window sees instead of Rust.
// Served before the window's own scripts by serve.js; `?scenario=` picks the state of the world, `window.mock` steers it.
import { holderCommands } from "./holder.js";
import { buying } from "./payments.js";
import { walletCommands } from "./wallets.js";
import { ago, DAY, desk, error, hostile, iso, makeRows, many, MIN, providers, readingOf, scaleOf, units } from "./fixtures.js";

// As `freezePrototype` in tauri.conf.json does before any script of the page.
Object.freeze(Object.prototype);
const params = new URLSearchParams(location.search);
const scenario = params.get("scenario") ?? "usual";

const ACCOUNTS = { first: () => [], few: () => desk().slice(0, 4), some: () => many(20), many: () => many(200), hostile };
const world = {
  accounts: (ACCOUNTS[scenario] ?? desk)(), rows: makeRows(),
  vault: { state: { vault_locked: "locked", vault_absent: "absent", vault_refused: "refused" }[scenario] ?? "ready" },
  dismissed: new Set(), refreshing: false, checkedAt: scenario === "first" ? null : ago(4 * MIN),
  settings: { refreshMinutes: 5, hideAmounts: false }, removed: null, calls: [], answered: [], slowExport: false, exportCancelled: false,
  exportSaved: true, fail: {}, delay: {}, signIns: new Map(), noReturn: false,
};
const broken = /^broken_(\w+)$/u.exec(scenario)?.[1];
if (broken) world.fail[broken] = "internal";
const blocked = { blocked_newer: "storage_newer", blocked_full: "storage_full", blocked_read_only: "storage_read_only", blocked_damaged: "storage_damaged" }[scenario];
const startup = () => ({
  version: "0.1.0", demo: scenario === "demo", dataFolder: "/home/sam/.local/share/refill", providers, units,
  settings: world.settings, blocked: blocked && !world.unblocked ? error(blocked, { path: "/home/sam/.local/share/refill/history.db" }) : null,
  setAside: scenario === "set_aside" ? "/home/sam/.local/share/refill/history.db.damaged-2026-11-20" : null,
});

const find = (id) => {
  const card = world.accounts.find((a) => a.id === id);
  if (!card) throw error("account_gone");
  return card;
};
const overview = () => {
  if (blocked && !world.unblocked) throw error(blocked);
  return {
    accounts: world.accounts, vault: world.vault, refreshing: world.refreshing, checkedAt: world.checkedAt,
    banners: world.accounts.filter((a) => (a.level === "low" || a.level === "empty") && !world.dismissed.has(a.id))
      .map((a) => ({ account: a.id, level: a.level, balance: a.reading.balance, threshold: a.threshold, days: a.forecast.days ?? null, basis: a.reading.basis })),
  };
};
const inRange = (row, { from, to, accounts: only }) => {
  const day = row.at.slice(0, 10);
  return (!only || only.includes(row.account)) && (!from || day >= from) && (!to || day <= to);
};

/** What a key shows is written in it: "…budget…", "…hidden…", "…old…". */
function look(provider, key) {
  const { unit, name } = providers.find((p) => p.id === provider);
  const found = { provider, reading: null, hidden: null, suggestedName: name, warning: key.includes("old") ? "key_unusual" : null, suggestedThreshold: null };
  const now = iso(Date.now());
  if (key.includes("hidden")) return { ...found, hidden: { spent: { value: "3.1", unit }, takenAt: now } };
  if (key.includes("budget")) {
    const budget = { limit: { value: "20", unit }, resets: "monthly" };
    return { ...found, reading: readingOf({ value: "12.4", unit }, { basis: "budget", budget, takenAt: now }), suggestedThreshold: { value: "5", unit } };
  }
  return { ...found, reading: readingOf({ value: "1250", unit }, { takenAt: now }), suggestedThreshold: { value: "250", unit } };
}
function checkKey({ provider, server, key }) {
  if (!key.trim()) throw error("key_empty");
  if (/\s/u.test(key.trim())) throw error("key_malformed");
  const own = providers.find((p) => p.id === provider);
  const other = providers.find((p) => p.keyPrefixes.some((x) => key.startsWith(x)));
  if (other && other.id !== provider && !own.keyPrefixes.some((x) => key.startsWith(x))) throw error("key_of_other_provider");
  if (key.includes("wrong")) throw error("key_refused", { status: "401", request_id: "req_77aa12" });
  if (server?.startsWith("http:")) throw error("server_insecure");
  return look(provider, key);
}
function store(args) {
  if (args.keep === "keychain" && world.vault.state !== "ready") throw error(`vault_${world.vault.state}`);
  if (args.signIn === null) return checkKey(args);
  const check = world.signIns.get(args.signIn)?.check;
  if (!check || args.key !== null) throw error("internal");
  return check;
}

const signIns = {
  sign_in_begin: ({ provider, byCode }) => {
    if (world.noReturn && !byCode) throw error("sign_in_unavailable");
    world.begun = (world.begun ?? 0) + 1;
    const signIn = `sign-in-${world.begun}`;
    let back;
    const returned = new Promise((done) => { back = done; });
    world.signIns.set(signIn, { provider, returned, back, check: null });
    return { signIn, host: "switchboard.example" };
  },
  sign_in_finish: async ({ signIn, code }) => {
    const begun = world.signIns.get(signIn);
    const said = code ?? await begun?.returned;
    if (!begun || !world.signIns.has(signIn) || said === "no") throw error("sign_in_denied");
    if (said === "late") throw error("sign_in_timeout");
    begun.check = look(begun.provider, said);
    return begun.check;
  },
  sign_in_cancel: ({ signIn }) => { world.signIns.get(signIn)?.back("no"); world.signIns.delete(signIn); return null; },
};

const shop = buying(world, (event, payload) => emit(event, payload), scenario);

const commands = {
  ...walletCommands(world, { scenario }), ...shop.commands, ...holderCommands(world, { find, look, scenario }),
  startup, retry_startup: () => { world.unblocked = true; return startup(); }, overview,
  refresh: async () => {
    world.refreshing = true;
    const total = world.accounts.length;
    for (let done = 0; done <= total; done += 1) {
      emit("refresh_progress", { done, total, failed: done === total ? 1 : 0 });
      await new Promise((go) => setTimeout(go, 30));
    }
    world.refreshing = false; world.checkedAt = iso(Date.now());
    emit("changed", { account: null });
    return null;
  },
  dismiss_banner: ({ account }) => { world.dismissed.add(account); return null; },
  check_key: checkKey, ...signIns,
  add_account: (args) => {
    const check = store(args);
    const { reading } = check;
    const card = {
      id: `acc-${world.accounts.length + 1}`, provider: args.provider, name: args.name || check.suggestedName, server: args.server && args.server.replace("https://", ""),
      reading, failure: null, level: reading ? "ok" : "unknown", threshold: args.threshold && { value: args.threshold, unit: reading.balance.unit },
      gauge: reading && { afterTopUp: true, full: reading.budget?.limit ?? reading.balance, level: 1000, threshold: args.threshold ? 200 : null }, trend: [],
      forecast: { kind: "not_enough_data" }, keyState: args.keep, refreshing: false, hidden: check.hidden, divisor: 1,
    };
    world.accounts.push(card); world.checkedAt = iso(Date.now());
    if (args.signIn) world.signIns.delete(args.signIn);
    return card;
  },
  account: ({ account }) => {
    const card = find(account);
    const unit = card.reading?.balance.unit;
    return {
      card, createdAt: ago(60 * DAY), chart: card.trend, chartScale: scaleOf(card), historyFailure: null,
      suggestedThreshold: unit ? { value: unit === "usd" ? "12.5" : "350", unit } : null,
      historyCheckedAt: card.provider === "beta" ? ago(4 * MIN) : null,
    };
  },
  rename_account: ({ account, name }) => { if (!name) throw error("name_invalid"); return Object.assign(find(account), { name }); },
  set_threshold: ({ account, threshold }) => Object.assign(find(account), { threshold: threshold && { value: threshold, unit: find(account).reading.balance.unit } }),
  set_divisor: ({ account, divisor }) => {
    const card = find(account);
    const { balance } = card.reading;
    return Object.assign(card, { divisor, reading: { ...card.reading, balance: { ...balance, value: String((Number(balance.value) * card.divisor) / divisor) } } });
  },
  replace_key: (args) => {
    const card = find(args.account);
    const { reading, hidden } = store({ ...args, provider: card.provider });
    // Another key may be another holder's: the sign-in ends.
    return Object.assign(card, { failure: null, signedIn: false, keyState: args.keep, hidden, reading: hidden ? null : card.reading ?? reading });
  },
  remove_account: ({ account }) => { world.removed = find(account); world.accounts = world.accounts.filter((a) => a.id !== account); return { undoToken: "undo-1", undoSeconds: 60 }; },
  undo_remove: () => { if (!world.removed) throw error("undo_expired"); world.accounts.push(world.removed); const card = world.removed; world.removed = null; return card; },
  history: ({ filter, cursor, limit }) => {
    const rows = world.accounts.length === 0 ? [] : world.rows.filter((r) => inRange(r, filter) && (!filter.kind || r.kind === filter.kind)
      && (!filter.search || (r.text ?? "").toLowerCase().includes(filter.search.toLowerCase())));
    const at = Number(cursor ?? 0);
    return { rows: rows.slice(at, at + limit), next: at + limit < rows.length ? String(at + limit) : null, total: rows.length };
  },
  export_preset: () => ({ from: "2026-10-01", to: "2026-10-31", rows: 106 }),
  count_export: ({ range }) => world.rows.filter((r) => inRange(r, range)).length,
  export_csv: async () => {
    world.exportCancelled = false;
    if (world.slowExport) {
      // Goes on until it is cancelled, however long that takes on a busy machine.
      for (let done = 0; !world.exportCancelled; done = Math.min(done + 20_000, 80_000)) {
        emit("export_progress", { done, total: 100_000 });
        await new Promise((go) => setTimeout(go, 50));
      }
    }
    if (world.exportCancelled || !world.exportSaved) return { saved: false, fileName: null, rows: 0 };
    return { saved: true, fileName: "refill-2026-10.csv", rows: 106 };
  },
  cancel_export: () => { world.exportCancelled = true; return null; },
  open_export: () => null, show_export: () => null, settings: () => world.settings,
  save_settings: ({ settings }) => { world.settings = settings; return settings; },
  test_notification: () => null,
  vault_retry: () => { world.vault = { state: world.vaultAfterRetry ?? "ready" }; return world.vault; },
  use_session_keys: () => { world.vault = { state: "session_only" }; return world.vault; },
  open_link: () => null, open_data_folder: () => null, open_demo: () => null,
  show_window: () => {
    const links = [...document.querySelectorAll("link[rel=stylesheet]")];
    world.shown ??= { text: document.querySelector("main")?.textContent ?? "", styled: links.every((link) => link.sheet) };
    return null;
  },
};

const callbacks = new Map();
const listeners = new Map();
let lastId = 0;
function emit(event, payload) {
  for (const [id, name] of listeners) if (name === event) callbacks.get(id)?.({ event, id, payload });
}
async function invoke(cmd, payload) {
  if (cmd === "plugin:event|listen") { listeners.set(payload.handler, payload.event); return payload.handler; }
  if (cmd === "plugin:event|unlisten") { listeners.delete(payload.eventId); return null; }
  world.calls.push({ cmd, args: structuredClone(payload?.args ?? null), at: performance.now(), answered: world.answered.length });
  const slow = cmd === "overview" ? { loading: 1e9, slow: 400 }[scenario] : undefined;
  const delay = world.delay[cmd] ?? slow ?? 2;
  await new Promise((go) => setTimeout(go, delay));
  try {
    if (world.fail[cmd]) throw error(world.fail[cmd]);
    if (!commands[cmd]) throw new Error(`no such command: ${cmd}`);
    return structuredClone(await commands[cmd](payload?.args));
  } finally {
    world.answered.push(cmd);
  }
}
window.__TAURI_INTERNALS__ = {
  invoke,
  transformCallback: (fn) => { lastId += 1; callbacks.set(lastId, fn); return lastId; },
  unregisterCallback: (id) => callbacks.delete(id),
};
window.__TAURI_EVENT_PLUGIN_INTERNALS__ = { unregisterListener: (_event, id) => listeners.delete(id) };
/** The person comes back from the browser: "no", "late", or with a key of this look. */
const browserReturns = (said) => [...world.signIns.values()].at(-1)?.back(said);
window.mock = { world, emit, browserReturns, move: shop.move, begin: shop.begin, listening: (event) => [...listeners.values()].filter((name) => name === event).length };
