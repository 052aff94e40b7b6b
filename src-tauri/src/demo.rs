//! Demo mode: made-up accounts at providers that run inside this program. No key, no money, no network, and a data
//! folder of its own that starts afresh each time.

use std::sync::Arc;

use jiff::Timestamp;
use refill_app::AppError;
use refill_core::account::{Account, AccountName, Divisor};
use refill_core::history::{self, Change};
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::key::ApiKey;
use refill_core::money::Money;
use refill_core::ports::{Asking, Item, Provider, Vault};
use refill_core::provider::{Descriptor, Listing, Server};
use refill_core::reading::{Balance, Basis, Belief, Budget, Cycle, Reading};
use refill_core::server::ServerAddress;
use refill_core::x402::{WalletId, WalletKind, WalletRecord};
use refill_providers::Endpoints;
use refill_sandbox::{DemoAccount, DemoNumber, LimitReset, Options, Sandbox, demo_accounts};
use refill_store::{DataFolder, Journal, Store};
use refill_vault::MemoryVault;
use url::Url;

/// The file that marks a folder as a demo's own.
const MARK: &str = "made-up-data.txt";

/// The running demo providers, and the keys of the made-up accounts.
pub(crate) struct Demo {
    sandbox: Sandbox,
    vault: Arc<MemoryVault>,
    accounts: Vec<DemoAccount>,
}

impl Demo {
    /// Forgets the last demo: empties the demo's own data folder, which this process holds. A folder that no demo
    /// has marked as its own is left as it is.
    ///
    /// # Errors
    /// [`AppError::DemoFolder`] when the folder holds data that are no demo's.
    pub(crate) fn forget(folder: &DataFolder) -> Result<(), AppError> {
        let mark = folder.path().join(MARK);
        let names = || std::fs::read_dir(folder.path()).into_iter().flatten().flatten();
        let is_history = |file: &std::fs::DirEntry| {
            let name = file.file_name();
            let name = name.to_string_lossy();
            // What was paid on the chain of an earlier demo went with it.
            name.starts_with("history.") || name.starts_with("payments.")
        };
        if !mark.exists() && names().any(|file| is_history(&file)) {
            return Err(AppError::DemoFolder);
        }
        std::fs::write(
            &mark,
            "The data in this folder are made up and start afresh with each demo.\n",
        )
        .map_err(|_| AppError::DemoFolder)?;
        for file in names().filter(is_history) {
            // What cannot be removed shows itself when the database is opened.
            let _ = std::fs::remove_file(file.path());
        }
        Ok(())
    }

    /// Starts the demo providers.
    ///
    /// # Errors
    /// [`AppError`].
    pub(crate) async fn start() -> Result<Demo, AppError> {
        let now = Timestamp::now();
        let sandbox = Sandbox::start(Options::demo(now))
            .await
            .map_err(|error| AppError::Http(error.to_string()))?;
        Ok(Demo {
            sandbox,
            vault: Arc::new(MemoryVault::new()),
            accounts: demo_accounts(now),
        })
    }

    /// Fills a new database with what sixty days of watching would have found.
    ///
    /// # Errors
    /// [`AppError`].
    pub(crate) fn fill(&self, store: &Store, providers: &[Arc<dyn Provider>]) -> Result<(), AppError> {
        for (number, made_up) in self.accounts.iter().enumerate() {
            let known = providers.iter().map(|provider| provider.descriptor());
            let descriptor = known.into_iter().find(|known| known.id == made_up.provider);
            let descriptor = descriptor.ok_or(AppError::ProviderUnknown)?;
            self.add(store, number, made_up, descriptor)?;
        }
        Ok(())
    }

    pub(crate) fn vault(&self) -> Arc<dyn Vault> {
        self.vault.clone()
    }

    /// Sends the providers to the demo server.
    pub(crate) fn endpoints(&self) -> Endpoints {
        let ids = self.accounts.iter().map(|account| &account.provider);
        ids.fold(Endpoints::default(), |endpoints, id| match self.address(id) {
            Some(address) => endpoints.with(id.clone(), address),
            None => endpoints,
        })
    }

