//! What an answer to a payment says. None of it proves anything, so it is read leniently: the worst that a wrong
//! reading does is another wait for the chain (payments.md, I3).

use refill_core::ports::Answer;
use refill_core::x402::{Hash, Protocol};
use refill_net::{NetErrorKind, Response};

use crate::json::{Object, Value};
use crate::{v1, v2};

/// Longest header of a reply that is read, in bytes.
const LONGEST_REPLY: usize = 64 * 1024;

/// The server's word that the transaction is on its way (contract F4): neither success nor failure.
const PENDING: &str = "settlement_pending";

/// Where servers name a reason.
const REASONS: [&str; 2] = ["errorReason", "error"];

/// What an answer means.
pub(super) fn judge(protocol: Protocol, response: &Response) -> Answer {
    let header = header(protocol, response).unwrap_or_default();
    let body = String::from_utf8_lossy(&response.body);
    let parts = [header.as_str(), &body].map(|text| Object::read_leniently(text).unwrap_or_default());
    if parts.iter().any(is_pending) {
        return Answer::Unclear("pending");
    }
    match response.status {
        200..=299 if parts.iter().any(tells_failure) => Answer::Unclear("failure_marker"),
        200..=299 => Answer::Accepted(parts.iter().find_map(transaction)),
        300..=399 => Answer::Unclear("redirected"),
        402 => Answer::Unclear("payment_required"),
        400..=499 => Answer::Unclear("refused"),
        500..=599 => Answer::Unclear("server"),
        _ => Answer::Unclear("garbled"),
    }
}

/// The word for a sending without an answer.
pub(super) fn word(kind: NetErrorKind) -> &'static str {
    match kind {
        NetErrorKind::TimedOut => "no_answer",
        // Here the server has seen nothing of the request.
        NetErrorKind::Unreachable
        | NetErrorKind::Tls
        | NetErrorKind::Insecure
        | NetErrorKind::InvalidHeader => "unreachable",
        NetErrorKind::CutOff => "cut_off",
        NetErrorKind::Redirected => "redirected",
        NetErrorKind::TooLarge => "too_large",
        NetErrorKind::Garbled => "garbled",
    }
}

/// The JSON in the payment response, under the name of the version that was spoken or else of the other one.
fn header(protocol: Protocol, response: &Response) -> Option<String> {
    let names = match protocol {
        Protocol::V1 => [v1::REPLY, v2::REPLY],
        Protocol::V2 => [v2::REPLY, v1::REPLY],
    };
    let header = names
        .into_iter()
        .find_map(|name| response.long_header(name, LONGEST_REPLY))?;
    v2::decoded(&header).ok()
}

fn is_pending(part: &Object<'_>) -> bool {
    REASONS
        .into_iter()
        .any(|name| matches!(part.value(name), Value::Text(reason) if reason == PENDING))
}

fn tells_failure(part: &Object<'_>) -> bool {
    let says_no = match part.value("success") {
        Value::Missing => false,
        Value::Text(text) => !text.eq_ignore_ascii_case("true"),
        Value::Other(json) => json != "true",
    };
    says_no || REASONS.into_iter().any(|name| is_reason(&part.value(name)))
}

fn is_reason(value: &Value<'_>) -> bool {
    match value {
        Value::Missing => false,
        Value::Text(text) => !text.trim().is_empty(),
        Value::Other(json) => !matches!(*json, "false" | "0" | "{}" | "[]"),
    }
}

/// `transaction` in the payment response, else the provider's own field (contract B).
fn transaction(part: &Object<'_>) -> Option<Hash> {
    ["transaction", "txHash"]
        .into_iter()
        .find_map(|name| match part.value(name) {
            Value::Text(text) => Hash::parse(&text).ok(),
            Value::Missing | Value::Other(_) => None,
        })
}
