//! What is left of every account, as a table that a person reads.

use jiff::Timestamp;
use refill_app::{Card, Overview, amount_in_words};
use refill_core::alert::Level;
use refill_core::forecast::Forecast;
use refill_core::ids::ProviderId;
use refill_core::reading::{Basis, Reading};
use refill_core::text;

use super::width;
use super::words::{PHRASES, age, problem, span};

/// Space between two columns.
const GAP: &str = "  ";
/// Longest cell, in characters: whatever the database holds, a row stays a row.
const LONGEST_CELL: usize = 120;

const LAST: usize = 4;
const HEADING: [&str; LAST + 1] = [
    "column-name",
    "column-provider",
    "column-balance",
    "column-as-of",
    "column-state",
];

/// One line of the table, and how urgent it is.
struct Row {
    cells: [String; LAST + 1],
    tone: Tone,
}

/// What the last column is coloured with. The words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Plain,
    Warning,
    Alarm,
}

/// The table and a line that sums it up. `name_of` names a provider.
pub(super) fn of(
    overview: &Overview,
    name_of: impl Fn(&ProviderId) -> String,
    now: Timestamp,
    colours: bool,
) -> String {
    if overview.cards.is_empty() {
        return PHRASES.say("no-accounts");
    }
    let heading = Row {
        cells: HEADING.map(|id| PHRASES.say(id)),
        tone: Tone::Plain,
    };
    let rows = overview.cards.iter().map(|card| row(card, &name_of, now));
    let rows: Vec<Row> = std::iter::once(heading).chain(rows).collect();
    let widths: Vec<usize> = (0..LAST)
        .map(|column| {
            rows.iter()
                .map(|row| width::of(&row.cells[column]))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in &rows {
        for (cell, width) in row.cells.iter().zip(&widths) {
            text.push_str(&width::padded(cell, *width));
            text.push_str(GAP);
        }
        text.push_str(&coloured(&row.cells[LAST], row.tone, colours));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&summary(&overview.cards));
    text
}

fn row(card: &Card, name_of: &impl Fn(&ProviderId) -> String, now: Timestamp) -> Row {
    let account = &card.account;
    let provider = name_of(&account.provider);
    let provider = match &account.server {
        Some(server) => {
            let phrase = PHRASES.phrase("provider-at").with("name", provider);
            phrase.with("host", server.host()).say()
        }
        None => provider,
    };
    let (state, tone) = state(card, now);
    let cells = [
        account.name.as_str().to_owned(),
        provider,
        balance(card),
        as_of(card, now),
        state,
    ];
    Row {
        cells: cells.map(|cell| text::clean(&cell, LONGEST_CELL)),
        tone,
    }
}

fn balance(card: &Card) -> String {
    if let Some(reading) = &card.reading {
        return left(reading);
    }
    let spent = card.hidden.as_ref().and_then(|hidden| hidden.spent.as_ref());
    match spent {
        Some(spent) => PHRASES
            .phrase("balance-spent")
            .with("amount", amount_in_words(spent))
            .say(),
        None => PHRASES.say("balance-unknown"),
    }
}

fn left(reading: &Reading) -> String {
    let balance = &reading.balance;
    let amount = amount_in_words(&balance.money);
    if let Basis::Budget(_) = balance.basis {
        return PHRASES.phrase("balance-budget").with("amount", amount).say();
    }
    match &balance.worth {
        Some(worth) => {
            let phrase = PHRASES.phrase("balance-worth").with("amount", amount);
            phrase.with("worth", amount_in_words(worth)).say()
        }
        None => amount,
    }
}

fn as_of(card: &Card, now: Timestamp) -> String {
    let read = card.reading.as_ref().map(|reading| reading.taken_at);
    let seen = card.hidden.as_ref().map(|hidden| hidden.taken_at);
    let Some(taken_at) = read.or(seen) else {
        return PHRASES.say("as-of-never");
    };
    let age = age(taken_at, now);
    match card.stale {
        true => PHRASES.phrase("as-of-stale").with("age", age).say(),
        false => age,
    }
}

fn state(card: &Card, now: Timestamp) -> (String, Tone) {
    let level = level(card);
    let Some(failure) = &card.failure else {
        let unread = || PHRASES.say("state-unread");
        return level.unwrap_or_else(|| (unread(), Tone::Plain));
    };
    let problem = problem(failure.problem);
    let span = span(failure.since, now);
    let phrase = match level {
        Some((state, _)) => PHRASES.phrase("state-failing").with("state", state),
        None => PHRASES.phrase("state-unread-failing"),
    };
    let phrase = phrase.with("span", span).with("problem", problem);
    (phrase.say(), Tone::Alarm)
}

/// How far down the account is; `None` when that is not known.
fn level(card: &Card) -> Option<(String, Tone)> {
    if card.hidden.is_some() {
        return Some((PHRASES.say("state-hidden"), Tone::Plain));
    }
    card.reading.as_ref()?;
    // What was to last so long when it was last read may be gone by now.
    let forecast = match card.failure {
        Some(_) => Forecast::NotEnoughData,
        None => card.forecast,
    };
    Some(match (card.level, forecast) {
        (Some(Level::Empty), _) => (PHRASES.say("state-empty"), Tone::Alarm),
        (Some(Level::Low), Forecast::Days(days)) => {
            let days = usize::try_from(days).unwrap_or(usize::MAX);
            (
                PHRASES.phrase("state-low-days").count("days", days).say(),
                Tone::Warning,
            )
        }
        (Some(Level::Low), _) => (PHRASES.say("state-low"), Tone::Warning),
        (None, _) => (PHRASES.say("state-ok"), Tone::Plain),
    })
}

/// How many accounts there are, and how many of them want a look.
fn summary(cards: &[Card]) -> String {
    let count = |is: fn(&Card) -> bool| cards.iter().filter(|card| is(card)).count();
    let states = [
        ("summary-empty", count(|card| card.level == Some(Level::Empty))),
        ("summary-low", count(|card| card.level == Some(Level::Low))),
        ("summary-failing", count(|card| card.failure.is_some())),
        ("summary-stale", count(|card| card.stale)),
        (
            "summary-unknown",
            count(|card| card.reading.is_none() && card.failure.is_none()),
        ),
    ];
    let told: Vec<String> = states
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(id, count)| PHRASES.phrase(id).count("count", count).say())
        .collect();
    let states = match told.is_empty() {
        true => PHRASES.say("summary-well"),
        false => told.join(", "),
    };
    let accounts = PHRASES.phrase("summary").count("accounts", cards.len()).say();
    let line = PHRASES.phrase("summary-line").with("accounts", accounts);
    line.with("states", states).say()
}

fn coloured(text: &str, tone: Tone, colours: bool) -> String {
    match tone {
        Tone::Warning if colours => format!("\u{1b}[33m{text}\u{1b}[0m"),
        Tone::Alarm if colours => format!("\u{1b}[31m{text}\u{1b}[0m"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_wants_a_look_is_coloured_and_only_where_wanted() {
        assert_eq!(coloured("low", Tone::Warning, true), "\u{1b}[33mlow\u{1b}[0m");
        assert_eq!(coloured("empty", Tone::Alarm, true), "\u{1b}[31mempty\u{1b}[0m");
        assert_eq!(coloured("ok", Tone::Plain, true), "ok");
        assert_eq!(coloured("low", Tone::Warning, false), "low");
    }
}
