//! Contracts D-a3 and D-a4: registering, signing in, and the tokens.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use refill_sandbox::{Fault, FaultRule, WEB3_API};
use serde_json::{Value, json};

use crate::clock::time;
use crate::holder::{
    As, BEGIN, EMAIL, KEY, PASSWORD, ask, log_in, post, read, refusal, refused_field, sandbox_with_holder,
    tokens, tokens_in,
};

#[tokio::test]
async fn gives_tokens_of_which_the_access_token_says_when_it_ends() {
    let (sandbox, _) = sandbox_with_holder(950).await;
    sandbox.control().set_token_life(Duration::from_secs(600));
    let answer = log_in(&sandbox, EMAIL, PASSWORD).await;
    let (access, refresh) = tokens_in(&answer);
    assert_eq!(answer.json()["token_type"], "bearer");
    assert_eq!(answer.json()["expires_in"], 600);
    let parts: Vec<&str> = access.split('.').collect();
    assert_eq!(parts.len(), 3, "the form of a JWT");
    let decoded = |part: &str| -> Value {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
        serde_json::from_slice(&bytes).expect("JSON")
    };
    assert_eq!(decoded(parts[0])["typ"], "JWT");
    assert_eq!(decoded(parts[1])["exp"], time(BEGIN).as_second() + 600);
    assert!(refresh.len() > 40 && refresh.bytes().all(|byte| byte.is_ascii_graphic()));
    assert_ne!(tokens(&sandbox).await.0, access, "no token twice");
}

#[tokio::test]
async fn takes_a_token_wherever_it_takes_a_key() {
    let (sandbox, _) = sandbox_with_holder(950).await;
    let (access, _) = tokens(&sandbox).await;
    for path in [
        "credits/balance",
        "credits/history",
        "packages",
        "networks",
        "webhooks",
    ] {
        let by_token = read(&sandbox, path, As::Token(&access)).await;
        let by_key = read(&sandbox, path, As::Key(KEY)).await;
        assert_eq!((by_token.status, by_key.status), (200, 200), "{path}");
        assert_eq!(by_token.text(), by_key.text(), "{path}");
        assert_eq!(by_token.header("x-credits-balance"), Some("950"), "{path}");
        assert_eq!(read(&sandbox, path, As::Nobody).await.status, 401, "{path}");
    }
    let seen = sandbox.control().requests();
    let is_known = |place: usize| (seen[place].has_authorization, seen[place].is_known_key);
    assert_eq!(is_known(1), (true, true), "a token leads to its account");
}

#[tokio::test]
async fn takes_no_key_where_it_wants_a_token() {
    let (sandbox, _) = sandbox_with_holder(950).await;
    let (access, _) = tokens(&sandbox).await;
    for (method, path) in [
        ("GET", "auth/me"),
        ("PATCH", "auth/me"),
        ("POST", "auth/change-password"),
        ("DELETE", "auth/account"),
        ("GET", "api-keys"),
        ("POST", "api-keys"),
        ("DELETE", "api-keys/1"),
        ("GET", "wallets"),
        ("POST", "wallets/create"),
        ("DELETE", "wallets/1"),
        ("POST", "auth/logout"),
    ] {
        let body = json!({});
        for by in [As::Key(KEY), As::Token(KEY), As::Key(&access), As::Nobody] {
            let answer = ask(&sandbox, method, path, by, &body).await;
            assert_eq!(answer.status, 401, "{method} {path}");
            assert!(answer.json()["detail"].is_string());
        }
    }
    assert_eq!(read(&sandbox, "auth/me", As::Token(&access)).await.status, 200);
}

#[tokio::test]
async fn a_token_ends_when_it_says() {
    let (sandbox, clock) = sandbox_with_holder(1).await;
    sandbox.control().set_token_life(Duration::from_secs(60));
    let (access, _) = tokens(&sandbox).await;
    clock.pass(SignedDuration::from_secs(59));
    assert_eq!(read(&sandbox, "auth/me", As::Token(&access)).await.status, 200);
    clock.pass(SignedDuration::from_secs(1));
    let ended = (401, "Token has expired".to_owned());
    for path in ["auth/me", "credits/balance"] {
        assert_eq!(refusal(&read(&sandbox, path, As::Token(&access)).await), ended);
    }
}

