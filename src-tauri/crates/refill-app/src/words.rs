//! The words that leave through the system and not through the window: notifications (who and how much, one
//! sentence, and what to do; alerts.md) and the page that the browser returns to. They stand in
//! `locales/en/notices.ftl`.

use std::sync::LazyLock;

use refill_core::alert::Level;
use refill_core::forecast::Forecast;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::{Notice, ReturnWords};

use crate::phrases::{Phrase, Phrases};

/// What a notification tells about one account.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// Who: provider and account name.
    pub who: String,
    /// How far down it is.
    pub level: Level,
    /// What is left.
    pub left: Money,
    /// It is the rest of a key's budget, and not of the account.
    pub of_budget: bool,
    /// The person's alert amount.
    pub threshold: Option<Decimal>,
    /// How long it lasts.
    pub forecast: Forecast,
}

/// An amount as people read it: `$4.20`, `420 credits`, `4.20 USDC`. Grouped by thousands, exact.
pub fn amount(money: &Money) -> String {
    let digits = grouped(money.amount, if money.unit == Unit::CREDITS { 0 } else { 2 });
    if money.unit == Unit::USD {
        return match digits.strip_prefix('-') {
            Some(digits) => format!("-${digits}"),
            None => format!("${digits}"),
        };
    }
    let unit = match &money.unit {
        unit if *unit == Unit::USDC => "USDC",
        unit => unit.as_str(),
    };
    format!("{digits} {unit}")
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(include_str!("../locales/en/notices.ftl")));

/// The notification for the accounts that just ran low: one for itself, several as a summary.
pub(crate) fn notice(told: &[Told], hide_amounts: bool) -> Option<Notice> {
    match told {
        [] => None,
        [one] => Some(single(one, hide_amounts)),
        several => Some(summary(several, hide_amounts)),
    }
}

/// The notification that settings send as a test.
pub(crate) fn test_notice() -> Notice {
    Notice {
        title: PHRASES.say("test-title"),
        body: PHRASES.say("test-body"),
    }
}

/// The page that the browser returns to.
pub(crate) fn return_page() -> ReturnWords {
    ReturnWords {
        language: "en".to_owned(),
        title: PHRASES.say("return-title"),
        text: PHRASES.say("return-text"),
    }
}

fn single(told: &Told, hide_amounts: bool) -> Notice {
    let title = said_of(told, hide_amounts, "one");
    let mut sentences = Vec::new();
    if let (Level::Low, Some(threshold), false) = (told.level, told.threshold, hide_amounts) {
        let threshold = Money::new(threshold, told.left.unit.clone());
        let below = PHRASES.phrase("below-alert").with("amount", amount(&threshold));
        sentences.push(below.say());
    }
    sentences.extend(pace(told.forecast));
    let todo = if told.of_budget {
        "todo-budget"
    } else {
        "todo-account"
    };
    sentences.push(PHRASES.say(todo));
    Notice {
        title,
        body: sentences.join(" "),
    }
}

fn summary(told: &[Told], hide_amounts: bool) -> Notice {
    let lines = told.iter().map(|told| said_of(told, hide_amounts, "line"));
    Notice {
        body: lines.collect::<Vec<_>>().join("\n"),
        title: PHRASES.phrase("several-low").count("accounts", told.len()).say(),
    }
}

/// Who and how much; `form` says whether it stands alone or in a list.
fn said_of(told: &Told, hide_amounts: bool, form: &str) -> String {
    let state = match (told.level, hide_amounts, told.of_budget) {
        (Level::Empty, _, false) => "empty",
        (Level::Empty, _, true) => "empty-budget",
        (Level::Low, true, _) => "low",
        (Level::Low, false, false) => "left",
        (Level::Low, false, true) => "left-budget",
    };
    let phrase: Phrase<'_> = PHRASES.phrase(&format!("{form}-{state}"));
    phrase
        .with("who", told.who.as_str())
        .with("amount", amount(&told.left))
        .say()
}

