//! The log: on standard error, quiet unless `REFILL_LOG` asks for more. No line carries a key, an address's query, a
//! header or a body: nothing that logs is ever handed one.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Starts the log, once.
pub(crate) fn start() {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::WARN.into())
        .with_env_var("REFILL_LOG")
        .from_env_lossy();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if log.try_init().is_err() {
        tracing::debug!("the log had been started before");
    }
}
