//! The faults at every address of every provider: the spoilt field is the one that a client reads.

use jiff::Timestamp;
use refill_core::ids::ProviderId;
use refill_sandbox::{
    AccountSeed, CLADO, DOLLAR, DRIA, Fault, FaultRule, FieldFault, HYPER3D, HostileText, LastTopUp,
    LimitReset, OPENROUTER, Sandbox, WEB3_API,
};
use serde_json::{Value, json};

use crate::raw_http::{Answer, get, sandbox};

/// An address, and where in its answer the number stands.
struct Place {
    provider: ProviderId,
    header: (&'static str, &'static str),
    path: &'static str,
    status: u16,
    number: &'static str,
    /// What stands there.
    right: Value,
    /// A text of the answer that a client may show.
    text: Option<&'static str>,
}

fn place(
    provider: ProviderId,
    header: (&'static str, &'static str),
    path: &'static str,
    number: &'static str,
    right: Value,
    text: Option<&'static str>,
) -> Place {
    Place {
        status: if provider == HYPER3D { 201 } else { 200 },
        provider,
        header,
        path,
        number,
        right,
        text,
    }
}

fn places() -> Vec<Place> {
    let mut places = at_openrouter();
    places.extend(at_web3_api());
    let (dria, hyper3d, clado) = ("Bearer dkn_live_1", "Bearer h3d", "Bearer lk_1");
    let right = json!(950);
    places.extend([
        place(
            DRIA,
            (AUTHORIZATION, dria),
            "v1/credits/balance",
            "/balance",
            right.clone(),
            Some("balance_usdc"),
        ),
        place(
            HYPER3D,
            (AUTHORIZATION, hyper3d),
            "api/v2/check_balance",
            "/balance",
            right.clone(),
            None,
        ),
        place(
            CLADO,
            (AUTHORIZATION, clado),
            "api/credits",
            "/credits",
            right,
            Some("last_topup_at"),
        ),
    ]);
    places
}

const AUTHORIZATION: &str = "authorization";

fn at_openrouter() -> Vec<Place> {
    let manager = (AUTHORIZATION, "Bearer sk-or-v1-manager");
    let budget = (AUTHORIZATION, "Bearer sk-or-v1-budget");
    let at = |header, path, number, right, text| place(OPENROUTER, header, path, number, right, text);
    vec![
        at(manager, "credits", "/data/total_credits", json!(950.615), None),
        at(budget, "key", "/data/limit_remaining", json!(7.5), Some("label")),
        at(manager, "activity", "/data/0/usage", json!(0.03), Some("model")),
    ]
}

fn at_web3_api() -> Vec<Place> {
    let key = ("x-api-key", "w3");
    let at = |path, number, right, text| place(WEB3_API, key, path, number, json!(right), Some(text));
    vec![
        at("credits/balance", "/balance", 950, "user_id"),
        at("credits/history", "/0/amount", -1, "endpoint"),
    ]
}

async fn served() -> Sandbox {
    let now = Timestamp::now();
    sandbox(vec![
        AccountSeed::new(DRIA, "dkn_live_1", 950),
        AccountSeed::new(WEB3_API, "w3", 950).with_steady_history(3, now),
        AccountSeed::openrouter_management("sk-or-v1-manager", 950 * DOLLAR).with_daily_calls(4, now),
        AccountSeed::openrouter_budget("sk-or-v1-budget", 20 * DOLLAR, 15 * DOLLAR / 2, LimitReset::Never),
        AccountSeed::hyper3d("h3d", 950),
        AccountSeed::clado("lk_1", 950, LastTopUp::At(now)),
    ])
    .await
}

async fn ask(sandbox: &Sandbox, place: &Place) -> Answer {
    let url = format!("{}/{}", sandbox.base(place.provider.as_str()), place.path);
    get(&url, &[place.header]).await
}

async fn ask_with(sandbox: &Sandbox, place: &Place, fault: Fault) -> Answer {
    let rule = FaultRule::new(&place.provider, fault);
    sandbox.control().set_fault(rule.times(1));
    ask(sandbox, place).await
}

fn number(answer: &Answer, place: &Place) -> Value {
    answer.json().pointer(place.number).expect("the number").clone()
}

