//! Paying with USDC in the real window: three clicks and a yes in the dialog of the system; a kill in the middle; a script
//! in the page that wants money.

use refill_core::x402::Address;
use refill_sandbox::{Control, DRIA};
use refill_store::{DataFolder, Journal, PurchaseRecord};
use refill_tests::{App, Desktop, LONG, Window, wait_for, wait_until};
use serde_json::{Value, json};

use crate::purchases::open_account;
use crate::stage::{DRIA_KEY, Stage, at, card_says, go};

/// The key and address of contract F3's golden vector.
const KEY: &str = "1111111111111111111111111111111111111111111111111111111111111111";
const PAYER: &str = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";
/// What the wallet has, in millionths.
const HELD: u64 = 100_000_000;

/// The chip with an amount, which stands over its radio button.
fn chip(amount: &str) -> String {
    format!("label:has([data-testid=usdc-amount-{amount}])")
}

/// The question of the system before anything is signed.
const QUESTION: &str = "Pay 10.00 USDC?";

/// Pays 10 USDC in the demo, so that there is something to see.
pub fn pay_in_demo(desktop: &Desktop, window: &Window<'_>) {
    go(window, "overview");
    open_account(window, "Personal");
    window.click(&at("top-up"));
    window.click(&chip("10"));
    window.click(&at("usdc-pay"));
    desktop.confirm_yes(QUESTION);
    window.wait_until_text("payment-progress", "Paid 10.00 USDC");
    window.click(&at("dialog-close"));
}

#[test]
fn in_the_demo_ten_usdc_are_three_clicks_and_a_yes() {
    let desktop = Desktop::start();
    let window = Window::open(&desktop, &App::new().demo());
    window.find(&at("card"));
    open_account(&window, "Personal");
    let before = credits(&window);
    window.reset_clicks();
    window.click(&at("top-up"));
    window.click(&chip("10"));
    window.click(&at("usdc-pay"));
    assert!(window.clicks() <= 3, "{} clicks", window.clicks());
    desktop.wait_question(QUESTION);
    desktop.confirm_yes(QUESTION);
    window.wait_until_text(&at("stages"), "Signed");
    desktop.wait_notification("+1,000 credits arrived");
    window.wait_until_text("payment-progress", "1,000 credits arrived");
    assert_eq!(window.axe(), [""; 0]);
    window.click(&at("dialog-close"));
    wait_until("the balance to rise", LONG, || credits(&window) >= before + 900);

    // The journal and the receipt.
    go(&window, "payments");
    window.find_with_text("main a, main button", "Dria").click();
    window.wait_until_text("main", "0x");
    let said = window.wait_until_text("main", "Paid 10.00 USDC");
    for part in ["Nonce", "1,000 credits arrived", "Fee", "Balance after"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    window.find(&at("transaction-open"));
    assert_eq!(window.axe(), [""; 0]);
    window.close();
}

/// The number in the account's headline.
fn credits(window: &Window<'_>) -> i64 {
    let text = window.text(&at("balance"));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}

/// A stage whose wallet has money, and an app that reads the stage's chain.
struct Paying {
    stage: Stage,
}

impl Paying {
    fn new() -> Paying {
        let stage = Stage::new();
        let payer = Address::parse(PAYER).expect("an address");
        stage.control().fund(payer, HELD);
        Paying { stage }
    }

    fn control(&self) -> Control {
        self.stage.control()
    }

    fn open(&self) -> Window<'_> {
        let chain = self.stage.sandbox.chain_endpoints().join(",");
        Window::open(
            &self.stage.desktop,
            &self.stage.app().env("REFILL_TEST_CHAIN", &chain),
        )
    }

    /// Takes over the wallet with [`KEY`] in the window of the system.
    fn import(&self, window: &Window<'_>) {
        go(window, "wallet");
        window.click(&at("wallet-import"));
        self.stage.desktop.answer_secret("Bring your own wallet", KEY);
        window.wait_until_text(&at("wallet-card"), &PAYER[..6]);
        go(window, "overview");
    }

    /// Chooses 10 USDC for Dria and presses the button.
    fn pay(&self, window: &Window<'_>) {
        open_account(window, "Dria");
        window.click(&at("top-up"));
        window.click(&chip("10"));
        window.click(&at("usdc-pay"));
    }

    fn payments(&self) -> Vec<PurchaseRecord> {
        // A process that was killed holds the folder until the system has taken it down.
        let folder = wait_for("the folder to be free", LONG, || {
            DataFolder::open(&self.stage.data).ok()
        });
        let journal = Journal::open(&folder).expect("the journal opens");
        journal.page(None, 100).expect("the payments")
    }
}

