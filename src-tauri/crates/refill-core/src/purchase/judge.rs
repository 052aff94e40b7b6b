//! What proves that credits arrived.

use jiff::Timestamp;

use super::{Arrival, CreditAxis, Event, Evidence, Purchase, State};
use crate::money::{Decimal, Money};

/// What the provider shows of an account since a purchase began.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// Credits that the provider lists, oldest first, those that belong to other purchases left out.
    pub rows: Vec<(Timestamp, Money)>,
    /// Whether the provider lists credits at all: then a rise of the balance alone is the weaker word.
    pub lists: bool,
    /// The balance, where it is known and believed.
    pub balance: Option<(Timestamp, Money)>,
}

/// What `sight` proves of a purchase that has had `arrivals` so far: the next event, if any.
///
/// A row counts when it brings exactly what was bought, or, where that is not known, anything. Without rows a rise of
/// the balance counts: as much as was bought, or some of it ("partly": spending hides the rest); what is listed for
/// something else is taken from it. A second row of the
/// same amount is told as paid twice.
pub fn judge(purchase: &Purchase, state: State, arrivals: &[Arrival], sight: &Sight) -> Option<Event> {
    let fits = |money: &Money| match &purchase.credits {
        Some(credits) => money == credits,
        None => money.amount > Decimal::ZERO,
    };
    let mut rows = sight.rows.iter().filter(|(_, money)| fits(money));
    let arrival = |(at, amount): &(Timestamp, Money), evidence| Arrival {
        amount: amount.clone(),
        at: *at,
        evidence,
    };
    if state.credit() == CreditAxis::Credited {
        // The first row is the one that the purchase was credited by, even if the balance told of it earlier.
        let again = rows.nth(arrivals.len());
        let is_exact = purchase.credits.is_some();
        return again
            .filter(|_| is_exact)
            .map(|row| Event::CreditedAgain(arrival(row, Evidence::Row)));
    }
    if let Some(row) = rows.next() {
        return Some(Event::Credited(arrival(row, Evidence::Row)));
    }
    let (at, balance) = sight.balance.as_ref()?;
    let before = purchase.before.as_ref()?;
    let mut risen = balance.checked_sub(before).ok()??;
    if sight.lists {
        // What the provider lists of other credits is no part of this purchase.
        let others = sight.rows.iter().filter(|(at, _)| *at >= purchase.begun_at);
        for (_, other) in others {
            risen = risen.checked_sub(other).ok()??;
        }
    }
    let enough = match &purchase.credits {
        Some(credits) => risen.compare(credits).ok()?.is_ge(),
        None => !risen.is_used_up(),
    };
    let evidence = match (enough, risen.is_used_up()) {
        (true, _) => Evidence::Balance,
        // A provider that lists its credits will say so itself; a partial rise may be anything.
        (false, false) if !sight.lists => Evidence::Partly,
        _ => return None,
    };
    let amount = match (&purchase.credits, evidence) {
        (Some(credits), Evidence::Balance) => credits.clone(),
        _ => risen,
    };
    Some(Event::Credited(Arrival {
        amount,
        at: *at,
        evidence,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AccountId, ProviderId, PurchaseId};
    use crate::money::Unit;
    use crate::purchase::Way;

    fn credits(amount: i64) -> Money {
        Money::new(Decimal::from(amount), Unit::CREDITS)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn purchase(bought: Option<i64>) -> Purchase {
        Purchase {
            id: PurchaseId::from_static("p"),
            account: AccountId::from_static("a"),
            account_name: "Work".to_owned(),
            provider: ProviderId::from_static("acme"),
            way: Way::Checkout,
            package: None,
            price: None,
            credits: bought.map(credits),
            before: Some(credits(100)),
            begun_at: at(0),
        }
    }

    fn arrival(amount: i64, evidence: Evidence) -> Arrival {
        Arrival {
            amount: credits(amount),
            at: at(5),
            evidence,
        }
    }

    fn sight(rows: &[(i64, i64)], balance: Option<i64>, lists: bool) -> Sight {
        Sight {
            rows: rows
                .iter()
                .map(|(second, amount)| (at(*second), credits(*amount)))
                .collect(),
            lists,
            balance: balance.map(|amount| (at(5), credits(amount))),
        }
    }

    #[test]
    fn a_row_of_the_right_amount_credits() {
        let bought = purchase(Some(10_000));
        let seen = sight(&[(3, 50), (5, 10_000)], Some(90), true);
        assert_eq!(
            judge(&bought, State::Away, &[], &seen),
            Some(Event::Credited(arrival(10_000, Evidence::Row)))
        );
        let other = sight(&[(3, 50)], Some(150), true);
        assert_eq!(judge(&bought, State::Away, &[], &other), None);
    }

    #[test]
    fn a_balance_credits_where_it_rose_by_as_much() {
        let bought = purchase(Some(10_000));
        let rose = sight(&[], Some(10_100), true);
        assert_eq!(
            judge(&bought, State::Returned, &[], &rose),
            Some(Event::Credited(arrival(10_000, Evidence::Balance)))
        );
        let fell = sight(&[], Some(90), false);
        assert_eq!(judge(&bought, State::Returned, &[], &fell), None);
        let blurred = |lists| judge(&bought, State::Returned, &[], &sight(&[], Some(9_000), lists));
        assert_eq!(
            blurred(false),
            Some(Event::Credited(arrival(8_900, Evidence::Partly)))
        );
        assert_eq!(blurred(true), None, "the row will come");
    }

    #[test]
    fn credits_that_are_listed_for_something_else_are_no_rise() {
        let bought = purchase(Some(10_000));
        let elsewhere = sight(&[(5, 50_000)], Some(50_100), true);
        assert_eq!(judge(&bought, State::Away, &[], &elsewhere), None);
        let both = sight(&[(5, 50_000)], Some(60_100), true);
        assert_eq!(
            judge(&bought, State::Away, &[], &both),
            Some(Event::Credited(arrival(10_000, Evidence::Balance)))
        );
    }

    #[test]
    fn a_second_row_is_paid_twice_and_the_first_never_is() {
        let bought = purchase(Some(10_000));
        let by_balance = [arrival(10_000, Evidence::Balance)];
        let once = sight(&[(5, 10_000)], None, true);
        assert_eq!(judge(&bought, State::Credited, &by_balance, &once), None);
        let twice = sight(&[(5, 10_000), (6, 10_000)], None, true);
        let again = judge(&bought, State::Credited, &by_balance, &twice);
        assert!(matches!(again, Some(Event::CreditedAgain(_))), "{again:?}");
        let told = [arrival(10_000, Evidence::Row), arrival(10_000, Evidence::Row)];
        assert_eq!(judge(&bought, State::Credited, &told, &twice), None, "told once");
    }

    #[test]
    fn whatever_arrives_counts_where_nothing_was_chosen() {
        let open = purchase(None);
        let rose = sight(&[], Some(350), false);
        assert_eq!(
            judge(&open, State::Away, &[], &rose),
            Some(Event::Credited(arrival(250, Evidence::Balance)))
        );
        let told = [arrival(250, Evidence::Balance)];
        let rows = sight(&[(5, 250), (6, 10)], None, false);
        assert_eq!(judge(&open, State::Credited, &told, &rows), None);
    }
}
