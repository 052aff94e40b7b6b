//! The facts for somebody who helps, and that nothing in them or in the log is the person's own.

use std::io;
use std::sync::{Arc, Mutex};

use refill_core::error::ProviderErrorKind;
use refill_core::ids::AccountId;
use refill_core::key::{ApiKey, Secret};
use refill_core::x402::State;

use crate::fakes::{COIN, LISTED, PLAIN, World, key, new, package, until};

/// What must never leave the person's hands.
const MARKED: [&str; 9] = [
    "lk_marked-key-of-listed",
    "pk_marked-key-of-plain",
    "marked-access-token",
    "marked-refresh-token",
    "marked password",
    "marked@example.com",
    "Marked name of listed",
    "Marked name of plain",
    "marked-server.example.com",
];

/// Two accounts, one of them at a server of its own and signed in, everything about them marked.
async fn marked() -> (World, AccountId) {
    let world = World::new();
    world.listed.set(MARKED[0], 123_457);
    world.plain.set(MARKED[1], 123_457);
    let mut listed = new(&LISTED, MARKED[0], Some("7654321"));
    listed.server = Some(format!("https://{}/api", MARKED[8]));
    listed.name = MARKED[6].to_owned();
    let listed = world.app.add_account(listed).await.expect("added");
    let mut plain = new(&PLAIN, MARKED[1], None);
    plain.name = MARKED[7].to_owned();
    world.app.add_account(plain).await.expect("added");
    let passwords = &world.listed.holder.passwords;
    passwords
        .lock()
        .unwrap()
        .insert(MARKED[5].to_owned(), MARKED[4].to_owned());
    let password = Secret::new(MARKED[4]);
    let signed_in = world.app.sign_in_holder(&listed, MARKED[5], &password).await;
    signed_in.expect("signed in");
    mark_tokens(&world);
    // Read from the keychain anew.
    (world.restart(), listed)
}

fn mark_tokens(world: &World) {
    let marked = format!(r#"{{"access":"{}","refresh":"{}"}}"#, MARKED[2], MARKED[3]);
    let mut items = world.vault.items.lock().unwrap();
    let is_session = |item: &ApiKey| item.expose_secret().starts_with('{'); // the test marks the tokens
    let session = items.values_mut().find(|item| is_session(item));
    *session.expect("the tokens") = key(&marked);
}

#[tokio::test]
async fn neither_the_facts_nor_the_log_tell_anything_of_the_person() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    // Every thread's; each test has a process of its own.
    let _ = tracing::subscriber::set_global_default(subscriber);
    let (world, id) = marked().await;
    world.app.start();
    world.app.packages(&id).await.expect("packages");
    // A refused token is exchanged, the second page is made, and the other one fails.
    world
        .listed
        .shop
        .faults
        .lock()
        .unwrap()
        .push_back(ProviderErrorKind::TimedOut);
    let seen = package("starter", 10_000, 999);
    world.app.buy_package(&id, &seen).await.expect_err("no answer");
    let bought = world.app.buy_package(&id, &seen).await.expect("a page to pay on");
    world.listed.set(MARKED[0], 133_457);
    world.refresh().await;
    until(&world.app, "it is told", || async {
        !world.desktop.titles().is_empty()
    })
    .await;
    let failures = [ProviderErrorKind::Unreachable, ProviderErrorKind::Unreachable];
    world.listed.fail_next(failures.clone());
    world.plain.fail_next(failures);
    world.refresh().await;
    world.app.copy_diagnostics("1.2.3").await.unwrap();
    let facts = world.desktop.copied.lock().unwrap().last().cloned().unwrap();
    let written = log.text();
    assert!(written.contains("a purchase went on"), "the log is heard");
    for marked in MARKED.iter().chain(&["123457", "133457", "7654321"]) {
        assert!(!facts.contains(marked), "{marked} is in the facts:\n{facts}");
        assert!(!written.contains(marked), "{marked} is in the log:\n{written}");
    }
    assert!(!facts.contains(id.as_str()), "{facts}");
    drop(bought);
}

