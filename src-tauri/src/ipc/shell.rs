//! What the window gets when it opens, the settings, and links.

use refill_app::{Link, VaultState};
use refill_core::provider::{Descriptor, KeyKind, KeyName, Listing, Server, Shown};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::payment::{BuyWayView, CallPriceView};
use super::{IpcError, UnitView};

/// All that the window needs to know before it shows anything.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Startup {
    /// Version of the program.
    pub version: String,
    /// Everything shown is made up.
    pub demo: bool,
    /// Where the data lie.
    pub data_folder: String,
    /// The providers to choose from.
    pub providers: Vec<ProviderView>,
    /// How amounts are written.
    pub units: Vec<UnitView>,
    /// The settings in force.
    pub settings: Settings,
    /// Why there is no data to show: the window then shows only this, with "Try again".
    pub blocked: Option<IpcError>,
    /// A damaged database was set aside under this path; a new one is in use.
    pub set_aside: Option<String>,
}

/// A provider, as the window draws it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProviderView {
    id: String,
    name: String,
    unit: String,
    /// Hue in degrees for the provider's tile; the window makes both themes from it.
    hue: u16,
    /// Placeholder for the key field.
    key_hint: String,
    /// A pasted key with one of these prefixes picks this provider.
    key_prefixes: Vec<String>,
    /// The person enters the server address (null where it is fixed). Example for the field.
    server_hint: Option<String>,
    /// The server that is asked where an account has none of its own; null where the person has to enter one.
    usual_server: Option<String>,
    has_history: bool,
    /// Kinds of key that show different things; empty where every key shows everything.
    key_kinds: Vec<KeyKindView>,
    /// What the reported number may have to be divided by, the usual one first; empty where its unit is clear.
    divisors: Vec<u32>,
    /// A key can be had by signing in with the browser.
    signs_in: bool,
    /// A link exists to where a key is made. Opened from Rust by `open_link`.
    can_get_key: bool,
    /// A link exists to where credits are bought.
    can_buy: bool,
    /// How credits are bought, the best way first; empty where Refill cannot help.
    buys: Vec<BuyWayView>,
    /// Account holders sign in with an e-mail address and a password.
    holder: bool,
    /// What calls cost, where that is published.
    prices: Vec<CallPriceView>,
}

impl From<&Descriptor> for ProviderView {
    fn from(descriptor: &Descriptor) -> ProviderView {
        ProviderView {
            id: descriptor.id.to_string(),
            name: descriptor.name.to_owned(),
            unit: descriptor.unit.to_string(),
            hue: descriptor.hue,
            key_hint: descriptor.key_hint.to_owned(),
            key_prefixes: descriptor
                .key_prefixes
                .iter()
                .map(|&prefix| prefix.to_owned())
                .collect(),
            server_hint: match descriptor.server {
                Server::Fixed(_) => None,
                Server::Entered { hint } => Some(hint.to_owned()),
            },
            usual_server: match descriptor.server {
                Server::Fixed(address) => Some(address.to_owned()),
                Server::Entered { .. } => None,
            },
            has_history: descriptor.history != Listing::Nothing,
            key_kinds: descriptor.key_kinds.iter().map(KeyKindView::from).collect(),
            divisors: descriptor.divisors.to_vec(),
            signs_in: descriptor.signs_in,
            buys: descriptor.buys.iter().copied().map(BuyWayView::from).collect(),
            holder: descriptor.holder,
            prices: descriptor.prices.iter().map(CallPriceView::from).collect(),
            can_get_key: descriptor.key_page.is_some(),
            can_buy: descriptor.buy_page.is_some(),
        }
    }
}

/// A kind of key, and what Refill sees with it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct KeyKindView {
    name: KeyNameView,
    shows: Vec<ShownView>,
    /// The link by which one is made, or null where there is no such page.
    link: Option<LinkView>,
}

/// Kinds of key.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyNameView {
    /// For making calls.
    Ordinary,
    /// For looking after the account.
    Management,
}

/// What a key may show.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ShownView {
    /// What is left of the account.
    Balance,
    /// What is left of the key's own budget.
    Budget,
    /// What was spent with the key.
    Spent,
    /// What was spent on each of the last days.
    History,
}

impl From<&KeyKind> for KeyKindView {
    fn from(kind: &KeyKind) -> KeyKindView {
        let (name, link) = match kind.name {
            KeyName::Ordinary => (KeyNameView::Ordinary, LinkView::GetKey),
            KeyName::Management => (KeyNameView::Management, LinkView::GetManagementKey),
        };
        let shown = |shown: &Shown| match shown {
            Shown::Balance => ShownView::Balance,
            Shown::Budget => ShownView::Budget,
            Shown::Spent => ShownView::Spent,
            Shown::History => ShownView::History,
        };
        KeyKindView {
            name,
            shows: kind.shows.iter().map(shown).collect(),
            link: kind.page.map(|_| link),
        }
    }
}

/// The keychain's state.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VaultView {
    /// Usable.
    Ready,
    /// Keys are kept until Refill is closed.
    SessionOnly,
    /// There is none.
    Absent,
    /// It is locked.
    Locked,
    /// It refused.
    Refused,
    /// It is being looked at.
    Checking,
}

impl From<VaultState> for VaultView {
    fn from(state: VaultState) -> VaultView {
        match state {
            VaultState::Ready => VaultView::Ready,
            VaultState::SessionOnly => VaultView::SessionOnly,
            VaultState::Absent => VaultView::Absent,
            VaultState::Locked => VaultView::Locked,
            VaultState::Refused => VaultView::Refused,
            VaultState::Checking => VaultView::Checking,
        }
    }
}

/// Settings of the whole app.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    refresh_minutes: u32,
    hide_amounts: bool,
}

impl Settings {
    /// The settings of a fresh installation.
    pub fn usual() -> Settings {
        refill_app::Settings::default().into()
    }
}

impl From<refill_app::Settings> for Settings {
    fn from(settings: refill_app::Settings) -> Settings {
        Settings {
            refresh_minutes: settings.refresh_minutes,
            hide_amounts: settings.hide_amounts,
        }
    }
}

impl From<Settings> for refill_app::Settings {
    fn from(settings: Settings) -> refill_app::Settings {
        refill_app::Settings {
            refresh_minutes: settings.refresh_minutes,
            hide_amounts: settings.hide_amounts,
        }
    }
}

/// A sign-in whose page was opened in the browser.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInBegun {
    /// Names the sign-in.
    pub sign_in: String,
    /// Host of the page.
    pub host: String,
}

impl From<refill_app::SignInBegun> for SignInBegun {
    fn from(begun: refill_app::SignInBegun) -> SignInBegun {
        SignInBegun {
            sign_in: begun.name,
            host: begun.host,
        }
    }
}

/// Arguments of `save_settings`.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct SaveSettings {
    /// The new settings.
    pub settings: Settings,
}

/// Arguments of `open_link`.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct OpenLink {
    /// Whose page.
    pub provider: String,
    /// Which page.
    pub link: LinkView,
}

/// A page of a provider.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LinkView {
    /// Where a key is made.
    GetKey,
    /// Where a key is made that sees the whole account.
    GetManagementKey,
    /// Where credits are bought.
    Buy,
}

impl From<LinkView> for Link {
    fn from(link: LinkView) -> Link {
        match link {
            LinkView::GetKey => Link::GetKey,
            LinkView::GetManagementKey => Link::GetManagementKey,
            LinkView::Buy => Link::Buy,
        }
    }
}
