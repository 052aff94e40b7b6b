//! Refill without a window, killed at named moments of a checkout and of a keychain write or delete, started again,
//! and audited: no second session, no lost purchase, no orphaned or lost key.
//!
//! The child runs the use-cases on a real data folder, the real keychain and real HTTP. The providers, the payer and
//! the browser live out here and survive it.

mod audit;
mod child;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus};
use std::time::Duration;

use refill_sandbox::{AccountSeed, Control, Options, SandboxThread, WEB3_API};
use refill_tests::{Desktop, LONG, wait_for};

use self::audit::{Bought, Kept};

const KEY: &str = "w3-kills-first";
const OTHER_KEY: &str = "w3-kills-second";
const EMAIL: &str = "person@example.com";
const PASSWORD: &str = "a good password";
/// What the account has before.
const BEFORE: i64 = 950;
/// What the package brings.
const BOUGHT: i64 = 10_000;

/// Every named moment of a purchase (`refill_app`, feature `fault-points`).
const CHECKOUT: [&str; 13] = [
    "purchase.before_begin",
    "purchase.after_begin",
    "purchase.after_asked",
    "purchase.before_answer_stored",
    "purchase.after_ready",
    "purchase.after_trust",
    "purchase.after_opened",
    "purchase.after_browser",
    "purchase.before_return_stored",
    "purchase.after_return_stored",
    "purchase.before_credit_stored",
    "purchase.after_credit_stored",
    "purchase.before_notice",
];

/// What is done to the keychain, and the moments of it.
const KEYCHAIN: [(&str, &[&str]); 4] = [
    (
        "add",
        &["key.after_planned", "key.after_written", "account.after_row"],
    ),
    ("sign-in", &["key.after_planned", "key.after_written"]),
    (
        "replace",
        &["key.after_planned", "key.after_written", "key.after_exchange"],
    ),
    (
        "remove",
        &[
            "account.after_marked",
            "account.after_removed",
            "key.after_deleted",
        ],
    ),
];

/// One installation, and the world around it.
struct Site<'a> {
    desktop: &'a Desktop,
    sandbox: SandboxThread,
    folder: PathBuf,
    children: u32,
}

impl<'a> Site<'a> {
    fn new(desktop: &'a Desktop, name: &str) -> Site<'a> {
        let seed = |key: &str| AccountSeed::new(WEB3_API, key, BEFORE);
        let sandbox = SandboxThread::start(Options {
            accounts: vec![seed(KEY), seed(OTHER_KEY)],
            ..Options::default()
        });
        let sandbox = sandbox.expect("the local providers start");
        sandbox.control().add_holder(EMAIL, PASSWORD, KEY);
        Site {
            desktop,
            sandbox,
            folder: desktop.scratch().join(name),
            children: 0,
        }
    }

    fn control(&self) -> Control {
        self.sandbox.control()
    }

    /// Starts the child; it ends by itself, or at the named moment.
    fn start(&mut self, work: &str, kill_at: Option<&str>) -> Child {
        self.children += 1;
        let log = self.folder.with_extension(format!("{}.log", self.children));
        let log = fs::File::create(&log).expect("a log");
        let program = std::env::current_exe().expect("this binary");
        let mut command = self.desktop.command(program);
        command
            .args([
                "--exact",
                "kills::child::works",
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(child::WORK, work)
            .env(child::FOLDER, &self.folder)
            .env(child::SERVER, self.sandbox.base(WEB3_API.as_str()))
            .stdout(log.try_clone().expect("a log"))
            .stderr(log);
        match kill_at {
            Some(point) => command.env("REFILL_KILL_AT", point),
            None => command.env_remove("REFILL_KILL_AT"),
        };
        command.spawn().expect("the child")
    }

    /// Runs the child to its end, while the payer pays what its browser opens.
    fn run(&mut self, work: &str, kill_at: Option<&str>) -> ExitStatus {
        let mut child = self.start(work, kill_at);
        let what = format!("{work} to end, killed at {kill_at:?}\n{}", self.folder.display());
        wait_for(&what, LONG * 2, || {
            self.pay_once();
            child.try_wait().expect("the child's state")
        })
    }

    /// Runs the child, which is to be killed at this moment.
    fn kill(&mut self, work: &str, point: &str) {
        let status = self.run(work, Some(point));
        assert!(
            was_killed(status),
            "{work} was not killed at {point}: {status}\n{}",
            self.log()
        );
    }

    /// Runs the child, which is to end well.
    fn settle(&mut self, work: &str) {
        let status = self.run(work, None);
        assert!(status.success(), "{work}: {status}\n{}", self.log());
    }

    /// Lets the child tidy up until every account has its key and the keychain holds nothing else.
    fn tidy(&mut self, work: &str, point: &str) {
        let mut child = self.start("tidy", None);
        wait_for(
            &format!("{work}, killed at {point}, to be tidied up"),
            LONG,
            || {
                let ended = child.try_wait().expect("the child's state");
                assert_eq!(ended, None, "{work}, killed at {point}:\n{}", self.log());
                let has_read_all = self.folder.with_extension("tidied").exists();
                (has_read_all && Kept::look(self).is_tidy(work, point)).then_some(())
            },
        );
        child.kill().expect("it ends");
        child.wait().expect("it ended");
    }

    /// What the last child said.
    fn log(&self) -> String {
        fs::read_to_string(self.folder.with_extension(format!("{}.log", self.children))).unwrap_or_default()
    }

    /// The person pays on the page that the browser shows, once, and the page sends the browser back.
    fn pay_once(&self) {
        let control = self.control();
        let sessions = control.sessions();
        if sessions.iter().any(|session| session.is_paid) {
            return;
        }
        let opened = child::opened(&self.folder);
        let Some(session) = opened
            .last()
            .and_then(|page| sessions.into_iter().find(|session| session.url == *page))
        else {
            return;
        };
        control.pay(&session.id).expect("the page can be paid");
        let back = session.success_url.replace("{CHECKOUT_SESSION_ID}", &session.id);
        // Nobody may be there any more: the person sees an error then, and has paid all the same.
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(5)))
            .build()
            .new_agent();
        let _ = agent.get(&back).call();
    }
}

fn was_killed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal().is_some()
}

