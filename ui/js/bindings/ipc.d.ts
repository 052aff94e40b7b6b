// The contract between the window and the backend. Generated from the Rust functions by
// `UPDATE_BINDINGS=1 cargo nextest run -p refill bindings`; do not edit by hand.

/**
 * Arguments of `accept_payee`.
 */
export type AcceptPayee = { 
/**
 * The provider.
 */
provider: string, 
/**
 * Origin of its server.
 */
server: string, 
/**
 * Number of the chain.
 */
chain: number, };

/**
 * Arguments of commands about one account.
 */
export type AccountArgs = { 
/**
 * The account.
 */
account: string, };

/**
 * One account at a glance.
 */
export type AccountCard = { id: string, provider: string, name: string, 
/**
 * Host of the account's own server, or null where the provider has one fixed address.
 */
server: string | null, reading: ReadingView | null, failure: FailureView | null, level: Level, threshold: Money | null, gauge: Gauge | null, trend: Array<TrendPoint>, forecast: Forecast, keyState: KeyState, refreshing: boolean, 
/**
 * The key is good, but it may not see what is left: no failure, and no number either.
 */
hidden: HiddenBalance | null, 
/**
 * What the reported number is divided by; see `ProviderView.divisors`.
 */
divisor: number, 
/**
 * Its holder is signed in.
 */
signedIn: boolean, 
/**
 * A purchase for it that can still be paid, or may have been, or whose credits are missing.
 */
openPayment: string | null, 
/**
 * Where that stands.
 */
openPaymentState: PaymentState | null, };

/**
 * One account in full.
 */
export type AccountPage = { card: AccountCard, createdAt: string, chart: Array<TrendPoint>, 
/**
 * What the heights of the chart stand for; null without points.
 */
chartScale: ChartScale | null, suggestedThreshold: Money | null, 
/**
 * When the provider's own history was last read to its end.
 */
historyCheckedAt: string | null, 
/**
 * Why the history could not be read last time; the balance may be fresh all the same.
 */
historyFailure: FailureView | null, };

/**
 * Arguments of `add_account`.
 */
export type AddAccount = { 
/**
 * Whose account it is.
 */
provider: string, 
/**
 * The server as typed.
 */
server: string | null, 
/**
 * The key as pasted, or null with `signIn`.
 */
key: PastedKey | null, 
/**
 * The sign-in whose key it is, or null with `key`.
 */
signIn: string | null, 
/**
 * The name as typed.
 */
name: string, 
/**
 * The alert amount as typed.
 */
threshold: string | null, 
/**
 * Where the key is kept.
 */
keep: Keep, };

/**
 * What a balance is the rest of: the whole account, or the budget of one key.
 */
export type BalanceBasis = "account" | "budget";

/**
 * A low account, said above the cards.
 */
export type Banner = { account: string, level: BannerLevel, balance: Money, threshold: Money | null, days: number | null, basis: BalanceBasis, };

/**
 * How far down the account of a banner is.
 */
export type BannerLevel = "low" | "empty";

/**
 * How much a key may spend.
 */
export type BudgetView = { limit: Money | null, resets: CycleView | null, };

/**
 * Arguments of `buy_by_charge`.
 */
export type BuyByCharge = { 
/**
 * The account.
 */
account: string, 
/**
 * US dollars as typed.
 */
amount: string, };

/**
 * Arguments of `buy_package`.
 */
export type BuyPackage = { 
/**
 * The account.
 */
account: string, 
/**
 * The package as it was seen.
 */
package: Package, };

/**
 * A way to buy credits.
 */
export type BuyWay = "checkout" | "charge" | "page" | "usdc";

/**
 * What one call of a kind costs, in whole credits.
 */
export type CallPrice = { 
/**
 * "read", "query", "wallet", "transfer".
 */
kind: string, credits: number, };

/**
 * Accounts, readings, banners or the keychain's state changed.
 */
export type Changed = { 
/**
 * The account, or null for all.
 */
account: string | null, };

/**
 * What the heights of a chart stand for. `threshold` is the alert amount's permille of the height.
 */
export type ChartScale = { top: Money, bottom: Money, threshold: number | null, };

/**
 * Arguments of `check_key`.
 */
export type CheckKey = { 
/**
 * Whose key it is meant to be.
 */
provider: string, 
/**
 * The server as typed.
 */
server: string | null, 
/**
 * The key as pasted.
 */
key: PastedKey, };

/**
 * Arguments of `connect_program_wallet`.
 */
export type ConnectProgram = { 
/**
 * Address of the program; empty for the usual one.
 */
program: string, };

/**
 * Arguments of `create_api_key`.
 */
