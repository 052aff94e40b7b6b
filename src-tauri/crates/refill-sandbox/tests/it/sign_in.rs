//! Contract A8: from the consent page to a key, with PKCE.

use jiff::SignedDuration;
use refill_sandbox::{Fault, FaultRule, OPENROUTER, Sandbox};
use serde_json::{Value, json};

use crate::clock::sandbox_at;
use crate::raw_http::{Answer, get, sandbox, send};

/// Verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "http%3A%2F%2F127.0.0.1%3A4000%2Fdone%3Fnonce%3Da%2Bb%2520c";

fn page_at(sandbox: &Sandbox, query: &str) -> String {
    let base = sandbox.base("openrouter");
    let site = base.strip_suffix("/api/v1").expect("the API below the site");
    format!("{site}/auth?{query}")
}

fn wish() -> String {
    format!("callback_url={CALLBACK}&code_challenge={CHALLENGE}&code_challenge_method=S256")
}

async fn decide(sandbox: &Sandbox, wish: &str, decision: &str) -> Answer {
    let page = page_at(sandbox, "");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("{wish}&decision={decision}");
    send("POST", page.trim_end_matches('?'), &form, &body).await
}

/// The code that a sandbox without a browser in front of it gives.
async fn code(sandbox: &Sandbox) -> String {
    sandbox.control().authorize_at_once(true);
    let answer = get(&page_at(sandbox, &wish()), &[]).await;
    let location = answer.header("location").expect("a redirect");
    let (_, code) = location.rsplit_once("&code=").expect("a code");
    code.to_owned()
}

async fn exchange(sandbox: &Sandbox, body: &Value) -> Answer {
    let url = format!("{}/auth/keys", sandbox.base("openrouter"));
    send(
        "POST",
        &url,
        &[("content-type", "application/json")],
        &body.to_string(),
    )
    .await
}

fn request(code: &str) -> Value {
    json!({"code": code, "code_verifier": VERIFIER, "code_challenge_method": "S256"})
}

fn refused(answer: &Answer) -> (u16, String) {
    let message = answer.json()["error"]["message"].as_str().map(str::to_owned);
    (answer.status, message.expect("a message"))
}

