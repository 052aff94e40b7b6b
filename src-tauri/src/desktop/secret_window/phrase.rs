//! A recovery phrase: its words, and then the check that they were written down.

use std::iter;
use std::time::Duration;

use gtk::pango::{AttrFloat, AttrList, AttrString};
use gtk::prelude::*;
use gtk::{ApplicationWindow, Frame, Grid, Label, ResponseType};
use refill_core::key::Secret;
use refill_core::ports::PhraseWords;

use super::check::{Checked, checked};
use super::sheet::{NEAR, Sheet, wakes_after};
use super::test_door;

/// How long the button that leaves the words sleeps.
const WAKES_AFTER: Duration = Duration::from_millis(800);

/// How many words stand in a row.
const COLUMNS: i32 = 3;
/// How much larger than other text the words are.
const LARGER: f64 = 1.25;

/// Shows the words and, where `check`, has some of them typed; true when all of that went well.
pub(super) async fn show(
    phrase: Secret,
    words: PhraseWords,
    check: bool,
    window: Option<ApplicationWindow>,
) -> bool {
    loop {
        if !is_written_down(&phrase, &words, check, window.as_ref()).await {
            return false;
        }
        if !check {
            return true;
        }
        match checked(&phrase, &words, window.as_ref()).await {
            Checked::Right => return true,
            Checked::Back => {}
            Checked::GivenUp => return false,
        }
    }
}

/// The words, until the person goes on. Where there is nothing to give up, there is one button.
async fn is_written_down(
    phrase: &Secret,
    words: &PhraseWords,
    can_give_up: bool,
    window: Option<&ApplicationWindow>,
) -> bool {
    test_door::tell(phrase, iter::empty());
    let sheet = Sheet::new(&words.title, &words.text, window);
    let list = WordList::new(phrase);
    sheet.add(&list.frame());
    if can_give_up {
        sheet.button(&words.no, ResponseType::Cancel).grab_focus();
        sheet.set_default(ResponseType::Cancel);
    }
    let written = sheet.button(&words.written, ResponseType::Accept);
    wakes_after(&written, WAKES_AFTER, move |written| {
        if !can_give_up {
            written.grab_focus();
        }
    });
    sheet.answer().await == ResponseType::Accept
}

/// The numbered words; emptied on drop.
struct WordList(Vec<Label>);

impl WordList {
    fn new(phrase: &Secret) -> WordList {
        // To show them to the person whose they are.
        let words = phrase.expose_secret().split_whitespace();
        WordList(
            words
                .zip(1..)
                .map(|(word, number)| numbered(number, word))
                .collect(),
        )
    }

    fn frame(&self) -> Frame {
        let grid = Grid::builder()
            .column_homogeneous(true)
            .column_spacing(4 * NEAR)
            .row_spacing(2 * NEAR)
            .margin(3 * NEAR)
            .build();
        for (place, label) in (0..).zip(&self.0) {
            grid.attach(label, place % COLUMNS, place / COLUMNS, 1, 1);
        }
        let frame = Frame::new(None);
        frame.add(&grid);
        frame
    }
}

impl Drop for WordList {
    fn drop(&mut self) {
        for label in &self.0 {
            label.set_text("");
        }
    }
}

/// A word that can be read from paper's distance, and neither selected nor copied.
fn numbered(number: usize, word: &str) -> Label {
    let look = AttrList::new();
    look.insert(AttrString::new_family("monospace"));
    look.insert(AttrFloat::new_scale(LARGER));
    // A figure space keeps one digit as wide as two.
    let pad = if number < 10 { "\u{2007}" } else { "" };
    Label::builder()
        .label(format!("{pad}{number}. {word}"))
        .use_markup(false)
        .use_underline(false)
        .selectable(false)
        .attributes(&look)
        .xalign(0.0)
        .build()
}
