//! Ports for paying by x402: the server that sells, the wallets that sign, and the chain that proves.

use async_trait::async_trait;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use url::Url;

use super::{Browser, ReturnWords};
use crate::error::ProviderError;
use crate::key::{ApiKey, Secret};
use crate::money::{Decimal, Money};
use crate::server::ServerAddress;
use crate::x402::{
    Address, ApprovedAttempt, Atomic, Attempt, Block, Chain, Hash, Plan, Refusal, Sight, Signature,
    SignedRequest, WalletId,
};

/// Top-ups that are paid by x402, where [`crate::provider::Descriptor::buys`] says so. Knows what is asked for, and
/// nothing of wallets.
pub trait TopUps: Send + Sync {
    /// The request that the provider answers with its offer, and takes the payment at (contract B).
    ///
    /// # Errors
    /// [`ProviderError`] where the amount is none that the provider sells.
    #[expect(clippy::result_large_err, reason = "asked for once, by a click")]
    fn top_up(&self, server: Option<&ServerAddress>, amount: Decimal) -> Result<TopUpRequest, ProviderError>;

    /// What `amount` USDC bring, where the provider defines it.
    fn brings(&self, amount: Decimal) -> Option<Money>;

    /// The amounts to choose from, in USDC, the usual one first.
    fn amounts(&self) -> &'static [u32];
}

/// What is sent to ask for a top-up, without the key and the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopUpRequest {
    /// Where; always by POST.
    pub url: Url,
    /// The JSON in its body.
    pub body: String,
}

/// What an offer must be, before it becomes a plan.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What is asked for.
    pub request: TopUpRequest,
    /// To the unit what the person asked for.
    pub value: Atomic,
    /// The wallet that pays.
    pub wallet: WalletId,
    /// Its address.
    pub payer: Address,
    /// Who was paid before for this provider on each chain, by the chain's number.
    pub pinned: Vec<(u64, Address)>,
}

/// An offer that was checked.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What would be signed and sent.
    pub plan: Plan,
    /// The server's time (`Date`), where it told it.
    pub server_time: Option<Timestamp>,
}

/// Why there is no plan.
#[derive(Clone, Debug, Error)]
pub enum NotOffered {
    /// The offer is not paid.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The payee is another one than before: a hard stop, accepted only on the settings page.
    #[error("the payee is another one than before")]
    PayeeChanged {
        /// On which chain, by its number.
        chain: u64,
        /// Who was paid before.
        pinned: Address,
        /// Who is to be paid now.
        offered: Address,
    },
    /// No offer came.
    #[error("no offer came")]
    NoAnswer(#[source] Box<ProviderError>),
}

/// What came of sending a payment. Nothing of it proves anything: it moves only between waiting states (payments.md,
/// I3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 2xx without a sign of failure, and the transaction that the server names.
    Accepted(Option<Hash>),
    /// Anything else: another 402, an error, nothing. A stable word says what.
    Unclear(&'static str),
}

/// The server side of x402. Speaks both versions (contract F1 and F2).
#[async_trait]
pub trait Seller: Send + Sync {
    /// Asks for the offer, and checks it. Moves no money.
    ///
    /// # Errors
    /// [`NotOffered`].
    async fn quote(
        &self,
        wanted: &Wanted,
        provider: &crate::ids::ProviderId,
        key: &ApiKey,
    ) -> Result<Offer, NotOffered>;

    /// The request that pays: the same bytes for the same attempt and signature.
    fn request(&self, attempt: &Attempt, signature: &Signature) -> SignedRequest;

    /// Sends a payment once, with the account's key, which stands in nothing that is stored.
    async fn send(&self, attempt: &Attempt, signed: &SignedRequest, key: &ApiKey) -> Answer;
}

/// Why a wallet gave no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotSigned {
    /// Its owner said no there. It may have been signed all the same: another program held the pen.
    #[error("the wallet refused")]
    Refused,
    /// Nobody answered in time.
    #[error("the wallet did not answer in time")]
    NoAnswer,
    /// It is not there.
    #[error("the wallet cannot be reached")]
    Unreachable,
    /// It is on another chain.
    #[error("the wallet is on another chain")]
    OtherChain,
    /// It does not hold the address any more.
    #[error("the wallet has another address")]
    OtherAddress,
    /// What it gave is no signature of the payer over what was asked.
    #[error("the signature is not the payer's")]
    WrongSignature,
    /// The person's yes is too old.
    #[error("the confirmation is too old")]
    TooLate,
    /// What the keychain has is no key.
    #[error("the key cannot be used")]
    BadKey,
}

impl NotSigned {
    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        match self {
            NotSigned::Refused => "refused",
            NotSigned::NoAnswer => "no_answer",
            NotSigned::Unreachable => "unreachable",
            NotSigned::OtherChain => "other_chain",
            NotSigned::OtherAddress => "other_address",
            NotSigned::WrongSignature => "wrong_signature",
            NotSigned::TooLate => "too_late",
            NotSigned::BadKey => "bad_key",
        }
    }
}

/// A wallet that can sign.
#[async_trait]
pub trait Wallet: Send + Sync {
    /// Signs what the person said yes to. Whatever comes back was checked: it recovers to the payer.
    ///
    /// # Errors
    /// [`NotSigned`].
    async fn sign(&self, approved: ApprovedAttempt, now: Timestamp) -> Result<Signature, NotSigned>;

    /// True where an error of [`Wallet::sign`] proves that there is no signature anywhere.
    fn is_ours(&self) -> bool;
}

/// A wallet of Refill's own that was just made or read.
#[derive(Debug)]
pub struct KeyedWallet {
    /// What goes into the keychain.
    pub secret: ApiKey,
    /// Its address.
    pub address: Address,
    /// It comes from a recovery phrase.
    pub has_phrase: bool,
}