export type CreateApiKey = { 
/**
 * The account.
 */
account: string, 
/**
 * Its name at the provider.
 */
name: string, 
/**
 * The network that it is bound to.
 */
network: string | null, 
/**
 * What becomes of it.
 */
use: KeyUse, };

/**
 * Arguments of `create_wallet`.
 */
export type CreateWallet = { 
/**
 * The account.
 */
account: string, 
/**
 * On which network.
 */
network: string | null, };

/**
 * Arguments of `create_webhook`.
 */
export type CreateWebhook = { 
/**
 * The account.
 */
account: string, 
/**
 * Where it sends to.
 */
url: string, 
/**
 * What it sends.
 */
events: Array<string>, };

/**
 * What is known of the credits of a payment.
 */
export type CreditKnown = "none" | "awaited" | "credited" | "missing";

/**
 * How often a budget starts anew.
 */
export type CycleView = "daily" | "weekly" | "monthly" | "other";

/**
 * Arguments of commands about one endpoint of the chain.
 */
export type EndpointArgs = { 
/**
 * Its address.
 */
address: string, };

/**
 * How an endpoint does.
 */
export type EndpointHealth = "ok" | "unreachable" | "other" | "not_understood";

/**
 * Where the chain is read.
 */
export type EndpointView = { address: string, isOwn: boolean, 
/**
 * Null until it was checked.
 */
state: EndpointHealth | null, block: string | null, 
/**
 * Seconds since its newest block.
 */
age: number | null, 
/**
 * Milliseconds until it answered.
 */
took: number | null, };

/**
 * What kind of change a row is.
 */
export type EntryKind = "credit" | "debit" | "other";

/**
 * A code exists only if the window says or does something of its own for it.
 */
export type ErrorCode = "key_empty" | "key_malformed" | "key_of_other_provider" | "key_refused" | "key_missing" | "key_unusual" | "sign_in_denied" | "sign_in_timeout" | "sign_in_unavailable" | "server_invalid" | "server_insecure" | "unreachable" | "tls" | "timeout" | "redirected" | "too_large" | "cut_off" | "rate_limited" | "payment_required" | "not_found" | "balance_unavailable" | "server_error" | "not_understood" | "vault_absent" | "vault_locked" | "vault_refused" | "vault_timeout" | "storage_read_only" | "storage_full" | "storage_damaged" | "storage_newer" | "storage_in_use" | "storage" | "account_gone" | "undo_expired" | "name_invalid" | "threshold_invalid" | "range_invalid" | "export_running" | "export_target" | "notification" | "link_unknown" | "rejected" | "gone" | "email_unverified" | "journal_unusable" | "purchase_open" | "purchase_over" | "offer_changed" | "payment_page" | "not_signed_in" | "other_holder" | "not_confirmed" | "amount_invalid" | "typed_otherwise" | "not_copied" | "no_wallet" | "wallet_refused" | "wallet_unreachable" | "wallet_timeout" | "wallet_other_chain" | "wallet_other_address" | "wallet_signature" | "wallet_malformed" | "wallet_phrase" | "wallet_too_costly" | "wallet_password" | "wallet_in_use" | "no_secret_window" | "chain_unreachable" | "chain_other" | "over_limit" | "limit_invalid" | "endpoint_invalid" | "payee_gone" | "internal";

/**
 * Arguments of the export commands.
 */
export type ExportArgs = { 
/**
 * What to export.
 */
range: ExportRange, };

/**
 * What the export sheet starts with.
 */
export type ExportPreset = { from: string, to: string, rows: number, };

/**
 * Only for exports above a second; the last one has done == total.
 */
export type ExportProgress = { 
/**
 * Rows that are written.
 */
done: number, 
/**
 * Rows in all.
 */
total: number, };

/**
 * Days and accounts to export; both days included.
 */
export type ExportRange = { from: string, to: string, accounts: Array<string> | null, };

/**
 * How an export ended.
 */
export type ExportResult = { saved: boolean, fileName: string | null, rows: number, };

/**
 * Why the last refresh failed.
 */
export type FailureView = { error: IpcError, since: string, retryAt: string | null, };

/**
 * How long the balance lasts.
 */
export type Forecast = { "kind": "days", 
/**
 * Whole days.
 */
days: number, } | { "kind": "not_enough_data" } | { "kind": "no_spending" } | { "kind": "empty" };

/**
 * All parts are permille of the gauge's width, so that the window needs no arithmetic on money.
 */
export type Gauge = { full: Money, 
/**
 * "Full" is the balance after the last top-up; otherwise the most of the last thirty days.
 */
afterTopUp: boolean, level: number, threshold: number | null, };

/**
 * A key that may not see what is left, and what was spent with it so far.
 */
export type HiddenBalance = { spent: Money | null, 
/**
 * When that was read, RFC 3339, UTC.
 */
takenAt: string, };

/**
 * Arguments of `history`.
 */
