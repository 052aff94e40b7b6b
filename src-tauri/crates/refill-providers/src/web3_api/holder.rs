//! Account holders: signing in, and everything about the account itself (contract D).
//!
//! The document names the endpoints and nothing more; what is sent and read is an assumption where it says so.
//!
//! | endpoint | body | answer | how sure |
//! |---|---|---|---|
//! | `POST auth/register` | `{"email","password","name"?}` | any 2xx | guess, as for `login` |
//! | `POST auth/verify-email` | `{"token"}` | any 2xx | guess |
//! | `POST auth/login` | `{"email","password"}` | tokens, see [`super::tokens`] | D-a3 |
//! | `POST auth/refresh` | `{"refresh_token"}` | tokens; the old refresh token stays where none comes | D-a4 |
//! | `POST auth/logout` | `{"refresh_token"}`, if there is one | any 2xx | guess |
//! | `POST auth/forgot-password` | `{"email"}` | any 2xx | guess |
//! | `POST auth/reset-password` | `{"token","new_password"}` | any 2xx | guess |
//! | `POST auth/change-password` | `{"current_password","new_password"}` | any 2xx | guess |
//! | `GET auth/me` | | `{"email","name","is_verified","created_at"}`, each optional | guess |
//! | `PATCH auth/me` | `{"name"}` | as `GET auth/me`; anything else is read again | guess |
//! | `DELETE auth/account` | | any 2xx | document |
//! | `GET credits/balance`, by key and by token | | `user_id` in both: whether they are of one account | document |
//!
//! Tokens go into `Authorization: Bearer` (D-a2). A refused token is 401, `KeyRefused`. A 403 with a token in it is no
//! refused token: it is `EmailUnverified` where it speaks of verifying, or else `Rejected` with the server's sentence.
//! Everything but the two reads is sent once.

use async_trait::async_trait;
use jiff::Timestamp;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::holder::{NewHolder, Profile, Tokens};
use refill_core::key::Secret;
use refill_core::ports::{Access, ApiKeys, Holder, Networks, Wallets, Webhooks};
use refill_core::server::ServerAddress;
use serde::{Deserialize, Serialize};

use super::call::{Call, Row, read_one};
use super::{Web3Api, envelope, refusals, tokens};
use crate::wire::{self, Field, Unclear};

/// The body of every call here; each sends only what it has.
#[derive(Default, Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_password: Option<&'a str>,
}

#[async_trait]
impl Holder for Web3Api {
    async fn register(&self, server: Option<&ServerAddress>, who: &NewHolder) -> Result<(), ProviderError> {
        let body = Body {
            email: Some(&who.email),
            // The body of this request is where the password belongs.
            password: Some(who.password.expose_secret()),
            name: who.name.as_deref(),
            ..Body::default()
        };
        let call = Call::open(self, server).hiding(&who.password);
        call.post("auth/register", &body).await?.done()
    }

    async fn verify_email(&self, server: Option<&ServerAddress>, code: &Secret) -> Result<(), ProviderError> {
        let body = Body {
            // The body of this request is where the code belongs.
            token: Some(code.expose_secret()),
            ..Body::default()
        };
        let call = Call::open(self, server).hiding(code);
        call.post("auth/verify-email", &body).await?.done()
    }

    async fn sign_in(
        &self,
        server: Option<&ServerAddress>,
        email: &str,
        password: &Secret,
    ) -> Result<Tokens, ProviderError> {
        let body = Body {
            email: Some(email),
            // The body of this request is where the password belongs.
            password: Some(password.expose_secret()),
            ..Body::default()
        };
        let call = Call::open(self, server)
            .hiding(password)
            .judged(refusals::of_sign_in);
        let answer = call.post("auth/login", &body).await?;
        answer.read_secret(|text| tokens::read(text, Timestamp::now()))
    }

