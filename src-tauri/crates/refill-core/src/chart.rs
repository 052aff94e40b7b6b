//! Points for the trend and the gauge, computed here so that the window needs no arithmetic on money.

use jiff::Timestamp;

use crate::money::Decimal;

/// A balance at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// When.
    pub at: Timestamp,
    /// How much, in the account's unit.
    pub amount: Decimal,
}

/// A point of a line, in thousandths of the drawing's width and height; y grows upward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The balance that it stands for.
    pub level: Level,
    /// 0 (oldest) to 1000 (newest).
    pub x: u16,
    /// 0 (nothing, or the lowest below zero) to 1000 (the highest).
    pub y: u16,
    /// The balance rose to this point: a top-up.
    pub rise: bool,
}

/// Draws `levels` (oldest first) as at most `most` points, keeping the lowest and highest of each stretch, so
/// that a top-up is never thinned away.
pub fn trend(levels: &[Level], most: usize) -> Vec<Point> {
    let kept = thin(levels, most);
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else {
        return Vec::new();
    };
    let (start, end) = (first.at, last.at);
    let Some((floor, top)) = edges(kept.iter().map(|level| level.amount)) else {
        return Vec::new();
    };
    let mut before: Option<Decimal> = None;
    kept.into_iter()
        .map(|level| {
            let rise = before.is_some_and(|b| level.amount > b);
            before = Some(level.amount);
            Point {
                level,
                x: share(
                    distance(seconds(start), seconds(level.at)),
                    distance(seconds(start), seconds(end)),
                ),
                y: share(distance(floor, level.amount), distance(floor, top)),
                rise,
            }
        })
        .collect()
}

/// The amounts at the lower and the upper edge of a drawing; `None` without points.
pub fn range(points: &[Point]) -> Option<(Decimal, Decimal)> {
    edges(points.iter().map(|point| point.level.amount))
}

/// The height of `amount` between the edges of a drawing, in thousandths; `None` where it lies outside.
pub fn height(amount: Decimal, bottom: Decimal, top: Decimal) -> Option<u16> {
    let inside = bottom < top && (bottom..=top).contains(&amount);
    inside.then(|| share(distance(bottom, amount), distance(bottom, top)))
}

fn edges(amounts: impl Iterator<Item = Decimal> + Clone) -> Option<(Decimal, Decimal)> {
    let floor = amounts.clone().min()?.min(Decimal::ZERO);
    Some((floor, amounts.max()?))
}

/// How full a gauge is, in thousandths: `amount` of `full`, from empty to full.
pub fn gauge(amount: Decimal, full: Decimal) -> u16 {
    share(amount.max(Decimal::ZERO), full)
}

/// `to - from`, or the largest number where that would not fit.
fn distance(from: Decimal, to: Decimal) -> Decimal {
    to.checked_sub(from).unwrap_or(Decimal::MAX)
}

fn seconds(at: Timestamp) -> Decimal {
    Decimal::from(at.as_second())
}

/// `part / whole` in thousandths, 0 where there is no whole.
fn share(part: Decimal, whole: Decimal) -> u16 {
    if whole <= Decimal::ZERO {
        return 0;
    }
    let share = part
        .checked_div(whole)
        .unwrap_or_default()
        .clamp(Decimal::ZERO, Decimal::ONE);
    u16::try_from((share * Decimal::ONE_THOUSAND).round()).unwrap_or(1000)
}

/// The lowest and the highest of each of `most / 2` equal stretches, in their order in time.
fn thin(levels: &[Level], most: usize) -> Vec<Level> {
    if levels.len() <= most {
        return levels.to_vec();
    }
    let stretch = levels.len().div_ceil((most / 2).max(1));
    let mut kept = Vec::with_capacity(most);
    for part in levels.chunks(stretch) {
        let low = part.iter().min_by_key(|l| l.amount);
        let high = part.iter().max_by_key(|l| l.amount);
        let mut pair: Vec<Level> = low.into_iter().chain(high).copied().collect();
        pair.sort_by_key(|l| l.at);
        pair.dedup();
        kept.extend(pair);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(second: i64, amount: i64) -> Level {
        Level {
            at: Timestamp::from_second(second).expect("in range"),
            amount: Decimal::from(amount),
        }
    }

    #[test]
    fn spans_the_drawing_and_marks_rises() {
        let points = trend(&[level(0, 50), level(50, 0), level(100, 100)], 10);
        let drawn: Vec<_> = points.iter().map(|p| (p.x, p.y, p.rise)).collect();
        assert_eq!(drawn, [(0, 500, false), (500, 0, false), (1000, 1000, true)]);
    }

    #[test]
    fn thinning_keeps_the_extremes() {
        let mut levels: Vec<Level> = (0..1000).map(|n| level(n, 500)).collect();
        levels[617].amount = Decimal::from(9000);
        let points = trend(&levels, 40);
        assert!(points.len() <= 40);
        assert!(points.iter().any(|p| p.y == 1000 && p.rise));
    }

    #[test]
    fn heights_are_those_of_the_points() {
        let points = trend(&[level(0, -50), level(100, 150)], 10);
        assert_eq!(range(&points), Some((Decimal::from(-50), Decimal::from(150))));
        let at = |amount: i64| height(Decimal::from(amount), Decimal::from(-50), Decimal::from(150));
        assert_eq!(
            (at(-50), at(50), at(150), at(151)),
            (Some(0), Some(500), Some(1000), None)
        );
        assert_eq!(range(&[]), None);
        assert_eq!(height(Decimal::ZERO, Decimal::ZERO, Decimal::ZERO), None);
    }

    #[test]
    fn degenerate_inputs_draw_nothing_wrong() {
        assert!(trend(&[], 10).is_empty());
        assert_eq!(trend(&[level(5, 7)], 10).len(), 1);
        assert_eq!(gauge(Decimal::from(-5), Decimal::TEN), 0);
        assert_eq!(gauge(Decimal::from(5), Decimal::ZERO), 0);
        assert_eq!(gauge(Decimal::from(420), Decimal::from(1000)), 420);
        assert_eq!(gauge(Decimal::from(2000), Decimal::from(1000)), 1000);
    }
}
