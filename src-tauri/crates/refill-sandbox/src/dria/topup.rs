//! Topping up with USDC by x402 (contract B, F1 and F2): the seller, and behind it a facilitator that checks payments
//! and brings them to the sandbox's chain.
//!
//! - `POST /v1/credits/topup` with `{"amount":"10"}`: 402 with the offer. Whole USDC, 1 at the least, 100 credits each.
//! - The same with a payment: 200 with what came, or 402 with the facilitator's reason.
//!
//! Credits come when the payment stands in a block, and once for each authorization, whatever is answered.

mod facilitator;
mod fault;
mod offer;
mod payment;
mod seen;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use refill_core::x402::{Address, Hash, Nonce};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use self::facilitator::Manner;
use self::offer::Offer;
use self::payment::Payment;
use super::error;
use crate::answer::Answer;
use crate::call::Call;
use crate::chain::{Sale, Settled};
use crate::json::Json;
use crate::spoil::Delivery;
use crate::world::{DRIA, World};

pub use fault::TopupFault;
pub(crate) use offer::Version;
pub use seen::{PaymentHeaderSeen, PaymentRequestSeen};

/// Where it lies.
pub(crate) const PATH: &str = "/v1/credits/topup";
/// Credits for a USDC.
const CREDITS: i64 = 100;
/// Most USDC in one payment. More would be a mistake.
const MOST: u32 = 1_000_000;
/// Who is paid, when nobody says otherwise. Nobody has its key.
const PAYEE: Address = Address::new(*b"\x5a\x9dsandbox's payee ok");

/// The seller's state.
pub(crate) struct TopUps {
    pub(crate) payee: Address,
    pub(crate) version: Version,
    /// Whether a payment that was taken is answered as the first time, instead of refused.
    pub(crate) is_idempotent: bool,
    faults: Vec<(TopupFault, Option<u32>)>,
    seen: Vec<PaymentRequestSeen>,
    /// The transactions of payments that were taken.
    taken: HashMap<(Address, Nonce), Hash>,
    credited: HashSet<(Address, Nonce)>,
    owed: Vec<Owed>,
}

/// Credits that are due.
struct Owed {
    at: Timestamp,
    /// For which payment.
    id: (Address, Nonce),
    sale: Sale,
}

impl TopUps {
    pub(crate) fn new() -> TopUps {
        TopUps {
            payee: PAYEE,
            version: Version::V1,
            is_idempotent: false,
            faults: Vec::new(),
            seen: Vec::new(),
            taken: HashMap::new(),
            credited: HashSet::new(),
            owed: Vec::new(),
        }
    }

    pub(crate) fn set_fault(&mut self, fault: TopupFault, times: Option<u32>) {
        self.faults.push((fault, times));
    }

    pub(crate) fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// The next fault of this kind, which is used up once.
    fn take_fault(&mut self, is_meant: impl Fn(&TopupFault) -> bool) -> Option<TopupFault> {
        let place = self.faults.iter().position(|(fault, _)| is_meant(fault))?;
        let (fault, times) = &mut self.faults[place];
        let fault = fault.clone();
        if let Some(times) = times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.faults.remove(place);
            }
        }
        Some(fault)
    }

    /// Keeps what arrived, for audits. It is shown by the control alone.
    pub(crate) fn remember(&mut self, call: &Call, at: Timestamp) {
        self.seen.push(PaymentRequestSeen::of(call, at));
    }

    pub(crate) fn payment_requests(&self) -> Vec<PaymentRequestSeen> {
        self.seen.clone()
    }

    /// Notes that a payment stands in a block. A second time, after its block went, it brings nothing.
    pub(crate) fn settled(&mut self, settled: Settled, wait: SignedDuration) {
        let id = (settled.from, settled.nonce);
        if self.credited.insert(id) {
            let at = settled.at.saturating_add(wait).unwrap_or(Timestamp::MAX);
            let sale = settled.sale;
            self.owed.push(Owed { at, id, sale });
        }
    }

    /// Credits that are due by now, and since when.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<(Timestamp, Sale)> {
        let place = self.owed.iter().position(|owed| owed.at <= now)?;
        let owed = self.owed.remove(place);
        Some((owed.at, owed.sale))
    }
}

/// Whether a request is one that [`PaymentRequestSeen`] tells of.
pub(crate) fn is_top_up(call: &Call) -> bool {
    call.path == PATH && call.method == "POST"
}

pub(super) fn answer(world: &mut World, call: &Call) -> Answer {
    if call.method != "POST" {
        return error(405, None);
    }
    let Some(account) = world.valid(&DRIA, call.bearer.as_deref()) else {
        return error(401, None);
    };
    let account = account.seed.key.clone();
    let Some(amount) = amount(&call.body) else {
        return error(400, Some("amount must be a whole number of USDC, 1 at the least"));
    };
    let offer = Offer::new(world, amount);
    let of_offers = |fault: &TopupFault| matches!(fault, TopupFault::OfferOnly { .. });
    if let Some(TopupFault::OfferOnly { body }) = world.top_ups.take_fault(of_offers) {
        return offer.verbatim(body);
    }
    let sale = Sale {
        account,
        credits: CREDITS * i64::from(amount),
    };
    match call.payment.iter().find(|it| offer.version.has_header(&it.name)) {
        None => offer.answer(None),
        Some(header) => pay(world, &offer, sale, &header.value),
    }
}

