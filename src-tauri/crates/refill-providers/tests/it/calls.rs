//! Every call that is more than a look at a balance, as one table: whatever is bad for one is tried on all.

use std::future::Future;
use std::pin::Pin;

use refill_core::error::{ProviderError, ProviderErrorKind as Kind};
use refill_core::holder::{NewHolder, Tokens};
use refill_core::ids::PackageId;
use refill_core::key::{ApiKey, Secret};
use refill_core::money::Decimal;
use refill_core::ports::{Holder, Shop};
use refill_core::server::ServerAddress;
use refill_core::shop::Order;

use crate::server::{Act, Server};
use crate::{KEY, Subject};

pub const EMAIL: &str = "ada@example.com";
pub const PASSWORD: &str = "correct  horse 7 battery";
pub const NEW_PASSWORD: &str = "n3w-pässword \"quoted\"";
pub const CODE: &str = "verify_8c1f02";
/// `{"alg":"none"}`, `{"exp":1795123456}` and a signature.
pub const ACCESS: &str = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTUxMjM0NTZ9.c2lnbmF0dXJl";
pub const REFRESH: &str = "refresh_77aa88bb99cc";

/// Where the browser is to go. The braces stay (contract G, "template").
pub const SUCCESS: &str = "http://127.0.0.1:51423/x?paid=1&session_id={CHECKOUT_SESSION_ID}";
pub const CANCEL: &str = "http://127.0.0.1:51423/x?cancelled=1";

/// What a call shows to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    Nothing,
    Key,
    Bearer,
    Token,
}

/// What an answer of success has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Anything,
    Object,
    List,
}

type Outcome<'a> = Pin<Box<dyn Future<Output = Result<String, ProviderError>> + Send + 'a>>;

pub struct Call {
    /// What a failed test calls it.
    pub name: &'static str,
    /// Whose it is.
    pub id: &'static str,
    /// Method and path.
    pub line: &'static str,
    pub shows: Shows,
    pub answer: Answer,
    /// An answer of success, as documented or assumed.
    pub good: &'static str,
    run: for<'a> fn(&'a Subject) -> Outcome<'a>,
}

impl Call {
    /// Makes the call: what was read, as its `Debug` shows it.
    pub async fn made_by(&self, subject: &Subject) -> Result<String, ProviderError> {
        (self.run)(subject).await
    }

    /// A server that does this, and the provider on it.
    pub async fn playing(&self, act: Act) -> (Subject, Server) {
        let server = Server::playing(vec![act]).await;
        (Subject::at(self.id, &server, "/api/v1"), server)
    }

    /// What it makes of this answer, and what was asked.
    pub async fn against(&self, bytes: impl Into<Vec<u8>>) -> (Result<String, ProviderError>, Server) {
        let (subject, server) = self.playing(Act::Send(bytes.into())).await;
        (self.made_by(&subject).await, server)
    }

    pub async fn fails(&self, bytes: impl Into<Vec<u8>>) -> Kind {
        let (outcome, _server) = self.against(bytes).await;
        outcome.expect_err(self.name).kind
    }

    pub fn reads(&self) -> bool {
        self.line.starts_with("GET ")
    }

    pub fn deletes_one_of_a_list(&self) -> bool {
        self.line.starts_with("DELETE ") && !self.line.ends_with("/account")
    }

    /// The secrets that the server learns by it, and may repeat.
    pub fn hides(&self) -> Vec<&'static str> {
        let shown: &[&str] = match self.shows {
            Shows::Nothing => &[],
            Shows::Key | Shows::Bearer => &[KEY],
            Shows::Token => &[ACCESS],
        };
        let sent: &[&str] = match self.name {
            "register" | "sign in" => &[PASSWORD],
            "verify" => &[CODE],
            "refresh" | "sign out" => &[ACCESS, REFRESH],
            "reset" => &[CODE, NEW_PASSWORD],
            "change" => &[PASSWORD, NEW_PASSWORD],
            _ => &[],
        };
        [shown, sent].concat()
    }

    pub fn is_checkout(&self) -> bool {
        self.line.ends_with("/checkout")
    }
}

pub fn tokens() -> Tokens {
    Tokens {
        access: ApiKey::from_pasted(ACCESS).expect("a token"),
        refresh: ApiKey::from_pasted(REFRESH).ok(),
        expires_at: None,
    }
}

