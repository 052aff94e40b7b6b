//! The wallets of the person: making, adding, looking at and removing them. What is secret of them is shown and asked
//! for in windows of the system, never in the page.

use std::sync::Arc;

use jiff::Timestamp;
use qrcode::{Color, EcLevel, QrCode};
use refill_core::error::VaultError;
use refill_core::ids::SecretId;
use refill_core::key::Secret;
use refill_core::ports::{Asking, KeyedWallet, NotSigned};
use refill_core::x402::{Address, Atomic, BASE, WalletId, WalletKind, WalletRecord};
use url::Url;
use uuid::Uuid;

use super::keychain::ledger_id;
use super::{LimitsPage, Payee, words};
use crate::app::App;
use crate::error::AppError;
use crate::keys::VaultState;

/// Where wallet programs usually answer.
pub(super) const USUAL_PROGRAM: &str = "http://127.0.0.1:1248";

/// The wallet page.
#[derive(Clone, Debug)]
pub struct WalletPage {
    /// The wallets, oldest first.
    pub wallets: Vec<WalletRecord>,
    /// The one that pays.
    pub default: Option<WalletId>,
    /// The limits.
    pub limits: LimitsPage,
    /// Who was paid.
    pub payees: Vec<Payee>,
    /// The person's own endpoints.
    pub own_endpoints: Vec<String>,
    /// The shipped ones.
    pub shipped_endpoints: Vec<String>,
    /// They are used too.
    pub with_shipped: bool,
    /// Refill can hold keys here.
    pub can_hold_keys: bool,
    /// Where wallet programs usually answer.
    pub program_hint: &'static str,
    /// Nothing here is real money.
    pub is_demo: bool,
    /// Where it is not, nothing can be paid, and nothing of this page is known.
    pub journal_usable: bool,
}

