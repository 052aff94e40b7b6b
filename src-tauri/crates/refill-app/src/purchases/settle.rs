//! What was seen of an account, what it proves of its purchases, and telling the person.

use jiff::{SignedDuration, Timestamp};
use refill_core::account::Account;
use refill_core::ids::AccountId;
use refill_core::money::Money;
use refill_core::ports::Notice;
use refill_core::provider::Listing;
use refill_core::purchase::{Arrival, CreditAxis, Event as Step, Evidence, Purchase, Sight, State, judge};
use refill_core::reading::Basis;
use refill_core::x402::Step as Paying;
use refill_store::{PurchaseRecord, Store, StoreError};

use super::schedule::{LATE, after, before, may_be_credited};
use super::{DAY, words};
use crate::app::App;
use crate::error::AppError;
use crate::fault;

/// A provider's clock and ours may differ by this much.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// A part of what was paid for by x402 counts so long after the payment was proved.
const PARTLY_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// A page that was paid in its last minute may be credited a little after its end.
const GRACE: SignedDuration = SignedDuration::from_hours(1);

/// What is known of an account that a purchase is judged by.
#[derive(Clone)]
struct Known {
    /// Credits since a while before the purchase, oldest first.
    rows: Vec<(Timestamp, Money)>,
    lists: bool,
    balance: Option<(Timestamp, Money)>,
    /// All credits up to then would show.
    seen_at: Option<Timestamp>,
}

/// How far what is known is looked at.
#[derive(Clone, Copy)]
enum Looked {
    AtRows,
    AtAll,
}

impl Known {
    fn up_to(self, looked: Looked) -> Known {
        match looked {
            Looked::AtAll => self,
            Looked::AtRows => Known {
                balance: None,
                seen_at: None,
                ..self
            },
        }
    }
}

impl App {
    /// Judges the purchases of an account by what is known of it now, and tells what is new.
    pub(crate) async fn settle_purchases(&self, id: &AccountId) -> Result<(), AppError> {
        let mut news = Vec::new();
        let turn = self.purchases.settling.lock().await;
        let judged = self.judge_purchases(id, &mut news).await;
        drop(turn);
        for (purchase, step) in news {
            if let Err(error) = self.tell(&purchase, &step).await {
                tracing::warn!(%error, "news of a purchase could not be told");
            }
        }
        judged
    }

    async fn judge_purchases(
        &self,
        id: &AccountId,
        news: &mut Vec<(Purchase, Step)>,
    ) -> Result<(), AppError> {
        let account = match self.account(id).await {
            // Nobody reads it any more.
            Err(AppError::AccountGone) => return Ok(()),
            account => account?,
        };
        let now = self.clock.now();
        let since = before(now, LATE + DAY);
        let mut records = self.in_journal(move |journal| Ok(journal.recent(since)?)).await?;
        // Also those of long ago whose credits are still awaited: the computer may have slept.
        let waiting = self
            .in_journal(move |journal| Ok(journal.unfinished_payments(now)?))
            .await?;
        for record in waiting {
            if !records
                .iter()
                .any(|known| known.purchase.id == record.purchase.id)
            {
                records.push(record);
            }
        }
        records.retain(|record| record.purchase.account == *id);
        records.sort_by_key(order_of_claims);
        let facts = self.facts(&account, &records).await?;
        // What the provider lists goes before what a balance shows: a row that belongs to one purchase must not have
        // credited another by the balance.
        for evidence in [Looked::AtRows, Looked::AtAll] {
            for index in 0..records.len() {
                if !may_be_credited(&records[index], now) {
                    continue;
                }
                let known = facts[index].clone().up_to(evidence);
                let Some(step) = verdict(&records, index, known) else {
                    continue;
                };
                let record = &mut records[index];
                record.state = self.settle_one(&record.purchase, step.clone()).await?;
                record.events.push((now, step.clone()));
                news.push((record.purchase.clone(), step));
            }
        }
        Ok(())
    }

    /// Writes down what was proved.
    async fn settle_one(&self, purchase: &Purchase, step: Step) -> Result<State, AppError> {
        let is_credit = matches!(step, Step::Credited(_) | Step::CreditedAgain(_));
        if is_credit {
            fault::point("purchase.before_credit_stored");
        }
        let state = self.write_down(purchase, step).await?;
        if is_credit {
            fault::point("purchase.after_credit_stored");
        }
        self.changed(&purchase.account);
        Ok(state)
    }

