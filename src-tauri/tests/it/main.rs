//! The contract between the window and the backend, and the commands that open no window.

#![allow(clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod cli;
