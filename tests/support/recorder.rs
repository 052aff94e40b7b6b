//! What reached the desktop's notification daemon and file manager.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::desktop::{Desktop, first_line, with_args};
use crate::wait::{SHORT, wait_for};

/// One notification, as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub id: u32,
    /// The earlier notification that this one takes the place of, or 0.
    pub replaces: u32,
    pub app: String,
    pub icon: String,
    pub summary: String,
    pub body: String,
    /// Key and label of each button.
    pub actions: Vec<(String, String)>,
    pub hints: Vec<(String, String)>,
}

pub(crate) fn start(desktop: &Desktop) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("support/notifications.py");
    let file = desktop.root().join("recorded");
    let arguments = [&*script.to_string_lossy(), &*file.to_string_lossy()];
    let mut command = with_args(desktop.command("/usr/bin/python3"), &arguments);
    let log = desktop.log("notifications");
    let errors = fs::File::create(&log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
    command.stdout(Stdio::piped()).stderr(errors);
    let (_, pipes) = desktop.broom.spawn_with_output(command);
    first_line("notifications.py", pipes);
}

impl Desktop {
    /// All notifications so far, in order.
    #[must_use]
    pub fn notifications(&self) -> Vec<Notification> {
        self.recorded("notify")
            .iter()
            .map(Notification::from_json)
            .collect()
    }

    /// Waits for a notification whose summary or body contains `part`.
    #[track_caller]
    pub fn wait_notification(&self, part: &str) -> Notification {
        wait_for(
            &format!("a notification with {part:?}; got {:?}", self.notifications()),
            SHORT,
            || {
                let all = self.notifications().into_iter();
                all.into_iter()
                    .find(|found| found.summary.contains(part) || found.body.contains(part))
            },
        )
    }

    /// The ids of the notifications that their sender closed.
    #[must_use]
    pub fn closed_notifications(&self) -> Vec<u32> {
        self.recorded("close")
            .iter()
            .map(|entry| number(entry, "id"))
            .collect()
    }

    /// The file addresses that the desktop's file manager was asked to show.
    #[must_use]
    pub fn shown_in_folder(&self) -> Vec<String> {
        let entries = self.recorded("show");
        let uris = entries
            .iter()
            .filter_map(|entry| entry["uris"].as_array())
            .flatten();
        uris.filter_map(|uri| Some(uri.as_str()?.to_string())).collect()
    }

    /// Presses a button of a notification; `default` is a click on the notification itself.
    pub fn press_notification(&self, id: u32, action: &str) {
        self.recorder_call("Invoke", &[&format!("uint32:{id}"), &format!("string:{action}")]);
    }

    /// Closes a notification as its reader.
    pub fn dismiss_notification(&self, id: u32) {
        self.recorder_call("Dismiss", &[&format!("uint32:{id}")]);
    }

    fn recorder_call(&self, method: &str, arguments: &[&str]) {
        let method = format!("org.refill.Recorder.{method}");
        let fixed = [
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.Notifications",
            "/org/freedesktop/Notifications",
            &method,
        ];
        self.read("dbus-send", &[&fixed, arguments].concat());
    }

    fn recorded(&self, kind: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.root().join("recorded")).unwrap_or_default();
        // The last line may be half written.
        let entries = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        entries.filter(|entry| entry["kind"] == kind).collect()
    }
}

impl Notification {
    fn from_json(entry: &Value) -> Self {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_string();
        let pair = |key: &Value, value: &Value| {
            (
                key.as_str().unwrap_or_default().to_string(),
                value.as_str().unwrap_or_default().to_string(),
            )
        };
        let actions = entry["actions"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|action| pair(&action[0], &action[1]));
        let hints = entry["hints"].as_object().into_iter().flatten();
        Self {
            id: number(entry, "id"),
            replaces: number(entry, "replaces"),
            app: text("app"),
            icon: text("icon"),
            summary: text("summary"),
            body: text("body"),
            actions: actions.collect(),
            hints: hints
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_string()))
                .collect(),
        }
    }
}

fn number(entry: &Value, name: &str) -> u32 {
    entry[name]
        .as_u64()
        .and_then(|value| value.try_into().ok())
        .unwrap_or_default()
}
