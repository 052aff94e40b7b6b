//! What is bought and how: packages of credits, the checkout page of one, and charges.

use jiff::Timestamp;
use thiserror::Error;
use url::Url;

use crate::ids::PackageId;
use crate::money::Money;
use crate::server::{self, ServerAddress};

/// A package of credits that a provider sells (contract D, D-a6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The provider's id for it.
    pub id: PackageId,
    /// The provider's name for it, cleaned.
    pub name: String,
    /// What it brings.
    pub credits: Money,
    /// What it costs.
    pub price: Money,
}

impl Package {
    /// Whether `other` is the same offer: what the person saw is what is bought.
    pub fn is_same_offer(&self, other: &Package) -> bool {
        self.id == other.id && self.credits == other.credits && self.price == other.price
    }
}

/// What a checkout is made for.
#[derive(Clone, Debug)]
pub struct Order {
    /// The package.
    pub package: PackageId,
    /// Where the browser goes after paying. A text, because `{CHECKOUT_SESSION_ID}` in it must stay as it is
    /// (contract G, "template").
    pub success: String,
    /// Where the browser goes when the person gives up.
    pub cancel: String,
}

/// A checkout page that can be paid. Making one moves no money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// The provider's id of the session, cleaned, for example `cs_live_…`.
    pub session: String,
    /// The page to pay on. Unchecked: see [`trust`].
    pub page: Url,
    /// When the page ends, where the provider says so.
    pub expires_at: Option<Timestamp>,
}

/// A charge of a free amount (contract A6 and source S1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The provider's id of it, cleaned.
    pub id: String,
    /// The page to pay on. Unchecked: see [`trust`].
    pub page: Url,
    /// What it asks for, where it says so.
    pub amount: Option<Money>,
    /// When the page ends, where the provider says so.
    pub expires_at: Option<Timestamp>,
}

/// Sessions made with a test key of the payment service begin like this (contract G).
pub fn is_test_session(session: &str) -> bool {
    session.starts_with("cs_test_")
}

/// How far the page of a checkout is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It may be opened at once.
    Known,
    /// A host that nobody vouches for: the person is shown it first.
    Ask {
        /// The host, in ASCII.
        host: String,
    },
}

/// Why a checkout's page is never opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAPage {
    /// Neither https, nor on this machine for an account whose server is on this machine too.
    #[error("the payment page is not secure")]
    Insecure,
    /// It has a name or password in front of its host, which makes one host look like another.
    #[error("the payment page hides its host")]
    UserInfo,
    /// Its host has characters that may look like others.
    #[error("the payment page's host is not plain")]
    Host,
}

/// The payment service's own domain (contract G).
const PAYMENT_DOMAIN: &str = "stripe.com";

/// Decides whether the page of a checkout may be opened: https, no user name in it, a plain host of the payment
/// service; any other plain host only after the person saw it (payments.md, "Card checkout"). A page on this machine
/// counts as known where the account's own server is on this machine: the demo and tests.
///
/// # Errors
/// [`NotAPage`].
pub fn trust(page: &Url, own: Option<&ServerAddress>) -> Result<Trust, NotAPage> {
    if !page.username().is_empty() || page.password().is_some() {
        return Err(NotAPage::UserInfo);
    }
    let host = page.host_str().ok_or(NotAPage::Insecure)?;
    if page.scheme() != "https" {
        // Plain http is allowed on this machine alone.
        let own_is_local = own.is_some_and(|own| own.as_str().starts_with("http://"));
        return match server::is_allowed(page) && own_is_local {
            true => Ok(Trust::Known),
            false => Err(NotAPage::Insecure),
        };
    }
    // `Url` writes every other script as `xn--`.
    let is_plain = host.split('.').all(|label| !label.starts_with("xn--"));
    if !is_plain {
        return Err(NotAPage::Host);
    }
    let is_payment_service = host
        .strip_suffix(PAYMENT_DOMAIN)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if is_payment_service && page.port().is_none() {
        return Ok(Trust::Known);
    }
    let port = page.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(Trust::Ask {
        host: format!("{host}{port}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(page: &str, own: Option<&str>) -> Result<Trust, NotAPage> {
        let page = Url::parse(page).expect("an address");
        let own = own.map(|own| ServerAddress::parse(own).expect("a server"));
        trust(&page, own.as_ref())
    }

    #[test]
    fn only_the_payment_service_is_opened_at_once() {
        let ask = |host: &str| {
            Ok(Trust::Ask {
                host: host.to_owned(),
            })
        };
        assert_eq!(
            judged("https://checkout.stripe.com/c/pay/cs_1", None),
            Ok(Trust::Known)
        );
        assert_eq!(judged("https://stripe.com/x", None), Ok(Trust::Known));
        assert_eq!(judged("https://pay.example.com/x", None), ask("pay.example.com"));
        assert_eq!(judged("https://notstripe.com/x", None), ask("notstripe.com"));
        assert_eq!(
            judged("https://stripe.com.evil.example/x", None),
            ask("stripe.com.evil.example")
        );
        assert_eq!(
            judged("https://checkout.stripe.com:8443/x", None),
            ask("checkout.stripe.com:8443")
        );
    }

    #[test]
    fn pages_that_hide_something_are_never_opened() {
        assert_eq!(
            judged("http://checkout.stripe.com/x", None),
            Err(NotAPage::Insecure)
        );
        assert_eq!(
            judged("https://checkout.stripe.com@evil.example/x", None),
            Err(NotAPage::UserInfo)
        );
        assert_eq!(judged("https://checkout.strıpe.com/x", None), Err(NotAPage::Host));
        assert_eq!(judged("file:///etc/passwd", None), Err(NotAPage::Insecure));
        assert_eq!(judged("javascript:alert(1)", None), Err(NotAPage::Insecure));
    }

    #[test]
    fn pages_on_this_machine_are_for_servers_on_this_machine() {
        let page = "http://127.0.0.1:9/pay";
        assert_eq!(judged(page, Some("http://127.0.0.1:8/api/v1")), Ok(Trust::Known));
        assert_eq!(
            judged(page, Some("https://api.example.com")),
            Err(NotAPage::Insecure)
        );
        assert_eq!(judged(page, None), Err(NotAPage::Insecure));
    }
}
