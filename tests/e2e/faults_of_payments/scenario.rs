//! What goes wrong in a run, told by its seed alone.

use jiff::SignedDuration;
use refill_sandbox::{ChainFault, Endpoint, Orphans, TopupFault};

/// Every named moment of a payment (`refill_app`, feature `fault-points`).
pub const POINTS: [&str; 34] = [
    "payment.before_begin",
    "payment.after_begin",
    "payment.before_quote",
    "payment.after_quote",
    "payment.before_planned",
    "payment.after_planned",
    "payment.before_ask",
    "payment.after_ask",
    "payment.before_pin",
    "payment.before_reserved",
    "payment.after_reserved",
    "payment.before_ledger",
    "payment.after_ledger",
    "payment.before_sign",
    "payment.after_sign",
    "payment.before_signed",
    "payment.after_signed",
    "payment.before_sending",
    "payment.after_sending",
    "payment.before_send",
    "payment.after_answer",
    "payment.before_answer_stored",
    "payment.after_answer_stored",
    "payment.before_resending",
    "payment.after_resending",
    "payment.before_told",
    "payment.before_used",
    "payment.after_used",
    "payment.before_final",
    "payment.after_final",
    "payment.before_block_gone",
    "payment.after_block_gone",
    "payment.before_dead",
    "payment.after_dead",
];

/// The runs of the normal test.
pub const RUNS: u64 = 480;
/// Each point is killed at under so many faults; the runs that are left are not killed at a fixed point.
const FAULTS_OF_A_POINT: u64 = 13;

/// How the person clicks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clicks {
    Once,
    /// Twice at the same moment.
    Twice,
    /// For two accounts at the same moment, with a limit that lets one of them through.
    TwoAccounts,
}

/// Who holds the wallet's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    Own,
    /// A program that signs and says so.
    Outside,
    /// A program that signs, and whose first answer is lost.
    Silent,
    /// A program that says no.
    Refusing,
}

impl Signer {
    pub const ALL: [Signer; 4] = [Signer::Own, Signer::Outside, Signer::Silent, Signer::Refusing];

    pub fn word(self) -> &'static str {
        match self {
            Signer::Own => "own",
            Signer::Outside => "outside",
            Signer::Silent => "silent",
            Signer::Refusing => "refusing",
        }
    }
}

/// What the chain does beside the payment.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    None,
    /// An endpoint shows the chain as it was so many seconds ago.
    Lag(Endpoint, u64),
    /// An endpoint is at fault between these seconds after the begin.
    Fault(Endpoint, ChainFault, i64, i64),
    /// Both are down between these seconds.
    Down(i64, i64),
    /// So many seconds after the payment stood in a block, that block goes.
    Reorg(i64, Orphans),
}

/// What goes wrong in a run.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub seed: u64,
    /// Where the first life ends, and the second, and so on; the last one goes on to the end.
    pub kills: Vec<&'static str>,
    pub fault: Option<TopupFault>,
    /// How many payments it meets; `None` for all.
    pub times: Option<u32>,
    pub signer: Signer,
    /// What this machine's clock says is so much ahead of the chain's.
    pub offset: SignedDuration,
    pub clicks: Clicks,
    /// Seconds after which the person clicks again.
    pub again: Option<i64>,
    /// The person clicks again as the first thing after a start.
    pub again_after_restart: bool,
    /// A second Refill starts on the same folder.
    pub two_instances: bool,
    /// No file grows beyond so many bytes in the first life.
    pub disk: Option<u64>,
    pub trouble: Trouble,
    /// Seconds between two lives.
    pub down_for: i64,
    pub version: u8,
    pub is_idempotent: bool,
}

impl Scenario {
    pub fn of(seed: u64) -> Scenario {
        let mut dice = Dice(seed);
        let place = seed % RUNS;
        let points = POINTS.len() as u64;
        let point = (place < points * FAULTS_OF_A_POINT).then(|| POINTS[index(place % points)]);
        let fault = fault_of(point, place / points + place % points);
        let kills: Vec<_> = point.into_iter().collect();
        let mut scenario = Scenario {
            seed,
            times: [Some(1), Some(2), None][dice.below(3)],
            signer: Signer::Own,
            offset: SignedDuration::from_hours([0, 0, 1, -1][dice.below(4)]),
            clicks: [Clicks::Once, Clicks::Once, Clicks::Twice, Clicks::TwoAccounts][dice.below(4)],
            again: dice.one_in(3).then(|| [2, 8, 20, 100, 400][dice.below(5)]),
            again_after_restart: dice.one_in(2),
            two_instances: dice.one_in(8),
            disk: None,
            trouble: trouble(&mut dice),
            down_for: [0, 1, 20, 70, 200, 700][dice.below(6)],
            version: if dice.one_in(3) { 2 } else { 1 },
            is_idempotent: dice.one_in(2),
            kills,
            fault,
        };
        scenario.fit(point, &mut dice);
        scenario
    }

