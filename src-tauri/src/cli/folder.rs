//! Where the data are, without a window to ask.

use std::path::PathBuf;

use crate::arguments::Arguments;

/// The name of the program among all programs, as in `tauri.conf.json`.
const IDENTIFIER: &str = "app.refill.desktop";

/// The folder that the window would use; `None` when the system names no place for it.
pub(super) fn of(arguments: &Arguments) -> Option<PathBuf> {
    match (&arguments.data_dir, arguments.demo) {
        (Some(folder), true) => Some(folder.join("demo")),
        (Some(folder), false) => Some(folder.clone()),
        (None, true) => Some(dirs::data_dir()?.join(format!("{IDENTIFIER}.demo"))),
        (None, false) => Some(dirs::data_dir()?.join(IDENTIFIER)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identifier_is_that_of_the_window() {
        let conf: serde_json::Value =
            serde_json::from_str(include_str!("../../tauri.conf.json")).expect("JSON");
        assert_eq!(conf["identifier"], IDENTIFIER);
        assert!(
            conf["app"].get("appDirectoriesOverride").is_none(),
            "the window would keep its data elsewhere"
        );
    }

    #[test]
    fn a_demo_has_a_folder_of_its_own() {
        let of = |demo, data_dir: Option<&str>| {
            of(&Arguments {
                demo,
                data_dir: data_dir.map(PathBuf::from),
            })
            .expect("a folder")
        };
        assert_eq!(of(false, Some("here")), PathBuf::from("here"));
        assert_eq!(of(true, Some("here")), PathBuf::from("here").join("demo"));
        assert!(of(false, None).ends_with("app.refill.desktop"));
        assert!(of(true, None).ends_with("app.refill.desktop.demo"));
    }
}
