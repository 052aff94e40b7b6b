//! Keys of the keyboard as WebDriver numbers them.

/// The characters for `Control+Shift+Tab`, in the order in which they go down.
pub(crate) fn combination(keys: &str) -> Vec<char> {
    // "+" alone is the key itself.
    if keys == "+" {
        return vec!['+'];
    }
    keys.split('+').map(key).collect()
}

fn key(name: &str) -> char {
    match name {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Control" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "PageUp" => '\u{e00e}',
        "PageDown" => '\u{e00f}',
        "End" => '\u{e010}',
        "Home" => '\u{e011}',
        "ArrowLeft" => '\u{e012}',
        "ArrowUp" => '\u{e013}',
        "ArrowRight" => '\u{e014}',
        "ArrowDown" => '\u{e015}',
        "Delete" => '\u{e017}',
        "F5" => '\u{e035}',
        _ => match name.chars().collect::<Vec<_>>()[..] {
            [letter] => letter,
            _ => panic!("no key is called {name:?}"),
        },
    }
}
