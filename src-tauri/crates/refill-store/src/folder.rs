//! The data folder, held by one process at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::StoreError;

const LOCK_FILE: &str = "refill.lock";

/// The data folder, held by this process. It is released when this and every store opened on it are dropped,
/// or when the process ends in whatever way.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: Arc<Lock>,
}

/// A file that is locked for as long as this lives.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough while a process that was just started still shares it.
        if let Err(error) = self.0.unlock() {
            tracing::debug!(%error, "the data folder was not released by hand");
        }
    }
}

impl DataFolder {
    /// Makes the folder where there is none (for its owner only, where the system has such rights) and takes
    /// it for this process.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process holds it, [`StoreError::ReadOnly`], [`StoreError::Full`] or
    /// [`StoreError::Io`] when it cannot be made or written.
    pub fn open(path: &Path) -> Result<DataFolder, StoreError> {
        let named = |error| StoreError::from_io(&name_of(path), error);
        create_private(path).map_err(named)?;
        let path = path.canonicalize().map_err(named)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join(LOCK_FILE))
            .map_err(|error| StoreError::from_io(LOCK_FILE, error))?;
        match lock.try_lock() {
            Ok(()) => Ok(DataFolder {
                path,
                _lock: Arc::new(Lock(lock)),
            }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(StoreError::from_io(LOCK_FILE, error)),
        }
    }

    /// Where it is, as an absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}
