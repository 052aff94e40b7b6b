//! The half that is killed: the use-cases without a window.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use refill_app::{App, Keep, NewAccount, NewKey, Options, Parts, PayingParts};
use refill_core::ids::AccountId;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{
    Browser, CheckoutPage, CheckoutReturn, CheckoutWords, Clipboard, Clock, Confirmer, Loopback,
    NeverReturned, NotCopied, NotListening, NotNotified, NotOpened, Notice, Notifier, PhraseWords, Question,
    ReturnPage, ReturnWords, SecretQuestion, SecretWindow, Timer,
};
use refill_core::purchase::State;
use refill_net::{Http, HttpOptions, LoopbackOptions, LoopbackPage, PageWords};
use refill_payments::{AlloyWallets, RpcReader, X402Seller};
use refill_providers::{Endpoints, registry};
use refill_sandbox::WEB3_API;
use refill_store::{DataFolder, Journal, Store};
use refill_vault::KeychainVault;
use url::Url;

use super::{EMAIL, KEY, OTHER_KEY, PASSWORD};

pub const WORK: &str = "REFILL_KILLS_WORK";
pub const FOLDER: &str = "REFILL_KILLS_FOLDER";
pub const SERVER: &str = "REFILL_KILLS_SERVER";

/// The pages that the browser of this folder was shown, oldest first.
pub fn opened(folder: &Path) -> Vec<String> {
    let seen = std::fs::read_to_string(folder.with_extension("opened")).unwrap_or_default();
    // A line without its end is still being written.
    let whole = seen.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(str::to_owned).collect()
}

#[tokio::test]
#[ignore = "the child of the kills"]
async fn works() {
    let Ok(work) = std::env::var(WORK) else { return };
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("a folder"));
    let server = std::env::var(SERVER).expect("a server");
    let app = app(&folder);
    match work.as_str() {
        "add" => add(&app, &server).await,
        "sign-in" => sign_in(&app).await,
        "buy" => buy(&app).await,
        "settle" => settle(&app, &folder).await,
        "replace" => replace(&app).await,
        "remove" => remove(&app).await,
        "tidy" => tidy(&app, &folder).await,
        other => panic!("no such work: {other}"),
    }
    app.close();
}

fn app(folder: &Path) -> Arc<App> {
    let data = DataFolder::open(folder).expect("the folder is free");
    let opened = Store::open(&data).expect("the database opens");
    let http = Http::new(HttpOptions::default()).expect("the network part");
    let outside = Arc::new(Outside {
        opened: folder.with_extension("opened"),
    });
    let parts = Parts {
        store: opened.store,
        continuous: opened.continuous,
        providers: registry(&http, &Endpoints::default()).all().to_vec(),
        vault: Arc::new(KeychainVault::new()),
        clock: outside.clone(),
        notifier: outside.clone(),
        browser: outside.clone(),
        loopback: outside.clone(),
        journal: Some(Journal::open(&data).expect("the journal opens")),
        confirmer: outside.clone(),
        clipboard: outside.clone(),
        // Nothing is paid with USDC here.
        paying: PayingParts {
            seller: Arc::new(X402Seller::new(&http)),
            wallets: Arc::new(AlloyWallets::new(&http)),
            chain: Arc::new(RpcReader::new(&http, Vec::new())),
            timer: outside.clone(),
            secrets: outside,
            is_demo: false,
        },
    };
    let options = Options {
        undo_for: Duration::from_millis(50),
        purchase_look: Duration::from_millis(50),
        ..Options::default()
    };
    // The process holds the folder until it ends.
    std::mem::forget(data);
    App::new(parts, options).expect("the app")
}

async fn account(app: &Arc<App>) -> AccountId {
    let overview = app.overview().await.expect("the overview");
    overview.cards.first().expect("an account").account.id.clone()
}

async fn add(app: &Arc<App>, server: &str) {
    let new = NewAccount {
        provider: WEB3_API,
        server: Some(server.to_owned()),
        key: NewKey::Pasted(ApiKey::from_pasted(KEY).expect("a key")),
        name: "Work".to_owned(),
        threshold: None,
        keep: Keep::Keychain,
    };
    app.add_account(new).await.expect("added");
}

async fn sign_in(app: &Arc<App>) {
    let id = account(app).await;
    let password = Secret::new(PASSWORD);
    app.sign_in_holder(&id, EMAIL, &password)
        .await
        .expect("signed in");
}

async fn replace(app: &Arc<App>) {
    let id = account(app).await;
    let key = NewKey::Pasted(ApiKey::from_pasted(OTHER_KEY).expect("a key"));
    app.replace_key(&id, None, key, Keep::Keychain)
        .await
        .expect("replaced");
}

async fn remove(app: &Arc<App>) {
    let id = account(app).await;
    app.remove_account(&id).await.expect("removed");
    wait_to_be_killed().await;
}