export type HistoryArgs = { 
/**
 * What to list.
 */
filter: HistoryFilter, 
/**
 * `next` of the page before, or null for the first.
 */
cursor: string | null, 
/**
 * Rows at most.
 */
limit: number, };

/**
 * What to list.
 */
export type HistoryFilter = { accounts: Array<string> | null, kind: EntryKind | null, search: string | null, 
/**
 * Inclusive first day, local time, "2026-10-01".
 */
from: string | null, 
/**
 * Inclusive last day.
 */
to: string | null, };

/**
 * A part of the history, newest first.
 */
export type HistoryPage = { rows: Array<HistoryRow>, next: string | null, total: number, };

/**
 * One change of a balance.
 */
export type HistoryRow = { id: string, account: string, at: string, kind: EntryKind, 
/**
 * The provider's own word where it is none of ours.
 */
kindText: string | null, 
/**
 * Signed.
 */
amount: Money, balanceAfter: Money | null, 
/**
 * The provider's text (endpoint, description): hostile, shown as text only.
 */
text: string | null, 
/**
 * Derived from successive readings, not reported by the provider.
 */
observed: boolean, };

/**
 * Arguments of `holder_change_password`.
 */
export type HolderChangePassword = { 
/**
 * The account.
 */
account: string, 
/**
 * The present password.
 */
present: Typed, 
/**
 * The new one.
 */
new: Typed, };

/**
 * Arguments of `holder_delete`.
 */
export type HolderDelete = { 
/**
 * The account.
 */
account: string, 
/**
 * What was typed to confirm: the account's name.
 */
typed: string, };

/**
 * Arguments of `holder_forgot`.
 */
export type HolderForgot = { 
/**
 * At which provider.
 */
provider: string, 
/**
 * The server as typed.
 */
server: string | null, 
/**
 * The account whose server it is, or null before there is one.
 */
account: string | null, 
/**
 * The e-mail address.
 */
email: string, };

/**
 * Arguments of `holder_register`.
 */
export type HolderRegister = { 
/**
 * At which provider.
 */
provider: string, 
/**
 * The server as typed.
 */
server: string | null, 
/**
 * The e-mail address.
 */
email: string, 
/**
 * The password.
 */
password: Typed, 
/**
 * What the person wants to be called.
 */
name: string | null, };

/**
 * Arguments of `holder_rename`.
 */
export type HolderRename = { 
/**
 * The account.
 */
account: string, 
/**
 * The name as typed.
 */
name: string, };

/**
 * Arguments of `holder_reset`.
 */
export type HolderReset = { 
/**
 * At which provider.
 */
provider: string, 
/**
 * The server as typed.
 */
server: string | null, 
/**
 * The account whose server it is, or null before there is one.
 */
account: string | null, 
/**
 * The code from the e-mail.
 */
code: Typed, 
/**
 * The new password.
 */
password: Typed, };

/**
 * Arguments of `holder_sign_in`.
 */
export type HolderSignIn = { 
/**
 * The account.
 */
account: string, 
/**
 * The e-mail address.
 */
email: string, 
/**
 * The password.
 */
password: Typed, };

/**
 * Arguments of `holder_sign_in_new`.
 */
export type HolderSignInNew = { 
/**
 * At which provider.
 */
provider: string, 
/**
 * The server as typed.
 */
server: string | null, 
/**
 * The e-mail address.
 */
email: string, 
/**
 * The password.
 */
password: Typed, };

/**
 * Arguments of `holder_verify`.
 */
export type HolderVerify = { 
/**
 * At which provider.
 */
provider: string, 
/**
 * The server as typed.
 */
server: string | null, 
/**
 * The account whose server it is, or null before there is one.
 */
account: string | null, 
/**
 * The code from the e-mail.
 */
code: Typed, };

/**
 * `details` are facts for the "Details" fold: status, request_id, host, field … never a secret or a body.
 */
export type IpcError = { code: ErrorCode, message: string, details: { [key in string]: string }, };

/**
 * Arguments of commands about one thing of an account.
 */
export type ItemArgs = { 
/**
 * The account.
 */
account: string, 
/**
 * The provider's id of the thing.
 */
id: string, };

/**
 * "keychain", or "session": keep it in memory until Refill is closed.
 */
export type Keep = "keychain" | "session";

/**
 * What a live check of a pasted key found out.
 */
export type KeyCheck = { provider: string, 
/**
 * The balance, or null with `hidden`.
 */
reading: ReadingView | null, 
/**
 * The key is good, but it may not see what is left.
 */
hidden: HiddenBalance | null, suggestedName: string, 
/**
 * An oddity that does not block (for example an old key prefix).
 */
warning: ErrorCode | null, 
/**
 * A first alert amount that makes sense for this balance.
 */
suggestedThreshold: Money | null, };

