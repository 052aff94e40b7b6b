//! A build for tests writes down what it shows, where `REFILL_TEST_PHRASE_FILE` says: the words in a line, and the numbers
//! that are asked for in a second one. A product build has no such door.

#[cfg(feature = "automation")]
pub(super) use open::tell;

/// Tells nobody.
#[cfg(not(feature = "automation"))]
pub(super) fn tell(_: &refill_core::key::Secret, _: impl Iterator<Item = usize>) {}

#[cfg(feature = "automation")]
mod open {
    use std::path::PathBuf;
    use std::{env, fs};

    use refill_core::key::Secret;

    pub(in super::super) fn tell(phrase: &Secret, asked: impl Iterator<Item = usize>) {
        let Some(path) = env::var_os("REFILL_TEST_PHRASE_FILE").map(PathBuf::from) else {
            return;
        };
        let numbers: Vec<String> = asked.map(|number| number.to_string()).collect();
        // For a test's wallet, which holds no money.
        let text = format!("{}\n{}\n", phrase.expose_secret(), numbers.join(" "));
        // Whole or not at all: the test reads it at any time.
        let half = path.with_extension("half");
        let written = fs::write(&half, text).and_then(|()| fs::rename(&half, &path));
        if let Err(error) = written {
            tracing::error!(%error, "the words could not be told to the test");
        }
    }
}
