//! The time of a run, as the child has it. The clock stands outside and outlives the child; it moves when the child has
//! nothing to do but to wait, and then to the next moment that somebody waits for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, Write as _, stdin, stdout};
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
        let mut last = None;
        let mut moved = Instant::now();
        loop {
            thread::sleep(LOOK);
            let seen = match self.is_asking() {
                true => None,
                false => at_rest(),
            };
            // Twice the same: nothing ran in between.
            if seen.is_some() && seen == last && self.go_on() {
                moved = Instant::now();
                last = None;
            } else {
                last = seen;
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

/// What every other thread of this process has run so far; `None` where one runs now, or waits for anything but another
/// thread or the network: for a process that is to kill this one, say.
fn at_rest() -> Option<String> {
    let own = fs::read_link("/proc/thread-self").ok()?;
    let mut seen = String::new();
    for thread in fs::read_dir("/proc/self/task").ok()?.flatten() {
        if own.file_name() == Some(&thread.file_name()) {
            continue;
        }
        let read = |name: &str| fs::read_to_string(thread.path().join(name)).ok();
        let stat = read("stat")?;
        let (_, state) = stat.rsplit_once(") ")?;
        if !state.starts_with('S') || !is_idle(&read("wchan")?) {
            return None;
        }
        write!(seen, "{:?} {}", thread.file_name(), read("schedstat")?).ok()?;
    }
    Some(seen)
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
