//! What all checks come to: one of the verdicts that scripts see, and one sentence.

use super::signature::{cause, which};
use super::time::early;
use super::{Check, Facts, Status};
use crate::jose::claims::{Claims, Time};
use crate::jose::problem::Problem;
use crate::jose::times;
use crate::jose::verify::Signature;

/// The verdict on a token as a whole, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conclusion {
    /// It cannot be read as a token.
    Unreadable,
    /// It is of a kind, or signed with an algorithm, that is not judged here.
    Unsupported,
    /// There is no key to check with.
    NoKey,
    /// No key of those given fits the token.
    NoMatchingKey,
    /// The algorithm is not allowed with the key, or not at all.
    AlgorithmNotAllowed,
    /// The signature does not verify.
    BadSignature,
    /// The signature verifies; `exp` is reached.
    Expired,
    /// The signature verifies; `nbf` or `iat` lies ahead.
    NotYetValid,
    /// The signature verifies; a claim is not as it must be.
    ClaimMismatch,
    /// The signature verifies; the payload is no claims set.
    NotAClaimsSet,
    /// The signature verifies and every check passes.
    Valid,
}

impl Conclusion {
    /// Its name in JSON documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::BadSignature => "bad_signature",
            Self::AlgorithmNotAllowed => "algorithm_not_allowed",
            Self::NoMatchingKey | Self::NoKey => "no_matching_key",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::ClaimMismatch => "claim_mismatch",
            Self::NotAClaimsSet => "not_a_claims_set",
            Self::Unreadable => "unreadable",
            Self::Unsupported => "unsupported",
        }
    }
}

/// What the facts and their checks (see [`super::run`]) come to, and the sentence that says it: the cause, as in the
/// verdict line.
///
/// It is [`Conclusion::Valid`] only if the signature verifies and not one check fails. Of a token that cannot be read
/// the checks are not looked at.
pub fn conclude(facts: &Facts<'_>, checks: &[Check]) -> (Conclusion, String) {
    if let Some(problem) = facts.decoded.and_then(|decoded| decoded.problems.first()) {
        return (Conclusion::Unreadable, problem.to_string());
    }
    let Some(judged) = facts.judged else { return (Conclusion::NoKey, "not checked".to_owned()) };
    let key = facts.key.unwrap_or("the key");
    let disallowed = checks.iter().find(|check| check.code == "algorithm_not_allowed");
    match (&judged.signature, disallowed) {
        (Signature::CannotCheck(problem), _) => (Conclusion::Unsupported, with_hint(problem)),
        (Signature::Refused(problem), _) => match &judged.why {
            Some(why) => (refused(problem.code), with_hint(&why.problem)),
            None => (refused(problem.code), with_hint(problem)),
        },
        (Signature::Valid, Some(check)) => {
            (Conclusion::AlgorithmNotAllowed, format!("{} (signature valid, {key})", check.message))
        }
        (_, Some(check)) => (Conclusion::AlgorithmNotAllowed, check.message.clone()),
        (Signature::NoKey, None) => (Conclusion::NoKey, "no key to check with".to_owned()),
        (Signature::Invalid, None) => (Conclusion::BadSignature, cause(facts)),
        (Signature::Valid, None) => validated(facts, key, checks),
    }
}

/// What a refusal of the signature comes to.
fn refused(code: &str) -> Conclusion {
    match code {
        "no_matching_key" => Conclusion::NoMatchingKey,
        "alg_none"
        | "algorithm_confusion"
        | "algorithm_key_mismatch"
        | "curve_mismatch"
        | "key_size"
        | "key_alg"
        | "key_use"
        | "key_operations" => Conclusion::AlgorithmNotAllowed,
        _ => Conclusion::BadSignature,
    }
}

/// The signature verifies: the times, then the rest.
fn validated(facts: &Facts<'_>, key: &str, checks: &[Check]) -> (Conclusion, String) {
    let policy = facts.policy;
    let judged = conditions(facts);
    let late = |what: String| format!("{judged}{what} (signature valid, {key})");
    if let Ok(claims) = facts.claims
        && !policy.ignore_time
    {
        let moment = policy.moment(facts.now);
        let failed = match claims.time(moment, policy.leeway) {
            Time::Unlimited | Time::Current { .. } => None,
            Time::Expired { ago } => Some((Conclusion::Expired, format!("expired {} ago", times::duration(ago)))),
            Time::NotYet { wait } => Some((Conclusion::NotYetValid, early(facts, "nbf", wait))),
            Time::IssuedAhead { ahead } => Some((Conclusion::NotYetValid, early(facts, "iat", ahead))),
            Time::Malformed(problem) => {
                let ahead = claims.lies_ahead(moment.saturating_add(policy.leeway));
                let conclusion = if ahead { Conclusion::NotYetValid } else { Conclusion::ClaimMismatch };
                Some((conclusion, with_hint(&problem)))
            }
        };
        if let Some((conclusion, what)) = failed {
            return (conclusion, late(what));
        }
    }
    if let Err(problem) = facts.claims
        && !policy.any_payload
    {
        let what = if problem.code == "nested_token" {
            "signature valid, but the payload is a token itself: open the one inside and check that".to_owned()
        } else {
            format!("signature valid, but the payload is no claims set: {}", problem.clause())
        };
        return (Conclusion::NotAClaimsSet, what);
    }
    if let Some(check) = checks.iter().find(|check| check.status == Status::Fail) {
        return (Conclusion::ClaimMismatch, late(check.message.clone()));
    }
    let far = facts.claims.ok().and_then(Claims::far).map(|problem| problem.message.clone());
    // What the verdict itself has to say: whoever reads "valid" alone would be misled.
    let grave = |note: &&Problem| ["bearer_twice", "changed_here", "unknown_kid"].contains(&note.code);
    let twice = facts.notes.iter().chain(facts.key_warnings).find(grave).map(|note| note.message.clone());
    let but = far.or(twice).map_or(String::new(), |but| format!("but {but}: "));
    (Conclusion::Valid, format!("{judged}{but}{}signature valid with {key}", which(facts)))
}

/// How the times were judged, where it was not as of now and exactly: whoever reads the verdict must not miss it.
fn conditions(facts: &Facts<'_>) -> String {
    let policy = facts.policy;
    if policy.ignore_time {
        return "times not judged: ".to_owned();
    }
    let at = policy.at.map(|at| format!("as of {}", times::utc(at)));
    let left = facts.claims.ok().map(|claims| claims.time(policy.moment(facts.now), policy.leeway));
    let leeway = match left {
        _ if policy.leeway == 0 => None,
        Some(Time::Current { left: Some(left) }) if left <= 0 => Some(format!(
            "expired {} ago, within the leeway of {}",
            times::duration(left),
            times::duration(policy.leeway)
        )),
        _ => Some(format!("leeway {}", times::duration(policy.leeway))),
    };
    let said: Vec<String> = at.into_iter().chain(leeway).collect();
    if said.is_empty() { String::new() } else { format!("{}: ", said.join(", ")) }
}

fn with_hint(problem: &Problem) -> String {
    match &problem.hint {
        Some(hint) => format!("{}: {hint}", problem.message),
        None => problem.message.clone(),
    }
}
