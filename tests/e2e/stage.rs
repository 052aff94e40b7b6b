//! What most journeys begin with: a desktop, the providers on a local server, and a data folder.

use std::path::PathBuf;

use refill_sandbox::{
    AccountSeed, CLADO, Control, DRIA, HYPER3D, OPENROUTER, Options, SandboxThread, WEB3_API,
};
use refill_tests::{App, Desktop, LONG, Window, wait_for};

/// Keys of the two accounts that the local server knows.
pub const DRIA_KEY: &str = "dkn_live_e2e_0123456789";
pub const WEB3_KEY: &str = "w3-e2e-0123456789";

pub struct Stage {
    pub desktop: Desktop,
    pub sandbox: SandboxThread,
    pub data: PathBuf,
}

impl Stage {
    /// A desktop, and a server with 1,000 credits at the one provider and 950 at the other, where the last `rows`
    /// charges are listed.
    pub fn with(desktop: Desktop, rows: u32) -> Stage {
        let dria = AccountSeed::new(DRIA, DRIA_KEY, 1000);
        let now = jiff::Timestamp::now();
        let web3 = AccountSeed::new(WEB3_API, WEB3_KEY, 950).with_steady_history(rows, now);
        let sandbox = SandboxThread::start(Options {
            accounts: vec![dria, web3],
            ..Options::default()
        });
        Stage {
            data: desktop.scratch().join("data"),
            desktop,
            sandbox: sandbox.expect("the local providers start"),
        }
    }

    pub fn new() -> Stage {
        Stage::with(Desktop::start(), 30)
    }

    pub fn control(&self) -> Control {
        self.sandbox.control()
    }

    /// The app on this stage's data, with the providers of fixed addresses on the local server.
    pub fn app(&self) -> App {
        let fixed = [OPENROUTER, DRIA, HYPER3D, CLADO];
        let endpoints = fixed.map(|id| format!("{id}={}", self.sandbox.base(id.as_str())));
        App::new()
            .data_dir(&self.data)
            .env("REFILL_TEST_ENDPOINTS", &endpoints.join(","))
            .env("REFILL_LOG", "debug")
    }

    pub fn open(&self) -> Window<'_> {
        Window::open(&self.desktop, &self.app())
    }

    /// Adds the account whose key names its provider: as a first account, two clicks and a paste.
    pub fn add_dria(&self, window: &Window<'_>) {
        add(window);
        window.type_keys(&at("key-input"), DRIA_KEY);
        window.wait_until_text(&at("preview-balance"), "1,000");
        window.click(&at("add-submit"));
        card_says(window, "Dria", "1,000");
    }

    /// Adds an account by its pasted key; its provider is picked where the key does not tell it.
    pub fn add_by_key(&self, window: &Window<'_>, tile: Option<&str>, key: &str, shows: &str) {
        add(window);
        if let Some(provider) = tile {
            window.click(&at(&format!("provider-{provider}")));
        }
        window.type_keys(&at("key-input"), key);
        window.wait_until_text(&at("preview"), shows);
        window.click(&at("add-submit"));
        window.wait_until_gone(&at("add-submit"));
    }

    /// Adds the account whose server the person enters.
    pub fn add_web3(&self, window: &Window<'_>) {
        add(window);
        window.click(&at("provider-web3api"));
        window.type_keys(&at("server-input"), &self.sandbox.base(WEB3_API.as_str()));
        window.type_keys(&at("key-input"), WEB3_KEY);
        window.wait_until_text(&at("preview-balance"), "950");
        window.click(&at("add-submit"));
        card_says(window, "Web3 API", "950");
    }

    pub fn set_dria(&self, balance: i64) {
        self.control()
            .set_balance(&DRIA, DRIA_KEY, balance)
            .expect("the account is there");
    }
}

/// Opens the sheet for a new account, wherever its button is.
pub fn add(window: &Window<'_>) {
    window.find(&format!("{}, {}", at("welcome"), at("card")));
    window.click(if window.exists(&at("welcome")) {
        FIRST
    } else {
        ANOTHER
    });
}

const FIRST: &str = "[data-testid=add-account-first]";
const ANOTHER: &str = "[data-testid=add-account]";

/// The element with this test id.
pub fn at(testid: &str) -> String {
    format!("[data-testid={testid}]")
}

/// Waits until the card of the account with this name says `part`.
#[track_caller]
pub fn card_says(window: &Window<'_>, name: &str, part: &str) {
    wait_for(&format!("the card of {name} to say {part:?}"), LONG, || {
        let cards = window.find_all(&at("card"));
        cards
            .iter()
            .map(|card| card.text())
            .find(|text| text.contains(name) && text.contains(part))
    });
}

/// Refreshes and waits until the page says that it has.
pub fn refresh(window: &Window<'_>) {
    window.click(&at("refresh"));
    wait_for("the refresh to end", LONG, || {
        let text = window.text(&at("checked"));
        text.starts_with("Checked").then_some(())
    });
}

/// Shows a page through the navigation.
pub fn go(window: &Window<'_>, page: &str) {
    window.click(&at(&format!("nav-{page}")));
}

/// Sets the range of the export sheet from long ago to far ahead, as the fields would after typing.
pub fn everything(window: &Window<'_>) {
    for (name, day) in [("from", "2000-01-01"), ("to", "2099-12-31")] {
        let field = at(&format!("export-{name}"));
        window.find(&field);
        let script = "const field = document.querySelector(arguments[0]); field.value = arguments[1];
            for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));";
        window.execute(script, &[field.into(), day.into()]);
    }
}

/// How many pixels the page, or the part of it that scrolls, is wider than what is seen.
pub const SIDEWAYS: &str =
    "return Math.max(...['html', '.content'].map((part) => document.querySelector(part))
    .map((part) => part.scrollWidth - part.clientWidth))";
