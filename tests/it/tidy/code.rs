//! Enough of a reader of Rust and JavaScript to tell code from comments, strings and tests. Lines keep their numbers.

/// The text with comments emptied; strings stay.
pub(super) fn without_comments(text: &str) -> String {
    blank(text, false)
}

/// The text with comments and the insides of strings emptied.
pub(super) fn bare(text: &str) -> String {
    blank(text, true)
}

/// Rust code without its test modules; comments go, strings stay if `strings` says so.
pub(super) fn product(text: &str, strings: bool) -> String {
    let bare = bare(text);
    let shown = if strings {
        without_comments(text)
    } else {
        bare.clone()
    };
    let mut lines: Vec<&str> = shown.lines().collect();
    let skeleton: Vec<&str> = bare.lines().collect();
    let mut number = 0;
    while number < skeleton.len() {
        if skeleton[number].trim_start().starts_with("#[cfg(test)]") {
            let end = end_of_item(&skeleton, number);
            lines[number..=end].fill("");
            number = end;
        }
        number += 1;
    }
    lines.join("\n")
}

/// The last line of the item that begins after the attribute in line `start`.
fn end_of_item(lines: &[&str], start: usize) -> usize {
    let mut depth = 0_usize;
    for (number, line) in lines.iter().enumerate().skip(start) {
        for letter in line.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 1 => return number,
                '}' => depth = depth.saturating_sub(1),
                ';' if depth == 0 => return number,
                _ => {}
            }
        }
    }
    lines.len() - 1
}

fn blank(text: &str, strings_too: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (token, is_text, is_comment) = token(rest);
        let (whole, after) = rest.split_at(token);
        if is_comment || (is_text && strings_too) {
            out.extend(whole.chars().filter(|&letter| letter == '\n'));
            if is_text {
                out.push_str("\"\"");
            }
        } else {
            out.push_str(whole);
        }
        rest = after;
    }
    out
}

/// The length of the next token, and whether it is a string or a comment.
fn token(text: &str) -> (usize, bool, bool) {
    if text.starts_with("//") {
        return (text.find('\n').unwrap_or(text.len()), false, true);
    }
    if text.starts_with("/*") {
        return (text.find("*/").map_or(text.len(), |end| end + 2), false, true);
    }
    if let Some(length) = raw_string(text) {
        return (length, true, false);
    }
    match text.chars().next() {
        Some(quote @ ('"' | '`')) => (quoted(text, quote), true, false),
        Some('\'') => match character(text) {
            Some(length) => (length, true, false),
            None => (1, false, false),
        },
        Some(letter) if letter.is_alphanumeric() || letter == '_' => {
            let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            (end.unwrap_or(text.len()), false, false)
        }
        Some(letter) => (letter.len_utf8(), false, false),
        None => (0, false, false),
    }
}

fn quoted(text: &str, quote: char) -> usize {
    let mut letters = text.char_indices().skip(1);
    while let Some((position, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == quote {
            return position + 1;
        }
    }
    text.len()
}

/// `r"…"`, `r#"…"#`, also of bytes.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let fence = after.len() - after.trim_start_matches('#').len();
    let inside = after[fence..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(fence));
    let start = text.len() - inside.len();
    Some(
        inside
            .find(&close)
            .map_or(text.len(), |end| start + end + close.len()),
    )
}

/// A character of Rust or a short string of JavaScript, but not a lifetime.
fn character(text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    let inside = &line[1..];
    if inside.starts_with('\\') {
        return Some(quoted(line, '\'')).filter(|&length| length > 2);
    }
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let word = inside.len() - inside.trim_start_matches(is_part).len();
    if inside[word..].starts_with('\'') {
        return Some(word + 2);
    }
    let end = quoted(line, '\'');
    (word == 0 && end > 1 && line[..end].ends_with('\'')).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::{bare, product, without_comments};

    #[test]
    fn comments_and_strings_go() {
        let text =
            "let a = \"x // f64\"; // f64\n/* f64\n */ let b: &'a str = r#\"f64 \" \"#; let c = '\"'; f64";
        assert_eq!(
            bare(text),
            "let a = \"\"; \n\n let b: &'a str = \"\"; let c = \"\"; f64"
        );
        assert!(without_comments(text).contains("\"x // f64\""));
        assert_eq!(without_comments(text).matches("f64").count(), 3);
    }

    #[test]
    fn tests_are_not_product_code() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\" }\n}\nfn c() {}\n#[cfg(test)]\nuse d;\nfn e() {}";
        assert_eq!(
            product(text, false),
            "fn a() {}\n\n\n\n\nfn c() {}\n\n\nfn e() {}"
        );
    }
}
