//! What Refill does: the use-cases, and the only place where provider, keychain, database and desktop meet.
//!
//! No Tauri, SQL text, keychain or HTTP library lives here: the outside arrives as ports of `refill-core`
//! (see `src-tauri/docs/ARCHITECTURE.md`).

mod accounts;
mod alert_mail;
mod alerts;
mod app;
mod diagnostics;
mod error;
mod exchange;
mod export;
mod failure;
mod fault;
mod history_sync;
mod holder;
mod keys;
mod live;
mod new_key;
mod overview;
mod pages;
mod paying;
mod phrases;
mod purchases;
mod readings;
mod refresh;
mod settings;
mod sign_in;
mod watch;
mod words;

pub use accounts::{NewAccount, Removed};
pub use app::{App, Event, Options, Parts};
pub use error::AppError;
pub use export::Exported;
pub use failure::{Failure, Problem, provider_facts};
pub use holder::{KeyUse, Place, SignedIn};
pub use keys::{Keep, KeyState, VaultState};
pub use new_key::{Hidden, KeyCheck, NewKey};
pub use overview::{Banner, Card, Gauge, Overview};
pub use pages::{AccountPage, ChartScale, ExportRange, HistoryQuery, HistorySlice, Link};
pub use paying::{LimitsPage, NewLimits, Payee, PayingParts, SpentOf, UsdcTopUp, WalletPage, explorer};
pub use phrases::{Phrase, Phrases};
pub use purchases::{Payment, TopUp};
pub use refresh::Refreshed;
pub use settings::Settings;
pub use sign_in::SignInBegun;
pub use words::amount as amount_in_words;
