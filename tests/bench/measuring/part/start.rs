//! From the start of the program to the first painted balances, against the floor.

use std::collections::BTreeSet;

use super::Part;
use crate::measuring::cache::Cold;
use crate::measuring::data::{Known, MONTH_OF_READINGS};
use crate::measuring::numbers::{Pairs, median, millis, time_text};
use crate::measuring::options::Options;
use crate::measuring::processes::mapped_files;
use crate::measuring::program::Times;
use crate::measuring::report::Line;
use crate::measuring::say;
use crate::measuring::stage::{AtRest, Stage};

const WARM: &str = "start to first painted balances, 20 accounts, warm";
const COLD: &str = "start to first painted balances, 20 accounts, cold";
const GOAL: f64 = 1.15;
pub(super) const ACCOUNTS: usize = 20;

pub(super) const PART: Part = Part {
    name: "start",
    title: "Start to first painted balances, against an almost empty window",
    goals: &[(WARM, "≤ 1.15"), (COLD, "≤ 1.15")],
    measure,
};

fn measure(options: &Options) -> Result<Vec<Line>, String> {
    let stage = Stage::set(
        options,
        &Known::all(ACCOUNTS),
        readings(options),
        std::time::Duration::ZERO,
    )?;
    let at_rest = stage.learn(&options.folder)?;
    let warm = in_turns(&stage, &at_rest, "warm", options.pairs(10), || Ok(()))?;
    let cold = Cold::with(files(&stage, &at_rest)?);
    say!("cold by {}", cold.words());
    let cold_starts = in_turns(&stage, &at_rest, "cold", options.pairs(5), || cold.take_effect())?;
    let mut lines = vec![
        Line::ratio(
            WARM,
            GOAL,
            &warm.painted(),
            |times| time_text(median(times)),
            "floor",
        ),
        Line::ratio(
            COLD,
            GOAL,
            &cold_starts.painted(),
            |times| time_text(median(times)),
            "floor",
        ),
    ];
    lines.extend(warm.stages("warm"));
    lines.extend(cold_starts.stages("cold"));
    lines.push(Line::plain("how the starts were made cold", cold.words()));
    Ok(lines)
}

/// How many readings each account has.
pub(super) fn readings(options: &Options) -> i64 {
    if options.quick {
        MONTH_OF_READINGS / 10
    } else {
        MONTH_OF_READINGS
    }
}

#[derive(Default)]
struct Starts {
    app: Vec<Times>,
    floor: Vec<Times>,
}

/// Floor and Refill in turns, so that whatever slows the machine down meets both.
fn in_turns(
    stage: &Stage,
    at_rest: &AtRest,
    word: &str,
    pairs: usize,
    prepare: impl Fn() -> Result<(), String>,
) -> Result<Starts, String> {
    let mut starts = Starts::default();
    for number in 1..=pairs {
        prepare()?;
        let (running, floor) = stage.time_floor(at_rest)?;
        drop(running);
        stage.restore()?;
        prepare()?;
        let (running, app) = stage.time_app(at_rest)?;
        drop(running);
        say!(
            "{word} {number}/{pairs}: floor {}, Refill {}",
            time_text(millis(floor.painted)),
            time_text(millis(app.painted))
        );
        starts.floor.push(floor);
        starts.app.push(app);
    }
    Ok(starts)
}

impl Starts {
    fn painted(&self) -> Pairs {
        let painted = |times: &[Times]| times.iter().map(|times| millis(times.painted)).collect();
        Pairs {
            refill: painted(&self.app),
            peer: painted(&self.floor),
        }
    }

    /// What a start consists of.
    fn stages(&self, word: &str) -> Vec<Line> {
        let of = |moment: fn(&Times) -> std::time::Duration| {
            let text = |times: &[Times]| {
                let values: Vec<f64> = times.iter().map(|times| millis(moment(times))).collect();
                time_text(median(&values))
            };
            format!("Refill {}, floor {}", text(&self.app), text(&self.floor))
        };
        vec![
            Line::plain(
                &format!("start to window mapped, {word}"),
                of(|times| times.mapped),
            ),
            Line::plain(
                &format!("start to anything drawn, {word}"),
                of(|times| times.drawn),
            ),
        ]
    }
}

/// What both programs read: their own files and libraries, those of their web processes, and the data.
fn files(stage: &Stage, at_rest: &AtRest) -> Result<Vec<String>, String> {
    let mut files = BTreeSet::new();
    for time in [Stage::time_floor, Stage::time_app] {
        stage.restore()?;
        let (running, _) = time(stage, at_rest)?;
        files.extend(running.processes().into_iter().flat_map(mapped_files));
    }
    let data = std::fs::read_dir(stage.data()).into_iter().flatten().flatten();
    let data = data.map(|entry| entry.path()).filter(|path| path.is_file());
    files.extend(data.map(|path| path.to_string_lossy().into_owned()));
    Ok(files.into_iter().collect())
}
