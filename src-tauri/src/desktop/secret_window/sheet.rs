//! What the windows for secrets have in common: a headline, a text, what is between, and buttons below.

use std::time::Duration;

use gtk::pango::{AttrInt, AttrList, Weight, WrapMode};
use gtk::prelude::*;
use gtk::{
    ApplicationWindow, Box as Row, Button, Dialog, IconSize, Image, Label, Orientation, ResponseType, Widget,
};
use gtk::{gdk, glib};

/// What a test or another program for accessibility finds the windows by.
const NAME: &str = "refill-secret";

/// Width of the text, in characters.
const LINE: i32 = 56;
/// Space around and between the parts, in pixels.
const SPACE: i32 = 18;
/// Space between parts that belong together, in pixels.
pub(super) const NEAR: i32 = 6;

/// A window for a secret; dropping it takes the window apart.
pub(super) struct Sheet(Dialog);

impl Sheet {
    /// An empty one in front of `window`. Everything in it is words: no markup, no mnemonics, no links.
    pub(super) fn new(title: &str, text: &str, window: Option<&ApplicationWindow>) -> Sheet {
        // Its buttons stand below the text, whatever the desktop prefers: there they are looked for.
        let dialog = Dialog::builder()
            .use_header_bar(0)
            .title(title)
            .role(NAME)
            .name(NAME)
            .modal(true)
            .resizable(false)
            .type_hint(gdk::WindowTypeHint::Dialog)
            .skip_taskbar_hint(window.is_some())
            .build();
        dialog.set_transient_for(window);
        // Who uses the keyboard sees from the start where it is.
        dialog.connect_map(|dialog| dialog.set_focus_visible(true));
        let content = dialog.content_area();
        content.set_border_width(SPACE.unsigned_abs());
        content.set_spacing(SPACE);
        content.add(&headline(title));
        content.add(&words(text));
        Sheet(dialog)
    }

    /// Adds a part below the others.
    pub(super) fn add(&self, part: &impl IsA<Widget>) {
        self.0.content_area().add(part);
    }

    /// Adds a button after the others.
    pub(super) fn button(&self, text: &str, response: ResponseType) -> Button {
        let button = Button::with_label(text);
        button.set_can_default(true);
        self.0.add_action_widget(&button, response);
        button
    }

    /// What Return in a field does.
    pub(super) fn set_default(&self, response: ResponseType) {
        self.0.set_default_response(response);
    }

    /// A button among the parts instead of below them.
    pub(super) fn button_inside(&self, text: &str, response: ResponseType) -> Button {
        let button = Button::with_label(text);
        button.set_halign(gtk::Align::Start);
        let dialog = self.0.downgrade();
        button.connect_clicked(move |_| {
            if let Some(dialog) = dialog.upgrade() {
                dialog.response(response);
            }
        });
        button
    }

    /// The window itself, for one in front of it.
    pub(super) fn window(&self) -> &Dialog {
        &self.0
    }

    /// Shows it and waits for the next button; whatever closes it is none of them.
    pub(super) async fn answer(&self) -> ResponseType {
        self.0.content_area().show_all();
        self.0.run_future().await
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        self.0.hide();
        // Takes it apart; hiding alone would keep it for ever.
        self.0.close();
    }
}

/// Lets a button sleep until so long after it is seen: a click on its way to the window must not meet it.
pub(super) fn wakes_after(button: &Button, time: Duration, then: impl Fn(&Button) + Clone + 'static) {
    button.set_sensitive(false);
    button.connect_map(move |button| {
        let (button, then) = (button.downgrade(), then.clone());
        glib::timeout_add_local_once(time, move || {
            if let Some(button) = button.upgrade() {
                button.set_sensitive(true);
                then(&button);
            }
        });
    });
}

/// Something to say when it is due; until then nobody sees it.
#[derive(Clone)]
pub(super) struct Remark {
    row: Row,
    label: Label,
}

impl Remark {
    pub(super) fn new() -> Remark {
        let row = Row::new(Orientation::Horizontal, NEAR);
        let label = words("");
        // The picture has its place in the same line.
        label.set_width_chars(LINE - 4);
        label.set_max_width_chars(LINE - 4);
        row.add(&Image::from_icon_name(
            Some("dialog-warning-symbolic"),
            IconSize::Menu,
        ));
        row.add(&label);
        row.show_all();
        row.hide();
        row.set_no_show_all(true);
        Remark { row, label }
    }

    pub(super) fn widget(&self) -> &Row {
        &self.row
    }

    pub(super) fn say(&self, text: &str) {
        self.label.set_text(text);
        self.row.show();
    }
}

fn headline(text: &str) -> Label {
    let label = words(text);
    let bold = AttrList::new();
    bold.insert(AttrInt::new_weight(Weight::Bold));
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
        .wrap_mode(WrapMode::WordChar)
        .width_chars(LINE)
        .max_width_chars(LINE)
        .xalign(0.0)
        .build()
}

/// A label that says what `field` is, to the eye and to a screen reader.
pub(super) fn label_of(field: &impl IsA<Widget>, text: &str) -> Label {
    let label = Label::builder()
        .label(text)
        .use_markup(false)
        .use_underline(false)
        .xalign(0.0)
        .build();
    label.set_mnemonic_widget(Some(field));
    label
}
