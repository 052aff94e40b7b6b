//! The payments crate as its users see it.

mod chain;

mod wallets;
