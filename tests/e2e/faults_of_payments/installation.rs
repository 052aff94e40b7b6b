//! The installation that every run begins with, made once: two accounts, and two wallets of one address.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use refill_core::account::{Account, AccountName, Divisor};
use refill_core::ids::{AccountId, SecretId};
use refill_core::key::ApiKey;
use refill_core::money::Unit;
use refill_core::ports::{Asking, Item, Vault};
use refill_core::x402::{WalletId, WalletKind, WalletRecord};
use refill_sandbox::DRIA;
use refill_store::{DataFolder, Journal, Store};
use tempfile::TempDir;

use super::child::wallet_key;
use super::ports::FolderVault;
use super::scenario::Signer;

/// The accounts, and their keys.
pub const ACCOUNTS: [(&str, &str); 2] = [("a", "dkn_live_faults_a"), ("b", "dkn_live_faults_b")];
/// Everything was added so many seconds before the first moment of a run.
const EARLIER: i64 = 1_000;
/// All runs begin at this second, or a little later.
pub const BEGIN: i64 = 1_790_000_000;

/// An installation with two accounts and a wallet, to be copied.
pub struct Template {
    folder: TempDir,
    /// A file with one root certificate: no child speaks TLS, and each would read all of them.
    pub roots: Option<PathBuf>,
}

/// A killed process loses nothing that it gave to the system, so memory is as good as a disk here, and faster.
fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    folder.expect("a folder")
}

/// Where the system keeps its root certificates.
const ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

fn one_root(folder: &Path) -> Option<PathBuf> {
    const END: &str = "-----END CERTIFICATE-----\n";
    let all = fs::read_to_string(ROOTS).ok()?;
    let (first, _) = all.split_once(END)?;
    let file = folder.join("root.pem");
    fs::write(&file, [first, END].concat()).ok()?;
    Some(file)
}

fn made() -> TempDir {
    let folder = scratch();
    let keychain = folder.path().join("keychain");
    fs::create_dir(&keychain).expect("a folder");
    let vault = FolderVault(keychain);
    let data = DataFolder::open(&folder.path().join("data")).expect("the folder");
    let store = Store::open(&data).expect("the database").store;
    let keep = |secret: &SecretId, key: &ApiKey| {
        let item = Item {
            installation: store.installation().clone(),
            secret: secret.clone(),
        };
        vault.write(&item, "", key, Asking::Never).expect("kept");
    };
    for (id, key) in ACCOUNTS {
        let account = account(id);
        let secret = account.secret.as_ref().expect("a key");
        keep(secret, &ApiKey::from_pasted(key).expect("a key"));
        store.insert_account(&account, None).expect("an account");
    }
    keep(&SecretId::from_static("wallet"), &wallet_key());
    let journal = Journal::open(&data).expect("the journal");
    for signer in [Signer::Own, Signer::Outside] {
        journal.add_wallet(&wallet(signer)).expect("a wallet");
    }
    journal.close().expect("closed");
    store.close().expect("closed");
    folder
}

fn account(id: &'static str) -> Account {
    Account {
        id: AccountId::from_static(id),
        provider: DRIA,
        name: AccountName::parse(id).expect("a name"),
        server: None,
        divisor: Divisor::ONE,
        secret: Some(SecretId::new(format!("key-{id}"))),
        session: None,
        threshold: None,
        unit: Unit::CREDITS,
        created_at: Timestamp::from_second(BEGIN - EARLIER).expect("a time"),
    }
}

fn wallet(signer: Signer) -> WalletRecord {
    let (_, address) = refill_sandbox::demo_wallet();
    let is_own = signer == Signer::Own;
    WalletRecord {
        id: WalletId::new(signer.word()),
        kind: if is_own {
            WalletKind::Own
        } else {
            WalletKind::Program
        },
        address,
        secret: is_own.then(|| SecretId::from_static("wallet")),
        ledger: None,
        has_phrase: false,
        program: (!is_own).then(|| "http://127.0.0.1:1248".to_owned()),
        created_at: Timestamp::from_second(BEGIN - EARLIER).expect("a time"),
    }
}

impl Template {
    pub fn new() -> Template {
        let folder = made();
        let roots = one_root(folder.path());
        Template { folder, roots }
    }

    /// A copy in which this wallet pays.
    pub fn copy(&self, signer: Signer) -> TempDir {
        let copy = scratch();
        for part in ["data", "keychain"] {
            let (from, to) = (self.folder.path().join(part), copy.path().join(part));
            fs::create_dir(&to).expect("a folder");
            for file in fs::read_dir(from).expect("a folder").flatten() {
                fs::copy(file.path(), to.join(file.file_name())).expect("a copy");
            }
        }
        if signer != Signer::Own {
            let folder = DataFolder::open(&copy.path().join("data")).expect("the folder");
            let journal = Journal::open(&folder).expect("the journal");
            let outside = wallet(Signer::Outside).id;
            journal.set_default_wallet(&outside).expect("a wallet");
            journal.close().expect("closed");
        }
        copy
    }
}
