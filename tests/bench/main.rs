//! Refill measured against a floor or a peer, in the same run. Started by `cargo xtask bench`, which builds what is
//! measured and keeps the table.

#[cfg(target_os = "linux")]
mod measuring;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    measuring::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    eprintln!("The benchmarks look at windows through X11 and at memory through /proc: they need Linux.");
    std::process::ExitCode::from(2)
}
