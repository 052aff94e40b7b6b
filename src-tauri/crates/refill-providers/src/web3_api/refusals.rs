//! What a refusal means where its status alone does not say so: its words do.
//!
//! Only the words that a server says itself are looked at. A list of faults (422, D-a12) repeats under `input` what was
//! sent, and names under `url` its own manual: neither says what is wrong.

use refill_core::error::ProviderErrorKind;
use refill_net::Response;
use serde_json::Value;

use crate::wire;

/// What a refusal with this answer, which would mean this by its status, means.
pub(super) type Judge = fn(&Response, ProviderErrorKind) -> ProviderErrorKind;

/// By its status alone.
pub(super) fn by_status(_: &Response, kind: ProviderErrorKind) -> ProviderErrorKind {
    kind
}

/// Of a sign-in: it may be right, but the e-mail address not verified.
pub(super) fn of_sign_in(answer: &Response, kind: ProviderErrorKind) -> ProviderErrorKind {
    match answer.status {
        403 if said(&answer.body).contains("verif") => ProviderErrorKind::EmailUnverified,
        _ => kind,
    }
}

/// Of a call with a token: with a 403 the token itself was believed, and something else is in the way. Taken for a
/// refused token, it would end the sign-in.
pub(super) fn of_token(answer: &Response, kind: ProviderErrorKind) -> ProviderErrorKind {
    match (answer.status, of_sign_in(answer, kind)) {
        (403, ProviderErrorKind::KeyRefused) => ProviderErrorKind::Rejected,
        (_, kind) => kind,
    }
}

/// Of an exchange of tokens: whatever the refusal, these serve no more (contract D, "non-200 refresh").
pub(super) fn of_refresh(answer: &Response, kind: ProviderErrorKind) -> ProviderErrorKind {
    match answer.status {
        408 | 429 => kind,
        400..=499 => ProviderErrorKind::KeyRefused,
        _ => kind,
    }
}

/// Of a change of the password: the present one may be wrong, and that is no refused token either.
pub(super) fn of_password(answer: &Response, kind: ProviderErrorKind) -> ProviderErrorKind {
    match of_token(answer, kind) {
        ProviderErrorKind::KeyRefused if said(&answer.body).contains("password") => {
            ProviderErrorKind::Rejected
        }
        kind => kind,
    }
}

/// Of a checkout: the server may not take the addresses to return to (contract G, "url_invalid").
pub(super) fn of_checkout(answer: &Response, kind: ProviderErrorKind) -> ProviderErrorKind {
    let is_address = |word: &str| matches!(word, "url" | "urls");
    match answer.status {
        400 | 422 if words(&said(&answer.body)).any(is_address) => ProviderErrorKind::AddressRefused,
        _ => of_token(answer, kind),
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
}

/// The names under which a server says what is wrong and where.
const NAMES: [&str; 10] = [
    "detail", "message", "msg", "error", "errors", "loc", "param", "field", "code", "type",
];

/// All that the server says, in lower case.
fn said(body: &[u8]) -> String {
    let Ok(text) = wire::document(body) else {
        return String::new();
    };
    let mut said = String::new();
    match serde_json::from_str(text) {
        Ok(value) => collect(&value, &mut said),
        Err(_) => said.push_str(text),
    }
    said.to_lowercase()
}

fn collect(value: &Value, said: &mut String) {
    match value {
        Value::String(text) => {
            said.push_str(text);
            said.push(' ');
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, said)),
        Value::Object(fields) => NAMES
            .iter()
            .filter_map(|name| fields.get(*name))
            .for_each(|item| collect(item, said)),
        _ => {}
    }
}
