//! What can go wrong between a request and its answer.

use std::error::Error;
use std::io;

use thiserror::Error;
use url::Url;

/// A request without an answer to rely on. Names the host and nothing else of the request: no path, no
/// query, no header, no body.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{host}: {kind}")]
pub struct NetError {
    /// What went wrong.
    pub kind: NetErrorKind,
    /// Host and, where it is not the scheme's own, port.
    pub host: String,
}

/// What went wrong between a request and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NetErrorKind {
    /// No connection: no network, no such host, nobody listening.
    #[error("the server could not be reached")]
    Unreachable,
    /// The other side speaks no TLS, or its certificate was not accepted.
    #[error("the connection is not secure")]
    Tls,
    /// No connection, or no whole answer, in time.
    #[error("no answer in time")]
    TimedOut,
    /// The server sent the request to another origin, nowhere, or in circles. Nothing followed.
    #[error("redirected")]
    Redirected,
    /// The body is over the cap.
    #[error("the answer is too large")]
    TooLarge,
    /// The connection broke before the answer was whole.
    #[error("the answer was cut off")]
    CutOff,
    /// The answer is no HTTP, has more headers than any real one, or its compression is damaged.
    #[error("the answer cannot be read")]
    Garbled,
    /// The address is neither https nor plain http on this machine, or carries a user name.
    #[error("the address is not secure")]
    Insecure,
    /// A value that no header can carry.
    #[error("a header has a character that no header can carry")]
    InvalidHeader,
}

/// The HTTP client could not be made, for example because the system has no trusted certificates.
#[derive(Debug, Error)]
#[error("the HTTP client could not be made")]
pub struct NotBuilt(#[source] pub(crate) reqwest::Error);

impl NetError {
    pub(crate) fn new(kind: NetErrorKind, url: &Url) -> NetError {
        NetError {
            kind,
            host: host(url),
        }
    }
}

/// Host and, where it is not the scheme's own, port.
pub(crate) fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    }
}

/// The kind of a failure of the HTTP library, read from the types in its chain of causes.
pub(crate) fn kind_of(failure: &reqwest::Error) -> NetErrorKind {
    if any_cause(failure, |cause| cause.is::<rustls::Error>()) {
        NetErrorKind::Tls
    } else if failure.is_timeout() {
        NetErrorKind::TimedOut
    } else if failure.is_connect() {
        NetErrorKind::Unreachable
    } else if any_cause(failure, is_garbled) {
        NetErrorKind::Garbled
    } else {
        NetErrorKind::CutOff
    }
}

fn is_garbled(cause: &(dyn Error + 'static)) -> bool {
    let io_kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
    matches!(
        io_kind,
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
    ) || cause
        .downcast_ref::<hyper::Error>()
        .is_some_and(hyper::Error::is_parse)
}

fn any_cause(failure: &(dyn Error + 'static), is_it: impl Fn(&(dyn Error + 'static)) -> bool) -> bool {
    let mut next = Some(failure);
    while let Some(cause) = next {
        if is_it(cause) {
            return true;
        }
        next = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            // An io::Error leaves the error that it wraps out of its chain of sources.
            Some(wrapped) => Some(wrapped),
            None => cause.source(),
        };
    }
    false
}
