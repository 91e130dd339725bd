//! Traps: input that once led to a wrong answer, or to a secret in a sentence.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test that cannot go on fails")]

#[path = "support/der.rs"]
mod der;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use der::{number, sequence as seq, tlv};
use jotbench::jose::algorithm::{SigningKey, by_name};
use jotbench::jose::key::{self, KeyFile};
use jotbench::jose::problem::Part;
use jotbench::jose::verify::Signature;
use jotbench::jose::{decode, keyset};

fn text(path: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/vectors/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn said(input: &[u8]) -> String {
    key::read_bytes(input, Part::Key).unwrap_err().to_string()
}

fn token(header: &str, alg: &str, key: &SigningKey) -> String {
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode("{\"sub\":\"x\"}"));
    let signature = by_name(alg).unwrap().sign(key, input.as_bytes()).unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn verdict(file: &KeyFile, alg: &str, token: &str, kid: Option<&str>) -> Signature {
    match keyset::to_verify(file, by_name(alg).unwrap(), kid) {
        Ok(candidates) => keyset::verify(&decode::decode(token), &candidates, 100).signature,
        Err(problem) => Signature::Refused(problem),
    }
}

fn int(value: u32) -> Vec<u8> {
    number(&value.to_be_bytes())
}

/// The five dashes behind BEGIN PRIVATE KEY are lost: 52 characters of an Ed25519 key are in the sentence,
/// 180 of the 256 secret bits.
#[test]
fn no_sentence_quotes_the_body_of_a_private_key() {
    let body: String = text("keys/ed25519/private.pkcs8.pem").lines().filter(|line| !line.contains('-')).collect();
    for input in [
        format!("-----BEGIN PRIVATE KEY {body}-----END PRIVATE KEY-----"),
        format!("-----BEGIN PRIVATE KEY----{body}-----END PRIVATE KEY-----"),
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END {body}-----\n"),
    ] {
        let said = said(input.as_bytes());
        assert!(!said.contains(&body[24..40]), "{said}");
    }
}

/// Broken JSON quotes up to 12 characters of a secret.
#[test]
fn no_sentence_quotes_the_value_of_a_jwk() {
    for input in [
        "{\"kty\":\"oct\",\"k\" \"hunter2hunter2\"}",
        "{\"kty\":\"oct\",\"k\":hunter2hunter2}",
        "{\"kty\":\"oct\",\"k\":\"\" \"hunter2hunter2\"}",
        "{\"kty\":\"oct\",\"k\":\"\"} hunter2hunter2",
    ] {
        let said = said(input.as_bytes());
        assert!(!said.contains("hunter2"), "{said}");
    }
}

/// Below 2048 and above 8192 bits nothing looks at the private numbers: `key match` then says "the same key".
#[test]
fn an_rsa_key_of_any_size_is_consistent() {
    let jwk = text("keys/rsa2048/private.jwk.json");
    let n = jwk.split("\"n\"").nth(1).unwrap().split('"').nth(1).unwrap();
    let mut other = URL_SAFE_NO_PAD.decode(n).unwrap();
    other[0] = 1;
    let forged = jwk.replace(n, &URL_SAFE_NO_PAD.encode(other));
    let read = key::read(&forged, Part::Key);
    assert!(read.is_err(), "{:?}", read.map(|file| file.found[0].item.clone()));
}

/// The issuer's certificate stands before the leaf: the token of the leaf's key is called invalid.
#[test]
fn the_certificate_of_the_key_counts_and_not_the_first() {
    let [ca, leaf, private] = ["encrypted/ca.pem", "encrypted/leaf.pem", "keys/p256/private.pkcs8.pem"].map(text);
    let file = key::read(&format!("{ca}{leaf}{private}"), Part::Key).unwrap();
    let token = token("{\"alg\":\"ES256\"}", "ES256", &SigningKey::Private(file.first_private().unwrap().clone()));
    assert_eq!(verdict(&file, "ES256", &token, None), Signature::Valid);
    let chain = key::read(&format!("{ca}{leaf}"), Part::Key).unwrap();
    assert_eq!(verdict(&chain, "ES256", &token, None), Signature::Valid);
}

/// Of a list of base64 JWKs the `use` of the first stands for all: an "enc" secret verifies HS256.
#[test]
fn the_use_of_the_key_itself_counts() {
    let enc = "{\"kty\":\"oct\",\"use\":\"enc\",\"alg\":\"A128KW\",\"k\":\"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\"}";
    let list = format!("[\"{}\",\"{}\"]", STANDARD.encode(text("keys/p256/public.jwk.json")), STANDARD.encode(enc));
    let file = key::read(&list, Part::Key).unwrap();
    let secret = SigningKey::Secret(file.first_secret().unwrap().clone());
    let token = token("{\"alg\":\"HS256\"}", "HS256", &secret);
    let verdict = verdict(&file, "HS256", &token, None);
    assert!(matches!(verdict, Signature::Refused(_)), "{verdict:?}");
}

/// OneAsymmetricKey: a stated public key that does not end at a whole byte is passed over; a compressed one, which
/// is right, is called forged.
#[test]
fn the_stated_public_key_counts() {
    let der = |bits: &[u8]| {
        seq(&[&int(1), &seq(&[&[6, 3, 0x2b, 0x65, 0x70]]), &tlv(4, &[&tlv(4, &[&[7; 32]])]), &tlv(0x81, &[bits])])
    };
    let wrong = [[1].as_slice(), &[0; 31], &[2]].concat();
    assert!(key::read_bytes(&der(&wrong), Part::Key).is_err());
}