#[tokio::test]
async fn without_a_fault_the_number_is_right() {
    let sandbox = served().await;
    for place in places() {
        let answer = ask(&sandbox, &place).await;
        assert_eq!(answer.status, place.status, "{}", place.path);
        assert_eq!(number(&answer, &place), place.right, "{}", place.path);
    }
}

#[tokio::test]
async fn the_number_is_off_in_every_way() {
    let sandbox = served().await;
    for place in places() {
        let as_text = json!(place.right.to_string());
        for (fault, expected) in [
            (FieldFault::Null, Value::Null),
            (FieldFault::AsText, as_text),
            (FieldFault::WrongType, json!({"value": 1})),
            (FieldFault::Negative, json!(-250)),
            (FieldFault::NineteenDigits, json!(1_234_567_890_123_456_789_i64)),
            (FieldFault::Nested(3), json!([[[]]])),
            (FieldFault::Literal("1.5e2".to_owned()), json!(150.0)),
        ] {
            let answer = ask_with(&sandbox, &place, Fault::number(fault.clone())).await;
            assert_eq!(answer.status, place.status);
            assert_eq!(number(&answer, &place), expected, "{fault:?} at {}", place.path);
        }
        let missing = ask_with(&sandbox, &place, Fault::number(FieldFault::Missing)).await;
        assert_eq!(missing.json().pointer(place.number), None, "{}", place.path);
    }
}

