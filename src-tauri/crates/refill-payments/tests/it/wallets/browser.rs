//! A wallet in the browser: the page that is opened, and what its answer is worth.

use std::path::Path;
use std::sync::{Arc, Mutex};

use refill_core::ports::{Browser, NotOpened, NotSigned, ReturnWords, Wallet, WalletMaker, WalletPageWords};
use refill_core::x402::{Address, BASE, Signature};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use super::{ADDRESS, address, approved, late, now, signature, wallets};

fn words() -> WalletPageWords {
    let words = |title: &str| ReturnWords {
        language: "en".into(),
        title: title.into(),
        text: "What to do.".into(),
    };
    WalletPageWords {
        choose: words("Choose a wallet"),
        nothing_found: "No wallet was found.".into(),
        waiting: "Look at your wallet.".into(),
        done: words("Done"),
        failed: words("Nothing was signed"),
    }
}

/// Hands on which page it was to open, once.
struct Opening(Mutex<Option<oneshot::Sender<Url>>>);

fn opening() -> (Arc<dyn Browser>, oneshot::Receiver<Url>) {
    let (sender, receiver) = oneshot::channel();
    (Arc::new(Opening(Mutex::new(Some(sender)))), receiver)
}

impl Browser for Opening {
    fn open_page(&self, page: &Url) -> Result<(), NotOpened> {
        let sender = self.0.lock().expect("no panic").take().ok_or(NotOpened)?;
        sender.send(page.clone()).map_err(|_| NotOpened)
    }

    fn open_path(&self, _: &Path) -> Result<(), NotOpened> {
        Err(NotOpened)
    }

    fn show_in_folder(&self, _: &Path) -> Result<(), NotOpened> {
        Err(NotOpened)
    }
}

async fn exchange(page: &Url, request: &str) -> String {
    let host = (page.host_str().expect("a host"), page.port().expect("a port"));
    let mut stream = TcpStream::connect(host).await.expect("somebody listens");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("text");
    answer
}

fn host(page: &Url) -> String {
    format!("127.0.0.1:{}", page.port().expect("a port"))
}

/// The data in the page, as its script reads them.
async fn data(page: &Url) -> Value {
    let (path, host) = (page.path(), host(page));
    let shown = exchange(page, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")).await;
    let (_, rest) = shown.split_once("id=\"task\">").expect("data");
    let (data, _) = rest.split_once("</script>").expect("their end");
    serde_json::from_str(data).expect("JSON")
}

/// What the page's script sends.
async fn answer(page: &Url, said: &Value) {
    let (path, host, body) = (page.path(), host(page), said.to_string());
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n\
        Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let reply = exchange(page, &request).await;
    assert!(reply.starts_with("HTTP/1.1 204"), "{reply}");
}

async fn connected(said: Value) -> Result<Address, NotSigned> {
    let (browser, page) = opening();
    let waiting = tokio::spawn(async move { wallets().connect_browser(&BASE, browser, words()).await });
    let page = page.await.expect("a page");
    answer(&page, &said).await;
    waiting.await.expect("no panic")
}

type Signing = JoinHandle<Result<Signature, NotSigned>>;

async fn signing() -> (Url, Signing) {
    let (browser, page) = opening();
    let wallet: Arc<dyn Wallet> = wallets().in_browser(address(ADDRESS), browser, words());
    assert!(!wallet.is_ours());
    let approved = approved(ADDRESS).await;
    let waiting = tokio::spawn(async move { wallet.sign(approved, now()).await });
    (page.await.expect("a page"), waiting)
}

async fn signed(said: Value) -> Result<Signature, NotSigned> {
    let (page, waiting) = signing().await;
    answer(&page, &said).await;
    waiting.await.expect("no panic")
}

#[tokio::test]
async fn the_wallet_says_which_address_it_has() {
    let said = json!({ "address": ADDRESS.to_lowercase() });
    assert_eq!(connected(said).await, Ok(address(ADDRESS)));
    for said in ["", "0x12", "hello", &ADDRESS.replace('9', "8")] {
        assert_eq!(
            connected(json!({ "address": said })).await,
            Err(NotSigned::NoAnswer),
            "{said}"
        );
    }
    let signature = json!({ "signature": signature().await });
    assert_eq!(connected(signature).await, Err(NotSigned::NoAnswer));
}

#[tokio::test]
async fn it_signs_what_was_said_yes_to() {
    let own = signature().await;
    let (page, waiting) = signing().await;
    let data = data(&page).await;
    assert_eq!(
        (&data["chain"], &data["sign"]["address"]),
        (&json!(8453), &json!(ADDRESS))
    );
    let typed = data["sign"]["typed_data"].as_str().expect("text");
    let typed: Value = serde_json::from_str(typed).expect("JSON");
    assert_eq!(typed["message"]["value"], "10000000");
    assert_eq!(typed["message"]["nonce"], format!("0x{}", "ab".repeat(32)));
    assert_eq!(data["done"], json!(["Done", "What to do."]));
    answer(&page, &json!({ "signature": own })).await;
    assert_eq!(
        waiting.await.expect("no panic").expect("a signature").to_string(),
        own
    );
}

#[tokio::test]
async fn what_is_no_signature_of_the_payer_is_worth_nothing() {
    let own = signature().await;
    for said in [
        json!({ "signature": format!("0x{}", "11".repeat(65)) }),
        json!({ "signature": &own[..130] }),
        json!({ "signature": format!("{own}00") }),
        json!({ "signature": "" }),
        json!({ "address": ADDRESS }),
    ] {
        assert_eq!(
            signed(said.clone()).await,
            Err(NotSigned::WrongSignature),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_failure_has_its_reason() {
    for (word, reason) in [
        ("refused", NotSigned::Refused),
        ("other_chain", NotSigned::OtherChain),
        ("other_address", NotSigned::OtherAddress),
        ("other", NotSigned::NoAnswer),
    ] {
        let said = json!({ "failed": word });
        assert_eq!(connected(said.clone()).await, Err(reason));
        assert_eq!(signed(said).await, Err(reason));
    }
}

#[tokio::test]
async fn without_a_browser_or_a_fresh_yes_no_page_is_opened() {
    let (browser, mut page) = opening();
    let wallet = wallets().in_browser(address(ADDRESS), browser.clone(), words());
    assert_eq!(
        wallet.sign(approved(ADDRESS).await, late()).await,
        Err(NotSigned::TooLate)
    );
    let other = approved("0x209693Bc6afc0C5328bA36FaF03C514EF312287C").await;
    assert_eq!(wallet.sign(other, now()).await, Err(NotSigned::OtherAddress));
    assert!(page.try_recv().is_err());
    drop(page);
    let failed = wallets().connect_browser(&BASE, browser, words()).await;
    assert_eq!(failed, Err(NotSigned::Unreachable));
}
