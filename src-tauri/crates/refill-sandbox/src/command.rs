//! Changes over HTTP, where that is allowed.

mod apply;
mod router;

use jiff::Timestamp;
use refill_core::x402::{Address, Nonce};
use serde::{Deserialize, Serialize};

use crate::as_text;
use crate::chain::{ChainFault, Endpoint, Orphans};
use crate::dria::TopupFault;
use crate::fault::FaultRule;
use crate::openrouter::ChargeAnswer;
use crate::web3_api::{CheckoutPath, PackageSeed};

pub use apply::NotApplied;
pub(crate) use router::router;

/// A change, as `POST /__control/commands` takes it: `{"do":"spend","provider":"dria","key":"…","amount":5}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// See [`Control::add_account`](crate::Control::add_account).
    AddAccount {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
        /// Its balance in credits.
        balance: i64,
    },
    /// See [`Control::set_balance`](crate::Control::set_balance).
    SetBalance {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
        /// Its new balance in credits.
        balance: i64,
    },
    /// See [`Control::spend`](crate::Control::spend).
    Spend {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
        /// How many credits.
        amount: i64,
        /// What for.
        #[serde(default)]
        endpoint: Option<String>,
    },
    /// See [`Control::credit`](crate::Control::credit).
    Credit {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
        /// How many credits.
        amount: i64,
    },
    /// See [`Control::reset_budget`](crate::Control::reset_budget).
    ResetBudget {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
    },
    /// See [`Control::revoke_key`](crate::Control::revoke_key).
    RevokeKey {
        /// Id of the provider.
        provider: String,
        /// The account's key.
        key: String,
    },
    /// See [`Control::set_fault`](crate::Control::set_fault).
    SetFault(FaultRule),
    /// See [`Control::clear_faults`](crate::Control::clear_faults).
    ClearFaults,
    /// See [`Control::forget_requests`](crate::Control::forget_requests).
    ForgetRequests,
    /// See [`Control::authorize_at_once`](crate::Control::authorize_at_once).
    AuthorizeAtOnce {
        /// Whether.
        is_on: bool,
    },
    /// See [`Control::set_delay`](crate::Control::set_delay).
    SetDelay {
        /// How much longer.
        millis: u64,
    },
    /// See [`Control::add_holder`](crate::Control::add_holder).
    AddHolder {
        /// The e-mail address.
        email: String,
        /// The password.
        password: String,
        /// Key of the account.
        key: String,
    },
    /// See [`Control::set_token_life`](crate::Control::set_token_life).
    SetTokenLife {
        /// How long.
        seconds: u64,
    },
    /// See [`Control::refuse_refresh`](crate::Control::refuse_refresh).
    RefuseRefresh {
        /// Whether.
        is_on: bool,
    },
    /// See [`Control::require_verified`](crate::Control::require_verified).
    RequireVerified {
        /// Whether.
        is_on: bool,
    },
    /// See [`Control::packages`](crate::Control::packages).
    Packages {
        /// All of them.
        packages: Vec<PackageSeed>,
    },
    /// See [`Control::set_price`](crate::Control::set_price).
    SetPrice {
        /// Id of the package.
        package: String,
        /// In hundredths.
        cents: i64,
    },
    /// See [`Control::checkout_at`](crate::Control::checkout_at).
    CheckoutAt {
        /// Where.
        path: CheckoutPath,
    },
    /// See [`Control::checkout_host`](crate::Control::checkout_host).
    CheckoutHost {
        /// What stands before the path.
        #[serde(default)]
        host: Option<String>,
    },
    /// See [`Control::refuse_loopback_return`](crate::Control::refuse_loopback_return).
    RefuseLoopbackReturn {
        /// Whether.
        is_on: bool,
    },
    /// See [`Control::test_sessions`](crate::Control::test_sessions).
    TestSessions {
        /// Whether.
        is_on: bool,
    },
    /// See [`Control::credit_after`](crate::Control::credit_after).
    CreditAfter {
        /// How long.
        millis: u64,
    },
    /// See [`Control::charge`](crate::Control::charge).
    Charge {
        /// What is answered.
        answer: ChargeAnswer,
    },
    /// See [`Control::pay`](crate::Control::pay).
    Pay {
        /// Id of a session or charge.
        session: String,
    },
    /// See [`Control::pay_late`](crate::Control::pay_late).
    PayLate {
        /// Id of a session or charge.
        session: String,
    },
    /// See [`Control::pay_twice`](crate::Control::pay_twice).
    PayTwice {
        /// Id of a session or charge.
        session: String,
    },
    /// See [`Control::expire_session`](crate::Control::expire_session).
    ExpireSession {
        /// Id of a session or charge.
        session: String,
    },
    /// See [`Control::fund`](crate::Control::fund).
    Fund {
        /// Whose.
        #[serde(with = "as_text")]
        address: Address,
        /// How much, in millionths of a USDC.
        millionths: u64,
    },
    /// See [`Control::cancel_authorization`](crate::Control::cancel_authorization).
    CancelAuthorization {
        /// Whose.
        #[serde(with = "as_text")]
        from: Address,
        /// Which.
        #[serde(with = "as_text")]
        nonce: Nonce,
    },
    /// See [`Control::reorg`](crate::Control::reorg).
    Reorg {
        /// How many.
        blocks: u64,
        /// What becomes of what stood in them.
        orphans: Orphans,
    },
    /// See [`Control::safe_lag`](crate::Control::safe_lag).
    SafeLag {
        /// How far.
        millis: u64,
    },
    /// See [`Control::chain_lag`](crate::Control::chain_lag).
    ChainLag {
        /// Which.
        endpoint: Endpoint,
        /// How far.
        millis: u64,
    },
    /// See [`Control::chain_fault`](crate::Control::chain_fault).
    ChainFault {
        /// Which.
        endpoint: Endpoint,
        /// What is wrong with it.
        #[serde(default)]
        fault: Option<ChainFault>,
    },
    /// See [`Control::payee`](crate::Control::payee).
    Payee {
        /// Who.
        #[serde(with = "as_text")]
        address: Address,
    },
    /// See [`Control::x402_version`](crate::Control::x402_version).
    X402Version {
        /// 1 or 2.
        version: u8,
    },
    /// See [`Control::topup_fault`](crate::Control::topup_fault).
    TopupFault {
        /// What goes wrong.
        fault: TopupFault,
        /// How often.
        #[serde(default)]
        times: Option<u32>,
    },
    /// See [`Control::clear_topup_faults`](crate::Control::clear_topup_faults).
    ClearTopupFaults,
    /// See [`Control::idempotent_topups`](crate::Control::idempotent_topups).
    IdempotentTopups {
        /// Whether.
        is_on: bool,
    },
    /// See [`Control::set_time`](crate::Control::set_time).
    SetTime {
        /// What time it is.
        #[serde(with = "as_text")]
        now: Timestamp,
    },
    /// See [`Control::advance`](crate::Control::advance).
    Advance {
        /// How far.
        millis: u64,
    },
}
