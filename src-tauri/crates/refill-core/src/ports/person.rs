//! Ports by which the person is asked and given something outside the window's page: no script in it can answer or
//! read along.

use async_trait::async_trait;
use thiserror::Error;

use crate::key::{ApiKey, Secret};

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

/// What is asked for in a window of the system, because it is a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretQuestion {
    /// Headline.
    pub title: String,
    /// What to type or paste.
    pub text: String,
    /// Label of the field.
    pub label: String,
    /// What is typed shows as dots, in one line; else several lines are readable.
    pub is_password: bool,
    /// The button that goes on.
    pub yes: String,
    /// The button that gives up.
    pub no: String,
    /// A button that reads a file instead, where that is possible.
    pub from_file: Option<String>,
}

/// How a recovery phrase is shown, and how it is checked that it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseWords {
    /// Headline while it is shown.
    pub title: String,
    /// What it is and what to do with it.
    pub text: String,
    /// The button that goes on to the check.
    pub written: String,
    /// Headline of the check.
    pub check_title: String,
    /// What to type; `{ $number }` stands for the number of the word.
    pub check_text: String,
    /// Label of a field; `{ $number }` stands for the number of the word.
    pub check_label: String,
    /// Said when a word is another one.
    pub check_wrong: String,
    /// The button that ends the check.
    pub done: String,
    /// The button that goes back to the words.
    pub back: String,
    /// The button that gives up.
    pub no: String,
}

/// Windows of the system for what no page may see.
#[async_trait]
pub trait SecretWindow: Send + Sync {
    /// Whether this system has such windows.
    fn is_there(&self) -> bool;

    /// Shows a recovery phrase and has some of its words typed; true when all of them were right. Without `check` it
    /// is only shown, and true when it was closed by its button.
    async fn show_phrase(&self, phrase: &Secret, words: &PhraseWords, check: bool) -> bool;

    /// Asks for a secret; `None` when the person gives up.
    async fn ask(&self, question: &SecretQuestion) -> Option<Secret>;
}
