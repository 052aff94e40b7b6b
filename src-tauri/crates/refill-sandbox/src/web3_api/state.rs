//! What the Web3 API knows beyond balances.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::holders::Holders;

/// A package of credits on sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageSeed {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it brings.
    pub credits: i64,
    /// What it costs, in hundredths of its currency.
    pub cents: i64,
    /// Its currency, in three letters.
    pub currency: String,
}

impl PackageSeed {
    /// A package that is paid in US dollars.
    pub fn new(id: &str, name: &str, credits: i64, cents: i64) -> PackageSeed {
        PackageSeed {
            id: id.to_owned(),
            name: name.to_owned(),
            credits,
            cents,
            currency: "USD".to_owned(),
        }
    }
}

/// Id of the package "Starter": 10,000 credits for 9.99 US dollars.
pub const STARTER: &str = "7c0f5a52-9a43-4a39-8d9c-1f0b6c1d2a01";
/// Id of the package "Pro": 50,000 credits for 39.99 US dollars.
pub const PRO: &str = "7c0f5a52-9a43-4a39-8d9c-1f0b6c1d2a02";

/// Where a checkout session is made (contract D-a7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckoutPath {
    /// `POST /packages/{id}/checkout`.
    #[default]
    PerPackage,
    /// `POST /packages/checkout`, with the package's id in the body.
    Together,
}

/// Everything beyond balances.
pub(crate) struct State {
    pub(crate) holders: Holders,
    pub(crate) packages: Vec<PackageSeed>,
    pub(crate) checkout_at: CheckoutPath,
    /// Addresses on this machine are not taken as places to return to.
    pub(crate) refuse_loopback_return: bool,
    /// How often a wallet's private key was asked for.
    pub(crate) wallet_key_requests: usize,
    /// By the key under which the sandbox keeps the account.
    belongings: HashMap<String, Belongings>,
}

/// What one account has beyond its balance.
#[derive(Default)]
pub(crate) struct Belongings {
    pub(super) wallets: Vec<Wallet>,
    pub(super) webhooks: Vec<Webhook>,
    pub(crate) alert_threshold: Option<u64>,
}

pub(crate) struct Wallet {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) name: Option<String>,
    pub(super) network: String,
    pub(super) created_at: Timestamp,
}

pub(crate) struct Webhook {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) events: Vec<String>,
    pub(super) created_at: Timestamp,
}

impl Default for State {
    fn default() -> State {
        State {
            holders: Holders::default(),
            packages: vec![
                PackageSeed::new(STARTER, "Starter", 10_000, 9_99),
                PackageSeed::new(PRO, "Pro", 50_000, 39_99),
            ],
            checkout_at: CheckoutPath::default(),
            refuse_loopback_return: false,
            wallet_key_requests: 0,
            belongings: HashMap::new(),
        }
    }
}

impl State {
    pub(crate) fn belongings(&self, account: &str) -> Option<&Belongings> {
        self.belongings.get(account)
    }

    pub(super) fn belongings_mut(&mut self, account: &str) -> &mut Belongings {
        self.belongings.entry(account.to_owned()).or_default()
    }

    pub(super) fn forget(&mut self, account: &str) {
        self.belongings.remove(account);
    }

    pub(super) fn package(&self, id: &str) -> Option<&PackageSeed> {
        self.packages.iter().find(|package| package.id == id)
    }
}
