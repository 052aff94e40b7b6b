//! Ports by which the person is asked and given something outside the window's page: no script in it can answer or
//! read along.

use async_trait::async_trait;
use thiserror::Error;

use crate::key::ApiKey;

/// A question whose answer must be the person's own (architecture, invariant 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Headline.
    pub title: String,
    /// What will happen, and what cannot be undone.
    pub text: String,
    /// The button that says yes, in a verb.
    pub yes: String,
    /// The button that says no; it is the default.
    pub no: String,
}

/// The system's own dialog.
#[async_trait]
pub trait Confirmer: Send + Sync {
    /// Asks; true only for a clear yes. Closing the dialog, or having none, is a no.
    async fn confirm(&self, question: &Question) -> bool;
}

/// Nothing was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the system did not take the text")]
pub struct NotCopied;

/// The system's clipboard, written from here and never by the page.
pub trait Clipboard: Send + Sync {
    /// Copies a text.
    ///
    /// # Errors
    /// [`NotCopied`].
    fn copy(&self, text: &str) -> Result<(), NotCopied>;

    /// Copies a key, and asks clipboard histories to leave it out where the system knows how.
    ///
    /// # Errors
    /// [`NotCopied`].
    fn copy_key(&self, key: &ApiKey) -> Result<(), NotCopied>;
}
