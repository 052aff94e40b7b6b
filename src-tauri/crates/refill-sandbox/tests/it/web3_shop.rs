//! Contracts D-a6, D-a7 and G: packages, checkout sessions, and the pages on which they are paid.

use std::time::Duration;

use jiff::SignedDuration;
use refill_sandbox::{CheckoutPath, NotOnSale, PRO, PackageSeed, STARTER, Sandbox, SessionStatus, WEB3_API};
use serde_json::{Value, json};

use crate::holder::{As, KEY, ask, post, read, refusal, refused_field, sandbox_with_holder, tokens};
use crate::raw_http::{Answer, get, send};

const SUCCESS: &str = "http://127.0.0.1:4000/r/paid?n=1&session_id={CHECKOUT_SESSION_ID}";
const CANCEL: &str = "http://127.0.0.1:4000/r/cancelled";

fn order() -> Value {
    json!({"success_url": SUCCESS, "cancel_url": CANCEL})
}

async fn check_out(sandbox: &Sandbox, body: &Value) -> Answer {
    let (access, _) = tokens(sandbox).await;
    let path = format!("packages/{STARTER}/checkout");
    post(sandbox, &path, As::Token(&access), body).await
}

/// Id and page of a new session.
async fn session(sandbox: &Sandbox) -> (String, String) {
    let answer = check_out(sandbox, &order()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let told = answer.json();
    let text = |name: &str| told[name].as_str().expect("a text").to_owned();
    (text("session_id"), text("checkout_url"))
}

async fn press(page: &str, deed: &str) -> Answer {
    send("POST", &format!("{page}/{deed}"), &[], "").await
}

fn balance(sandbox: &Sandbox) -> i64 {
    sandbox.control().balance(&WEB3_API, KEY).expect("an account")
}

fn status(sandbox: &Sandbox) -> SessionStatus {
    sandbox.control().sessions().last().expect("a session").status
}

#[tokio::test]
async fn sells_packages_as_documented() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    let list = read(&sandbox, "packages", As::Key(KEY)).await;
    assert_eq!(
        list.text(),
        format!(
            "[{{\"id\":\"{STARTER}\",\"name\":\"Starter\",\"credits\":10000,\"price\":9.99,\"currency\":\"USD\"}},\
             {{\"id\":\"{PRO}\",\"name\":\"Pro\",\"credits\":50000,\"price\":39.99,\"currency\":\"USD\"}}]"
        )
    );
    sandbox.control().set_price(STARTER, 1050).expect("a package");
    let one = read(&sandbox, &format!("packages/{STARTER}"), As::Key(KEY)).await;
    assert_eq!(one.json()["price"].to_string(), "10.5");
    assert_eq!(sandbox.control().set_price("none", 1), Err(NotOnSale));
    sandbox
        .control()
        .packages(vec![PackageSeed::new("p1", "Trial", 10, 100)]);
    assert_eq!(
        read(&sandbox, "packages", As::Key(KEY)).await.json(),
        json!([{"id": "p1", "name": "Trial", "credits": 10, "price": 1, "currency": "USD"}])
    );
    assert_eq!(
        refusal(&read(&sandbox, &format!("packages/{STARTER}"), As::Key(KEY)).await),
        (404, "Package not found".to_owned())
    );
}

#[tokio::test]
async fn makes_a_session_for_who_is_signed_in() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    let path = format!("packages/{STARTER}/checkout");
    assert_eq!(post(&sandbox, &path, As::Key(KEY), &order()).await.status, 401);
    assert!(sandbox.control().sessions().is_empty());
    let (id, page) = session(&sandbox).await;
    assert!(id.starts_with("cs_live_") && id.len() > 40, "{id}");
    assert_eq!(page, format!("http://127.0.0.1:{}/checkout/{id}", sandbox.port()));
    let seen = sandbox.control().sessions().remove(0);
    assert_eq!((seen.id, seen.package.as_str(), seen.url), (id, STARTER, page));
    assert_eq!(
        (seen.success_url.as_str(), seen.cancel_url.as_str()),
        (SUCCESS, CANCEL)
    );
    assert_eq!(
        (seen.status, seen.is_paid, seen.credited),
        (SessionStatus::Open, false, 0)
    );
    assert_eq!(seen.expires_at, "2026-11-21T14:30:00Z");
    assert_eq!(balance(&sandbox), 5, "a session moves nothing");
    sandbox.control().test_sessions(true);
    assert!(session(&sandbox).await.0.starts_with("cs_test_"));
}

