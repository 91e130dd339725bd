//! From the algorithm identifier of a key (PKCS#8, SPKI) to the kind of key it is.
//!
//! Types that no JOSE algorithm can use are refused, by the names in `unusable`; the
//! key material itself is read in `public` and `private`.

use der::asn1::{Any, AnyRef, ObjectIdentifier};
use der::oid::db::DB;
use der::{Decode as _, Encode as _, Tag};
use pkcs1::RsaPssParams;
use spki::AlgorithmIdentifierRef;

use super::kind::{Curve, MlDsa};
use super::unusable;
use crate::jose::problem::{Place, Problem};

/// rsaEncryption (RFC 8017 appendix A.1).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// id-ecPublicKey (RFC 5480 section 2.1.1).
pub(super) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// id-Ed25519 (RFC 8410 section 3).
pub(super) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// id-RSASSA-PSS (RFC 4055 section 3.1).
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
/// id-Ed448 (RFC 8410 section 3).
pub(super) const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");

/// The way out for every key that cannot be used.
pub(crate) const USE_ANOTHER: &str = "use an RSA key of 2048 to 8192 bits, or an EC (P-256, P-384, P-521, secp256k1), \
                                      Ed25519, Ed448 or ML-DSA key";

/// The identifier of an RSA key without restrictions (RFC 8017 appendix A.1).
pub(super) const RSA_IDENTIFIER: AlgorithmIdentifierRef<'static> =
    AlgorithmIdentifierRef { oid: RSA, parameters: Some(AnyRef::NULL) };

/// What an RSA key may be used for (RFC 4055 section 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RsaUse {
    /// Any RSA algorithm.
    Any,
    /// RSASSA-PSS alone, and with this length of hash if one is given.
    Pss(Option<u32>),
}

/// The kind of key that an algorithm identifier announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Announced {
    /// RSA, with the restriction that its identifier carries.
    Rsa(RsaUse),
    /// A key on this curve.
    Ec(Curve),
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
    /// ML-DSA with this parameter set.
    MlDsa(MlDsa),
}

/// Reads the algorithm identifier of a key.
pub(super) fn announced(algorithm: AlgorithmIdentifierRef<'_>, place: Place) -> Result<Announced, Problem> {
    match algorithm.oid {
        RSA => Ok(Announced::Rsa(RsaUse::Any)),
        RSA_PSS => pss_use(algorithm.parameters, place).map(Announced::Rsa),
        EC => curve(algorithm.parameters, place).map(Announced::Ec),
        ED25519 => Ok(Announced::Ed25519),
        ED448 => Ok(Announced::Ed448),
        oid => match MlDsa::ALL.into_iter().find(|set| set.oid() == oid) {
            Some(set) => Ok(Announced::MlDsa(set)),
            None => Err(unusable::key_type(oid, place)),
        },
    }
}

/// The curve with this object identifier.
pub(super) fn named_curve(oid: ObjectIdentifier, place: Place) -> Result<Curve, Problem> {
    Curve::ALL.into_iter().find(|curve| curve.oid() == oid).ok_or_else(|| unusable::curve(oid, place))
}

/// The curve is written out in full instead of named.
pub(super) fn explicit_parameters(place: Place) -> Problem {
    Problem::new("explicit_parameters", place, "the elliptic curve is written out in numbers instead of named").hint(
        "RFC 5480 section 2.1.1 forbids it: openssl ec -in FILE -param_enc named_curve -out key.pem names the curve",
    )
}

/// The registered name of an object identifier, else its numbers.
pub(super) fn oid_name(oid: ObjectIdentifier) -> String {
    DB.by_oid(&oid).map_or_else(|| oid.to_string(), str::to_owned)
}

fn curve(parameters: Option<AnyRef<'_>>, place: Place) -> Result<Curve, Problem> {
    let Some(parameters) = parameters else {
        return Err(unnamed_curve(place));
    };
    match parameters.decode_as::<ObjectIdentifier>() {
        Ok(oid) => named_curve(oid, place),
        Err(_) if der::Tagged::tag(&parameters) == Tag::Sequence => Err(explicit_parameters(place)),
        Err(_) => Err(unnamed_curve(place)),
    }
}

/// The key does not say which curve it is on.
pub(super) fn unnamed_curve(place: Place) -> Problem {
    Problem::new("unusable_key", place, "the elliptic curve key does not say which curve it is on").hint(USE_ANOTHER)
}

fn pss_use(parameters: Option<AnyRef<'_>>, place: Place) -> Result<RsaUse, Problem> {
    let unreadable =
        || Problem::new("bad_der", place, "the RSASSA-PSS parameters of the key cannot be read").hint(USE_ANOTHER);
    let Some(parameters) = parameters else {
        return Ok(RsaUse::Pss(None));
    };
    let bytes = parameters.to_der().map_err(|_| unreadable())?;
    let parameters = RsaPssParams::<Any>::from_der(&bytes).map_err(|_| unreadable())?;
    Ok(RsaUse::Pss(Some(hash_bits(parameters.hash.oid))))
}

/// Length of the hash with this object identifier (RFC 4055 section 2.1); 0 for one that no JWS algorithm uses.
fn hash_bits(oid: ObjectIdentifier) -> u32 {
    const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
    const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
    const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
    match oid {
        SHA256 => 256,
        SHA384 => 384,
        SHA512 => 512,
        _ => 0,
    }
}
