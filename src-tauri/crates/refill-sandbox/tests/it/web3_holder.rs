//! Contract D: what somebody who is signed in at the Web3 API can do, but for buying.

use refill_sandbox::{NoSuchAccount, WEB3_API};
use serde_json::{Value, json};

use crate::holder::{
    As, EMAIL, KEY, PASSWORD, ask, log_in, post, read, refusal, refused_field, sandbox_with_holder, tokens,
};

#[tokio::test]
async fn shows_the_profile_and_renames() {
    let (sandbox, _) = sandbox_with_holder(1).await;
    let (access, _) = tokens(&sandbox).await;
    let me = As::Token(&access);
    let profile = read(&sandbox, "auth/me", me).await.json();
    assert_eq!(
        (&profile["email"], &profile["name"]),
        (&json!(EMAIL), &Value::Null)
    );
    assert_eq!(profile["created_at"], "2026-11-20T14:30:00");
    let renamed = ask(&sandbox, "PATCH", "auth/me", me, &json!({"name": "Ada"})).await;
    assert_eq!((renamed.status, &renamed.json()["name"]), (200, &json!("Ada")));
    assert_eq!(read(&sandbox, "auth/me", me).await.json()["name"], "Ada");
    let nameless = ask(&sandbox, "PATCH", "auth/me", me, &json!({"name": ""})).await;
    assert_eq!(refused_field(&nameless), "name");
}

#[tokio::test]
async fn changes_the_password_for_who_knows_the_present_one() {
    let (sandbox, _) = sandbox_with_holder(1).await;
    let (access, _) = tokens(&sandbox).await;
    let change = async |present: &str, new: &str| {
        let body = json!({"current_password": present, "new_password": new});
        post(&sandbox, "auth/change-password", As::Token(&access), &body).await
    };
    let wrong = (400, "Current password is incorrect".to_owned());
    assert_eq!(refusal(&change("wrong", "another password").await), wrong);
    assert_eq!(refused_field(&change(PASSWORD, "short").await), "new_password");
    assert_eq!(change(PASSWORD, "another password").await.status, 200);
    assert_eq!(log_in(&sandbox, EMAIL, PASSWORD).await.status, 401);
    assert_eq!(log_in(&sandbox, EMAIL, "another password").await.status, 200);
}

#[tokio::test]
async fn a_deleted_account_lets_nobody_in() {
    let (sandbox, _) = sandbox_with_holder(9).await;
    let (access, refresh) = tokens(&sandbox).await;
    let me = As::Token(&access);
    let made = post(&sandbox, "api-keys", me, &json!({"name": "Second"}))
        .await
        .json();
    let answer = ask(&sandbox, "DELETE", "auth/account", me, &Value::Null).await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(log_in(&sandbox, EMAIL, PASSWORD).await.status, 401);
    let body = json!({"refresh_token": refresh});
    assert_eq!(
        post(&sandbox, "auth/refresh", As::Nobody, &body).await.status,
        401
    );
    let second = made["key"].as_str().expect("a key");
    for by in [me, As::Key(KEY), As::Key(second)] {
        assert_eq!(read(&sandbox, "credits/balance", by).await.status, 401);
    }
}

#[tokio::test]
async fn a_new_key_leads_to_the_same_account_and_is_shown_once() {
    let (sandbox, _) = sandbox_with_holder(950).await;
    let (access, _) = tokens(&sandbox).await;
    let me = As::Token(&access);
    let wish = json!({"name": "Refill", "network": "polygon"});
    let answer = post(&sandbox, "api-keys", me, &wish).await;
    assert_eq!(answer.status, 201);
    let made = answer.json();
    let key = made["key"].as_str().expect("a key");
    let by = As::Key(key);
    sandbox
        .control()
        .spend(&WEB3_API, KEY, 50, None)
        .expect("an account");
    assert_eq!(read(&sandbox, "credits/balance", by).await.json()["balance"], 900);
    assert_eq!(
        read(&sandbox, "credits/history", by).await.text(),
        read(&sandbox, "credits/history", As::Key(KEY)).await.text()
    );
    assert_eq!(sandbox.control().balance(&WEB3_API, key), Ok(900));
    let list = read(&sandbox, "api-keys", me).await;
    assert!(!list.text().contains(key) && !list.text().contains(KEY));
    let listed = &list.json()[1];
    assert_eq!((&listed["id"], &listed["name"]), (&made["id"], &json!("Refill")));
    assert_eq!(listed["network"], "polygon");
    assert_eq!(listed["prefix"].as_str(), key.get(..8));
    assert_eq!(listed["last_used_at"], "2026-11-20T14:30:00");
    for (wish, field) in [
        (json!({"name": "x", "network": "atlantis"}), "network"),
        (json!({"network": "polygon"}), "name"),
    ] {
        assert_eq!(refused_field(&post(&sandbox, "api-keys", me, &wish).await), field);
    }
}

