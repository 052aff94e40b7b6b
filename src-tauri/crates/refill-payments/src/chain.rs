//! To be written.

/// Reads chains.
pub struct RpcReader;