/// Starts as the window does, reads every account (its key must be there), and goes on until it is killed: items are
/// removed in the background.
async fn tidy(app: &Arc<App>, folder: &Path) {
    app.start();
    let refreshed = loop {
        let refreshed = app
            .refresh_all(refill_core::ports::Asking::Allowed)
            .await
            .expect("refreshed");
        // Skipped where the start is reading it just now.
        if refreshed.skipped == 0 {
            break refreshed;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(refreshed.failed, 0, "an account has lost its key");
    std::fs::write(folder.with_extension("tidied"), "").expect("told");
    wait_to_be_killed().await;
}

async fn buy(app: &Arc<App>) {
    app.start();
    let id = account(app).await;
    let packages = app.packages(&id).await.expect("packages");
    app.buy_package(&id, &packages[0])
        .await
        .expect("the page is opened");
    until_credited(app).await;
}

/// What the person does after a restart: opens the page again, or buys where nothing is under way and nothing came.
async fn settle(app: &Arc<App>, folder: &Path) {
    app.start();
    let id = account(app).await;
    // Before this has an answer, the start has dealt with what was left open.
    let packages = app.packages(&id).await.expect("packages");
    let open = app.top_up(&id).await.expect("the sheet").open;
    let was_shown = !opened(folder).is_empty();
    match open {
        Some(payment) if payment.record.state.can_be_opened() && !was_shown => {
            app.open_payment(&payment.record.purchase.id)
                .await
                .expect("opened again");
        }
        Some(_) => {}
        None if is_credited(app).await => return,
        None => {
            let bought = app.buy_package(&id, &packages[0]).await;
            if let Err(error) = bought {
                // An earlier purchase may have been found open, or credited, just now.
                assert!(matches!(error, refill_app::AppError::PurchaseOpen), "{error}");
            }
        }
    }
    until_credited(app).await;
}

async fn is_credited(app: &Arc<App>) -> bool {
    let payments = app.payments(None, 100).await.expect("the payments");
    payments
        .iter()
        .any(|payment| payment.record.state == State::Credited)
}

async fn until_credited(app: &Arc<App>) {
    let mut news = app.events();
    let waiting = async {
        while !is_credited(app).await {
            let _ = tokio::time::timeout(Duration::from_millis(20), news.recv()).await;
        }
    };
    let came = tokio::time::timeout(Duration::from_secs(30), waiting).await;
    came.expect("the credits arrive");
    if std::env::var_os("REFILL_KILL_AT").is_some() {
        // The notification comes after the journal's word.
        wait_to_be_killed().await;
    }
}

/// The rest happens in the background. Where nobody kills this, the parent's patience ends.
async fn wait_to_be_killed() {
    std::future::pending().await
}

/// The world outside, as far as it does not survive the child.
struct Outside {
    opened: PathBuf,
}

impl Clock for Outside {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

impl Notifier for Outside {
    fn notify(&self, _: &Notice) -> Result<(), NotNotified> {
        Ok(())
    }

    fn window_in_front(&self) -> bool {
        false
    }
}

impl Browser for Outside {
    fn open_page(&self, page: &Url) -> Result<(), NotOpened> {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.opened)
            .map_err(|_| NotOpened)?;
        writeln!(file, "{page}")
            .and_then(|()| file.sync_all())
            .map_err(|_| NotOpened)
    }

    fn open_path(&self, _: &Path) -> Result<(), NotOpened> {
        Err(NotOpened)
    }

    fn show_in_folder(&self, _: &Path) -> Result<(), NotOpened> {
        Err(NotOpened)
    }
}

#[async_trait]
impl Confirmer for Outside {
    async fn confirm(&self, _: &Question) -> bool {
        true
    }
}

impl Clipboard for Outside {
    fn copy(&self, _: &str) -> Result<(), NotCopied> {
        Ok(())
    }

    fn copy_key(&self, _: &ApiKey) -> Result<(), NotCopied> {
        Ok(())
    }
}

#[async_trait]
impl Loopback for Outside {
    async fn open(&self, _: &ReturnWords) -> Result<Box<dyn ReturnPage>, NotListening> {
        Err(NotListening)
    }

    async fn open_for_checkout(
        &self,
        words: &CheckoutWords,
        whole: Duration,
    ) -> Result<Box<dyn CheckoutPage>, NotListening> {
        let words = PageWords {
            language: words.paid.language.clone(),
            title: words.paid.title.clone(),
            text: words.paid.text.clone(),
        };
        let mut options = LoopbackOptions::new(&["paid", "cancelled"], words);
        options.whole = whole;
        let page = LoopbackPage::open(options).await.map_err(|_| NotListening)?;
        Ok(Box::new(Waiting(page)))
    }
}

struct Waiting(LoopbackPage);

#[async_trait]
impl CheckoutPage for Waiting {
    fn success(&self) -> Url {
        self.with("paid")
    }

    fn cancel(&self) -> Url {
        self.with("cancelled")
    }

    async fn returned(self: Box<Self>) -> Result<CheckoutReturn, NeverReturned> {
        let returned = self.0.returned().await.map_err(|_| NeverReturned)?;
        Ok(match returned.only("paid") {
            Some(_) => CheckoutReturn::Paid,
            None => CheckoutReturn::Cancelled,
        })
    }
}

impl Waiting {
    fn with(&self, result: &str) -> Url {
        let mut address = self.0.address();
        address.query_pairs_mut().append_pair(result, "1");
        address
    }
}

#[async_trait]
impl Timer for Outside {
    async fn sleep(&self, time: Duration) {
        // Nobody waits for it here; where somebody does, this is how long.
        let _ = tokio::time::timeout(time, std::future::pending::<()>()).await;
    }
}

#[async_trait]
impl SecretWindow for Outside {
    fn is_there(&self) -> bool {
        false
    }

    async fn show_phrase(&self, _: &Secret, _: &PhraseWords, _: bool) -> bool {
        false
    }

    async fn ask(&self, _: &SecretQuestion) -> Option<Secret> {
        None
    }
}
