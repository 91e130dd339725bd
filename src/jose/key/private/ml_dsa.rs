//! ML-DSA private keys: a seed, the key expanded from it, or both (RFC 9881 section 6).

use aws_lc_rs::signature::{KeyPair as _, PqdsaKeyPair};
use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode as _, Sequence, Tag, TagNumber, Tagged as _};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::{PrivateKey, inconsistent, wrap};
use crate::jose::key::kind::{KeyType, MlDsa};
use crate::jose::key::public::{PublicKey, length, not};
use crate::jose::problem::{Place, Problem};

/// `seed [0] IMPLICIT OCTET STRING (SIZE (32))`, without its value.
const SEED_HEAD: [u8; 2] = [0x80, 32];

/// The form with both; AWS-LC compares the public keys that follow from them, and the seed is what is kept.
#[derive(Sequence)]
struct Both<'a> {
    seed: &'a OctetStringRef,
    expanded: &'a OctetStringRef,
}

impl PrivateKey {
    /// From the privateKey of a PrivateKeyInfo, an ML-DSA-PrivateKey of whichever form. Where the seed is known, the
    /// key is kept as the seed alone.
    ///
    /// Codes: `bad_der`, `key_length`, `inconsistent_key`.
    pub(super) fn ml_dsa(set: MlDsa, inner: &[u8], place: Place) -> Result<Self, Problem> {
        let unreadable = |error| not("ML-DSA private key", error, place);
        let choice = AnyRef::from_der(inner).map_err(unreadable)?;
        match choice.tag() {
            Tag::ContextSpecific { constructed: false, number: TagNumber(0) } => {
                Self::ml_dsa_seed(set, choice.value(), place)
            }
            Tag::OctetString => {
                check(set, "expanded private", choice.value(), set.expanded_len(), place)?;
                read(set, inner, place)
            }
            _ => {
                let both = Both::from_der(inner).map_err(unreadable)?;
                check(set, "private", both.seed.as_bytes(), MlDsa::SEED_LEN, place)?;
                check(set, "expanded private", both.expanded.as_bytes(), set.expanded_len(), place)?;
                read(set, inner, place)?;
                Self::ml_dsa_seed(set, both.seed.as_bytes(), place)
            }
        }
    }

    /// From the seed of 32 bytes (FIPS 204 section 5.1), the private value of a JWK (RFC 9964).
    ///
    /// Codes: `key_length`.
    pub(in crate::jose::key) fn ml_dsa_seed(set: MlDsa, seed: &[u8], place: Place) -> Result<Self, Problem> {
        check(set, "private", seed, MlDsa::SEED_LEN, place)?;
        let inner = Zeroizing::new([SEED_HEAD.as_slice(), seed].concat());
        read(set, &inner, place)
    }
}

/// Derives the public part, and keeps the bytes as they are.
fn read(set: MlDsa, inner: &[u8], place: Place) -> Result<PrivateKey, Problem> {
    let pkcs8 = wrap(AlgorithmIdentifierRef { oid: set.oid(), parameters: None }, inner, place)?;
    let pair =
        PqdsaKeyPair::from_pkcs8(set.signing(), &pkcs8).map_err(|_| inconsistent(&KeyType::MlDsa(set), place))?;
    let public = PublicKey::ml_dsa(set, pair.public_key().as_ref(), place)?;
    Ok(PrivateKey { encoding: "PKCS#8", public, pkcs8, material: None })
}

fn check(set: MlDsa, part: &str, bytes: &[u8], len: usize, place: Place) -> Result<(), Problem> {
    if bytes.len() == len { Ok(()) } else { Err(length(&KeyType::MlDsa(set), part, bytes.len(), len, place)) }
}
