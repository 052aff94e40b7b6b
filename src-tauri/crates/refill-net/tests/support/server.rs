//! A server on loopback that does exactly what it is told, well-formed or not. `refill-providers` uses this
//! file too.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a connection, after it has read the request.
#[derive(Clone)]
pub enum Act {
    /// Sends these bytes and closes.
    Send(Vec<u8>),
    /// Sends these bytes, then nothing more, and stays open.
    Hang(Vec<u8>),
    /// Sends a head and then as many bytes of body as this, if the other side takes them, and closes.
    Flood(&'static str, usize),
}

/// The server. It stops with the test's runtime.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    taken: Arc<Mutex<usize>>,
}

impl Server {
    /// Plays one act per connection; the last one again and again.
    pub async fn playing(acts: Vec<Act>) -> Server {
        Server::on(TcpListener::bind("127.0.0.1:0").await.expect("a free port"), acts)
    }

    /// The same on a listener that is open already, for acts that name its address.
    pub fn on(listener: TcpListener, acts: Vec<Act>) -> Server {
        let server = Server {
            address: listener.local_addr().expect("an address"),
            seen: Arc::default(),
            taken: Arc::default(),
        };
        let (seen, taken) = (server.seen.clone(), server.taken.clone());
        tokio::spawn(async move {
            let mut turn = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let act = acts[turn.min(acts.len() - 1)].clone();
                turn += 1;
                tokio::spawn(serve(stream, act, seen.clone(), taken.clone()));
            }
        });
        server
    }

    /// Answers every request with these bytes.
    pub async fn sending(bytes: impl Into<Vec<u8>>) -> Server {
        Server::playing(vec![Act::Send(bytes.into())]).await
    }

    /// The requests so far, as they arrived: the head and, if it announces one, the body.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no panic before").clone()
    }

    /// How many bytes of a flood the other side took.
    pub fn taken(&self) -> usize {
        *self.taken.lock().expect("no panic before")
    }

    /// `http://` and the server's address, without a path.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn serve(mut stream: TcpStream, act: Act, seen: Arc<Mutex<Vec<String>>>, taken: Arc<Mutex<usize>>) {
    let Some(request) = request(&mut stream).await else {
        return;
    };
    seen.lock().expect("no panic before").push(request);
    match act {
        Act::Send(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::Hang(bytes) => {
            let _ = stream.write_all(&bytes).await;
            std::future::pending::<()>().await;
        }
        Act::Flood(head, length) => {
            let _ = stream.write_all(head.as_bytes()).await;
            let piece = vec![b' '; 64 * 1024];
            let mut sent = 0;
            while sent < length && stream.write_all(&piece).await.is_ok() {
                sent += piece.len();
                *taken.lock().expect("no panic before") = sent;
            }
        }
    }
}

/// One request, or nothing if the other side breaks off before it is whole.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let announced = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; announced.map_or(0, |length| length.parse().expect("a length"))];
    stream.read_exact(&mut body).await.ok()?;
    bytes.append(&mut body);
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// An answer with this status line, these headers (each with its line end) and this body.
pub fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// `body` as gzip.
pub fn gzip(body: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(body).expect("memory takes it");
    packer.finish().expect("memory takes it")
}
