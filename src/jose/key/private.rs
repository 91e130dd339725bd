//! Private keys: from PKCS#8, PKCS#1 or SEC1 to a checked key pair.
//!
//! The bytes are wiped when the last clone goes, and no output form of `Debug`
//! shows them. A key whose parts do not belong together is refused.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair as _, RsaKeyPair};
use der::asn1::OctetStringRef;
use der::{Decode as _, Encode as _, ErrorKind, SecretDocument, Tag};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::family::{self, Announced, RsaUse};
use super::jwk::recover::{Numbers, unlike};
use super::kind::{Curve, KeyType};
use super::public::{PublicKey, not, unwrappable};
use crate::jose::problem::{Place, Problem};

mod edwards;
mod ml_dsa;

/// Bytes that are wiped, shared by the clones of a key.
type Wiped = Arc<Zeroizing<Vec<u8>>>;

/// A private key. Clones are cheap and share the bytes.
#[derive(Clone)]
pub struct PrivateKey {
    encoding: &'static str,
    public: PublicKey,
    pkcs8: Wiped,
    /// What signs, where that is not `pkcs8`.
    material: Option<Wiped>,
}

impl PrivateKey {
    /// Reads a DER PrivateKeyInfo or OneAsymmetricKey (RFC 5208 section 5, RFC 5958 section 2).
    ///
    /// An ML-DSA key may be a seed, expanded, or both (RFC 9881 section 6).
    ///
    /// Codes: those of [`PublicKey::from_spki`] and `inconsistent_key`.
    pub fn from_pkcs8(der: &[u8], place: Place) -> Result<Self, Problem> {
        let info = PrivateKeyInfoRef::from_der(der).map_err(|error| not("PKCS#8 private key", error, place))?;
        let announced = family::announced(info.algorithm, place)?;
        let bytes = info.private_key.as_bytes();
        // Bits that are no whole bytes are no public key at all, so they equal none.
        let public = info.public_key.map(|bits| bits.as_bytes().unwrap_or_default());
        let key = match announced {
            Announced::Rsa(rsa_use) => rsa(bytes, rsa_use, info.algorithm, place)?,
            Announced::Ec(curve) => {
                let inner = EcPrivateKey::from_der(bytes).map_err(|error| not_sec1(error, place))?;
                ec(&inner, Some(curve), place)?
            }
            Announced::Ed25519 => Self::ed25519(curve_private_key(bytes, "Ed25519", place)?, place)?,
            Announced::Ed448 => Self::ed448(curve_private_key(bytes, "Ed448", place)?, place)?,
            Announced::MlDsa(set) => Self::ml_dsa(set, bytes, place)?,
        };
        key.with_stated_public(public, place)
    }

    /// Reads a DER RSAPrivateKey (RFC 8017 appendix A.1.2).
    ///
    /// Codes: `bad_der`, `unusable_key`, `rsa_size`, `rsa_exponent`, `rsa_modulus`, `inconsistent_key`.
    pub fn from_pkcs1(der: &[u8], place: Place) -> Result<Self, Problem> {
        Ok(Self { encoding: "PKCS#1", ..rsa(der, RsaUse::Any, family::RSA_IDENTIFIER, place)? })
    }

    /// Reads a DER ECPrivateKey (RFC 5915 section 3).
    ///
    /// Codes: `bad_der`, `unusable_key`, `explicit_parameters`, `inconsistent_key`.
    pub fn from_sec1(der: &[u8], place: Place) -> Result<Self, Problem> {
        let inner = EcPrivateKey::from_der(der).map_err(|error| not_sec1(error, place))?;
        Ok(Self { encoding: "SEC1", ..ec(&inner, None, place)? })
    }

    /// Its type and size.
    pub const fn key_type(&self) -> &KeyType {
        self.public.key_type()
    }

    /// Its public part. Every kind of key that is read has one: it is derived where the file does not state it.
    pub const fn public(&self) -> Option<&PublicKey> {
        Some(&self.public)
    }

    /// The encoding that it was read from: "PKCS#1", "PKCS#8" or "SEC1".
    pub const fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The key as a DER PrivateKeyInfo (RFC 5208 section 5); of ML-DSA the seed alone, if it is known.
    pub(crate) fn pkcs8_der(&self) -> &[u8] {
        &self.pkcs8
    }

    /// What the signing library takes: a DER RSAPrivateKey for RSA, the bare seed for Ed448, else a DER
    /// PrivateKeyInfo.
    pub(crate) fn signing_material(&self) -> &[u8] {
        self.material.as_ref().unwrap_or(&self.pkcs8)
    }

    /// What an RSA key is restricted to by its own identifier; `Any` for other keys.
    pub(crate) const fn rsa_use(&self) -> RsaUse {
        self.public.rsa_use()
    }

    /// The same key, after a comparison with the public part that a OneAsymmetricKey states.
    fn with_stated_public(self, stated: Option<&[u8]>, place: Place) -> Result<Self, Problem> {
        match stated {
            Some(stated) if self.public.verifying_material() != stated => Err(inconsistent(self.key_type(), place)),
            _ => Ok(self),
        }
    }
}

impl PartialEq for PrivateKey {
    fn eq(&self, other: &Self) -> bool {
        self.encoding == other.encoding && verify_slices_are_equal(&self.pkcs8, &other.pkcs8).is_ok()
    }
}

