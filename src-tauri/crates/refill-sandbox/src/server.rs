//! The server itself.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::http::request::Parts;
use axum::middleware;
use axum::response::Response;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::answer::{Answer, Content};
use crate::call::Call;
use crate::chain::{self, Endpoint};
use crate::checkout;
use crate::command;
use crate::connection::{Door, Line};
use crate::control::Control;
use crate::delivery::{Stopping, deliver, pause};
use crate::desk::{DESKS, Desk, desk_at};
use crate::dria;
use crate::fault::Fault;
use crate::log::{RequestSeen, has};
use crate::options::Options;
use crate::refusal::Refusal;
use crate::spoil::{Delivery, Scene};
use crate::world::{DRIA, SharedWorld, World, lock};

/// Longest body of a request that is read. The longest real one has some hundred bytes.
const LONGEST_BODY: usize = 64 * 1024;

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
        let control_over_http = options.control_over_http;
        let world = Arc::new(Mutex::new(begin(options, address)));
        let (stop, stopping) = watch::channel(false);
        let router = router(&world, &stopping, control_over_http);
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

    /// The addresses of the chain's two endpoints.
    pub fn chain_endpoints(&self) -> Vec<String> {
        chain_endpoints(self.address)
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

fn begin(options: Options, address: SocketAddr) -> World {
    let mut world = World::new(options.clock, options.accounts, options.faults);
    world.delay = options.delay;
    world.origin = format!("http://{address}");
    world.sessions.set_credit_after(options.credit_after);
    world.steering = options.steering;
    for (owner, millionths) in options.funded {
        world.chain.fund(owner, millionths);
    }
    if let Some(lag) = options.safe_lag {
        world.chain.set_safe_lag(lag);
    }
    for holder in options.holders {
        world.add_holder(holder);
    }
    world
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

pub(crate) fn chain_endpoints(address: SocketAddr) -> Vec<String> {
    let at = |endpoint: Endpoint| format!("http://{address}{}", endpoint.path());
    Endpoint::ALL.into_iter().map(at).collect()
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
    let mut router = Router::new().fallback(answer).with_state(served);
    if control_over_http {
        router = router.nest("/__control", command::router(Arc::clone(world)));
    }
    router.layer(middleware::map_response_with_state(Arc::clone(world), dated))
}

/// The `Date` of every answer is the sandbox's.
async fn dated(State(world): State<SharedWorld>, mut response: Response) -> Response {
    let now = lock(&world).now();
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
    if let Some(date) = date.ok().and_then(|date| HeaderValue::from_str(&date).ok()) {
        response.headers_mut().insert(DATE, date);
    }
    response
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
    let path = parts.uri.path().to_owned();
    let read = async |prefix| {
        let body = to_bytes(body, LONGEST_BODY).await.unwrap_or_default();
        Call::new(&parts, prefix, body.into())
    };
    let answer = match desk_at(&path) {
        Some(desk) => {
            let call = read(desk.prefix).await;
            let answer = answer_at(desk, &parts, &call, &served.world);
            let delay = lock(&served.world).delay;
            pause(delay, served.stopping.clone()).await;
            answer
        }
        None if checkout::is_page(&path) => {
            let call = read("").await;
            let mut world = lock(&served.world);
            world.remember(seen(&parts, "", false));
            checkout::answer(&mut world, &call)
        }
        None => match Endpoint::at(&path) {
            Some(endpoint) => answer_chain(endpoint, &parts, &read("").await, &served.world),
            None => answer_elsewhere(&parts, &served.world),
        },
    };
    let delivery = answer.delivery.clone();
    deliver(answer, delivery, &line, served.stopping).await
}

fn answer_at(desk: &'static Desk, parts: &Parts, call: &Call, world: &SharedWorld) -> Answer {
    let mut world = lock(world);
    let account = world.account_at(&desk.id, call.key());
    let is_known_key = account.is_some();
    match account {
        Some(key) => world.advance(&desk.id, &key),
        None => world.settle(),
    }
    world.remember(seen(parts, desk.id.as_str(), is_known_key));
    let now = world.now();
    if desk.id == DRIA && dria::is_top_up(call) {
        world.top_ups.remember(call, now);
    }
    let fault = world.take_fault(&desk.id, call);
    let mut answer = match &fault {
        Some(fault) if fault.refuses() && call.method != "GET" => undone(desk, now),
        _ => (desk.answer)(&mut world, call),
    };
    let scene = Scene { desk, call, now };
    match fault.map(|fault: Fault| fault.spoil(&mut answer, &scene)) {
        None | Some(Delivery::Whole) => answer,
        Some(delivery) => answer.delivered(delivery),
    }
}

fn answer_chain(endpoint: Endpoint, parts: &Parts, call: &Call, world: &SharedWorld) -> Answer {
    let mut world = lock(world);
    world.settle();
    world.remember(seen(parts, "", false));
    chain::answer(&world, call, endpoint)
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

fn answer_elsewhere(parts: &Parts, world: &SharedWorld) -> Answer {
    lock(world).remember(seen(parts, "", false));
    let nothing = Content::Text("nothing here\n".to_owned());
    Answer::new(404, nothing)
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
