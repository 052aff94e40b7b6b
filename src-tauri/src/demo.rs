//! Demo mode: made-up accounts at providers that run inside this program. No key, no money, no network, and a data
//! folder of its own that starts afresh each time.

use std::sync::Arc;

use jiff::Timestamp;
use refill_app::AppError;
use refill_core::account::{Account, AccountName};
use refill_core::history;
use refill_core::ids::{AccountId, ProviderId, SecretId};
use refill_core::key::ApiKey;
use refill_core::money::{Money, Unit};
use refill_core::ports::{Asking, Item, Vault};
use refill_core::reading::{Balance, Belief, Reading};
use refill_core::server::ServerAddress;
use refill_providers::Endpoints;
use refill_sandbox::{DRIA, DemoAccount, Options, Sandbox, WEB3_API, demo_accounts};
use refill_store::{DataFolder, Store};
use refill_vault::MemoryVault;

/// The file that marks a folder as a demo's own.
const MARK: &str = "made-up-data.txt";

/// The running demo providers, and the keys of the made-up accounts.
pub(crate) struct Demo {
    sandbox: Sandbox,
    vault: Arc<MemoryVault>,
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
        let is_history =
            |file: &std::fs::DirEntry| file.file_name().to_string_lossy().starts_with("history.");
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

    /// Starts the demo providers and fills a new database with what sixty days of watching would have found.
    ///
    /// # Errors
    /// [`AppError`].
    pub(crate) async fn start(store: &Store) -> Result<Demo, AppError> {
        let now = Timestamp::now();
        let sandbox = Sandbox::start(Options::demo(now))
            .await
            .map_err(|error| AppError::Http(error.to_string()))?;
        let demo = Demo {
            sandbox,
            vault: Arc::new(MemoryVault::new()),
        };
        for (number, account) in demo_accounts(now).iter().enumerate() {
            demo.add(store, number, account)?;
        }
        Ok(demo)
    }

    pub(crate) fn vault(&self) -> Arc<dyn Vault> {
        self.vault.clone()
    }

    /// Sends the providers with a fixed address to the demo server.
    pub(crate) fn endpoints(&self) -> Endpoints {
        let fixed = [DRIA]
            .into_iter()
            .filter_map(|id| Some((id.clone(), self.address(&id)?)));
        fixed.fold(Endpoints::default(), |endpoints, (id, address)| {
            endpoints.with(id, address)
        })
    }

    fn address(&self, provider: &ProviderId) -> Option<ServerAddress> {
        ServerAddress::parse(&self.sandbox.base(provider.as_str())).ok()
    }

    fn add(&self, store: &Store, number: usize, made_up: &DemoAccount) -> Result<(), AppError> {
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
            server: (made_up.provider == WEB3_API)
                .then(|| self.address(&WEB3_API))
                .flatten(),
            secret: Some(secret),
            threshold: made_up.threshold,
            unit: Unit::CREDITS,
            created_at: past.first().map_or_else(Timestamp::now, |(at, _)| *at),
        };
        store.insert_account(&account, None)?;
        self.remember(store, &account, made_up)
    }

    /// What earlier readings would have found, and what would have been derived from them.
    fn remember(&self, store: &Store, account: &Account, made_up: &DemoAccount) -> Result<(), AppError> {
        let derives = made_up.provider == DRIA;
        let mut before: Option<Money> = None;
        let mut past = Vec::with_capacity(made_up.past_readings.len());
        for (at, credits) in &made_up.past_readings {
            let money = Money::new(*credits, Unit::CREDITS);
            let earlier = before.replace(money.clone()).filter(|_| derives);
            let change = earlier.and_then(|earlier| history::observe(&earlier, &money, *at));
            let balance = Balance { money, worth: None };
            let reading = Reading {
                balance,
                taken_at: *at,
                belief: Belief::Confirmed,
            };
            past.push((reading, change));
        }
        Ok(store.record_past(&account.id, &past)?)
    }
}