#[test]
fn a_payment_outlives_a_kill_and_nothing_is_paid_twice() {
    let paying = Paying::new();
    let control = paying.control();
    // Settled, and the answer lost: the moment at which others pay again.
    control.topup_fault(refill_sandbox::TopupFault::HangAfter, Some(1));
    let window = paying.open();
    paying.stage.add_dria(&window);
    paying.import(&window);
    paying.pay(&window);
    paying.stage.desktop.confirm_yes(QUESTION);
    wait_until("the payment to settle", LONG, || control.settlements().len() == 1);
    window.kill9();

    let window = paying.open();
    card_says(&window, "Dria", "2,000");
    paying.stage.desktop.wait_notification("+1,000 credits arrived");
    go(&window, "payments");
    window.wait_until_text("main", "Arrived");
    let html = window
        .execute("return document.documentElement.outerHTML", &[])
        .to_string();
    assert!(
        !html.contains(KEY) && !window.app_log().contains(KEY),
        "the key shows nowhere"
    );
    window.close();
    assert_eq!(control.settlements().len(), 1, "paid once");
    let records = paying.payments();
    assert_eq!(records.len(), 1);
    let nonce = records[0].attempt().expect("an attempt").authorization.nonce;
    assert_eq!(control.settlements()[0].nonce, nonce, "the journal knows it");
    assert_eq!(control.balance(&DRIA, DRIA_KEY), Ok(2_000));
    let mut sent = control.payment_requests();
    sent.retain(|one| one.payment.is_some());
    assert!(
        sent.windows(2).all(|pair| pair[0].payment == pair[1].payment),
        "the same bytes"
    );
}

/// Values that a script may try.
fn malformations() -> Vec<Value> {
    let long = "9".repeat(10_000);
    vec![
        json!(null),
        json!(""),
        json!("0"),
        json!("-1"),
        json!("1e9"),
        json!("10"),
        json!("0x10"),
        json!(10),
        json!(1.5),
        json!(true),
        json!([]),
        json!({}),
        json!(long),
        json!("١٠"),
        json!("../../etc/passwd"),
        json!("<img src=x onerror=alert(1)>"),
        json!("18446744073709551616"),
        json!({"account": "x", "payee": PAYER}),
    ]
}

#[test]
fn a_script_in_the_page_gets_neither_a_signature_nor_a_secret() {
    let paying = Paying::new();
    let control = paying.control();
    let window = paying.open();
    paying.stage.add_dria(&window);
    paying.import(&window);
    let commands = commands();
    assert!(commands.len() > 70, "{}", commands.len());
    let script = "const [commands, values, done] = [arguments[0], arguments[1], arguments[arguments.length - 1]];
        const invoke = window.__TAURI_INTERNALS__.invoke;
        const fields = ['account', 'amount', 'payment', 'wallet', 'address', 'on', 'provider', 'server', 'chain',
          'program', 'day', 'month', 'accountDay', 'text', 'key', 'name', 'id', 'after', 'limit', 'package'];
        const said = []; let asked = 0;
        (async () => {
          for (const command of commands) for (const value of values) {
            const args = {}; for (const field of fields) args[field] = value;
            const whole = { ...args, payee: value, nonce: value, approved: true, confirmed: true };
            const call = Promise.resolve().then(() => invoke(command, { args: whole }))
              .then((answer) => said.push(JSON.stringify(answer)), (error) => said.push(JSON.stringify(error) ?? String(error)));
            asked += 1;
            await Promise.race([call, new Promise((go) => setTimeout(go, 300))]);
          }
          done({ asked, said: said.join('\\n').slice(0, 2000000) });
        })();";
    let answer = window.execute_async(script, &[json!(commands), json!(malformations())]);
    let said = answer["said"].as_str().unwrap_or_default();
    assert!(answer["asked"].as_u64() > Some(1_000), "{answer:.200}");
    for secret in [KEY, DRIA_KEY, "signature\":\"0x"] {
        assert!(!said.contains(secret), "{secret}");
    }
    assert_eq!(control.settlements().len(), 0);
    assert_eq!(
        control
            .payment_requests()
            .iter()
            .filter(|one| one.payment.is_some())
            .count(),
        0
    );
    window.kill9();
    for record in paying.payments() {
        assert!(record.signed().is_none(), "{record:?}");
    }
}

/// The commands that the window may call, but for those that end or hide the window itself.
fn commands() -> Vec<String> {
    let bindings = include_str!("../../ui/js/bindings/ipc.d.ts");
    let table = bindings
        .split("export type Commands = {")
        .nth(1)
        .expect("the table of commands");
    let table = table.split("\n};").next().unwrap_or_default();
    let names = table
        .lines()
        .filter_map(|line| line.trim().split_once(": { args:"));
    let harmless = |name: &&str| {
        !matches!(
            *name,
            "open_demo" | "export_csv" | "show_window" | "retry_startup"
        )
    };
    names
        .map(|(name, _)| name)
        .filter(harmless)
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_low_notice_leads_to_the_last_amount_in_two_clicks() {
    let paying = Paying::new();
    let window = paying.open();
    paying.stage.add_dria(&window);
    paying.import(&window);
    paying.pay(&window);
    paying.stage.desktop.confirm_yes(QUESTION);
    // The chain has to keep it for good before the next one may begin.
    window.wait_until_text("payment-progress", "Paid 10.00 USDC");
    window.click(&at("dialog-close"));
    go(&window, "overview");
    card_says(&window, "Dria", "2,000");
    window.reset_clicks();
    window.find(&at("card")).find(&at("top-up")).click();
    window.click(&at("usdc-pay"));
    assert!(window.clicks() <= 2, "{} clicks", window.clicks());
    paying.stage.desktop.confirm_no(QUESTION);
    window.wait_until_text("payment-progress, top-up-usdc", "ot");
    window.close();
    assert_eq!(paying.control().settlements().len(), 1);
}