/**
 * A kind of key, and what Refill sees with it.
 */
export type KeyKindView = { name: KeyNameView, shows: Array<ShownView>, 
/**
 * The link by which one is made, or null where there is no such page.
 */
link: LinkView | null, };

/**
 * Kinds of key.
 */
export type KeyNameView = "ordinary" | "management";

/**
 * Where a key is.
 */
export type KeyState = "keychain" | "session" | "missing";

/**
 * "account": the new key becomes this account's; "clipboard": it is copied once.
 */
export type KeyUse = "account" | "clipboard";

/**
 * How far down an account is.
 */
export type Level = "ok" | "low" | "empty" | "unknown";

/**
 * The spending limits, and what was spent of them.
 */
export type LimitsView = { payment: Money, accountDay: Money, day: Money, month: Money, spentDay: Money, spentMonth: Money, };

/**
 * A page of a provider.
 */
export type LinkView = "get_key" | "get_management_key" | "buy";

/**
 * An API key as it is listed: without the key itself.
 */
export type ListedKey = { id: string, name: string | null, network: string | null, 
/**
 * Its first characters.
 */
prefix: string | null, createdAt: string | null, lastUsedAt: string | null, };

/**
 * An exact amount. `value` is a decimal string, never a float.
 */
export type Money = { value: string, unit: string, };

/**
 * What is known of the money of a payment.
 */
export type MoneyKnown = "none" | "reserved" | "unknown" | "moved" | "dead";

/**
 * Show this page: "overview", "account/<id>", "history", "settings".
 */
export type Navigate = { 
/**
 * The page.
 */
to: string, };

/**
 * A network that the provider serves.
 */
export type Network = { name: string, title: string | null, 
/**
 * As text: it may be larger than JavaScript counts exactly.
 */
chainId: string | null, currency: string | null, test: boolean | null, };

/**
 * Arguments of `network`.
 */
export type NetworkArgs = { 
/**
 * The account.
 */
account: string, 
/**
 * The network's name.
 */
name: string, };

/**
 * Arguments of `open_link`.
 */
export type OpenLink = { 
/**
 * Whose page.
 */
provider: string, 
/**
 * Which page.
 */
link: LinkView, };

/**
 * Every account, the keychain and what is going on.
 */
export type Overview = { accounts: Array<AccountCard>, vault: VaultView, refreshing: boolean, 
/**
 * Last time any refresh ended.
 */
checkedAt: string | null, 
/**
 * Low accounts whose banner was not dismissed, the most urgent first.
 */
banners: Array<Banner>, };

/**
 * A package of credits; sent back as it was seen, so that what is bought is what was seen.
 */
export type Package = { id: string, name: string, credits: Money, price: Money, };

/**
 * A one-time code on its way in.
 */
export type PastedCode = string;

/**
 * A key on its way in. It never goes the other way: there is no `Serialize`.
 */
export type PastedKey = string;

/**
 * Arguments of `pay_with_usdc`.
 */
export type PayWithUsdc = { 
/**
 * The account.
 */
account: string, 
/**
 * USDC as typed.
 */
amount: string, };

/**
 * Arguments of commands about one purchase.
 */
export type PaymentArgs = { 
/**
 * The purchase.
 */
payment: string, };

/**
 * How it is known that the credits arrived.
 */
export type PaymentEvidence = "row" | "balance" | "partly";

/**
 * Where a purchase stands.
 */
export type PaymentState = "begun" | "asking" | "ready" | "away" | "returned" | "cancelled" | "expired" | "failed" | "dropped" | "missing" | "credited" | "quoted" | "refused" | "planned" | "declined" | "reserved" | "sign_unknown" | "signed" | "sending" | "reported" | "unknown" | "confirming" | "paid" | "dead_expired" | "dead_cancelled" | "dead_unsigned";

/**
 * Something that happened to a purchase.
 */
export type PaymentStep = { at: string, 
/**
 * "asked", "ready", "failed", "opened", "returned", "cancelled", "expired", "credited", "credited_again",
 * "overdue", "dropped"; of a payment with USDC the words of its steps, for example "signed".
 */
what: string, };

/**
 * A purchase with everything that is known of it.
 */
