//! The words of notifications: who and how much, one sentence, and what to do (alerts.md).

use refill_core::alert::Level;
use refill_core::forecast::Forecast;
use refill_core::money::{Decimal, Money, Unit};
use refill_core::ports::Notice;

/// What a notification tells about one account.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// Who: provider and account name.
    pub who: String,
    /// How far down it is.
    pub level: Level,
    /// What is left.
    pub left: Money,
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
        title: "Refill: this is a test".to_owned(),
        body: "Notifications work. A real one comes when an account falls below its alert amount.".to_owned(),
    }
}

fn single(told: &Told, hide_amounts: bool) -> Notice {
    let title = match (told.level, hide_amounts) {
        (Level::Empty, _) => format!("{} is used up", told.who),
        (Level::Low, true) => format!("{} is running low", told.who),
        (Level::Low, false) => format!("{}: {} left", told.who, amount(&told.left)),
    };
    let mut sentences = Vec::new();
    if let (Level::Low, Some(threshold), false) = (told.level, told.threshold, hide_amounts) {
        let threshold = Money::new(threshold, told.left.unit.clone());
        sentences.push(format!("Below your {} alert.", amount(&threshold)));
    }
    sentences.extend(pace(told.forecast));
    sentences.push("Open Refill to top up.".to_owned());
    Notice {
        title,
        body: sentences.join(" "),
    }
}

fn summary(told: &[Told], hide_amounts: bool) -> Notice {
    let line = |told: &Told| match (told.level, hide_amounts) {
        (Level::Empty, _) => format!("{}: used up", told.who),
        (Level::Low, true) => told.who.clone(),
        (Level::Low, false) => format!("{}: {} left", told.who, amount(&told.left)),
    };
    Notice {
        title: format!("{} accounts are running low", told.len()),
        body: told.iter().map(line).collect::<Vec<_>>().join("\n"),
    }
}

fn pace(forecast: Forecast) -> Option<String> {
    match forecast {
        Forecast::Days(0) => Some("Less than a day at this week's pace.".to_owned()),
        Forecast::Days(1) => Some("About a day at this week's pace.".to_owned()),
        Forecast::Days(days) => Some(format!("About {days} days at this week's pace.")),
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
            "Below your 500 credits alert. About 2 days at this week's pace. Open Refill to top up."
        );
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
