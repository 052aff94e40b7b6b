//! The form of the file: UTF-8 with BOM, CRLF, RFC 4180, a column for the unit, dates with their offset.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use refill_core::history::{Entry, Origin};
use refill_core::ids::AccountId;

/// The header line and one line for each entry.
pub(super) struct CsvExport<W: Write> {
    out: csv::Writer<W>,
    accounts: HashMap<AccountId, Who>,
    zone: TimeZone,
}

/// How an account is named in the file.
pub(super) struct Who {
    pub provider: String,
    pub name: String,
}

const HEADING: [&str; 9] = [
    "date",
    "account",
    "provider",
    "kind",
    "amount",
    "unit",
    "balance_after",
    "description",
    "source",
];
/// Excel takes a CSV file for UTF-8 only when it starts with this.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
impl<W: Write> CsvExport<W> {
    /// Writes the heading; dates will be in `zone`.
    pub(super) fn start(
        mut out: W,
        accounts: HashMap<AccountId, Who>,
        zone: TimeZone,
    ) -> io::Result<CsvExport<W>> {
        out.write_all(BYTE_ORDER_MARK)?;
        let mut out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        out.write_record(HEADING).map_err(io_error)?;
        Ok(CsvExport { out, accounts, zone })
    }

    /// Writes one entry.
    pub(super) fn row(&mut self, entry: &Entry) -> io::Result<()> {
        let change = &entry.change;
        let who = self.accounts.get(&entry.account);
        let at = iso(change.at, &self.zone);
        let amount = change.amount.amount.to_string();
        let after = change.balance_after.map(|after| after.to_string());
        self.out
            .write_record([
                at.as_str(),
                &guarded(who.map(|who| who.name.as_str()).unwrap_or_default()),
                who.map(|who| who.provider.as_str()).unwrap_or_default(),
                &guarded(change.kind.word()),
                &amount,
                &guarded(change.amount.unit.as_str()),
                after.as_deref().unwrap_or_default(),
                &guarded(change.text.as_deref().unwrap_or_default()),
                source(change.origin),
            ])
            .map_err(io_error)
    }

    /// Hands back the writer, everything written.
    pub(super) fn finish(self) -> io::Result<W> {
        self.out
            .into_inner()
            .map_err(|error| io::Error::new(error.error().kind(), error.to_string()))
    }
}

/// The system's own error where there is one: "the disk is full" is worth more than "CSV error".
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn iso(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

fn source(origin: Origin) -> &'static str {
    match origin {
        Origin::Provider => "provider",
        Origin::Observed => "observed",
    }
}

/// A text cell that a spreadsheet does not take for a formula: such a text is led by an apostrophe. Amounts are
/// numbers of ours and stay as they are.
fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_plain_text_is_not() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!(guarded("/api/v1/transfer"), "/api/v1/transfer");
        assert_eq!(guarded(""), "");
    }

    #[test]
    fn dates_carry_their_offset() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let at: Timestamp = "2024-06-01T12:00:00Z".parse().expect("a time");
        assert_eq!(iso(at, &zone), "2024-06-01T14:00:00+02:00");
    }
}
