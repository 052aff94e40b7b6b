//! Having an authorization signed. It is written down by now, and so is the signature before it goes anywhere.

use std::sync::Arc;

use refill_core::ports::{Asking, NotSigned, Wallet};
use refill_core::purchase::Purchase;
use refill_core::x402::{self, ApprovedAttempt, Attempt, Signature, Step, WalletKind, WalletRecord};
use refill_store::PurchaseRecord;

use super::ledger::Entry;
use super::quote::Order;
use super::words;
use crate::app::App;
use crate::error::AppError;
use crate::fault;

/// What came of asking a wallet.
pub(super) enum Asked {
    Signed(Signature),
    /// There is no signature anywhere.
    Never(&'static str),
    /// There may be one.
    Unclear(&'static str),
}

impl App {
    /// Has the attempt signed, and sends it.
    pub(super) async fn sign_and_send(
        self: &Arc<App>,
        order: &Order,
        approved: ApprovedAttempt,
    ) -> Result<(), AppError> {
        let attempt = approved.attempt().clone();
        fault::point("payment.before_sign");
        let asked = self.ask_wallet(&order.wallet, approved).await;
        fault::point("payment.after_sign");
        #[cfg(feature = "fault-points")]
        if fault::is_without("I2") {
            return self.send_first_write_later(order, attempt, asked).await;
        }
        if self.keep_signature(&order.purchase, &attempt, asked).await? {
            self.send_first(&order.purchase.id, &order.key).await?;
        }
        Ok(())
    }

    /// Asks again for the signature of an attempt that is written down, and sends it.
    pub(super) async fn sign_again(self: &Arc<App>, record: &PurchaseRecord) -> Result<(), AppError> {
        let attempt = record.attempt().ok_or(AppError::PurchaseOver)?.clone();
        let wallet = self.wallet_of(&attempt.plan.wallet).await?;
        let subject = self.subject(&record.purchase.account).await?;
        if !self.is_still_its(record).await? {
            return Err(AppError::ChangedMeanwhile);
        }
        let access = self.access_to_buy(&subject, Asking::Allowed).await?;
        let provider = self.provider(&record.purchase.provider)?.descriptor().name;
        let question = words::question_again(&record.purchase, &attempt, provider, self.is_demo);
        let asking = x402::approve_again(
            self.confirmer.as_ref(),
            self.clock.as_ref(),
            &question,
            attempt.clone(),
        );
        let approved = asking.await.ok_or(AppError::NotConfirmed)?;
        // A crash may have come between the journal and the keychain.
        self.note_in_ledger(&wallet, Entry::of(&record.purchase, &attempt))
            .await?;
        let asked = match self.ask_wallet(&wallet, approved).await {
            // It may have been signed when it was asked for before.
            Asked::Never(word) => Asked::Unclear(word),
            asked => asked,
        };
        if self.keep_signature(&record.purchase, &attempt, asked).await? {
            self.send_first(&record.purchase.id, &access.key).await?;
        }
        Ok(())
    }

    /// Writes down what the wallet gave; false where there is nothing to send.
    async fn keep_signature(
        &self,
        purchase: &Purchase,
        attempt: &Attempt,
        asked: Asked,
    ) -> Result<bool, AppError> {
        let step = match asked {
            Asked::Signed(signature) => Step::Signed(Box::new(self.seller.request(attempt, &signature))),
            Asked::Never(word) => Step::Unsigned(word.to_owned()),
            Asked::Unclear(word) => Step::SignatureUnclear(word.to_owned()),
        };
        let is_signed = matches!(step, Step::Signed(_));
        let is_dead = matches!(step, Step::Unsigned(_));
        fault::point("payment.before_signed");
        self.step(purchase, step).await?;
        fault::point("payment.after_signed");
        if is_dead {
            self.release(purchase, attempt).await;
        }
        Ok(is_signed)
    }

    pub(super) async fn ask_wallet(&self, record: &WalletRecord, approved: ApprovedAttempt) -> Asked {
        let wallet = match self.wallet(record).await {
            Ok(wallet) => wallet,
            // Nobody was asked.
            Err(error) => return Asked::Never(word_of(&error)),
        };
        let is_ours = wallet.is_ours();
        match wallet.sign(approved, self.clock.now()).await {
            Ok(signature) => Asked::Signed(signature),
            Err(error @ NotSigned::TooLate) => Asked::Never(error.word()),
            Err(error) if is_ours => Asked::Never(error.word()),
            // Another program held the pen.
            Err(error) => Asked::Unclear(error.word()),
        }
    }

    /// The wallet itself. That of Refill's own gets its key here, and keeps it no longer than it is asked.
    async fn wallet(&self, record: &WalletRecord) -> Result<Arc<dyn Wallet>, AppError> {
        match record.kind {
            WalletKind::Own => {
                let key = self.wallet_secret(record, Asking::Allowed).await?;
                Ok(self.wallets.own(&key)?)
            }
            WalletKind::Browser => {
                let words = words::wallet_page();
                Ok(self
                    .wallets
                    .in_browser(record.address, self.browser.clone(), words))
            }
            WalletKind::Program => {
                let server = record.program.as_deref().and_then(|program| program.parse().ok());
                let server = server.ok_or(AppError::Wallet(NotSigned::Unreachable))?;
                Ok(self.wallets.program(record.address, &server))
            }
        }
    }
}

fn word_of(error: &AppError) -> &'static str {
    match error {
        AppError::Wallet(error) => error.word(),
        AppError::Vault(_) => "keychain",
        _ => "other",
    }
}
