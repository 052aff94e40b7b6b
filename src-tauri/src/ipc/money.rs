//! Money as text: a number of JavaScript would round it.

use refill_app::AppError;
use refill_core::money::{self, Unit};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::IpcError;

/// An exact amount. `value` is a decimal string, never a float.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Money {
    value: String,
    unit: String,
}

impl Money {
    /// The amount, where the window sends one back.
    ///
    /// # Errors
    /// `amount_invalid`.
    pub fn read(&self) -> Result<money::Money, IpcError> {
        let amount = money::parse_decimal(&self.value).map_err(|_| AppError::Amount)?;
        Ok(money::Money::new(amount, Unit::new(self.unit.as_str())))
    }
}

impl From<&money::Money> for Money {
    fn from(money: &money::Money) -> Money {
        Money {
            value: money.amount.to_string(),
            unit: money.unit.to_string(),
        }
    }
}

/// How amounts of a unit are written.
#[derive(Clone, Debug, Serialize, TS)]
pub struct UnitView {
    /// Id as it stands in `Money.unit`, for example "credits".
    id: String,
    /// Shown before the number ("$"), or null.
    prefix: Option<String>,
    /// Shown after the number ("credits", "USDC"), or null.
    suffix: Option<String>,
    /// Decimal places shown at least.
    decimals: u32,
}

impl UnitView {
    /// Every unit that this version knows how to write.
    pub fn all() -> Vec<UnitView> {
        let unit = |unit: Unit, prefix: Option<&str>, suffix: Option<&str>, decimals| UnitView {
            id: unit.to_string(),
            prefix: prefix.map(str::to_owned),
            suffix: suffix.map(str::to_owned),
            decimals,
        };
        vec![
            unit(Unit::CREDITS, None, Some("credits"), 0),
            unit(Unit::USD, Some("$"), None, 2),
            unit(Unit::USDC, None, Some("USDC"), 2),
        ]
    }
}
