//! Every test key reads to what its manifest says; `keys/laws.rs` is about what the
//! algorithms do with them, the files beside it about what RFCs print, other programs make and forgers try.
//! The keys were made for tests and serve nothing else.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeMap;
use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotbench::jose::key::{
    Found, Item, KeyFile, KeyHint, Passphrase, Secret, SecretEncoding, jwk, looks_like_key, read, read_bytes, unlock,
};
use jotbench::jose::problem::{Part, Place, Problem};
use serde_json::Value;

#[path = "keys/ed448.rs"]
mod ed448;
#[path = "keys/hostile_signatures.rs"]
mod hostile_signatures;
#[path = "keys/laws.rs"]
mod laws;
#[path = "keys/mldsa.rs"]
mod mldsa;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/");

fn bytes(file: &str) -> Vec<u8> {
    fs::read(format!("{FOLDER}{file}")).unwrap()
}

fn text(file: &str) -> String {
    String::from_utf8(bytes(file)).unwrap()
}

fn json(file: &str) -> Value {
    serde_json::from_str(&text(file)).unwrap()
}

fn load(file: &str) -> Result<KeyFile, Problem> {
    read_bytes(&bytes(file), Part::Key)
}

/// Bytes from hexadecimal digits.
fn unhex(text: &str) -> Vec<u8> {
    assert_eq!(text.len() % 2, 0, "{text}");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The key type that each folder holds.
fn type_name(pair: &str) -> &'static str {
    match pair {
        "rsa2048" | "qlik-like" | "qlik-like-ca" => "RSA 2048",
        "rsa4096" => "RSA 4096",
        "p256" => "EC P-256",
        "p384" => "EC P-384",
        "p521" => "EC P-521",
        "secp256k1" => "EC secp256k1",
        "ed25519" => "Ed25519",
        "ed448" => "Ed448",
        "mldsa65" => "ML-DSA-65",
        _ => panic!("no such pair: {pair}"),
    }
}

fn short(item: &Item) -> (&'static str, String) {
    match item {
        Item::Private(key) => ("private", key.key_type().to_string()),
        Item::Public(key) => ("public", key.key_type().to_string()),
        Item::Certificate(certificate) => ("certificate", certificate.public().key_type().to_string()),
        Item::Secret(secret) => ("secret", format!("HMAC {}", secret.bits())),
    }
}

#[test]
fn every_file_of_the_manifest_reads_as_it_says() {
    let manifest = json("manifest.json");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in manifest["files"].as_array().unwrap() {
        let [file, kind, encoding] = ["file", "kind", "encoding"].map(|name| entry[name].as_str().unwrap());
        let outcome = if kind == "unusable" {
            "unusable"
        } else if encoding.contains("JWK") {
            check_jwk(file, kind, encoding, entry, &manifest["pairs"]);
            "jwk"
        } else if entry["passphrase"].is_string() {
            let problem = load(file).unwrap_err();
            assert_eq!((problem.code, problem.hint.is_some()), ("encrypted_key", true), "{file}");
            let open = |passphrase: &str| unlock(&bytes(file), &Passphrase::new(passphrase), Part::Key);
            assert_eq!(open("shared test pass phrasE").unwrap_err().code, "wrong_passphrase", "{file}");
            let found = open(entry["passphrase"].as_str().unwrap()).unwrap().found;
            let pair = entry["pair"].as_str().unwrap();
            let plain = load(&format!("{pair}/private.pkcs8.pem")).unwrap();
            assert_eq!(found[0].public(), plain.found[0].public(), "{file}");
            assert!(found[0].is_private() && found[0].protection.is_some(), "{file}");
            "encrypted"
        } else if kind == "secret" {
            "secret"
        } else {
            check_key(file, kind, encoding, entry, &manifest["pairs"]);
            "read"
        };
        *counts.entry(outcome).or_default() += 1;
    }
    let expected = [("encrypted", 4), ("jwk", 22), ("read", 74), ("secret", 6), ("unusable", 10)];
    assert_eq!(counts, BTreeMap::from(expected));
}

