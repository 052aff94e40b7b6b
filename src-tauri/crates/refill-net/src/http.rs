//! Sending requests: limits, redirects and repeated reads.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use backon::{ExponentialBuilder, Retryable};
use refill_core::server::is_allowed;
use reqwest::header::LOCATION;
use reqwest::{Client, ClientBuilder, redirect};
use url::Url;

use crate::error::{NetError, NetErrorKind, NotBuilt, kind_of};
use crate::request::Get;
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
    /// For all servers but this machine's own; honours the system's proxy.
    outside: Client,
    /// For this machine: no proxy, and `localhost` never looked up elsewhere.
    inside: Client,
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
        let loopback = [
            SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
        ];
        let inside = builder(&options)
            .no_proxy()
            .resolve_to_addrs("localhost", &loopback);
        Ok(Http {
            outside: builder(&options).build().map_err(NotBuilt)?,
            inside: inside.build().map_err(NotBuilt)?,
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
        let waits = ExponentialBuilder::new()
            .with_min_delay(self.options.first_wait)
            .with_max_times(MOST_REPEATS)
            .with_jitter();
        let call = (|| self.read_once(request))
            .retry(waits)
            .when(Unfinished::may_pass)
            .adjust(Unfinished::wait)
            .notify(|why, wait| log_repeat(&request.url, why, wait));
        match tokio::time::timeout(self.options.whole, call).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Unfinished::Answer(answer))) => Ok(*answer),
            Ok(Err(Unfinished::Failed { error, .. })) => Err(error),
            Err(_elapsed) => Err(NetError::new(NetErrorKind::TimedOut, &request.url)),
        }
    }

    /// One read, redirects included.
    async fn read_once(&self, request: &Get) -> Result<Response, Unfinished> {
        let mut url = request.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.send(&url, request).await?;
            if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                let answer = self.receive(url, answer).await?;
                return match answer.status {
                    502..=504 => Err(Unfinished::Answer(Box::new(answer))),
                    _ => Ok(answer),
                };
            }
            url = next_hop(&url, &answer).ok_or_else(|| stop(NetErrorKind::Redirected, &url))?;
        }
        Err(stop(NetErrorKind::Redirected, &url))
    }

    async fn send(&self, url: &Url, request: &Get) -> Result<reqwest::Response, Unfinished> {
        if self.options.only_this_machine && !is_this_machine(url) {
            return Err(stop(NetErrorKind::Unreachable, url));
        }
        if !is_allowed(url) || !url.username().is_empty() || url.password().is_some() {
            return Err(stop(NetErrorKind::Insecure, url));
        }
        let client = if is_this_machine(url) {
            &self.inside
        } else {
            &self.outside
        };
        let sent = client.get(url.clone()).headers(request.headers.clone()).send();
        sent.await.map_err(|failure| Unfinished::of(&failure, url))
    }

    async fn receive(&self, url: Url, mut answer: reqwest::Response) -> Result<Response, Unfinished> {
        let longest = self.options.longest_body;
        let announced = answer.content_length().unwrap_or(0);
        if usize::try_from(announced).map_or(true, |announced| announced > longest) {
            return Err(stop(NetErrorKind::TooLarge, &url));
        }
        let mut body = Vec::new();
        while let Some(piece) = answer
            .chunk()
            .await
            .map_err(|failure| Unfinished::of(&failure, &url))?
        {
            if piece.len() > longest - body.len() {
                return Err(stop(NetErrorKind::TooLarge, &url));
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

/// A read that may be worth repeating.
enum Unfinished {
    /// 502, 503 or 504. If it stays so, it is the answer.
    Answer(Box<Response>),
    Failed {
        error: NetError,
        may_pass: bool,
    },
}

impl Unfinished {
    fn of(failure: &reqwest::Error, url: &Url) -> Unfinished {
        let kind = kind_of(failure);
        let may_pass = match kind {
            NetErrorKind::Unreachable | NetErrorKind::CutOff => true,
            // Here only a connection can have timed out: the limit over everything is kept further up.
            NetErrorKind::TimedOut => true,
            _ => false,
        };
        Unfinished::Failed {
            error: NetError::new(kind, url),
            may_pass,
        }
    }

    fn may_pass(&self) -> bool {
        match self {
            Unfinished::Answer(_) => true,
            Unfinished::Failed { may_pass, .. } => *may_pass,
        }
    }

    /// The wait before a repeat; `None` ends the repeating.
    fn wait(&self, planned: Option<Duration>) -> Option<Duration> {
        let asked = match self {
            Unfinished::Answer(answer) => answer.retry_after(SystemTime::now()),
            Unfinished::Failed { .. } => None,
        };
        match asked {
            Some(asked) if asked > LONGEST_PATIENCE => None,
            Some(asked) => planned.map(|_| asked),
            None => planned,
        }
    }
}

fn stop(kind: NetErrorKind, url: &Url) -> Unfinished {
    Unfinished::Failed {
        error: NetError::new(kind, url),
        may_pass: false,
    }
}

fn builder(options: &HttpOptions) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("Refill/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(options.connect)
        .redirect(redirect::Policy::none())
        .referer(false)
        .gzip(true)
}

/// Where a redirect leads, if it stays within the origin of `from` and carries no user name.
fn next_hop(from: &Url, answer: &reqwest::Response) -> Option<Url> {
    let location = answer.headers().get(LOCATION)?.to_str().ok()?;
    let to = from.join(location).ok()?;
    let bare = to.username().is_empty() && to.password().is_none();
    (bare && to.origin() == from.origin()).then_some(to)
}

/// True for every address on this machine, by the one rule that says where plain http is allowed.
fn is_this_machine(url: &Url) -> bool {
    let mut plain = url.clone();
    plain.set_scheme("http").is_ok() && is_allowed(&plain)
}

fn log_repeat(url: &Url, why: &Unfinished, wait: Duration) {
    let host = url.host_str().unwrap_or_default();
    let wait_ms = wait.as_millis();
    match why {
        Unfinished::Answer(answer) => tracing::debug!(host, status = answer.status, wait_ms, "reading again"),
        Unfinished::Failed { error, .. } => {
            tracing::debug!(host, kind = %error.kind, wait_ms, "reading again")
        }
    }
}
