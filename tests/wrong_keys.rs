//! Every algorithm refuses every wrong key: what each row of the table signs verifies with the files of its own key, and
//! with no other file, of the same type, of another curve or size, or of another type altogether.
//!
//! Which type of key an algorithm takes is written out here as the RFCs have it.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotbench::jose::algorithm::{ALGORITHMS, Algorithm, Family, SigningKey, by_name};
use jotbench::jose::decode::decode;
use jotbench::jose::key::generate::{generate, kind};
use jotbench::jose::key::{Found, Item, KeyFile, Passphrase, Secret, SecretEncoding, read_bytes, unlock};
use jotbench::jose::keyset;
use jotbench::jose::problem::Part;
use jotbench::jose::verify::Signature;
use serde_json::Value;

/// RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 8812 section 3.2, RFC 9864 section 2.2, RFC 9964.
const TAKES: [(&str, &[&str]); 20] = [
    ("HS256", &["oct"]),
    ("HS384", &["oct"]),
    ("HS512", &["oct"]),
    ("RS256", &["RSA"]),
    ("RS384", &["RSA"]),
    ("RS512", &["RSA"]),
    ("PS256", &["RSA"]),
    ("PS384", &["RSA"]),
    ("PS512", &["RSA"]),
    ("ES256", &["P-256"]),
    ("ES384", &["P-384"]),
    ("ES512", &["P-521"]),
    ("ES256K", &["secp256k1"]),
    ("EdDSA", &["Ed25519", "Ed448"]),
    ("Ed25519", &["Ed25519"]),
    ("Ed448", &["Ed448"]),
    ("ML-DSA-44", &["ML-DSA-44"]),
    ("ML-DSA-65", &["ML-DSA-65"]),
    ("ML-DSA-87", &["ML-DSA-87"]),
    ("none", &[]),
];

/// A type of key, and the family of which it is one curve or none.
const fn family(of: &str) -> &str {
    match of.as_bytes() {
        b"P-256" | b"P-384" | b"P-521" | b"secp256k1" => "EC",
        b"Ed25519" | b"Ed448" => "OKP",
        _ => of,
    }
}

/// A file with a key.
struct Held {
    name: String,
    /// Files of one key have the same.
    pair: String,
    of: &'static str,
    file: KeyFile,
}

const PASSPHRASE: &str = "shared test pass phrase";

fn bytes(path: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/vectors/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The type of key of a folder in `vectors/keys`.
fn type_of(pair: &str) -> &'static str {
    match pair {
        "rsa2048" | "rsa4096" | "qlik-like" | "qlik-like-ca" => "RSA",
        "p256" => "P-256",
        "p384" => "P-384",
        "p521" => "P-521",
        "secp256k1" => "secp256k1",
        "ed25519" => "Ed25519",
        "ed448" => "Ed448",
        "mldsa65" => "ML-DSA-65",
        "secret" | "secret-binary" => "oct",
        _ => panic!("{pair}"),
    }
}

fn secret(name: &str, pair: &str, secret: Secret) -> Held {
    let file = KeyFile::of(vec![Found::new(Item::Secret(secret), "text")]);
    Held { name: name.to_owned(), pair: pair.to_owned(), of: "oct", file }
}

/// Every file of `vectors/keys` with one key, the ML-DSA keys of `vectors/mldsa`, and another new key of each type.
fn held() -> Vec<Held> {
    let manifest: Value = serde_json::from_slice(&bytes("keys/manifest.json")).unwrap();
    let mut held = Vec::new();
    for entry in manifest["files"].as_array().unwrap() {
        let [path, pair, what, encoding] = ["file", "pair", "kind", "encoding"].map(|name| entry[name].as_str());
        let (path, what) = (path.unwrap(), what.unwrap());
        let Some(pair) = pair.filter(|&pair| pair != "jwks" && what != "unusable") else { continue };
        let content = bytes(&format!("keys/{path}"));
        let file = match (what, path.rsplit('.').next().unwrap()) {
            ("secret", ending) if !encoding.unwrap().contains("JWK") => {
                let text = String::from_utf8_lossy(&content).into_owned();
                let read = match ending {
                    "bin" => Secret::from_bytes(&content),
                    "b64" => Secret::read(text.trim(), SecretEncoding::Base64),
                    "b64u" => Secret::read(text.trim(), SecretEncoding::Base64Url),
                    "hex" => Secret::read(text.trim(), SecretEncoding::Hex),
                    _ => Secret::read(&text, SecretEncoding::Text),
                };
                held.push(secret(path, pair, read.unwrap()));
                continue;
            }
            _ if entry["passphrase"].is_string() => unlock(&content, &Passphrase::new(PASSPHRASE), Part::Key).unwrap(),
            _ => read_bytes(&content, Part::Key).unwrap(),
        };
        held.push(Held { name: path.to_owned(), pair: pair.to_owned(), of: type_of(pair), file });
    }
    for of in ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"] {
        for form in ["seed", "expanded", "public"] {
            let name = format!("mldsa/{of}.{form}.pem");
            let file = read_bytes(&bytes(&name), Part::Key).unwrap();
            held.push(Held { name, pair: of.to_owned(), of, file });
        }
    }
    #[rustfmt::skip]
    let kinds = [
        ("rsa:2048", "RSA"), ("rsa:3072", "RSA"), ("p256", "P-256"), ("p384", "P-384"), ("p521", "P-521"),
        ("secp256k1", "secp256k1"), ("ed25519", "Ed25519"), ("ed448", "Ed448"), ("ml-dsa-44", "ML-DSA-44"),
        ("ml-dsa-65", "ML-DSA-65"), ("ml-dsa-87", "ML-DSA-87"), ("hmac:256", "oct"), ("hmac:512", "oct"),
    ];
    for (name, of) in kinds {
        let made = generate(&kind(name).unwrap(), None).unwrap();
        let file = KeyFile::of(vec![Found::new(made.key, "PKCS#8")]);
        held.push(Held { name: format!("a new {name}"), pair: format!("a new {name}"), of, file });
    }
    held
}