#[tokio::test]
async fn a_revoked_key_is_refused_and_the_others_are_not() {
    let (sandbox, _) = sandbox_with_holder(950).await;
    let (access, _) = tokens(&sandbox).await;
    let me = As::Token(&access);
    let made = post(&sandbox, "api-keys", me, &json!({"name": "Second"}))
        .await
        .json();
    let second = made["key"].as_str().expect("a key");
    let ids: Vec<String> = read(&sandbox, "api-keys", me)
        .await
        .json()
        .as_array()
        .expect("keys")
        .iter()
        .map(|key| key["id"].as_str().expect("an id").to_owned())
        .collect();
    let status = async |key| read(&sandbox, "credits/balance", As::Key(key)).await.status;
    let revoke = async |id: &str| {
        ask(&sandbox, "DELETE", &format!("api-keys/{id}"), me, &Value::Null)
            .await
            .status
    };
    assert_eq!(revoke(&ids[0]).await, 204);
    assert_eq!((status(KEY).await, status(second).await), (401, 200));
    assert_eq!(revoke(&ids[0]).await, 404, "it is gone");
    assert_eq!(revoke(&ids[1]).await, 204);
    assert_eq!(status(second).await, 401);
    assert_eq!(
        read(&sandbox, "credits/balance", me).await.status,
        200,
        "the sign-in stays"
    );
    assert_eq!(
        sandbox.control().revoke_key(&WEB3_API, second),
        Err(NoSuchAccount)
    );
}

#[tokio::test]
async fn nobody_touches_what_belongs_to_somebody_else() {
    let (sandbox, _) = sandbox_with_holder(950).await;
    sandbox
        .control()
        .add_holder("eve@example.com", PASSWORD, "w3_test_2");
    let (access, _) = tokens(&sandbox).await;
    let me = As::Token(&access);
    let wallet = post(&sandbox, "wallets/create", me, &json!({})).await.json()["id"].clone();
    let hook = json!({"url": "https://example.com/hook", "events": []});
    let hook = post(&sandbox, "webhooks", me, &hook).await.json()["id"].clone();
    let key = read(&sandbox, "api-keys", me).await.json()[0]["id"].clone();
    let eve = log_in(&sandbox, "eve@example.com", PASSWORD).await.json();
    let eve = As::Token(eve["access_token"].as_str().expect("a token"));
    for (folder, id) in [("wallets", wallet), ("webhooks", hook), ("api-keys", key)] {
        let id = id.as_str().expect("an id");
        let mine = read(&sandbox, folder, me).await.json();
        assert!(mine.to_string().contains(id), "{folder}");
        assert!(!read(&sandbox, folder, eve).await.text().contains(id), "{folder}");
        let path = format!("{folder}/{id}");
        assert_eq!(
            ask(&sandbox, "DELETE", &path, eve, &Value::Null).await.status,
            404,
            "{folder}"
        );
        assert_eq!(
            ask(&sandbox, "DELETE", &path, me, &Value::Null).await.status,
            204,
            "{folder}"
        );
        let again = ask(&sandbox, "DELETE", &path, me, &Value::Null).await.status;
        assert!(matches!(again, 404 | 401), "{folder}: gone");
    }
}

#[tokio::test]
async fn a_wallet_costs_five_credits_when_there_are_five() {
    let (sandbox, _) = sandbox_with_holder(10).await;
    let (access, _) = tokens(&sandbox).await;
    let me = As::Token(&access);
    let wish = json!({"network": "base"});
    let answer = post(&sandbox, "wallets/create", me, &wish).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("x-credits-used"), Some("5"));
    assert_eq!(answer.header("x-credits-balance"), Some("5"));
    let wallet = answer.json();
    assert_eq!(wallet["network"], "base");
    assert_eq!(wallet["address"].as_str().map(str::len), Some(42));
    let row = read(&sandbox, "credits/history", me).await.json()[0].clone();
    assert_eq!((&row["amount"], &row["balance_after"]), (&json!(-5), &json!(5)));
    assert_eq!(row["endpoint"], "/api/v1/wallets/create");
    let last = post(&sandbox, "wallets/create", me, &json!({})).await;
    assert_eq!(last.status, 201, "five are enough");
    let short = post(&sandbox, "wallets/create", me, &wish).await;
    assert_eq!(
        (short.status, short.json()),
        (
            402,
            json!({"detail": "Insufficient credits", "cost": 5, "balance": 0})
        )
    );
    assert_eq!(short.header("x-credits-used"), Some("0"));
    assert_eq!(
        read(&sandbox, "wallets", me).await.json(),
        json!([wallet, last.json()])
    );
    assert_eq!(sandbox.control().balance(&WEB3_API, KEY), Ok(0));
}