fn check_jwk(file: &str, kind: &str, encoding: &str, entry: &Value, pairs: &Value) {
    let key_file = load(file).unwrap();
    let hint = looks_like_key(&text(file));
    assert_eq!(hint, Some(KeyHint { private: ["private", "secret"].contains(&kind), json: true }), "{file}");
    assert_eq!(key_file.is_set, encoding.contains("Set") || file.contains("jwks"), "{file}");
    let Some(pair) = entry["pair"].as_str() else { return };
    let found = key_file.found.iter().find(|found| !matches!(found.item, Item::Certificate(_))).unwrap();
    assert_eq!(short(&found.item).0, kind, "{file}");
    if let (Some(public), false) = (found.public(), key_file.is_set) {
        assert_eq!(short(&found.item).1, type_name(pair), "{file}");
        assert_eq!(hex(&public.spki_sha256()), pairs[pair]["spki_sha256"].as_str().unwrap(), "{file}");
        assert_eq!(jwk::thumbprint(public), pairs[pair]["jwk_thumbprint_sha256"].as_str().unwrap(), "{file}");
    }
}

fn check_key(file: &str, kind: &str, encoding: &str, entry: &Value, pairs: &Value) {
    let key_file = load(file).unwrap();
    let pair = entry["pair"].as_str().unwrap();
    let name = encoding.split_whitespace().find(|word| ["PKCS#1", "PKCS#8", "SEC1", "SPKI", "X.509"].contains(word));
    let found = key_file.found.iter().find(|found| short(&found.item).0 == kind).unwrap();
    assert_eq!(short(&found.item).1, type_name(pair), "{file}");
    assert!(name.is_none_or(|name| name == found.encoding), "{file}: {}", found.encoding);
    assert_eq!(key_file.problems, [], "{file}");
    let spki = &pairs[pair]["spki_sha256"];
    if let (Some(spki), Some(public)) = (spki.as_str(), key_file.first_public()) {
        assert_eq!(hex(&public.spki_sha256()), spki, "{file}");
    }
    let derived = key_file.first_private().map(|key| key.public().is_some());
    assert_eq!(derived, (kind == "private").then_some(true), "{file}");
    if let Some(sha256) = entry["cert_sha256"].as_str() {
        let certificate = key_file.certificates().next().unwrap();
        assert_eq!(hex(&certificate.sha256()), sha256, "{file}");
        assert_eq!(certificate.subject(), entry["subject"].as_str().unwrap(), "{file}");
        assert_eq!(
            Some(format!("CN={}", certificate.common_name().unwrap())),
            entry["subject"].as_str().map(str::to_owned)
        );
        assert_eq!(certificate.self_signed, encoding.contains("self-signed"), "{file}");
        if entry["not_after"].is_string() {
            assert_eq!(entry["not_after"], "2056-01-01T00:00:00Z");
            assert_eq!(certificate.not_after(), 2_713_910_400, "{file}");
        }
    }
}

#[test]
fn every_file_that_is_no_usable_key_says_why() {
    let line = |line| Place::line(Part::Key, line);
    let expected = [
        ("empty.pem", "no_key", Place::of(Part::Key)),
        ("truncated.pem", "truncated", line(1)),
        ("garbage.pem", "bad_base64", Place::line_column(Part::Key, 2, 1, 27)),
        ("escape-in-label.pem", "unknown_label", line(1)),
        ("label-mismatch.pem", "label_mismatch", line(9)),
        ("x25519.spki.pem", "unusable_key", line(1)),
        ("not-a-key.json", "jwk_missing", Place::line_column(Part::Key, 1, 1, 0)),
        ("json-not-jwk.json", "no_key", Place::of(Part::Key)),
        ("csr-label.pem", "unusable_key", line(1)),
        ("dsa-like.pem", "unusable_key", line(1)),
    ];
    for (file, code, place) in expected {
        let problem = load(&format!("negative/{file}")).unwrap_err();
        assert_eq!((problem.code, problem.place), (code, place), "{file}");
        assert!(problem.hint.is_some() && !problem.to_string().contains(char::is_control), "{file}: {problem:?}");
    }
}

fn found(text: &str) -> Vec<Item> {
    read(text, Part::Key)
        .unwrap_or_else(|problem| panic!("{problem:?} in {text:?}"))
        .found
        .into_iter()
        .map(|found| found.item)
        .collect()
}

