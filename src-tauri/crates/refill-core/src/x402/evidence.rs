//! What the chain shows of an authorization, and what that proves. No endpoint is believed alone: a proof wants as many
//! that agree as `needed` says (contract F6).

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

/// What the sights prove of a payment in `state` whose window ends at second `valid_before`. `seen` is the block that
/// showed it, while it is [`State::Confirming`]. A proof wants `needed` endpoints.
///
/// One endpoint may say that it was paid: then it is waited for the others, and nothing is lost but time. That it is
/// paid for good, or dead, no endpoint says alone where two are needed. A settlement that somebody shows holds up every
/// proof that it is dead, however many agree: what was called dead by mistake would be paid twice.
pub fn judge(
    state: State,
    seen: Option<BlockId>,
    valid_before: u64,
    sights: &[Sight],
    needed: usize,
) -> Option<Step> {
    let case = Case {
        sights,
        valid_before,
        needed: needed.max(1),
    };
    match (state, seen) {
        (State::Confirming, Some(block)) => case.of_block(block),
        (State::Confirming, None) => case.of_use(),
        _ if state.is_watched() => case.of_use().or_else(|| case.of_end()),
        _ => None,
    }
}

impl Sight {
    /// The use that paid. One whose transaction moved nothing is none.
    fn settlement(&self) -> Option<Mark> {
        let pays = |mark: &&Mark| mark.kind == MarkKind::Used && mark.has_transfer;
        self.marks.iter().find(pays).copied()
    }

    fn is_used(&self) -> bool {
        self.marks.iter().any(|mark| mark.kind == MarkKind::Used)
    }

    fn is_unused(&self) -> bool {
        !self.spent_at_safe && self.marks.is_empty()
    }

    /// It can be used no more: no block after this one is any earlier.
    fn is_over(&self, valid_before: u64) -> bool {
        self.is_unused() && self.safe.time >= valid_before
    }

    fn is_settled_safely(&self, by: Mark) -> bool {
        self.spent_at_safe && self.settlement() == Some(by) && by.block.number <= self.safe.id.number
    }

    fn is_cancelled_safely(&self) -> bool {
        let cancels =
            |mark: &Mark| mark.kind == MarkKind::Cancelled && mark.block.number <= self.safe.id.number;
        self.spent_at_safe && self.marks.iter().any(cancels)
    }

    /// It has come past `block`, or past the window, and shows no use in it. One that lags behind has not seen it yet.
    fn lacks(&self, block: BlockId, valid_before: u64) -> bool {
        match self.spent_at_safe {
            // It shows what else became of it; or else its logs lag behind its state.
            true => !self.marks.is_empty(),
            // The block may be one that never was, and that no chain comes past for years.
            false => self.head.id.number >= block.number || self.safe.time >= valid_before,
        }
    }
}

/// What is judged: what the endpoints show, and how many a proof wants.
struct Case<'a> {
    sights: &'a [Sight],
    valid_before: u64,
    needed: usize,
}

impl Case<'_> {
    /// Of a settlement that was seen in `block`.
    fn of_block(&self, block: BlockId) -> Option<Step> {
        let is_final =
            |mark: &Mark| mark.block == block && self.agree(&|sight| sight.is_settled_safely(*mark));
        if self.settlements().any(|mark| is_final(&mark)) {
            return Some(Step::Final);
        }
        let Some(best) = self.best_settlement() else {
            let is_gone = self.agree(&|sight| sight.lacks(block, self.valid_before));
            return is_gone.then_some(Step::BlockGone);
        };
        // Else one endpoint that invents a block, or keeps an old one, could hold it for ever.
        (self.showing(best.block) > self.showing(block)).then(|| used(best))
    }

    /// That it was used, and is paid unless the block goes.
    fn of_use(&self) -> Option<Step> {
        self.best_settlement().map(used)
    }

    /// That it is dead, while nobody shows a settlement.
    fn of_end(&self) -> Option<Step> {
        let is_over = |sight: &Sight| sight.is_over(self.valid_before);
        if self.agree(&is_over) && self.sights.iter().all(Sight::is_unused) {
            return self.lowest_safe(&is_over).map(Step::Expired);
        }
        if self.agree(&Sight::is_cancelled_safely) && !self.sights.iter().any(Sight::is_used) {
            return self.lowest_safe(&Sight::is_cancelled_safely).map(Step::Cancelled);
        }
        None
    }

    fn agree(&self, holds: &dyn Fn(&Sight) -> bool) -> bool {
        self.sights.iter().filter(|sight| holds(sight)).count() >= self.needed
    }

    fn settlements(&self) -> impl Iterator<Item = Mark> {
        self.sights.iter().filter_map(Sight::settlement)
    }

    /// How many show a settlement in `block`.
    fn showing(&self, block: BlockId) -> usize {
        self.settlements().filter(|mark| mark.block == block).count()
    }

    /// The settlement that most show; of those the newest, as after a reorganisation.
    fn best_settlement(&self) -> Option<Mark> {
        self.settlements()
            .max_by_key(|mark| (self.showing(mark.block), mark.block.number))
    }

    fn lowest_safe(&self, of: &dyn Fn(&Sight) -> bool) -> Option<BlockId> {
        let safe = self
            .sights
            .iter()
            .filter(|sight| of(sight))
            .map(|sight| sight.safe.id);
        safe.min_by_key(|block| block.number)
    }
}

fn used(mark: Mark) -> Step {
    Step::Used {
        transaction: mark.transaction,
        block: mark.block,
    }
}

#[cfg(test)]
mod tests;
