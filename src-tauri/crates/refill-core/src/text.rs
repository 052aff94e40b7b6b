//! Text from outside, made harmless before anything keeps or shows it.

/// `text` as one line of at most `longest` characters: control, bidi and invisible format characters are
/// dropped, white space runs become one space, and a cut is marked with `…`.
///
/// Provider text is hostile (architecture, invariant 6): it may carry terminal escapes or characters that
/// turn the reading direction around.
pub fn clean(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if length >= longest {
            line.push('…');
            break;
        }
        if gap && !line.is_empty() {
            line.push(' ');
            length += 1;
        }
        gap = false;
        line.push(c);
        length += 1;
    }
    line
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_plain_text_and_drops_tricks() {
        assert_eq!(clean("Insufficient  credits\n", 50), "Insufficient credits");
        assert_eq!(clean("a\u{1b}[31mred\u{202e}txt", 50), "a[31mredtxt");
        assert_eq!(clean("\u{feff}  \u{0}", 50), "");
        assert_eq!(clean("Grüße, 世界", 50), "Grüße, 世界");
    }

    #[test]
    fn cuts_long_text_with_a_mark() {
        assert_eq!(clean("abcdef", 3), "abc…");
        assert_eq!(clean("abc", 3), "abc");
    }
}
