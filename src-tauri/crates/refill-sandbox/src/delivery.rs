//! From an answer to bytes: whole, late, cut, endless, in pieces or never.

use std::io::{self, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use tokio::sync::watch;

use crate::answer::{Answer, Content};
use crate::connection::Line;
use crate::spoil::Delivery;

/// Length of one piece of a huge body.
const PIECE: usize = 64 * 1024;

/// Turns true when the sandbox stops.
pub(crate) type Stopping = watch::Receiver<bool>;

pub(crate) async fn deliver(answer: Answer, delivery: Delivery, line: &Line, stopping: Stopping) -> Response {
    match delivery {
        Delivery::Whole => whole(answer),
        Delivery::Late { millis } => {
            pause(Duration::from_millis(millis), stopping).await;
            whole(answer)
        }
        Delivery::Never => {
            stopped(stopping).await;
            whole(answer)
        }
        Delivery::Reset => {
            line.reset();
            whole(answer)
        }
        Delivery::Cut => cut(answer),
        Delivery::Huge { bytes, declared } => huge(answer, bytes, declared),
        Delivery::Chunked { bytes } => in_pieces(answer, bytes, Duration::ZERO, stopping),
        Delivery::Trickle { bytes, millis } => {
            in_pieces(answer, bytes, Duration::from_millis(millis), stopping)
        }
        Delivery::Gzip => packed(answer),
    }
}

/// Waits, but not longer than the sandbox runs.
pub(crate) async fn pause(wait: Duration, stopping: Stopping) {
    if wait.is_zero() {
        return;
    }
    tokio::select! {
        () = tokio::time::sleep(wait) => {}
        () = stopped(stopping) => {}
    }
}

async fn stopped(mut stopping: Stopping) {
    // An error means that the sandbox is gone already.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

fn whole(answer: Answer) -> Response {
    let (answer, content_type, body) = unpack(answer);
    with_head(answer, content_type.as_deref(), Body::from(body))
}

/// What leaves as head, content type and body.
fn unpack(mut answer: Answer) -> (Answer, Option<String>, Vec<u8>) {
    let content = std::mem::replace(&mut answer.content, Content::Nothing);
    let content_type = content.content_type().map(str::to_owned);
    (answer, content_type, content.into_body().into_bytes())
}

fn cut(answer: Answer) -> Response {
    let (mut answer, content_type, mut body) = unpack(answer);
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
    answer.headers.push(("content-length".into(), length.to_string()));
    with_head(answer, content_type.as_deref(), Body::from_stream(pieces))
}

fn huge(answer: Answer, bytes: u64, declared: bool) -> Response {
    let (mut answer, content_type, mut body) = unpack(answer);
    let piece = Bytes::from(vec![b'x'; PIECE]);
    // It begins like the real answer, so that only the size gives it away.
    body.pop();
    body.extend_from_slice(b",\"padding\":\"");
    let pieces = stream::unfold((Some(Bytes::from(body)), bytes), move |(start, left)| {
        let next = start.unwrap_or_else(|| piece.clone());
        let length = u64::try_from(next.len()).unwrap_or(u64::MAX).min(left);
        let next = next.slice(..usize::try_from(length).unwrap_or(PIECE));
        async move { (length > 0).then_some((Ok::<_, io::Error>(next), (None, left - length))) }
    });
    if declared {
        answer.headers.push(("content-length".into(), bytes.to_string()));
    }
    with_head(answer, content_type.as_deref(), Body::from_stream(pieces))
}

fn in_pieces(answer: Answer, bytes: usize, wait: Duration, stopping: Stopping) -> Response {
    let (answer, content_type, body) = unpack(answer);
    let pieces = stream::unfold(Bytes::from(body), move |mut rest| {
        let stopping = stopping.clone();
        async move {
            if rest.is_empty() {
                return None;
            }
            pause(wait, stopping).await;
            let piece = rest.split_to(bytes.clamp(1, rest.len()));
            Some((Ok::<_, io::Error>(piece), rest))
        }
    });
    with_head(answer, content_type.as_deref(), Body::from_stream(pieces))
}

fn packed(answer: Answer) -> Response {
    let (mut answer, content_type, body) = unpack(answer);
    match gzip(&body) {
        Ok(packed) => {
            answer
                .headers
                .push(("content-encoding".into(), "gzip".to_owned()));
            with_head(answer, content_type.as_deref(), Body::from(packed))
        }
        Err(error) => {
            tracing::warn!(%error, "an answer could not be packed");
            with_head(answer, content_type.as_deref(), Body::from(body))
        }
    }
}

fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body)?;
    encoder.finish()
}

fn with_head(answer: Answer, content_type: Option<&str>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(value) = content_type.and_then(|name| HeaderValue::from_str(name).ok()) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    for (name, value) in &answer.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    response
}
