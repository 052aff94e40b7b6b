//! A refusal, before the provider puts it into its own form.

use jiff::Timestamp;

/// What a provider is to refuse with.
pub(crate) struct Refusal<'a> {
    pub(crate) status: u16,
    /// Its sentence, instead of its usual one.
    pub(crate) text: Option<&'a str>,
    /// `Retry-After`, as it will stand in the header.
    pub(crate) retry_after: Option<&'a str>,
    pub(crate) now: Timestamp,
}

impl Refusal<'_> {
    /// The seconds after which to come back, where they are told as a number.
    pub(crate) fn wait(&self) -> Option<i64> {
        self.retry_after?.parse().ok()
    }
}
