//! What is measured.

mod export;
mod memory;
mod payments;
mod refresh;
mod sizes;
mod start;

use super::options::Options;
use super::report::Line;

/// One kind of figure.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// The figures that have a goal, and the goals: what the table shows where the part could not be measured.
    pub(crate) goals: &'static [(&'static str, &'static str)],
    pub(crate) measure: fn(&Options) -> Result<Vec<Line>, String>,
}

pub(crate) const ALL: &[Part] = &[
    sizes::PART,
    start::PART,
    memory::PART,
    refresh::PART,
    export::PART,
    payments::PART,
];