#[tokio::test]
async fn neither_the_facts_nor_the_log_tell_anything_of_a_payment() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
    let world = crate::paying::world();
    world.coin.set("ck_marked-key-of-coin", 123_457);
    let mut coin = new(&COIN, "ck_marked-key-of-coin", None);
    coin.name = "Marked name of coin".to_owned();
    let id = world.app.add_account(coin).await.expect("added");
    world
        .desktop
        .says_yes
        .store(true, std::sync::atomic::Ordering::Relaxed);
    let typed = "some marked words of a phrase".to_owned();
    world.secrets.types.lock().unwrap().push_back(typed);
    world.app.import_wallet().await.expect("a wallet");
    let payment = world.app.pay_with_usdc(&id, "13.57").await.expect("a payment");
    crate::paying::reaches(&world, &payment, State::Unknown).await;
    let restarted = world.restart();
    restarted.app.recover_payments().await;
    crate::paying::pass(&restarted, 20).await;
    restarted.app.copy_diagnostics("1.2.3").await.unwrap();
    let facts = restarted.desktop.copied.lock().unwrap().last().cloned().unwrap();
    let written = log.text();
    assert!(written.contains("a purchase went on"), "the log is heard");
    assert!(facts.contains("coin, usdc, unknown"), "{facts}");
    let attempt = restarted.wallets.asked()[0].authorization.clone();
    let sent = restarted.seller.sent.lock().unwrap()[0].1.value.clone();
    let payer = attempt.from.to_string();
    let secrets = [
        "ck_marked",
        "marked words",
        "marked-words",
        "Marked name",
        "13.57",
        "123457",
    ];
    for marked in secrets.into_iter().chain([payer.as_str(), sent.as_str()]) {
        assert!(!facts.contains(marked), "{marked} is in the facts:\n{facts}");
        assert!(!written.contains(marked), "{marked} is in the log:\n{written}");
    }
}

#[tokio::test]
async fn the_facts_say_what_helps() {
    let (world, id) = marked().await;
    let seen = package("starter", 10_000, 999);
    *world.listed.shop.session.lock().unwrap() = "cs_test_";
    world
        .listed
        .shop
        .faults
        .lock()
        .unwrap()
        .push_back(ProviderErrorKind::TimedOut);
    world.app.buy_package(&id, &seen).await.expect_err("no answer");
    world.app.buy_package(&id, &seen).await.expect("a page to pay on");
    world
        .plain
        .fail_next([ProviderErrorKind::Server { retry_after: None }]);
    world.refresh().await;
    world.app.copy_diagnostics("1.2.3").await.unwrap();
    let facts = world.desktop.copied.lock().unwrap().last().cloned().unwrap();
    let lines: Vec<&str> = facts.lines().collect();
    assert_eq!(lines[0], "Refill 1.2.3");
    assert_eq!(
        lines[1],
        format!("System: {}, {}", std::env::consts::OS, std::env::consts::ARCH)
    );
    assert_eq!(
        lines[2..],
        [
            "Keychain: ready",
            "Payment journal: usable",
            "Accounts: 2",
            "Accounts of listed: 1",
            "Accounts of plain: 1",
            "Account 1: listed, ok, read 0 s ago, own server",
            "Account 2: plain, server_error, read 300 s ago, status 503",
            "Payment of 2026-11-20T12:00:00Z: listed, checkout, away, test, cs_test_2",
            "Payment of 2026-11-20T12:00:00Z: listed, checkout, failed, no_answer",
        ]
    );
}

#[tokio::test]
async fn a_missing_journal_is_a_fact() {
    let world = World::without_journal();
    world.app.copy_diagnostics("1").await.unwrap();
    let facts = world.desktop.copied.lock().unwrap().last().cloned().unwrap();
    assert!(facts.contains("Payment journal: not usable"), "{facts}");
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}