pub fn order() -> Order {
    Order {
        package: PackageId::from_static("p-1"),
        success: SUCCESS.into(),
        cancel: CANCEL.into(),
    }
}

pub fn holder(subject: &Subject) -> &dyn Holder {
    subject.provider.holder().expect("account holders sign in")
}

pub fn shop(subject: &Subject) -> &dyn Shop {
    subject.provider.shop().expect("packages are sold")
}

pub fn place(subject: &Subject) -> Option<&ServerAddress> {
    subject.access.server.as_ref()
}

pub fn secret(text: &str) -> Secret {
    Secret::new(text)
}

const TOKENS: &str =
    r#"{"access_token":"a.b.c","refresh_token":"r","token_type":"bearer","expires_in":3600}"#;
const PACKAGE: &str = r#"{"id":"p-1","name":"Starter","credits":10000,"price":9.99,"currency":"USD"}"#;

macro_rules! call {
    ($name:literal, $line:literal, $shows:ident, $answer:ident, $good:expr, |$s:ident| $made:expr) => {
        Call {
            name: $name,
            id: "web3api",
            line: $line,
            shows: Shows::$shows,
            answer: Answer::$answer,
            good: $good,
            run: |$s| Box::pin(async move { $made.await.map(|read| format!("{read:?}")) }),
        }
    };
}

/// All of them. (A function, because a table of this length reads best in one piece.)
pub fn calls() -> Vec<Call> {
    let mut calls = of_signing_in();
    calls.extend(of_holders());
    calls.extend(of_lists());
    calls.extend(of_buying());
    calls
}

fn of_signing_in() -> Vec<Call> {
    vec![
        call!(
            "register",
            "POST /api/v1/auth/register",
            Nothing,
            Anything,
            "{}",
            |s| {
                let who = NewHolder {
                    email: EMAIL.into(),
                    password: secret(PASSWORD),
                    name: Some("Ada".into()),
                };
                async move { holder(s).register(place(s), &who).await }
            }
        ),
        call!(
            "verify",
            "POST /api/v1/auth/verify-email",
            Nothing,
            Anything,
            "",
            |s| { async move { holder(s).verify_email(place(s), &secret(CODE)).await } }
        ),
        call!(
            "sign in",
            "POST /api/v1/auth/login",
            Nothing,
            Object,
            TOKENS,
            |s| { async move { holder(s).sign_in(place(s), EMAIL, &secret(PASSWORD)).await } }
        ),
        call!(
            "refresh",
            "POST /api/v1/auth/refresh",
            Nothing,
            Object,
            TOKENS,
            |s| { async move { holder(s).refresh(place(s), &tokens()).await } }
        ),
        call!("sign out", "POST /api/v1/auth/logout", Token, Anything, "", |s| {
            async move { holder(s).sign_out(place(s), &tokens()).await }
        }),
        call!(
            "forgot",
            "POST /api/v1/auth/forgot-password",
            Nothing,
            Anything,
            "",
            |s| { holder(s).forgot_password(place(s), EMAIL) }
        ),
        call!(
            "reset",
            "POST /api/v1/auth/reset-password",
            Nothing,
            Anything,
            "",
            |s| {
                async move {
                    let (code, password) = (secret(CODE), secret(NEW_PASSWORD));
                    holder(s).reset_password(place(s), &code, &password).await
                }
            }
        ),
    ]
}

fn of_holders() -> Vec<Call> {
    vec![
        call!(
            "change",
            "POST /api/v1/auth/change-password",
            Token,
            Anything,
            "",
            |s| {
                async move {
                    let (present, new) = (secret(PASSWORD), secret(NEW_PASSWORD));
                    holder(s)
                        .change_password(place(s), &tokens(), &present, &new)
                        .await
                }
            }
        ),
        call!(
            "profile",
            "GET /api/v1/auth/me",
            Token,
            Object,
            r#"{"email":"ada@example.com"}"#,
            |s| { async move { holder(s).profile(place(s), &tokens()).await } }
        ),
        call!(
            "delete account",
            "DELETE /api/v1/auth/account",
            Token,
            Anything,
            "",
            |s| { async move { holder(s).delete_account(place(s), &tokens()).await } }
        ),
    ]
}

