//! Public keys: from SPKI or PKCS#1 to a checked key.
//!
//! A value of `PublicKey` has passed every check that needs no token: lengths,
//! bounds, the point on its curve. Which algorithm it fits is not asked here.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::signature::ParsedPublicKey;
use der::asn1::{BitStringRef, ObjectIdentifier};
use der::{Decode as _, Encode as _};
use pkcs1::RsaPublicKeyRef;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::family::{self, Announced, RsaUse};
use super::kind::{Curve, KeyType, MlDsa};
use super::{ed448, ed25519, rsa, unreadable};
use crate::jose::problem::{Place, Problem};

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    key_type: KeyType,
    rsa_use: RsaUse,
    spki: Arc<[u8]>,
    material: Arc<[u8]>,
}

impl PublicKey {
    /// Reads a DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
    ///
    /// Codes: `bad_der`, `unusable_key`, `explicit_parameters`, `rsa_size`, `rsa_exponent`, `rsa_modulus`,
    /// `not_on_curve`, `key_length`.
    pub fn from_spki(der: &[u8], place: Place) -> Result<Self, Problem> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|error| not("SPKI", error, place))?;
        let announced = family::announced(info.algorithm, place)?;
        let Some(bytes) = info.subject_public_key.as_bytes() else {
            return Err(Problem::new("bad_der", place, "the public key does not end at a whole byte"));
        };
        match announced {
            Announced::Rsa(rsa_use) => Self::rsa(bytes, rsa_use, info.algorithm, place),
            Announced::Ec(curve) => Self::ec(curve, bytes, place),
            Announced::Ed25519 => Self::ed25519(bytes, place),
            Announced::Ed448 => Self::ed448(bytes, place),
            Announced::MlDsa(set) => Self::ml_dsa(set, bytes, place),
        }
    }

    /// Reads a DER RSAPublicKey (RFC 8017 appendix A.1.1).
    ///
    /// Codes: `bad_der`, `rsa_size`, `rsa_exponent`, `rsa_modulus`.
    pub fn from_pkcs1(der: &[u8], place: Place) -> Result<Self, Problem> {
        Self::rsa(der, RsaUse::Any, family::RSA_IDENTIFIER, place)
    }

    /// Its type and size.
    pub const fn key_type(&self) -> &KeyType {
        &self.key_type
    }

    /// The DER SubjectPublicKeyInfo; an EC point in it is uncompressed.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// SHA-256 of the SubjectPublicKeyInfo.
    pub fn spki_sha256(&self) -> [u8; 32] {
        sha256(&self.spki)
    }

    /// The key without its wrapping: DER RSAPublicKey, an uncompressed SEC1 point, or the bare bytes.
    pub fn verifying_material(&self) -> &[u8] {
        &self.material
    }

    /// True if both are the same key, however they were written.
    pub fn matches(&self, other: &Self) -> bool {
        self.key_type == other.key_type && self.material == other.material
    }

    /// What an RSA key is restricted to by its own identifier; `Any` for other keys.
    pub(crate) const fn rsa_use(&self) -> RsaUse {
        self.rsa_use
    }

    /// An RSA key from its RSAPublicKey, under the identifier that it came with.
    pub(super) fn rsa(
        pkcs1: &[u8],
        rsa_use: RsaUse,
        identifier: AlgorithmIdentifierRef<'_>,
        place: Place,
    ) -> Result<Self, Problem> {
        let key = RsaPublicKeyRef::from_der(pkcs1).map_err(|error| not("PKCS#1 public key", error, place))?;
        let bits = rsa::checked_bits(key.modulus, key.public_exponent, place)?;
        let spki = wrap(identifier, pkcs1, place)?;
        Ok(Self { key_type: KeyType::Rsa { bits }, rsa_use, spki: spki.into(), material: pkcs1.into() })
    }

    /// An EC key from its point, compressed or not (SEC 1 section 2.3.4).
    pub(super) fn ec(curve: Curve, point: &[u8], place: Place) -> Result<Self, Problem> {
        let point = uncompressed(curve, point).ok_or_else(|| not_on(curve.name(), place))?;
        let oid = curve.oid();
        let identifier = AlgorithmIdentifierRef { oid: family::EC, parameters: Some((&oid).into()) };
        let spki = wrap(identifier, &point, place)?;
        Ok(Self { key_type: KeyType::Ec(curve), rsa_use: RsaUse::Any, spki: spki.into(), material: point.into() })
    }

    /// An Ed25519 key from its 32 bytes (RFC 8032 section 5.1.5).
    pub(super) fn ed25519(bytes: &[u8], place: Place) -> Result<Self, Problem> {
        let key = Self::raw(KeyType::Ed25519, family::ED25519, bytes, ed25519::LEN, place)?;
        if ed25519::can_be_key(bytes) { Ok(key) } else { Err(not_on("Ed25519", place)) }
    }

    /// An Ed448 key from its 57 bytes (RFC 8032 section 5.2.5), which must be a point of the prime-order group.
    pub(super) fn ed448(bytes: &[u8], place: Place) -> Result<Self, Problem> {
        let key = Self::raw(KeyType::Ed448, family::ED448, bytes, ed448::LEN, place)?;
        if ed448::is_point(bytes) { Ok(key) } else { Err(not_on("Ed448", place)) }
    }

    /// An ML-DSA key from its bytes (FIPS 204 algorithm 23, RFC 9881 section 4).
    pub(super) fn ml_dsa(set: MlDsa, bytes: &[u8], place: Place) -> Result<Self, Problem> {
        Self::raw(KeyType::MlDsa(set), set.oid(), bytes, set.public_len(), place)
    }

    /// A key without structure, of a known length; its identifier has no parameters.
    fn raw(key_type: KeyType, oid: ObjectIdentifier, bytes: &[u8], len: usize, place: Place) -> Result<Self, Problem> {
        if bytes.len() != len {
            return Err(length(&key_type, "public", bytes.len(), len, place));
        }
        let spki = wrap(AlgorithmIdentifierRef { oid, parameters: None }, bytes, place)?;
        Ok(Self { key_type, rsa_use: RsaUse::Any, spki: spki.into(), material: bytes.into() })
    }
}

