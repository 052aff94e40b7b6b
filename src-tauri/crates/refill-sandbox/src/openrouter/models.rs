//! The models that the stories call, and what a token costs there.

/// A model at one of the companies that run it.
#[derive(Debug)]
pub(super) struct Model {
    /// Its name, and after the bar who runs it: as it stands in a history row.
    pub(super) endpoint: &'static str,
    /// Its name with the version.
    pub(super) permaslug: &'static str,
    /// Billionths of a dollar for a token that goes in, and for one that comes out.
    pub(super) input: i64,
    pub(super) output: i64,
    /// It thinks before it answers.
    pub(super) has_reasoning: bool,
}

pub(super) const MODELS: [Model; 5] = [
    Model {
        endpoint: "anthropic/claude-sonnet-4.5|Anthropic",
        permaslug: "anthropic/claude-4.5-sonnet-20250929",
        input: 3_000,
        output: 15_000,
        has_reasoning: false,
    },
    Model {
        endpoint: "anthropic/claude-sonnet-4.5|Amazon Bedrock",
        permaslug: "anthropic/claude-4.5-sonnet-20250929",
        input: 3_000,
        output: 15_000,
        has_reasoning: false,
    },
    Model {
        endpoint: "openai/gpt-5-mini|OpenAI",
        permaslug: "openai/gpt-5-mini-2025-08-07",
        input: 250,
        output: 2_000,
        has_reasoning: true,
    },
    Model {
        endpoint: "google/gemini-2.5-flash|Google AI Studio",
        permaslug: "google/gemini-2.5-flash",
        input: 300,
        output: 2_500,
        has_reasoning: false,
    },
    Model {
        endpoint: "deepseek/deepseek-chat-v3.1|DeepInfra",
        permaslug: "deepseek/deepseek-chat-v3.1",
        input: 270,
        output: 1_000,
        has_reasoning: false,
    },
];

/// What was called where a row does not say.
pub(super) const UNTOLD: &str = "openrouter/auto|OpenRouter";

/// Which model it is, and its number among them.
pub(super) fn find(endpoint: &str) -> Option<(usize, &'static Model)> {
    MODELS
        .iter()
        .enumerate()
        .find(|(_, model)| model.endpoint == endpoint)
}
