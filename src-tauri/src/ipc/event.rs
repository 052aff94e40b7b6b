//! Events to the window. It fetches again what they name.

use serde::Serialize;
use ts_rs::TS;

/// Accounts, readings, banners or the keychain's state changed.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Changed {
    /// The account, or null for all.
    pub account: Option<String>,
}

/// A refresh of several accounts goes on.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RefreshProgress {
    /// Accounts that are done.
    pub done: usize,
    /// Accounts in all.
    pub total: usize,
    /// Accounts that failed.
    pub failed: usize,
}

/// Only for exports above a second; the last one has done == total.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ExportProgress {
    /// Rows that are written.
    pub done: u64,
    /// Rows in all.
    pub total: u64,
}

/// Show this page: "overview", "account/<id>", "history", "settings".
#[derive(Clone, Debug, Serialize, TS)]
pub struct Navigate {
    /// The page.
    pub to: String,
}
