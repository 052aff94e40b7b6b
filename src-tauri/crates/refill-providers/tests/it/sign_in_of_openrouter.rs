//! OpenRouter (contract A8): a key by signing in with the browser.

use std::collections::HashMap;

use refill_core::error::{ProviderError, ProviderErrorKind as Kind};
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{SignIn, SignInPage};
use refill_core::server::ServerAddress;
use refill_providers::Endpoints;
use url::Url;

use crate::openrouter::openrouter;
use crate::rude::{Manner, rude};
use crate::secrets::Log;
use crate::server::{Server, answer};
use crate::{Subject, asked, known, not_understood, ok};

const CODE: &str = "auth_code_8c1f02";
const NEW_KEY: &str = "sk-or-v1-77aa88bb99cc";

fn sign_in(subject: &Subject) -> &dyn SignIn {
    subject.provider.sign_in().expect("signing in is offered")
}

fn page_of(subject: &Subject, back: Option<&str>) -> SignInPage {
    let back = back.map(|back| Url::parse(back).expect("an address"));
    sign_in(subject)
        .begin(back.as_ref(), subject.access.server.as_ref())
        .expect("a page")
}

fn query(page: &SignInPage) -> HashMap<String, String> {
    page.address.query_pairs().into_owned().collect()
}

/// Exchanges the code against this answer: the outcome, the requests and the verifier.
async fn exchange(bytes: Vec<u8>) -> (Result<ApiKey, ProviderError>, Vec<String>, String) {
    let (openrouter, server) = openrouter([bytes]).await;
    let page = page_of(&openrouter, None);
    let outcome = sign_in(&openrouter)
        .finish(&page, &Secret::new(CODE), openrouter.access.server.as_ref())
        .await;
    // Test: looked for in what is shown.
    let verifier = page.verifier.expose_secret().to_owned();
    (outcome, server.seen(), verifier)
}

async fn refusal(bytes: Vec<u8>) -> ProviderError {
    exchange(bytes).await.0.expect_err("no key")
}

#[test]
fn page_to_return_from_as_documented() {
    let registry = known(&Endpoints::default());
    let provider = registry.get(&refill_core::ids::ProviderId::from_static("openrouter"));
    let sign_in = provider.expect("known").sign_in().expect("offered");
    let back = Url::parse("http://127.0.0.1:51423/x%20y?a=1&b=2").expect("an address");
    let page = sign_in.begin(Some(&back), None).expect("a page");
    let address = page.address.as_str();
    let start = "https://openrouter.ai/auth?callback_url=http%3A%2F%2F127.0.0.1%3A51423%2Fx%2520y%3Fa%3D1%26b%3D2\
                 &code_challenge=";
    assert!(address.starts_with(start), "{address}");
    let query = query(&page);
    assert_eq!(query["callback_url"], back.as_str());
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(query["code_challenge"].len(), 43);
    assert_eq!(query.len(), 3);
}

#[tokio::test]
async fn page_that_shows_the_code_as_documented() {
    let (openrouter, server) = openrouter([ok("{}")]).await;
    let page = page_of(&openrouter, None);
    let query = query(&page);
    assert_eq!(query["key_label"], "Refill");
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(query["code_challenge"].len(), 43);
    assert_eq!(query.len(), 3);
    assert_eq!(server.seen(), Vec::<String>::new(), "only the browser opens it");
}

#[tokio::test]
async fn page_gives_the_verifier_away_to_nobody() {
    let (openrouter, _server) = openrouter([ok("{}")]).await;
    let (one, other) = (page_of(&openrouter, None), page_of(&openrouter, None));
    // Test: looked for in what is shown.
    let verifier = one.verifier.expose_secret();
    assert!(verifier.len() >= 43, "RFC 7636, section 4.1");
    assert!(!format!("{one:?}").contains(verifier));
    assert_ne!(verifier, other.verifier.expose_secret()); // test: no two are the same
    assert_ne!(one.address, other.address);
}

#[test]
fn page_lies_beside_the_api_of_a_server_of_ones_own() {
    for (server, page) in [
        ("https://or.example.com", "https://or.example.com/auth"),
        ("https://or.example.com/api/v1/", "https://or.example.com/auth"),
        ("https://example.com/or/api/v1", "https://example.com/or/auth"),
        ("http://127.0.0.1:8080/api/v1", "http://127.0.0.1:8080/auth"),
        ("https://example.com/v2", "https://example.com/v2/auth"),
    ] {
        let openrouter = Subject::of("openrouter", server);
        let mut address = page_of(&openrouter, None).address;
        address.set_query(None);
        assert_eq!(address.as_str(), page);
    }
}

