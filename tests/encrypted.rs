//! Keys under a passphrase: files of other programs open, and everything else has its name.
//!
//! `tests/vectors/encrypted/README.md` says what made each file. The passphrase is `hunter2` where nothing else is said.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "encrypted/hostile.rs"]
mod hostile;
#[path = "encrypted/pkcs12.rs"]
mod pkcs12;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jotbench::jose::key::{Found, Item, KeyFile, Passphrase, PrivateKey, is_locked, read_bytes, unlock};
use jotbench::jose::problem::{Part, Place, Problem};
use serde_json::Value;

const PASSPHRASE: &str = "hunter2";
const UNICODE: &str = "Grüße, ключ 🔑";

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn vector(name: &str) -> Vec<u8> {
    fs::read(vectors().join("encrypted").join(name)).unwrap()
}

fn open(name: &str, passphrase: &str) -> Result<KeyFile, Problem> {
    unlock(&vector(name), &Passphrase::new(passphrase), Part::Key)
}

/// The key that nearly every vector holds.
fn the_key() -> PrivateKey {
    let file = fs::read(vectors().join("keys/p256/private.pkcs8.pem")).unwrap();
    read_bytes(&file, Part::Key).unwrap().first_private().unwrap().clone()
}

fn code<T>(outcome: Result<T, Problem>) -> &'static str {
    outcome.err().unwrap().code
}

/// The items in a line: what, whose, named, how encrypted.
fn lines(file: &KeyFile) -> Vec<String> {
    let line = |found: &Found| {
        let what = match &found.item {
            Item::Private(key) => format!("key {}", key.key_type()),
            Item::Certificate(certificate) => format!("certificate {}", certificate.subject()),
            Item::Public(_) | Item::Secret(_) => "other".to_owned(),
        };
        let name = found.label.name.as_deref().map(|name| format!(" {name:?}")).unwrap_or_default();
        let protection = found.protection.as_deref().unwrap_or("plain");
        format!("{what}{name}: {}, {protection}", found.encoding)
    };
    file.found.iter().map(line).collect()
}

fn codes(file: &KeyFile) -> Vec<&'static str> {
    file.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn every_scheme_of_pkcs8_opens_and_is_named() {
    for (name, scheme) in [
        ("default.der", "PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA256, 2048 rounds"),
        ("aes128-sha1.der", "PBES2, AES-128-CBC, PBKDF2 with HMAC-SHA1, 2048 rounds"),
        ("aes192-sha512.der", "PBES2, AES-192-CBC, PBKDF2 with HMAC-SHA512, 2048 rounds"),
        ("aes256-sha224.der", "PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA224, 2048 rounds"),
        ("aes256-sha384.der", "PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA384, 2048 rounds"),
        ("aes128-gcm.der", "PBES2, AES-128-GCM, PBKDF2 with HMAC-SHA256, 1000 rounds"),
        ("aes192-gcm.der", "PBES2, AES-192-GCM, PBKDF2 with HMAC-SHA256, 1000 rounds"),
        ("aes256-gcm.der", "PBES2, AES-256-GCM, PBKDF2 with HMAC-SHA256, 1000 rounds"),
        ("long-salt.der", "PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA256, 1000 rounds"),
        ("des3.der", "PBES2, DES-EDE3-CBC, PBKDF2 with HMAC-SHA256, 2048 rounds"),
        ("des.der", "PBES2, DES-CBC, PBKDF2 with HMAC-SHA256, 2048 rounds"),
        ("scrypt.der", "PBES2, AES-256-CBC, scrypt with N = 16384, r = 8, p = 1"),
        ("python-best.pem", "PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA256, 2048 rounds"),
        ("v1-md5-des.der", "PBES1, DES-CBC, MD5, 2048 rounds"),
        ("v1-md5-rc2-64.der", "PBES1, RC2-64-CBC, MD5, 2048 rounds"),
        ("v1-sha1-des.der", "PBES1, DES-CBC, SHA1, 2048 rounds"),
        ("v1-sha1-rc2-64.der", "PBES1, RC2-64-CBC, SHA1, 2048 rounds"),
        ("v1-sha1-3des.der", "PKCS#12 PBE, DES-EDE3-CBC, SHA1, 2048 rounds"),
        ("v1-sha1-2des.der", "PKCS#12 PBE, two-key DES-EDE-CBC, SHA1, 2048 rounds"),
        ("v1-sha1-rc2-128.der", "PKCS#12 PBE, RC2-128-CBC, SHA1, 2048 rounds"),
        ("v1-sha1-rc2-40.der", "PKCS#12 PBE, RC2-40-CBC, SHA1, 2048 rounds"),
    ] {
        let name = format!("pkcs8/{name}");
        let expected = Found { protection: Some(scheme.to_owned()), ..Found::new(Item::Private(the_key()), "PKCS#8") };
        assert_eq!(open(&name, PASSPHRASE), Ok(KeyFile::of(vec![expected])), "{name}");
        let locked = read_bytes(&vector(&name), Part::Key).unwrap_err();
        assert_eq!(locked.code, "encrypted_key", "{name}");
        assert_eq!(locked.message, format!("it is encrypted ({scheme}): its passphrase is needed"), "{name}");
        assert_eq!(code(open(&name, "Hunter2")), "wrong_passphrase", "{name}");
    }
}

