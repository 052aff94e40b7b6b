//! `packages`: what is on sale, and the sessions in which it is paid (contracts D-a6, D-a7 and G).

use rust_decimal::Decimal;
use url::{Host, Url};

use super::body::{Body, refused};
use super::caller::Asked;
use super::error;
use super::state::{CheckoutPath, PackageSeed};
use crate::answer::Answer;
use crate::checkout::{Kind, Session};
use crate::json::Json;
use crate::world::World;

pub(super) fn list(world: &World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    asked.account()?;
    let packages = world.web3_api.packages.iter().map(told);
    Ok(Answer::json(200, Json::Array(packages.collect())))
}

pub(super) fn one(world: &World, asked: &Asked<'_>, id: &str) -> Result<Answer, Answer> {
    asked.account()?;
    let package = world.web3_api.package(id).ok_or_else(unknown)?;
    Ok(Answer::json(200, told(package)))
}

/// `POST /packages/{id}/checkout`.
pub(super) fn checkout_of(world: &mut World, asked: &Asked<'_>, id: &str) -> Result<Answer, Answer> {
    match world.web3_api.checkout_at {
        CheckoutPath::PerPackage => check_out(world, asked, id, &Body::read(asked.call)?),
        CheckoutPath::Together => Err(error(404, None)),
    }
}

/// `POST /packages/checkout`. Where it is not served, it is the address of a package, which takes no POST.
pub(super) fn checkout(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Answer> {
    match world.web3_api.checkout_at {
        CheckoutPath::PerPackage => Err(error(405, None)),
        CheckoutPath::Together => {
            let body = Body::read(asked.call)?;
            check_out(world, asked, body.text(&["package_id"])?, &body)
        }
    }
}

fn check_out(world: &mut World, asked: &Asked<'_>, id: &str, body: &Body) -> Result<Answer, Answer> {
    asked.holder()?;
    let package = world.web3_api.package(id).ok_or_else(unknown)?.clone();
    let refuses_loopback = world.web3_api.refuse_loopback_return;
    let success = place_to_return(body, "success_url", refuses_loopback)?;
    let cancel = place_to_return(body, "cancel_url", refuses_loopback)?;
    let start = if world.sessions.are_tests {
        "cs_test_"
    } else {
        "cs_live_"
    };
    let id = format!("{start}{}", world.made_up.digits());
    let url = world.sessions.address(Kind::Checkout, &id, &world.origin);
    let answer = Json::object([
        ("checkout_url", Json::text(&url)),
        ("session_id", Json::text(&id)),
    ]);
    let account = asked.account()?.to_owned();
    world.sessions.add(Session {
        title: format!("{} · {} credits", package.name, grouped(package.credits)),
        price: price_of(&package),
        package: package.id,
        credits: package.credits,
        url,
        success: Some(success),
        cancel: Some(cancel),
        ..Session::new(Kind::Checkout, id, account, world.now())
    });
    Ok(Answer::json(200, answer))
}

/// An address to which a browser can be led, as it was written: the template in it is no part of the syntax.
fn place_to_return(body: &Body, name: &str, refuses_loopback: bool) -> Result<String, Answer> {
    let text = body.text(&[name])?;
    let wrong = |message| refused(name, message, "url_parsing");
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.filter(|_| text.bytes().all(|byte| byte.is_ascii_graphic()));
    let url = url.ok_or_else(|| wrong("Input should be a valid URL"))?;
    if refuses_loopback && is_here(&url) {
        return Err(wrong("This address is not public"));
    }
    Ok(text.to_owned())
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn unknown() -> Answer {
    error(404, Some("Package not found"))
}

fn told(package: &PackageSeed) -> Json {
    let price = Decimal::new(package.cents, 2).normalize();
    Json::object([
        ("id", Json::text(&package.id)),
        ("name", Json::text(&package.name)),
        ("credits", Json::number(package.credits)),
        ("price", Json::Literal(price.to_string())),
        ("currency", Json::text(&package.currency)),
    ])
}

fn price_of(package: &PackageSeed) -> String {
    let price = Decimal::new(package.cents, 2);
    match package.currency.as_str() {
        "USD" => format!("${price}"),
        currency => format!("{price} {currency}"),
    }
}

/// Digits in groups of three.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let places = digits.len();
    let marked = digits.char_indices().flat_map(|(place, digit)| {
        let is_start = place > 0 && (places - place).is_multiple_of(3);
        is_start.then_some(',').into_iter().chain([digit])
    });
    marked.collect()
}
