// The IPC contract of the window: command name -> arguments -> result.
// Generated from the Rust signatures; do not edit by hand.

/** An exact amount. `value` is a decimal string, never a float. */
export type Money = { value: string; unit: string };

export type UnitView = {
  /** Id as it stands in `Money.unit`, for example "credits". */
  id: string;
  /** Shown before the number ("$"), or null. */
  prefix: string | null;
  /** Shown after the number ("credits", "USDC"), or null. */
  suffix: string | null;
  /** Decimal places shown at least. */
  decimals: number;
};

export type ErrorCode =
  | "key_empty" | "key_malformed" | "key_of_other_provider" | "key_refused" | "key_missing"
  | "server_invalid" | "server_insecure"
  | "unreachable" | "tls" | "timeout" | "redirected" | "too_large" | "cut_off"
  | "rate_limited" | "payment_required" | "not_found" | "server_error" | "not_understood"
  | "vault_absent" | "vault_locked" | "vault_refused" | "vault_timeout"
  | "storage_read_only" | "storage_full" | "storage_damaged" | "storage_newer" | "storage"
  | "account_gone" | "undo_expired" | "name_invalid" | "threshold_invalid" | "range_invalid"
  | "export_running" | "export_target" | "notification" | "link_unknown" | "internal";

/** `details` are facts for the "Details" fold: status, request_id, host, field … never a secret or a body. */
export type IpcError = { code: ErrorCode; message: string; details: { [key: string]: string } };

export type ProviderView = {
  id: string;
  name: string;
  unit: string;
  /** Hue in degrees for the provider's tile; the window makes both themes from it. */
  hue: number;
  /** Placeholder for the key field, for example "dkn_live_…". */
  keyHint: string;
  /** A pasted key with one of these prefixes picks this provider. */
  keyPrefixes: string[];
  /** The person enters the server address (null where it is fixed). Example for the field. */
  serverHint: string | null;
  hasHistory: boolean;
  /** Links exist for: where to get a key, where to buy. Opened from Rust by `open_link`. */
  canGetKey: boolean;
  canBuy: boolean;
};

export type VaultView =
  | { state: "ready" }
  | { state: "session_only" }
  | { state: "absent" }
  | { state: "locked" }
  | { state: "refused" }
  | { state: "checking" };

export type Settings = {
  refreshMinutes: number;
  hideAmounts: boolean;
};

export type Startup = {
  version: string;
  demo: boolean;
  dataFolder: string;
  providers: ProviderView[];
  units: UnitView[];
  settings: Settings;
  /** Why there is no data to show: the window then shows only this, with "Try again". */
  blocked: IpcError | null;
  /** A damaged database was set aside under this path; a new one is in use. */
  setAside: string | null;
};

export type ReadingView = {
  balance: Money;
  /** The same in money where the provider defines it ("= 4.20 USDC"). */
  worth: Money | null;
  /** RFC 3339, UTC. */
  takenAt: string;
  /** Older than three refresh intervals. */
  stale: boolean;
};

export type FailureView = { error: IpcError; since: string; retryAt: string | null };

/** All parts are permille of the gauge's width, so that the window needs no arithmetic on money. */
export type Gauge = { full: Money; level: number; threshold: number | null };

export type TrendPoint = { at: string; value: string; /** 0..1000 of the height */ y: number; /** 0..1000 of the width */ x: number; rise: boolean };

export type Forecast =
  | { kind: "days"; days: number }
  | { kind: "not_enough_data" }
  | { kind: "no_spending" }
  | { kind: "empty" };

export type Level = "ok" | "low" | "empty" | "unknown";
export type KeyState = "keychain" | "session" | "missing";

export type AccountCard = {
  id: string;
  provider: string;
  name: string;
  /** Host of the account's own server, or null where the provider has one fixed address. */
  server: string | null;
  reading: ReadingView | null;
  failure: FailureView | null;
  level: Level;
  threshold: Money | null;
  gauge: Gauge | null;
  trend: TrendPoint[];
  forecast: Forecast;
  keyState: KeyState;
  refreshing: boolean;
};

