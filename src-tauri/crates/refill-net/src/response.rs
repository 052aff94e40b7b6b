//! Answers, with what callers may look at.

use std::fmt;
use std::time::{Duration, SystemTime};

use refill_core::text;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use url::Url;

use crate::error::host;

/// Longest header value that is handed out, in characters.
const LONGEST_HEADER: usize = 200;

/// The least and the most that a server can ask a caller to wait.
const WAITS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(24 * 60 * 60));

/// A whole answer, of any status. Its `Debug` shows neither headers nor body.
#[derive(Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The body, unpacked.
    pub body: Vec<u8>,
    /// The address that answered: the one asked, or one of the same origin that it redirected to.
    pub url: Url,
    pub(crate) headers: HeaderMap,
}

impl Response {
    /// Host and, where it is not the scheme's own, port, of the server that answered.
    pub fn host(&self) -> String {
        host(&self.url)
    }

    /// A header as one harmless line of text (`text::clean`), at most 200 characters; `None` when it is
    /// missing, empty or no ASCII. Of several with that name, the first.
    pub fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?.to_str().ok()?;
        let value = text::clean(value, LONGEST_HEADER);
        (!value.is_empty()).then_some(value)
    }

    /// True when a header of that name is there, whatever is in it.
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    /// A header that a program reads, as it came; `None` when it is missing, has another character than those of
    /// visible ASCII and spaces, is over `longest` bytes, or is there more than once.
    pub fn long_header(&self, name: &str, longest: usize) -> Option<String> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?.to_str().ok()?;
        let is_one = values.next().is_none() && value.len() <= longest;
        is_one.then(|| value.to_owned())
    }

    /// The server's time (`Date`).
    pub fn date(&self) -> Option<SystemTime> {
        let date = self.headers.get(DATE)?.to_str().ok()?;
        httpdate::parse_http_date(date).ok()
    }

    /// How long the server asks to wait (`Retry-After`, RFC 9110 section 10.2.3: seconds or a date), between
    /// 1 second and 24 hours. `None` when it does not ask or cannot be understood.
    ///
    /// A date is measured against the answer's own `Date`, so that a wrong clock on this machine does not
    /// matter; `now` serves where there is none.
    pub fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        let now = self.date().unwrap_or(now);
        let asked = self.headers.get(RETRY_AFTER)?.to_str().ok()?;
        let wait = parse_wait(asked.trim(), now)?;
        Some(wait.clamp(WAITS.0, WAITS.1))
    }
}

fn parse_wait(text: &str, now: SystemTime) -> Option<Duration> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit are a very long time, and the caller cuts it anyway.
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    Some(until.duration_since(now).unwrap_or_default())
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
