//! The tokens of a sign-in as one keychain item, and those that are kept in memory only.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use refill_core::account::Account;
use refill_core::holder::Tokens;
use refill_core::ids::AccountId;
use refill_core::key::{ApiKey, NotAKey, Secret};
use refill_core::server::ServerAddress;
use serde::{Deserialize, Serialize};

/// What stands in the keychain item: compact JSON, which has no white space where its texts have none.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    access: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh: Option<std::borrow::Cow<'a, str>>,
    /// When the access token ends, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
}

/// Both tokens as one secret, for one keychain item.
pub(super) fn pack(tokens: &Tokens) -> Result<ApiKey, NotAKey> {
    let packed = Packed {
        // The keychain gets them, and nobody else.
        access: tokens.access.expose_secret().into(),
        // Likewise.
        refresh: tokens.refresh.as_ref().map(|token| token.expose_secret().into()),
        until: tokens.expires_at.map(Timestamp::as_second),
    };
    let text = serde_json::to_string(&packed).map_err(|_| NotAKey::Character)?;
    let text = Secret::new(text);
    // From one guard into the next.
    ApiKey::from_store(text.expose_secret())
}

/// The tokens in a keychain item; `None` where it holds something else.
pub(super) fn unpack(packed: &ApiKey) -> Option<Tokens> {
    // Taken apart here, and each part is guarded again at once.
    let packed: Packed<'_> = serde_json::from_str(packed.expose_secret()).ok()?;
    let refresh = packed.refresh.map(|token| ApiKey::from_store(&token)).transpose();
    Some(Tokens {
        access: ApiKey::from_store(&packed.access).ok()?,
        refresh: refresh.ok()?,
        expires_at: packed
            .until
            .and_then(|second| Timestamp::from_second(second).ok()),
    })
}

/// Tokens in memory, and the server that gave them.
struct Held {
    tokens: Tokens,
    server: Option<ServerAddress>,
}

/// The sign-ins of this run: tokens that are in no keychain (yet), and whose turn it is to exchange them.
#[derive(Default)]
pub(crate) struct Sessions {
    held: Mutex<HashMap<AccountId, Held>>,
    turns: Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<()>>>>,
}

impl Sessions {
    /// The tokens in memory. They never go to another server than the one that gave them.
    pub(super) fn of(&self, account: &Account) -> Option<Tokens> {
        let held = locked(&self.held);
        let held = held
            .get(&account.id)
            .filter(|held| held.server == account.server)?;
        Some(held.tokens.clone())
    }

    /// Keeps tokens in memory, before any in the keychain.
    pub(super) fn keep(&self, account: &Account, tokens: &Tokens) {
        let held = Held {
            tokens: tokens.clone(),
            server: account.server.clone(),
        };
        locked(&self.held).insert(account.id.clone(), held);
    }

    /// Forgets the tokens in memory.
    pub(crate) fn forget(&self, id: &AccountId) {
        locked(&self.held).remove(id);
    }

    /// One at a time changes the tokens of an account.
    pub(super) fn turn(&self, id: &AccountId) -> Arc<tokio::sync::Mutex<()>> {
        locked(&self.turns).entry(id.clone()).or_default().clone()
    }
}

/// A poisoned lock still guards a whole map: no code panics between two steps of a change.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> ApiKey {
        ApiKey::from_store(text).expect("a key")
    }

    #[test]
    fn what_was_packed_is_found_again() {
        for refresh in [None, Some(key(r#"r"\{}"#))] {
            let tokens = Tokens {
                access: key(r#"a"b\c.d-e"#),
                refresh,
                expires_at: Timestamp::from_second(1_700_000_000).ok(),
            };
            let back = unpack(&pack(&tokens).expect("packed")).expect("tokens");
            assert!(back.access.same_as(&tokens.access));
            assert_eq!(back.expires_at, tokens.expires_at);
            match (&back.refresh, &tokens.refresh) {
                (Some(back), Some(refresh)) => assert!(back.same_as(refresh)),
                (back, refresh) => assert_eq!(back.is_some(), refresh.is_some()),
            }
        }
    }

    #[test]
    fn two_long_tokens_fit() {
        let long = key(&"x".repeat(4000));
        let tokens = Tokens {
            access: long.clone(),
            refresh: Some(long),
            expires_at: None,
        };
        assert!(unpack(&pack(&tokens).expect("packed")).is_some());
        let longer = key(&"x".repeat(9000));
        let tokens = Tokens {
            access: longer.clone(),
            refresh: Some(longer),
            expires_at: None,
        };
        assert!(matches!(pack(&tokens), Err(NotAKey::TooLong)));
    }

    #[test]
    fn another_secret_holds_no_tokens() {
        for text in [
            "dkn_live_1",
            "{}",
            r#"{"access":""}"#,
            r#"{"access":"a\nb"}"#,
            r#"{"access":"ü"}"#,
        ] {
            let Ok(secret) = ApiKey::from_store(text) else {
                continue;
            };
            assert!(unpack(&secret).is_none(), "{text}");
        }
    }
}
