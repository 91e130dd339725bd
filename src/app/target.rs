//! What a document is made for: its template and what was typed into its form. What
//! the target says to the texts. How the texts follow is in `workbench/aim.rs`.

use std::sync::Arc;

use super::copy::Request;
use super::keys::Reading;
use super::template::fill::{self, KeyFacts};
use super::template::{Template, Values, lint};
use super::workbench::Workbench;
use crate::jose::check::Check;
use crate::jose::key::Item;

/// What a document is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The template.
    pub template: Arc<Template>,
    /// What was typed into its form; nothing secret is asked for there.
    pub values: Values,
    /// Facts of the key that were filled into the texts: the placeholder and what took its place.
    pub facts: Vec<(String, String)>,
}

/// Why the target would refuse what is on screen: `Qlik Cloud refuses it: lifetime: 61 min 0 s …`.
pub fn refusal(bench: &Workbench, now: i64) -> Option<String> {
    let target = bench.mark().target.as_ref()?;
    let refusal = lint::refusal(&lints(bench, now))?;
    Some(format!("{} refuses it: {refusal}", target.template.title))
}

impl Target {
    /// What to do next there.
    pub fn next(&self) -> impl Iterator<Item = String> {
        self.template.next.iter().map(|step| fill::sentence(&self.template, &self.values, step))
    }

    /// How a token is sent to it, to another address if one is given; nothing if not all that needs is known.
    pub fn request(&self, url: Option<&str>) -> Option<Request> {
        fill::request(&self.template, &self.values, url)
    }

    /// The header of its own that the target reads the token from.
    pub fn carrier(&self) -> Option<(String, String)> {
        fill::carrier(&self.template, &self.values).filter(|(name, _)| name != "Authorization")
    }
}

/// What the keys in both panes are known by: a certificate in pane 4 counts before one in pane 3.
pub(super) fn facts(bench: &Workbench) -> KeyFacts {
    let keys = bench.keys();
    let [public, signing] = [&keys.public, &keys.signing].map(Reading::file);
    let files = || [public, signing].into_iter().flatten();
    let certificate = files().flat_map(|file| &file.found).find_map(|found| match &found.item {
        Item::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    // The key that signs is the one that the other side must know.
    let private = signing.and_then(|file| file.first_private()).and_then(|key| key.public());
    KeyFacts::of(private.or_else(|| files().find_map(|file| file.first_public())), certificate)
}

/// What the target says to the texts on screen; nothing without a target.
pub(super) fn lints(bench: &Workbench, now: i64) -> Vec<Check> {
    let Some(target) = &bench.mark().target else { return Vec::new() };
    let claims = bench.derived().claims.as_ref().ok();
    let lifetime = claims.and_then(|claims| lint::lifetime(&target.template, claims, now));
    lint::sorted(bench.derived().demands.iter().cloned().chain(lifetime).collect())
}
