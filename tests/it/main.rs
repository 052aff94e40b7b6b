//! Tests over the whole house that need no window of ours.

mod arrows;
#[cfg(target_os = "linux")]
mod harness;
#[cfg(target_os = "linux")]
mod judges;
#[cfg(target_os = "linux")]
mod packaging;
mod tidy;
