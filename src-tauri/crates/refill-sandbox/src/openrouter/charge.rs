//! Charges of a free amount: `POST /api/v1/credits/coinbase`, which is gone (contract A6), and what stood there.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error;
use crate::account::DOLLAR;
use crate::answer::Answer;
use crate::call::Call;
use crate::checkout::{Kind, Session};
use crate::json::Json;
use crate::world::{OPENROUTER, World};

/// Dollars that a charge may ask for.
const LOWEST: i64 = 1;
const HIGHEST: i64 = 2000;
const GONE: &str = "The Coinbase APIs used by this endpoint have been deprecated, so the Coinbase Commerce credits \
                    API has been removed. Use the web credits purchase flow instead.";

/// What is answered to a wish for a charge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeAnswer {
    /// 410: the endpoint was removed.
    #[default]
    Gone,
    /// A charge with a page to pay on.
    Hosted,
    /// A charge to be paid on the chain, without a page.
    OnChain,
    /// This status.
    Status(u16),
}

pub(super) fn answer(world: &mut World, call: &Call) -> Answer {
    if call.method != "POST" {
        return error(405, None);
    }
    if call.bearer.is_none() {
        return error(401, None);
    }
    let Some(account) = world.valid(&OPENROUTER, call.bearer.as_deref()) else {
        return error(401, Some("User not found."));
    };
    let account = account.seed.key.clone();
    match world.charge {
        ChargeAnswer::Gone => gone(),
        ChargeAnswer::Status(status) => error(status, None),
        ChargeAnswer::Hosted => with_amount(call, |amount| hosted(world, account, amount)),
        ChargeAnswer::OnChain => with_amount(call, |_| on_chain(world, call)),
    }
}

/// Exactly what is documented: less than other errors carry.
fn gone() -> Answer {
    let error = Json::object([("code", Json::number(410)), ("message", Json::text(GONE))]);
    Answer::json(410, Json::object([("error", error)]))
}

fn with_amount(call: &Call, charge: impl FnOnce(Decimal) -> Answer) -> Answer {
    let request: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let amount = match &request["amount"] {
        Value::Number(number) => number.to_string().parse::<Decimal>().ok(),
        _ => None,
    };
    match amount {
        None => error(400, Some("amount: a number is required")),
        Some(amount) if amount < Decimal::from(LOWEST) || amount > Decimal::from(HIGHEST) => {
            error(400, Some("amount: has to be between 1 and 2000 US dollars"))
        }
        Some(amount) => charge(amount),
    }
}

fn hosted(world: &mut World, account: String, amount: Decimal) -> Answer {
    let now = world.now();
    let id = world.made_up.uuid();
    let url = world.sessions.address(Kind::Charge, &id, &world.origin);
    let billionths = (amount * Decimal::from(DOLLAR)).trunc();
    let session = Session {
        title: "Credits".to_owned(),
        credits: billionths.try_into().unwrap_or(0),
        price: format!("${amount:.2}"),
        url: url.clone(),
        ..Session::new(Kind::Charge, id.clone(), account, now)
    };
    let charge = Json::object([
        ("id", Json::text(&id)),
        ("hosted_url", Json::text(&url)),
        ("amount", Json::Literal(amount.to_string())),
        ("currency", Json::text("USD")),
        ("created_at", time(now)),
        ("expires_at", time(session.expires_at)),
    ]);
    world.sessions.add(session);
    Answer::json(200, Json::object([("data", charge)]))
}

/// The answer of old: a call of a contract, which only a wallet can make.
fn on_chain(world: &mut World, call: &Call) -> Answer {
    const NOBODY: &str = "0x0000000000000000000000000000000000000000";
    let now = world.now();
    let until = now + Kind::Charge.life();
    let request: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let sender = request["sender"].as_str().unwrap_or(NOBODY);
    let metadata = Json::object([
        (
            "chain_id",
            Json::number(request["chain_id"].as_i64().unwrap_or(8453)),
        ),
        (
            "contract_address",
            Json::text("0x03059433bcdb6144624cc2443159d9445c32b7a8"),
        ),
        ("sender", Json::text(sender)),
    ]);
    let hex = |digits: &str| Json::text(&format!("0x{digits}"));
    let signature = format!("{}{}1b", world.made_up.digits(), world.made_up.digits());
    let call_data = Json::object([
        ("recipient_amount", Json::text("9900000")),
        ("deadline", time(until)),
        ("recipient", Json::text(NOBODY)),
        ("recipient_currency", Json::text(NOBODY)),
        ("refund_destination", Json::text(sender)),
        ("fee_amount", Json::text("100000")),
        ("id", hex(&world.made_up.digits()[..32])),
        ("operator", Json::text(NOBODY)),
        ("signature", hex(&signature)),
        ("prefix", hex("")),
    ]);
    let intent = Json::object([("metadata", metadata), ("call_data", call_data)]);
    let charge = Json::object([
        ("id", Json::text(&world.made_up.uuid())),
        ("created_at", time(now)),
        ("expires_at", time(until)),
        ("web3_data", Json::object([("transfer_intent", intent)])),
    ]);
    Answer::json(200, Json::object([("data", charge)]))
}

fn time(at: Timestamp) -> Json {
    Json::text(&at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
