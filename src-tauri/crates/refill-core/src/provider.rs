//! What the window and the use-cases know of a provider: its descriptor. Nothing outside the provider's own
//! file knows more (architecture, invariant 1).

use crate::ids::ProviderId;
use crate::money::{Decimal, Unit};

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
    /// It reports single charges and top-ups; otherwise they are derived from successive readings.
    pub has_history: bool,
}

/// Where a provider answers.
#[derive(Clone, Copy, Debug)]
pub enum Server {
    /// At one address for everybody.
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
