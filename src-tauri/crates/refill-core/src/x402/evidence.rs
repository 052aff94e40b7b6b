//! What the chain shows of an authorization, and what that proves. No endpoint is believed alone: a proof wants as many
//! that agree as `needed` says, and none that contradicts (contract F6).

use super::{Hash, State, Step};

/// A block by its number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockId {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: Hash,
}

/// A block with its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which.
    pub id: BlockId,
    /// Its time, in seconds since 1970 (UTC).
    pub time: u64,
}

/// What one endpoint showed of an authorization, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Which endpoint.
    pub endpoint: String,
    /// Its newest block.
    pub head: Block,
    /// Its newest block that stays, by its word.
    pub safe: Block,
    /// `authorizationState` at the safe block: used or cancelled.
    pub spent_at_safe: bool,
    /// What happened to the authorization from the first block to the head, oldest first.
    pub marks: Vec<Mark>,
}

/// Something that the token's contract logged of an authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What.
    pub kind: MarkKind,
    /// In which transaction.
    pub transaction: Hash,
    /// In which block.
    pub block: BlockId,
    /// The same transaction logged the transfer of this amount from the payer to the payee.
    pub has_transfer: bool,
}

/// What the token's contract logs of an authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// `AuthorizationUsed`.
    Used,
    /// `AuthorizationCanceled`.
    Cancelled,
}

impl Sight {
    fn settlement(&self) -> Option<&Mark> {
        self.marks
            .iter()
            .find(|mark| mark.kind == MarkKind::Used && mark.has_transfer)
    }

    fn is_unused(&self) -> bool {
        !self.spent_at_safe && self.marks.is_empty()
    }

    fn settled_safely(&self, block: BlockId) -> bool {
        self.settlement()
            .is_some_and(|mark| mark.block == block && block.number <= self.safe.id.number)
    }

    fn cancelled_safely(&self) -> bool {
        let cancels =
            |mark: &Mark| mark.kind == MarkKind::Cancelled && mark.block.number <= self.safe.id.number;
        self.spent_at_safe && self.marks.iter().any(cancels)
    }
}

/// What the sights prove of a payment in `state` whose window ends at second `valid_before`. `seen` is the block that
/// showed it, while it is [`State::Confirming`]. A proof wants `needed` endpoints.
pub fn judge(
    state: State,
    seen: Option<BlockId>,
    valid_before: u64,
    sights: &[Sight],
    needed: usize,
) -> Option<Step> {
    if !state.is_watched() {
        return None;
    }
    let agree =
        |holds: &dyn Fn(&Sight) -> bool| sights.iter().filter(|sight| holds(sight)).count() >= needed.max(1);
    if let (State::Confirming, Some(block)) = (state, seen) {
        if agree(&|sight| sight.settled_safely(block)) {
            return Some(Step::Final);
        }
        // One that lags behind has not seen it yet; one that is past it and does not have it says that it is gone.
        let knows = |sight: &Sight| sight.settlement().is_some_and(|mark| mark.block == block);
        if sights.iter().any(knows) {
            return None;
        }
        if let Some(moved) = newest_settlement(sights) {
            return Some(moved);
        }
        return agree(&|sight| sight.head.id.number >= block.number).then_some(Step::BlockGone);
    }
    if let Some(used) = newest_settlement(sights) {
        return Some(used);
    }
    // The time and the state at a safe block; and nobody has seen anything else.
    let is_over = |sight: &Sight| sight.is_unused() && sight.safe.time >= valid_before;
    if agree(&is_over) && sights.iter().all(Sight::is_unused) {
        return lowest_safe(sights, &is_over).map(Step::Expired);
    }
    if agree(&Sight::cancelled_safely) {
        return lowest_safe(sights, &Sight::cancelled_safely).map(Step::Cancelled);
    }
    None
}

fn newest_settlement(sights: &[Sight]) -> Option<Step> {
    let marks = sights.iter().filter_map(Sight::settlement);
    let mark = marks.max_by_key(|mark| mark.block.number)?;
    Some(Step::Used {
        transaction: mark.transaction,
        block: mark.block,
    })
}

fn lowest_safe(sights: &[Sight], of: &dyn Fn(&Sight) -> bool) -> Option<BlockId> {
    let safe = sights.iter().filter(|sight| of(sight)).map(|sight| sight.safe.id);
    safe.min_by_key(|block| block.number)
}

#[cfg(test)]
mod tests;
