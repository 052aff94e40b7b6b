//! Payments with USDC, killed at every named moment while their answers are lost, late or wrong; started again, left to
//! settle, and audited: nothing is paid twice, nothing is paid that the journal does not know, and what it says in the
//! end is what the chain says.
//!
//! A run is told by its seed ([`scenario`]). Its world, the chain, the provider and the clock, is out here ([`world`])
//! and survives the child, which runs the use-cases on a real data folder and real HTTP ([`child`]). The time is made up
//! ([`sim`]): half an hour takes as long as what happens in it.
//!
//! - `REFILL_FAULT_SEED=17` runs that one and tells its story; with `REFILL_FAULT_RUNS=1000` so many from there on.
//! - `REFILL_FAULT_WITHOUT=I1` switches an invariant off: then the audit must find something.

mod audit;
mod child;
mod installation;
mod person;
mod ports;
mod scenario;
mod sim;
mod world;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use self::audit::{Finding, Kind, Report, audit};
use self::installation::Template;
use self::scenario::{POINTS, RUNS, Scenario, faults};
use self::world::World;

/// Runs at the same time: much of a run is waiting for another process.
const AT_ONCE: usize = 3;
/// How often it is told how far it is.
const TOLD_EVERY: u64 = 60;
/// Every point is killed at under so many faults at the least.
const LEAST_FAULTS: usize = 3;
/// The invariants (payments.md), and what comes of it where one is off.
const INVARIANTS: [(&str, &[Kind]); 5] = [
    ("I1", &[Kind::Double]),
    ("I2", &[Kind::Untracked]),
    ("I3", &[Kind::Wrong, Kind::Double]),
    ("I4", &[Kind::OverLimit]),
    ("I5", &[Kind::Untracked, Kind::Double]),
];

/// What came of many runs.
#[derive(Default)]
struct Tally {
    runs: u64,
    paid: usize,
    /// Points that were met, each with the fault that it was combined with.
    killed: BTreeSet<(&'static str, String)>,
    kills: usize,
    /// Faults without a kill.
    alone: BTreeSet<String>,
    findings: Vec<(u64, Finding)>,
}

impl Tally {
    fn count(&self, kind: Kind) -> usize {
        self.findings
            .iter()
            .filter(|(_, finding)| finding.kind == kind)
            .count()
    }

    fn add(&mut self, world: &World, report: Report) {
        let fault = format!("{:?}", world.scenario.fault);
        self.runs += 1;
        self.paid += report.paid;
        self.kills += world.killed.len();
        if world.killed.is_empty() {
            self.alone.insert(fault.clone());
        }
        self.killed
            .extend(world.killed.iter().map(|point| (*point, fault.clone())));
        let seed = world.scenario.seed;
        for finding in &report.findings {
            println!("seed {seed}: {}: {}", finding.kind.word(), finding.what);
        }
        if !report.findings.is_empty() {
            println!("{}", report.story);
        }
        self.findings
            .extend(report.findings.into_iter().map(|finding| (seed, finding)));
    }

    fn tell(&self) -> String {
        let counts = Kind::ALL.map(|kind| format!("{} {}", self.count(kind), kind.word()));
        format!("{} runs, {}", self.runs, counts.join(", "))
    }

    fn seeds(&self) -> BTreeSet<u64> {
        self.findings.iter().map(|(seed, _)| *seed).collect()
    }
}

/// Runs these seeds, until `is_enough`.
fn run_all(seeds: Range<u64>, without: Option<&str>, is_enough: &(dyn Fn(&Tally) -> bool + Sync)) -> Tally {
    let (next, enough) = (AtomicU64::new(seeds.start), AtomicBool::new(false));
    let (tally, began) = (Mutex::new(Tally::default()), Instant::now());
    let template = Arc::new(Template::new());
    let work = || {
        while !enough.load(Ordering::SeqCst) {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= seeds.end {
                return;
            }
            let mut world = World::new(Scenario::of(seed), without, &template);
            world.run();
            let report = audit(&world);
            let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
            tally.add(&world, report);
            if tally.runs % TOLD_EVERY == 0 {
                println!(
                    "{} (of {}, {} s)",
                    tally.tell(),
                    seeds.end - seeds.start,
                    began.elapsed().as_secs()
                );
            }
            enough.store(is_enough(&tally), Ordering::SeqCst);
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(work);
        }
    });
    tally.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn number_from(name: &str) -> Option<u64> {
    let given = std::env::var(name).ok()?;
    Some(given.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

#[test]
fn payments_survive_every_fault() {
    let (seed, runs) = (number_from("REFILL_FAULT_SEED"), number_from("REFILL_FAULT_RUNS"));
    let first = seed.unwrap_or(0);
    let runs = runs.unwrap_or(if seed.is_some() { 1 } else { RUNS });
    let without = std::env::var("REFILL_FAULT_WITHOUT").ok();
    let tally = run_all(first..first + runs, without.as_deref(), &|_| false);
    println!("{}", tally.tell());
    println!("{} kills, {} settlements", tally.kills, tally.paid);
    assert!(
        tally.findings.is_empty(),
        "seeds {:?}; one again: REFILL_FAULT_SEED=<seed>",
        tally.seeds()
    );
    if runs >= RUNS {
        covers_everything(&tally);
    }
}

/// What was to be tried was tried.
fn covers_everything(tally: &Tally) {
    let met = |point: &str| tally.killed.iter().filter(|(killed, _)| *killed == point).count();
    let rare: Vec<_> = POINTS
        .iter()
        .map(|point| (point, met(point)))
        .filter(|(_, met)| *met < LEAST_FAULTS)
        .collect();
    assert!(rare.is_empty(), "killed at too seldom: {rare:?}");
    let all = faults().into_iter().map(|fault| format!("{fault:?}"));
    let missed: Vec<_> = all.filter(|fault| !tally.alone.contains(fault)).collect();
    assert!(missed.is_empty(), "never without a kill: {missed:?}");
    // Who never pays does nothing wrong.
    let paid = u64::try_from(tally.paid).expect("a number");
    assert!(paid > tally.runs / 3, "only {paid} settlements");
}

/// A harness that never finds anything proves nothing: with any of the invariants off, it does.
#[test]
fn each_invariant_is_needed() {
    for (invariant, harms) in INVARIANTS {
        let found = |tally: &Tally| harms.iter().map(|kind| tally.count(*kind)).sum::<usize>();
        let tally = run_all(0..RUNS, Some(invariant), &|tally| found(tally) > 0);
        println!("without {invariant}: {}", tally.tell());
        assert!(found(&tally) > 0, "nothing is wrong without {invariant}");
    }
}

/// The names of the points stand in two places: every one that the product has is killed at.
#[test]
fn every_point_of_a_payment_is_killed_at() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates/refill-app/src");
    let named = super::kills::names_in(&sources, "\"payment.");
    let named: BTreeSet<String> = named.into_iter().map(|name| format!("payment.{name}")).collect();
    assert_eq!(named, POINTS.map(str::to_owned).into());
}
