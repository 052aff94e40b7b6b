//! Web3 API (contract D): account holders. What holds for every call is in `hostile_calls.rs`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use refill_core::error::{ProviderError, ProviderErrorKind as Kind};
use refill_core::holder::{NewHolder, Profile, Tokens};
use refill_core::key::ApiKey;
use serde_json::{Value, json};

use crate::calls::{
    ACCESS, CODE, EMAIL, NEW_PASSWORD, PASSWORD, REFRESH, calls, holder, place, secret, tokens,
};
use crate::server::{Act, Server, answer};
use crate::web3_api::web3;
use crate::{Subject, asked, not_understood, ok};

/// The JSON that the server was sent last.
pub fn sent(server: &Server) -> Value {
    let seen = server.seen();
    let (_, body) = seen
        .last()
        .and_then(|it| it.split_once("\r\n\r\n"))
        .expect("a body");
    serde_json::from_str(body).expect("JSON")
}

#[tokio::test]
async fn what_is_sent_is_what_the_module_says() {
    for (name, body) in [
        (
            "register",
            json!({"email": EMAIL, "password": PASSWORD, "name": "Ada"}),
        ),
        ("verify", json!({"token": CODE})),
        ("sign in", json!({"email": EMAIL, "password": PASSWORD})),
        ("refresh", json!({"refresh_token": REFRESH})),
        ("sign out", json!({"refresh_token": REFRESH})),
        ("forgot", json!({"email": EMAIL})),
        ("reset", json!({"token": CODE, "new_password": NEW_PASSWORD})),
        (
            "change",
            json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD}),
        ),
    ] {
        let all = calls();
        let call = all.iter().find(|call| call.name == name).expect("a call");
        let (outcome, server) = call.against(ok(call.good)).await;
        outcome.expect(name);
        assert_eq!(sent(&server), body, "{name}");
    }
}

