use std::ops::Range;

use proptest::prelude::*;

use super::*;
use crate::x402::examples::{VALID_BEFORE, block};

/// The letter of the fork that stays.
const REAL: u8 = b'a';

fn mark(kind: MarkKind, number: u64, fork: u8) -> Mark {
    Mark {
        kind,
        transaction: Hash::new([7; 32]),
        block: block(number, fork),
        has_transfer: kind == MarkKind::Used,
    }
}

fn paid(number: u64) -> Mark {
    mark(MarkKind::Used, number, REAL)
}

fn cancelled(number: u64) -> Mark {
    mark(MarkKind::Cancelled, number, REAL)
}

fn unpaid(number: u64) -> Mark {
    Mark {
        has_transfer: false,
        ..paid(number)
    }
}

/// Block `number` comes two seconds a block after second 0, so the window ends with block 650.
fn time(number: u64) -> u64 {
    number * 2
}

/// What an honest endpoint shows whose newest block and safe block are these: `marks` as far as it has come.
fn sight(head: u64, safe: u64, marks: &[Mark]) -> Sight {
    let at = |number| Block {
        id: block(number, REAL),
        time: time(number),
    };
    let marks: Vec<_> = marks
        .iter()
        .filter(|mark| mark.block.number <= head)
        .copied()
        .collect();
    Sight {
        endpoint: "https://chain.example".to_owned(),
        head: at(head),
        safe: at(safe),
        spent_at_safe: marks.iter().any(|mark| mark.block.number <= safe),
        marks,
    }
}

/// One that hides what it knows and claims that all time is over.
fn hiding() -> Sight {
    let mut sight = sight(600, 595, &[]);
    (sight.head.time, sight.safe.time) = (u64::MAX, u64::MAX);
    sight
}

/// One that claims a settlement in a block that nobody else has, and that it is safe.
fn inventing(number: u64) -> Sight {
    sight(number + 10, number + 5, &[mark(MarkKind::Used, number, b'x')])
}

fn of_unknown(sights: &[Sight], needed: usize) -> Option<Step> {
    judge(State::Unknown, None, VALID_BEFORE, sights, needed)
}

fn of_block(seen: BlockId, sights: &[Sight], needed: usize) -> Option<Step> {
    judge(State::Confirming, Some(seen), VALID_BEFORE, sights, needed)
}

#[test]
fn the_window_ends_at_its_very_second() {
    let over = sight(700, 650, &[]);
    assert_eq!(over.safe.time, VALID_BEFORE);
    assert_eq!(
        of_unknown(&[over.clone(), over.clone()], 2),
        Some(Step::Expired(over.safe.id))
    );
    let mut early = over.clone();
    early.safe.time -= 1;
    assert_eq!(of_unknown(&[over.clone(), early.clone()], 2), None);
    assert_eq!(of_unknown(&[early], 1), None);
    assert_eq!(of_unknown(&[over], 1), Some(Step::Expired(block(650, REAL))));
}

#[test]
fn that_it_is_dead_wants_two_and_nobody_who_has_seen_anything() {
    let over = sight(700, 690, &[]);
    let further = sight(710, 700, &[]);
    let behind = sight(640, 630, &[]);
    let proved = Some(Step::Expired(block(690, REAL)));
    for (sights, expected) in [
        (vec![], None),
        (vec![over.clone()], None),
        (vec![over.clone(), behind.clone()], None),
        (vec![hiding(), behind.clone()], None),
        (vec![over.clone(), further.clone()], proved.clone()),
        (
            vec![over.clone(), further.clone(), behind.clone()],
            proved.clone(),
        ),
        // It was used, or so says one: in which way does not matter.
        (
            vec![over.clone(), further.clone(), sight(700, 690, &[unpaid(600)])],
            None,
        ),
        (
            vec![over.clone(), further.clone(), sight(700, 690, &[cancelled(600)])],
            None,
        ),
        // Its state says so, and its logs lag behind.
        (
            vec![over.clone(), further.clone(), {
                let mut spent = over.clone();
                spent.spent_at_safe = true;
                spent
            }],
            None,
        ),
    ] {
        assert_eq!(of_unknown(&sights, 2), expected, "{sights:?}");
    }
}

