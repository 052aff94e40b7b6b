//! Nothing that a server sends makes a call of `calls.rs` show a password, a token, a code or a key.

use refill_core::error::ProviderErrorKind as Kind;

use crate::calls::{ACCESS, CODE, EMAIL, NEW_PASSWORD, PASSWORD, REFRESH, calls, holder, place, secret};
use crate::secrets::Log;
use crate::server::{Act, answer};
use crate::web3_api::web3;
use crate::{KEY, ok};

/// A token that the server knows and Refill does not.
const OTHER: &str = "eyJhbGciOiJub25lIn0.eyJvdGhlciI6MX0.b3RoZXI";

/// What is looked for. A password is shown cleaned, if at all.
const TELLING: [&str; 9] = [
    KEY,
    ACCESS,
    REFRESH,
    CODE,
    PASSWORD,
    "correct horse 7 battery",
    NEW_PASSWORD,
    OTHER,
    "dkn_live_4f1d",
];

/// Bodies that show `secret`.
fn telltales(secret: &str) -> Vec<String> {
    let long = "x".repeat(190);
    let mut split = secret.to_owned();
    // Characters that nobody sees in the midst of it.
    split.insert_str(3, "\u{200b}\u{1b}");
    let json = |text: &str| serde_json::to_string(text).expect("JSON");
    vec![
        format!("no {secret} here"),
        format!("{long}{secret}"),
        format!(r#"{{"detail":{}}}"#, json(&format!("no {secret}"))),
        format!(
            r#"{{"detail":[{{"msg":{},"input":{}}}]}}"#,
            json(secret),
            json(secret)
        ),
        format!(r#"{{"detail":{}}}"#, json(&split)),
        format!(
            r#"{{"error":{{"message":{}}},"access_token":17}}"#,
            json(&format!("{long}{secret}"))
        ),
        split,
    ]
}

#[tokio::test]
async fn no_error_and_no_log_shows_a_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    for call in calls() {
        let hidden = call.hides();
        for status in [
            "200 OK", "400 x", "401 x", "402 x", "403 x", "404 x", "422 x", "500 x",
        ] {
            for secret in hidden.iter().chain(&[OTHER]) {
                for body in telltales(secret) {
                    let id = if secret.is_ascii() { secret } else { "x" };
                    let headers = format!("X-Request-Id: {id}\r\nX-Credits-Balance: {id}\r\n");
                    let (subject, _server) = call.playing(Act::Send(answer(status, &headers, &body))).await;
                    let shown = match call.made_by(&subject).await {
                        Ok(read) => read,
                        Err(error) => format!("{error} {error:?}"),
                    };
                    for telling in TELLING {
                        assert!(!shown.contains(telling), "{} {status} {body}: {shown}", call.name);
                    }
                }
            }
        }
    }
    let written = log.text();
    assert!(written.contains("provider answered"));
    for telling in TELLING.iter().chain(&[EMAIL]) {
        assert!(!written.contains(telling), "in the log");
    }
}

#[tokio::test]
async fn a_success_that_may_hold_secrets_keeps_no_words() {
    for call in calls()
        .iter()
        .filter(|call| ["sign in", "refresh", "new key"].contains(&call.name))
    {
        for body in [
            r#"{"error":"take opaque-9 instead"}"#,
            r#"{"detail":"opaque-9","message":"opaque-9"}"#,
            r#"{"access_token":["opaque-9"],"key":["opaque-9"]}"#,
            "opaque-9",
        ] {
            let (outcome, _server) = call.against(ok(body)).await;
            let error = outcome.expect_err(call.name);
            assert_eq!(error.facts.said, None, "{} {body}", call.name);
            assert!(!format!("{error:?}").contains("opaque-9"), "{body}");
        }
    }
}

#[tokio::test]
async fn a_very_short_password_takes_the_whole_sentence_with_it() {
    for (password, said) in [
        ("ab", None),
        ("zq", Some("a bad password: abc")),
        ("bad password", Some("a [hidden]: abc")),
        ("\u{202e}", Some("a bad password: abc")),
    ] {
        let (web3, _server) = web3(answer("401 x", "", r#"{"detail":"a bad password: abc"}"#)).await;
        let outcome = holder(&web3)
            .sign_in(place(&web3), EMAIL, &secret(password))
            .await;
        let error = outcome.expect_err("refused");
        assert_eq!(
            (error.kind, error.facts.said.as_deref()),
            (Kind::KeyRefused, said),
            "{password}"
        );
    }
}
