//! Buying credits: from the click to the credits that arrived (payments.md, "Card checkout" and "Charge").
//!
//! Refill has a page to pay on made and opens it in the browser; it never sees a card. Every step is in the journal
//! before it is taken, so that an end at any moment neither makes a second page nor loses one that may have been paid.

mod ask;
mod begin;
mod open;
mod receipt;
mod schedule;
mod settle;
mod watch;
pub(crate) mod words;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::SignedDuration;
use refill_core::ids::{AccountId, PackageId, PurchaseId};
use refill_core::ports::Asking;
use refill_core::provider::BuyWay;
use refill_core::purchase::{CreditAxis, Event as Step, Purchase, State};
use refill_core::shop::{self, Package};
use refill_core::x402::WalletKind;
use refill_store::{Journal, JournalError, PurchaseRecord};
use tokio::sync::Notify;
use url::Url;

pub(crate) use self::begin::not_sold;
pub(crate) use self::settle::{measured_anew, paid_at};
use crate::app::{App, Event};
use crate::error::AppError;
use crate::paying::UsdcTopUp;

pub(crate) use self::receipt::moment;

/// A purchase, as the window shows it.
#[derive(Clone, Debug)]
pub struct Payment {
    /// What is written of it.
    pub record: PurchaseRecord,
    /// The payment service only pretends: no money moves.
    pub is_test: bool,
    /// Host of the page to pay on.
    pub host: Option<String>,
    /// Its provider's name, or its id where this version does not know it.
    pub provider_name: String,
    /// Refill looks by itself whether the credits have arrived.
    pub watching: bool,
    /// Who holds the key of the wallet that pays, for a payment with USDC.
    pub wallet: Option<WalletKind>,
}

/// How an account can be topped up.
#[derive(Clone, Debug)]
pub struct TopUp {
    /// The account.
    pub account: AccountId,
    /// The ways, the best one first.
    pub ways: Vec<BuyWay>,
    /// The checkout needs a sign-in that the account does not have.
    pub needs_sign_in: bool,
    /// The purchase that can still be paid, or may have been.
    pub open: Option<Payment>,
    /// The newest purchase that seems paid and whose credits have not come.
    pub missing: Option<Payment>,
    /// The package that was chosen last.
    pub last_package: Option<PackageId>,
    /// Where it is not, nothing can be bought.
    pub journal_usable: bool,
    /// What a top-up with USDC is decided by, where the provider takes it.
    pub usdc: Option<UsdcTopUp>,
}

/// What is true of purchases only while Refill runs.
#[derive(Default)]
pub(crate) struct Purchases {
    /// Held while a purchase begins: of two clicks the second one finds the purchase of the first.
    buying: tokio::sync::Mutex<()>,
    /// Held from looking at what arrived to writing it down: nothing is credited twice.
    settling: tokio::sync::Mutex<()>,
    /// What an earlier run left open was dealt with.
    recovered: tokio::sync::OnceCell<()>,
    watched: Mutex<HashMap<PurchaseId, Watched>>,
}

/// A purchase whose credits are watched for.
struct Watched {
    account: AccountId,
    /// Something happened to it: look again, from the fastest pace on.
    wake: Arc<Notify>,
}

impl Purchases {
    fn watched(&self) -> MutexGuard<'_, HashMap<PurchaseId, Watched>> {
        // Nothing panics between two steps of a change, so a poisoned lock guards a whole map.
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where nothing else is known, a page to pay on ends after so long; purchases are looked back at for a while.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How far back the last chosen package is looked for.
pub(crate) const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 180);
/// Most purchases on one page of the list.
const LONGEST_LIST: usize = 200;
/// The word for a purchase that came to nothing because Refill ended, or the person gave up, while it was asked for.
const INTERRUPTED: &str = "interrupted";

