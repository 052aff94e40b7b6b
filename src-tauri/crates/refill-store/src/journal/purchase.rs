//! `purchase`: what somebody set out to buy.

use refill_core::ids::{AccountId, PackageId, ProviderId, PurchaseId};
use refill_core::money::{Decimal, Money};
use refill_core::purchase::{Purchase, State, Way};
use refill_core::shop::Package;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{head, unknown_word};
use crate::value::{Exact, Micros, money};

/// The columns that [`from_row`] reads, of a table named `p`.
pub(super) const COLUMNS: &str = "p.no, p.id, p.account, p.account_name, p.provider, p.way,
     p.package, p.package_name, p.package_credits, p.package_credits_unit, p.package_price, p.package_price_unit,
     p.price, p.price_unit, p.credits, p.credits_unit, p.before, p.before_unit, p.begun_at";

const INSERT: &str = "INSERT INTO purchase
         (id, account, account_name, provider, way,
          package, package_name, package_credits, package_credits_unit, package_price, package_price_unit,
          price, price_unit, credits, credits_unit, before, before_unit, begun_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";

/// Adds a purchase and tells its row number.
pub(super) fn insert(db: &Connection, purchase: &Purchase) -> rusqlite::Result<i64> {
    let package = purchase.package.as_ref();
    let (package_credits, package_price) = (package.map(|it| &it.credits), package.map(|it| &it.price));
    db.prepare_cached(INSERT)?.execute(params![
        purchase.id.as_str(),
        purchase.account.as_str(),
        purchase.account_name,
        purchase.provider.as_str(),
        purchase.way.word(),
        package.map(|package| package.id.as_str()),
        package.map(|package| package.name.as_str()),
        package_credits.map(exact),
        package_credits.map(unit),
        package_price.map(exact),
        package_price.map(unit),
        purchase.price.as_ref().map(exact),
        purchase.price.as_ref().map(unit),
        purchase.credits.as_ref().map(exact),
        purchase.credits.as_ref().map(unit),
        purchase.before.as_ref().map(exact),
        purchase.before.as_ref().map(unit),
        Micros(purchase.begun_at),
    ])?;
    Ok(db.last_insert_rowid())
}

/// The row number of a purchase, and where it stands.
pub(super) fn standing(db: &Connection, id: &PurchaseId) -> rusqlite::Result<Option<(i64, State)>> {
    let number = db
        .prepare_cached("SELECT no FROM purchase WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    match number {
        Some(number) => Ok(Some((number, head::state(db, number)?))),
        None => Ok(None),
    }
}

/// The purchase in a row of [`COLUMNS`].
pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Purchase> {
    let text = |column| row.get::<_, String>(column);
    Ok(Purchase {
        id: PurchaseId::new(text(1)?),
        account: AccountId::new(text(2)?),
        account_name: text(3)?,
        provider: ProviderId::new(text(4)?),
        way: Way::from_word(row.get_ref(5)?.as_str()?).ok_or_else(|| unknown_word(5))?,
        package: package(row)?,
        price: optional_money(row, 12, 13)?,
        credits: optional_money(row, 14, 15)?,
        before: optional_money(row, 16, 17)?,
        begun_at: row.get::<_, Micros>(18)?.0,
    })
}

fn package(row: &Row<'_>) -> rusqlite::Result<Option<Package>> {
    let Some(id) = row.get::<_, Option<String>>(6)? else {
        return Ok(None);
    };
    Ok(Some(Package {
        id: PackageId::new(id),
        name: row.get(7)?,
        credits: money(row, 8, 9)?,
        price: money(row, 10, 11)?,
    }))
}

/// The amount in column `amount` with the unit in column `unit`, where there is one.
pub(super) fn optional_money(row: &Row<'_>, amount: usize, unit: usize) -> rusqlite::Result<Option<Money>> {
    match row.get::<_, Option<Exact>>(amount)? {
        Some(_) => money(row, amount, unit).map(Some),
        None => Ok(None),
    }
}

/// The number of an amount, as stored.
pub(super) fn exact(money: &Money) -> Exact {
    let number: Decimal = money.amount;
    Exact(number)
}

/// The unit of an amount, as stored.
pub(super) fn unit(money: &Money) -> &str {
    money.unit.as_str()
}
