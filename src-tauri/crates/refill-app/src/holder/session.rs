//! The sign-in of an account's holder: its tokens, and their exchange for new ones.
//!
//! Tokens that a provider has given out are never lost on the way: they are in memory before the keychain is asked to
//! keep them, and the item is planned in the database before it is written. A kill between the exchange at the provider
//! and the database's new row loses the sign-in, and no keychain item stays behind.
//!
//! Removing an account here forgets its tokens and tells the provider nothing: that happens in the background, when the
//! keychain may not be asked for them.

use refill_core::account::Account;
use refill_core::error::VaultError;
use refill_core::holder::Tokens;
use refill_core::ids::{AccountId, SecretId};
use refill_core::key::Secret;
use refill_core::ports::{Asking, Provider};
use refill_core::server::ServerAddress;
use refill_store::Store;

use crate::accounts::keychain_label;
use crate::app::App;
use crate::error::AppError;
use crate::holder::place::email_of;
use crate::holder::{holder_of, is_refusal, tokens};
use crate::keys::{Keep, KeyState};

impl App {
    /// Signs the holder in to an account that is here already. The tokens are kept where the account's key is.
    ///
    /// # Errors
    /// [`AppError::Email`]; [`AppError::Provider`], of kind `KeyRefused` for a wrong address or password;
    /// [`AppError::OtherHolder`], [`AppError::Vault`], and the sign-in is ended at the provider again.
    pub async fn sign_in_holder(
        &self,
        id: &AccountId,
        email: &str,
        password: &Secret,
    ) -> Result<(), AppError> {
        let email = email_of(email)?;
        let account = self.account(id).await?;
        let provider = self.provider(&account.provider)?.clone();
        let holder = holder_of(provider.as_ref())?;
        let server = account.server.as_ref();
        let tokens = holder.sign_in(server, email, password).await?;
        if let Err(error) = self.require_same_account(&account, &tokens).await {
            sign_out_quietly(provider.as_ref(), server, &tokens).await;
            return Err(error);
        }
        let turn = self.sessions.turn(id);
        let _turn = turn.lock().await;
        let kept = self.keep_tokens(&account, &tokens).await;
        if kept.is_ok() && self.keep_of(&account) == Keep::Session {
            // A sign-in of before, which may be somebody else's, would come back at the next start.
            self.forget_stored(&account).await?;
        }
        if kept.is_err() {
            sign_out_quietly(provider.as_ref(), server, &tokens).await;
        }
        self.changed(id);
        kept
    }

    /// Signs the holder out: here at once, and then at the provider, as far as it answers.
    ///
    /// # Errors
    /// [`AppError::AccountGone`], [`AppError::Store`].
    pub async fn sign_out(&self, id: &AccountId) -> Result<(), AppError> {
        let account = self.account(id).await?;
        let turn = self.sessions.turn(id);
        let _turn = turn.lock().await;
        // Without them, for example with a locked keychain, it still ends here.
        let tokens = self.tokens_of(&account).await;
        self.end_session(id).await?;
        if let (Ok(tokens), Ok(provider)) = (tokens, self.provider(&account.provider)) {
            sign_out_quietly(provider.as_ref(), account.server.as_ref(), &tokens).await;
        }
        Ok(())
    }

    /// Whether somebody is signed in to the account, as far as is known without asking the keychain.
    pub(crate) fn is_signed_in(&self, account: &Account) -> bool {
        account.session.is_some() || self.sessions.of(account).is_some()
    }

