//! The server itself.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::response::Response;
use jiff::Timestamp;
use refill_core::ports::Clock;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::account::AccountSeed;
use crate::answer::{Answer, Content};
use crate::call::Call;
use crate::checkout;
use crate::command;
use crate::connection::{Door, Line};
use crate::control::Control;
use crate::delivery::{Stopping, deliver, pause};
use crate::fault::{Fault, FaultRule};
use crate::log::{RequestSeen, has};
use crate::refusal::Refusal;
use crate::spoil::{Delivery, Scene};
use crate::web3_api::HolderSeed;
use crate::world::{DESKS, Desk, SharedWorld, World, desk_at, lock};

/// Longest body of a request that is read. The longest real one has some hundred bytes.
const LONGEST_BODY: usize = 64 * 1024;
/// In the demo, credits take long enough for the waiting to be seen.
const DEMO_CREDIT_AFTER: Duration = Duration::from_secs(1);

/// How a sandbox begins.
pub struct Options {
    /// Its accounts.
    pub accounts: Vec<AccountSeed>,
    /// Its faults.
    pub faults: Vec<FaultRule>,
    /// Its port; 0 for any free one. A fixed one lets a test stop a server and bring it back.
    pub port: u16,
    /// What every answer of a provider takes longer.
    pub delay: Duration,
    /// Whether `/__control/…` answers, so that another process can use [`Command`](crate::Command).
    pub control_over_http: bool,
    /// Who can sign in at the Web3 API from the start.
    pub holders: Vec<HolderSeed>,
    /// How long after a payment its credits arrive, by the sandbox's clock.
    pub credit_after: Duration,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            accounts: Vec::new(),
            faults: Vec::new(),
            port: 0,
            delay: Duration::ZERO,
            control_over_http: false,
            holders: Vec::new(),
            credit_after: Duration::ZERO,
            clock: Arc::new(SystemClock),
        }
    }
}

impl Options {
    /// Demo mode: the stories of [`demo_accounts`](crate::demo_accounts), which go on from `anchor`.
    pub fn demo(anchor: Timestamp) -> Options {
        let demo = crate::demo::demo_accounts(anchor);
        Options {
            faults: demo.iter().filter_map(|account| account.fault.clone()).collect(),
            accounts: demo.into_iter().map(|account| account.seed).collect(),
            holders: vec![crate::demo::holder()],
            credit_after: DEMO_CREDIT_AFTER,
            ..Options::default()
        }
    }
}

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A running server with the demo providers, on this machine only. It stops when it is dropped.
pub struct Sandbox {
    address: SocketAddr,
    world: SharedWorld,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a server on 127.0.0.1.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub async fn start(options: Options) -> io::Result<Sandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let mut world = World::new(options.clock, options.accounts, options.faults);
        world.delay = options.delay;
        world.origin = format!("http://{address}");
        world.sessions.set_credit_after(options.credit_after);
        for holder in options.holders {
            world.add_holder(holder);
        }
        let world = Arc::new(Mutex::new(world));
        let (stop, stopping) = watch::channel(false);
        let router = router(&world, &stopping, options.control_over_http);
        let serving = tokio::spawn(serve(listener, router, stopping));
        Ok(Sandbox {
            address,
            world,
            stop,
            serving,
        })
    }

    /// The address that a client of `provider` is given, for example `http://127.0.0.1:4000/dria`.
    pub fn base(&self, provider: &str) -> String {
        base(self.address, provider)
    }

    /// The server's port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The means to change what the server answers.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.world))
    }

    /// Stops and waits until the port is free and every connection is closed.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        // An error would mean that the task was cancelled: it is gone then, too.
        let _ = (&mut self.serving).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

pub(crate) fn base(address: SocketAddr, provider: &str) -> String {
    match DESKS.iter().find(|desk| desk.id.as_str() == provider) {
        Some(desk) => format!("http://{address}{}{}", desk.prefix, desk.base),
        None => format!("http://{address}/{provider}"),
    }
}

