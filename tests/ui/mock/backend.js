// The contract of ui/js/bindings/ipc.d.ts, played in the page: what the window sees instead of Rust.
// Served before main.js by serve.js; `?scenario=` picks the state of the world, `window.mock` steers it.
(() => {
  // As `freezePrototype` in tauri.conf.json does before any script of the page.
  Object.freeze(Object.prototype);
  const params = new URLSearchParams(location.search);
  const scenario = params.get("scenario") ?? "usual";
  const pseudo = params.has("pseudo");
  const NOW = Date.now();
  const iso = (ms) => new Date(ms).toISOString();
  const MIN = 60_000, HOUR = 60 * MIN, DAY = 24 * HOUR;
  const error = (code, details = {}) => ({ code, message: pseudo ? "" : `mock: ${code}`, details });

  // In the pseudo-locale every word that is not Fluent's stands in Greek: Latin letters are leaks then.
  const word = (latin, greek) => (pseudo ? greek : latin);

  const providers = [
    { id: "alpha", name: word("Northwind", "Βορράς"), unit: "usdc_credits", hue: 265, keyHint: word("nwk_live_…", "βορ_…"), keyPrefixes: ["nwk_live_", "nwk_"], serverHint: null, hasHistory: false, canGetKey: true, canBuy: true },
    { id: "beta", name: word("Ledger API", "Βιβλίο"), unit: "credits", hue: 205, keyHint: word("lgr_…", "βιβ_…"), keyPrefixes: ["lgr_"], serverHint: word("https://api.example.com", "//αβγ.δε"), hasHistory: true, canGetKey: true, canBuy: true },
    { id: "gamma", name: word("Studio 3D", "Στούντιο"), unit: "usd", hue: 20, keyHint: "", keyPrefixes: [], serverHint: null, hasHistory: true, canGetKey: false, canBuy: false },
  ];
  const units = [
    { id: "usdc_credits", prefix: null, suffix: word("credits", "μονάδες"), decimals: 0 },
    { id: "credits", prefix: null, suffix: word("credits", "μονάδες"), decimals: 0 },
    { id: "usdc", prefix: null, suffix: word("USDC", "ΔΟΛ"), decimals: 2 },
    { id: "usd", prefix: "$", suffix: null, decimals: 2 },
  ];

  /** A falling balance with a rise, scaled as Rust would scale it. */
  function trend(values, unitDays = 30) {
    const max = Math.max(...values), min = Math.min(0, ...values);
    return values.map((v, i) => ({
      at: iso(NOW - ((values.length - 1 - i) / (values.length - 1)) * unitDays * DAY),
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
  const lowTrend = [...falling(310, 140, 12, 3), ...falling(1000, 420, 26, 7)];
  const fineTrend = [...falling(7400, 2100, 16, 11), ...falling(12000, 9410, 22, 5)];

  const accounts = [
    { id: "acc-fine", provider: "beta", name: word("Token transfers", "Μεταφορές"), server: word("api.example.com", "αβγ.δε"),
      reading: { balance: { value: "9410", unit: "credits" }, worth: null, takenAt: iso(NOW - 4 * MIN), stale: false },
      failure: null, level: "ok", threshold: { value: "1000", unit: "credits" },
      gauge: { afterTopUp: true, full: { value: "12000", unit: "credits" }, level: 784, threshold: 83 }, trend: trend(fineTrend),
      forecast: { kind: "days", days: 152 }, keyState: "keychain", refreshing: false },
    { id: "acc-low", provider: "alpha", name: word("Work key", "Δουλειά"), server: null,
      reading: { balance: { value: "420", unit: "usdc_credits" }, worth: { value: "4.2", unit: "usdc" }, takenAt: iso(NOW - 4 * MIN), stale: false },
      failure: null, level: "low", threshold: { value: "500", unit: "usdc_credits" },
      gauge: { afterTopUp: true, full: { value: "1000", unit: "usdc_credits" }, level: 420, threshold: 500 }, trend: trend(lowTrend),
      forecast: { kind: "days", days: 2 }, keyState: "keychain", refreshing: false },
    { id: "acc-fail", provider: "gamma", name: word("Studio renders, shared with the whole team", "Στούντιο κοινό"), server: null,
      reading: { balance: { value: "74.75", unit: "usd" }, worth: null, takenAt: iso(NOW - 26 * HOUR), stale: true },
      failure: { error: error("unreachable", pseudo ? {} : { host: "api.studio.example", request_id: "req_8f31c0" }), since: iso(NOW - 26 * HOUR), retryAt: iso(NOW + 6 * MIN) },
      level: "ok", threshold: { value: "10", unit: "usd" },
      gauge: { afterTopUp: true, full: { value: "100.5", unit: "usd" }, level: 744, threshold: 100 }, trend: trend(falling(100, 75, 18, 9), 21),
      forecast: { kind: "days", days: 44 }, keyState: "keychain", refreshing: false },
    { id: "acc-fresh", provider: "alpha", name: word("Personal", "Προσωπικό"), server: null,
      reading: { balance: { value: "2500", unit: "usdc_credits" }, worth: { value: "25", unit: "usdc" }, takenAt: iso(NOW - 1 * MIN), stale: false },
      failure: null, level: "ok", threshold: null, gauge: { afterTopUp: true, full: { value: "2500", unit: "usdc_credits" }, level: 1000, threshold: null },
      trend: [], forecast: { kind: "not_enough_data" }, keyState: "session", refreshing: false },
  ];
  if (scenario === "hostile") {
    accounts[0].name = "\u202eevil\u202c <b>x</b> שלום";
    accounts[0].reading.balance.value = "123456789012345678901234567890.123456789";
    accounts[1].reading.balance.value = "-12.5";
    accounts[1].level = "empty";
    accounts[3].reading = null;
    accounts[3].level = "unknown";
    accounts[3].gauge = null;
  }

  const texts = pseudo ? ["αβγ", "δεζ", "ηθι"] : ["POST /v1/transfers", "GET /v1/balances", "chat/completions"];
  function makeRows() {
    const rows = [];
    for (let i = 0; i < 137; i += 1) {
      const rise = i % 23 === 8;
      const observed = i % 5 === 2;
      rows.push({
        id: `row-${i}`, account: observed ? "acc-low" : "acc-fine", at: iso(NOW - i * 7 * HOUR - 11 * MIN),
        kind: rise ? "credit" : i % 41 === 5 ? "other" : "debit", kindText: i % 41 === 5 ? word("adjustment", "διόρθωση") : null,
        amount: { value: rise ? "10000" : `-${(i % 7) + 1}.5`, unit: observed ? "usdc_credits" : "credits" },
        balanceAfter: i % 11 === 3 ? null : { value: String(9410 + i * 4), unit: "credits" },
        text: observed ? null : rise ? word("Credit package, 10,000", "Πακέτο") : texts[i % 3], observed,
      });
    }
    return rows;
  }
  const world = {
    accounts: scenario === "first" ? [] : accounts,
    rows: makeRows(),
    vault: { state: { vault_locked: "locked", vault_absent: "absent", vault_refused: "refused" }[scenario] ?? "ready" },
    dismissed: new Set(), refreshing: false, checkedAt: scenario === "first" ? null : iso(NOW - 4 * MIN),
    settings: { refreshMinutes: 5, hideAmounts: false }, removed: null, calls: [], answered: [], slowExport: false, exportCancelled: false,
    exportSaved: true, fail: {}, delay: {},
  };
  const blocked = { blocked_newer: "storage_newer", blocked_full: "storage_full", blocked_read_only: "storage_read_only", blocked_damaged: "storage_damaged" }[scenario];
  const startup = () => ({
    version: "0.1.0", demo: scenario === "demo", dataFolder: word("/home/sam/.local/share/refill", "/αρχεία"), providers, units,
    settings: world.settings, blocked: blocked && !world.unblocked ? error(blocked, { path: "/home/sam/.local/share/refill/history.db" }) : null,
    setAside: scenario === "set_aside" ? "/home/sam/.local/share/refill/history.db.damaged-2026-11-20" : null,
  });

  const find = (id) => {
    const card = world.accounts.find((a) => a.id === id);
    if (!card) throw error("account_gone");
    return card;
  };
  const overview = () => ({
    accounts: world.accounts, vault: world.vault, refreshing: world.refreshing, checkedAt: world.checkedAt,
    banners: world.accounts.filter((a) => (a.level === "low" || a.level === "empty") && !world.dismissed.has(a.id))
      .map((a) => ({ account: a.id, level: a.level, balance: a.reading.balance, threshold: a.threshold, days: a.forecast.days ?? null })),
  });
  const inRange = (row, { from, to, accounts: only }) => {
    const day = row.at.slice(0, 10);
    return (!only || only.includes(row.account)) && (!from || day >= from) && (!to || day <= to);
  };
  function checkKey({ provider, server, key }) {
    if (!key.trim()) throw error("key_empty");
    if (/\s/u.test(key.trim())) throw error("key_malformed");
    const other = providers.find((p) => p.keyPrefixes.some((x) => key.startsWith(x)));
    if (other && other.id !== provider) throw error("key_of_other_provider");
    if (key.includes("wrong")) throw error("key_refused", { status: "401", request_id: "req_77aa12" });
    if (server?.startsWith("http:")) throw error("server_insecure");
    const unit = providers.find((p) => p.id === provider).unit;
    return {
      provider, reading: { balance: { value: "1250", unit }, worth: null, takenAt: iso(Date.now()), stale: false },
      suggestedName: word("Northwind", "Βορράς"), warning: null, suggestedThreshold: { value: "250", unit },
    };
  }
  function store(args) {
    if (args.keep === "keychain" && world.vault.state !== "ready") throw error(`vault_${world.vault.state}`);
    const check = checkKey(args);
    return check;
  }

  const commands = {
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
    check_key: checkKey,
    add_account: (args) => {
      const check = store(args);
      const card = {
        id: `acc-${world.accounts.length + 1}`, provider: args.provider, name: args.name || check.suggestedName, server: args.server && args.server.replace("https://", ""),
        reading: check.reading, failure: null, level: "ok", threshold: args.threshold && { value: args.threshold, unit: check.reading.balance.unit },
        gauge: { afterTopUp: true, full: check.reading.balance, level: 1000, threshold: args.threshold ? 200 : null }, trend: [],
        forecast: { kind: "not_enough_data" }, keyState: args.keep, refreshing: false,
      };
      world.accounts.push(card); world.checkedAt = iso(Date.now());
      return card;
    },
    account: ({ account }) => {
      const card = find(account);
      return { card, createdAt: iso(NOW - 60 * DAY), chart: card.trend, suggestedThreshold: { value: card.reading?.balance.unit === "usd" ? "12.5" : "350", unit: card.reading?.balance.unit ?? "credits" }, historyCheckedAt: card.provider === "beta" ? iso(NOW - 4 * MIN) : null };
    },
    rename_account: ({ account, name }) => { if (!name) throw error("name_invalid"); return Object.assign(find(account), { name }); },
    set_threshold: ({ account, threshold }) => Object.assign(find(account), { threshold: threshold && { value: threshold, unit: find(account).reading.balance.unit } }),
    replace_key: (args) => { const card = find(args.account); store({ ...args, provider: card.provider }); return Object.assign(card, { failure: null, keyState: args.keep }); },
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
      return { saved: true, fileName: word("refill-2026-10.csv", "αρχείο"), rows: 106 };
    },
    cancel_export: () => { world.exportCancelled = true; return null; },
    open_export: () => null, show_export: () => null, settings: () => world.settings,
    save_settings: ({ settings }) => { world.settings = settings; return settings; },
    test_notification: () => null,
    vault_retry: () => { world.vault = { state: world.vaultAfterRetry ?? "ready" }; return world.vault; },
    use_session_keys: () => { world.vault = { state: "session_only" }; return world.vault; },
    open_link: () => null, open_data_folder: () => null,
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
    world.calls.push({ cmd, args: structuredClone(payload?.args ?? null) });
    const delay = world.delay[cmd] ?? (scenario === "loading" && cmd === "overview" ? 1e9 : 2);
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
  window.mock = { world, emit };
})();
