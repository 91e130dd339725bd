//! EdDSA with Ed25519 and Ed448 keys (RFC 8037 section 3.1), and its fully-specified names Ed25519 and Ed448
//! (RFC 9864).

use jsonwebtoken::Algorithm::EdDSA;
use jsonwebtoken::{DecodingKey, EncodingKey};

use super::{Algorithm, SigningKey, VerifyingKey, sign_with, verify_with};
use crate::jose::key::{KeyType, ed448};

/// The library takes PKCS#8, and has Ed25519 alone, under the one name.
pub(super) fn sign(_: &Algorithm, key: &SigningKey, input: &[u8]) -> Option<Vec<u8>> {
    let SigningKey::Private(key) = key else {
        return None;
    };
    match key.key_type() {
        KeyType::Ed448 => ed448::sign(key.signing_material(), input),
        _ => sign_with(EdDSA, &EncodingKey::from_ed_der(key.signing_material()), input),
    }
}

/// The library takes the bare 32 bytes.
pub(super) fn verify(_: &Algorithm, key: &VerifyingKey, input: &[u8], signature: &[u8]) -> Option<bool> {
    let VerifyingKey::Public(key) = key else {
        return None;
    };
    match key.key_type() {
        KeyType::Ed448 => Some(ed448::verify(key.verifying_material(), input, signature)),
        _ => verify_with(EdDSA, &DecodingKey::from_ed_der(key.verifying_material()), input, signature),
    }
}
