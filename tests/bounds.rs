//! What one text may cost: files made to take minutes or gigabytes end soon, with what was read so far.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/der.rs"]
mod der;

use std::fs;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use der::{number, sequence as seq, tlv};
use jotbench::jose::key::{KeyFile, Passphrase, Secret, SecretEncoding, looks_like_key, read, unlock};
use jotbench::jose::problem::{Part, Problem};

fn vector(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(vector(name)).unwrap()
}

fn int(value: u32) -> Vec<u8> {
    number(&value.to_be_bytes())
}

const DATA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const SHA256: &[u8] = &[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const PBES2: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];
const PBKDF2: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
const HMAC_SHA512: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 11];
const SCRYPT: &[u8] = &[6, 9, 0x2b, 6, 1, 4, 1, 0xda, 0x47, 4, 11];
const AES256: &[u8] = &[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42];

/// PKCS#12 with nothing in it and a MAC that nothing opens.
fn p12(number: u32, rounds: u32) -> Vec<u8> {
    let digest = seq(&[&seq(&[SHA256, &[5, 0]]), &tlv(4, &[&[7; 32]])]);
    let mac = seq(&[&digest, &tlv(4, &[&number.to_be_bytes()]), &int(rounds)]);
    seq(&[&int(3), &seq(&[DATA, &tlv(0xa0, &[&tlv(4, &[&seq(&[])])])]), &mac])
}

/// Encrypted PKCS#8 with that key derivation, which nothing opens.
fn pkcs8(derivation: &[u8]) -> Vec<u8> {
    let cipher = seq(&[AES256, &tlv(4, &[&[0; 16]])]);
    seq(&[&seq(&[PBES2, &seq(&[derivation, &cipher])]), &tlv(4, &[&[9; 48]])])
}

fn pbkdf2_sha512(number: u32, rounds: u32) -> Vec<u8> {
    let prf = seq(&[HMAC_SHA512, &[5, 0]]);
    pkcs8(&seq(&[PBKDF2, &seq(&[&tlv(4, &[&number.to_be_bytes()]), &int(rounds), &prf])]))
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

fn list<T: AsRef<[u8]>>(entries: impl Iterator<Item = T>) -> String {
    let entries: Vec<String> = entries.map(|entry| format!("\"{}\"", STANDARD.encode(entry))).collect();
    format!("[{}]", entries.join(","))
}

fn codes(file: &KeyFile) -> Vec<&'static str> {
    file.problems.iter().map(|problem| problem.code).collect()
}

/// The outcome, which took no longer than that.
fn within<T>(seconds: u64, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let outcome = work();
    assert!(begun.elapsed() < Duration::from_secs(seconds), "{:?}", begun.elapsed());
    outcome
}

fn code(outcome: Result<KeyFile, Problem>) -> &'static str {
    outcome.unwrap_err().code
}

#[test]
fn what_is_tried_unasked_has_one_budget_for_the_whole_text() {
    let blocks: String = (1..=64).map(|at| pem("PKCS12", &p12(at, 99_000))).collect();
    let files = list((1..=64).map(|at| p12(at, 99_000)));
    let inner = (1..64).map(|first| list((1..=64).map(|at| p12(64 * first + at, 99_000))).into_bytes());
    let lists = list(std::iter::once(p12(1, 99_000)).chain(inner));
    for text in [blocks, files, lists] {
        assert_eq!(within(4, || code(read(&text, Part::Key))), "encrypted_key");
        assert!(within(4, || looks_like_key(&text)).is_some_and(|hint| hint.private));
    }
}

#[test]
fn unlocking_has_one_budget_for_the_whole_text() {
    let blocks: String = (1..=64).map(|at| pem("ENCRYPTED PRIVATE KEY", &pbkdf2_sha512(at, 1_900_000))).collect();
    let files = list((1..=64).map(|at| pbkdf2_sha512(at, 1_900_000)));
    for text in [blocks, files] {
        let outcome = within(20, || unlock(text.as_bytes(), &Passphrase::new("x"), Part::Key));
        assert!(["wrong_passphrase", "costly_key"].contains(&code(outcome)));
    }
}

