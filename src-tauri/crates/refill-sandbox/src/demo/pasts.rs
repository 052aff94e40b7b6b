//! What the demo accounts live through, and what it costs them.

use crate::account::{CENT, DOLLAR};
use crate::budget::LimitReset;
use crate::story::{Level, Priced, Story};

pub(super) fn whole_account() -> Story {
    Story {
        seed: 505,
        calls: MODELS,
        most_at_work: 8,
        most_at_rest: 1,
        one_in: 1,
        top_ups: &[(44, 25 * DOLLAR), (16, 50 * DOLLAR)],
        level: Level::EndsAt(4_217 * CENT),
    }
}

pub(super) fn side_project() -> Story {
    Story {
        seed: 606,
        calls: SMALL_MODELS,
        most_at_work: 1,
        most_at_rest: 2,
        one_in: 1,
        top_ups: &[],
        level: Level::Limit(20 * DOLLAR, LimitReset::Monthly),
    }
}

pub(super) fn chat_client() -> Story {
    Story {
        seed: 707,
        calls: MODELS,
        most_at_work: 1,
        most_at_rest: 1,
        one_in: 1,
        top_ups: &[],
        level: Level::EndsAt(60 * DOLLAR),
    }
}

pub(super) fn work() -> Story {
    Story {
        seed: 101,
        calls: INFERENCE,
        most_at_work: 3,
        most_at_rest: 0,
        one_in: 1,
        top_ups: &[(38, 1_000)],
        level: Level::EndsAt(420),
    }
}

pub(super) fn personal() -> Story {
    Story {
        seed: 202,
        calls: INFERENCE,
        most_at_work: 1,
        most_at_rest: 1,
        one_in: 1,
        top_ups: &[(23, 2_000)],
        level: Level::EndsAt(2_350),
    }
}

pub(super) fn rodin_studio() -> Story {
    Story {
        seed: 808,
        calls: WHOLE_GENERATIONS,
        most_at_work: 1,
        most_at_rest: 0,
        one_in: 8,
        top_ups: &[(33, 30)],
        level: Level::EndsAt(18),
    }
}

pub(super) fn game_assets() -> Story {
    Story {
        seed: 909,
        calls: GENERATIONS_IN_TENTHS,
        most_at_work: 1,
        most_at_rest: 0,
        one_in: 8,
        top_ups: &[(26, 150)],
        level: Level::EndsAt(125),
    }
}

pub(super) fn people_search() -> Story {
    Story {
        seed: 1_010,
        calls: SEARCHES,
        most_at_work: 2,
        most_at_rest: 0,
        one_in: 8,
        top_ups: &[(12, 200)],
        level: Level::EndsAt(247),
    }
}

pub(super) fn wallet_app() -> Story {
    Story {
        seed: 303,
        calls: CHAIN_CALLS,
        most_at_work: 10,
        most_at_rest: 1,
        one_in: 1,
        top_ups: &[(47, 10_000), (12, 50_000)],
        level: Level::FallsTo(380),
    }
}

pub(super) fn staging() -> Story {
    Story {
        seed: 404,
        calls: CHAIN_CALLS,
        most_at_work: 4,
        most_at_rest: 0,
        one_in: 1,
        top_ups: &[(33, 10_000)],
        level: Level::EndsAt(8_240),
    }
}

/// What calls of models cost on the whole, in billionths of a dollar.
const MODELS: &[Priced] = &[
    priced(Some("anthropic/claude-sonnet-4.5|Anthropic"), 61_350_000, 30),
    priced(Some("anthropic/claude-sonnet-4.5|Amazon Bedrock"), 48_900_000, 8),
    priced(Some("openai/gpt-5-mini|OpenAI"), 4_125_500, 30),
    priced(Some("google/gemini-2.5-flash|Google AI Studio"), 2_870_900, 20),
    priced(Some("deepseek/deepseek-chat-v3.1|DeepInfra"), 1_640_270, 12),
];

/// Long calls of cheap models.
const SMALL_MODELS: &[Priced] = &[
    priced(Some("openai/gpt-5-mini|OpenAI"), 31_400_250, 50),
    priced(Some("google/gemini-2.5-flash|Google AI Studio"), 22_750_300, 30),
    priced(Some("deepseek/deepseek-chat-v3.1|DeepInfra"), 9_800_540, 20),
];

/// What model calls cost, in whole cents.
const INFERENCE: &[Priced] = &[priced(None, 1, 60), priced(None, 2, 30), priced(None, 5, 10)];

/// A model, and one with finer textures.
const WHOLE_GENERATIONS: &[Priced] = &[priced(None, 1, 80), priced(None, 2, 20)];

/// Half a credit for a model, a whole one for finer textures.
const GENERATIONS_IN_TENTHS: &[Priced] = &[priced(None, 5, 80), priced(None, 10, 20)];

/// An e-mail address, a search of five, a telephone number.
const SEARCHES: &[Priced] = &[priced(None, 4, 50), priced(None, 5, 20), priced(None, 10, 30)];

/// Calls and costs of the documented price list.
const CHAIN_CALLS: &[Priced] = &[
    priced(Some("/api/v1/gas/price"), 1, 14),
    priced(Some("/api/v1/gas/estimate"), 1, 10),
    priced(Some("/api/v1/blocks/latest"), 1, 10),
    priced(Some("/api/v1/prices/batch"), 1, 8),
    priced(Some("/api/v1/transactions/status"), 2, 12),
    priced(Some("/api/v1/transactions"), 2, 8),
    priced(Some("/api/v1/wallets/create"), 5, 3),
    priced(Some("/api/v1/tx/sign"), 5, 4),
    priced(Some("/api/v1/balance/batch"), 5, 8),
    priced(Some("/api/v1/balance/token/batch"), 5, 8),
    priced(Some("/api/v1/transfer/native"), 10, 5),
    priced(Some("/api/v1/transfer/token"), 10, 8),
    priced(Some("/api/v1/tx/broadcast"), 10, 4),
    priced(Some("/api/v1/contract/read"), 10, 10),
    priced(Some("/api/v1/contract/write"), 10, 5),
    priced(Some("/api/v1/token/approve"), 10, 2),
];

const fn priced(endpoint: Option<&'static str>, cost: i64, weight: u64) -> Priced {
    Priced {
        endpoint,
        cost,
        weight,
    }
}