fn short(point: &str) -> String {
    point.replace('.', "-")
}

#[test]
fn a_purchase_survives_a_kill_at_every_point() {
    let desktop = Desktop::start();
    let mut sessions = 0;
    for point in CHECKOUT {
        let mut site = Site::new(&desktop, &short(point));
        site.settle("add");
        site.settle("sign-in");
        site.kill("buy", point);
        site.settle("settle");
        let bought = Bought::look(&site);
        sessions += bought.check(point);
    }
    println!(
        "{} kills of a checkout: {sessions} sessions made, {} paid, {} credited, 0 paid twice, 0 lost",
        CHECKOUT.len(),
        CHECKOUT.len(),
        CHECKOUT.len()
    );
}

#[test]
fn a_key_is_neither_lost_nor_left_behind_by_a_kill_at_any_point() {
    let desktop = Desktop::start();
    let mut kills = 0;
    for (work, points) in KEYCHAIN {
        for point in points {
            let mut site = Site::new(&desktop, &format!("{work}-{}", short(point)));
            if work != "add" {
                site.settle("add");
            }
            if work == "remove" {
                site.settle("sign-in");
            }
            site.kill(work, point);
            site.tidy(work, point);
            kills += 1;
        }
    }
    println!("{kills} kills of a keychain write or delete: 0 keys lost, 0 left behind");
}

/// The names of the fault points stand in two places: every one that the product has is killed at.
#[test]
fn every_point_is_killed_at() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates/refill-app/src");
    let mut named = names_in(&sources, "fault::point(\"");
    // Those of payments are killed at by a harness of their own.
    named.retain(|point| !point.starts_with("payment."));
    named.sort();
    named.dedup();
    let killed = CHECKOUT
        .iter()
        .chain(KEYCHAIN.iter().flat_map(|(_, points)| *points));
    let mut killed: Vec<String> = killed.map(|point| (*point).to_owned()).collect();
    killed.sort();
    killed.dedup();
    assert_eq!(named, killed);
}

/// What stands between `begin` and the next quotation mark in the sources, as often as it does.
pub fn names_in(folder: &Path, begin: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(names_in(&path, begin));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let names = text.split(begin).skip(1);
        found.extend(names.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    found
}
