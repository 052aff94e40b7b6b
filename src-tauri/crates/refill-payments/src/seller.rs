//! To be written.

/// The server side of x402.
pub struct X402Seller;