export type PaymentView = { id: string, account: string, accountName: string, provider: string, providerName: string, way: BuyWay, 
/**
 * The package's name.
 */
package: string | null, price: Money | null, 
/**
 * What it brings.
 */
credits: Money | null, before: Money | null, begunAt: string, updatedAt: string, state: PaymentState, 
/**
 * Why no page came to be: a stable word, for example "no_answer".
 */
failed: string | null, arrived: Money | null, arrivedAt: string | null, evidence: PaymentEvidence | null, 
/**
 * The same credits came twice.
 */
twice: boolean, 
/**
 * Its page may be opened again.
 */
canOpen: boolean, 
/**
 * It may still be paid, so nothing else is bought meanwhile.
 */
isOpen: boolean, expiresAt: string | null, 
/**
 * The provider's id of the page.
 */
session: string | null, 
/**
 * Host of the page.
 */
host: string | null, 
/**
 * No real money.
 */
test: boolean, 
/**
 * Refill looks whether the credits arrive.
 */
watching: boolean, steps: Array<PaymentStep>, 
/**
 * What is known of a payment with USDC; null for every other way.
 */
usdc: UsdcPayment | null, };

/**
 * Arguments of `payments`.
 */
export type PaymentsArgs = { 
/**
 * The last purchase of the page before, or null for the first page.
 */
after: string | null, 
/**
 * How many.
 */
limit: number, };

/**
 * Who is paid at a provider.
 */
export type PinView = { provider: string, providerName: string, server: string, network: string, chain: number, payee: string, since: string, 
/**
 * Another payee that the provider named since; nothing is paid until it is accepted.
 */
offered: string | null, };

/**
 * The account holder's profile.
 */
export type Profile = { email: string | null, name: string | null, 
/**
 * The provider has seen that the address is theirs; null where it does not say.
 */
verified: boolean | null, createdAt: string | null, };

/**
 * A provider, as the window draws it.
 */
export type ProviderView = { id: string, name: string, unit: string, 
/**
 * Hue in degrees for the provider's tile; the window makes both themes from it.
 */
hue: number, 
/**
 * Placeholder for the key field.
 */
keyHint: string, 
/**
 * A pasted key with one of these prefixes picks this provider.
 */
keyPrefixes: Array<string>, 
/**
 * The person enters the server address (null where it is fixed). Example for the field.
 */
serverHint: string | null, 
/**
 * The server that is asked where an account has none of its own; null where the person has to enter one.
 */
usualServer: string | null, hasHistory: boolean, 
/**
 * Kinds of key that show different things; empty where every key shows everything.
 */
keyKinds: Array<KeyKindView>, 
/**
 * What the reported number may have to be divided by, the usual one first; empty where its unit is clear.
 */
divisors: Array<number>, 
/**
 * A key can be had by signing in with the browser.
 */
signsIn: boolean, 
/**
 * A link exists to where a key is made. Opened from Rust by `open_link`.
 */
canGetKey: boolean, 
/**
 * A link exists to where credits are bought.
 */
canBuy: boolean, 
/**
 * How credits are bought, the best way first; empty where Refill cannot help.
 */
buys: Array<BuyWay>, 
/**
 * Account holders sign in with an e-mail address and a password.
 */
holder: boolean, 
/**
 * What calls cost, where that is published.
 */
prices: Array<CallPrice>, };

/**
 * A balance and its age.
 */
export type ReadingView = { balance: Money, 
/**
 * The whole account, or the budget of the account's key.
 */
basis: BalanceBasis, 
/**
 * The budget that `balance` is the rest of; null for a whole account.
 */
budget: BudgetView | null, 
/**
 * When the provider says that the account was last topped up; RFC 3339, UTC.
 */
lastTopUp: string | null, 
/**
 * The same in money where the provider defines it ("= 4.20 USDC").
 */
worth: Money | null, 
/**
 * RFC 3339, UTC.
 */
takenAt: string, 
/**
 * Older than three refresh intervals.
 */
stale: boolean, };

/**
 * Arguments of `refresh`: one account, or null for all.
 */
export type RefreshArgs = { 
/**
 * The account.
 */
account: string | null, };

/**
 * A refresh of several accounts goes on.
 */
export type RefreshProgress = { 
/**
 * Accounts that are done.
 */
done: number, 
/**
 * Accounts in all.
 */
total: number, 
/**
 * Accounts that failed.
 */
failed: number, };

/**
 * A removed account, as long as it can be brought back.
 */
export type Removed = { undoToken: string, undoSeconds: number, };

/**
 * Arguments of `rename_account`.
 */
export type RenameAccount = { 
/**
 * The account.
 */
account: string, 
/**
 * The name as typed.
 */
name: string, };

/**
 * Arguments of `replace_key`.
 */
export type ReplaceKey = { 
/**
 * The account.
 */
account: string, 
/**
 * Another server as typed, or null to keep the account's.
 */
server: string | null, 
/**
 * The key as pasted, or null with `signIn`.
 */
key: PastedKey | null, 
/**
 * The sign-in whose key it is, or null with `key`.
 */
signIn: string | null, 
/**
 * Where the key is kept.
 */
keep: Keep, };

/**
 * Arguments of `save_settings`.
 */
export type SaveSettings = { 
/**
 * The new settings.
 */
settings: Settings, };

