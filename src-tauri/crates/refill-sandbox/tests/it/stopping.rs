//! A sandbox ends when it is told to, and with everything that hangs on it.

use std::net::{Ipv4Addr, TcpStream};

use refill_sandbox::{AccountSeed, DRIA, Fault, FaultRule, Options, Sandbox, SandboxThread};

use crate::raw_http::{exchange, get};

const AUTHORIZATION: [(&str, &str); 1] = [("authorization", "Bearer dkn_live_test_1")];

fn options(port: u16) -> Options {
    Options {
        accounts: vec![AccountSeed::new(DRIA, "dkn_live_test_1", 12)],
        port,
        ..Options::default()
    }
}

#[tokio::test]
async fn stops_and_comes_back_at_the_same_address() {
    let sandbox = Sandbox::start(options(0)).await.expect("a sandbox");
    let (port, url) = (
        sandbox.port(),
        format!("{}/v1/credits/balance", sandbox.base("dria")),
    );
    assert_eq!(get(&url, &AUTHORIZATION).await.status, 200);
    sandbox.stop().await;
    assert!(
        exchange("GET", &url, &AUTHORIZATION, "").await.is_err(),
        "nobody listens"
    );
    let _sandbox = Sandbox::start(options(port)).await.expect("the same port");
    assert_eq!(get(&url, &AUTHORIZATION).await.status, 200);
}

#[tokio::test]
async fn stopping_ends_requests_that_hang() {
    let sandbox = Sandbox::start(options(0)).await.expect("a sandbox");
    sandbox.control().set_fault(FaultRule::new(&DRIA, Fault::Hang));
    let url = format!("{}/v1/credits/balance", sandbox.base("dria"));
    let control = sandbox.control();
    let hanging = tokio::spawn(async move { get(&url, &AUTHORIZATION).await.status });
    while control.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    sandbox.stop().await;
    assert_eq!(hanging.await.expect("no panic"), 200, "let go at the end");
}

#[test]
fn serves_from_a_thread_of_its_own_until_it_is_dropped() {
    let sandbox = SandboxThread::start(options(0)).expect("a sandbox");
    let port = sandbox.port();
    assert_eq!(sandbox.base("dria"), format!("http://127.0.0.1:{port}/dria"));
    assert_eq!(sandbox.control().balance(&DRIA, "dkn_live_test_1"), Ok(12));
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    drop(sandbox);
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
}

#[test]
fn says_when_its_port_is_taken() {
    let first = SandboxThread::start(options(0)).expect("a sandbox");
    assert!(SandboxThread::start(options(first.port())).is_err());
}
