//! Many accounts, for benchmarks.

use refill_core::ids::ProviderId;

use crate::account::{AccountSeed, DOLLAR};
use crate::desk::DESKS;
use crate::world::{CLADO, DRIA, OPENROUTER};

/// `count` accounts, spread evenly over the providers or all at `provider`.
///
/// The n-th one (from 1) has the key `bench-key-<n>` after the provider's prefix, for example
/// `dkn_live_bench-key-1`, and 1,000 + n credits; at OpenRouter it is a management key and has as many dollars.
/// Spread, their order is Dria, Web3 API, OpenRouter, Hyper3D, Clado, and from the start again.
pub fn bench_accounts(count: usize, provider: Option<&ProviderId>) -> Vec<AccountSeed> {
    let desks = DESKS.iter().map(|desk| &desk.id);
    let providers: Vec<&ProviderId> = match provider {
        Some(one) => vec![one],
        None => desks.collect(),
    };
    (1_i64..)
        .zip(providers.into_iter().cycle().take(count))
        .map(|(number, provider)| account(provider, number))
        .collect()
}

fn account(provider: &ProviderId, number: i64) -> AccountSeed {
    let (prefix, unit) = match provider {
        id if *id == DRIA => ("dkn_live_", 1),
        id if *id == OPENROUTER => ("sk-or-v1-", DOLLAR),
        id if *id == CLADO => ("lk_", 1),
        _ => ("", 1),
    };
    let key = format!("{prefix}bench-key-{number}");
    AccountSeed::new(provider.clone(), key, (1_000 + number) * unit)
}
