//! How often is paid for one purchase when the seller's answer is lost: Refill, against the reference client of x402 at
//! the same seller behind the same door (`tests/judges`).

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::Part;
use crate::measuring::options::Options;
use crate::measuring::report::{Goal, Line};
use crate::measuring::say;

const V1: &str = "settlements per purchase when the answer is lost, x402 version 1";
const V2: &str = "settlements per purchase when the answer is lost, x402 version 2";
const GOAL: &str = "1.00";
const PURCHASES: usize = 20;
const PEER: &str = "@x402/fetch";

pub(super) const PART: Part = Part {
    name: "payments",
    title: "Payments whose answer is lost, against @x402/fetch",
    goals: &[(V1, GOAL), (V2, GOAL)],
    measure,
};

/// What one client did.
struct Done {
    purchases: u64,
    settlements: u64,
}

fn measure(options: &Options) -> Result<Vec<Line>, String> {
    let purchases = if options.quick { 2 } else { PURCHASES };
    [(V1, "v1"), (V2, "v2")]
        .into_iter()
        .map(|(what, version)| line(what, version, purchases, options))
        .collect()
}

fn line(what: &str, version: &str, purchases: usize, options: &Options) -> Result<Line, String> {
    let mut node = Command::new("node");
    node.arg("lost-answer.mjs");
    let peer = buy(node, version, purchases)?;
    let refill = buy(Command::new(refill(options)), version, purchases)?;
    let [refill_each, peer_each] = [&refill, &peer].map(Done::each);
    say!("{version}, {purchases} purchases: {PEER} {peer_each:.2}, Refill {refill_each:.2} each");
    Ok(Line::Goal(Goal {
        what: format!("{what}, {purchases} purchases"),
        refill: format!("{refill_each:.2}"),
        peer: format!("{PEER}: {peer_each:.2}"),
        ratio: format!("{:.2}", refill_each / peer_each),
        goal: GOAL.into(),
        met: Some(refill.settlements == refill.purchases),
    }))
}

/// Refill's client lies beside the product.
fn refill(options: &Options) -> PathBuf {
    options.app.with_file_name("refill-lost-answer")
}

/// Has a client buy so often. Both start the seller and its door anew.
fn buy(mut client: Command, version: &str, purchases: usize) -> Result<Done, String> {
    let name = client.get_program().to_string_lossy().into_owned();
    let judges = Path::new(env!("CARGO_MANIFEST_DIR")).join("../judges");
    let output = client
        .args([&purchases.to_string(), version])
        .current_dir(judges)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{name} does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", output.status));
    }
    let told: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("{name}: {error}"))?;
    let done = Done {
        purchases: number(&told["purchases"])?,
        settlements: number(&told["settlements"])?,
    };
    match done.purchases == purchases as u64 {
        true => Ok(done),
        false => Err(format!("{name} bought {} times, not {purchases}", done.purchases)),
    }
}

fn number(value: &Value) -> Result<u64, String> {
    value.as_u64().ok_or_else(|| format!("{value} is no number"))
}

impl Done {
    fn each(&self) -> f64 {
        self.settlements as f64 / self.purchases as f64
    }
}
