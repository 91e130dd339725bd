//! The public members of a key, and the thumbprint over them.

use der::Decode as _;
use pkcs1::RsaPublicKeyRef;

use crate::jose::base64url::encode;
use crate::jose::key::kind::KeyType;
use crate::jose::key::public::{PublicKey, sha256};

/// The JWK thumbprint with SHA-256 (RFC 7638; for OKP RFC 8037 section 2, for AKP RFC 9964), in base64url.
///
/// There is none for an HMAC secret: it would help to guess a weak one (RFC 7638 section 7).
pub fn thumbprint(key: &PublicKey) -> String {
    let mut members = members(key);
    members.sort_unstable();
    // Neither names nor values have anything to escape.
    let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
    encode(&sha256(format!("{{{}}}", members.join(",")).as_bytes()))
}

/// The members that make the public key, `kty` first: exactly those of the thumbprint.
pub(super) fn members(key: &PublicKey) -> Vec<(&'static str, String)> {
    let material = key.verifying_material();
    let key_type = key.key_type();
    if let KeyType::Rsa { .. } = key_type {
        // Every RSA key was made from such a structure.
        let (n, e) = RsaPublicKeyRef::from_der(material)
            .map(|key| (encode(key.modulus.as_bytes()), encode(key.public_exponent.as_bytes())))
            .unwrap_or_default();
        return vec![("kty", "RSA".to_owned()), ("n", n), ("e", e)];
    }
    if let KeyType::Ec(curve) = key_type {
        // An uncompressed point: 4, then both coordinates in full length (SEC 1 section 2.3.3).
        let both = material.get(1..).unwrap_or_default();
        let (x, y) = both.split_at_checked(curve.coordinate_len()).unwrap_or_default();
        return vec![("kty", "EC".to_owned()), ("crv", curve.name().to_owned()), ("x", encode(x)), ("y", encode(y))];
    }
    let [kty, name, value] = match key_type {
        KeyType::Ed25519 | KeyType::Ed448 => ["OKP", "crv", "x"],
        // What is left is ML-DSA.
        _ => ["AKP", "alg", "pub"],
    };
    vec![("kty", kty.to_owned()), (name, key_type.to_string()), (value, encode(material))]
}
