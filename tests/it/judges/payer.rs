//! A payment as the app makes it, step by step, with the parts that ship.

use std::time::Duration;

use jiff::Timestamp;
use refill_core::key::{ApiKey, Secret};
use refill_core::ports::{
    Answer, ChainReader as _, KeyedWallet, Question, Seller as _, TopUpRequest, WalletMaker as _, Wanted,
};
use refill_core::x402::{
    self, Address, Atomic, Attempt, BASE, BlockId, Plan, Protocol, SignedRequest, State, Step, WalletId,
};
use refill_payments::{AlloyWallets, RpcReader, X402Seller};
use refill_sandbox::DRIA;

use super::court::Judges;
use super::outside::{Outside, SETTLING, door, reader};

/// What is paid.
pub const TEN: Atomic = Atomic::whole(10);
/// For everything but a settlement.
const USUAL: Duration = Duration::from_secs(30);

/// Judges, and a client of one of their sellers.
pub struct Payer {
    pub judges: Judges,
    version: Protocol,
    seller: X402Seller,
    wallets: AlloyWallets,
    reader: RpcReader,
    wallet: KeyedWallet,
    outside: Outside,
    key: ApiKey,
}

impl Payer {
    /// Starts the judges; pays at the seller of this version.
    pub fn at(version: Protocol) -> Payer {
        let judges = Judges::start();
        let http = door(USUAL);
        let wallets = AlloyWallets::new(&http);
        let wallet = wallets.import(&Secret::new(judges.payer_key()), None);
        let wallet = wallet.expect("a private key");
        assert_eq!(wallet.address.to_string(), judges.payer());
        let reader = reader(&http, &judges);
        assert_eq!(reader.needed(&BASE), 2, "a proof wants two that agree");
        Payer {
            outside: Outside {
                wallet_key: judges.payer_key().to_owned(),
            },
            seller: X402Seller::new(&door(SETTLING)),
            key: ApiKey::from_pasted("dkn_live_judged").expect("a key"),
            judges,
            version,
            wallets,
            reader,
            wallet,
        }
    }

    /// What the seller offers, checked and frozen.
    pub async fn plan(&self) -> Plan {
        let request = TopUpRequest {
            url: format!("{}/v1/credits/topup", self.address())
                .parse()
                .expect("an address"),
            body: r#"{"amount":"10"}"#.to_owned(),
        };
        let payee = Address::parse(self.judges.said("payee")).expect("an address");
        let wanted = Wanted {
            request,
            value: TEN,
            wallet: WalletId::new("judged"),
            payer: self.wallet.address,
            pinned: vec![(BASE.id, payee)],
        };
        let offer = self.seller.quote(&wanted, &DRIA, &self.key).await;
        let plan = offer.expect("an offer that is accepted").plan;
        assert_eq!((plan.protocol, plan.payee), (self.version, payee));
        plan
    }

    /// The person's yes, a nonce and a window, and the signature of Refill's own wallet.
    pub async fn sign(&self, plan: Plan) -> (Attempt, SignedRequest) {
        let question = Question {
            title: "Pay?".to_owned(),
            text: String::new(),
            yes: "Pay".to_owned(),
            no: "Cancel".to_owned(),
        };
        let approved = x402::approve(&self.outside, &self.outside, &question, plan).await;
        let approved = approved.expect("a yes");
        // The chain is as old as its newest block.
        self.judges.mine(1);
        let now = self.reader.now(&BASE).await.expect("the chain can be read");
        let nonce = self.wallets.nonce().expect("randomness");
        let approved = approved.attempt(nonce, now.time, now.id.number, Timestamp::now());
        let approved = approved.expect("a fresh yes");
        let attempt = approved.attempt().clone();
        let wallet = self.wallets.own(&self.wallet.secret).expect("the wallet opens");
        let signature = wallet
            .sign(approved, Timestamp::now())
            .await
            .expect("a signature");
        let signed = self.seller.request(&attempt, &signature);
        (attempt, signed)
    }

    pub async fn send(&self, attempt: &Attempt, signed: &SignedRequest) -> Answer {
        self.seller.send(attempt, signed, &self.key).await
    }

    /// What the chain proves of an attempt in this state.
    pub async fn judged(&self, state: State, attempt: &Attempt) -> Option<Step> {
        self.judged_since(state, None, attempt).await
    }

    /// The same, after the chain showed it in `block`.
    pub async fn judged_since(
        &self,
        state: State,
        block: Option<BlockId>,
        attempt: &Attempt,
    ) -> Option<Step> {
        let sights = self.reader.look(attempt).await;
        assert_eq!(sights.len(), 2, "both endpoints show it");
        let needed = self.reader.needed(&BASE);
        x402::judge(state, block, attempt.authorization.valid_before, &sights, needed)
    }

    /// The USDC of the wallet.
    pub async fn held(&self) -> Atomic {
        let held = self.reader.balance(&BASE, self.wallet.address).await;
        held.expect("the chain can be read")
    }

    /// The credits of the account at the seller.
    pub fn credits(&self) -> i64 {
        self.judges.credits(self.address())
    }

    fn address(&self) -> &str {
        self.judges.said(self.version.word())
    }
}