impl App {
    /// How the account can be topped up, without asking anybody.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::ProviderUnknown`], [`AppError::Store`].
    pub async fn top_up(&self, id: &AccountId) -> Result<TopUp, AppError> {
        let account = self.account(id).await?;
        let ways = self.provider(&account.provider)?.descriptor().buys.to_vec();
        let (of, since) = (id.clone(), self.clock.now() - REMEMBERED);
        let known = self
            .in_journal(move |journal| Ok((journal.open_purchase(&of)?, journal.recent(since)?)))
            .await;
        let journal_usable = known.is_ok();
        let (open, recent) = known.unwrap_or_else(|error| {
            tracing::warn!(%error, "the payment journal could not be read");
            (None, Vec::new())
        });
        let own: Vec<PurchaseRecord> = recent
            .into_iter()
            .filter(|record| record.purchase.account == *id)
            .collect();
        let missing = own.iter().find(|record| is_missing(record)).cloned();
        let mut own = own.into_iter();
        Ok(TopUp {
            account: id.clone(),
            needs_sign_in: ways.contains(&BuyWay::Checkout) && !self.is_signed_in(&account),
            ways,
            open: open.map(|record| self.payment_of(record)),
            missing: missing.map(|record| self.payment_of(record)),
            last_package: own.find_map(|record| Some(record.purchase.package?.id)),
            usdc: match journal_usable {
                true => self.usdc_top_up(id).await?,
                false => None,
            },
            journal_usable,
        })
    }

    /// The purchases that can still be paid, or may have been, or whose credits are missing, by their accounts. None
    /// where the journal cannot be read: the sheet for buying says so.
    pub(crate) async fn open_payments(&self) -> HashMap<AccountId, (PurchaseId, State)> {
        let since = self.clock.now() - schedule::LATE;
        let recent = self.in_journal(move |journal| Ok(journal.recent(since)?)).await;
        let unsettled = recent.unwrap_or_default().into_iter().filter(is_unsettled);
        // Newest first: of several the newest stays, and an open one before a missing one.
        let mut of_accounts = HashMap::new();
        for record in unsettled {
            let state = match is_missing(&record) {
                true => State::Missing,
                false => record.state,
            };
            let known = of_accounts
                .entry(record.purchase.account)
                .or_insert((record.purchase.id.clone(), state));
            if state.is_open() && !known.1.is_open() {
                *known = (record.purchase.id, state);
            }
        }
        of_accounts
    }

    /// The packages on sale for the account.
    ///
    /// # Errors
    /// [`AppError::Provider`], [`AppError::Vault`], [`AppError::AccountGone`].
    pub async fn packages(&self, id: &AccountId) -> Result<Vec<Package>, AppError> {
        let subject = self.subject(id).await?;
        let access = self.access_to_buy(&subject, Asking::Allowed).await?;
        let shop = subject.provider()?.shop().ok_or_else(|| not_sold(&subject))?;
        Ok(shop.packages(&access).await?)
    }

    /// A part of all purchases, newest first; `after` is the last one of the part before.
    ///
    /// # Errors
    /// [`AppError::JournalUnusable`], [`AppError::Store`].
    pub async fn payments(&self, after: Option<&PurchaseId>, limit: usize) -> Result<Vec<Payment>, AppError> {
        let after = after.cloned();
        let page = self
            .in_journal(move |journal| Ok(journal.page(after.as_ref(), limit.min(LONGEST_LIST))?))
            .await?;
        Ok(page.into_iter().map(|record| self.payment_of(record)).collect())
    }

    /// One purchase.
    ///
    /// # Errors
    /// [`AppError::PurchaseOver`] where there is no such purchase; [`AppError::JournalUnusable`], [`AppError::Store`].
    pub async fn payment(&self, id: &PurchaseId) -> Result<Payment, AppError> {
        Ok(self.payment_of(self.record(id).await?))
    }

    /// The person does not want to wait any longer: another purchase may begin. Credits that come after all are
    /// still noticed.
    ///
    /// # Errors
    /// [`AppError::PurchaseOver`], [`AppError::JournalUnusable`], [`AppError::Store`].
    pub async fn stop_waiting(&self, id: &PurchaseId) -> Result<Payment, AppError> {
        let record = self.record(id).await?;
        let step = match record.state {
            // A page that is made all the same is never opened: nobody writes down that it is ready.
            State::Begun | State::Asking => Step::Failed(INTERRUPTED.to_owned()),
            _ => Step::Dropped,
        };
        self.write_down(&record.purchase, step).await?;
        self.payment(id).await
    }

