//! Hostile 402s. Each listed one goes through the real seller over real HTTP, and is refused with its own reason:
//! before any signature, after one request without a payment, in under a second, in little memory, and with no word of
//! the server's in the error.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod answers;
mod case;
mod offers;
mod parties;

use std::time::{Duration, Instant};

use refill_core::ports::{Answer, NotOffered, Seller};
use refill_core::x402::Protocol;
use refill_payments::X402Seller;

use self::case::{Case, Expected};
use crate::codec::{DOOR, PAYER, V1, V2, attempt, key, offer_header, quote, signature, wanted};
use crate::server::{Act, Server, answer};

/// How many cases the suite has to have at the least.
const LEAST: usize = 64;

const LONGEST: Duration = Duration::from_secs(1);

/// What all of them together may take, in KiB: so each of them takes less.
const MOST_MEMORY: u64 = 16 * 1024;

#[tokio::test]
async fn each_is_refused_with_its_own_reason() {
    let cases = all();
    let mut names: Vec<&str> = cases.iter().map(|case| case.name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    warm_up().await;
    forget_peak();
    let before = peak();
    let mut refused = 0;
    for case in &cases {
        let took = fastest(case).await;
        assert!(took < LONGEST, "{}: {took:?}", case.name);
        refused += 1;
    }
    refused += after_payment().await;
    let grown = peak() - before;
    assert!(refused >= LEAST, "only {refused}");
    // Other tests in the same process would count too.
    if std::env::var("NEXTEST_EXECUTION_MODE").as_deref() == Ok("process-per-test") {
        assert!(grown <= MOST_MEMORY, "{grown} KiB");
    }
    println!(
        "{refused} of {} refused ({grown} KiB at the most)",
        cases.len() + 2
    );
}

fn all() -> Vec<Case> {
    let mut cases = offers::amounts();
    cases.extend(parties::payees());
    cases.extend(parties::assets());
    cases.extend(parties::networks());
    cases.extend(offers::domains());
    cases.extend(offers::times());
    cases.extend(offers::methods());
    cases.extend(offers::forms());
    cases.extend(offers::resources());
    cases.extend(answers::all());
    cases
}

/// The time of the refusal. A machine that is busy with other things gets three tries.
async fn fastest(case: &Case) -> Duration {
    let mut fastest = Duration::MAX;
    for _ in 0..3 {
        fastest = fastest.min(refuse(case).await);
        if fastest < LONGEST {
            break;
        }
    }
    fastest
}

async fn refuse(case: &Case) -> Duration {
    let server = Server::playing(vec![case.act.clone()]).await;
    let mut wanted = wanted(&server.base());
    (case.tune)(&mut wanted);
    let began = Instant::now();
    let came = quote(&wanted).await;
    let took = began.elapsed();
    let Err(error) = came else {
        panic!("{}: a plan was made", case.name);
    };
    check(case, &error);
    for request in server.seen() {
        assert!(
            !request.to_lowercase().contains("payment"),
            "{}: {request}",
            case.name
        );
    }
    assert!(server.seen().len() <= 1, "{}", case.name);
    took
}

fn check(case: &Case, error: &NotOffered) {
    // The whole of what can be shown or logged: nothing of it is the server's.
    let (shown, logged) = (error.to_string(), format!("{error:?}"));
    match &case.expected {
        Expected::Refused(refusal) => {
            assert_eq!(logged, format!("Refused({refusal:?})"), "{}", case.name);
            assert_eq!(shown, refusal.to_string(), "{}", case.name);
        }
        Expected::PayeeChanged { offered } => {
            let NotOffered::PayeeChanged {
                chain,
                offered: found,
                ..
            } = error
            else {
                panic!("{}: {error:?}", case.name);
            };
            assert_eq!((*chain, *found), (8453, *offered), "{}", case.name);
            assert_eq!(shown, "the payee is another one than before", "{}", case.name);
        }
    }
}

/// A second 402 after the payment, with a fresh offer, as good as it may look: nothing follows it.
async fn after_payment() -> usize {
    let seller = X402Seller::new(&DOOR);
    let fresh = V1.replace("\"SAID\"", "\"please pay again\"");
    let answers = [
        (Protocol::V1, answer("402 x", "", fresh)),
        (Protocol::V2, answer("402 x", &offer_header(V2), "{}")),
    ];
    for (protocol, bytes) in &answers {
        let server = Server::sending(bytes.clone()).await;
        let attempt = attempt(*protocol, &server.base());
        let signed = seller.request(&attempt, &signature());
        let came = seller.send(&attempt, &signed, &key()).await;
        assert_eq!(came, Answer::Unclear("payment_required"));
        assert_eq!(server.seen().len(), 1);
    }
    answers.len()
}

/// Connections, buffers and certificates, which every call needs; and the good offers, which the cases begin with.
async fn warm_up() {
    for (headers, body) in [(String::new(), V1), (offer_header(V2), "{}")] {
        let server = Server::sending(answer("402 x", &headers, body)).await;
        let offer = quote(&wanted(&server.base())).await.expect("a good offer");
        assert_eq!(offer.plan.payer.to_string(), PAYER);
    }
    let server = Server::playing(vec![Act::Send(Vec::new())]).await;
    quote(&wanted(&server.base())).await.expect_err("no offer");
}

/// Makes what this process has now its most (`clear_refs` in proc(5)): the cases themselves were large to make.
fn forget_peak() {
    let forgotten = std::fs::write("/proc/self/clear_refs", "5");
    assert!(forgotten.is_ok() || !cfg!(target_os = "linux"), "{forgotten:?}");
}

/// The most memory that this process had so far, in KiB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
