//! ML-DSA-44, ML-DSA-65 and ML-DSA-87 (RFC 9964): pure, with an empty context, randomized.

use aws_lc_rs::signature::{PqdsaKeyPair, VerificationAlgorithm as _};

use super::{Algorithm, SigningKey, VerifyingKey};
use crate::jose::key::KeyType;

pub(super) fn sign(_: &Algorithm, key: &SigningKey, input: &[u8]) -> Option<Vec<u8>> {
    let SigningKey::Private(key) = key else {
        return None;
    };
    let KeyType::MlDsa(set) = key.key_type() else {
        return None;
    };
    let pair = PqdsaKeyPair::from_pkcs8(set.signing(), key.signing_material()).ok()?;
    let mut signature = vec![0; set.signing().signature_len()];
    pair.sign(input, &mut signature).ok()?;
    Some(signature)
}

pub(super) fn verify(_: &Algorithm, key: &VerifyingKey, input: &[u8], signature: &[u8]) -> Option<bool> {
    let VerifyingKey::Public(key) = key else {
        return None;
    };
    let KeyType::MlDsa(set) = key.key_type() else {
        return None;
    };
    Some(set.verification().verify_sig(key.verifying_material(), input, signature).is_ok())
}