/// Why a text or file is no wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAWallet {
    /// Neither a private key nor a recovery phrase nor a keystore.
    #[error("neither a private key nor a recovery phrase nor a keystore file")]
    Form,
    /// Words of a phrase, but one is mistyped or missing (BIP-39's checksum).
    #[error("the recovery phrase has a wrong or missing word")]
    Phrase,
    /// A keystore that wants more work or memory than any real one.
    #[error("the keystore file asks for too much work")]
    TooCostly,
    /// The password does not open it.
    #[error("the password does not open the keystore file")]
    Password,
    /// Larger than any real one.
    #[error("the file is too large")]
    TooLarge,
}

/// What the page on this machine says while a browser wallet is asked, in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletPageWords {
    /// Before the choice: headline and what to do.
    pub choose: ReturnWords,
    /// No wallet was found in this browser.
    pub nothing_found: String,
    /// The wallet's own window is open.
    pub waiting: String,
    /// Done: headline and what to do.
    pub done: ReturnWords,
    /// It came to nothing: headline and what to do.
    pub failed: ReturnWords,
}

/// Makes and opens wallets. Keeps no key.
#[async_trait]
pub trait WalletMaker: Send + Sync {
    /// A new wallet with a recovery phrase of twelve words.
    ///
    /// # Errors
    /// [`NotAWallet`] where the system gives no randomness.
    fn create(&self) -> Result<KeyedWallet, NotAWallet>;

    /// Reads a private key, a recovery phrase, or a keystore V3 file with its password. May take seconds: call it where
    /// it may block.
    ///
    /// # Errors
    /// [`NotAWallet`].
    fn import(&self, text: &Secret, password: Option<&Secret>) -> Result<KeyedWallet, NotAWallet>;

    /// Whether the text is a keystore file, which wants a password.
    fn is_keystore(&self, text: &Secret) -> bool;

    /// The words of the recovery phrase of a kept secret, where it has one.
    fn phrase(&self, secret: &ApiKey) -> Option<Secret>;

    /// Refill's own wallet with this kept secret.
    ///
    /// # Errors
    /// [`NotSigned::BadKey`].
    fn own(&self, secret: &ApiKey) -> Result<Arc<dyn Wallet>, NotSigned>;

    /// A wallet in the person's browser, asked on a one-shot page that `browser` opens.
    fn in_browser(
        &self,
        address: Address,
        browser: Arc<dyn Browser>,
        words: WalletPageWords,
    ) -> Arc<dyn Wallet>;

    /// Asks a wallet in the browser which address it has.
    ///
    /// # Errors
    /// [`NotSigned`].
    async fn connect_browser(
        &self,
        chain: &'static Chain,
        browser: Arc<dyn Browser>,
        words: WalletPageWords,
    ) -> Result<Address, NotSigned>;

    /// A wallet program on this machine.
    fn program(&self, address: Address, server: &Url) -> Arc<dyn Wallet>;

    /// Asks a wallet program for its addresses; it may ask its owner first.
    ///
    /// # Errors
    /// [`NotSigned`].
    async fn connect_program(&self, server: &Url) -> Result<Vec<Address>, NotSigned>;

    /// A nonce that nobody can guess.
    ///
    /// # Errors
    /// [`NotAWallet`] where the system gives no randomness.
    fn nonce(&self) -> Result<crate::x402::Nonce, NotAWallet>;
}

/// The chain could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChainError {
    /// No endpoint answered.
    #[error("the chain cannot be read now")]
    Unreachable,
    /// What answers is another chain, or has another token there.
    #[error("what answers is another chain")]
    Other,
    /// Its answer is not understood.
    #[error("the chain's answer is not understood")]
    NotUnderstood,
}

/// How an endpoint of a chain does, for the settings page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointState {
    /// Its address.
    pub address: String,
    /// The person added it.
    pub is_own: bool,
    /// Its newest block and how long it took to answer; or why it cannot be used.
    pub state: Result<(Block, Duration), ChainError>,
}

/// Reads a chain through the endpoints that are set. Only reads.
#[async_trait]
pub trait ChainReader: Send + Sync {
    /// Sets the endpoints of a chain: the person's own first. Those that were checked before need no new check.
    fn set_endpoints(&self, chain: &'static Chain, own: &[Url], with_shipped: bool);

    /// The endpoints of a chain that need not be added.
    fn shipped(&self, chain: &'static Chain) -> Vec<String> {
        chain
            .endpoints
            .iter()
            .map(|endpoint| (*endpoint).to_owned())
            .collect()
    }

    /// How many endpoints a proof wants: two, where two are set.
    fn needed(&self, chain: &'static Chain) -> usize;

    /// The newest block, of the endpoint that lags most among those that answer; after every endpoint that is used was
    /// checked for the chain's number and the token's domain.
    ///
    /// # Errors
    /// [`ChainError`].
    async fn now(&self, chain: &'static Chain) -> Result<Block, ChainError>;

    /// What the wallet has of the chain's USDC.
    ///
    /// # Errors
    /// [`ChainError`].
    async fn balance(&self, chain: &'static Chain, owner: Address) -> Result<Atomic, ChainError>;

    /// What every endpoint that answers shows of an attempt.
    async fn look(&self, attempt: &Attempt) -> Vec<Sight>;

    /// Asks every endpoint how it does.
    async fn check(&self, chain: &'static Chain) -> Vec<EndpointState>;

    /// Asks one endpoint, before it is added.
    async fn check_one(&self, chain: &'static Chain, endpoint: &Url) -> EndpointState;
}

/// Waiting, by a clock that tests own.
#[async_trait]
pub trait Timer: Send + Sync {
    /// Waits for so long.
    async fn sleep(&self, time: Duration);
}
