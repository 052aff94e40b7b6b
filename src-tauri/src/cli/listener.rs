//! The side of the running Refill: it can be asked to refresh and what it is, and nothing else.

use std::io;
use std::path::Path;
#[cfg(not(windows))]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use interprocess::local_socket::ListenerOptions;
use interprocess::local_socket::tokio::prelude::*;
use interprocess::local_socket::tokio::{Listener as Socket, Stream};
use refill_app::{App, AppError, Event};
use refill_store::StoreError;
use tokio::io::BufReader;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::refresh;
use super::socket::{self, Counts, Holder, Line, Reason};

/// Most that ask at the same time.
const MOST_CLIENTS: u32 = 4;
/// A request that is not there by then is not waited for.
const LONGEST_REQUEST: Duration = Duration::from_secs(5);
/// Nor is somebody who reads no answer.
const LONGEST_SENDING: Duration = Duration::from_secs(5);
/// A pause after the system let nobody in, so that it is not asked without end.
const AFTER_A_FAULT: Duration = Duration::from_millis(200);

/// Listens for commands for as long as it lives. Whoever starts it holds the data folder, so there is but one.
pub(crate) struct Listener {
    #[cfg(not(windows))]
    file: PathBuf,
    accepting: JoinHandle<()>,
    places: Arc<Semaphore>,
}

impl Listener {
    /// Starts to listen. Where that cannot be, Refill goes on without: commands then say that it cannot be asked.
    pub(crate) fn start(app: &Arc<App>, folder: &Path, holder: Holder) -> Option<Listener> {
        let socket = match bind(folder) {
            Ok(socket) => socket,
            Err(error) => {
                // Most often the path is longer than the system takes for a socket.
                tracing::warn!(%error, "commands cannot ask this Refill to refresh");
                return None;
            }
        };
        let places = Arc::new(Semaphore::new(MOST_CLIENTS as usize));
        Some(Listener {
            #[cfg(not(windows))]
            file: socket::file(folder),
            accepting: tokio::spawn(accept(socket, app.clone(), holder, places.clone())),
            places,
        })
    }

    /// Lets nobody in any more, and waits for those who are there.
    pub(super) async fn finish(self, longest: Duration) {
        let places = self.places.clone();
        drop(self);
        // Whoever stays longer sees the end of this program.
        let _ = timeout(longest, places.acquire_many(MOST_CLIENTS)).await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.accepting.abort();
        // Removed here, while the data folder is still held: later it could be another's.
        #[cfg(not(windows))]
        let _ = std::fs::remove_file(&self.file);
    }
}

#[cfg(not(windows))]
fn bind(folder: &Path) -> io::Result<Socket> {
    use std::os::unix::fs::PermissionsExt;

    let file = socket::file(folder);
    // Left behind by a Refill that was killed: one that lives would hold the folder.
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let options = ListenerOptions::new()
        .name(socket::name(folder)?)
        .reclaim_name(false);
    #[cfg(target_os = "linux")]
    let options = {
        use interprocess::os::unix::local_socket::ListenerOptionsExt;
        options.mode(0o600)
    };
    let socket = options.create_tokio()?;
    // Again, for systems that know no mode before there is a file.
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))?;
    Ok(socket)
}

#[cfg(windows)]
fn bind(folder: &Path) -> io::Result<Socket> {
    ListenerOptions::new().name(socket::name(folder)?).create_tokio()
}

async fn accept(socket: Socket, app: Arc<App>, holder: Holder, places: Arc<Semaphore>) {
    loop {
        match socket.accept().await {
            Ok(client) => {
                let place = places.clone().try_acquire_owned().ok();
                tokio::spawn(attend(client, app.clone(), holder, place));
            }
            Err(error) => {
                tracing::debug!(%error, "a command could not be heard");
                tokio::time::sleep(AFTER_A_FAULT).await;
            }
        }
    }
}

async fn attend(client: Stream, app: Arc<App>, holder: Holder, place: Option<OwnedSemaphorePermit>) {
    let answered = match place {
        Some(_) => answer(&client, &app, holder).await,
        None => say(&client, Line::Refused(Reason::Busy)).await,
    };
    if let Err(error) = answered {
        tracing::debug!(%error, "a command did not wait for its answer");
    }
}

async fn answer(client: &Stream, app: &Arc<App>, holder: Holder) -> io::Result<()> {
    let mut reader = BufReader::new(client);
    let request = timeout(LONGEST_REQUEST, socket::receive(&mut reader)).await;
    match request {
        Ok(Ok(Some(line))) if line == socket::REQUEST => refreshing(client, app).await,
        Ok(Ok(Some(line))) if line == socket::WHO => say(client, Line::Holder(holder)).await,
        // Closed again without a word: somebody looked whether anyone is here.
        Ok(Ok(None)) => Ok(()),
        _ => say(client, Line::Refused(Reason::NotUnderstood)).await,
    }
}

async fn refreshing(client: &Stream, app: &Arc<App>) -> io::Result<()> {
    let mut news = app.events();
    say(client, Line::Begun).await?;
    // A task of its own: it is done also when the one who asked goes away.
    let all = app.clone();
    let mut work = tokio::spawn(async move { refresh::all(&all).await });
    loop {
        tokio::select! {
            ended = &mut work => {
                let ended = ended.unwrap_or(Err(AppError::TaskLost));
                return say(client, last_line(ended)).await;
            }
            event = news.recv() => {
                // Missed news are no loss: the next say how far it is.
                if let Ok(Event::RefreshProgress { done, total, .. }) = event {
                    say(client, Line::Progress { done, total }).await?;
                }
            }
        }
    }
}

