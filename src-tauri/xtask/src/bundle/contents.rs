//! What both packages hold, and where it goes.

use std::path::{Path, PathBuf};

use super::files::{install, packaging};
use crate::Stop;
use crate::project;

/// The file names of the desktop entry and the metadata: desktops find the entry of a program by its id.
pub const DESKTOP_ENTRY: &str = "app.refill.desktop.desktop";
pub const METAINFO: &str = "app.refill.desktop.metainfo.xml";

/// The sizes of the icon in pixels. `icons/icon.svg` is the original, `icons/icon-16.svg` that of the smallest.
const ICONS: &[u32] = &[16, 32, 48, 64, 128, 256, 512];

/// One file of a package.
pub struct Item {
    pub source: PathBuf,
    /// From the root of the file system, without the first slash.
    pub place: String,
    mode: &'static str,
}

/// What is the same in both packages. The icon has the name of the program, because that is what its notifications
/// ask for.
pub fn items(program: &Path) -> Vec<Item> {
    let icons = project::root().join("icons");
    let icon = |&size: &u32| {
        let place = format!("usr/share/icons/hicolor/{size}x{size}/apps/refill.png");
        data(icons.join(format!("{size}x{size}.png")), &place)
    };
    let mut items = vec![
        Item {
            source: program.to_path_buf(),
            place: "usr/bin/refill".into(),
            mode: "0755",
        },
        data(
            packaging(DESKTOP_ENTRY),
            &format!("usr/share/applications/{DESKTOP_ENTRY}"),
        ),
        data(packaging(METAINFO), &format!("usr/share/metainfo/{METAINFO}")),
        data(
            icons.join("icon.svg"),
            "usr/share/icons/hicolor/scalable/apps/refill.svg",
        ),
    ];
    items.extend(ICONS.iter().map(icon));
    items
}

/// A file that everybody may read.
pub fn data(source: PathBuf, place: &str) -> Item {
    Item {
        source,
        place: place.into(),
        mode: "0644",
    }
}

/// Puts the items where they belong below `tree`.
pub fn lay_out(items: &[Item], tree: &Path) -> Result<(), Stop> {
    items
        .iter()
        .try_for_each(|item| install(&item.source, &tree.join(&item.place), item.mode))
}

/// The value of a key of a desktop entry's first group.
pub fn value<'a>(entry: &'a str, key: &str) -> &'a str {
    entry
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
        .unwrap_or_default()
}
