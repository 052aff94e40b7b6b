//! Bad answers of a provider: each is explained, keeps the last value, and alerts nobody.

use refill_sandbox::{DRIA, Fault, FaultRule, FieldFault};
use refill_tests::{LONG, Window, wait_for};

use crate::stage::{Stage, at, card_says, refresh};

#[test]
fn every_bad_answer_keeps_the_last_value_says_why_and_alerts_nobody() {
    let elsewhere = Stage::new();
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    stage.desktop.distract();
    let literal = |json: &str| Fault::field("balance", FieldFault::Literal(json.to_owned()));
    let faults = [
        ("401", Fault::status(401)),
        ("402", Fault::status(402)),
        ("403", Fault::status(403)),
        ("404", Fault::status(404)),
        ("500", Fault::status(500)),
        ("503", Fault::status(503)),
        ("the key in an error", Fault::EchoedKey { status: 400 }),
        ("cut in the middle", Fault::CutBody),
        ("a web page", Fault::Html),
        (
            "100 MB",
            Fault::HugeBody {
                bytes: 100 << 20,
                declared: false,
            },
        ),
        ("missing", Fault::field("balance", FieldFault::Missing)),
        ("null", Fault::field("balance", FieldFault::Null)),
        ("an object", Fault::field("balance", FieldFault::WrongType)),
        (
            "too many digits",
            literal("99999999999999999999999999999999999999"),
        ),
        ("a huge exponent", literal("1e999")),
        (
            "another server",
            Fault::Redirect {
                status: 302,
                to: elsewhere.sandbox.base(DRIA.as_str()),
            },
        ),
    ];
    for (what, fault) in faults {
        stage.control().set_fault(FaultRule::new(&DRIA, fault));
        refresh(&window);
        card_says(&window, "Dria", "1,000");
        assert_explained(&window, what);
        stage.control().clear_faults();
        refresh(&window);
        window.wait_until_gone(&at("chip-failing"));
    }
    assert_eq!(stage.desktop.notifications(), []);
    assert_eq!(
        elsewhere.control().requests(),
        [],
        "no request followed the redirect"
    );
    assert!(
        !window.app_log().contains(crate::stage::DRIA_KEY),
        "the key is in no log line"
    );
    window.close();
}

#[test]
fn unusual_but_right_numbers_are_shown_exactly() {
    let stage = Stage::new();
    let window = stage.open();
    stage.add_dria(&window);
    let cases = [
        (Fault::field("balance", FieldFault::AsText), "1,000"),
        (Fault::field("balance", FieldFault::NineteenDigits), ","),
        (
            Fault::field("balance", FieldFault::Literal("-25".to_owned())),
            "25",
        ),
    ];
    for (fault, shown) in cases {
        stage.control().set_fault(FaultRule::new(&DRIA, fault));
        refresh(&window);
        // A fall below zero is believed when it is read for the second time.
        refresh(&window);
        card_says(&window, "Dria", shown);
        assert!(!window.exists(&at("chip-failing")));
        stage.control().clear_faults();
    }
    window.find(&at("chip-empty"));
    window.close();
}

/// The card says why, and the account's page says what happened, what it means and what to do.
#[track_caller]
fn assert_explained(window: &Window<'_>, what: &str) {
    wait_for(&format!("{what}: the failure to show"), LONG, || {
        window.exists(&at("chip-failing")).then_some(())
    });
    window.click(&at("card-open"));
    let error = window.find(&at("error")).text();
    assert!(
        error
            .split(['.', '\n'])
            .filter(|part| !part.trim().is_empty())
            .count()
            >= 3,
        "{what}: {error}"
    );
    window.click(&at("back"));
    window.find(&at("card"));
}
