//! The signature of a certificate: its hash, and whether the certificate's own key made it.
//!
//! Only self-signatures are checked: no issuer is looked for, and a signature says
//! nothing here about trust.

use aws_lc_rs::signature::{self, RsaParameters, RsaPssSaltLength, VerificationAlgorithm};
use der::asn1::ObjectIdentifier;
use der::{Decode as _, Reader as _, Sequence, SliceReader};
use spki::{AlgorithmIdentifier, AlgorithmIdentifierRef};

use super::super::family::oid_name;
use super::super::kind::{Curve, KeyType};
use super::super::public::PublicKey;

/// id-RSASSA-PSS (RFC 4055 section 3.1).
const PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
/// id-mgf1 (RFC 4055 section 2.2).
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// The hashes of signature algorithms that name one (RFC 3279 section 2.2, RFC 4055 section 5, RFC 5758 section 3,
/// RFC 8692, RFC 9688, and sha1WithRSASignature of OIW).
const HASHES: [(&str, &str); 34] = [
    ("1.2.840.113549.1.1.2", "MD2"),
    ("1.2.840.113549.1.1.3", "MD4"),
    ("1.2.840.113549.1.1.4", "MD5"),
    ("1.2.840.113549.1.1.5", "SHA-1"),
    ("1.2.840.113549.1.1.14", "SHA-224"),
    ("1.2.840.113549.1.1.11", "SHA-256"),
    ("1.2.840.113549.1.1.12", "SHA-384"),
    ("1.2.840.113549.1.1.13", "SHA-512"),
    ("1.2.840.113549.1.1.15", "SHA-512/224"),
    ("1.2.840.113549.1.1.16", "SHA-512/256"),
    ("1.3.14.3.2.29", "SHA-1"),
    ("1.2.840.10045.4.1", "SHA-1"),
    ("1.2.840.10045.4.3.1", "SHA-224"),
    ("1.2.840.10045.4.3.2", "SHA-256"),
    ("1.2.840.10045.4.3.3", "SHA-384"),
    ("1.2.840.10045.4.3.4", "SHA-512"),
    ("1.2.840.10040.4.3", "SHA-1"),
    ("2.16.840.1.101.3.4.3.1", "SHA-224"),
    ("2.16.840.1.101.3.4.3.2", "SHA-256"),
    ("2.16.840.1.101.3.4.3.3", "SHA-384"),
    ("2.16.840.1.101.3.4.3.4", "SHA-512"),
    ("2.16.840.1.101.3.4.3.9", "SHA3-224"),
    ("2.16.840.1.101.3.4.3.10", "SHA3-256"),
    ("2.16.840.1.101.3.4.3.11", "SHA3-384"),
    ("2.16.840.1.101.3.4.3.12", "SHA3-512"),
    ("2.16.840.1.101.3.4.3.13", "SHA3-224"),
    ("2.16.840.1.101.3.4.3.14", "SHA3-256"),
    ("2.16.840.1.101.3.4.3.15", "SHA3-384"),
    ("2.16.840.1.101.3.4.3.16", "SHA3-512"),
    ("1.3.6.1.5.5.7.6.30", "SHAKE128"),
    ("1.3.6.1.5.5.7.6.31", "SHAKE256"),
    ("1.3.6.1.5.5.7.6.32", "SHAKE128"),
    ("1.3.6.1.5.5.7.6.33", "SHAKE256"),
    ("1.2.156.10197.1.501", "SM3"),
];

/// The hashes themselves (RFC 3279 section 2.1, RFC 4055 section 2.1).
const DIGESTS: [(&str, &str); 9] = [
    ("1.2.840.113549.2.5", "MD5"),
    ("1.3.14.3.2.26", SHA1),
    ("2.16.840.1.101.3.4.2.4", "SHA-224"),
    ("2.16.840.1.101.3.4.2.1", "SHA-256"),
    ("2.16.840.1.101.3.4.2.2", "SHA-384"),
    ("2.16.840.1.101.3.4.2.3", "SHA-512"),
    ("2.16.840.1.101.3.4.2.8", "SHA3-256"),
    ("2.16.840.1.101.3.4.2.9", "SHA3-384"),
    ("2.16.840.1.101.3.4.2.10", "SHA3-512"),
];

const SHA1: &str = "SHA-1";