fn pace(forecast: Forecast) -> Option<String> {
    match forecast {
        Forecast::Days(days) => {
            let days = usize::try_from(days).unwrap_or(usize::MAX);
            Some(PHRASES.phrase("pace-days").count("days", days).say())
        }
        Forecast::NotEnoughData | Forecast::NoSpending | Forecast::Empty => None,
    }
}

/// The digits of `value` with at least `places` decimals and commas between thousands.
fn grouped(value: Decimal, places: u32) -> String {
    let mut value = value.normalize();
    if value.scale() < places {
        value.rescale(places);
    }
    let text = value.abs().to_string();
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_str(), None),
    };
    let mut digits = String::new();
    if value.is_sign_negative() && !value.is_zero() {
        digits.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            digits.push(',');
        }
        digits.push(digit);
    }
    if let Some(fraction) = fraction {
        digits.push('.');
        digits.push_str(fraction);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, unit: Unit) -> Money {
        Money::new(text.parse().expect("a decimal"), unit)
    }

    fn told(level: Level) -> Told {
        Told {
            who: "Dria (Work)".to_owned(),
            level,
            left: money("420", Unit::CREDITS),
            of_budget: false,
            threshold: Some(Decimal::from(500)),
            forecast: Forecast::Days(2),
        }
    }

    #[test]
    fn amounts_read_like_amounts() {
        assert_eq!(amount(&money("4.2", Unit::USD)), "$4.20");
        assert_eq!(amount(&money("-1234567.125", Unit::USD)), "-$1,234,567.125");
        assert_eq!(amount(&money("10000", Unit::CREDITS)), "10,000 credits");
        assert_eq!(amount(&money("10.00", Unit::USDC)), "10.00 USDC");
        assert_eq!(amount(&money("-0.0", Unit::CREDITS)), "0 credits");
        assert_eq!(amount(&money("7", Unit::new("stars"))), "7.00 stars");
    }

    #[test]
    fn one_account_says_who_how_much_and_how_long() {
        let notice = notice(&[told(Level::Low)], false).expect("a notice");
        assert_eq!(notice.title, "Dria (Work): 420 credits left");
        assert_eq!(
            notice.body,
            "Below your 500 credits alert. About 2 days at this week’s pace. Open Refill to top up."
        );
    }

    #[test]
    fn a_budget_is_called_a_budget() {
        let told = Told {
            of_budget: true,
            left: money("4.2", Unit::USD),
            threshold: Some(Decimal::from(5)),
            ..told(Level::Low)
        };
        let low = notice(std::slice::from_ref(&told), false).expect("a notice");
        assert_eq!(low.title, "Dria (Work): $4.20 left of the key’s budget");
        assert!(low.body.starts_with("Below your $5.00 alert."), "{}", low.body);
        assert!(low.body.ends_with("Open Refill to see when it starts anew."));
        let empty = Told {
            level: Level::Empty,
            ..told
        };
        let empty = notice(&[empty], false).expect("a notice");
        assert_eq!(empty.title, "Dria (Work): the key’s budget is used up");
    }

    #[test]
    fn days_are_counted_in_words() {
        let pace = |days| pace(Forecast::Days(days)).expect("a pace");
        assert_eq!(pace(0), "Less than a day at this week’s pace.");
        assert_eq!(pace(1), "About a day at this week’s pace.");
        assert_eq!(pace(1200), "About 1200 days at this week’s pace.");
    }

    #[test]
    fn several_make_one_summary() {
        let notice = notice(&[told(Level::Low), told(Level::Empty)], false).expect("a notice");
        assert_eq!(notice.title, "2 accounts are running low");
        assert_eq!(notice.body, "Dria (Work): 420 credits left\nDria (Work): used up");
    }

    #[test]
    fn hidden_amounts_stay_hidden() {
        for told in [vec![told(Level::Low)], vec![told(Level::Low), told(Level::Low)]] {
            let notice = notice(&told, true).expect("a notice");
            assert!(!format!("{notice:?}").contains("420"), "{notice:?}");
            assert!(!format!("{notice:?}").contains("500"), "{notice:?}");
        }
    }
}
