//! A key that is not kept yet: where it comes from, whether its provider accepts it, and what it shows.

use jiff::Timestamp;
use refill_core::account::Divisor;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::forecast;
use refill_core::ids::ProviderId;
use refill_core::key::ApiKey;
use refill_core::money::{Money, Unit};
use refill_core::ports::{Access, Provider};
use refill_core::provider::{Descriptor, Server};
use refill_core::reading::{Balance, Belief, Reading};
use refill_core::server::{NotAServer, ServerAddress};

use crate::accounts::LEAST_THRESHOLD;
use crate::app::App;
use crate::error::AppError;

/// Where a new key comes from.
#[derive(Clone, Debug)]
pub enum NewKey {
    /// Pasted, and checked for its form.
    Pasted(ApiKey),
    /// From a sign-in with the browser; it waits here under this name.
    SignedIn(String),
}

/// What a live check of a key found out.
#[derive(Clone, Debug)]
pub struct KeyCheck {
    /// Whose key it is.
    pub provider: ProviderId,
    /// The balance, just read; `None` for a key that may not see it.
    pub reading: Option<Reading>,
    /// What such a key shows instead.
    pub hidden: Option<Hidden>,
    /// It does not begin as keys of its provider do. Older ones may not, so that is no reason to refuse it.
    pub unusual: bool,
    /// A name that no other account has.
    pub suggested_name: String,
    /// An alert amount that makes sense for the balance.
    pub suggested_threshold: Option<Money>,
}

/// What is known where a key may not see what is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// What was spent with it so far.
    pub spent: Option<Money>,
    /// When that was read.
    pub taken_at: Timestamp,
}

/// What a key shows at the first look.
pub(crate) enum FirstLook {
    Seen(Balance),
    /// The key is good, but it may not see what is left.
    Hidden(Box<ProviderError>),
}

impl FirstLook {
    /// Unit of the account that it is of.
    pub(crate) fn unit(&self, of: &Descriptor) -> Unit {
        match self {
            FirstLook::Seen(balance) => balance.money.unit.clone(),
            FirstLook::Hidden(_) => of.unit.clone(),
        }
    }
}

impl App {
    /// Asks the provider whether it accepts a key. Nothing is kept.
    ///
    /// # Errors
    /// [`AppError::KeyOfOtherProvider`] before anything is sent, [`AppError::Server`], [`AppError::Provider`].
    pub async fn check_key(
        &self,
        provider: &ProviderId,
        server: Option<&str>,
        key: &ApiKey,
    ) -> Result<KeyCheck, AppError> {
        let server = self.server_for(self.provider(provider)?.descriptor(), server)?;
        self.check_at(provider, server, key).await
    }

    pub(crate) async fn check_at(
        &self,
        provider: &ProviderId,
        server: Option<ServerAddress>,
        key: &ApiKey,
    ) -> Result<KeyCheck, AppError> {
        let provider = self.provider(provider)?.clone();
        let own = provider.descriptor();
        let look = self
            .first_look(provider.as_ref(), server, Divisor::ONE, key)
            .await?;
        let now = self.clock.now();
        let (reading, hidden) = match look {
            FirstLook::Seen(balance) => {
                let worth = own.worth_of(&balance);
                (Some(Balance { worth, ..balance }), None)
            }
            FirstLook::Hidden(error) => (None, Some(hidden(&error, now))),
        };
        let suggested_threshold = reading.as_ref().map(|balance| {
            let least = forecast::suggest_threshold(balance.money.amount, None, LEAST_THRESHOLD);
            Money::new(least, balance.money.unit.clone())
        });
        Ok(KeyCheck {
            provider: own.id.clone(),
            unusual: !own.key_prefixes.is_empty() && !key.has_prefix(own.key_prefixes),
            suggested_name: self.free_name(own.name).await?,
            suggested_threshold,
            hidden,
            reading: reading.map(|balance| Reading {
                balance,
                taken_at: now,
                belief: Belief::Confirmed,
            }),
        })
    }

    /// Looks with a key that is not kept yet. A key of another provider, by its prefix, is not sent.
    pub(crate) async fn first_look(
        &self,
        provider: &dyn Provider,
        server: Option<ServerAddress>,
        divisor: Divisor,
        key: &ApiKey,
    ) -> Result<FirstLook, AppError> {
        let own = provider.descriptor();
        if !key.has_prefix(own.key_prefixes)
            && let Some(other) = self
                .providers()
                .map(|p| p.descriptor())
                .find(|d| key.has_prefix(d.key_prefixes))
            && other.id != own.id
        {
            return Err(AppError::KeyOfOtherProvider { name: other.name });
        }
        let access = Access {
            key: key.clone(),
            server,
            divisor,
        };
        match provider.balance(&access).await {
            Ok(balance) => Ok(FirstLook::Seen(balance)),
            Err(error) if matches!(error.kind, ProviderErrorKind::BalanceHidden { .. }) => {
                Ok(FirstLook::Hidden(Box::new(error)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The key itself, and the server that it is for.
    pub(crate) fn key_and_server(
        &self,
        provider: &Descriptor,
        key: NewKey,
        server: Option<&str>,
    ) -> Result<(ApiKey, Option<ServerAddress>), AppError> {
        match key {
            NewKey::Pasted(key) => Ok((key, self.server_for(provider, server)?)),
            // It goes nowhere but to the server that gave it.
            NewKey::SignedIn(name) => self.claim_signed_in(&name, &provider.id),
        }
    }

    /// The account's own server as typed; `None` where nothing was typed and the provider has a usual one.
    pub(crate) fn server_for(
        &self,
        descriptor: &Descriptor,
        typed: Option<&str>,
    ) -> Result<Option<ServerAddress>, AppError> {
        let typed = typed.map(str::trim).filter(|text| !text.is_empty());
        match (typed, descriptor.server) {
            (Some(text), _) => Ok(Some(ServerAddress::parse(text)?)),
            (None, Server::Fixed(_)) => Ok(None),
            (None, Server::Entered { .. }) => Err(NotAServer::Form.into()),
        }
    }

    /// `wanted`, or `wanted 2` and so on where an account has that name already.
    async fn free_name(&self, wanted: &str) -> Result<String, AppError> {
        let accounts = self.db(|store| store.accounts()).await?;
        let taken = |name: &str| {
            accounts
                .iter()
                .any(|account| account.name.as_str().eq_ignore_ascii_case(name))
        };
        let numbered = (2..).map(|number| format!("{wanted} {number}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        Ok(names
            .find(|name| !taken(name))
            .unwrap_or_else(|| wanted.to_owned()))
    }
}

fn hidden(error: &ProviderError, taken_at: Timestamp) -> Hidden {
    let spent = match &error.kind {
        ProviderErrorKind::BalanceHidden { spent } => spent.clone(),
        _ => None,
    };
    Hidden { spent, taken_at }
}