#[tokio::test]
async fn register_without_a_name_sends_none() {
    let (web3, server) = web3(answer("201 Created", "", r#"{"id":"u-1"}"#)).await;
    let who = NewHolder {
        email: EMAIL.into(),
        password: secret(PASSWORD),
        name: None,
    };
    holder(&web3)
        .register(place(&web3), &who)
        .await
        .expect("registered");
    assert_eq!(sent(&server), json!({"email": EMAIL, "password": PASSWORD}));
}

#[tokio::test]
async fn register_409_says_that_the_address_is_taken() {
    let (web3, _server) = web3(answer("409 x", "", r#"{"detail":"Email already registered"}"#)).await;
    let who = NewHolder {
        email: EMAIL.into(),
        password: secret(PASSWORD),
        name: None,
    };
    let error = holder(&web3)
        .register(place(&web3), &who)
        .await
        .expect_err("taken");
    assert_eq!(error.kind, Kind::Rejected);
    assert_eq!(error.facts.said.as_deref(), Some("Email already registered"));
}

async fn sign_in(bytes: Vec<u8>) -> Result<Tokens, ProviderError> {
    let (web3, server) = web3(bytes).await;
    let outcome = holder(&web3)
        .sign_in(place(&web3), EMAIL, &secret(PASSWORD))
        .await;
    assert_eq!(asked(&server), ["POST /api/v1/auth/login"]);
    outcome
}

fn is(key: &ApiKey, text: &str) -> bool {
    key.same_as(&ApiKey::from_pasted(text).expect("a token"))
}

#[tokio::test]
async fn sign_in_200_as_assumed() {
    let body =
        json!({"access_token": ACCESS, "refresh_token": REFRESH, "token_type": "bearer", "expires_in": 60});
    let tokens = sign_in(ok(body.to_string())).await.expect("tokens");
    assert!(is(&tokens.access, ACCESS));
    assert!(is(&tokens.refresh.expect("a refresh token"), REFRESH));
    let end = Timestamp::from_second(1_795_123_456).expect("a time");
    assert_eq!(tokens.expires_at, Some(end), "the token's own end goes first");
}

#[tokio::test]
async fn sign_in_200_may_lack_all_but_the_access_token() {
    for more in [
        json!({}),
        json!({"refresh_token": null, "expires_in": null}),
        json!({"refresh_token": 7}),
    ] {
        let mut body = json!({"access_token": "opaque"});
        body.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("one").clone());
        let tokens = sign_in(ok(body.to_string())).await.expect("tokens");
        assert!(is(&tokens.access, "opaque"));
        assert_eq!(
            (tokens.refresh.is_none(), tokens.expires_at),
            (true, None),
            "{body}"
        );
    }
}

#[tokio::test]
async fn sign_in_200_without_an_access_token_is_not_understood() {
    for body in [
        "{}".to_owned(),
        r#"{"access_token":null}"#.to_owned(),
        r#"{"access_token":""}"#.to_owned(),
        r#"{"access_token":17}"#.to_owned(),
        r#"{"access_token":["a.b.c"]}"#.to_owned(),
        r#"{"access_token":"a b"}"#.to_owned(),
        r#"{"access_token":"a\u0000b"}"#.to_owned(),
        r#"{"access_token":"a\u202eb"}"#.to_owned(),
        r#"{"data":{"token":"x"}}"#.to_owned(),
        format!(r#"{{"access_token":"{}"}}"#, "x".repeat(5000)),
        format!(r#"{{"access_token":"{}"}}"#, "x".repeat(1_000_000)),
    ] {
        let error = sign_in(ok(&body)).await.expect_err("no token");
        assert_eq!(error.kind, not_understood("access_token"), "{body:.60}");
        assert_eq!(error.facts.said, None);
    }
    let twice = r#"{"access_token":"a","access_token":"b"}"#;
    let error = sign_in(ok(twice)).await.expect_err("two tokens");
    assert_eq!(error.kind, not_understood("the tokens"));
}

/// A token whose second part says this.
fn jwt(claims: impl AsRef<[u8]>) -> String {
    format!("eyJhbGciOiJub25lIn0.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}

/// When this token ends, as it was read beside this `expires_in`.
async fn end_of(token: &str, expires_in: Value) -> Option<Timestamp> {
    let body = json!({"access_token": token, "expires_in": expires_in});
    sign_in(ok(body.to_string())).await.expect("tokens").expires_at
}

#[tokio::test]
async fn a_token_says_itself_when_it_ends() {
    for (claims, second) in [
        (r#"{"exp":1795123456}"#, 1_795_123_456),
        (r#"{"sub":"u","exp":1795123456.9,"iat":1}"#, 1_795_123_456),
        (r#"{"exp":1.795123456e9}"#, 1_795_123_456),
        (r#"{"exp":1}"#, 1),
    ] {
        let end = Timestamp::from_second(second).expect("a time");
        assert_eq!(end_of(&jwt(claims), Value::Null).await, Some(end), "{claims}");
    }
    let padded = jwt(r#"{"exp":1795123456}"#).replace(".c2ln", "==.c2ln");
    assert!(
        end_of(&padded, Value::Null).await.is_some(),
        "padding does no harm"
    );
}

#[tokio::test]
async fn a_token_that_does_not_say_it_has_no_end() {
    for claims in [
        &b"{}"[..],
        br#"{"exp":null}"#,
        br#"{"exp":"1795123456"}"#,
        br#"{"exp":"soon"}"#,
        br#"{"exp":true}"#,
        br#"{"exp":[1795123456]}"#,
        br#"{"exp":1e99}"#,
        br#"{"exp":1e20}"#,
        br#"{"exp":99999999999999}"#,
        br#"{"exp":-5}"#,
        br#"{"exp":0}"#,
        br#"{"exp":NaN}"#,
        br#"{"exp":1,"exp":2}"#,
        br#"[1795123456]"#,
        b"1795123456",
        b"\xff\xfe",
        b"",
        b"<p>",
    ] {
        let token = jwt(claims);
        assert_eq!(
            end_of(&token, Value::Null).await,
            None,
            "{}",
            String::from_utf8_lossy(claims)
        );
    }
    let deep = jwt(format!("{{\"exp\":{}1{}}}", "[".repeat(1200), "]".repeat(1200)));
    let claims = URL_SAFE_NO_PAD.encode(r#"{"exp":1795123456}"#);
    for token in [
        "opaque",
        "..",
        ".",
        "a.b",
        "a.!!!.c",
        "a.\u{7e}\u{7e}.c",
        &format!("{claims}.{claims}"),
        &format!("a.{claims}.c.d"),
        &format!("a.b.{claims}"),
        &deep,
    ] {
        assert_eq!(end_of(token, Value::Null).await, None, "{token:.60}");
    }
}

#[tokio::test]
async fn an_end_that_the_token_does_not_say_is_counted_from_now() {
    for seconds in [json!(3600), json!("3600"), json!(3600.7)] {
        let before = Timestamp::now();
        let end = end_of("opaque", seconds.clone()).await.expect("an end");
        let lasts = end.duration_since(before).as_secs();
        assert!((3600..3660).contains(&lasts), "{seconds}: {lasts}");
    }
    let odd = [
        json!(0),
        json!(-1),
        json!("soon"),
        json!([]),
        json!({}),
        json!(1e18),
        json!(1e300),
    ];
    for seconds in odd {
        assert_eq!(end_of("opaque", seconds.clone()).await, None, "{seconds}");
    }
}

#[tokio::test]
async fn sign_in_refused_tells_a_wrong_password_from_an_unverified_address() {
    for (status, body, kind) in [
        (
            401,
            r#"{"detail":"Incorrect email or password"}"#,
            Kind::KeyRefused,
        ),
        (
            401,
            r#"{"detail":"Could not verify credentials"}"#,
            Kind::KeyRefused,
        ),
        (403, r#"{"detail":"Account disabled"}"#, Kind::KeyRefused),
        (403, r#"{"detail":"Email not verified"}"#, Kind::EmailUnverified),
        (
            403,
            r#"{"detail":"Please VERIFY your email address"}"#,
            Kind::EmailUnverified,
        ),
        (
            403,
            r#"{"detail":{"code":"EMAIL_UNVERIFIED","message":"no"}}"#,
            Kind::EmailUnverified,
        ),
        (
            403,
            r#"{"detail":[{"msg":"no","type":"verification_required"}]}"#,
            Kind::EmailUnverified,
        ),
        (403, "Email not verified", Kind::EmailUnverified),
        (403, r#"{"detail":"no","input":"verify"}"#, Kind::KeyRefused),
        (403, "<html>verify that you are human</html>", Kind::KeyRefused),
    ] {
        let error = sign_in(answer(&format!("{status} x"), "", body)).await;
        assert_eq!(error.expect_err("no tokens").kind, kind, "{status} {body}");
    }
}

#[tokio::test]
async fn with_a_token_a_403_is_no_refused_token() {
    for (body, kind) in [
        (r#"{"detail":"Email not verified"}"#, Kind::EmailUnverified),
        (r#"{"detail":"API key required"}"#, Kind::Rejected),
        ("", Kind::Rejected),
    ] {
        let (web3, _server) = web3(answer("403 x", "", body)).await;
        let error = holder(&web3).profile(place(&web3), &tokens()).await;
        assert_eq!(error.expect_err("refused").kind, kind, "{body}");
    }
}

async fn refresh(bytes: Vec<u8>) -> Result<Tokens, ProviderError> {
    let (web3, _server) = web3(bytes).await;
    holder(&web3).refresh(place(&web3), &tokens()).await
}

#[tokio::test]
async fn refresh_200_rotates_or_keeps_the_refresh_token() {
    let new = refresh(ok(r#"{"access_token":"a2","refresh_token":"r2"}"#))
        .await
        .expect("tokens");
    assert!(is(&new.access, "a2") && is(&new.refresh.expect("rotated"), "r2"));
    for body in [
        r#"{"access_token":"a2"}"#,
        r#"{"access_token":"a2","refresh_token":null}"#,
        r#"{"access_token":"a2","refresh_token":""}"#,
    ] {
        let kept = refresh(ok(body)).await.expect("tokens");
        assert!(
            is(&kept.access, "a2") && is(&kept.refresh.expect("kept"), REFRESH),
            "{body}"
        );
    }
}

#[tokio::test]
async fn refresh_401_ends_the_sign_in() {
    let error = refresh(answer("401 x", "", r#"{"detail":"Token revoked"}"#))
        .await
        .expect_err("refused");
    assert_eq!(error.kind, Kind::KeyRefused);
}

#[tokio::test]
async fn refresh_without_a_refresh_token_asks_nobody() {
    let (web3, server) = web3(ok("{}")).await;
    let tokens = Tokens {
        refresh: None,
        ..tokens()
    };
    let error = holder(&web3)
        .refresh(place(&web3), &tokens)
        .await
        .expect_err("refused");
    assert_eq!(error.kind, Kind::KeyRefused);
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn sign_out_without_a_refresh_token_shows_the_other_one_alone() {
    let (web3, server) = web3(answer("204 x", "", "")).await;
    let tokens = Tokens {
        refresh: None,
        ..tokens()
    };
    holder(&web3)
        .sign_out(place(&web3), &tokens)
        .await
        .expect("signed out");
    assert_eq!(sent(&server), json!({}));
}

#[tokio::test]
async fn change_password_tells_a_wrong_password_from_a_refused_token() {
    for (status, body, kind) in [
        (
            400,
            r#"{"detail":"Current password is incorrect"}"#,
            Kind::Rejected,
        ),
        (
            401,
            r#"{"detail":"Current password is incorrect"}"#,
            Kind::Rejected,
        ),
        (403, r#"{"detail":"Wrong password"}"#, Kind::Rejected),
        (401, r#"{"detail":"Token expired"}"#, Kind::KeyRefused),
        (401, "", Kind::KeyRefused),
    ] {
        let (web3, _server) = web3(answer(&format!("{status} x"), "", body)).await;
        let (present, new) = (secret(PASSWORD), secret(NEW_PASSWORD));
        let holder = holder(&web3);
        let outcome = holder
            .change_password(place(&web3), &tokens(), &present, &new)
            .await;
        assert_eq!(outcome.expect_err("refused").kind, kind, "{status} {body}");
    }
}

async fn profile(body: &str) -> Result<Profile, Kind> {
    let (web3, _server) = web3(ok(body)).await;
    let read = holder(&web3).profile(place(&web3), &tokens()).await;
    read.map_err(|error| error.kind)
}

#[tokio::test]
async fn profile_200_as_assumed() {
    let body = r#"{"id":"u","email":"ada@example.com","name":"Ada","is_verified":true,
        "created_at":"2024-06-01T12:00:00"}"#;
    let expected = Profile {
        email: Some(EMAIL.into()),
        name: Some("Ada".into()),
        is_verified: Some(true),
        created_at: "2024-06-01T12:00:00Z".parse().ok(),
    };
    assert_eq!(profile(body).await, Ok(expected));
}

#[tokio::test]
async fn profile_200_what_is_missing_or_odd_is_unknown() {
    for body in [
        "{}",
        r#"{"email":null,"name":null,"is_verified":null,"created_at":null}"#,
        r#"{"email":17,"name":[],"is_verified":"yes","created_at":"yesterday"}"#,
        r#"{"email":"","name":"\u202e","is_verified":1,"created_at":1717243200}"#,
    ] {
        assert_eq!(profile(body).await, Ok(Profile::default()), "{body}");
    }
    let odd = profile(r#"{"name":"\u001b[31mA\u202eda\r\n  B","email_verified":false}"#).await;
    let odd = odd.expect("a profile");
    assert_eq!(
        (odd.name.as_deref(), odd.is_verified),
        (Some("[31mAda B"), Some(false))
    );
}

#[tokio::test]
async fn rename_200_reads_the_profile_and_asks_again_where_the_answer_is_none() {
    let new = r#"{"name":"Countess"}"#;
    for (first, asks) in [(new, 1), ("", 2), ("[]", 2), ("OK", 2)] {
        let server = Server::playing(vec![Act::Send(ok(first)), Act::Send(ok(new))]).await;
        let web3 = Subject::at("web3api", &server, "");
        let renamed = holder(&web3).rename(place(&web3), &tokens(), "Countess").await;
        assert_eq!(renamed.expect("a profile").name.as_deref(), Some("Countess"));
        let lines = ["PATCH /api/v1/auth/me", "GET /api/v1/auth/me"];
        assert_eq!(asked(&server), lines[..asks], "{first}");
        assert!(server.seen()[0].ends_with("\r\n\r\n{\"name\":\"Countess\"}"));
    }
}

#[tokio::test]
async fn rename_refused_is_refused() {
    for (status, kind) in [
        ("401 x", Kind::KeyRefused),
        ("422 x", Kind::Rejected),
        ("500 x", Kind::Server { retry_after: None }),
    ] {
        let (web3, server) = web3(answer(status, "", "{}")).await;
        let outcome = holder(&web3).rename(place(&web3), &tokens(), "x").await;
        assert_eq!(outcome.expect_err("refused").kind, kind);
        assert_eq!(server.seen().len(), 1);
    }
}
