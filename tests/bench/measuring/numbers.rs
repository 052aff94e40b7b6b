//! Medians, and ratios with their spread. Nothing that was measured is left out.

use std::time::Duration;

/// The same measured of Refill and of what it is measured against, in turns.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    pub(crate) refill: Vec<f64>,
    pub(crate) peer: Vec<f64>,
}

impl Pairs {
    /// The ratio of the medians.
    pub(crate) fn ratio(&self) -> f64 {
        median(&self.refill) / median(&self.peer)
    }

    /// The lowest and the highest ratio of a single pair.
    pub(crate) fn spread(&self) -> (f64, f64) {
        let ratios = self
            .refill
            .iter()
            .zip(&self.peer)
            .map(|(refill, peer)| refill / peer);
        ratios.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), ratio| {
            (low.min(ratio), high.max(ratio))
        })
    }

    /// `1.12 (1.08–1.19, 10 pairs)`.
    pub(crate) fn ratio_text(&self) -> String {
        let (low, high) = self.spread();
        format!(
            "{:.2} ({low:.2}–{high:.2}, {} pairs)",
            self.ratio(),
            self.refill.len()
        )
    }
}

/// The middle value; of an even number the mean of the two in the middle.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
        _ => sorted[middle],
    }
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Milliseconds as people read them.
pub(crate) fn time_text(millis: f64) -> String {
    if millis < 1000.0 {
        format!("{millis:.0} ms")
    } else {
        format!("{:.2} s", millis / 1000.0)
    }
}

/// KiB as MiB.
pub(crate) fn memory_text(kib: f64) -> String {
    format!("{:.1} MiB", kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::{Pairs, median, memory_text, time_text};

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 9.0]), 3.0);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn a_ratio_is_of_the_medians_and_its_spread_of_the_pairs() {
        let pairs = Pairs {
            refill: vec![110.0, 130.0, 120.0],
            peer: vec![100.0, 100.0, 100.0],
        };
        assert_eq!(pairs.ratio_text(), "1.20 (1.10–1.30, 3 pairs)");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(time_text(412.4), "412 ms");
        assert_eq!(time_text(1500.0), "1.50 s");
        assert_eq!(memory_text(1536.0), "1.5 MiB");
    }
}
