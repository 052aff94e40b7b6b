//! The time of a run, as the child has it. The clock stands outside and outlives the child; it moves when the child has
//! nothing to do but to wait, and then to the next moment that somebody waits for.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufRead, Write, stdin, stdout};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use refill_core::ports::{Clock, Timer};
use tokio::sync::oneshot;

/// How a line to the one who holds the clock begins.
pub const MARK: &str = "@sim ";

/// The threads of this process.
const TASKS: &str = "/proc/self/task";
/// How often it is looked whether anything runs.
const LOOK: Duration = Duration::from_micros(200);
/// A child in which nothing runs, nothing is asked and nobody waits has come to a standstill.
const STANDSTILL: Duration = Duration::from_secs(40);

pub struct Sim {
    /// The world's time, in microseconds.
    now: AtomicI64,
    /// This machine's clock is so far ahead of it.
    offset: SignedDuration,
    waiting: Mutex<Waiting>,
    asked: Mutex<Asked>,
    /// What asks and is not answered counts as waiting after so long.
    patience: Duration,
}

#[derive(Default)]
struct Waiting {
    last: u64,
    ends: BTreeMap<(i64, u64), oneshot::Sender<()>>,
}

#[derive(Default)]
struct Asked {
    last: u64,
    since: BTreeMap<u64, Instant>,
}

/// Somebody outside is being asked.
pub struct Asking<'a> {
    sim: &'a Sim,
    number: u64,
}

/// Somebody waits.
struct Wait<'a> {
    sim: &'a Sim,
    key: (i64, u64),
}

impl Sim {
    /// Says that the folder is held, and gets to know the time.
    pub fn begin(offset: SignedDuration, patience: Duration) -> Arc<Sim> {
        let sim = Arc::new(Sim {
            now: AtomicI64::new(ask("open")),
            offset,
            waiting: Mutex::default(),
            asked: Mutex::default(),
            patience,
        });
        let watched = Arc::clone(&sim);
        thread::spawn(move || watched.keep_time());
        sim
    }

    /// Until this is dropped, the time stands still.
    pub fn asking(&self) -> Asking<'_> {
        let mut asked = locked(&self.asked);
        asked.last += 1;
        let number = asked.last;
        asked.since.insert(number, Instant::now());
        Asking { sim: self, number }
    }

    fn is_asking(&self) -> bool {
        let asked = locked(&self.asked);
        asked.since.values().any(|since| since.elapsed() < self.patience)
    }

    fn keep_time(&self) {
        let mut threads = Threads::default();
        let mut moved = Instant::now();
        loop {
            thread::park_timeout(LOOK);
            if !self.is_asking() && threads.are_at_rest() && self.go_on() {
                moved = Instant::now();
            }
            if moved.elapsed() > STANDSTILL {
                eprintln!("a standstill at {}", self.world());
                std::process::abort();
            }
        }
    }

    /// Moves the clock to the next moment that somebody waits for; false where nobody does.
    fn go_on(&self) -> bool {
        let next = locked(&self.waiting).ends.first_key_value().map(|(key, _)| key.0);
        let Some(next) = next else { return false };
        let now = ask(&format!("to {next}"));
        self.now.store(now, Ordering::SeqCst);
        let mut waiting = locked(&self.waiting);
        let later = waiting.ends.split_off(&(now + 1, 0));
        let over = std::mem::replace(&mut waiting.ends, later);
        drop(waiting);
        for end in over.into_values() {
            // Nobody waits any more: as good.
            let _ = end.send(());
        }
        true
    }

    fn world(&self) -> Timestamp {
        Timestamp::from_microsecond(self.now.load(Ordering::SeqCst)).expect("a time")
    }
}

/// Tells the one who holds the clock, and reads the answer.
fn ask(what: &str) -> i64 {
    say(what);
    let mut line = String::new();
    stdin().lock().read_line(&mut line).expect("an answer");
    // The harness has gone, and nobody reads what becomes of this.
    line.trim().parse().unwrap_or_else(|_| std::process::exit(3))
}

/// Tells the harness something.
pub fn say(what: &str) {
    let mut out = stdout().lock();
    writeln!(out, "\n{MARK}{what}")
        .and_then(|()| out.flush())
        .expect("somebody listens");
}

/// The other threads of this process, and what each has run so far.
#[derive(Default)]
struct Threads(BTreeMap<OsString, (File, String)>);

impl Threads {
    /// Whether none has run since this was asked last, and none has anything to do now: one that waits for anything but
    /// another thread or the network may have, for a process that is to kill this one, say.
    fn are_at_rest(&mut self) -> bool {
        !self.have_run() && self.are_idle() == Some(true) && !self.have_run()
    }

    fn have_run(&mut self) -> bool {
        let before = self.0.len();
        let mut has_run = false;
        self.0.retain(|_, (file, last)| {
            let mut run = [0; 96];
            let Ok(length) = file.read_at(&mut run, 0) else {
                return false;
            };
            let run = String::from_utf8_lossy(&run[..length]);
            if *last != run {
                *last = run.into_owned();
                has_run = true;
            }
            true
        });
        has_run || self.0.len() < before
    }

    /// Whether all wait for something to do; false for those that are new.
    fn are_idle(&mut self) -> Option<bool> {
        let own = fs::read_link("/proc/thread-self").ok()?;
        let mut are_idle = true;
        for thread in fs::read_dir(TASKS).ok()?.flatten() {
            let (name, folder) = (thread.file_name(), thread.path());
            if own.file_name() == Some(name.as_os_str()) {
                continue;
            }
            if let Entry::Vacant(new) = self.0.entry(name) {
                new.insert((File::open(folder.join("schedstat")).ok()?, String::new()));
                are_idle = false;
                continue;
            }
            let stat = fs::read_to_string(folder.join("stat")).ok()?;
            let (_, state) = stat.rsplit_once(") ")?;
            are_idle &= state.starts_with('S') && is_idle(&fs::read_to_string(folder.join("wchan")).ok()?);
        }
        Some(are_idle)
    }
}

/// Whether a thread that waits in this function of the kernel has nothing to do; some systems do not tell.
fn is_idle(place: &str) -> bool {
    place == "0"
        || ["futex", "epoll", "ep_poll"]
            .iter()
            .any(|idle| place.contains(idle))
}

impl Clock for Sim {
    fn now(&self) -> Timestamp {
        self.world() + self.offset
    }
}

#[async_trait]
impl Timer for Sim {
    async fn sleep(&self, time: Duration) {
        let (told, end) = oneshot::channel();
        let _wait = self.wait(time, told);
        // The sender is dropped by nobody else.
        let _ = end.await;
    }
}

impl Sim {
    fn wait(&self, time: Duration, told: oneshot::Sender<()>) -> Wait<'_> {
        let mut waiting = locked(&self.waiting);
        waiting.last += 1;
        let time = i64::try_from(time.as_micros()).expect("a time");
        let key = (self.now.load(Ordering::SeqCst) + time, waiting.last);
        waiting.ends.insert(key, told);
        Wait { sim: self, key }
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        locked(&self.sim.waiting).ends.remove(&self.key);
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        locked(&self.sim.asked).since.remove(&self.number);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
