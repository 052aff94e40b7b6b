//! A purchase of credits from its begin to its end: what is known of it, and what may follow.
//!
//! Whether money moved is known to the provider and the payment service alone, so a purchase has two axes (payments.md,
//! I6): what is known of the money, and what is known of the credits. Only the provider's own record ends a purchase
//! (I3): a browser that comes back is a hint. The machine below is pure; the app stores every event before it acts on
//! it, and the store lets nobody change one.
//!
//! ```text
//! Begun ─ Asking ─ Ready ─ Away ─ Returned ─┬─ Credited
//!   │        │       │       │        │     └─ Missing ─ Credited
//!   └────────┴───────┴───────┴────────┴─ Cancelled, Expired, Dropped ─ Credited
//!            └─ Failed
//! ```

mod axes;
mod judge;
mod state;

use jiff::Timestamp;

pub use self::axes::{CreditAxis, MoneyAxis};
pub use self::judge::{Sight, judge};
pub use self::state::State;

use crate::ids::{AccountId, ProviderId, PurchaseId};
use crate::money::Money;
use crate::shop::Package;
use crate::x402;

/// How something is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// A checkout page that Refill had made.
    Checkout,
    /// A charge that Refill had made.
    Charge,
    /// The provider's own page.
    Page,
    /// USDC from a wallet, by x402.
    Usdc,
}

impl Way {
    /// All ways.
    pub const ALL: [Way; 4] = [Way::Checkout, Way::Charge, Way::Page, Way::Usdc];

    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        match self {
            Way::Checkout => "checkout",
            Way::Charge => "charge",
            Way::Page => "page",
            Way::Usdc => "usdc",
        }
    }

    /// The way with this stored word.
    pub fn from_word(word: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// What somebody set out to buy. Never changed afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Refill's own id for it.
    pub id: PurchaseId,
    /// For which account.
    pub account: AccountId,
    /// What the account was called: a receipt outlives its account.
    pub account_name: String,
    /// At which provider.
    pub provider: ProviderId,
    /// How.
    pub way: Way,
    /// The package, where one was chosen.
    pub package: Option<Package>,
    /// What it costs, where that is known.
    pub price: Option<Money>,
    /// What it brings, where that is known.
    pub credits: Option<Money>,
    /// The account's balance before.
    pub before: Option<Money>,
    /// When it began.
    pub begun_at: Timestamp,
}

/// Something that happened to a purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The provider is about to be asked for a page: stored before the first byte leaves.
    Asked,
    /// There is a page to pay on.
    Ready(Page),
    /// No page came to be; a stable word says why.
    Failed(String),
    /// The page is about to be opened in the browser.
    Opened,
    /// The browser came back and claims that it was paid.
    Returned,
    /// The browser came back without paying.
    Cancelled,
    /// The page can be paid no more.
    Expired,
    /// The credits are there.
    Credited(Arrival),
    /// The same credits came once more, and nothing else was bought.
    CreditedAgain(Arrival),
    /// It was paid, as far as the browser says, but the credits did not come in time.
    Overdue,
    /// The person does not want to wait any longer.
    Dropped,
    /// A step of a payment by x402.
    Paying(x402::Step),
}

/// The page to pay on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The provider's id for it.
    pub session: Option<String>,
    /// Its address, for opening it again. Whoever has it can only pay.
    pub address: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Credits that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// How much.
    pub amount: Money,
    /// When the provider says so, or when it was noticed.
    pub at: Timestamp,
    /// How it is known.
    pub evidence: Evidence,
}

/// How it is known that credits arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The provider lists it.
    Row,
    /// The balance rose by as much.
    Balance,
    /// The balance rose, but by less: something was spent at the same time.
    Partly,
}

impl Evidence {
    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        match self {
            Evidence::Row => "row",
            Evidence::Balance => "balance",
            Evidence::Partly => "partly",
        }
    }

    /// The evidence with this stored word.
    pub fn from_word(word: &str) -> Option<Evidence> {
        [Evidence::Row, Evidence::Balance, Evidence::Partly]
            .into_iter()
            .find(|evidence| evidence.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for way in Way::ALL {
            assert_eq!(Way::from_word(way.word()), Some(way));
        }
        for evidence in [Evidence::Row, Evidence::Balance, Evidence::Partly] {
            assert_eq!(Evidence::from_word(evidence.word()), Some(evidence));
        }
    }
}
