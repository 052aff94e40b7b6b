//! A key by signing in with the browser (OAuth 2 with PKCE): begun here, finished by the browser's return to this
//! machine or by a pasted code. The key waits here until its account is added; it never goes through the window. So does
//! the key of a sign-in with a password, with the tokens that came along (see `holder/sign_up.rs`).

mod waiting;

use std::sync::{MutexGuard, PoisonError};

use refill_core::holder::Tokens;
use refill_core::ids::{AccountId, ProviderId};
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{ReturnPage, Returned, SignInPage};
use refill_core::server::ServerAddress;
use tokio::sync::Notify;
use url::Url;

use crate::app::App;
use crate::error::AppError;
use crate::holder::Made;
use crate::new_key::{KeyCheck, NewKey};
use crate::words;

use self::waiting::{Claimed, Waiting};

pub(crate) use self::waiting::SignIns;

/// A sign-in whose page was opened in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInBegun {
    /// Names the sign-in.
    pub name: String,
    /// Host of the page, as the person sees it in the browser.
    pub host: String,
}

impl App {
    /// Opens the provider's sign-in page in the browser: for another key of `account`, at the account's own server, or
    /// for a new account, at the provider's usual one. No address comes from the window. With `by_code` the page shows
    /// a code to paste; otherwise the browser comes back to this machine by itself.
    ///
    /// # Errors
    /// [`AppError::SignInUnavailable`] when nobody can listen for the return; [`AppError::Link`] when no browser
    /// opened; [`AppError::AccountGone`], [`AppError::ProviderUnknown`].
    pub async fn begin_sign_in(
        &self,
        provider: &ProviderId,
        account: Option<&AccountId>,
        by_code: bool,
    ) -> Result<SignInBegun, AppError> {
        let known = self.provider(provider)?.clone();
        let server = match account {
            Some(id) => self.account(id).await?.server,
            None => self.server_for(known.descriptor(), None)?,
        };
        let sign_in = known.sign_in().ok_or(AppError::Link)?;
        let back = match by_code {
            true => None,
            false => Some(
                self.loopback
                    .open(&words::return_page())
                    .await
                    .map_err(|_| AppError::SignInUnavailable)?,
            ),
        };
        let address = back.as_ref().map(|back| back.address());
        let page = sign_in.begin(address.as_ref(), server.as_ref())?;
        let host = page.address.host_str().unwrap_or_default().to_owned();
        self.open_in_browser(page.address.clone()).await?;
        let waiting = Waiting::for_browser(provider.clone(), server, page, back);
        let name = self.sign_ins().add(waiting);
        Ok(SignInBegun { name, host })
    }

    /// Finishes a sign-in with the pasted code, or waits for the browser's return; then looks at what its key shows.
    /// When only that last look fails, it can be finished once more.
    ///
    /// # Errors
    /// [`AppError::SignInOver`], [`AppError::SignInDenied`], [`AppError::SignInTimedOut`], [`AppError::Provider`].
    pub async fn finish_sign_in(&self, name: &str, code: Option<Secret>) -> Result<KeyCheck, AppError> {
        let claimed = self.sign_ins().claim(name).ok_or(AppError::SignInOver)?;
        let finished = self.finish(name, claimed, code).await;
        self.sign_ins().release(name);
        finished
    }

    async fn finish(&self, name: &str, claimed: Claimed, code: Option<Secret>) -> Result<KeyCheck, AppError> {
        let server = claimed.server;
        let key = match (claimed.key, code) {
            (Some(key), _) => key,
            (None, Some(code)) => {
                self.redeem(
                    name,
                    &claimed.provider,
                    claimed.page.as_ref(),
                    &code,
                    server.as_ref(),
                )
                .await?
            }
            (None, None) => {
                let code = code_of_return(claimed.back, &claimed.cancelled).await?;
                self.redeem(
                    name,
                    &claimed.provider,
                    claimed.page.as_ref(),
                    &code,
                    server.as_ref(),
                )
                .await?
            }
        };
        self.check_at(&claimed.provider, server, &key).await
    }

