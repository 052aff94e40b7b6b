//! The words of the command line. They stand in `locales/en/cli.ftl`.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use refill_app::{Phrases, Problem};
use refill_core::text;

pub(crate) static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(include_str!("../../locales/en/cli.ftl")));

/// Longest word of the command line that is repeated, in characters.
const LONGEST_WORD: usize = 200;

/// A clock may be this much ahead before that is worth a word.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(1);

/// How long ago `then` was.
pub(super) fn age(then: Timestamp, now: Timestamp) -> String {
    let passed = now.duration_since(then);
    if passed < -CLOCKS_DIFFER {
        return PHRASES.say("age-future");
    }
    if passed < SignedDuration::from_mins(1) {
        return PHRASES.say("age-now");
    }
    PHRASES.phrase("age-ago").with("span", span(then, now)).say()
}

/// How long it has been since `then`, in its largest whole unit.
pub(super) fn span(then: Timestamp, now: Timestamp) -> String {
    let minutes = now.duration_since(then).as_mins();
    let (unit, count) = match minutes {
        ..1 => return PHRASES.say("span-now"),
        1..60 => ("span-minutes", minutes),
        60..2880 => ("span-hours", minutes / 60),
        _ => ("span-days", minutes / (24 * 60)),
    };
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    PHRASES.phrase(unit).count("count", count).say()
}

/// What went wrong with an account.
pub(super) fn problem(problem: Problem) -> String {
    PHRASES.say(&format!("problem-{}", problem.word()))
}

/// A word of the command line, as it may stand on a terminal.
pub(crate) fn quoted(word: &str) -> String {
    text::clean(&format!("{word:?}"), LONGEST_WORD)
}

/// The codes of all problems, some to a line, for the description of the JSON document.
pub(crate) fn problem_codes() -> String {
    const IN_A_LINE: usize = 6;
    // A hidden balance is told as such and not as a problem.
    let told = Problem::ALL
        .iter()
        .filter(|problem| **problem != Problem::BalanceHidden);
    let codes: Vec<&str> = told.map(|problem| problem.word()).collect();
    let lines: Vec<String> = codes.chunks(IN_A_LINE).map(|line| line.join(", ")).collect();
    lines.join(",\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = include_str!("../../locales/en/cli.ftl");

    #[test]
    fn ages_are_told_in_their_largest_unit() {
        let now = Timestamp::from_second(1_000_000_000).expect("in range");
        let before = |seconds: i64| {
            now.checked_sub(SignedDuration::from_secs(seconds))
                .expect("in range")
        };
        for (seconds, words) in [
            (-3600, "in the future"),
            (-30, "just now"),
            (59, "just now"),
            (60, "1 min ago"),
            (3 * 60 + 59, "3 min ago"),
            (60 * 60, "1 h ago"),
            (47 * 3600, "47 h ago"),
            (48 * 3600, "2 days ago"),
            (400 * 24 * 3600, "400 days ago"),
        ] {
            assert_eq!(age(before(seconds), now), words);
        }
        assert_eq!(span(before(5), now), "less than a minute");
    }

    #[test]
    fn every_problem_has_words() {
        for problem in Problem::ALL {
            assert!(PHRASES.has(&format!("problem-{}", problem.word())), "{problem:?}");
        }
    }

    #[test]
    fn the_words_need_no_language() {
        let strange: String = WORDS.chars().filter(|c| !c.is_ascii()).collect();
        assert_eq!(strange, "");
    }

    #[test]
    fn the_file_is_fluent_to_its_end() {
        let ids = WORDS.lines().filter_map(|line| {
            let (id, _) = line.split_once(" =")?;
            (!id.starts_with([' ', '#'])).then_some(id)
        });
        let missing: Vec<&str> = ids.filter(|id| !PHRASES.has(id)).collect();
        assert_eq!(missing, [""; 0]);
    }
}
