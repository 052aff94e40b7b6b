use refill_net::{HttpOptions, NetErrorKind};

use crate::server::{Act, Server, answer, gzip};
use crate::{options, read, read_with};

const CAP: usize = 4 * 1024 * 1024;
const HUNDRED_MB: usize = 100 * 1024 * 1024;

/// What the kernel's buffers and the pieces under way may hold beyond the cap.
const BUFFERS: usize = 16 * 1024 * 1024;

#[tokio::test]
async fn a_plain_answer_arrives_whole() {
    let server = Server::sending(answer("200 OK", "X-Request-Id: r-1\r\n", "hello")).await;
    let response = read(&server.base()).await.expect("an answer");
    assert_eq!(
        (response.status, response.body.as_slice()),
        (200, b"hello".as_slice())
    );
    assert_eq!(response.header("x-request-id").as_deref(), Some("r-1"));
    assert_eq!(response.host(), server.address.to_string());
}

#[tokio::test]
async fn a_body_of_100_mb_is_cut_off_early() {
    for head in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n",
    ] {
        let server = Server::playing(vec![Act::Flood(head, HUNDRED_MB)]).await;
        assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::TooLarge));
        assert!(
            server.taken() < CAP + BUFFERS,
            "{} bytes were taken",
            server.taken()
        );
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn the_cap_itself_still_fits() {
    let options = HttpOptions {
        longest_body: 1000,
        ..options()
    };
    let fits = Server::sending(answer("200 OK", "", [b'x'; 1000])).await;
    assert_eq!(
        read_with(options, &fits.base()).await.map(|r| r.body.len()),
        Ok(1000)
    );
    let over = Server::sending(answer("200 OK", "", [b'x'; 1001])).await;
    assert_eq!(
        read_with(options, &over.base()).await.err(),
        Some(NetErrorKind::TooLarge)
    );
}

#[tokio::test]
async fn a_packed_body_is_unpacked() {
    let server = Server::sending(answer("200 OK", "Content-Encoding: gzip\r\n", gzip(b"hello"))).await;
    assert_eq!(read(&server.base()).await.expect("an answer").body, b"hello");
    assert!(server.seen()[0].contains("accept-encoding: gzip"));
}

#[tokio::test]
async fn a_gzip_bomb_is_measured_unpacked() {
    let bomb = gzip(&vec![0; 4 * CAP]);
    assert!(bomb.len() < CAP / 10);
    let server = Server::sending(answer("200 OK", "Content-Encoding: gzip\r\n", bomb)).await;
    assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::TooLarge));
}

#[tokio::test]
async fn damaged_packing_is_garbled() {
    let server = Server::sending(answer("200 OK", "Content-Encoding: gzip\r\n", "not packed")).await;
    assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::Garbled));
}

#[tokio::test]
async fn a_body_cut_in_the_middle_is_no_answer() {
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"balance\":1".to_vec();
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"bal\r\n".to_vec();
    let whole = gzip(&[7; 5000]);
    let packed = answer("200 OK", "Content-Encoding: gzip\r\n", &whole[..whole.len() / 2]);
    for bytes in [announced, chunked, packed] {
        let server = Server::sending(bytes).await;
        assert_eq!(read(&server.base()).await.err(), Some(NetErrorKind::CutOff));
    }
}
