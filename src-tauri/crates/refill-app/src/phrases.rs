//! Phrases of a Fluent file that is part of the program.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// The phrases of one file.
pub struct Phrases(FluentBundle<FluentResource>);

/// A phrase, and what stands in its gaps.
pub struct Phrase<'a> {
    phrases: &'a Phrases,
    id: String,
    gaps: FluentArgs<'a>,
}

impl Phrases {
    /// Reads an English file. Parts that are no Fluent are left out, and a test finds the missing phrase.
    pub fn new(file: &'static str) -> Phrases {
        let mut bundle = FluentBundle::new_concurrent(vec![unic_langid::langid!("en")]);
        // The text leaves as plain text, where marks around the gaps would show as boxes.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Phrases(bundle)
    }

    /// A phrase without gaps.
    pub fn say(&self, id: &str) -> String {
        self.phrase(id).say()
    }

    /// The phrase with this id.
    pub fn phrase(&self, id: &str) -> Phrase<'_> {
        Phrase {
            phrases: self,
            id: id.to_owned(),
            gaps: FluentArgs::new(),
        }
    }

    /// Every id that the file has.
    pub fn has(&self, id: &str) -> bool {
        self.0.has_message(id)
    }
}

impl<'a> Phrase<'a> {
    /// Fills a gap with a text that is ready to show.
    #[must_use]
    pub fn with(mut self, gap: &'a str, text: impl Into<std::borrow::Cow<'a, str>>) -> Phrase<'a> {
        self.gaps.set(gap, FluentValue::String(text.into()));
        self
    }

    /// Fills a gap with a count, for which the phrase may have several forms.
    #[must_use]
    pub fn count(mut self, gap: &'a str, count: usize) -> Phrase<'a> {
        self.gaps.set(gap, count);
        self
    }

    /// The phrase in words; its id where there is none, so that nobody is told nothing.
    pub fn say(&self) -> String {
        let message = self.phrases.0.get_message(&self.id);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return self.id.clone();
        };
        let mut faults = Vec::new();
        let said = self
            .phrases
            .0
            .format_pattern(pattern, Some(&self.gaps), &mut faults);
        said.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_and_counts_are_filled() {
        let phrases = Phrases::new(
            "hello = Hello, { $name }\nmany = { $n ->\n    [one] one\n   *[other] { $n } of them\n}\n",
        );
        assert_eq!(phrases.phrase("hello").with("name", "you").say(), "Hello, you");
        assert_eq!(phrases.phrase("many").count("n", 1).say(), "one");
        assert_eq!(phrases.phrase("many").count("n", 12).say(), "12 of them");
        assert_eq!(phrases.say("nothing"), "nothing");
        assert!(phrases.has("hello") && !phrases.has("nothing"));
    }
}