#[tokio::test]
async fn exchange_200_as_documented() {
    let body = format!(r#"{{"key":"{NEW_KEY}","user_id":"user_2yOPcMpKoQhcd4bVgSMlELRaIah"}}"#);
    let (outcome, seen, verifier) = exchange(ok(body)).await;
    let key = outcome.expect("a key");
    assert!(key.same_as(&ApiKey::from_pasted(NEW_KEY).expect("a key")));
    assert_eq!(seen.len(), 1);
    let (head, sent) = seen[0].split_once("\r\n\r\n").expect("a body");
    assert!(head.starts_with("POST /api/v1/auth/keys HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert!(!head.to_lowercase().contains("authorization"), "{head}");
    let sent: HashMap<String, String> = serde_json::from_str(sent).expect("JSON");
    let expected = [
        ("code", CODE),
        ("code_verifier", &verifier),
        ("code_challenge_method", "S256"),
    ];
    assert_eq!(
        sent,
        expected
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    );
}

#[tokio::test]
async fn exchange_200_with_a_key_of_another_kind_is_taken() {
    // The code is used up by then, and what a key looks like is OpenRouter's to change.
    for key in ["sk-or-v2-1", "x", " sk-or-v1-1\n"] {
        let body = serde_json::json!({ "key": key }).to_string();
        let taken = exchange(ok(body)).await.0.expect("a key");
        assert!(taken.same_as(&ApiKey::from_pasted(key).expect("a key")));
    }
}

#[tokio::test]
async fn exchange_200_without_a_key_is_not_understood() {
    let long = format!(r#"{{"key":"{}"}}"#, "x".repeat(5000));
    for (body, what) in [
        ("{}", "key"),
        (r#"{"key":null}"#, "key"),
        (r#"{"key":""}"#, "key"),
        (r#"{"key":17}"#, "key"),
        (r#"{"key":["sk-or-v1-77aa88bb99cc"]}"#, "key"),
        (r#"{"key":"sk-or-v1-77aa 88bb99cc"}"#, "key"),
        (r#"{"key":"sk-or-v1-77aa\u0000"}"#, "key"),
        (r#"{"key":"sk-or-v1-77\u202eaa"}"#, "key"),
        (long.as_str(), "key"),
        (r#"{"data":{"key":"sk-or-v1-77aa88bb99cc"}}"#, "key"),
        (
            r#"{"key":"sk-or-v1-1","key":"sk-or-v1-2"}"#,
            "the form of the answer",
        ),
        (r#"["sk-or-v1-77aa88bb99cc"]"#, "the form of the answer"),
        (r#""sk-or-v1-77aa88bb99cc""#, "the form of the answer"),
        ("sk-or-v1-77aa88bb99cc", "not JSON"),
        ("<html>", "a web page instead of data"),
        ("", "an empty answer"),
    ] {
        let error = refusal(ok(body)).await;
        assert_eq!(error.kind, not_understood(what), "{body:.60}");
        assert_eq!(error.facts.said, None);
    }
}

#[tokio::test]
async fn exchange_errors_as_documented() {
    for (status, message, kind) in [
        (400, "Invalid code_challenge_method", Kind::KeyRefused),
        (403, "Invalid code or code_verifier", Kind::KeyRefused),
        (403, "Authorization code expired", Kind::KeyRefused),
        (401, "Unauthorized", Kind::KeyRefused),
        (404, "Not Found", Kind::NotFound),
        (405, "Method Not Allowed", Kind::Rejected),
        (429, "Rate limited", Kind::RateLimited { retry_after: None }),
        (500, "Internal Server Error", Kind::Server { retry_after: None }),
    ] {
        let body = format!(r#"{{"error":{{"code":{status},"message":"{message}"}}}}"#);
        let error = refusal(answer(&format!("{status} x"), "", body)).await;
        assert_eq!(
            (error.kind, error.facts.said.as_deref(), error.facts.status),
            (kind, Some(message), Some(status))
        );
    }
}

#[tokio::test]
async fn exchange_is_sent_once_whatever_becomes_of_it() {
    for (bytes, kind) in [
        (answer("502 x", "", ""), Kind::Server { retry_after: None }),
        (answer("503 x", "", ""), Kind::Server { retry_after: None }),
        (answer("307 x", "Location: /x\r\n", ""), Kind::Redirected),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec(),
            Kind::CutOff,
        ),
        (b"garbage\r\n\r\n".to_vec(), not_understood("not HTTP")),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{".to_vec(),
            Kind::TooLarge,
        ),
    ] {
        let (outcome, seen, _) = exchange(bytes).await;
        assert_eq!(outcome.expect_err("no key").kind, kind);
        assert_eq!(seen.len(), 1, "{kind:?}");
    }
    let address = rude(&[], Manner::Reset(b"")).await;
    let openrouter = Subject::of("openrouter", &address);
    let page = page_of(&openrouter, None);
    let server = ServerAddress::parse(&address).expect("an address");
    let reset = sign_in(&openrouter)
        .finish(&page, &Secret::new(CODE), Some(&server))
        .await;
    assert_eq!(reset.expect_err("no key").kind, Kind::CutOff);
}

#[tokio::test]
async fn exchange_goes_to_the_stand_in_and_to_a_server_of_ones_own() {
    let stand_in = Server::sending(ok(r#"{"key":"a"}"#)).await;
    let own = Server::sending(ok(r#"{"key":"b"}"#)).await;
    let openrouter = Subject::at("openrouter", &stand_in, "");
    let page = page_of(&openrouter, None);
    let code = Secret::new(CODE);
    let at = |path: &str| ServerAddress::parse(&format!("{}{path}", own.base())).expect("an address");
    for server in [None, Some(at("")), Some(at("/or/api/v1"))] {
        let key = sign_in(&openrouter).finish(&page, &code, server.as_ref()).await;
        key.expect("a key");
    }
    assert_eq!(asked(&stand_in), ["POST /api/v1/auth/keys"]);
    assert_eq!(
        asked(&own),
        ["POST /api/v1/auth/keys", "POST /or/api/v1/auth/keys"]
    );
}

/// Bodies that show what they should not: the code, the verifier, the new key.
fn telltales(verifier: &str) -> Vec<String> {
    let long = "x".repeat(190);
    // Characters that nobody sees in the midst of the code.
    let split = CODE.replace("code", "co\u{200b}d\u{1b}e");
    let quoted = serde_json::to_string(&split).expect("JSON");
    [CODE, verifier, NEW_KEY]
        .iter()
        .flat_map(|secret| {
            [
                format!("no {secret} here"),
                format!("{long}{secret}"),
                format!(r#"{{"error":{{"message":"no {secret}"}}}}"#),
                format!(r#"{{"error":"{secret}","key":"{secret}"}}"#),
                format!(r#"{{"message":"{secret}","key":" {secret} {secret} "}}"#),
                secret.repeat(30),
            ]
        })
        .chain([split, format!(r#"{{"detail":{quoted}}}"#)])
        .collect()
}

#[tokio::test]
async fn exchange_shows_neither_code_nor_verifier_nor_key() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    for status in ["200 OK", "400 x", "403 x", "429 x", "500 x", "503 x"] {
        for number in 0..telltales("").len() {
            // What the server shows is known only once the page is made, so the page comes first.
            let page = page_of(&Subject::of("openrouter", "http://127.0.0.1:9"), None);
            let verifier = page.verifier.expose_secret(); // test: looked for in what is shown
            let body = &telltales(verifier)[number];
            let id = [CODE, verifier, NEW_KEY][number % 3];
            let headers = format!("X-Request-Id: {id}\r\n");
            let (openrouter, server) = openrouter([answer(status, &headers, body)]).await;
            let server = ServerAddress::parse(&server.base()).expect("an address");
            let outcome = sign_in(&openrouter)
                .finish(&page, &Secret::new(CODE), Some(&server))
                .await;
            let error = outcome.expect_err("no key");
            // A key of a kind that is not known yet cannot be told from a word.
            assert!(status != "200 OK" || error.facts.said.is_none(), "{body}");
            let shown = format!("{error} {error:?} {page:?} {}", log.text());
            for secret in [CODE, verifier, NEW_KEY] {
                assert!(!shown.contains(secret), "{status} {body}: {error:?}");
            }
        }
    }
    let key = exchange(ok(format!(r#"{{"key":"{NEW_KEY}"}}"#))).await.0;
    assert!(!format!("{key:?} {}", log.text()).contains(NEW_KEY));
    assert!(log.text().contains("provider answered"));
}

#[test]
fn only_openrouter_offers_it() {
    for provider in known(&Endpoints::default()).all() {
        let it = provider.descriptor();
        assert_eq!(it.signs_in, provider.sign_in().is_some(), "{}", it.name);
        assert_eq!(it.signs_in, it.id.as_str() == "openrouter");
    }
}
