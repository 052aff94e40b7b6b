// Paying with USDC, played: `?scenario=usdc` has a wallet, `usdc_first` none yet, `usdc_again` has paid before,
// `usdc_live` waits for the end of a payment, `usdc_payments` has one of every state.
import { ago, HOUR, iso, MIN } from "./fixtures.js";
import { paymentOf } from "./payments.js";
import { WALLETS } from "./wallets.js";

const usdc = (value) => ({ value, unit: "usdc" });
const credits = (value) => ({ value, unit: "usdc_credits" });
export const PAYEE = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const HASH = `0x${"3f9c".repeat(16)}`;
const NONCE = `0x${"a01b".repeat(16)}`;

const MONEY = {
  quoted: "none", refused: "none", planned: "none", declined: "none", reserved: "reserved", sign_unknown: "reserved", signed: "reserved",
  sending: "unknown", reported: "unknown", unknown: "unknown", confirming: "unknown", paid: "moved", dead_expired: "dead", dead_cancelled: "dead", dead_unsigned: "dead",
};
const STEPS = {
  quoted: [], refused: ["refused"], planned: ["planned"], declined: ["planned", "declined"], reserved: ["planned", "reserved"],
  sign_unknown: ["planned", "reserved", "signature_unclear"], signed: ["planned", "reserved", "signed"], sending: ["planned", "reserved", "signed", "sending"],
  reported: ["planned", "reserved", "signed", "sending", "accepted"], unknown: ["planned", "reserved", "signed", "sending", "unclear", "resending", "unclear"],
  confirming: ["planned", "reserved", "signed", "sending", "accepted", "used"], paid: ["planned", "reserved", "signed", "sending", "accepted", "used", "final"],
  dead_expired: ["planned", "reserved", "signed", "sending", "unclear", "expired_unused"], dead_cancelled: ["planned", "reserved", "signed", "sending", "unclear", "cancelled_on_chain"],
  dead_unsigned: ["planned", "reserved", "unsigned"],
};
const LATER = ["credited", "missing"];

/** @param {any} over `usdc`: what differs of it; `at`: minutes since it began */
export function usdcPaymentOf({ usdc: own = {}, ...over }) {
  const { state = "unknown", begunAt = ago(2 * MIN), value = "10" } = over;
  const steps = [...STEPS[state], ...(own.credit === "credited" ? ["credited"] : own.credit === "missing" ? ["overdue"] : [])]
    .map((what, i) => ({ at: iso(Date.parse(begunAt) + (i + 1) * 6_000), what }));
  const at = (what) => steps.find((step) => step.what === what)?.at ?? null;
  const isPlanned = Boolean(at("planned"));
  const isSeen = Boolean(at("used"));
  const money = MONEY[state];
  const brought = credits(String(Number(value) * 100));
  const isCredited = own.credit === "credited";
  const made = paymentOf({
    id: "pay-usdc", account: "acc-low", accountName: "Work key", provider: "alpha", way: "usdc", price: usdc(value), credits: brought, package: null,
    before: credits("420"), begunAt, ...over, state, steps, session: null, host: null, expiresAt: null, canOpen: false,
  });
  const isOpen = !["refused", "declined", "paid"].includes(state) && money !== "dead";
  return {
    ...made, steps, isOpen, watching: isOpen || state === "paid", evidence: isCredited ? over.evidence ?? "balance" : null, canOpen: false, expiresAt: null,
    arrived: isCredited ? over.arrived ?? brought : null, arrivedAt: isCredited ? at("credited") : null,
    usdc: {
      money, credit: money === "moved" || money === "unknown" ? "awaited" : "none", refused: state === "refused" ? "payee_changed" : null,
      unclear: state === "sign_unknown" ? "no_answer" : state === "dead_unsigned" ? "keychain" : null, wallet: "own", payer: WALLETS.own.address,
      payee: isPlanned ? PAYEE : null, network: "Base", value: usdc(value), nonce: at("reserved") ? NONCE : null,
      validBefore: at("reserved") ? iso(Date.parse(begunAt) + 5 * MIN) : null, signedAt: at("signed"), sentAt: at("sending"), acceptedAt: at("accepted"),
      confirmedAt: at("used"), paidAt: at("final"), transaction: isSeen || state === "reported" ? HASH : null,
      explorer: isSeen ? "scan.example" : null, after: isCredited ? credits(String(420 + Number(value) * 100)) : null,
      canAskAgain: state === "sign_unknown", ...own,
    },
  };
}

