//! A million rows as CSV, against the `sqlite3` shell.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use refill_tests::Desktop;

use super::Part;
use crate::measuring::data::{self, Known};
use crate::measuring::numbers::{Pairs, median, memory_text, time_text};
use crate::measuring::options::Options;
use crate::measuring::report::Line;
use crate::measuring::{cache, say, stage, stopwatch};

const TIME: &str = "CSV export of 1,000,000 rows";
const MEMORY: &str = "memory of that export beyond one of no rows";
const GOAL: f64 = 1.0;
const MOST_MIB: f64 = 64.0;
const ROWS: usize = 1_000_000;
const ACCOUNTS: usize = 10;

/// What Refill writes, in the shell's words: the same columns in the same order, oldest first.
const SQL: &str = "
    SELECT strftime('%Y-%m-%dT%H:%M:%S+00:00', e.at / 1000000, 'unixepoch') AS date,
           a.name AS account,
           CASE a.provider WHEN 'dria' THEN 'Dria' ELSE a.provider END AS provider,
           e.kind, e.amount, e.unit, e.balance_after, e.text AS description,
           CASE WHEN e.run IS NULL THEN 'observed' ELSE 'provider' END AS source
    FROM entry e JOIN account a ON a.no = e.account
    WHERE e.at >= unixepoch('2026-01-01') * 1000000 AND e.at < unixepoch('2027-01-01') * 1000000
    ORDER BY e.at, e.id";

pub(super) const PART: Part = Part {
    name: "export",
    title: "CSV export of a million rows, against the sqlite3 shell",
    goals: &[(TIME, "≤ 1"), (MEMORY, "≤ 64 MiB")],
    measure,
};

struct Export {
    desktop: Desktop,
    app: PathBuf,
    data: PathBuf,
    rows: usize,
}

/// What both programs took, in turns.
#[derive(Default)]
struct Times {
    pairs: Pairs,
    /// The shell, its file brought to the disk.
    synced: Vec<f64>,
}

fn measure(options: &Options) -> Result<Vec<Line>, String> {
    let desktop = stage::desktop();
    let export = Export {
        app: options.app.clone(),
        data: desktop.scratch().join("data"),
        rows: options.amount(ROWS),
        desktop,
    };
    // Nobody is asked for anything: no server needs to be there.
    let server = "http://127.0.0.1:9";
    data::fill_history(&export.data, &Known::all(ACCOUNTS), export.rows, server)?;
    export.refill_once()?;
    export.shell_once()?;
    let unlike = export.compare()?;
    let times = export.in_turns(options.pairs(5))?;
    let mut lines = vec![Line::ratio(
        TIME,
        GOAL,
        &times.pairs,
        |times| time_text(median(times)),
        "sqlite3",
    )];
    lines.extend(export.memory()?);
    lines.push(Line::plain(
        "`sqlite3`, and then its file brought to the disk with `sync`, which Refill's time includes",
        time_text(median(&times.synced)),
    ));
    lines.push(Line::plain(
        "rows in each file, and rows that differ apart from quotes",
        format!("{}, {unlike}", export.rows),
    ));
    Ok(lines)
}

impl Export {
    fn in_turns(&self, count: usize) -> Result<Times, String> {
        let mut times = Times::default();
        for number in 1..=count {
            let (shell, with_sync) = self.shell_once()?;
            let refill = self.refill_once()?;
            say!(
                "{number}/{count}: sqlite3 {}, Refill {}",
                time_text(shell),
                time_text(refill)
            );
            times.pairs.peer.push(shell);
            times.pairs.refill.push(refill);
            times.synced.push(with_sync);
        }
        Ok(times)
    }

