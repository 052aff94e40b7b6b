//! A wallet program on this machine: what it is asked, and what its answers are worth.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use refill_core::ports::{NotSigned, WalletMaker};
use refill_core::x402::{Address, Signature};
use refill_net::{Http, HttpOptions};
use refill_payments::AlloyWallets;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::{ADDRESS, address, approved, late, now, signature, wallets};

const OTHER: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

/// What the program answers to a method: a result, a fault, or the bytes of a body.
#[derive(Clone)]
enum Said {
    Result(Value),
    Fault(i64),
    Body(Vec<u8>),
    /// Takes the question and closes the connection.
    Nothing,
    /// Takes the question and keeps the connection.
    Silence,
}

type Script = Arc<dyn Fn(&str, usize) -> Said + Send + Sync>;

/// A program that answers each method by `script`, which is told how often it was asked before.
struct Program {
    url: Url,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
}

async fn program(script: impl Fn(&str, usize) -> Said + Send + Sync + 'static) -> Program {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (script, log): (Script, _) = (Arc::new(script), asked.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, script.clone(), log.clone()));
        }
    });
    let url = Url::parse(&url).expect("an address");
    Program { url, asked }
}

async fn serve(mut stream: TcpStream, script: Script, log: Arc<Mutex<Vec<(String, Value)>>>) {
    while let Some(question) = question(&mut stream).await {
        let method = question["method"].as_str().unwrap_or_default().to_owned();
        let before = {
            let mut log = log.lock().expect("no panic");
            let before = log.iter().filter(|(asked, _)| *asked == method).count();
            log.push((method.clone(), question["params"].clone()));
            before
        };
        let head = json!({ "jsonrpc": "2.0", "id": question["id"] });
        let body = match script(&method, before) {
            Said::Result(result) => with(head, "result", result),
            Said::Fault(code) => with(head, "error", json!({ "code": code, "message": "<b>no</b>" })),
            Said::Body(body) => body,
            Said::Nothing => return,
            Said::Silence => std::future::pending().await,
        };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        if stream
            .write_all(&[head.as_bytes(), &body].concat())
            .await
            .is_err()
        {
            return;
        }
    }
}

fn with(mut head: Value, name: &str, value: Value) -> Vec<u8> {
    head[name] = value;
    head.to_string().into_bytes()
}

/// The body of the next request.
async fn question(stream: &mut TcpStream) -> Option<Value> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let length = stream.read(&mut piece).await.ok().filter(|&length| length > 0)?;
        bytes.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        assert!(head.starts_with("POST / HTTP/1.1"), "{head}");
        if let Ok(question) = serde_json::from_str(body) {
            return Some(question);
        }
    }
}

/// What a program of the payer says, on Base.
fn usual(method: &str, signature: &str) -> Said {
    match method {
        "eth_requestAccounts" => Said::Result(json!([OTHER, ADDRESS.to_lowercase()])),
        "eth_chainId" => Said::Result(json!("0x2105")),
        "eth_signTypedData_v4" => Said::Result(json!(signature)),
        _ => Said::Fault(-32601),
    }
}

fn methods(program: &Program) -> Vec<String> {
    let asked = program.asked.lock().expect("no panic");
    asked.iter().map(|(method, _)| method.clone()).collect()
}

async fn signed(program: &Program) -> Result<Signature, NotSigned> {
    let wallet = wallets().program(address(ADDRESS), &program.url);
    wallet.sign(approved(ADDRESS).await, now()).await
}

async fn connected(said: Said) -> Result<Vec<Address>, NotSigned> {
    let program = program(move |_, _| said.clone()).await;
    wallets().connect_program(&program.url).await
}

#[tokio::test]
async fn it_signs_what_was_said_yes_to() {
    let own = signature().await;
    let said = own.clone();
    let program = program(move |method, _| usual(method, &said)).await;
    assert_eq!(signed(&program).await.expect("a signature").to_string(), own);
    assert_eq!(
        methods(&program),
        ["eth_requestAccounts", "eth_chainId", "eth_signTypedData_v4"]
    );
    let parameters = program.asked.lock().expect("no panic")[2].1.clone();
    assert_eq!(parameters[0], ADDRESS);
    let data: Value = serde_json::from_str(parameters[1].as_str().expect("text")).expect("JSON");
    assert_eq!(data["primaryType"], "TransferWithAuthorization");
    assert_eq!(
        data["domain"]["verifyingContract"],
        "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
    );
    assert_eq!(data["message"]["to"], OTHER);
    assert_eq!(data["message"]["value"], "10000000");
    let wallet = wallets().program(address(ADDRESS), &program.url);
    assert!(!wallet.is_ours());
}

