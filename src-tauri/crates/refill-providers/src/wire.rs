//! Reading what providers send: tolerant in form, exact in numbers (contract 0.1 and 0.3).
//!
//! Missing and `null` are "unknown" and never zero. A number is a JSON number or the same as text, and is
//! read from its own digits, so that nothing is rounded on the way. A field that stands in an object twice
//! makes the object unreadable: nobody can say which of the two is meant.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use refill_core::money::{Decimal, Unit, parse_decimal};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::value::RawValue;
use url::Url;

/// What was off in an answer: the name of a field, or of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unclear(pub(crate) &'static str);

/// Longest web address that is taken, in bytes.
const LONGEST_ADDRESS: usize = 4096;

const ODD_FORM: Unclear = Unclear("the form of the answer");

/// The JSON text in a body, with neither a byte order mark nor white space around it. Whether it really is
/// JSON shows when it is read.
pub(crate) fn document(body: &[u8]) -> Result<&str, Unclear> {
    let text = std::str::from_utf8(body).map_err(|_| Unclear("not JSON"))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.as_bytes().first() {
        None => Err(Unclear("an empty answer")),
        Some(b'<') => Err(Unclear("a web page instead of data")),
        Some(_) => Ok(text),
    }
}

/// Reads a JSON object. (A derived `Deserialize` alone would also take an array, field by field.)
pub(crate) fn object<T: DeserializeOwned>(text: &str) -> Result<T, Unclear> {
    let read = serde_json::from_str(text);
    match read {
        Ok(_) if !text.starts_with('{') => Err(ODD_FORM),
        Ok(value) => Ok(value),
        Err(error) if error.is_data() => Err(ODD_FORM),
        Err(_) => Err(Unclear("not JSON")),
    }
}

/// The currency that a field names by its code; `None` where there is none.
pub(crate) fn currency(field: &Field) -> Result<Option<Unit>, Unclear> {
    if field.json().is_none() {
        return Ok(None);
    }
    let code = field.text().ok_or(Unclear("currency"))?;
    let code = code.trim().to_ascii_lowercase();
    // As long as `usd` and `usdc`: a code is never taken for the credits of a provider.
    let is_code = (3..=5).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
    match is_code {
        true => Ok(Some(Unit::new(code))),
        false => Err(Unclear("currency")),
    }
}

/// One field of any type, or none.
#[derive(Default)]
pub(crate) struct Field(Option<Box<RawValue>>);

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Field)
    }
}

impl Field {
    /// The number in it; `None` where there is none.
    pub(crate) fn number(&self, name: &'static str) -> Result<Option<Decimal>, Unclear> {
        let Some(json) = self.json() else {
            return Ok(None);
        };
        let digits = self.text().unwrap_or_else(|| json.to_owned());
        let number = parse_decimal(digits.trim()).map_err(|_| Unclear(name))?;
        Ok(Some(number))
    }

    /// The number in it, which has to be there.
    pub(crate) fn required_number(&self, name: &'static str) -> Result<Decimal, Unclear> {
        self.number(name)?.ok_or(Unclear(name))
    }

    /// The text in it; `None` where there is none or it is of another type.
    pub(crate) fn text(&self) -> Option<String> {
        serde_json::from_str(self.json()?).ok()
    }

    /// The web address in it; `None` where there is none, or one that a reader would see otherwise than a program.
    pub(crate) fn address(&self) -> Option<Url> {
        let text = self.text()?;
        let text = text.trim();
        let plain =
            text.len() <= LONGEST_ADDRESS && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        Url::parse(text).ok().filter(|_| plain)
    }

    /// The text in it, made fit to keep by `harmless`; `None` where nothing is left of it.
    pub(crate) fn words(&self, harmless: impl Fn(&str) -> String) -> Option<String> {
        let words = harmless(&self.text()?);
        (!words.is_empty()).then_some(words)
    }

    /// The moment in it, in ISO 8601; without a zone it is UTC (contract D, "timestamps"). `None` where there is
    /// none.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        let text = self.text()?;
        let text = text.trim();
        if let Ok(at) = text.parse() {
            return Some(at);
        }
        // A zone in any other form must not be passed over.
        let zoneless = text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"-:.,Tt ".contains(&b));
        let at: DateTime = text.parse().ok().filter(|_| zoneless)?;
        Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
    }

    /// Yes or no; `None` where there is neither.
    pub(crate) fn flag(&self) -> Option<bool> {
        serde_json::from_str(self.json()?).ok()
    }

    /// The object in it, which has to be there; `name` is what it is called where it is none.
    pub(crate) fn object<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, Unclear> {
        object(self.json().unwrap_or_default()).map_err(|_| Unclear(name))
    }

    /// The items in it; `None` where there is none or it is no array.
    pub(crate) fn items(&self) -> Option<Vec<Field>> {
        let json = self.json().filter(|json| json.starts_with('['))?;
        serde_json::from_str(json).ok()
    }

    /// The JSON in it; `None` where there is none.
    pub(crate) fn json(&self) -> Option<&str> {
        self.0.as_deref().map(RawValue::get)
    }
}
