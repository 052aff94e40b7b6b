//! How many columns of a terminal a text takes: letters of East Asia and emoji take two, marks above a letter none.

/// Columns of `text`, as terminals count them.
pub(super) fn of(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// `text` with spaces after it, up to `width` columns.
pub(super) fn padded(text: &str, width: usize) -> String {
    let rest = width.saturating_sub(of(text));
    format!("{text}{:rest$}", "")
}

/// The blocks of Unicode that are wide (Standard Annex 11, "W" and "F") or combine with the letter before.
fn columns(letter: char) -> usize {
    match letter {
        '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_take_two_columns_and_marks_none() {
        assert_eq!(of("Work"), 4);
        assert_eq!(of("Zo\u{e9}"), 3);
        assert_eq!(of("Zoe\u{301}"), 3);
        assert_eq!(of("\u{4ed5}\u{4e8b}"), 4);
        assert_eq!(of("\u{1f680}"), 2);
        assert_eq!(of("\u{5e2}\u{5d1}\u{5d5}\u{5d3}\u{5d4}"), 5);
        assert_eq!(padded("\u{4ed5}", 4), "\u{4ed5}  ");
        assert_eq!(padded("too long", 4), "too long");
    }
}
