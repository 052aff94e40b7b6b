//! The sandbox as a process of its own, for benchmarks.
//!
//! `cargo run --release -p refill-sandbox --example serve -- --accounts 200 --delay-ms 50`
//!
//! | option | meaning |
//! |---|---|
//! | `--accounts N` | so many accounts (10), see `refill_sandbox::bench_accounts` for keys and balances |
//! | `--provider ID` | all of them at one provider; spread over all when it is not given |
//! | `--delay-ms N` | what every answer takes longer (0) |
//! | `--port P` | the port; any free one when it is not given |
//!
//! It prints its address on one line when it is ready, and ends when its standard input does. `/__control` answers.

use std::error::Error;
use std::io::{self, Write};
use std::time::Duration;

use refill_core::ids::ProviderId;
use refill_sandbox::{Options, Sandbox, bench_accounts};

struct Arguments {
    accounts: usize,
    provider: Option<ProviderId>,
    delay: Duration,
    port: u16,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut arguments = Arguments {
        accounts: 10,
        provider: None,
        delay: Duration::ZERO,
        port: 0,
    };
    let mut words = std::env::args().skip(1);
    while let Some(option) = words.next() {
        let value = words.next().ok_or_else(|| format!("{option} needs a value"))?;
        match option.as_str() {
            "--accounts" => arguments.accounts = value.parse()?,
            "--provider" => arguments.provider = Some(ProviderId::new(value)),
            "--delay-ms" => arguments.delay = Duration::from_millis(value.parse()?),
            "--port" => arguments.port = value.parse()?,
            unknown => return Err(format!("unknown option {unknown}").into()),
        }
    }
    Ok(arguments)
}

// One thread is enough for thousands of answers a second, and leaves the other cores to what is measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    let sandbox = Sandbox::start(Options {
        accounts: bench_accounts(arguments.accounts, arguments.provider.as_ref()),
        port: arguments.port,
        delay: arguments.delay,
        control_over_http: true,
        ..Options::default()
    })
    .await?;
    let mut out = io::stdout();
    writeln!(out, "http://127.0.0.1:{}", sandbox.port())?;
    out.flush()?;
    tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink())).await??;
    sandbox.stop().await;
    Ok(())
}
