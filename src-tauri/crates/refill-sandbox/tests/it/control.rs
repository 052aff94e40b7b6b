//! The control, in the same process and over HTTP.

use std::time::{Duration, Instant};

use refill_sandbox::{
    AccountSeed, DOLLAR, DRIA, LimitReset, NoSuchAccount, OPENROUTER, Options, RequestSeen, Sandbox, WEB3_API,
};
use serde_json::{Value, json};

use crate::raw_http::{get, sandbox, send};

const KEY: &str = "dkn_live_test_1";
const AUTHORIZATION: [(&str, &str); 1] = [("authorization", "Bearer dkn_live_test_1")];
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

async fn balance(sandbox: &Sandbox) -> Value {
    let url = format!("{}/v1/credits/balance", sandbox.base("dria"));
    get(&url, &AUTHORIZATION).await.json()["balance"].clone()
}

#[tokio::test]
async fn changes_balances() {
    let sandbox = sandbox(vec![AccountSeed::new(DRIA, KEY, 1000)]).await;
    let control = sandbox.control();
    control.spend(&DRIA, KEY, 5, None).expect("an account");
    assert_eq!(balance(&sandbox).await, 995);
    control.credit(&DRIA, KEY, 100).expect("an account");
    assert_eq!(balance(&sandbox).await, 1095);
    control.set_balance(&DRIA, KEY, -3).expect("an account");
    assert_eq!(balance(&sandbox).await, -3);
    assert_eq!(control.balance(&DRIA, KEY), Ok(-3));
    assert_eq!(control.set_balance(&WEB3_API, KEY, 1), Err(NoSuchAccount));
}

#[tokio::test]
async fn adds_an_account_and_replaces_it() {
    let sandbox = sandbox(Vec::new()).await;
    sandbox.control().add_account(AccountSeed::new(DRIA, KEY, 7));
    assert_eq!(balance(&sandbox).await, 7);
    sandbox.control().add_account(AccountSeed::new(DRIA, KEY, 8));
    assert_eq!(balance(&sandbox).await, 8);
}

#[tokio::test]
async fn remembers_what_was_asked_but_no_key() {
    let sandbox = sandbox(vec![AccountSeed::new(DRIA, KEY, 1)]).await;
    balance(&sandbox).await;
    let elsewhere = format!("http://127.0.0.1:{}/elsewhere?x=1", sandbox.port());
    get(
        &elsewhere,
        &[("x-api-key", "w3_secret"), ("user-agent", "tester/1")],
    )
    .await;
    let requests = sandbox.control().requests();
    let expected = RequestSeen {
        provider: "dria".to_owned(),
        method: "GET".to_owned(),
        path: "/dria/v1/credits/balance".to_owned(),
        query: String::new(),
        has_authorization: true,
        has_api_key: false,
        has_cookie: false,
        is_known_key: true,
        user_agent: None,
    };
    assert_eq!(requests[0], expected);
    assert_eq!(
        (requests[1].provider.as_str(), requests[1].query.as_str()),
        ("", "x=1")
    );
    assert!(requests[1].has_api_key && !requests[1].is_known_key);
    assert_eq!(requests[1].user_agent.as_deref(), Some("tester/1"));
    let told = format!("{requests:?}");
    assert!(!told.contains(KEY) && !told.contains("w3_secret"));
    sandbox.control().forget_requests();
    assert!(sandbox.control().requests().is_empty());
}

async fn controlled() -> (Sandbox, String) {
    let options = Options {
        control_over_http: true,
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).await.expect("a sandbox");
    let commands = format!("http://127.0.0.1:{}/__control/commands", sandbox.port());
    (sandbox, commands)
}

#[tokio::test]
async fn takes_commands_over_http() {
    let (sandbox, commands) = controlled().await;
    for command in [
        json!({"do": "add_account", "provider": "dria", "key": KEY, "balance": 500}),
        json!({"do": "spend", "provider": "dria", "key": KEY, "amount": 40}),
        json!({"do": "credit", "provider": "dria", "key": KEY, "amount": 1}),
        json!({"do": "set_fault", "provider": "dria", "times": 1, "fault": {"kind": "status", "status": 503}}),
    ] {
        let answer = send("POST", &commands, &JSON, &command.to_string()).await;
        assert_eq!(answer.status, 204, "{command}: {}", answer.text());
    }
    let url = format!("{}/v1/credits/balance", sandbox.base("dria"));
    assert_eq!(get(&url, &AUTHORIZATION).await.status, 503);
    assert_eq!(balance(&sandbox).await, 461);
    let accounts = get(&commands.replace("commands", "accounts"), &[]).await;
    assert_eq!(
        accounts.json(),
        json!([{"provider": "dria", "balance": 461, "rows": 2, "is_revoked": false}])
    );
    let requests = get(&commands.replace("commands", "requests"), &[]).await.json();
    assert_eq!(
        requests.as_array().map(Vec::len),
        Some(2),
        "the control itself is not among them"
    );
}

