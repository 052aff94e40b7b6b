//! What Refill does: the use-cases, and the only place where provider, keychain, database and desktop meet.
//!
//! No Tauri, SQL text, keychain or HTTP library lives here: the outside arrives as ports of `refill-core`
//! (see `src-tauri/docs/ARCHITECTURE.md`).

mod accounts;
mod alerts;
mod app;
mod error;
mod export;
mod failure;
mod history_sync;
mod keys;
mod live;
mod overview;
mod pages;
mod readings;
mod refresh;
mod settings;
mod watch;
mod words;

pub use accounts::{KeyCheck, NewAccount, Removed};
pub use app::{App, Event, Options, Parts};
pub use error::AppError;
pub use export::Exported;
pub use failure::{Failure, Problem, provider_facts};
pub use keys::{Keep, KeyState, VaultState};
pub use overview::{Banner, Card, Gauge, Overview};
pub use pages::{AccountPage, ExportRange, HistoryQuery, HistorySlice, Link};
pub use settings::Settings;
pub use words::amount as amount_in_words;
