//! The tokens in the answer to `auth/login` and `auth/refresh` (contract D-a3 and D-a4):
//! `{"access_token":"…","refresh_token":"…","token_type":"bearer","expires_in":3600}`.
//!
//! When the access token ends, it says itself, where it is a JSON web token (RFC 7519): `exp` in the second of its three
//! parts. Nothing else in it is believed, and `exp` neither: it only says when asking for a new one is worth it. Without
//! it, `expires_in` counts from now.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use refill_core::holder::Tokens;
use refill_core::key::ApiKey;
use refill_core::money::Decimal;
use serde::Deserialize;

use super::envelope;
use crate::wire::{self, Field, Unclear};

#[derive(Default, Deserialize)]
#[serde(default)]
struct TokensAnswer {
    access_token: Field,
    refresh_token: Field,
    expires_in: Field,
}

/// Reads tokens; `now` is when the answer came.
pub(super) fn read(text: &str, now: Timestamp) -> Result<Tokens, Unclear> {
    let answer: TokensAnswer = envelope::object(text)?.object("the tokens")?;
    let access = token(&answer.access_token).ok_or(Unclear("access_token"))?;
    let expires_at = end_in(&access).or_else(|| end_after(&answer.expires_in, now));
    Ok(Tokens {
        access,
        refresh: token(&answer.refresh_token),
        expires_at,
    })
}

fn token(field: &Field) -> Option<ApiKey> {
    ApiKey::from_pasted(&field.text()?).ok()
}

/// The end that a token says itself, where it is a JSON web token.
fn end_in(token: &ApiKey) -> Option<Timestamp> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Claims {
        exp: Field,
    }
    // When it ends stands in the token and nowhere else; only that leaves here.
    let mut parts = token.expose_secret().split('.');
    let (Some(_), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let claims: Claims = wire::document(&claims).and_then(wire::object).ok()?;
    // RFC 7519, section 2, "NumericDate": a JSON number, perhaps with a fraction.
    claims.exp.json().filter(|json| !json.starts_with('"'))?;
    moment(&claims.exp)
}

fn end_after(seconds: &Field, now: Timestamp) -> Option<Timestamp> {
    let seconds = whole_seconds(seconds)?;
    now.checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// The moment that many seconds after the beginning of 1970.
pub(super) fn moment(seconds: &Field) -> Option<Timestamp> {
    Timestamp::from_second(whole_seconds(seconds)?).ok()
}

fn whole_seconds(field: &Field) -> Option<i64> {
    let seconds = field.number("").ok().flatten()?;
    let seconds = seconds.floor();
    (seconds > Decimal::ZERO)
        .then(|| i64::try_from(seconds).ok())
        .flatten()
}
