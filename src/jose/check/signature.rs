//! The verdict on the signature, with the cause where it was found.

use super::{Facts, Said, Status, wanted_key};
use crate::jose::algorithm::Family;
use crate::jose::key::jwk::clip;
use crate::jose::verify::Signature;

pub(super) fn say(facts: &Facts<'_>) -> Vec<Said> {
    let Some(judged) = facts.judged else { return Vec::new() };
    let name = facts.algorithm.map_or("", |row| row.name);
    let key = facts.key.unwrap_or("the key");
    let mut said = vec![one(&judged.signature, name, key, facts)];
    if let (Some(why), Some(first)) = (&judged.why, said.first_mut())
        && matches!(judged.signature, Signature::Invalid | Signature::Refused(_))
    {
        *first = Said::of(Status::Fail, &why.problem).fix(why.fix.clone());
        first.message = cause(facts);
    }
    let others = judged.all.iter().enumerate().filter(|(at, _)| *at != judged.at);
    said.extend(others.map(|(at, signature)| further(signature, at, facts)));
    said
}

/// A signature of several that is not the one that counts.
fn further(signature: &Signature, at: usize, facts: &Facts<'_>) -> Said {
    let count = facts.judged.map_or(0, |judged| judged.all.len());
    let alg = facts.decoded.and_then(|decoded| decoded.signature_at(at).alg()).unwrap_or_default();
    let (status, code, what) = match signature {
        Signature::Valid => (Status::Ok, "further_signature", "verifies too"),
        Signature::Invalid => (Status::Warn, "further_signature_invalid", "does not verify with the keys given"),
        Signature::Refused(problem) | Signature::CannotCheck(problem) => {
            (Status::Unknown, "further_signature_unchecked", problem.message.as_str())
        }
        Signature::NoKey => (Status::Unknown, "further_signature_unchecked", "no key to check it with"),
    };
    Said::new(status, code, format!("signature {} of {count} ({}): {what}", at + 1, clip(alg)))
}

fn one(signature: &Signature, name: &str, key: &str, facts: &Facts<'_>) -> Said {
    match signature {
        Signature::Valid => Said::new(Status::Ok, "valid", format!("{}{name}, {key}", which(facts))),
        Signature::Invalid => Said::new(Status::Fail, "bad_signature", cause(facts)).hint(match facts.algorithm {
            Ok(row) if row.family == Family::Hmac => "an HMAC cannot tell which of the two it is",
            _ => "it was made by another key, or header or payload were changed after signing",
        }),
        Signature::Refused(problem) => Said::of(Status::Fail, problem),
        Signature::CannotCheck(problem) => Said::of(Status::Unknown, problem),
        Signature::NoKey => {
            Said::new(Status::Unknown, "no_key", "no key to check with").hint(wanted_key(facts.algorithm.ok()))
        }
    }
}

/// Why the signature is no good, and with which key: the sentence of the verdict.
pub(super) fn cause(facts: &Facts<'_>) -> String {
    let key = facts.key.unwrap_or("the key");
    let Some(judged) = facts.judged else { return String::new() };
    let which = which(facts);
    match (&judged.signature, &judged.why) {
        (Signature::Invalid, Some(why)) if facts.key.is_none() => format!("{which}{}", why.problem.message),
        (Signature::Invalid, Some(why)) => format!("{which}{} ({key})", why.problem.message),
        (_, Some(why)) => why.problem.message.clone(),
        _ if facts.algorithm.is_ok_and(|row| row.family == Family::Hmac) => {
            format!("{which}another secret or changed text: does not verify with {key}")
        }
        _ => format!("{which}wrong key or changed text: does not verify with {key}"),
    }
}

/// Which of several signatures it is.
pub(super) fn which(facts: &Facts<'_>) -> String {
    let several = facts.judged.filter(|judged| judged.all.len() > 1);
    several.map_or_else(String::new, |judged| format!("signature {} of {}: ", judged.at + 1, judged.all.len()))
}
