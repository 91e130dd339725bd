//! HS256, HS384, HS512 (RFC 7518 section 3.2).

use jsonwebtoken::{DecodingKey, EncodingKey};

use super::{Algorithm, SigningKey, VerifyingKey, sign_with, verify_with};

pub(super) fn sign(algorithm: &Algorithm, key: &SigningKey, input: &[u8]) -> Option<Vec<u8>> {
    let SigningKey::Secret(secret) = key else {
        return None;
    };
    sign_with(algorithm.backend()?, &EncodingKey::from_secret(secret.bytes()), input)
}

/// The library compares in constant time.
pub(super) fn verify(algorithm: &Algorithm, key: &VerifyingKey, input: &[u8], signature: &[u8]) -> Option<bool> {
    let VerifyingKey::Secret(secret) = key else {
        return None;
    };
    verify_with(algorithm.backend()?, &DecodingKey::from_secret(secret.bytes()), input, signature)
}