#[tokio::test]
async fn an_exponent_changes_nothing_but_the_form() {
    let sandbox = served().await;
    for place in places() {
        let answer = ask_with(&sandbox, &place, Fault::number(FieldFault::Exponent)).await;
        let name = place.number.rsplit('/').next().expect("a name");
        let written = match place.right.as_i64() {
            Some(950) => "95e1".to_owned(),
            Some(one) => format!("{one}e0"),
            None => {
                let digits = place.right.to_string().replace('.', "");
                let places = place
                    .right
                    .to_string()
                    .split_once('.')
                    .map(|(_, after)| after.len());
                format!("{}e-{}", digits.trim_start_matches('0'), places.expect("places"))
            }
        };
        let expected = format!("\"{name}\":{written}");
        assert!(
            answer.text().contains(&expected),
            "{expected} in {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn not_a_number_is_not_json() {
    let sandbox = served().await;
    for place in places() {
        let answer = ask_with(&sandbox, &place, Fault::number(FieldFault::NotANumber)).await;
        assert!(answer.text().contains(":NaN"), "{}", place.path);
        assert!(serde_json::from_slice::<Value>(&answer.body).is_err());
    }
}

#[tokio::test]
async fn a_field_is_there_twice() {
    let sandbox = served().await;
    for place in places() {
        let fault = Fault::number(FieldFault::Twice("7".to_owned()));
        let answer = ask_with(&sandbox, &place, fault).await;
        let name = place.number.rsplit('/').next().expect("a name");
        let field = format!("\"{name}\":");
        // The rest of a list is as it was.
        let object = answer.text().split("},{").next().expect("the first object");
        assert_eq!(object.matches(&field).count(), 2, "{object}");
        assert_eq!(number(&answer, &place), 7, "this reader takes the last one");
    }
}

#[tokio::test]
async fn texts_are_up_to_something() {
    let sandbox = served().await;
    for place in places() {
        let Some(text) = place.text else { continue };
        for hostile in [
            HostileText::Formula,
            HostileText::Bidi,
            HostileText::Ansi,
            HostileText::Markup,
            HostileText::Long,
        ] {
            let fault = Fault::field(text, FieldFault::Text(hostile));
            let answer = ask_with(&sandbox, &place, fault).await.json();
            let home = place.number.rsplit_once('/').expect("a home").0;
            let home = answer.pointer(home).expect("the object with the number");
            assert_eq!(home[text], hostile.text(), "{hostile:?} at {}", place.path);
        }
    }
    assert!(HostileText::Bidi.text().contains('\u{202e}'));
    assert!(HostileText::Ansi.text().contains('\u{1b}'));
    assert!(HostileText::Formula.text().starts_with('='));
}

#[tokio::test]
async fn the_answer_comes_in_other_wrappings() {
    let sandbox = served().await;
    for place in places() {
        let plain = ask(&sandbox, &place).await;
        let marked = ask_with(&sandbox, &place, Fault::ByteOrderMark).await;
        assert_eq!(marked.body, [b"\xef\xbb\xbf", plain.body.as_slice()].concat());
        assert_eq!(marked.header("content-type"), Some("application/json"));
        let other = Fault::ContentType {
            content_type: "text/html".to_owned(),
        };
        let other = ask_with(&sandbox, &place, other).await;
        assert_eq!(other.header("content-type"), Some("text/html"));
        assert_eq!((other.status, &other.body), (place.status, &plain.body));
        let none = Fault::ContentType {
            content_type: String::new(),
        };
        assert_eq!(
            ask_with(&sandbox, &place, none).await.header("content-type"),
            None
        );
        let under = ask_with(&sandbox, &place, Fault::Under { status: 206 }).await;
        assert_eq!((under.status, &under.body), (206, &plain.body));
        let chunked = ask_with(&sandbox, &place, Fault::Chunked { bytes: 3 }).await;
        assert_eq!(chunked.header("transfer-encoding"), Some("chunked"));
        assert_eq!(chunked.header("content-length"), None);
        assert_eq!(chunked.body, plain.body);
    }
}

#[tokio::test]
async fn the_answer_comes_packed() {
    let sandbox = served().await;
    for place in places() {
        let plain = ask(&sandbox, &place).await;
        let packed = ask_with(&sandbox, &place, Fault::Gzip).await;
        assert_eq!(packed.header("content-encoding"), Some("gzip"));
        let mut unpacked = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(packed.body.as_slice());
        std::io::Read::read_to_end(&mut decoder, &mut unpacked).expect("gzip");
        assert_eq!(unpacked, plain.body);
    }
}

#[tokio::test]
async fn a_failure_inside_a_success() {
    let sandbox = served().await;
    for place in places() {
        let fault = Fault::ErrorInside {
            error: "BROKEN".to_owned(),
            message: "Sorry.".to_owned(),
        };
        let answer = ask_with(&sandbox, &place, fault).await;
        assert_eq!(
            (answer.status, answer.json()),
            (place.status, json!({"error": "BROKEN", "message": "Sorry."}))
        );
        let beside = Fault::field("/error", FieldFault::Literal("\"BROKEN\"".to_owned()));
        let answer = ask_with(&sandbox, &place, beside).await.json();
        let top = answer.get(0).unwrap_or(&answer);
        assert_eq!(top["error"], "BROKEN", "{}", place.path);
        assert_eq!(
            answer.pointer(place.number),
            Some(&place.right),
            "beside the number"
        );
    }
}

#[tokio::test]
async fn a_huge_body_begins_like_the_answer() {
    let sandbox = served().await;
    for place in places() {
        let plain = ask(&sandbox, &place).await;
        let huge = Fault::HugeBody {
            bytes: 1024 * 1024,
            declared: false,
        };
        let answer = ask_with(&sandbox, &place, huge).await;
        assert_eq!(answer.status, place.status);
        assert!(answer.body.starts_with(&plain.body[..plain.body.len() - 1]));
        assert_eq!(answer.body.len(), 1024 * 1024);
    }
}

#[tokio::test]
async fn every_status_in_its_own_form() {
    let sandbox = served().await;
    for place in places() {
        for status in [
            400, 401, 402, 403, 404, 405, 409, 422, 429, 500, 502, 503, 504, 524, 529,
        ] {
            let hostile = HostileText::Ansi.text();
            let fault = Fault::Status {
                status,
                retry_after: Some("3".to_owned()),
                text: Some(hostile.clone()),
            };
            let answer = ask_with(&sandbox, &place, fault).await;
            assert_eq!(
                (answer.status, answer.header("retry-after")),
                (status, Some("3")),
                "{}",
                place.path
            );
            let said = match place.provider.as_str() {
                "dria" | "hyper3d" => answer.text().to_owned(),
                "openrouter" => answer.json()["error"]["message"]
                    .as_str()
                    .expect("text")
                    .to_owned(),
                "clado" if status == 429 => answer.json()["error"].as_str().expect("text").to_owned(),
                _ => answer.json()["detail"].as_str().expect("text").to_owned(),
            };
            assert_eq!(said, hostile);
        }
    }
}

#[tokio::test]
async fn the_key_comes_back_in_an_error() {
    let sandbox = served().await;
    for place in places() {
        let answer = ask_with(&sandbox, &place, Fault::EchoedKey { status: 401 }).await;
        let key = place.header.1.trim_start_matches("Bearer ");
        assert!(answer.text().contains(key), "{}", place.path);
    }
}
