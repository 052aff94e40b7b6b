//! What the system's own dialog asks an account's holder. The words stand in `locales/en/holder.ftl`. Of the provider's
//! texts only ids, beginnings of keys, addresses and names of networks get in, cleaned and cut.

use std::sync::LazyLock;

use refill_core::holder::ListedKey;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::Question;
use refill_core::text;

use crate::phrases::Phrases;
use crate::words;

static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(include_str!("../../locales/en/holder.ftl")));

/// Most characters of a text that is not ours.
const LONGEST: usize = 60;

/// Before an account is deleted at its provider; `left` is `None` where the balance is not known.
pub(super) fn deletion(provider: &str, name: &str, left: Option<&Money>) -> Question {
    let left = match left {
        Some(left) => PHRASES.phrase("delete-left").with("amount", words::amount(left)),
        None => PHRASES.phrase("delete-left-unknown"),
    };
    let [title, text] = ["delete-title", "delete-text"].map(|id| {
        PHRASES
            .phrase(id)
            .with("name", name)
            .with("provider", provider)
            .with("left", left.say())
            .say()
    });
    question(title, text, "delete-yes")
}

/// Before an API key is revoked.
///
/// Many keys of one account may begin alike, so all that tells one from another is said: what the provider lists, and
/// nothing that the window says.
pub(super) fn revocation(name: &str, key: &ListedKey) -> Question {
    let called = key.name.as_deref().or(key.prefix.as_deref()).unwrap_or(&key.id);
    let title = PHRASES.phrase("revoke-title").with("key", short(called)).say();
    let made = key
        .created_at
        .map(|at| at.strftime("%Y-%m-%d %H:%M UTC").to_string());
    let facts = [
        key.prefix.clone(),
        key.network.clone(),
        made,
        Some(key.id.clone()),
    ];
    let facts: Vec<String> = facts.iter().flatten().map(|fact| short(fact)).collect();
    let text = PHRASES
        .phrase("revoke-text")
        .with("name", name)
        .with("facts", facts.join(" · "))
        .say();
    question(title, text, "revoke-yes")
}

/// Before a webhook is made: from then on the provider tells that address of the account.
pub(super) fn new_webhook(provider: &str, name: &str, url: &str) -> Question {
    let text = PHRASES
        .phrase("webhook-text")
        .with("provider", provider)
        .with("name", name)
        .with("url", short(url))
        .say();
    question(PHRASES.say("webhook-title"), text, "webhook-yes")
}

/// Before a webhook is deleted.
pub(super) fn webhook_deletion(provider: &str, name: &str, url: &str) -> Question {
    let text = PHRASES
        .phrase("webhook-delete-text")
        .with("provider", provider)
        .with("name", name)
        .with("url", short(url))
        .say();
    question(PHRASES.say("webhook-delete-title"), text, "webhook-delete-yes")
}

/// Before a wallet is made, for `cost` credits where the provider publishes that.
pub(super) fn new_wallet(provider: &str, name: &str, network: Option<&str>, cost: Option<u32>) -> Question {
    let title = match network {
        Some(network) => PHRASES
            .phrase("wallet-title-on")
            .with("network", short(network))
            .say(),
        None => PHRASES.say("wallet-title"),
    };
    let text = match cost {
        Some(cost) => {
            let cost = Money::new(Decimal::from(cost), Unit::CREDITS);
            PHRASES.phrase("wallet-text").with("amount", words::amount(&cost))
        }
        None => PHRASES.phrase("wallet-text-unknown"),
    };
    let text = text.with("name", name).with("provider", provider).say();
    question(title, text, "wallet-yes")
}

/// Before a wallet is deleted.
pub(super) fn wallet_deletion(name: &str, address: &str) -> Question {
    let text = PHRASES
        .phrase("wallet-delete-text")
        .with("name", name)
        .with("address", short(address))
        .say();
    question(PHRASES.say("wallet-delete-title"), text, "wallet-delete-yes")
}

fn question(title: String, text: String, yes: &str) -> Question {
    Question {
        title,
        text,
        yes: PHRASES.say(yes),
        no: PHRASES.say("no"),
    }
}

fn short(text: &str) -> String {
    text::clean(text, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str) -> ListedKey {
        ListedKey {
            id: "k1".to_owned(),
            name: Some(name.to_owned()),
            network: None,
            prefix: None,
            created_at: None,
            last_used_at: None,
        }
    }

    #[test]
    fn every_question_is_in_words() {
        let left = Money::new(Decimal::from(10_000), Unit::CREDITS);
        let questions = [
            deletion("Web3", "Work", Some(&left)),
            deletion("Web3", "Work", None),
            revocation("Work", &listed("w3_1234")),
            new_webhook("Web3", "Work", "https://example.com/hook"),
            webhook_deletion("Web3", "Work", "https://example.com/hook"),
            new_wallet("Web3", "Work", None, Some(5)),
            new_wallet("Web3", "Work", Some("base"), None),
            wallet_deletion("Work", "0xabc"),
        ];
        for asked in questions {
            for part in [&asked.title, &asked.text, &asked.yes, &asked.no] {
                // An id, or a gap that nobody filled, would show as such.
                assert!(!part.contains("{") && !part.contains("$"), "{part}");
                assert!(part.starts_with(char::is_uppercase), "{part}");
                let is_id = part.split_whitespace().any(|word| PHRASES.has(word));
                assert!(!is_id, "an id instead of words: {part}");
            }
        }
        let asked = deletion("Web3", "Work", Some(&left));
        assert_eq!(asked.title, "Delete “Work” at Web3?");
        assert!(
            asked.text.contains("10,000 credits that are left"),
            "{}",
            asked.text
        );
        let asked = new_wallet("Web3", "Work", Some("base"), Some(5));
        assert_eq!(asked.title, "Create a wallet on base?");
        assert!(asked.text.contains("It costs 5 credits"), "{}", asked.text);
    }

    #[test]
    fn foreign_texts_are_cleaned_and_cut() {
        let hostile = format!("\u{202e}evil\n\n{}", "x".repeat(500));
        for asked in [
            revocation("Work", &listed(&hostile)),
            new_webhook("Web3", "Work", &hostile),
            new_wallet("Web3", "Work", Some(&hostile), Some(5)),
            wallet_deletion("Work", &hostile),
        ] {
            let said = format!("{}{}", asked.title, asked.text);
            assert!(!said.contains(['\u{202e}', '\n']), "{said}");
            assert!(!said.contains(&"x".repeat(LONGEST)), "{said}");
            assert!(said.contains("evil x"), "{said}");
        }
    }
}
