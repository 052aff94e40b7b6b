//! The stand-in for the payment service: sessions that can be paid, and the page of each.
//!
//! - `GET /checkout/<session>` and `GET /charge/<id>`: the page, for whoever knows the id. It works without script.
//! - `POST …/pay`, `…/cancel`, `…/pay-later`, `…/expire`: what the page's buttons do; they lead on with 303.
//! - A session ends after a day, a charge after an hour (contracts G and A6). The credits of what was paid arrive
//!   [`Options::credit_after`](crate::Options) later by the sandbox's clock, whenever somebody looks.

mod page;
mod seen;
mod session;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::answer::{Answer, Content};
use crate::call::Call;
use crate::world::World;

pub use seen::{ChargeSeen, SessionSeen};
pub use session::SessionStatus;
pub(crate) use session::{Kind, Session};

/// Where the pages of sessions and those of charges lie on the server.
const PAGES: [&str; 2] = ["/checkout/", "/charge/"];
/// What a delayed method of payment takes.
pub(crate) const DELAYED: SignedDuration = SignedDuration::from_secs(30);

/// All sessions, and how new ones are made.
#[derive(Default)]
pub(crate) struct Sessions {
    all: Vec<Session>,
    /// From payment to credits.
    pub(crate) credit_after: SignedDuration,
    /// What stands before the path of a page instead of the sandbox's own address.
    pub(crate) host: Option<String>,
    /// Sessions are made with a test key of the payment service.
    pub(crate) are_tests: bool,
}

impl Sessions {
    pub(crate) fn add(&mut self, session: Session) {
        self.all.push(session);
    }

    pub(crate) fn all(&self) -> &[Session] {
        &self.all
    }

    pub(crate) fn find_mut(&mut self, id: &str) -> Option<&mut Session> {
        self.all.iter_mut().find(|session| session.id == id)
    }

    pub(crate) fn set_credit_after(&mut self, wait: Duration) {
        self.credit_after = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    }

    /// The address of a page.
    pub(crate) fn address(&self, kind: Kind, id: &str, origin: &str) -> String {
        let start = match self.host.as_deref() {
            Some(host) if host.contains("://") => host.to_owned(),
            Some(host) => format!("https://{host}"),
            None => origin.to_owned(),
        };
        format!("{}{}{id}", start.trim_end_matches('/'), kind.folder())
    }

    /// Takes the credits that were due first, up to `now`: the account's key, when, and how many.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<Due> {
        let session = self.all.iter_mut().filter(|session| session.is_due(now));
        session
            .min_by_key(|session| session.due.first().copied())?
            .take_due()
    }
}

/// Credits that arrive.
pub(crate) struct Due {
    pub(crate) kind: Kind,
    pub(crate) account: String,
    pub(crate) at: Timestamp,
    pub(crate) credits: i64,
}

/// Whether a page of the payment service lies at `path`.
pub(crate) fn is_page(path: &str) -> bool {
    PAGES.iter().any(|folder| path.starts_with(folder))
}

pub(crate) fn answer(world: &mut World, call: &Call) -> Answer {
    let now = world.now();
    let rest = PAGES.iter().find_map(|folder| call.path.strip_prefix(folder));
    let (id, deed) = match rest.unwrap_or_default().split_once('/') {
        Some((id, deed)) => (id, Some(deed)),
        None => (rest.unwrap_or_default(), None),
    };
    let credit_after = world.sessions.credit_after;
    let session = world.sessions.find_mut(id);
    let Some(session) = session.filter(|session| call.path.starts_with(session.kind.folder())) else {
        return page::unknown();
    };
    let answer = match (call.method.as_str(), deed) {
        ("GET" | "HEAD", None) => page::show(session, now, 200),
        ("POST", Some("pay" | "pay-later" | "cancel" | "expire"))
            if session.status(now) != SessionStatus::Open =>
        {
            page::show(session, now, 410)
        }
        ("POST", Some(deed)) => act(session, deed, now, credit_after),
        (_, None | Some("pay" | "pay-later" | "cancel" | "expire")) => page::refused(405),
        _ => page::unknown(),
    };
    // Credits that come at once are there before the browser is led back.
    world.settle();
    answer
}

fn act(session: &mut Session, deed: &str, now: Timestamp, credit_after: SignedDuration) -> Answer {
    let own_page = format!("{}{}", session.kind.folder(), session.id);
    let to = match deed {
        "pay" => {
            session.pay(now, credit_after);
            session.success_address()
        }
        "pay-later" => {
            session.pay(now + DELAYED, credit_after);
            session.success_address()
        }
        // Giving up does not end a session (contract G, "expiry").
        "cancel" => session.cancel.clone(),
        "expire" => {
            session.expire(now);
            None
        }
        _ => return page::unknown(),
    };
    lead_to(&to.unwrap_or(own_page))
}

fn lead_to(address: &str) -> Answer {
    Answer::new(303, Content::Nothing)
        .with_header("location", address)
        .with_header("cache-control", "no-store")
        .with_header("referrer-policy", "no-referrer")
}
