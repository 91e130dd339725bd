//! Private keys: from PKCS#8, PKCS#1 or SEC1 to a checked key pair.
//!
//! The bytes are wiped when the last clone goes, and no output form of `Debug`
//! shows them. A key whose parts do not belong together is refused.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair};
use der::asn1::OctetStringRef;
use der::{Decode as _, Encode as _, ErrorKind, SecretDocument, Tag};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::family::{self, Announced, RsaUse};
use super::kind::{Curve, KeyType};
use super::public::{PublicKey, length, not, unwrappable};
use crate::jose::problem::{Place, Problem};

/// Bytes that are wiped, shared by the clones of a key.
type Wiped = Arc<Zeroizing<Vec<u8>>>;

/// A private key. Clones are cheap and share the bytes.
#[derive(Clone)]
pub struct PrivateKey {
    key_type: KeyType,
    rsa_use: RsaUse,
    encoding: &'static str,
    public: Option<PublicKey>,
    pkcs8: Wiped,
    pkcs1: Option<Wiped>,
}

impl PrivateKey {
    /// Reads a DER PrivateKeyInfo or OneAsymmetricKey (RFC 5208 section 5, RFC 5958 section 2).
    ///
    /// Codes: those of [`PublicKey::from_spki`] and `inconsistent_key`.
    pub fn from_pkcs8(der: &[u8], place: Place) -> Result<Self, Problem> {
        let info = PrivateKeyInfoRef::from_der(der).map_err(|error| not("PKCS#8 private key", error, place))?;
        let announced = family::announced(info.algorithm, place)?;
        let bytes = info.private_key.as_bytes();
        let public = info.public_key.and_then(|bits| bits.as_bytes());
        let key = match announced {
            Announced::Rsa(rsa_use) => rsa(bytes, rsa_use, info.algorithm, place)?,
            Announced::Ec(curve) => {
                let inner = EcPrivateKey::from_der(bytes).map_err(|error| not_sec1(error, place))?;
                ec(&inner, Some(curve), place)?
            }
            Announced::Ed25519 => ed25519(bytes, place)?,
            Announced::Ed448 => other(KeyType::Ed448, der),
            Announced::Other(name) => other(KeyType::Other(name.to_owned()), der),
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
        &self.key_type
    }

    /// Its public part, except where it can neither be derived here nor is in the file (Ed448, ML-DSA).
    pub const fn public(&self) -> Option<&PublicKey> {
        self.public.as_ref()
    }

    /// The encoding that it was read from: "PKCS#1", "PKCS#8" or "SEC1".
    pub const fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The key as a DER PrivateKeyInfo (RFC 5208 section 5).
    pub(crate) fn pkcs8_der(&self) -> &[u8] {
        &self.pkcs8
    }

    /// What the signing library takes: a DER RSAPrivateKey for RSA, else a DER PrivateKeyInfo.
    pub(crate) fn signing_material(&self) -> &[u8] {
        self.pkcs1.as_ref().unwrap_or(&self.pkcs8)
    }

    /// What an RSA key is restricted to by its own identifier; `Any` for other keys.
    pub(crate) const fn rsa_use(&self) -> RsaUse {
        self.rsa_use
    }

    /// The same key, after a comparison with the public part that a OneAsymmetricKey states.
    fn with_stated_public(self, stated: Option<&[u8]>, place: Place) -> Result<Self, Problem> {
        match (stated, &self.public) {
            (Some(stated), Some(derived)) if derived.verifying_material() != stated => {
                Err(inconsistent(&self.key_type, place))
            }
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
        write!(f, "PrivateKey({}, {}, [redacted])", self.key_type, self.encoding)
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
    if checkable && RsaKeyPair::from_der(pkcs1).is_err() {
        return Err(inconsistent(public.key_type(), place));
    }
    Ok(PrivateKey {
        key_type: public.key_type().clone(),
        rsa_use,
        encoding: "PKCS#8",
        public: Some(public),
        pkcs8: wrap(identifier, pkcs1, place)?,
        pkcs1: Some(Arc::new(Zeroizing::new(pkcs1.to_vec()))),
    })
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
        EcdsaKeyPair::from_pkcs8(signing(curve), &pkcs8).map_err(|_| inconsistent(&KeyType::Ec(curve), place))?;
    Ok(PrivateKey {
        key_type: KeyType::Ec(curve),
        rsa_use: RsaUse::Any,
        encoding: "PKCS#8",
        public: Some(PublicKey::ec(curve, pair.public_key().as_ref(), place)?),
        pkcs8,
        pkcs1: None,
    })
}

/// `bytes` is a CurvePrivateKey, an OCTET STRING of its own (RFC 8410 section 7).
fn ed25519(bytes: &[u8], place: Place) -> Result<PrivateKey, Problem> {
    let seed = <&OctetStringRef>::from_der(bytes).map_err(|error| not("Ed25519 private key", error, place))?;
    let seed = seed.as_bytes();
    if seed.len() != 32 {
        return Err(length(&KeyType::Ed25519, "private", seed.len(), 32, place));
    }
    let pkcs8 = wrap(AlgorithmIdentifierRef { oid: family::ED25519, parameters: None }, bytes, place)?;
    let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| inconsistent(&KeyType::Ed25519, place))?;
    Ok(PrivateKey {
        key_type: KeyType::Ed25519,
        rsa_use: RsaUse::Any,
        encoding: "PKCS#8",
        public: Some(PublicKey::ed25519(pair.public_key().as_ref(), place)?),
        pkcs8,
        pkcs1: None,
    })
}

fn other(key_type: KeyType, pkcs8: &[u8]) -> PrivateKey {
    PrivateKey {
        key_type,
        rsa_use: RsaUse::Any,
        encoding: "PKCS#8",
        public: None,
        pkcs8: Arc::new(Zeroizing::new(pkcs8.to_vec())),
        pkcs1: None,
    }
}

fn wrap(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8], place: Place) -> Result<Wiped, Problem> {
    let key = OctetStringRef::new(key).map_err(|_| unwrappable(place))?;
    let document = SecretDocument::encode_msg(&PrivateKeyInfoRef::new(algorithm, key));
    document.map(|document| Arc::new(document.to_bytes())).map_err(|_| unwrappable(place))
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

const fn signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
        Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED_SIGNING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::throw_away::generate_throw_away;
    use crate::jose::problem::Part;

    const AT: Place = Place::of(Part::SigningKey);

    fn sealed(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8], public: Option<&[u8]>) -> Vec<u8> {
        let mut info = PrivateKeyInfoRef::new(algorithm, OctetStringRef::new(key).unwrap());
        info.public_key = public.map(|bits| der::asn1::BitStringRef::from_bytes(bits).unwrap());
        info.to_der().unwrap()
    }

