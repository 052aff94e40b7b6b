//! Providers whose answers are set by the test.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::history::Change;
use refill_core::ids::ProviderId;
use refill_core::key::{ApiKey, Secret};
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{
    Access, AlertMail, Charges, HistoryPage, Holder, PageToken, Provider, Shop, SignIn, SignInPage,
    TopUpRequest, TopUps,
};
use refill_core::provider::{BuyWay, CallPrice, Descriptor, KeyKind, KeyName, Listing, Server, Shown};
use refill_core::reading::Balance;
use refill_core::server::ServerAddress;
use url::Url;

use super::{FakeHolder, FakeShop, key};

pub const PLAIN: ProviderId = ProviderId::from_static("plain");
pub const LISTED: ProviderId = ProviderId::from_static("listed");
pub const RICH: ProviderId = ProviderId::from_static("rich");
pub const COIN: ProviderId = ProviderId::from_static("coin");

/// A provider whose answers are set by the test. Keys of `plain` start with `pk_`, those of `listed` with `lk_`, those
/// of `rich` with `rk_` and those of `coin` with `ck_`.
pub struct FakeProvider {
    descriptor: Descriptor,
    balances: Mutex<HashMap<String, i64>>,
    /// What a key shows, where that is more than a plain balance.
    shown: Mutex<HashMap<String, Result<Balance, ProviderErrorKind>>>,
    faults: Mutex<VecDeque<ProviderErrorKind>>,
    pub balance_of_errors: Mutex<Option<i64>>,
    pub rows: Mutex<Vec<Change>>,
    pub page_size: AtomicUsize,
    pub pages_read: AtomicUsize,
    /// This page of the history breaks off.
    pub fail_page: AtomicUsize,
    pub asked: AtomicUsize,
    /// Calls wait until `release` while this is set; `held` counts them.
    pub hold: AtomicBool,
    pub held: AtomicUsize,
    pub release: tokio::sync::Notify,
    /// Calls that were under way at the same time, at the most.
    pub most_at_once: AtomicUsize,
    at_once: AtomicUsize,
    /// What its account holders can do.
    pub holder: FakeHolder,
    /// What it sells.
    pub shop: FakeShop,
    /// Keys that one-time codes are exchanged for.
    pub codes: Mutex<HashMap<String, String>>,
}

impl FakeProvider {
    pub fn plain() -> Descriptor {
        Descriptor {
            id: PLAIN,
            name: "Plain",
            unit: Unit::CREDITS,
            worth: None,
            hue: 0,
            key_hint: "…",
            key_prefixes: &["pk_"],
            server: Server::Fixed("https://example.com"),
            key_page: None,
            buy_page: Some("https://example.com/buy"),
            history: Listing::Nothing,
            key_kinds: &[],
            divisors: &[],
            limits_calls: false,
            signs_in: false,
            buys: &[BuyWay::Page],
            holder: false,
            prices: &[],
            balance_age: 0,
        }
    }

    pub fn listed() -> Descriptor {
        Descriptor {
            id: LISTED,
            name: "Listed",
            key_prefixes: &["lk_"],
            server: Server::Entered {
                hint: "https://api.example.com",
            },
            history: Listing::Everything,
            buys: &[BuyWay::Checkout, BuyWay::Page],
            holder: true,
            ..FakeProvider::plain()
        }
    }

    /// A provider that has everything that a provider can have.
    pub fn rich() -> Descriptor {
        Descriptor {
            id: RICH,
            name: "Rich",
            key_prefixes: &["rk_"],
            history: Listing::DailySpending,
            key_kinds: &[KeyKind {
                name: KeyName::Management,
                shows: &[Shown::Balance, Shown::History],
                page: Some("https://example.com/management"),
            }],
            divisors: &[1, 10],
            limits_calls: true,
            signs_in: true,
            buys: &[BuyWay::Checkout, BuyWay::Charge, BuyWay::Page],
            holder: true,
            prices: &[CallPrice {
                kind: "wallet",
                credits: 5,
            }],
            balance_age: 0,
            ..FakeProvider::plain()
        }
    }

    /// A provider that is paid with USDC, or by a checkout page.
    pub fn coin() -> Descriptor {
        Descriptor {
            id: COIN,
            name: "Coin",
            key_prefixes: &["ck_"],
            buys: &[BuyWay::Usdc, BuyWay::Checkout],
            holder: true,
            ..FakeProvider::plain()
        }
    }

    pub fn new(descriptor: Descriptor) -> Arc<FakeProvider> {
        Arc::new(FakeProvider {
            holder: FakeHolder::new(descriptor.id.clone()),
            shop: FakeShop::new(descriptor.id.clone()),
            descriptor,
            balances: Mutex::default(),
            shown: Mutex::default(),
            most_at_once: AtomicUsize::new(0),
            at_once: AtomicUsize::new(0),
            codes: Mutex::default(),
            faults: Mutex::default(),
            balance_of_errors: Mutex::default(),
            rows: Mutex::default(),
            page_size: AtomicUsize::new(3),
            pages_read: AtomicUsize::new(0),
            fail_page: AtomicUsize::new(usize::MAX),
            asked: AtomicUsize::new(0),
            hold: AtomicBool::new(false),
            held: AtomicUsize::new(0),
            release: tokio::sync::Notify::new(),
        })
    }

    pub fn set(&self, key: &str, balance: i64) {
        self.balances.lock().unwrap().insert(key.to_owned(), balance);
    }

    /// What the key shows from now on.
    pub fn show(&self, key: &str, shown: Result<Balance, ProviderErrorKind>) {
        self.shown.lock().unwrap().insert(key.to_owned(), shown);
    }

    /// The provider knows this key no more.
    pub fn forget(&self, key: &str) {
        self.balances.lock().unwrap().remove(key);
    }