#[test]
fn what_stands_around_a_block_and_how_its_lines_end_changes_nothing() {
    for file in
        ["rsa2048/cert-and-key.pem", "p256/private.sec1.params.pem", "rsa2048/private.pkcs1.pem", "p256/chain.pem"]
    {
        let pem = text(file);
        let same = found(&pem);
        let unwrapped = pem
            .replace("-----\n", "-----@")
            .replace('\n', "")
            .replace("-----@", "-----\n")
            .replace("-----END", "\n-----END");
        let rewrapped: String =
            pem.lines().flat_map(|line| [line, "\n", if line.starts_with('-') { "" } else { " " }]).collect();
        for (how, other) in [
            ("CRLF", pem.replace('\n', "\r\n")),
            ("CR", pem.replace('\n', "\r")),
            ("a byte order mark", format!("\u{feff}{pem}")),
            ("no last line end", pem.trim_end().to_owned()),
            ("indentation", pem.replace('\n', "\n \t ")),
            ("empty lines", pem.replace('\n', "\n\n")),
            ("one long line", unwrapped.clone()),
            ("no lines at all", unwrapped.replace('\n', "")),
            ("odd spaces", rewrapped),
            (
                "text around",
                format!("Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n{pem}the end\n"),
            ),
        ] {
            assert_eq!(found(&other), same, "{file} with {how}");
        }
    }
}

#[test]
fn the_line_of_each_block_is_told() {
    let file = load("rsa2048/chain.pem").unwrap();
    let lines: Vec<_> = file.found.iter().map(|Found { encoding, line, .. }| (*encoding, *line)).collect();
    assert_eq!(lines.len(), 2);
    let begins: Vec<usize> = (1..)
        .zip(text("rsa2048/chain.pem").lines())
        .filter(|(_, line)| line.starts_with("-----BEGIN"))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(lines, [("X.509", begins[0]), ("X.509", begins[1])]);
}

#[test]
fn a_damaged_block_beside_a_good_one_is_a_problem_and_no_failure() {
    let mixed = format!("{}\n{}", text("negative/truncated.pem"), text("p256/public.spki.pem"));
    let file = read(&mixed, Part::VerificationKey).unwrap();
    assert_eq!(
        file.found.iter().map(|found| (short(&found.item), found.line)).collect::<Vec<_>>(),
        [(("public", "EC P-256".to_owned()), 5)]
    );
    assert_eq!(
        file.problems.iter().map(|problem| (problem.code, problem.place)).collect::<Vec<_>>(),
        [("truncated", Place::line(Part::VerificationKey, 1))]
    );
}

#[test]
fn a_block_under_the_wrong_label_is_read_by_its_content() {
    let file = read(&text("rsa2048/public.pkcs1.pem").replace("RSA PUBLIC", "PUBLIC"), Part::Key).unwrap();
    assert_eq!(file.found[0].encoding, "PKCS#1");
    assert_eq!(file.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["wrong_label"]);
}

#[test]
fn secrets_read_the_same_in_every_encoding() {
    let secret = Secret::from_bytes(&bytes("secret/secret.txt")).unwrap();
    assert_eq!(secret.bits(), 46 * 8);
    for (file, encoding) in [
        ("secret/secret.txt", SecretEncoding::Text),
        ("secret/secret.b64", SecretEncoding::Base64),
        ("secret/secret.b64u", SecretEncoding::Base64Url),
        ("secret/secret.hex", SecretEncoding::Hex),
    ] {
        assert_eq!(Secret::read(&text(file), encoding), Ok(secret.clone()), "{file}");
    }
    let binary = Secret::from_bytes(&bytes("secret-binary/secret.bin")).unwrap();
    assert_eq!(Secret::read(&text("secret-binary/secret.b64"), SecretEncoding::Base64), Ok(binary));
}

#[test]
fn no_key_of_any_form_passes_as_a_secret() {
    let manifest = json("manifest.json");
    let mut refused = 0;
    for entry in manifest["files"].as_array().unwrap() {
        let [file, kind, encoding] = ["file", "kind", "encoding"].map(|name| entry[name].as_str().unwrap());
        if kind == "unusable" || (kind == "secret" && !encoding.contains("JWK")) {
            continue;
        }
        let raw = bytes(file);
        let base64 = base64::engine::general_purpose::STANDARD.encode(&raw);
        let mut forms = vec![
            raw.clone(),
            base64.clone().into_bytes(),
            URL_SAFE_NO_PAD.encode(&raw).into_bytes(),
            hex(&raw).into_bytes(),
        ];
        if let Ok(text) = String::from_utf8(raw) {
            forms.extend(
                [format!(" \n\t{text}"), format!("\u{feff}{text}"), text.replace('\n', "\r\n")].map(String::into_bytes),
            );
        }
        for form in forms {
            assert_eq!(Secret::from_bytes(&form).unwrap_err().code, "key_as_secret", "{file}");
        }
        for encoding in SecretEncoding::ALL {
            assert_eq!(Secret::read(&base64, encoding).unwrap_err().code, "key_as_secret", "{file} {encoding:?}");
        }
        refused += 1;
    }
    assert_eq!(refused, 100);
}