    /// Tells the person, also with the window in front: they may be in the browser.
    async fn tell(&self, purchase: &Purchase, step: &Step) -> Result<(), AppError> {
        let Some(notice) = self.notice_of(purchase, step).await? else {
            return Ok(());
        };
        fault::point("purchase.before_notice");
        if let Err(error) = self.notify(notice).await {
            // The window says it too.
            tracing::warn!(%error, "the system took no notification");
        }
        Ok(())
    }

    async fn notice_of(&self, purchase: &Purchase, step: &Step) -> Result<Option<Notice>, AppError> {
        let payment = self.payment(&purchase.id).await?;
        let told = words::Told {
            who: words::who(&payment.provider_name, &purchase.account_name),
            price: purchase.price.clone(),
            is_test: payment.is_test,
            hide_amounts: self.settings().hide_amounts,
        };
        Ok(match step {
            Step::Credited(arrival) => Some(words::credited(&told, arrival)),
            Step::CreditedAgain(_) => Some(words::credited_again(&told)),
            Step::Overdue => Some(words::overdue(&told)),
            _ => None,
        })
    }

    /// What is known for each of the purchases, all of it at one moment: what one is judged by must not be newer than
    /// what another was.
    async fn facts(&self, account: &Account, records: &[PurchaseRecord]) -> Result<Vec<Known>, AppError> {
        let listed = self.provider(&account.provider)?.descriptor().history;
        let listing = Listed {
            lists: listed == Listing::Everything,
            fails: self.history_failure(&account.id).is_some(),
        };
        let id = account.id.clone();
        let begins: Vec<Timestamp> = records.iter().map(|record| record.purchase.begun_at).collect();
        self.db_in_turn(move |store| {
            let known = begins
                .iter()
                .map(|begun_at| known(store, &id, *begun_at, listing));
            known.collect()
        })
        .await
    }
}

/// What the provider does for its list of credits.
#[derive(Clone, Copy)]
struct Listed {
    lists: bool,
    /// The list could not be read last time.
    fails: bool,
}

fn known(store: &Store, id: &AccountId, begun_at: Timestamp, listing: Listed) -> Result<Known, StoreError> {
    let lists = listing.lists;
    let mut rows = match lists {
        true => store.credits_since(id, before(begun_at, SKEW), true)?,
        false => store.credits_since(id, begun_at, false)?,
    };
    // What was noticed at the very beginning had arrived before it.
    rows.retain(|(at, _)| lists || *at > begun_at);
    let last = store.last_readings(id)?.confirmed;
    let read_at = last.as_ref().map(|last| last.taken_at);
    let listed_at = match lists {
        true => store.history_completed_at(id)?,
        false => None,
    };
    // With another key, server or divisor, another account or measure is read: no rise is told by that.
    let anew = store.setting(&measured_anew(id))?.and_then(|at| at.parse().ok());
    let is_comparable = anew.is_none_or(|anew: Timestamp| anew < begun_at);
    // A list that is still being read may tell better.
    let is_list_as_new = |taken_at| !lists || listing.fails || listed_at.is_some_and(|at| at >= taken_at);
    let balance = last.filter(|last| {
        is_comparable
            && is_list_as_new(last.taken_at)
            && last.taken_at >= begun_at
            && last.balance.basis == Basis::Account
    });
    Ok(Known {
        rows,
        lists,
        balance: balance.map(|last| (last.taken_at, last.balance.money)),
        seen_at: read_at.map(|read_at| listed_at.map_or(read_at, |listed_at| listed_at.min(read_at))),
    })
}

/// The setting that keeps when an account was last given another key, server or divisor.
pub(crate) fn measured_anew(id: &AccountId) -> String {
    format!("measured_anew.{id}")
}

/// A payment that the chain shows goes first, and of several the oldest; of the others the newest.
fn order_of_claims(record: &PurchaseRecord) -> (u8, i64) {
    let begun_at = record.purchase.begun_at.as_microsecond();
    match record.state {
        State::Usdc {
            credit: CreditAxis::Awaited | CreditAxis::Missing,
            ..
        } => (0, begun_at),
        state => (1 + rank(state), -begun_at),
    }
}

/// Which purchase credits belong to first, where several could claim them: one that the browser says was paid, one
/// that can be paid, one that could be. One that is credited already has what it bought.
fn rank(state: State) -> u8 {
    match state {
        State::Returned => 0,
        _ if state.credit() == CreditAxis::Credited => 3,
        State::Expired | State::Dropped => 2,
        _ => 1,
    }
}

