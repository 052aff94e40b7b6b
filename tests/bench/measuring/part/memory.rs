//! Memory of the process tree with the overview open, against the floor.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Part;
use super::start::{ACCOUNTS, readings};
use crate::measuring::data::Known;
use crate::measuring::numbers::{Pairs, median, memory_text};
use crate::measuring::options::Options;
use crate::measuring::processes::{foreign_web_views, name, pss_kib};
use crate::measuring::program::Running;
use crate::measuring::report::Line;
use crate::measuring::say;
use crate::measuring::screen::Screen;
use crate::measuring::stage::Stage;

const WHAT: &str = "memory (PSS of all processes), 20 accounts";
const GOAL: f64 = 1.15;

/// So long after the first painted content it is looked at …
const AFTER: Duration = Duration::from_secs(10);
/// … until it changes by less than a hundredth within this time …
const STEADY: Duration = Duration::from_secs(2);
/// … or this long has passed since.
const LATEST: Duration = Duration::from_secs(30);

pub(super) const PART: Part = Part {
    name: "memory",
    title: "Memory with the overview open, against an almost empty window",
    goals: &[(WHAT, "≤ 1.15")],
    measure,
};

fn measure(options: &Options) -> Result<Vec<Line>, String> {
    let stage = Stage::set(options, &Known::all(ACCOUNTS), readings(options), Duration::ZERO)?;
    let at_rest = stage.learn(&options.folder)?;
    let (mut floors, mut apps, count) = (Vec::new(), Vec::new(), options.pairs(5));
    let mut foreign = 0;
    for number in 1..=count {
        let (running, _) = stage.time_floor(&at_rest)?;
        let floor = steady(&running, &stage.screen)?;
        foreign = foreign.max(foreign_web_views(&running.processes()));
        drop(running);
        stage.restore()?;
        let (running, _) = stage.time_app(&at_rest)?;
        let app = steady(&running, &stage.screen)?;
        foreign = foreign.max(foreign_web_views(&running.processes()));
        drop(running);
        let [floor_text, app_text] = [&floor, &app].map(|memory| memory_text(memory.values().sum()));
        say!("{number}/{count}: floor {floor_text}, Refill {app_text}");
        floors.push(floor);
        apps.push(app);
    }
    let all = |runs: &[Memory]| runs.iter().map(|memory| memory.values().sum()).collect();
    let pairs = Pairs {
        refill: all(&apps),
        peer: all(&floors),
    };
    let mut lines = vec![
        Line::ratio(WHAT, GOAL, &pairs, |kib| memory_text(median(kib)), "floor"),
        Line::plain("of it, by process: Refill", by_process(&apps)),
        Line::plain("of it, by process: floor", by_process(&floors)),
    ];
    if foreign > 0 {
        let seen = format!("{foreign}: **the memory above is too low**, as they share some of it");
        lines.push(Line::plain("other programs' web views that ran meanwhile", seen));
    }
    Ok(lines)
}

/// The memory of each process in KiB, by the process's name.
type Memory = BTreeMap<String, f64>;

fn by_process(runs: &[Memory]) -> String {
    let names = runs.first().into_iter().flat_map(Memory::keys);
    let texts = names.map(|name| {
        let values: Vec<f64> = runs
            .iter()
            .filter_map(|memory| memory.get(name).copied())
            .collect();
        format!("{name} {}", memory_text(median(&values)))
    });
    texts.collect::<Vec<_>>().join(", ")
}

fn steady(running: &Running, screen: &Screen) -> Result<Memory, String> {
    let painted = Instant::now();
    screen.pass(AFTER)?;
    let mut last = memory(running)?;
    loop {
        screen.pass(STEADY)?;
        let now = memory(running)?;
        let [before, after] = [&last, &now].map(|memory| memory.values().sum::<f64>());
        if (after - before).abs() * 100.0 < after || painted.elapsed() >= LATEST {
            return Ok(now);
        }
        last = now;
    }
}

fn memory(running: &Running) -> Result<Memory, String> {
    let mut memory = Memory::new();
    for process in running.processes() {
        let kib = pss_kib(process).ok_or("a process ended while its memory was read")?;
        *memory.entry(name(process)).or_default() += f64::from(kib);
    }
    Ok(memory)
}
