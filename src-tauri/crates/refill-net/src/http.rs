//! Sending requests: limits, redirects and repeated reads.

use std::time::{Duration, SystemTime};

use backon::{ExponentialBuilder, Retryable};
use refill_core::server::is_allowed;
use reqwest::header::{CONTENT_LENGTH, LOCATION};
use reqwest::{Method, RequestBuilder};
use url::Url;

use crate::clients::{Clients, is_this_machine};
use crate::error::{NetError, NetErrorKind, NotBuilt, kind_of};
use crate::request::{Get, Post};
use crate::response::Response;

/// How often a read is repeated at the most.
const MOST_REPEATS: usize = 2;

/// How many redirects are followed at the most.
const MOST_REDIRECTS: usize = 5;

/// The longest `Retry-After` that is waited for here; a longer one is the caller's to plan with.
const LONGEST_PATIENCE: Duration = Duration::from_secs(5);

/// The limits of [`Http`]. The defaults are for use; tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct HttpOptions {
    /// Time for a connection, name look-up and TLS included.
    pub connect: Duration,
    /// Time for a whole call, with redirects, repeats and the waits between them.
    pub whole: Duration,
    /// Wait before the first repeat; doubled for the next, with jitter.
    pub first_wait: Duration,
    /// Longest body, in bytes after unpacking.
    pub longest_body: usize,
    /// Nothing but this machine is reached: for demo mode, which promises to use no network.
    pub only_this_machine: bool,
}

impl Default for HttpOptions {
    fn default() -> HttpOptions {
        HttpOptions {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(30),
            first_wait: Duration::from_millis(300),
            longest_body: 4 * 1024 * 1024,
            only_this_machine: false,
        }
    }
}

/// The door. Made once; clones share its connections.
#[derive(Clone, Debug)]
pub struct Http {
    reading: Clients,
    sending: Clients,
    options: HttpOptions,
}

impl Http {
    /// Opens the door.
    ///
    /// # Errors
    /// [`NotBuilt`] when the HTTP client cannot be made. There is no lesser client to fall back to.
    pub fn new(options: HttpOptions) -> Result<Http, NotBuilt> {
        // Fails only when one is installed already, and then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Http {
            reading: Clients::for_reading(&options)?,
            sending: Clients::for_sending(&options)?,
            options,
        })
    }

    /// Reads, and gives the answer whatever its status.
    ///
    /// Repeated at most twice, after a connection that failed or timed out, a broken answer, 502, 503 or
    /// 504. A `Retry-After` of up to 5 seconds is kept to; a longer one ends the repeating. Redirects are
    /// followed within the same origin, at most five.
    ///
    /// # Errors
    /// [`NetError`], at the latest after [`HttpOptions::whole`].
    pub async fn get(&self, request: &Get) -> Result<Response, NetError> {
        let url = &request.head.url;
        self.check(url)?;
        let waits = ExponentialBuilder::new()
            .with_min_delay(self.options.first_wait)
            .with_max_times(MOST_REPEATS)
            .with_jitter();
        let call = (|| self.read_once(request))
            .retry(waits)
            .when(Unfinished::may_pass)
            .adjust(Unfinished::wait)
            .notify(|why, wait| log_repeat(url, why, wait));
        match tokio::time::timeout(self.options.whole, call).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Unfinished::Answer(answer))) => Ok(*answer),
            Ok(Err(Unfinished::Failed(error))) => Err(error),
            Err(_elapsed) => Err(NetError::new(NetErrorKind::TimedOut, url)),
        }
    }

    /// Sends once by the request's own method, and gives the answer whatever its status, except that of a redirect: nothing follows one.
    ///
    /// # Errors
    /// [`NetError`], at the latest after [`HttpOptions::whole`]. After `Unreachable` and `Insecure` the server
    /// has seen nothing of the request; after every other kind it may have acted on it, and only the caller
    /// knows what that means.
    pub async fn post(&self, request: &Post) -> Result<Response, NetError> {
        let url = &request.head.url;
        self.check(url)?;
        let call = self.send_once(request);
        let late = |_elapsed| NetError::new(NetErrorKind::TimedOut, url);
        tokio::time::timeout(self.options.whole, call)
            .await
            .map_err(late)?
    }

    /// Whether `url` may be called at all. Redirects are followed within its origin only, so they need no
    /// check of their own.
    fn check(&self, url: &Url) -> Result<(), NetError> {
        if self.options.only_this_machine && !is_this_machine(url) {
            return Err(NetError::new(NetErrorKind::Unreachable, url));
        }
        if !is_allowed(url) || !url.username().is_empty() || url.password().is_some() {
            return Err(NetError::new(NetErrorKind::Insecure, url));
        }
        Ok(())
    }

    /// One read, redirects included.
    async fn read_once(&self, request: &Get) -> Result<Response, Unfinished> {
        let head = &request.head;
        let mut url = head.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let call = self.reading.to(&url).get(url.clone());
            let answer = start(call.headers(head.headers.clone()), &url).await?;
            if !is_redirect(&answer) {
                let answer = self.receive(url, answer).await?;
                return match answer.status {
                    502..=504 => Err(Unfinished::Answer(Box::new(answer))),
                    _ => Ok(answer),
                };
            }
            url = next_hop(&url, &answer).ok_or_else(|| NetError::new(NetErrorKind::Redirected, &url))?;
        }
        Err(NetError::new(NetErrorKind::Redirected, &url).into())
    }

    async fn send_once(&self, request: &Post) -> Result<Response, NetError> {
        let head = &request.head;
        let client = self.sending.to(&head.url);
        let call = client.request(request.method.clone(), head.url.clone());
        let mut call = call.headers(head.headers.clone()).body(request.body.clone());
        if request.body.is_empty() && request.method != Method::DELETE {
            // Otherwise left out, and there are servers that insist on it (RFC 9110, 8.6).
            call = call.header(CONTENT_LENGTH, 0);
        }
        let answer = start(call, &head.url).await?;
        if is_redirect(&answer) {
            return Err(NetError::new(NetErrorKind::Redirected, &head.url));
        }
        self.receive(head.url.clone(), answer).await
    }

    async fn receive(&self, url: Url, mut answer: reqwest::Response) -> Result<Response, NetError> {
        let too_large = || NetError::new(NetErrorKind::TooLarge, &url);
        let longest = self.options.longest_body;
        let announced = answer.content_length().unwrap_or(0);
        if usize::try_from(announced).map_or(true, |announced| announced > longest) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|failure| failed(&failure, &url))? {
            if piece.len() > longest - body.len() {
                return Err(too_large());
            }
            body.extend_from_slice(&piece);
        }
        Ok(Response {
            status: answer.status().as_u16(),
            headers: std::mem::take(answer.headers_mut()),
            body,
            url,
        })
    }
}

