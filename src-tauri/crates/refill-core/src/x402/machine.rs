//! The states of a payment and what may follow (payments.md, "States").
//!
//! ```text
//! Quoted ─ Planned ─ Reserved ─ Signed ─ Sending ─┬─ Reported ─┬─ Confirming ─ Paid
//!   │         │          │        ↑              └─ Unknown ──┘       │
//!   └─ Refused, Cancelled│     SignUnknown            ↑───────────────┘
//!                        └─ DeadUnsigned     from Reserved on: DeadExpired, DeadCancelled by the chain's proof
//! ```

use jiff::Timestamp;

use super::{Attempt, BlockId, Hash, Plan, SignedRequest};
use crate::purchase::MoneyAxis;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is written down; the server is asked for its price.
    Quoted,
    /// The offer was refused.
    Refused,
    /// The offer is checked and frozen; the person is asked.
    Planned,
    /// The person said no, or nothing came of it before anything was to be signed.
    Cancelled,
    /// The authorization is written down, and its amount counts against the limits.
    Reserved,
    /// The wallet was asked and gave no clear answer: it may have signed.
    SignUnknown,
    /// It is signed; nothing was sent.
    Signed,
    /// It is about to be sent, or was.
    Sending,
    /// The server says that it was paid.
    Reported,
    /// It was sent, and there is no clear answer.
    Unknown,
    /// The chain shows it, in a block that may still go.
    Confirming,
    /// The chain shows it for good.
    Paid,
    /// Its window has passed unused: not charged.
    DeadExpired,
    /// Its owner cancelled it on the chain: not charged.
    DeadCancelled,
    /// It was never signed: not charged.
    DeadUnsigned,
}

/// Something that happened to a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The offer is not paid; a stable word says why ([`super::Refusal`]).
    Refused(String),
    /// The offer was checked and frozen.
    Planned(Box<Plan>),
    /// The person said no or did not answer in time, or nothing came of it.
    Declined,
    /// The person said yes: what is about to be signed.
    Reserved(Box<Attempt>),
    /// The wallet signed.
    Signed(Box<SignedRequest>),
    /// Refill's own wallet provably gave no signature; a stable word says why.
    Unsigned(String),
    /// The wallet's answer is not clear; a stable word says how.
    SignatureUnclear(String),
    /// It is about to be sent for the first time: stored before any byte leaves.
    Sending,
    /// The same bytes are about to be sent once more.
    Resending,
    /// The server says that it was paid, in the transaction that it names.
    Accepted(Option<Hash>),
    /// The server said anything else, or nothing; a stable word says what.
    Unclear(String),
    /// The chain shows that the authorization was used, and the transfer with it.
    Used {
        /// The transaction.
        transaction: Hash,
        /// Its block.
        block: BlockId,
    },
    /// The block that showed it is gone.
    BlockGone,
    /// Its block is safe.
    Final,
    /// Its window has passed unused, as this safe block proves.
    Expired(BlockId),
    /// Its owner cancelled it, as this safe block proves.
    Cancelled(BlockId),
}

