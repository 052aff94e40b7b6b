//! What the product looks like: every page in both designs and both sizes, checked and photographed.

use std::path::{Path, PathBuf};

use refill_tests::{App, Desktop, Theme, Window};
use serde_json::json;

use crate::payments::pay_in_demo;
use crate::purchases::{buy_in_demo, open_account};
use crate::stage::{SIDEWAYS, at, go};

/// Pictures are taken on every run; `REFILL_UPDATE_SCREENSHOTS=1` puts them into `tests/screenshots`.
fn picture(window: &Window<'_>, desktop: &Desktop, name: &str) {
    let taken = desktop.scratch().join(format!("{name}.png"));
    std::fs::create_dir_all(desktop.scratch()).expect("the scratch folder");
    window.screenshot(&taken);
    if std::env::var_os("REFILL_UPDATE_SCREENSHOTS").is_some() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("screenshots")
            .join(format!("{name}.png"));
        shrink(desktop, &taken, &kept);
    }
}

/// A palette makes a fourth of the size and no difference that one sees.
fn shrink(desktop: &Desktop, from: &Path, to: &Path) {
    let (from, to) = (from.display().to_string(), format!("PNG8:{}", to.display()));
    desktop.read("convert", &[&from, "-strip", "+dither", "-colors", "200", &to]);
}

fn checked(window: &Window<'_>, what: &str) {
    let overflow = window.execute(SIDEWAYS, &[]);
    assert_eq!(overflow, json!(0), "{what} scrolls sideways");
    assert_eq!(window.axe(), [""; 0], "{what}");
}

fn every_page(theme: Theme, called: &str) {
    let desktop = Desktop::start();
    let window = Window::open(&desktop, &App::new().demo().theme(theme));
    window.find(&at("card"));
    buy_in_demo(&desktop, &window);
    pay_in_demo(&desktop, &window);
    for (width, height) in [(1100, 800), (360, 800)] {
        window.set_size(width, height);
        let shoot = |page: &str| {
            checked(&window, &format!("{page}, {called}, {width}"));
            picture(&window, &desktop, &format!("{page}-{width}-{called}"));
        };
        go(&window, "overview");
        window.find(&at("card"));
        shoot("overview");
        window.click(&at("card-open"));
        window.find(&at("alert-input"));
        shoot("account");
        go(&window, "history");
        window.find("[data-testid=total]");
        shoot("history");
        window.click(&at("export"));
        window.find(&at("export-save"));
        shoot("export");
        window.press("Escape");
        go(&window, "settings");
        window.find(&at("test-notification"));
        shoot("settings");
        go(&window, "payments");
        window.wait_until_text("main", "Arrived");
        shoot("payments");
        window.find_with_text("a.payment-row", "Dria").click();
        window.wait_until_text("payment-progress", "Paid 10.00 USDC");
        shoot("payment-usdc");
        window.click(&at("back"));
        window.find_with_text("a.payment-row", "10,000 credits").click();
        window.find("payment-progress");
        shoot("payment");
        go(&window, "wallet");
        window.wait_until_text(&at("wallet-balance"), "240");
        shoot("wallet");
        go(&window, "overview");
        open_account(&window, "Personal");
        window.click(&at("top-up"));
        window.wait_until_text(&at("usdc-balance"), "240");
        shoot("top-up-usdc");
        window.press("Escape");
        go(&window, "overview");
        open_account(&window, "Wallet app");
        window.click(&at("top-up"));
        window.find("top-up-packages .package");
        shoot("top-up");
        window.press("Escape");
        window.click(&at("holder-link"));
        window.wait_until_text(&at("api-keys"), "Default");
        shoot("holder");
        go(&window, "overview");
        window.click(&at("add-account"));
        window.find(&at("key-input"));
        shoot("add");
        window.press("Escape");
    }
    window.close();
}

#[test]
fn every_page_in_light() {
    every_page(Theme::Light, "light");
}

#[test]
fn every_page_in_dark() {
    every_page(Theme::Dark, "dark");
}

#[test]
fn the_welcome_page() {
    let desktop = Desktop::start();
    let data: PathBuf = desktop.scratch().join("data");
    let window = Window::open(&desktop, &App::new().data_dir(data));
    window.find(&at("welcome"));
    for (width, height) in [(1100, 800), (360, 800)] {
        window.set_size(width, height);
        checked(&window, &format!("welcome, {width}"));
        picture(&window, &desktop, &format!("welcome-{width}-light"));
    }
    window.close();
}
