//! A provider's part for buying, whose answers are set by the test.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::holder::Tokens;
use refill_core::ids::{PackageId, ProviderId};
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{Access, AlertMail, Charges, Shop};
use refill_core::server::ServerAddress;
use refill_core::shop::{Charge, Checkout, Order, Package};

use super::start;

/// Sells 10,000 credits for $9.99 and 50,000 for $39.99.
pub struct FakeShop {
    provider: ProviderId,
    pub packages: Mutex<Vec<Package>>,
    /// Where its pages to pay on are; the number of the session follows.
    pub page: Mutex<String>,
    /// How its sessions' ids begin.
    pub session: Mutex<&'static str>,
    /// Its pages end so long after `start`.
    pub ends_after: Mutex<Option<SignedDuration>>,
    /// The next checkouts and charges fail so, in this order.
    pub faults: Mutex<VecDeque<ProviderErrorKind>>,
    /// Every checkout that was asked for, failed ones included.
    pub orders: Mutex<Vec<Order>>,
    /// Every charge that was asked for.
    pub charged: Mutex<Vec<Decimal>>,
    /// A charge asks for this instead.
    pub asks_for: Mutex<Option<Money>>,
    /// Alert amounts that it was told.
    pub alerts: Mutex<Vec<u64>>,
    /// Checkouts wait until `release` while this is set; `held` counts them.
    pub hold: AtomicBool,
    pub held: AtomicUsize,
    pub release: tokio::sync::Notify,
}

pub fn package(id: &'static str, credits: i64, cents: i64) -> Package {
    Package {
        id: PackageId::from_static(id),
        name: format!("Package {id}"),
        credits: Money::new(credits.into(), Unit::CREDITS),
        price: Money::new(Decimal::new(cents, 2), Unit::USD),
    }
}

impl FakeShop {
    pub fn new(provider: ProviderId) -> FakeShop {
        FakeShop {
            provider,
            packages: Mutex::new(vec![
                package("starter", 10_000, 999),
                package("pro", 50_000, 3999),
            ]),
            page: Mutex::new("https://checkout.stripe.com/c/pay/".to_owned()),
            session: Mutex::new("cs_live_"),
            ends_after: Mutex::default(),
            faults: Mutex::default(),
            orders: Mutex::default(),
            charged: Mutex::default(),
            asks_for: Mutex::default(),
            alerts: Mutex::default(),
            hold: AtomicBool::new(false),
            held: AtomicUsize::new(0),
            release: tokio::sync::Notify::new(),
        }
    }

    fn error(&self, kind: ProviderErrorKind) -> ProviderError {
        ProviderError {
            provider: self.provider.clone(),
            kind,
            facts: ErrorFacts::default(),
        }
    }

    fn fault(&self) -> Option<ProviderError> {
        let kind = self.faults.lock().unwrap().pop_front();
        kind.map(|kind| self.error(kind))
    }

    fn page(&self, number: usize) -> url::Url {
        let page = self.page.lock().unwrap().clone();
        format!("{page}{number}").parse().unwrap()
    }

    fn ends_at(&self) -> Option<Timestamp> {
        self.ends_after.lock().unwrap().map(|life| start() + life)
    }
}

#[async_trait]
impl Shop for FakeShop {
    async fn packages(&self, _: &Access) -> Result<Vec<Package>, ProviderError> {
        Ok(self.packages.lock().unwrap().clone())
    }

    async fn package(&self, _: &Access, id: &PackageId) -> Result<Package, ProviderError> {
        let packages = self.packages.lock().unwrap();
        let found = packages.iter().find(|package| package.id == *id);
        found
            .cloned()
            .ok_or_else(|| self.error(ProviderErrorKind::NotFound))
    }

    async fn checkout(
        &self,
        _: Option<&ServerAddress>,
        _: &Tokens,
        order: &Order,
    ) -> Result<Checkout, ProviderError> {
        let number = {
            let mut orders = self.orders.lock().unwrap();
            orders.push(order.clone());
            orders.len()
        };
        let released = self.release.notified();
        if self.hold.load(Ordering::Relaxed) {
            self.held.fetch_add(1, Ordering::Relaxed);
            released.await;
        }
        if let Some(error) = self.fault() {
            return Err(error);
        }
        Ok(Checkout {
            session: format!("{}{number}", self.session.lock().unwrap()),
            page: self.page(number),
            expires_at: self.ends_at(),
        })
    }
}

#[async_trait]
impl Charges for FakeShop {
    async fn charge(&self, _: &Access, amount: Decimal) -> Result<Charge, ProviderError> {
        let number = {
            let mut charged = self.charged.lock().unwrap();
            charged.push(amount);
            charged.len()
        };
        if let Some(error) = self.fault() {
            return Err(error);
        }
        let asks_for = self.asks_for.lock().unwrap().clone();
        Ok(Charge {
            id: format!("charge_{number}"),
            page: self.page(number),
            amount: Some(asks_for.unwrap_or_else(|| Money::new(amount, Unit::USD))),
            expires_at: self.ends_at(),
        })
    }
}

#[async_trait]
impl AlertMail for FakeShop {
    async fn set_alert(&self, _: &Access, threshold: u64) -> Result<(), ProviderError> {
        self.alerts.lock().unwrap().push(threshold);
        self.fault().map_or(Ok(()), Err)
    }
}