/// Names that the database of identifiers lacks (RFC 3279 section 2.2, RFC 8017 appendix C, OIW, RFC 9688).
const NAMES: [(&str, &str); 9] = [
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
    ("1.2.840.113549.1.1.3", "md4WithRSAEncryption"),
    ("1.2.840.113549.1.1.15", "sha512-224WithRSAEncryption"),
    ("1.2.840.113549.1.1.16", "sha512-256WithRSAEncryption"),
    ("1.3.14.3.2.29", "sha1WithRSASignature"),
    ("2.16.840.1.101.3.4.3.13", "id-rsassa-pkcs1-v1-5-with-sha3-224"),
    ("2.16.840.1.101.3.4.3.14", "id-rsassa-pkcs1-v1-5-with-sha3-256"),
    ("2.16.840.1.101.3.4.3.15", "id-rsassa-pkcs1-v1-5-with-sha3-384"),
    ("2.16.840.1.101.3.4.3.16", "id-rsassa-pkcs1-v1-5-with-sha3-512"),
];

/// The registered name of a signature algorithm, else its object identifier.
pub(super) fn name(oid: ObjectIdentifier) -> String {
    named(&NAMES, oid).map_or_else(|| oid_name(oid), str::to_owned)
}

/// The hash that a signature algorithm signs; none for one that hashes inside (EdDSA, ML-DSA) or is unknown.
pub(super) fn hash(algorithm: AlgorithmIdentifierRef<'_>) -> Option<&'static str> {
    if algorithm.oid == PSS {
        parameters(algorithm).map(|parameters| parameters.hash())
    } else {
        named(&HASHES, algorithm.oid)
    }
}

/// True if `key` verifies the signature of the certificate, or if that cannot be checked here and `key` is at least
/// of the family that made it.
pub(super) fn is_by(
    key: &PublicKey,
    algorithm: AlgorithmIdentifierRef<'_>,
    certificate: &[u8],
    signature: &[u8],
) -> bool {
    let Some(body) = signed_part(certificate) else { return false };
    let verifies = |by: &dyn VerificationAlgorithm| by.verify_sig(key.verifying_material(), body, signature).is_ok();
    if algorithm.oid == PSS {
        return match pss(algorithm, key.key_type()) {
            Some(by) => verifies(&by),
            None => same_family(algorithm.oid, key.key_type()),
        };
    }
    match verification(algorithm.oid, key.key_type()) {
        Some(by) => verifies(by),
        None => same_family(algorithm.oid, key.key_type()),
    }
}

fn named(table: &[(&str, &'static str)], oid: ObjectIdentifier) -> Option<&'static str> {
    let oid = oid.to_string();
    table.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name)
}

/// RSASSA-PSS-params (RFC 4055 section 3.1). The reader of `pkcs1` takes no salt of more than 255 bytes, which is
/// what OpenSSL makes by default with longer keys.
#[derive(Sequence)]
struct PssParameters<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    hash: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifier<AlgorithmIdentifierRef<'a>>>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt: Option<u16>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u8>,
}

impl PssParameters<'_> {
    fn hash(&self) -> &'static str {
        self.hash.map_or(SHA1, |hash| named(&DIGESTS, hash.oid).unwrap_or("an unknown hash"))
    }

    /// True if the mask is made with the hash of the message, as everyone does.
    fn is_usual(&self) -> bool {
        let of_mask = self.mask.as_ref().filter(|mask| mask.oid == MGF1).and_then(|mask| mask.parameters);
        of_mask.map(|hash| hash.oid) == self.hash.map(|hash| hash.oid) && matches!(self.trailer, None | Some(1))
    }
}

