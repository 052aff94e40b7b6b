use std::sync::Arc;

use refill_net::NetErrorKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::read;
use crate::server::answer;
use crate::surroundings::{in_child_with, is_child};

#[tokio::test]
async fn https_to_a_server_that_speaks_plain_http_is_no_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("https://{}", listener.local_addr().expect("an address"));
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut heard = vec![0; 4096];
        let length = stream.read(&mut heard).await.expect("a greeting");
        let _ = stream.write_all(&answer("400 Bad Request", "", "")).await;
        heard.truncate(length);
        heard
    });
    assert_eq!(read(&address).await.err(), Some(NetErrorKind::Tls));
    assert!(!String::from_utf8_lossy(&heard.await.expect("no panic")).contains("GET"));
}

#[tokio::test]
async fn a_certificate_of_nobody_known_is_not_accepted() {
    let (address, certificate) = greeting_server().await;
    assert!(certificate.contains("BEGIN CERTIFICATE"));
    assert_eq!(read(&address).await.err(), Some(NetErrorKind::Tls));
}

#[test]
fn a_certificate_that_the_system_trusts_is_accepted() {
    if !is_child() {
        let folder = tempfile::tempdir().expect("a folder");
        let trusted = folder.path().join("trusted.pem");
        // The child overwrites it with its own certificate before it opens the door.
        std::fs::write(&trusted, "").expect("written");
        let trusted = trusted.to_str().expect("a path").to_owned();
        in_child_with(
            "tls::a_certificate_that_the_system_trusts_is_accepted",
            &[("SSL_CERT_FILE", &trusted)],
        );
        return;
    }
    run(async {
        let (address, certificate) = greeting_server().await;
        let trusted = std::env::var("SSL_CERT_FILE").expect("set by the parent");
        std::fs::write(trusted, certificate).expect("written");
        let response = read(&address).await.expect("an answer");
        assert_eq!(
            (response.status, response.body.as_slice()),
            (200, b"hello".as_slice())
        );
        let other_name = address.replace("localhost", "127.0.0.1");
        assert_eq!(read(&other_name).await.err(), Some(NetErrorKind::Tls));
    });
}

fn run(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work);
}

/// An https server for `localhost` that says hello: its address and its own, fresh certificate.
async fn greeting_server() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream.read(&mut [0; 1024]).await;
                let _ = stream.write_all(&answer("200 OK", "", "hello")).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (format!("https://localhost:{port}"), made.cert.pem())
}
