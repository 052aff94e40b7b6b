//! The demo providers, and where each lies on the server.

use refill_core::ids::ProviderId;

use crate::answer::Answer;
use crate::call::Call;
use crate::refusal::Refusal;
use crate::world::{CLADO, DRIA, HYPER3D, OPENROUTER, WEB3_API, World};
use crate::{clado, dria, hyper3d, openrouter, web3_api};

/// One demo provider: where it lies on the server, and its ways to speak.
pub(crate) struct Desk {
    pub(crate) id: ProviderId,
    /// First segment of its paths, with the slash.
    pub(crate) prefix: &'static str,
    /// What a client's base address has beyond the prefix.
    pub(crate) base: &'static str,
    pub(crate) answer: fn(&mut World, &Call) -> Answer,
    pub(crate) refuse: fn(&Refusal<'_>) -> Answer,
    /// Its name for the number that matters in the answer at a path.
    pub(crate) number: fn(&str) -> &'static str,
}

/// The demo providers.
pub(crate) static DESKS: [Desk; 5] = [
    Desk {
        id: DRIA,
        prefix: "/dria",
        base: "",
        answer: dria::answer,
        refuse: dria::refuse,
        number: |_| "balance",
    },
    Desk {
        id: WEB3_API,
        prefix: "/web3",
        base: "/api/v1",
        answer: web3_api::answer,
        refuse: web3_api::refuse,
        number: web3_api::number,
    },
    Desk {
        id: OPENROUTER,
        prefix: "/openrouter",
        base: "/api/v1",
        answer: openrouter::answer,
        refuse: openrouter::refuse,
        number: openrouter::number,
    },
    Desk {
        id: HYPER3D,
        prefix: "/hyper3d",
        base: "",
        answer: hyper3d::answer,
        refuse: hyper3d::refuse,
        number: |_| "balance",
    },
    Desk {
        id: CLADO,
        prefix: "/clado",
        base: "",
        answer: clado::answer,
        refuse: clado::refuse,
        number: |_| "credits",
    },
];

/// The provider that answers at `path`.
pub(crate) fn desk_at(path: &str) -> Option<&'static Desk> {
    DESKS.iter().find(|desk| {
        path.strip_prefix(desk.prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
