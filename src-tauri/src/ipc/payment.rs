//! Buying credits, as the window shows it and asks for it.

use refill_app as app;
use refill_core::ids::{AccountId, PackageId};
use refill_core::provider::{BuyWay, CallPrice};
use refill_core::purchase::{Event, Evidence, State, Way};
use refill_core::{shop, x402};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{IpcError, Money, UsdcPayment, UsdcTopUp};

/// A way to buy credits.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "BuyWay")]
pub enum BuyWayView {
    /// Packages by a checkout page.
    Checkout,
    /// A free amount by a payment page.
    Charge,
    /// The provider's own page.
    Page,
    /// USDC from a wallet.
    Usdc,
}

impl From<BuyWay> for BuyWayView {
    fn from(way: BuyWay) -> BuyWayView {
        match way {
            BuyWay::Checkout => BuyWayView::Checkout,
            BuyWay::Charge => BuyWayView::Charge,
            BuyWay::Page => BuyWayView::Page,
            BuyWay::Usdc => BuyWayView::Usdc,
        }
    }
}

impl From<Way> for BuyWayView {
    fn from(way: Way) -> BuyWayView {
        match way {
            Way::Checkout => BuyWayView::Checkout,
            Way::Charge => BuyWayView::Charge,
            Way::Page => BuyWayView::Page,
            Way::Usdc => BuyWayView::Usdc,
        }
    }
}

/// What one call of a kind costs, in whole credits.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "CallPrice")]
pub struct CallPriceView {
    /// "read", "query", "wallet", "transfer".
    kind: &'static str,
    credits: u32,
}

impl From<&CallPrice> for CallPriceView {
    fn from(price: &CallPrice) -> CallPriceView {
        CallPriceView {
            kind: price.kind,
            credits: price.credits,
        }
    }
}

/// A package of credits; sent back as it was seen, so that what is bought is what was seen.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Package {
    id: String,
    name: String,
    credits: Money,
    price: Money,
}

impl From<&shop::Package> for Package {
    fn from(package: &shop::Package) -> Package {
        Package {
            id: package.id.to_string(),
            name: package.name.clone(),
            credits: (&package.credits).into(),
            price: (&package.price).into(),
        }
    }
}

impl Package {
    /// The package, as it was seen.
    ///
    /// # Errors
    /// When its amounts are none.
    pub fn read(&self) -> Result<shop::Package, IpcError> {
        Ok(shop::Package {
            id: PackageId::new(self.id.as_str()),
            name: self.name.clone(),
            credits: self.credits.read()?,
            price: self.price.read()?,
        })
    }
}

/// Where a purchase stands.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Written down; nobody was asked yet.
    Begun,
    /// The provider is being asked for a page.
    Asking,
    /// There is a page; it was not opened yet.
    Ready,
    /// The page was opened.
    Away,
    /// The browser says that it was paid.
    Returned,
    /// The browser says that it was given up; it can still be paid.
    Cancelled,
    /// The page has ended and no credits came.
    Expired,
    /// No page came to be.
    Failed,
    /// The person stopped waiting.
    Dropped,
    /// The credits should be there by now.
    Missing,
    /// The credits are there.
    Credited,
    /// USDC: the server is asked for its price.
    Quoted,
    /// USDC: the offer was refused.
    Refused,
    /// USDC: the person is asked.
    Planned,
    /// USDC: the person said no.
    Declined,
    /// USDC: the wallet is asked.
    Reserved,
    /// USDC: the wallet gave no clear answer.
    SignUnknown,
    /// USDC: signed, not sent.
    Signed,
    /// USDC: being sent.
    Sending,
    /// USDC: the server says that it was paid.
    Reported,
    /// USDC: sent, without a clear answer.
    Unknown,
    /// USDC: the chain shows it.
    Confirming,
    /// USDC: the chain shows it for good.
    Paid,
    /// USDC: its window has passed unused.
    DeadExpired,
    /// USDC: cancelled on the chain.
    DeadCancelled,
    /// USDC: never signed.
    DeadUnsigned,
}

