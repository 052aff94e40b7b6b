//! One hostile answer, and what is expected of us.

use refill_core::ports::Wanted;
use refill_core::x402::{Address, Refusal};

use crate::codec::{V1, V2, address, offer_header};
use crate::server::{Act, answer};

pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) act: Act,
    /// What is different in what was asked for.
    pub(super) tune: fn(&mut Wanted),
    pub(super) expected: Expected,
}

pub(super) enum Expected {
    Refused(Refusal),
    PayeeChanged { offered: Address },
}

impl Case {
    pub(super) fn new(name: &'static str, bytes: impl Into<Vec<u8>>, refusal: Refusal) -> Case {
        Case {
            name,
            act: Act::Send(bytes.into()),
            tune: |_| {},
            expected: Expected::Refused(refusal),
        }
    }

    /// An offer of version 1 with this text.
    pub(super) fn first(name: &'static str, offer: &str, refusal: Refusal) -> Case {
        Case::new(name, answer("402 Payment Required", HEADERS, offer), refusal)
    }

    /// An offer of version 2 with this text.
    pub(super) fn second(name: &'static str, offer: &str, refusal: Refusal) -> Case {
        let headers = format!("{HEADERS}{}", offer_header(offer));
        Case::new(name, answer("402 Payment Required", &headers, "{}"), refusal)
    }

    pub(super) fn tuned(self, tune: fn(&mut Wanted)) -> Case {
        Case { tune, ..self }
    }

    pub(super) fn payee_changed(self, offered: &str) -> Case {
        let expected = Expected::PayeeChanged {
            offered: address(offered),
        };
        Case { expected, ..self }
    }
}

/// What servers write everywhere, and nobody is shown.
const HEADERS: &str = "X-Request-Id: SAID\r\nContent-Type: application/json\r\n";

/// The good offer of version 1 with one thing exchanged.
pub(super) fn v1(from: &str, to: &str) -> String {
    swapped(V1, from, to)
}

/// The good offer of version 2 with one thing exchanged.
pub(super) fn v2(from: &str, to: &str) -> String {
    swapped(V2, from, to)
}

fn swapped(good: &str, from: &str, to: &str) -> String {
    assert_eq!(good.matches(from).count(), 1, "{from}");
    good.replace(from, to)
}
