//! The length of a signature, which algorithm and key prescribe.

use super::{Case, Why, ecdsa};
use crate::jose::algorithm::{Family, VerifyingKey};
use crate::jose::key::{KeyType, MlDsa};

/// Bytes behind a signature that are taken for something else that was copied along.
const MOST_BEHIND: usize = 18;

/// Bytes that a signature by this key has.
fn expected(case: &Case<'_>, key: &VerifyingKey) -> Option<usize> {
    Some(match (case.algorithm.family, key) {
        (Family::Hmac, _) => usize::try_from(case.algorithm.hash_bits).ok()? / 8,
        (Family::Ecdsa, _) => 2 * ecdsa::number_length(case.algorithm.hash_bits),
        (_, VerifyingKey::Public(key)) => match key.key_type() {
            KeyType::Rsa { bits } => usize::try_from(bits.div_ceil(8)).ok()?,
            KeyType::Ed25519 => 64,
            KeyType::Ed448 => 114,
            KeyType::MlDsa(MlDsa::Set44) => 2420,
            KeyType::MlDsa(MlDsa::Set65) => 3309,
            KeyType::MlDsa(MlDsa::Set87) => 4627,
            KeyType::Ec(_) => return None,
        },
        (_, VerifyingKey::Secret(_)) => return None,
    })
}

/// Too short, too long, or of another kind of key.
pub(super) fn of_signature(case: &Case<'_>) -> Option<Why> {
    let fitting = || case.keys.iter().filter(|key| case.algorithm.fits_verifying(key).is_ok());
    let lengths: Vec<usize> = fitting().filter_map(|key| expected(case, key)).collect();
    let found = case.signature.len();
    let wanted = *lengths.first().filter(|_| !lengths.contains(&found))?;
    let name = case.algorithm.name;
    if let Some(other) = of_another(case, found) {
        return Some(other);
    }
    let copied = "copy the whole token again, from its source";
    if found < wanted {
        let message = format!("the signature was cut: it has {found} of the {wanted} bytes of {name} with this key");
        return Some(Why::new("signature_cut", message, copied));
    }
    let sizes = format!("its signature has {found} bytes, and {name} with this key makes {wanted}");
    if found - wanted <= MOST_BEHIND {
        return Some(Why::new("signature_length", format!("something stands behind the token: {sizes}"), copied));
    }
    let hint = "copy the token again; if it stays so, its alg does not tell the truth, or the key is another one";
    Some(Why::new("signature_length", format!("made by another key or algorithm: {sizes}"), hint))
}

/// A length that another key or algorithm makes.
fn of_another(case: &Case<'_>, found: usize) -> Option<Why> {
    let name = case.algorithm.name;
    match case.algorithm.family {
        Family::RsaPkcs1 | Family::RsaPss => {
            let bits = [1024, 2048, 3072, 4096, 6144, 8192].into_iter().find(|bits| bits / 8 == found)?;
            let key = case.keys.iter().find_map(|key| match key {
                VerifyingKey::Public(key) => Some(key.key_type().to_string()),
                VerifyingKey::Secret(_) => None,
            })?;
            let message = format!(
                "made by another key, or cut: the signature is as long as one of an RSA key of {bits} bits, and this key is {key}"
            );
            Some(Why::new("other_key_size", message, "open the public key or certificate of whoever made the token"))
        }
        Family::Ecdsa => {
            let curves = [(64, "P-256 or secp256k1"), (96, "P-384"), (132, "P-521")];
            let (_, curve) = curves.into_iter().find(|(length, _)| *length == found)?;
            let message = format!(
                "made on another curve, or cut: the signature is as long as one of {curve}, and {name} has another"
            );
            Some(Why::new(
                "wrong_curve",
                message,
                "the header's alg does not tell what really signed it, or the key is another one",
            ))
        }
        Family::EdDsa => {
            let (_, curve) = [(64, "Ed25519"), (114, "Ed448")].into_iter().find(|(length, _)| *length == found)?;
            let message = format!(
                "made by another key: the signature is as long as one of {curve}, and this key is on another curve"
            );
            Some(Why::new("wrong_curve", message, "open the public key of whoever made the token"))
        }
        Family::Hmac => {
            let other =
                [(32, "HS256"), (48, "HS384"), (64, "HS512")].into_iter().find(|(length, _)| *length == found)?.1;
            let message = format!(
                "made by {other}, or cut or lengthened: the signature is as long as one of {other}, and alg says {name}"
            );
            Some(Why::new(
                "signature_length",
                message,
                "copy the token again; if it stays so, its alg does not tell the truth",
            ))
        }
        _ => None,
    }
}
