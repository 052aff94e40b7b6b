//! To be written.

/// Makes and opens wallets.
pub struct AlloyWallets;