/// The amount that is asked for, in whole USDC.
fn amount(body: &[u8]) -> Option<u32> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let amount = body.get("amount")?.as_str()?;
    let is_plain = amount.bytes().all(|it| it.is_ascii_digit()) && !amount.starts_with('0');
    amount
        .parse()
        .ok()
        .filter(|amount| is_plain && (1..=MOST).contains(amount))
}

fn pay(world: &mut World, offer: &Offer, sale: Sale, header: &str) -> Answer {
    let fault = world.top_ups.take_fault(|_| true);
    if let Some(answer) = fault.as_ref().and_then(|fault| untaken(fault, offer)) {
        return answer;
    }
    let Some(payment) = Payment::read(header) else {
        return error(400, Some("malformed payment"));
    };
    let manner = match &fault {
        Some(TopupFault::SlowSettle { millis }) => Manner::After(Duration::from_millis(*millis)),
        Some(TopupFault::NeverSettles) => Manner::Never,
        _ => Manner::AtOnce,
    };
    let taken = facilitator::take(world, offer, &payment, &sale, manner);
    if let Some(answer) = fault.as_ref().and_then(|fault| hushed(fault, offer, taken.ok())) {
        return answer;
    }
    match taken {
        Ok(_) if fault == Some(TopupFault::WrongHash) => {
            let other = Hash::new(world.made_up.bytes());
            paid(world, offer, &payment, &sale, other)
        }
        Ok(hash) => paid(world, offer, &payment, &sale, hash),
        Err(reason) => offer.refusal(reason, None),
    }
}

/// The answer to a payment that nobody takes to the facilitator.
fn untaken(fault: &TopupFault, offer: &Offer) -> Option<Answer> {
    match fault {
        TopupFault::AnswerLostBefore => Some(lost(Delivery::Reset)),
        TopupFault::Hang => Some(lost(Delivery::Never)),
        TopupFault::FailureBefore { status } => Some(failure(offer, *status)),
        TopupFault::SecondOffer => Some(offer.answer(None)),
        _ => None,
    }
}

/// The answer that does not tell what the facilitator did.
fn hushed(fault: &TopupFault, offer: &Offer, transaction: Option<Hash>) -> Option<Answer> {
    match fault {
        TopupFault::AnswerLostAfter => Some(lost(Delivery::Reset)),
        TopupFault::HangAfter => Some(lost(Delivery::Never)),
        TopupFault::FailureAfter { status } => Some(failure(offer, *status)),
        TopupFault::SecondOfferAfter => Some(offer.answer(None)),
        TopupFault::Pending => Some(offer.refusal("settlement_pending", transaction)),
        TopupFault::FailureInside => {
            let body = Json::object([("error", Json::text("top-up failed"))]);
            Some(Answer::json(200, body))
        }
        _ => None,
    }
}

/// No answer that anybody sees.
fn lost(delivery: Delivery) -> Answer {
    error(500, None).delivered(delivery)
}

/// A failure by its status. One of 402 has the facilitator's form.
fn failure(offer: &Offer, status: u16) -> Answer {
    match status {
        402 => offer.refusal("unexpected_settle_error", None),
        _ => error(status, None),
    }
}

fn paid(world: &World, offer: &Offer, payment: &Payment, sale: &Sale, transaction: Hash) -> Answer {
    let account = world.account(&DRIA, &sale.account);
    let mut balance = account.map_or(0, |account| account.seed.balance);
    if !world.top_ups.has_brought_credits(payment) {
        balance = balance.saturating_add(sale.credits);
    }
    let body = Json::object([
        ("credits_added", Json::number(sale.credits)),
        ("balance", Json::number(balance)),
        ("balance_usdc", Json::text(&Decimal::new(balance, 2).to_string())),
        ("txHash", Json::text(&transaction.to_string())),
    ]);
    let response = json!({
        "success": true,
        "transaction": transaction.to_string(),
        "network": offer.version.network(),
        "payer": payment.payer().map(|payer| payer.to_string()),
    });
    Answer::json(200, body).with_header(offer.version.response_header(), offer::packed(&response))
}

impl TopUps {
    /// Whether the credits of a payment are on the account.
    fn has_brought_credits(&self, payment: &Payment) -> bool {
        payment.authorization().is_some_and(|it| {
            let id = (it.from, it.nonce);
            self.credited.contains(&id) && !self.owed.iter().any(|owed| owed.id == id)
        })
    }
}