    /// Runs journal work on a thread where it may block.
    pub(crate) async fn in_journal<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&Journal) -> Result<T, JournalError> + Send + 'static,
    {
        Ok(self.in_journal_as(work).await??)
    }

    /// The same, with the journal's own errors.
    pub(crate) async fn in_journal_as<T, F>(&self, work: F) -> Result<Result<T, JournalError>, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&Journal) -> Result<T, JournalError> + Send + 'static,
    {
        let journal = self.journal.clone().ok_or(AppError::JournalUnusable)?;
        let done = tokio::task::spawn_blocking(move || work(&journal)).await;
        done.map_err(|_| AppError::TaskLost)
    }

    /// Writes down what happens to a purchase, and tells the window.
    pub(crate) async fn write_down(&self, purchase: &Purchase, step: Step) -> Result<State, AppError> {
        let (id, now) = (purchase.id.clone(), self.clock.now());
        let state = self
            .in_journal(move |journal| journal.append(&id, &step, now))
            .await?;
        tracing::info!(purchase = %purchase.id, state = state.word(), "a purchase went on");
        self.emit(Event::PaymentChanged {
            account: purchase.account.clone(),
        });
        if let Some(watched) = self.purchases.watched().get(&purchase.id) {
            watched.wake.notify_one();
        }
        Ok(state)
    }

    pub(crate) async fn record(&self, id: &PurchaseId) -> Result<PurchaseRecord, AppError> {
        let id = id.clone();
        let found = self.in_journal(move |journal| Ok(journal.purchase(&id)?)).await?;
        found.ok_or(AppError::PurchaseOver)
    }

    pub(crate) fn payment_of(&self, record: PurchaseRecord) -> Payment {
        let provider = self.provider(&record.purchase.provider);
        let descriptor = provider.ok().map(|provider| provider.descriptor());
        let name = descriptor.map_or(record.purchase.provider.as_str(), |own| own.name);
        let page = record.page();
        let session = page.and_then(|page| page.session.as_deref());
        let address = page.and_then(|page| Url::parse(&page.address).ok());
        let looks = schedule::pause_before_look(
            &record,
            self.clock.now(),
            schedule::Pace::of(&self.options, descriptor),
        );
        Payment {
            is_test: session.is_some_and(shop::is_test_session)
                || (self.is_demo && record.state.paying().is_some()),
            wallet: record.plan().and_then(|plan| self.paying.kind_of(&plan.wallet)),
            host: address.and_then(|address| address.host_str().map(str::to_owned)),
            provider_name: name.to_owned(),
            watching: match record.state.paying() {
                Some(_) => self.paying.is_followed(&record.purchase.id),
                None => looks.is_some() && self.purchases.watched().contains_key(&record.purchase.id),
            },
            record,
        }
    }
}

/// Whether its credits should have come.
fn is_missing(record: &PurchaseRecord) -> bool {
    record.state.credit() == CreditAxis::Missing
}

/// Whether the person should see it with its account.
fn is_unsettled(record: &PurchaseRecord) -> bool {
    record.state.is_open() || is_missing(record)
}

impl From<JournalError> for AppError {
    fn from(error: JournalError) -> AppError {
        of_journal(error)
    }
}

fn of_journal(error: JournalError) -> AppError {
    match error {
        JournalError::AlreadyOpen(_) => AppError::PurchaseOpen,
        JournalError::NoSuchPurchase | JournalError::NotAllowed(_) | JournalError::OtherPlan => {
            AppError::PurchaseOver
        }
        JournalError::NoSuchWallet => AppError::NoWallet,
        JournalError::OverLimit(over) => AppError::OverLimit(over),
        JournalError::WalletInUse => AppError::WalletInUse,
        JournalError::Store(error) => AppError::Store(error),
    }
}