#[test]
fn a_slow_hash_and_scrypt_with_large_blocks_are_refused_before_they_begin() {
    let slow = pbkdf2_sha512(1, 10_000_000);
    let scrypt = pkcs8(&seq(&[SCRYPT, &seq(&[&tlv(4, &[b"salt"]), &int(2), &int(1 << 20), &int(2)])]));
    for der in [slow, scrypt] {
        assert_eq!(within(1, || code(unlock(&der, &Passphrase::new("x"), Part::Key))), "costly_key");
    }
}

#[test]
fn a_text_has_a_bounded_number_of_keys() {
    let set = |from: u32| {
        let key = |at: u32| format!("{{\"kty\":\"oct\",\"k\":\"{}\"}}", URL_SAFE_NO_PAD.encode(at.to_be_bytes()));
        format!("{{\"keys\":[{}]}}", (from..from + 20).map(key).collect::<Vec<_>>().join(","))
    };
    for (sets, found, problems) in [(50, 1000, vec![]), (51, 1000, vec!["too_many_keys"])] {
        let file = read(&list((0..sets).map(|at| set(at * 20))), Part::Key).unwrap();
        assert_eq!((file.found.len(), codes(&file)), (found, problems));
    }
}

/// An RSA key of 4096 bits takes 16 units, of 2000.
#[test]
fn keys_that_take_long_to_check_have_one_budget_and_what_was_read_stays() {
    let whole = text("keys/rsa4096/private.jwk.json");
    let members: serde_json::Value = serde_json::from_str(&whole).unwrap();
    let short = format!("{{\"kty\":\"RSA\",\"n\":{},\"e\":{},\"d\":{}}}", members["n"], members["e"], members["d"]);
    let set = format!("{{\"keys\":[{}]}}", vec![short; 300].join(","));
    let file = read(&set, Part::Key).unwrap();
    assert_eq!((file.found.len(), codes(&file)), (125, vec!["too_many_keys"]));
    assert!(file.problems[0].message.starts_with("key 126 of the set: the keys of this file take too long to check"));
    assert_eq!(file.problems[0].hint.as_deref(), Some("give the key alone"));
}

#[test]
fn the_primes_of_a_huge_rsa_key_are_not_worked_out() {
    let n = URL_SAFE_NO_PAD.encode([[0xff].as_slice(), &[0x55; 1152]].concat());
    let jwk = format!("{{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"d\":\"{n}\"}}");
    assert_eq!(within(1, || code(read(&jwk, Part::Key))), "rsa_size");
}

#[test]
fn entries_that_are_no_keys_cost_nothing() {
    for entry in ["1,", "{},", "{\"a\":1},"] {
        let text = format!("{{\"keys\":[{}1]}}", entry.repeat((1 << 20) / entry.len() - 10));
        let secret = within(4, || (looks_like_key(&text), Secret::read(&text, SecretEncoding::Text).is_ok()));
        assert_eq!(secret, (None, true));
    }
}

#[test]
fn a_public_key_is_no_secret_however_it_is_written() {
    let pem = text("keys/p256/public.spki.pem");
    let little: Vec<u8> = [0xfeff].into_iter().chain(pem.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = pem.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let der = vector("keys/p256/public.spki.der");
    let line_end = |end: &[u8]| [der.as_slice(), end].concat();
    for bytes in [little, big, line_end(b"\n"), line_end(b"\r\n"), line_end(b"\n\n")] {
        assert_eq!(Secret::from_bytes(&bytes).unwrap_err().code, "key_as_secret", "{bytes:?}");
    }
    let escaped = pem.replace('+', "%2B").replace('/', "%2f").replace('\n', "%0A");
    for text in [escaped.replace(' ', "%20"), escaped.replace(' ', "+"), escaped] {
        for encoding in SecretEncoding::ALL {
            assert_eq!(Secret::read(&text, encoding).unwrap_err().code, "key_as_secret", "{text}");
        }
    }
    for text in ["100%2Bsecret%0A", "%", "%zz+%2"] {
        assert!(Secret::read(text, SecretEncoding::Text).is_ok(), "{text}");
    }
}

#[test]
fn base64_of_base64_has_an_end() {
    let mut text = text("keys/p256/public.jwk.json");
    for _ in 0..15 {
        text = STANDARD.encode(&text);
    }
    for text in [text.as_str(), "", "\"\"", "[\"\"]"] {
        assert_eq!((code(read(text, Part::Key)), looks_like_key(text)), ("no_key", None));
    }
}
