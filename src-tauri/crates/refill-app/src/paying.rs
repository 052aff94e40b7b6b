//! Paying with USDC by x402: from the click to the chain's word (payments.md).
//!
//! One purchase has one authorization with one nonce. It is written down before a wallet is asked, its signature before
//! a byte leaves, and what leaves is always the same. What a server says moves a payment between waiting states alone;
//! the chain ends it. The window can begin a payment and watch it: the yes is given in the system's own dialog.

mod confirm;
mod credit;
mod endpoints;
mod follow;
mod keychain;
mod ledger;
mod limits;
mod payees;
mod quote;
mod receipt;
mod recover;
mod send;
mod sign;
mod tell;
mod wallets;
#[cfg(feature = "fault-points")]
mod weakened;
mod whose;
mod words;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use refill_core::error::ProviderErrorKind;
use refill_core::ids::{AccountId, PurchaseId};
use refill_core::money::{Decimal, Money, parse_decimal};
use refill_core::ports::{Asking, ChainReader, SecretWindow, Seller, Timer, WalletMaker};
use refill_core::provider::BuyWay;
use refill_core::purchase::{Event as Step, Purchase, Way};
use refill_core::x402::{self, Atomic, BASE, Chain, Limit, State, WalletRecord};
use refill_store::PurchaseRecord;
use tokio::sync::Notify;

pub use self::limits::{LimitsPage, NewLimits, SpentOf};
pub use self::payees::Payee;
use self::quote::Order;
pub(crate) use self::receipt::facts as receipt_facts;
pub use self::wallets::WalletPage;
use crate::app::App;
use crate::error::AppError;
use crate::fault;
use crate::purchases::{Payment, not_sold};

/// What paying with USDC works with.
pub struct PayingParts {
    /// The server side of x402.
    pub seller: Arc<dyn Seller>,
    /// Makes and opens wallets.
    pub wallets: Arc<dyn WalletMaker>,
    /// Reads the chain.
    pub chain: Arc<dyn ChainReader>,
    /// Waits.
    pub timer: Arc<dyn Timer>,
    /// Windows of the system for secrets.
    pub secrets: Arc<dyn SecretWindow>,
    /// Nothing here is real money: the demo.
    pub is_demo: bool,
}

/// What a top-up with USDC is decided by.
#[derive(Clone, Debug)]
pub struct UsdcTopUp {
    /// Amounts to choose from, in whole USDC, the usual one first.
    pub amounts: &'static [u32],
    /// What one USDC brings, where the provider defines it.
    pub each: Option<Money>,
    /// The chain.
    pub chain: &'static Chain,
    /// The wallet that pays.
    pub wallet: Option<WalletRecord>,
    /// Who was paid before.
    pub payee: Option<x402::Address>,
    /// Which limit lets the least through.
    pub limit: Limit,
    /// How much it lets through.
    pub left: Atomic,
    /// The amount that was paid last.
    pub last_amount: Option<Decimal>,
    /// The payment whose end is not known.
    pub live: Option<Payment>,
}

/// What is true of payments only while Refill runs.
#[derive(Default)]
pub(crate) struct Paying {
    /// Held while a payment begins: of two clicks the second one finds the payment of the first.
    beginning: tokio::sync::Mutex<()>,
    /// Held while a limit is looked at and an amount set aside.
    reserving: tokio::sync::Mutex<()>,
    /// What an earlier run left was dealt with.
    recovered: tokio::sync::OnceCell<()>,
    /// Held while a ledger is read, changed and written.
    ledgers: tokio::sync::Mutex<()>,
    followed: Mutex<HashMap<PurchaseId, Arc<Notify>>>,
    /// The payments whose credits are being looked for.
    looking: Mutex<HashSet<PurchaseId>>,
    /// Who holds the keys of the wallets, as far as they were read.
    kinds: Mutex<HashMap<x402::WalletId, x402::WalletKind>>,
}

