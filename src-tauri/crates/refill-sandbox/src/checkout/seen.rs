//! Sessions as the control shows them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::session::{Session, SessionStatus};

/// A checkout session of the Web3 API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSeen {
    /// Its id, `cs_live_…` or `cs_test_…`.
    pub id: String,
    /// Id of the package.
    pub package: String,
    /// Where it stands.
    pub status: SessionStatus,
    /// The money has arrived.
    pub is_paid: bool,
    /// How often its credits arrived.
    pub credited: u32,
    /// The page, as the provider told it.
    pub url: String,
    /// Where the browser goes after paying, as it was asked for.
    pub success_url: String,
    /// Where it goes when the person gives up, as it was asked for.
    pub cancel_url: String,
    /// When it can be paid no more (RFC 3339).
    pub expires_at: String,
}

/// A charge of OpenRouter with a page to pay on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeSeen {
    /// Its id.
    pub id: String,
    /// What it asks for, in billionths of a US dollar.
    pub amount: i64,
    /// Where it stands.
    pub status: SessionStatus,
    /// The page, as the provider told it.
    pub url: String,
    /// When it can be paid no more (RFC 3339).
    pub expires_at: String,
}

impl SessionSeen {
    pub(crate) fn of(session: &Session, now: Timestamp) -> SessionSeen {
        SessionSeen {
            id: session.id.clone(),
            package: session.package.clone(),
            status: session.status(now),
            is_paid: session.is_paid(now),
            credited: session.arrived,
            url: session.url.clone(),
            success_url: session.success.clone().unwrap_or_default(),
            cancel_url: session.cancel.clone().unwrap_or_default(),
            expires_at: session.expires_at.to_string(),
        }
    }
}

impl ChargeSeen {
    pub(crate) fn of(session: &Session, now: Timestamp) -> ChargeSeen {
        ChargeSeen {
            id: session.id.clone(),
            amount: session.credits,
            status: session.status(now),
            url: session.url.clone(),
            expires_at: session.expires_at.to_string(),
        }
    }
}
