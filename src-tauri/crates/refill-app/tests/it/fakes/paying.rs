//! The server that sells, the chain, the timer and the windows for secrets, as tests want them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use refill_app::App;
use refill_core::ids::ProviderId;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{
    Answer, ChainError, ChainReader, Clock, EndpointState, NotOffered, Offer, PhraseWords, SecretQuestion,
    SecretWindow, Seller, Timer, Wanted,
};
use refill_core::purchase::Event as Step;
use refill_core::x402::{
    Address, Atomic, Attempt, BASE, Block, BlockId, Chain, Hash, Mark, MarkKind, Plan, Protocol, Sight,
    Signature, SignedRequest,
};
use url::Url;

use super::FakeClock;

/// Who is paid, unless the test says otherwise.
pub const PAYEE: Address = Address::new([0x22; 20]);

/// The words of what is written of a payment, in order.
pub fn words(events: &[(Timestamp, Step)]) -> Vec<&'static str> {
    let word = |(_, step): &(Timestamp, Step)| match step {
        Step::Paying(step) => step.word(),
        Step::Credited(_) => "credited",
        Step::CreditedAgain(_) => "credited_again",
        Step::Overdue => "overdue",
        _ => "other",
    };
    events.iter().map(word).collect()
}

/// What was durable of the newest payment at the moment at which somebody outside was called.
#[derive(Default)]
pub struct Eye {
    app: Mutex<Weak<App>>,
    pub seen: Mutex<Vec<(&'static str, Vec<&'static str>)>>,
}

impl Eye {
    pub fn watch(&self, app: &Arc<App>) {
        *self.app.lock().unwrap() = Arc::downgrade(app);
    }

    pub async fn look(&self, what: &'static str) {
        let app = self.app.lock().unwrap().upgrade();
        let Some(app) = app else { return };
        let Ok(newest) = app.payments(None, 1).await else {
            return;
        };
        let written = newest.first().map(|payment| words(&payment.record.events));
        self.seen
            .lock()
            .unwrap()
            .push((what, written.unwrap_or_default()));
    }

    /// What was durable when this was called, once for each call.
    pub fn at(&self, what: &str) -> Vec<Vec<&'static str>> {
        let seen = self.seen.lock().unwrap();
        let of_it = seen.iter().filter(|(called, _)| *called == what);
        of_it.map(|(_, written)| written.clone()).collect()
    }
}

/// Waiting that ends when the test moves the clock.
pub struct FakeTimer {
    clock: Arc<FakeClock>,
    waiting: Mutex<Vec<(Timestamp, tokio::sync::oneshot::Sender<()>)>>,
}

impl FakeTimer {
    pub fn new(clock: Arc<FakeClock>) -> FakeTimer {
        FakeTimer {
            clock,
            waiting: Mutex::default(),
        }
    }

    /// How many wait.
    pub fn asleep(&self) -> usize {
        let mut waiting = self.waiting.lock().unwrap();
        waiting.retain(|(_, wake)| !wake.is_closed());
        waiting.len()
    }

    /// When the next of them is to be woken.
    pub fn next(&self) -> Option<Timestamp> {
        let mut waiting = self.waiting.lock().unwrap();
        waiting.retain(|(_, wake)| !wake.is_closed());
        waiting.iter().map(|(due, _)| *due).min()
    }

    /// Wakes those whose time has come.
    pub fn wake_due(&self) {
        let now = self.clock.now();
        let mut waiting = self.waiting.lock().unwrap();
        let all = std::mem::take(&mut *waiting);
        let (due, later): (Vec<_>, Vec<_>) = all.into_iter().partition(|(due, _)| *due <= now);
        *waiting = later;
        for (_, wake) in due {
            let _ = wake.send(());
        }
    }
}

#[async_trait]
impl Timer for FakeTimer {
    async fn sleep(&self, time: Duration) {
        let due = self.clock.now() + SignedDuration::try_from(time).unwrap();
        let (wake, woken) = tokio::sync::oneshot::channel();
        self.waiting.lock().unwrap().push((due, wake));
        if woken.await.is_err() {
            // Its world is gone: nobody wakes it any more.
            std::future::pending::<()>().await;
        }
    }
}

/// One sending of a payment, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub url: String,
    pub body: String,
    pub header: String,
    pub value: String,
    pub key: String,
}

/// What the server does with a payment.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    Says(Answer),
    Hangs,
}

/// The server that sells.
pub struct FakeSeller {
    clock: Arc<FakeClock>,
    eye: Arc<Eye>,
    pub payee: Mutex<Address>,
    /// The server's clock is ahead of ours by so many seconds; `None` where it does not tell its time.
    pub server_skew: Mutex<Option<i64>>,
    /// The next offers are refused so, in this order.
    pub refusals: Mutex<VecDeque<NotOffered>>,
    pub quotes: AtomicUsize,
    /// Offers wait until `release` while this is set.
    pub hold: AtomicBool,
    pub release: tokio::sync::Notify,
    /// What becomes of the next sendings, in this order; afterwards they get no clear answer.
    pub replies: Mutex<VecDeque<Reply>>,
    pub sent: Mutex<Vec<(Timestamp, Sent)>>,
}

