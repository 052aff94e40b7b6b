//! Names of things: text newtypes, so that one kind of id is never handed over as another.

use std::borrow::Cow;
use std::fmt;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Cow<'static, str>);

        impl $name {
            /// The id with this text.
            pub fn new(text: impl Into<String>) -> Self {
                Self(Cow::Owned(text.into()))
            }

            /// The id with this text, known at compile time.
            pub const fn from_static(text: &'static str) -> Self {
                Self(Cow::Borrowed(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// A provider, for example the one whose file is `dria.rs`. Open: a row of an unknown provider survives.
    ProviderId
}
text_id! {
    /// One account of the person, as Refill numbers it.
    AccountId
}
text_id! {
    /// This installation of Refill: one data folder. Every keychain item carries it.
    InstallationId
}
text_id! {
    /// One keychain item. Every written secret gets a new id, and an id is never used again: so removing
    /// an item by its id can never hit a secret that was stored later.
    SecretId
}
text_id! {
    /// One row of the local history.
    EntryId
}
text_id! {
    /// One purchase of credits, as Refill numbers it.
    PurchaseId
}
text_id! {
    /// A package of credits, in its provider's words.
    PackageId
}
