//! What must be true after the dust has settled: the chain, the provider and the journal, side by side.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use refill_core::purchase::{CreditAxis, Event, State};
use refill_core::x402::{Atomic, Limits, Nonce, State as Money, Step};
use refill_sandbox::{DRIA, PaymentRequestSeen, SettlementSeen};
use refill_store::{DataFolder, Journal, PurchaseRecord};

use super::installation::ACCOUNTS;
use super::world::{BEFORE, World};

/// A payment brings so many credits.
const BROUGHT: i64 = 1_000;
/// So long after its window every attempt is over.
const LATEST: SignedDuration = SignedDuration::from_mins(30);

/// What an audit looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An account was paid for twice, without one payment being over before the other began.
    Double,
    /// A settlement of which the journal does not know.
    Untracked,
    /// The journal says something else than the chain or the provider.
    Wrong,
    /// An attempt was not over in time.
    Late,
    /// What was sent is not what is written down.
    Changed,
    /// More was spent than the limits let through.
    OverLimit,
    /// A child did not end as it should.
    Broken,
}

impl Kind {
    pub const ALL: [Kind; 7] = [
        Kind::Double,
        Kind::Untracked,
        Kind::Wrong,
        Kind::Late,
        Kind::Changed,
        Kind::OverLimit,
        Kind::Broken,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Double => "double",
            Kind::Untracked => "untracked",
            Kind::Wrong => "wrong",
            Kind::Late => "late",
            Kind::Changed => "changed on the way",
            Kind::OverLimit => "over a limit",
            Kind::Broken => "broken",
        }
    }
}

/// Something that must not be.
#[derive(Clone, Debug)]
pub struct Finding {
    pub kind: Kind,
    pub what: String,
}

/// What is known of a run from all sides.
struct Books<'a> {
    world: &'a World,
    records: Vec<PurchaseRecord>,
    limits: Limits,
    settlements: Vec<SettlementSeen>,
    requests: Vec<PaymentRequestSeen>,
    findings: Vec<Finding>,
}

/// Looks through the books of a run that is over.
pub fn audit(world: &World) -> Report {
    let folder = DataFolder::open(&world.data()).expect("the folder is free");
    let journal = Journal::open(&folder).expect("the journal opens");
    let control = world.control();
    let mut books = Books {
        world,
        records: journal.page(None, 100).expect("the payments"),
        limits: journal.limits().expect("the limits"),
        settlements: control.settlements(),
        requests: control.payment_requests(),
        findings: Vec::new(),
    };
    journal.close().expect("closed");
    books.each_settlement_is_known();
    books.none_is_double();
    books.every_state_is_right();
    books.all_are_over_in_time();
    books.what_was_sent_is_written();
    books.limits_hold();
    books.credits_came_once();
    for what in &world.broken {
        books.findings.push(Finding {
            kind: Kind::Broken,
            what: what.clone(),
        });
    }
    Report {
        story: books.to_string(),
        paid: books.settlements.len(),
        findings: books.findings,
    }
}

/// What came of an audit.
pub struct Report {
    pub findings: Vec<Finding>,
    /// Settlements in all.
    pub paid: usize,
    /// All that happened, for whoever looks into it.
    pub story: String,
}

