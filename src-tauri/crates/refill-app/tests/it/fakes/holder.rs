//! A provider's part for account holders, whose answers are set by the test.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use refill_core::error::{ErrorFacts, ProviderError, ProviderErrorKind};
use refill_core::holder::{
    CreatedKey, ListedKey, ManagedWallet, Network, NewHolder, Profile, Tokens, Webhook,
};
use refill_core::ids::ProviderId;
use refill_core::key::Secret;
use refill_core::ports::{Access, ApiKeys, Holder, Networks, Wallets, Webhooks};
use refill_core::server::ServerAddress;

use super::{key, start};

/// A call that was made: what, at which server, and with which access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    pub what: &'static str,
    pub server: Option<String>,
    pub token: String,
}

/// Hands out the tokens `a1` and `r1`, then `a2` and `r2`, and so on; a refresh token serves once.
#[derive(Default)]
pub struct FakeHolder {
    provider: Option<ProviderId>,
    /// Passwords by e-mail address.
    pub passwords: Mutex<HashMap<String, String>>,
    /// Access tokens end so long after `start`.
    pub ends_after: Mutex<Option<SignedDuration>>,
    pub refuse_refresh: AtomicBool,
    /// The account's key is not theirs who sign in.
    pub is_somebody_else: AtomicBool,
    /// The next calls fail so, in this order; a call is one that got past its tokens.
    pub faults: Mutex<VecDeque<ProviderErrorKind>>,
    /// The next exchanges fail so.
    pub refresh_faults: Mutex<VecDeque<ProviderErrorKind>>,
    pub calls: Mutex<Vec<Called>>,
    /// The API keys that it lists, with the keys themselves.
    pub keys: Mutex<Vec<ListedKey>>,
    pub wallets: Mutex<Vec<ManagedWallet>>,
    pub refreshes: AtomicUsize,
    /// Exchanges wait until `release` while this is set; `held` counts them.
    pub hold: AtomicBool,
    pub held: AtomicUsize,
    pub release: tokio::sync::Notify,
    given: AtomicUsize,
    access: Mutex<HashSet<String>>,
    refresh: Mutex<HashSet<String>>,
}

#[expect(
    clippy::result_large_err,
    reason = "the port's calls answer so, and a test's time is not in the copying"
)]
impl FakeHolder {
    pub fn new(provider: ProviderId) -> FakeHolder {
        let holder = FakeHolder {
            provider: Some(provider),
            ..FakeHolder::default()
        };
        let mut passwords = holder.passwords.lock().unwrap();
        passwords.insert("me@example.com".to_owned(), "open sesame".to_owned());
        drop(passwords);
        holder
    }

    /// Every access token that was given so far is refused from now on.
    pub fn end_access(&self) {
        self.access.lock().unwrap().clear();
    }

    /// How often this was called.
    pub fn times(&self, what: &str) -> usize {
        let calls = self.calls.lock().unwrap();
        calls.iter().filter(|call| call.what == what).count()
    }

    fn error(&self, kind: ProviderErrorKind) -> ProviderError {
        ProviderError {
            provider: self.provider.clone().unwrap(),
            kind,
            facts: ErrorFacts::default(),
        }
    }

    fn note(&self, what: &'static str, server: Option<&ServerAddress>, token: &str) {
        self.calls.lock().unwrap().push(Called {
            what,
            server: server.map(|server| server.as_str().to_owned()),
            token: token.to_owned(),
        });
    }

    fn fault(&self) -> Result<(), ProviderError> {
        match self.faults.lock().unwrap().pop_front() {
            Some(kind) => Err(self.error(kind)),
            None => Ok(()),
        }
    }

    fn enter(
        &self,
        what: &'static str,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<(), ProviderError> {
        let token = tokens.access.expose_secret(); // the fake looks tokens up
        self.note(what, server, token);
        if !self.access.lock().unwrap().contains(token) {
            return Err(self.error(ProviderErrorKind::KeyRefused));
        }
        self.fault()
    }

    fn give(&self) -> Tokens {
        let number = self.given.fetch_add(1, Ordering::Relaxed) + 1;
        let (access, refresh) = (format!("a{number}"), format!("r{number}"));
        self.access.lock().unwrap().insert(access.clone());
        self.refresh.lock().unwrap().insert(refresh.clone());
        Tokens {
            access: key(&access),
            refresh: Some(key(&refresh)),
            expires_at: self.ends_after.lock().unwrap().map(|life| start() + life),
        }
    }
}

#[async_trait]
impl Holder for FakeHolder {
    async fn register(&self, server: Option<&ServerAddress>, who: &NewHolder) -> Result<(), ProviderError> {
        self.note("register", server, &who.email);
        self.fault()
    }

    async fn verify_email(&self, server: Option<&ServerAddress>, _: &Secret) -> Result<(), ProviderError> {
        self.note("verify_email", server, "");
        self.fault()
    }

    async fn sign_in(
        &self,
        server: Option<&ServerAddress>,
        email: &str,
        password: &Secret,
    ) -> Result<Tokens, ProviderError> {
        self.note("sign_in", server, "");
        self.fault()?;
        let passwords = self.passwords.lock().unwrap();
        let fits = passwords.get(email).map(String::as_str) == Some(password.expose_secret()); // the fake compares
        match fits {
            true => Ok(self.give()),
            false => Err(self.error(ProviderErrorKind::KeyRefused)),
        }
    }

