//! x402, wallets and the chain reader: the only product crate with alloy (architecture, "Folders").
//!
//! Nothing here decides whether something is paid: the app does, with the person's own yes. Everything that comes from
//! a server, a wallet or a chain is checked here before anybody else sees it.

mod accept;
mod chain;
mod eip712;
mod json;
mod seller;
mod v1;
mod v2;
mod wallets;

pub use self::chain::RpcReader;
pub use self::seller::X402Seller;
pub use self::wallets::AlloyWallets;
