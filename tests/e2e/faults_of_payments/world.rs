//! One run: an installation, and the world around it, which outlives every child.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use refill_core::ports::Clock;
use refill_core::x402::{Atomic, Limits};
use refill_sandbox::{AccountSeed, Control, DRIA, Endpoint, Options, SandboxThread, SteerableClock};
use refill_store::{DataFolder, Journal};
use tempfile::TempDir;

use super::child::{ORDERS, Orders, REFUSED};
use super::installation::{ACCOUNTS, BEGIN, Template};
use super::scenario::{Clicks, Scenario, Trouble};
use super::sim::MARK;

/// What the accounts have before.
pub const BEFORE: i64 = 950;
/// What is in the wallet, in millionths of a USDC.
const FUNDS: u64 = 250_000_000;
/// Seconds after the begin of a life in which everything is over: a window, half an hour, and a little.
const LONGEST: i64 = 45 * 60;
/// A disk that is full has room again after so many seconds.
const FULL_FOR: i64 = 150;

/// One run.
pub struct World {
    pub scenario: Scenario,
    pub sandbox: SandboxThread,
    pub clock: SteerableClock,
    pub folder: TempDir,
    pub began: Timestamp,
    /// Which kill points were met.
    pub killed: Vec<&'static str>,
    /// What the children said.
    pub said: Vec<String>,
    /// What went wrong with the children themselves.
    pub broken: Vec<String>,
    reorged: bool,
    without: Option<String>,
    template: Arc<Template>,
}

impl World {
    pub fn new(scenario: Scenario, without: Option<&str>, template: &Arc<Template>) -> World {
        let second = BEGIN + i64::try_from(scenario.seed % 7).expect("a small number");
        let began = Timestamp::from_second(second).expect("a time");
        let clock = SteerableClock::at(began);
        let seeds = ACCOUNTS
            .iter()
            .map(|(_, key)| AccountSeed::new(DRIA, *key, BEFORE));
        let (_, address) = refill_sandbox::demo_wallet();
        let options = Options {
            accounts: seeds.collect(),
            credit_after: std::time::Duration::from_secs(scenario.seed % 5),
            funded: vec![(address, FUNDS)],
            ..Options::default()
        };
        let sandbox = SandboxThread::start(options.steered_by(&clock)).expect("the sandbox");
        let folder = template.copy(scenario.signer);
        let world = World {
            scenario,
            sandbox,
            clock,
            folder,
            began,
            killed: Vec::new(),
            said: Vec::new(),
            broken: Vec::new(),
            reorged: false,
            without: without.map(str::to_owned),
            template: Arc::clone(template),
        };
        world.set_up();
        world
    }