    /// The next calls fail so, in this order.
    pub fn fail_next(&self, kinds: impl IntoIterator<Item = ProviderErrorKind>) {
        self.faults.lock().unwrap().extend(kinds);
    }

    fn error(&self, kind: ProviderErrorKind) -> ProviderError {
        ProviderError {
            provider: self.descriptor.id.clone(),
            kind,
            facts: ErrorFacts {
                status: Some(503),
                balance: self
                    .balance_of_errors
                    .lock()
                    .unwrap()
                    .map(|n| Money::new(n.into(), Unit::CREDITS)),
                ..ErrorFacts::default()
            },
        }
    }
}

#[async_trait]
impl Provider for FakeProvider {
    fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    async fn balance(&self, access: &Access) -> Result<Balance, ProviderError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let _call = Call::begin(self);
        if let Some(kind) = self.faults.lock().unwrap().pop_front() {
            return Err(self.error(kind));
        }
        let released = self.release.notified();
        if self.hold.load(Ordering::Relaxed) {
            self.held.fetch_add(1, Ordering::Relaxed);
            released.await;
        }
        let key = access.key.expose_secret(); // the fake looks accounts up by key
        tokio::task::yield_now().await;
        if let Some(shown) = self.shown.lock().unwrap().get(key) {
            return shown.clone().map_err(|kind| self.error(kind));
        }
        let balance = self.balances.lock().unwrap().get(key).copied();
        let amount = balance.ok_or_else(|| self.error(ProviderErrorKind::KeyRefused))?;
        let amount = access.divisor.apply(amount.into()).expect("a whole part");
        Ok(Balance::of_account(Money::new(amount, Unit::CREDITS)))
    }

    async fn history(&self, _: &Access, page: Option<&PageToken>) -> Result<HistoryPage, ProviderError> {
        self.pages_read.fetch_add(1, Ordering::Relaxed);
        let number: usize = page.map_or(0, |token| token.0.parse().unwrap());
        if number == self.fail_page.load(Ordering::Relaxed) {
            return Err(self.error(ProviderErrorKind::CutOff));
        }
        let size = self.page_size.load(Ordering::Relaxed);
        let rows = self.rows.lock().unwrap();
        let start = (number * size).min(rows.len());
        let end = (start + size).min(rows.len());
        Ok(HistoryPage {
            rows: rows[start..end].to_vec(),
            next: (end < rows.len()).then(|| PageToken((number + 1).to_string())),
            balance: None,
            replaces: self.descriptor.history == Listing::DailySpending,
        })
    }

    fn sign_in(&self) -> Option<&dyn SignIn> {
        self.descriptor.signs_in.then_some(self)
    }

    fn holder(&self) -> Option<&dyn Holder> {
        self.descriptor.holder.then_some(&self.holder)
    }

    fn shop(&self) -> Option<&dyn Shop> {
        let sells = self.descriptor.buys.contains(&BuyWay::Checkout);
        sells.then_some(&self.shop)
    }

    fn charges(&self) -> Option<&dyn Charges> {
        let charges = self.descriptor.buys.contains(&BuyWay::Charge);
        charges.then_some(&self.shop)
    }

    fn top_ups(&self) -> Option<&dyn TopUps> {
        let sells = self.descriptor.buys.contains(&BuyWay::Usdc);
        sells.then_some(self)
    }

    fn alert_mail(&self) -> Option<&dyn AlertMail> {
        let mails = self.descriptor.history == Listing::Everything;
        mails.then_some(&self.shop)
    }
}

/// A USDC brings 100 credits; more than 1,000 at once are not sold.
impl TopUps for FakeProvider {
    fn top_up(&self, _: Option<&ServerAddress>, amount: Decimal) -> Result<TopUpRequest, ProviderError> {
        if amount > Decimal::from(1_000) {
            return Err(self.error(ProviderErrorKind::Rejected));
        }
        Ok(TopUpRequest {
            url: "https://example.com/topup".parse().unwrap(),
            body: format!(r#"{{"amount":"{amount}"}}"#),
        })
    }

    fn brings(&self, amount: Decimal) -> Option<Money> {
        Some(Money::new(amount.checked_mul(100.into())?, Unit::CREDITS))
    }

    fn amounts(&self) -> &'static [u32] {
        &[10, 5, 25]
    }
}

#[async_trait]
impl SignIn for FakeProvider {
    fn begin(&self, back: Option<&Url>, server: Option<&ServerAddress>) -> Result<SignInPage, ProviderError> {
        let server = server.map_or("https://example.com", ServerAddress::as_str);
        let back = back.map(|back| format!("?back={back}")).unwrap_or_default();
        Ok(SignInPage {
            address: format!("{server}/auth{back}").parse().unwrap(),
            verifier: Secret::new("verifier"),
        })
    }

    async fn finish(
        &self,
        page: &SignInPage,
        code: &Secret,
        _: Option<&ServerAddress>,
    ) -> Result<ApiKey, ProviderError> {
        assert_eq!(page.verifier.expose_secret(), "verifier"); // test: look at what came along
        let code = code.expose_secret(); // the fake looks keys up by code
        let found = self.codes.lock().unwrap().remove(code);
        found
            .map(|text| key(&text))
            .ok_or_else(|| self.error(ProviderErrorKind::KeyRefused))
    }
}

/// Counts a call while it is under way.
struct Call<'a>(&'a FakeProvider);

impl Call<'_> {
    fn begin(provider: &FakeProvider) -> Call<'_> {
        let now = provider.at_once.fetch_add(1, Ordering::Relaxed) + 1;
        provider.most_at_once.fetch_max(now, Ordering::Relaxed);
        Call(provider)
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.at_once.fetch_sub(1, Ordering::Relaxed);
    }
}