#[test]
fn passphrases_of_any_characters_and_of_none_open() {
    for (name, passphrase) in [
        ("pkcs8/unicode.der", UNICODE),
        ("pkcs8/unicode-v1.der", UNICODE),
        ("pkcs8/empty.der", ""),
        ("pkcs8/empty-v1.der", ""),
        ("pem/ec-unicode.pem", UNICODE),
        ("pkcs12/unicode.p12", UNICODE),
        ("pkcs12/unicode-legacy.p12", UNICODE),
        ("pkcs12/empty.p12", ""),
        ("pkcs12/empty-legacy.p12", ""),
        ("pkcs12/bytes-as-characters.p12", "été"),
    ] {
        let file = open(name, passphrase).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let public = file.first_private().and_then(PrivateKey::public).cloned();
        assert_eq!(public.as_ref(), the_key().public(), "{name}");
        for wrong in [PASSPHRASE, "Grüsse", " "] {
            assert_eq!(code(open(name, wrong)), "wrong_passphrase", "{name}, {wrong:?}");
        }
    }
    for name in
        ["pkcs8/default.der", "pem/ec-aes128.pem", "pkcs12/default.p12", "pkcs12/legacy.p12", "pkcs12/nomac.p12"]
    {
        assert_eq!(code(open(name, "")), "wrong_passphrase", "{name}");
    }
}

#[test]
fn the_encrypted_keys_of_the_manifest_open() {
    let folder = vectors().join("keys");
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let mut opened = 0;
    for entry in manifest["files"].as_array().unwrap() {
        let Some(passphrase) = entry["passphrase"].as_str() else { continue };
        let (file, pair) = (entry["file"].as_str().unwrap(), entry["pair"].as_str().unwrap());
        let key = unlock(&fs::read(folder.join(file)).unwrap(), &Passphrase::new(passphrase), Part::Key).unwrap();
        let plain = read_bytes(&fs::read(folder.join(pair).join("private.pkcs8.pem")).unwrap(), Part::Key).unwrap();
        let public = |file: &KeyFile| file.first_private().and_then(PrivateKey::public).cloned();
        assert_eq!(public(&key), public(&plain), "{file}");
        assert!(public(&key).is_some(), "{file}");
        opened += 1;
    }
    assert_eq!(opened, 4);
}