#[tokio::test]
async fn makes_sessions_at_one_of_two_addresses() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    let (access, _) = tokens(&sandbox).await;
    let me = As::Token(&access);
    let mut together = order();
    together["package_id"] = json!(PRO);
    let per_package = format!("packages/{PRO}/checkout");
    for (path, statuses) in [
        (CheckoutPath::PerPackage, (200, 405)),
        (CheckoutPath::Together, (404, 200)),
    ] {
        sandbox.control().checkout_at(path);
        let first = post(&sandbox, &per_package, me, &order()).await.status;
        let second = post(&sandbox, "packages/checkout", me, &together).await.status;
        assert_eq!((first, second), statuses, "{path:?}");
    }
    let sessions = sandbox.control().sessions();
    assert_eq!(sessions.len(), 2);
    assert!(sessions.iter().all(|session| session.package == PRO));
    assert_eq!(
        refused_field(&post(&sandbox, "packages/checkout", me, &order()).await),
        "package_id"
    );
    together["package_id"] = json!("none");
    assert_eq!(
        post(&sandbox, "packages/checkout", me, &together).await.status,
        404
    );
}

#[tokio::test]
async fn looks_at_the_places_to_return_to() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    for name in ["success_url", "cancel_url"] {
        for wrong in [
            "refill://paid",
            "paid",
            "https://x.example/a b",
            "https://x.example/\r\nx: y",
        ] {
            let mut body = order();
            body[name] = json!(wrong);
            assert_eq!(refused_field(&check_out(&sandbox, &body).await), name, "{wrong}");
        }
        let mut body = order();
        body[name] = Value::Null;
        assert_eq!(refused_field(&check_out(&sandbox, &body).await), name);
    }
    sandbox.control().refuse_loopback_return(true);
    for here in [
        "http://127.0.0.1:1/x",
        "http://localhost/",
        "http://[::1]:9/",
        "https://127.8.8.8/",
    ] {
        let body = json!({"success_url": here, "cancel_url": here});
        assert_eq!(
            refused_field(&check_out(&sandbox, &body).await),
            "success_url",
            "{here}"
        );
        let body = json!({"success_url": "https://x.example/", "cancel_url": here});
        assert_eq!(
            refused_field(&check_out(&sandbox, &body).await),
            "cancel_url",
            "{here}"
        );
    }
    let body = json!({"success_url": "https://x.example/?a={CHECKOUT_SESSION_ID}", "cancel_url": "https://x.example/"});
    assert_eq!(check_out(&sandbox, &body).await.status, 200);
    assert_eq!(sandbox.control().sessions().len(), 1, "a refusal makes nothing");
}

#[tokio::test]
async fn its_pages_can_pretend_to_lie_elsewhere() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    for (host, start) in [
        ("pay.example.com", "https://pay.example.com/checkout/cs_live_"),
        (
            "http://pay.example.com",
            "http://pay.example.com/checkout/cs_live_",
        ),
        (
            "https://checkout.stripe.com@evil.example",
            "https://checkout.stripe.com@evil.example/checkout/cs_live_",
        ),
    ] {
        sandbox.control().checkout_host(Some(host.to_owned()));
        let (_, page) = session(&sandbox).await;
        assert!(page.starts_with(start), "{page}");
    }
    sandbox.control().checkout_host(None);
    assert_eq!(get(&session(&sandbox).await.1, &[]).await.status, 200);
}

#[tokio::test]
async fn shows_a_page_without_script() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    sandbox
        .control()
        .packages(vec![PackageSeed::new(STARTER, "<script>\"&", 10_000, 999)]);
    let (id, url) = session(&sandbox).await;
    let answer = get(&url, &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    let page = answer.text();
    for part in [
        "Web3 API",
        "$9.99",
        "&lt;script&gt;&quot;&amp; · 10,000 credits",
        "This is a stand-in. No money moves.",
        "<strong>DEMO</strong>",
        "id=\"pay\"",
        "id=\"pay-later\"",
        "id=\"cancel\"",
        "id=\"expire\"",
        &format!("method=\"post\" action=\"/checkout/{id}/pay\""),
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("<script") && !page.contains("http"), "{page}");
    sandbox.control().test_sessions(true);
    let (_, url) = session(&sandbox).await;
    assert!(get(&url, &[]).await.text().contains("<strong>TEST</strong>"));
}