    /// Where the demo's chain is read.
    pub(crate) fn chain_endpoints(&self) -> Vec<Url> {
        let endpoints = self.sandbox.chain_endpoints();
        endpoints
            .iter()
            .filter_map(|endpoint| endpoint.parse().ok())
            .collect()
    }

    /// Gives the demo a wallet that holds made-up USDC.
    ///
    /// # Errors
    /// [`AppError`].
    pub(crate) fn fill_wallet(&self, store: &Store, journal: Option<&Journal>) -> Result<(), AppError> {
        let Some(journal) = journal.filter(|journal| journal.wallets().is_ok_and(|all| all.is_empty()))
        else {
            return Ok(());
        };
        let (key, address) = refill_sandbox::demo_wallet();
        let secret = SecretId::from_static("demo-wallet");
        let kept = Item {
            installation: store.installation().clone(),
            secret: secret.clone(),
        };
        let key = ApiKey::from_store(&format!("v1:key:{}", key.trim_start_matches("0x")))?;
        self.vault.write(&kept, "Demo", &key, Asking::Never)?;
        let wallet = WalletRecord {
            id: WalletId::new("demo"),
            kind: WalletKind::Own,
            address,
            secret: Some(secret),
            ledger: None,
            has_phrase: false,
            program: None,
            created_at: Timestamp::now(),
        };
        Ok(journal.add_wallet(&wallet)?)
    }

    fn address(&self, provider: &ProviderId) -> Option<ServerAddress> {
        ServerAddress::parse(&self.sandbox.base(provider.as_str())).ok()
    }

    fn add(
        &self,
        store: &Store,
        number: usize,
        made_up: &DemoAccount,
        provider: &Descriptor,
    ) -> Result<(), AppError> {
        let secret = SecretId::new(format!("demo-{number}"));
        let key = ApiKey::from_pasted(&made_up.key)?;
        let kept = Item {
            installation: store.installation().clone(),
            secret: secret.clone(),
        };
        self.vault.write(&kept, made_up.name, &key, Asking::Never)?;
        let past = &made_up.past_readings;
        let account = Account {
            id: AccountId::new(format!("demo-{number}")),
            provider: made_up.provider.clone(),
            name: AccountName::parse(made_up.name)?,
            session: None,
            server: match provider.server {
                Server::Fixed(_) => None,
                Server::Entered { .. } => self.address(&made_up.provider),
            },
            divisor: Divisor::new(made_up.divisor).unwrap_or_default(),
            secret: Some(secret),
            threshold: made_up.threshold,
            unit: made_up.unit.clone(),
            created_at: past.first().map_or_else(Timestamp::now, |(at, _)| *at),
        };
        store.insert_account(&account, None)?;
        Ok(store.record_past(&account.id, &past_of(made_up, provider.history))?)
    }
}

/// What earlier readings would have found, and what would have been derived from them.
fn past_of(made_up: &DemoAccount, listed: Listing) -> Vec<(Reading, Vec<Change>)> {
    let mut before: Option<Balance> = None;
    let mut past = Vec::with_capacity(made_up.past_readings.len());
    for (at, amount) in &made_up.past_readings {
        let balance = Balance {
            basis: basis_of(made_up),
            ..Balance::of_account(Money::new(*amount, made_up.unit.clone()))
        };
        let earlier = before.replace(balance.clone());
        let changes = earlier.map(|earlier| history::observe(&earlier, &balance, *at, listed));
        let reading = Reading {
            balance,
            taken_at: *at,
            belief: Belief::Confirmed,
        };
        past.push((reading, changes.unwrap_or_default()));
    }
    past
}

fn basis_of(made_up: &DemoAccount) -> Basis {
    match made_up.number {
        DemoNumber::Budget { limit, reset } => Basis::Budget(Budget {
            limit: Some(limit),
            resets: match reset {
                LimitReset::Never => None,
                LimitReset::Daily => Some(Cycle::Daily),
                LimitReset::Weekly => Some(Cycle::Weekly),
                LimitReset::Monthly => Some(Cycle::Monthly),
            },
        }),
        DemoNumber::Balance | DemoNumber::Hidden => Basis::Account,
    }
}
