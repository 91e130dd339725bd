//! The whole verdict on the signatures of a token: which of them verifies, with
//! which key, and if none does, why. The one engine of workbench and commands.

use super::decode::Decoded;
use super::keyset::{self, Candidates};
use super::problem::Problem;
use super::verify::{self, Signature};
use super::why::{self, AtHand, Why};

/// The keys for one signature: those that may verify it, why those that are there may not, or none at all.
pub type Keys = Option<Result<Candidates, Problem>>;

/// What came of judging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The verdict on the signature that counts: the first that verifies, else the first.
    pub signature: Signature,
    /// Which signature counts: 0 for the only or first one.
    pub at: usize,
    /// Index of the candidate that verified it.
    pub by: Option<usize>,
    /// Why it does not verify, where that was found out.
    pub why: Option<Box<Why>>,
    /// The verdicts on all signatures, in order; one for a token in compact serialization.
    pub all: Vec<Signature>,
}

impl Judged {
    /// Of a token that cannot be judged.
    pub fn cannot_check(problem: Problem) -> Self {
        let signature = Signature::CannotCheck(problem);
        Self { all: vec![signature.clone()], signature, at: 0, by: None, why: None }
    }
}

/// Judges every signature of a token; `keys` holds those for each, in the same order.
pub fn judge(decoded: &Decoded, keys: &[Keys], at_hand: &AtHand) -> Judged {
    let signatures: Vec<&Decoded> = std::iter::once(decoded).chain(&decoded.more).collect();
    let verdicts: Vec<keyset::Verdict> =
        signatures.iter().enumerate().map(|(at, one)| judge_one(one, keys.get(at).and_then(Option::as_ref))).collect();
    let at = verdicts.iter().position(|verdict| verdict.signature == Signature::Valid).unwrap_or_default();
    let (signature, by) = verdicts.get(at).map_or((Signature::NoKey, None), |one| (one.signature.clone(), one.by));
    // What the token itself is refused for is reason enough.
    let failed = match &signature {
        Signature::Invalid => true,
        Signature::Refused(problem) => EXPLAINED.contains(&problem.code),
        _ => false,
    };
    let candidates = keys.get(at).and_then(Option::as_ref).and_then(|keys| keys.as_ref().ok());
    let why = signatures.get(at).filter(|_| failed).and_then(|one| why::why(one, candidates, at_hand)).map(Box::new);
    Judged { signature, at, by, why, all: verdicts.into_iter().map(|verdict| verdict.signature).collect() }
}

/// Refusals that have a cause behind them.
const EXPLAINED: [&str; 6] =
    ["der_signature", "algorithm_confusion", "algorithm_key_mismatch", "curve_mismatch", "no_matching_key", "key_size"];

fn judge_one(decoded: &Decoded, keys: Option<&Result<Candidates, Problem>>) -> keyset::Verdict {
    let without = || verify::verify(decoded, None);
    match keys {
        None => keyset::Verdict { signature: without(), by: None },
        Some(Ok(candidates)) => keyset::verify(decoded, candidates),
        // What the token itself is refused for comes first.
        Some(Err(problem)) => {
            let signature = match without() {
                Signature::NoKey => Signature::Refused(problem.clone()),
                other => other,
            };
            keyset::Verdict { signature, by: None }
        }
    }
}
