//! RSA: the signature raised to the public exponent shows what the signer's key put
//! into it, if it is the right key; noise if it is another (RFC 8017 section 5.2.2).

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use der::Decode as _;

use super::padding::{self, Content};
use super::{Case, Why};
use crate::jose::algorithm::{Family, VerifyingKey};
use crate::jose::key::{KeyType, PublicKey};

/// What the padding says.
pub(super) fn padding(case: &Case<'_>) -> Option<Why> {
    if !matches!(case.algorithm.family, Family::RsaPkcs1 | Family::RsaPss) {
        return None;
    }
    let publics: Vec<&PublicKey> = case
        .keys
        .iter()
        .filter_map(|key| match key {
            VerifyingKey::Public(key) if matches!(key.key_type(), KeyType::Rsa { .. }) => Some(key),
            _ => None,
        })
        .collect();
    let looked: Vec<Option<Content>> = publics
        .iter()
        .map(|key| {
            let (message, bits) = recovered(key, case.signature)?;
            padding::content(&message, bits, case.input())
        })
        .collect();
    if let Some(content) = looked.iter().flatten().next() {
        return Some(told(content, case));
    }
    let which = if publics.len() > 1 { "these keys" } else { "this one" };
    (!publics.is_empty()).then(|| {
        Why::new(
            "other_key",
            format!("made by another key than {which}, or damaged"),
            "open the public key or certificate of whoever made the token; a replaced key often keeps its file name",
        )
    })
}

/// A signature of the right key.
fn told(content: &Content, case: &Case<'_>) -> Why {
    let named = case.algorithm.name;
    let changed = if case.decoded.detached {
        "right key, but the payload that was given is not the one that was signed"
    } else {
        "right key, but header or payload was changed after signing"
    };
    let intact = "the digest within the signature is that of another text: ask for the token as it was issued, one \
                  changed character is enough";
    let really = content.name();
    match content {
        Content { salt: Some(salt), digest_matches: true, hash_bits } if really == named => {
            let message = format!("the {named} signature has a salt of {salt} bytes; it must be {}", hash_bits / 8);
            Why::new(
                "pss_salt_length",
                message,
                "RFC 7518 section 3.5: whoever signs must set the salt to the length of the hash",
            )
        }
        Content { digest_matches: true, .. } => {
            let message = format!("right key and text, but the signature is {really}: the header's alg says {named}");
            let hint = format!("whoever makes the token must write the alg that it signs with: {named} is wanted");
            Why::new("alg_lies", message, hint)
        }
        Content { digest_matches: false, .. } if really == named => Why::new("text_changed", changed, intact),
        Content { digest_matches: false, .. } => {
            let message = format!("{changed}; and it was signed as {really}, not as {named}");
            Why::new("text_changed", message, intact)
        }
    }
}

/// The message representative in as many bytes as the modulus has, and the bits of the modulus.
fn recovered(key: &PublicKey, signature: &[u8]) -> Option<(Vec<u8>, u32)> {
    let parts = pkcs1::RsaPublicKeyRef::from_der(key.verifying_material()).ok()?;
    let (modulus, exponent) = (parts.modulus.as_bytes(), parts.public_exponent.as_bytes());
    if signature.len() != modulus.len() {
        return None;
    }
    let precision = u32::try_from(modulus.len().div_ceil(8) * 64).ok()?;
    let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, precision).ok();
    let (n, s) = (number(modulus)?, number(signature)?);
    if s >= n {
        return None;
    }
    let bits = n.bits_vartime();
    let e = number(exponent)?;
    let params = BoxedMontyParams::new_vartime(Odd::new(n).into_option()?);
    let message = BoxedMontyForm::new(s, &params).pow_bounded_exp(&e, e.bits_vartime()).retrieve().to_be_bytes();
    Some((message.get(message.len().checked_sub(modulus.len())?..)?.to_vec(), bits))
}
