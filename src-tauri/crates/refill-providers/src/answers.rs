//! What an answer means, as far as it is the same for every provider: its status, its words, its errors.

use std::time::{Duration, SystemTime};

use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::key::{ApiKey, Secret};
use refill_core::money::{Decimal, Money};
use refill_core::provider::Descriptor;
use refill_core::text;
use refill_net::Response;
use serde::Deserialize;
use serde_json::Value;

use crate::wire::{self, Field, Unclear};

/// Longest sentence of a provider that is kept, in characters.
const LONGEST_SENTENCE: usize = 200;

/// Longest wait that a body can ask for, in seconds: the same as a header.
const LONGEST_WAIT: u32 = 24 * 60 * 60;

/// An answer to a call.
pub(crate) struct Answer<'a> {
    /// Who answered.
    pub(crate) descriptor: &'a Descriptor,
    /// What the call showed.
    pub(crate) hidden: Hidden<'a>,
    /// The answer itself.
    pub(crate) response: Response,
    /// A balance that came along in its headers; every error made from the answer carries it.
    pub(crate) balance: Option<Money>,
}

/// What a call shows to the server, and no text made from the answer may show.
#[derive(Default)]
pub(crate) struct Hidden<'a> {
    keys: Vec<&'a ApiKey>,
    secrets: Vec<&'a Secret>,
}

impl<'a> Answer<'a> {
    /// What the status means if it is not one of success. Any 2xx is success (contract 0.2).
    pub(crate) fn refusal(&self) -> Option<ProviderErrorKind> {
        let retry_after = self.response.retry_after(SystemTime::now());
        Some(match self.response.status {
            200..=299 => return None,
            401 | 403 => ProviderErrorKind::KeyRefused,
            402 => ProviderErrorKind::PaymentRequired { cost: None },
            404 => ProviderErrorKind::NotFound,
            429 => ProviderErrorKind::RateLimited {
                retry_after: retry_after.or_else(|| wait_in_body(&self.response.body)),
            },
            400..=499 => ProviderErrorKind::Rejected,
            500..=599 => ProviderErrorKind::Server { retry_after },
            _ => ProviderErrorKind::NotUnderstood { what: "the status" },
        })
    }

    /// The same answer, if its status is one of success.
    pub(crate) fn accepted(self) -> Result<Answer<'a>, ProviderError> {
        match self.refusal() {
            None => Ok(self),
            Some(kind) => Err(self.error(kind)),
        }
    }

    /// Reads the body of a successful answer.
    pub(crate) fn read<T>(
        &self,
        understand: impl FnOnce(&str) -> Result<T, Unclear>,
    ) -> Result<T, ProviderError> {
        let unclear = |what| self.unclear(what);
        let text = wire::document(&self.response.body).map_err(unclear)?;
        if tells_an_error(text).map_err(unclear)? {
            return Err(self.error(ProviderErrorKind::Rejected));
        }
        understand(text).map_err(unclear)
    }

    /// Reads the body of a successful answer that may hold a secret which is not known here, so that no words of it
    /// are kept whatever it is.
    pub(crate) fn read_secret<T>(
        &self,
        understand: impl FnOnce(&str) -> Result<T, Unclear>,
    ) -> Result<T, ProviderError> {
        self.read(understand).map_err(|mut error| {
            error.facts.said = None;
            error
        })
    }

    /// Success that says nothing of use. Still no success is a body that tells of an error.
    pub(crate) fn done(&self) -> Result<(), ProviderError> {
        let tells = wire::document(&self.response.body).and_then(tells_an_error);
        match tells {
            Ok(true) => Err(self.error(ProviderErrorKind::Rejected)),
            Ok(false) | Err(_) => Ok(()),
        }
    }

    /// The error for an answer of another form than the documented one.
    pub(crate) fn unclear(&self, Unclear(what): Unclear) -> ProviderError {
        self.error(ProviderErrorKind::NotUnderstood { what })
    }

    /// An error of this kind, with the facts of this answer.
    pub(crate) fn error(&self, kind: ProviderErrorKind) -> ProviderError {
        let said = match kind {
            // What was not understood is no sentence to show.
            ProviderErrorKind::NotUnderstood { .. } => None,
            _ => sentence(&self.response.body),
        };
        let facts = ErrorFacts {
            status: Some(self.response.status),
            // One that was cut is no id, and might end with a piece of the key.
            request_id: self
                .response
                .header("x-request-id")
                .filter(|id| !id.ends_with('…'))
                .map(|id| self.harmless(&id)),
            said: said
                .map(|said| self.harmless(&said))
                .filter(|said| !said.is_empty()),
            host: Some(self.response.host()),
            balance: self.balance.clone(),
        };
        ProviderError {
            provider: self.descriptor.id.clone(),
            kind,
            facts,
        }
    }

    /// Text of the provider's as one harmless line without the key.
    pub(crate) fn harmless(&self, text: &str) -> String {
        // Made visible first, or invisible characters would hide the key; blanked out before the cut, or
        // a piece of it would be left over.
        let visible = text::clean(text, usize::MAX);
        let blanked = without_keys(&self.hidden.redact(&visible), self.descriptor.key_prefixes);
        text::clean(&blanked, LONGEST_SENTENCE)
    }
}

