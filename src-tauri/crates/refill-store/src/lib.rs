//! What Refill remembers: accounts, readings, history and settings in one SQLite file, `history.db`; what was bought
//! in another, `payments.db` ([`Journal`]).
//!
//! The calls block: use them off the async threads. SQL stands in this crate only, one file per table under
//! `table/` and `journal/`, and every call that changes something is one transaction that is on the disk when it returns.
//! Moments are kept to the microsecond, amounts as exact decimal text (see `value.rs`). No secret is ever
//! stored here, only the ids of keychain items.
//!
//! One process at a time holds the folder and writes; others may look at the database beside it
//! ([`Store::open_read_only`]).

mod connection;
mod database;
mod error;
mod file_state;
mod folder;
mod journal;
#[cfg(test)]
mod plans;
mod schema;
mod session;
mod soundness;
mod start;
mod store;
mod table;
mod value;
mod view;

pub use error::StoreError;
pub use folder::DataFolder;
pub use journal::{Allowed, Endpoints, Journal, JournalError, Pin, PurchaseRecord};
pub use store::{Opened, Store};
pub use table::account::RemovedAccount;
pub use table::entry::{Cursor, Filter, NotACursor, Page};
pub use table::failure::Failure;
pub use table::glance::{Glance, Window};
pub use table::history_sync::RunId;
pub use table::provider_page::PageOutcome;
pub use table::reading::LastReadings;
