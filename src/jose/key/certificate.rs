//! X.509 certificates: the key in them, the names, the times, the fingerprints.
//!
//! A certificate serves here as a container of a public key. No chain is built
//! and no issuer is trusted or checked.

mod dates;
mod names;
mod signature;

use std::fmt;
use std::sync::Arc;

use der::oid::AssociatedOid as _;
use der::referenced::OwnedToRef as _;
use der::{Decode, Encode as _};
use x509_cert::TbsCertificate;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, SubjectAltName};
use x509_cert::time::Time;

use super::public::{PublicKey, not, sha256, unwrappable};
use crate::jose::problem::{Place, Problem};

/// A certificate (RFC 5280 section 4.1). Clones are cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    /// True if issuer and subject are the same name and its own key verifies the signature. Where that cannot be
    /// checked here, the family of the key decides: Ed448 and ML-DSA; RSA below 1024 or over 8192 bits; MD2, MD4, MD5,
    /// SHA-224 and SHA-3 with RSA; SHA-384 and RSASSA-PSS below 2048 bits; RSASSA-PSS with another hash than SHA-256,
    /// SHA-384 and SHA-512, or with two; SHA-1 with P-384 and secp256k1, SHA-224 with all but P-521, SHA-384 and
    /// SHA-512 with secp256k1, most of SHA-3 with a curve.
    pub self_signed: bool,
    public: PublicKey,
    parts: Arc<Parts>,
}

#[derive(PartialEq, Eq)]
struct Parts {
    version: u8,
    serial: String,
    subject: String,
    common_name: Option<String>,
    issuer: String,
    not_before: i64,
    not_after: i64,
    signature_algorithm: String,
    signature_hash: Option<&'static str>,
    alternative_names: (Vec<String>, usize),
    is_ca: bool,
    key_usage: Vec<&'static str>,
    der: Vec<u8>,
}

/// Where a moment stands to the validity of a certificate (RFC 5280 section 4.1.2.5): both ends are within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// It begins later.
    NotYet {
        /// In so many seconds.
        wait: i64,
    },
    /// The moment is within it.
    Current {
        /// Seconds that are left.
        left: i64,
    },
    /// It has ended.
    Over {
        /// So many seconds ago.
        ago: i64,
    },
}

impl Certificate {
    /// Reads a DER certificate.
    ///
    /// Codes: `bad_der`, `unsupported_format` for dates before 1970, and those of [`PublicKey::from_spki`] for the key in it.
    pub fn from_der(der: &[u8], place: Place) -> Result<Self, Problem> {
        let certificate = names::decode(der).map_err(|error| {
            if dates::before_1970(der) { dates::early(place) } else { not("X.509 certificate", error, place) }
        })?;
        let body = certificate.tbs_certificate();
        // The type of the key comes from here alone: other identifiers in a
        // certificate tell about its issuer.
        let spki = body.subject_public_key_info().to_der().map_err(|_| unwrappable(place))?;
        let public = PublicKey::from_spki(&spki, place)?;
        let algorithm = certificate.signature_algorithm();
        let self_signed = body.subject() == body.issuer()
            // The signed copy of the identifier must be the same (RFC 5280 section 4.1.1.2).
            && body.signature() == algorithm
            && certificate
                .signature()
                .as_bytes()
                .is_some_and(|signature| signature::is_by(&public, algorithm.owned_to_ref(), der, signature));
        let parts = Parts {
            version: body.version() as u8 + 1,
            serial: serial(body.serial_number().as_bytes()),
            subject: names::distinguished(body.subject()),
            common_name: names::common(body.subject()),
            issuer: names::distinguished(body.issuer()),
            not_before: seconds(body.validity().not_before),
            not_after: seconds(body.validity().not_after),
            signature_algorithm: signature::name(algorithm.oid),
            signature_hash: signature::hash(algorithm.owned_to_ref()),
            alternative_names: extension(body, SubjectAltName::OID).map(names::alternative).unwrap_or_default(),
            is_ca: decoded::<BasicConstraints>(body, BasicConstraints::OID).is_some_and(|basic| basic.ca),
            key_usage: decoded(body, KeyUsage::OID).map(usage_words).unwrap_or_default(),
            der: der.to_vec(),
        };
        Ok(Self { self_signed, public, parts: Arc::new(parts) })
    }

    /// The key that it certifies.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Its version: 1, 2 or 3.
    pub fn version(&self) -> u8 {
        self.parts.version
    }

    /// Its serial number as OpenSSL prints it: hexadecimal pairs with colons, a minus in front of a negative one.
    pub fn serial(&self) -> &str {
        &self.parts.serial
    }

    /// The subject as RFC 4514 writes it, strings of the older types (BMPString, TeletexString, UniversalString) as
    /// text too; the text is the issuer's and may hold any character.
    pub fn subject(&self) -> String {
        self.parts.subject.clone()
    }

