//! The whole verdict on the signatures of a token: which of them verifies, with
//! which key, and if none does, why. The one engine of workbench and commands.

mod binding;

use super::decode::Decoded;
use super::keyset::{self, Candidates};
use super::policy::Expect;
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
    /// The verdict on the key binding JWT of an SD-JWT whose own signature verifies.
    pub key_binding: Option<Result<(), Problem>>,
}

impl Judged {
    /// Of a token that cannot be judged.
    pub fn cannot_check(problem: Problem) -> Self {
        let signature = Signature::CannotCheck(problem);
        Self { all: vec![signature.clone()], signature, at: 0, by: None, why: None, key_binding: None }
    }
}

/// Verifications that one token may cost.
const BUDGET: usize = 400;

/// Judges every signature of a token; `keys` holds those for each, in the same order. Of several that verify one counts
/// that is as `expect` wants it.
pub fn judge(decoded: &Decoded, keys: &[Keys], at_hand: &AtHand, expect: &Expect) -> Judged {
    let most = (BUDGET / (decoded.more.len() + 1)).max(1);
    let verdicts: Vec<keyset::Verdict> = decoded
        .signatures()
        .enumerate()
        .map(|(at, one)| judge_one(one, keys.get(at).and_then(Option::as_ref), most))
        .collect();
    let valid = |at: &usize| verdicts.get(*at).is_some_and(|verdict| verdict.signature == Signature::Valid);
    let all = || (0..verdicts.len()).filter(valid);
    let at = all().find(|at| expect.takes(decoded.signature_at(*at))).or_else(|| all().next()).unwrap_or_default();
    let (mut signature, by) = verdicts.get(at).map_or((Signature::NoKey, None), |one| (one.signature.clone(), one.by));
    if let Signature::Refused(problem) = &mut signature
        && problem.code == "no_matching_key"
        && let Some((name, _)) = why::another(decoded.signature_at(at), at_hand)
    {
        problem.hint =
            Some(format!("it verifies with {name}: the kid in the token is wrong, or the one in the set is"));
    }
    // What the token itself is refused for is reason enough.
    let failed = match &signature {
        Signature::Invalid => true,
        // A secret that cannot be read in this way may be right in another.
        Signature::NoKey => at_hand.secret.is_some(),
        Signature::Refused(problem) => EXPLAINED.contains(&problem.code),
        _ => false,
    };
    let candidates = keys.get(at).and_then(Option::as_ref).and_then(|keys| keys.as_ref().ok());
    let why = Some(decoded.signature_at(at)).filter(|_| failed);
    let mut why = why.and_then(|one| why::why(one, candidates, at_hand)).map(Box::new);
    if signature == Signature::NoKey {
        // Nothing else is certain where no key was read.
        why = why.filter(|why| why.problem.code == "secret_encoding");
        signature = if why.is_some() { Signature::Invalid } else { signature };
    }
    let key_binding = decoded.sd_jwt.as_deref().filter(|_| signature == Signature::Valid).and_then(binding::judge);
    Judged { signature, at, by, why, key_binding, all: verdicts.into_iter().map(|verdict| verdict.signature).collect() }
}

/// Refusals that have a cause behind them.
const EXPLAINED: [&str; 4] = ["der_signature", "algorithm_confusion", "algorithm_key_mismatch", "curve_mismatch"];

fn judge_one(decoded: &Decoded, keys: Option<&Result<Candidates, Problem>>, most: usize) -> keyset::Verdict {
    let without = || verify::verify(decoded, None);
    match keys {
        None => keyset::Verdict { signature: without(), by: None },
        Some(Ok(candidates)) => keyset::verify(decoded, candidates, most),
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