#[derive(Clone)]
struct Served {
    world: SharedWorld,
    stopping: Stopping,
}

fn router(world: &SharedWorld, stopping: &Stopping, control_over_http: bool) -> Router {
    let served = Served {
        world: Arc::clone(world),
        stopping: stopping.clone(),
    };
    let providers = Router::new().fallback(answer).with_state(served);
    if control_over_http {
        return providers.nest("/__control", command::router(Arc::clone(world)));
    }
    providers
}

async fn serve(listener: TcpListener, router: Router, mut stopping: Stopping) {
    let stopped = async move {
        // An error means that the sandbox was dropped, which is a stop as well.
        let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
    };
    let service = router.into_make_service_with_connect_info::<Line>();
    let serving = axum::serve(Door(listener), service).with_graceful_shutdown(stopped);
    if let Err(error) = serving.await {
        tracing::warn!(%error, "the sandbox ended early");
    }
}

async fn answer(
    State(served): State<Served>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let (answer, delivery) = match desk_at(parts.uri.path()) {
        Some(desk) => {
            let body = to_bytes(body, LONGEST_BODY).await.unwrap_or_default();
            let call = Call::new(&parts, desk.prefix, body.into());
            let answer = answer_at(desk, &parts, &call, &served.world);
            let delay = lock(&served.world).delay;
            pause(delay, served.stopping.clone()).await;
            answer
        }
        None if checkout::is_page(parts.uri.path()) => {
            let body = to_bytes(body, LONGEST_BODY).await.unwrap_or_default();
            let call = Call::new(&parts, "", body.into());
            let mut world = lock(&served.world);
            world.remember(seen(&parts, "", false));
            (checkout::answer(&mut world, &call), Delivery::Whole)
        }
        None => answer_elsewhere(&parts, &served.world),
    };
    deliver(answer, delivery, &line, served.stopping).await
}

fn answer_at(desk: &'static Desk, parts: &Parts, call: &Call, world: &SharedWorld) -> (Answer, Delivery) {
    let mut world = lock(world);
    let account = world.account_at(&desk.id, call.key());
    let is_known_key = account.is_some();
    match account {
        Some(key) => world.advance(&desk.id, &key),
        None => world.settle(),
    }
    world.remember(seen(parts, desk.id.as_str(), is_known_key));
    let now = world.now();
    let fault = world.take_fault(&desk.id, call);
    let mut answer = match &fault {
        Some(fault) if fault.refuses() && call.method != "GET" => undone(desk, now),
        _ => (desk.answer)(&mut world, call),
    };
    let scene = Scene { desk, call, now };
    let delivery = fault.map_or(Delivery::Whole, |fault: Fault| fault.spoil(&mut answer, &scene));
    (answer, delivery)
}

/// What a refused request leaves: nothing was done, so a code that it named still serves.
fn undone(desk: &Desk, now: Timestamp) -> Answer {
    (desk.refuse)(&Refusal {
        status: 500,
        text: None,
        retry_after: None,
        now,
    })
}

fn answer_elsewhere(parts: &Parts, world: &SharedWorld) -> (Answer, Delivery) {
    lock(world).remember(seen(parts, "", false));
    let nothing = Content::Text("nothing here\n".to_owned());
    (Answer::new(404, nothing), Delivery::Whole)
}

fn seen(parts: &Parts, provider: &str, is_known_key: bool) -> RequestSeen {
    let user_agent = parts
        .headers
        .get("user-agent")
        .and_then(|value| value.to_str().ok());
    RequestSeen {
        provider: provider.to_owned(),
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        has_authorization: has(&parts.headers, "authorization"),
        has_api_key: has(&parts.headers, "x-api-key"),
        has_cookie: has(&parts.headers, "cookie"),
        is_known_key,
        user_agent: user_agent.map(str::to_owned),
    }
}
