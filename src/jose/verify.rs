//! Does the signature of a token verify with a key? Nothing here looks at time or
//! claims: that is another verdict.

use super::algorithm::{self, Algorithm, Family, VerifyingKey};
use super::decode::{Decoded, Kind, encrypted};
use super::problem::{Part, Place, Problem};

/// The verdict on a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// It verifies with the key.
    Valid,
    /// The key fits the algorithm, and the signature is not by it over this text.
    Invalid,
    /// It can never be accepted with this key, or at all: `none`, a key of another
    /// family, `crit`.
    Refused(Problem),
    /// It cannot be judged here: an unknown algorithm, an encrypted token.
    CannotCheck(Problem),
    /// There is no key to check with.
    NoKey,
}

/// Checks the signature of a token that was taken apart.
pub fn verify(decoded: &Decoded, key: Option<&VerifyingKey>) -> Signature {
    let header = Place::of(Part::Header);
    if decoded.kind == Kind::Jwe {
        return Signature::CannotCheck(encrypted(decoded));
    }
    if let Some(problem) = decoded.problems.first() {
        return Signature::CannotCheck(problem.clone());
    }
    if let Some(problem) = decoded.sd_jwt.as_ref().and_then(|sd_jwt| sd_jwt.unsupported.as_ref()) {
        return Signature::CannotCheck(problem.clone());
    }
    let (Some(jose), Some(alg), Some(signature)) = (&decoded.jose, decoded.alg(), &decoded.signature) else {
        return Signature::CannotCheck(Problem::new("unreadable", Place::of(Part::Token), "cannot be read"));
    };
    if decoded.is_unsecured() {
        return Signature::Refused(
            Problem::new("alg_none", header, format!("\"alg\" is \"{alg}\": this token is not signed at all"))
                .hint("anybody can write such a token; ask its issuer for a signed one"),
        );
    }
    if let Some(refusal) = &jose.refusal {
        return Signature::Refused(refusal.clone());
    }
    let Some(algorithm) = algorithm::by_name(alg) else {
        return Signature::CannotCheck(unknown(alg));
    };
    if signature.is_empty() {
        return Signature::Refused(
            Problem::new(
                "empty_signature",
                Place::of(Part::Signature),
                "the signature is empty: nothing vouches for this token",
            )
            .hint("copy the whole token, with what follows the second dot"),
        );
    }
    let Some(key) = key else { return Signature::NoKey };
    if let Err(problem) = algorithm.fits_verifying(key) {
        return Signature::Refused(problem);
    }
    match algorithm.verify(key, &decoded.signing_input, signature) {
        Ok(true) => Signature::Valid,
        Ok(false) => why_not(decoded, algorithm, signature),
        Err(problem) => Signature::CannotCheck(problem),
    }
}

/// A signature that does not verify for a reason that its form tells.
fn why_not(decoded: &Decoded, algorithm: &Algorithm, signature: &[u8]) -> Signature {
    let place = Place::of(Part::Signature);
    let is_der = |body: &[u8], length: usize| body.len() == length && body.first() == Some(&0x02);
    let der = match signature {
        [0x30, 0x81, length, body @ ..] | [0x30, length, body @ ..] => is_der(body, usize::from(*length)),
        _ => false,
    };
    if algorithm.family == Family::Ecdsa && der {
        let message = "is in DER form (ASN.1), as openssl writes it; a JWS holds the two numbers r and s as they are";
        return Signature::Refused(
            Problem::new("der_signature", place, message)
                .hint("RFC 7518 section 3.4: whoever signs must write r and s one after the other"),
        );
    }
    if decoded.detached && !decoded.given {
        let message = "the payload is not in the token (detached)";
        return Signature::CannotCheck(Problem::new("detached_payload", Place::of(Part::Payload), message).hint(
            "paste it into pane 2, or open it there with F2; in the shell --payload FILE gives it (RFC 7515 appendix F)",
        ));
    }
    Signature::Invalid
}

/// The problem with an `alg` that no row of the table has.
pub fn unknown(alg: &str) -> Problem {
    let place = Place::of(Part::Header);
    let near =
        algorithm::ALGORITHMS.iter().find(|row| row.family != Family::None && row.name.eq_ignore_ascii_case(alg));
    let problem = Problem::new("unknown_algorithm", place, format!("\"alg\" is \"{alg}\", which is not known here"));
    if let Some(row) = near {
        return problem.hint(format!("names are exact: write \"{}\"", row.name));
    }
    let names: Vec<&str> =
        algorithm::ALGORITHMS.iter().filter(|row| row.family != Family::None).map(|row| row.name).collect();
    problem.hint(format!("known: {}", names.join(", ")))
}
