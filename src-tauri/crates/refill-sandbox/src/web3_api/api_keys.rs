//! `api-keys`: the keys of an account. Each is shown once, when it is made (contract D-a9).

use super::body::Body;
use super::caller::Asked;
use super::holders::IssuedKey;
use super::{error, networks, optional, time};
use crate::answer::{Answer, Content};
use crate::json::Json;
use crate::world::{WEB3_API, World};

/// How every key begins, and how much of one is listed.
const PREFIX: &str = "w3_";
const LISTED: usize = 8;

pub(super) fn list(world: &World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let holder = world.web3_api.holders.get(asked.holder()?);
    let keys = holder.map_or(&[][..], |holder| &holder.keys);
    let keys = keys.iter().map(|key| Json::Object(listed(key)));
    Ok(Answer::json(200, Json::Array(keys.collect())))
}

pub(super) fn create(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let id = asked.holder()?;
    let body = Body::read(asked.call)?;
    let key = IssuedKey {
        id: world.made_up.uuid(),
        name: body.text(&["name"])?.to_owned(),
        network: networks::wanted(&body)?,
        key: format!("{PREFIX}{}", &world.made_up.digits()[..40]),
        created_at: world.now(),
        last_used_at: None,
    };
    let mut fields = listed(&key);
    fields.push(("key".to_owned(), Json::text(&key.key)));
    world.add_key(&WEB3_API, asked.account()?, &key.key);
    if let Some(holder) = world.web3_api.holders.get_mut(id) {
        holder.keys.push(key);
    }
    Ok(Answer::json(201, Json::Object(fields)))
}

pub(super) fn revoke(world: &mut World, asked: &Asked<'_>, key: &str) -> Result<Answer, Answer> {
    let holder = world.web3_api.holders.get_mut(asked.holder()?);
    let keys = holder.map(|holder| &mut holder.keys);
    let revoked = keys.and_then(|keys| {
        let place = keys.iter().position(|known| known.id == key)?;
        Some(keys.remove(place))
    });
    let revoked = revoked.ok_or_else(|| error(404, Some("API key not found")))?;
    world.revoke(&WEB3_API, &revoked.key);
    Ok(Answer::new(204, Content::Nothing))
}

fn listed(key: &IssuedKey) -> Vec<(String, Json)> {
    let prefix: String = key.key.chars().take(LISTED).collect();
    let fields = [
        ("id", Json::text(&key.id)),
        ("name", Json::text(&key.name)),
        ("network", optional(key.network.as_deref())),
        ("prefix", Json::text(&prefix)),
        ("created_at", time(key.created_at)),
        ("last_used_at", key.last_used_at.map_or_else(Json::null, time)),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}
