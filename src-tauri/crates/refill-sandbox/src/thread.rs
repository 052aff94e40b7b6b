//! The sandbox for code without an async runtime.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use crate::control::Control;
use crate::options::Options;
use crate::server::{Sandbox, base, chain_endpoints};

/// A running [`Sandbox`] on a thread of its own. Dropping it waits until it has stopped.
pub struct SandboxThread {
    port: u16,
    control: Control,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl SandboxThread {
    /// Starts a server on 127.0.0.1.
    ///
    /// # Errors
    /// When the port, the thread or its runtime cannot be had.
    pub fn start(options: Options) -> io::Result<SandboxThread> {
        let (started, starting) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("sandbox".to_owned())
            .spawn(move || run(options, &started, stopped))?;
        let gone = |_| io::Error::other("the sandbox thread ended at once");
        let (port, control) = starting.recv().map_err(gone)??;
        Ok(SandboxThread {
            port,
            control,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The address that a client of `provider` is given.
    pub fn base(&self, provider: &str) -> String {
        base(self.address(), provider)
    }

    /// The addresses of the chain's two endpoints.
    pub fn chain_endpoints(&self) -> Vec<String> {
        chain_endpoints(self.address())
    }

    fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// The server's port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The means to change what the server answers.
    pub fn control(&self) -> Control {
        self.control.clone()
    }
}

type Started = mpsc::Sender<io::Result<(u16, Control)>>;

fn run(options: Options, started: &Started, stopped: oneshot::Receiver<()>) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = started.send(Err(error));
            return;
        }
    };
    runtime.block_on(async {
        let sandbox = match Sandbox::start(options).await {
            Ok(sandbox) => sandbox,
            Err(error) => {
                let _ = started.send(Err(error));
                return;
            }
        };
        let _ = started.send(Ok((sandbox.port(), sandbox.control())));
        // An error means that the handle was dropped, which is the same wish.
        let _ = stopped.await;
        sandbox.stop().await;
    });
}

impl Drop for SandboxThread {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic over there was printed already; a second one here would hide it.
            let _ = thread.join();
        }
    }
}