    fn memory(&self) -> Result<[Line; 2], String> {
        let (all, none) = (self.peak(2026)?, self.peak(1990)?);
        let extra = (all - none).max(0.0);
        let peaks = format!("all rows {}, no rows {}", memory_text(all), memory_text(none));
        say!("peak memory: {peaks}");
        let (goal, met) = (format!("≤ {MOST_MIB} MiB"), extra <= MOST_MIB * 1024.0);
        Ok([
            Line::most(MEMORY, memory_text(extra), goal, met),
            Line::plain("peak memory of the exports", peaks),
        ])
    }

    fn out(&self, name: &str) -> PathBuf {
        self.desktop.scratch().join(name)
    }

    fn refill(&self, program: Command, year: u16) -> Command {
        let mut command = program;
        command
            .arg("export")
            .args([
                "--from",
                &format!("{year}-01-01"),
                "--to",
                &format!("{year}-12-31"),
                "-o",
            ])
            .arg(self.out("refill.csv"))
            .env("REFILL_DATA_DIR", &self.data)
            .stdout(Stdio::null());
        command
    }

    fn refill_once(&self) -> Result<f64, String> {
        prepare(&self.out("refill.csv"));
        stopwatch::time(self.refill(self.desktop.command(&self.app), 2026))
    }

    /// How long the shell takes; and how long with its file brought to the disk.
    fn shell_once(&self) -> Result<(f64, f64), String> {
        let out = self.out("sqlite3.csv");
        prepare(&out);
        let file = File::create(&out).map_err(|error| format!("{}: {error}", out.display()))?;
        let mut command = self.desktop.command("sqlite3");
        command
            .args(["-csv", "-header"])
            .arg(self.data.join("history.db"))
            .arg(SQL)
            .stdout(file);
        let shell = stopwatch::time(command)?;
        let mut sync = self.desktop.command("sync");
        sync.arg(&out);
        Ok((shell, shell + stopwatch::time(sync)?))
    }

    /// Refill's peak memory in KiB while it exports this year.
    fn peak(&self, year: u16) -> Result<f64, String> {
        prepare(&self.out("refill.csv"));
        let report = self.out("peak");
        let mut command = self.desktop.command("time");
        command.args(["-f", "%M", "-o"]).arg(&report).arg(&self.app);
        stopwatch::time(self.refill(command, year))?;
        let text = fs::read_to_string(&report).map_err(|error| format!("{}: {error}", report.display()))?;
        text.trim().parse().map_err(|_| format!("time says {text:?}"))
    }

    /// Makes sure that both files hold every row, and counts those that are not the same.
    fn compare(&self) -> Result<usize, String> {
        let [refill, shell] = ["refill.csv", "sqlite3.csv"].map(|name| {
            let path = self.out(name);
            File::open(&path)
                .map(|file| BufReader::new(file).lines())
                .map_err(|error| format!("{}: {error}", path.display()))
        });
        let (mut refill, mut shell) = (refill?.skip(1), shell?.skip(1));
        let (mut rows, mut unlike) = ([0, 0], 0);
        loop {
            let lines =
                [refill.next(), shell.next()].map(|line| line.and_then(Result::ok).map(|line| bare(&line)));
            for (count, line) in rows.iter_mut().zip(&lines) {
                *count += usize::from(line.is_some());
            }
            match &lines {
                [None, None] => break,
                [one, other] => unlike += usize::from(one != other),
            }
        }
        say!("rows: Refill {}, sqlite3 {}; {unlike} differ", rows[0], rows[1]);
        if rows == [self.rows, self.rows] {
            Ok(unlike)
        } else {
            Err(format!(
                "{} rows were expected, and Refill wrote {}, sqlite3 {}",
                self.rows, rows[0], rows[1]
            ))
        }
    }
}

/// A line without what the two programs may do differently in CSV; the data hold no quotes.
fn bare(line: &str) -> String {
    line.trim_end_matches('\r').replace('"', "")
}

/// Every run makes its file anew, with nothing left to be written from the one before.
fn prepare(file: &Path) {
    let _ = fs::remove_file(file);
    cache::sync();
}