#[tokio::test]
async fn counts_who_asks_for_a_private_key_and_tells_none() {
    let (sandbox, _) = sandbox_with_holder(8).await;
    let (access, _) = tokens(&sandbox).await;
    let wallet = post(&sandbox, "wallets/create", As::Token(&access), &json!({}))
        .await
        .json();
    assert_eq!(sandbox.control().wallet_key_requests(), 0);
    let path = format!("wallets/{}/private-key", wallet["address"].as_str().expect("one"));
    for by in [As::Key(KEY), As::Token(&access), As::Nobody] {
        assert_eq!(read(&sandbox, &path, by).await.status, 404);
    }
    assert_eq!(sandbox.control().wallet_key_requests(), 3);
    let requests = sandbox.control().requests();
    assert!(
        requests
            .last()
            .is_some_and(|request| request.path.ends_with("/private-key"))
    );
}

#[tokio::test]
async fn remembers_the_alert_amount() {
    let (sandbox, _) = sandbox_with_holder(8).await;
    let control = sandbox.control();
    let set = async |amount: Value| {
        let body = json!({"threshold": amount});
        ask(&sandbox, "PATCH", "credits/alert-threshold", As::Key(KEY), &body).await
    };
    assert_eq!(control.alert_threshold(KEY), None);
    assert_eq!(set(json!(100)).await.status, 200);
    assert_eq!(control.alert_threshold(KEY), Some(100));
    for wrong in [json!(-1), json!(1.5), json!("100")] {
        assert_eq!(refused_field(&set(wrong).await), "threshold");
    }
    assert_eq!(
        control.alert_threshold(KEY),
        Some(100),
        "what is refused changes nothing"
    );
    assert_eq!(set(Value::Null).await.status, 200);
    assert_eq!(control.alert_threshold(KEY), None);
}

#[tokio::test]
async fn keeps_webhooks() {
    let (sandbox, _) = sandbox_with_holder(8).await;
    let by = As::Key(KEY);
    let wish = json!({"url": "https://example.com/hook", "events": ["payment.received"]});
    let made = post(&sandbox, "webhooks", by, &wish).await;
    assert_eq!(made.status, 201);
    let made = made.json();
    assert_eq!((&made["url"], &made["events"]), (&wish["url"], &wish["events"]));
    assert_eq!(read(&sandbox, "webhooks", by).await.json(), json!([made]));
    for (wish, field) in [
        (json!({"url": "refill://x", "events": []}), "url"),
        (json!({"url": "https://example.com/"}), "events"),
        (json!({"url": "https://example.com/", "events": [1]}), "events"),
    ] {
        assert_eq!(refused_field(&post(&sandbox, "webhooks", by, &wish).await), field);
    }
}

#[tokio::test]
async fn tells_its_networks() {
    let (sandbox, _) = sandbox_with_holder(8).await;
    let all = read(&sandbox, "networks", As::Key(KEY)).await.json();
    let all = all.as_array().expect("networks");
    assert!(all.iter().any(|network| network["is_testnet"] == true));
    for network in all {
        let path = format!("networks/{}", network["name"].as_str().expect("a name"));
        assert_eq!(read(&sandbox, &path, As::Key(KEY)).await.json(), *network);
    }
    assert_eq!(
        read(&sandbox, "networks/atlantis", As::Key(KEY)).await.status,
        404
    );
}

#[tokio::test]
async fn knows_its_addresses_and_their_methods() {
    let (sandbox, _) = sandbox_with_holder(8).await;
    for (method, path, status) in [
        ("GET", "auth/login", 405),
        ("POST", "auth/me", 405),
        ("PUT", "api-keys", 405),
        ("POST", "wallets", 405),
        ("GET", "auth/elsewhere", 404),
        ("GET", "packages/a/b/c", 404),
        ("GET", "pay", 404),
    ] {
        let answer = ask(&sandbox, method, path, As::Key(KEY), &Value::Null).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.header("x-request-id").is_some());
    }
}