#[tokio::test]
async fn shows_nothing_to_who_does_not_know_the_session() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    let (id, url) = session(&sandbox).await;
    let folder = url.strip_suffix(&id).expect("the id last");
    let charge = url.replace("/checkout/", "/charge/");
    for other in [
        folder.to_owned(),
        format!("{folder}cs_live_1"),
        url[..url.len() - 1].to_owned(),
        charge,
    ] {
        assert_eq!(get(&other, &[]).await.status, 404, "{other}");
        assert_eq!(press(&other, "pay").await.status, 404, "{other}");
    }
    assert_eq!(press(&url, "dance").await.status, 404);
    assert_eq!(
        get(&format!("{url}/pay"), &[]).await.status,
        405,
        "a link alone pays nothing"
    );
    assert_eq!(status(&sandbox), SessionStatus::Open);
}

#[tokio::test]
async fn paying_brings_the_credits_and_leads_back() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    let (id, page) = session(&sandbox).await;
    let answer = press(&page, "pay").await;
    let back = SUCCESS.replace("{CHECKOUT_SESSION_ID}", &id);
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some(back.as_str()))
    );
    assert_eq!(balance(&sandbox), 10_005);
    let row = read(&sandbox, "credits/history", As::Key(KEY)).await.json()[0].clone();
    assert_eq!((&row["type"], &row["amount"]), (&json!("credit"), &json!(10_000)));
    let shown = get(&page, &[]).await;
    assert!(shown.status == 200 && shown.text().contains("id=\"paid\""));
    assert!(!shown.text().contains("<form"));
    for deed in ["pay", "pay-later", "cancel", "expire"] {
        let again = press(&page, deed).await;
        assert_eq!((again.status, again.header("location")), (410, None), "{deed}");
        assert!(again.text().contains("id=\"paid\""));
    }
    assert_eq!(balance(&sandbox), 10_005, "once is once");
    assert_eq!(status(&sandbox), SessionStatus::Complete);
}

#[tokio::test]
async fn only_the_literal_template_is_filled_in() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    let encoded = "https://x.example/?id=%7BCHECKOUT_SESSION_ID%7D";
    let body = json!({"success_url": encoded, "cancel_url": CANCEL});
    let page = check_out(&sandbox, &body).await.json()["checkout_url"].clone();
    let answer = press(page.as_str().expect("a page"), "pay").await;
    assert_eq!(answer.header("location"), Some(encoded));
}

#[tokio::test]
async fn giving_up_leads_back_and_ends_nothing() {
    let (sandbox, _) = sandbox_with_holder(5).await;
    let (_, page) = session(&sandbox).await;
    let answer = press(&page, "cancel").await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(CANCEL)));
    assert_eq!((status(&sandbox), balance(&sandbox)), (SessionStatus::Open, 5));
    assert_eq!(press(&page, "pay").await.status, 303);
    assert_eq!(balance(&sandbox), 10_005);
}

#[tokio::test]
async fn a_delayed_method_pays_thirty_seconds_later() {
    let (sandbox, clock) = sandbox_with_holder(5).await;
    sandbox.control().credit_after(Duration::from_secs(10));
    let (id, page) = session(&sandbox).await;
    let answer = press(&page, "pay-later").await;
    let back = SUCCESS.replace("{CHECKOUT_SESSION_ID}", &id);
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some(back.as_str()))
    );
    let seen = || sandbox.control().sessions().remove(0);
    assert_eq!((seen().status, seen().is_paid), (SessionStatus::Complete, false));
    assert!(get(&page, &[]).await.text().contains("on its way"));
    clock.pass(SignedDuration::from_secs(30));
    assert_eq!((seen().is_paid, seen().credited, balance(&sandbox)), (true, 0, 5));
    clock.pass(SignedDuration::from_secs(9));
    assert_eq!(balance(&sandbox), 5);
    clock.pass(SignedDuration::from_secs(1));
    assert_eq!((balance(&sandbox), seen().credited), (10_005, 1));
}

