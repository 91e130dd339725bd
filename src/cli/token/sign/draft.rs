//! Header and payload of a token to be made: the texts that were given, with the
//! members that options set.

use super::super::super::report::{Failure, Report};
use super::claims::{Claim, Claims};
use crate::jose::algorithm::{self, Algorithm, Family};
use crate::jose::compose::{Composed, string};
use crate::jose::header::{self, JoseHeader};
use crate::jose::json;
use crate::jose::key::jwk;
use crate::jose::problem::{Part, Problem};
use crate::jose::sign;
use crate::jose::verify::unknown;

/// A text with the name of what it comes from: a file, standard input, an option.
pub(super) struct Given {
    /// The JSON text.
    pub(super) text: String,
    /// For sentences; foreign text.
    pub(super) name: String,
}

/// The header on its way.
pub(super) struct Header {
    composed: Composed,
    name: String,
    /// It was made here, and not given.
    is_own: bool,
    /// What it says, as far as it goes.
    pub(super) jose: JoseHeader,
}

impl Header {
    /// Of the text that was given, or of none.
    pub(super) fn of(given: Option<Given>) -> Result<Self, Failure> {
        let is_own = given.is_none();
        let Given { text, name } = given.unwrap_or_else(|| Given { text: "{}".to_owned(), name: "header".to_owned() });
        let fail = |problem: &Problem| in_text(&name, problem);
        let composed = Composed::of(&text, Part::Header).map_err(|problem| fail(&problem))?;
        let jose = header::read(&text).map_err(|problem| fail(&problem))?;
        Ok(Self { composed, name, is_own, jose })
    }

    /// The algorithm that the header names, if it names one.
    pub(super) fn algorithm(&self) -> Result<Option<&'static Algorithm>, Failure> {
        let fail = |problem: &Problem| in_text(&self.name, problem);
        let alg = match &self.jose.alg {
            Err(problem) if problem.code == "alg_missing" => return Ok(None),
            Err(problem) => return Err(fail(problem)),
            Ok(alg) => alg,
        };
        let row = algorithm::by_name(alg).ok_or_else(|| fail(&unknown(alg)))?;
        if row.family != Family::None {
            return Ok(Some(row));
        }
        let report = Report::new("alg_none", &self.name, "\"alg\" is \"none\": such a token is not signed at all");
        Err(Failure::input(report.hint("--alg names the algorithm to sign with, as --alg RS256")))
    }

    /// The finished text: `alg`, `typ` and `kid` are set in place of what the header has, else at its end. A header that
    /// was not given says that it is of a JWT, and names the key by what the key's file calls it (`key`).
    pub(super) fn finish(
        mut self,
        algorithm: &Algorithm,
        typ: Option<&str>,
        kid: Option<&str>,
        key: Option<&str>,
    ) -> Result<String, Failure> {
        if self.jose.alg.as_ref().ok().map(String::as_str) != Some(algorithm.name) {
            self.composed.set("alg", &string(algorithm.name));
        }
        let own = |value| Some(value).filter(|_| self.is_own);
        for (name, value) in [("typ", typ.or(own("JWT"))), ("kid", kid.or(key.and_then(own)))] {
            if let Some(value) = value {
                self.composed.set(name, &string(value));
            }
        }
        let name = self.name;
        let text = self.composed.text().map_err(|problem| in_text(&name, &problem))?;
        publishes(&text, "header")?;
        header::read(&text).and_then(|jose| sign::can_sign(&jose)).map_err(|problem| in_text(&name, &problem))?;
        Ok(text)
    }
}

/// The payload text: the one that was given with the claims of `--claim` and `--claim-json` and then `registered`. A claim
/// that is there already gets the new value in its place; none may be given twice.
pub(super) fn payload(given: Option<Given>, claims: &Claims, registered: &[Claim]) -> Result<String, Failure> {
    let Given { text, name } = given.unwrap_or_else(|| Given { text: "{}".to_owned(), name: "payload".to_owned() });
    let mut composed = Composed::of(&text, Part::Payload).map_err(|problem| in_text(&name, &problem))?;
    let mut set: Vec<&Claim> = Vec::new();
    for claim in claims.0.iter().chain(registered) {
        if let Some(first) = set.iter().find(|first| first.name == claim.name) {
            let message =
                format!("the claim \"{}\" is given twice: by {} and {}", claim.name, first.place, claim.place);
            let report = Report::new("duplicate_member", "command line", message);
            return Err(Failure::input(report.hint("readers disagree on which one counts: keep one")));
        }
        json::distinct(&claim.value, Part::Payload).map_err(|problem| in_text(&claim.place, &problem))?;
        composed.set(&claim.name, &claim.value);
        set.push(claim);
    }
    let text = composed.text().map_err(|problem| in_text(&name, &problem))?;
    publishes(&text, "payload").map(|()| text)
}

/// Whoever gets a token reads what is in it: a private key there is one no longer.
fn publishes(text: &str, part: &str) -> Result<(), Failure> {
    let Some(member) = jwk::private_within(text) else { return Ok(()) };
    let what = if member.is_empty() { "is a private key" } else { "holds a private key" };
    let place = if member.is_empty() { part.to_owned() } else { format!("{part}, member {member}") };
    let message = format!("the {part} {what}, and everybody who gets the token could read it");
    let report = Report::new("private_key_in_token", place, message);
    Err(Failure::input(report.hint("put the public key there: `jotbench key convert --to jwk --public` writes it")))
}

fn in_text(name: &str, problem: &Problem) -> Failure {
    let mut report = Report::in_file(name, problem);
    report.message = problem.clause();
    Failure::input(report)
}
