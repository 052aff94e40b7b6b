//! Signing in with the browser (contract A8): OAuth with PKCE, by which OpenRouter makes an ordinary key.
//!
//! | page or endpoint | |
//! |---|---|
//! | `/auth?callback_url=…&code_challenge=…&code_challenge_method=S256` | returns with `?code=…` |
//! | `/auth?code_challenge=…&code_challenge_method=S256&key_label=…` | shows the code |
//! | `POST /api/v1/auth/keys` | 200 `{"key":"sk-or-v1-…"}` for a code; 400 and 403 for a wrong, used or old one |
//!
//! The page takes no `state`: the page that is returned to has an address that nobody can guess, and a code is
//! worth nothing without the verifier.

use async_trait::async_trait;
use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{SignIn, SignInPage};
use refill_core::server::ServerAddress;
use refill_net::{NoRandomness, NotJson, Post, Verifier};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{OpenRouter, PREFIX};
use crate::answers::Hidden;
use crate::wire::{self, Field, Unclear};

/// How the challenge is made from the verifier.
const METHOD: &str = "S256";

/// What OpenRouter calls a key that was made without a page to return to.
const KEY_LABEL: &str = "Refill";

#[async_trait]
impl SignIn for OpenRouter {
    fn begin(&self, back: Option<&Url>, server: Option<&ServerAddress>) -> Result<SignInPage, ProviderError> {
        let verifier = Verifier::new().map_err(|NoRandomness| self.0.not_made("random numbers"))?;
        let mut address = page(&self.0.server(server)?);
        let mut query = address.query_pairs_mut();
        if let Some(back) = back {
            query.append_pair("callback_url", back.as_str());
        }
        query
            .append_pair("code_challenge", &verifier.challenge())
            .append_pair("code_challenge_method", METHOD);
        if back.is_none() {
            query.append_pair("key_label", KEY_LABEL);
        }
        drop(query);
        Ok(SignInPage {
            address,
            verifier: verifier.into_secret(),
        })
    }

    async fn finish(
        &self,
        page: &SignInPage,
        code: &Secret,
        server: Option<&ServerAddress>,
    ) -> Result<ApiKey, ProviderError> {
        let address = self.0.server(server)?.join("auth/keys");
        let verifier = &page.verifier;
        let exchange = Exchange {
            // The body of this request is where the code belongs …
            code: code.expose_secret(),
            // … and, with it, what proves whose it is.
            code_verifier: verifier.expose_secret(),
            code_challenge_method: METHOD,
        };
        let request = Post::json(address, &exchange).map_err(|NotJson| self.0.not_made("the code"))?;
        let hidden = Hidden::nothing().and(verifier).and(code);
        let answer = self.0.tell(Ok(request), hidden).await?;
        match answer.refusal() {
            None => answer.read_secret(read_key),
            Some(_) if answer.response.status == 400 => Err(answer.error(ProviderErrorKind::KeyRefused)),
            Some(kind) => Err(answer.error(kind)),
        }
    }
}

/// The page to open: beside the API, not below it.
fn page(server: &ServerAddress) -> Url {
    let mut address = server.join("auth");
    let beside = address
        .path()
        .strip_suffix(&format!("/{PREFIX}/auth"))
        .map(|root| format!("{root}/auth"));
    if let Some(path) = beside {
        address.set_path(&path);
    }
    address
}

#[derive(Serialize)]
struct Exchange<'a> {
    code: &'a str,
    code_verifier: &'a str,
    code_challenge_method: &'a str,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ExchangeAnswer {
    key: Field,
}

fn read_key(text: &str) -> Result<ApiKey, Unclear> {
    let answer: ExchangeAnswer = wire::object(text)?;
    let key = answer.key.text().ok_or(Unclear("key"))?;
    ApiKey::from_pasted(&key).map_err(|_| Unclear("key"))
}
