//! The ways in which providers tell what is left, as one table: whatever is bad for one is tried on all.

use refill_core::error::ProviderErrorKind as Kind;
use refill_core::money::Unit;
use refill_core::reading::Balance;

use crate::server::{Act, Server};
use crate::{Subject, not_understood, ok};

/// One way in which a provider tells what is left.
pub struct Face {
    /// What a failed test calls it.
    pub name: &'static str,
    /// Whose it is.
    pub id: &'static str,
    /// What was answered before it is asked.
    pub before: &'static [&'static str],
    /// The field with the amount.
    pub field: &'static str,
    /// What the object is called that the field stands in, where it is not the whole answer.
    pub envelope: Option<&'static str>,
    /// The unit of the amount.
    pub unit: Unit,
    start: &'static str,
    end: &'static str,
}

/// All of them. OpenRouter tells it in two ways, and of the second only when it was asked for the first.
pub const FACES: [Face; 6] = [
    Face {
        name: "Dria",
        id: "dria",
        before: &[],
        field: "balance",
        envelope: None,
        unit: Unit::CREDITS,
        start: "{",
        end: "}",
    },
    Face {
        name: "Hyper3D Rodin",
        id: "hyper3d",
        before: &[],
        field: "balance",
        envelope: None,
        unit: Unit::CREDITS,
        start: "{",
        end: "}",
    },
    Face {
        name: "Clado",
        id: "clado",
        before: &[],
        field: "credits",
        envelope: None,
        unit: Unit::CREDITS,
        start: "{",
        end: "}",
    },
    Face {
        name: "Web3 API",
        id: "web3api",
        before: &[],
        field: "balance",
        envelope: None,
        unit: Unit::CREDITS,
        start: "{",
        end: "}",
    },
    Face {
        name: "OpenRouter, the budget of a key",
        id: "openrouter",
        before: &[],
        field: "limit_remaining",
        envelope: Some("data"),
        unit: Unit::USD,
        start: r#"{"data":{"limit":100,"#,
        end: "}}",
    },
    Face {
        name: "OpenRouter, the account of a management key",
        id: "openrouter",
        before: &[r#"{"data":{"is_management_key":true}}"#],
        field: "total_credits",
        envelope: Some("data"),
        unit: Unit::USD,
        start: r#"{"data":{"total_usage":0,"#,
        end: "}}",
    },
];

impl Face {
    /// The documented form, with the amount written so.
    pub fn body(&self, amount: &str) -> String {
        let Face {
            field, start, end, ..
        } = self;
        format!(r#"{start}"{field}":{amount}{end}"#)
    }

    /// The same with more fields around it.
    pub fn body_with(&self, amount: &str, more: &str) -> String {
        self.body(amount).replacen('{', &format!("{{{more},"), 1)
    }

    /// The documented form without the field.
    pub fn body_without(&self) -> String {
        format!("{}{}", self.start.trim_end_matches(','), self.end)
    }

    /// The error for an answer without the field, or without what it stands in.
    pub fn missing(&self) -> Kind {
        not_understood(self.envelope.unwrap_or(self.field))
    }

    /// The error for an object that says a thing twice.
    pub fn said_twice(&self) -> Kind {
        not_understood(self.envelope.unwrap_or("the form of the answer"))
    }

    /// A server that does this when it is asked for what is left, and the provider on it.
    pub async fn playing(&self, act: Act) -> (Subject, Server) {
        let mut acts: Vec<Act> = self.before.iter().map(|body| Act::Send(ok(body))).collect();
        acts.push(act);
        let server = Server::playing(acts).await;
        (Subject::at(self.id, &server, ""), server)
    }

    /// What it makes of this answer.
    pub async fn reads(&self, bytes: impl Into<Vec<u8>>) -> Result<Balance, Kind> {
        let (subject, _server) = self.playing(Act::Send(bytes.into())).await;
        subject.balance().await.map_err(|error| error.kind)
    }
}

/// All read this amount from an answer made for each.
pub async fn all_read(answer: impl Fn(&Face) -> Vec<u8>, amount: &str, about: &str) {
    for face in &FACES {
        let read = face.reads(answer(face)).await;
        let money = read
            .unwrap_or_else(|kind| panic!("{}: {about}: {kind:?}", face.name))
            .money;
        let signed_zero = money.amount.is_zero() && money.amount.is_sign_negative();
        assert!(!signed_zero, "{}: {about}: -0", face.name);
        let digits = money.amount.normalize().to_string();
        assert_eq!(
            (digits.as_str(), &money.unit),
            (amount, &face.unit),
            "{}: {about}",
            face.name
        );
    }
}

/// All give this error for an answer made for each.
pub async fn all_fail(answer: impl Fn(&Face) -> Vec<u8>, kind: impl Fn(&Face) -> Kind, about: &str) {
    for face in &FACES {
        let read = face.reads(answer(face)).await;
        assert_eq!(read.err(), Some(kind(face)), "{}: {about}", face.name);
    }
}
