//! `auth/…` for those who are signed in: the profile, the password, and the end of the account.

use super::body::Body;
use super::caller::Asked;
use super::holders::HolderId;
use super::{done, error, optional, time};
use crate::answer::{Answer, Content};
use crate::json::Json;
use crate::world::{WEB3_API, World};

pub(super) fn show(world: &World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    Ok(answer(world, asked.holder()?, 200))
}

pub(super) fn change(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let id = asked.holder()?;
    let name = Body::read(asked.call)?.optional_text("name")?;
    if let (Some(name), Some(holder)) = (name, world.web3_api.holders.get_mut(id)) {
        holder.name = Some(name);
    }
    Ok(answer(world, id, 200))
}

pub(super) fn change_password(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let id = asked.holder()?;
    let body = Body::read(asked.call)?;
    let present = body.text(&["current_password", "old_password"])?;
    let new = body.new_password(&["new_password"])?;
    match world.web3_api.holders.get_mut(id) {
        Some(holder) if holder.password == present => {
            holder.password = new.to_owned();
            Ok(done("Password changed"))
        }
        _ => Err(error(400, Some("Current password is incorrect"))),
    }
}

/// Deletes the account: its keys and tokens are refused from then on.
pub(super) fn delete(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let id = asked.holder()?;
    if let Some(holder) = world.web3_api.holders.remove(id) {
        for key in &holder.keys {
            world.revoke(&WEB3_API, &key.key);
        }
        world.revoke(&WEB3_API, &holder.account);
        world.web3_api.forget(&holder.account);
    }
    Ok(Answer::new(204, Content::Nothing))
}

pub(super) fn answer(world: &World, id: HolderId, status: u16) -> Answer {
    let Some(holder) = world.web3_api.holders.get(id) else {
        return error(404, None);
    };
    let account = world.account(&WEB3_API, &holder.account);
    let user = account.map_or_else(Json::null, |account| Json::text(&account.user_id));
    Answer::json(
        status,
        Json::object([
            ("id", user),
            ("email", Json::text(&holder.email)),
            ("name", optional(holder.name.as_deref())),
            ("is_verified", Json::Literal(holder.is_verified.to_string())),
            ("created_at", time(holder.created_at)),
        ]),
    )
}
