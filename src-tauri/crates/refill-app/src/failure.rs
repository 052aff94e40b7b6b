//! Why an account's last refresh failed, kept so that "since when" survives a restart.

use jiff::Timestamp;
use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind, VaultError};
use refill_core::money::{Money, Unit, parse_decimal};

use crate::new_key::Hidden;

/// The last refresh failed; the last good value is still shown, with its age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub problem: Problem,
    /// When it went wrong for the first time in a row.
    pub since: Timestamp,
    /// When it is tried again; `None` when only the person can mend it.
    pub retry_at: Option<Timestamp>,
    /// Facts for "Details": name and value.
    pub facts: Vec<(String, String)>,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $word:literal),+ $(,)?) => {
        /// What can go wrong with a refresh, as far as the person is told different things.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Problem { $($(#[$doc])* $name),+ }

        impl Problem {
            /// Every problem.
            pub const ALL: &'static [Problem] = &[$(Problem::$name),+];

            /// Its word, as stored.
            pub fn word(self) -> &'static str {
                match self { $(Problem::$name => $word),+ }
            }
        }
    };
}

problems! {
    /// The provider does not accept the key.
    KeyRefused = "key_refused",
    /// The key is neither in the keychain nor in memory.
    KeyMissing = "key_missing",
    /// Too few credits for the call.
    PaymentRequired = "payment_required",
    /// The key is good, but it may not see what is left: no failure in truth, and no number either.
    BalanceHidden = "balance_hidden",
    /// The provider cannot read its own credits now.
    BalanceUnavailable = "balance_unavailable",
    /// 404.
    NotFound = "not_found",
    /// Too many requests.
    RateLimited = "rate_limited",
    /// The server failed, or refused for a reason of its own.
    ServerError = "server_error",
    /// The answer was not of the documented form.
    NotUnderstood = "not_understood",
    /// No connection.
    Unreachable = "unreachable",
    /// The certificate was not accepted.
    Tls = "tls",
    /// No answer in time.
    TimedOut = "timeout",
    /// Sent elsewhere.
    Redirected = "redirected",
    /// Too large an answer.
    TooLarge = "too_large",
    /// Cut off in the middle.
    CutOff = "cut_off",
    /// An address without https.
    Insecure = "server_insecure",
    /// No keychain.
    VaultAbsent = "vault_absent",
    /// The keychain is locked.
    VaultLocked = "vault_locked",
    /// The keychain refused.
    VaultRefused = "vault_refused",
    /// The keychain did not answer.
    VaultTimedOut = "vault_timeout",
    /// The disk is full: what was read could not be kept.
    StorageFull = "storage_full",
    /// The data folder cannot be written any more.
    StorageReadOnly = "storage_read_only",
    /// Another fault of the database.
    Storage = "storage",
    /// The server did not accept the request.
    Rejected = "rejected",
    /// The provider has given it up for good.
    Gone = "gone",
    /// The e-mail address has to be verified first.
    EmailUnverified = "email_unverified",
    /// This version does not know the provider.
    ProviderUnknown = "internal",
}

impl Problem {
    /// The problem with this stored word; a word of a newer version reads as [`Problem::ServerError`].
    pub fn from_word(word: &str) -> Problem {
        let known = Problem::ALL.iter().find(|problem| problem.word() == word);
        known.copied().unwrap_or(Problem::ServerError)
    }

    /// True when trying again later can help without the person.
    pub fn passes_by_itself(self) -> bool {
        !matches!(
            self,
            Problem::KeyRefused | Problem::KeyMissing | Problem::Insecure | Problem::ProviderUnknown
        )
    }
}

