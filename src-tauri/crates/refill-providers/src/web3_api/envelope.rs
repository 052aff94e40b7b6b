//! What stands around the rows and objects of an answer. Little of it is documented, so every envelope of contract
//! D-a5 is taken: a bare array, or the first array among the names of [`Envelope`]; a bare object, or one in `data`.

use refill_core::text;
use serde::Deserialize;

use crate::wire::{self, Field, Unclear};

/// Longest id that is taken, in characters. A UUID has 36, a session of the payment service about 70.
const LONGEST_ID: usize = 200;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Envelope {
    items: Field,
    data: Field,
    results: Field,
    history: Field,
    transactions: Field,
    packages: Field,
    api_keys: Field,
    keys: Field,
    wallets: Field,
    webhooks: Field,
    networks: Field,
    pub(super) total: Field,
    pub(super) pages: Field,
    pub(super) limit: Field,
    pub(super) per_page: Field,
}

/// The rows and what the server says around them.
pub(super) fn rows(text: &str) -> Result<(Envelope, Vec<Field>), Unclear> {
    if text.starts_with('[') {
        let rows = serde_json::from_str(text).map_err(|_| Unclear("not JSON"))?;
        return Ok((Envelope::default(), rows));
    }
    let envelope: Envelope = wire::object(text)?;
    let places = [
        &envelope.items,
        &envelope.data,
        &envelope.results,
        &envelope.history,
        &envelope.transactions,
        &envelope.packages,
        &envelope.api_keys,
        &envelope.keys,
        &envelope.wallets,
        &envelope.webhooks,
        &envelope.networks,
    ];
    let rows = places
        .into_iter()
        .find_map(Field::items)
        .ok_or(Unclear("the list of rows"))?;
    Ok((envelope, rows))
}

/// The only object of an answer, bare or in `data`.
pub(super) fn object(text: &str) -> Result<Field, Unclear> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Wrapped {
        data: Field,
    }
    let wrapped: Wrapped = wire::object(text)?;
    match wrapped.data.json() {
        Some(json) if json.starts_with('{') => Ok(wrapped.data),
        _ => serde_json::from_str(text).map_err(|_| Unclear("not JSON")),
    }
}

/// An id: text or a whole number. One with anything in it that would have to be cleaned away is none, for what is
/// left of it may be the id of another thing.
pub(super) fn id(field: &Field) -> Option<String> {
    let is_digit = |b: u8| b.is_ascii_digit();
    let id = match field.text() {
        Some(text) => text.trim().to_owned(),
        None => field.json().filter(|json| json.bytes().all(is_digit))?.to_owned(),
    };
    (is_path_safe(&id) && text::clean(&id, LONGEST_ID) == id).then_some(id)
}

/// `id` as one segment of a path, whatever is in it; `None` for one that no path can hold.
pub(super) fn segment(id: &str) -> Option<String> {
    if !is_path_safe(id) {
        return None;
    }
    let mut segment = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                segment.push(char::from(byte))
            }
            _ => segment.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(segment)
}

/// False for nothing, and for the two names that mean another place, however they are written.
fn is_path_safe(id: &str) -> bool {
    !matches!(id, "" | "." | "..") && !id.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        id(&serde_json::from_str(json).expect("JSON"))
    }

    #[test]
    fn an_id_is_text_or_a_whole_number_and_stays_as_it_is() {
        assert_eq!(read(r#"" 5f0c-11 ""#).as_deref(), Some("5f0c-11"));
        assert_eq!(read("17").as_deref(), Some("17"));
        assert_eq!(read(r#""a/../b""#).as_deref(), Some("a/../b"));
        for json in [
            "null",
            "true",
            "-1",
            "1.5",
            "1e3",
            "[]",
            "{}",
            r#""""#,
            r#"" ""#,
            r#""..""#,
            r#"".""#,
            r#""a\u0000b""#,
            r#""a\tb""#,
            r#""a\u202eb""#,
            r#""a  b""#,
        ] {
            assert_eq!(read(json), None, "{json}");
        }
        assert_eq!(read(&format!("\"{}\"", "x".repeat(201))), None);
    }

    #[test]
    fn no_id_leaves_its_segment() {
        for (id, path) in [
            ("5f0c-11", "5f0c-11"),
            ("a/../b", "a%2F..%2Fb"),
            ("%2e%2e", "%252e%252e"),
            ("x?y#z", "x%3Fy%23z"),
            ("..\\..", "..%5C.."),
            ("ü 1", "%C3%BC%201"),
            ("...", "..."),
        ] {
            assert_eq!(segment(id).as_deref(), Some(path));
        }
        for id in ["", ".", "..", "a\nb", "a\0"] {
            assert_eq!(segment(id), None, "{id:?}");
        }
    }
}