impl FakeSeller {
    pub fn new(clock: Arc<FakeClock>, eye: Arc<Eye>) -> FakeSeller {
        FakeSeller {
            clock,
            eye,
            payee: Mutex::new(PAYEE),
            server_skew: Mutex::new(Some(0)),
            refusals: Mutex::default(),
            quotes: AtomicUsize::new(0),
            hold: AtomicBool::new(false),
            release: tokio::sync::Notify::new(),
            replies: Mutex::default(),
            sent: Mutex::default(),
        }
    }

    pub fn replies(&self, replies: impl IntoIterator<Item = Reply>) {
        self.replies.lock().unwrap().extend(replies);
    }

    /// How often a payment was sent.
    pub fn times(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    /// Seconds between the first sending and each of them.
    pub fn seconds(&self) -> Vec<i64> {
        let sent = self.sent.lock().unwrap();
        let first = sent.first().map(|(at, _)| *at);
        let since = |(at, _): &(Timestamp, Sent)| at.duration_since(first.expect("a sending")).as_secs();
        sent.iter().map(since).collect()
    }
}

#[async_trait]
impl Seller for FakeSeller {
    async fn quote(&self, wanted: &Wanted, _: &ProviderId, _: &ApiKey) -> Result<Offer, NotOffered> {
        self.eye.look("quote").await;
        self.quotes.fetch_add(1, Ordering::Relaxed);
        let released = self.release.notified();
        if self.hold.load(Ordering::Relaxed) {
            released.await;
        }
        if let Some(refusal) = self.refusals.lock().unwrap().pop_front() {
            return Err(refusal);
        }
        let payee = *self.payee.lock().unwrap();
        if let Some((chain, pinned)) = wanted.pinned.iter().find(|(_, pinned)| *pinned != payee) {
            return Err(NotOffered::PayeeChanged {
                chain: *chain,
                pinned: *pinned,
                offered: payee,
            });
        }
        let skew = *self.server_skew.lock().unwrap();
        Ok(Offer {
            plan: Plan {
                protocol: Protocol::V1,
                chain: &BASE,
                wallet: wanted.wallet.clone(),
                payer: wanted.payer,
                payee,
                value: wanted.value,
                timeout: 300,
                url: wanted.request.url.clone(),
                body: wanted.request.body.clone(),
                network: "base".to_owned(),
                accepted: None,
                resource: None,
            },
            server_time: skew.map(|skew| self.clock.now() + SignedDuration::from_secs(skew)),
        })
    }

    fn request(&self, attempt: &Attempt, signature: &Signature) -> SignedRequest {
        SignedRequest {
            signature: *signature,
            header: "X-PAYMENT".to_owned(),
            value: format!("{}.{signature}", attempt.authorization.nonce),
        }
    }

    async fn send(&self, attempt: &Attempt, signed: &SignedRequest, key: &ApiKey) -> Answer {
        self.eye.look("send").await;
        let sent = Sent {
            url: attempt.plan.url.to_string(),
            body: attempt.plan.body.clone(),
            header: signed.header.clone(),
            value: signed.value.clone(),
            key: key.expose_secret().to_owned(), // the test looks at what would leave
        };
        self.sent.lock().unwrap().push((self.clock.now(), sent));
        let reply = self.replies.lock().unwrap().pop_front();
        match reply {
            Some(Reply::Says(answer)) => answer,
            Some(Reply::Hangs) => std::future::pending().await,
            None => Answer::Unclear("no_answer"),
        }
    }
}

/// What became of an authorization on the chain.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    Used { transaction: Hash, block: BlockId },
    Cancelled { block: BlockId },
}

/// A chain with a block every two seconds, whose `safe` block is ten seconds old, seen through two endpoints.
pub struct FakeChain {
    clock: Arc<FakeClock>,
    /// Its clock is ahead of ours by so many seconds.
    pub skew: AtomicI64,
    /// It cannot be read.
    pub fault: Mutex<Option<ChainError>>,
    pub balance: Mutex<Result<Atomic, ChainError>>,
    pub fate: Mutex<Option<Fate>>,
    /// So many of the two endpoints answer.
    pub answering: AtomicUsize,
    /// The second endpoint sees nothing of what happened.
    pub second_is_blind: AtomicBool,
    pub looks: AtomicUsize,
    /// What `check_one` finds.
    pub check: Mutex<Result<(), ChainError>>,
    /// The endpoints that were set: the person's own, and whether the shipped ones are used.
    pub endpoints: Mutex<(Vec<String>, bool)>,
}

impl FakeChain {
    pub fn new(clock: Arc<FakeClock>) -> FakeChain {
        FakeChain {
            clock,
            skew: AtomicI64::new(0),
            fault: Mutex::default(),
            balance: Mutex::new(Ok(Atomic::whole(1_000))),
            fate: Mutex::default(),
            answering: AtomicUsize::new(2),
            second_is_blind: AtomicBool::new(false),
            looks: AtomicUsize::new(0),
            check: Mutex::new(Ok(())),
            endpoints: Mutex::default(),
        }
    }

