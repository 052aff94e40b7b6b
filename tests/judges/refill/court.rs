//! The judges, as a program beside this one (README.md): started, asked, and ended with their owner.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use refill_tests::{SHORT, patiently};
use serde_json::{Value, json};
use ureq::Agent;

/// Nothing that they are asked takes longer.
const LIMIT: Duration = Duration::from_secs(30);
/// After so many blocks a settlement is safe on this chain.
const SAFE_AFTER: u32 = 4;

/// Chain, sellers and control.
pub struct Judges {
    program: Child,
    /// Kept open: who writes to a closed pipe ends badly.
    _output: BufReader<ChildStdout>,
    said: Value,
    agent: Agent,
}

impl Judges {
    /// Starts chain and sellers.
    pub fn start() -> Judges {
        Judges::run(&["judge.mjs"])
    }

    /// Starts them with the seller of `version` behind a door that loses answers.
    pub fn behind_losing_door(version: &str) -> Judges {
        Judges::run(&["lost-answer.mjs", "--serve", version])
    }

    fn run(arguments: &[&str]) -> Judges {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges");
        let mut program = Command::new("node")
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let mut output = BufReader::new(program.stdout.take().expect("a pipe"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the judges speak text");
        let said = serde_json::from_str(&line)
            .expect("the judges start; their packages come with `npm --prefix tests/judges ci`");
        let configuration = Agent::config_builder()
            .timeout_global(Some(LIMIT))
            .proxy(None)
            .build();
        let judges = Judges {
            program,
            _output: output,
            said,
            agent: configuration.into(),
        };
        // The chain has a past then, and a safe block that knows the token.
        judges.mine(2 * SAFE_AFTER);
        judges
    }

    /// What they said of `name`: an address of theirs.
    pub fn said(&self, name: &str) -> &str {
        text(&self.said[name])
    }

    /// The payer's private key.
    pub fn payer_key(&self) -> &str {
        text(&self.said["payer"]["key"])
    }

    /// The payer's address, as their own library makes it of the key.
    pub fn payer(&self) -> &str {
        text(&self.said["payer"]["address"])
    }

    /// Every authorization that the token marked, oldest first.
    pub fn settlements(&self) -> Vec<Value> {
        let all = self.get(&format!("{}/control/settlements", self.said("control")));
        all.as_array().expect("a list").clone()
    }

    /// Mines blocks, each with the present second.
    pub fn mine(&self, blocks: u32) {
        self.control("mine", &json!({ "blocks": blocks }));
    }

    /// Mines until what has settled is safe.
    pub fn mine_until_safe(&self) {
        self.mine(SAFE_AFTER);
    }

    /// Moves the chain's time on, and the facilitators' with it.
    pub fn pass(&self, seconds: u64) {
        self.control("time", &json!({ "seconds": seconds }));
    }

    /// Has the door lose so many answers from now on; tells how many it has lost.
    pub fn lose(&self, answers: u32) -> u64 {
        let told = self.control("lose", &json!({ "answers": answers }));
        told["lost"].as_u64().expect("a number")
    }

    /// The credits of a seller's account.
    pub fn credits(&self, seller: &str) -> i64 {
        let told = self.get(&format!("{seller}/v1/credits/balance"));
        told["balance"].as_i64().expect("a whole number")
    }

    fn control(&self, what: &str, body: &Value) -> Value {
        let address = format!("{}/control/{what}", self.said("control"));
        let request = self
            .agent
            .post(address)
            .header("content-type", "application/json");
        read(request.send(body.to_string()))
    }

    fn get(&self, address: &str) -> Value {
        read(self.agent.get(address).call())
    }
}

impl Drop for Judges {
    fn drop(&mut self) {
        // They end when their input closes, and the chain with them.
        drop(self.program.stdin.take());
        let ended = patiently(SHORT, || self.program.try_wait().ok().flatten());
        if ended.is_none() {
            let _ = self.program.kill();
            let _ = self.program.wait();
        }
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Value {
    let mut answer = answer.expect("the judges answer");
    let body = answer.body_mut().read_to_string().expect("an answer in text");
    serde_json::from_str(&body).expect("an answer in JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("the judges say where things are")
}
