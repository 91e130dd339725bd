//! The keys: whether they belong together, fit the algorithm and are strong.

use super::{Facts, Said, Status};
use crate::jose::key::pair::Match;
use crate::jose::problem::Problem;
use crate::jose::verify::Signature;

pub(super) fn matching(facts: &Facts<'_>) -> Vec<Said> {
    let said = match facts.pair {
        None => return Vec::new(),
        Some(Match::Yes) => Said::new(Status::Ok, "pair_matches", "signing key and public key belong together"),
        Some(Match::No) => Said::new(Status::Warn, "pair_differs", "signing key and public key do not belong together")
            .hint("open the certificate that was made for this private key"),
        Some(Match::Unknown) => {
            Said::new(Status::Unknown, "pair_unknown", "cannot tell whether the two keys belong together")
        }
    };
    vec![said]
}

pub(super) fn algorithm(facts: &Facts<'_>) -> Vec<Said> {
    let row = match facts.algorithm {
        Err(problem) => return vec![Said::of(Status::Fail, problem)],
        Ok(row) => row,
    };
    let allowed = &facts.policy.expect.alg;
    if !allowed.is_empty() && !allowed.iter().any(|name| name == row.name) {
        let verb = if allowed.len() > 1 { "are" } else { "is" };
        let message = format!("the token's alg is {}, and only {} {verb} allowed", row.name, allowed.join(", "));
        return vec![Said::new(Status::Fail, "algorithm_not_allowed", message)];
    }
    // A refused signature says the same sentence already.
    let said_already = facts.judged.is_some_and(|judged| matches!(judged.signature, Signature::Refused(_)));
    let lies =
        facts.judged.and_then(|judged| judged.why.as_ref()).is_some_and(|why| why.problem.code.starts_with("alg_"));
    let mut said = match facts.fit.filter(|_| !lies) {
        Some(Ok(())) => vec![Said::new(Status::Ok, "fits", format!("{} fits the key", row.name))],
        Some(Err(problem)) if !said_already => vec![Said::of(Status::Fail, problem)],
        Some(Err(_)) | None => Vec::new(),
    };
    said.extend(facts.weakness.map(|problem| Said::of(Status::Warn, problem)));
    said
}

pub(super) fn warnings(facts: &Facts<'_>) -> Vec<Said> {
    // The fit of algorithm and key says the same about a weak secret or a short key.
    let misfit = facts.fit.is_some_and(|fit| fit.is_err_and(|problem| problem.code == "key_size"));
    let said_already = |problem: &&Problem| match problem.code {
        "weak_secret" => facts.weakness.is_some_and(|weakness| weakness.code == problem.code),
        "rsa_short" => misfit,
        _ => false,
    };
    let warnings = facts.key_warnings.iter().filter(|problem| !said_already(problem));
    let derived = facts.derived.then(|| {
        let message = "the public part of the private key was used: the certificate or public key is enough to verify";
        Said::new(Status::Info, "private_key_given", message).hint("the private key can stay with whoever signs")
    });
    warnings.map(|problem| Said::of(Status::Warn, problem)).chain(derived).collect()
}
