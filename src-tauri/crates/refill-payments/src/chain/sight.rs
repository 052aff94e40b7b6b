//! What one endpoint shows of an attempt, put together from its answers.

use refill_core::ports::ChainError;
use refill_core::x402::{Attempt, Block, Mark, MarkKind, Sight};
use serde_json::json;

use super::calls::{self, Log};
use super::endpoint::Endpoint;
use super::hex::Word;

/// `AuthorizationUsed(address,bytes32)`, both indexed.
const USED: &str = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
/// `AuthorizationCanceled(address,bytes32)`, both indexed.
const CANCELLED: &str = "0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81";
/// `Transfer(address,address,uint256)`, the addresses indexed.
const TRANSFER: &str = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

/// Blocks whose logs are asked for at once: many endpoints refuse more. On Base it is half an hour, so a payment's whole
/// window is in the first piece.
const PIECE: u64 = 1_000;

/// Pieces that are read at the most. What is not found there has no mark, and proves nothing unless the state at the
/// safe block says that the authorization is unused.
const MOST_PIECES: usize = 8;

/// What `endpoint` shows of `attempt`.
pub(super) async fn of(endpoint: &Endpoint, attempt: &Attempt) -> Result<Sight, ChainError> {
    let (head, safe) = tokio::try_join!(endpoint.head(), endpoint.safe())?;
    let signed = &attempt.authorization;
    let (rpc, token) = (&endpoint.rpc, attempt.plan.chain.token.address);
    let spent_at_safe =
        calls::authorization_state(rpc, token, signed.from, signed.nonce, safe.id.number).await?;
    let is_over = !spent_at_safe && safe.time >= signed.valid_before;
    let sight = Sight {
        endpoint: rpc.host(),
        head,
        safe,
        spent_at_safe,
        marks: marks(endpoint, attempt, head.id.number, is_over).await?,
    };
    match fits_together(&sight) {
        true => Ok(sight),
        false => Err(ChainError::NotUnderstood),
    }
}

/// What happened to the authorization from the attempt's first block to the head. Nothing happens to one twice, so the
/// search ends where something is found; and where it `is_over` unused, nothing later matters.
async fn marks(
    endpoint: &Endpoint,
    attempt: &Attempt,
    head: u64,
    is_over: bool,
) -> Result<Vec<Mark>, ChainError> {
    let mut first = attempt.first_block;
    for _ in 0..MOST_PIECES {
        if first > head {
            break;
        }
        let last = head.min(first.saturating_add(PIECE - 1));
        let found = marks_between(endpoint, attempt, (first, last)).await?;
        if !found.is_empty() || is_over || last == head {
            return Ok(found);
        }
        first = last + 1;
    }
    Ok(Vec::new())
}

async fn marks_between(
    endpoint: &Endpoint,
    attempt: &Attempt,
    blocks: (u64, u64),
) -> Result<Vec<Mark>, ChainError> {
    let signed = &attempt.authorization;
    let payer = Word::of_address(signed.from);
    let nonce = Word(*signed.nonce.bytes());
    let topics = json!([[USED, CANCELLED], payer.to_string(), nonce.to_string()]);
    let token = attempt.plan.chain.token.address;
    let mut marks = Vec::new();
    for log in calls::logs(&endpoint.rpc, token, blocks, topics).await? {
        let kind = kind(&log, payer, nonce).ok_or(ChainError::NotUnderstood)?;
        marks.push(Mark {
            kind,
            transaction: log.transaction,
            block: log.block,
            has_transfer: kind == MarkKind::Used && has_transfer(endpoint, attempt, &log).await?,
        });
    }
    Ok(marks)
}

/// What a log says, where it is one of those that were asked for.
fn kind(log: &Log, payer: Word, nonce: Word) -> Option<MarkKind> {
    let [event, of, which] = log.topics.as_slice() else {
        return None;
    };
    if (*of, *which) != (payer, nonce) {
        return None;
    }
    match event.to_string().as_str() {
        USED => Some(MarkKind::Used),
        CANCELLED => Some(MarkKind::Cancelled),
        _ => None,
    }
}

/// Whether the transaction that used the authorization logged the payment: this amount, from the payer to the payee.
async fn has_transfer(endpoint: &Endpoint, attempt: &Attempt, used: &Log) -> Result<bool, ChainError> {
    let signed = &attempt.authorization;
    let (payer, payee) = (Word::of_address(signed.from), Word::of_address(signed.to));
    let topics = json!([TRANSFER, payer.to_string(), payee.to_string()]);
    let token = attempt.plan.chain.token.address;
    let block = used.block.number;
    let logs = calls::logs(&endpoint.rpc, token, (block, block), topics).await?;
    let value = Word::of_number(signed.value.get()).to_string();
    Ok(logs.iter().any(|log| {
        let [event, from, to] = log.topics.as_slice() else {
            return false;
        };
        event.to_string() == TRANSFER
            && (*from, *to) == (payer, payee)
            && log.data.eq_ignore_ascii_case(&value)
            && (log.transaction, log.block) == (used.transaction, used.block)
    }))
}

/// Whether the answers can be of one chain at one moment. Where they are not, a block went or came between them, or they
/// come from machines that do not agree: the next look tells.
fn fits_together(sight: &Sight) -> bool {
    let (head, safe) = (&sight.head, &sight.safe);
    let is_before = safe.id.number < head.id.number && safe.time <= head.time;
    let no_mark_contradicts = sight.marks.iter().all(|mark| {
        let is_on = |block: &Block| mark.block.number != block.id.number || mark.block == block.id;
        let is_safe = mark.block.number <= safe.id.number;
        is_on(head) && is_on(safe) && (!is_safe || sight.spent_at_safe)
    });
    (is_before || safe == head) && sight.marks.len() <= 1 && no_mark_contradicts
}

#[cfg(test)]
mod tests {
    use alloy::primitives::keccak256;

    use super::*;

    #[test]
    fn events_have_the_topics_of_their_signatures() {
        for (topic, signature) in [
            (USED, "AuthorizationUsed(address,bytes32)"),
            (CANCELLED, "AuthorizationCanceled(address,bytes32)"),
            (TRANSFER, "Transfer(address,address,uint256)"),
        ] {
            assert_eq!(topic, keccak256(signature).to_string(), "{signature}");
        }
    }
}
