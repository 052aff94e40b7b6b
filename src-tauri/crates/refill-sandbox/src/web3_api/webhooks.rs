//! `webhooks`: they are kept and listed. Nothing is ever sent.

use serde_json::Value;
use url::Url;

use super::body::{Body, refused};
use super::caller::Asked;
use super::state::Webhook;
use super::{error, time};
use crate::answer::{Answer, Content};
use crate::json::Json;
use crate::world::World;

pub(super) fn list(world: &World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let belongings = world.web3_api.belongings(asked.account()?);
    let webhooks = belongings.map_or(&[][..], |belongings| &belongings.webhooks);
    Ok(Answer::json(
        200,
        Json::Array(webhooks.iter().map(told).collect()),
    ))
}

pub(super) fn create(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    let account = asked.account()?;
    let body = Body::read(asked.call)?;
    let url = body.text(&["url"])?;
    if !Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        return Err(refused("url", "Input should be a valid URL", "url_parsing"));
    }
    let webhook = Webhook {
        id: world.made_up.uuid(),
        url: url.to_owned(),
        events: events(&body)?,
        created_at: world.now(),
    };
    let answer = Answer::json(201, told(&webhook));
    world.web3_api.belongings_mut(account).webhooks.push(webhook);
    Ok(answer)
}

pub(super) fn delete(world: &mut World, asked: &Asked<'_>, id: &str) -> Result<Answer, Answer> {
    let webhooks = &mut world.web3_api.belongings_mut(asked.account()?).webhooks;
    let place = webhooks.iter().position(|webhook| webhook.id == id);
    let place = place.ok_or_else(|| error(404, Some("Webhook not found")))?;
    webhooks.remove(place);
    Ok(Answer::new(204, Content::Nothing))
}

fn events(body: &Body) -> Result<Vec<String>, Answer> {
    let wrong = || refused("events", "Input should be a valid list of strings", "list_type");
    let Some(Value::Array(events)) = body.value("events") else {
        return Err(wrong());
    };
    let events = events.iter().map(|event| event.as_str().map(str::to_owned));
    events.collect::<Option<Vec<_>>>().ok_or_else(wrong)
}

fn told(webhook: &Webhook) -> Json {
    let events = webhook.events.iter().map(|event| Json::text(event));
    Json::object([
        ("id", Json::text(&webhook.id)),
        ("url", Json::text(&webhook.url)),
        ("events", Json::Array(events.collect())),
        ("is_active", Json::Literal("true".to_owned())),
        ("created_at", time(webhook.created_at)),
    ])
}
