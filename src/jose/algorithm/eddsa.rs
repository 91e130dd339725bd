//! EdDSA with Ed25519 keys (RFC 8037 section 3.1), also under its name Ed25519 (RFC 9864).

use jsonwebtoken::Algorithm::EdDSA;
use jsonwebtoken::{DecodingKey, EncodingKey};

use super::{Algorithm, SigningKey, VerifyingKey, sign_with, verify_with};

/// The library takes PKCS#8, and knows both names as one algorithm.
pub(super) fn sign(_: &Algorithm, key: &SigningKey, input: &[u8]) -> Option<Vec<u8>> {
    let SigningKey::Private(key) = key else {
        return None;
    };
    sign_with(EdDSA, &EncodingKey::from_ed_der(key.signing_material()), input)
}

/// The library takes the bare 32 bytes.
pub(super) fn verify(_: &Algorithm, key: &VerifyingKey, input: &[u8], signature: &[u8]) -> Option<bool> {
    let VerifyingKey::Public(key) = key else {
        return None;
    };
    verify_with(EdDSA, &DecodingKey::from_ed_der(key.verifying_material()), input, signature)
}
