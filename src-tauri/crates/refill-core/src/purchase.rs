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

mod judge;

use jiff::Timestamp;

pub use self::judge::{Sight, judge};

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

/// Where a purchase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is written down; nobody was asked yet.
    Begun,
    /// The provider is being asked for a page.
    Asking,
    /// There is a page; it was not opened yet.
    Ready,
    /// The page was opened in the browser.
    Away,
    /// The browser says that it was paid.
    Returned,
    /// The browser says that it was given up. The page can still be paid.
    Cancelled,
    /// The page has ended, and no credits came.
    Expired,
    /// No page came to be.
    Failed,
    /// The person stopped waiting.
    Dropped,
    /// It should have been credited by now.
    Missing,
    /// The credits are there.
    Credited,
    /// A payment by x402: what is known of its money and of its credits are two things.
    Usdc {
        /// Where the money stands.
        money: x402::State,
        /// Where the credits stand.
        credit: CreditAxis,
    },
}

/// What is known of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyAxis {
    /// None was asked for.
    None,
    /// It is set aside and counts as spent; nothing was sent.
    Reserved,
    /// It may have been paid.
    Unknown,
    /// It was paid: the credits prove it.
    Moved,
    /// It can be paid no more, and was not.
    Dead,
}

/// What is known of the credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CreditAxis {
    /// None are due.
    None,
    /// They may come.
    Awaited,
    /// They came.
    Credited,
    /// They should have come.
    Missing,
}

impl CreditAxis {
    /// All of them.
    pub const ALL: [CreditAxis; 4] = [
        CreditAxis::None,
        CreditAxis::Awaited,
        CreditAxis::Credited,
        CreditAxis::Missing,
    ];

    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        match self {
            CreditAxis::None => "none",
            CreditAxis::Awaited => "awaited",
            CreditAxis::Credited => "credited",
            CreditAxis::Missing => "missing",
        }
    }

    /// The one with this stored word.
    pub fn from_word(word: &str) -> Option<CreditAxis> {
        CreditAxis::ALL.into_iter().find(|it| it.word() == word)
    }

    /// Where `event` leads the credits of a payment by x402.
    fn after(self, event: &Event, money: x402::State) -> Option<CreditAxis> {
        use x402::State as M;
        let was_sent = matches!(
            money,
            M::Sending
                | M::Reported
                | M::Unknown
                | M::Confirming
                | M::Paid
                | M::DeadExpired
                | M::DeadCancelled
        );
        match (event, self) {
            (Event::Credited(_), CreditAxis::None | CreditAxis::Awaited | CreditAxis::Missing)
                if was_sent =>
            {
                Some(CreditAxis::Credited)
            }
            (Event::CreditedAgain(_), CreditAxis::Credited) => Some(CreditAxis::Credited),
            (Event::Overdue, CreditAxis::Awaited) if money == M::Paid => Some(CreditAxis::Missing),
            _ => None,
        }
    }
}

impl State {
    /// Where a payment by x402 begins.
    pub const QUOTED: State = State::Usdc {
        money: x402::State::Quoted,
        credit: CreditAxis::None,
    };

