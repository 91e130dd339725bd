//! The key and the algorithm that a token is signed with.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::super::super::material::Material;
use super::super::super::report::{Failure, Json, Report};
use crate::jose::algorithm::{self, Algorithm, SigningKey};
use crate::jose::key::{Found, PublicKey, inspect};
use crate::jose::problem::Problem;
use crate::jose::{keyset, sign};

/// A key that fits its algorithm.
pub(super) struct Signer<'m> {
    material: &'m Material,
    found: &'m Found,
    key: SigningKey,
    /// What it signs with.
    pub(super) algorithm: &'static Algorithm,
}

impl<'m> Signer<'m> {
    /// The key of this material for the algorithm that was named, else with its own one: that of its `alg`, or its
    /// natural one. Of several keys that could sign none is taken unasked.
    pub(super) fn of(
        material: &'m Material,
        named: Option<&'static Algorithm>,
        kid: Option<&str>,
    ) -> Result<Self, Failure> {
        let fail = |problem: Problem| {
            let message = problem.clause();
            Failure::input(Report { message, ..Report::in_file(&material.name, &problem) })
        };
        if let several @ [_, _, ..] = keyset::fit_to_sign(&material.keys, named).as_slice() {
            return Err(Failure::input(which(material, several)));
        }
        let (found, key) = keyset::signer(&material.keys, named, kid).map_err(fail)?;
        let own = || {
            let labelled = found.label.alg.as_deref().and_then(algorithm::by_name);
            labelled.filter(|row| row.fits_signing(&key).is_ok()).or_else(|| Algorithm::natural(&key))
        };
        let algorithm = named.or_else(own).ok_or_else(|| {
            let report = Report::new("no_algorithm", &material.name, "no algorithm signs with a key of this kind");
            Failure::input(report.hint("`jotbench key inspect` tells what it is"))
        })?;
        algorithm.fits_signing(&key).map_err(fail)?;
        // What the file says that the key is for holds for an algorithm that nobody named, too.
        let (found, key) = keyset::signer(&material.keys, Some(algorithm), kid).map_err(fail)?;
        Ok(Self { material, found, key, algorithm })
    }

    /// The public part of the key; none of a secret.
    pub(super) const fn public(&self) -> Option<&PublicKey> {
        self.found.public()
    }

    /// What the file of the key calls it.
    pub(super) fn kid(&self) -> Option<&str> {
        self.found.label.kid.as_deref()
    }

    /// That the header names another key than this one.
    pub(super) fn other_kid(&self, header: Option<&str>) -> Option<Report> {
        let (own, named) = (self.kid()?, header.filter(|kid| Some(*kid) != self.kid())?);
        let message = format!("the header names the key (kid) {named:?}, and the file calls it {own:?}");
        let report = Report::new("kid_differs", "header", message);
        Some(report.hint("verifiers look for a key by its kid; --kid sets another one"))
    }

    /// The token with these texts.
    pub(super) fn sign(&self, header: &str, payload: &str) -> Result<Zeroizing<String>, Failure> {
        let signed = sign::sign(header, payload, self.algorithm, &self.key);
        signed.map(Zeroizing::new).map_err(|problem| Failure::input(Report::in_file(&self.material.name, &problem)))
    }

    /// That the key fits and is weak.
    pub(super) fn weakness(&self) -> Option<Report> {
        let problem = self.algorithm.weakness(&self.key)?;
        Some(Report::in_file(&self.material.name, &problem))
    }

    /// The token, the `text` of the form that it was asked for in, its texts, the `template` that they are of, its key,
    /// and what is to be said.
    pub(super) fn document(
        &self,
        token: &str,
        text: Option<&String>,
        [header, payload]: [String; 2],
        template: Option<&str>,
        notes: impl Iterator<Item = Report>,
    ) -> Json {
        let mut members = vec![("token", Json::text(token))];
        members.extend(text.map(|text| ("text", Json::text(text))));
        members.extend(template.map(|id| ("template", Json::text(id))));
        let description = format!("{}, {}", self.material.name, inspect::describe(self.found));
        let key = vec![("name", Json::text(&self.material.name)), ("description", Json::text(description))];
        members.extend([
            ("header", Json::Raw(header)),
            ("payload", Json::Raw(payload)),
            ("key", Json::Object(key)),
            ("notes", Json::List(notes.map(|note| note.json()).collect())),
        ]);
        Json::Object(members)
    }
}

fn which(material: &Material, several: &[&Found]) -> Report {
    let message = format!("{} keys in it could sign, and which one is meant is not said", several.len());
    let report = Report::new("several_keys", &material.name, message);
    let kids: BTreeSet<&String> = several.iter().filter_map(|found| found.label.kid.as_ref()).collect();
    if kids.len() < 2 {
        // A kid that several bear picks none of them.
        return report.hint("give a file with the one key");
    }
    let kids: Vec<String> = kids.iter().map(|kid| format!("{kid:?}")).collect();
    report.hint(format!("choose one with --kid: {}", kids.join(", ")))
}