#[test]
fn a_settlement_is_shown_by_one_and_proved_by_two() {
    let seen = paid(600);
    let safe = sight(620, 610, &[seen]);
    let unsafe_yet = sight(605, 595, &[seen]);
    let behind = sight(599, 590, &[]);
    for sights in [vec![safe.clone()], vec![safe.clone(), behind.clone()]] {
        assert_eq!(of_unknown(&sights, 2), Some(used(seen)));
    }
    let confirming = |sights: &[Sight], needed| of_block(seen.block, sights, needed);
    assert_eq!(confirming(std::slice::from_ref(&safe), 2), None);
    assert_eq!(confirming(&[safe.clone(), behind], 2), None, "it lags behind");
    assert_eq!(confirming(&[safe.clone(), unsafe_yet.clone()], 2), None);
    assert_eq!(confirming(&[safe.clone(), hiding()], 2), None);
    assert_eq!(confirming(&[safe.clone(), safe.clone()], 2), Some(Step::Final));
    assert_eq!(confirming(std::slice::from_ref(&safe), 1), Some(Step::Final));
    assert_eq!(
        confirming(std::slice::from_ref(&safe), 0),
        Some(Step::Final),
        "one is needed at least"
    );
    assert_eq!(confirming(&[unsafe_yet], 1), None);
    assert_eq!(confirming(&[], 0), None);
}

#[test]
fn the_very_safe_block_is_safe() {
    let seen = paid(600);
    let exact = sight(610, 600, &[seen]);
    assert_eq!(of_block(seen.block, &[exact], 1), Some(Step::Final));
    let short = sight(610, 599, &[seen]);
    assert_eq!(of_block(seen.block, &[short], 1), None);
}

#[test]
fn a_use_that_moved_nothing_proves_nothing() {
    let empty = sight(700, 690, &[unpaid(600)]);
    let both = [empty.clone(), empty];
    assert_eq!(of_unknown(&both, 2), None);
    assert_eq!(of_unknown(&both, 1), None);
    // One claims the transfer. The others show the use, and no payment in it.
    let claims = sight(700, 690, &[paid(600)]);
    let seen = claims.marks[0].block;
    assert_eq!(of_block(seen, &[claims, both[0].clone()], 2), None);
    assert_eq!(of_block(seen, &both, 2), Some(Step::BlockGone));
}

#[test]
fn two_that_name_two_transactions_do_not_agree() {
    let seen = paid(600);
    let other = Mark {
        transaction: Hash::new([8; 32]),
        ..seen
    };
    let sights = [sight(700, 690, &[seen]), sight(700, 690, &[other])];
    assert_eq!(of_block(seen.block, &sights, 2), None);
}

#[test]
fn a_sight_that_contradicts_itself_proves_no_payment() {
    let mut unspent = sight(700, 690, &[paid(600)]);
    unspent.spent_at_safe = false;
    assert_eq!(of_block(paid(600).block, &[unspent], 1), None);
    let mut too_early = sight(610, 590, &[paid(600)]);
    too_early.spent_at_safe = true;
    assert_eq!(of_block(paid(600).block, &[too_early], 1), None);
}

#[test]
fn a_block_that_went_is_gone_and_one_that_moved_is_followed() {
    let seen = mark(MarkKind::Used, 600, b'b');
    let gone = sight(601, 590, &[]);
    let behind = sight(599, 590, &[]);
    assert_eq!(
        of_block(seen.block, &[gone.clone(), gone.clone()], 2),
        Some(Step::BlockGone)
    );
    assert_eq!(of_block(seen.block, &[gone.clone(), behind], 2), None);
    assert_eq!(of_block(seen.block, std::slice::from_ref(&gone), 2), None);
    let keeps = sight(601, 590, &[seen]);
    assert_eq!(
        of_block(seen.block, &[gone.clone(), gone.clone(), keeps], 2),
        None
    );
    let moved = paid(601);
    let follows = sight(602, 590, &[moved]);
    assert_eq!(
        of_block(seen.block, &[gone, follows.clone()], 2),
        Some(used(moved))
    );
    // The next look is at the new block.
    assert_eq!(of_block(moved.block, &[follows], 2), None);
}

