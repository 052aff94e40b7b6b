//! The wallet page, as the window shows it and asks for it. No secret is in any of this.

use jiff::Timestamp;
use refill_app as app;
use refill_core::ports::{ChainError, EndpointState};
use refill_core::x402::{Address, Atomic, BASE, WalletId, WalletKind, WalletRecord};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Money;

/// Who holds a wallet's key: Refill, a wallet in the browser, a wallet program on this machine.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "WalletKind")]
pub enum WalletKindView {
    /// Refill.
    Own,
    /// A wallet in the browser.
    Browser,
    /// A program on this machine.
    Program,
}

impl From<WalletKind> for WalletKindView {
    fn from(kind: WalletKind) -> WalletKindView {
        match kind {
            WalletKind::Own => WalletKindView::Own,
            WalletKind::Browser => WalletKindView::Browser,
            WalletKind::Program => WalletKindView::Program,
        }
    }
}

/// A wallet.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WalletView {
    id: String,
    kind: WalletKindView,
    /// Its address, with the capital letters that check it.
    address: String,
    is_default: bool,
    /// Its recovery phrase can be shown again.
    has_phrase: bool,
    network: String,
    /// Where its program answers.
    program: Option<String>,
    created_at: String,
}

impl WalletView {
    pub(super) fn of(wallet: &WalletRecord, default: Option<&WalletId>) -> WalletView {
        WalletView {
            id: wallet.id.as_str().to_owned(),
            kind: wallet.kind.into(),
            address: wallet.address.to_string(),
            is_default: default == Some(&wallet.id),
            has_phrase: wallet.has_phrase,
            network: BASE.name.to_owned(),
            program: wallet.program.clone(),
            created_at: wallet.created_at.to_string(),
        }
    }
}

/// The spending limits, and what was spent of them.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitsView {
    payment: Money,
    account_day: Money,
    day: Money,
    month: Money,
    spent_day: Money,
    spent_month: Money,
}

impl From<app::LimitsPage> for LimitsView {
    fn from(page: app::LimitsPage) -> LimitsView {
        let usdc = |amount: Atomic| Money::from(&amount.money());
        LimitsView {
            payment: usdc(page.limits.payment),
            account_day: usdc(page.limits.account_day),
            day: usdc(page.limits.day),
            month: usdc(page.limits.month),
            spent_day: usdc(page.spent.day),
            spent_month: usdc(page.spent.month),
        }
    }
}

/// Who is paid at a provider.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PinView {
    provider: String,
    provider_name: String,
    server: String,
    network: String,
    #[ts(type = "number")]
    chain: u64,
    payee: String,
    since: String,
    /// Another payee that the provider named since; nothing is paid until it is accepted.
    offered: Option<String>,
}

impl From<app::Payee> for PinView {
    fn from(payee: app::Payee) -> PinView {
        PinView {
            provider: payee.provider.to_string(),
            provider_name: payee.provider_name,
            server: payee.origin,
            network: payee.chain.name.to_owned(),
            chain: payee.chain.id,
            payee: payee.payee.to_string(),
            since: payee.since.to_string(),
            offered: payee.offered.map(|offered| offered.to_string()),
        }
    }
}

/// How an endpoint does.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EndpointHealth {
    /// It reads the chain.
    Ok,
    /// It does not answer.
    Unreachable,
    /// It reads another chain.
    Other,
    /// Its answer is not understood.
    NotUnderstood,
}

/// Where the chain is read.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EndpointView {
    address: String,
    is_own: bool,
    /// Null until it was checked.
    state: Option<EndpointHealth>,
    block: Option<String>,
    /// Seconds since its newest block.
    #[ts(type = "number | null")]
    age: Option<u64>,
    /// Milliseconds until it answered.
    #[ts(type = "number | null")]
    took: Option<u64>,
}

impl EndpointView {
    fn unchecked(address: &str, is_own: bool) -> EndpointView {
        EndpointView {
            address: address.to_owned(),
            is_own,
            state: None,
            block: None,
            age: None,
            took: None,
        }
    }
}

