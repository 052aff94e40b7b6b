//! `networks`: which ones are served.

use super::body::{Body, refused};
use super::caller::Asked;
use super::error;
use crate::answer::Answer;
use crate::json::Json;

/// The network of whatever names none.
pub(super) const USUAL: &str = "ethereum";

struct Network {
    name: &'static str,
    title: &'static str,
    chain_id: i64,
    currency: &'static str,
    is_testnet: bool,
}

const fn network(name: &'static str, title: &'static str, chain_id: i64, currency: &'static str) -> Network {
    Network {
        name,
        title,
        chain_id,
        currency,
        is_testnet: false,
    }
}

static NETWORKS: [Network; 4] = [
    network(USUAL, "Ethereum", 1, "ETH"),
    network("polygon", "Polygon", 137, "POL"),
    network("base", "Base", 8453, "ETH"),
    Network {
        is_testnet: true,
        ..network("sepolia", "Sepolia", 11_155_111, "ETH")
    },
];

pub(super) fn list(asked: &Asked<'_>) -> Result<Answer, Answer> {
    asked.account()?;
    Ok(Answer::json(
        200,
        Json::Array(NETWORKS.iter().map(told).collect()),
    ))
}

pub(super) fn one(asked: &Asked<'_>, name: &str) -> Result<Answer, Answer> {
    asked.account()?;
    let network = NETWORKS.iter().find(|network| network.name == name);
    let network = network.ok_or_else(|| error(404, Some("Network not found")))?;
    Ok(Answer::json(200, told(network)))
}

/// The network that a request asks for; one that is not served is refused.
pub(super) fn wanted(body: &Body) -> Result<Option<String>, Answer> {
    let wanted = body.optional_text("network")?;
    let is_served = |name: &String| NETWORKS.iter().any(|network| network.name == name);
    match wanted.as_ref().is_none_or(is_served) {
        true => Ok(wanted),
        false => Err(refused("network", "Unknown network", "value_error")),
    }
}

fn told(network: &Network) -> Json {
    Json::object([
        ("name", Json::text(network.name)),
        ("display_name", Json::text(network.title)),
        ("chain_id", Json::number(network.chain_id)),
        ("native_currency", Json::text(network.currency)),
        ("is_testnet", Json::Literal(network.is_testnet.to_string())),
    ])
}