impl Paying {
    /// Who holds the key of a wallet; `None` for one that is removed.
    pub(crate) fn kind_of(&self, wallet: &x402::WalletId) -> Option<x402::WalletKind> {
        self.kinds().get(wallet).copied()
    }

    fn kinds(&self) -> MutexGuard<'_, HashMap<x402::WalletId, x402::WalletKind>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a payment is watched.
    pub(crate) fn is_followed(&self, id: &PurchaseId) -> bool {
        self.followed().contains_key(id)
    }

    fn followed(&self) -> MutexGuard<'_, HashMap<PurchaseId, Arc<Notify>>> {
        // Nothing panics between two steps of a change, so a poisoned lock guards a whole map.
        self.followed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn looking(&self) -> MutexGuard<'_, HashSet<PurchaseId>> {
        self.looking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something happened to a payment: it is looked at again at once.
    fn wake(&self, id: &PurchaseId) {
        if let Some(wake) = self.followed().get(id) {
            wake.notify_one();
        }
    }
}

impl App {
    /// Begins a top-up of `amount` USDC, as typed. The offer is fetched and checked in the background, and the person
    /// is asked in the system's own dialog; nothing is signed before.
    ///
    /// # Errors
    /// [`AppError::PurchaseOpen`] while the end of another payment is not known, [`AppError::NoWallet`],
    /// [`AppError::Amount`], [`AppError::OverLimit`], [`AppError::JournalUnusable`], [`AppError::Provider`],
    /// [`AppError::Vault`]; nothing is begun then.
    pub async fn pay_with_usdc(self: &Arc<App>, id: &AccountId, amount: &str) -> Result<Payment, AppError> {
        let typed = parse_decimal(amount.trim()).map_err(|_| AppError::Amount)?;
        let value = Atomic::from_usdc(typed).filter(|value| *value > Atomic::ZERO);
        let value = value.ok_or(AppError::Amount)?;
        let turn = self.paying.beginning.lock().await;
        // What an earlier run left comes first: its money may still move.
        self.payments_recovered().await?;
        let order = self.ready_to_pay(id, typed, value).await?;
        self.note_key(order.purchase.id.as_str(), &order.subject.account)
            .await?;
        fault::point("payment.before_begin");
        let begun = order.purchase.clone();
        self.in_journal(move |journal| journal.begin(&begun)).await?;
        fault::point("payment.after_begin");
        drop(turn);
        self.emit(crate::app::Event::PaymentChanged { account: id.clone() });
        let began = order.purchase.id.clone();
        let app = self.clone();
        tokio::spawn(async move { app.carry_out(order).await });
        self.payment(&began).await
    }

    /// Asks the wallet once more for the very same signature, after it gave no clear answer.
    ///
    /// # Errors
    /// [`AppError::PurchaseOver`] where it is not waited for, [`AppError::NotConfirmed`].
    pub async fn ask_wallet_again(self: &Arc<App>, id: &PurchaseId) -> Result<Payment, AppError> {
        let record = self.record(id).await?;
        if record.state.paying() != Some(State::SignUnknown) {
            return Err(AppError::PurchaseOver);
        }
        self.sign_again(&record).await?;
        self.payment(id).await
    }

    /// Shows the transaction of a payment in the browser.
    ///
    /// # Errors
    /// [`AppError::Link`].
    pub async fn open_transaction(&self, id: &PurchaseId) -> Result<(), AppError> {
        let record = self.record(id).await?;
        let page = explorer(&record)
            .and_then(|page| page.parse().ok())
            .ok_or(AppError::Link)?;
        let browser = self.browser.clone();
        let opened = tokio::task::spawn_blocking(move || browser.open_page(&page)).await;
        opened
            .map_err(|_| AppError::TaskLost)?
            .map_err(|_| AppError::Link)
    }

