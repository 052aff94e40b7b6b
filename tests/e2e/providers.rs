//! All five providers in the real window, and a key by signing in with a browser.

use std::path::Path;
use std::process::Command;

use refill_sandbox::{AccountSeed, CLADO, DOLLAR, HYPER3D, LastTopUp, LimitReset, OPENROUTER};
use refill_tests::{Desktop, LONG, Window, wait_for, wait_until};

use crate::stage::{Stage, add, at, card_says, refresh};

const MANAGEMENT: &str = "sk-or-v1-e2e-management";
const BUDGET: &str = "sk-or-v1-e2e-budget";
const UNLIMITED: &str = "sk-or-v1-e2e-unlimited";
const RODIN: &str = "rodin-e2e-0123456789";
const SEARCH: &str = "lk_e2e_0123456789";

fn stage() -> Stage {
    let stage = Stage::new();
    let control = stage.control();
    let topped_up = "2026-11-01T10:30:00Z".parse().expect("a time");
    for seed in [
        AccountSeed::openrouter_management(MANAGEMENT, 42 * DOLLAR)
            .with_daily_calls(5, jiff::Timestamp::now()),
        AccountSeed::openrouter_budget(BUDGET, 20 * DOLLAR, 7 * DOLLAR, LimitReset::Monthly),
        AccountSeed::openrouter_unlimited(UNLIMITED).having_spent(3 * DOLLAR),
        AccountSeed::hyper3d(RODIN, 125),
        AccountSeed::clado(SEARCH, 247, LastTopUp::At(topped_up)),
    ] {
        control.add_account(seed);
    }
    stage
}

/// Gives the account that was added last a name of its own.
fn rename_newest(window: &Window<'_>, old: &str, name: &str) {
    window.find_with_text(&at("card-open"), old).click();
    window.find(&at("rename-input")).clear();
    window.type_keys(&at("rename-input"), name);
    window.click(&at("rename-save"));
    window.wait_until_text("h1", name);
    window.click(&at("nav-overview"));
}

#[test]
fn all_five_are_read_truthfully() {
    let stage = stage();
    let window = stage.open();
    stage.add_by_key(&window, None, MANAGEMENT, "$42");
    rename_newest(&window, "OpenRouter", "Whole account");
    stage.add_by_key(&window, None, BUDGET, "$7");
    rename_newest(&window, "OpenRouter", "Side project");
    stage.add_by_key(&window, None, UNLIMITED, "$3");
    stage.add_dria(&window);
    stage.add_by_key(&window, Some("hyper3d"), RODIN, "125");
    stage.add_by_key(&window, None, SEARCH, "247");
    stage.add_web3(&window);

    card_says(&window, "Whole account", "$42");
    card_says(&window, "Side project", "budget");
    card_says(&window, "Side project", "$20");
    card_says(&window, "Hyper3D Rodin", "125");
    card_says(&window, "Clado", "247");
    let hidden = card_text(&window, "Not visible");
    assert!(hidden.contains("$3") && !hidden.contains("$0"), "{hidden}");
    window.close();
}

/// The text of the card that says `part`.
fn card_text(window: &Window<'_>, part: &str) -> String {
    wait_for(&format!("a card that says {part:?}"), LONG, || {
        let cards = window.find_all(&at("card"));
        cards
            .iter()
            .map(|card| card.text())
            .find(|text| text.contains(part))
    })
}

#[test]
fn a_budget_that_starts_anew_is_no_top_up_and_the_days_of_an_account_are_listed() {
    let stage = stage();
    let window = stage.open();
    stage.add_by_key(&window, None, BUDGET, "$7");
    stage
        .control()
        .reset_budget(&OPENROUTER, BUDGET)
        .expect("the account is there");
    refresh(&window);
    card_says(&window, "OpenRouter", "$20");
    window.click(&at("card-open"));
    window.wait_until_text("main", "Budget renewed");
    let page = window.text("main");
    assert!(!page.contains("Top-up or refund"), "{page}");
    window.click(&at("nav-overview"));

    stage.add_by_key(&window, None, MANAGEMENT, "$42");
    window.click(&at("nav-history"));
    window.wait_until_text("main", "claude");
    window.close();
}

#[test]
fn tenths_of_a_credit_are_a_choice_that_stays() {
    let stage = stage();
    let window = stage.open();
    stage.add_by_key(&window, Some("hyper3d"), RODIN, "125");
    card_says(&window, "Hyper3D Rodin", "125");
    window.click(&at("card-open"));
    window.click(&at("divisor-10"));
    window.wait_until_text(&at("balance"), "12.5");
    window.close();
    let window = stage.open();
    card_says(&window, "Hyper3D Rodin", "12.5");
    stage
        .control()
        .set_balance(&HYPER3D, RODIN, 90)
        .expect("the account is there");
    refresh(&window);
    wait_until("the new balance in tenths", LONG, || {
        window.text(&at("balance")).starts_with("9 credits")
    });
    window.close();
}