    const ED: AlgorithmIdentifierRef<'static> = AlgorithmIdentifierRef { oid: family::ED25519, parameters: None };

    /// RFC 8410 section 10.3, the private key of the first example and its public part.
    const SEED: [u8; 34] = [
        0x04, 0x20, 0xD4, 0xEE, 0x72, 0xDB, 0xF9, 0x13, 0x58, 0x4A, 0xD5, 0xB6, 0xD8, 0xF1, 0xF7, 0x69, 0xF8, 0xAD,
        0x3A, 0xFE, 0x7C, 0x28, 0xCB, 0xF1, 0xD4, 0xFB, 0xE0, 0x97, 0xA8, 0x8F, 0x44, 0x75, 0x58, 0x42,
    ];
    const PUBLIC: [u8; 32] = [
        0x19, 0xBF, 0x44, 0x09, 0x69, 0x84, 0xCD, 0xFE, 0x85, 0x41, 0xBA, 0xC1, 0x67, 0xDC, 0x3B, 0x96, 0xC8, 0x50,
        0x86, 0xAA, 0x30, 0xB6, 0xB6, 0xCB, 0x0C, 0x5C, 0x38, 0xAD, 0x70, 0x31, 0x66, 0xE1,
    ];

    #[test]
    fn the_public_part_is_derived_and_compared_with_a_stated_one() {
        for public in [None, Some(&PUBLIC as &[u8])] {
            let key = PrivateKey::from_pkcs8(&sealed(ED, &SEED, public), AT).unwrap();
            assert_eq!(key.public().unwrap().verifying_material(), PUBLIC);
        }
        let other = sealed(ED, &SEED, Some(&[9; 32]));
        assert_eq!(PrivateKey::from_pkcs8(&other, AT).unwrap_err().code, "inconsistent_key");
    }

