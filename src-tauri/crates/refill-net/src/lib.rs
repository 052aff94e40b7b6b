//! The one HTTP door (architecture, invariant 6): every byte that leaves for a provider leaves here, and a
//! browser that comes back to this machine comes in here.
//!
//! What holds for every request: https, or plain http on this machine alone; no redirect that leaves the
//! origin; one time limit over everything; a cap on the body. A [`Get`] only reads: it is repeated with
//! jitter, and only where the fault is likely to pass. A [`Post`], which may be a PATCH or a DELETE, does
//! something: it is sent once, whatever becomes of it, and no redirect sends it on.
//!
//! What holds for a [`LoopbackPage`]: an address that nobody can guess, one return, a time limit, and then
//! the port is closed.
//!
//! What is absent on purpose: cookies, a referer, repeating of anything but reads, and every decision about
//! money. What a post without an answer may have set in motion is known only to the one who sent it.

mod clients;
mod error;
mod http;
mod loopback;
mod pkce;
mod random;
mod request;
mod response;
mod wiped;

pub use error::{NetError, NetErrorKind, NotBuilt};
pub use http::{Http, HttpOptions};
pub use loopback::{
    LoopbackOptions, LoopbackPage, NeverReturned, NotListening, PageWords, Returned, ToSign, WalletAnswer,
    WalletFailure, WalletPage, WalletPageOptions, WalletTask, WalletWords,
};
pub use pkce::Verifier;
pub use random::NoRandomness;
pub use request::{Get, Post};
pub use response::Response;
pub use wiped::NotJson;
