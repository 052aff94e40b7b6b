//! kill -9 in the middle of purchases: what was acknowledged is there, and nothing is half-written.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use refill_core::ids::PurchaseId;
use refill_core::purchase::{Event, Evidence, State};
use refill_store::{Journal, JournalError};

use super::{account, arrival, open, package, page, raw};
use crate::sandbox::{child, child_folder};
use crate::support::{at, temp_dir};

const KILLS: usize = 48;

/// What happens to every purchase of the child.
fn steps() -> Vec<Event> {
    vec![
        Event::Asked,
        Event::Ready(page()),
        Event::Opened,
        Event::Returned,
        Event::Credited(arrival(Evidence::Row)),
    ]
}

#[test]
fn a_kill_loses_nothing_that_was_acknowledged() {
    let dir = temp_dir();
    let (mut acknowledged, mut midway) = (HashMap::new(), 0);
    for round in 0..KILLS {
        acknowledged.extend(run_and_kill(dir.path(), round));
        require_sound(dir.path());
        let journal = open(dir.path());
        check(&journal, &acknowledged);
        midway += usize::from(journal.open_purchase(&account("a")).expect("read").is_some());
    }
    let events: usize = acknowledged.values().sum();
    println!("{KILLS} kills, {midway} in the middle of a purchase, {events} acknowledged events, 0 lost");
    assert!(midway >= KILLS / 4, "only {midway}");
    assert!(events >= KILLS * 5, "only {events}");
}

#[test]
fn a_kill_at_the_very_start_leaves_a_journal_or_none() {
    let mut made = 0;
    for round in 0..24 {
        let dir = temp_dir();
        let mut process = start(dir.path(), round);
        #[expect(
            clippy::disallowed_methods,
            reason = "the moment of the kill is to be arbitrary"
        )]
        thread::sleep(Duration::from_micros(round as u64 * 2_500));
        process.kill().expect("killed");
        let written = lines_told(&mut process).collect();
        process.wait().expect("ended");
        if dir.path().join("payments.db").exists() {
            require_sound(dir.path());
            made += 1;
        }
        check(&open(dir.path()), &written);
        assert!(!dir.path().join("payments.db.new").exists());
    }
    println!("24 kills, {made} of them found a journal");
}

fn require_sound(dir: &Path) {
    let verdict: String = raw(dir)
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("checked");
    assert_eq!(verdict, "ok");
}

/// Starts a child that buys.
fn start(dir: &Path, round: usize) -> Child {
    child("journal::crash::child_buys", dir)
        .env("REFILL_STORE_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child")
}

/// Kills a child that buys after it has told of some events, and returns how many of each purchase it told of as
/// written. It goes on until the kill meets it, wherever it is then.
fn run_and_kill(dir: &Path, round: usize) -> HashMap<PurchaseId, usize> {
    let mut process = start(dir, round);
    let mut told = lines_told(&mut process);
    let mut written: HashMap<_, _> = told.by_ref().take(1 + round % 23).collect();
    process.kill().expect("killed");
    written.extend(told);
    process.wait().expect("ended");
    written
}

/// What a child tells of.
fn lines_told(process: &mut Child) -> impl Iterator<Item = (PurchaseId, usize)> + use<> {
    let lines = BufReader::new(process.stdout.take().expect("piped")).lines();
    lines.map_while(Result::ok).filter_map(|line| told(&line))
}

/// `wrote 3.14 2.`, unless the kill cut the line.
fn told(line: &str) -> Option<(PurchaseId, usize)> {
    let mut words = line.strip_prefix("wrote ")?.strip_suffix('.')?.split(' ');
    Some((PurchaseId::new(words.next()?), words.next()?.parse().ok()?))
}

/// Everything that was acknowledged is there; every purchase went its way, by at most one step more than was told; and
/// its state is what its events lead to.
fn check(journal: &Journal, acknowledged: &HashMap<PurchaseId, usize>) {
    let records = journal.page(None, usize::MAX).expect("read");
    let mut open = 0;
    for record in &records {
        let events: Vec<&Event> = record.events.iter().map(|(_, event)| event).collect();
        let state = events
            .iter()
            .try_fold(State::Begun, |state, event| state.after(event));
        assert_eq!(Some(record.state), state, "{:?}", record.purchase.id);
        open += usize::from(record.state.is_open());
        let ended_by_hand = events
            .last()
            .is_some_and(|event| matches!(event, Event::Failed(_) | Event::Dropped));
        let own = events.len() - usize::from(ended_by_hand);
        assert!(events[..own].iter().copied().eq(&steps()[..own]), "{events:?}");
        let told = acknowledged.get(&record.purchase.id).copied().unwrap_or(0);
        assert!((told..=told + 1).contains(&own), "{own}, but told of {told}");
    }
    assert!(open <= 1, "{open} are open");
    let there: HashSet<_> = records.iter().map(|record| &record.purchase.id).collect();
    assert!(
        acknowledged.keys().all(|id| there.contains(id)),
        "a purchase is lost"
    );
}

#[test]
#[ignore = "the child of a_kill_loses_nothing_that_was_acknowledged"]
fn child_buys() {
    let Some(dir) = child_folder() else { return };
    let round = std::env::var("REFILL_STORE_ROUND").expect("a round");
    let journal = open(&dir);
    let mut out = std::io::stdout();
    writeln!(out).expect("told");
    for number in 0_u64.. {
        let bought = package(&format!("{round}.{number}"), "a");
        if let Err(JournalError::AlreadyOpen(left)) = journal.begin(&bought) {
            end_by_hand(&journal, &left);
            journal.begin(&bought).expect("begun");
        }
        let mut tell = |written: usize| {
            writeln!(out, "wrote {} {written}.", bought.id).expect("told");
            out.flush().expect("told");
        };
        tell(0);
        for (written, event) in (1..).zip(steps()) {
            journal.append(&bought.id, &event, at(200)).expect("written down");
            tell(written);
        }
    }
}

/// Ends what a killed child left open.
fn end_by_hand(journal: &Journal, left: &PurchaseId) {
    let dropped = journal.append(left, &Event::Dropped, at(300));
    if let Err(JournalError::NotAllowed(_)) = dropped {
        let failed = Event::Failed("interrupted".to_owned());
        journal.append(left, &failed, at(300)).expect("ended");
    }
}