    fn time(&self) -> u64 {
        let now = self.clock.now().as_second() + self.skew.load(Ordering::Relaxed);
        u64::try_from(now).unwrap()
    }

    fn block_at(time: u64) -> Block {
        Block {
            id: BlockId {
                number: time / 2,
                hash: Hash::new([b'a'; 32]),
            },
            time,
        }
    }

    /// The newest block.
    pub fn head(&self) -> Block {
        FakeChain::block_at(self.time())
    }

    /// The authorization is used in the newest block.
    pub fn settle(&self) -> Hash {
        let transaction = Hash::new([0x77; 32]);
        let block = self.head().id;
        *self.fate.lock().unwrap() = Some(Fate::Used { transaction, block });
        transaction
    }

    /// Its owner cancels the authorization in the newest block.
    pub fn cancel(&self) {
        let block = self.head().id;
        *self.fate.lock().unwrap() = Some(Fate::Cancelled { block });
    }

    /// What happened is undone.
    pub fn reorganise(&self) {
        *self.fate.lock().unwrap() = None;
    }

    fn sight(&self, endpoint: &str, fate: Option<Fate>) -> Sight {
        let head = self.head();
        let safe = FakeChain::block_at(head.time - 10);
        let mark = fate.map(|fate| match fate {
            Fate::Used { transaction, block } => Mark {
                kind: MarkKind::Used,
                transaction,
                block,
                has_transfer: true,
            },
            Fate::Cancelled { block } => Mark {
                kind: MarkKind::Cancelled,
                transaction: Hash::new([0x78; 32]),
                block,
                has_transfer: false,
            },
        });
        Sight {
            endpoint: endpoint.to_owned(),
            head,
            safe,
            spent_at_safe: mark.is_some_and(|mark| mark.block.number <= safe.id.number),
            marks: mark.into_iter().collect(),
        }
    }

    fn unless_broken<T>(&self, value: T) -> Result<T, ChainError> {
        self.fault.lock().unwrap().map_or(Ok(value), Err)
    }
}

#[async_trait]
impl ChainReader for FakeChain {
    fn set_endpoints(&self, _: &'static Chain, own: &[Url], with_shipped: bool) {
        let own = own.iter().map(Url::to_string).collect();
        *self.endpoints.lock().unwrap() = (own, with_shipped);
    }

    fn needed(&self, _: &'static Chain) -> usize {
        2
    }

    async fn now(&self, _: &'static Chain) -> Result<Block, ChainError> {
        self.unless_broken(self.head())
    }

    async fn balance(&self, _: &'static Chain, _: Address) -> Result<Atomic, ChainError> {
        self.unless_broken(())?;
        *self.balance.lock().unwrap()
    }

    async fn look(&self, _: &Attempt) -> Vec<Sight> {
        self.looks.fetch_add(1, Ordering::Relaxed);
        if self.fault.lock().unwrap().is_some() {
            return Vec::new();
        }
        let fate = *self.fate.lock().unwrap();
        let second = fate.filter(|_| !self.second_is_blind.load(Ordering::Relaxed));
        let mut sights = vec![self.sight("a", fate), self.sight("b", second)];
        sights.truncate(self.answering.load(Ordering::Relaxed));
        sights
    }

    async fn check(&self, _: &'static Chain) -> Vec<EndpointState> {
        Vec::new()
    }

    async fn check_one(&self, _: &'static Chain, endpoint: &Url) -> EndpointState {
        let checked = *self.check.lock().unwrap();
        EndpointState {
            address: endpoint.to_string(),
            is_own: true,
            state: checked.map(|()| (self.head(), Duration::from_millis(5))),
        }
    }
}

/// Windows of the system for secrets.
#[derive(Default)]
pub struct FakeSecretWindow {
    /// This system has none.
    pub is_absent: AtomicBool,
    /// The person types wrong words at the check, and gives up.
    pub fails_check: AtomicBool,
    /// What the person types, in this order; afterwards they give up.
    pub types: Mutex<VecDeque<String>>,
    /// The phrases that were shown, and whether they were checked.
    pub shown: Mutex<Vec<(String, bool)>>,
    pub asked: Mutex<Vec<SecretQuestion>>,
}

#[async_trait]
impl SecretWindow for FakeSecretWindow {
    fn is_there(&self) -> bool {
        !self.is_absent.load(Ordering::Relaxed)
    }

    async fn show_phrase(&self, phrase: &Secret, _: &PhraseWords, check: bool) -> bool {
        let phrase = phrase.expose_secret().to_owned(); // the test looks at what is shown
        self.shown.lock().unwrap().push((phrase, check));
        !(check && self.fails_check.load(Ordering::Relaxed))
    }

    async fn ask(&self, question: &SecretQuestion) -> Option<Secret> {
        self.asked.lock().unwrap().push(question.clone());
        self.types.lock().unwrap().pop_front().map(Secret::new)
    }
}
