//! What the window and the use-cases know of a provider: its descriptor. Nothing outside the provider's own
//! file knows more (architecture, invariant 1).

use crate::ids::ProviderId;
use crate::money::{Decimal, Money, Unit};
use crate::reading::Balance;

/// A provider as data.
#[derive(Clone, Debug)]
pub struct Descriptor {
    /// Stable id, as stored.
    pub id: ProviderId,
    /// Name as the provider writes it.
    pub name: &'static str,
    /// Unit of its balances.
    pub unit: Unit,
    /// What one `unit` is worth, where the provider itself defines it (contract B: 100 credits = 1 USDC).
    pub worth: Option<Worth>,
    /// Hue of its tile in degrees, 0 to 359.
    pub hue: u16,
    /// Shape of a key for the empty key field, for example `dkn_live_…`.
    pub key_hint: &'static str,
    /// Prefixes of its keys; empty where keys have none.
    pub key_prefixes: &'static [&'static str],
    /// Where its server is.
    pub server: Server,
    /// Page where a key is made.
    pub key_page: Option<&'static str>,
    /// Page where credits are bought.
    pub buy_page: Option<&'static str>,
    /// What it lists of the past by itself.
    pub history: Listing,
    /// Kinds of key that show different things; empty where every key shows everything.
    pub key_kinds: &'static [KeyKind],
    /// Numbers that its reported balance may have to be divided by, the usual one first; empty where its unit is
    /// documented. Which one is right, the person sees at the provider (contract C, "unit warning").
    pub divisors: &'static [u32],
    /// It publishes limits for its calls, so its accounts at one host are asked one after the other.
    pub limits_calls: bool,
    /// A key can be had by signing in with the browser; see [`crate::ports::SignIn`].
    pub signs_in: bool,
    /// How credits are bought there, the best way first; empty where Refill cannot help.
    pub buys: &'static [BuyWay],
    /// Account holders sign in with an e-mail address and a password; see [`crate::ports::Holder`].
    pub holder: bool,
    /// What its calls cost, where it publishes that.
    pub prices: &'static [CallPrice],
    /// How old a balance may be that it tells: it is asked no more often than this, in seconds.
    pub balance_age: u32,
}

/// A way to buy credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuyWay {
    /// Packages by a checkout page in the browser; see [`crate::ports::Shop`].
    Checkout,
    /// A charge of a free amount by a page in the browser; see [`crate::ports::Charges`].
    Charge,
    /// USDC from a wallet of the person by x402; see [`crate::ports::TopUps`].
    Usdc,
    /// The provider's own page ([`Descriptor::buy_page`]), which Refill opens; the balance is watched meanwhile.
    Page,
}

/// What one call of a kind costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallPrice {
    /// Stable word of the kind, which the window has words for: `read`, `query`, `wallet`, `transfer`.
    pub kind: &'static str,
    /// Whole credits for one.
    pub credits: u32,
}

impl Descriptor {
    /// What a balance is worth: as its provider said with it, or else as it defines its unit.
    pub fn worth_of(&self, balance: &Balance) -> Option<Money> {
        let defined = || {
            let worth = self.worth.as_ref()?;
            let comparable = balance.money.unit == self.unit;
            let amount = balance.money.amount.checked_mul(worth.each)?;
            comparable.then(|| Money::new(amount.normalize(), worth.unit.clone()))
        };
        balance.worth.clone().or_else(defined)
    }
}

/// What a provider lists of an account's past. The rest is derived from successive readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Nothing.
    Nothing,
    /// Every charge and every top-up.
    Everything,
    /// What was spent on each finished day, for a key that may see the whole account. Top-ups are not in it.
    DailySpending,
}

/// A kind of key, and what Refill sees with it.
#[derive(Clone, Copy, Debug)]
pub struct KeyKind {
    /// Which kind.
    pub name: KeyName,
    /// What it shows.
    pub shows: &'static [Shown],
    /// Page where one is made.
    pub page: Option<&'static str>,
}

/// Kinds of key, as people tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// For making calls.
    Ordinary,
    /// For looking after the account; it can also make and delete other keys.
    Management,
}

/// What a key may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What is left of the account.
    Balance,
    /// What is left of the key's own budget, where it has one.
    Budget,
    /// What was spent with this key.
    Spent,
    /// What was spent on each of the last days.
    History,
}

/// Where a provider answers, unless the account has a server of its own.
#[derive(Clone, Copy, Debug)]
pub enum Server {
    /// At one address for everybody else.
    Fixed(&'static str),
    /// At an address that the person enters; the text is an example for the field.
    Entered {
        /// An example address.
        hint: &'static str,
    },
}

/// What one unit of a balance is worth.
#[derive(Clone, Debug)]
pub struct Worth {
    /// Amount of `unit` per one of the balance's unit.
    pub each: Decimal,
    /// Unit of the worth.
    pub unit: Unit,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptor() -> Descriptor {
        Descriptor {
            id: ProviderId::from_static("acme"),
            name: "Acme",
            unit: Unit::CREDITS,
            worth: Some(Worth {
                each: Decimal::new(1, 2),
                unit: Unit::USD,
            }),
            hue: 0,
            key_hint: "",
            key_prefixes: &[],
            server: Server::Fixed("https://example.com"),
            key_page: None,
            buy_page: None,
            history: Listing::Nothing,
            key_kinds: &[],
            divisors: &[],
            limits_calls: false,
            signs_in: false,
            buys: &[],
            holder: false,
            prices: &[],
            balance_age: 0,
        }
    }

    #[test]
    fn a_balance_is_worth_what_its_provider_says_or_else_defines() {
        let credits = Balance::of_account(Money::new(Decimal::from(247), Unit::CREDITS));
        let dollars = Money::new(Decimal::new(247, 2), Unit::USD);
        assert_eq!(descriptor().worth_of(&credits), Some(dollars));
        let said = Money::new(Decimal::new(250, 2), Unit::USDC);
        let told = Balance {
            worth: Some(said.clone()),
            ..credits.clone()
        };
        assert_eq!(descriptor().worth_of(&told), Some(said));
        let other = Balance::of_account(Money::new(Decimal::ONE, Unit::USDC));
        assert_eq!(
            descriptor().worth_of(&other),
            None,
            "of another unit nothing is defined"
        );
        let worthless = Descriptor {
            worth: None,
            ..descriptor()
        };
        assert_eq!(worthless.worth_of(&credits), None);
    }
}
