//! Servers without manners, on the level of the connection.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does to a connection once it has read the request.
#[derive(Clone, Copy)]
pub enum Manner {
    /// Sends these bytes and resets the connection.
    Reset(&'static [u8]),
    /// Sends an endless answer byte by byte.
    Drip,
}

/// The address of a server that gives these answers first and then shows its manners.
pub async fn rude(before: &[&str], manner: Manner) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let mut before: Vec<Vec<u8>> = before.iter().rev().map(crate::ok).collect();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, before.pop(), manner));
        }
    });
    format!("http://{address}")
}

async fn serve(mut stream: TcpStream, polite: Option<Vec<u8>>, manner: Manner) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    match (polite, manner) {
        (Some(answer), _) => {
            let _ = stream.write_all(&answer).await;
        }
        (None, Manner::Reset(bytes)) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.set_zero_linger();
        }
        (None, Manner::Drip) => {
            let mut pace = tokio::time::interval(Duration::from_millis(5));
            let head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
            let bytes = head.iter().chain(std::iter::repeat(&b' '));
            for byte in bytes {
                pace.tick().await;
                if stream.write_all(&[*byte]).await.is_err() {
                    return;
                }
            }
        }
    }
}
