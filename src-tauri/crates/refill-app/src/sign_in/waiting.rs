//! The sign-ins that wait: for the browser's return, or for their account to be added.

use std::collections::HashMap;
use std::sync::Arc;

use refill_core::ids::ProviderId;
use refill_core::key::ApiKey;
use refill_core::ports::{ReturnPage, SignInPage};
use refill_core::server::ServerAddress;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::holder::Made;

/// Most sign-ins that wait at the same time; the oldest gives way.
const MOST_WAITING: usize = 8;

/// The sign-ins that are under way, by their names.
#[derive(Default)]
pub(crate) struct SignIns {
    pub(super) waiting: HashMap<String, Waiting>,
    begun: u64,
}

pub(super) struct Waiting {
    /// Sign-ins are numbered in the order in which they began.
    number: u64,
    pub(super) provider: ProviderId,
    pub(super) server: Option<ServerAddress>,
    /// The page in the browser; `None` for a sign-in with a password, which is finished.
    pub(super) page: Option<SignInPage>,
    /// The page that the browser returns to; gone once somebody waits for it.
    pub(super) back: Option<Box<dyn ReturnPage>>,
    pub(super) key: Option<ApiKey>,
    /// What a sign-in with a password made at the provider.
    pub(super) made: Option<Made>,
    /// Somebody is finishing it, or adding an account with its key: once is enough.
    pub(super) busy: bool,
    /// It was cancelled while somebody was adding an account with its key: it is given up unless that goes well.
    given_up: bool,
    pub(super) cancelled: Arc<Notify>,
}

/// What is needed to finish a sign-in, in the hands of one that does; the page that waits for the browser goes along.
pub(super) struct Claimed {
    pub(super) provider: ProviderId,
    pub(super) server: Option<ServerAddress>,
    pub(super) page: Option<SignInPage>,
    pub(super) back: Option<Box<dyn ReturnPage>>,
    pub(super) key: Option<ApiKey>,
    pub(super) cancelled: Arc<Notify>,
}

impl Waiting {
    /// Its page was opened in the browser.
    pub(super) fn for_browser(
        provider: ProviderId,
        server: Option<ServerAddress>,
        page: SignInPage,
        back: Option<Box<dyn ReturnPage>>,
    ) -> Waiting {
        Waiting {
            number: 0,
            provider,
            server,
            page: Some(page),
            back,
            key: None,
            made: None,
            busy: false,
            given_up: false,
            cancelled: Arc::default(),
        }
    }

    /// It made a key at the provider.
    pub(super) fn for_account(
        provider: ProviderId,
        server: Option<ServerAddress>,
        key: ApiKey,
        made: Made,
    ) -> Waiting {
        Waiting {
            number: 0,
            provider,
            server,
            page: None,
            back: None,
            key: Some(key),
            made: Some(made),
            busy: false,
            given_up: false,
            cancelled: Arc::default(),
        }
    }
}

impl SignIns {
    pub(super) fn add(&mut self, mut waiting: Waiting) -> String {
        while self.waiting.len() >= MOST_WAITING {
            // What is made at a provider and being used right now is not the oldest one to give up.
            let unused = |waiting: &Waiting| !(waiting.busy && waiting.made.is_some());
            let idle = self.waiting.iter().filter(|(_, waiting)| unused(waiting));
            let oldest = idle.min_by_key(|(_, waiting)| waiting.number);
            let Some(oldest) = oldest.map(|(name, _)| name.clone()) else {
                break;
            };
            self.forget_unused(&oldest);
        }
        self.begun += 1;
        waiting.number = self.begun;
        let name = Uuid::new_v4().to_string();
        self.waiting.insert(name.clone(), waiting);
        name
    }

    pub(super) fn release(&mut self, name: &str) {
        if let Some(waiting) = self.waiting.get_mut(name) {
            waiting.busy = false;
            if waiting.given_up {
                self.forget_unused(name);
            }
        }
    }

    /// Ends it, unless what it made is being used right now: that decides.
    pub(super) fn cancel(&mut self, name: &str) {
        match self.waiting.get_mut(name) {
            Some(waiting) if waiting.busy && waiting.made.is_some() => waiting.given_up = true,
            _ => self.forget_unused(name),
        }
    }

    /// Forgets it, and undoes what it made at the provider.
    fn forget_unused(&mut self, name: &str) {
        if let Some(gone) = self.waiting.remove(name) {
            gone.cancelled.notify_one();
            if let Some(made) = gone.made {
                made.give_up();
            }
        }
    }

    /// Forgets it: its key is in use now.
    pub(super) fn forget(&mut self, name: &str) {
        if let Some(used) = self.waiting.remove(name) {
            used.cancelled.notify_one();
        }
    }

    /// Takes it in hand, unless somebody else has it.
    pub(super) fn claim(&mut self, name: &str) -> Option<Claimed> {
        let waiting = self.waiting.get_mut(name).filter(|waiting| !waiting.busy)?;
        waiting.busy = true;
        Some(Claimed {
            provider: waiting.provider.clone(),
            server: waiting.server.clone(),
            page: waiting.page.clone(),
            back: waiting.back.take(),
            key: waiting.key.clone(),
            cancelled: waiting.cancelled.clone(),
        })
    }
}
