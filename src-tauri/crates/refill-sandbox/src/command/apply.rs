//! What each command does.

use std::fmt;
use std::time::Duration;

use refill_core::ids::ProviderId;

use super::Command;
use crate::account::AccountSeed;
use crate::control::{Control, NoSuchAccount, NotOnSale, NotSteered};

/// Why a command did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApplied {
    /// It is about an account that is not there.
    Account(NoSuchAccount),
    /// It is about a session, charge or package that is not there.
    Sale(NotOnSale),
    /// It is about the clock, which moves by itself.
    Clock(NotSteered),
}

impl fmt::Display for NotApplied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotApplied::Account(error) => error.fmt(f),
            NotApplied::Sale(error) => error.fmt(f),
            NotApplied::Clock(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NotApplied {}

impl From<NoSuchAccount> for NotApplied {
    fn from(error: NoSuchAccount) -> NotApplied {
        NotApplied::Account(error)
    }
}

impl From<NotOnSale> for NotApplied {
    fn from(error: NotOnSale) -> NotApplied {
        NotApplied::Sale(error)
    }
}

impl From<NotSteered> for NotApplied {
    fn from(error: NotSteered) -> NotApplied {
        NotApplied::Clock(error)
    }
}

impl Control {
    /// Does what a command says.
    ///
    /// # Errors
    /// [`NotApplied`].
    pub fn apply(&self, command: Command) -> Result<(), NotApplied> {
        match command {
            Command::SetBalance {
                provider,
                key,
                balance,
            } => self.set_balance(&ProviderId::new(provider), &key, balance)?,
            Command::Spend {
                provider,
                key,
                amount,
                endpoint,
            } => self.spend(&ProviderId::new(provider), &key, amount, endpoint.as_deref())?,
            Command::Credit {
                provider,
                key,
                amount,
            } => self.credit(&ProviderId::new(provider), &key, amount)?,
            Command::ResetBudget { provider, key } => self.reset_budget(&ProviderId::new(provider), &key)?,
            Command::RevokeKey { provider, key } => self.revoke_key(&ProviderId::new(provider), &key)?,
            Command::SetPrice { package, cents } => self.set_price(&package, cents)?,
            Command::Pay { session } => self.pay(&session)?,
            Command::PayLate { session } => self.pay_late(&session)?,
            Command::PayTwice { session } => self.pay_twice(&session)?,
            Command::ExpireSession { session } => self.expire_session(&session)?,
            Command::SetTime { now } => self.set_time(now)?,
            Command::Advance { millis } => self.advance(Duration::from_millis(millis))?,
            other => self.arrange(other),
        }
        Ok(())
    }

    /// Does what a command says that cannot fail.
    fn arrange(&self, command: Command) {
        match command {
            Command::AddAccount {
                provider,
                key,
                balance,
            } => self.add_account(AccountSeed::new(ProviderId::new(provider), key, balance)),
            Command::SetFault(rule) => self.set_fault(rule),
            Command::ClearFaults => self.clear_faults(),
            Command::ForgetRequests => self.forget_requests(),
            Command::AuthorizeAtOnce { is_on } => self.authorize_at_once(is_on),
            Command::SetDelay { millis } => self.set_delay(Duration::from_millis(millis)),
            Command::AddHolder { email, password, key } => self.add_holder(&email, &password, &key),
            Command::SetTokenLife { seconds } => self.set_token_life(Duration::from_secs(seconds)),
            Command::RefuseRefresh { is_on } => self.refuse_refresh(is_on),
            Command::RequireVerified { is_on } => self.require_verified(is_on),
            Command::Packages { packages } => self.packages(packages),
            Command::CheckoutAt { path } => self.checkout_at(path),
            Command::CheckoutHost { host } => self.checkout_host(host),
            Command::RefuseLoopbackReturn { is_on } => self.refuse_loopback_return(is_on),
            Command::TestSessions { is_on } => self.test_sessions(is_on),
            Command::CreditAfter { millis } => self.credit_after(Duration::from_millis(millis)),
            Command::Charge { answer } => self.charge(answer),
            of_payments => self.arrange_payments(of_payments),
        }
    }

    /// Does what a command says of the chain and of payments there.
    fn arrange_payments(&self, command: Command) {
        match command {
            Command::Fund { address, millionths } => self.fund(address, millionths),
            Command::CancelAuthorization { from, nonce } => self.cancel_authorization(from, nonce),
            Command::Reorg { blocks, orphans } => self.reorg(blocks, orphans),
            Command::SafeLag { millis } => self.safe_lag(Duration::from_millis(millis)),
            Command::ChainLag { endpoint, millis } => {
                self.chain_lag(endpoint, Duration::from_millis(millis));
            }
            Command::ChainFault { endpoint, fault } => self.chain_fault(endpoint, fault),
            Command::Payee { address } => self.payee(address),
            Command::X402Version { version } => self.x402_version(version),
            Command::TopupFault { fault, times } => self.topup_fault(fault, times),
            Command::ClearTopupFaults => self.clear_topup_faults(),
            Command::IdempotentTopups { is_on } => self.idempotent_topups(is_on),
            _that_can_fail => {}
        }
    }
}
