//! A fault at work: the right answer goes in, the wrong one comes out.

use crate::answer::{Answer, Content};
use crate::call::Call;
use crate::fault::{Fault, FieldFault, InsufficientForm};
use crate::json::Json;
use crate::world::Desk;

/// How an answer leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    Late { millis: u64 },
    Never,
    Cut,
    Huge { bytes: u64, declared: bool },
}

/// What captive portals send.
const WEB_PAGE: &str = "<!doctype html>\n<html><head><title>Sign in to the network</title></head>\
    <body><h1>Sign in to the network</h1><p>Accept the terms to go on.</p></body></html>\n";

impl Fault {
    /// Spoils `answer`, and says how it leaves.
    pub(crate) fn spoil(self, answer: &mut Answer, desk: &Desk, call: &Call) -> Delivery {
        match self {
            Fault::Delay { millis } => return Delivery::Late { millis },
            Fault::Hang => return Delivery::Never,
            Fault::CutBody => return Delivery::Cut,
            Fault::HugeBody { bytes, declared } => return Delivery::Huge { bytes, declared },
            Fault::Status {
                status,
                retry_after,
                text,
            } => {
                fail(answer, desk, status, text.as_deref());
                answer
                    .headers
                    .extend(retry_after.map(|value| ("retry-after", value)));
            }
            Fault::Insufficient { form, cost, balance } => {
                answer.replace(402, Content::Json(insufficient(form, cost, balance)));
            }
            Fault::EchoedKey { status } => {
                let text = format!("the key {} is not valid here", call.key().unwrap_or_default());
                fail(answer, desk, status, Some(&text));
            }
            Fault::Field { field, value } => spoil_field(answer, &field, value),
            Fault::Html => answer.replace(200, Content::Html(WEB_PAGE.to_owned())),
            Fault::Raw {
                status,
                content_type,
                body,
            } => {
                answer.replace(status, Content::Raw { content_type, body });
            }
            Fault::Redirect { status, to } => {
                answer.replace(status, Content::Nothing);
                answer.headers.push(("location", to));
            }
            Fault::Envelope { list } => wrap(answer, &list),
            Fault::NoCreditHeaders => answer.headers.clear(),
        }
        Delivery::Whole
    }
}

/// Replaces the content by the provider's error; the headers that every answer carries stay.
fn fail(answer: &mut Answer, desk: &Desk, status: u16, text: Option<&str>) {
    let error = (desk.error)(status, text);
    answer.replace(status, error.content);
}

fn insufficient(form: InsufficientForm, cost: i64, balance: i64) -> Json {
    let (cost_field, balance_field) = (("cost", Json::number(cost)), ("balance", Json::number(balance)));
    let message = "Insufficient credits";
    match form {
        InsufficientForm::Beside => {
            Json::object([("detail", Json::text(message)), cost_field, balance_field])
        }
        InsufficientForm::Nested => {
            let detail = Json::object([cost_field, balance_field, ("message", Json::text(message))]);
            Json::object([("detail", detail)])
        }
        InsufficientForm::InText => {
            let text = format!("{message}: this call costs {cost} credits, balance is {balance}");
            Json::object([("detail", Json::text(&text))])
        }
    }
}

fn spoil_field(answer: &mut Answer, field: &str, value: FieldFault) {
    let Content::Json(json) = &mut answer.content else {
        return;
    };
    let value = match value {
        FieldFault::Missing => None,
        FieldFault::Null => Some(Json::null()),
        FieldFault::AsText => json.field(field).map(|value| as_text(&value)),
        FieldFault::WrongType => Some(Json::object([("value", Json::number(1))])),
        FieldFault::Negative => Some(Json::number(-250)),
        FieldFault::NineteenDigits => Some(Json::number(1_234_567_890_123_456_789)),
        FieldFault::Literal(text) => Some(Json::Literal(text)),
    };
    json.spoil(field, value);
}

fn as_text(value: &str) -> Json {
    match value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(number) => Json::Literal(number.to_owned()),
        None => Json::text(value),
    }
}

fn wrap(answer: &mut Answer, list: &str) {
    let Content::Json(rows @ Json::Array(_)) = &answer.content else {
        return;
    };
    let wrapped = Json::Object(vec![
        ("page".to_owned(), Json::number(1)),
        (list.to_owned(), rows.clone()),
    ]);
    answer.content = Content::Json(wrapped);
}
