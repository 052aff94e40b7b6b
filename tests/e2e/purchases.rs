//! Buying credits in the real window: signing in, a package, the browser's return, the arrival.

use std::fs;
use std::path::Path;

use refill_sandbox::{
    AccountSeed, DEMO_EMAIL, DEMO_PASSWORD, DOLLAR, OPENROUTER, STARTER, SessionStatus, WEB3_API,
};
use refill_tests::{App, Desktop, LONG, Window, wait_for, wait_until};

use crate::stage::{Stage, WEB3_KEY, at, card_says, go, refresh};

const EMAIL: &str = "person@example.com";
const PASSWORD: &str = "a good password";

/// A stage whose account has a holder.
fn stage() -> Stage {
    let stage = Stage::new();
    stage.control().add_holder(EMAIL, PASSWORD, WEB3_KEY);
    stage
}

/// Signs in by the form that is shown.
fn sign_in(window: &Window<'_>, email: &str, password: &str) {
    window.type_keys(&at("holder-email"), email);
    window.type_keys(&at("holder-password"), password);
    window.click(&at("holder-submit"));
}

/// The first package on the sheet.
const PACKAGE: &str = "top-up-packages .package";

/// Presses a button of the payment page as a person's browser would: with a real browser engine where there is one.
/// Answers with what the browser shows in the end.
fn press(desktop: &Desktop, page: &str, button: &str) -> String {
    let action = format!("{page}/{button}");
    if !Path::new("/usr/bin/chromium").exists() {
        let form = ["--silent", "--show-error", "--location", "--data", "", &action];
        return desktop.read("curl", &form);
    }
    let form = desktop.scratch().join("press.html");
    fs::write(
        &form,
        format!("<form method=post action={action:?}></form><script>document.forms[0].submit()</script>"),
    )
    .expect("the page that presses");
    let profile = format!("--user-data-dir={}", desktop.scratch().join("browser").display());
    let address = format!("file://{}", form.display());
    let options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=10000",
    ];
    let mut arguments: Vec<&str> = options.to_vec();
    arguments.extend([profile.as_str(), "--dump-dom", &address]);
    desktop.read("chromium", &arguments)
}

/// The payment page that was opened last.
fn checkout_page(desktop: &Desktop) -> String {
    desktop.wait_opened("/checkout/");
    let opened = desktop.opened();
    let last = opened.into_iter().rev().find(|page| page.contains("/checkout/"));
    last.expect("a payment page")
}

/// Opens the top-up sheet of the account with this name.
fn top_up(window: &Window<'_>, name: &str) {
    let card = wait_for(&format!("the card of {name}"), LONG, || {
        let cards = window.find_all(&at("card"));
        cards.into_iter().find(|card| card.text().contains(name))
    });
    card.find(&at("top-up")).click();
}

/// Signs the demo's holder in and buys a package, so that there is something to see.
pub fn buy_in_demo(desktop: &Desktop, window: &Window<'_>) {
    open_account(window, "Wallet app");
    window.click(&at("top-up"));
    window.click(PACKAGE);
    sign_in(window, DEMO_EMAIL, DEMO_PASSWORD);
    let page = checkout_page(desktop);
    press(desktop, &page, "pay");
    window.wait_until_text("payment-progress", "10,000 credits arrived");
    window.click(&at("dialog-close"));
}

#[test]
fn in_the_demo_a_package_is_bought_by_signing_in_and_two_clicks() {
    let desktop = Desktop::start();
    let window = Window::open(&desktop, &App::new().demo());
    window.find(&at("card"));
    open_account(&window, "Wallet app");
    window.click(&at("top-up"));
    window.click(PACKAGE);
    sign_in(&window, DEMO_EMAIL, DEMO_PASSWORD);
    let first = checkout_page(&desktop);
    let shown = press(&desktop, &first, "pay");
    assert!(shown.contains("You can go back to Refill"), "{shown}");
    desktop.wait_notification("+10,000 credits arrived");
    window.wait_until_text("payment-progress", "10,000 credits arrived");
    assert_eq!(window.axe(), [""; 0]);
    window.click(&at("dialog-close"));

    // Signed in by now: two clicks.
    window.reset_clicks();
    window.click(&at("top-up"));
    window.click(PACKAGE);
    let second = wait_for("the second page", LONG, || {
        Some(checkout_page(&desktop)).filter(|page| *page != first)
    });
    assert!(window.clicks() <= 2, "{} clicks", window.clicks());
    press(&desktop, &second, "cancel");
    window.wait_until_text("payment-progress", "without paying");
    window.click(&at("dialog-close"));

    go(&window, "payments");
    window.wait_until_text("main", "Arrived");
    window.wait_until_text("main", "Not paid yet");
    window.close();
}

/// Opens the page of the account with this name.
pub fn open_account(window: &Window<'_>, name: &str) {
    window
        .find_with_text(&format!("{}, .row-open", at("card-open")), name)
        .click();
    window.wait_until_text("h1", name);
}

