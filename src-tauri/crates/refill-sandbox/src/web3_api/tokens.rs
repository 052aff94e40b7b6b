//! The tokens of those who are signed in (contracts D-a3 and D-a4).
//!
//! An access token looks like a JWT and says when it ends. A refresh token serves once.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};

use super::holders::HolderId;
use crate::json::Json;
use crate::made_up::MadeUp;

/// How long tokens serve unless it is told otherwise.
const ACCESS_LIFE: SignedDuration = SignedDuration::from_mins(30);
const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Tokens, as they are given out.
pub(super) struct Given {
    pub(super) access: String,
    pub(super) refresh: String,
    /// Seconds.
    pub(super) expires_in: i64,
}

/// What a token is good for.
#[derive(Clone, Copy)]
struct Token {
    holder: HolderId,
    /// All tokens of one signing in have the same.
    sign_in: u64,
    /// In seconds, as in the token itself.
    until: i64,
}

/// Why a token is not taken.
pub(super) enum Refused {
    Unknown,
    Expired,
}

/// Everybody who is signed in.
pub(super) struct SignIns {
    access: HashMap<String, Token>,
    refresh: HashMap<String, Token>,
    count: u64,
    pub(super) access_life: SignedDuration,
    /// No refresh token is taken.
    pub(super) refuse_refresh: bool,
}

impl Default for SignIns {
    fn default() -> SignIns {
        SignIns {
            access: HashMap::new(),
            refresh: HashMap::new(),
            count: 0,
            access_life: ACCESS_LIFE,
            refuse_refresh: false,
        }
    }
}

impl SignIns {
    pub(super) fn begin(&mut self, holder: HolderId, now: Timestamp, made_up: &mut MadeUp) -> Given {
        self.count += 1;
        self.give(holder, self.count, now, made_up)
    }

    fn give(&mut self, holder: HolderId, sign_in: u64, now: Timestamp, made_up: &mut MadeUp) -> Given {
        let token = |life: SignedDuration| Token {
            holder,
            sign_in,
            until: now.as_second().saturating_add(life.as_secs()),
        };
        let (access, refresh) = (token(self.access_life), token(REFRESH_LIFE));
        let given = Given {
            access: jwt(now, access.until, made_up),
            refresh: URL_SAFE_NO_PAD.encode(made_up.bytes()),
            expires_in: self.access_life.as_secs(),
        };
        self.access.insert(given.access.clone(), access);
        self.refresh.insert(given.refresh.clone(), refresh);
        given
    }

    /// Whose access token this is.
    pub(super) fn holder(&self, access: &str, now: Timestamp) -> Result<HolderId, Refused> {
        let token = self.access.get(access).ok_or(Refused::Unknown)?;
        if now.as_second() >= token.until {
            return Err(Refused::Expired);
        }
        Ok(token.holder)
    }

    /// Whose access token this is or was.
    pub(super) fn once_of(&self, access: &str) -> Option<HolderId> {
        Some(self.access.get(access)?.holder)
    }

    /// Exchanges a refresh token for new tokens: it serves once.
    pub(super) fn refresh(&mut self, refresh: &str, now: Timestamp, made_up: &mut MadeUp) -> Option<Given> {
        if self.refuse_refresh {
            return None;
        }
        let token = self.refresh.remove(refresh)?;
        let is_good = now.as_second() < token.until;
        is_good.then(|| self.give(token.holder, token.sign_in, now, made_up))
    }

    /// Ends the sign-in to which one of these belongs; false when there is none.
    pub(super) fn end(&mut self, access: Option<&str>, refresh: Option<&str>, now: Timestamp) -> bool {
        let by_access = access.and_then(|access| self.access.get(access));
        let by_refresh = refresh.and_then(|refresh| self.refresh.get(refresh));
        let token = [by_access, by_refresh].into_iter().flatten();
        let token = token.copied().find(|token| now.as_second() < token.until);
        let Some(Token { sign_in, .. }) = token else {
            return false;
        };
        self.keep(|token| token.sign_in != sign_in);
        true
    }

    /// Ends every sign-in of a holder.
    pub(super) fn end_all(&mut self, holder: HolderId) {
        self.keep(|token| token.holder != holder);
    }

    fn keep(&mut self, stays: impl Fn(&Token) -> bool) {
        self.access.retain(|_, token| stays(token));
        self.refresh.retain(|_, token| stays(token));
    }
}

/// A token with the form of a JWT. Nobody checks its signature, which is made up.
fn jwt(now: Timestamp, until: i64, made_up: &mut MadeUp) -> String {
    let head = Json::object([("alg", Json::text("HS256")), ("typ", Json::text("JWT"))]);
    let claims = Json::object([
        ("jti", Json::text(&made_up.uuid())),
        ("type", Json::text("access")),
        ("iat", Json::number(now.as_second())),
        ("exp", Json::number(until)),
    ]);
    let encoded = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    format!(
        "{}.{}.{}",
        encoded(head.to_string().as_bytes()),
        encoded(claims.to_string().as_bytes()),
        encoded(&made_up.bytes())
    )
}