#[tokio::test]
async fn a_device_may_count_from_0() {
    let own = signature().await;
    let v = u8::from_str_radix(&own[130..], 16).expect("v") - 27;
    let raw = format!("{}{v:02x}", &own[..130]);
    let program = program(move |method, _| usual(method, &raw)).await;
    assert_eq!(signed(&program).await.expect("a signature").to_string(), own);
}

#[tokio::test]
async fn a_wallet_on_another_chain_is_asked_to_change() {
    let own = signature().await;
    let said = own.clone();
    let program = program(move |method, before| match (method, before) {
        ("eth_chainId", 0) => Said::Result(json!("0x1")),
        ("wallet_switchEthereumChain", _) => Said::Result(Value::Null),
        _ => usual(method, &said),
    })
    .await;
    assert_eq!(signed(&program).await.expect("a signature").to_string(), own);
    let asked = program.asked.lock().expect("no panic")[2].clone();
    assert_eq!(
        asked,
        (
            "wallet_switchEthereumChain".into(),
            json!([{ "chainId": "0x2105" }])
        )
    );
}

#[tokio::test]
async fn a_wallet_that_stays_on_another_chain_signs_nothing() {
    for (switched, reason) in [
        (Said::Result(Value::Null), NotSigned::OtherChain),
        (Said::Fault(4902), NotSigned::OtherChain),
        (Said::Fault(-32601), NotSigned::OtherChain),
        (Said::Fault(4001), NotSigned::Refused),
    ] {
        let program = program(move |method, _| match method {
            "eth_chainId" => Said::Result(json!("0x1")),
            "wallet_switchEthereumChain" => switched.clone(),
            other => usual(other, "0x"),
        })
        .await;
        assert_eq!(signed(&program).await, Err(reason));
        assert!(!methods(&program).contains(&"eth_signTypedData_v4".into()));
    }
}

#[tokio::test]
async fn what_is_no_signature_of_the_payer_is_worth_nothing() {
    let own = signature().await;
    let flipped = match own.ends_with("1b") {
        true => format!("{}1c", &own[..130]),
        false => format!("{}1b", &own[..130]),
    };
    for said in [
        json!(flipped),
        json!(format!("0x{}", "11".repeat(65))),
        json!(format!("0x{}1b", "00".repeat(64))),
        json!(format!("0x{}1b", "ff".repeat(64))),
        json!(format!("{}1d", &own[..130])),
        json!(&own[..130]),
        json!(format!("{own}00")),
        json!(&own[2..]),
        json!(own.replace("0x", "0xg")),
        json!(""),
        json!(null),
        json!(7),
        json!([own]),
        json!("x".repeat(60_000)),
    ] {
        let answer = said.clone();
        let program = program(move |method, _| match method {
            "eth_signTypedData_v4" => Said::Result(answer.clone()),
            other => usual(other, ""),
        })
        .await;
        assert_eq!(
            signed(&program).await,
            Err(NotSigned::WrongSignature),
            "{said:.80}"
        );
    }
}