    /// Calls with the tokens of the account's holder and the server that gave them. Tokens that have ended, or that the
    /// provider refuses, are exchanged once, and the call is made (again): a refusal is proof that it did nothing. Calls
    /// at the same time share one exchange. Only after a click: the keychain may ask for its password.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], also when the exchange is refused: the sign-in is over then. [`AppError::Vault`];
    /// whatever `call` answers otherwise.
    pub(crate) async fn with_tokens<T, F, Fut>(&self, id: &AccountId, call: F) -> Result<T, AppError>
    where
        F: Fn(Option<ServerAddress>, Tokens) -> Fut,
        Fut: Future<Output = Result<T, AppError>>,
    {
        let account = self.account(id).await?;
        let mut server = account.server.clone();
        let mut tokens = self.tokens_or_end(&account).await?;
        if tokens.expires_at.is_some_and(|end| end <= self.clock.now()) {
            (server, tokens) = self.renewed(id, &tokens).await?;
        }
        match call(server, tokens.clone()).await {
            Err(refused) if is_refusal(&refused) => {}
            other => return other,
        }
        let (server, tokens) = self.renewed(id, &tokens).await?;
        match call(server, tokens).await {
            // Not the account's key, which the window would speak of.
            Err(refused) if is_refusal(&refused) => Err(AppError::NotSignedIn),
            other => other,
        }
    }