#[tokio::test]
async fn a_refresh_token_serves_once() {
    let (sandbox, _) = sandbox_with_holder(1).await;
    let (_, first) = tokens(&sandbox).await;
    let refresh = async |token: &str| {
        let body = json!({"refresh_token": token});
        post(&sandbox, "auth/refresh", As::Nobody, &body).await
    };
    let (access, second) = tokens_in(&refresh(&first).await);
    assert_ne!(first, second);
    assert_eq!(read(&sandbox, "auth/me", As::Token(&access)).await.status, 200);
    assert_eq!(
        refusal(&refresh(&first).await),
        (401, "Invalid refresh token".to_owned())
    );
    sandbox.control().refuse_refresh(true);
    assert_eq!(refresh(&second).await.status, 401);
    sandbox.control().refuse_refresh(false);
    assert_eq!(refresh(&second).await.status, 200, "a refusal uses nothing up");
    assert_eq!(
        refresh(&access).await.status,
        401,
        "an access token is no refresh token"
    );
}

#[tokio::test]
async fn a_refused_refresh_leaves_the_token_as_it_was() {
    let (sandbox, _) = sandbox_with_holder(1).await;
    let (_, refresh) = tokens(&sandbox).await;
    let rule = FaultRule::new(&WEB3_API, Fault::status(503)).at("auth/refresh");
    sandbox.control().set_fault(rule.times(1));
    let body = json!({"refresh_token": refresh});
    assert_eq!(
        post(&sandbox, "auth/refresh", As::Nobody, &body).await.status,
        503
    );
    assert_eq!(
        post(&sandbox, "auth/refresh", As::Nobody, &body).await.status,
        200
    );
}

#[tokio::test]
async fn logging_out_ends_one_sign_in() {
    let (sandbox, clock) = sandbox_with_holder(1).await;
    let (other, _) = tokens(&sandbox).await;
    let (access, refresh) = tokens(&sandbox).await;
    let answer = post(&sandbox, "auth/logout", As::Token(&access), &Value::Null).await;
    assert_eq!(answer.status, 200);
    assert_eq!(read(&sandbox, "auth/me", As::Token(&access)).await.status, 401);
    let body = json!({"refresh_token": refresh});
    assert_eq!(
        post(&sandbox, "auth/refresh", As::Nobody, &body).await.status,
        401
    );
    assert_eq!(read(&sandbox, "auth/me", As::Token(&other)).await.status, 200);
    let (_, refresh) = tokens(&sandbox).await;
    clock.pass(SignedDuration::from_hours(1));
    let body = json!({"refresh_token": refresh});
    let answer = post(&sandbox, "auth/logout", As::Token(&other), &body).await;
    assert_eq!(
        answer.status, 200,
        "by the refresh token, the other one having ended"
    );
    assert_eq!(
        post(&sandbox, "auth/refresh", As::Nobody, &body).await.status,
        401
    );
}

#[tokio::test]
async fn tells_wrong_passwords_and_unknown_addresses_apart_from_nothing() {
    let (sandbox, _) = sandbox_with_holder(1).await;
    let wrong = (401, "Incorrect email or password".to_owned());
    assert_eq!(refusal(&log_in(&sandbox, EMAIL, "wrong password").await), wrong);
    assert_eq!(
        refusal(&log_in(&sandbox, "eve@example.com", PASSWORD).await),
        wrong
    );
    assert_eq!(log_in(&sandbox, "ADA@example.com", PASSWORD).await.status, 200);
    let forgot = async |email: &str| {
        let answer = post(
            &sandbox,
            "auth/forgot-password",
            As::Nobody,
            &json!({"email": email}),
        )
        .await;
        (answer.status, answer.json())
    };
    assert_eq!(forgot(EMAIL).await, forgot("eve@example.com").await);
    assert_eq!(sandbox.control().last_code("eve@example.com"), None);
}