    pub fn control(&self) -> Control {
        self.sandbox.control()
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn set_up(&self) {
        let (control, scenario) = (self.control(), &self.scenario);
        control.x402_version(scenario.version);
        control.idempotent_topups(scenario.is_idempotent);
        if let Some(fault) = &scenario.fault {
            control.topup_fault(fault.clone(), scenario.times);
        }
        if let Trouble::Lag(endpoint, seconds) = scenario.trouble {
            control.chain_lag(endpoint, std::time::Duration::from_secs(seconds));
        }
        if scenario.clicks == Clicks::TwoAccounts {
            let folder = DataFolder::open(&self.data()).expect("the folder");
            let journal = Journal::open(&folder).expect("the journal");
            // Lets one payment through, and not two.
            let limits = Limits {
                day: Atomic::whole(15),
                ..Limits::default()
            };
            journal.set_limits(&limits, self.began).expect("limits");
            journal.close().expect("closed");
        }
    }

    /// Lives through all of it.
    pub fn run(&mut self) {
        let kills = self.scenario.kills.clone();
        let mut is_dead = self.live(0, kills.first().copied());
        let mut life = 1;
        while is_dead || (life == 1 && (self.scenario.again_after_restart || self.scenario.disk.is_some())) {
            self.advance(SignedDuration::from_secs(self.scenario.down_for));
            is_dead = self.live(life, kills.get(life).copied());
            life += 1;
        }
        // What comes late comes now.
        self.advance(SignedDuration::from_mins(20));
    }

    /// One life; true where it was ended before its time.
    fn live(&mut self, life: usize, kill_at: Option<&'static str>) -> bool {
        let orders = self.orders(life);
        let mut child = self.start(&orders, kill_at);
        self.serve(&mut child, life);
        let status = child.wait().expect("the child's end");
        match kill_at {
            Some(point) if was_killed(status) => {
                self.killed.push(point);
                true
            }
            _ if orders.fails => true,
            _ if status.success() => false,
            _ => {
                let log = fs::read_to_string(self.log(life)).unwrap_or_default();
                self.broken
                    .push(format!("life {life} ended with {status}: {log}"));
                false
            }
        }
    }

    fn orders(&self, life: usize) -> Orders {
        let scenario = &self.scenario;
        let is_first = life == 0;
        let accounts: &[&str] = match (is_first, scenario.clicks) {
            (true, Clicks::Once) => &["a"],
            (true, Clicks::Twice) => &["a", "a"],
            (true, Clicks::TwoAccounts) => &["a", "b"],
            (false, _) if life == 1 && scenario.again_after_restart => &["a"],
            _ => &[],
        };
        let is_full = is_first && scenario.disk.is_some();
        Orders {
            folder: self.folder.path().to_owned(),
            server: self.sandbox.base(DRIA.as_str()),
            chain: self.sandbox.chain_endpoints(),
            only_opens: false,
            offset: scenario.offset.as_secs(),
            signer: scenario.signer,
            clicks: accounts.iter().map(|account| (*account).to_owned()).collect(),
            together: if is_first && scenario.clicks == Clicks::TwoAccounts {
                2
            } else {
                1
            },
            again: scenario.again,
            until: if is_full { FULL_FOR } else { LONGEST },
            hangs: matches!(
                scenario.fault,
                Some(refill_sandbox::TopupFault::Hang | refill_sandbox::TopupFault::HangAfter)
            ),
            fails: is_full,
        }
    }

    fn log(&self, life: usize) -> PathBuf {
        self.folder.path().join(format!("{life}.log"))
    }

    fn start(&self, orders: &Orders, kill_at: Option<&str>) -> Child {
        let program = std::env::current_exe().expect("this binary");
        let mut command = match (&self.scenario.disk, orders.fails) {
            (Some(most), true) => {
                let mut command = Command::new("sh");
                // A file that would grow beyond that is an error then, and not the end.
                let script = r#"trap "" XFSZ; exec prlimit --fsize="$0" "$@""#;
                command.args(["-c", script, &most.to_string()]).arg(program);
                command
            }
            _ => Command::new(program),
        };
        command
            .args(["--exact", "faults_of_payments::child::works", "--ignored"])
            .args(["--nocapture", "--test-threads=1"])
            .env(ORDERS, orders.written())
            .env_remove("REFILL_KILL_AT")
            .env_remove("REFILL_WITHOUT")
            .envs(self.template.roots.iter().map(|roots| ("SSL_CERT_FILE", roots)))
            .env("SSL_CERT_DIR", "")
            .envs(kill_at.map(|point| ("REFILL_KILL_AT", point)))
            .envs(self.without.as_ref().map(|without| ("REFILL_WITHOUT", without)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(self.new_log());
        command.spawn().expect("the child")
    }

    fn new_log(&self) -> fs::File {
        let life = (0..).find(|life| !self.log(*life).exists()).expect("a number");
        fs::File::create(self.log(life)).expect("a log")
    }

    /// Holds the clock for a child until it ends.
    fn serve(&mut self, child: &mut Child, life: usize) {
        let mut answers = child.stdin.take().expect("its input");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        for line in lines.map_while(Result::ok) {
            let Some((_, told)) = line.split_once(MARK) else {
                continue;
            };
            match told.split_once(' ') {
                Some(("to", end)) => {
                    let end = end.parse().expect("microseconds");
                    self.advance_to(Timestamp::from_microsecond(end).expect("a time"));
                    self.answer(&mut answers);
                }
                Some((_, said)) => self.said.push(format!("{life}: {said}")),
                None => {
                    self.look_twice(life);
                    self.answer(&mut answers);
                }
            }
        }
    }

    fn answer(&self, answers: &mut ChildStdin) {
        // Whoever was killed meanwhile reads nothing any more.
        let _ = writeln!(answers, "{}", self.clock.now().as_microsecond());
    }

    /// While the child holds the folder, another one must not get it.
    fn look_twice(&mut self, life: usize) {
        if !self.scenario.two_instances || life > 0 {
            return;
        }
        let orders = Orders {
            only_opens: true,
            fails: false,
            ..self.orders(life)
        };
        let mut second = self.start(&orders, None);
        let status = second.wait().expect("its end");
        if status.code() != Some(REFUSED) {
            self.broken.push(format!("two on the same folder: {status}"));
        }
        let _ = fs::remove_file(self.log(1));
    }

    fn advance(&mut self, by: SignedDuration) {
        self.advance_to(self.clock.now() + by);
    }

    /// Second by second, so that what happens in the world happens in time.
    fn advance_to(&mut self, end: Timestamp) {
        loop {
            let now = self.clock.now();
            self.happen(now);
            if now >= end {
                return;
            }
            let next = end.min(now + SignedDuration::from_secs(1));
            self.control().set_time(next).expect("it is steered");
        }
    }

    fn happen(&mut self, now: Timestamp) {
        let (control, since) = (self.control(), now.duration_since(self.began).as_secs());
        match &self.scenario.trouble {
            Trouble::None | Trouble::Lag(..) => {}
            Trouble::Fault(endpoint, fault, from, until) => {
                let is_on = (*from..*until).contains(&since);
                control.chain_fault(*endpoint, is_on.then(|| fault.clone()));
            }
            Trouble::Down(from, until) => {
                let is_on = (*from..*until).contains(&since);
                for endpoint in Endpoint::ALL {
                    control.chain_fault(endpoint, is_on.then_some(refill_sandbox::ChainFault::Down));
                }
            }
            Trouble::Reorg(after, orphans) => {
                let paid = control.settlements().first().map(|paid| paid.at);
                let old = paid.map(|at| now.duration_since(at).as_secs());
                if let Some(old) = old.filter(|old| !self.reorged && (*after..8).contains(old)) {
                    let blocks = u64::try_from(old / 2 + 1).expect("a few");
                    control.reorg(blocks, *orphans);
                    self.reorged = true;
                }
            }
        }
    }

    pub fn was_reorganised(&self) -> bool {
        self.reorged
    }
}

fn was_killed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal().is_some()
}