    /// New tokens for `refused` ones, which may have been exchanged by another call meanwhile.
    async fn renewed(
        &self,
        id: &AccountId,
        refused: &Tokens,
    ) -> Result<(Option<ServerAddress>, Tokens), AppError> {
        let turn = self.sessions.turn(id);
        let _turn = turn.lock().await;
        // As it is now: a changed server has dropped the sign-in.
        let account = self.account(id).await?;
        let known = self.tokens_or_end(&account).await?;
        if !known.access.same_as(&refused.access) {
            return Ok((account.server, known));
        }
        let provider = self.provider(&account.provider)?.clone();
        let exchanged = holder_of(provider.as_ref())?.refresh(account.server.as_ref(), &known);
        match exchanged.await.map_err(AppError::from) {
            Ok(fresh) => {
                self.keep_renewed(&account, &fresh).await?;
                Ok((account.server, fresh))
            }
            Err(error) if is_refusal(&error) => {
                tracing::info!("a sign-in has ended at its provider");
                self.end_session(id).await?;
                Err(AppError::NotSignedIn)
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps exchanged tokens: in memory at least, for the ones before serve no more.
    async fn keep_renewed(&self, account: &Account, fresh: &Tokens) -> Result<(), AppError> {
        self.sessions.keep(account, fresh);
        match self.keep_tokens(account, fresh).await {
            Ok(()) => Ok(()),
            // Of another server by now, or removed: nobody may use them there.
            Err(AppError::ChangedMeanwhile) => {
                self.sessions.forget(&account.id);
                Err(AppError::NotSignedIn)
            }
            Err(error) => {
                tracing::warn!(%error, "renewed tokens are kept in memory only: the sign-in ends with this run");
                Ok(())
            }
        }
    }

    /// Keeps tokens where the account's key is kept, in the place of those before.
    pub(super) async fn keep_tokens(&self, account: &Account, tokens: &Tokens) -> Result<(), AppError> {
        if self.keep_of(account) == Keep::Session {
            return self.hold_tokens(account, tokens).await;
        }
        let name = self.provider(&account.provider)?.descriptor().name;
        let label = format!("{} (sign-in)", keychain_label(name, account.name.as_str()));
        // Tokens that no keychain item can hold.
        let packed = tokens::pack(tokens).map_err(|_| VaultError::NotKept)?;
        let secret = self.keep_key(Keep::Keychain, label, &packed).await?;
        let attached = self.attach_session(account, secret.clone()).await;
        if attached.is_err() {
            self.drop_unused(secret).await;
        }
        attached?;
        self.sessions.forget(&account.id);
        self.remove_given_up().await;
        Ok(())
    }

    /// Where new secrets of the account go.
    pub(super) fn keep_of(&self, account: &Account) -> Keep {
        match self.keys.is_session_only() || self.keys.state_of(account) == KeyState::Session {
            true => Keep::Session,
            false => Keep::Keychain,
        }
    }

    async fn hold_tokens(&self, account: &Account, tokens: &Tokens) -> Result<(), AppError> {
        let _turn = self.in_turn.lock().await;
        let now = self.account(&account.id).await?;
        if now.server != account.server || now.secret != account.secret {
            return Err(AppError::ChangedMeanwhile);
        }
        self.sessions.keep(account, tokens);
        Ok(())
    }

    /// The one moment at which an account has its new tokens, unless its key or server was replaced meanwhile.
    async fn attach_session(&self, account: &Account, secret: Option<SecretId>) -> Result<(), AppError> {
        let before = account.clone();
        let attach = move |store: &Store| {
            let now = store.account(&before.id)?;
            let same = now.is_some_and(|now| now.server == before.server && now.secret == before.secret);
            if same {
                store.set_session(&before.id, secret.as_ref())?;
            }
            Ok(same)
        };
        match self.db_in_turn(attach).await? {
            true => Ok(()),
            false => Err(AppError::ChangedMeanwhile),
        }
    }

    /// The tokens of an account, from memory or the keychain. Where the keychain has none (any more), the sign-in is
    /// over.
    async fn tokens_or_end(&self, account: &Account) -> Result<Tokens, AppError> {
        let tokens = self.tokens_of(account).await;
        if account.session.is_some() && matches!(tokens, Err(AppError::NotSignedIn)) {
            self.forget_stored(account).await?;
        }
        tokens
    }

    async fn tokens_of(&self, account: &Account) -> Result<Tokens, AppError> {
        if let Some(tokens) = self.sessions.of(account) {
            return Ok(tokens);
        }
        let secret = account.session.as_ref().ok_or(AppError::NotSignedIn)?;
        let read = self.keys.read(secret, Asking::Allowed).await;
        self.note_vault(read.as_ref().err().copied());
        match read {
            Ok(packed) => tokens::unpack(&packed).ok_or(AppError::NotSignedIn),
            Err(VaultError::Missing | VaultError::NotKept) => Err(AppError::NotSignedIn),
            Err(error) => Err(error.into()),
        }
    }

    /// Drops an account's keychain item that holds no tokens, unless it has another by now.
    async fn forget_stored(&self, account: &Account) -> Result<(), AppError> {
        let (id, useless) = (account.id.clone(), account.session.clone());
        self.db_in_turn(move |store| match store.account(&id)? {
            Some(now) if now.session == useless => store.set_session(&id, None),
            _ => Ok(()),
        })
        .await?;
        self.remove_given_up().await;
        self.changed(&account.id);
        Ok(())
    }

    /// Nobody is signed in to the account from here on.
    pub(super) async fn end_session(&self, id: &AccountId) -> Result<(), AppError> {
        self.sessions.forget(id);
        let account = id.clone();
        self.db_in_turn(move |store| store.set_session(&account, None))
            .await?;
        self.remove_given_up().await;
        self.changed(id);
        Ok(())
    }

    async fn remove_given_up(&self) {
        if let Err(error) = self.remove_recorded_secrets().await {
            tracing::warn!(%error, "a keychain item is removed at the next start");
        }
    }

    /// The account of a sign-in that was just added has its holder signed in as well. Without that it still works.
    pub(crate) async fn adopt_tokens(&self, id: &AccountId, server: Option<&ServerAddress>, tokens: &Tokens) {
        let turn = self.sessions.turn(id);
        let _turn = turn.lock().await;
        let kept = match self.account(id).await {
            // They never go to another server than the one that gave them.
            Ok(account) if account.server.as_ref() != server => Err(AppError::ChangedMeanwhile),
            Ok(account) => self.keep_tokens(&account, tokens).await,
            Err(error) => Err(error),
        };
        if let Err(error) = kept {
            tracing::warn!(%error, "the sign-in could not be kept; its account is read with its key");
        }
        self.changed(id);
    }
}

/// Ends a sign-in at the provider, as far as it answers.
pub(super) async fn sign_out_quietly(
    provider: &dyn Provider,
    server: Option<&ServerAddress>,
    tokens: &Tokens,
) {
    let Some(holder) = provider.holder() else { return };
    if let Err(error) = holder.sign_out(server, tokens).await {
        tracing::info!(%error, "the provider was not told of a sign-out");
    }
}
