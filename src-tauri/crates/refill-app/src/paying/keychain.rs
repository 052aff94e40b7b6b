//! What the keychain keeps of wallets: keys of Refill's own, and the ledger of each wallet.

use refill_core::error::VaultError;
use refill_core::ids::{InstallationId, SecretId};
use refill_core::key::ApiKey;
use refill_core::ports::{Asking, Item, NotSigned};
use refill_core::purchase::Purchase;
use refill_core::x402::{Address, Attempt, Limits, WalletRecord};

use super::ledger::{Entry, Ledger, read_secret};
use crate::app::App;
use crate::error::AppError;

/// Ledgers belong to an address and not to an installation: whoever adds the same wallet to another one, or after the
/// data were deleted, finds what was spent.
const LEDGERS: InstallationId = InstallationId::from_static("wallets");

impl App {
    /// The key of a wallet of Refill's own.
    pub(super) async fn wallet_secret(
        &self,
        wallet: &WalletRecord,
        asking: Asking,
    ) -> Result<ApiKey, AppError> {
        let secret = wallet
            .secret
            .as_ref()
            .ok_or(AppError::Wallet(NotSigned::BadKey))?;
        let item = self.keys.own_item(secret);
        let read = self.keys.read_item(item, asking).await;
        self.note_vault(read.as_ref().err().copied());
        Ok(read?)
    }

    /// The ledger of a wallet; `None` where the keychain has none, or there is no keychain.
    ///
    /// # Errors
    /// [`AppError::Vault`] where there may be one that cannot be read now: nothing is paid then.
    pub(super) async fn ledger_of(
        &self,
        wallet: &WalletRecord,
        asking: Asking,
    ) -> Result<Option<Ledger>, AppError> {
        match self.keys.read_item(item_of(wallet.address), asking).await {
            // One that cannot be understood is of a newer version: the person should use that.
            Ok(secret) => read_secret(&secret)
                .map(Some)
                .ok_or(AppError::Vault(VaultError::NotKept)),
            Err(VaultError::Missing | VaultError::Absent) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Notes an amount that is about to be signed.
    pub(super) async fn note_in_ledger(&self, wallet: &WalletRecord, entry: Entry) -> Result<(), AppError> {
        self.change_ledger(wallet, Asking::Allowed, |ledger| ledger.add(entry))
            .await
    }

    /// Takes out an amount that is proved not to be charged. Where the keychain refuses, it counts until its time is
    /// over.
    pub(super) async fn release(&self, purchase: &Purchase, attempt: &Attempt) {
        let entry = Entry::of(purchase, attempt);
        let released = async {
            let wallet = self.wallet_of(&attempt.plan.wallet).await?;
            self.change_ledger(&wallet, Asking::Never, |ledger| ledger.remove(&entry))
                .await
        };
        if let Err(error) = released.await {
            tracing::warn!(%error, "an amount that was not charged still counts in the keychain");
        }
    }

    /// Sets the limits in the ledger of a wallet.
    pub(super) async fn limit_ledger(&self, wallet: &WalletRecord, limits: Limits) -> Result<(), AppError> {
        self.change_ledger(wallet, Asking::Allowed, |ledger| ledger.limits = limits)
            .await
    }

    async fn change_ledger(
        &self,
        wallet: &WalletRecord,
        asking: Asking,
        change: impl FnOnce(&mut Ledger) + Send,
    ) -> Result<(), AppError> {
        let _turn = self.paying.ledgers.lock().await;
        let known = self.ledger_of(wallet, asking).await?;
        let mut ledger = match known {
            Some(ledger) => ledger,
            None => Ledger::new(self.limits().await?),
        };
        change(&mut ledger);
        let text = ApiKey::from_store(&ledger.written())?;
        let label = super::words::ledger_label(wallet.address);
        match self
            .keys
            .write_item(item_of(wallet.address), label, text, asking)
            .await
        {
            Ok(()) => Ok(()),
            // Without a keychain there is no wallet of ours; for the others the journal counts alone.
            Err(VaultError::Absent) if wallet.secret.is_none() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Where the ledger of an address lies.
pub(super) fn ledger_id(address: Address) -> SecretId {
    SecretId::new(format!("ledger-{address}"))
}

fn item_of(address: Address) -> Item {
    Item {
        installation: LEDGERS,
        secret: ledger_id(address),
    }
}