    #[test]
    fn an_edwards_seed_has_32_bytes() {
        for len in [0_u8, 31, 33, 64] {
            let inner = [vec![4, len], vec![1; usize::from(len)]].concat();
            let problem = PrivateKey::from_pkcs8(&sealed(ED, &inner, None), AT).unwrap_err();
            assert_eq!(problem.message, format!("an Ed25519 private key has 32 bytes, and this one has {len}"));
        }
        assert_eq!(PrivateKey::from_pkcs8(&sealed(ED, &[1; 32], None), AT).unwrap_err().code, "bad_der");
    }

    fn sec1(number: &[u8], curve: Option<Curve>, public: Option<&[u8]>) -> Vec<u8> {
        let parameters = curve.map(|curve| sec1::EcParameters::NamedCurve(curve.oid()));
        EcPrivateKey { private_key: number, parameters, public_key: public }.to_der().unwrap()
    }

    #[test]
    fn an_ec_key_whose_halves_differ_is_refused() {
        let key = PrivateKey::from_sec1(&sec1(&[7; 32], Some(Curve::P256), None), AT).unwrap();
        let public = key.public().unwrap().verifying_material();
        let same = PrivateKey::from_sec1(&sec1(&[7; 32], Some(Curve::P256), Some(public)), AT).unwrap();
        assert_eq!(same.public(), key.public());
        let code = |der: &[u8]| PrivateKey::from_sec1(der, AT).unwrap_err().code;
        assert_eq!(code(&sec1(&[8; 32], Some(Curve::P256), Some(public))), "inconsistent_key");
        assert_eq!(code(&sec1(&[0; 32], Some(Curve::P256), None)), "inconsistent_key");
        assert_eq!(code(&sec1(&[0xff; 32], Some(Curve::P256), None)), "inconsistent_key");
        assert_eq!(code(&sec1(&[7; 32], None, None)), "unusable_key");
    }

    #[test]
    fn the_curve_inside_must_be_the_curve_outside() {
        let oid = Curve::P256.oid();
        let outer = AlgorithmIdentifierRef { oid: family::EC, parameters: Some((&oid).into()) };
        let read = |curve| PrivateKey::from_pkcs8(&sealed(outer, &sec1(&[7; 32], curve, None), None), AT);
        assert_eq!(read(Some(Curve::P256)), read(None));
        assert_eq!(read(Some(Curve::P384)).unwrap_err().code, "inconsistent_key");
    }

    #[test]
    fn an_rsa_key_with_one_changed_number_is_refused() {
        let der = include_bytes!("../../../tests/vectors/keys/rsa2048/private.pkcs1.der");
        assert!(PrivateKey::from_pkcs1(der, AT).is_ok());
        let good = RsaPrivateKeyRef::from_der(der).unwrap();
        let numbers = [
            good.modulus,
            good.private_exponent,
            good.prime1,
            good.prime2,
            good.exponent1,
            good.exponent2,
            good.coefficient,
        ];
        for at in 0..numbers.len() {
            let mut changed = numbers.map(|number| number.as_bytes().to_vec());
            *changed[at].last_mut().unwrap() ^= 2;
            let [n, d, p, q, dp, dq, qi] = changed.each_ref().map(|bytes| der::asn1::UintRef::new(bytes).unwrap());
            let bad = RsaPrivateKeyRef {
                modulus: n,
                private_exponent: d,
                prime1: p,
                prime2: q,
                exponent1: dp,
                exponent2: dq,
                coefficient: qi,
                ..good.clone()
            };
            let problem = PrivateKey::from_pkcs1(&bad.to_der().unwrap(), AT).unwrap_err();
            assert_eq!(problem.code, "inconsistent_key", "number {at}");
        }
    }

    #[test]
    fn no_private_byte_is_printed() {
        let key = generate_throw_away().unwrap().private;
        assert_eq!(format!("{key:?}"), "PrivateKey(EC P-256, PKCS#8, [redacted])");
    }

    #[test]
    fn keys_can_go_to_a_worker_thread() {
        fn movable<T: Send + Sync + Clone + 'static>() {}
        movable::<PrivateKey>();
        movable::<crate::jose::key::Secret>();
        movable::<crate::jose::algorithm::SigningKey>();
        movable::<crate::jose::algorithm::VerifyingKey>();
    }
}
