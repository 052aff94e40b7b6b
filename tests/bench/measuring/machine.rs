//! Where and how it was measured, without names.

use std::fs;

use jiff::Timestamp;

use super::options::Options;

/// The sentences above the table.
pub(crate) fn about(options: &Options, load_before: &str) -> Vec<String> {
    let mut about = Vec::new();
    if options.debug {
        about.push("**NOT VALID: debug builds.** These numbers only show that the harness works.\n".into());
    }
    if options.quick {
        about.push("**NOT VALID: a quick run** with little data and few pairs.\n".into());
    }
    let day = Timestamp::now().strftime("%Y-%m-%d");
    about.push(format!(
        "Measured on {day} with Refill {}: {} cores, {} GiB, {}; load average {load_before} before and {} after.",
        env!("CARGO_PKG_VERSION"),
        std::thread::available_parallelism().map_or(0, usize::from),
        memory_gib(),
        system(),
        load(),
    ));
    about
}

/// How busy the machine was in the last minute.
pub(crate) fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_string()
}

fn memory_gib() -> u64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib = total.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse().ok());
    kib.map_or(0, |kib: u64| (kib + 512 * 1024) / (1024 * 1024))
}

fn system() -> String {
    let text = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.unwrap_or("Linux").trim_matches('"').to_string()
}