    /// Sets what a point needs to be come by, and throws the dice for the rest.
    fn fit(&mut self, point: Option<&'static str>, dice: &mut Dice) {
        let leads = |points: &[&str]| point.is_some_and(|point| points.contains(&point));
        if leads(&RESENDING) || leads(&TELLING) {
            // With a clock that is ahead, the last sending seems to be over.
            self.offset = self.offset.min(SignedDuration::ZERO);
            self.times = None;
        }
        if leads(&DYING) {
            self.times = None;
        }
        if leads(&GOING) || (point.is_none() && dice.one_in(4)) {
            self.trouble = reorg(dice);
        }
        if point.is_none() || dice.one_in(6) {
            self.signer = Signer::ALL[dice.below(4)];
        }
        let is_late =
            leads(&RESENDING) || leads(&TELLING) || leads(&GOING) || leads(&SETTLING) || leads(&DYING);
        if is_late && matches!(self.signer, Signer::Silent | Signer::Refusing) {
            self.signer = Signer::Outside;
        }
        if !is_late && dice.one_in(16) {
            self.disk = Some(40_000 + 4_096 * dice.below(40) as u64);
        }
        if point.is_some() && dice.one_in(3) {
            let later = [&RESENDING[..], &TELLING, &GOING, &SETTLING, &DYING].concat();
            self.kills.push(later[dice.below(later.len())]);
        }
    }
}

/// The points of what comes late: they are met under some of the faults only.
const RESENDING: [&str; 2] = ["payment.before_resending", "payment.after_resending"];
const TELLING: [&str; 1] = ["payment.before_told"];
const SETTLING: [&str; 4] = [
    "payment.before_used",
    "payment.after_used",
    "payment.before_final",
    "payment.after_final",
];
const GOING: [&str; 2] = ["payment.before_block_gone", "payment.after_block_gone"];
const DYING: [&str; 2] = ["payment.before_dead", "payment.after_dead"];

/// Every fault of an answer.
pub fn faults() -> Vec<Option<TopupFault>> {
    let slow = |seconds: u64| TopupFault::SlowSettle {
        millis: seconds * 1_000,
    };
    vec![
        None,
        Some(TopupFault::AnswerLostBefore),
        Some(TopupFault::AnswerLostAfter),
        Some(TopupFault::FailureBefore { status: 503 }),
        Some(TopupFault::FailureAfter { status: 500 }),
        Some(TopupFault::FailureAfter { status: 402 }),
        Some(TopupFault::FailureInside),
        Some(TopupFault::SecondOffer),
        Some(TopupFault::SecondOfferAfter),
        Some(TopupFault::Hang),
        Some(TopupFault::HangAfter),
        Some(TopupFault::WrongHash),
        Some(slow(20)),
        Some(slow(200)),
        Some(slow(400)),
        Some(TopupFault::NeverSettles),
        Some(TopupFault::Pending),
    ]
}

/// After these nothing is clear.
fn is_unclear(fault: &TopupFault) -> bool {
    !matches!(
        fault,
        TopupFault::WrongHash
            | TopupFault::SlowSettle { .. }
            | TopupFault::NeverSettles
            | TopupFault::Hang
            | TopupFault::HangAfter
    )
}

/// If every payment meets one of these, nothing is paid.
fn is_deadly(fault: &TopupFault) -> bool {
    matches!(
        fault,
        TopupFault::AnswerLostBefore
            | TopupFault::FailureBefore { .. }
            | TopupFault::SecondOffer
            | TopupFault::Hang
            | TopupFault::NeverSettles
            | TopupFault::SlowSettle { millis: 400_000 }
    )
}

/// The `turn`th of the faults under which a point is come by.
fn fault_of(point: Option<&str>, turn: u64) -> Option<TopupFault> {
    let mut all = faults();
    if let Some(point) = point {
        let late = RESENDING.contains(&point) || TELLING.contains(&point);
        all.retain(|fault| match fault {
            Some(fault) if late => is_unclear(fault),
            Some(fault) if DYING.contains(&point) => is_deadly(fault),
            Some(fault) if SETTLING.contains(&point) || GOING.contains(&point) => !is_deadly(fault),
            Some(_) => true,
            None => !late && !DYING.contains(&point),
        });
    }
    let turn = index(turn) % all.len();
    all.swap_remove(turn)
}

fn trouble(dice: &mut Dice) -> Trouble {
    let endpoint = Endpoint::ALL[dice.below(2)];
    match dice.below(16) {
        0 => Trouble::Lag(endpoint, 10 + 10 * dice.below(5) as u64),
        1 => Trouble::Fault(endpoint, ChainFault::Down, 1, 480),
        2 => Trouble::Fault(endpoint, ChainFault::Denies, 1, 600),
        3 => Trouble::Fault(endpoint, ChainFault::NoTransfers, 1, 500),
        4 => Trouble::Fault(endpoint, ChainFault::Reset, 1, 300),
        5 => Trouble::Down(1, 200),
        6 => Trouble::Down(30, 900),
        7 => reorg(dice),
        _ => Trouble::None,
    }
}

fn reorg(dice: &mut Dice) -> Trouble {
    let orphans = match dice.below(3) {
        0 => Orphans::Dropped,
        1 => Orphans::MinedAgain { blocks_later: 0 },
        _ => Orphans::MinedAgain { blocks_later: 8 },
    };
    // Later it is safe.
    Trouble::Reorg(3 + dice.below(4) as i64, orphans)
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("a small number")
}

/// The same throws for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        index(self.throw() % end as u64)
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}