#[tokio::test]
async fn asks_the_person_on_a_page_without_script() {
    let sandbox = sandbox(Vec::new()).await;
    let hostile = wish()
        .replace(CHALLENGE, "%22%3E%3Cscript%3E")
        .replace("%2520c", "%26copy%3D2");
    let answer = get(&page_at(&sandbox, &hostile), &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    let page = answer.text();
    for part in [
        "<form method=\"post\" action=\"auth\">",
        "<strong>127.0.0.1:4000</strong>",
        "value=\"http://127.0.0.1:4000/done?nonce=a+b&amp;copy=2\"",
        "value=\"&quot;&gt;&lt;script&gt;\"",
        "data-testid=\"authorize\"",
        "data-testid=\"deny\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("<script"), "{page}");
}

#[tokio::test]
async fn leads_back_with_a_code_behind_what_was_there() {
    let sandbox = sandbox(Vec::new()).await;
    let answer = decide(&sandbox, &wish(), "authorize").await;
    assert_eq!(answer.status, 302);
    let location = answer.header("location").expect("an address");
    let code = location
        .strip_prefix("http://127.0.0.1:4000/done?nonce=a+b%20c&code=")
        .expect("the callback, its query as it was, and the code");
    let answer = exchange(&sandbox, &request(code)).await;
    assert_eq!(answer.status, 200);
    let key = answer.json()["key"].as_str().expect("a key").to_owned();
    assert!(key.starts_with("sk-or-v1-") && key.len() == 73, "{key}");
    assert!(
        answer.json()["user_id"]
            .as_str()
            .is_some_and(|id| id.starts_with("user_"))
    );
    let authorization = format!("Bearer {key}");
    let key = get(
        &format!("{}/key", sandbox.base("openrouter")),
        &[("authorization", &authorization)],
    )
    .await;
    let told = key.json()["data"].clone();
    assert_eq!(
        (&told["limit"], &told["limit_remaining"], &told["limit_reset"]),
        (&json!(10), &json!(10), &json!("monthly"))
    );
    assert_eq!(told["is_management_key"], false);
    assert_eq!(sandbox.control().requests().len(), 3);
}

#[tokio::test]
async fn leads_back_with_a_refusal() {
    let sandbox = sandbox(Vec::new()).await;
    let answer = decide(&sandbox, &wish(), "deny").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (
            302,
            Some("http://127.0.0.1:4000/done?nonce=a+b%20c&error=access_denied")
        )
    );
    assert_eq!(decide(&sandbox, &wish(), "perhaps").await.status, 400);
}

#[tokio::test]
async fn shows_the_code_where_there_is_no_way_back() {
    let sandbox = sandbox(Vec::new()).await;
    let headless = format!("code_challenge={CHALLENGE}&code_challenge_method=S256");
    assert!(
        get(&page_at(&sandbox, &headless), &[])
            .await
            .text()
            .contains("data-testid=\"authorize\"")
    );
    let page = decide(&sandbox, &headless, "authorize").await;
    assert_eq!(page.status, 200);
    let (_, after) = page
        .text()
        .split_once("data-testid=\"code\">")
        .expect("the code's element");
    let (code, _) = after.split_once('<').expect("its end");
    assert_eq!(exchange(&sandbox, &request(code)).await.status, 200);
    let denied = decide(&sandbox, &headless, "deny").await;
    assert_eq!((denied.status, denied.header("location")), (200, None));
    assert!(!denied.text().contains("data-testid=\"code\""));
    sandbox.control().authorize_at_once(true);
    let at_once = get(&page_at(&sandbox, &headless), &[]).await;
    assert!(at_once.text().contains("data-testid=\"code\""));
}

#[tokio::test]
async fn authorizes_at_once_when_told_to() {
    let sandbox = sandbox(Vec::new()).await;
    let code = code(&sandbox).await;
    assert_eq!(exchange(&sandbox, &request(&code)).await.status, 200);
    sandbox.control().authorize_at_once(false);
    assert_eq!(get(&page_at(&sandbox, &wish()), &[]).await.status, 200);
}

#[tokio::test]
async fn leads_back_to_this_machine_or_over_https_only() {
    let sandbox = sandbox(Vec::new()).await;
    sandbox.control().authorize_at_once(true);
    for (callback, status) in [
        ("https://refill.example/done", 302),
        ("http://localhost:3000/done", 302),
        ("http://127.0.0.1:65535/", 302),
        ("http://refill.example/done", 400),
        ("http://127.0.0.2:3000/", 400),
        ("http://localhost.example/", 400),
        ("http://[::1]:3000/", 400),
        ("refill://done", 400),
        ("javascript:alert(1)", 400),
        ("done", 400),
    ] {
        let wish = wish().replace(CALLBACK, callback);
        assert_eq!(
            get(&page_at(&sandbox, &wish), &[]).await.status,
            status,
            "{callback}"
        );
    }
}

#[tokio::test]
async fn wants_a_challenge_of_the_strong_kind() {
    let sandbox = sandbox(Vec::new()).await;
    sandbox.control().authorize_at_once(true);
    let challenge = format!("&code_challenge={CHALLENGE}");
    for (given, instead) in [
        ("S256", "plain"),
        (challenge.as_str(), ""),
        ("&code_challenge_method=S256", ""),
    ] {
        let page = get(&page_at(&sandbox, &wish().replace(given, instead)), &[]).await;
        assert_eq!(page.status, 400, "{given}");
        assert_eq!(page.header("location"), None);
    }
}

#[tokio::test]
async fn a_code_serves_once_and_only_with_its_verifier() {
    let sandbox = sandbox(Vec::new()).await;
    let code = code(&sandbox).await;
    let unfit = (403, "Invalid code or code_verifier".to_owned());
    let mut wrong = request(&code);
    wrong["code_verifier"] = json!("another");
    assert_eq!(refused(&exchange(&sandbox, &wrong).await), unfit);
    assert_eq!(refused(&exchange(&sandbox, &request("unknown")).await), unfit);
    let mut plain = request(&code);
    plain["code_challenge_method"] = json!("plain");
    assert_eq!(
        refused(&exchange(&sandbox, &plain).await),
        (400, "Invalid code_challenge_method".to_owned())
    );
    assert_eq!(exchange(&sandbox, &request(&code)).await.status, 200);
    assert_eq!(refused(&exchange(&sandbox, &request(&code)).await), unfit);
}

#[tokio::test]
async fn a_code_serves_for_ten_minutes() {
    for (minutes, seconds, status) in [(9, 59, 200), (10, 0, 403)] {
        let (sandbox, clock) = sandbox_at("2026-11-20T14:30:00Z", Vec::new()).await;
        let code = code(&sandbox).await;
        clock.pass(SignedDuration::from_secs(minutes * 60 + seconds));
        let answer = exchange(&sandbox, &request(&code)).await;
        assert_eq!(answer.status, status);
        if status == 403 {
            assert_eq!(refused(&answer).1, "Authorization code expired");
        }
    }
}

#[tokio::test]
async fn the_exchange_is_a_post_of_json() {
    let sandbox = sandbox(Vec::new()).await;
    let url = format!("{}/auth/keys", sandbox.base("openrouter"));
    let answer = get(&url, &[]).await;
    assert_eq!(refused(&answer), (405, "Method Not Allowed".to_owned()));
    assert_eq!(send("POST", &url, &[], "code=1").await.status, 400);
    assert_eq!(exchange(&sandbox, &json!({})).await.status, 400);
}

#[tokio::test]
async fn a_refused_exchange_leaves_the_code_as_it_was() {
    let sandbox = sandbox(Vec::new()).await;
    let code = code(&sandbox).await;
    let rule = FaultRule::new(&OPENROUTER, Fault::status(500)).at("auth/keys");
    sandbox.control().set_fault(rule.times(1));
    assert_eq!(exchange(&sandbox, &request(&code)).await.status, 500);
    assert_eq!(exchange(&sandbox, &request(&code)).await.status, 200);
}
