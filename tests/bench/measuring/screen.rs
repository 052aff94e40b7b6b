//! The private display, watched from outside: when a program's window appears, and what it shows.
//!
//! Nothing is polled. The X server tells when a window is mapped and, through its DAMAGE extension, when something
//! was drawn; only then is the picture fetched.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use x11rb::connection::{Connection, RequestConnection};
use x11rb::errors::{ReplyError, ReplyOrIdError};
use x11rb::protocol::Event;
use x11rb::protocol::damage::{ConnectionExt as _, Damage, ReportLevel};
use x11rb::protocol::xproto::{
    ChangeWindowAttributesAux, ConnectionExt as _, EventMask, ImageFormat, MapState, Window,
};
use x11rb::rust_connection::RustConnection;

use super::picture::Picture;

/// Windows below this size are no program's main window: invisible ones of the toolkit, or hints.
const SMALLEST: u16 = 300;

pub(crate) struct Screen {
    connection: Arc<RustConnection>,
    damage: Damage,
    events: Receiver<Seen>,
}

/// What the X server told, and when it arrived here.
enum Seen {
    Mapped(Window, Instant),
    Drawn,
}

/// A window of a program that was just started.
pub(crate) struct Appeared {
    window: Window,
    /// When it was mapped.
    pub(crate) mapped: Instant,
}

impl Screen {
    pub(crate) fn watch(display: &str) -> Result<Self, String> {
        Self::connect(display).map_err(|error| format!("the display {display} cannot be watched: {error}"))
    }

    fn connect(display: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let (connection, number) = RustConnection::connect(Some(display))?;
        connection.prefetch_maximum_request_bytes();
        let root = connection.setup().roots[number].root;
        let mask = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection.change_window_attributes(root, &mask)?.check()?;
        connection.damage_query_version(1, 1)?.reply()?;
        let damage = connection.generate_id()?;
        // One report, and no other before it was answered with `subtract`.
        connection
            .damage_create(damage, root, ReportLevel::NON_EMPTY)?
            .check()?;
        let connection = Arc::new(connection);
        let (sender, events) = mpsc::channel();
        let listening = connection.clone();
        thread::spawn(move || listen(&listening, root, &sender));
        Ok(Self {
            connection,
            damage,
            events,
        })
    }

    /// Forgets what happened so far.
    pub(crate) fn forget(&self) -> Result<(), String> {
        while let Ok(seen) = self.events.try_recv() {
            if matches!(seen, Seen::Drawn) {
                self.await_next()?;
            }
        }
        Ok(())
    }

    /// Waits until a program shows its window.
    pub(crate) fn wait_mapped(&self, until: Instant) -> Result<Appeared, String> {
        loop {
            match self.next(until)? {
                Some(Seen::Mapped(window, at)) if self.is_large(window) => {
                    return Ok(Appeared { window, mapped: at });
                }
                Some(Seen::Mapped(..)) => {}
                Some(Seen::Drawn) => self.await_next()?,
                None => return Err("no window appeared".into()),
            }
        }
    }

    /// Waits until the window's picture is as wanted, and tells when that was seen.
    pub(crate) fn wait_painted(
        &self,
        appeared: &Appeared,
        until: Instant,
        mut is_wanted: impl FnMut(&Picture) -> bool,
    ) -> Result<Instant, String> {
        loop {
            if let Some(picture) = self.picture(appeared)? {
                // Taken before the picture is judged: judging is no part of painting.
                let at = Instant::now();
                if is_wanted(&picture) {
                    return Ok(at);
                }
            }
            match self.next(until)? {
                Some(Seen::Drawn) => self.await_next()?,
                Some(Seen::Mapped(..)) => {}
                None => return Err("the window was not painted as expected".into()),
            }
        }
    }

    /// Waits until nothing was drawn for this long. True if that came before `until`.
    pub(crate) fn rests_for(&self, quiet: Duration, until: Instant) -> Result<bool, String> {
        loop {
            let pause = Instant::now() + quiet;
            match self.next(pause)? {
                Some(Seen::Drawn) => self.await_next()?,
                Some(Seen::Mapped(..)) => {}
                None => return Ok(true),
            }
            if Instant::now() >= until {
                return Ok(false);
            }
        }
    }

    /// Lets time pass, whatever is drawn meanwhile.
    pub(crate) fn pass(&self, time: Duration) -> Result<(), String> {
        let until = Instant::now() + time;
        while let Some(seen) = self.next(until)? {
            if matches!(seen, Seen::Drawn) {
                self.await_next()?;
            }
        }
        Ok(())
    }

    /// What the window shows; nothing while it cannot be seen.
    pub(crate) fn picture(&self, appeared: &Appeared) -> Result<Option<Picture>, String> {
        match self.fetch(appeared.window) {
            Ok(picture) => Ok(picture),
            // The window went, or was taken from the screen, between two questions.
            Err(ReplyError::X11Error(_)) => Ok(None),
            Err(error) => Err(format!("the display broke: {error}")),
        }
    }

    fn fetch(&self, window: Window) -> Result<Option<Picture>, ReplyError> {
        let attributes = self.connection.get_window_attributes(window)?.reply()?;
        if attributes.map_state != MapState::VIEWABLE {
            return Ok(None);
        }
        let shape = self.connection.get_geometry(window)?.reply()?;
        let (format, all_planes) = (ImageFormat::Z_PIXMAP, u32::MAX);
        let image = self
            .connection
            .get_image(format, window, 0, 0, shape.width, shape.height, all_planes)?
            .reply()?;
        Ok(Some(Picture {
            width: usize::from(shape.width),
            height: usize::from(shape.height),
            pixels: image.data,
        }))
    }

    fn is_large(&self, window: Window) -> bool {
        let shape = self.connection.get_geometry(window);
        let shape = shape.map_err(ReplyError::from).and_then(|cookie| cookie.reply());
        shape.is_ok_and(|shape| shape.width >= SMALLEST && shape.height >= SMALLEST)
    }

    /// The next event, or nothing until then.
    fn next(&self, until: Instant) -> Result<Option<Seen>, String> {
        match self
            .events
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            Ok(seen) => Ok(Some(seen)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err("the display ended".into()),
        }
    }

    /// Asks to be told of the next drawing.
    fn await_next(&self) -> Result<(), String> {
        let asked = self
            .connection
            .damage_subtract(self.damage, x11rb::NONE, x11rb::NONE);
        asked
            .map_err(ReplyOrIdError::from)
            .and_then(|cookie| Ok(cookie.check()?))
            .map_err(|error| format!("the display broke: {error}"))
    }
}

/// Hands on what the X server tells, until it ends.
fn listen(connection: &RustConnection, root: Window, sender: &Sender<Seen>) {
    while let Ok(event) = connection.wait_for_event() {
        let seen = match event {
            // Of the window that the window manager puts around the program's, or of the program's own.
            Event::MapNotify(mapped) if mapped.event == root => Seen::Mapped(mapped.window, Instant::now()),
            Event::DamageNotify(_) => Seen::Drawn,
            _ => continue,
        };
        if sender.send(seen).is_err() {
            return;
        }
    }
}