#[test]
fn after_a_reorganisation_the_newest_block_is_taken_and_the_one_that_most_have() {
    let (old, new) = (mark(MarkKind::Used, 600, b'b'), paid(602));
    let (stale, fresh) = (sight(603, 590, &[old]), sight(603, 590, &[new]));
    assert_eq!(of_unknown(&[stale.clone(), fresh.clone()], 2), Some(used(new)));
    assert_eq!(
        of_block(old.block, &[stale.clone(), fresh.clone()], 2),
        None,
        "one against one"
    );
    assert_eq!(
        of_block(old.block, &[stale.clone(), fresh.clone(), fresh.clone()], 2),
        Some(used(new))
    );
    assert_eq!(of_block(new.block, &[stale, fresh.clone(), fresh], 2), None);
}

#[test]
fn an_invented_block_holds_nothing_for_ever() {
    let invented = inventing(9_000_000);
    let seen = invented.marks[0].block;
    let honest = sight(620, 610, &[paid(600)]);
    let three = [invented.clone(), honest.clone(), honest.clone()];
    assert_eq!(of_block(seen, &three, 2), Some(used(paid(600))));
    assert_eq!(of_block(paid(600).block, &three, 2), Some(Step::Final));
    // While it is shown nothing is called dead; when its endpoint is taken away, the rest is judged.
    let over = sight(700, 690, &[]);
    let doubted = [invented, over.clone(), over.clone()];
    assert_eq!(of_block(seen, &doubted, 2), None);
    let left = &doubted[1..];
    assert_eq!(of_block(seen, left, 2), Some(Step::BlockGone));
    assert_eq!(of_unknown(left, 2), Some(Step::Expired(over.safe.id)));
    let cancelled = sight(620, 610, &[cancelled(600)]);
    assert_eq!(
        of_block(seen, &[cancelled.clone(), cancelled], 2),
        Some(Step::BlockGone)
    );
}

#[test]
fn one_whose_logs_lag_behind_its_state_does_not_say_that_a_block_is_gone() {
    let mut late = sight(700, 690, &[]);
    late.spent_at_safe = true;
    assert_eq!(of_block(paid(600).block, &[late.clone(), late.clone()], 2), None);
    assert_eq!(of_unknown(&[late.clone(), late], 2), None);
}

#[test]
fn a_cancellation_wants_two_safe_blocks_and_nobody_who_saw_it_used() {
    let safe = sight(620, 610, &[cancelled(600)]);
    let unsafe_yet = sight(620, 599, &[cancelled(600)]);
    let proved = Some(Step::Cancelled(block(610, REAL)));
    assert_eq!(of_unknown(&[safe.clone(), safe.clone()], 2), proved);
    assert_eq!(of_unknown(std::slice::from_ref(&safe), 1), proved);
    assert_eq!(of_unknown(&[safe.clone(), unsafe_yet], 2), None);
    assert_eq!(of_unknown(&[safe.clone(), hiding()], 2), None);
    let used_unpaid = sight(620, 610, &[unpaid(600)]);
    assert_eq!(of_unknown(&[safe.clone(), safe.clone(), used_unpaid], 2), None);
    let mut unspent = safe.clone();
    unspent.spent_at_safe = false;
    assert_eq!(of_unknown(&[safe, unspent], 2), None);
}