/**
 * Arguments of `set_divisor`.
 */
export type SetDivisor = { 
/**
 * The account.
 */
account: string, 
/**
 * One of the provider's divisors.
 */
divisor: number, };

/**
 * Arguments of `set_limits`: USDC as typed.
 */
export type SetLimits = { 
/**
 * For one payment.
 */
payment: string, 
/**
 * For one account in 24 hours.
 */
accountDay: string, 
/**
 * In all in 24 hours.
 */
day: string, 
/**
 * In all in 30 days.
 */
month: string, };

/**
 * Arguments of `set_threshold`.
 */
export type SetThreshold = { 
/**
 * The account.
 */
account: string, 
/**
 * The alert amount as typed, or null for none.
 */
threshold: string | null, };

/**
 * Settings of the whole app.
 */
export type Settings = { refreshMinutes: number, hideAmounts: boolean, };

/**
 * What a key may show.
 */
export type ShownView = "balance" | "budget" | "spent" | "history";

/**
 * Arguments of `sign_in_cancel`.
 */
export type SignInArgs = { 
/**
 * Names the sign-in.
 */
signIn: string, };

/**
 * Arguments of `sign_in_begin`.
 */
export type SignInBegin = { 
/**
 * Whose key is wanted.
 */
provider: string, 
/**
 * The account that gets another key, at its own server; null for a new account at the usual one.
 */
account: string | null, 
/**
 * The page shows a code to copy instead of returning to this computer by itself.
 */
byCode: boolean, };

/**
 * A sign-in whose page was opened in the browser.
 */
export type SignInBegun = { 
/**
 * Names the sign-in.
 */
signIn: string, 
/**
 * Host of the page.
 */
host: string, };

/**
 * Arguments of `sign_in_finish`.
 */
export type SignInFinish = { 
/**
 * Names the sign-in.
 */
signIn: string, 
/**
 * The code as pasted, or null to wait for the browser's return.
 */
code: PastedCode | null, };

/**
 * A sign-in for a new account, and what its new key shows.
 */
export type SignedIn = { 
/**
 * Names the sign-in, for `add_account`.
 */
signIn: string, check: KeyCheck, };

/**
 * Which spending limit.
 */
export type SpendingLimit = "payment" | "account_day" | "day" | "month";

/**
 * All that the window needs to know before it shows anything.
 */
export type Startup = { 
/**
 * Version of the program.
 */
version: string, 
/**
 * Everything shown is made up.
 */
demo: boolean, 
/**
 * Where the data lie.
 */
dataFolder: string, 
/**
 * The providers to choose from.
 */
providers: Array<ProviderView>, 
/**
 * How amounts are written.
 */
units: Array<UnitView>, 
/**
 * The settings in force.
 */
settings: Settings, 
/**
 * Why there is no data to show: the window then shows only this, with "Try again".
 */
blocked: IpcError | null, 
/**
 * A damaged database was set aside under this path; a new one is in use.
 */
setAside: string | null, };

/**
 * How an account can be topped up now.
 */
export type TopUpView = { account: string, ways: Array<BuyWay>, 
/**
 * Packages are bought by the account's holder, and nobody is signed in.
 */
needsSignIn: boolean, 
/**
 * A purchase that can still be paid, or may have been.
 */
open: PaymentView | null, 
/**
 * A purchase that seems paid and whose credits have not come.
 */
missing: PaymentView | null, 
/**
 * The package that was bought last.
 */
lastPackage: string | null, 
/**
 * False where the payment journal cannot be used: nothing is bought then.
 */
journalUsable: boolean, 
/**
 * What a top-up with USDC is decided by; null where the provider takes none.
 */
usdc: UsdcTopUp | null, };

/**
 * A point of the trend or the chart.
 */
export type TrendPoint = { at: string, value: string, 
/**
 * 0..1000 of the height.
 */
y: number, 
/**
 * 0..1000 of the width.
 */
x: number, 
/**
 * The balance rose to this point.
 */
rise: boolean, };

/**
 * What the person typed and nobody may keep: a password, or a code from an e-mail.
 */
export type Typed = string;

/**
 * Arguments of `undo_remove`.
 */
export type UndoRemove = { 
/**
 * Names the removal.
 */
undoToken: string, };

/**
 * How amounts of a unit are written.
 */
export type UnitView = { 
/**
 * Id as it stands in `Money.unit`, for example "credits".
 */
id: string, 
/**
 * Shown before the number ("$"), or null.
 */
prefix: string | null, 
/**
 * Shown after the number ("credits", "USDC"), or null.
 */
suffix: string | null, 
/**
 * Decimal places shown at least.
 */
decimals: number, };

/**
 * What is known of a payment with USDC.
 */