impl Books<'_> {
    fn find(&mut self, kind: Kind, what: impl Into<String>) {
        self.findings.push(Finding {
            kind,
            what: what.into(),
        });
    }

    fn of_nonce(&self, nonce: Nonce) -> Option<&PurchaseRecord> {
        self.records.iter().find(|record| nonce_of(record) == Some(nonce))
    }

    fn is_settled(&self, record: &PurchaseRecord) -> bool {
        let mut settlements = self.settlements.iter();
        nonce_of(record).is_some_and(|nonce| settlements.any(|paid| paid.nonce == nonce))
    }

    fn each_settlement_is_known(&mut self) {
        let unknown = self
            .settlements
            .iter()
            .filter(|paid| self.of_nonce(paid.nonce).is_none());
        for nonce in unknown.map(|paid| paid.nonce).collect::<Vec<_>>() {
            self.find(Kind::Untracked, format!("{nonce}"));
        }
    }

    /// Two settlements of an account are two payments, of which one was over before the other began.
    fn none_is_double(&mut self) {
        for (id, key) in ACCOUNTS {
            let paid: Vec<_> = self
                .settlements
                .iter()
                .filter(|paid| paid.account == key)
                .collect();
            let mut spans: Vec<_> = paid
                .iter()
                .filter_map(|paid| self.of_nonce(paid.nonce))
                .map(|record| (record.purchase.begun_at, end_of(record).unwrap_or(Timestamp::MAX)))
                .collect();
            spans.sort();
            let strangers = paid.len() - spans.len();
            let overlaps = spans.windows(2).filter(|pair| pair[1].0 < pair[0].1).count();
            let doubles = match paid.len() {
                0 | 1 => 0,
                _ => overlaps + strangers,
            };
            for _ in 0..doubles {
                self.find(
                    Kind::Double,
                    format!("account {id}: {} settlements", paid_count(&self.settlements, key)),
                );
            }
        }
    }

    fn every_state_is_right(&mut self) {
        let wrong: Vec<String> = self
            .records
            .iter()
            .filter_map(|record| self.why_wrong(record))
            .collect();
        for why in wrong {
            self.find(Kind::Wrong, why);
        }
    }

    fn why_wrong(&self, record: &PurchaseRecord) -> Option<String> {
        let State::Usdc { money, credit } = record.state else {
            return Some(format!("{:?} is no state of a payment", record.state));
        };
        let is_settled = self.is_settled(record);
        let is_right = match (money, credit) {
            (Money::Paid, credit) => is_settled && credit == CreditAxis::Credited,
            (money, CreditAxis::None) => !money.is_live() && !is_settled,
            // The provider credited what stood in a block that went.
            (money, CreditAxis::Credited) => self.world.was_reorganised() && !money.is_live() && !is_settled,
            _ => false,
        };
        (!is_right).then(|| {
            let settled = if is_settled { "settled" } else { "not settled" };
            format!("{} is {money:?}, {credit:?} and {settled}", record.purchase.id)
        })
    }

    fn all_are_over_in_time(&mut self) {
        let mut late = Vec::new();
        for record in &self.records {
            let Some(attempt) = record.attempt() else { continue };
            let latest = attempt.valid_before() + LATEST;
            let end = end_of(record).map(|end| end - self.world.scenario.offset);
            if end.is_none_or(|end| end > latest) {
                late.push(format!("{}: {end:?}, and not by {latest}", record.purchase.id));
            }
        }
        for what in late {
            self.find(Kind::Late, what);
        }
    }

    fn what_was_sent_is_written(&mut self) {
        let is_written = |request: &PaymentRequestSeen| {
            let Some(payment) = &request.payment else {
                return true;
            };
            self.records.iter().any(|record| {
                let (Some(plan), Some(signed)) = (record.plan(), record.signed()) else {
                    return false;
                };
                request.target == plan.url.path()
                    && request.body == plan.body
                    && payment.name.eq_ignore_ascii_case(&signed.header)
                    && payment.value == signed.value
            })
        };
        let others = self
            .requests
            .iter()
            .filter(|request| !is_written(request))
            .count();
        for _ in 0..others {
            self.find(Kind::Changed, "a payment that is not written down was sent");
        }
    }

    /// All of a run is within a day. What is not dead counts.
    fn limits_hold(&mut self) {
        let limits = self.limits;
        let sum = |account: Option<&str>| {
            let paid = self
                .settlements
                .iter()
                .filter(|paid| account.is_none_or(|key| paid.account == key));
            paid.fold(Atomic::ZERO, |sum, paid| sum.plus(Atomic::new(paid.value)))
        };
        let counted = self.records.iter().filter(|record| !is_dead(record));
        let counted = counted.filter_map(PurchaseRecord::attempt);
        let counted = counted.fold(Atomic::ZERO, |sum, attempt| sum.plus(attempt.authorization.value));
        let mut over = Vec::new();
        if sum(None).max(counted) > limits.day {
            over.push(format!("{} of {} a day", sum(None).max(counted), limits.day));
        }
        for (id, key) in ACCOUNTS {
            if sum(Some(key)) > limits.account_day {
                over.push(format!("{} for {id}", sum(Some(key))));
            }
        }
        if self
            .settlements
            .iter()
            .any(|paid| Atomic::new(paid.value) > limits.payment)
        {
            over.push("one payment".to_owned());
        }
        for what in over {
            self.find(Kind::OverLimit, what);
        }
    }

    fn credits_came_once(&mut self) {
        for (id, key) in ACCOUNTS {
            let balance = self.world.control().balance(&DRIA, key).expect("an account");
            let brought = balance - BEFORE;
            let paid = i64::try_from(paid_count(&self.settlements, key)).expect("a few") * BROUGHT;
            let own = self
                .records
                .iter()
                .filter(|record| record.purchase.account.as_str() == id);
            let known = own
                .flat_map(PurchaseRecord::arrivals)
                .filter_map(|it| i64::try_from(it.amount.amount).ok());
            let known: i64 = known.sum();
            // What a block brought that is gone stays, and belongs to no payment that was made.
            let may_bring_more = self.world.was_reorganised();
            let is_right = brought == paid || (brought > paid && may_bring_more);
            if !is_right || !(paid..=brought).contains(&known) {
                self.find(
                    Kind::Wrong,
                    format!("account {id} got {brought} credits for {paid}, and {known} are known"),
                );
            }
        }
    }
}

