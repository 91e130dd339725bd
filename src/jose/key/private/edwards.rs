//! Ed25519 and Ed448 private keys: seeds, from which both halves follow (RFC 8032, RFC 8410).

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use der::asn1::ObjectIdentifier;
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::{PrivateKey, Wiped, inconsistent, wiped, wrap};
use crate::jose::key::kind::KeyType;
use crate::jose::key::public::{PublicKey, length, unwrappable};
use crate::jose::key::{ed448, family};
use crate::jose::problem::{Place, Problem};

/// Its tag (X.690 section 8.7).
const OCTET_STRING: u8 = 4;

impl PrivateKey {
    /// An Ed25519 key from its seed of 32 bytes (RFC 8032 section 5.1.5).
    ///
    /// Codes: `key_length`.
    pub(in crate::jose::key) fn ed25519(seed: &[u8], place: Place) -> Result<Self, Problem> {
        if seed.len() != 32 {
            return Err(length(&KeyType::Ed25519, "private", seed.len(), 32, place));
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| inconsistent(&KeyType::Ed25519, place))?;
        let public = PublicKey::ed25519(pair.public_key().as_ref(), place)?;
        Ok(Self { encoding: "PKCS#8", public, pkcs8: pkcs8(family::ED25519, seed, place)?, material: None })
    }

    /// An Ed448 key from its seed of 57 bytes (RFC 8032 section 5.2.5).
    ///
    /// Codes: `key_length`.
    pub(in crate::jose::key) fn ed448(seed: &[u8], place: Place) -> Result<Self, Problem> {
        let Some(public) = ed448::public_of(seed) else {
            return Err(length(&KeyType::Ed448, "private", seed.len(), ed448::LEN, place));
        };
        let public = PublicKey::ed448(&public, place)?;
        let pkcs8 = pkcs8(family::ED448, seed, place)?;
        Ok(Self { encoding: "PKCS#8", public, pkcs8, material: Some(wiped(seed)) })
    }
}

/// The seed as a CurvePrivateKey in a PrivateKeyInfo (RFC 8410 section 7).
fn pkcs8(oid: ObjectIdentifier, seed: &[u8], place: Place) -> Result<Wiped, Problem> {
    let len = u8::try_from(seed.len()).map_err(|_| unwrappable(place))?;
    let inner = Zeroizing::new([&[OCTET_STRING, len], seed].concat());
    wrap(AlgorithmIdentifierRef { oid, parameters: None }, &inner, place)
}
