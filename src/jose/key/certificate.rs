//! X.509 certificates: the key in them, the names, the times, the fingerprint.
//!
//! A certificate serves here as a container of a public key. No chain is built
//! and no issuer is trusted or checked.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::signature::{self, VerificationAlgorithm};
use der::asn1::ObjectIdentifier;
use der::{Decode as _, Encode as _, Reader as _, SliceReader};
use x509_cert::time::Time;

use super::family::oid_name;
use super::kind::{Curve, KeyType};
use super::public::{PublicKey, not, sha256, unwrappable};
use crate::jose::problem::{Place, Problem};

/// A certificate (RFC 5280 section 4.1). Clones are cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    /// True if issuer and subject are the same name and its own key verifies the signature. Where that cannot be
    /// checked here (Ed448, ML-DSA, RSASSA-PSS, SHA-1, RSA below 2048 bits) the family of the key decides.
    pub self_signed: bool,
    public: PublicKey,
    parts: Arc<Parts>,
}

#[derive(PartialEq, Eq)]
struct Parts {
    subject: String,
    common_name: Option<String>,
    issuer: String,
    not_before: i64,
    not_after: i64,
    signature_algorithm: String,
    der: Vec<u8>,
}

impl Certificate {
    /// Reads a DER certificate.
    ///
    /// Codes: `bad_der` and those of [`PublicKey::from_spki`] for the key in it.
    pub fn from_der(der: &[u8], place: Place) -> Result<Self, Problem> {
        let certificate =
            x509_cert::Certificate::from_der(der).map_err(|error| not("X.509 certificate", error, place))?;
        let body = certificate.tbs_certificate();
        // The type of the key comes from here alone: other identifiers in a
        // certificate tell about its issuer.
        let spki = body.subject_public_key_info().to_der().map_err(|_| unwrappable(place))?;
        let public = PublicKey::from_spki(&spki, place)?;
        let oid = certificate.signature_algorithm().oid;
        let self_signed = body.subject() == body.issuer()
            && certificate.signature().as_bytes().is_some_and(|signature| signed_by(&public, oid, der, signature));
        let common_name = body.subject().common_name().ok().flatten();
        let parts = Parts {
            subject: body.subject().to_string(),
            common_name: common_name.map(|name| name.value().into_owned()),
            issuer: body.issuer().to_string(),
            not_before: seconds(body.validity().not_before),
            not_after: seconds(body.validity().not_after),
            signature_algorithm: oid_name(oid),
            der: der.to_vec(),
        };
        Ok(Self { self_signed, public, parts: Arc::new(parts) })
    }

    /// The key that it certifies.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The subject as RFC 4514 writes it; the text is the issuer's and may hold any character.
    pub fn subject(&self) -> String {
        self.parts.subject.clone()
    }

    /// The first common name of the subject.
    pub fn common_name(&self) -> Option<String> {
        self.parts.common_name.clone()
    }

    /// The issuer as RFC 4514 writes it.
    pub fn issuer(&self) -> String {
        self.parts.issuer.clone()
    }

    /// Start of its validity in Unix seconds.
    pub fn not_before(&self) -> i64 {
        self.parts.not_before
    }

    /// End of its validity in Unix seconds; that second is still within it.
    pub fn not_after(&self) -> i64 {
        self.parts.not_after
    }

    /// SHA-256 of the DER certificate, its usual fingerprint.
    pub fn sha256(&self) -> [u8; 32] {
        sha256(&self.parts.der)
    }

    /// Registered name of the algorithm that it is signed with, else its object identifier.
    pub fn signature_algorithm(&self) -> &str {
        &self.parts.signature_algorithm
    }

    /// The DER certificate as it was read.
    pub fn der(&self) -> &[u8] {
        &self.parts.der
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({:?}, {})", self.parts.subject, self.public.key_type())
    }
}

fn seconds(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// True if `key` verifies the signature of the certificate, or if that cannot be checked here and `key` is at least
/// of the family that made it.
fn signed_by(key: &PublicKey, oid: ObjectIdentifier, certificate: &[u8], signature: &[u8]) -> bool {
    let Some(algorithm) = verification(oid, key.key_type()) else {
        return same_family(oid, key.key_type());
    };
    signed_part(certificate).is_some_and(|body| algorithm.verify_sig(key.verifying_material(), body, signature).is_ok())
}

/// True if a signature with this algorithm can be by a key of this type.
fn same_family(oid: ObjectIdentifier, key: &KeyType) -> bool {
    const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1");
    const ECDSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4");
    const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");
    match key {
        KeyType::Rsa { .. } => oid.starts_with(RSA),
        KeyType::Ec(_) => oid.starts_with(ECDSA),
        KeyType::Ed25519 => false,
        KeyType::Ed448 => oid == ED448,
        KeyType::Other(name) => oid_name(oid).to_ascii_lowercase().contains(&name.to_ascii_lowercase()),
    }
}

/// The bytes of the tbsCertificate.
fn signed_part(certificate: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(certificate).ok()?;
    der::Header::decode(&mut reader).ok()?;
    reader.tlv_bytes().ok()
}

/// The algorithm for a certificate signature (RFC 4055 section 5, RFC 5758 section 3.2, RFC 8410 section 3).
fn verification(oid: ObjectIdentifier, key: &KeyType) -> Option<&'static dyn VerificationAlgorithm> {
    const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
    const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
    const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
    const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
    const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
    const ECDSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
    const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
    match (oid, key) {
        (RSA_SHA256, KeyType::Rsa { bits: 2048..=8192 }) => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        (RSA_SHA384, KeyType::Rsa { bits: 2048..=8192 }) => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        (RSA_SHA512, KeyType::Rsa { bits: 2048..=8192 }) => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        (ECDSA_SHA256, KeyType::Ec(Curve::P256)) => Some(&signature::ECDSA_P256_SHA256_ASN1),
        (ECDSA_SHA384, KeyType::Ec(Curve::P256)) => Some(&signature::ECDSA_P256_SHA384_ASN1),
        (ECDSA_SHA256, KeyType::Ec(Curve::P384)) => Some(&signature::ECDSA_P384_SHA256_ASN1),
        (ECDSA_SHA384, KeyType::Ec(Curve::P384)) => Some(&signature::ECDSA_P384_SHA384_ASN1),
        (ECDSA_SHA512, KeyType::Ec(Curve::P521)) => Some(&signature::ECDSA_P521_SHA512_ASN1),
        (ECDSA_SHA256, KeyType::Ec(Curve::Secp256k1)) => Some(&signature::ECDSA_P256K1_SHA256_ASN1),
        (ED25519, KeyType::Ed25519) => Some(&signature::ED25519),
        _ => None,
    }
}