#[tokio::test]
async fn takes_the_newer_commands_over_http() {
    let (sandbox, commands) = controlled().await;
    let key = "sk-or-v1-test";
    let seed = AccountSeed::openrouter_budget(key, 20 * DOLLAR, DOLLAR, LimitReset::Weekly);
    sandbox.control().add_account(seed);
    for command in [
        json!({"do": "reset_budget", "provider": "openrouter", "key": key}),
        json!({"do": "authorize_at_once", "is_on": true}),
        json!({"do": "set_delay", "millis": 30}),
        json!({"do": "set_fault", "provider": "dria", "fault": {"kind": "number", "value": {"nested": 3}}}),
        json!({"do": "set_fault", "provider": "dria", "fault": {"kind": "gzip"}}),
        json!({"do": "set_fault", "provider": "dria",
            "fault": {"kind": "field", "field": "detail", "value": {"text": "bidi"}}}),
    ] {
        let answer = send("POST", &commands, &JSON, &command.to_string()).await;
        assert_eq!(answer.status, 204, "{command}: {}", answer.text());
    }
    assert_eq!(sandbox.control().balance(&OPENROUTER, key), Ok(20 * DOLLAR));
    let begun = Instant::now();
    let page = format!("http://127.0.0.1:{}/openrouter/auth", sandbox.port());
    let page = format!("{page}?code_challenge=c&code_challenge_method=S256");
    let page = get(&page, &[]).await;
    assert!(page.text().contains("data-testid=\"code\""));
    assert!(begun.elapsed() >= Duration::from_millis(30));
}

#[tokio::test]
async fn says_when_a_command_fits_no_account() {
    let (_sandbox, commands) = controlled().await;
    let command = json!({"do": "revoke_key", "provider": "dria", "key": "none"}).to_string();
    assert_eq!(send("POST", &commands, &JSON, &command).await.status, 404);
    assert!(send("POST", &commands, &JSON, "{\"do\":\"dance\"}").await.status >= 400);
    assert_eq!(
        send("POST", &commands, &[], &command).await.status,
        415,
        "JSON by name only"
    );
}

#[tokio::test]
async fn has_no_control_over_http_unless_it_is_asked_for() {
    let sandbox = sandbox(vec![AccountSeed::new(DRIA, KEY, 1)]).await;
    let commands = format!("http://127.0.0.1:{}/__control/commands", sandbox.port());
    let command = json!({"do": "set_balance", "provider": "dria", "key": KEY, "balance": 2}).to_string();
    assert_eq!(send("POST", &commands, &JSON, &command).await.status, 404);
    assert_eq!(balance(&sandbox).await, 1);
}

#[tokio::test]
async fn takes_the_commands_of_buying_over_http() {
    let (sandbox, commands) = controlled().await;
    let control = sandbox.control();
    let told = async |what: &str| get(&commands.replace("commands", what), &[]).await.json();
    let post = async |command: &Value| send("POST", &commands, &JSON, &command.to_string()).await.status;
    for command in [
        json!({"do": "add_holder", "email": "a@example.com", "password": "long enough", "key": "w3_1"}),
        json!({"do": "set_token_life", "seconds": 60}),
        json!({"do": "refuse_refresh", "is_on": true}),
        json!({"do": "require_verified", "is_on": true}),
        json!({"do": "packages", "packages": [
            {"id": "p1", "name": "Trial", "credits": 10, "cents": 100, "currency": "USD"}]}),
        json!({"do": "set_price", "package": "p1", "cents": 200}),
        json!({"do": "checkout_at", "path": "together"}),
        json!({"do": "checkout_host", "host": "pay.example.com"}),
        json!({"do": "checkout_host"}),
        json!({"do": "refuse_loopback_return", "is_on": true}),
        json!({"do": "test_sessions", "is_on": true}),
        json!({"do": "credit_after", "millis": 0}),
        json!({"do": "charge", "answer": {"status": 500}}),
        json!({"do": "charge", "answer": "hosted"}),
    ] {
        assert_eq!(post(&command).await, 204, "{command}");
    }
    let log_in = json!({"email": "a@example.com", "password": "long enough"}).to_string();
    let base = sandbox.base("web3api");
    let tokens = send("POST", &format!("{base}/auth/login"), &JSON, &log_in)
        .await
        .json();
    assert_eq!(tokens["expires_in"], 60);
    let order =
        json!({"package_id": "p1", "success_url": "https://a.example/", "cancel_url": "https://a.example/"});
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
    let headers = [JSON[0], ("authorization", bearer.as_str())];
    let made = send(
        "POST",
        &format!("{base}/packages/checkout"),
        &headers,
        &order.to_string(),
    )
    .await;
    let session = made.json()["session_id"].clone();
    assert!(session.as_str().is_some_and(|id| id.starts_with("cs_test_")));
    assert_eq!(told("sessions").await[0]["status"], "open");
    for (deed, balance) in [
        ("pay", 10),
        ("pay_twice", 20),
        ("pay_late", 20),
        ("expire_session", 20),
    ] {
        assert_eq!(
            post(&json!({"do": deed, "session": session})).await,
            204,
            "{deed}"
        );
        assert_eq!(control.balance(&WEB3_API, "w3_1"), Ok(balance), "{deed}");
        assert_eq!(post(&json!({"do": deed, "session": "none"})).await, 404, "{deed}");
    }
    assert_eq!(told("sessions").await[0]["status"], "complete");
    assert_eq!(told("charges").await, json!([]));
    assert_eq!(told("last_code?email=a@example.com").await, Value::Null);
    assert_eq!(told("alert_threshold?key=w3_1").await, Value::Null);
    assert_eq!(told("wallet_key_requests").await, 0);
    assert_eq!(
        post(&json!({"do": "set_price", "package": "none", "cents": 1})).await,
        404
    );
}
