//! Named moments between two durable steps, at which a test can end the process (cargo feature `fault-points`).

/// Ends the process here, as a power cut would, where the environment names this moment.
#[cfg(feature = "fault-points")]
pub(crate) fn point(name: &'static str) {
    if std::env::var_os("REFILL_KILL_AT").is_some_and(|wanted| wanted == name) {
        // No destructor runs and nothing is flushed, unlike with an ordinary exit; and nobody is waited for meanwhile.
        std::process::abort();
    }
}

/// Whether a test runs without one of the invariants of a payment, to see that the harness notices.
#[cfg(feature = "fault-points")]
pub(crate) fn is_without(invariant: &str) -> bool {
    std::env::var_os("REFILL_WITHOUT").is_some_and(|wanted| wanted == invariant)
}

/// They always hold.
#[cfg(not(feature = "fault-points"))]
pub(crate) const fn is_without(_: &str) -> bool {
    false
}

/// Without the feature nothing happens.
#[cfg(not(feature = "fault-points"))]
#[inline]
pub(crate) fn point(_: &'static str) {}
