//! Which request is the return, and why the others are not.
//!
//! | what could come | what keeps it out |
//! |---|---|
//! | a page that guesses addresses | 256 random bits in the path, compared in constant time |
//! | a foreign name that points to this machine (DNS rebinding) | `Host` is exactly the page's own |
//! | a script, a picture or a frame of another site | its fetch metadata, or `Origin` where there is none |
//! | the browser looking ahead | the headers that it announces that with |
//! | a mistake of the provider | one of the awaited parameters has a value |

use hyper::header::{HOST, HeaderMap, ORIGIN};
use hyper::{Method, Request, StatusCode};
use subtle::ConstantTimeEq;

use super::returned::Returned;

/// Longest query, in bytes.
const LONGEST_QUERY: usize = 8 * 1024;

/// Headers by which browsers announce that nobody has gone to the page yet.
const LOOKING_AHEAD: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// Knows the one address that counts.
pub(super) struct Gate {
    host: String,
    path: String,
    awaited: Vec<String>,
}

/// What a request is.
pub(super) enum Visit {
    /// The return, if no other came before.
    Return(Returned),
    /// The right address, but nothing that was waited for.
    Look,
    /// Nothing to be seen here.
    Refused(StatusCode),
}

impl Gate {
    pub(super) fn new(host: String, path: String, awaited: Vec<String>) -> Gate {
        Gate { host, path, awaited }
    }

    pub(super) fn judge<B>(&self, request: &Request<B>) -> Visit {
        if let Err(status) = self.check(request) {
            return Visit::Refused(status);
        }
        let returned = Returned::read(request.uri().query().unwrap_or_default());
        let awaited = &self.awaited;
        let is_awaited = awaited.is_empty() || awaited.iter().any(|name| returned.has_value(name));
        if is_awaited && request.method() == Method::GET {
            Visit::Return(returned)
        } else {
            Visit::Look
        }
    }

    /// The path comes right after the host: who does not know it learns nothing of the rest.
    fn check<B>(&self, request: &Request<B>) -> Result<(), StatusCode> {
        self.check_host(request)?;
        let path = request.uri().path().as_bytes();
        require(path.ct_eq(self.path.as_bytes()).into(), StatusCode::NOT_FOUND)?;
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        require(is_read, StatusCode::METHOD_NOT_ALLOWED)?;
        require(goes_to_the_page(request.headers()), StatusCode::FORBIDDEN)?;
        // The browser then comes again when the person really does.
        let looks_ahead = LOOKING_AHEAD
            .iter()
            .any(|&name| request.headers().contains_key(name));
        require(!looks_ahead, StatusCode::SERVICE_UNAVAILABLE)?;
        let query = request.uri().query().unwrap_or_default();
        require(query.len() <= LONGEST_QUERY, StatusCode::URI_TOO_LONG)
    }

    fn check_host<B>(&self, request: &Request<B>) -> Result<(), StatusCode> {
        // A whole address in the first line is how proxies are spoken to; no browser speaks so to a page.
        require(request.uri().authority().is_none(), StatusCode::BAD_REQUEST)?;
        let mut hosts = request.headers().get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(StatusCode::BAD_REQUEST);
        };
        require(*host == *self.host, StatusCode::MISDIRECTED_REQUEST)
    }
}

/// True for a browser that goes to the page as a whole, from wherever: a redirect of a provider is one of
/// another site. Scripts can forge none of these headers. A browser that sends no fetch metadata is believed
/// unless it names an origin, which it does for scripts and not for this.
fn goes_to_the_page(headers: &HeaderMap) -> bool {
    let all_are = |name: &str, value: &str| headers.get_all(name).iter().all(|sent| *sent == *value);
    let has_metadata = ["sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"]
        .iter()
        .any(|&name| headers.contains_key(name));
    if !has_metadata {
        return !headers.contains_key(ORIGIN);
    }
    let has_mode = headers.contains_key("sec-fetch-mode");
    // The destination came later than the mode; without it a frame cannot be told, but sees only the page.
    has_mode && all_are("sec-fetch-mode", "navigate") && all_are("sec-fetch-dest", "document")
}

fn require(holds: bool, otherwise: StatusCode) -> Result<(), StatusCode> {
    if holds { Ok(()) } else { Err(otherwise) }
}
