//! The words of paying that leave through the system: questions, notifications, the page of a browser wallet. They stand
//! in `locales/en/paying.ftl`. Nothing in them is a provider's own text.

use std::sync::LazyLock;

use jiff::Timestamp;
use refill_core::money::Money;
use refill_core::ports::{Notice, PhraseWords, Question, ReturnWords, SecretQuestion, WalletPageWords};
use refill_core::purchase::Purchase;
use refill_core::x402::{Address, Atomic, Attempt, Chain, Left, Limits, Plan, WalletKind, WalletRecord};
use url::Url;

use super::Payee;
use crate::phrases::Phrases;
use crate::purchases::words::who;
use crate::words::amount;

pub(super) static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(include_str!("../../locales/en/paying.ftl")));

/// What the person is asked before anything is signed.
pub(super) struct Asked<'a> {
    pub purchase: &'a Purchase,
    pub plan: &'a Plan,
    /// The provider's name.
    pub provider: &'a str,
    pub wallet: WalletKind,
    /// What the limits let through before this payment.
    pub left: Left,
    /// Nobody was paid there before.
    pub is_first: bool,
    /// The account's own server, where it has one.
    pub server: Option<String>,
    /// Nothing was paid for the account with its key, which it has since then.
    pub unpaid_since: Option<Timestamp>,
    pub is_demo: bool,
}

/// The question before anything is signed.
pub(super) fn question(asked: &Asked<'_>) -> Question {
    let Asked { purchase, plan, .. } = asked;
    let price = amount(&plan.value.money());
    let who = who(asked.provider, &purchase.account_name);
    let what = match &purchase.credits {
        Some(credits) => PHRASES.phrase("question-who").with("credits", amount(credits)),
        None => PHRASES.phrase("question-who-unknown"),
    };
    let payee = PHRASES
        .phrase("question-payee")
        .with("address", plan.payee.to_string())
        .with("network", plan.chain.name);
    let first = PHRASES.phrase("question-first").with("provider", asked.provider);
    let wallet = PHRASES
        .phrase("question-wallet")
        .with("wallet", PHRASES.say(&format!("wallet-{}", asked.wallet.word())))
        .with("address", plan.payer.to_string());
    let rest = asked.left.least_after(plan.value);
    let fee = PHRASES.phrase("question-fee").with("left", amount(&rest.money()));
    let lines = [
        asked.is_demo.then(|| PHRASES.say("question-demo")),
        Some(what.with("who", who).say()),
        Some(payee.say()),
        asked.is_first.then(|| first.say()),
        asked
            .server
            .as_deref()
            .map(|host| PHRASES.phrase("question-server").with("host", host).say()),
        asked.unpaid_since.map(|since| {
            PHRASES
                .phrase("question-new-key")
                .with("at", day_and_time(since))
                .say()
        }),
        Some(wallet.say()),
        Some(fee.say()),
    ];
    asking(
        PHRASES
            .phrase("question-title")
            .with("amount", price.as_str())
            .say(),
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n\n"),
        PHRASES
            .phrase("question-yes")
            .with("amount", price.as_str())
            .say(),
    )
}

/// The question before a wallet is asked again for the same signature.
pub(super) fn question_again(
    purchase: &Purchase,
    attempt: &Attempt,
    provider: &str,
    is_demo: bool,
) -> Question {
    let price = amount(&attempt.authorization.value.money());
    let text = PHRASES
        .phrase("again-text")
        .with("address", attempt.authorization.to.to_string())
        .say();
    let title = PHRASES.phrase("again-title").with("amount", price).say();
    let who = who(provider, &purchase.account_name);
    let text = [
        is_demo.then(|| PHRASES.say("question-demo")),
        Some(who),
        Some(text),
    ];
    let text: Vec<String> = text.into_iter().flatten().collect();
    asking(title, text.join("\n\n"), PHRASES.say("again-yes"))
}

