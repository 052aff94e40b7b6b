//! `wallets`: those that the provider keeps. Making one costs credits; the private key of one is never told here,
//! and whoever asks for it is counted.

use super::body::Body;
use super::caller::Asked;
use super::state::Wallet;
use super::{error, networks, optional, time};
use crate::answer::{Answer, Content};
use crate::json::Json;
use crate::world::{WEB3_API, World};

/// What making one costs (source S3).
pub(super) const COST: i64 = 5;

pub(super) fn list(world: &World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    asked.holder()?;
    let belongings = world.web3_api.belongings(asked.account()?);
    let wallets = belongings.map_or(&[][..], |belongings| &belongings.wallets);
    Ok(Answer::json(200, Json::Array(wallets.iter().map(told).collect())))
}

pub(super) fn create(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    asked.holder()?;
    let body = Body::read(asked.call)?;
    let network = networks::wanted(&body)?;
    let name = body.optional_text("name")?;
    let (key, now) = (asked.account()?, world.now());
    let account = world
        .account_mut(&WEB3_API, key)
        .ok_or_else(|| error(404, None))?;
    let balance = account.seed.balance;
    if balance < COST {
        return Err(too_few(balance));
    }
    account.record(now, "debit", -COST, Some("/api/v1/wallets/create".to_owned()));
    let wallet = Wallet {
        id: world.made_up.uuid(),
        address: format!("0x{}", &world.made_up.digits()[..40]),
        name,
        network: network.unwrap_or_else(|| networks::USUAL.to_owned()),
        created_at: now,
    };
    let answer = Answer::json(201, told(&wallet));
    world.web3_api.belongings_mut(key).wallets.push(wallet);
    Ok(answer)
}

pub(super) fn delete(world: &mut World, asked: &Asked<'_>, id: &str) -> Result<Answer, Answer> {
    asked.holder()?;
    let wallets = &mut world.web3_api.belongings_mut(asked.account()?).wallets;
    let place = wallets.iter().position(|wallet| wallet.id == id);
    let place = place.ok_or_else(|| error(404, Some("Wallet not found")))?;
    wallets.remove(place);
    Ok(Answer::new(204, Content::Nothing))
}

pub(super) fn private_key(world: &mut World) -> Answer {
    world.web3_api.wallet_key_requests += 1;
    error(404, None)
}

fn too_few(balance: i64) -> Answer {
    Answer::json(
        402,
        Json::object([
            ("detail", Json::text("Insufficient credits")),
            ("cost", Json::number(COST)),
            ("balance", Json::number(balance)),
        ]),
    )
}

fn told(wallet: &Wallet) -> Json {
    Json::object([
        ("id", Json::text(&wallet.id)),
        ("address", Json::text(&wallet.address)),
        ("name", optional(wallet.name.as_deref())),
        ("network", Json::text(&wallet.network)),
        ("created_at", time(wallet.created_at)),
    ])
}