#[test]
fn old_pem_encryption_of_every_cipher_opens() {
    for (name, cipher) in [
        ("ec-aes128", "AES-128-CBC"),
        ("ec-aes192", "AES-192-CBC"),
        ("ec-aes256", "AES-256-CBC"),
        ("ec-des3", "DES-EDE3-CBC"),
        ("ec-des", "DES-CBC"),
    ] {
        let name = format!("pem/{name}.pem");
        let file = open(&name, PASSPHRASE).unwrap();
        let protection = format!("OpenSSL's PEM encryption, {cipher}, MD5, 1 round");
        assert_eq!(lines(&file), [format!("key EC P-256: SEC1, {protection}")], "{name}");
        assert_eq!(file.first_private().unwrap().public(), the_key().public(), "{name}");
        let locked = read_bytes(&vector(&name), Part::Key).unwrap_err();
        assert_eq!(locked.message, format!("it is encrypted ({protection}): its passphrase is needed"), "{name}");
        assert_eq!(code(open(&name, "hunter3")), "wrong_passphrase", "{name}");
    }
    let rsa = open("pem/rsa-aes256.pem", PASSPHRASE).unwrap();
    let plain = fs::read(vectors().join("keys/rsa2048/private.pkcs1.pem")).unwrap();
    assert_eq!(rsa.first_private(), read_bytes(&plain, Part::Key).unwrap().first_private());
}

#[test]
fn a_header_that_does_not_say_how_is_named() {
    let good = String::from_utf8(vector("pem/ec-aes128.pem")).unwrap();
    let line = good.lines().find(|line| line.starts_with("DEK-Info")).unwrap();
    for (instead, code) in [
        ("DEK-Info: ", "bad_dek_info"),
        ("X: y", "bad_dek_info"),
        ("DEK-Info: AES-128-CBC", "bad_dek_info"),
        ("DEK-Info: AES-128-CBC,", "bad_dek_info"),
        ("DEK-Info: AES-128-CBC,00", "bad_dek_info"),
        ("DEK-Info: AES-128-CBC,éé000000000000000000000000000000", "bad_dek_info"),
        ("DEK-Info: DES-CBC,000102030405060708", "bad_dek_info"),
        ("DEK-Info: IDEA-CBC,0001020304050607", "unsupported_encryption"),
        ("DEK-Info: \u{1b}[2J,00", "unsupported_encryption"),
        ("dek-info: aes-128-cbc,000102030405060708090a0b0c0d0e0f", "bad_dek_info"),
        ("DEK-Info: aes-128-cbc,000102030405060708090a0b0c0d0e0f", "wrong_passphrase"),
    ] {
        let text = good.replace(line, instead);
        let problem = unlock(text.as_bytes(), &Passphrase::new(PASSPHRASE), Part::Key).unwrap_err();
        assert_eq!(problem.code, code, "{instead}");
        assert!(!problem.message.contains('\u{1b}'), "{problem}");
    }
}

#[test]
fn what_is_not_read_is_named_with_the_way_out() {
    for (name, what) in [
        ("pkcs8/camellia256.der", "camellia256-cbc"),
        ("pkcs8/rc2.der", "rc2-cbc"),
        ("pkcs8/aes256-md5.der", "hmacWithMD5"),
        ("pkcs8/prf-sha512-256.der", "hmacWithSHA512-256"),
        ("pkcs8/v1-sha1-rc4-128.der", "pbeWithSHAAnd128BitRC4"),
        ("pkcs8/v1-sha1-rc4-40.der", "pbeWithSHAAnd40BitRC4"),
        ("pem/ec-camellia256.pem", "\"CAMELLIA-256-CBC\""),
        ("pem/ec-aria256.pem", "\"ARIA-256-CBC\""),
        ("pem/ec-seed.pem", "\"SEED-CBC\""),
        ("pem/ec-rc2.pem", "\"RC2-CBC\""),
        ("pem/ec-bf.pem", "\"BF-CBC\""),
        ("pkcs12/mac-md5.p12", "id-md5"),
    ] {
        for outcome in [open(name, PASSPHRASE), read_bytes(&vector(name), Part::Key)] {
            let problem = outcome.unwrap_err();
            assert_eq!(problem.code, "unsupported_encryption", "{name}");
            assert_eq!(problem.message, format!("it is encrypted with {what}, which cannot be read"), "{name}");
            assert!(problem.hint.unwrap().contains("openssl"), "{name}");
        }
    }
}

