//! JSON that keeps the order of its fields and can be spoilt on purpose.

use std::fmt;

/// A JSON value as it will stand on the wire.
#[derive(Clone, Debug)]
pub(crate) enum Json {
    /// Text that goes out as it is: a number, `null`, an encoded string, or something that is no JSON at all.
    Literal(String),
    /// Fields in the order of the contract.
    Object(Vec<(String, Json)>),
    /// Values in order.
    Array(Vec<Json>),
}

impl Json {
    pub(crate) fn text(text: &str) -> Json {
        Json::Literal(serde_json::Value::from(text).to_string())
    }

    pub(crate) fn number(number: i64) -> Json {
        Json::Literal(number.to_string())
    }

    pub(crate) fn null() -> Json {
        Json::Literal("null".to_owned())
    }

    pub(crate) fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
        Json::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// The first object in here, and of an array its first row.
    fn first_object(&mut self) -> Option<&mut Vec<(String, Json)>> {
        match self {
            Json::Object(fields) => Some(fields),
            Json::Array(values) => values.first_mut()?.first_object(),
            Json::Literal(_) => None,
        }
    }

    /// The object that has `field`: this one, or else the one inside `data`. A name after a slash is meant for
    /// this one.
    fn home_of<'a>(&mut self, field: &'a str) -> Option<(&mut Vec<(String, Json)>, &'a str)> {
        let fields = self.first_object()?;
        if let Some(name) = field.strip_prefix('/') {
            return Some((fields, name));
        }
        let place = |name| fields.iter().position(|(known, _)| known == name);
        match (place(field), place("data")) {
            (None, Some(data)) => Some((fields[data].1.first_object()?, field)),
            _ => Some((fields, field)),
        }
    }

    /// Gives `field` another value, or takes it away.
    pub(crate) fn spoil(&mut self, field: &str, value: Option<Json>) {
        let Some((fields, field)) = self.home_of(field) else {
            return;
        };
        let place = fields.iter().position(|(name, _)| name == field);
        match (place, value) {
            (Some(place), Some(value)) => fields[place].1 = value,
            (Some(place), None) => drop(fields.remove(place)),
            (None, Some(value)) => fields.push((field.to_owned(), value)),
            (None, None) => {}
        }
    }

    /// Writes `field` once more.
    pub(crate) fn repeat(&mut self, field: &str, value: Json) {
        if let Some((fields, field)) = self.home_of(field) {
            fields.push((field.to_owned(), value));
        }
    }

    /// The wire text of `field`, where there is one.
    pub(crate) fn field(&self, field: &str) -> Option<String> {
        let mut copy = self.clone();
        let (fields, field) = copy.home_of(field)?;
        let (_, value) = fields.iter().find(|(name, _)| name == field)?;
        Some(value.to_string())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Literal(text) => f.write_str(text),
            Json::Object(fields) => {
                f.write_str("{")?;
                for (place, (name, value)) in fields.iter().enumerate() {
                    let comma = if place == 0 { "" } else { "," };
                    write!(f, "{comma}{}:{value}", Json::text(name))?;
                }
                f.write_str("}")
            }
            Json::Array(values) => {
                f.write_str("[")?;
                for (place, value) in values.iter().enumerate() {
                    let comma = if place == 0 { "" } else { "," };
                    write!(f, "{comma}{value}")?;
                }
                f.write_str("]")
            }
        }
    }
}
