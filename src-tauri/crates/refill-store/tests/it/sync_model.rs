//! Random runs, kills and new rows against a model of the provider.

use std::collections::HashMap;

use proptest::prelude::*;
use refill_core::history::Change;
use refill_core::ids::AccountId;
use refill_store::Store;

use crate::support::{add, at, changes, debit, numbered};

/// What happens before a run reads its next page.
#[derive(Clone, Debug)]
enum Step {
    /// So many new rows appear at the top of the provider's list.
    Grow(usize),
    /// The process is killed: the run never ends.
    Kill,
    /// The run reads a page, or a new run begins.
    Read,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => (1_usize..12).prop_map(Step::Grow),
        1 => Just(Step::Kill),
        8 => Just(Step::Read),
    ];
    proptest::collection::vec(step, 0..80)
}

/// A client that reads a provider's list as the app does.
struct Client<'a> {
    store: &'a Store,
    account: AccountId,
    page_size: usize,
    run: Option<(refill_store::RunId, usize)>,
}

impl Client<'_> {
    /// Reads one page of `list` (oldest first, as it stands now). True when the run reached its end.
    fn read(&mut self, list: &[Change]) -> bool {
        let (run, number) = self
            .run
            .take()
            .unwrap_or_else(|| (self.store.begin_history_run(&self.account).expect("begun"), 0));
        let newest_first: Vec<Change> = list.iter().rev().cloned().collect();
        let start = (number * self.page_size).min(list.len());
        let end = (start + self.page_size).min(list.len());
        let page = &newest_first[start..end];
        let outcome = self.store.store_history_page(&run, page, false).expect("stored");
        if outcome.all_known || page.len() < self.page_size {
            let stored = fingerprints(&changes(self.store, &self.account));
            for older in &newest_first[start..] {
                assert!(
                    stored.contains_key(&older.fingerprint()),
                    "a run stopped above a gap"
                );
            }
            self.store.complete_history_run(&run, at(1)).expect("completed");
            return true;
        }
        self.run = Some((run, number + 1));
        false
    }
}

fn fingerprints(rows: &[Change]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for row in rows {
        *counts.entry(row.fingerprint()).or_default() += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn ends_with_exactly_the_list_of_the_provider(steps in steps(), page_size in 1_usize..9) {
        let store = Store::open_in_memory().expect("a store");
        let account = add(&store, "a");
        let mut client = Client { store: &store, account: account.clone(), page_size, run: None };
        let mut list: Vec<Change> = Vec::new();
        for step in steps {
            match step {
                Step::Grow(rows) => list.extend((list.len()..list.len() + rows).map(numbered)),
                Step::Kill => client.run = None,
                Step::Read => { client.read(&list); }
            }
        }
        // The run under way may have begun before the newest rows came.
        while !client.read(&list) {}
        while !client.read(&list) {}
        prop_assert_eq!(fingerprints(&changes(&store, &account)), fingerprints(&list));
        // Nothing new: the next run sees one page and stops.
        prop_assert!(client.read(&list));
        prop_assert_eq!(changes(&store, &account).len(), list.len());
    }

    #[test]
    fn twins_are_never_more_than_there_are_nor_fewer_than_a_page_showed(
        seconds in proptest::collection::vec(0_i64..6, 1..60),
        page_sizes in proptest::collection::vec(1_usize..12, 1..5),
    ) {
        let store = Store::open_in_memory().expect("a store");
        let account = add(&store, "a");
        let mut seconds = seconds;
        seconds.sort_unstable_by(|a, b| b.cmp(a));
        let list: Vec<Change> = seconds.into_iter().map(|second| debit(second, "1")).collect();
        let mut most: HashMap<String, usize> = HashMap::new();
        for page_size in page_sizes {
            let run = store.begin_history_run(&account).expect("begun");
            for page in list.chunks(page_size) {
                store.store_history_page(&run, page, false).expect("stored");
                for (row, count) in fingerprints(page) {
                    let seen = most.entry(row).or_default();
                    *seen = count.max(*seen);
                }
            }
            store.complete_history_run(&run, at(1)).expect("completed");
        }
        prop_assert_eq!(fingerprints(&changes(&store, &account)), most);
    }
}
