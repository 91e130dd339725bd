//! RS256, RS384, RS512 and PS256, PS384, PS512 (RFC 7518 sections 3.3 and 3.5).

use jsonwebtoken::{DecodingKey, EncodingKey};

use super::{Algorithm, SigningKey, VerifyingKey, sign_with, verify_with};

/// The library takes a DER RSAPrivateKey, not PKCS#8.
pub(super) fn sign(algorithm: &Algorithm, key: &SigningKey, input: &[u8]) -> Option<Vec<u8>> {
    let SigningKey::Private(key) = key else {
        return None;
    };
    sign_with(algorithm.backend()?, &EncodingKey::from_rsa_der(key.signing_material()), input)
}

/// The library takes a DER RSAPublicKey.
pub(super) fn verify(algorithm: &Algorithm, key: &VerifyingKey, input: &[u8], signature: &[u8]) -> Option<bool> {
    let VerifyingKey::Public(key) = key else {
        return None;
    };
    verify_with(algorithm.backend()?, &DecodingKey::from_rsa_der(key.verifying_material()), input, signature)
}