#[tokio::test]
async fn registers_somebody_with_an_account_of_their_own() {
    let (sandbox, _) = sandbox_with_holder(950).await;
    let control = sandbox.control();
    control.require_verified(true);
    let body = json!({"email": "eve@example.com", "password": "eight ch", "name": "Eve"});
    let answer = post(&sandbox, "auth/register", As::Nobody, &body).await;
    assert_eq!(answer.status, 201);
    let told = answer.json();
    assert_eq!(
        (&told["email"], &told["name"]),
        (&json!("eve@example.com"), &json!("Eve"))
    );
    assert_eq!(told["is_verified"], false);
    assert!(!answer.text().contains("eight ch"));
    let unverified = (403, "Email not verified".to_owned());
    assert_eq!(
        refusal(&log_in(&sandbox, "eve@example.com", "eight ch").await),
        unverified
    );
    let verify = async |name: &str, code: &str| {
        post(&sandbox, "auth/verify-email", As::Nobody, &json!({name: code}))
            .await
            .status
    };
    let code = control.last_code("eve@example.com").expect("a code");
    assert_eq!(verify("code", "0123456789").await, 400);
    assert_eq!(verify("code", &code).await, 200);
    assert_eq!(verify("token", &code).await, 400, "it serves once");
    let (access, _) = tokens_in(&log_in(&sandbox, "eve@example.com", "eight ch").await);
    let profile = read(&sandbox, "auth/me", As::Token(&access)).await.json();
    assert_eq!(profile["is_verified"], true);
    let balance = read(&sandbox, "credits/balance", As::Token(&access)).await.json();
    assert_eq!(
        (&balance["balance"], &balance["user_id"]),
        (&json!(0), &profile["id"])
    );
    assert_eq!(
        read(&sandbox, "api-keys", As::Token(&access)).await.json(),
        json!([])
    );
}

#[tokio::test]
async fn refuses_to_register_what_does_not_fit() {
    let (sandbox, _) = sandbox_with_holder(1).await;
    for (body, field) in [
        (
            json!({"email": "eve@example.com", "password": "seven c"}),
            "password",
        ),
        (json!({"email": "eve@example.com"}), "password"),
        (json!({"email": "eve", "password": PASSWORD}), "email"),
        (json!({"email": 5, "password": PASSWORD}), "email"),
        (json!({"password": PASSWORD}), "email"),
    ] {
        let answer = post(&sandbox, "auth/register", As::Nobody, &body).await;
        assert_eq!(refused_field(&answer), field, "{body}");
    }
    assert_eq!(
        post(&sandbox, "auth/register", As::Nobody, &json!([]))
            .await
            .status,
        422
    );
    let taken = json!({"email": "Ada@Example.com", "password": PASSWORD});
    let answer = post(&sandbox, "auth/register", As::Nobody, &taken).await;
    assert_eq!(refusal(&answer), (409, "Email already registered".to_owned()));
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_code() {
    for names in [["token", "new_password"], ["code", "password"]] {
        let (sandbox, _) = sandbox_with_holder(1).await;
        let (access, _) = tokens(&sandbox).await;
        post(
            &sandbox,
            "auth/forgot-password",
            As::Nobody,
            &json!({"email": EMAIL}),
        )
        .await;
        let code = sandbox.control().last_code(EMAIL).expect("a code");
        let reset = async |code: &str, password: &str| {
            let body = json!({names[0]: code, names[1]: password});
            post(&sandbox, "auth/reset-password", As::Nobody, &body).await
        };
        assert_eq!(refused_field(&reset(&code, "short").await), names[1]);
        let verify = post(&sandbox, "auth/verify-email", As::Nobody, &json!({"code": code})).await;
        assert_eq!(verify.status, 400, "a code is for one purpose");
        assert_eq!(reset(&code, "another password").await.status, 200);
        assert_eq!(reset(&code, "a third password").await.status, 400);
        assert_eq!(log_in(&sandbox, EMAIL, PASSWORD).await.status, 401);
        assert_eq!(log_in(&sandbox, EMAIL, "another password").await.status, 200);
        assert_eq!(read(&sandbox, "auth/me", As::Token(&access)).await.status, 401);
    }
}

#[tokio::test]
async fn a_code_serves_for_a_day() {
    for (hours, seconds, status) in [(23, 3599, 200), (24, 0, 400)] {
        let (sandbox, clock) = sandbox_with_holder(1).await;
        post(
            &sandbox,
            "auth/forgot-password",
            As::Nobody,
            &json!({"email": EMAIL}),
        )
        .await;
        let code = sandbox.control().last_code(EMAIL).expect("a code");
        clock.pass(SignedDuration::from_secs(hours * 3600 + seconds));
        let body = json!({"code": code, "password": "another password"});
        let answer = post(&sandbox, "auth/reset-password", As::Nobody, &body).await;
        assert_eq!(answer.status, status, "after {hours} h");
    }
}