fn signing(held: &Held) -> Option<SigningKey> {
    let private = held.file.first_private().cloned().map(SigningKey::Private);
    private.or_else(|| held.file.first_secret().cloned().map(SigningKey::Secret))
}

fn token(algorithm: &Algorithm, key: &SigningKey) -> String {
    let header = format!("{{\"alg\":\"{}\"}}", algorithm.name);
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode("{\"sub\":\"jde\"}"));
    let signature = algorithm.sign(key, input.as_bytes()).unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The answer to a token with a file, as `verify` gives it: a word, or the stable code of a refusal.
fn answer(algorithm: &Algorithm, token: &str, held: &Held) -> &'static str {
    let candidates = match keyset::to_verify(&held.file, algorithm, None) {
        Ok(candidates) => candidates,
        Err(problem) => return problem.code,
    };
    match keyset::verify(&decode(token), &candidates, 100).signature {
        Signature::Valid => "valid",
        Signature::Invalid => "invalid",
        Signature::NoKey => "no key",
        Signature::Refused(problem) | Signature::CannotCheck(problem) => problem.code,
    }
}

/// What the RFCs make of it.
fn expected(name: &str, takes: &[&str], signer: &Held, held: &Held) -> &'static str {
    // RFC 9964 section 3: the JWK of an ML-DSA key has an `alg`, which binds.
    let bound = held.of.starts_with("ML-DSA") && held.name.ends_with(".jwk.json");
    if bound && held.of != name {
        return "key_alg";
    }
    match (takes.contains(&held.of), signer.of, held.of) {
        (true, ..) if held.pair == signer.pair => "valid",
        (true, ..) => "invalid",
        (false, "oct", _) => "algorithm_confusion",
        (false, own, other) if family(own) == family(other) && ["EC", "OKP"].contains(&family(own)) => "curve_mismatch",
        _ => "algorithm_key_mismatch",
    }
}

#[test]
fn a_token_verifies_with_the_files_of_its_own_key_and_with_no_other_file() {
    let held = held();
    assert!(held.len() > 100, "{}", held.len());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, takes) in TAKES.into_iter().filter(|(_, takes)| !takes.is_empty()) {
        let algorithm = by_name(name).unwrap();
        // One signer for each key.
        let mut pairs = BTreeSet::new();
        let fits = held.iter().filter(|held| takes.contains(&held.of) && signing(held).is_some());
        for signer in fits.filter(|signer| pairs.insert(&signer.pair)).collect::<Vec<_>>() {
            let token = token(algorithm, &signing(signer).unwrap());
            for held in &held {
                let (found, expected) = (answer(algorithm, &token, held), expected(name, takes, signer, held));
                *counts.entry(found).or_default() += 1;
                if found != expected {
                    wrong.push(format!("{name} of {} with {}: {found}, not {expected}", signer.name, held.name));
                }
            }
        }
        assert!(pairs.len() > 1, "{name} has one key only");
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let codes: Vec<&str> = counts.keys().copied().collect();
    assert_eq!(
        codes,
        ["algorithm_confusion", "algorithm_key_mismatch", "curve_mismatch", "invalid", "key_alg", "valid"]
    );
}

#[test]
fn every_algorithm_of_the_table_is_among_those_that_are_tried() {
    let mut tried: Vec<&str> = TAKES.iter().map(|(name, _)| *name).collect();
    let mut table: Vec<&str> = ALGORITHMS.iter().map(|row| row.name).collect();
    tried.sort_unstable();
    table.sort_unstable();
    assert_eq!(tried, table);
}

/// A signature under the name of a sibling: another hash, the other padding, the other name of a curve.
#[test]
fn a_signature_is_good_under_its_own_algorithm_alone() {
    let held = held();
    for signer in held.iter().filter(|held| held.pair.starts_with("a new ")) {
        let key = signing(signer).unwrap();
        let rows = || {
            ALGORITHMS
                .iter()
                .filter(|row| TAKES.iter().any(|(name, takes)| *name == row.name && takes.contains(&signer.of)))
        };
        for own in rows() {
            let made = token(own, &key);
            let (_, rest) = made.split_once('.').unwrap();
            for other in rows() {
                // RFC 9864 section 2.2: EdDSA and the name of its curve are one algorithm. The text that is signed
                // holds the name, so it is signed anew.
                let header = URL_SAFE_NO_PAD.encode(format!("{{\"alg\":\"{}\"}}", other.name));
                let (payload, _) = rest.split_once('.').unwrap();
                let input = format!("{header}.{payload}");
                let signature = URL_SAFE_NO_PAD.encode(own.sign(&key, input.as_bytes()).unwrap());
                let same = own == other || (own.family == Family::EdDsa && other.family == Family::EdDsa);
                let answer = answer(other, &format!("{input}.{signature}"), signer);
                assert_eq!(answer, if same { "valid" } else { "invalid" }, "{} taken for {}", own.name, other.name);
            }
        }
    }
}
