//! Bodies of requests, and how they are refused: a list of reasons in FastAPI's form.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;

/// The shortest password that is taken.
const SHORTEST_PASSWORD: usize = 8;

/// The object in a request's body.
pub(super) struct Body(Map<String, Value>);

impl Body {
    pub(super) fn read(call: &Call) -> Result<Body, Answer> {
        match serde_json::from_slice(&call.body) {
            Ok(Value::Object(fields)) => Ok(Body(fields)),
            _ => Err(invalid(&["body"], "Input should be a valid object", "model_type")),
        }
    }

    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text that has to be there under one of these names.
    pub(super) fn text(&self, names: &[&str]) -> Result<&str, Answer> {
        let name = names.iter().find(|name| self.value(name).is_some());
        let name = name.or(names.first()).copied().unwrap_or_default();
        match self.value(name) {
            None => Err(missing(name)),
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            Some(_) => Err(refused(
                name,
                "Input should be a valid string of at least 1 character",
                "string_type",
            )),
        }
    }

    /// A text that may be missing.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<String>, Answer> {
        match self.value(name) {
            None => Ok(None),
            Some(_) => self.text(&[name]).map(|text| Some(text.to_owned())),
        }
    }

    /// A new password.
    pub(super) fn new_password(&self, names: &[&str]) -> Result<&str, Answer> {
        let password = self.text(names)?;
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(refused(
                names
                    .iter()
                    .find(|name| self.value(name).is_some())
                    .unwrap_or(&""),
                "String should have at least 8 characters",
                "string_too_short",
            ));
        }
        Ok(password)
    }

    /// An e-mail address, as far as such a thing can be told from its looks.
    pub(super) fn email(&self) -> Result<&str, Answer> {
        let email = self.text(&["email"])?;
        let is_one = email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !email.contains(' '));
        match is_one {
            true => Ok(email),
            false => Err(refused(
                "email",
                "value is not a valid email address",
                "value_error",
            )),
        }
    }
}

fn missing(name: &str) -> Answer {
    refused(name, "Field required", "missing")
}

/// A field of the body that is not taken.
pub(super) fn refused(name: &str, message: &str, kind: &str) -> Answer {
    invalid(&["body", name], message, kind)
}

pub(super) fn invalid(place: &[&str], message: &str, kind: &str) -> Answer {
    let place = place.iter().map(|part| Json::text(part)).collect();
    let reason = Json::object([
        ("loc", Json::Array(place)),
        ("msg", Json::text(message)),
        ("type", Json::text(kind)),
    ]);
    Answer::json(422, Json::object([("detail", Json::Array(vec![reason]))]))
}