impl From<State> for PaymentState {
    fn from(state: State) -> PaymentState {
        match state {
            State::Begun => PaymentState::Begun,
            State::Asking => PaymentState::Asking,
            State::Ready => PaymentState::Ready,
            State::Away => PaymentState::Away,
            State::Returned => PaymentState::Returned,
            State::Cancelled => PaymentState::Cancelled,
            State::Expired => PaymentState::Expired,
            State::Failed => PaymentState::Failed,
            State::Dropped => PaymentState::Dropped,
            State::Missing => PaymentState::Missing,
            State::Credited => PaymentState::Credited,
            State::Usdc { money, .. } => of_usdc(money),
        }
    }
}

fn of_usdc(state: x402::State) -> PaymentState {
    use x402::State as S;
    match state {
        S::Quoted => PaymentState::Quoted,
        S::Refused => PaymentState::Refused,
        S::Planned => PaymentState::Planned,
        S::Cancelled => PaymentState::Declined,
        S::Reserved => PaymentState::Reserved,
        S::SignUnknown => PaymentState::SignUnknown,
        S::Signed => PaymentState::Signed,
        S::Sending => PaymentState::Sending,
        S::Reported => PaymentState::Reported,
        S::Unknown => PaymentState::Unknown,
        S::Confirming => PaymentState::Confirming,
        S::Paid => PaymentState::Paid,
        S::DeadExpired => PaymentState::DeadExpired,
        S::DeadCancelled => PaymentState::DeadCancelled,
        S::DeadUnsigned => PaymentState::DeadUnsigned,
    }
}

/// How it is known that the credits arrived.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaymentEvidence {
    /// The provider lists it.
    Row,
    /// The balance rose by as much.
    Balance,
    /// The balance rose by less: probably.
    Partly,
}

impl From<Evidence> for PaymentEvidence {
    fn from(evidence: Evidence) -> PaymentEvidence {
        match evidence {
            Evidence::Row => PaymentEvidence::Row,
            Evidence::Balance => PaymentEvidence::Balance,
            Evidence::Partly => PaymentEvidence::Partly,
        }
    }
}

/// Something that happened to a purchase.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PaymentStep {
    at: String,
    /// "asked", "ready", "failed", "opened", "returned", "cancelled", "expired", "credited", "credited_again",
    /// "overdue", "dropped"; of a payment with USDC the words of its steps, for example "signed".
    what: &'static str,
}

/// A purchase with everything that is known of it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaymentView {
    id: String,
    account: String,
    account_name: String,
    provider: String,
    provider_name: String,
    way: BuyWayView,
    /// The package's name.
    package: Option<String>,
    price: Option<Money>,
    /// What it brings.
    credits: Option<Money>,
    before: Option<Money>,
    begun_at: String,
    updated_at: String,
    state: PaymentState,
    /// Why no page came to be: a stable word, for example "no_answer".
    failed: Option<String>,
    arrived: Option<Money>,
    arrived_at: Option<String>,
    evidence: Option<PaymentEvidence>,
    /// The same credits came twice.
    twice: bool,
    /// Its page may be opened again.
    can_open: bool,
    /// It may still be paid, so nothing else is bought meanwhile.
    is_open: bool,
    expires_at: Option<String>,
    /// The provider's id of the page.
    session: Option<String>,
    /// Host of the page.
    host: Option<String>,
    /// No real money.
    test: bool,
    /// Refill looks whether the credits arrive.
    watching: bool,
    steps: Vec<PaymentStep>,
    /// What is known of a payment with USDC; null for every other way.
    usdc: Option<UsdcPayment>,
}

