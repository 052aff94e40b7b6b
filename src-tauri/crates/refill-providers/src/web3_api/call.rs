//! The small door of this provider: one call, what it shows, and what its answer means.

use refill_core::error::{ProviderError, ProviderErrorKind};
use refill_core::holder::Tokens;
use refill_core::key::Secret;
use refill_core::money::{Money, Unit, parse_decimal};
use refill_core::ports::Access;
use refill_core::server::ServerAddress;
use refill_net::{Get, NetError, NotJson, Post};
use serde::Serialize;
use url::Url;

use super::refusals::{self, Judge};
use super::{Web3Api, envelope, shortfall};
use crate::answers::{Answer, Hidden};
use crate::wire::{Field, Unclear};

/// The header that an API key goes into (D-a2).
const KEY_HEADER: &str = "x-api-key";

/// A call that is about to be made.
pub(super) struct Call<'a> {
    api: &'a Web3Api,
    server: Option<&'a ServerAddress>,
    shows: Shows<'a>,
    hidden: Hidden<'a>,
    judge: Judge,
}

/// By what the server knows whose call it is.
#[derive(Clone, Copy)]
enum Shows<'a> {
    Nothing,
    Key(&'a Access),
    Tokens(&'a Tokens),
}

/// What a list holds, or what is made for one.
pub(super) trait Row: Sized {
    /// What one is called where it is none.
    const CALLED: &'static str;

    /// Reads one; `harmless` makes the server's text fit to keep.
    fn read(row: &Field, harmless: &dyn Fn(&str) -> String) -> Result<Self, Unclear>;
}

impl<'a> Call<'a> {
    /// A call that everybody may make.
    pub(super) fn open(api: &'a Web3Api, server: Option<&'a ServerAddress>) -> Call<'a> {
        Call {
            api,
            server,
            shows: Shows::Nothing,
            hidden: Hidden::nothing(),
            judge: refusals::by_status,
        }
    }

    /// A call with the account's API key.
    pub(super) fn with_key(api: &'a Web3Api, access: &'a Access) -> Call<'a> {
        Call {
            api,
            shows: Shows::Key(access),
            hidden: Hidden::nothing().and_key(&access.key),
            ..Call::open(api, access.server.as_ref())
        }
    }

    /// A call with the tokens of a sign-in. Only the access token is shown.
    pub(super) fn with_tokens(
        api: &'a Web3Api,
        server: Option<&'a ServerAddress>,
        tokens: &'a Tokens,
    ) -> Call<'a> {
        Call {
            shows: Shows::Tokens(tokens),
            judge: refusals::of_token,
            ..Call::open(api, server).hiding_tokens(tokens)
        }
    }

    /// The same with a token of these in its body, if any; no text made from the answer may show them.
    pub(super) fn hiding_tokens(mut self, tokens: &'a Tokens) -> Call<'a> {
        let hidden = self.hidden.and_key(&tokens.access);
        self.hidden = tokens.refresh.iter().fold(hidden, Hidden::and_key);
        self
    }

    /// The same with this password or code in its body, which no text made from the answer may show.
    pub(super) fn hiding(mut self, secret: &'a Secret) -> Call<'a> {
        self.hidden = self.hidden.and(secret);
        self
    }

    /// The same, its refusals understood so.
    pub(super) fn judged(mut self, judge: Judge) -> Call<'a> {
        self.judge = judge;
        self
    }

    /// Reads `path`.
    pub(super) async fn get(self, path: &str, query: &[(&str, String)]) -> Result<Answer<'a>, ProviderError> {
        let mut address = self.address(path)?;
        if !query.is_empty() {
            address.query_pairs_mut().extend_pairs(query);
        }
        let get = Get::new(address);
        let request = match self.shows {
            Shows::Nothing => Ok(get),
            Shows::Key(access) => get.key_header(KEY_HEADER, &access.key),
            Shows::Tokens(tokens) => get.bearer(&tokens.access),
        };
        let answer = self.api.0.ask(request, self.hidden).await?;
        understood(answer, self.judge)
    }

    /// Posts `body` to `path`, once.
    pub(super) async fn post<T: Serialize + ?Sized>(
        self,
        path: &str,
        body: &T,
    ) -> Result<Answer<'a>, ProviderError> {
        let request = Post::json(self.address(path)?, body);
        let request = request.map_err(|NotJson| self.api.0.not_made("the request"))?;
        self.send(request).await
    }

    /// Changes what lies at `path`, once.
    pub(super) async fn patch<T: Serialize + ?Sized>(
        self,
        path: &str,
        body: &T,
    ) -> Result<Answer<'a>, ProviderError> {
        let request = Post::patch(self.address(path)?, body);
        let request = request.map_err(|NotJson| self.api.0.not_made("the request"))?;
        self.send(request).await
    }

    /// Deletes what lies at `path`, once.
    pub(super) async fn delete(self, path: &str) -> Result<(), ProviderError> {
        let request = Post::delete(self.address(path)?);
        self.send(request).await?.done()
    }

    /// Deletes `id` of the list at `path`, once. What is not there (any more) counts as deleted.
    pub(super) async fn delete_one(self, path: &str, id: &str) -> Result<(), ProviderError> {
        let path = format!("{path}/{}", self.api.segment(id)?);
        match self.delete(&path).await {
            Err(error) if error.kind == ProviderErrorKind::NotFound => Ok(()),
            outcome => outcome,
        }
    }

    /// Reads the list at `path`.
    pub(super) async fn list<R: Row>(self, path: &str) -> Result<Vec<R>, ProviderError> {
        let answer = self.get(path, &[]).await?;
        let harmless = |text: &str| answer.harmless(text);
        answer.read(|text| {
            let (_, rows) = envelope::rows(text)?;
            rows.iter().map(|row| R::read(row, &harmless)).collect()
        })
    }

    async fn send(self, request: Post) -> Result<Answer<'a>, ProviderError> {
        let request: Result<Post, NetError> = match self.shows {
            Shows::Nothing => Ok(request),
            Shows::Key(access) => request.key_header(KEY_HEADER, &access.key),
            Shows::Tokens(tokens) => request.bearer(&tokens.access),
        };
        let answer = self.api.0.tell(request, self.hidden).await?;
        understood(answer, self.judge)
    }

    fn address(&self, path: &str) -> Result<Url, ProviderError> {
        Ok(self.api.0.server(self.server)?.join(path))
    }
}

