//! Why a signature does not verify: worked out from the token, the key and what
//! else is at hand, rung by rung, never guessed.
//!
//! A rung answers only what it has proven, most often by verifying: the first
//! answer counts. Nothing here makes a token valid.

mod ecdsa;
mod hmac;
mod length;
mod offered;
mod padding;
mod rsa;
mod texts;
mod twice;

use zeroize::Zeroizing;

use super::algorithm::{self, Algorithm, Family, VerifyingKey};
use super::base64url;
use super::decode::{Decoded, Kind};
use super::fix::Fix;
use super::key::SecretEncoding;
use super::keyset::Candidates;
use super::problem::{Part, Place, Problem};

/// The cause that was found, and what a key press can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The cause: code, sentence, way out.
    pub problem: Problem,
    /// The way out that the program can go by itself.
    pub fix: Option<Fix>,
}

impl Why {
    fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { problem: Problem::new(code, Place::of(Part::Signature), message).hint(hint), fix: None }
    }

    fn fix(self, fix: Fix) -> Self {
        Self { fix: Some(fix), ..self }
    }
}

/// What is at hand beside the keys that were tried.
#[derive(Clone, Default)]
pub struct AtHand {
    /// The HMAC secret as it was typed, and how it is read.
    pub secret: Option<(Zeroizing<String>, SecretEncoding)>,
    /// Other keys, with what each is called in sentences ("pane 3", "server_key.pem"), and the fix that takes it.
    pub others: Vec<(String, VerifyingKey, Option<Fix>)>,
    /// The text of the public key or certificate: what a forger would take as the HMAC secret.
    pub public_text: Option<String>,
    /// The same in other forms: certificates in PEM and in DER.
    pub public_forms: Vec<Vec<u8>>,
}

impl std::fmt::Debug for AtHand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AtHand({} others, [redacted])", self.others.len())
    }
}

/// Keys of a set that are looked at.
const MOST_KEYS: usize = 100;
/// Keys that are tried with a text in many forms.
const FEW_KEYS: usize = 4;

/// All that the rungs look at.
struct Case<'a> {
    decoded: &'a Decoded,
    /// The algorithm that the header names.
    algorithm: &'static Algorithm,
    signature: &'a [u8],
    /// The keys that were tried, at most [`MOST_KEYS`].
    keys: Vec<&'a VerifyingKey>,
    at_hand: &'a AtHand,
}

impl Case<'_> {
    /// True if one of the keys verifies the signature over this text, by this algorithm.
    fn verifies(&self, algorithm: &Algorithm, input: &[u8]) -> bool {
        self.keys.iter().any(|key| algorithm.verify(key, input, self.signature) == Ok(true))
    }

    /// True if one of the first few keys verifies the signature over this text.
    fn few_verify(&self, input: &[u8]) -> bool {
        self.keys.iter().take(FEW_KEYS).any(|key| self.algorithm.verify(key, input, self.signature) == Ok(true))
    }

    /// The token with this signature in place of its own, where that is all of it.
    fn with_signature(&self, signature: &[u8], what: &'static str) -> Option<Fix> {
        let whole = self.decoded.kind == Kind::Jws && !self.decoded.detached;
        let input = std::str::from_utf8(self.input()).ok().filter(|_| whole)?;
        Some(Fix::ReplaceToken { token: format!("{input}.{}", base64url::encode(signature)), what })
    }

    /// The token as text.
    fn input(&self) -> &[u8] {
        &self.decoded.signing_input
    }
}

/// The rungs, what is most certain first.
static RUNGS: &[fn(&Case<'_>) -> Option<Why>] = &[
    hmac::public_key_as_secret,
    hmac::other_reading,
    ecdsa::der,
    ecdsa::zero,
    twice::encoded,
    hmac::cut,
    other_algorithm,
    texts::padding_added,
    texts::unencoded_ignored,
    texts::payload_white_space,
    texts::other_white_space,
    other_key_at_hand,
    offered::key,
    length::of_signature,
    rsa::padding,
];

/// Why the signature verifies with none of the candidates, if that can be told.
///
/// Codes: `public_key_as_secret`, `secret_encoding`, `secret_white_space`, `der_signature`, `zero_signature`,
/// `encoded_twice`,
/// `alg_lies`, `alg_changed`, `padding_added`, `b64_ignored`, `payload_white_space`, `white_space`, `other_key_verifies`, `offered_key`, `signature_cut`, `signature_length`, `other_key_size`,
/// `wrong_curve`, `text_changed`, `pss_salt_length`, `other_key`.
pub fn why(decoded: &Decoded, candidates: Option<&Candidates>, at_hand: &AtHand) -> Option<Why> {
    let keys = candidates.map_or(&[][..], |candidates| &candidates.keys);
    let case = Case {
        decoded,
        algorithm: algorithm::by_name(decoded.alg()?)?,
        signature: decoded.signature.as_deref().filter(|signature| !signature.is_empty())?,
        keys: keys.iter().map(|candidate| &candidate.key).take(MOST_KEYS).collect(),
        at_hand,
    };
    RUNGS.iter().find_map(|rung| rung(&case))
}

/// The key verifies it by an algorithm that the header does not name: over the text as it is, or as it was before
/// `alg` was changed.
fn other_algorithm(case: &Case<'_>) -> Option<Why> {
    let others = algorithm::ALGORITHMS.iter().filter(|row| *row != case.algorithm && row.family != Family::None);
    // EdDSA and Ed25519 are two names of one algorithm.
    let others = others.filter(|row| row.family != Family::EdDsa || case.algorithm.family != Family::EdDsa);
    let named = case.algorithm.name;
    for row in others.filter(|row| case.keys.iter().any(|key| row.fits_verifying(key).is_ok())) {
        if case.verifies(row, case.input()) {
            let message = format!("the signature is good, but it is {}: the header's alg says {named}", row.name);
            let hint = format!("whoever makes the token must write \"alg\": \"{}\", or sign with {named}", row.name);
            return Some(Why::new("alg_lies", message, hint));
        }
        if texts::with_alg(case, row.name).is_some_and(|input| case.verifies(row, &input)) {
            let message =
                format!("the header was changed after signing: alg was {}, and now it says {named}", row.name);
            return Some(Why::new(
                "alg_changed",
                message,
                "ask for the token as it was issued; alg is part of what is signed",
            ));
        }
    }
    None
}

/// The name of another key at hand that verifies the signature.
pub(super) fn another<'a>(decoded: &Decoded, at_hand: &'a AtHand) -> Option<(&'a str, Option<&'a Fix>)> {
    let (algorithm, signature) = (algorithm::by_name(decoded.alg()?)?, decoded.signature.as_deref()?);
    let verifies = |key: &VerifyingKey| {
        algorithm.fits_verifying(key).is_ok() && algorithm.verify(key, &decoded.signing_input, signature) == Ok(true)
    };
    let (name, _, fix) = at_hand.others.iter().find(|(_, key, _)| verifies(key))?;
    Some((name, fix.as_ref()))
}

/// Another key at hand verifies it.
fn other_key_at_hand(case: &Case<'_>) -> Option<Why> {
    let (name, fix) = another(case.decoded, case.at_hand)?;
    let message = format!("made by another key: it verifies with {name}, not with this one");
    let hint = format!("check with {name}, or have the token signed with the key that belongs to the one given");
    Some(Why { fix: fix.cloned(), ..Why::new("other_key_verifies", message, hint) })
}
