//! A one-shot page on this machine on which a wallet in the person's browser is asked: for its address, or for a
//! signature.
//!
//! | what could come | what keeps it out |
//! |---|---|
//! | whatever the gate of returns keeps out | the same gate (`gate.rs`): the page and its answer have one address |
//! | an answer of another site's script | `Origin` is exactly the page's own, and the fetch metadata say so too |
//! | a form of another site | `Content-Type` is `application/json`, which forms cannot send |
//! | a long answer | 8 KiB are read at the most |
//!
//! What comes is a claim of the page, in which other programs' scripts run: whoever asked checks it.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::gate::{Gate, Visit};
use super::wallet_answer::{self, WalletAnswer};
use super::wallet_page::{self, WalletTask};
use super::{
    LONGEST_HEAD, LONGEST_WAIT, MOST_CONNECTIONS, MOST_HEADERS, NeverReturned, NotListening, PAUSE, page,
};
use crate::random::unguessable;

/// What a wallet is asked, and how long. [`WalletPageOptions::new`] has the limits for use; tests shorten them.
#[derive(Clone, Debug)]
pub struct WalletPageOptions {
    /// Time for the answer, counted from opening.
    pub whole: Duration,
    /// Time for a single connection, from its begin to the end of its answer.
    pub connection: Duration,
    /// What the wallet is asked, and in which words.
    pub task: WalletTask,
}

impl WalletPageOptions {
    /// Waits five minutes, as long as a payment is valid at the most.
    pub fn new(task: WalletTask) -> WalletPageOptions {
        WalletPageOptions {
            whole: Duration::from_secs(5 * 60),
            connection: Duration::from_secs(5),
            task,
        }
    }
}

/// A page that is open to one answer. When it is dropped, its port is closed at once.
pub struct WalletPage {
    listener: TcpListener,
    address: Url,
    gate: Gate,
    options: WalletPageOptions,
    deadline: Instant,
}

impl WalletPage {
    /// Opens a page on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`NotListening`].
    pub async fn open(options: WalletPageOptions) -> Result<WalletPage, NotListening> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let host = listener.local_addr()?.to_string();
        let path = format!("/{}", unguessable()?.as_str());
        let address = Url::parse(&format!("http://{host}{path}")).map_err(io::Error::other)?;
        Ok(WalletPage {
            listener,
            address,
            gate: Gate::new(host, path, Vec::new()),
            deadline: Instant::now() + options.whole.min(LONGEST_WAIT),
            options,
        })
    }

    /// What the person's browser is to open. Nobody else may learn this.
    pub fn address(&self) -> Url {
        self.address.clone()
    }

    /// Waits for one answer, takes it in full, and closes the port. Closes it as well when the waiting is given up.
    ///
    /// # Errors
    /// [`NeverReturned`] when [`WalletPageOptions::whole`] has passed since opening.
    pub async fn answered(self) -> Result<WalletAnswer, NeverReturned> {
        let answered = OnceLock::new();
        let _ended = timeout_at(self.deadline, self.serve(&answered)).await;
        // An answer counts even if the time was up while it was being taken.
        answered.into_inner().ok_or(NeverReturned::TimedOut)
    }

    /// Answers connections until the one that brought the answer is done.
    async fn serve(&self, answered: &OnceLock<WalletAnswer>) {
        let mut open = FuturesUnordered::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if open.len() < MOST_CONNECTIONS => match accepted {
                    Ok((stream, _)) => open.push(self.converse(stream, answered)),
                    Err(error) => {
                        tracing::debug!(kind = ?error.kind(), "a connection to the wallet's page was lost");
                        tokio::time::sleep(PAUSE).await;
                    }
                },
                Some(was_it) = open.next() => if was_it {
                    return;
                },
            }
        }
    }

    /// Answers one connection; true if it brought the answer. What becomes of the reply does not matter then.
    async fn converse(&self, stream: TcpStream, answered: &OnceLock<WalletAnswer>) -> bool {
        let was_it = AtomicBool::new(false);
        let was = &was_it;
        let replies =
            service_fn(async move |request| Ok::<_, Infallible>(self.reply(request, answered, was).await));
        let connection = http1::Builder::new()
            .max_headers(MOST_HEADERS)
            .max_buf_size(LONGEST_HEAD)
            .serve_connection(TokioIo::new(stream), replies);
        let _ = timeout(self.options.connection, connection).await;
        was_it.load(Ordering::Relaxed)
    }

    async fn reply(
        &self,
        request: Request<hyper::body::Incoming>,
        answered: &OnceLock<WalletAnswer>,
        was_it: &AtomicBool,
    ) -> Response<String> {
        let outcome = match *request.method() {
            Method::POST => self.take(request, answered, was_it).await,
            _ => self.show(&request, answered),
        };
        outcome.unwrap_or_else(|status| {
            tracing::debug!(
                status = status.as_u16(),
                "a visit to the wallet's page was no answer"
            );
            page::bare(status)
        })
    }

    /// The page, as often as the browser loads it before the answer.
    fn show<B>(
        &self,
        request: &Request<B>,
        answered: &OnceLock<WalletAnswer>,
    ) -> Result<Response<String>, StatusCode> {
        match self.gate.judge(request) {
            Visit::Refused(status) => Err(status),
            Visit::Return(_) | Visit::Look if answered.get().is_some() => Err(StatusCode::GONE),
            Visit::Return(_) | Visit::Look => Ok(wallet_page::shown(&self.options.task)),
        }
    }

    async fn take(
        &self,
        request: Request<hyper::body::Incoming>,
        answered: &OnceLock<WalletAnswer>,
        was_it: &AtomicBool,
    ) -> Result<Response<String>, StatusCode> {
        wallet_answer::judge(&self.gate, &self.origin(), &request)?;
        let answer = wallet_answer::read(request.into_body()).await?;
        answered.set(answer).map_err(|_second| StatusCode::GONE)?;
        was_it.store(true, Ordering::Relaxed);
        Ok(page::bare(StatusCode::NO_CONTENT))
    }

    fn origin(&self) -> String {
        self.address.origin().ascii_serialization()
    }
}

impl fmt::Debug for WalletPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WalletPage")
            .field("port", &self.address.port())
            .finish_non_exhaustive()
    }
}