fn of_lists() -> Vec<Call> {
    vec![
        call!(
            "keys",
            "GET /api/v1/api-keys",
            Token,
            List,
            r#"[{"id":"k-1"}]"#,
            |s| { async move { holder(s).api_keys().list(place(s), &tokens()).await } }
        ),
        call!(
            "new key",
            "POST /api/v1/api-keys",
            Token,
            Object,
            r#"{"id":"k-1","key":"w3_new"}"#,
            |s| {
                async move {
                    let keys = holder(s).api_keys();
                    keys.create(place(s), &tokens(), "Refill", Some("base")).await
                }
            }
        ),
        call!(
            "revoke",
            "DELETE /api/v1/api-keys/k-1",
            Token,
            Anything,
            "",
            |s| { async move { holder(s).api_keys().revoke(place(s), &tokens(), "k-1").await } }
        ),
        call!(
            "wallets",
            "GET /api/v1/wallets",
            Token,
            List,
            r#"[{"id":"w-1"}]"#,
            |s| { async move { holder(s).wallets().list(place(s), &tokens()).await } }
        ),
        call!(
            "new wallet",
            "POST /api/v1/wallets/create",
            Token,
            Object,
            r#"{"id":"w-1"}"#,
            |s| {
                async move {
                    holder(s)
                        .wallets()
                        .create(place(s), &tokens(), Some("base"))
                        .await
                }
            }
        ),
        call!(
            "delete wallet",
            "DELETE /api/v1/wallets/w-1",
            Token,
            Anything,
            "",
            |s| { async move { holder(s).wallets().delete(place(s), &tokens(), "w-1").await } }
        ),
        call!(
            "webhooks",
            "GET /api/v1/webhooks",
            Token,
            List,
            r#"[{"id":"h-1"}]"#,
            |s| { async move { holder(s).webhooks().list(place(s), &tokens()).await } }
        ),
        call!(
            "new webhook",
            "POST /api/v1/webhooks",
            Token,
            Object,
            r#"{"id":"h-1"}"#,
            |s| {
                async move {
                    let events = ["credits.low".to_owned()];
                    let hooks = holder(s).webhooks();
                    hooks
                        .create(place(s), &tokens(), "https://x.example", &events)
                        .await
                }
            }
        ),
        call!(
            "delete webhook",
            "DELETE /api/v1/webhooks/h-1",
            Token,
            Anything,
            "",
            |s| { async move { holder(s).webhooks().delete(place(s), &tokens(), "h-1").await } }
        ),
        call!(
            "networks",
            "GET /api/v1/networks",
            Token,
            List,
            r#"[{"name":"base"}]"#,
            |s| { async move { holder(s).networks().list(place(s), &tokens()).await } }
        ),
        call!(
            "network",
            "GET /api/v1/networks/base",
            Token,
            Object,
            r#"{"name":"base"}"#,
            |s| { async move { holder(s).networks().one(place(s), &tokens(), "base").await } }
        ),
    ]
}

const CHECKOUT: &str = r#"{"checkout_url":"https://checkout.stripe.com/c/pay/cs_1","session_id":"cs_1"}"#;
const CHARGE: &str = r#"{"id":"c-1","hosted_url":"https://commerce.coinbase.com/charges/c-1"}"#;

fn of_buying() -> Vec<Call> {
    const PACKAGES: &str = r#"[{"id":"p-1","name":"Starter","credits":10000,"price":9.99,"currency":"USD"}]"#;
    vec![
        call!("packages", "GET /api/v1/packages", Key, List, PACKAGES, |s| {
            shop(s).packages(&s.access)
        }),
        call!("package", "GET /api/v1/packages/p-1", Key, Object, PACKAGE, |s| {
            async move { shop(s).package(&s.access, &PackageId::from_static("p-1")).await }
        }),
        call!(
            "checkout",
            "POST /api/v1/packages/p-1/checkout",
            Token,
            Object,
            CHECKOUT,
            |s| { async move { shop(s).checkout(place(s), &tokens(), &order()).await } }
        ),
        call!(
            "alert",
            "PATCH /api/v1/credits/alert-threshold",
            Key,
            Anything,
            "",
            |s| {
                s.provider
                    .alert_mail()
                    .expect("an alert")
                    .set_alert(&s.access, 100)
            }
        ),
        Call {
            id: "openrouter",
            ..call!(
                "charge",
                "POST /api/v1/credits/coinbase",
                Bearer,
                Object,
                CHARGE,
                |s| {
                    s.provider
                        .charges()
                        .expect("charges")
                        .charge(&s.access, Decimal::TEN)
                }
            )
        },
    ]
}
