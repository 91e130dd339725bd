//! Key files: those that are damaged, forged or made to take for ever, and the odd ones that must work.

use base64::engine::general_purpose::STANDARD;

use super::der::{number, pem, sequence, tlv};
use super::*;

/// The passphrase of every encrypted file in `keys`.
const PASSPHRASE: &str = "shared test pass phrase";

/// A number of so many bits, odd and without a small factor in sight; nothing here factors it.
fn odd(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0x55; bits.div_ceil(8)];
    bytes[0] = 1 << ((bits - 1) % 8);
    bytes
}

fn modulus() -> Vec<u8> {
    let jwk: Value = serde_json::from_str(&vector("keys/rsa2048/public.jwk.json")).unwrap();
    URL_SAFE_NO_PAD.decode(text(&jwk["n"])).unwrap()
}

/// An RSA public key as a JWK, in PKCS#1 and in SPKI.
fn rsa(n: &[u8], e: &[u8]) -> [(&'static str, String); 3] {
    const RSA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
    let pkcs1 = sequence(&[&number(n), &number(e)]);
    let spki = sequence(&[&sequence(&[RSA]), &tlv(3, &[&[0], &pkcs1])]);
    [
        ("jwk", format!("{{\"kty\":\"RSA\",\"n\":\"{}\",\"e\":\"{}\"}}", segment(n), segment(e))),
        ("pkcs1", pem("RSA PUBLIC KEY", &pkcs1)),
        ("spki", pem("PUBLIC KEY", &spki)),
    ]
}

/// The file is refused by every command that reads keys, with this code and these words.
fn refused(folder: &Folder, file: &[u8], token: &str, code: &str, says: &str) {
    let path = folder.write("key", file);
    for words in ["verify -k", "sign --claim a=b -k", "key inspect", "key convert --to jwk -k"] {
        let run = Run::new(words).with(&[&path]).input(token);
        assert_eq!(run.clone().answer(), (5, vec![code.to_owned()]), "{words}: {says}");
        let done = run.done();
        let verdict = words == "verify -k";
        assert!(verdict || done.out.is_empty(), "{words}: {}", done.out);
        let lines: Vec<&str> = done.err.lines().collect();
        assert!(lines[0].contains(says), "{words}: {}", done.err);
        assert!(lines[1].contains(&path) && lines[2].starts_with("hint: "), "{words}: {}", done.err);
    }
}

#[test]
fn rsa_numbers_out_of_bounds_are_refused_when_the_key_is_read() {
    let folder = Folder::new("rsa");
    let token = token("rsa2048-RS256");
    let huge = odd(4090);
    for (n, e, code, says) in [
        (modulus(), vec![1], "rsa_exponent", "1 is no RSA public exponent"),
        (modulus(), vec![2], "rsa_exponent", "2 is no RSA public exponent"),
        (odd(8192), huge, "rsa_exponent", "an RSA public exponent of 4090 bits is out of bounds"),
        (odd(16_384), vec![1, 0, 1], "rsa_size", "an RSA modulus of 16384 bits is out of bounds"),
        (odd(65_536), vec![1, 0, 1], "rsa_size", "an RSA modulus of 65536 bits is out of bounds"),
    ] {
        for (_, file) in rsa(&n, &e) {
            refused(&folder, file.as_bytes(), &token, code, says);
        }
    }
}

/// RFC 7518 section 3.3: a key of size 2048 bits or larger must be used.
#[test]
fn a_short_rsa_key_is_named_and_verifies_nothing() {
    let folder = Folder::new("short-rsa");
    for bits in [512, 1024, 2047] {
        for (form, file) in rsa(&odd(bits), &[1, 0, 1]) {
            let path = folder.write("key", file);
            let done = Run::new("verify -k").with(&[&path]).input(token("rsa2048-RS256")).both();
            let named = done.out.contains(&format!("RSA {bits}")) && done.out.contains("2048");
            assert!(done.code == 1 && named && !done.out.contains("VERIFIED"), "{form}: {done:?}");
            let told = Run::new("key inspect").with(&[&path]).both();
            assert!(told.out.contains("! WARN") && told.out.contains("2048"), "{form}: {}", told.out);
        }
    }
}

#[test]
fn points_that_are_none_are_refused_when_the_key_is_read() {
    let folder = Folder::new("points");
    let token = token("ed25519-EdDSA");
    for len in [0, 3, 31, 33] {
        let jwk = format!("{{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"{}\"}}", segment(vec![7; len]));
        refused(&folder, jwk.as_bytes(), &token, "key_length", &format!("has 32 bytes, this has {len}"));
    }
    for (curve, len) in [("P-256", 32), ("P-384", 48), ("P-521", 66), ("secp256k1", 32)] {
        for (x, y) in [(0, 0), (1, 1)] {
            let at = |last: u8| segment([vec![0; len - 1], vec![last]].concat());
            let jwk = format!("{{\"kty\":\"EC\",\"crv\":\"{curve}\",\"x\":\"{}\",\"y\":\"{}\"}}", at(x), at(y));
            refused(&folder, jwk.as_bytes(), &token, "not_on_curve", &format!("no point on the curve {curve}"));
        }
    }
}

/// SEQUENCE in SEQUENCE, each with an INTEGER before it if asked for.
fn nested(depth: usize, number: &[u8]) -> Vec<u8> {
    (0..depth).fold(Vec::new(), |inside, _| sequence(&[number, &inside]))
}

#[test]
fn files_that_hold_no_key_are_named_by_what_they_are() {
    let folder = Folder::new("no-key");
    let token = token("p256-ES256");
    let spki = vector("keys/p256/public.spki.pem");
    let cut = spki.split_at(100).0.to_owned();
    let binary: Vec<u8> = (0..=255).cycle().take(4096).collect();
    for (file, code, says) in [
        (vec![], "no_key", "there is nothing in it"),
        (b" \r\n\t".to_vec(), "no_key", "there is nothing in it"),
        (cut.into_bytes(), "truncated", "the block that begins with \"PUBLIC KEY\" has no END line"),
        (binary, "not_text", "this is neither text nor a DER key"),
        (vec![0; 1_000_000], "no_key", "there is no key or certificate in it"),
        (bytes("keys/negative/garbage.pem"), "bad_base64", "base64"),
        (
            bytes("keys/negative/label-mismatch.pem"),
            "label_mismatch",
            "the block begins with \"PUBLIC KEY\" and ends with",
        ),
        (nested(3000, &[]), "bad_der", "the bytes are no key or certificate"),
        (nested(3000, &[2, 1, 0]), "bad_der", "the bytes are no key or certificate"),
    ] {
        refused(&folder, &file, &token, code, says);
    }
    for label in
        ["PRIVATE KEY", "PUBLIC KEY", "CERTIFICATE", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]
    {
        for inside in [nested(3000, &[]), nested(3000, &[2, 1, 0])] {
            refused(&folder, pem(label, &inside).as_bytes(), &token, "bad_der", "this is no ");
        }
    }
}

#[test]
fn a_file_over_a_mebibyte_is_refused_before_it_is_read() {
    let folder = Folder::new("large");
    let path = folder.write("large", vec![b'A'; (1 << 20) + 1]);
    let says = "is larger than 1 MiB, too large for a key, certificate or token";
    for words in [
        "decode",
        "verify --secret-env SECRET",
        "verify -k",
        "verify --secret-file",
        "sign --claim a=b -k",
        "sign --claim a=b --secret-file",
        "key inspect",
        "key convert --to jwk -k",
        "key match keys/p256/public.spki.pem",
    ] {
        let run = Run::new(words).with(&[&path]).input(holding("{}"));
        assert_eq!(run.clone().answer(), (5, vec!["too_large".to_owned()]), "{words}");
        let done = run.done();
        assert!(done.err.contains(says) && done.err.contains("hint: check that it is the right file"), "{}", done.err);
    }
}

/// Two thousand million rounds are hours, 2 to the 30th blocks of scrypt a tebibyte. Of `hostile-many.p12` each key alone
/// is within the bound: it is opened as far as that goes.
#[test]
fn what_takes_hours_or_terabytes_to_open_is_refused_with_the_way_out() {
    const COMMANDS: [&str; 4] = ["key inspect", "sign --claim a=b -k", "verify -k", "key convert --to jwk"];
    for (file, way_out, commands) in [
        ("pkcs8/hostile-rounds.der", "openssl pkcs8 ", 4),
        ("pkcs8/hostile-old.der", "openssl pkcs8 ", 4),
        ("pkcs8/hostile-scrypt.der", "openssl pkcs8 ", 4),
        ("pkcs12/hostile-mac.p12", "openssl pkcs12 ", 4),
        ("pkcs12/hostile-outer.p12", "openssl pkcs12 ", 4),
        ("pkcs12/hostile-key.p12", "openssl pkcs12 ", 4),
        ("pkcs12/hostile-nested.p12", "openssl pkcs12 ", 4),
        ("pkcs12/hostile-many.p12", "openssl pkcs12 ", 1),
    ] {
        let path = format!("encrypted/{file}");
        for words in &COMMANDS[..commands] {
            let run = Run::new(words).with(&[&path]).with(&["--passphrase-env", "PASSPHRASE"]);
            let run = run.var("PASSPHRASE", "hunter2").input(token("p256-ES256"));
            let done = run.both();
            let bound = done.err.contains("at most 10000000 rounds") || done.err.contains("at most 256 MiB are given");
            let told = bound && done.err.contains(&path) && done.err.contains(way_out);
            assert!(done.code == 5 && told, "{words} {file}: {done:?}");
        }
        let run = Run::new(COMMANDS[0]).with(&[&path]).with(&["--passphrase-env", "PASSPHRASE"]);
        assert_eq!(run.var("PASSPHRASE", "hunter2").answer(), (5, vec!["costly_key".to_owned()]), "{file}");
    }
}

fn files(kinds: &[&str]) -> Vec<(String, String)> {
    let manifest: Value = serde_json::from_str(&vector("keys/manifest.json")).unwrap();
    let files = manifest["files"].as_array().unwrap().iter();
    let of_pair = |file: &&Value| manifest["pairs"].get(text(&file["pair"])).is_some();
    let wanted = files.filter(|file| kinds.contains(&text(&file["kind"]))).filter(of_pair);
    wanted.map(|file| (format!("keys/{}", text(&file["file"])), text(&file["pair"]).to_owned())).collect()
}

/// A token of the cases that the pair made.
fn token_of(pair: &str) -> String {
    let cases = cases("keys/cases.json");
    let of_pair = |case: &&Value| text(&case["id"]).starts_with(&format!("{pair}-"));
    text(&cases.iter().find(of_pair).unwrap()["token"]).to_owned()
}

/// With line ends of Windows, byte order marks, text before, chains, old encryption, certificates whose issuer has
/// another kind of key.
#[test]
fn every_key_file_of_the_vectors_verifies_the_token_of_its_pair() {
    let files = files(&["public", "private", "certificate"]);
    let mut seen = 0;
    for (file, pair) in &files {
        let run = Run::new("verify --passphrase-env PASSPHRASE --ignore-time -k").with(&[file]);
        let done = run.var("PASSPHRASE", PASSPHRASE).input(token_of(pair)).both();
        assert!(done.code == 0 && done.out.starts_with("✓ VERIFIED"), "{file}: {done:?}");
        // A private key serves too, and it is said that it was not needed.
        let private = file.contains("private") || file.contains("server_key") || file.contains("cert-and-key");
        assert!(!private || file.contains("cert-and-key") || done.out.contains("private"), "{file}: {}", done.out);
        seen += 1;
    }
    assert!(seen > 80, "{seen}");
}

#[test]
fn a_public_key_or_certificate_signs_nothing_and_is_refused_when_it_is_read() {
    for (file, _) in files(&["public", "certificate"]) {
        for options in [&[][..], &["--alg", "RS256"], &["--alg", "HS256"]] {
            let run = Run::new("sign --claim a=b -k").with(&[&file]).with(options);
            assert_eq!(run.clone().answer(), (5, vec!["public_as_signing_key".to_owned()]), "{file} {options:?}");
            assert_eq!(run.done().out, "");
        }
    }
}

#[test]
fn an_encrypted_key_opens_with_its_passphrase_and_with_no_other() {
    for pair in ["rsa2048", "p256", "ed25519"] {
        let file = format!("keys/{pair}/private.pkcs8.encrypted.pem");
        for words in ["sign --claim a=b -k", "verify --ignore-time -k", "key inspect", "key convert --to jwk --public"]
        {
            let run = Run::new(words).with(&[&file]).input(token_of(pair));
            assert_eq!(run.clone().answer(), (5, vec!["encrypted_key".to_owned()]), "{words} {file}");
            let run = run.with(&["--passphrase-env", "PASSPHRASE"]);
            let wrong = run.clone().var("PASSPHRASE", "hunter2 is not it");
            assert_eq!(wrong.clone().answer(), (5, vec!["wrong_passphrase".to_owned()]), "{words} {file}");
            assert!(!wrong.done().err.contains("hunter2"), "{words} {file}");
            assert_eq!(run.var("PASSPHRASE", PASSPHRASE).done().code, 0, "{words} {file}");
        }
    }
}

/// A certificate over the key of `keys/p256` with this subject, by nobody: only its key counts here.
pub(super) fn certificate(subject: &[u8]) -> Vec<u8> {
    const ED25519: &[u8] = &[6, 3, 0x2b, 0x65, 0x70];
    let issuer = sequence(&[&tlv(0x31, &[&sequence(&[&[6, 3, 0x55, 4, 3], &tlv(0x0c, &[b"an Ed25519 CA"])])])]);
    let times = sequence(&[&tlv(0x17, &[b"250101000000Z"]), &tlv(0x17, &[b"350101000000Z"])]);
    let spki = bytes("keys/p256/public.spki.der");
    let version = tlv(0xa0, &[&[2, 1, 2]]);
    let signed = sequence(&[&version, &[2, 1, 9], &sequence(&[ED25519]), &issuer, &times, subject, &spki]);
    sequence(&[&signed, &sequence(&[ED25519]), &tlv(3, &[&[0], &[7; 64]])])
}

/// X.520 section 6.2.7: x500UniqueIdentifier is a BIT STRING in the name, as the public key is one behind it.
#[test]
fn the_key_of_a_certificate_is_that_of_its_subject_whatever_stands_before_it() {
    let folder = Folder::new("certificate");
    let unique = sequence(&[&[6, 3, 0x55, 4, 0x2d], &tlv(3, &[&[0], &bytes("keys/ed25519/public.spki.der")])]);
    let name = sequence(&[&[6, 3, 0x55, 4, 3], &tlv(0x0c, &[b"leaf"])]);
    let der = certificate(&sequence(&[&tlv(0x31, &[&name]), &tlv(0x31, &[&unique])]));
    for file in [der.clone(), pem("CERTIFICATE", &der).into_bytes(), STANDARD.encode(&der).into_bytes()] {
        let path = folder.write("cert", file);
        let done = Run::new("verify --ignore-time -k").with(&[&path]).input(token("p256-ES256")).both();
        assert_eq!(done.code, 0, "{done:?}");
        let (document, code) = Run::new("key inspect").with(&[&path]).json();
        assert_eq!((code, text(&document["files"][0]["keys"][0]["type"])), (0, "EC"), "{document}");
    }
}