    /// All states of a purchase on a page.
    pub const ALL: [State; 11] = [
        State::Begun,
        State::Asking,
        State::Ready,
        State::Away,
        State::Returned,
        State::Cancelled,
        State::Expired,
        State::Failed,
        State::Dropped,
        State::Missing,
        State::Credited,
    ];

    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        match self {
            State::Begun => "begun",
            State::Asking => "asking",
            State::Ready => "ready",
            State::Away => "away",
            State::Returned => "returned",
            State::Cancelled => "cancelled",
            State::Expired => "expired",
            State::Failed => "failed",
            State::Dropped => "dropped",
            State::Missing => "missing",
            State::Credited => "credited",
            State::Usdc { money, .. } => money.word(),
        }
    }

    /// The state with these stored words: its own, and that for its credits, which only a payment by x402 needs.
    pub fn from_words(word: &str, credit: &str) -> Option<State> {
        let on_page = State::ALL.into_iter().find(|state| state.word() == word);
        on_page.or_else(|| {
            Some(State::Usdc {
                money: x402::State::from_word(word)?,
                credit: CreditAxis::from_word(credit)?,
            })
        })
    }

    /// Where the money of a payment by x402 stands.
    pub fn paying(self) -> Option<x402::State> {
        match self {
            State::Usdc { money, .. } => Some(money),
            _ => None,
        }
    }

    /// Where `event` leads; `None` where it cannot happen here, and then nothing is stored.
    pub fn after(self, event: &Event) -> Option<State> {
        use State as S;
        if let S::Usdc { money, credit } = self {
            return after_paying(money, credit, event);
        }
        let can_be_paid = matches!(self, S::Ready | S::Away | S::Cancelled | S::Returned);
        let was_asked = can_be_paid || matches!(self, S::Expired | S::Dropped | S::Missing);
        match event {
            Event::Asked => (self == S::Begun).then_some(S::Asking),
            // The provider's own page needs no asking.
            Event::Ready(_) => matches!(self, S::Begun | S::Asking).then_some(S::Ready),
            Event::Failed(_) => matches!(self, S::Begun | S::Asking).then_some(S::Failed),
            // Opened again: the browser's last word is void, but not that it was paid.
            Event::Opened => match self {
                S::Ready | S::Away | S::Cancelled => Some(S::Away),
                S::Returned => Some(S::Returned),
                _ => None,
            },
            Event::Returned => matches!(self, S::Ready | S::Away | S::Cancelled).then_some(S::Returned),
            Event::Cancelled => matches!(self, S::Ready | S::Away).then_some(S::Cancelled),
            Event::Expired => matches!(self, S::Ready | S::Away | S::Cancelled).then_some(S::Expired),
            Event::Credited(_) => was_asked.then_some(S::Credited),
            Event::CreditedAgain(_) => (self == S::Credited).then_some(S::Credited),
            Event::Overdue => (self == S::Returned).then_some(S::Missing),
            Event::Dropped => can_be_paid.then_some(S::Dropped),
            Event::Paying(_) => None,
        }
    }

    /// True while no second one of its kind begins for the account: this one can still be paid, or may have been.
    pub fn is_open(self) -> bool {
        if let State::Usdc { money, .. } = self {
            return money.is_live();
        }
        matches!(
            self,
            State::Begun | State::Asking | State::Ready | State::Away | State::Returned | State::Cancelled
        )
    }

    /// True while the page may be opened again.
    pub fn can_be_opened(self) -> bool {
        matches!(self, State::Ready | State::Away | State::Cancelled)
    }

    /// What is known of the money.
    pub fn money(self) -> MoneyAxis {
        match self {
            State::Begun | State::Asking | State::Ready => MoneyAxis::None,
            // That a page has ended proves nothing of what was paid on it before.
            State::Away
            | State::Returned
            | State::Cancelled
            | State::Dropped
            | State::Missing
            | State::Expired => MoneyAxis::Unknown,
            State::Credited => MoneyAxis::Moved,
            State::Failed => MoneyAxis::Dead,
            State::Usdc { money, .. } => money.money(),
        }
    }

    /// What is known of the credits.
    pub fn credit(self) -> CreditAxis {
        match self {
            State::Begun | State::Asking | State::Failed | State::Expired | State::Dropped => {
                CreditAxis::None
            }
            State::Ready | State::Away | State::Returned | State::Cancelled => CreditAxis::Awaited,
            State::Credited => CreditAxis::Credited,
            State::Missing => CreditAxis::Missing,
            State::Usdc { credit, .. } => credit,
        }
    }
}

