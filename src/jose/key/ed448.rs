//! Ed448 as JWS uses it: pure, with an empty context (RFC 8032 section 5.2, RFC 8037 section 3.1).
//!
//! AWS-LC has no Ed448. The crate behind these functions is a pre-release that was
//! never audited: `algorithm` says so wherever an Ed448 key is used. Keys are read in
//! `public` and `private`.

use ed448_goldilocks::{EdwardsScalarBytes, Signature, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// Length of a private key, which is a seed, and of a public key, in bytes (RFC 8032 section 5.2.5).
pub(super) const LEN: usize = 57;

/// The signature of `input`, 114 bytes; nothing if `seed` has not 57 bytes.
pub(crate) fn sign(seed: &[u8], input: &[u8]) -> Option<Vec<u8>> {
    Some(signing_key(seed)?.sign_raw(input).to_bytes().to_vec())
}

/// True if `signature` is one of `input` by `public`; one of any wrong form is false.
pub(crate) fn verify(public: &[u8], input: &[u8], signature: &[u8]) -> bool {
    let (Some(key), Ok(signature)) = (point(public), Signature::try_from(signature)) else {
        return false;
    };
    // The crate would take a first half with bits that mean nothing (RFC 8032 section 5.2.7 refuses it).
    point(signature.r_bytes()).is_some() && key.verify_raw(&signature, input).is_ok()
}

/// The public key of `seed`; nothing if it has not 57 bytes.
pub(super) fn public_of(seed: &[u8]) -> Option<[u8; LEN]> {
    Some(signing_key(seed)?.verifying_key().to_bytes())
}

/// True for the one encoding of a point of the prime-order group, its neutral element excepted.
pub(super) fn is_point(bytes: &[u8]) -> bool {
    point(bytes).is_some()
}

fn signing_key(seed: &[u8]) -> Option<SigningKey> {
    let seed = Zeroizing::new(EdwardsScalarBytes::try_from(seed).ok()?);
    Some(SigningKey::from(&*seed))
}

fn point(bytes: &[u8]) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(&<[u8; LEN]>::try_from(bytes).ok()?).ok()?;
    // The crate reduces a coordinate that is too large, and drops bits that mean nothing.
    let again = key.to_edwards().to_affine().compress();
    (again.as_bytes().as_slice() == bytes).then_some(key)
}