impl Eq for PrivateKey {}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, {}, [redacted])", self.key_type(), self.encoding)
    }
}

fn rsa(
    pkcs1: &[u8],
    rsa_use: RsaUse,
    identifier: AlgorithmIdentifierRef<'_>,
    place: Place,
) -> Result<PrivateKey, Problem> {
    let key = RsaPrivateKeyRef::from_der(pkcs1).map_err(|error| not("PKCS#1 private key", error, place))?;
    if key.other_prime_infos.is_some() {
        return Err(Problem::new("unusable_key", place, "an RSA key of more than two primes cannot be used")
            .hint(family::USE_ANOTHER));
    }
    let public = RsaPublicKeyRef { modulus: key.modulus, public_exponent: key.public_exponent };
    let public = public.to_der().map_err(|_| unwrappable(place))?;
    let public = PublicKey::rsa(&public, rsa_use, identifier, place)?;
    // Outside these sizes AWS-LC takes no key, and no algorithm here fits.
    let checkable = matches!(public.key_type(), KeyType::Rsa { bits: 2048..=8192 });
    let fits = if checkable { RsaKeyPair::from_der(pkcs1).is_ok() } else { numbers_fit(&key) };
    if !fits {
        return Err(inconsistent(public.key_type(), place));
    }
    let material = Some(wiped(pkcs1));
    Ok(PrivateKey { encoding: "PKCS#8", public, pkcs8: wrap(identifier, pkcs1, place)?, material })
}

/// `outer` is the curve that a PKCS#8 wrapping names.
fn ec(inner: &EcPrivateKey<'_>, outer: Option<Curve>, place: Place) -> Result<PrivateKey, Problem> {
    let named = inner.parameters.and_then(sec1::EcParameters::named_curve);
    let curve = match (outer, named) {
        (Some(curve), None) => curve,
        (Some(curve), Some(oid)) if curve.oid() == oid => curve,
        (Some(curve), Some(_)) => return Err(inconsistent(&KeyType::Ec(curve), place)),
        (None, Some(oid)) => family::named_curve(oid, place)?,
        (None, None) => return Err(family::unnamed_curve(place)),
    };
    let bare = EcPrivateKey { private_key: inner.private_key, parameters: None, public_key: inner.public_key };
    let bare = SecretDocument::encode_msg(&bare).map_err(|_| unwrappable(place))?;
    let oid = curve.oid();
    let identifier = AlgorithmIdentifierRef { oid: family::EC, parameters: Some((&oid).into()) };
    let pkcs8 = wrap(identifier, bare.as_bytes(), place)?;
    // Checks the range of the private number, and the public part if the file has one.
    let pair =
        EcdsaKeyPair::from_pkcs8(curve.signing(), &pkcs8).map_err(|_| inconsistent(&KeyType::Ec(curve), place))?;
    let public = PublicKey::ec(curve, pair.public_key().as_ref(), place)?;
    Ok(PrivateKey { encoding: "PKCS#8", public, pkcs8, material: None })
}

/// The seed in a CurvePrivateKey, an OCTET STRING of its own (RFC 8410 section 7).
fn curve_private_key<'der>(bytes: &'der [u8], name: &str, place: Place) -> Result<&'der [u8], Problem> {
    let seed = <&OctetStringRef>::from_der(bytes).map_err(|error| not(&format!("{name} private key"), error, place))?;
    Ok(seed.as_bytes())
}

fn wiped(bytes: &[u8]) -> Wiped {
    Arc::new(Zeroizing::new(bytes.to_vec()))
}

fn wrap(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8], place: Place) -> Result<Wiped, Problem> {
    let key = OctetStringRef::new(key).map_err(|_| unwrappable(place))?;
    let document = SecretDocument::encode_msg(&PrivateKeyInfoRef::new(algorithm, key));
    document.map(|document| Arc::new(document.to_bytes())).map_err(|_| unwrappable(place))
}

/// Whether the numbers of an RSA key belong together, for sizes that AWS-LC does not look at.
fn numbers_fit(key: &RsaPrivateKeyRef<'_>) -> bool {
    let own = |number: der::asn1::UintRef<'_>| Zeroizing::new(number.as_bytes().to_vec());
    let numbers = Numbers {
        p: own(key.prime1),
        q: own(key.prime2),
        dp: own(key.exponent1),
        dq: own(key.exponent2),
        qi: own(key.coefficient),
    };
    let [modulus, exponent, private] = [key.modulus, key.public_exponent, key.private_exponent].map(own);
    let longest =
        [&private, &numbers.p, &numbers.q, &numbers.dp, &numbers.dq, &numbers.qi].iter().map(|n| n.len()).max();
    longest.is_some_and(|longest| longest <= modulus.len()) && unlike(&modulus, &exponent, &private, &numbers).is_none()
}

fn not_sec1(error: der::Error, place: Place) -> Problem {
    match error.kind() {
        ErrorKind::TagUnexpected { expected: Some(Tag::ObjectIdentifier), actual: Tag::Sequence } => {
            family::explicit_parameters(place)
        }
        _ => not("SEC1 private key", error, place),
    }
}

fn inconsistent(key_type: &KeyType, place: Place) -> Problem {
    let message =
        format!("the private part of this {key_type} key is out of range or does not belong to its public part");
    Problem::new("inconsistent_key", place, message).hint("the key is damaged or forged: use the file as it was made")
}

#[cfg(test)]
mod tests;
