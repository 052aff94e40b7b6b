//! One-shot pages on this machine that a browser returns to: after a sign-in, a checkout, a wallet's answer.
//!
//! The address is the only thing that lets a request count, so it cannot be guessed, and it is given to the
//! one server that is to send the browser back. Everything else that the same browser or another program on
//! this machine may send is answered with a bare status and changes nothing (`gate.rs`). Nothing runs in the
//! background: connections are answered while [`LoopbackPage::returned`] is waited for, and until then they
//! wait, too.

mod gate;
mod page;
mod returned;
mod wallet;
mod wallet_answer;
mod wallet_page;

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
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

pub use self::page::PageWords;
pub use self::returned::Returned;
pub use self::wallet::{WalletPage, WalletPageOptions};
pub use self::wallet_answer::{WalletAnswer, WalletFailure};
pub use self::wallet_page::{ToSign, WalletTask, WalletWords};

use self::gate::{Gate, Visit};
use crate::random::{NoRandomness, unguessable};

/// How many connections are open at once at the most; more of them wait in line.
const MOST_CONNECTIONS: usize = 16;

/// Longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// How many headers a request has at the most.
const MOST_HEADERS: usize = 100;

/// Longest time for a return: longer than any page that a browser comes back from is good for.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Pause after a connection that could not be taken, for example because too many files are open.
const PAUSE: Duration = Duration::from_millis(100);

/// What a page waits for, and how long. [`LoopbackOptions::new`] has the limits for use; tests shorten them.
#[derive(Clone, Debug)]
pub struct LoopbackOptions {
    /// Time for the return, counted from opening without the time that the machine sleeps; 30 days at the most.
    /// Nothing but the port is held meanwhile.
    pub whole: Duration,
    /// Time for a single connection, from its begin to the end of its answer.
    pub connection: Duration,
    /// A return brings a value for at least one of these parameters. If the list is empty, the address alone
    /// is enough.
    pub awaited: Vec<String>,
    /// What the browser shows after the return.
    pub words: PageWords,
    /// What it shows instead after a return that brings a value for the parameter; the first that does decides.
    pub words_for: Vec<(String, PageWords)>,
}

impl LoopbackOptions {
    /// Waits ten minutes for one of the parameters `awaited`.
    pub fn new(awaited: &[&str], words: PageWords) -> LoopbackOptions {
        LoopbackOptions {
            whole: Duration::from_secs(10 * 60),
            connection: Duration::from_secs(5),
            awaited: awaited.iter().map(|&name| name.to_owned()).collect(),
            words,
            words_for: Vec::new(),
        }
    }

    fn words_after(&self, returned: &Returned) -> &PageWords {
        let its_own = |(name, _): &&(String, PageWords)| returned.has_value(name);
        let found = self.words_for.iter().find(its_own);
        found.map_or(&self.words, |(_, words)| words)
    }
}

/// No page could be opened on this machine.
#[derive(Debug, Error)]
pub enum NotListening {
    /// The system gives no port, for example because a firewall program forbids it.
    #[error("this machine lets nobody listen for the browser's return")]
    Port(#[from] io::Error),
    /// No address could be made that nobody can guess.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// No return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NeverReturned {
    /// Nobody came in time.
    #[error("the browser did not come back in time")]
    TimedOut,
}

/// A page that is open to one return. When it is dropped, its port is closed at once.
pub struct LoopbackPage {
    listener: TcpListener,
    address: Url,
    gate: Gate,
    options: LoopbackOptions,
    deadline: Instant,
}

impl LoopbackPage {
    /// Opens a page on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// [`NotListening`].
    pub async fn open(options: LoopbackOptions) -> Result<LoopbackPage, NotListening> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let host = listener.local_addr()?.to_string();
        let path = format!("/{}", unguessable()?.as_str());
        let address = Url::parse(&format!("http://{host}{path}")).map_err(io::Error::other)?;
        Ok(LoopbackPage {
            listener,
            address,
            gate: Gate::new(host, path, options.awaited.clone()),
            deadline: Instant::now() + options.whole.min(LONGEST_WAIT),
            options,
        })
    }

    /// Where the browser is to return to. Only the server that sends it there may learn this.
    pub fn address(&self) -> Url {
        self.address.clone()
    }

    /// Waits for one return, answers it in full, and closes the port. Closes it as well when the waiting is
    /// given up.
    ///
    /// # Errors
    /// [`NeverReturned`] when [`LoopbackOptions::whole`] has passed since opening.
    pub async fn returned(self) -> Result<Returned, NeverReturned> {
        let returned = OnceLock::new();
        let ended = timeout_at(self.deadline, self.serve(&returned)).await;
        // A return counts even if the time was up while it was being answered.
        match (returned.into_inner(), ended) {
            (Some(returned), _) => Ok(returned),
            (None, _) => Err(NeverReturned::TimedOut),
        }
    }

    /// Answers connections until the one that brought the return has its answer.
    async fn serve(&self, returned: &OnceLock<Returned>) {
        let mut open = FuturesUnordered::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if open.len() < MOST_CONNECTIONS => match accepted {
                    Ok((stream, _)) => open.push(self.converse(stream, returned)),
                    Err(error) => {
                        tracing::debug!(kind = ?error.kind(), "a connection to the loopback page was lost");
                        tokio::time::sleep(PAUSE).await;
                    }
                },
                Some(was_it) = open.next() => if was_it {
                    return;
                },
            }
        }
    }

    /// Answers one connection; true if it brought the return. What becomes of the answer does not matter then.
    async fn converse(&self, stream: TcpStream, returned: &OnceLock<Returned>) -> bool {
        let was_it = AtomicBool::new(false);
        let answers = service_fn(|request: Request<_>| {
            let answer = self.answer(&request, returned, &was_it);
            std::future::ready(Ok::<_, Infallible>(answer))
        });
        let connection = http1::Builder::new()
            .max_headers(MOST_HEADERS)
            .max_buf_size(LONGEST_HEAD)
            .serve_connection(TokioIo::new(stream), answers);
        let _ = timeout(self.options.connection, connection).await;
        was_it.load(Ordering::Relaxed)
    }

    fn answer<B>(
        &self,
        request: &Request<B>,
        returned: &OnceLock<Returned>,
        was_it: &AtomicBool,
    ) -> Response<String> {
        match self.gate.judge(request) {
            Visit::Return(brought) => {
                let page = page::done(self.options.words_after(&brought));
                match returned.set(brought) {
                    Ok(()) => {
                        was_it.store(true, Ordering::Relaxed);
                        page
                    }
                    Err(_second) => page::bare(StatusCode::GONE),
                }
            }
            Visit::Look => page::waiting(&self.options.words.language),
            Visit::Refused(status) => {
                tracing::debug!(
                    status = status.as_u16(),
                    "a visit to the loopback page was no return"
                );
                page::bare(status)
            }
        }
    }
}

impl fmt::Debug for LoopbackPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoopbackPage")
            .field("port", &self.address.port())
            .finish_non_exhaustive()
    }
}
