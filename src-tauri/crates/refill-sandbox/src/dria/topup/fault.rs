//! What can go wrong with a payment. The seller's answer and what happened to the money differ here.

use serde::{Deserialize, Serialize};

/// What goes wrong with a request that carries a payment; an [`OfferOnly`](TopupFault::OfferOnly) with any request for a
/// top-up. "Settled" means: as far as the facilitator takes the payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TopupFault {
    /// The connection breaks before an answer, and nothing was settled.
    AnswerLostBefore,
    /// Settled, and the connection breaks before an answer.
    AnswerLostAfter,
    /// A failure; nothing was settled.
    FailureBefore {
        /// The HTTP status.
        status: u16,
    },
    /// Settled, and a failure is answered.
    FailureAfter {
        /// The HTTP status. 402 has the facilitator's form.
        status: u16,
    },
    /// Settled, and answered with 200 and an `error` in the body.
    FailureInside,
    /// The offer once more, and nothing was settled.
    SecondOffer,
    /// Settled, and the offer once more.
    SecondOfferAfter,
    /// No answer, and nothing was settled. The connection stays open.
    Hang,
    /// Settled, and no answer. The connection stays open.
    HangAfter,
    /// Settled; the answer names another transaction.
    WrongHash,
    /// Answered with 200 at once, and submitted later by the sandbox's clock.
    SlowSettle {
        /// How much later.
        millis: u64,
    },
    /// Answered with 200, and never submitted.
    NeverSettles,
    /// Settled; answered with 402, `settlement_pending` and the transaction.
    Pending,
    /// 402 with this offer, as it stands here. Where the seller speaks version 2, it goes into the header.
    OfferOnly {
        /// The offer.
        body: String,
    },
}
