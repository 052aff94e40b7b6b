//! From a page to pay on to the browser that shows it, and back.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use refill_core::ids::PurchaseId;
use refill_core::ports::{CheckoutPage, CheckoutReturn};
use refill_core::purchase::{Event as Step, Page, Purchase, Way};
use refill_core::server::ServerAddress;
use refill_core::shop::{self, Charge, Checkout, NotAPage, Trust};
use url::Url;

use super::schedule::after;
use super::{DAY, Payment, words};
use crate::app::App;
use crate::error::AppError;
use crate::fault;
use crate::refresh::Subject;

/// A page to pay on that was just made.
pub(super) struct Made {
    session: Option<String>,
    page: Url,
    expires_at: Option<Timestamp>,
}

impl From<Checkout> for Made {
    fn from(checkout: Checkout) -> Made {
        Made {
            session: Some(checkout.session),
            page: checkout.page,
            expires_at: checkout.expires_at,
        }
    }
}

impl From<Charge> for Made {
    fn from(charge: Charge) -> Made {
        Made {
            session: Some(charge.id),
            page: charge.page,
            expires_at: charge.expires_at,
        }
    }
}

impl Made {
    /// The provider's own page.
    pub(super) fn of_provider(page: Url) -> Made {
        Made {
            session: None,
            page,
            expires_at: None,
        }
    }
}

/// No page to pay on is open for longer, whatever a server says (contract G: 24 h at most).
const LONGEST_PAGE: SignedDuration = SignedDuration::from_hours(7 * 24);

impl App {
    /// Writes down the page to pay on and opens it. A page that may not be opened ends the purchase; one at a host that
    /// nobody vouches for waits for the person's yes, and after a no it can still be opened.
    pub(super) async fn go_on(
        self: &Arc<App>,
        subject: &Subject,
        purchase: Purchase,
        made: Made,
        back: Option<Box<dyn CheckoutPage>>,
    ) -> Result<Payment, AppError> {
        let trust = match trust(&purchase, &made.page, subject.account.server.as_ref()) {
            Ok(trust) => trust,
            Err(why) => {
                self.write_down(&purchase, Step::Failed("page".to_owned()))
                    .await?;
                return Err(why.into());
            }
        };
        let now = self.clock.now();
        let page = Page {
            session: made.session,
            address: made.page.to_string(),
            expires_at: end_of_page(made.expires_at, now),
        };
        self.write_down(&purchase, Step::Ready(page)).await?;
        fault::point("purchase.after_ready");
        self.watch_purchase(&purchase);
        if let Some(back) = back {
            self.hear_return(purchase.clone(), back);
        }
        if !self.is_agreed(&purchase, &trust).await {
            return self.payment(&purchase.id).await;
        }
        fault::point("purchase.after_trust");
        self.open_page_of(&purchase, made.page).await
    }

    /// Opens the page of a purchase again.
    ///
    /// # Errors
    /// [`AppError::PurchaseOver`] where it can be paid no more; [`AppError::Link`] where the browser did not open.
    pub async fn open_payment(self: &Arc<App>, id: &PurchaseId) -> Result<Payment, AppError> {
        let record = self.record(id).await?;
        let page = record.page().filter(|_| record.state.can_be_opened());
        let page = page.filter(|page| page.expires_at > self.clock.now());
        let page = page.and_then(|page| Url::parse(&page.address).ok());
        let page = page.ok_or(AppError::PurchaseOver)?;
        let was_open = record.events.iter().any(|(_, step)| *step == Step::Opened);
        let purchase = &record.purchase;
        // The person has seen its host before.
        if !was_open {
            let server = self.account(&purchase.account).await?.server;
            let trust = trust(purchase, &page, server.as_ref())?;
            if !self.is_agreed(purchase, &trust).await {
                return self.payment(id).await;
            }
        }
        self.open_page_of(purchase, page).await
    }

    async fn is_agreed(&self, purchase: &Purchase, trust: &Trust) -> bool {
        match trust {
            Trust::Known => true,
            Trust::Ask { host } => {
                let provider = self.provider(&purchase.provider).ok();
                let name = provider.map_or(purchase.provider.as_str(), |known| known.descriptor().name);
                self.confirmer
                    .confirm(&words::question(purchase, host, name))
                    .await
            }
        }
    }

    async fn open_page_of(&self, purchase: &Purchase, page: Url) -> Result<Payment, AppError> {
        self.write_down(purchase, Step::Opened).await?;
        fault::point("purchase.after_opened");
        // Off the async threads: some systems take their time to find a browser.
        let browser = self.browser.clone();
        let opened = tokio::task::spawn_blocking(move || browser.open_page(&page)).await;
        opened
            .map_err(|_| AppError::TaskLost)?
            .map_err(|_| AppError::Link)?;
        fault::point("purchase.after_browser");
        self.payment(&purchase.id).await
    }

    /// Waits for the browser's return: a hint to look now, and no evidence.
    fn hear_return(self: &Arc<App>, purchase: Purchase, back: Box<dyn CheckoutPage>) {
        let app = self.clone();
        tokio::spawn(async move {
            let step = match back.returned().await {
                Ok(CheckoutReturn::Paid) => Step::Returned,
                Ok(CheckoutReturn::Cancelled) => Step::Cancelled,
                Err(_) => return,
            };
            fault::point("purchase.before_return_stored");
            // It may be over by now: then there is nothing to write down.
            match app.write_down(&purchase, step).await {
                Ok(_) | Err(AppError::PurchaseOver) => {}
                Err(error) => tracing::warn!(%error, "the browser's return could not be written down"),
            }
            fault::point("purchase.after_return_stored");
        });
    }
}

/// When a page to pay on ends: as the server says, where that makes sense. A purchase is not open for ever.
fn end_of_page(said: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let said = said.filter(|end| *end > now).unwrap_or(after(now, DAY));
    said.min(after(now, LONGEST_PAGE))
}

/// The provider's own page is part of this program; any other comes from a server.
fn trust(purchase: &Purchase, page: &Url, own: Option<&ServerAddress>) -> Result<Trust, NotAPage> {
    match purchase.way {
        Way::Page => Ok(Trust::Known),
        // It has no page.
        Way::Usdc => Err(NotAPage::Insecure),
        Way::Checkout | Way::Charge => shop::trust(page, own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_whatever_a_server_says() {
        let now = Timestamp::UNIX_EPOCH;
        let days = |count: i64| after(now, SignedDuration::from_hours(24 * count));
        assert_eq!(end_of_page(None, now), days(1));
        assert_eq!(end_of_page(Some(now), now), days(1), "it is over already");
        assert_eq!(end_of_page(Some(days(2)), now), days(2));
        assert_eq!(end_of_page(Some(Timestamp::MAX), now), days(7));
    }
}
