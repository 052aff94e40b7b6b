//! How large the parts may be.

use std::fs;
use std::path::Path;

use super::files::failed;
use crate::Stop;

/// In bytes.
pub const PROGRAM: u64 = 20_000_000;
pub const DEB: u64 = 8_000_000;

/// The size of a file, as people read it.
pub fn of(path: &Path) -> Result<String, Stop> {
    Ok(megabytes(bytes(path)?))
}

/// Says how large a file is, and fails where that is more than it may be.
pub fn at_most(what: &str, path: &Path, limit: u64) -> Result<(), Stop> {
    let size = bytes(path)?;
    let (size_text, limit_text) = (megabytes(size), megabytes(limit));
    println!("      {what}: {size_text} ({size} bytes) of at most {limit_text}");
    if size > limit {
        return Err(Stop::Failed(format!(
            "The {what} has {size_text} and may have {limit_text}: {}",
            path.display()
        )));
    }
    Ok(())
}

fn bytes(path: &Path) -> Result<u64, Stop> {
    Ok(fs::metadata(path).map_err(failed(path))?.len())
}

/// Rounded up, so that nothing looks smaller than it is.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::megabytes;

    #[test]
    fn sizes_read_well() {
        assert_eq!(megabytes(20_000_000), "20.0 MB");
        assert_eq!(megabytes(7_010_001), "7.1 MB");
        assert_eq!(megabytes(0), "0.0 MB");
    }
}
