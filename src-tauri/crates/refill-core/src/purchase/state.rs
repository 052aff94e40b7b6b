//! Where a purchase stands, and what may follow.

use super::{CreditAxis, Event, MoneyAxis};
use crate::x402;

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
mod tests;
