//! A window that starts while a command refreshes waits until the command lets the data folder go.

use std::path::Path;
use std::time::Duration;

use refill_store::{DataFolder, StoreError};
use tokio::time::{Instant, sleep};

use super::ask;
use super::socket::Holder;

/// A command ends long before.
const LONGEST_WAIT: Duration = Duration::from_secs(180);
/// A command holds the folder a moment before it can be asked, and a moment after.
const LONGEST_SILENCE: Duration = Duration::from_secs(5);
/// A pause between two looks.
const LOOK: Duration = Duration::from_millis(250);

/// `held`, or the folder as soon as the command that holds it is done. Another window is not waited for.
///
/// # Errors
/// [`StoreError::InUse`] where no command holds it, or one for too long; otherwise as [`DataFolder::open`].
pub(crate) async fn for_command(
    folder: &Path,
    mut held: Result<DataFolder, StoreError>,
) -> Result<DataFolder, StoreError> {
    let began = Instant::now();
    let mut heard = began;
    while matches!(held, Err(StoreError::InUse)) && began.elapsed() < LONGEST_WAIT {
        match ask::for_holder(folder).await {
            Some(Holder::Command) => heard = Instant::now(),
            None if heard.elapsed() < LONGEST_SILENCE => {}
            Some(Holder::Window) | None => break,
        }
        sleep(LOOK).await;
        held = DataFolder::open(folder);
    }
    held
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use refill_store::Store;

    use super::*;
    use crate::cli::listener::Listener;
    use crate::compose;

    /// A folder with a database, held; and what is needed to listen there.
    fn held(folder: &Path) -> (DataFolder, std::sync::Arc<refill_app::App>) {
        let held = DataFolder::open(folder).expect("a folder");
        drop(Store::open(&held).expect("a database"));
        let app = compose::read_only(folder).expect("read").expect("a database");
        (held, app)
    }

    #[tokio::test]
    async fn a_command_is_waited_for() {
        let scratch = tempfile::tempdir().expect("a folder");
        let (held, app) = held(scratch.path());
        let listener = Listener::start(&app, scratch.path(), Holder::Command).expect("listening");
        let refused = DataFolder::open(scratch.path());
        let mut waiting = std::pin::pin!(for_command(scratch.path(), refused));
        let early = tokio::time::timeout(Duration::from_millis(600), &mut waiting).await;
        assert!(early.is_err(), "{early:?}");
        drop((listener, held));
        waiting.await.expect("the folder is free");
    }

    #[tokio::test]
    async fn another_window_is_not() {
        let scratch = tempfile::tempdir().expect("a folder");
        let (_held, app) = held(scratch.path());
        let _listener = Listener::start(&app, scratch.path(), Holder::Window).expect("listening");
        let began = Instant::now();
        let refused = for_command(scratch.path(), DataFolder::open(scratch.path())).await;
        assert!(matches!(refused, Err(StoreError::InUse)), "{refused:?}");
        assert!(began.elapsed() < LONGEST_SILENCE, "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_who_is_silent_is_waited_for_long() {
        let scratch = tempfile::tempdir().expect("a folder");
        let (_held, _app) = held(scratch.path());
        let began = Instant::now();
        let refused = for_command(scratch.path(), DataFolder::open(scratch.path())).await;
        assert!(matches!(refused, Err(StoreError::InUse)), "{refused:?}");
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_command_that_never_ends_is_given_up() {
        let scratch = tempfile::tempdir().expect("a folder");
        let (_held, app) = held(scratch.path());
        let _listener = Listener::start(&app, scratch.path(), Holder::Command).expect("listening");
        let began = Instant::now();
        let refused = for_command(scratch.path(), DataFolder::open(scratch.path())).await;
        assert!(matches!(refused, Err(StoreError::InUse)), "{refused:?}");
        assert!(began.elapsed() < LONGEST_WAIT * 2, "{:?}", began.elapsed());
    }
}
