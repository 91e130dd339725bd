//! The JWKs of the vectors (RFC 7517, RFC 7518 section 6, RFC 8037 section 2) as keys
//! of the library, by way of the PEM files that it reads. Only for test keys: nothing
//! is checked here, and nothing wiped.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jotbench::jose::algorithm::{SigningKey, VerifyingKey};
use jotbench::jose::key::{PrivateKey, PublicKey, Secret, read};
use jotbench::jose::problem::Part;
use serde_json::Value;

const RSA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 0x05, 0];
const EC: &[u8] = &[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const ED25519: &[u8] = &[0x06, 3, 0x2b, 0x65, 0x70];

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

/// The key to verify with that a public or symmetric JWK holds.
pub(crate) fn verifying(jwk: &Value) -> VerifyingKey {
    if jwk["kty"] == "oct" { VerifyingKey::Secret(secret(jwk)) } else { VerifyingKey::Public(public(jwk)) }
}

/// The key to sign with that a private or symmetric JWK holds.
pub(crate) fn signing(jwk: &Value) -> SigningKey {
    if jwk["kty"] == "oct" { SigningKey::Secret(secret(jwk)) } else { SigningKey::Private(private(jwk)) }
}

/// The secret of an `oct` JWK.
pub(crate) fn secret(jwk: &Value) -> Secret {
    Secret::from_bytes(&member(jwk, "k")).unwrap()
}

/// The public key of a JWK, read from an SPKI file (RFC 5280 section 4.1).
pub(crate) fn public(jwk: &Value) -> PublicKey {
    let (identifier, key) = match jwk["kty"].as_str() {
        Some("RSA") => (RSA.to_vec(), tlv(SEQUENCE, &integers(jwk, &["n", "e"]))),
        Some("EC") => ([EC, &curve(jwk)].concat(), point(jwk)),
        _ => (ED25519.to_vec(), member(jwk, "x")),
    };
    let spki = [tlv(SEQUENCE, &identifier), bit_string(&key)].concat();
    let file = read(&pem("PUBLIC KEY", &tlv(SEQUENCE, &spki)), Part::VerificationKey).unwrap();
    file.first_public().unwrap().clone()
}

/// The private key of a JWK, read from a PKCS#1 (RFC 8017 appendix A.1.2), SEC1
/// (RFC 5915) or PKCS#8 (RFC 8410 section 7) file.
pub(crate) fn private(jwk: &Value) -> PrivateKey {
    let text = match jwk["kty"].as_str() {
        Some("RSA") => {
            let numbers = integers(jwk, &["n", "e", "d", "p", "q", "dp", "dq", "qi"]);
            pem("RSA PRIVATE KEY", &tlv(SEQUENCE, &[integer(&[0]), numbers].concat()))
        }
        Some("EC") => {
            let d = tlv(OCTET_STRING, &member(jwk, "d"));
            let (parameters, public) = (tlv(0xa0, &curve(jwk)), tlv(0xa1, &bit_string(&point(jwk))));
            pem("EC PRIVATE KEY", &tlv(SEQUENCE, &[integer(&[1]), d, parameters, public].concat()))
        }
        _ => {
            let d = tlv(OCTET_STRING, &tlv(OCTET_STRING, &member(jwk, "d")));
            pem("PRIVATE KEY", &tlv(SEQUENCE, &[integer(&[0]), tlv(SEQUENCE, ED25519), d].concat()))
        }
    };
    read(&text, Part::SigningKey).unwrap().first_private().unwrap().clone()
}

/// DER in PEM armour (RFC 7468).
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines: Vec<&str> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn member(jwk: &Value, name: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap()
}

/// The object identifier of the curve (RFC 5480 section 2.1.1.1).
fn curve(jwk: &Value) -> Vec<u8> {
    match jwk["crv"].as_str().unwrap() {
        "P-256" => vec![0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7],
        "P-384" => vec![0x06, 5, 0x2b, 0x81, 4, 0, 0x22],
        "P-521" => vec![0x06, 5, 0x2b, 0x81, 4, 0, 0x23],
        other => panic!("the curve {other}"),
    }
}

/// An uncompressed point (SEC 1 section 2.3.3).
fn point(jwk: &Value) -> Vec<u8> {
    [vec![4], member(jwk, "x"), member(jwk, "y")].concat()
}

fn integers(jwk: &Value, names: &[&str]) -> Vec<u8> {
    names.iter().flat_map(|name| integer(&member(jwk, name))).collect()
}

/// A number that is not negative.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    tlv(INTEGER, &[&[0], &bytes[zeros..]].concat()[usize::from(bytes.get(zeros).is_some_and(|&top| top < 0x80))..])
}

fn bit_string(bytes: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, &[&[0], bytes].concat())
}

/// Tag, length, value (X.690 section 8.1); up to 65535 bytes.
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(value.len()).unwrap().to_be_bytes();
    let head = match value.len() {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head.as_slice(), value].concat()
}