#[tokio::test]
async fn credits_arrive_by_the_clock_whoever_looks_when() {
    let (sandbox, clock) = sandbox_with_holder(5).await;
    sandbox.control().credit_after(Duration::from_secs(3));
    let (access, _) = tokens(&sandbox).await;
    let (_, page) = session(&sandbox).await;
    press(&page, "pay").await;
    assert_eq!(
        read(&sandbox, "credits/balance", As::Token(&access)).await.json()["balance"],
        5
    );
    clock.pass(SignedDuration::from_secs(20));
    let answer = read(&sandbox, "credits/history", As::Token(&access)).await;
    assert_eq!(
        answer.json()[0]["created_at"],
        "2026-11-20T14:30:03",
        "when it was due"
    );
    assert_eq!(answer.header("x-credits-balance"), Some("10005"));
}

#[tokio::test]
async fn a_session_ends_after_a_day_or_by_its_button() {
    let (sandbox, clock) = sandbox_with_holder(5).await;
    let (_, page) = session(&sandbox).await;
    clock.pass(SignedDuration::from_secs(24 * 3600 - 1));
    assert_eq!(status(&sandbox), SessionStatus::Open);
    clock.pass(SignedDuration::from_secs(1));
    assert_eq!(status(&sandbox), SessionStatus::Expired);
    assert!(get(&page, &[]).await.text().contains("id=\"expired\""));
    let refused = press(&page, "pay").await;
    assert!(refused.status == 410 && refused.text().contains("id=\"expired\""));
    let (id, page) = session(&sandbox).await;
    let answer = press(&page, "expire").await;
    let own = format!("/checkout/{id}");
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some(own.as_str()))
    );
    assert_eq!(press(&page, "cancel").await.status, 410);
    assert_eq!((status(&sandbox), balance(&sandbox)), (SessionStatus::Expired, 5));
}

#[tokio::test]
async fn the_control_pays_too() {
    let (sandbox, clock) = sandbox_with_holder(0).await;
    let control = sandbox.control();
    let (id, _) = session(&sandbox).await;
    control.pay(&id).expect("a session");
    assert_eq!(
        (balance(&sandbox), status(&sandbox)),
        (10_000, SessionStatus::Complete)
    );
    let (id, _) = session(&sandbox).await;
    control.pay_twice(&id).expect("a session");
    assert_eq!(balance(&sandbox), 30_000);
    assert_eq!(control.sessions()[1].credited, 2);
    control.pay_twice(&id).expect("a session");
    assert_eq!(balance(&sandbox), 40_000, "once more");
    let (id, _) = session(&sandbox).await;
    control.pay_late(&id).expect("a session");
    assert_eq!(
        (balance(&sandbox), status(&sandbox)),
        (40_000, SessionStatus::Complete)
    );
    clock.pass(SignedDuration::from_secs(30));
    assert_eq!(balance(&sandbox), 50_000);
    let (id, _) = session(&sandbox).await;
    control.expire_session(&id).expect("a session");
    assert_eq!(status(&sandbox), SessionStatus::Expired);
    control.pay(&id).expect("money that was on its way");
    assert_eq!(balance(&sandbox), 60_000);
    assert_eq!(control.pay("none"), Err(NotOnSale));
    assert_eq!(control.expire_session("none"), Err(NotOnSale));
}

#[tokio::test]
async fn what_was_bought_is_what_was_on_sale_then() {
    let (sandbox, _) = sandbox_with_holder(0).await;
    let (_, page) = session(&sandbox).await;
    sandbox
        .control()
        .packages(vec![PackageSeed::new(STARTER, "Starter", 1, 1)]);
    press(&page, "pay").await;
    assert_eq!(balance(&sandbox), 10_000);
    let (access, _) = tokens(&sandbox).await;
    let gone = ask(
        &sandbox,
        "POST",
        &format!("packages/{PRO}/checkout"),
        As::Token(&access),
        &order(),
    )
    .await;
    assert_eq!(gone.status, 404);
}
