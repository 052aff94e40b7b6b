//! The dialog on Linux.
//!
//! | what could give a yes that nobody meant | what keeps it out |
//! |---|---|
//! | a click or key on its way to the window when the dialog comes | yes wakes late; no is the default and has the focus |
//! | a dialog that is closed | only the yes button says yes |
//! | a text that looks like part of the dialog | words are words: no markup, no mnemonics, no links |
//! | a question that nobody waits for any more | it goes with the one who asked |

use std::time::Duration;

use gtk::atk;
use gtk::atk::prelude::AtkObjectExt;
use gtk::glib;
use gtk::prelude::*;
use gtk::{ApplicationWindow, Button, Dialog, Label, ResponseType};
use refill_core::ports::Question;
use tokio::sync::oneshot;

/// How long the yes button sleeps.
const YES_WAKES_AFTER: Duration = Duration::from_millis(800);

/// What a test or another program for accessibility finds the dialog and its buttons by.
const NAME: &str = "refill-question";
const NAME_OF_YES: &str = "refill-question-yes";
const NAME_OF_NO: &str = "refill-question-no";

/// Width of the text, in characters.
const LINE: i32 = 52;
/// Space around and between the parts, in pixels.
const SPACE: i32 = 18;

/// Shows the dialog in front of `window` and answers once: with the person's word, or not at all where nobody waits for
/// it any more. For the main thread, which is not held up by it.
pub(super) async fn ask(
    question: Question,
    window: Option<ApplicationWindow>,
    mut answer: oneshot::Sender<bool>,
) {
    let dialog = built(&question, window.as_ref());
    let yes = tokio::select! {
        biased;
        () = answer.closed() => false,
        response = dialog.run_future() => response == ResponseType::Accept,
    };
    dialog.hide();
    // Takes it apart; hiding alone would keep it for ever.
    dialog.close();
    // Where nobody waits any more the answer matters to nobody.
    let _ = answer.send(yes);
}

fn built(question: &Question, window: Option<&ApplicationWindow>) -> Dialog {
    // Its buttons stand below the text, whatever the desktop prefers: there they are looked for.
    let dialog = Dialog::builder()
        .use_header_bar(0)
        .title(&question.title)
        .role(NAME)
        .name(NAME)
        .modal(true)
        .resizable(false)
        .skip_taskbar_hint(window.is_some())
        .build();
    dialog.set_transient_for(window);
    if let Some(accessible) = dialog.accessible() {
        // Screen readers then read the whole question as it comes.
        accessible.set_role(atk::Role::Alert);
    }
    let content = dialog.content_area();
    content.set_border_width(SPACE.unsigned_abs());
    content.set_spacing(SPACE);
    content.add(&headline(&question.title));
    content.add(&words(&question.text));
    add_buttons(&dialog, question);
    content.show_all();
    dialog
}

/// No first, so that yes is the last one, and nothing but yes says yes.
fn add_buttons(dialog: &Dialog, question: &Question) {
    let no = button(&question.no, NAME_OF_NO);
    let yes = button(&question.yes, NAME_OF_YES);
    yes.set_sensitive(false);
    dialog.add_action_widget(&no, ResponseType::Cancel);
    dialog.add_action_widget(&yes, ResponseType::Accept);
    no.set_can_default(true);
    dialog.set_default_response(ResponseType::Cancel);
    no.grab_focus();
    dialog.connect_map(|dialog| {
        // Who uses the keyboard sees from the start where it is.
        dialog.set_focus_visible(true);
    });
    let sleeping = yes.downgrade();
    dialog.connect_map(move |_| wake_later(&sleeping));
    // Uncovered by another window under a click that was meant for that, it sleeps anew.
    let sleeping = yes.downgrade();
    dialog.connect_focus_in_event(move |_, _| {
        wake_later(&sleeping);
        glib::Propagation::Proceed
    });
}

/// Puts the button to sleep, and wakes it when nothing has put it to sleep again meanwhile.
fn wake_later(yes: &glib::WeakRef<Button>) {
    let Some(button) = yes.upgrade() else { return };
    button.set_sensitive(false);
    let turn = SLEEPS.with(|sleeps| {
        sleeps.set(sleeps.get().wrapping_add(1));
        sleeps.get()
    });
    let yes = yes.clone();
    glib::timeout_add_local_once(YES_WAKES_AFTER, move || {
        let is_last = SLEEPS.with(|sleeps| sleeps.get() == turn);
        if let (Some(button), true) = (yes.upgrade(), is_last) {
            button.set_sensitive(true);
        }
    });
}

thread_local! {
    /// How often a button was put to sleep. One question stands at a time.
    static SLEEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

fn headline(text: &str) -> Label {
    let label = words(text);
    let bold = gtk::pango::AttrList::new();
    bold.insert(gtk::pango::AttrInt::new_weight(gtk::pango::Weight::Bold));
    label.set_attributes(Some(&bold));
    label
}

/// `text` as it is: a label without markup and without mnemonics.
fn words(text: &str) -> Label {
    Label::builder()
        .label(text)
        .use_markup(false)
        .use_underline(false)
        .wrap(true)
        .wrap_mode(gtk::pango::WrapMode::WordChar)
        .width_chars(LINE)
        .max_width_chars(LINE)
        .xalign(0.0)
        .build()
}

fn button(text: &str, name: &str) -> Button {
    let button = Button::with_label(text);
    button.set_widget_name(name);
    button
}