    async fn refresh(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Tokens, ProviderError> {
        let refused = || self.error(ProviderErrorKind::KeyRefused);
        let token = tokens.refresh.as_ref().ok_or_else(refused)?.expose_secret(); // the fake looks tokens up
        self.note("refresh", server, token);
        self.refreshes.fetch_add(1, Ordering::Relaxed);
        let released = self.release.notified();
        if self.hold.load(Ordering::Relaxed) {
            self.held.fetch_add(1, Ordering::Relaxed);
            released.await;
        }
        if let Some(kind) = self.refresh_faults.lock().unwrap().pop_front() {
            return Err(self.error(kind));
        }
        let known = self.refresh.lock().unwrap().remove(token);
        if !known || self.refuse_refresh.load(Ordering::Relaxed) {
            return Err(refused());
        }
        Ok(self.give())
    }

    async fn is_same_account(&self, _: &Access, _: &Tokens) -> Result<Option<bool>, ProviderError> {
        Ok(Some(!self.is_somebody_else.load(Ordering::Relaxed)))
    }

    async fn sign_out(&self, server: Option<&ServerAddress>, tokens: &Tokens) -> Result<(), ProviderError> {
        self.enter("sign_out", server, tokens)
    }

    async fn forgot_password(
        &self,
        server: Option<&ServerAddress>,
        email: &str,
    ) -> Result<(), ProviderError> {
        self.note("forgot_password", server, email);
        self.fault()
    }

    async fn reset_password(
        &self,
        server: Option<&ServerAddress>,
        _: &Secret,
        _: &Secret,
    ) -> Result<(), ProviderError> {
        self.note("reset_password", server, "");
        self.fault()
    }

    async fn change_password(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        _: &Secret,
        _: &Secret,
    ) -> Result<(), ProviderError> {
        self.enter("change_password", server, tokens)
    }

    async fn profile(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Profile, ProviderError> {
        self.enter("profile", server, tokens)?;
        Ok(Profile {
            email: Some("me@example.com".to_owned()),
            ..Profile::default()
        })
    }

    async fn rename(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        name: &str,
    ) -> Result<Profile, ProviderError> {
        self.enter("rename", server, tokens)?;
        Ok(Profile {
            name: Some(name.to_owned()),
            ..Profile::default()
        })
    }

    async fn delete_account(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<(), ProviderError> {
        self.enter("delete_account", server, tokens)
    }

    fn api_keys(&self) -> &dyn ApiKeys {
        self
    }

    fn wallets(&self) -> &dyn Wallets {
        self
    }

    fn webhooks(&self) -> &dyn Webhooks {
        self
    }

    fn networks(&self) -> &dyn Networks {
        self
    }
}

#[async_trait]
impl ApiKeys for FakeHolder {
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<ListedKey>, ProviderError> {
        self.enter("list_keys", server, tokens)?;
        Ok(self.keys.lock().unwrap().clone())
    }

    /// The keys are `rk_made_1` and so on at [`super::RICH`], and likewise elsewhere.
    async fn create(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        name: &str,
        network: Option<&str>,
    ) -> Result<CreatedKey, ProviderError> {
        self.enter("create_key", server, tokens)?;
        let mut keys = self.keys.lock().unwrap();
        let initial = &self.provider.as_ref().unwrap().as_str()[..1];
        let number = keys.len() + 1;
        let listed = ListedKey {
            id: format!("key-{number}"),
            name: Some(name.to_owned()),
            network: network.map(str::to_owned),
            prefix: Some(format!("{initial}k_made")),
            created_at: None,
            last_used_at: None,
        };
        keys.push(listed.clone());
        Ok(CreatedKey {
            listed,
            key: key(&format!("{initial}k_made_{number}")),
        })
    }

    async fn revoke(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        id: &str,
    ) -> Result<(), ProviderError> {
        self.enter("revoke_key", server, tokens)?;
        self.keys.lock().unwrap().retain(|listed| listed.id != id);
        Ok(())
    }
}

#[async_trait]
impl Wallets for FakeHolder {
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<ManagedWallet>, ProviderError> {
        self.enter("list_wallets", server, tokens)?;
        Ok(self.wallets.lock().unwrap().clone())
    }

    async fn create(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        network: Option<&str>,
    ) -> Result<ManagedWallet, ProviderError> {
        self.enter("create_wallet", server, tokens)?;
        let wallet = ManagedWallet {
            id: "wallet-1".to_owned(),
            address: Some("0xabc".to_owned()),
            name: None,
            network: network.map(str::to_owned),
            created_at: None::<Timestamp>,
        };
        self.wallets.lock().unwrap().push(wallet.clone());
        Ok(wallet)
    }

    async fn delete(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        id: &str,
    ) -> Result<(), ProviderError> {
        self.enter("delete_wallet", server, tokens)?;
        self.wallets.lock().unwrap().retain(|wallet| wallet.id != id);
        Ok(())
    }
}

#[async_trait]
impl Webhooks for FakeHolder {
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<Webhook>, ProviderError> {
        self.enter("list_webhooks", server, tokens)?;
        Ok(Vec::new())
    }

    async fn create(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        url: &str,
        events: &[String],
    ) -> Result<Webhook, ProviderError> {
        self.enter("create_webhook", server, tokens)?;
        Ok(Webhook {
            id: "hook-1".to_owned(),
            url: Some(url.to_owned()),
            events: events.to_vec(),
            is_active: None,
        })
    }

    async fn delete(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        _: &str,
    ) -> Result<(), ProviderError> {
        self.enter("delete_webhook", server, tokens)
    }
}

#[async_trait]
impl Networks for FakeHolder {
    async fn list(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Vec<Network>, ProviderError> {
        self.enter("list_networks", server, tokens)?;
        Ok(vec![network("base")])
    }

    async fn one(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        name: &str,
    ) -> Result<Network, ProviderError> {
        self.enter("network", server, tokens)?;
        Ok(network(name))
    }
}

fn network(name: &str) -> Network {
    Network {
        name: name.to_owned(),
        title: None,
        chain_id: None,
        currency: None,
        is_test: None,
    }
}
