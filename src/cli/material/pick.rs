//! `--kid`: one key of a JWK Set, with its certificates, instead of all of them.

use super::super::report::{Failure, Report, grade};
use super::Material;
use crate::jose::key::{Found, Item, KeyFile, jwk};

impl Material {
    /// Leaves the keys of a JWK Set that have this kid (or thumbprint, for a key without one); what is no set stays.
    ///
    /// Code: `no_such_kid`.
    pub(in crate::cli) fn pick(&mut self, wanted: &str) -> Result<(), Failure> {
        if !self.keys.is_set {
            return Ok(());
        }
        let is_key = |found: &&Found| !matches!(found.item, Item::Certificate(_));
        let keys: Vec<Found> = self.keys.found.iter().filter(is_key).cloned().collect();
        let picked: Vec<&Found> = keys.iter().filter(|found| kid(found).as_deref() == Some(wanted)).collect();
        if picked.is_empty() {
            let message = format!("no key of this set has the kid {wanted:?}");
            let report = Report::new("no_such_kid", &self.name, message);
            return Err(Failure::input(report.hint(choices(&keys, &self.keys))));
        }
        self.keys.found.retain(|found| match &found.item {
            Item::Certificate(certificate) => {
                picked.iter().filter_map(|key| key.public()).any(|key| certificate.public().matches(key))
            }
            _ => picked.contains(&found),
        });
        Ok(())
    }
}

/// What is to be said where a kid was given and nothing that was read is a JWK Set.
pub(in crate::cli) fn unused_kid(kid: Option<&str>, some_set: bool) -> Option<String> {
    let _ = kid.filter(|_| !some_set)?;
    let report = Report::new("kid_unused", "--kid", "the kid picks nothing: there is no JWK Set");
    Some(report.words(grade::NOTE))
}

/// Its kid, else its RFC 7638 thumbprint; none for a secret without a kid.
fn kid(found: &Found) -> Option<String> {
    found.label.kid.clone().or_else(|| found.public().map(jwk::thumbprint))
}

fn choices(keys: &[Found], file: &KeyFile) -> String {
    let kids: Vec<String> = keys.iter().filter_map(kid).map(|kid| format!("{kid:?}")).collect();
    let unreadable = if file.problems.is_empty() { "" } else { "; other keys of it could not be used" };
    if kids.is_empty() {
        return format!("no key of it has one: leave --kid out{unreadable}");
    }
    format!("choose one with --kid: {}{unreadable}", kids.join(", "))
}
