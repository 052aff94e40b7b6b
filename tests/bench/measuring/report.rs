//! The lines of the table: how the parts hand them to the supervisor, and how they look in Markdown.

use std::fs;
use std::path::Path;

use super::numbers::Pairs;

/// One line of what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A figure that has a goal.
    Goal(Goal),
    /// A figure without one, to understand the others.
    Plain { what: String, seen: String },
}

/// A figure and what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Goal {
    pub(crate) what: String,
    pub(crate) refill: String,
    pub(crate) peer: String,
    pub(crate) ratio: String,
    pub(crate) goal: String,
    /// `None`: it was not measured.
    pub(crate) met: Option<bool>,
}

impl Line {
    /// A ratio and the highest that it should be.
    pub(crate) fn ratio(
        what: &str,
        goal: f64,
        pairs: &Pairs,
        words: impl Fn(&[f64]) -> String,
        peer: &str,
    ) -> Self {
        Self::Goal(Goal {
            what: what.into(),
            refill: words(&pairs.refill),
            peer: format!("{peer}: {}", words(&pairs.peer)),
            ratio: pairs.ratio_text(),
            goal: format!("≤ {goal}"),
            met: Some(pairs.ratio() <= goal),
        })
    }

    /// A figure that stands for itself.
    pub(crate) fn most(what: &str, refill: String, goal: String, met: bool) -> Self {
        Self::Goal(Goal {
            what: what.into(),
            refill,
            peer: "–".into(),
            ratio: "–".into(),
            goal,
            met: Some(met),
        })
    }

    /// A goal that nothing can be said about, and why.
    pub(crate) fn missing(what: &str, goal: &str, why: &str) -> Self {
        Self::Goal(Goal {
            what: what.into(),
            refill: format!("not measured: {why}"),
            peer: "–".into(),
            ratio: "–".into(),
            goal: goal.into(),
            met: None,
        })
    }

    pub(crate) fn plain(what: &str, seen: String) -> Self {
        Self::Plain {
            what: what.into(),
            seen,
        }
    }
}

/// Leaves the lines of a part in a file: a line each, columns apart by tabs.
pub(crate) fn save(path: &Path, lines: &[Line]) -> Result<(), String> {
    let text: String = lines.iter().map(|line| columns(line).join("\t") + "\n").collect();
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// What [`save`] left.
pub(crate) fn load(path: &Path) -> Result<Vec<Line>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines()
        .map(|line| from_columns(line).ok_or_else(|| format!("{}: {line:?}", path.display())))
        .collect()
}

fn columns(line: &Line) -> Vec<String> {
    // What separates columns here or in the table cannot stand in one.
    let clean = |text: &String| text.replace(['\t', '\n', '|'], " ");
    match line {
        Line::Plain { what, seen } => vec!["plain".into(), clean(what), clean(seen)],
        Line::Goal(goal) => {
            let cells = [&goal.what, &goal.refill, &goal.peer, &goal.ratio, &goal.goal].map(clean);
            let met = goal.met.map_or("–", |met| if met { "yes" } else { "**no**" });
            [&["goal".to_string()], &cells[..], &[met.to_string()]].concat()
        }
    }
}

fn from_columns(line: &str) -> Option<Line> {
    let cells: Vec<String> = line.split('\t').map(String::from).collect();
    Some(match cells.as_slice() {
        [kind, what, seen] if kind == "plain" => Line::plain(what, seen.clone()),
        [kind, what, refill, peer, ratio, goal, met] if kind == "goal" => Line::Goal(Goal {
            what: what.clone(),
            refill: refill.clone(),
            peer: peer.clone(),
            ratio: ratio.clone(),
            goal: goal.clone(),
            met: (met != "–").then_some(met == "yes"),
        }),
        _ => return None,
    })
}

/// Both tables, under a line each about where and how it was measured.
pub(crate) fn markdown(about: &[String], lines: &[Line]) -> String {
    let mut text = String::new();
    for sentence in about {
        text += &format!("{sentence}\n");
    }
    let table = |text: &mut String, heading: &[&str], wanted: &str| {
        let rows: Vec<_> = lines
            .iter()
            .map(columns)
            .filter(|cells| cells[0] == wanted)
            .collect();
        if rows.is_empty() {
            return;
        }
        *text += &format!(
            "\n| {} |\n|{}\n",
            heading.join(" | "),
            "---|".repeat(heading.len())
        );
        for cells in rows {
            *text += &format!("| {} |\n", cells[1..].join(" | "));
        }
    };
    let heading = [
        "what",
        "Refill",
        "against",
        "ratio (lowest–highest of a pair)",
        "goal",
        "met",
    ];
    table(&mut text, &heading, "goal");
    table(&mut text, &["without a goal", "seen"], "plain");
    text
}

#[cfg(test)]
mod tests {
    use super::{Line, from_columns, markdown};
    use crate::measuring::numbers::Pairs;

    fn lines() -> Vec<Line> {
        let pairs = Pairs {
            refill: vec![120.0],
            peer: vec![100.0],
        };
        let words = |values: &[f64]| format!("{:.0} ms", values[0]);
        vec![
            Line::ratio("start", 1.15, &pairs, words, "floor"),
            Line::missing("memory", "≤ 1.15", "no\ttime|"),
            Line::plain("mapped", "90 ms".into()),
        ]
    }

    #[test]
    fn lines_come_back_from_their_file() {
        let path = std::env::temp_dir().join(format!("refill-bench-{}.lines", std::process::id()));
        super::save(&path, &lines()).expect("saved");
        let loaded = super::load(&path).expect("loaded");
        std::fs::remove_file(&path).expect("removed");
        assert_eq!(loaded[0], lines()[0]);
        assert_eq!(loaded[2], lines()[2]);
        assert!(
            matches!(&loaded[1], Line::Goal(goal) if goal.met.is_none() && goal.refill.ends_with("no time "))
        );
        assert_eq!(from_columns("neither"), None);
    }

    #[test]
    fn a_goal_that_is_missed_says_so() {
        let text = markdown(&["Where.".into()], &lines());
        assert!(text.starts_with("Where.\n\n| what |"), "{text}");
        assert!(
            text.contains("| start | 120 ms | floor: 100 ms | 1.20 (1.20–1.20, 1 pairs) | ≤ 1.15 | **no** |")
        );
        assert!(text.contains("| memory | not measured: no time  | – | – | ≤ 1.15 | – |"));
        assert!(text.ends_with("\n| mapped | 90 ms |\n"));
    }
}