impl From<&ProviderErrorKind> for Problem {
    fn from(kind: &ProviderErrorKind) -> Problem {
        match kind {
            ProviderErrorKind::KeyRefused => Problem::KeyRefused,
            ProviderErrorKind::PaymentRequired { .. } => Problem::PaymentRequired,
            ProviderErrorKind::BalanceHidden { .. } => Problem::BalanceHidden,
            ProviderErrorKind::BalanceUnavailable => Problem::BalanceUnavailable,
            ProviderErrorKind::NotFound => Problem::NotFound,
            ProviderErrorKind::RateLimited { .. } => Problem::RateLimited,
            ProviderErrorKind::Gone => Problem::Gone,
            ProviderErrorKind::EmailUnverified => Problem::EmailUnverified,
            ProviderErrorKind::Server { .. } => Problem::ServerError,
            ProviderErrorKind::Rejected | ProviderErrorKind::AddressRefused => Problem::Rejected,
            ProviderErrorKind::NotUnderstood { .. } | ProviderErrorKind::Unsupported => {
                Problem::NotUnderstood
            }
            ProviderErrorKind::Unreachable => Problem::Unreachable,
            ProviderErrorKind::Tls => Problem::Tls,
            ProviderErrorKind::TimedOut => Problem::TimedOut,
            ProviderErrorKind::Redirected => Problem::Redirected,
            ProviderErrorKind::TooLarge => Problem::TooLarge,
            ProviderErrorKind::CutOff => Problem::CutOff,
            ProviderErrorKind::Insecure => Problem::Insecure,
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Problem {
        match error {
            VaultError::Absent => Problem::VaultAbsent,
            VaultError::Locked => Problem::VaultLocked,
            VaultError::Refused | VaultError::NotKept => Problem::VaultRefused,
            VaultError::TimedOut => Problem::VaultTimedOut,
            VaultError::Missing => Problem::KeyMissing,
        }
    }
}

/// Names of the facts about what was spent with a key that may not see more.
const SPENT: &str = "spent";
const SPENT_UNIT: &str = "spent_unit";
/// When that was read.
const READ_AT: &str = "read_at";

/// The facts of an error, with the moment at which what they say was true.
pub(crate) fn facts_of(error: &ProviderError, now: Timestamp) -> Vec<(String, String)> {
    let mut facts = provider_facts(error);
    if Problem::from(&error.kind) == Problem::BalanceHidden {
        facts.push((READ_AT.to_owned(), now.to_string()));
    }
    facts
}

impl Failure {
    /// What is known instead of a balance, where the key may not see it.
    pub(crate) fn hidden(&self) -> Option<Hidden> {
        if self.problem != Problem::BalanceHidden {
            return None;
        }
        let fact = |wanted: &str| {
            let found = self.facts.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.as_str())
        };
        let amount = fact(SPENT).and_then(|digits| parse_decimal(digits).ok());
        let spent = amount
            .zip(fact(SPENT_UNIT))
            .map(|(amount, unit)| Money::new(amount, Unit::new(unit)));
        let taken_at = fact(READ_AT).and_then(|at| at.parse().ok()).unwrap_or(self.since);
        Some(Hidden { spent, taken_at })
    }
}

/// The facts of a provider error as name and value, for "Details". Nothing secret is among them.
pub fn provider_facts(error: &ProviderError) -> Vec<(String, String)> {
    let ErrorFacts {
        status,
        request_id,
        said,
        host,
        balance: _,
    } = &error.facts;
    let what = match &error.kind {
        ProviderErrorKind::NotUnderstood { what } => Some((*what).to_owned()),
        _ => None,
    };
    let cost = match &error.kind {
        ProviderErrorKind::PaymentRequired { cost } => cost.map(|cost| cost.to_string()),
        _ => None,
    };
    let spent = match &error.kind {
        ProviderErrorKind::BalanceHidden { spent } => spent.clone(),
        _ => None,
    };
    [
        (SPENT, spent.as_ref().map(|spent| spent.amount.to_string())),
        (SPENT_UNIT, spent.map(|spent| spent.unit.to_string())),
        ("host", host.clone()),
        ("status", status.map(|status| status.to_string())),
        ("field", what),
        ("cost", cost),
        ("said", said.clone()),
        ("request_id", request_id.clone()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_their_problem() {
        for problem in Problem::ALL {
            assert_eq!(Problem::from_word(problem.word()), *problem);
        }
        assert_eq!(Problem::from_word("from_the_future"), Problem::ServerError);
    }
}
