//! The person's yes. Only the system's own dialog can give it, and what comes of it is used once (payments.md,
//! "Confirmation").

use jiff::{SignedDuration, Timestamp};

use super::{Address, Attempt, Authorization, Nonce, Plan, window};
use crate::ports::{Clock, Confirmer, Question};

/// How long a yes counts.
pub const APPROVED_FOR: SignedDuration = SignedDuration::from_secs(120);

/// A plan that the person said yes to. Made by [`approve`] alone, not copied, and used up by
/// [`ApprovedPlan::attempt`]:
///
/// ```compile_fail,E0382
/// # use refill_core::x402::{ApprovedPlan, Nonce};
/// fn pay_twice(yes: ApprovedPlan, one: Nonce, other: Nonce, now: jiff::Timestamp) {
///     yes.attempt(one, 1, 1, now);
///     yes.attempt(other, 1, 1, now);
/// }
/// ```
#[derive(Debug)]
pub struct ApprovedPlan {
    plan: Plan,
    at: Timestamp,
}

/// An attempt that the person said yes to: what a wallet needs before it signs.
#[derive(Debug)]
pub struct ApprovedAttempt {
    attempt: Attempt,
    at: Timestamp,
}

/// Asks the person in the system's own dialog; `None` for anything but a clear and timely yes.
pub async fn approve(
    confirmer: &dyn Confirmer,
    clock: &dyn Clock,
    question: &Question,
    plan: Plan,
) -> Option<ApprovedPlan> {
    let at = asked(confirmer, clock, question).await?;
    Some(ApprovedPlan { plan, at })
}

/// Asks again for the signature of an attempt that is written down already: the same data, so the same payment.
pub async fn approve_again(
    confirmer: &dyn Confirmer,
    clock: &dyn Clock,
    question: &Question,
    attempt: Attempt,
) -> Option<ApprovedAttempt> {
    let at = asked(confirmer, clock, question).await?;
    Some(ApprovedAttempt { attempt, at })
}

async fn asked(confirmer: &dyn Confirmer, clock: &dyn Clock, question: &Question) -> Option<Timestamp> {
    let began = clock.now();
    if !confirmer.confirm(question).await {
        return None;
    }
    let now = clock.now();
    is_fresh(began, now).then_some(now)
}

/// A clock that was set back meanwhile makes nothing fresh.
fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    let age = now.duration_since(at);
    !age.is_negative() && age <= APPROVED_FOR
}

impl ApprovedPlan {
    /// What was said yes to.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Turns the yes into an authorization with this nonce, at second `chain_time` by the chain's clock; `None` where
    /// the yes is too old by now.
    pub fn attempt(
        self,
        nonce: Nonce,
        chain_time: u64,
        first_block: u64,
        now: Timestamp,
    ) -> Option<ApprovedAttempt> {
        if !is_fresh(self.at, now) {
            return None;
        }
        let (valid_after, valid_before) = window(chain_time, self.plan.timeout);
        let authorization = Authorization {
            from: self.plan.payer,
            to: self.plan.payee,
            value: self.plan.value,
            valid_after,
            valid_before,
            nonce,
        };
        let attempt = Attempt {
            authorization,
            first_block,
            confirmed_at: self.at,
            reserved_at: Timestamp::from_second(i64::try_from(chain_time).ok()?).ok()?,
            plan: self.plan,
        };
        Some(ApprovedAttempt { attempt, at: self.at })
    }
}

impl ApprovedAttempt {
    /// What is to be signed; `None` where the yes is too old by now. A wallet asks for it as the last thing before it
    /// signs.
    pub fn to_sign(&self, now: Timestamp) -> Option<&Attempt> {
        is_fresh(self.at, now).then_some(&self.attempt)
    }

    /// What was said yes to, to be written down.
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// Who pays.
    pub fn payer(&self) -> Address {
        self.attempt.authorization.from
    }
}

#[cfg(test)]
mod tests;