#[test]
fn a_purchase_outlives_the_window_and_is_never_begun_twice() {
    let stage = stage();
    let control = stage.control();
    let window = stage.open();
    stage.add_web3(&window);
    top_up(&window, "Web3 API");
    window.click(PACKAGE);
    sign_in(&window, EMAIL, "a wrong password");
    window.find("[data-testid=holder-problem]");
    window.find(&at("holder-password")).clear();
    window.type_keys(&at("holder-password"), PASSWORD);
    window.click(&at("holder-submit"));
    let page = checkout_page(&stage.desktop);
    window.wait_until_text("payment-progress", "pay");
    window.close();

    // Paid while Refill is closed: nobody hears the browser's return.
    let session = control.sessions().pop().expect("a session");
    assert_eq!(
        (session.url.as_str(), session.status),
        (page.as_str(), SessionStatus::Open)
    );
    let window = stage.open();
    card_says(&window, "Web3 API", "Payment open");
    top_up(&window, "Web3 API");
    window.find("payment-progress");
    assert!(!window.exists(PACKAGE), "one purchase at a time");
    window.click(&at("payment-open"));
    wait_until("the same page to be opened again", LONG, || {
        stage
            .desktop
            .opened()
            .iter()
            .filter(|opened| **opened == page)
            .count()
            == 2
    });
    control.pay(&session.id).expect("paid");
    stage.desktop.wait_notification("+10,000 credits arrived");
    window.wait_until_text("payment-progress", "10,000 credits arrived");
    assert_eq!(control.sessions().len(), 1);
    assert_eq!(control.balance(&WEB3_API, WEB3_KEY), Ok(10_950));
    window.click(&at("dialog-close"));
    card_says(&window, "Web3 API", "10,950");
    // Nothing secret is left in the page.
    let html = window
        .execute("return document.documentElement.outerHTML", &[])
        .to_string();
    assert!(!html.contains(PASSWORD) && !html.contains("eyJ"));
    assert!(!window.app_log().contains(PASSWORD) && !window.app_log().contains("eyJ"));
    window.close();
}

#[test]
fn another_host_is_asked_about_outside_the_page_and_a_changed_price_is_not_paid() {
    let stage = stage();
    let control = stage.control();
    let window = stage.open();
    stage.add_web3(&window);
    top_up(&window, "Web3 API");
    window.wait_until_text(PACKAGE, "10,000");
    control.set_price(STARTER, 1_499).expect("on sale");
    window.click(PACKAGE);
    sign_in(&window, EMAIL, PASSWORD);
    window.find("[data-testid=error][data-code=offer_changed]");
    window.wait_until_text(PACKAGE, "$14.99");
    assert_eq!(control.sessions().len(), 0);

    control.checkout_host(Some("pay.example.com".to_owned()));
    window.click(PACKAGE);
    stage.desktop.confirm_no("Open this payment page?");
    window.wait_until_text("payment-progress", "The payment page is ready");
    assert!(
        !stage
            .desktop
            .opened()
            .iter()
            .any(|page| page.contains("pay.example.com"))
    );
    window.click(&at("payment-open"));
    stage.desktop.confirm_yes("Open this payment page?");
    stage.desktop.wait_opened("https://pay.example.com/");
    window.click(&at("payment-stop"));
    window.wait_until_text("payment-progress", "stopped waiting");
    window.close();
}

#[test]
fn what_is_bought_on_the_providers_own_page_is_announced_when_it_arrives() {
    const KEY: &str = "sk-or-v1-e2e-management";
    let stage = Stage::new();
    let control = stage.control();
    control.add_account(AccountSeed::openrouter_management(KEY, 42 * DOLLAR));
    let window = stage.open();
    stage.add_by_key(&window, None, KEY, "$42");
    top_up(&window, "OpenRouter");
    // Its charge by Coinbase is gone for good, which is said, and its own page offered instead.
    window.type_keys(&at("charge-input"), "10");
    window.click(&at("charge-open"));
    window.wait_until_text(&at("charge-gone"), "no longer offers this");
    window.click(&at("gone-page"));
    stage.desktop.wait_opened("openrouter.ai");
    window.wait_until_text("payment-progress", "Waiting for credits");
    window.click(&at("dialog-close"));
    control
        .credit(&OPENROUTER, KEY, 10 * DOLLAR)
        .expect("the account");
    refresh(&window);
    stage.desktop.wait_notification("+$10.00 arrived");
    go(&window, "payments");
    window.wait_until_text("main", "Arrived");
    window.close();
}

#[test]
fn keys_are_made_and_revoked_and_never_in_the_page() {
    let stage = stage();
    let window = stage.open();
    stage.add_web3(&window);
    window.click(&at("card-open"));
    window.click(&at("holder-sign-in"));
    sign_in(&window, EMAIL, PASSWORD);
    window.click(&at("holder-link"));
    window.wait_until_text(&at("api-keys"), "Default");

    window.click(&at("key-new"));
    window.type_keys(&at("key-name"), "Laptop");
    window.click(&at("key-use-clipboard"));
    window.click(&at("key-create"));
    window.wait_until_text(&at("api-keys"), "Laptop");
    let copied = wait_for("the key in the clipboard", LONG, || {
        let text = stage.desktop.read("xclip", &["-selection", "clipboard", "-out"]);
        (!text.is_empty()).then_some(text)
    });
    let html = window
        .execute("return document.documentElement.outerHTML", &[])
        .to_string();
    assert!(
        copied.len() > 20 && !html.contains(copied.trim()),
        "{}",
        copied.len()
    );
    assert_eq!(window.axe(), [""; 0]);

    let laptop = "[data-testid=api-keys] li:has(button[aria-label*=Laptop]) [data-testid=key-revoke]";
    window.click(laptop);
    stage.desktop.confirm_no(&question(&stage.desktop));
    assert!(window.text(&at("api-keys")).contains("Laptop"));
    window.click(laptop);
    stage.desktop.confirm_yes(&question(&stage.desktop));
    wait_until("the key to be gone from the list", LONG, || {
        !window.text(&at("api-keys")).contains("Laptop")
    });
    window.close();
}

/// The title of the question that is asked now.
fn question(desktop: &Desktop) -> String {
    wait_for("a question", LONG, || desktop.questions().into_iter().next())
}
