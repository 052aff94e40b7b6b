// Buying, played: packages, pages that are paid by `mock.pay(…)`, and payments of every state (`?scenario=payments`).
import { ago, DAY, error, HOUR, iso, MIN, providers } from "./fixtures.js";
import { everyUsdcPayment, usdcPaymentOf, usdcShop } from "./usdc.js";

const usd = (value) => ({ value, unit: "usd" });
const credits = (value) => ({ value, unit: "credits" });
const OPEN = ["begun", "asking", "ready", "away", "returned", "cancelled"];

export const PACKAGES = [
  { id: "starter", name: "Starter", credits: credits("10000"), price: usd("9.99") },
  { id: "pro", name: "Pro", credits: credits("50000"), price: usd("39.99") },
  { id: "scale", name: "Scale", credits: credits("200000"), price: usd("179.00") },
];

const STEPS = {
  begun: [], asking: ["asked"], ready: ["asked", "ready"], away: ["asked", "ready", "opened"], returned: ["asked", "ready", "opened", "returned"],
  cancelled: ["asked", "ready", "opened", "cancelled"], expired: ["asked", "ready", "opened", "expired"], failed: ["asked", "failed"],
  dropped: ["asked", "ready", "opened", "dropped"], missing: ["asked", "ready", "opened", "returned", "overdue"], credited: ["asked", "ready", "opened", "returned", "credited"],
};

export function paymentOf(over) {
  const begun = over.begunAt ?? ago(8 * MIN);
  const { state = "away", way = "checkout" } = over;
  const provider = providers.find((p) => p.id === (over.provider ?? "beta"));
  const isOpen = OPEN.includes(state);
  const arrived = state === "credited" ? over.arrived ?? over.credits ?? credits("10000") : null;
  return {
    id: "pay-1", account: "acc-fine", accountName: "Token transfers", provider: provider.id, providerName: provider.name, way,
    package: way === "checkout" ? "Starter" : null, price: way === "page" ? null : usd("9.99"), credits: way === "checkout" ? credits("10000") : null,
    before: credits("9410"), begunAt: begun, updatedAt: begun, failed: null, evidence: state === "credited" ? "row" : null, twice: false,
    canOpen: ["ready", "away", "cancelled"].includes(state), isOpen, expiresAt: isOpen ? iso(Date.now() + 23 * HOUR) : null,
    session: way === "checkout" && !["begun", "asking", "failed"].includes(state) ? "cs_live_a1B2c3D4e5F6g7H8i9J0" : null,
    host: way === "checkout" && !["begun", "asking", "failed"].includes(state) ? "checkout.stripe.com" : null, test: false, watching: isOpen,
    usdc: null,
    steps: (STEPS[state] ?? []).map((what, i) => ({ at: iso(Date.parse(begun) + i * 40_000), what })),
    ...over, state, arrived, arrivedAt: arrived && iso(Date.parse(begun) + 5 * MIN),
  };
}

/** One of every state, the newest first. */
export function everyPayment() {
  const all = [
    { state: "away" }, { state: "ready", account: "acc-staging", accountName: "Staging" }, { state: "returned" }, { state: "cancelled" },
    { state: "credited", begunAt: ago(3 * HOUR) }, { state: "credited", evidence: "partly", arrived: credits("9400") },
    { state: "credited", evidence: "balance", way: "page", provider: "alpha", account: "acc-low", accountName: "Work key", arrived: { value: "1000", unit: "usdc_credits" } },
    { state: "credited", twice: true }, { state: "credited", test: true, session: "cs_test_a1B2c3" }, { state: "missing" },
    { state: "expired" }, { state: "expired", way: "page" }, { state: "dropped" }, { state: "asking" }, { state: "begun" },
    ...["no_answer", "refused", "gone", "page", "unreachable", "interrupted", "of_a_newer_version"].map((failed) => ({ state: "failed", failed })),
    { state: "away", way: "charge", provider: "delta", account: "acc-main", accountName: "Models, whole account", price: usd("25"), host: "pay.example.com" },
    { state: "away", way: "page", provider: "delta", account: "acc-main", accountName: "Models, whole account" },
    { state: "ready", way: "page", provider: "delta", account: "acc-main", accountName: "Models, whole account" },
    ...["signed_out", "keychain", "server", "not_understood", "amount", "other"].map((failed) => ({ state: "failed", failed })),
  ];
  return all.map((over, i) => paymentOf({ begunAt: ago(i < 4 ? (8 + i) * MIN : i < 8 ? DAY + i * HOUR : (i - 4) * DAY), ...over, id: `pay-${i}` }));
}

/** Fifty and more, so that there is another page. */
const manyPayments = () => Array.from({ length: 120 }, (_, i) => paymentOf({ id: `pay-${i}`, state: i === 0 ? "away" : "credited", begunAt: ago(i * 9 * HOUR) }));

const SCENES = { payments: everyPayment, payments_many: manyPayments, usdc_payments: everyUsdcPayment, usdc_live: () => [usdcPaymentOf({ state: "unknown" })] };

