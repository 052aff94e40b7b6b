//! A question whose answer is a secret: a password, or a text of several lines that may come from a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use gtk::prelude::*;
use gtk::{
    ApplicationWindow, Box as Rows, Button, Entry, FileChooserAction, FileChooserNative, InputHints,
    InputPurpose, Orientation, PolicyType, ResponseType, ScrolledWindow, ShadowType, TextBuffer, TextView,
    WrapMode,
};
use refill_core::key::Secret;
use refill_core::ports::SecretQuestion;

use super::sheet::{NEAR, Remark, Sheet, label_of};

/// Longest file that is read, in bytes; a keystore file has under one thousand.
const LONGEST_FILE: u64 = 64 * 1024;

/// Height of a text of several lines, in pixels.
const HEIGHT: i32 = 110;

const FROM_FILE: ResponseType = ResponseType::Other(1);

/// Asks until there is an answer, or the person gives up.
pub(super) async fn ask(question: SecretQuestion, window: Option<ApplicationWindow>) -> Option<Secret> {
    let sheet = Sheet::new(&question.title, &question.text, window.as_ref());
    let field = Field::new(question.is_password);
    let remark = Remark::new();
    let parts = Rows::new(Orientation::Vertical, NEAR);
    field.add_to(&parts, &question.label);
    if let Some(text) = &question.from_file {
        parts.add(&sheet.button_inside(text, FROM_FILE));
    }
    sheet.add(&parts);
    sheet.add(remark.widget());
    sheet.button(&question.no, ResponseType::Cancel);
    let yes = sheet.button(&question.yes, ResponseType::Accept);
    sheet.set_default(ResponseType::Accept);
    field.wake_when_filled(&yes);
    field.grab_focus();
    loop {
        match sheet.answer().await {
            ResponseType::Accept => return Some(field.text()),
            FROM_FILE => match from_file(&sheet, question.from_file.as_deref()).await {
                Some(Ok(secret)) => return Some(secret),
                Some(Err(why)) => remark.say(&why),
                None => {}
            },
            _ => return None,
        }
    }
}

/// Where the answer is typed or pasted; emptied on drop. Both say that they take a password: then no input method learns
/// what it was.
enum Field {
    Line(Entry),
    Text(TextView),
}

impl Field {
    fn new(is_password: bool) -> Field {
        match is_password {
            true => Field::Line(
                Entry::builder()
                    .visibility(false)
                    .activates_default(true)
                    .input_purpose(InputPurpose::Password)
                    .build(),
            ),
            false => Field::Text(
                TextView::builder()
                    .monospace(true)
                    .wrap_mode(WrapMode::WordChar)
                    // Tab leads on to the buttons.
                    .accepts_tab(false)
                    .top_margin(NEAR)
                    .bottom_margin(NEAR)
                    .left_margin(NEAR)
                    .right_margin(NEAR)
                    .input_purpose(InputPurpose::Password)
                    .input_hints(InputHints::NO_SPELLCHECK)
                    .build(),
            ),
        }
    }

    fn add_to(&self, parts: &Rows, label: &str) {
        match self {
            Field::Line(entry) => {
                parts.add(&label_of(entry, label));
                parts.add(entry);
            }
            Field::Text(view) => {
                let frame = ScrolledWindow::builder()
                    .hscrollbar_policy(PolicyType::Never)
                    .shadow_type(ShadowType::In)
                    .min_content_height(HEIGHT)
                    .build();
                frame.add(view);
                parts.add(&label_of(view, label));
                parts.add(&frame);
            }
        }
    }

    /// The button sleeps while there is nothing to go on with.
    fn wake_when_filled(&self, button: &Button) {
        button.set_sensitive(false);
        let button = button.downgrade();
        let wake = move |is_filled: bool| {
            if let Some(button) = button.upgrade() {
                button.set_sensitive(is_filled);
            }
        };
        match self {
            Field::Line(entry) => {
                entry.connect_changed(move |entry| wake(entry.text_length() > 0));
            }
            Field::Text(view) => {
                if let Some(buffer) = view.buffer() {
                    buffer.connect_changed(move |buffer| wake(buffer.char_count() > 0));
                }
            }
        }
    }