impl State {
    /// All states.
    pub const ALL: [State; 15] = [
        State::Quoted,
        State::Refused,
        State::Planned,
        State::Cancelled,
        State::Reserved,
        State::SignUnknown,
        State::Signed,
        State::Sending,
        State::Reported,
        State::Unknown,
        State::Confirming,
        State::Paid,
        State::DeadExpired,
        State::DeadCancelled,
        State::DeadUnsigned,
    ];

    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        match self {
            State::Quoted => "quoted",
            State::Refused => "refused",
            State::Planned => "planned",
            State::Cancelled => "declined",
            State::Reserved => "reserved",
            State::SignUnknown => "sign_unknown",
            State::Signed => "signed",
            State::Sending => "sending",
            State::Reported => "reported",
            State::Unknown => "unknown",
            State::Confirming => "confirming",
            State::Paid => "paid",
            State::DeadExpired => "dead_expired",
            State::DeadCancelled => "dead_cancelled",
            State::DeadUnsigned => "dead_unsigned",
        }
    }

    /// The state with this stored word.
    pub fn from_word(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Where `step` leads; `None` where it cannot happen here, and then nothing is stored.
    pub fn after(self, step: &Step) -> Option<State> {
        use State as S;
        let (from, to): (&[S], S) = match step {
            Step::Refused(_) => (&[S::Quoted, S::Planned], S::Refused),
            Step::Planned(_) => (&[S::Quoted], S::Planned),
            Step::Declined => (&[S::Quoted, S::Planned], S::Cancelled),
            Step::Reserved(_) => (&[S::Planned], S::Reserved),
            Step::Signed(_) => (&[S::Reserved, S::SignUnknown], S::Signed),
            // One that was asked of a wallet outside may have been signed there all the same.
            Step::Unsigned(_) => (&[S::Reserved], S::DeadUnsigned),
            Step::SignatureUnclear(_) => (&[S::Reserved, S::SignUnknown], S::SignUnknown),
            Step::Sending => (&[S::Signed], S::Sending),
            Step::Resending => match self {
                S::Sending | S::Reported | S::Unknown => return Some(self),
                _ => return None,
            },
            Step::Accepted(_) => (&[S::Sending, S::Unknown, S::Reported], S::Reported),
            // What a server said once, a later silence does not take back.
            Step::Unclear(_) if self == S::Reported => return Some(S::Reported),
            Step::Unclear(_) => (&[S::Sending, S::Unknown], S::Unknown),
            Step::Used { .. } => (
                &[
                    S::Reserved,
                    S::SignUnknown,
                    S::Signed,
                    S::Sending,
                    S::Reported,
                    S::Unknown,
                    S::Confirming,
                ],
                S::Confirming,
            ),
            Step::BlockGone => (&[S::Confirming], S::Unknown),
            Step::Final => (&[S::Confirming], S::Paid),
            Step::Expired(_) => (&UNPROVED, S::DeadExpired),
            Step::Cancelled(_) => (&UNPROVED, S::DeadCancelled),
        };
        from.contains(&self).then_some(to)
    }

    /// True until it is known for good what became of the money: nothing else is paid for the account meanwhile
    /// (payments.md, I1 and I7).
    pub fn is_live(self) -> bool {
        !matches!(
            self,
            State::Refused
                | State::Cancelled
                | State::Paid
                | State::DeadExpired
                | State::DeadCancelled
                | State::DeadUnsigned
        )
    }

    /// True while there is an authorization whose end only the chain can tell.
    pub fn is_watched(self) -> bool {
        UNPROVED.contains(&self) || self == State::Confirming
    }

    /// True while the same bytes may be sent again, where they were sent before: what the chain showed and lost again
    /// may have been brought there by others (see [`next_sending`]).
    pub fn is_resent(self) -> bool {
        matches!(self, State::Sending | State::Unknown)
    }

    /// What is known of the money.
    pub fn money(self) -> MoneyAxis {
        match self {
            State::Quoted | State::Refused | State::Planned | State::Cancelled => MoneyAxis::None,
            State::Reserved | State::SignUnknown | State::Signed => MoneyAxis::Reserved,
            State::Sending | State::Reported | State::Unknown | State::Confirming => MoneyAxis::Unknown,
            State::Paid => MoneyAxis::Moved,
            State::DeadExpired | State::DeadCancelled | State::DeadUnsigned => MoneyAxis::Dead,
        }
    }
}

/// Between reserving and the chain's word.
const UNPROVED: [State; 6] = [
    State::Reserved,
    State::SignUnknown,
    State::Signed,
    State::Sending,
    State::Reported,
    State::Unknown,
];

impl Step {
    /// The word for it, as stored.
    pub fn word(&self) -> &'static str {
        match self {
            Step::Refused(_) => "refused",
            Step::Planned(_) => "planned",
            Step::Declined => "declined",
            Step::Reserved(_) => "reserved",
            Step::Signed(_) => "signed",
            Step::Unsigned(_) => "unsigned",
            Step::SignatureUnclear(_) => "signature_unclear",
            Step::Sending => "sending",
            Step::Resending => "resending",
            Step::Accepted(_) => "accepted",
            Step::Unclear(_) => "unclear",
            Step::Used { .. } => "used",
            Step::BlockGone => "block_gone",
            Step::Final => "final",
            Step::Expired(_) => "expired_unused",
            Step::Cancelled(_) => "cancelled_on_chain",
        }
    }
}

/// When the same bytes are sent again: so many seconds after the first sending, and every minute from then on.
const RESENDS: [i64; 3] = [5, 15, 45];
/// Seconds between the sendings after those.
const EVERY: i64 = 60;
/// The last sending is so many seconds before the end of the window.
const LAST_SENDING: i64 = 10;

/// When the next sending is due after `sent` sendings (the first one counted), the first of which was at `first`;
/// `None` where there is none any more before `valid_before`.
pub fn next_sending(first: Timestamp, sent: usize, valid_before: Timestamp) -> Option<Timestamp> {
    let again = sent.checked_sub(1)?;
    let after = match RESENDS.get(again) {
        Some(after) => *after,
        None => {
            let minutes = i64::try_from(again - RESENDS.len() + 1).ok()?;
            EVERY.checked_mul(minutes)?.checked_add(RESENDS[2])?
        }
    };
    let due = first.checked_add(jiff::SignedDuration::from_secs(after)).ok()?;
    let last = valid_before
        .checked_sub(jiff::SignedDuration::from_secs(LAST_SENDING))
        .ok()?;
    (due <= last).then_some(due)
}

#[cfg(test)]
mod tests;