export type UsdcPayment = { money: MoneyKnown, credit: CreditKnown, 
/**
 * Why nothing was signed: a stable word, for example "amount_differs", "over_limit", "payee_changed".
 */
refused: string | null, 
/**
 * What the server or the wallet last said instead of a clear answer: a stable word.
 */
unclear: string | null, wallet: WalletKind | null, payer: string | null, payee: string | null, 
/**
 * Name of the chain.
 */
network: string | null, value: Money | null, nonce: string | null, 
/**
 * By then, and a few minutes, the chain has decided.
 */
validBefore: string | null, signedAt: string | null, sentAt: string | null, acceptedAt: string | null, confirmedAt: string | null, paidAt: string | null, transaction: string | null, 
/**
 * Where the transaction can be looked at: opened by `open_transaction`.
 */
explorer: string | null, 
/**
 * The account's balance after the credits arrived.
 */
after: Money | null, 
/**
 * The wallet may be asked again for the very same signature.
 */
canAskAgain: boolean, };

/**
 * What a top-up with USDC is decided by.
 */
export type UsdcTopUp = { 
/**
 * Amounts to choose from, in whole USDC, the usual one first.
 */
amounts: Array<string>, 
/**
 * What one USDC brings, where the provider defines it.
 */
each: Money | null, 
/**
 * Name of the chain.
 */
network: string, 
/**
 * The wallet that pays; null where there is none yet.
 */
wallet: WalletView | null, 
/**
 * Who was paid before, and is the only one that will be.
 */
payee: string | null, 
/**
 * Which limit lets the least through now, and how much.
 */
limit: SpendingLimit, left: Money, 
/**
 * The amount that was paid last.
 */
lastAmount: string | null, 
/**
 * The payment whose end is not known yet; nothing else is paid for this account meanwhile.
 */
live: PaymentView | null, };

/**
 * Arguments of `use_shipped_endpoints`.
 */
export type UseShipped = { 
/**
 * Whether they are used.
 */
on: boolean, };

/**
 * The keychain's state.
 */
export type VaultView = { "state": "ready" } | { "state": "session_only" } | { "state": "absent" } | { "state": "locked" } | { "state": "refused" } | { "state": "checking" };

/**
 * A wallet that the provider keeps.
 */
export type Wallet = { id: string, address: string | null, name: string | null, network: string | null, createdAt: string | null, };

/**
 * Arguments of commands about one wallet.
 */
export type WalletArgs = { 
/**
 * The wallet.
 */
wallet: string, };

/**
 * What a wallet holds.
 */
export type WalletBalance = { wallet: string, balance: Money, at: string, };

/**
 * A code to scan: rows of "0" and "1".
 */
export type WalletCode = { address: string, rows: Array<string>, };

/**
 * Who holds a wallet's key: Refill, a wallet in the browser, a wallet program on this machine.
 */
export type WalletKind = "own" | "browser" | "program";

/**
 * A wallet.
 */
export type WalletView = { id: string, kind: WalletKind, 
/**
 * Its address, with the capital letters that check it.
 */
address: string, isDefault: boolean, 
/**
 * Its recovery phrase can be shown again.
 */
hasPhrase: boolean, network: string, 
/**
 * Where its program answers.
 */
program: string | null, createdAt: string, };

/**
 * The wallet page.
 */
export type WalletsView = { wallets: Array<WalletView>, limits: LimitsView, pins: Array<PinView>, endpoints: Array<EndpointView>, 
/**
 * The shipped endpoints are used beside the person's own.
 */
withShipped: boolean, 
/**
 * This system can show and ask for secrets outside the page; else no wallet of Refill's own can be made.
 */
canHoldKeys: boolean, 
/**
 * The usual address of a wallet program.
 */
programHint: string, 
/**
 * False where the payment journal cannot be used: nothing is paid then.
 */
journalUsable: boolean, 
/**
 * The demo: no real money.
 */
demo: boolean, };

/**
 * A webhook.
 */
export type Webhook = { id: string, url: string | null, events: Array<string>, active: boolean | null, };

/** Every command rejects with this. */
export type CommandError = IpcError;