    /// Exchanges the code, which serves only once, and keeps the key at once.
    async fn redeem(
        &self,
        name: &str,
        provider: &ProviderId,
        page: Option<&SignInPage>,
        code: &Secret,
        server: Option<&ServerAddress>,
    ) -> Result<ApiKey, AppError> {
        let provider = self.provider(provider)?.clone();
        let sign_in = provider.sign_in().ok_or(AppError::SignInOver)?;
        let page = page.ok_or(AppError::SignInOver)?;
        let key = sign_in.finish(page, code, server).await?;
        let mut sign_ins = self.sign_ins();
        // Cancelled meanwhile: the key is dropped here, and nobody has it.
        let waiting = sign_ins.waiting.get_mut(name).ok_or(AppError::SignInOver)?;
        waiting.key = Some(key.clone());
        Ok(key)
    }

    /// Ends a sign-in: whoever waits for it is let go, and its key, if there is one, is forgotten. A key that was made
    /// for it is revoked in the background.
    pub fn cancel_sign_in(&self, name: &str) {
        self.sign_ins().cancel(name);
    }

    /// Keeps the key and the tokens of a sign-in with a password until their account is added.
    pub(crate) fn wait_for_account(
        &self,
        provider: &ProviderId,
        server: Option<ServerAddress>,
        key: ApiKey,
        made: Made,
    ) -> String {
        let waiting = Waiting::for_account(provider.clone(), server, key, made);
        self.sign_ins().add(waiting)
    }

    /// The tokens of a sign-in with a password, and the server that gave them.
    pub(crate) fn tokens_that_wait(&self, name: &str) -> Option<(Option<ServerAddress>, Tokens)> {
        let sign_ins = self.sign_ins();
        let waiting = sign_ins.waiting.get(name)?;
        let made = waiting.made.as_ref()?;
        Some((waiting.server.clone(), made.tokens.clone()))
    }

    /// The key that a sign-in brought, and the server that gave it, for one use at a time: it is given back or
    /// forgotten by [`App::settle_sign_in`].
    pub(crate) fn claim_signed_in(
        &self,
        name: &str,
        provider: &ProviderId,
    ) -> Result<(ApiKey, Option<ServerAddress>), AppError> {
        let mut sign_ins = self.sign_ins();
        let waiting = sign_ins.waiting.get_mut(name);
        let waiting = waiting.filter(|waiting| waiting.provider == *provider && !waiting.busy);
        let waiting = waiting.ok_or(AppError::SignInOver)?;
        let key = waiting.key.clone().ok_or(AppError::SignInOver)?;
        waiting.busy = true;
        Ok((key, waiting.server.clone()))
    }

    /// Forgets the sign-in whose key is in use now, or lets it be used again where it came to nothing.
    pub(crate) fn settle_sign_in(&self, key: &NewKey, result: Result<(), &AppError>) {
        match (key, result) {
            (NewKey::SignedIn(name), Ok(())) => self.sign_ins().forget(name),
            // Not ours to give back: somebody else is using it.
            (_, Err(AppError::SignInOver)) | (NewKey::Pasted(_), _) => {}
            (NewKey::SignedIn(name), Err(_)) => self.sign_ins().release(name),
        }
    }

    /// Off the async threads: some systems take their time to find a browser.
    async fn open_in_browser(&self, page: Url) -> Result<(), AppError> {
        let browser = self.browser.clone();
        let opened = tokio::task::spawn_blocking(move || browser.open_page(&page)).await;
        opened
            .map_err(|_| AppError::TaskLost)?
            .map_err(|_| AppError::Link)
    }

    fn sign_ins(&self) -> MutexGuard<'_, SignIns> {
        // Nothing panics between two steps of a change, so a poisoned lock guards whole data.
        self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn code_of_return(back: Option<Box<dyn ReturnPage>>, cancelled: &Notify) -> Result<Secret, AppError> {
    let back = back.ok_or(AppError::SignInOver)?;
    tokio::select! {
        returned = back.returned() => match returned {
            Ok(Returned::Code(code)) => Ok(code),
            Ok(Returned::Denied(why)) => {
                tracing::info!(why, "the sign-in was refused");
                Err(AppError::SignInDenied)
            }
            Err(_) => Err(AppError::SignInTimedOut),
        },
        () = cancelled.notified() => Err(AppError::SignInOver),
    }
}