fn parameters(algorithm: AlgorithmIdentifierRef<'_>) -> Option<PssParameters<'_>> {
    algorithm.parameters?.decode_as().ok()
}

/// The algorithm for an RSASSA-PSS signature with these parameters.
fn pss(algorithm: AlgorithmIdentifierRef<'_>, key: &KeyType) -> Option<RsaParameters> {
    let parameters = parameters(algorithm).filter(PssParameters::is_usual)?;
    let by = match (parameters.hash(), key) {
        ("SHA-256", KeyType::Rsa { bits: 2048..=8192 }) => signature::RSA_PSS_2048_8192_SHA256,
        ("SHA-384", KeyType::Rsa { bits: 2048..=8192 }) => signature::RSA_PSS_2048_8192_SHA384,
        ("SHA-512", KeyType::Rsa { bits: 2048..=8192 }) => signature::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    };
    // 20 is the default of the structure.
    Some(by.with_pss_salt_length(RsaPssSaltLength::Custom(parameters.salt.unwrap_or(20))))
}

/// The algorithm for any other signature (RFC 4055 section 5, RFC 5758 section 3.2, RFC 8410 section 3).
fn verification(oid: ObjectIdentifier, key: &KeyType) -> Option<&'static dyn VerificationAlgorithm> {
    const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
    const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1");
    const OIW: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.29");
    match key {
        KeyType::Rsa { bits } if oid.starts_with(RSA) || oid == OIW => rsa(named(&HASHES, oid)?, *bits),
        KeyType::Ec(curve) if is_ecdsa(oid) => ecdsa(named(&HASHES, oid)?, *curve),
        KeyType::Ed25519 if oid == ED25519 => Some(&signature::ED25519),
        _ => None,
    }
}

fn rsa(hash: &str, bits: u32) -> Option<&'static dyn VerificationAlgorithm> {
    match (hash, bits) {
        ("SHA-1", 1024..=8192) => Some(&signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
        ("SHA-256", 1024..=8192) => Some(&signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
        ("SHA-384", 2048..=8192) => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        ("SHA-512", 1024..=8192) => Some(&signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
        _ => None,
    }
}

fn ecdsa(hash: &str, curve: Curve) -> Option<&'static dyn VerificationAlgorithm> {
    match (curve, hash) {
        (Curve::P256, "SHA-1") => Some(&signature::ECDSA_P256_SHA1_ASN1),
        (Curve::P256, "SHA-256") => Some(&signature::ECDSA_P256_SHA256_ASN1),
        (Curve::P256, "SHA-384") => Some(&signature::ECDSA_P256_SHA384_ASN1),
        (Curve::P256, "SHA-512") => Some(&signature::ECDSA_P256_SHA512_ASN1),
        (Curve::P384, "SHA-256") => Some(&signature::ECDSA_P384_SHA256_ASN1),
        (Curve::P384, "SHA-384") => Some(&signature::ECDSA_P384_SHA384_ASN1),
        (Curve::P384, "SHA-512") => Some(&signature::ECDSA_P384_SHA512_ASN1),
        (Curve::P521, "SHA-1") => Some(&signature::ECDSA_P521_SHA1_ASN1),
        (Curve::P521, "SHA-224") => Some(&signature::ECDSA_P521_SHA224_ASN1),
        (Curve::P521, "SHA-256") => Some(&signature::ECDSA_P521_SHA256_ASN1),
        (Curve::P521, "SHA-384") => Some(&signature::ECDSA_P521_SHA384_ASN1),
        (Curve::P521, "SHA-512") => Some(&signature::ECDSA_P521_SHA512_ASN1),
        (Curve::Secp256k1, "SHA-256") => Some(&signature::ECDSA_P256K1_SHA256_ASN1),
        (Curve::P384, "SHA3-384") => Some(&signature::ECDSA_P384_SHA3_384_ASN1),
        (Curve::P521, "SHA3-512") => Some(&signature::ECDSA_P521_SHA3_512_ASN1),
        (Curve::Secp256k1, "SHA3-256") => Some(&signature::ECDSA_P256K1_SHA3_256_ASN1),
        _ => None,
    }
}

/// True if a signature with this algorithm can be by a key of this type.
fn same_family(oid: ObjectIdentifier, key: &KeyType) -> bool {
    let name = name(oid).to_ascii_lowercase();
    match key {
        KeyType::Rsa { .. } => name.contains("rsa"),
        KeyType::Ec(_) => is_ecdsa(oid),
        // Keys without parameters have the identifier of their signatures (RFC 8410 section 3).
        _ => name.ends_with(&key.to_string().to_ascii_lowercase()),
    }
}

fn is_ecdsa(oid: ObjectIdentifier) -> bool {
    name(oid).starts_with("ecdsa-with") || name(oid).starts_with("id-ecdsa-with")
}

/// The bytes of the tbsCertificate.
fn signed_part(certificate: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(certificate).ok()?;
    der::Header::decode(&mut reader).ok()?;
    reader.tlv_bytes().ok()
}
