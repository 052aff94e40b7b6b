//! The one HTTP door (architecture, invariant 6): every byte that leaves for a provider leaves here.
//!
//! What holds for every request: https, or plain http on this machine alone; no redirect that leaves the
//! origin; one time limit over everything; a cap on the body; reads repeated with jitter, and only where
//! the fault is likely to pass. What is absent on purpose: cookies, a referer, and any way to send
//! something that can move money.

mod error;
mod http;
mod request;
mod response;

pub use error::{NetError, NetErrorKind, NotBuilt};
pub use http::{Http, HttpOptions};
pub use request::Get;
pub use response::Response;
