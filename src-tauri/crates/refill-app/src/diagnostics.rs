//! Facts for somebody who helps, as plain text: what Refill sees of itself. Nothing in them names a person, an account
//! or a server of one's own, and there are no keys and no amounts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use refill_core::purchase::Event as Step;
use refill_core::shop::is_test_session;
use refill_store::PurchaseRecord;

use crate::app::App;
use crate::error::AppError;
use crate::failure::Problem;
use crate::keys::VaultState;
use crate::overview::Card;
use crate::purchases::moment;
use crate::purchases::words::PHRASES;

/// Payments that are listed.
const PAYMENTS: usize = 20;
/// Facts of a failure that say nothing of the person.
const HARMLESS: [&str; 3] = ["status", "field", "request_id"];

impl App {
    /// Copies facts for somebody who helps.
    ///
    /// # Errors
    /// [`AppError::Store`], [`AppError::NotCopied`].
    pub async fn copy_diagnostics(&self, version: &str) -> Result<(), AppError> {
        let mut overview = self.overview().await?;
        overview
            .cards
            .sort_by_key(|card| (card.account.provider.clone(), card.account.created_at));
        let payments = self.in_journal(|journal| Ok(journal.page(None, PAYMENTS)?)).await;
        let mut lines = vec![
            PHRASES.phrase("facts-version").with("version", version).say(),
            system(),
            fact("facts-keychain", "state", keychain(overview.vault)),
            fact("facts-journal", "state", PHRASES.say(usable(payments.is_ok()))),
        ];
        lines.extend(counts(&overview.cards));
        let now = self.clock.now();
        for (index, card) in overview.cards.iter().enumerate() {
            lines.push(self.account_line(index + 1, card, now));
        }
        lines.extend(payments.unwrap_or_default().iter().map(payment_line));
        self.copy_text(lines.join("\n") + "\n").await
    }

    fn account_line(&self, number: usize, card: &Card, now: Timestamp) -> String {
        let read = match &card.reading {
            Some(reading) => {
                let age = now.duration_since(reading.taken_at).as_secs().to_string();
                PHRASES.phrase("facts-read").with("seconds", age).say()
            }
            None => PHRASES.say("facts-never-read"),
        };
        let state = card
            .failure
            .as_ref()
            .map_or("ok", |failure| failure.problem.word());
        let state = match card.hidden.is_some() {
            true => Problem::BalanceHidden.word(),
            false => state,
        };
        let mut facts = vec![card.account.provider.to_string(), state.to_owned(), read];
        if card.account.server.is_some() {
            facts.push(PHRASES.say("facts-own-server"));
        }
        let of_history = self.history_failure(&card.account.id);
        let failures = card.failure.iter().chain(&of_history);
        let harmless = failures.flat_map(|failure| failure.facts.clone());
        let harmless = harmless.filter(|(name, _)| HARMLESS.contains(&name.as_str()));
        facts.extend(harmless.map(|(name, value)| format!("{name} {value}")));
        PHRASES
            .phrase("facts-account")
            .with("number", number.to_string())
            .with("facts", facts.join(", "))
            .say()
    }
}

fn system() -> String {
    let phrase = PHRASES.phrase("facts-system");
    phrase
        .with("os", std::env::consts::OS)
        .with("arch", std::env::consts::ARCH)
        .say()
}

fn fact(phrase: &str, gap: &str, value: impl Into<String>) -> String {
    PHRASES.phrase(phrase).with(gap, value.into()).say()
}

fn usable(is_usable: bool) -> &'static str {
    match is_usable {
        true => "facts-usable",
        false => "facts-unusable",
    }
}

fn counts(cards: &[Card]) -> Vec<String> {
    let mut by_provider = BTreeMap::<&str, usize>::new();
    for card in cards {
        *by_provider.entry(card.account.provider.as_str()).or_default() += 1;
    }
    let each = by_provider.into_iter().map(|(provider, count)| {
        let phrase = PHRASES.phrase("facts-provider").with("provider", provider);
        phrase.with("count", count.to_string()).say()
    });
    let all = fact("facts-accounts", "count", cards.len().to_string());
    std::iter::once(all).chain(each).collect()
}

fn payment_line(record: &PurchaseRecord) -> String {
    let purchase = &record.purchase;
    let mut facts = vec![
        purchase.provider.to_string(),
        purchase.way.word().to_owned(),
        record.state.word().to_owned(),
    ];
    facts.extend(record.events.iter().filter_map(|(_, step)| match step {
        Step::Failed(why) => Some(why.clone()),
        Step::Credited(arrival) | Step::CreditedAgain(arrival) => Some(arrival.evidence.word().to_owned()),
        _ => None,
    }));
    if let Some(session) = record.page().and_then(|page| page.session.clone()) {
        if is_test_session(&session) {
            facts.push(PHRASES.say("facts-test"));
        }
        facts.push(session);
    }
    PHRASES
        .phrase("facts-payment")
        .with("at", moment(purchase.begun_at))
        .with("facts", facts.join(", "))
        .say()
}

/// The keychain's state as a word, as in the window's own messages.
fn keychain(state: VaultState) -> &'static str {
    match state {
        VaultState::Checking => "checking",
        VaultState::Ready => "ready",
        VaultState::SessionOnly => "session only",
        VaultState::Absent => "absent",
        VaultState::Locked => "locked",
        VaultState::Refused => "refused",
    }
}