export type Overview = {
  accounts: AccountCard[];
  vault: VaultView;
  refreshing: boolean;
  /** Last time any refresh ended. */
  checkedAt: string | null;
  /** Low accounts whose banner was not dismissed, the most urgent first. */
  banners: Banner[];
};

export type Banner = { account: string; level: "low" | "empty"; balance: Money; threshold: Money | null; days: number | null };

export type KeyCheck = {
  provider: string;
  reading: ReadingView;
  suggestedName: string;
  /** A sentence-worthy oddity that does not block (for example an old key prefix). */
  warning: ErrorCode | null;
  /** A first alert amount that makes sense for this balance. */
  suggestedThreshold: Money;
};

export type EntryKind = "credit" | "debit" | "other";

export type HistoryRow = {
  id: string;
  account: string;
  at: string;
  kind: EntryKind;
  /** The provider's own word where it is none of ours. */
  kindText: string | null;
  /** Signed. */
  amount: Money;
  balanceAfter: Money | null;
  /** The provider's text (endpoint, description): hostile, shown as text only. */
  text: string | null;
  /** Derived from successive readings, not reported by the provider. */
  observed: boolean;
};

export type HistoryFilter = {
  accounts: string[] | null;
  kind: EntryKind | null;
  search: string | null;
  /** Inclusive first and last day, local time, "2026-10-01". */
  from: string | null;
  to: string | null;
};

export type HistoryPage = { rows: HistoryRow[]; next: string | null; total: number };

export type AccountPage = {
  card: AccountCard;
  createdAt: string;
  chart: TrendPoint[];
  suggestedThreshold: Money | null;
  /** When the provider's own history was last read to its end. */
  historyCheckedAt: string | null;
};

export type Removed = { undoToken: string; undoSeconds: number };

export type ExportRange = { from: string; to: string; accounts: string[] | null };
export type ExportPreset = { from: string; to: string; rows: number };
export type ExportResult = { saved: boolean; fileName: string | null; rows: number };

/** "keychain", or "session": keep it in memory until Refill is closed. */
export type Keep = "keychain" | "session";

/** Every command with its one argument object (null where it takes none) and its result. */
export type Commands = {
  startup: { args: null; result: Startup };
  retry_startup: { args: null; result: Startup };
  overview: { args: null; result: Overview };
  refresh: { args: { account: string | null }; result: null };
  dismiss_banner: { args: { account: string }; result: null };
  check_key: { args: { provider: string; server: string | null; key: string }; result: KeyCheck };
  add_account: {
    args: { provider: string; server: string | null; key: string; name: string; threshold: string | null; keep: Keep };
    result: AccountCard;
  };
  account: { args: { account: string }; result: AccountPage };
  rename_account: { args: { account: string; name: string }; result: AccountCard };
  set_threshold: { args: { account: string; threshold: string | null }; result: AccountCard };
  replace_key: { args: { account: string; server: string | null; key: string; keep: Keep }; result: AccountCard };
  remove_account: { args: { account: string }; result: Removed };
  undo_remove: { args: { undoToken: string }; result: AccountCard };
  history: { args: { filter: HistoryFilter; cursor: string | null; limit: number }; result: HistoryPage };
  export_preset: { args: null; result: ExportPreset };
  count_export: { args: { range: ExportRange }; result: number };
  export_csv: { args: { range: ExportRange }; result: ExportResult };
  cancel_export: { args: null; result: null };
  open_export: { args: null; result: null };
  show_export: { args: null; result: null };
  settings: { args: null; result: Settings };
  save_settings: { args: { settings: Settings }; result: Settings };
  test_notification: { args: null; result: null };
  vault_retry: { args: null; result: VaultView };
  use_session_keys: { args: null; result: VaultView };
  open_link: { args: { provider: string; account: string | null; link: "get_key" | "buy" }; result: null };
  open_data_folder: { args: null; result: null };
};

/** Events from Rust. The window fetches again what they name. */
export type Events = {
  /** Accounts, readings, banners or the keychain's state changed. */
  changed: { account: string | null };
  refresh_progress: { done: number; total: number; failed: number };
  /** Only for exports above a second; the last one has done == total. */
  export_progress: { done: number; total: number };
  /** Show this page: "overview", "account/<id>", "history", "settings". */
  navigate: { to: string };
};