fn nonce_of(record: &PurchaseRecord) -> Option<Nonce> {
    record.attempt().map(|attempt| attempt.authorization.nonce)
}

fn paid_count(settlements: &[SettlementSeen], key: &str) -> usize {
    settlements.iter().filter(|paid| paid.account == key).count()
}

fn is_dead(record: &PurchaseRecord) -> bool {
    let dead = [Money::DeadExpired, Money::DeadCancelled, Money::DeadUnsigned];
    record.state.paying().is_some_and(|money| dead.contains(&money))
}

/// When it was known for good what became of the money.
fn end_of(record: &PurchaseRecord) -> Option<Timestamp> {
    record.events.iter().find_map(|(at, event)| match event {
        Event::Paying(Step::Final | Step::Expired(_) | Step::Cancelled(_) | Step::Unsigned(_)) => Some(*at),
        _ => None,
    })
}

impl fmt::Display for Books<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:#?}", self.world.scenario)?;
        for said in &self.world.said {
            writeln!(f, "  {said}")?;
        }
        for record in self.records.iter().rev() {
            writeln!(
                f,
                "  {} for {}: {:?}",
                record.purchase.id, record.purchase.account, record.state
            )?;
            for (at, event) in &record.events {
                let word = match event {
                    Event::Paying(step) => step.word().to_owned(),
                    other => format!("{other:?}"),
                };
                let at = *at - self.world.scenario.offset;
                let since = at.duration_since(self.world.began).as_millis();
                writeln!(f, "    {since} ms: {word}")?;
            }
        }
        for paid in &self.settlements {
            let since = paid.at.duration_since(self.world.began).as_secs();
            writeln!(f, "  settled {} for {} at {since} s", paid.nonce, paid.account)?;
        }
        for request in self.requests.iter().filter(|request| request.payment.is_some()) {
            let since = request.at.duration_since(self.world.began).as_secs();
            writeln!(f, "  sent at {since} s")?;
        }
        Ok(())
    }
}