impl App {
    /// The wallet page, without asking anybody.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn wallet_page(&self) -> Result<WalletPage, AppError> {
        if self.journal.is_none() {
            return Ok(self.empty_page());
        }
        let endpoints = self.in_journal(|journal| Ok(journal.endpoints(BASE.id)?)).await?;
        Ok(WalletPage {
            wallets: self.wallet_records().await?,
            default: self.in_journal(|journal| Ok(journal.default_wallet()?)).await?,
            limits: self.limits_page().await?,
            payees: self.payees().await?,
            own_endpoints: endpoints.own,
            with_shipped: endpoints.with_shipped,
            journal_usable: true,
            ..self.empty_page()
        })
    }

    fn empty_page(&self) -> WalletPage {
        WalletPage {
            wallets: Vec::new(),
            default: None,
            limits: LimitsPage::default(),
            payees: Vec::new(),
            own_endpoints: Vec::new(),
            shipped_endpoints: self.chain.shipped(&BASE),
            with_shipped: true,
            can_hold_keys: self.secrets.is_there(),
            program_hint: USUAL_PROGRAM,
            is_demo: self.is_demo,
            journal_usable: false,
        }
    }

    /// What a wallet holds now, and when that was.
    ///
    /// # Errors
    /// [`AppError::Chain`], [`AppError::NoWallet`].
    pub async fn wallet_balance(&self, id: &WalletId) -> Result<(Atomic, Timestamp), AppError> {
        let wallet = self.wallet_of(id).await?;
        self.use_endpoints().await?;
        let balance = self.chain.balance(&BASE, wallet.address).await?;
        Ok((balance, self.clock.now()))
    }

    /// The address of a wallet as a code to scan: rows of dark and light.
    ///
    /// # Errors
    /// [`AppError::NoWallet`].
    pub async fn wallet_code(&self, id: &WalletId) -> Result<(Address, Vec<Vec<bool>>), AppError> {
        let wallet = self.wallet_of(id).await?;
        Ok((wallet.address, code(wallet.address).ok_or(AppError::TaskLost)?))
    }

    /// Copies the address of a wallet.
    ///
    /// # Errors
    /// [`AppError::NotCopied`], [`AppError::NoWallet`].
    pub async fn copy_wallet_address(&self, id: &WalletId) -> Result<(), AppError> {
        let wallet = self.wallet_of(id).await?;
        self.copy_text(wallet.address.to_string()).await
    }

    /// Makes a wallet of Refill's own. Its recovery phrase is shown in a window of the system, which checks that it was
    /// written down; before that nothing is kept.
    ///
    /// # Errors
    /// [`AppError::NoSecretWindow`], [`AppError::NotConfirmed`] where the person gave up, [`AppError::Vault`].
    pub async fn new_wallet(&self) -> Result<(), AppError> {
        self.require_secret_window()?;
        self.require_keychain().await?;
        let made = self.wallets.create()?;
        let phrase = self.wallets.phrase(&made.secret).ok_or(AppError::TaskLost)?;
        if !self
            .secrets
            .show_phrase(&phrase, &words::new_phrase(), true)
            .await
        {
            return Err(AppError::NotConfirmed);
        }
        self.keep_wallet(made).await
    }

    /// Takes over a wallet by its private key, recovery phrase or keystore file, asked for in a window of the system.
    ///
    /// # Errors
    /// As [`App::new_wallet`]; [`AppError::NotAWallet`].
    pub async fn import_wallet(&self) -> Result<(), AppError> {
        self.require_secret_window()?;
        self.require_keychain().await?;
        let text = self
            .secrets
            .ask(&words::import())
            .await
            .ok_or(AppError::NotConfirmed)?;
        let password = match self.wallets.is_keystore(&text) {
            true => Some(
                self.secrets
                    .ask(&words::keystore_password())
                    .await
                    .ok_or(AppError::NotConfirmed)?,
            ),
            false => None,
        };
        let imported = self.imported(text, password).await?;
        self.keep_wallet(imported).await
    }

    /// Adds a wallet of the person's browser, which says which address it has.
    ///
    /// # Errors
    /// [`AppError::Wallet`].
    pub async fn connect_browser_wallet(&self) -> Result<(), AppError> {
        let asked = self
            .wallets
            .connect_browser(&BASE, self.browser.clone(), words::wallet_page());
        let address = asked.await?;
        self.add_outside(WalletKind::Browser, address, None).await
    }

    /// Adds a wallet program on this machine; where `typed` is empty, at its usual address.
    ///
    /// # Errors
    /// [`AppError::Wallet`], [`AppError::Endpoint`] where `typed` is none.
    pub async fn connect_program_wallet(&self, typed: &str) -> Result<(), AppError> {
        let typed = match typed.trim() {
            "" => USUAL_PROGRAM,
            typed => typed,
        };
        let server = Url::parse(typed)
            .ok()
            .filter(is_program)
            .ok_or(AppError::Endpoint)?;
        let addresses = self.wallets.connect_program(&server).await?;
        let address = addresses
            .first()
            .ok_or(AppError::Wallet(NotSigned::OtherAddress))?;
        self.add_outside(WalletKind::Program, *address, Some(server.to_string()))
            .await
    }

    /// Shows a recovery phrase again, after the person's own yes.
    ///
    /// # Errors
    /// [`AppError::NotConfirmed`], [`AppError::NoSecretWindow`], [`AppError::Vault`].
    pub async fn show_phrase(&self, id: &WalletId) -> Result<(), AppError> {
        self.require_secret_window()?;
        let wallet = self.wallet_of(id).await?;
        if !self.confirmer.confirm(&words::show_phrase(wallet.address)).await {
            return Err(AppError::NotConfirmed);
        }
        let secret = self.wallet_secret(&wallet, Asking::Allowed).await?;
        let phrase = self
            .wallets
            .phrase(&secret)
            .ok_or(AppError::Wallet(NotSigned::BadKey))?;
        self.secrets
            .show_phrase(&phrase, &words::known_phrase(), false)
            .await;
        Ok(())
    }

    /// Removes a wallet, after the person's own yes, which says what it holds. The key of one of Refill's own leaves the
    /// keychain.
    ///
    /// # Errors
    /// [`AppError::WalletInUse`], [`AppError::NotConfirmed`], [`AppError::Vault`].
    pub async fn remove_wallet(&self, id: &WalletId) -> Result<(), AppError> {
        let wallet = self.wallet_of(id).await?;
        let now = self.clock.now();
        let in_use = self
            .in_journal(move |journal| Ok(journal.unfinished_payments(now)?))
            .await?;
        let names_it = |attempt: &refill_core::x402::Attempt| attempt.plan.wallet == *id;
        if in_use
            .iter()
            .any(|record| record.state.is_open() && record.attempt().is_some_and(names_it))
        {
            return Err(AppError::WalletInUse);
        }
        let balance = self.chain.balance(&BASE, wallet.address).await.ok();
        if !self
            .confirmer
            .confirm(&words::remove_wallet(&wallet, balance))
            .await
        {
            return Err(AppError::NotConfirmed);
        }
        let gone = id.clone();
        self.in_journal(move |journal| journal.remove_wallet(&gone, now))
            .await?;
        if let Some(secret) = &wallet.secret {
            self.keys.delete(secret, Asking::Allowed).await?;
        }
        Ok(())
    }

    /// Which wallet pays.
    ///
    /// # Errors
    /// [`AppError::NoWallet`], [`AppError::JournalUnusable`].
    pub async fn set_default_wallet(&self, id: &WalletId) -> Result<(), AppError> {
        let id = self.wallet_of(id).await?.id;
        self.in_journal(move |journal| journal.set_default_wallet(&id))
            .await
    }

    pub(super) async fn wallet_records(&self) -> Result<Vec<WalletRecord>, AppError> {
        let all = self.in_journal(|journal| Ok(journal.wallets()?)).await?;
        let kinds = all.iter().map(|wallet| (wallet.id.clone(), wallet.kind));
        *self.paying.kinds() = kinds.collect();
        Ok(all)
    }

    /// The wallet with this id.
    pub(super) async fn wallet_of(&self, id: &WalletId) -> Result<WalletRecord, AppError> {
        let mut all = self.wallet_records().await?.into_iter();
        all.find(|wallet| wallet.id == *id).ok_or(AppError::NoWallet)
    }

    /// The wallet that pays.
    pub(super) async fn default_wallet(&self) -> Result<Option<WalletRecord>, AppError> {
        let id = self.in_journal(|journal| Ok(journal.default_wallet()?)).await?;
        let all = self.wallet_records().await?;
        Ok(all.into_iter().find(|wallet| Some(&wallet.id) == id.as_ref()))
    }

    fn require_secret_window(&self) -> Result<(), AppError> {
        self.secrets
            .is_there()
            .then_some(())
            .ok_or(AppError::NoSecretWindow)
    }

    /// Without a keychain there is no place for a key that moves money.
    async fn require_keychain(&self) -> Result<(), AppError> {
        match self.keys.state().await {
            VaultState::Absent => Err(AppError::Vault(VaultError::Absent)),
            _ => Ok(()),
        }
    }

    /// Reading a keystore file takes its time.
    async fn imported(&self, text: Secret, password: Option<Secret>) -> Result<KeyedWallet, AppError> {
        let wallets = Arc::clone(&self.wallets);
        let read = tokio::task::spawn_blocking(move || wallets.import(&text, password.as_ref())).await;
        Ok(read.map_err(|_| AppError::TaskLost)??)
    }

    /// The key is in the keychain before the wallet is there: a wallet without its key would hold money that nobody can
    /// move. (A key without its wallet is left alone for the same reason.)
    async fn keep_wallet(&self, made: KeyedWallet) -> Result<(), AppError> {
        self.require_new(made.address).await?;
        let secret = SecretId::new(Uuid::new_v4().to_string());
        let label = words::key_label(made.address);
        let written = self
            .keys
            .write_item(self.keys.own_item(&secret), label, made.secret, Asking::Allowed)
            .await;
        self.note_vault(written.as_ref().err().copied());
        written?;
        self.add_record(WalletRecord {
            id: WalletId::new(Uuid::new_v4().to_string()),
            kind: WalletKind::Own,
            address: made.address,
            secret: Some(secret),
            ledger: Some(ledger_id(made.address)),
            has_phrase: made.has_phrase,
            program: None,
            created_at: self.clock.now(),
        })
        .await
    }

    async fn add_outside(
        &self,
        kind: WalletKind,
        address: Address,
        program: Option<String>,
    ) -> Result<(), AppError> {
        self.require_new(address).await?;
        let question = words::add_wallet(kind, address, program.as_deref());
        if !self.confirmer.confirm(&question).await {
            return Err(AppError::NotConfirmed);
        }
        self.add_record(WalletRecord {
            id: WalletId::new(Uuid::new_v4().to_string()),
            kind,
            address,
            secret: None,
            ledger: Some(ledger_id(address)),
            has_phrase: false,
            program,
            created_at: self.clock.now(),
        })
        .await
    }

    async fn add_record(&self, wallet: WalletRecord) -> Result<(), AppError> {
        self.in_journal(move |journal| journal.add_wallet(&wallet)).await
    }

    /// Two wallets of one address would be one wallet with two faces.
    async fn require_new(&self, address: Address) -> Result<(), AppError> {
        let all = self.wallet_records().await?;
        match all.iter().any(|wallet| wallet.address == address) {
            true => Err(AppError::ChangedMeanwhile),
            false => Ok(()),
        }
    }
}

/// A wallet program answers on this machine, and nowhere else.
fn is_program(server: &Url) -> bool {
    let is_here = match server.host() {
        Some(url::Host::Ipv4(host)) => host.is_loopback(),
        Some(url::Host::Ipv6(host)) => host.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let is_bare = server.path() == "/" && server.query().is_none() && server.username().is_empty();
    server.scheme() == "http" && is_here && is_bare
}

/// An address as a code to scan: `None` where it cannot be one.
fn code(address: Address) -> Option<Vec<Vec<bool>>> {
    let code = QrCode::with_error_correction_level(address.to_string(), EcLevel::M).ok()?;
    let modules: Vec<bool> = code
        .to_colors()
        .into_iter()
        .map(|color| color == Color::Dark)
        .collect();
    Some(modules.chunks(code.width()).map(<[bool]>::to_vec).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_and_has_its_corners() {
        let rows = code(BASE.token.address).expect("a code");
        assert!(rows.iter().all(|row| row.len() == rows.len()));
        let last = rows.len() - 1;
        for (row, column) in [(0, 0), (0, last), (last, 0)] {
            assert!(rows[row][column], "a finder stands at {row}, {column}");
        }
    }
}