/// A step of the money leaves the credits as they are, but for two: what is sent may bring some, and what came to
/// nothing brings none.
fn after_paying(money: x402::State, credit: CreditAxis, event: &Event) -> Option<State> {
    let Event::Paying(step) = event else {
        let credit = credit.after(event, money)?;
        return Some(State::Usdc { money, credit });
    };
    let money = money.after(step)?;
    let credit = match (credit, money.money()) {
        (CreditAxis::None, MoneyAxis::Unknown | MoneyAxis::Moved) => CreditAxis::Awaited,
        (CreditAxis::Awaited, MoneyAxis::Dead) => CreditAxis::None,
        (credit, _) => credit,
    };
    Some(State::Usdc { money, credit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Decimal, Unit};

    fn credits(amount: i64) -> Money {
        Money::new(Decimal::from(amount), Unit::CREDITS)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn arrival(amount: i64, evidence: Evidence) -> Arrival {
        Arrival {
            amount: credits(amount),
            at: at(5),
            evidence,
        }
    }

    fn events() -> Vec<Event> {
        vec![
            Event::Asked,
            Event::Ready(Page {
                session: None,
                address: String::new(),
                expires_at: at(9),
            }),
            Event::Failed("lost".to_owned()),
            Event::Opened,
            Event::Returned,
            Event::Cancelled,
            Event::Expired,
            Event::Credited(arrival(1, Evidence::Row)),
            Event::CreditedAgain(arrival(1, Evidence::Row)),
            Event::Overdue,
            Event::Dropped,
        ]
    }

    /// Every edge, one line a state, in the order of [`events`]; `-` where the event cannot happen.
    const EDGES: [(&str, &str); 11] = [
        ("begun", "asking ready failed - - - - - - - -"),
        ("asking", "- ready failed - - - - - - - -"),
        (
            "ready",
            "- - - away returned cancelled expired credited - - dropped",
        ),
        (
            "away",
            "- - - away returned cancelled expired credited - - dropped",
        ),
        ("returned", "- - - returned - - - credited - missing dropped"),
        ("cancelled", "- - - away returned - expired credited - - dropped"),
        ("expired", "- - - - - - - credited - - -"),
        ("failed", "- - - - - - - - - - -"),
        ("dropped", "- - - - - - - credited - - -"),
        ("missing", "- - - - - - - credited - - -"),
        ("credited", "- - - - - - - - credited - -"),
    ];

    #[test]
    fn the_machine_has_these_edges_and_no_others() {
        for (from, expected) in EDGES {
            let state = State::from_words(from, "none").expect("a state");
            let reached = events()
                .iter()
                .map(|event| state.after(event).map_or("-", State::word))
                .collect::<Vec<_>>();
            assert_eq!(reached.join(" "), expected, "from {from}");
        }
    }

    #[test]
    fn every_walk_ends_without_a_second_credit_or_a_lost_one() {
        // All walks of up to six events: money that may have moved is never called dead.
        let mut walks = vec![(State::Begun, Vec::<Event>::new())];
        for _ in 0..6 {
            let mut longer = Vec::new();
            for (state, path) in &walks {
                for event in events() {
                    if let Some(next) = state.after(&event) {
                        let mut path = path.clone();
                        path.push(event);
                        longer.push((next, path));
                    }
                }
            }
            for (state, path) in &longer {
                let credited = path.iter().any(|event| matches!(event, Event::Credited(_)));
                assert_eq!(credited, *state == State::Credited, "{path:?}");
                let was_opened = path.contains(&Event::Opened);
                if was_opened && !credited {
                    assert_eq!(state.money(), MoneyAxis::Unknown, "{path:?}");
                }
            }
            walks = longer;
        }
        assert!(walks.len() > 200, "{}", walks.len());
    }

    #[test]
    fn words_are_read_back() {
        for state in State::ALL {
            assert_eq!(
                State::from_words(state.word(), state.credit().word()),
                Some(state)
            );
        }
        for way in Way::ALL {
            assert_eq!(Way::from_word(way.word()), Some(way));
        }
        assert_eq!(Evidence::from_word("partly"), Some(Evidence::Partly));
    }
}
