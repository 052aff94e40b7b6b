//! From the click to a plan: the offer is fetched, checked and frozen.

use std::sync::Arc;

use jiff::Timestamp;
use refill_core::error::ProviderErrorKind;
use refill_core::key::ApiKey;
use refill_core::ports::{Asking, ChainError, NotOffered, Offer, TopUpRequest, Wanted};
use refill_core::purchase::Purchase;
use refill_core::server::ServerAddress;
use refill_core::x402::{self, Atomic, Block, Plan, Refusal, Step, WalletRecord};

use crate::app::App;
use crate::error::AppError;
use crate::failure::Problem;
use crate::fault;
use crate::refresh::Subject;

/// The chain's clock and the server's may differ by so many seconds (contract F1).
const MOST_SKEW: i64 = 120;

/// A payment that was begun, with what it needs until it is signed.
pub(super) struct Order {
    /// The account, as it was at the click.
    pub subject: Subject,
    pub key: ApiKey,
    pub purchase: Purchase,
    pub wallet: WalletRecord,
    pub request: TopUpRequest,
    pub value: Atomic,
}

impl App {
    /// Brings a payment as far as it goes, and watches what it left behind.
    pub(super) async fn carry_out(self: Arc<App>, order: Order) {
        if let Err(error) = self.attempt(&order).await {
            // Nothing is signed without being written down, so what was written says how far it came.
            tracing::warn!(%error, purchase = %order.purchase.id, "a payment stopped");
            self.leave_unsigned(&order.purchase).await;
        }
        self.follow(&order.purchase.id);
    }

    async fn attempt(self: &Arc<App>, order: &Order) -> Result<(), AppError> {
        fault::point("payment.before_quote");
        let offer = self.seller_asked(order).await?;
        fault::point("payment.after_quote");
        let Some((plan, seen)) = self.checked(order, offer).await? else {
            return Ok(());
        };
        fault::point("payment.before_planned");
        self.step(&order.purchase, Step::Planned(Box::new(plan.clone())))
            .await?;
        fault::point("payment.after_planned");
        self.confirm(order, plan, seen).await
    }

    /// The offer; `None` where it is refused, which is written down.
    async fn seller_asked(&self, order: &Order) -> Result<Option<Offer>, AppError> {
        let provider = order.purchase.provider.clone();
        let pinned = self.in_journal(move |journal| Ok(journal.all_pins()?)).await?;
        let wanted = Wanted {
            request: order.request.clone(),
            value: order.value,
            wallet: order.wallet.id.clone(),
            payer: order.wallet.address,
            pinned: pinned
                .into_iter()
                .filter(|pin| pin.provider == provider)
                .map(|pin| (pin.chain, pin.payee))
                .collect(),
        };
        let word = match self
            .seller
            .quote(&wanted, &order.purchase.provider, &order.key)
            .await
        {
            Ok(offer) => return Ok(Some(offer)),
            Err(NotOffered::Refused(refusal)) => refusal.word(),
            Err(NotOffered::PayeeChanged { chain, offered, .. }) => {
                let (provider, now) = (order.purchase.provider.clone(), self.clock.now());
                let known = self.payee_of(&provider, chain).await?;
                let origin = known.map_or_else(|| order.origin(), |pin| pin.origin);
                self.in_journal(move |journal| {
                    Ok(journal.offer_payee(&provider, &origin, chain, offered, now)?)
                })
                .await?;
                Refusal::PayeeChanged.word()
            }
            Err(NotOffered::NoAnswer(error)) => no_answer(&error.kind),
        };
        self.refuse(&order.purchase, word).await?;
        Ok(None)
    }