/// Shortest secret that is blanked out of a text. One that is shorter would be told by its very gaps.
const SHORTEST_BLANKED: usize = 4;

impl<'a> Hidden<'a> {
    /// Nothing is shown to the server that nobody may know.
    pub(crate) fn nothing() -> Hidden<'a> {
        Hidden::default()
    }

    /// This key too.
    pub(crate) fn and_key(mut self, key: &'a ApiKey) -> Hidden<'a> {
        self.keys.push(key);
        self
    }

    /// This password or one-time code too.
    pub(crate) fn and(mut self, secret: &'a Secret) -> Hidden<'a> {
        self.secrets.push(secret);
        self
    }

    /// `text`, which is clean already, without any of it.
    fn redact(&self, text: &str) -> String {
        let text = self
            .keys
            .iter()
            .fold(text.to_owned(), |text, key| key.redact(&text));
        self.secrets
            .iter()
            .fold(text, |text, secret| redact(&text, secret))
    }
}

fn redact(text: &str, secret: &Secret) -> String {
    // Compared here, so that the plain text never leaves. Cleaned like the text, for a password may hold anything.
    let secret = text::clean(secret.expose_secret(), usize::MAX);
    match secret.chars().count() {
        0 => text.to_owned(),
        1..SHORTEST_BLANKED if text.contains(&secret) => String::new(),
        _ => text.replace(&secret, "[hidden]"),
    }
}

/// How every JSON web token begins, for it begins with `{"`.
const TOKEN_PREFIX: &str = "eyJ";

/// `text` without any word that begins like a key and goes on: a server may show a piece of the key, or another
/// key than the one of the call.
fn without_keys(text: &str, prefixes: &[&str]) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    text.split_inclusive(|c| !is_part(c))
        .map(|word| {
            let bare = word.trim_end_matches(|c| !is_part(c));
            let is_key = prefixes
                .iter()
                .chain(&[TOKEN_PREFIX])
                .any(|prefix| bare.len() > prefix.len() && bare.starts_with(prefix));
            if is_key {
                format!("[key]{}", &word[bare.len()..])
            } else {
                word.to_owned()
            }
        })
        .collect()
}

/// What a provider says in words: plain text, or `detail`, `message` or `error` of a JSON body (contract A,
/// "error body"; C; D, D-a12; B for plain text). Nothing of a web page.
pub(crate) fn sentence(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.as_bytes().first()? {
        b'<' => None,
        b'{' | b'[' | b'"' => serde_json::from_str(text).ok().as_ref().and_then(words),
        _ => Some(text.to_owned()),
    }
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(words).collect();
            (!items.is_empty()).then(|| items.join("; "))
        }
        // Where both stand side by side, `error` is a code and `message` its meaning (contract C).
        Value::Object(fields) => ["detail", "message", "error", "msg"]
            .iter()
            .find_map(|name| fields.get(*name).and_then(words)),
        _ => None,
    }
}

/// True for an object with an `error` in it, whatever the status said (contract 0.2).
fn tells_an_error(text: &str) -> Result<bool, Unclear> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Fault {
        error: Field,
    }
    if !text.starts_with('{') {
        return Ok(false);
    }
    let fault: Fault = wire::object(text)?;
    Ok(!matches!(
        fault.error.json(),
        None | Some("false" | "0" | "\"\"" | "{}" | "[]")
    ))
}

/// How long the body of a 429 asks to wait: `retry_after`, in seconds (contract E).
fn wait_in_body(body: &[u8]) -> Option<Duration> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Wait {
        retry_after: Field,
    }
    let wait: Wait = wire::document(body).and_then(wire::object).ok()?;
    let seconds = wait.retry_after.required_number("retry_after").ok()?;
    if seconds.is_sign_negative() {
        return None;
    }
    let seconds = seconds.ceil().clamp(Decimal::ONE, Decimal::from(LONGEST_WAIT));
    Some(Duration::from_secs(u64::try_from(seconds).ok()?))
}
