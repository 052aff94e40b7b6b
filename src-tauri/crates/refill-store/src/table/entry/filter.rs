//! Which entries are meant, and how SQLite finds them.

use std::collections::HashMap;

use jiff::Timestamp;
use refill_core::history::KindFilter;
use refill_core::ids::AccountId;
use rusqlite::types::Value;
use rusqlite::{Connection, Row};

/// Which entries of the history are meant. The default means all, removed accounts left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these accounts.
    pub accounts: Option<Vec<AccountId>>,
    /// Only this kind.
    pub kind: Option<KindFilter>,
    /// Only entries with this in their text or in the word for their kind. A to Z match a to z.
    pub search: Option<String>,
    /// Only from this moment on.
    pub from: Option<Timestamp>,
    /// Only before this moment.
    pub to: Option<Timestamp>,
}

/// A filter as a condition of SQL with its values. The condition speaks of the columns of `entry` alone.
pub(crate) struct Condition {
    terms: Vec<String>,
    values: Vec<Value>,
    names: HashMap<i64, AccountId>,
}

/// How many of the accounts are meant.
enum Meant {
    None,
    All,
    Some(Vec<i64>),
}

impl Condition {
    /// The condition for `filter`; `None` when no entry can meet it.
    pub(crate) fn new(db: &Connection, filter: &Filter) -> rusqlite::Result<Option<Condition>> {
        let mut condition = Condition {
            terms: Vec::new(),
            values: Vec::new(),
            names: HashMap::new(),
        };
        match condition.meant(db, filter)? {
            Meant::None => return Ok(None),
            Meant::All => {}
            Meant::Some(numbers) => condition.terms.push(account_term(&numbers)),
        }
        condition.add_kind(filter.kind);
        condition.add_search(filter.search.as_deref());
        condition.add_time(filter);
        Ok(Some(condition))
    }

    /// Adds a term; each `?` in it takes the next of `values`.
    pub(crate) fn add(&mut self, term: &str, values: impl IntoIterator<Item = Value>) {
        self.terms.push(term.to_owned());
        self.values.extend(values);
    }

    /// `WHERE …`, or nothing.
    pub(crate) fn sql(&self) -> String {
        if self.terms.is_empty() {
            return String::new();
        }
        format!("WHERE {}", self.terms.join(" AND "))
    }

    /// The values for the question marks.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    /// The account of an entry, from its row number in `column`.
    pub(crate) fn account(&self, row: &Row<'_>, column: usize) -> rusqlite::Result<&AccountId> {
        let number = row.get(column)?;
        self.names
            .get(&number)
            .ok_or(rusqlite::Error::IntegralValueOutOfRange(column, number))
    }

    fn meant(&mut self, db: &Connection, filter: &Filter) -> rusqlite::Result<Meant> {
        let mut statement = db.prepare_cached("SELECT no, id, removed_at IS NULL FROM account")?;
        let mut rows = statement.query([])?;
        let mut all = true;
        while let Some(row) = rows.next()? {
            let id = AccountId::new(row.get::<_, String>(1)?);
            let wanted = filter.accounts.as_ref().is_none_or(|ids| ids.contains(&id));
            if wanted && row.get(2)? {
                self.names.insert(row.get(0)?, id);
            } else {
                all = false;
            }
        }
        let mut numbers: Vec<i64> = self.names.keys().copied().collect();
        numbers.sort_unstable();
        Ok(match (numbers.is_empty(), all) {
            (true, _) => Meant::None,
            (false, true) => Meant::All,
            (false, false) => Meant::Some(numbers),
        })
    }

    fn add_kind(&mut self, kind: Option<KindFilter>) {
        // Spelled out as in the schema, so that SQLite sees that the indexes of the few kinds fit.
        match kind {
            None => {}
            Some(KindFilter::Credit) => self.add("kind = 'credit'", []),
            Some(KindFilter::Debit) => self.add("kind = 'debit'", []),
            Some(KindFilter::Other) => self.add("kind NOT IN ('credit', 'debit')", []),
        }
    }

    fn add_search(&mut self, search: Option<&str>) {
        let Some(search) = search.filter(|search| !search.is_empty()) else {
            return;
        };
        let literally = search
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let pattern = Value::from(format!("%{literally}%"));
        let term = "(text LIKE ? ESCAPE '\\' OR kind LIKE ? ESCAPE '\\')";
        self.add(term, [pattern.clone(), pattern]);
    }

    fn add_time(&mut self, filter: &Filter) {
        if let Some(from) = filter.from {
            self.add("at >= ?", [Value::from(from.as_microsecond())]);
        }
        if let Some(to) = filter.to {
            self.add("at < ?", [Value::from(to.as_microsecond())]);
        }
    }
}

/// One account is found through its own index. Of several, the plus keeps SQLite on the index by time, which
/// gives the order without sorting.
fn account_term(numbers: &[i64]) -> String {
    if let [number] = numbers {
        return format!("account = {number}");
    }
    let list: Vec<String> = numbers.iter().map(i64::to_string).collect();
    format!("+account IN ({})", list.join(", "))
}
