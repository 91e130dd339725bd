//! `jotbench key convert`: the bytes are those that openssl made of the same key.

use serde_json::Value;

use super::{Folder, PASSPHRASE, Run, done, vector, vector_bytes};

/// The bytes on standard output, and nothing else anywhere.
fn converted(folder: &Folder, vector: &str, words: &str) -> Vec<u8> {
    folder.copy(vector, "key");
    let (bytes, told) = folder.key(&format!("convert key {words}")).bytes();
    assert_eq!((told.err.as_str(), told.code), ("", 0), "{vector} {words}");
    bytes
}

#[test]
fn the_bytes_are_those_of_openssl() {
    let folder = Folder::new("bytes");
    for (from, words, expected) in [
        ("rsa2048/private.pkcs1.pem", "--to pkcs8", "rsa2048/private.pkcs8.pem"),
        ("rsa2048/private.pkcs8.pem", "--to pkcs1", "rsa2048/private.pkcs1.pem"),
        ("rsa4096/private.jwk.json", "--to pkcs1", "rsa4096/private.pkcs1.pem"),
        ("rsa2048/private.pkcs8.crlf.pem", "--to spki", "rsa2048/public.spki.pem"),
        ("rsa2048/private.pkcs8.bom.pem", "--to pkcs1 --public", "rsa2048/public.pkcs1.pem"),
        ("p256/private.sec1.params.pem", "--to pkcs8", "p256/private.pkcs8.pem"),
        ("p384/private.pkcs8.der", "--to sec1", "p384/private.sec1.pem"),
        ("p521/private.jwk.json", "--to pkcs8", "p521/private.pkcs8.pem"),
        ("ed25519/private.pkcs8.pem", "--to pem --public", "ed25519/public.spki.pem"),
        ("ed25519/public.jwk.json", "--to pem", "ed25519/public.spki.pem"),
        ("p256/private.pkcs8.pem", "--to der", "p256/private.pkcs8.der"),
        ("p256/public.spki.pem", "--to der", "p256/public.spki.der"),
        ("p256/cert.selfsigned.der", "--to cert", "p256/cert.selfsigned.pem"),
        ("p256/cert-and-key.pem", "--to cert", "p256/cert.selfsigned.pem"),
        ("jwks/public.jwks.json", "--to spki --kid p256", "p256/public.spki.pem"),
    ] {
        let bytes = converted(&folder, from, words);
        assert!(bytes == vector_bytes(expected), "{from} {words}: {}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn jwks_have_the_members_that_their_maker_computed() {
    let folder = Folder::new("jwk");
    for (from, words, expected) in [
        ("rsa2048/private.pkcs1.pem", "--to jwk", "rsa2048/private.jwk.json"),
        ("rsa2048/cert.selfsigned.pem", "--to jwk", "rsa2048/public.jwk.json"),
        ("p256/private.sec1.pem", "--to jwk --public", "p256/public.jwk.json"),
        ("secp256k1/private.pkcs8.pem", "--to jwk", "secp256k1/private.jwk.json"),
        ("ed448/private.pkcs8.pem", "--to jwk", "ed448/private.jwk.json"),
        ("p521/public.spki.der", "--to jwks", "p521/public.jwk.json"),
    ] {
        let bytes = converted(&folder, from, words);
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        let jwk = if words.contains("jwks") { &document["keys"][0] } else { &document };
        let expected: Value = serde_json::from_str(&vector(expected)).unwrap();
        for name in ["kty", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi"] {
            assert_eq!(jwk[name], expected[name], "{from} {words}: {name}");
        }
    }
}

#[test]
fn an_encrypted_key_is_converted_with_its_passphrase() {
    let folder = Folder::new("convert-locked");
    folder.copy("ed25519/private.pkcs8.encrypted.pem", "key.pem");
    let told = folder.key("convert key.pem --to pkcs8 --passphrase-env PASS").var("PASS", PASSPHRASE).done();
    assert_eq!(told, done(&vector("ed25519/private.pkcs8.pem"), "", 0));
}

#[test]
fn what_a_file_does_not_hold_ends_with_5_and_nothing_on_standard_output() {
    for words in [
        "convert p256/public.spki.pem --to pkcs8",
        "convert p256/public.spki.pem --to cert",
        "convert rsa2048/public.spki.pem --to sec1",
        "convert p256/public.spki.pem --to pkcs1",
        "convert jwks/public.jwks.json --to pem --kid none",
    ] {
        let told = Run::key(words).done();
        assert_eq!((told.out.as_str(), told.code), ("", 5), "{words}: {}", told.err);
        assert!(told.err.starts_with("jotbench: ") && told.err.contains("\nhint: "), "{words}: {}", told.err);
    }
}

#[test]
fn a_file_is_said_and_standard_output_is_left_alone() {
    let folder = Folder::new("out");
    folder.copy("p256/private.pkcs8.pem", "key.pem");
    let told = folder.key("convert key.pem --to spki --out public.pem").done();
    assert_eq!((told.out.as_str(), told.code), ("", 0));
    assert!(told.err.starts_with("wrote public.pem (") && told.err.lines().count() == 1, "{}", told.err);
    let told = folder.key("convert key.pem --to pkcs8 --out copy.pem").done();
    assert!(told.err.ends_with("): a private key, not encrypted, for you alone\n"), "{}", told.err);
    assert_eq!(folder.read("public.pem"), vector("p256/public.spki.pem"));
    assert_eq!(folder.names(), ["copy.pem", "key.pem", "public.pem"]);
    let told = folder.key("convert key.pem --to spki --out -").done();
    assert_eq!(told, done(&vector("p256/public.spki.pem"), "", 0));
}