    /// What only we can check of an offer: the time, the wallet's balance, the limits.
    async fn checked(&self, order: &Order, offer: Option<Offer>) -> Result<Option<(Plan, Block)>, AppError> {
        let Some(offer) = offer else { return Ok(None) };
        let refusal = match self.chain.now(offer.plan.chain).await {
            Ok(block) => match self.why_not(order, &offer, block).await? {
                None => return Ok(Some((offer.plan, block))),
                Some(refusal) => refusal,
            },
            Err(ChainError::Other) => Refusal::ChainOther,
            Err(ChainError::Unreachable | ChainError::NotUnderstood) => Refusal::ChainUnreadable,
        };
        self.refuse(&order.purchase, refusal.word()).await?;
        Ok(None)
    }

    async fn why_not(&self, order: &Order, offer: &Offer, block: Block) -> Result<Option<Refusal>, AppError> {
        let chain = offer.plan.chain;
        if !is_plausible(block, offer.server_time, self.clock.now()) {
            return Ok(Some(Refusal::ClockSkew));
        }
        match self.chain.balance(chain, order.wallet.address).await {
            Ok(balance) if balance < order.value => return Ok(Some(Refusal::TooLittle)),
            Ok(_) => {}
            Err(_) => return Ok(Some(Refusal::ChainUnreadable)),
        }
        let left = self
            .left_for(&order.purchase.account, Some(&order.wallet), Asking::Allowed)
            .await?;
        Ok(x402::within(left, order.value)
            .is_err()
            .then_some(Refusal::OverLimit))
    }

    /// Writes down why there is no plan. Nothing was signed.
    pub(super) async fn refuse(&self, purchase: &Purchase, word: &str) -> Result<(), AppError> {
        self.step(purchase, Step::Refused(word.to_owned())).await
    }

    /// The server of an account, where it has one of its own.
    pub(super) fn server_of(&self, subject: &Subject) -> Option<ServerAddress> {
        subject.account.server.clone()
    }
}

impl Order {
    /// The host of the server that is paid, for the person.
    pub(super) fn host(&self) -> String {
        self.request.url.host_str().unwrap_or_default().to_owned()
    }

    /// The origin of the server that is paid.
    pub(super) fn origin(&self) -> String {
        self.request.url.origin().ascii_serialization()
    }
}

/// Whether the chain's time may be believed: another clock agrees, the server's where it told it, else ours. A time far
/// ahead would make an authorization that lives as long.
fn is_plausible(block: Block, server_time: Option<Timestamp>, now: Timestamp) -> bool {
    let other = server_time.unwrap_or(now).as_second();
    let chain = i64::try_from(block.time).unwrap_or(i64::MAX);
    chain.abs_diff(other) <= MOST_SKEW.unsigned_abs()
}

/// Whether `later` can be the same chain a question later: its clock goes on, and not by more than people take.
pub(super) fn goes_on(seen: Block, later: Block) -> bool {
    let most = x402::APPROVED_FOR.as_secs().unsigned_abs() + MOST_SKEW.unsigned_abs();
    // The endpoint that answers now may lag a little behind the other one.
    let back = MOST_SKEW.unsigned_abs();
    (seen.time.saturating_sub(back)..=seen.time.saturating_add(most)).contains(&later.time)
}

/// Why there is no offer, as it is written down.
fn no_answer(kind: &ProviderErrorKind) -> &'static str {
    Problem::from(kind).word()
}

#[cfg(test)]
mod tests {
    use refill_core::x402::{BlockId, Hash};

    use super::*;

    #[test]
    fn the_chain_is_believed_where_another_clock_agrees() {
        let at = |second: i64| Timestamp::from_second(second).expect("in range");
        let block = Block {
            id: BlockId {
                number: 1,
                hash: Hash::new([1; 32]),
            },
            time: 10_000,
        };
        assert!(is_plausible(block, None, at(10_120)));
        assert!(!is_plausible(block, None, at(10_121)));
        assert!(
            is_plausible(block, Some(at(9_880)), at(90_000)),
            "our own clock is wrong"
        );
        assert!(
            !is_plausible(block, Some(at(9_879)), at(10_000)),
            "the chain is ahead"
        );
    }
}
