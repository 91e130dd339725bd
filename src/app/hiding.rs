//! Which panes hold secrets, and how those are kept from being seen.

use super::App;
use super::keys::Reading;
use super::pane::Pane;
use crate::jose::key;

/// How a pane keeps its text from being seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// It does not.
    No,
    /// A dot for each character.
    Dots,
    /// The first line and how many more there are.
    Summary,
}

impl App {
    /// How a pane keeps its text from being seen.
    pub fn hidden(&self, pane: Pane) -> Hidden {
        if !self.is_secret(pane) || self.revealed_until.is_some() {
            return Hidden::No;
        }
        match &self.bench.keys().signing {
            Reading::Secret(_) if pane == Pane::Signing => Hidden::Dots,
            _ => Hidden::Summary,
        }
    }

    /// True if a pane holds a private key or a secret, or what may be one.
    pub(super) fn is_secret(&self, pane: Pane) -> bool {
        let keys = self.bench.keys();
        match pane {
            Pane::Signing => keys.signing.is_secret(),
            Pane::Public => match &keys.public {
                Reading::Unusable(_) => {
                    let text = self.bench.text(pane);
                    text.contains("PRIVATE") || key::looks_like_key(text).is_some_and(|hint| hint.private)
                }
                other => other.is_secret(),
            },
            _ => false,
        }
    }
}