impl From<app::Payment> for PaymentView {
    fn from(payment: app::Payment) -> PaymentView {
        let record = &payment.record;
        let (purchase, page) = (&record.purchase, record.page());
        let (first, arrivals) = (record.arrivals().into_iter().next(), record.arrivals());
        let failed = record.events.iter().find_map(|(_, event)| match event {
            Event::Failed(why) => Some(why.clone()),
            _ => None,
        });
        PaymentView {
            id: purchase.id.to_string(),
            account: purchase.account.to_string(),
            account_name: purchase.account_name.clone(),
            provider: purchase.provider.to_string(),
            provider_name: payment.provider_name.clone(),
            way: purchase.way.into(),
            package: purchase.package.as_ref().map(|package| package.name.clone()),
            price: purchase.price.as_ref().map(Money::from),
            credits: purchase.credits.as_ref().map(Money::from),
            before: purchase.before.as_ref().map(Money::from),
            begun_at: purchase.begun_at.to_string(),
            updated_at: record.updated_at().to_string(),
            state: record.state.into(),
            failed,
            arrived: first.as_ref().map(|arrival| Money::from(&arrival.amount)),
            arrived_at: first.as_ref().map(|arrival| arrival.at.to_string()),
            evidence: first.map(|arrival| arrival.evidence.into()),
            twice: arrivals.len() > 1,
            can_open: record.state.can_be_opened(),
            is_open: record.state.is_open(),
            expires_at: page.map(|page| page.expires_at.to_string()),
            session: page.and_then(|page| page.session.clone()),
            host: payment.host.clone(),
            test: payment.is_test,
            watching: payment.watching,
            steps: record.events.iter().map(step).collect(),
            usdc: UsdcPayment::of(&payment),
        }
    }
}

fn step((at, event): &(jiff::Timestamp, Event)) -> PaymentStep {
    let what = match event {
        Event::Asked => "asked",
        Event::Ready(_) => "ready",
        Event::Failed(_) => "failed",
        Event::Opened => "opened",
        Event::Returned => "returned",
        Event::Cancelled => "cancelled",
        Event::Expired => "expired",
        Event::Credited(_) => "credited",
        Event::CreditedAgain(_) => "credited_again",
        Event::Overdue => "overdue",
        Event::Dropped => "dropped",
        Event::Paying(step) => step.word(),
    };
    PaymentStep {
        at: at.to_string(),
        what,
    }
}

/// How an account can be topped up now.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TopUpView {
    account: String,
    ways: Vec<BuyWayView>,
    /// Packages are bought by the account's holder, and nobody is signed in.
    needs_sign_in: bool,
    /// A purchase that can still be paid, or may have been.
    open: Option<PaymentView>,
    /// A purchase that seems paid and whose credits have not come.
    missing: Option<PaymentView>,
    /// The package that was bought last.
    last_package: Option<String>,
    /// False where the payment journal cannot be used: nothing is bought then.
    journal_usable: bool,
    /// What a top-up with USDC is decided by; null where the provider takes none.
    usdc: Option<UsdcTopUp>,
}

impl From<app::TopUp> for TopUpView {
    fn from(top_up: app::TopUp) -> TopUpView {
        TopUpView {
            account: top_up.account.to_string(),
            ways: top_up.ways.into_iter().map(BuyWayView::from).collect(),
            needs_sign_in: top_up.needs_sign_in,
            open: top_up.open.map(PaymentView::from),
            missing: top_up.missing.map(PaymentView::from),
            last_package: top_up.last_package.map(|id| id.to_string()),
            journal_usable: top_up.journal_usable,
            usdc: top_up.usdc.map(UsdcTopUp::from),
        }
    }
}

args! {
    /// Arguments of `buy_package`.
    BuyPackage {
        /// The account.
        account: String,
        /// The package as it was seen.
        package: Package,
    }
    /// Arguments of `buy_by_charge`.
    BuyByCharge {
        /// The account.
        account: String,
        /// US dollars as typed.
        amount: String,
    }
    /// Arguments of commands about one purchase.
    PaymentArgs {
        /// The purchase.
        payment: String,
    }
    /// Arguments of `payments`.
    PaymentsArgs {
        /// The last purchase of the page before, or null for the first page.
        after: Option<String>,
        /// How many.
        limit: u32,
    }
}

impl BuyPackage {
    /// The account and the package.
    ///
    /// # Errors
    /// When the package's amounts are none.
    pub fn read(self) -> Result<(AccountId, shop::Package), IpcError> {
        let package = self.package.read()?;
        Ok((AccountId::new(self.account), package))
    }
}