fn last_line(ended: Result<Counts, AppError>) -> Line {
    match ended {
        Ok(counts) => Line::Ended(counts),
        Err(AppError::Store(StoreError::Full)) => Line::Refused(Reason::Full),
        Err(error) => {
            tracing::warn!(%error, "a command's refresh failed");
            Line::Refused(Reason::Failed)
        }
    }
}

async fn say(client: &Stream, line: Line) -> io::Result<()> {
    let line = serde_json::to_string(&line)?;
    timeout(LONGEST_SENDING, socket::send(client, &line)).await?
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use refill_store::{DataFolder, Store};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::UnixStream;

    use super::*;
    use crate::cli::ask::{self, Answer};
    use crate::compose;

    /// An app without accounts on a folder of its own, which asks nobody.
    fn app(folder: &Path) -> Arc<App> {
        let held = DataFolder::open(folder).expect("a folder");
        drop(Store::open(&held).expect("a database"));
        compose::read_only(folder).expect("read").expect("a database")
    }

    async fn said(folder: &Path, words: &[u8]) -> String {
        let mut stream = UnixStream::connect(socket::file(folder)).await.expect("heard");
        stream.write_all(words).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answered");
        answer
    }

    #[tokio::test]
    async fn a_refresh_is_all_that_can_be_asked() {
        let scratch = tempfile::tempdir().expect("a folder");
        let folder = scratch.path();
        let app = app(folder);
        assert_eq!(ask::to_refresh(folder, |_, _| {}).await, Answer::Nobody);
        let listener = Listener::start(&app, folder, Holder::Window).expect("listening");
        let done = Answer::Ended(Counts::default());
        assert_eq!(ask::to_refresh(folder, |_, _| {}).await, done);
        for words in [&b"status\n"[..], b"refresh \n", b"\xff\n", &[b'x'; 1024], b"\n"] {
            assert_eq!(said(folder, words).await, "{\"refused\":\"not_understood\"}\n");
        }
        drop(UnixStream::connect(socket::file(folder)).await.expect("heard"));
        assert_eq!(ask::to_refresh(folder, |_, _| {}).await, done, "it still listens");
        listener.finish(Duration::from_secs(5)).await;
        assert!(!socket::file(folder).exists());
        assert_eq!(ask::to_refresh(folder, |_, _| {}).await, Answer::Nobody);
    }

    #[tokio::test]
    async fn the_socket_is_its_owners_alone_and_a_stale_one_is_replaced() {
        let scratch = tempfile::tempdir().expect("a folder");
        let folder = scratch.path();
        let app = app(folder);
        drop(std::os::unix::net::UnixListener::bind(socket::file(folder)).expect("left behind"));
        assert_eq!(ask::to_refresh(folder, |_, _| {}).await, Answer::Nobody);
        let listener = Listener::start(&app, folder, Holder::Window).expect("listening");
        let mode = std::fs::metadata(socket::file(folder))
            .expect("the socket")
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        assert_eq!(
            ask::to_refresh(folder, |_, _| {}).await,
            Answer::Ended(Counts::default())
        );
        drop(listener);
    }

    #[tokio::test]
    async fn four_may_ask_at_once_and_a_place_is_free_again_when_one_goes() {
        let scratch = tempfile::tempdir().expect("a folder");
        let folder = scratch.path();
        let app = app(folder);
        let listener = Listener::start(&app, folder, Holder::Window).expect("listening");
        let mut waiting = Vec::new();
        for _ in 0..MOST_CLIENTS {
            waiting.push(UnixStream::connect(socket::file(folder)).await.expect("heard"));
        }
        // They are let in one after the other, so this one is the fifth.
        let fifth = ask::to_refresh(folder, |_, _| {}).await;
        assert_eq!(fifth, Answer::Refused(Reason::Busy));
        drop(waiting);
        listener
            .places
            .acquire_many(MOST_CLIENTS)
            .await
            .expect("free")
            .forget();
        listener.places.add_permits(MOST_CLIENTS as usize);
        assert_eq!(
            ask::to_refresh(folder, |_, _| {}).await,
            Answer::Ended(Counts::default())
        );
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever_on_either_side() {
        let scratch = tempfile::tempdir().expect("a folder");
        let folder = scratch.path();
        let app = app(folder);
        let listener = Listener::start(&app, folder, Holder::Window).expect("listening");
        let began = tokio::time::Instant::now();
        let slow = said(folder, b"refre").await;
        assert_eq!(slow, "{\"refused\":\"not_understood\"}\n");
        assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
        drop(listener);
        let mute = tokio::net::UnixListener::bind(socket::file(folder)).expect("a socket");
        assert_eq!(ask::to_refresh(folder, |_, _| {}).await, Answer::Silent);
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        drop(mute);
    }

    #[tokio::test]
    async fn a_path_that_is_too_long_is_gone_without() {
        let scratch = tempfile::tempdir().expect("a folder");
        let folder = scratch.path().join("x".repeat(120));
        let app = app(&folder);
        assert!(Listener::start(&app, &folder, Holder::Window).is_none());
        assert_eq!(ask::to_refresh(&folder, |_, _| {}).await, Answer::Nobody);
    }
}
