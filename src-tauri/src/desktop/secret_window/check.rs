//! The check that a recovery phrase was written down: some of its words are typed.

use std::collections::BTreeSet;

use gtk::atk::prelude::AtkObjectExt;
use gtk::prelude::*;
use gtk::{ApplicationWindow, Button, Entry, Grid, InputHints, InputPurpose, ResponseType, glib};
use refill_core::key::Secret;
use refill_core::ports::PhraseWords;

use super::sheet::{NEAR, Remark, Sheet, label_of};
use super::test_door;

/// How many words are asked for.
const ASKED: usize = 3;

/// What stands for the number of a word in the label of its field.
const NUMBER: &str = "{ $number }";

const BACK: ResponseType = ResponseType::Other(1);

/// How the check ended.
pub(super) enum Checked {
    /// All words were right.
    Right,
    /// The person wants to see the words again.
    Back,
    /// The window was closed.
    GivenUp,
}

/// Has some words typed until they are right, or the person goes back or gives up.
pub(super) async fn checked(
    phrase: &Secret,
    words: &PhraseWords,
    window: Option<&ApplicationWindow>,
) -> Checked {
    // Nothing of it is read but how many words it has.
    let count = phrase.expose_secret().split_whitespace().count();
    let fields = Fields::new(some_numbers(count));
    test_door::tell(phrase, fields.0.iter().map(|(number, _)| *number));
    let sheet = Sheet::new(&words.check_title, &words.check_text, window);
    let remark = Remark::new();
    sheet.add(&fields.grid(&words.check_label));
    sheet.add(remark.widget());
    sheet.button(&words.no, ResponseType::Cancel);
    sheet.button(&words.back, BACK);
    let done = sheet.button(&words.done, ResponseType::Accept);
    sheet.set_default(ResponseType::Accept);
    fields.wake_when_filled(&done);
    loop {
        match sheet.answer().await {
            ResponseType::Accept => match fields.first_wrong(phrase) {
                None => return Checked::Right,
                Some(field) => {
                    remark.say(&words.check_wrong);
                    point_at(field, &words.check_wrong);
                }
            },
            BACK => return Checked::Back,
            _ => return Checked::GivenUp,
        }
    }
}

/// A field for each word that is asked for, with its number; emptied on drop.
struct Fields(Vec<(usize, Entry)>);

impl Fields {
    fn new(numbers: BTreeSet<usize>) -> Fields {
        Fields(numbers.into_iter().map(|number| (number, field())).collect())
    }

    fn grid(&self, label: &str) -> Grid {
        let grid = Grid::builder()
            .column_spacing(2 * NEAR)
            .row_spacing(2 * NEAR)
            .build();
        for (row, (number, field)) in (0..).zip(&self.0) {
            let label = label.replace(NUMBER, &number.to_string());
            grid.attach(&label_of(field, &label), 0, row, 1, 1);
            grid.attach(field, 1, row, 1, 1);
        }
        grid
    }

    /// The button sleeps while a field is empty; what was wrong is no longer marked once it is typed anew.
    fn wake_when_filled(&self, button: &Button) {
        button.set_sensitive(false);
        let all: Vec<_> = self.0.iter().map(|(_, field)| field.downgrade()).collect();
        for (_, field) in &self.0 {
            let (all, button) = (all.clone(), button.downgrade());
            field.connect_changed(move |field| {
                unmark(field);
                if let Some(button) = button.upgrade() {
                    button.set_sensitive(all.iter().all(is_filled));
                }
            });
        }
    }

    /// The first field with another word than the phrase has there.
    fn first_wrong(&self, phrase: &Secret) -> Option<&Entry> {
        // To compare what was typed; nothing of it is kept.
        let words: Vec<&str> = phrase.expose_secret().split_whitespace().collect();
        let is_right = |number: usize, field: &Entry| {
            let word = number.checked_sub(1).and_then(|at| words.get(at));
            word.is_some_and(|word| is_same(&Secret::new(field.buffer().text()), word))
        };
        let mut fields = self.0.iter();
        let wrong = fields.find(|(number, field)| !is_right(*number, field));
        wrong.map(|(_, field)| field)
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        for (_, field) in &self.0 {
            // GTK zeroes what it takes away.
            field.set_text("");
        }
    }
}

/// A line for a word. It is readable, and still says that it takes a password: then no input method learns the word.
fn field() -> Entry {
    Entry::builder()
        .hexpand(true)
        .activates_default(true)
        .input_purpose(InputPurpose::Password)
        .input_hints(InputHints::NO_SPELLCHECK | InputHints::LOWERCASE)
        .build()
}

fn is_filled(field: &glib::WeakRef<Entry>) -> bool {
    // Only whether there is something; nothing of it is read.
    field.upgrade().is_some_and(|field| field.text_length() > 0)
}

/// Brings the person to the field that is wrong, and tells a screen reader why.
fn point_at(field: &Entry, why: &str) {
    field.style_context().add_class(gtk::STYLE_CLASS_ERROR);
    describe(field, why);
    field.grab_focus();
}

fn unmark(field: &Entry) {
    field.style_context().remove_class(gtk::STYLE_CLASS_ERROR);
    describe(field, "");
}

fn describe(field: &Entry, text: &str) {
    if let Some(accessible) = field.accessible() {
        accessible.set_description(text);
    }
}

/// Whether that is the word, whatever stands around it and however it is written.
fn is_same(typed: &Secret, word: &str) -> bool {
    // Compared here and dropped.
    typed.expose_secret().trim().to_lowercase() == word.to_lowercase()
}

/// The numbers of some words of a phrase of `count`, counted from one. Which ones need not be a secret, only another
/// choice each time: GLib's generator is enough.
fn some_numbers(count: usize) -> BTreeSet<usize> {
    let mut numbers = BTreeSet::new();
    let last = i32::try_from(count).unwrap_or(i32::MAX);
    while numbers.len() < ASKED.min(count) {
        let number = glib::random_int_range(0, last);
        numbers.extend(usize::try_from(number).map(|number| number + 1));
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_may_be_written_in_any_case_with_spaces_around_it() {
        let same = |typed: &str| is_same(&Secret::new(typed), "abandon");
        for typed in ["abandon", " Abandon ", "ABANDON\t"] {
            assert!(same(typed), "{typed:?}");
        }
        for typed in ["", "abando", "abandons", "aban don"] {
            assert!(!same(typed), "{typed:?}");
        }
    }

    #[test]
    fn three_words_are_asked_for_of_all_there_are() {
        let mut seen = BTreeSet::new();
        // A number that is never drawn would be missing with a chance of 0.75 ^ 1000.
        for _ in 0..1000 {
            let numbers = some_numbers(12);
            assert_eq!(numbers.len(), ASKED);
            seen.extend(numbers);
        }
        assert_eq!(seen, (1..=12).collect());
    }

    #[test]
    fn a_phrase_shorter_than_any_real_one_is_asked_for_whole() {
        assert_eq!(some_numbers(2), BTreeSet::from([1, 2]));
        assert_eq!(some_numbers(0), BTreeSet::new());
    }
}
