//! `auth/…` for those who are not signed in yet, or want to be no more.

use super::body::Body;
use super::caller::Asked;
use super::holders::{Holder, Purpose};
use super::tokens::Given;
use super::{done, error, profile};
use crate::account::AccountSeed;
use crate::answer::Answer;
use crate::json::Json;
use crate::world::{WEB3_API, World};

pub(super) fn register(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let body = Body::read(asked.call)?;
    let (email, password) = (body.email()?, body.new_password(&["password"])?);
    let name = body.optional_text("name")?;
    if world.web3_api.holders.by_email(email).is_some() {
        return Err(error(409, Some("Email already registered")));
    }
    let now = world.now();
    // Until there is an API key, the sandbox keeps the account under a key that nobody has.
    let account = world.made_up.digits();
    world.add(AccountSeed::new(WEB3_API, &account, 0));
    world.revoke(&WEB3_API, &account);
    let id = world.web3_api.holders.add(Holder {
        email: email.to_owned(),
        password: password.to_owned(),
        name,
        is_verified: false,
        created_at: now,
        account,
        keys: Vec::new(),
    });
    world.send_code(id, Purpose::Verify);
    Ok(profile::answer(world, id, 201))
}

pub(super) fn verify_email(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let body = Body::read(asked.call)?;
    let code = body.text(&["token", "code"])?;
    let now = world.now();
    let holders = &mut world.web3_api.holders;
    let id = holders
        .redeem(code, Purpose::Verify, now)
        .ok_or_else(wrong_code)?;
    if let Some(holder) = holders.get_mut(id) {
        holder.is_verified = true;
    }
    Ok(done("Email verified"))
}

pub(super) fn login(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let body = Body::read(asked.call)?;
    let (email, password) = (body.text(&["email"])?, body.text(&["password"])?);
    let now = world.now();
    let holders = &mut world.web3_api.holders;
    let holder = holders
        .by_email(email)
        .and_then(|id| Some((id, holders.get(id)?)));
    let Some((id, holder)) = holder.filter(|(_, holder)| holder.password == password) else {
        return Err(error(401, Some("Incorrect email or password")));
    };
    if holders.require_verified && !holder.is_verified {
        return Err(error(403, Some("Email not verified")));
    }
    let given = holders.sign_ins.begin(id, now, &mut world.made_up);
    Ok(tokens(&given))
}

pub(super) fn refresh(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let body = Body::read(asked.call)?;
    let refresh = body.text(&["refresh_token"])?;
    let now = world.now();
    let sign_ins = &mut world.web3_api.holders.sign_ins;
    let given = sign_ins.refresh(refresh, now, &mut world.made_up);
    given
        .map(|given| tokens(&given))
        .ok_or_else(|| error(401, Some("Invalid refresh token")))
}

/// Takes the access token, or the refresh token in the body where that one has ended.
pub(super) fn logout(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let body = Body::read(asked.call).ok();
    let refresh = body.as_ref().and_then(|body| body.text(&["refresh_token"]).ok());
    let now = world.now();
    let sign_ins = &mut world.web3_api.holders.sign_ins;
    match sign_ins.end(asked.call.bearer.as_deref(), refresh, now) {
        true => Ok(done("Logged out")),
        false => Err(error(401, Some("Not authenticated"))),
    }
}

/// Answers the same for every address: it tells nobody who is registered.
pub(super) fn forgot_password(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let body = Body::read(asked.call)?;
    if let Some(id) = world.web3_api.holders.by_email(body.email()?) {
        world.send_code(id, Purpose::Reset);
    }
    Ok(done("If this address is registered, a code is on its way"))
}

/// Ends every sign-in, too: somebody else may have known the old password.
pub(super) fn reset_password(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let body = Body::read(asked.call)?;
    let code = body.text(&["token", "code"])?;
    let password = body.new_password(&["new_password", "password"])?;
    let now = world.now();
    let holders = &mut world.web3_api.holders;
    let id = holders.redeem(code, Purpose::Reset, now).ok_or_else(wrong_code)?;
    if let Some(holder) = holders.get_mut(id) {
        holder.password = password.to_owned();
    }
    holders.sign_ins.end_all(id);
    Ok(done("Password reset"))
}

fn wrong_code() -> Answer {
    error(400, Some("Invalid or expired token"))
}

fn tokens(given: &Given) -> Answer {
    Answer::json(
        200,
        Json::object([
            ("access_token", Json::text(&given.access)),
            ("refresh_token", Json::text(&given.refresh)),
            ("token_type", Json::text("bearer")),
            ("expires_in", Json::number(given.expires_in)),
        ]),
    )
}
