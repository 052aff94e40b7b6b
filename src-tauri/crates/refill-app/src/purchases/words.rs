//! The words of buying that leave through the system: notifications, the question before a page at an unknown host,
//! the page that the browser returns to, and what is copied. They stand in `locales/en/purchases.ftl`.

use std::sync::LazyLock;

use refill_core::money::Money;
use refill_core::ports::{CheckoutWords, Notice, Question, ReturnWords};
use refill_core::purchase::{Arrival, Evidence, Purchase};

use crate::phrases::Phrases;
use crate::words::amount;

pub(crate) static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(include_str!("../../locales/en/purchases.ftl")));

/// What a notification tells about one purchase, beside what arrived.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// Who: provider and account name.
    pub who: String,
    /// What it cost, where that is known.
    pub price: Option<Money>,
    /// No money moved.
    pub is_test: bool,
    /// Amounts are nobody else's business.
    pub hide_amounts: bool,
}

/// An account as people name it: its provider, and its own name where that says more.
pub(crate) fn who(provider: &str, account: &str) -> String {
    match provider == account {
        true => account.to_owned(),
        false => format!("{provider} ({account})"),
    }
}

/// The notification that credits arrived.
pub(super) fn credited(told: &Told, arrival: &Arrival) -> Notice {
    let is_partly = arrival.evidence == Evidence::Partly;
    let title = match (is_partly, told.hide_amounts) {
        (true, _) => PHRASES.say("credited-title-partly"),
        (false, true) => PHRASES.say("credited-title-hidden"),
        (false, false) => {
            let phrase = PHRASES.phrase("credited-title");
            phrase.with("amount", amount(&arrival.amount)).say()
        }
    };
    let price = told.price.as_ref().filter(|_| !told.hide_amounts);
    let phrase = match (is_partly, told.hide_amounts, price) {
        (true, true, _) => PHRASES.phrase("credited-partly-hidden"),
        (true, false, _) => PHRASES
            .phrase("credited-partly")
            .with("amount", amount(&arrival.amount)),
        (false, _, Some(price)) => PHRASES.phrase("credited-for").with("price", amount(price)),
        (false, _, None) => PHRASES.phrase("credited"),
    };
    Notice {
        title: marked(told, title),
        body: phrase.with("who", told.who.as_str()).say(),
    }
}

/// The notification that the same credits arrived once more.
pub(super) fn credited_again(told: &Told) -> Notice {
    let title = PHRASES.phrase("again-title").with("who", told.who.as_str()).say();
    Notice {
        title: marked(told, title),
        body: PHRASES.say("again-body"),
    }
}

/// The notification that something seems paid and has not come.
pub(super) fn overdue(told: &Told) -> Notice {
    let title = PHRASES
        .phrase("overdue-title")
        .with("who", told.who.as_str())
        .say();
    Notice {
        title: marked(told, title),
        body: PHRASES.say("overdue-body"),
    }
}

fn marked(told: &Told, title: String) -> String {
    match told.is_test {
        true => PHRASES.phrase("test").with("text", title).say(),
        false => title,
    }
}

/// The question before the page of a purchase is opened at a host that nobody vouches for. Nothing in it but the host
/// is the provider's own text.
pub(super) fn question(purchase: &Purchase, host: &str, provider: &str) -> Question {
    let who = who(provider, &purchase.account_name);
    let price = purchase.price.as_ref().map(amount);
    let what = match (&purchase.credits, price) {
        (Some(credits), Some(price)) => Some(
            PHRASES
                .phrase("question-what")
                .with("credits", amount(credits))
                .with("price", price),
        ),
        (None, Some(price)) => Some(PHRASES.phrase("question-price").with("price", price)),
        (_, None) => None,
    };
    let what = what.map(|phrase| phrase.with("who", who).say());
    let text = PHRASES.phrase("question-text").with("host", host).say();
    Question {
        title: PHRASES.say("question-title"),
        text: what.into_iter().chain([text]).collect::<Vec<_>>().join("\n\n"),
        yes: PHRASES.say("question-yes"),
        no: PHRASES.say("question-no"),
    }
}

/// What the page says that the browser returns to.
pub(super) fn return_pages() -> CheckoutWords {
    let page = |which: &str| ReturnWords {
        language: "en".to_owned(),
        title: PHRASES.say(&format!("{which}-title")),
        text: PHRASES.say(&format!("{which}-text")),
    };
    CheckoutWords {
        paid: page("paid"),
        cancelled: page("cancelled"),
    }
}

#[cfg(test)]
mod tests {
    use refill_core::money::{Decimal, Unit};
    use refill_core::purchase::{State, Way};

    use super::*;

    fn told() -> Told {
        Told {
            who: who("Web3 API", "Work"),
            price: Some(Money::new(Decimal::new(999, 2), Unit::USD)),
            is_test: false,
            hide_amounts: false,
        }
    }

    fn arrival(evidence: Evidence) -> Arrival {
        Arrival {
            amount: Money::new(Decimal::from(10_000), Unit::CREDITS),
            at: jiff::Timestamp::UNIX_EPOCH,
            evidence,
        }
    }

    #[test]
    fn what_arrived_is_told_with_its_price() {
        let notice = credited(&told(), &arrival(Evidence::Row));
        assert_eq!(notice.title, "+10,000 credits arrived");
        assert_eq!(notice.body, "Web3 API (Work): bought for $9.99.");
        let test = Told {
            is_test: true,
            ..told()
        };
        let notice = credited(&test, &arrival(Evidence::Balance));
        assert_eq!(notice.title, "TEST: +10,000 credits arrived");
        assert!(credited_again(&test).title.starts_with("TEST: "));
    }

    #[test]
    fn a_part_is_called_probable() {
        let notice = credited(&told(), &arrival(Evidence::Partly));
        assert_eq!(notice.title, "Credits probably arrived");
        assert!(notice.body.contains("rose by 10,000 credits"), "{}", notice.body);
    }

    #[test]
    fn hidden_amounts_stay_hidden() {
        let told = Told {
            hide_amounts: true,
            ..told()
        };
        for evidence in [Evidence::Row, Evidence::Balance, Evidence::Partly] {
            let notice = format!("{:?}", credited(&told, &arrival(evidence)));
            assert!(!notice.contains("10,000") && !notice.contains("9.99"), "{notice}");
        }
        assert!(!format!("{:?}", credited_again(&told)).contains("10,000"));
    }

    #[test]
    fn every_word_has_its_phrase() {
        let words = State::ALL.map(|state| format!("state-{}", state.word()));
        let evidence = [Evidence::Row, Evidence::Balance, Evidence::Partly];
        let evidence = evidence.map(|evidence| format!("evidence-{}", evidence.word()));
        let ways = Way::ALL.map(|way| format!("what-{}", way.word()));
        let paying = refill_core::x402::State::ALL.map(|state| format!("state-{}", state.word()));
        for id in words.iter().chain(&paying).chain(&evidence).chain(&ways) {
            assert!(PHRASES.has(id), "{id}");
        }
    }
}
