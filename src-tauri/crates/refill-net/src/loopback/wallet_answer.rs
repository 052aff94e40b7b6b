//! Which request brings a wallet's answer, and what it says.

use std::future::poll_fn;
use std::pin::Pin;

use hyper::body::{Body, Buf};
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, ORIGIN};
use hyper::{Request, StatusCode};
use serde::Deserialize;

use super::gate::{Gate, Visit};

/// Longest answer, in bytes. A signature has 132.
const LONGEST_ANSWER: usize = 8 * 1024;

/// What the page says of the wallet. Scripts of other programs run in it: a claim until it is checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WalletAnswer {
    /// The address that the wallet gave.
    Address(String),
    /// The signature that the wallet gave.
    Signature(String),
    /// It gave nothing.
    Failed(WalletFailure),
}

/// Why a wallet in the browser gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WalletFailure {
    /// The person said no there.
    Refused,
    /// It is on another chain, and stayed there.
    OtherChain,
    /// It does not have the address that was asked for.
    OtherAddress,
    /// It failed in a way of its own.
    Other,
}

/// Whether the request may bring the answer.
pub(super) fn judge<B: Body>(gate: &Gate, origin: &str, request: &Request<B>) -> Result<(), StatusCode> {
    check_address(gate, request)?;
    let headers = request.headers();
    require(comes_from(headers, origin), StatusCode::FORBIDDEN)?;
    let is_json = only(headers, CONTENT_TYPE.as_str()) == Some(b"application/json");
    require(is_json, StatusCode::UNSUPPORTED_MEDIA_TYPE)?;
    let is_short = request.body().size_hint().lower() <= LONGEST_ANSWER as u64;
    require(is_short, StatusCode::PAYLOAD_TOO_LARGE)
}

/// Reads the answer, as far as any real one goes.
pub(super) async fn read<B: Body + Unpin>(mut body: B) -> Result<WalletAnswer, StatusCode> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_cut_off| StatusCode::BAD_REQUEST)?;
        let Ok(mut data) = frame.into_data() else { continue };
        let is_short = bytes.len() + data.remaining() <= LONGEST_ANSWER;
        require(is_short, StatusCode::PAYLOAD_TOO_LARGE)?;
        while data.has_remaining() {
            let piece = data.chunk();
            bytes.extend_from_slice(piece);
            let length = piece.len();
            data.advance(length);
        }
    }
    serde_json::from_slice(&bytes).map_err(|_other| StatusCode::BAD_REQUEST)
}

/// Host and path are judged as those of a visit to the page.
fn check_address<B>(gate: &Gate, request: &Request<B>) -> Result<(), StatusCode> {
    let mut visit = Request::new(());
    *visit.uri_mut() = request.uri().clone();
    for host in request.headers().get_all(HOST) {
        visit.headers_mut().append(HOST, host.clone());
    }
    match gate.judge(&visit) {
        Visit::Refused(status) => Err(status),
        Visit::Return(_) | Visit::Look => Ok(()),
    }
}

/// True for the page's own script. Browsers name the origin of every POST, and other sites' scripts cannot forge it; the
/// fetch metadata are looked at where they are sent.
fn comes_from(headers: &HeaderMap, origin: &str) -> bool {
    let fits = |name: &str, value: &str| headers.get_all(name).iter().all(|sent| *sent == *value);
    only(headers, ORIGIN.as_str()) == Some(origin.as_bytes())
        && fits("sec-fetch-site", "same-origin")
        && fits("sec-fetch-mode", "cors")
        && fits("sec-fetch-dest", "empty")
}

/// The value of a header that is there once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value.as_bytes()),
        _ => None,
    }
}

fn require(holds: bool, otherwise: StatusCode) -> Result<(), StatusCode> {
    if holds { Ok(()) } else { Err(otherwise) }
}