#[test]
fn only_what_waits_for_the_chain_is_judged() {
    let over = sight(700, 690, &[]);
    let settled = sight(700, 690, &[paid(600)]);
    for state in State::ALL {
        let judged = |sight: &Sight| {
            judge(
                state,
                Some(paid(600).block),
                VALID_BEFORE,
                std::slice::from_ref(sight),
                1,
            )
        };
        let waits = state.is_watched();
        assert_eq!(judged(&over).is_some(), waits, "{state:?}");
        assert_eq!(judged(&settled).is_some(), waits, "{state:?}");
    }
    // Without the block that showed it there is nothing to confirm: it is looked for anew.
    let unseen = |sight: &Sight| {
        judge(
            State::Confirming,
            None,
            VALID_BEFORE,
            std::slice::from_ref(sight),
            1,
        )
    };
    assert_eq!(unseen(&settled), Some(used(paid(600))));
    assert_eq!(unseen(&over), None);
}

/// What became of the authorization on the chain that stays, in which block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Unused,
    Happened(Mark),
}

impl Fate {
    fn marks(&self) -> &[Mark] {
        match self {
            Fate::Unused => &[],
            Fate::Happened(mark) => std::slice::from_ref(mark),
        }
    }
}

/// A chain, what honest endpoints show of it, and one that shows anything.
#[derive(Clone, Debug)]
struct World {
    fate: Fate,
    honest: Vec<Sight>,
    liar: Sight,
    state: State,
    seen: BlockId,
}

impl World {
    fn sights(&self) -> Vec<Sight> {
        let liar = std::iter::once(self.liar.clone());
        self.honest.iter().cloned().chain(liar).collect()
    }

    /// The newest block that one of the honest calls safe: up to here they all have the same chain.
    fn safe(&self) -> u64 {
        let all = self.honest.iter().map(|sight| sight.safe.id.number);
        all.max().unwrap_or(0)
    }
}

/// Something that the contract lets happen in these blocks: it is used within its window, and cancelled at any time.
fn happening(first: u64, fork: u8) -> impl Strategy<Value = Mark> {
    (first.max(500)..680, 0_usize..4).prop_map(move |(number, kind)| match kind {
        0 => Mark {
            block: block(number, fork),
            ..cancelled(number)
        },
        1 => Mark {
            has_transfer: false,
            ..mark(MarkKind::Used, number.min(649), fork)
        },
        _ => mark(MarkKind::Used, number.min(649), fork),
    })
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![Just(Fate::Unused), happening(500, REAL).prop_map(Fate::Happened)]
}

/// How far an honest endpoint has come: its newest block, how many blocks behind it the safe one is, whether its newest
/// blocks are on a fork that will go, and whether the payment is on that fork too.
type Progress = (u64, u64, bool, bool);

fn progress(heads: Range<u64>) -> impl Strategy<Value = Progress> {
    (heads, 0_u64..30, any::<bool>(), any::<bool>())
}

fn honest(fate: Fate, safes: u64, (head, lag, strays, repeats): Progress) -> Sight {
    let safe = head - lag;
    if !strays || head <= safes {
        return sight(head, safe, fate.marks());
    }
    // Up to the safe block it has what all have. Above there may be what will not stay, or nothing.
    let stays = fate.marks().iter().filter(|mark| mark.block.number <= safes);
    let mut marks: Vec<_> = stays.copied().collect();
    if marks.is_empty() && repeats && head < 650 {
        marks.push(mark(MarkKind::Used, head, b'b'));
    }
    sight(head, safe, &marks)
}

/// Anything, but rather what could do harm: the truth moved a little, the block that is looked at, far times.
fn lie(fate: Fate) -> impl Strategy<Value = Sight> {
    let told = prop_oneof![
        Just(Vec::new()),
        Just(fate.marks().to_vec()),
        happening(500, REAL).prop_map(|mark| vec![mark]),
        happening(500, b'x').prop_map(|mark| vec![mark]),
    ];
    let far = prop_oneof![Just(0_u64), Just(time(640)), Just(VALID_BEFORE), Just(u64::MAX)];
    (told, far, 0_u64..10_000, 0_u64..10_000, any::<bool>()).prop_map(
        |(marks, far, head, safe, spent_at_safe)| {
            let mut lie = sight(10_000, 0, &marks);
            (lie.head.id, lie.head.time) = (block(head, b'x'), far);
            (lie.safe.id, lie.safe.time) = (block(safe, b'x'), far);
            lie.spent_at_safe = spent_at_safe;
            lie
        },
    )
}

