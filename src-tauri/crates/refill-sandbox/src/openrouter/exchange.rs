//! From a code to a key: `POST /api/v1/auth/keys`, and the codes that are about.
//!
//! A code serves once, for ten minutes, and only who shows the verifier of its challenge. PKCE with S256 is the
//! only way in here, also where the real service would allow less: a client without it must not pass.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{error, user};
use crate::account::{AccountSeed, DOLLAR};
use crate::answer::Answer;
use crate::budget::LimitReset;
use crate::call::Call;
use crate::json::Json;
use crate::world::{OPENROUTER, World};

/// How long a code serves.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// What a key that was made this way may spend in a month.
const LIMIT: i64 = 10 * DOLLAR;

/// The codes that were given out and not used.
#[derive(Default)]
pub(crate) struct Grants {
    open: HashMap<String, Grant>,
    given: u64,
    /// The consent page authorizes without a click.
    pub(crate) at_once: bool,
}

struct Grant {
    challenge: String,
    until: Timestamp,
}

#[derive(Deserialize)]
struct Request {
    code: String,
    #[serde(default)]
    code_verifier: String,
    #[serde(default)]
    code_challenge_method: Option<String>,
}

impl Grants {
    /// A code for whoever can answer `challenge`.
    pub(super) fn give(&mut self, challenge: String, now: Timestamp) -> String {
        let code = self.made_up("code")[..32].to_owned();
        let until = now + LIFETIME;
        self.open.insert(code.clone(), Grant { challenge, until });
        code
    }

    /// 64 hexadecimal digits that this sandbox did not give out before.
    fn made_up(&mut self, what: &str) -> String {
        self.given += 1;
        let digest = Sha256::digest(format!("{what} {} of a sandbox", self.given));
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Takes the code back if everything fits.
    fn redeem(&mut self, request: &Request, now: Timestamp) -> Result<(), &'static str> {
        const UNFIT: &str = "Invalid code or code_verifier";
        let grant = self.open.get(&request.code).ok_or(UNFIT)?;
        if now >= grant.until {
            return Err("Authorization code expired");
        }
        if challenge_of(&request.code_verifier) != grant.challenge {
            return Err(UNFIT);
        }
        self.open.remove(&request.code);
        Ok(())
    }
}

fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

pub(super) fn answer(world: &mut World, call: &Call) -> Answer {
    if call.method != "POST" {
        return error(405, None);
    }
    let Ok(request) = serde_json::from_slice::<Request>(&call.body) else {
        return error(400, Some("Invalid request body"));
    };
    if request.code_challenge_method.as_deref() != Some("S256") {
        return error(400, Some("Invalid code_challenge_method"));
    }
    let now = world.now();
    if let Err(reason) = world.grants.redeem(&request, now) {
        return error(403, Some(reason));
    }
    let key = format!("sk-or-v1-{}", world.grants.made_up("key"));
    world.add(AccountSeed::openrouter_budget(
        &key,
        LIMIT,
        LIMIT,
        LimitReset::Monthly,
    ));
    let user = world.account(&OPENROUTER, &key).map(user);
    let user = user.map_or_else(Json::null, |user| Json::text(&user));
    Answer::json(200, Json::object([("key", Json::text(&key)), ("user_id", user)]))
}