/// The question before limits are raised.
pub(super) fn raise(was: Limits, limits: Limits) -> Question {
    let usdc = |atomic: Atomic| amount(&atomic.money());
    let text = PHRASES
        .phrase("raise-text")
        .with("payment", usdc(limits.payment))
        .with("account", usdc(limits.account_day))
        .with("day", usdc(limits.day))
        .with("month", usdc(limits.month))
        .with("was-payment", usdc(was.payment))
        .with("was-account", usdc(was.account_day))
        .with("was-day", usdc(was.day))
        .with("was-month", usdc(was.month));
    asking(PHRASES.say("raise-title"), text.say(), PHRASES.say("raise-yes"))
}

/// The question before another payee is accepted.
pub(super) fn other_payee(payee: &Payee, offered: Address) -> Question {
    let provider = payee.provider_name.as_str();
    let text = PHRASES
        .phrase("payee-text")
        .with("server", payee.origin.as_str())
        .with("known", payee.payee.to_string())
        .with("offered", offered.to_string())
        .with("provider", provider);
    let title = PHRASES.phrase("payee-title").with("provider", provider).say();
    asking(title, text.say(), PHRASES.say("payee-yes"))
}

/// The question before an endpoint is added.
pub(super) fn add_endpoint(address: &Url, chain: &Chain) -> Question {
    of_endpoint("endpoint", address.host_str().unwrap_or_default(), chain)
}

/// The question before an endpoint is removed.
pub(super) fn remove_endpoint(address: &str, chain: &Chain) -> Question {
    let host = Url::parse(address).ok();
    let host = host.as_ref().and_then(Url::host_str).unwrap_or(address);
    of_endpoint("endpoint-remove", host, chain)
}

/// The question before the shipped endpoints are used, or not.
pub(super) fn shipped_endpoints(on: bool, chain: &Chain) -> Question {
    of_endpoint(if on { "shipped-on" } else { "shipped-off" }, "", chain)
}

fn of_endpoint(phrase: &str, host: &str, chain: &Chain) -> Question {
    let title = PHRASES
        .phrase(&format!("{phrase}-title"))
        .with("host", host)
        .with("network", chain.name)
        .say();
    let said = |part: &str| PHRASES.say(&format!("{phrase}-{part}"));
    asking(title, said("text"), said("yes"))
}

/// The question before a recovery phrase is shown again.
pub(super) fn show_phrase(address: Address) -> Question {
    let text = PHRASES
        .phrase("show-text")
        .with("address", address.to_string())
        .say();
    asking(PHRASES.say("show-title"), text, PHRASES.say("show-yes"))
}

/// The question before a wallet is removed.
pub(super) fn remove_wallet(wallet: &WalletRecord, balance: Option<Atomic>) -> Question {
    let more = PHRASES.say(match (wallet.kind, wallet.has_phrase) {
        (WalletKind::Own, true) => "remove-own-phrase",
        (WalletKind::Own, false) => "remove-own-key",
        _ => "remove-outside",
    });
    let text = match balance {
        Some(Atomic::ZERO) => PHRASES.phrase("remove-empty"),
        Some(balance) => PHRASES
            .phrase("remove-holds")
            .with("amount", amount(&balance.money())),
        None => PHRASES.phrase("remove-unknown"),
    };
    let text = format!("{}\n\n{}", wallet.address, text.with("more", more).say());
    asking(PHRASES.say("remove-title"), text, PHRASES.say("remove-yes"))
}

fn asking(title: String, text: String, yes: String) -> Question {
    Question {
        title,
        text,
        yes,
        no: PHRASES.say("no"),
    }
}

/// How a new recovery phrase is shown.
pub(super) fn new_phrase() -> PhraseWords {
    phrase("phrase")
}

/// How a known recovery phrase is shown.
pub(super) fn known_phrase() -> PhraseWords {
    phrase("known")
}

fn phrase(which: &str) -> PhraseWords {
    let check = |part: &str| PHRASES.say(&format!("phrase-{part}"));
    PhraseWords {
        title: PHRASES.say(&format!("{which}-title")),
        text: PHRASES.say(&format!("{which}-text")),
        written: PHRASES.say(&format!("{which}-written")),
        check_title: check("check-title"),
        check_text: check("check-text"),
        check_label: PHRASES
            .phrase("phrase-check-label")
            .with("number", "{ $number }")
            .say(),
        check_wrong: check("check-wrong"),
        done: check("done"),
        back: check("back"),
        no: PHRASES.say("no"),
    }
}