#[tokio::test]
async fn faults_have_their_reasons() {
    for (code, reason) in [
        (4001, NotSigned::Refused),
        (4100, NotSigned::Refused),
        (-32603, NotSigned::NoAnswer),
        (i64::MIN, NotSigned::NoAnswer),
    ] {
        let program = program(move |method, _| match method {
            "eth_signTypedData_v4" => Said::Fault(code),
            other => usual(other, ""),
        })
        .await;
        assert_eq!(signed(&program).await, Err(reason), "{code}");
        assert_eq!(connected(Said::Fault(code)).await, Err(reason), "{code}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_after_the_question_may_be_a_signature() {
    let program = program(move |method, _| match method {
        "eth_signTypedData_v4" => Said::Nothing,
        other => usual(other, ""),
    })
    .await;
    assert_eq!(signed(&program).await, Err(NotSigned::NoAnswer));
    let asked = methods(&program);
    // Sent once, whatever becomes of it.
    assert_eq!(
        asked
            .iter()
            .filter(|method| *method == "eth_signTypedData_v4")
            .count(),
        1
    );
}

#[tokio::test]
async fn another_address_is_asked_for_nothing() {
    let program = program(move |method, _| match method {
        "eth_requestAccounts" => Said::Result(json!([OTHER])),
        other => usual(other, ""),
    })
    .await;
    assert_eq!(signed(&program).await, Err(NotSigned::OtherAddress));
    let wallet = wallets().program(address(OTHER), &program.url);
    let other = wallet.sign(approved(ADDRESS).await, now()).await;
    assert_eq!(other, Err(NotSigned::OtherAddress));
    assert_eq!(methods(&program), ["eth_requestAccounts"]);
}

#[tokio::test]
async fn a_yes_that_is_too_old_is_not_brought_to_the_wallet() {
    let program = program(move |method, _| usual(method, "")).await;
    let wallet = wallets().program(address(ADDRESS), &program.url);
    assert_eq!(
        wallet.sign(approved(ADDRESS).await, late()).await,
        Err(NotSigned::TooLate)
    );
    assert!(!methods(&program).contains(&"eth_signTypedData_v4".into()));
}

#[tokio::test]
async fn its_addresses_are_offered_once_each() {
    let both = json!([OTHER, ADDRESS, ADDRESS.to_lowercase(), OTHER]);
    assert_eq!(
        connected(Said::Result(both)).await,
        Ok(vec![address(OTHER), address(ADDRESS)])
    );
    let many: Vec<String> = (0..500).map(|number| format!("0x{number:040x}")).collect();
    assert_eq!(
        connected(Said::Result(json!(many))).await.map(|list| list.len()),
        Ok(100)
    );
    assert_eq!(connected(Said::Result(json!([]))).await, Err(NotSigned::Refused));
}

#[tokio::test]
async fn an_old_program_is_asked_the_old_way() {
    let program = program(|method, _| match method {
        "eth_accounts" => Said::Result(json!([ADDRESS])),
        _ => Said::Fault(-32601),
    })
    .await;
    let list = wallets().connect_program(&program.url).await;
    assert_eq!(list, Ok(vec![address(ADDRESS)]));
}

#[tokio::test]
async fn what_answers_with_something_else_is_no_wallet() {
    let mistyped = ADDRESS.replace('9', "8");
    for said in [
        Said::Result(json!(null)),
        Said::Result(json!({})),
        Said::Result(json!(ADDRESS)),
        Said::Result(json!([7])),
        Said::Result(json!(["0x12"])),
        Said::Result(json!([mistyped])),
        Said::Body(b"<html>".to_vec()),
        Said::Body(b"[]".to_vec()),
        Said::Body(Vec::new()),
        Said::Body(vec![0xff; 100]),
        Said::Body(b"{\"result\":[".repeat(5_000)),
        Said::Body(format!("{{\"result\":[\"{ADDRESS}\"],\"x\":\"{}\"}}", "x".repeat(70_000)).into_bytes()),
    ] {
        assert_eq!(connected(said).await, Err(NotSigned::Unreachable));
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_cannot_be_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    for address in [
        address.as_str(),
        "http://192.0.2.1:1248/",
        "http://me:secret@127.0.0.1:1248/",
    ] {
        let url = Url::parse(address).expect("an address");
        assert_eq!(
            wallets().connect_program(&url).await,
            Err(NotSigned::Unreachable),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_program_that_says_nothing_is_not_waited_for_forever() {
    let options = HttpOptions {
        whole: Duration::from_millis(200),
        ..HttpOptions::default()
    };
    let http = Http::new(options).expect("the door opens");
    let program = program(|_, _| Said::Silence).await;
    let answer = AlloyWallets::new(&http).connect_program(&program.url).await;
    assert_eq!(answer, Err(NotSigned::NoAnswer));
}
