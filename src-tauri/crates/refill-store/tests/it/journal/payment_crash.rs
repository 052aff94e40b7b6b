//! kill -9 in the middle of payments: no step that was acknowledged is lost, and money that was set aside counts.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use jiff::Timestamp;
use refill_core::ids::PurchaseId;
use refill_core::purchase::{Event, State};
use refill_core::x402::{self, Step};
use refill_store::{Journal, JournalError};

use super::usdc::{block, credited, payment, take};
use super::{account, open, p, raw};
use crate::sandbox::{child, child_folder};
use crate::support::{at, temp_dir};

const KILLS: usize = 36;

#[test]
fn a_kill_loses_no_step_that_was_acknowledged() {
    let dir = temp_dir();
    let (mut acknowledged, mut midway) = (HashMap::new(), 0);
    for round in 0..KILLS {
        acknowledged.extend(run_and_kill(dir.path(), round));
        let verdict: String = raw(dir.path())
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("checked");
        assert_eq!(verdict, "ok");
        let journal = open(dir.path());
        check(&journal, &acknowledged);
        midway += usize::from(journal.live_payment(&account("a")).expect("read").is_some());
    }
    let steps: usize = acknowledged.values().sum();
    println!("{KILLS} kills, {midway} in the middle of a payment, {steps} acknowledged steps, 0 lost");
    assert!(midway >= KILLS / 4, "only {midway}");
    assert!(steps >= KILLS * 5, "only {steps}");
}

/// Kills a child that pays after it has told of some steps, and returns how many of each payment it told of.
fn run_and_kill(dir: &Path, round: usize) -> HashMap<PurchaseId, usize> {
    let mut process = child("journal::payment_crash::child_pays", dir)
        .env("REFILL_STORE_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child");
    let lines = BufReader::new(process.stdout.take().expect("piped")).lines();
    let mut told = lines.map_while(Result::ok).filter_map(|line| told(&line));
    let mut written: HashMap<_, _> = told.by_ref().take(1 + round % 29).collect();
    process.kill().expect("killed");
    written.extend(told);
    process.wait().expect("ended");
    written
}

/// `took 3.14 2.`, unless the kill cut the line.
fn told(line: &str) -> Option<(PurchaseId, usize)> {
    let mut words = line.strip_prefix("took ")?.strip_suffix('.')?.split(' ');
    Some((PurchaseId::new(words.next()?), words.next()?.parse().ok()?))
}

/// Everything that was acknowledged is there, with all that belongs to it; one step more may be there at most.
fn check(journal: &Journal, acknowledged: &HashMap<PurchaseId, usize>) {
    let records = journal.page(None, usize::MAX).expect("read");
    let mut spent = 0;
    for record in &records {
        let id = record.purchase.id.as_str();
        let events: Vec<&Event> = record.events.iter().map(|(_, event)| event).collect();
        let ended_by_hand = events.last().is_some_and(|event| is_end(event));
        let own = events.len() - usize::from(ended_by_hand);
        let expected = credited(id);
        assert!(events[..own].iter().copied().eq(&expected[..own]), "{events:?}");
        let told = acknowledged.get(&record.purchase.id).copied().unwrap_or(0);
        // And where it was Final that ended it by hand, two.
        let by_hand = usize::from(own == 7);
        assert!(
            (told..=told + 1 + by_hand).contains(&own),
            "{own}, but told of {told}"
        );
        let led = events
            .iter()
            .try_fold(State::QUOTED, |state, event| state.after(event));
        assert_eq!(Some(record.state), led, "{id}");
        spent += usize::from(own >= 2 && !ended_by_hand);
    }
    let live = records.iter().filter(|record| record.state.is_open()).count();
    assert!(live <= 1, "{live} are live");
    assert_eq!(journal.spent(Timestamp::MIN).expect("read").len(), spent);
    let is_there = |id: &PurchaseId| records.iter().any(|record| record.purchase.id == *id);
    assert!(acknowledged.keys().all(is_there), "a payment is lost");
}

fn is_end(event: &Event) -> bool {
    matches!(event, Event::Paying(Step::Declined | Step::Cancelled(_)))
}

#[test]
#[ignore = "the child of a_kill_loses_no_step_that_was_acknowledged"]
fn child_pays() {
    let Some(dir) = child_folder() else { return };
    let round = std::env::var("REFILL_STORE_ROUND").expect("a round");
    let journal = open(&dir);
    let mut out = std::io::stdout();
    writeln!(out).expect("told");
    for number in 0_u64.. {
        let id = format!("{round}.{number}");
        if let Err(JournalError::AlreadyOpen(left)) = journal.begin(&payment(&id, "a")) {
            end_by_hand(&journal, &left);
            journal.begin(&payment(&id, "a")).expect("begun");
        }
        let mut tell = |taken: usize| {
            writeln!(out, "took {id} {taken}.").expect("told");
            out.flush().expect("told");
        };
        tell(0);
        for (taken, event) in (1..).zip(credited(&id)) {
            take(&journal, &p(&id), &event, 200).expect("written down");
            tell(taken);
        }
    }
}

/// Ends what a killed child left undecided: before anything was set aside by the person's no, afterwards by the chain's
/// word, or its last step where only that is left.
fn end_by_hand(journal: &Journal, left: &PurchaseId) {
    let record = journal.purchase(left).expect("read").expect("there");
    let step = match record.state.paying() {
        Some(x402::State::Confirming) => Step::Final,
        _ if record.attempt().is_none() => Step::Declined,
        _ => Step::Cancelled(block(1)),
    };
    let ended = journal.append(left, &Event::Paying(step), at(300));
    ended.expect("ended");
}
