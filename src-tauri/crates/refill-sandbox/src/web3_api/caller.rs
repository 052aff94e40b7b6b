//! Who asks: the holder of a key, or somebody who is signed in. The documentation knows both, and says for each
//! endpoint which of them it takes.

use super::error;
use super::holders::HolderId;
use super::tokens::Refused;
use crate::answer::Answer;
use crate::call::Call;
use crate::world::{WEB3_API, World};

/// Who asks, and for which account.
struct Caller {
    /// The key under which the sandbox keeps the account.
    account: String,
    /// Who is signed in; `None` for an API key.
    signed_in: Option<HolderId>,
}

/// A request and who sent it.
pub(super) struct Asked<'a> {
    pub(super) call: &'a Call,
    caller: Option<Caller>,
    has_expired: bool,
}

impl<'a> Asked<'a> {
    pub(super) fn new(world: &World, call: &'a Call) -> Asked<'a> {
        let now = world.now();
        let holders = &world.web3_api.holders;
        let token = call.bearer.as_deref();
        let signed_in = token.map(|token| holders.sign_ins.holder(token, now));
        let has_expired = matches!(signed_in, Some(Err(Refused::Expired)));
        let by_token = signed_in.and_then(Result::ok).and_then(|id| {
            let account = holders.get(id)?.account.clone();
            Some(Caller {
                account,
                signed_in: Some(id),
            })
        });
        let by_key = || {
            let account = world.valid(&WEB3_API, call.api_key.as_deref())?;
            Some(Caller {
                account: account.seed.key.clone(),
                signed_in: None,
            })
        };
        Asked {
            call,
            caller: by_token.or_else(by_key),
            has_expired,
        }
    }

    /// The account, for endpoints that take a key or a token.
    pub(super) fn account(&self) -> Result<&str, Answer> {
        match &self.caller {
            Some(caller) => Ok(&caller.account),
            None if self.has_expired => Err(error(401, Some("Token has expired"))),
            None => Err(error(401, None)),
        }
    }

    /// Who is signed in, for endpoints that take a token only.
    pub(super) fn holder(&self) -> Result<HolderId, Answer> {
        match &self.caller {
            Some(Caller {
                signed_in: Some(id), ..
            }) => Ok(*id),
            _ if self.has_expired => Err(error(401, Some("Token has expired"))),
            Some(_) => Err(error(401, Some("This endpoint needs a JWT, not an API key"))),
            None => Err(error(401, Some("Not authenticated"))),
        }
    }
}
