//! A fault at work: the right answer goes in, the wrong one comes out.

use jiff::Timestamp;

use crate::answer::{Answer, Content};
use crate::call::Call;
use crate::desk::Desk;
use crate::fault::{Fault, InsufficientForm};
use crate::field_fault::FieldFault;
use crate::json::Json;
use crate::refusal::Refusal;

/// How an answer leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    Late { millis: u64 },
    Never,
    Reset,
    Cut,
    Huge { bytes: u64, declared: bool },
    Chunked { bytes: usize },
    Trickle { bytes: usize, millis: u64 },
    Gzip,
}

/// What captive portals send.
const WEB_PAGE: &str = "<!doctype html>\n<html><head><title>Sign in to the network</title></head>\
    <body><h1>Sign in to the network</h1><p>Accept the terms to go on.</p></body></html>\n";

/// More headers than that would be a fault of the sandbox.
const MOST_HEADERS: usize = 10_000;

/// Where and when a fault is at work.
pub(crate) struct Scene<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) call: &'a Call,
    pub(crate) now: Timestamp,
}

impl Fault {
    /// Spoils `answer`, and says how it leaves.
    pub(crate) fn spoil(self, answer: &mut Answer, scene: &Scene<'_>) -> Delivery {
        match self {
            Fault::Delay { millis } => Delivery::Late { millis },
            Fault::Hang => Delivery::Never,
            Fault::Reset => Delivery::Reset,
            Fault::CutBody => Delivery::Cut,
            Fault::HugeBody { bytes, declared } => Delivery::Huge { bytes, declared },
            Fault::Chunked { bytes } => Delivery::Chunked { bytes },
            Fault::Trickle { bytes, millis } => Delivery::Trickle { bytes, millis },
            Fault::Gzip => Delivery::Gzip,
            other => {
                other.rewrite(answer, scene);
                Delivery::Whole
            }
        }
    }

    /// Spoils what stands in the answer.
    fn rewrite(self, answer: &mut Answer, scene: &Scene<'_>) {
        match self {
            Fault::Status {
                status,
                retry_after,
                text,
            } => refuse(answer, scene, status, text.as_deref(), retry_after),
            Fault::Insufficient { form, cost, balance } => {
                answer.replace(402, Content::Json(insufficient(form, cost, balance)));
            }
            Fault::EchoedKey { status } => {
                let key = scene.call.key().unwrap_or_default();
                let text = format!("the key {key} is not valid here");
                refuse(answer, scene, status, Some(&text), None);
            }
            Fault::ErrorInside { error, message } => {
                let fields = [("error", Json::text(&error)), ("message", Json::text(&message))];
                answer.content = Content::Json(Json::object(fields));
            }
            Fault::Field { field, value } => spoil_field(answer, &field, value),
            Fault::Number { value } => spoil_field(answer, (scene.desk.number)(&scene.call.path), value),
            Fault::Html => answer.replace(200, Content::Html(WEB_PAGE.to_owned())),
            Fault::Raw {
                status,
                content_type,
                body,
            } => answer.replace(status, Content::Raw { content_type, body }),
            Fault::Redirect { status, to } => redirect(answer, status, to),
            Fault::RedirectLoop => redirect(answer, 302, scene.call.target.clone()),
            Fault::Under { status } => answer.status = status,
            Fault::ByteOrderMark => relabel(answer, None, "\u{feff}"),
            Fault::ContentType { content_type } => relabel(answer, Some(content_type), ""),
            Fault::ManyHeaders { count } => pad(answer, count),
            Fault::Envelope { list } => wrap(answer, &list),
            Fault::NoCreditHeaders => answer.headers.clear(),
            _of_delivery => {}
        }
    }
}

/// Replaces the content by the provider's refusal; the headers that every answer carries stay.
fn refuse(
    answer: &mut Answer,
    scene: &Scene<'_>,
    status: u16,
    text: Option<&str>,
    retry_after: Option<String>,
) {
    let refusal = (scene.desk.refuse)(&Refusal {
        status,
        text,
        retry_after: retry_after.as_deref(),
        now: scene.now,
    });
    answer.replace(status, refusal.content);
    answer.headers.extend(refusal.headers);
    let retry_after = retry_after.map(|value| ("retry-after".into(), value));
    answer.headers.extend(retry_after);
}

fn redirect(answer: &mut Answer, status: u16, to: String) {
    answer.replace(status, Content::Nothing);
    answer.headers.push(("location".into(), to));
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
    if let Content::Json(json) = &mut answer.content {
        value.apply(json, field);
    }
}

/// The same content after `start`, under another name.
fn relabel(answer: &mut Answer, content_type: Option<String>, start: &str) {
    let content = std::mem::replace(&mut answer.content, Content::Nothing);
    let usual = content.content_type().unwrap_or_default().to_owned();
    answer.content = Content::Raw {
        content_type: content_type.unwrap_or(usual),
        body: format!("{start}{}", content.into_body()),
    };
}

fn pad(answer: &mut Answer, count: usize) {
    let padding = (0..count.min(MOST_HEADERS)).map(|number| {
        let name = format!("x-padding-{number}");
        (name.into(), "nobody needs this".to_owned())
    });
    answer.headers.extend(padding);
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