/// What is asked for to take over a wallet.
pub(super) fn import() -> SecretQuestion {
    SecretQuestion {
        is_password: false,
        from_file: Some(PHRASES.say("import-file")),
        ..secret("import")
    }
}

/// The password of a keystore file.
pub(super) fn keystore_password() -> SecretQuestion {
    secret("keystore")
}

fn secret(which: &str) -> SecretQuestion {
    let said = |part: &str| PHRASES.say(&format!("{which}-{part}"));
    SecretQuestion {
        title: said("title"),
        text: said("text"),
        label: said("label"),
        is_password: true,
        yes: said("yes"),
        no: PHRASES.say("no"),
        from_file: None,
    }
}

/// The page on which a browser wallet is asked.
pub(super) fn wallet_page() -> WalletPageWords {
    let page = |which: &str| ReturnWords {
        language: "en".to_owned(),
        title: PHRASES.say(&format!("page-{which}-title")),
        text: PHRASES.say(&format!("page-{which}-text")),
    };
    WalletPageWords {
        choose: page("choose"),
        nothing_found: PHRASES.say("page-nothing"),
        waiting: PHRASES.say("page-waiting"),
        done: page("done"),
        failed: page("failed"),
    }
}

/// The label of a wallet's key in the keychain.
pub(super) fn key_label(address: Address) -> String {
    PHRASES
        .phrase("key-label")
        .with("address", address.to_string())
        .say()
}

/// The label of a wallet's ledger in the keychain.
pub(super) fn ledger_label(address: Address) -> String {
    PHRASES
        .phrase("ledger-label")
        .with("address", address.to_string())
        .say()
}

/// What a notification of a payment says.
pub(super) struct Told<'a> {
    pub who: String,
    pub price: Option<&'a Money>,
    /// Amounts are nobody else's business.
    pub hide_amounts: bool,
    pub is_demo: bool,
}

/// The notification that a payment's end is not known.
pub(super) fn unresolved(told: &Told<'_>, decided_by: Timestamp) -> Notice {
    notice(told, "unresolved", Some(decided_by))
}

/// The notification that a payment did not happen.
pub(super) fn dead(told: &Told<'_>) -> Notice {
    notice(told, "dead", None)
}

/// The notification that the credits of a payment did not come.
pub(super) fn missing(told: &Told<'_>) -> Notice {
    notice(told, "missing", None)
}

fn notice(told: &Told<'_>, which: &str, at: Option<Timestamp>) -> Notice {
    let title = PHRASES
        .phrase(&format!("{which}-title"))
        .with("who", told.who.as_str())
        .say();
    let price = told.price.filter(|_| !told.hide_amounts).map(amount);
    let body = match &price {
        Some(_) => PHRASES.phrase(&format!("{which}-body")),
        None => PHRASES.phrase(&format!("{which}-body-hidden")),
    };
    let body = body.with("amount", price.unwrap_or_default());
    Notice {
        title: match told.is_demo {
            true => PHRASES.phrase("test").with("text", title).say(),
            false => title,
        },
        body: body.with("at", at.map(clock_time).unwrap_or_default()).say(),
    }
}

/// The question before a wallet outside is added: whoever receives money at it later should know that it is theirs.
pub(super) fn add_wallet(kind: WalletKind, address: Address, program: Option<&str>) -> Question {
    let text = PHRASES
        .phrase(match program {
            Some(_) => "add-text-program",
            None => "add-text",
        })
        .with("wallet", PHRASES.say(&format!("wallet-{}", kind.word())))
        .with("address", address.to_string())
        .with("program", program.unwrap_or_default());
    asking(PHRASES.say("add-title"), text.say(), PHRASES.say("add-yes"))
}

/// A day and the time of day here.
fn day_and_time(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::system())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

/// The time of day here.
fn clock_time(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::system())
        .strftime("%H:%M")
        .to_string()
}