#[test]
fn an_account_at_its_own_server_is_asked_there() {
    let stage = stage();
    let window = stage.open();
    add(&window);
    window.click(&at("provider-clado"));
    window.click(&at("own-server"));
    window.type_keys(&at("server-input"), &stage.sandbox.base(CLADO.as_str()));
    window.type_keys(&at("key-input"), SEARCH);
    window.wait_until_text(&at("preview"), "247");
    window.click(&at("add-submit"));
    card_says(&window, "Clado", "127.0.0.1");
    window.close();
}

/// Follows an address as a person's browser would: with a real browser engine where there is one.
fn browse(desktop: &Desktop, address: &str) -> String {
    if !Path::new("/usr/bin/chromium").exists() {
        return desktop.read("curl", &["--silent", "--show-error", "--location", address]);
    }
    let profile = desktop.scratch().join("browser");
    let profile = format!("--user-data-dir={}", profile.display());
    desktop.read(
        "chromium",
        &[
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            &profile,
            "--dump-dom",
            address,
        ],
    )
}

#[test]
fn connecting_takes_one_click_and_the_key_is_never_in_the_window() {
    let stage = stage();
    stage.control().authorize_at_once(true);
    let window = stage.open();
    add(&window);
    window.click(&at("provider-openrouter"));
    window.click(&at("connect-openrouter"));
    let page = stage.desktop.wait_opened("/openrouter/auth");
    assert!(
        page.contains("code_challenge_method=S256") && page.contains("127.0.0.1"),
        "{page}"
    );
    let seen = browse(&stage.desktop, &page);
    assert!(seen.contains("You can go back to Refill"), "{seen}");
    window.wait_until_text(&at("preview"), "budget");
    window.click(&at("add-submit"));
    card_says(&window, "OpenRouter", "budget");

    let kept = stage.desktop.search_secrets(&[("service", "app.refill.desktop")]);
    let key = kept
        .lines()
        .find_map(|line| line.strip_prefix("secret = "))
        .expect("the key is in the keychain");
    assert!(key.starts_with("sk-or-v1-"));
    let page = window
        .execute("return document.documentElement.outerHTML", &[])
        .to_string();
    assert!(!page.contains(key) && !window.app_log().contains(key));
    // The address served once.
    let again = Command::new("curl")
        .args(["--silent", &callback(&page_of(&stage))])
        .output();
    assert!(again.is_ok_and(|output| !output.status.success()));
    window.close();
}

fn page_of(stage: &Stage) -> String {
    stage.desktop.wait_opened("/openrouter/auth")
}

/// The address that the consent page returns to.
fn callback(page: &str) -> String {
    let page = url::Url::parse(page).expect("an address");
    let mut query = page.query_pairs();
    let found = query.find(|(name, _)| name == "callback_url");
    found.expect("a callback").1.into_owned()
}

#[test]
fn no_at_the_consent_page_is_explained_and_a_code_can_be_pasted_instead() {
    let stage = stage();
    let window = stage.open();
    add(&window);
    window.click(&at("provider-openrouter"));
    window.click(&at("connect-openrouter"));
    let denied = format!("{}?error=access_denied", callback(&page_of(&stage)));
    stage.desktop.read("curl", &["--silent", "--show-error", &denied]);
    window.find("[data-testid=error][data-code=sign_in_denied]");

    stage.control().authorize_at_once(true);
    window.click(&at("connect-openrouter"));
    window.click(&at("sign-in-code"));
    let page = wait_for("the page that shows a code", LONG, || {
        let opened = stage.desktop.opened();
        opened
            .into_iter()
            .find(|page| page.contains("/auth") && !page.contains("callback_url"))
    });
    let shown = stage.desktop.read("curl", &["--silent", "--show-error", &page]);
    let code = shown
        .split("data-testid=\"code\"")
        .nth(1)
        .and_then(|rest| rest.split(['>', '<']).nth(1))
        .expect("a code on the page")
        .trim();
    window.type_keys(&at("code-input"), code);
    window.click(&at("sign-in-finish"));
    window.wait_until_text(&at("preview"), "budget");
    window.click(&at("add-submit"));
    card_says(&window, "OpenRouter", "budget");
    window.close();
}
