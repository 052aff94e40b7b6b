//! What a demo provider answers, before it goes out.

use std::borrow::Cow;

use crate::json::Json;
use crate::spoil::Delivery;

/// An answer in the provider's own form.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(Cow<'static, str>, String)>,
    pub(crate) content: Content,
    /// How it leaves, unless a fault says otherwise.
    pub(crate) delivery: Delivery,
}

/// The body of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Json(Json),
    Text(String),
    Html(String),
    /// Without a content type when it is empty.
    Raw {
        content_type: String,
        body: String,
    },
    Nothing,
}

impl Answer {
    pub(crate) fn new(status: u16, content: Content) -> Answer {
        Answer {
            status,
            headers: Vec::new(),
            content,
            delivery: Delivery::Whole,
        }
    }

    pub(crate) fn json(status: u16, json: Json) -> Answer {
        Answer::new(status, Content::Json(json))
    }

    pub(crate) fn text(status: u16, text: &str) -> Answer {
        Answer::new(status, Content::Text(text.to_owned()))
    }

    #[must_use]
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name.into(), value.into()));
        self
    }

    #[must_use]
    pub(crate) fn delivered(mut self, delivery: Delivery) -> Answer {
        self.delivery = delivery;
        self
    }

    /// Another content under the same headers.
    pub(crate) fn replace(&mut self, status: u16, content: Content) {
        self.status = status;
        self.content = content;
    }
}

impl Content {
    pub(crate) fn content_type(&self) -> Option<&str> {
        match self {
            Content::Json(_) => Some("application/json"),
            Content::Text(_) => Some("text/plain; charset=utf-8"),
            Content::Html(_) => Some("text/html; charset=utf-8"),
            Content::Raw { content_type, .. } => Some(content_type.as_str()).filter(|name| !name.is_empty()),
            Content::Nothing => None,
        }
    }

    pub(crate) fn into_body(self) -> String {
        match self {
            Content::Json(json) => json.to_string(),
            Content::Text(text) | Content::Html(text) => text,
            Content::Raw { body, .. } => body,
            Content::Nothing => String::new(),
        }
    }
}
