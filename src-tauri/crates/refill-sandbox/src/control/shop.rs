//! Buying, as tests and the demo steer it.

use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;

use super::Control;
use crate::checkout::{ChargeSeen, DELAYED, Kind, Session, SessionSeen};
use crate::openrouter::ChargeAnswer;
use crate::web3_api::{CheckoutPath, PackageSeed};
use crate::world::{World, lock};

/// There is no session, charge or package with this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotOnSale;

impl fmt::Display for NotOnSale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox has no such session, charge or package")
    }
}

impl std::error::Error for NotOnSale {}

impl Control {
    /// What the Web3 API sells from now on.
    pub fn packages(&self, packages: Vec<PackageSeed>) {
        lock(&self.world).web3_api.packages = packages;
    }

    /// What a package costs from now on, in hundredths of its currency.
    ///
    /// # Errors
    /// [`NotOnSale`].
    pub fn set_price(&self, package: &str, cents: i64) -> Result<(), NotOnSale> {
        let mut world = lock(&self.world);
        let mut packages = world.web3_api.packages.iter_mut();
        let package = packages.find(|known| known.id == package).ok_or(NotOnSale)?;
        package.cents = cents;
        Ok(())
    }

    /// Where the Web3 API makes checkout sessions.
    pub fn checkout_at(&self, path: CheckoutPath) {
        lock(&self.world).web3_api.checkout_at = path;
    }

    /// What stands before the path of pages that are made from now on, for example `https://pay.example.com`;
    /// https where it names no scheme. `None` is the sandbox itself, the only one that answers.
    pub fn checkout_host(&self, host: Option<String>) {
        lock(&self.world).sessions.host = host;
    }

    /// Whether the Web3 API refuses addresses on this machine as places to return to (422).
    pub fn refuse_loopback_return(&self, is_on: bool) {
        lock(&self.world).web3_api.refuse_loopback_return = is_on;
    }

    /// Whether sessions are made with a test key of the payment service: `cs_test_…` instead of `cs_live_…`.
    pub fn test_sessions(&self, is_on: bool) {
        lock(&self.world).sessions.are_tests = is_on;
    }

    /// How long after a payment its credits arrive, by the sandbox's clock.
    pub fn credit_after(&self, wait: Duration) {
        lock(&self.world).sessions.set_credit_after(wait);
    }

    /// The Web3 API's checkout sessions, oldest first.
    pub fn sessions(&self) -> Vec<SessionSeen> {
        self.seen(Kind::Checkout, SessionSeen::of)
    }

    /// OpenRouter's charges that have a page, oldest first.
    pub fn charges(&self) -> Vec<ChargeSeen> {
        self.seen(Kind::Charge, ChargeSeen::of)
    }

    /// What OpenRouter answers to a wish for a charge.
    pub fn charge(&self, answer: ChargeAnswer) {
        lock(&self.world).charge = answer;
    }

    /// Pays a session or charge, also one that has expired: money that was on its way.
    ///
    /// # Errors
    /// [`NotOnSale`].
    pub fn pay(&self, session: &str) -> Result<(), NotOnSale> {
        self.pay_after(session, SignedDuration::ZERO)
    }

    /// Pays with a delayed method: the session is complete, and the money arrives thirty seconds later by the
    /// sandbox's clock.
    ///
    /// # Errors
    /// [`NotOnSale`].
    pub fn pay_late(&self, session: &str) -> Result<(), NotOnSale> {
        self.pay_after(session, DELAYED)
    }

    /// Pays, and brings the credits twice: what a provider does that counts a repeated notice of the payment
    /// service again. A session that was paid before gets its credits once more.
    ///
    /// # Errors
    /// [`NotOnSale`].
    pub fn pay_twice(&self, session: &str) -> Result<(), NotOnSale> {
        let was_paid = self.with_session(session, |session, _| session.is_complete())?;
        if !was_paid {
            self.pay(session)?;
        }
        self.pay(session)
    }

    /// Lets a session or charge expire, unless it was paid.
    ///
    /// # Errors
    /// [`NotOnSale`].
    pub fn expire_session(&self, session: &str) -> Result<(), NotOnSale> {
        self.with_session(session, |session, now| session.expire(now.at))
    }

    fn pay_after(&self, session: &str, delay: SignedDuration) -> Result<(), NotOnSale> {
        self.with_session(session, |session, now| {
            session.pay(now.at + delay, now.credit_after);
        })
    }

    fn seen<T>(&self, kind: Kind, seen: impl Fn(&Session, jiff::Timestamp) -> T) -> Vec<T> {
        let mut world = lock(&self.world);
        world.settle();
        let now = world.now();
        let sessions = world.sessions.all().iter().filter(|session| session.kind == kind);
        sessions.map(|session| seen(session, now)).collect()
    }

    fn with_session<T>(
        &self,
        id: &str,
        change: impl FnOnce(&mut Session, &Moment) -> T,
    ) -> Result<T, NotOnSale> {
        let mut world = lock(&self.world);
        let moment = Moment::of(&world);
        let session = world.sessions.find_mut(id).ok_or(NotOnSale)?;
        let changed = change(session, &moment);
        world.settle();
        Ok(changed)
    }
}

/// When something happens to a session, and how long its credits take.
struct Moment {
    at: jiff::Timestamp,
    credit_after: SignedDuration,
}

impl Moment {
    fn of(world: &World) -> Moment {
        Moment {
            at: world.now(),
            credit_after: world.sessions.credit_after,
        }
    }
}