    async fn refresh(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Tokens, ProviderError> {
        let Some(refresh) = &tokens.refresh else {
            return Err(self.0.error(ProviderErrorKind::KeyRefused, None));
        };
        let body = Body {
            // The body of this request is where the refresh token belongs.
            refresh_token: Some(refresh.expose_secret()),
            ..Body::default()
        };
        let call = Call::open(self, server)
            .hiding_tokens(tokens)
            .judged(refusals::of_refresh);
        let answer = call.post("auth/refresh", &body).await?;
        let new = answer.read_secret(|text| tokens::read(text, Timestamp::now()))?;
        Ok(Tokens {
            refresh: new.refresh.or_else(|| Some(refresh.clone())),
            ..new
        })
    }

    async fn sign_out(&self, server: Option<&ServerAddress>, tokens: &Tokens) -> Result<(), ProviderError> {
        let body = Body {
            // The body of this request is where the refresh token belongs: it ends too.
            refresh_token: tokens.refresh.as_ref().map(|refresh| refresh.expose_secret()),
            ..Body::default()
        };
        let call = Call::with_tokens(self, server, tokens);
        call.post("auth/logout", &body).await?.done()
    }

    async fn forgot_password(
        &self,
        server: Option<&ServerAddress>,
        email: &str,
    ) -> Result<(), ProviderError> {
        let body = Body {
            email: Some(email),
            ..Body::default()
        };
        let call = Call::open(self, server);
        call.post("auth/forgot-password", &body).await?.done()
    }

    async fn reset_password(
        &self,
        server: Option<&ServerAddress>,
        code: &Secret,
        password: &Secret,
    ) -> Result<(), ProviderError> {
        let body = Body {
            // The body of this request is where the code belongs …
            token: Some(code.expose_secret()),
            // … and the new password.
            new_password: Some(password.expose_secret()),
            ..Body::default()
        };
        let call = Call::open(self, server).hiding(code).hiding(password);
        call.post("auth/reset-password", &body).await?.done()
    }

    async fn change_password(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        present: &Secret,
        new: &Secret,
    ) -> Result<(), ProviderError> {
        let body = Body {
            // The body of this request is where the present password belongs …
            current_password: Some(present.expose_secret()),
            // … and the new one.
            new_password: Some(new.expose_secret()),
            ..Body::default()
        };
        let call = Call::with_tokens(self, server, tokens)
            .hiding(present)
            .hiding(new);
        let call = call.judged(refusals::of_password);
        call.post("auth/change-password", &body).await?.done()
    }

    async fn profile(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<Profile, ProviderError> {
        let call = Call::with_tokens(self, server, tokens);
        read_one(&call.get("auth/me", &[]).await?)
    }

    async fn rename(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
        name: &str,
    ) -> Result<Profile, ProviderError> {
        let body = Body {
            name: Some(name),
            ..Body::default()
        };
        let call = Call::with_tokens(self, server, tokens);
        let answer = call.patch("auth/me", &body).await?;
        match read_one(&answer) {
            // It was done, whatever the answer looks like.
            Err(error) if matches!(error.kind, ProviderErrorKind::NotUnderstood { .. }) => {
                self.profile(server, tokens).await
            }
            outcome => outcome,
        }
    }

    async fn delete_account(
        &self,
        server: Option<&ServerAddress>,
        tokens: &Tokens,
    ) -> Result<(), ProviderError> {
        let call = Call::with_tokens(self, server, tokens);
        call.delete("auth/account").await
    }

    async fn is_same_account(&self, access: &Access, tokens: &Tokens) -> Result<Option<bool>, ProviderError> {
        let by_key = Call::with_key(self, access).get("credits/balance", &[]).await?;
        let server = access.server.as_ref();
        let by_token = Call::with_tokens(self, server, tokens)
            .get("credits/balance", &[])
            .await?;
        let users = (by_key.read(read_user)?, by_token.read(read_user)?);
        Ok(match users {
            (Some(of_key), Some(of_token)) => Some(of_key == of_token),
            _ => None,
        })
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

#[derive(Default, Deserialize)]
#[serde(default)]
struct ProfileAnswer {
    email: Field,
    name: Field,
    is_verified: Field,
    email_verified: Field,
    created_at: Field,
}

impl Row for Profile {
    const CALLED: &'static str = "the profile";

    fn read(row: &Field, harmless: &dyn Fn(&str) -> String) -> Result<Profile, Unclear> {
        let row: ProfileAnswer = row.object(Self::CALLED)?;
        Ok(Profile {
            email: row.email.words(harmless),
            name: row.name.words(harmless),
            is_verified: row.is_verified.flag().or_else(|| row.email_verified.flag()),
            created_at: row.created_at.time(),
        })
    }
}

/// Whose balance it is (contract D: `user_id`).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Whose {
    user_id: Field,
}

fn read_user(text: &str) -> Result<Option<String>, Unclear> {
    let answer: Whose = wire::object(text)?;
    Ok(envelope::id(&answer.user_id))
}
