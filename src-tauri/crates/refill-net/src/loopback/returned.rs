//! What a return brought along.

use std::fmt;

use refill_core::key::Secret;
use url::form_urlencoded;

/// The parameters of a return. Anybody may have written them: what they say is a claim until it has been
/// proved elsewhere. `Debug` hides them, because a one-time code is among them.
pub struct Returned {
    parameters: Vec<(String, Secret)>,
}

impl Returned {
    pub(super) fn read(query: &str) -> Returned {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Returned {
            parameters: pairs
                .map(|(name, value)| (name.into_owned(), Secret::new(value)))
                .collect(),
        }
    }

    /// The value of the parameter `name`. `None` when it is missing, and also when it is there more than once:
    /// which of them was meant is not for us to guess.
    pub fn only(&self, name: &str) -> Option<&Secret> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (Some(value), None) => Some(value),
            _ => None,
        }
    }

    /// True when the parameter `name` is there with more than an empty value.
    pub fn has_value(&self, name: &str) -> bool {
        // Looks at the length alone.
        self.values(name).any(|value| !value.expose_secret().is_empty())
    }

    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Secret> {
        let of_name = move |(own, value): &'a (String, Secret)| (own == name).then_some(value);
        self.parameters.iter().filter_map(of_name)
    }
}

impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Returned")
            .field("parameters", &self.parameters.len())
            .finish_non_exhaustive()
    }
}