    /// How the account can be topped up with USDC, without asking anybody; `None` where its provider takes none.
    pub(crate) async fn usdc_top_up(&self, id: &AccountId) -> Result<Option<UsdcTopUp>, AppError> {
        let subject = self.subject(id).await?;
        let Some(top_ups) = subject.provider()?.top_ups() else {
            return Ok(None);
        };
        let (of, now) = (id.clone(), self.clock.now());
        let known = self
            .in_journal(move |journal| {
                let last = journal.recent(now - crate::purchases::REMEMBERED)?;
                Ok((journal.live_payment(&of)?, last))
            })
            .await?;
        let (live, recent) = known;
        let payee = self.payee_of(&subject.account.provider, BASE.id).await?;
        let wallet = self.default_wallet().await?;
        let least = self.left_for(id, wallet.as_ref(), Asking::Never).await?.least();
        let paid = |record: &PurchaseRecord| {
            let own = record.purchase.account == *id && record.purchase.way == Way::Usdc;
            own.then(|| record.purchase.price.as_ref().map(|price| price.amount))
                .flatten()
        };
        Ok(Some(UsdcTopUp {
            amounts: top_ups.amounts(),
            each: top_ups.brings(Decimal::ONE),
            chain: &BASE,
            wallet,
            payee: payee.map(|pin| pin.payee),
            limit: least.limit,
            left: least.left,
            last_amount: recent.iter().find_map(paid),
            live: live.map(|record| self.payment_of(record)),
        }))
    }

    /// Everything that a payment is begun with.
    async fn ready_to_pay(
        self: &Arc<App>,
        id: &AccountId,
        amount: Decimal,
        value: Atomic,
    ) -> Result<Order, AppError> {
        let subject = self.subject(id).await?;
        let own = subject.provider()?;
        if !own.descriptor().buys.contains(&BuyWay::Usdc) {
            return Err(not_sold(&subject));
        }
        let top_ups = own.top_ups().ok_or_else(|| not_sold(&subject))?;
        let request = top_ups
            .top_up(self.server_of(&subject).as_ref(), amount)
            .map_err(|error| match error.kind {
                // Asked of nobody yet: it is not sold in this amount.
                ProviderErrorKind::Rejected => AppError::Amount,
                _ => error.into(),
            })?;
        let of = id.clone();
        let live = self
            .in_journal(move |journal| Ok(journal.live_payment(&of)?))
            .await?;
        if live.is_some() && !fault::is_without("I1") {
            return Err(AppError::PurchaseOpen);
        }
        let wallet = self.default_wallet().await?.ok_or(AppError::NoWallet)?;
        let left = self.left_for(id, Some(&wallet), Asking::Allowed).await?;
        x402::within(left, value)?;
        let access = self.access_to_buy(&subject, Asking::Allowed).await?;
        let before = self.balance_before(&subject, &access).await?;
        let account = &subject.account;
        let purchase = Purchase {
            id: PurchaseId::new(uuid::Uuid::new_v4().to_string()),
            account: account.id.clone(),
            account_name: account.name.as_str().to_owned(),
            provider: account.provider.clone(),
            way: Way::Usdc,
            package: None,
            price: Some(value.money()),
            credits: top_ups.brings(amount),
            before,
            begun_at: self.clock.now(),
        };
        Ok(Order {
            subject: subject.clone(),
            key: access.key,
            purchase,
            wallet,
            request,
            value,
        })
    }

    /// Writes down a step of a payment, and tells the window.
    async fn step(&self, purchase: &Purchase, step: x402::Step) -> Result<(), AppError> {
        self.write_down(purchase, Step::Paying(step)).await?;
        self.paying.wake(&purchase.id);
        Ok(())
    }
}

/// Where the transaction of a payment can be looked at.
pub fn explorer(record: &PurchaseRecord) -> Option<String> {
    let (transaction, _) = record.transaction()?;
    let chain = record.plan()?.chain;
    Some(format!("{}{transaction}", chain.explorer))
}