/** @param {any} world @param {(event: string, payload: unknown) => void} emit @param {string} scenario */
export function buying(world, emit, scenario) {
  Object.assign(world, {
    payments: (SCENES[scenario] ?? (() => []))(), packages: structuredClone(PACKAGES), needsSignIn: scenario === "sign_in", journalUsable: scenario !== "no_journal",
    lastPackage: null, chargeGone: true, offerChanged: false,
  });
  const shop = usdcShop(world, scenario);
  if (scenario === "waiting") world.payments.push(paymentOf({ id: "pay-open" }));
  if (scenario === "sign_in") for (const card of world.accounts) card.signedIn = false;
  const missingOf = (account) => world.payments.find((p) => p.account === account && (p.state === "missing" || p.usdc?.credit === "missing")) ?? null;
  const mark = () => {
    for (const card of world.accounts) {
      const payment = world.payments.find((p) => p.account === card.id && p.isOpen) ?? missingOf(card.id);
      Object.assign(card, { openPayment: payment?.id ?? null, openPaymentState: payment?.state ?? null });
    }
  };
  mark();
  const find = (id) => {
    const payment = world.payments.find((p) => p.id === id);
    if (!payment) throw error("purchase_over");
    return payment;
  };
  /** The payment goes on to another state, as Rust would tell it. */
  const move = (id, over) => {
    const at = world.payments.findIndex((p) => p.id === id);
    const before = world.payments[at];
    // What follows from the state is worked out anew.
    const { canOpen, isOpen, watching, expiresAt, steps, evidence, usdc, arrived, ...kept } = before;
    world.payments[at] = usdc ? usdcPaymentOf({ ...kept, value: usdc.value.value, ...over }) : paymentOf({ ...kept, ...(arrived && { arrived }), ...over });
    mark();
    emit("payments", { account: before.account });
    emit("changed", { account: before.account });
    return world.payments[at];
  };
  const begin = (account, over, quietly = false) => {
    const card = world.accounts.find((a) => a.id === account);
    const isUsdc = over.way === "usdc";
    if (world.payments.some((p) => p.account === account && p.isOpen && Boolean(p.usdc) === isUsdc)) throw error("purchase_open");
    if (!world.journalUsable) throw error("journal_unusable");
    const payment = (isUsdc ? usdcPaymentOf : paymentOf)({ id: `pay-new-${world.payments.length + 1}`, begunAt: iso(Date.now()), account, accountName: card.name, provider: card.provider, before: card.reading?.balance ?? null, ...over });
    world.payments.unshift(payment);
    mark();
    if (!quietly) emit("payments", { account });
    return payment;
  };
  return {
    move, begin: (account, quietly = false) => begin(account, {}, quietly),
    commands: {
      top_up: ({ account }) => {
        const card = world.accounts.find((a) => a.id === account);
        if (!card) throw error("account_gone");
        return {
          account, ways: world.ways ?? shop.waysOf(card, providers.find((p) => p.id === card.provider).buys), needsSignIn: world.needsSignIn && !card.signedIn,
          open: world.payments.find((p) => p.account === account && p.isOpen && !p.usdc) ?? null, missing: missingOf(account), lastPackage: world.lastPackage,
          journalUsable: world.journalUsable, usdc: shop.topUpOf(card),
        };
      },
      packages: () => world.packages,
      buy_package: ({ account, package: seen }) => {
        const card = world.accounts.find((a) => a.id === account);
        if (world.needsSignIn && !card.signedIn) throw error("not_signed_in");
        if (world.offerChanged) {
          world.offerChanged = false;
          world.packages[0].price.value = "11.99";
          throw error("offer_changed");
        }
        return begin(account, { package: seen.name, credits: seen.credits, price: seen.price });
      },
      buy_by_charge: ({ account, amount }) => {
        if (world.chargeGone) throw error("gone", { status: "410" });
        return begin(account, { way: "charge", price: usd(amount), host: "pay.example.com" });
      },
      buy_on_page: ({ account }) => begin(account, { way: "page" }),
      pay_with_usdc: ({ account, amount }) => begin(account, { way: "usdc", state: world.usdc.begins ?? "quoted", value: amount }),
      ask_wallet_again: ({ payment }) => { find(payment); return move(payment, { state: "signed" }); },
      open_transaction: ({ payment }) => { find(payment); return null; },
      open_payment: ({ payment }) => {
        if (!find(payment).canOpen) throw error("purchase_over");
        return move(payment, { state: "away" });
      },
      stop_waiting: ({ payment }) => move(payment, { state: "dropped" }),
      payments: ({ after, limit }) => {
        const at = after ? world.payments.findIndex((p) => p.id === after) + 1 : 0;
        return world.payments.slice(at, at + limit);
      },
      payment: ({ payment }) => find(payment),
      copy_receipt: ({ payment }) => { find(payment); return null; },
    },
  };
}
