//! ES256 and ES384 (RFC 7518 section 3.4); signatures are r and s side by side, never DER.

use jsonwebtoken::{DecodingKey, EncodingKey};

use super::{Algorithm, SigningKey, VerifyingKey, sign_with, verify_with};

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
