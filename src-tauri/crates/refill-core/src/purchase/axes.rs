//! The two things that are known of a purchase: its money and its credits (payments.md, I6).

use super::Event;
use crate::x402;

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
    pub(super) fn after(self, event: &Event, money: x402::State) -> Option<CreditAxis> {
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
