//! From an answer to bytes: whole, late, cut, endless or never.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::stream;
use tokio::sync::watch;

use crate::answer::Answer;
use crate::spoil::Delivery;

/// Length of one piece of a huge body.
const PIECE: usize = 64 * 1024;

/// Turns true when the sandbox stops.
pub(crate) type Stopping = watch::Receiver<bool>;

pub(crate) async fn deliver(answer: Answer, delivery: Delivery, stopping: Stopping) -> Response {
    match delivery {
        Delivery::Whole => whole(answer),
        Delivery::Late { millis } => {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(millis)) => {}
                () = stopped(stopping) => {}
            }
            whole(answer)
        }
        Delivery::Never => {
            stopped(stopping).await;
            whole(answer)
        }
        Delivery::Cut => cut(answer),
        Delivery::Huge { bytes, declared } => huge(answer, bytes, declared),
    }
}

async fn stopped(mut stopping: Stopping) {
    // An error means that the sandbox is gone already.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

fn whole(mut answer: Answer) -> Response {
    let content = std::mem::replace(&mut answer.content, crate::answer::Content::Nothing);
    let content_type = content.content_type().map(str::to_owned);
    with_head(answer, content_type.as_deref(), Body::from(content.into_body()))
}

fn cut(mut answer: Answer) -> Response {
    let content = std::mem::replace(&mut answer.content, crate::answer::Content::Nothing);
    let content_type = content.content_type().map(str::to_owned);
    let mut body = content.into_body().into_bytes();
    let length = body.len();
    body.truncate(length / 2);
    let pieces = stream::unfold(Some(Bytes::from(body)), async |half| {
        if let Some(half) = half {
            return Some((Ok(half), None));
        }
        // The pause lets the first half out before the connection breaks.
        tokio::task::yield_now().await;
        Some((Err(io::Error::from(io::ErrorKind::ConnectionReset)), None))
    });
    answer.headers.push(("content-length", length.to_string()));
    with_head(answer, content_type.as_deref(), Body::from_stream(pieces))
}

fn huge(mut answer: Answer, bytes: u64, declared: bool) -> Response {
    let piece = Bytes::from(vec![b'x'; PIECE]);
    // It begins like a real answer, so that only the size gives it away.
    let start = Bytes::from_static(b"{\"balance\":1000,\"padding\":\"");
    let pieces = stream::unfold((Some(start), bytes), move |(start, left)| {
        let next = start.unwrap_or_else(|| piece.clone());
        let length = u64::try_from(next.len()).unwrap_or(u64::MAX).min(left);
        let next = next.slice(..usize::try_from(length).unwrap_or(PIECE));
        async move { (length > 0).then_some((Ok::<_, io::Error>(next), (None, left - length))) }
    });
    if declared {
        answer.headers.push(("content-length", bytes.to_string()));
    }
    with_head(answer, Some("application/json"), Body::from_stream(pieces))
}

fn with_head(answer: Answer, content_type: Option<&str>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let content_type = content_type.map(|value| (header::CONTENT_TYPE, value.to_owned()));
    let others = answer
        .headers
        .into_iter()
        .map(|(name, value)| (HeaderName::from_static(name), value));
    for (name, value) in content_type.into_iter().chain(others) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}
