//! Paying with USDC, as the window shows it and asks for it.

use jiff::Timestamp;
use refill_app as app;
use refill_core::money;
use refill_core::purchase::{CreditAxis, Event, MoneyAxis};
use refill_core::x402::{Limit, State, Step};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Money, PaymentView, WalletKindView, WalletView};

/// What is known of the money of a payment.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MoneyKnown {
    /// None was asked for.
    None,
    /// It is set aside.
    Reserved,
    /// It may have moved.
    Unknown,
    /// It moved.
    Moved,
    /// It did not move, and cannot any more.
    Dead,
}

impl From<MoneyAxis> for MoneyKnown {
    fn from(money: MoneyAxis) -> MoneyKnown {
        match money {
            MoneyAxis::None => MoneyKnown::None,
            MoneyAxis::Reserved => MoneyKnown::Reserved,
            MoneyAxis::Unknown => MoneyKnown::Unknown,
            MoneyAxis::Moved => MoneyKnown::Moved,
            MoneyAxis::Dead => MoneyKnown::Dead,
        }
    }
}

/// What is known of the credits of a payment.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CreditKnown {
    /// None are due.
    None,
    /// They may come.
    Awaited,
    /// They came.
    Credited,
    /// They should have come.
    Missing,
}

impl From<CreditAxis> for CreditKnown {
    fn from(credit: CreditAxis) -> CreditKnown {
        match credit {
            CreditAxis::None => CreditKnown::None,
            CreditAxis::Awaited => CreditKnown::Awaited,
            CreditAxis::Credited => CreditKnown::Credited,
            CreditAxis::Missing => CreditKnown::Missing,
        }
    }
}

/// What is known of a payment with USDC.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UsdcPayment {
    money: MoneyKnown,
    credit: CreditKnown,
    /// Why nothing was signed: a stable word, for example "amount_differs", "over_limit", "payee_changed".
    refused: Option<String>,
    /// What the server or the wallet last said instead of a clear answer: a stable word.
    unclear: Option<String>,
    wallet: Option<WalletKindView>,
    payer: Option<String>,
    payee: Option<String>,
    /// Name of the chain.
    network: Option<String>,
    value: Option<Money>,
    nonce: Option<String>,
    /// By then, and a few minutes, the chain has decided.
    valid_before: Option<String>,
    signed_at: Option<String>,
    sent_at: Option<String>,
    accepted_at: Option<String>,
    confirmed_at: Option<String>,
    paid_at: Option<String>,
    transaction: Option<String>,
    /// Where the transaction can be looked at: opened by `open_transaction`.
    explorer: Option<String>,
    /// The account's balance after the credits arrived.
    after: Option<Money>,
    /// The wallet may be asked again for the very same signature.
    can_ask_again: bool,
}

impl UsdcPayment {
    /// `None` for every other way.
    pub(super) fn of(payment: &app::Payment) -> Option<UsdcPayment> {
        let record = &payment.record;
        let money = record.state.paying()?;
        let (plan, attempt) = (record.plan(), record.attempt());
        let at = |is_it: fn(&Step) -> bool| {
            let mut events = record.events.iter();
            let found = events.find_map(|(at, event)| match event {
                Event::Paying(step) if is_it(step) => Some(*at),
                _ => None,
            });
            found.map(|at: Timestamp| at.to_string())
        };
        let unclear = record.events.iter().rev().find_map(|(_, event)| match event {
            Event::Paying(Step::Unclear(word) | Step::SignatureUnclear(word) | Step::Unsigned(word)) => {
                Some(word.clone())
            }
            _ => None,
        });
        let arrived = record.arrivals().into_iter().next();
        let before = record.purchase.before.as_ref();
        let after = arrived.and_then(|arrival| sum(before?, &arrival.amount));
        Some(UsdcPayment {
            money: record.state.money().into(),
            credit: record.state.credit().into(),
            refused: record.refused().map(str::to_owned),
            unclear,
            wallet: payment.wallet.map(WalletKindView::from),
            payer: plan.map(|plan| plan.payer.to_string()),
            payee: plan.map(|plan| plan.payee.to_string()),
            network: plan.map(|plan| plan.chain.name.to_owned()),
            value: plan.map(|plan| Money::from(&plan.value.money())),
            nonce: attempt.map(|attempt| attempt.authorization.nonce.to_string()),
            valid_before: attempt.map(|attempt| attempt.valid_before().to_string()),
            signed_at: at(|step| matches!(step, Step::Signed(_))),
            sent_at: at(|step| matches!(step, Step::Sending)),
            accepted_at: at(|step| matches!(step, Step::Accepted(_))),
            confirmed_at: at(|step| matches!(step, Step::Used { .. })),
            paid_at: at(|step| matches!(step, Step::Final)),
            transaction: record.transaction().map(|(hash, _)| hash.to_string()),
            explorer: app::explorer(record),
            after: after.as_ref().map(Money::from),
            can_ask_again: money == State::SignUnknown,
        })
    }
}

/// Two amounts of one unit together.
fn sum(one: &money::Money, other: &money::Money) -> Option<money::Money> {
    let sum = money::exact_sum(one.amount, other.amount)?;
    (one.unit == other.unit).then(|| money::Money::new(sum, one.unit.clone()))
}

/// Which spending limit.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SpendingLimit {
    /// For one payment.
    Payment,
    /// For one account in 24 hours.
    AccountDay,
    /// In all in 24 hours.
    Day,
    /// In all in 30 days.
    Month,
}

impl From<Limit> for SpendingLimit {
    fn from(limit: Limit) -> SpendingLimit {
        match limit {
            Limit::Payment => SpendingLimit::Payment,
            Limit::AccountDay => SpendingLimit::AccountDay,
            Limit::Day => SpendingLimit::Day,
            Limit::Month => SpendingLimit::Month,
        }
    }
}

/// What a top-up with USDC is decided by.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UsdcTopUp {
    /// Amounts to choose from, in whole USDC, the usual one first.
    amounts: Vec<String>,
    /// What one USDC brings, where the provider defines it.
    each: Option<Money>,
    /// Name of the chain.
    network: String,
    /// The wallet that pays; null where there is none yet.
    wallet: Option<WalletView>,
    /// Who was paid before, and is the only one that will be.
    payee: Option<String>,
    /// Which limit lets the least through now, and how much.
    limit: SpendingLimit,
    left: Money,
    /// The amount that was paid last.
    last_amount: Option<String>,
    /// The payment whose end is not known yet; nothing else is paid for this account meanwhile.
    live: Option<PaymentView>,
}

impl From<app::UsdcTopUp> for UsdcTopUp {
    fn from(top_up: app::UsdcTopUp) -> UsdcTopUp {
        let default = top_up.wallet.as_ref().map(|wallet| wallet.id.clone());
        UsdcTopUp {
            amounts: top_up.amounts.iter().map(ToString::to_string).collect(),
            each: top_up.each.as_ref().map(Money::from),
            network: top_up.chain.name.to_owned(),
            wallet: top_up
                .wallet
                .as_ref()
                .map(|wallet| WalletView::of(wallet, default.as_ref())),
            payee: top_up.payee.map(|payee| payee.to_string()),
            limit: top_up.limit.into(),
            left: Money::from(&top_up.left.money()),
            last_amount: top_up.last_amount.map(|amount| amount.to_string()),
            live: top_up.live.map(PaymentView::from),
        }
    }
}

args! {
    /// Arguments of `pay_with_usdc`.
    PayWithUsdc {
        /// The account.
        account: String,
        /// USDC as typed.
        amount: String,
    }
}
