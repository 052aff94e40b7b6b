//! Values of the chain and times, as JSON has them: text.

use std::fmt::Display;

use jiff::Timestamp;
use refill_core::x402::{Address, Hash, Nonce};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// A value that its own text leads back to.
pub(crate) trait Text: Display + Sized {
    fn read(text: &str) -> Option<Self>;
}

impl Text for Address {
    fn read(text: &str) -> Option<Address> {
        Address::parse(text).ok()
    }
}

impl Text for Hash {
    fn read(text: &str) -> Option<Hash> {
        Hash::parse(text).ok()
    }
}

impl Text for Nonce {
    fn read(text: &str) -> Option<Nonce> {
        Nonce::parse(text).ok()
    }
}

impl Text for Timestamp {
    fn read(text: &str) -> Option<Timestamp> {
        text.parse().ok()
    }
}

pub(crate) fn serialize<T: Text, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

pub(crate) fn deserialize<'de, T: Text, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    T::read(&text).ok_or_else(|| D::Error::custom("not of the right form"))
}