#[test]
fn a_key_that_cannot_be_used_keeps_its_own_problem() {
    for (name, code) in [
        ("pkcs8/x25519.der", "unusable_key"),
        ("pkcs8/dsa.der", "unusable_key"),
        ("pem/dsa-aes256.pem", "unusable_key"),
        ("pkcs12/x25519.p12", "unusable_key"),
        ("pkcs8/inner-damaged.der", "damaged_key"),
        ("pkcs8/not-a-block.der", "damaged_key"),
    ] {
        assert_eq!(open(name, PASSPHRASE).unwrap_err().code, code, "{name}");
    }
    let unasked = read_bytes(&vector("pkcs8/not-a-block.der"), Part::Key).unwrap_err();
    assert_eq!(unasked.message, "it is damaged: 143 bytes are no ciphertext of AES-256-CBC");
}

/// The DER as a PEM block below two lines of text.
fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let digits = STANDARD.encode(der);
    format!("Bag Attributes\n\n-----BEGIN {label}-----\n{digits}\n-----END {label}-----\n").into_bytes()
}

#[test]
fn a_block_under_any_label_opens_and_has_its_line() {
    let unlock = |file: &[u8]| unlock(file, &Passphrase::new(PASSPHRASE), Part::Key);
    let key = |encoding, protection: &str| {
        let protection = Some(protection.to_owned());
        Found { line: 3, protection, ..Found::new(Item::Private(the_key()), encoding) }
    };
    let der = vector("pkcs8/default.der");
    let encrypted = key("PKCS#8", "PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA256, 2048 rounds");
    let right = unlock(&pem("ENCRYPTED PRIVATE KEY", &der)).unwrap();
    assert_eq!(right, KeyFile::of(vec![encrypted.clone()]));
    let wrong = unlock(&pem("PRIVATE KEY", &der)).unwrap();
    assert_eq!((wrong.found.as_slice(), codes(&wrong)), ([encrypted].as_slice(), vec!["wrong_label"]));
    let locked = read_bytes(&pem("PRIVATE KEY", &der), Part::Key).unwrap_err();
    assert_eq!((locked.code, locked.place), ("encrypted_key", Place::line(Part::Key, 3)));
    let plain = unlock(&pem("PKCS12", &vector("pkcs12/plain-nomac.p12"))).unwrap();
    let first = Found { protection: None, ..key("PKCS#12", "") };
    assert_eq!((plain.found.first(), plain.problems.len()), (Some(&first), 1));
    assert_eq!(plain.problems.first().map(|problem| problem.place), Some(Place::line(Part::Key, 3)));
}

#[test]
fn a_certificate_beside_a_locked_key_does_not_hide_it() {
    let both = [vector("leaf.pem"), pem("ENCRYPTED PRIVATE KEY", &vector("pkcs8/default.der"))].concat();
    assert!(read_bytes(&both, Part::Key).is_err_and(|problem| is_locked(&problem)));
    let file = unlock(&both, &Passphrase::new(PASSPHRASE), Part::Key).unwrap();
    assert_eq!(lines(&file).len(), 2);
    assert_eq!(file.first_public(), the_key().public());
    assert_eq!(code(unlock(&both, &Passphrase::new("no"), Part::Key)), "wrong_passphrase");
}

#[test]
fn a_locked_key_beside_another_says_how_to_open_it() {
    let plain = fs::read_to_string(vectors().join("keys/p256/private.pkcs8.pem")).unwrap();
    let text = [plain, String::from_utf8(vector("costly.pem")).unwrap()].concat();
    let file = read_bytes(text.as_bytes(), Part::Key).unwrap();
    let hints: Vec<_> = file.problems.iter().map(|problem| (problem.code, problem.hint.as_deref().unwrap())).collect();
    let hint =
        "give its passphrase: --passphrase-file FILE or --passphrase-env VAR, or put the key into a file of its own";
    assert_eq!(hints, [("encrypted_key", hint)]);
}
