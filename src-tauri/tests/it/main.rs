//! The contract between the window and the backend.

#![allow(clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
