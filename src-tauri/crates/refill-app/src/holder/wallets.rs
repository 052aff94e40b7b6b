//! The wallets that the provider keeps for the account. Their private keys are never asked for.

use refill_core::holder::ManagedWallet;
use refill_core::ids::AccountId;

use crate::app::App;
use crate::error::AppError;
use crate::holder::words;

/// The kind of call by which a provider's price list names the making of a wallet.
const WALLET: &str = "wallet";

impl App {
    /// The account's wallets.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn wallets(&self, id: &AccountId) -> Result<Vec<ManagedWallet>, AppError> {
        self.as_holder(id, |at| async move {
            let wallets = at.holder()?.wallets();
            Ok(wallets.list(at.server(), &at.tokens).await?)
        })
        .await
    }

    /// Makes a wallet, after the person said yes to its cost in the system's own dialog.
    ///
    /// # Errors
    /// [`AppError::NotConfirmed`], [`AppError::NotSignedIn`], [`AppError::Vault`]; [`AppError::Provider`], of kind
    /// `PaymentRequired` where there are too few credits.
    pub async fn create_wallet(
        &self,
        id: &AccountId,
        network: Option<&str>,
    ) -> Result<ManagedWallet, AppError> {
        let account = self.account(id).await?;
        if !self.is_signed_in(&account) {
            return Err(AppError::NotSignedIn);
        }
        let own = self.provider(&account.provider)?.descriptor();
        let cost = own.prices.iter().find(|price| price.kind == WALLET);
        let cost = cost.map(|price| price.credits);
        let question = words::new_wallet(own.name, account.name.as_str(), network, cost);
        self.confirmed(&question).await?;
        self.as_holder(id, move |at| async move {
            let wallets = at.holder()?.wallets();
            Ok(wallets.create(at.server(), &at.tokens, network).await?)
        })
        .await
    }

    /// Deletes a wallet with whatever it holds, after the person said yes in the system's own dialog.
    ///
    /// # Errors
    /// [`AppError::NotConfirmed`], [`AppError::NotSignedIn`], [`AppError::Vault`], [`AppError::Provider`].
    pub async fn delete_wallet(&self, id: &AccountId, wallet: &str) -> Result<(), AppError> {
        let account = self.account(id).await?;
        // What the dialog says comes from the provider's list, and not from the window.
        let listed = self.wallets(id).await?;
        let Some(listed) = listed.into_iter().find(|listed| listed.id == wallet) else {
            // It is gone already.
            return Ok(());
        };
        let shown = listed.address.as_deref().unwrap_or(&listed.id);
        let question = words::wallet_deletion(account.name.as_str(), shown);
        self.confirmed(&question).await?;
        self.as_holder(id, move |at| async move {
            let wallets = at.holder()?.wallets();
            Ok(wallets.delete(at.server(), &at.tokens, wallet).await?)
        })
        .await
    }
}
