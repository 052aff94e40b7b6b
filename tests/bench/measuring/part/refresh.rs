//! A refresh of many accounts, against curl asking for the same.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use refill_sandbox::DRIA;
use refill_tests::{LONG, patiently};

use super::Part;
use crate::measuring::data::Known;
use crate::measuring::numbers::{Pairs, median, millis, time_text};
use crate::measuring::options::Options;
use crate::measuring::report::Line;
use crate::measuring::stage::Stage;
use crate::measuring::{say, stopwatch};

const WHAT: &str = "refresh of 200 accounts, answers after 50 ms";
const GOAL: f64 = 1.2;
const ACCOUNTS: usize = 200;
/// The same that Refill asks at a time.
const AT_ONCE: &str = "8";
const DELAY: Duration = Duration::from_millis(50);

pub(super) const PART: Part = Part {
    name: "refresh",
    title: "Refresh of 200 accounts, against curl",
    goals: &[(WHAT, "≤ 1.2")],
    measure,
};

fn measure(options: &Options) -> Result<Vec<Line>, String> {
    let accounts = Known::all(if options.quick { ACCOUNTS / 5 } else { ACCOUNTS });
    let stage = Stage::set(options, &accounts, 1, DELAY)?;
    let wanted = curl_config(&stage, &accounts)?;
    let running = stage.app.start(&stage.desktop, &stage.screen)?;
    let asked_all = patiently(LONG, || {
        (stage.asked() >= accounts.len()).then(|| running.began().elapsed())
    });
    let first = asked_all.ok_or("the refresh at the start did not ask for all accounts")?;
    say!(
        "first refresh, keys from the keychain: {} after the start",
        time_text(millis(first))
    );
    stage.wait_for_rest(&running)?;
    time(&stage, refill(&stage), accounts.len())?;
    time(&stage, curl(&stage, &wanted), accounts.len())?;
    let (mut pairs, count) = (Pairs::default(), options.pairs(5));
    for number in 1..=count {
        pairs
            .peer
            .push(time(&stage, curl(&stage, &wanted), accounts.len())?);
        pairs.refill.push(time(&stage, refill(&stage), accounts.len())?);
        let [curl, refill] = [&pairs.peer, &pairs.refill].map(|times| time_text(times[number - 1]));
        say!("{number}/{count}: curl {curl}, Refill {refill}");
    }
    Ok(vec![
        Line::ratio(WHAT, GOAL, &pairs, |times| time_text(median(times)), "curl"),
        Line::plain(
            "start of the app until its own first refresh asked for all 200, keys read from the keychain",
            time_text(millis(first)),
        ),
    ])
}

/// The running app is asked to refresh, and this returns when it has.
fn refill(stage: &Stage) -> Command {
    let mut command = stage.desktop.command(&stage.app.path);
    command.arg("refresh");
    command.envs(stage.app.environment.iter().map(|(name, value)| (name, value)));
    command
}

fn curl(stage: &Stage, wanted: &PathBuf) -> Command {
    let mut command = stage.desktop.command("curl");
    command.args([
        "--parallel",
        "--parallel-immediate",
        "--no-progress-meter",
        "--parallel-max",
        AT_ONCE,
        "--config",
    ]);
    command.arg(wanted);
    command
}

/// The same requests as Refill's, as a file for curl.
fn curl_config(stage: &Stage, accounts: &[Known]) -> Result<PathBuf, String> {
    let server = stage.sandbox.base(DRIA.as_str());
    let mut text = String::new();
    for (number, known) in accounts.iter().enumerate() {
        let next = if number == 0 { "" } else { "next\n" };
        let (key, address) = (known.key(), format!("{server}/v1/credits/balance"));
        let _ = write!(
            text,
            "{next}url = \"{address}\"\nheader = \"Authorization: Bearer {key}\"\noutput = \"/dev/null\"\nsilent\nfail\n"
        );
    }
    let path = stage.desktop.scratch().join("curl.conf");
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

/// How long a command takes, which has to ask for every account.
fn time(stage: &Stage, mut command: Command, accounts: usize) -> Result<f64, String> {
    stage
        .screen
        .rests_for(Duration::from_millis(500), Instant::now() + LONG)?;
    stage.sandbox.control().forget_requests();
    let program = command.get_program().to_string_lossy().into_owned();
    command.stdout(Stdio::null());
    let took = stopwatch::time(command)?;
    match stage.asked() {
        asked if asked == accounts => Ok(took),
        asked => Err(format!("{program} asked for {asked} of {accounts} accounts")),
    }
}
