//! One session at the payment service.

use jiff::{SignedDuration, Timestamp};
use refill_core::ids::ProviderId;
use serde::{Deserialize, Serialize};

use super::Due;
use crate::world::{OPENROUTER, WEB3_API};

/// Where a session stands, in the payment service's own words (contract G).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// It can be paid.
    Open,
    /// The person has paid. With a delayed method, the money is still on its way.
    Complete,
    /// It can be paid no more.
    Expired,
}

/// What sold the credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A package of the Web3 API.
    Checkout,
    /// A charge of OpenRouter.
    Charge,
}

impl Kind {
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Kind::Checkout => "/checkout/",
            Kind::Charge => "/charge/",
        }
    }

    pub(crate) fn provider(self) -> ProviderId {
        match self {
            Kind::Checkout => WEB3_API,
            Kind::Charge => OPENROUTER,
        }
    }

    pub(super) fn merchant(self) -> &'static str {
        match self {
            Kind::Checkout => "Web3 API",
            Kind::Charge => "OpenRouter",
        }
    }

    /// How long it can be paid (contracts G and A6).
    pub(crate) fn life(self) -> SignedDuration {
        match self {
            Kind::Checkout => SignedDuration::from_hours(24),
            Kind::Charge => SignedDuration::from_hours(1),
        }
    }
}

/// One session.
pub(crate) struct Session {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// Key of the account that gets the credits.
    pub(crate) account: String,
    /// Id of the package; empty for a charge.
    pub(crate) package: String,
    /// What is bought, for people.
    pub(crate) title: String,
    /// As the account counts them.
    pub(crate) credits: i64,
    /// For people, for example `$9.99`.
    pub(crate) price: String,
    /// The page, as the provider told it.
    pub(crate) url: String,
    pub(crate) success: Option<String>,
    pub(crate) cancel: Option<String>,
    pub(crate) expires_at: Timestamp,
    /// When the money arrives.
    pub(crate) paid_at: Option<Timestamp>,
    /// When credits are due that did not arrive yet, earliest first.
    pub(crate) due: Vec<Timestamp>,
    /// How often the credits arrived.
    pub(crate) arrived: u32,
}

impl Session {
    pub(crate) fn new(kind: Kind, id: String, account: String, now: Timestamp) -> Session {
        Session {
            kind,
            id,
            account,
            package: String::new(),
            title: String::new(),
            credits: 0,
            price: String::new(),
            url: String::new(),
            success: None,
            cancel: None,
            expires_at: now + kind.life(),
            paid_at: None,
            due: Vec::new(),
            arrived: 0,
        }
    }

    pub(crate) fn status(&self, now: Timestamp) -> SessionStatus {
        match self.paid_at {
            Some(_) => SessionStatus::Complete,
            None if now >= self.expires_at => SessionStatus::Expired,
            None => SessionStatus::Open,
        }
    }

    /// It was paid, even if the money is still on its way.
    pub(crate) fn is_complete(&self) -> bool {
        self.paid_at.is_some()
    }

    /// The money has arrived.
    pub(super) fn is_paid(&self, now: Timestamp) -> bool {
        self.paid_at.is_some_and(|at| at <= now)
    }

    /// The person pays; the money arrives at `at`, and the credits `credit_after` that.
    pub(crate) fn pay(&mut self, at: Timestamp, credit_after: SignedDuration) {
        self.paid_at.get_or_insert(at);
        self.due
            .push(at.checked_add(credit_after).unwrap_or(Timestamp::MAX));
        self.due.sort_unstable();
    }

    pub(crate) fn expire(&mut self, now: Timestamp) {
        self.expires_at = self.expires_at.min(now);
    }

    /// Where the browser goes after paying. Only the literal template is replaced, as the payment service does it.
    pub(super) fn success_address(&self) -> Option<String> {
        let success = self.success.as_ref()?;
        Some(success.replace("{CHECKOUT_SESSION_ID}", &self.id))
    }

    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.due.first().is_some_and(|due| *due <= now)
    }

    pub(super) fn take_due(&mut self) -> Option<Due> {
        if self.due.is_empty() {
            return None;
        }
        self.arrived += 1;
        Some(Due {
            kind: self.kind,
            account: self.account.clone(),
            at: self.due.remove(0),
            credits: self.credits,
        })
    }
}