export const REFUSALS = [
  "payee_changed", "over_limit", "too_little", "chain_unreadable", "chain_other", "clock_skew", "amount_differs", "payee_zero", "network_testnet",
  "asset_other", "timeout_zero", "method_permit2", "resource_elsewhere", "no_offer", "not_asked", "unreachable", "of_a_newer_version",
];

/** One of every state, the newest first. */
export function everyUsdcPayment() {
  const all = [
    ...["quoted", "planned", "reserved", "sign_unknown", "signed", "sending", "reported", "unknown", "confirming"].map((state) => ({ state })),
    { state: "paid" }, { state: "paid", usdc: { credit: "credited" } }, { state: "paid", usdc: { credit: "missing" } },
    { state: "paid", usdc: { credit: "credited" }, evidence: "partly", arrived: credits("940") }, { state: "paid", usdc: { credit: "credited" }, twice: true },
    { state: "reported", usdc: { credit: "credited" } }, { state: "unknown", begunAt: ago(HOUR) },
    ...["browser", "program"].map((wallet) => ({ state: "reserved", usdc: { wallet } })),
    ...["refused", "no_answer", "unreachable", "other_chain", "other_address", "wrong_signature", "interrupted"].map((unclear) => ({ state: "sign_unknown", usdc: { unclear, wallet: "browser" } })),
    { state: "declined" }, { state: "dead_expired" }, { state: "dead_cancelled" },
    ...["too_late", "bad_key", "keychain", "other"].map((unclear) => ({ state: "dead_unsigned", usdc: { unclear } })),
    ...REFUSALS.map((refused) => ({ state: "refused", usdc: { refused } })),
  ];
  return all.map((over, i) => usdcPaymentOf({ begunAt: ago((i < 9 ? 2 : i * 30) * MIN), ...over, id: `usdc-${i}` }));
}

const AMOUNTS = ["10", "5", "25"];

/** What stands in a sheet of a provider that is paid with USDC. */
export function usdcShop(world, scenario) {
  const isOn = scenario.startsWith("usdc");
  Object.assign(world, { usdc: { left: "25", limit: "payment", payee: scenario === "usdc_first" || scenario === "usdc" ? null : PAYEE, lastAmount: scenario === "usdc_again" ? "10" : null, each: "100" } });
  const waysOf = (card, buys) => (isOn && card.provider === "alpha" ? ["usdc", ...buys] : buys);
  /** The wallets' own mock is made after this one. */
  const walletOf = () => {
    if (isOn && scenario !== "usdc_first" && world.own.made === 0 && world.own.wallets.length === 0) {
      world.own.made = 1;
      world.own.wallets = [{ network: "Base", isDefault: true, createdAt: ago(HOUR), ...WALLETS.own }];
    }
    return world.own.wallets.find(({ isDefault }) => isDefault) ?? null;
  };
  const topUpOf = (card) => (waysOf(card, []).length === 0 ? null : {
    amounts: AMOUNTS, each: world.usdc.each && credits(world.usdc.each), network: "Base", wallet: walletOf(), payee: world.usdc.payee, limit: world.usdc.limit, left: usdc(world.usdc.left),
    lastAmount: world.usdc.lastAmount, live: world.payments.find((p) => p.account === card.id && p.usdc && p.isOpen) ?? null,
  });
  return { waysOf, topUpOf };
}
