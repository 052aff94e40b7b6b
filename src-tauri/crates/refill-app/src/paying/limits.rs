//! The spending limits: how much they let through, and changing them.

use refill_core::ids::AccountId;
use refill_core::money::{Decimal, parse_decimal};
use refill_core::ports::Asking;
use refill_core::x402::{self, Atomic, Left, Limits, WalletRecord};

use super::words;
use crate::app::App;
use crate::error::AppError;

/// The limits and what was spent of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct LimitsPage {
    /// The limits.
    pub limits: Limits,
    /// What was spent.
    pub spent: SpentOf,
}

/// What was spent, or may have been.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpentOf {
    /// In 24 hours.
    pub day: Atomic,
    /// In 30 days.
    pub month: Atomic,
}

/// New limits, as typed: USDC.
#[derive(Clone, Debug)]
pub struct NewLimits {
    /// For one payment.
    pub payment: String,
    /// For one account in 24 hours.
    pub account_day: String,
    /// In all in 24 hours.
    pub day: String,
    /// In all in 30 days.
    pub month: String,
}

impl App {
    /// Changes the limits. Raising one wants the person's own yes; where they say no, nothing changes.
    ///
    /// # Errors
    /// [`AppError::Limit`], [`AppError::NotConfirmed`], [`AppError::Vault`] where the keychain does not take a raised
    /// one, [`AppError::JournalUnusable`].
    pub async fn set_limits(&self, typed: &NewLimits) -> Result<(), AppError> {
        let limits = typed.read().ok_or(AppError::Limit)?;
        let _turn = self.paying.reserving.lock().await;
        let mut known = self.limits().await?;
        for wallet in self.wallet_records().await? {
            // What the keychain says counts too: whoever deletes the database raises nothing by that.
            if let Some(ledger) = self.ledger_of(&wallet, Asking::Allowed).await? {
                known = known.stricter(ledger.limits);
            }
        }
        let is_raised = known.is_raised_by(limits);
        if is_raised && !self.confirmer.confirm(&words::raise(known, limits)).await {
            return Err(AppError::NotConfirmed);
        }
        // The stricter of the two counts: in whichever order they change, nothing is let through that should not be.
        for wallet in self.wallet_records().await? {
            let kept = self.limit_ledger(&wallet, limits).await;
            match kept {
                Err(error) if !is_raised => tracing::warn!(%error, "the keychain keeps the higher limits"),
                kept => kept?,
            }
        }
        let now = self.clock.now();
        self.in_journal(move |journal| Ok(journal.set_limits(&limits, now)?))
            .await
    }

    /// The limits and what was spent of them.
    pub(super) async fn limits_page(&self) -> Result<LimitsPage, AppError> {
        let now = self.clock.now();
        let nobody = AccountId::from_static("");
        let (limits, spent) = self
            .in_journal(move |journal| Ok((journal.limits()?, journal.spent(since(now))?)))
            .await?;
        let left = x402::left(limits, &spent, &nobody, now);
        Ok(LimitsPage {
            limits,
            spent: SpentOf {
                day: limits.day.minus(left.day),
                month: limits.month.minus(left.month),
            },
        })
    }

    /// The limits of this installation.
    pub(super) async fn limits(&self) -> Result<Limits, AppError> {
        self.in_journal(|journal| Ok(journal.limits()?)).await
    }

    /// What the limits let through for an account: the stricter of the journal's word and the keychain's.
    pub(super) async fn left_for(
        &self,
        account: &AccountId,
        wallet: Option<&WalletRecord>,
        asking: Asking,
    ) -> Result<Left, AppError> {
        let now = self.clock.now();
        let (limits, spent) = self
            .in_journal(move |journal| Ok((journal.limits()?, journal.spent(since(now))?)))
            .await?;
        let own = x402::left(limits, &spent, account, now);
        let Some(wallet) = wallet else { return Ok(own) };
        let ledger = match self.ledger_of(wallet, asking).await {
            // Only shown: what counts is asked again when something is paid.
            Err(AppError::Vault(_)) if asking == Asking::Never => None,
            ledger => ledger?,
        };
        let Some(ledger) = ledger else { return Ok(own) };
        let (limits, spent) = ledger.allows(account);
        Ok(own.stricter(x402::left(limits, &spent, account, now)))
    }
}

/// As far back as any limit looks, and a day more.
fn since(now: jiff::Timestamp) -> jiff::Timestamp {
    let span = jiff::SignedDuration::from_hours(24 * 31);
    now.checked_sub(span).unwrap_or(jiff::Timestamp::MIN)
}

impl NewLimits {
    fn read(&self) -> Option<Limits> {
        Some(Limits {
            payment: limit(&self.payment)?,
            account_day: limit(&self.account_day)?,
            day: limit(&self.day)?,
            month: limit(&self.month)?,
        })
    }
}

/// A limit as typed: zero and above, in whole cents.
fn limit(text: &str) -> Option<Atomic> {
    let typed = parse_decimal(text.trim()).ok()?.normalize();
    let is_plain = typed >= Decimal::ZERO && typed.scale() <= 2;
    Atomic::from_usdc(typed).filter(|_| is_plain)
}
