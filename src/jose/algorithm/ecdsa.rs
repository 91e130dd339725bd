//! ES256, ES384, ES512 (RFC 7518 section 3.4) and ES256K (RFC 8812); signatures are r and s side by side, never DER.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{EcdsaKeyPair, VerificationAlgorithm as _};
use jsonwebtoken::{DecodingKey, EncodingKey};

use super::{Algorithm, SigningKey, VerifyingKey, sign_with, verify_with};
use crate::jose::key::KeyType;

/// The library takes PKCS#8.
pub(super) fn sign(algorithm: &Algorithm, key: &SigningKey, input: &[u8]) -> Option<Vec<u8>> {
    let SigningKey::Private(key) = key else {
        return None;
    };
    sign_with(algorithm.backend()?, &EncodingKey::from_ec_der(key.signing_material()), input)
}

/// The library takes an uncompressed point.
pub(super) fn verify(algorithm: &Algorithm, key: &VerifyingKey, input: &[u8], signature: &[u8]) -> Option<bool> {
    let VerifyingKey::Public(key) = key else {
        return None;
    };
    verify_with(algorithm.backend()?, &DecodingKey::from_ec_der(key.verifying_material()), input, signature)
}

/// For ES512 and ES256K, which jsonwebtoken has not.
pub(super) fn sign_directly(_: &Algorithm, key: &SigningKey, input: &[u8]) -> Option<Vec<u8>> {
    let SigningKey::Private(key) = key else {
        return None;
    };
    let KeyType::Ec(curve) = key.key_type() else {
        return None;
    };
    let pair = EcdsaKeyPair::from_pkcs8(curve.signing(), key.signing_material()).ok()?;
    Some(pair.sign(&SystemRandom::new(), input).ok()?.as_ref().to_vec())
}

/// For ES512 and ES256K, which jsonwebtoken has not.
pub(super) fn verify_directly(_: &Algorithm, key: &VerifyingKey, input: &[u8], signature: &[u8]) -> Option<bool> {
    let VerifyingKey::Public(key) = key else {
        return None;
    };
    let KeyType::Ec(curve) = key.key_type() else {
        return None;
    };
    Some(curve.verification().verify_sig(key.verifying_material(), input, signature).is_ok())
}