/// What is proved of one of the account's purchases, with what belongs to the others left out.
fn verdict(records: &[PurchaseRecord], index: usize, known: Known) -> Option<Step> {
    let record = &records[index];
    let others = records.iter().enumerate().filter(|(other, _)| *other != index);
    let claims: Vec<(Timestamp, Arrival)> = others
        .flat_map(|(_, other)| {
            let begun_at = other.purchase.begun_at;
            other
                .arrivals()
                .into_iter()
                .map(move |arrival| (begun_at, arrival))
        })
        .collect();
    let sight = Sight {
        rows: unclaimed(known.rows, &claims),
        lists: known.lists,
        balance: known
            .balance
            .and_then(|(at, money)| Some((at, without(money, &claims, record.purchase.begun_at)?))),
    };
    let proved = judge(&record.purchase, record.state, &record.arrivals(), &sight);
    proved
        .map(|step| as_seen(step, known.lists))
        .filter(|step| is_enough(step, record))
        .or_else(|| end_of(record, known.seen_at?))
}

/// The rows without those by which other purchases were credited: the very row, or, where a balance told of it before
/// the row was there, one of the same amount from that time.
fn unclaimed(mut rows: Vec<(Timestamp, Money)>, claims: &[(Timestamp, Arrival)]) -> Vec<(Timestamp, Money)> {
    for (begun_at, arrival) in claims {
        let span = before(*begun_at, SKEW)..=after(arrival.at, SKEW);
        let is_it = |(at, money): &(Timestamp, Money)| {
            *money == arrival.amount
                && match arrival.evidence {
                    Evidence::Row => *at == arrival.at,
                    Evidence::Balance | Evidence::Partly => span.contains(at),
                }
        };
        if let Some(position) = rows.iter().position(is_it) {
            rows.remove(position);
        }
    }
    rows
}

/// The balance as it would be without what arrived for other purchases since then.
fn without(balance: Money, claims: &[(Timestamp, Arrival)], since: Timestamp) -> Option<Money> {
    let since_then = claims.iter().filter(|(_, arrival)| arrival.at > since);
    let mut rest = balance;
    for (_, arrival) in since_then {
        rest = rest.checked_sub(&arrival.amount).ok()??;
    }
    Some(rest)
}

/// Rows that the provider does not list itself are rises of its balance.
fn as_seen(step: Step, lists: bool) -> Step {
    let as_rise = |arrival: Arrival| match (arrival.evidence, lists) {
        (Evidence::Row, false) => Arrival {
            evidence: Evidence::Balance,
            ..arrival
        },
        _ => arrival,
    };
    match step {
        Step::Credited(arrival) => Step::Credited(as_rise(arrival)),
        Step::CreditedAgain(arrival) => Step::CreditedAgain(as_rise(arrival)),
        other => other,
    }
}

/// Some rise or other does not prove that a page was paid that nobody waits for any more; and what came a day after a
/// page's end was not paid on it, but bought elsewhere.
fn is_enough(step: &Step, record: &PurchaseRecord) -> bool {
    match step {
        Step::Credited(arrival) if matches!(record.state, State::Expired | State::Dropped) => {
            arrival.evidence != Evidence::Partly
        }
        // An exact amount was paid for: a part of it is believed only when the whole should long be there.
        Step::Credited(arrival)
            if record.state.paying().is_some() && arrival.evidence == Evidence::Partly =>
        {
            paid_at(record).is_some_and(|paid| arrival.at >= after(paid, PARTLY_AFTER))
        }
        // Another payment may have brought it.
        Step::CreditedAgain(_) if record.state.paying().is_some() => false,
        Step::CreditedAgain(arrival) => record
            .page()
            .is_some_and(|page| arrival.at <= after(page.expires_at, DAY)),
        _ => true,
    }
}

/// When the chain showed a payment for good.
pub(crate) fn paid_at(record: &PurchaseRecord) -> Option<Timestamp> {
    record.events.iter().find_map(|(at, step)| match step {
        Step::Paying(Paying::Final) => Some(*at),
        _ => None,
    })
}

/// What time alone ends, where all that arrived up to `seen_at` would show: without having looked, nobody knows.
fn end_of(record: &PurchaseRecord, seen_at: Timestamp) -> Option<Step> {
    match record.state {
        State::Ready | State::Away | State::Cancelled => {
            let end = after(record.page()?.expires_at, GRACE);
            (seen_at >= end).then_some(Step::Expired)
        }
        State::Returned => {
            let mut returns = record.events.iter().filter(|(_, step)| *step == Step::Returned);
            let (first, _) = returns.next()?;
            (seen_at >= after(*first, DAY)).then_some(Step::Overdue)
        }
        _ => None,
    }
}
