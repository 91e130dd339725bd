//! The public key blob (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4).

use der::Encode as _;
use der::asn1::UintRef;
use pkcs1::RsaPublicKeyRef;

use super::damaged;
use super::wire::Wire;
use crate::jose::key::family::USE_ANOTHER;
use crate::jose::key::public::unwrappable;
use crate::jose::key::{Curve, PublicKey};
use crate::jose::problem::{Place, Problem};

/// A key type that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    Ecdsa(Curve, &'static str),
    Ed25519,
    Ed448,
}

impl Kind {
    /// The key type of that name; `unusable_key` if there is none that a JWS algorithm uses.
    pub(super) fn named(name: &str, place: Place) -> Result<Self, Problem> {
        match name {
            "ssh-rsa" => Ok(Self::Rsa),
            "ecdsa-sha2-nistp256" => Ok(Self::Ecdsa(Curve::P256, "nistp256")),
            "ecdsa-sha2-nistp384" => Ok(Self::Ecdsa(Curve::P384, "nistp384")),
            "ecdsa-sha2-nistp521" => Ok(Self::Ecdsa(Curve::P521, "nistp521")),
            "ssh-ed25519" => Ok(Self::Ed25519),
            "ssh-ed448" => Ok(Self::Ed448),
            _ => Err(unusable(name, place)),
        }
    }
}

fn unusable(name: &str, place: Place) -> Problem {
    let (message, hint) = if name.contains("-cert-v0") {
        let message = format!("{} is an OpenSSH certificate: no JWS program can check one", quoted(name));
        (message, "use the public key that it was made for: the .pub file without -cert in its name")
    } else if name.starts_with("sk-") || name.starts_with("webauthn-sk-") {
        let message = format!("{} is a key in a security key (FIDO): it signs no tokens", quoted(name));
        (message, USE_ANOTHER)
    } else if name == "ssh-dss" {
        ("DSA is a key type that no JWS algorithm uses".to_owned(), USE_ANOTHER)
    } else if name.contains("xmss") {
        ("XMSS is a key type that no JWS algorithm uses".to_owned(), USE_ANOTHER)
    } else {
        (format!("{} is an SSH key type that no JWS algorithm uses", quoted(name)), USE_ANOTHER)
    };
    Problem::new("unusable_key", place, message).hint(hint)
}

/// A foreign name in quotes, never long.
pub(super) fn quoted(name: &str) -> String {
    let short: String = name.chars().take(64).collect();
    format!("{short:?}")
}

/// Reads a public key blob.
///
/// Codes: `damaged_key`, `unusable_key` and those of [`PublicKey::from_spki`].
pub(super) fn read(blob: &[u8], place: Place) -> Result<PublicKey, Problem> {
    let mut wire = Wire::new(blob);
    let Some(name) = wire.text() else {
        return Err(damaged(place, "its public part names no key type"));
    };
    let kind = Kind::named(name, place)?;
    let cut = || damaged(place, "its public part is cut or of another type than it says");
    let key = match kind {
        Kind::Rsa => {
            let (exponent, modulus) = wire.integer().zip(wire.integer()).ok_or_else(cut)?;
            rsa(modulus, exponent, place)?
        }
        Kind::Ecdsa(curve, name) => {
            let (inner, point) = wire.text().zip(wire.bytes()).ok_or_else(cut)?;
            if inner != name {
                return Err(damaged(place, "its type names one curve and its public part another"));
            }
            PublicKey::ec(curve, point, place)?
        }
        Kind::Ed25519 => PublicKey::ed25519(wire.bytes().ok_or_else(cut)?, place)?,
        Kind::Ed448 => ed448(wire.bytes().ok_or_else(cut)?, place)?,
    };
    if wire.rest().is_empty() { Ok(key) } else { Err(damaged(place, "bytes follow its public part")) }
}

/// An RSA key from its numbers.
pub(super) fn rsa(modulus: &[u8], exponent: &[u8], place: Place) -> Result<PublicKey, Problem> {
    let number = |bytes| UintRef::new(bytes).map_err(|_| unwrappable(place));
    let key = RsaPublicKeyRef { modulus: number(modulus)?, public_exponent: number(exponent)? };
    PublicKey::from_pkcs1(&key.to_der().map_err(|_| unwrappable(place))?, place)
}

/// An Ed448 key from its 57 bytes (RFC 8032 section 5.2.5); any other length is refused by its SPKI.
fn ed448(bytes: &[u8], place: Place) -> Result<PublicKey, Problem> {
    const ED448: der::asn1::ObjectIdentifier = der::asn1::ObjectIdentifier::new_unwrap("1.3.101.113");
    let subject_public_key = der::asn1::BitStringRef::from_bytes(bytes).map_err(|_| unwrappable(place))?;
    let algorithm = spki::AlgorithmIdentifierRef { oid: ED448, parameters: None };
    let spki = spki::SubjectPublicKeyInfoRef { algorithm, subject_public_key };
    PublicKey::from_spki(&spki.to_der().map_err(|_| unwrappable(place))?, place)
}
