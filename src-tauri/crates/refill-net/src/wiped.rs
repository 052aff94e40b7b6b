//! JSON in memory that is zeroed afterwards, because it may hold a one-time code.

use std::io::{self, Write};

use hyper::body::Bytes;
use serde::Serialize;
use thiserror::Error;
use zeroize::Zeroizing;

/// The value cannot be written as JSON. Says nothing of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the body cannot be written as JSON")]
pub struct NotJson;

/// `value` as JSON. The memory is zeroed when the last one lets go of it; what the connection copies into
/// buffers of its own is out of reach here.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Bytes, NotJson> {
    written(value).map(Bytes::from_owner)
}

/// Measures first: a text that grew would leave its beginnings behind in memory.
fn written<T: Serialize + ?Sized>(value: &T) -> Result<Zeroizing<Vec<u8>>, NotJson> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value).map_err(|_| NotJson)?;
    let mut text = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *text, value).map_err(|_| NotJson)?;
    Ok(text)
}

struct Length(usize);

impl Write for Length {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.0 += piece.len();
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn is_written_without_growing() {
        let value = HashMap::from([("code", "ü\"".repeat(100))]);
        let text = written(&value).expect("JSON");
        assert_eq!(text.len(), text.capacity());
        let expected = format!("{{\"code\":\"{}\"}}", "ü\\\"".repeat(100));
        assert_eq!(String::from_utf8_lossy(&text), expected);
    }

    #[test]
    fn a_failure_says_nothing_of_the_value() {
        let failure = json(&HashMap::from([(("one", "two"), 3)])).expect_err("no text as a name");
        assert_eq!(format!("{failure}"), "the body cannot be written as JSON");
    }
}