    /// The first common name of the subject.
    pub fn common_name(&self) -> Option<String> {
        self.parts.common_name.clone()
    }

    /// The issuer, written as [`Self::subject`].
    pub fn issuer(&self) -> String {
        self.parts.issuer.clone()
    }

    /// The first 256 of its alternative names (RFC 5280 section 4.2.1.6), each with its kind: "DNS:a.example",
    /// "IP:10.0.0.1", "URI:…", "email:…", "DirName:…", "UPN:…", "RID:…". Foreign text, at most 512 characters each.
    pub fn alternative_names(&self) -> &[String] {
        &self.parts.alternative_names.0
    }

    /// How many alternative names it has.
    pub fn alternative_name_count(&self) -> usize {
        self.parts.alternative_names.1
    }

    /// True if it may issue certificates (RFC 5280 section 4.2.1.9).
    pub fn is_ca(&self) -> bool {
        self.parts.is_ca
    }

    /// What the key may be used for, in the words of RFC 5280 section 4.2.1.3; empty where it does not say.
    pub fn key_usage(&self) -> &[&'static str] {
        &self.parts.key_usage
    }

    /// Start of its validity in Unix seconds.
    pub fn not_before(&self) -> i64 {
        self.parts.not_before
    }

    /// End of its validity in Unix seconds; that second is still within it.
    pub fn not_after(&self) -> i64 {
        self.parts.not_after
    }

    /// Where `now` (Unix seconds) stands to its validity.
    pub fn validity(&self, now: i64) -> Validity {
        if now < self.parts.not_before {
            Validity::NotYet { wait: self.parts.not_before.saturating_sub(now) }
        } else if now > self.parts.not_after {
            Validity::Over { ago: now.saturating_sub(self.parts.not_after) }
        } else {
            Validity::Current { left: self.parts.not_after.saturating_sub(now) }
        }
    }

    /// SHA-256 of the DER certificate, its usual fingerprint.
    pub fn sha256(&self) -> [u8; 32] {
        sha256(&self.parts.der)
    }

    /// SHA-1 of the DER certificate, the fingerprint of older tools and of `x5t` (RFC 7515 section 4.1.7).
    pub fn sha1(&self) -> [u8; 20] {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &self.parts.der);
        let mut out = [0; 20];
        for (to, from) in out.iter_mut().zip(digest.as_ref()) {
            *to = *from;
        }
        out
    }

    /// Registered name of the algorithm that it is signed with, else its object identifier.
    pub fn signature_algorithm(&self) -> &str {
        &self.parts.signature_algorithm
    }

    /// The hash that its signature is over: "SHA-256", "SHA-1", "MD5", …; none for an algorithm that hashes inside
    /// (EdDSA, ML-DSA) and for an unknown one.
    pub fn signature_hash(&self) -> Option<&'static str> {
        self.parts.signature_hash
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

/// The value of the first extension of this kind; its bytes are the issuer's and may be anything.
fn extension(body: &TbsCertificate, oid: der::asn1::ObjectIdentifier) -> Option<&[u8]> {
    let found = body.extensions()?.iter().find(|extension| extension.extn_id == oid)?;
    Some(found.extn_value.as_bytes())
}

fn decoded<'c, T: Decode<'c>>(body: &'c TbsCertificate, oid: der::asn1::ObjectIdentifier) -> Option<T> {
    T::from_der(extension(body, oid)?).ok()
}

fn usage_words(usage: KeyUsage) -> Vec<&'static str> {
    let words = [
        (usage.digital_signature(), "digitalSignature"),
        (usage.non_repudiation(), "nonRepudiation"),
        (usage.key_encipherment(), "keyEncipherment"),
        (usage.data_encipherment(), "dataEncipherment"),
        (usage.key_agreement(), "keyAgreement"),
        (usage.key_cert_sign(), "keyCertSign"),
        (usage.crl_sign(), "cRLSign"),
        (usage.encipher_only(), "encipherOnly"),
        (usage.decipher_only(), "decipherOnly"),
    ];
    words.into_iter().filter_map(|(is, word)| is.then_some(word)).collect()
}

/// An INTEGER in hexadecimal pairs; `bytes` are its two's complement.
fn serial(bytes: &[u8]) -> String {
    let negative = bytes.first().is_some_and(|first| *first >= 0x80);
    let mut magnitude = bytes.to_vec();
    if negative {
        let mut carry = true;
        for byte in magnitude.iter_mut().rev() {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
    }
    let leading = magnitude.iter().take_while(|byte| **byte == 0).count().min(magnitude.len().saturating_sub(1));
    let digits = colons(magnitude.get(leading..).unwrap_or_default());
    if negative { format!("-{digits}") } else { digits }
}

/// Bytes in hexadecimal pairs, "9F:2C".
pub(super) fn colons(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}
