//! Looking inside: what can be said of a key or certificate without its secret part.
//!
//! The facts here serve panes, overlay and command line alike. Labels and names in
//! them are foreign text: whoever prints them makes control and direction
//! characters visible. Nothing here reads or writes keys.

mod lines;
mod warnings;

pub use warnings::{private_in_public, warnings};

use super::certificate::{Certificate, Validity};
use super::jwk;
use super::kind::{Curve, KeyType};
use super::read::{Found, Item, Label};
use crate::jose::algorithm::{Algorithm, AnyKey};
use crate::jose::problem::Problem;

/// What an item of a key file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A private key.
    Private,
    /// A public key.
    Public,
    /// A certificate.
    Certificate,
    /// An HMAC secret.
    Secret,
}

impl What {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Private => "private key",
            Self::Public => "public key",
            Self::Certificate => "certificate",
            Self::Secret => "secret",
        }
    }
}

/// What can be said of one key without its secret part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What it is.
    pub what: What,
    /// Type and size; none for a secret.
    pub key_type: Option<KeyType>,
    /// Length in bits of an RSA modulus, of the field of an elliptic curve or of a secret; none for other keys.
    pub bits: Option<u32>,
    /// The curve, by its name in JOSE (`crv`).
    pub curve: Option<&'static str>,
    /// How it is written, as in [`Found::encoding`].
    pub encoding: &'static str,
    /// How it was encrypted in its file.
    pub protection: Option<String>,
    /// What its file says of it.
    pub label: Label,
    /// RFC 7638 SHA-256, base64url. None for a secret: from its thumbprint a weak one could be guessed.
    pub thumbprint: Option<String>,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub spki_sha256: Option<[u8; 32]>,
    /// Every algorithm that it can be used with, its natural one first.
    pub algorithms: Vec<&'static str>,
    /// What the certificate says beside the key.
    pub certificate: Option<CertificateFacts>,
    /// What is worth a warning about it.
    pub warnings: Vec<Problem>,
}

/// What a certificate says beside its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// [`Certificate::version`].
    pub version: u8,
    /// [`Certificate::subject`].
    pub subject: String,
    /// [`Certificate::issuer`].
    pub issuer: String,
    /// [`Certificate::serial`].
    pub serial: String,
    /// [`Certificate::alternative_names`], the first 256.
    pub alternative_names: Vec<String>,
    /// How many of them the certificate has.
    pub alternative_name_count: usize,
    /// Start of its validity in Unix seconds.
    pub not_before: i64,
    /// End of its validity in Unix seconds.
    pub not_after: i64,
    /// Where the moment of looking stands to it.
    pub validity: Validity,
    /// [`Certificate::self_signed`].
    pub self_signed: bool,
    /// [`Certificate::is_ca`].
    pub is_ca: bool,
    /// [`Certificate::key_usage`].
    pub key_usage: Vec<&'static str>,
    /// [`Certificate::signature_algorithm`].
    pub signature_algorithm: String,
    /// [`Certificate::signature_hash`].
    pub signature_hash: Option<&'static str>,
    /// SHA-1 of its DER.
    pub sha1: [u8; 20],
    /// SHA-256 of its DER.
    pub sha256: [u8; 32],
}

/// Looks at one item at `now` (Unix seconds).
pub fn look(found: &Found, now: i64) -> Facts {
    let key_type = key_type(found);
    let public = found.public();
    Facts {
        what: what(found),
        bits: bits(found),
        curve: key_type.and_then(curve),
        key_type: key_type.cloned(),
        encoding: found.encoding,
        protection: found.protection.clone(),
        label: found.label.clone(),
        thumbprint: public.map(jwk::thumbprint),
        spki_sha256: public.map(super::PublicKey::spki_sha256),
        algorithms: algorithms(found),
        certificate: match &found.item {
            Item::Certificate(certificate) => Some(CertificateFacts::of(certificate, now)),
            _ => None,
        },
        warnings: warnings::of_item(found, now),
    }
}

impl CertificateFacts {
    fn of(certificate: &Certificate, now: i64) -> Self {
        Self {
            version: certificate.version(),
            subject: certificate.subject(),
            issuer: certificate.issuer(),
            serial: certificate.serial().to_owned(),
            alternative_names: certificate.alternative_names().to_vec(),
            alternative_name_count: certificate.alternative_name_count(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            validity: certificate.validity(now),
            self_signed: certificate.self_signed,
            is_ca: certificate.is_ca(),
            key_usage: certificate.key_usage().to_vec(),
            signature_algorithm: certificate.signature_algorithm().to_owned(),
            signature_hash: certificate.signature_hash(),
            sha1: certificate.sha1(),
            sha256: certificate.sha256(),
        }
    }
}

/// The longest foreign name within a sentence, in characters.
const LONGEST: usize = 80;

/// Type, size and name of an item within a sentence: "RSA 2048 certificate CN=x", "EC P-256 public key "k1"".
pub fn describe(found: &Found) -> String {
    let title = title(what(found), key_type(found), bits(found));
    let name = match &found.item {
        Item::Certificate(certificate) if !certificate.subject().is_empty() => Some(certificate.subject()),
        Item::Certificate(certificate) => Some(format!("with the serial number {}", certificate.serial())),
        _ => found.label.kid.as_ref().or(found.label.name.as_ref()).map(|name| format!("\"{name}\"")),
    };
    name.map_or_else(|| title.clone(), |name| format!("{title} {}", clip(&name, LONGEST)))
}

fn title(what: What, key_type: Option<&KeyType>, bits: Option<u32>) -> String {
    match (key_type, bits) {
        (Some(key_type), _) => format!("{key_type} {}", what.name()),
        (None, Some(bits)) => format!("{bits}-bit {}", what.name()),
        (None, None) => what.name().to_owned(),
    }
}

/// At most `longest` characters of a foreign text.
fn clip(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

const fn what(found: &Found) -> What {
    match found.item {
        Item::Private(_) => What::Private,
        Item::Public(_) => What::Public,
        Item::Certificate(_) => What::Certificate,
        Item::Secret(_) => What::Secret,
    }
}

const fn key_type(found: &Found) -> Option<&KeyType> {
    match &found.item {
        Item::Private(key) => Some(key.key_type()),
        Item::Public(key) => Some(key.key_type()),
        Item::Certificate(certificate) => Some(certificate.public().key_type()),
        Item::Secret(_) => None,
    }
}

fn bits(found: &Found) -> Option<u32> {
    if let Item::Secret(secret) = &found.item {
        return u32::try_from(secret.bits()).ok();
    }
    match key_type(found)? {
        KeyType::Rsa { bits } => Some(*bits),
        KeyType::Ec(Curve::P256 | Curve::Secp256k1) => Some(256),
        KeyType::Ec(Curve::P384) => Some(384),
        KeyType::Ec(Curve::P521) => Some(521),
        _ => None,
    }
}

const fn curve(key_type: &KeyType) -> Option<&'static str> {
    match key_type {
        KeyType::Ec(curve) => Some(curve.name()),
        KeyType::Ed25519 => Some("Ed25519"),
        KeyType::Ed448 => Some("Ed448"),
        _ => None,
    }
}

fn algorithms(found: &Found) -> Vec<&'static str> {
    let key = match &found.item {
        Item::Private(key) => AnyKey::Private(key),
        Item::Public(key) => AnyKey::Public(key),
        Item::Certificate(certificate) => AnyKey::Public(certificate.public()),
        Item::Secret(secret) => AnyKey::Secret(secret),
    };
    Algorithm::fitting(key).into_iter().map(|algorithm| algorithm.name).collect()
}
