//! Somebody who signs in at the Web3 API.

use std::sync::Arc;

use refill_sandbox::{AccountSeed, Sandbox, WEB3_API};
use serde_json::{Value, json};

use crate::clock::{SetClock, sandbox_at};
use crate::raw_http::{Answer, send};

pub const KEY: &str = "w3_test_1";
pub const EMAIL: &str = "ada@example.com";
pub const PASSWORD: &str = "analytical engine";
pub const BEGIN: &str = "2026-11-20T14:30:00Z";

/// How somebody shows who they are.
#[derive(Clone, Copy)]
pub enum As<'a> {
    Nobody,
    Key(&'a str),
    Token(&'a str),
}

/// A sandbox with one holder, whose account has `balance` credits.
pub async fn sandbox_with_holder(balance: i64) -> (Sandbox, Arc<SetClock>) {
    let account = AccountSeed::new(WEB3_API, KEY, balance);
    let (sandbox, clock) = sandbox_at(BEGIN, vec![account]).await;
    sandbox.control().add_holder(EMAIL, PASSWORD, KEY);
    (sandbox, clock)
}

pub async fn ask(sandbox: &Sandbox, method: &str, path: &str, by: As<'_>, body: &Value) -> Answer {
    let url = format!("{}/{path}", sandbox.base("web3api"));
    let bearer;
    let mut headers = vec![("content-type", "application/json")];
    match by {
        As::Nobody => {}
        As::Key(key) => headers.push(("x-api-key", key)),
        As::Token(token) => {
            bearer = format!("Bearer {token}");
            headers.push(("authorization", &bearer));
        }
    }
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    send(method, &url, &headers, &body).await
}

pub async fn read(sandbox: &Sandbox, path: &str, by: As<'_>) -> Answer {
    ask(sandbox, "GET", path, by, &Value::Null).await
}

pub async fn post(sandbox: &Sandbox, path: &str, by: As<'_>, body: &Value) -> Answer {
    ask(sandbox, "POST", path, by, body).await
}

/// The answer to signing in.
pub async fn log_in(sandbox: &Sandbox, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    post(sandbox, "auth/login", As::Nobody, &body).await
}

/// The access and the refresh token of the sandbox's holder.
pub async fn tokens(sandbox: &Sandbox) -> (String, String) {
    tokens_in(&log_in(sandbox, EMAIL, PASSWORD).await)
}

pub fn tokens_in(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let told = answer.json();
    let token = |name: &str| told[name].as_str().expect("a token").to_owned();
    (token("access_token"), token("refresh_token"))
}

/// Status and detail of a refusal.
pub fn refusal(answer: &Answer) -> (u16, String) {
    let detail = answer.json()["detail"].clone();
    let text = detail.as_str().map(str::to_owned);
    (answer.status, text.expect("a detail of text"))
}

/// The field that a 422 is about.
pub fn refused_field(answer: &Answer) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text());
    let reason = answer.json()["detail"][0].clone();
    assert!(reason["msg"].is_string() && reason["type"].is_string());
    assert_eq!(reason["loc"][0], "body");
    reason["loc"][1].as_str().expect("a field").to_owned()
}