impl Web3Api {
    /// `id` as a segment of a path. Nothing is asked with one that no path can hold.
    pub(super) fn segment(&self, id: &str) -> Result<String, ProviderError> {
        envelope::segment(id).ok_or_else(|| self.0.not_made("id"))
    }
}

/// Reads the only object of an answer of success, which may hold a secret that is not known here.
pub(super) fn read_one<R: Row>(answer: &Answer<'_>) -> Result<R, ProviderError> {
    let harmless = |text: &str| answer.harmless(text);
    answer.read_secret(|text| R::read(&envelope::object(text)?, &harmless))
}

/// The answer with the balance in its header, if its status is one of success.
fn understood(mut answer: Answer<'_>, judge: Judge) -> Result<Answer<'_>, ProviderError> {
    answer.balance = answer
        .response
        .header("x-credits-balance")
        .and_then(|text| credits(&text));
    match answer.refusal() {
        None => Ok(answer),
        Some(ProviderErrorKind::PaymentRequired { .. }) => Err(payment_required(answer)),
        Some(kind) => Err(answer.error(judge(&answer.response, kind))),
    }
}

fn credits(text: &str) -> Option<Money> {
    let amount = parse_decimal(text).ok()?;
    Some(Money::new(amount, Unit::CREDITS))
}

fn payment_required(mut answer: Answer<'_>) -> ProviderError {
    let shortfall = shortfall::read(&answer.response.body);
    let told = shortfall.balance.map(|amount| Money::new(amount, Unit::CREDITS));
    // The header is documented, the place in the body is not.
    answer.balance = answer.balance.take().or(told);
    answer.error(ProviderErrorKind::PaymentRequired { cost: shortfall.cost })
}