    fn grab_focus(&self) {
        match self {
            Field::Line(entry) => entry.grab_focus(),
            Field::Text(view) => view.grab_focus(),
        }
    }

    fn text(&self) -> Secret {
        match self {
            Field::Line(entry) => Secret::new(entry.buffer().text()),
            Field::Text(view) => Secret::new(view.buffer().map(whole).unwrap_or_default()),
        }
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        match self {
            Field::Line(entry) => entry.set_text(""),
            Field::Text(view) => {
                if let Some(buffer) = view.buffer() {
                    buffer.set_text("");
                }
            }
        }
    }
}

fn whole(buffer: TextBuffer) -> String {
    let (start, end) = buffer.bounds();
    buffer
        .text(&start, &end, false)
        .map(String::from)
        .unwrap_or_default()
}

/// What is in the file that the person chooses; nothing when none is chosen. Why it cannot be read is said in the
/// system's own words.
async fn from_file(sheet: &Sheet, title: Option<&str>) -> Option<Result<Secret, String>> {
    let chooser = Chooser::in_front_of(sheet, title);
    let path = match chooser.0.run_future().await {
        ResponseType::Accept => chooser.0.filename()?,
        _ => return None,
    };
    let why = |error: io::Error| format!("{}: {error}", path.display());
    let chosen = path.clone();
    // Disks may be slow, and the window should not be.
    let read = tauri::async_runtime::spawn_blocking(move || read(&chosen)).await;
    Some(
        read.unwrap_or_else(|error| Err(io::Error::other(error)))
            .map_err(why),
    )
}

/// The system's own window for choosing a file, with its own words; dropping it takes it apart.
struct Chooser(FileChooserNative);

impl Chooser {
    fn in_front_of(sheet: &Sheet, title: Option<&str>) -> Chooser {
        let open = FileChooserAction::Open;
        let chooser = FileChooserNative::new(title, Some(sheet.window()), open, None, None);
        chooser.set_modal(true);
        Chooser(chooser)
    }
}

impl Drop for Chooser {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// The text of a file. One that is longer than any that holds a key comes cut off one byte after the limit, one that is
/// no text with marks in it, and what is no file (a pipe would make us wait for ever) as nothing: whoever reads keys then
/// says what is wrong with it.
fn read(path: &Path) -> io::Result<Secret> {
    if !path.metadata()?.is_file() {
        return Ok(Secret::new(""));
    }
    let mut file = File::open(path)?.take(LONGEST_FILE + 1);
    // Room for all of it: a text that grows leaves pieces of itself behind.
    let room = file.get_ref().metadata()?.len().min(LONGEST_FILE + 1);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default() + 1);
    file.read_to_end(&mut bytes)?;
    Ok(Secret::new(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_one_byte_over_the_limit() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keystore.json");
        let length = |text: &[u8]| {
            std::fs::write(&path, text).expect("a file");
            read(&path).expect("its text").expose_secret().len()
        };
        let limit = usize::try_from(LONGEST_FILE).expect("a small number");
        assert_eq!(length(b"{}"), 2);
        assert_eq!(length(&vec![b'x'; limit]), limit);
        assert_eq!(length(&vec![b'x'; 2 * limit]), limit + 1);
    }

    #[test]
    fn what_is_no_text_still_comes_so_that_it_can_be_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("picture.png");
        std::fs::write(&path, [0x89, b'P', b'N', b'G']).expect("a file");
        assert_eq!(read(&path).expect("its text").expose_secret(), "\u{fffd}PNG");
    }

    #[test]
    fn a_folder_holds_nothing_and_what_is_not_there_cannot_be_read() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(read(folder.path()).expect("nothing").expose_secret(), "");
        assert!(read(&folder.path().join("nothing")).is_err());
    }
}