/// Sends, and waits for the head of the answer.
async fn start(call: RequestBuilder, url: &Url) -> Result<reqwest::Response, NetError> {
    call.send().await.map_err(|failure| failed(&failure, url))
}

fn failed(failure: &reqwest::Error, url: &Url) -> NetError {
    NetError::new(kind_of(failure), url)
}

/// A read that may be worth repeating.
enum Unfinished {
    /// 502, 503 or 504. If it stays so, it is the answer.
    Answer(Box<Response>),
    Failed(NetError),
}

impl From<NetError> for Unfinished {
    fn from(error: NetError) -> Unfinished {
        Unfinished::Failed(error)
    }
}

impl Unfinished {
    fn may_pass(&self) -> bool {
        match self {
            Unfinished::Answer(_) => true,
            // Here only a connection can have timed out: the limit over everything is kept further up.
            Unfinished::Failed(error) => matches!(
                error.kind,
                NetErrorKind::Unreachable | NetErrorKind::CutOff | NetErrorKind::TimedOut
            ),
        }
    }

    /// The wait before a repeat; `None` ends the repeating.
    fn wait(&self, planned: Option<Duration>) -> Option<Duration> {
        let asked = match self {
            Unfinished::Answer(answer) => answer.retry_after(SystemTime::now()),
            Unfinished::Failed(_) => None,
        };
        match asked {
            Some(asked) if asked > LONGEST_PATIENCE => None,
            Some(asked) => planned.map(|_| asked),
            None => planned,
        }
    }
}

fn is_redirect(answer: &reqwest::Response) -> bool {
    matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Where a redirect leads, if it stays within the origin of `from` and carries no user name.
fn next_hop(from: &Url, answer: &reqwest::Response) -> Option<Url> {
    let location = answer.headers().get(LOCATION)?.to_str().ok()?;
    let to = from.join(location).ok()?;
    let bare = to.username().is_empty() && to.password().is_none();
    (bare && to.origin() == from.origin()).then_some(to)
}

fn log_repeat(url: &Url, why: &Unfinished, wait: Duration) {
    let host = url.host_str().unwrap_or_default();
    let wait_ms = wait.as_millis();
    match why {
        Unfinished::Answer(answer) => tracing::debug!(host, status = answer.status, wait_ms, "reading again"),
        Unfinished::Failed(error) => {
            tracing::debug!(host, kind = %error.kind, wait_ms, "reading again")
        }
    }
}