fn world() -> impl Strategy<Value = World> {
    world_of(fate(), proptest::collection::vec(progress(560..700), 1..4))
}

/// One in which at least two honest endpoints are past the window, and nothing happened.
fn world_after() -> impl Strategy<Value = World> {
    world_of(
        Just(Fate::Unused),
        proptest::collection::vec(progress(680..700), 2..4),
    )
}

/// One in which at least two honest endpoints have the payment in a safe block.
fn world_paid() -> impl Strategy<Value = World> {
    let fate = (500_u64..600).prop_map(|number| Fate::Happened(paid(number)));
    world_of(fate, proptest::collection::vec(progress(630..700), 2..4))
}

fn world_of(
    fate: impl Strategy<Value = Fate>,
    far: impl Strategy<Value = Vec<Progress>>,
) -> impl Strategy<Value = World> {
    let watched = State::ALL.into_iter().filter(|state| state.is_watched());
    let states = watched.collect::<Vec<_>>();
    (fate, far).prop_flat_map(move |(fate, far)| {
        let safes = far.iter().map(|far| far.0 - far.1).max().unwrap_or(0);
        let honest: Vec<_> = far.into_iter().map(|far| honest(fate, safes, far)).collect();
        let state = prop_oneof![Just(State::Confirming), proptest::sample::select(states.clone())];
        (lie(fate), state, any::<bool>()).prop_map(move |(liar, state, is_lie)| {
            let of_honest = honest.iter().find_map(Sight::settlement);
            let of_liar = liar.settlement();
            let seen = if is_lie {
                of_liar.or(of_honest)
            } else {
                of_honest.or(of_liar)
            };
            World {
                fate,
                honest: honest.clone(),
                liar,
                state,
                seen: seen.map_or(block(640, b'x'), |mark| mark.block),
            }
        })
    })
}

/// Judges until nothing new follows, and returns where that is.
fn settle(world: &World, sights: &[Sight]) -> State {
    let (mut state, mut seen) = (world.state, world.seen);
    for _ in 0..10 {
        let Some(step) = judge(state, Some(seen), VALID_BEFORE, sights, 2) else {
            return state;
        };
        if let Step::Used { block, .. } = step {
            seen = block;
        }
        state = state.after(&step).expect("the machine takes what is proved");
    }
    panic!("it goes round in circles: {world:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn one_liar_proves_nothing(world in world()) {
        let step = judge(world.state, Some(world.seen), VALID_BEFORE, &world.sights(), 2);
        let safe = world.safe();
        match &step {
            Some(Step::Final) => {
                let Fate::Happened(mark) = world.fate else { panic!("never used") };
                prop_assert!(mark.kind == MarkKind::Used && mark.has_transfer);
                prop_assert!(mark.block == world.seen && mark.block.number <= safe);
            }
            Some(Step::Expired(_)) => {
                prop_assert!(time(safe) >= VALID_BEFORE);
                let is_used = world.fate.marks().iter().any(|mark| mark.kind == MarkKind::Used);
                prop_assert!(!is_used);
            }
            Some(Step::Cancelled(_)) => {
                let Fate::Happened(mark) = world.fate else { panic!("never cancelled") };
                prop_assert!(mark.kind == MarkKind::Cancelled && mark.block.number <= safe);
            }
            _ => {}
        }
        if let Some(step) = step {
            prop_assert!(world.state.after(&step).is_some(), "the machine takes what is proved");
        }
    }

    #[test]
    fn two_honest_ones_prove_a_payment_whatever_a_liar_says(world in world_paid()) {
        prop_assert_eq!(settle(&world, &world.sights()), State::Paid);
        prop_assert_eq!(settle(&world, &world.honest), State::Paid);
    }

    #[test]
    fn without_the_liar_honest_ones_past_the_window_prove_that_it_is_dead(world in world_after()) {
        prop_assert_eq!(settle(&world, &world.honest), State::DeadExpired);
    }
}
