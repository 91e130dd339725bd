//! The whole verdict on the signatures of a token: which of them verifies, with
//! which key, and if none does, why. The one engine of workbench and commands.

use super::algorithm::{self, Family};
use super::decode::{Decoded, SdJwt};
use super::json::{self, Member};
use super::key::{self, jwk::clip};
use super::keyset::{self, Candidates};
use super::policy::{Expect, media_type};
use super::problem::{Part, Place, Problem};
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
        problem.hint = Some(format!("it verifies with {name}: the kid in the token is wrong, or in the set"));
    }
    // What the token itself is refused for is reason enough.
    let failed = match &signature {
        Signature::Invalid => true,
        Signature::Refused(problem) => EXPLAINED.contains(&problem.code),
        _ => false,
    };
    let candidates = keys.get(at).and_then(Option::as_ref).and_then(|keys| keys.as_ref().ok());
    let why = Some(decoded.signature_at(at)).filter(|_| failed);
    let why = why.and_then(|one| why::why(one, candidates, at_hand)).map(Box::new);
    let key_binding = decoded.sd_jwt.as_deref().filter(|_| signature == Signature::Valid).and_then(key_binding);
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

/// Does the key binding JWT vouch for what is presented (RFC 9901 section 7.3)? Its key is the one that the issuer
/// signed, so the issuer's signature must have been verified before. Whether `nonce` and `aud` are those that a verifier
/// asked for, it alone knows.
fn key_binding(sd_jwt: &SdJwt) -> Option<Result<(), Problem>> {
    let binding = sd_jwt.key_binding.as_deref()?;
    let refuse = |code, message: String, hint: &str| Problem::new(code, Place::of(Part::Token), message).hint(hint);
    Some((|| {
        if let Some(problem) = binding.problems.first() {
            let message = format!("the key binding JWT cannot be read: {problem}");
            return Err(refuse("key_binding_malformed", message, "copy the whole token, to its end"));
        }
        let typ = binding.jose.as_ref().and_then(|jose| jose.typ.as_deref()).map(media_type);
        if typ.as_deref() != Some("kb+jwt") {
            let message = "the \"typ\" of the key binding JWT is not \"kb+jwt\"".to_owned();
            return Err(refuse("key_binding_typ", message, "RFC 9901 section 4.3"));
        }
        let text = binding.claims_text();
        let claims = json::object(&text, Part::Payload).ok();
        let claim = |name: &str| claims.as_ref()?.find(name);
        let is_date = |member: &Member<'_>| member.raw.parse::<f64>().is_ok();
        let is_text = |member: &Member<'_>| member.string().is_some();
        let fits = |name: &str| {
            claim(name).is_some_and(|member| if name == "iat" { is_date(member) } else { is_text(member) })
        };
        let asked = "RFC 9901 section 4.3 asks for iat, a number, and for aud, nonce and sd_hash, strings";
        if let Some(name) = ["iat", "aud", "nonce", "sd_hash"].into_iter().find(|name| !fits(name)) {
            let message = format!("the key binding JWT has no \"{name}\", or it is of another type");
            return Err(refuse("key_binding_claims", message, asked));
        }
        if let Some(twice) = binding.notes.iter().find(|note| note.code == "duplicate_member") {
            let message = format!("in the key binding JWT {}", twice.message);
            return Err(refuse("key_binding_claims", message, "readers disagree on which one counts"));
        }
        if claim("sd_hash").and_then(Member::string).as_ref() != Some(&sd_jwt.sd_hash) {
            let message = "the key binding JWT is for other disclosures: its sd_hash is not that of what is presented";
            let hint = "disclosures were added or taken away after the holder had signed";
            return Err(refuse("sd_hash_mismatch", message.to_owned(), hint));
        }
        let Some(holder) = &sd_jwt.holder else {
            let message = "the issuer named no key of the holder: the payload has no \"cnf\" with a \"jwk\"".to_owned();
            return Err(refuse("key_binding_key", message, "without it the key binding JWT proves nothing (RFC 7800)"));
        };
        let hint = "it was made with another key, or changed after signing";
        let not = |why: &str| {
            let message = format!("the key binding JWT does not verify with the holder's key (cnf){why}");
            refuse("key_binding_signature", message, hint)
        };
        let alg = binding.alg().unwrap_or_default();
        // Whoever sees the token sees a secret in it too.
        let row = algorithm::by_name(alg).filter(|row| !matches!(row.family, Family::None | Family::Hmac));
        let row = row.ok_or_else(|| not(&format!(": its alg is \"{}\"", clip(alg))))?;
        let file = key::read(holder, Part::VerificationKey).map_err(|problem| {
            let message = format!("the holder's key (cnf) cannot be used: {}", problem.clause());
            refuse("key_binding_key", message, "without it the key binding JWT proves nothing (RFC 7800)")
        })?;
        if file.is_set {
            let message = "the holder's key (cnf) is a set of keys, not one".to_owned();
            return Err(refuse("key_binding_key", message, "\"cnf\" names one key (RFC 7800 section 3.2)"));
        }
        let candidates =
            keyset::to_verify(&file, row, None).map_err(|problem| not(&format!(": {}", problem.clause())))?;
        match keyset::verify(binding, &candidates, 1).signature {
            Signature::Valid => Ok(()),
            Signature::Refused(problem) | Signature::CannotCheck(problem) => {
                let message = format!("the key binding JWT is refused: {}", problem.clause());
                Err(refuse("key_binding_signature", message, "the holder must make it anew"))
            }
            Signature::Invalid | Signature::NoKey => Err(not("")),
        }
    })())
}
