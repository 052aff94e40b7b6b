//! JSON read with distrust: a field that stands in an object twice is seen, and a number keeps its own digits.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The fields of an object in their order, each as it came.
#[derive(Default)]
pub(crate) struct Object<'a>(Vec<(String, &'a RawValue)>);

/// What stands in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// Nothing, or `null`.
    Missing,
    /// A text.
    Text(String),
    /// The JSON of anything else.
    Other(&'a str),
}

/// Why there is no object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoObject {
    /// It is no JSON.
    NotJson,
    /// It is JSON of another kind.
    OtherKind,
    /// A field stands there twice.
    Duplicate,
}

impl<'a> Object<'a> {
    /// Reads an object in which each field stands once.
    pub(crate) fn read(text: &'a str) -> Result<Object<'a>, NoObject> {
        let object = Object::read_leniently(text)?;
        let mut names: Vec<&str> = object.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).any(|pair| pair[0] == pair[1]) {
            true => Err(NoObject::Duplicate),
            false => Ok(object),
        }
    }

    /// Reads an object; of fields that stand there twice, the first counts.
    pub(crate) fn read_leniently(text: &'a str) -> Result<Object<'a>, NoObject> {
        serde_json::from_str(text).map_err(|error| match error.is_data() {
            true => NoObject::OtherKind,
            false => NoObject::NotJson,
        })
    }

    /// A field as it came; `None` where there is none, or `null`.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a str> {
        let (_, raw) = self.0.iter().find(|(field, _)| field == name)?;
        let json = raw.get();
        (json != "null").then_some(json)
    }

    /// What stands in a field.
    pub(crate) fn value(&self, name: &str) -> Value<'a> {
        match self.raw(name) {
            None => Value::Missing,
            Some(json) => serde_json::from_str(json).map_or(Value::Other(json), Value::Text),
        }
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Object(fields))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    #[test]
    fn fields_keep_their_digits_and_kinds() {
        let object = Object::read(r#" {"a":"10","b":1e2,"c":null,"d":18446744073709551616} "#);
        let object = object.expect("an object");
        assert_eq!(object.value("a"), Value::Text("10".to_owned()));
        assert_eq!(object.value("b"), Value::Other("1e2"));
        assert_eq!(object.value("c"), Value::Missing);
        assert_eq!(object.value("d"), Value::Other("18446744073709551616"));
        assert_eq!(object.value("e"), Value::Missing);
    }

    #[test]
    fn a_field_that_stands_there_twice_is_seen_however_it_is_written() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"b":2,"a":3}"#,
            r#"{"payTo":1,"pay\u0054o":1}"#,
        ] {
            assert_eq!(Object::read(text).err(), Some(NoObject::Duplicate), "{text}");
        }
        let object = Object::read_leniently(r#"{"a":1,"a":2}"#).expect("an object");
        assert_eq!(object.raw("a"), Some("1"));
    }

    #[test]
    fn other_kinds_and_other_texts_are_told_apart() {
        for (text, expected) in [
            ("[]", NoObject::OtherKind),
            ("\"{}\"", NoObject::OtherKind),
            ("1", NoObject::OtherKind),
            ("", NoObject::NotJson),
            ("{", NoObject::NotJson),
            ("{} {}", NoObject::NotJson),
            ("<html>", NoObject::NotJson),
            ("{'a':1}", NoObject::NotJson),
        ] {
            assert_eq!(Object::read(text).err(), Some(expected), "{text}");
        }
    }
}
