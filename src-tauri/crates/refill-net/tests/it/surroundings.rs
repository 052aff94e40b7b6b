//! Which addresses are let through at all, and the system's proxy. A proxy is set in the environment, so
//! these tests run once more as a child process of their own.

use std::process::Command;

use refill_net::{Get, Http, HttpOptions, NetErrorKind};

use crate::read;
use crate::server::{Server, answer};

const CHILD: &str = "REFILL_NET_TEST_CHILD";

pub fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// Runs one test of this binary in a child process with these variables, and expects it to pass there.
pub fn in_child_with(test: &str, variables: &[(&str, &str)]) {
    let this = std::env::current_exe().expect("a path");
    let child = Command::new(this)
        .args([test, "--exact", "--nocapture"])
        .env(CHILD, "1")
        .envs(variables.iter().copied())
        .output()
        .expect("started");
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
async fn plain_http_leaves_this_machine_for_nowhere() {
    for address in [
        "http://example.com/",
        "http://192.168.0.1/",
        "http://127.0.0.1.example.com/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://me:pw@127.0.0.1:9/",
        "https://me@example.com/",
    ] {
        assert_eq!(
            read(address).await.err(),
            Some(NetErrorKind::Insecure),
            "{address}"
        );
    }
}

#[tokio::test]
async fn localhost_is_this_machine() {
    let server = Server::sending(answer("200 OK", "", "")).await;
    let address = format!("http://localhost:{}/", server.address.port());
    assert_eq!(read(&address).await.map(|r| r.status), Ok(200));
}

#[tokio::test]
async fn the_proxy_never_sees_what_is_meant_for_this_machine() {
    if !is_child() {
        let proxy = Server::sending(answer("200 OK", "", "from the proxy")).await;
        let base = proxy.base();
        let variables = [
            ("http_proxy", base.as_str()),
            ("https_proxy", &base),
            ("all_proxy", &base),
        ];
        let test = "surroundings::the_proxy_never_sees_what_is_meant_for_this_machine";
        in_child_off_thread(test, &variables).await;
        assert_eq!(proxy.seen(), Vec::<String>::new());
        return;
    }
    let server = Server::sending(answer("200 OK", "", "from the server")).await;
    let response = read(&server.base()).await.expect("an answer");
    assert_eq!(response.body, b"from the server");
}

#[tokio::test]
async fn the_proxy_is_used_for_everything_else() {
    if !is_child() {
        let proxy = Server::sending(answer("403 Forbidden", "", "")).await;
        let base = proxy.base();
        let variables = [("https_proxy", base.as_str()), ("no_proxy", "")];
        in_child_off_thread("surroundings::the_proxy_is_used_for_everything_else", &variables).await;
        assert!(proxy.seen()[0].starts_with("CONNECT provider.invalid:443 HTTP/1.1\r\n"));
        return;
    }
    assert_eq!(
        read("https://provider.invalid/v1").await.err(),
        Some(NetErrorKind::Unreachable)
    );
}

/// Waits for the child off this thread, on which the proxy runs.
async fn in_child_off_thread(test: &'static str, variables: &[(&'static str, &str)]) {
    let variables: Vec<(&str, String)> = variables.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
    let child = tokio::task::spawn_blocking(move || {
        let variables: Vec<(&str, &str)> = variables.iter().map(|(n, v)| (*n, v.as_str())).collect();
        in_child_with(test, &variables);
    });
    child.await.expect("the child passed");
}

#[tokio::test]
async fn a_door_to_this_machine_alone_reaches_no_other() {
    let options = HttpOptions {
        only_this_machine: true,
        ..HttpOptions::default()
    };
    let http = Http::new(options).expect("the door");
    for address in ["https://example.com/", "https://127.0.0.1.example.com/"] {
        let request = Get::new(address.parse().expect("an address"));
        let refused = http.get(&request).await.expect_err("nothing is reached");
        assert_eq!(refused.kind, NetErrorKind::Unreachable, "{address}");
    }
}