/** Every command with its one argument object (null where it takes none) and its result. */
export type Commands = {
  startup: { args: null; result: Startup };
  retry_startup: { args: null; result: Startup };
  open_link: { args: OpenLink; result: null };
  open_data_folder: { args: null; result: null };
  open_demo: { args: null; result: null };
  show_window: { args: null; result: null };
  overview: { args: null; result: Overview };
  refresh: { args: RefreshArgs; result: null };
  dismiss_banner: { args: AccountArgs; result: null };
  check_key: { args: CheckKey; result: KeyCheck };
  sign_in_begin: { args: SignInBegin; result: SignInBegun };
  sign_in_finish: { args: SignInFinish; result: KeyCheck };
  sign_in_cancel: { args: SignInArgs; result: null };
  add_account: { args: AddAccount; result: AccountCard };
  account: { args: AccountArgs; result: AccountPage };
  rename_account: { args: RenameAccount; result: AccountCard };
  set_threshold: { args: SetThreshold; result: AccountCard };
  set_divisor: { args: SetDivisor; result: AccountCard };
  replace_key: { args: ReplaceKey; result: AccountCard };
  remove_account: { args: AccountArgs; result: Removed };
  undo_remove: { args: UndoRemove; result: AccountCard };
  history: { args: HistoryArgs; result: HistoryPage };
  export_preset: { args: null; result: ExportPreset };
  count_export: { args: ExportArgs; result: number };
  export_csv: { args: ExportArgs; result: ExportResult };
  cancel_export: { args: null; result: null };
  open_export: { args: null; result: null };
  show_export: { args: null; result: null };
  top_up: { args: AccountArgs; result: TopUpView };
  packages: { args: AccountArgs; result: Array<Package> };
  buy_package: { args: BuyPackage; result: PaymentView };
  buy_by_charge: { args: BuyByCharge; result: PaymentView };
  buy_on_page: { args: AccountArgs; result: PaymentView };
  open_payment: { args: PaymentArgs; result: PaymentView };
  stop_waiting: { args: PaymentArgs; result: PaymentView };
  payments: { args: PaymentsArgs; result: Array<PaymentView> };
  payment: { args: PaymentArgs; result: PaymentView };
  pay_with_usdc: { args: PayWithUsdc; result: PaymentView };
  ask_wallet_again: { args: PaymentArgs; result: PaymentView };
  open_transaction: { args: PaymentArgs; result: null };
  wallet_page: { args: null; result: WalletsView };
  wallet_balance: { args: WalletArgs; result: WalletBalance };
  wallet_code: { args: WalletArgs; result: WalletCode };
  new_wallet: { args: null; result: WalletsView };
  import_wallet: { args: null; result: WalletsView };
  connect_browser_wallet: { args: null; result: WalletsView };
  connect_program_wallet: { args: ConnectProgram; result: WalletsView };
  show_phrase: { args: WalletArgs; result: null };
  copy_wallet_address: { args: WalletArgs; result: null };
  remove_wallet: { args: WalletArgs; result: WalletsView };
  set_default_wallet: { args: WalletArgs; result: WalletsView };
  set_limits: { args: SetLimits; result: WalletsView };
  accept_payee: { args: AcceptPayee; result: WalletsView };
  check_endpoints: { args: null; result: Array<EndpointView> };
  add_endpoint: { args: EndpointArgs; result: WalletsView };
  remove_endpoint: { args: EndpointArgs; result: WalletsView };
  use_shipped_endpoints: { args: UseShipped; result: WalletsView };
  copy_receipt: { args: PaymentArgs; result: null };
  copy_diagnostics: { args: null; result: null };
  holder_register: { args: HolderRegister; result: null };
  holder_verify: { args: HolderVerify; result: null };
  holder_forgot: { args: HolderForgot; result: null };
  holder_reset: { args: HolderReset; result: null };
  holder_sign_in_new: { args: HolderSignInNew; result: SignedIn };
  holder_sign_in: { args: HolderSignIn; result: null };
  holder_sign_out: { args: AccountArgs; result: null };
  holder_profile: { args: AccountArgs; result: Profile };
  holder_rename: { args: HolderRename; result: Profile };
  holder_change_password: { args: HolderChangePassword; result: null };
  holder_delete: { args: HolderDelete; result: null };
  api_keys: { args: AccountArgs; result: Array<ListedKey> };
  create_api_key: { args: CreateApiKey; result: ListedKey };
  revoke_api_key: { args: ItemArgs; result: null };
  wallets: { args: AccountArgs; result: Array<Wallet> };
  create_wallet: { args: CreateWallet; result: Wallet };
  delete_wallet: { args: ItemArgs; result: null };
  webhooks: { args: AccountArgs; result: Array<Webhook> };
  create_webhook: { args: CreateWebhook; result: Webhook };
  delete_webhook: { args: ItemArgs; result: null };
  networks: { args: AccountArgs; result: Array<Network> };
  network: { args: NetworkArgs; result: Network };
  settings: { args: null; result: Settings };
  save_settings: { args: SaveSettings; result: Settings };
  test_notification: { args: null; result: null };
  vault_retry: { args: null; result: VaultView };
  use_session_keys: { args: null; result: VaultView };
};

/** Events from the backend. The window fetches again what they name. */
export type Events = {
  changed: Changed;
  payments: Changed;
  refresh_progress: RefreshProgress;
  export_progress: ExportProgress;
  navigate: Navigate;
};