impl From<EndpointState> for EndpointView {
    fn from(endpoint: EndpointState) -> EndpointView {
        let health = match &endpoint.state {
            Ok(_) => EndpointHealth::Ok,
            Err(ChainError::Unreachable) => EndpointHealth::Unreachable,
            Err(ChainError::Other) => EndpointHealth::Other,
            Err(ChainError::NotUnderstood) => EndpointHealth::NotUnderstood,
        };
        let seen = endpoint.state.ok();
        let now = Timestamp::now().as_second().unsigned_abs();
        EndpointView {
            state: Some(health),
            block: seen.map(|(block, _)| block.id.number.to_string()),
            age: seen.map(|(block, _)| now.saturating_sub(block.time)),
            took: seen.and_then(|(_, took)| u64::try_from(took.as_millis()).ok()),
            ..EndpointView::unchecked(&endpoint.address, endpoint.is_own)
        }
    }
}

/// The wallet page.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WalletsView {
    wallets: Vec<WalletView>,
    limits: LimitsView,
    pins: Vec<PinView>,
    endpoints: Vec<EndpointView>,
    /// The shipped endpoints are used beside the person's own.
    with_shipped: bool,
    /// This system can show and ask for secrets outside the page; else no wallet of Refill's own can be made.
    can_hold_keys: bool,
    /// The usual address of a wallet program.
    program_hint: String,
    /// False where the payment journal cannot be used: nothing is paid then.
    journal_usable: bool,
    /// The demo: no real money.
    demo: bool,
}

impl From<app::WalletPage> for WalletsView {
    fn from(page: app::WalletPage) -> WalletsView {
        let own = page
            .own_endpoints
            .iter()
            .map(|own| EndpointView::unchecked(own, true));
        let shipped = page.shipped_endpoints.iter();
        let shipped = shipped.map(|shipped| EndpointView::unchecked(shipped, false));
        WalletsView {
            endpoints: own.chain(shipped).collect(),
            wallets: page
                .wallets
                .iter()
                .map(|wallet| WalletView::of(wallet, page.default.as_ref()))
                .collect(),
            limits: page.limits.into(),
            pins: page.payees.into_iter().map(PinView::from).collect(),
            with_shipped: page.with_shipped,
            can_hold_keys: page.can_hold_keys,
            program_hint: page.program_hint.to_owned(),
            journal_usable: page.journal_usable,
            demo: page.is_demo,
        }
    }
}

/// What a wallet holds.
#[derive(Clone, Debug, Serialize, TS)]
pub struct WalletBalance {
    wallet: String,
    balance: Money,
    at: String,
}

impl WalletBalance {
    /// What the wallet held at `at`.
    pub fn new(wallet: &WalletId, (balance, at): (Atomic, Timestamp)) -> WalletBalance {
        WalletBalance {
            wallet: wallet.as_str().to_owned(),
            balance: Money::from(&balance.money()),
            at: at.to_string(),
        }
    }
}

/// A code to scan: rows of "0" and "1".
#[derive(Clone, Debug, Serialize, TS)]
pub struct WalletCode {
    address: String,
    rows: Vec<String>,
}

impl From<(Address, Vec<Vec<bool>>)> for WalletCode {
    fn from((address, rows): (Address, Vec<Vec<bool>>)) -> WalletCode {
        let row = |row: Vec<bool>| {
            row.into_iter()
                .map(|is_dark| if is_dark { '1' } else { '0' })
                .collect()
        };
        WalletCode {
            address: address.to_string(),
            rows: rows.into_iter().map(row).collect(),
        }
    }
}

args! {
    /// Arguments of commands about one wallet.
    WalletArgs {
        /// The wallet.
        wallet: String,
    }
    /// Arguments of `connect_program_wallet`.
    ConnectProgram {
        /// Address of the program; empty for the usual one.
        program: String,
    }
    /// Arguments of `set_limits`: USDC as typed.
    SetLimits {
        /// For one payment.
        payment: String,
        /// For one account in 24 hours.
        account_day: String,
        /// In all in 24 hours.
        day: String,
        /// In all in 30 days.
        month: String,
    }
    /// Arguments of `accept_payee`.
    AcceptPayee {
        /// The provider.
        provider: String,
        /// Origin of its server.
        server: String,
        /// Number of the chain.
        chain: u32,
    }
    /// Arguments of commands about one endpoint of the chain.
    EndpointArgs {
        /// Its address.
        address: String,
    }
    /// Arguments of `use_shipped_endpoints`.
    UseShipped {
        /// Whether they are used.
        on: bool,
    }
}

impl From<SetLimits> for app::NewLimits {
    fn from(typed: SetLimits) -> app::NewLimits {
        app::NewLimits {
            payment: typed.payment,
            account_day: typed.account_day,
            day: typed.day,
            month: typed.month,
        }
    }
}