/// SHA-256 of `bytes` (FIPS 180-4).
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    for (to, from) in out.iter_mut().zip(digest.as_ref()) {
        *to = *from;
    }
    out
}

/// A structure that is not what it should be.
pub(super) fn not(what: &str, error: der::Error, place: Place) -> Problem {
    Problem::new("bad_der", place, format!("this is no {what} structure: {}", unreadable::words(error)))
        .hint("the key is damaged or of another kind: copy it again, whole")
}

/// A key with a wrong number of bytes.
pub(super) fn length(key_type: &KeyType, part: &str, is: usize, must: usize, place: Place) -> Problem {
    let message = format!("an {key_type} {part} key has {must} bytes, and this one has {is}");
    Problem::new("key_length", place, message).hint("the key is damaged: copy it again, whole")
}

/// A public key that is not where it should be.
fn not_on(curve: &str, place: Place) -> Problem {
    Problem::new("not_on_curve", place, format!("the public key is no point on the curve {curve}"))
        .hint("the key is damaged or forged: copy it again, whole")
}

/// What only a key longer than memory could cause.
pub(super) fn unwrappable(place: Place) -> Problem {
    Problem::new("bad_der", place, "the key cannot be written as DER")
}

fn wrap(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8], place: Place) -> Result<Vec<u8>, Problem> {
    let subject_public_key = BitStringRef::from_bytes(key).map_err(|_| unwrappable(place))?;
    SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().map_err(|_| unwrappable(place))
}

/// The point in its long form, if it is one on the curve.
fn uncompressed(curve: Curve, point: &[u8]) -> Option<Vec<u8>> {
    let length = match point.first()? {
        4 => 1 + 2 * curve.coordinate_len(),
        2 | 3 => 1 + curve.coordinate_len(),
        _ => return None,
    };
    if point.len() != length {
        return None;
    }
    // AWS-LC checks that the point is on the curve, and writes it out uncompressed.
    let parsed = ParsedPublicKey::new(curve.verification(), point).ok()?;
    let spki = parsed.as_der().ok()?;
    let info = SubjectPublicKeyInfoRef::from_der(spki.as_ref()).ok()?;
    info.subject_public_key.as_bytes().map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Place = Place::of(Part::Key);
    use crate::jose::problem::Part;

    /// The generator of P-256 (SEC 2 section 2.4.2), compressed.
    const COMPRESSED: [u8; 33] = [
        0x03, 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4, 0x40, 0xF2, 0x77,
        0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96,
    ];
    /// Its second coordinate.
    const Y: [u8; 32] = [
        0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, 0x2B, 0xCE,
        0x33, 0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
    ];

    fn point() -> Vec<u8> {
        [&[4], &COMPRESSED[1..], &Y].concat()
    }

    #[test]
    fn a_compressed_point_is_written_out() {
        let key = PublicKey::ec(Curve::P256, &COMPRESSED, AT).unwrap();
        assert_eq!(key.verifying_material(), point());
        assert_eq!(Ok(key), PublicKey::ec(Curve::P256, &point(), AT));
    }

    #[test]
    fn only_a_point_on_the_curve_is_a_key() {
        let mut off = point();
        off[64] ^= 1;
        let hybrid = [&[7], &point()[1..]].concat();
        let bad = [off, hybrid, vec![0], vec![], point()[..64].to_vec(), [point(), vec![0]].concat(), vec![4; 65]];
        for point in bad {
            assert_eq!(PublicKey::ec(Curve::P256, &point, AT).unwrap_err().code, "not_on_curve", "{point:?}");
        }
        for curve in [Curve::P384, Curve::P521, Curve::Secp256k1] {
            assert_eq!(PublicKey::ec(curve, &point(), AT).unwrap_err().code, "not_on_curve", "{curve}");
            let zeros = [vec![4], vec![0; 2 * curve.coordinate_len()]].concat();
            assert_eq!(PublicKey::ec(curve, &zeros, AT).unwrap_err().code, "not_on_curve", "{curve}");
        }
    }

    #[test]
    fn an_edwards_key_has_its_exact_length() {
        for len in [0, 3, 31, 33] {
            let problem = PublicKey::ed25519(&vec![1; len], AT).unwrap_err();
            assert_eq!(problem.message, format!("an Ed25519 public key has 32 bytes, and this one has {len}"));
        }
        let key = PublicKey::ed25519(&[1; 32], AT).unwrap();
        assert_eq!(PublicKey::from_spki(key.spki_der(), AT), Ok(key));
    }
}
