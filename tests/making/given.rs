//! What is given of keys: all that is public of them, and nothing else.

use std::fs;

use jotbench::jose::base64url::decode;
use jotbench::jose::key::convert::{FORMS, Wanted, convert};
use jotbench::jose::key::generate::{KINDS, Made, generate};
use jotbench::jose::key::given::{public_of, public_part, say};
use jotbench::jose::key::{Found, Item, KeyFile, read, read_bytes};
use jotbench::jose::problem::Part;

use super::WISH;
use super::convert::{json_of, load, write, write_public};

/// The private members of RFC 7518 sections 6.2.2, 6.3.2, 6.4.1 and RFC 9964 as they are written, and private PEM.
const PRIVATE: [&str; 10] =
    ["\"d\":", "\"p\":", "\"q\":", "\"dp\":", "\"dq\":", "\"qi\":", "\"oth\":", "\"k\":", "\"priv\":", "PRIVATE KEY"];

/// The private numbers of a file's key as bytes: what would stand in DER.
fn private_numbers(file: &KeyFile) -> Vec<Vec<u8>> {
    let Some(jwk) = write(file, "jwk").ok().filter(|written| written.private).map(|written| json_of(&written)) else {
        return Vec::new();
    };
    let values = ["d", "p", "q", "k", "priv"].into_iter().filter_map(|name| jwk[name].as_str());
    values.map(|value| decode(value, Part::Key, 0).bytes.unwrap()).collect()
}

/// Every form of what is public of a file, and that it has none of the private members.
fn scan(file: &KeyFile, of: &str) -> usize {
    let given = public_part(file);
    assert!(given.found.iter().all(|found| !found.is_private()), "{of}");
    let mut written = 0;
    let numbers = private_numbers(file);
    for form in &FORMS {
        for public in [false, true] {
            let Ok(one) = convert(&given, form, &Wanted { public, kid: None }) else { continue };
            assert!(!one.private, "{of} {}", form.name);
            let text = String::from_utf8_lossy(&one.bytes);
            assert!(PRIVATE.iter().all(|member| !text.contains(member)), "{of} {}: {text}", form.name);
            let holds = |number: &[u8]| one.bytes.windows(number.len()).any(|bytes| bytes == number);
            assert!(!numbers.iter().any(|number| holds(number)), "{of} {}", form.name);
            written += 1;
        }
    }
    written
}

#[test]
fn nothing_private_is_given_of_a_key_of_any_kind() {
    for kind in KINDS.iter().filter(|kind| !["rsa:3072", "rsa:4096", "rsa:8192"].contains(&&*kind.name)) {
        let Made { key, certificate } = generate(kind, (!kind.is_secret()).then_some(&WISH)).unwrap();
        let items = [Some(key), certificate.map(Item::Certificate)].into_iter().flatten();
        let file = KeyFile::of(items.map(|item| Found::new(item, "PKCS#8")).collect());
        let written = scan(&file, &kind.name);
        assert_eq!(written > 0, !kind.is_secret(), "{}", kind.name);
    }
}

#[test]
fn nothing_private_is_given_of_any_file_of_the_vectors() {
    let mut written = 0;
    for folder in ["keys/rsa2048", "keys/p256", "keys/p521", "keys/ed25519", "keys/qlik-like", "keys/jwks", "rfc/keys"]
    {
        let path = format!("{}/tests/vectors/{folder}", env!("CARGO_MANIFEST_DIR"));
        for entry in fs::read_dir(path).unwrap() {
            let name = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
            let bytes = super::convert::bytes(&name);
            if let Ok(file) = read_bytes(&bytes, Part::Key) {
                written += scan(&file, &name);
            }
        }
    }
    assert!(written > 500, "{written}");
}

#[test]
fn a_private_key_is_given_with_its_own_certificate_alone() {
    let private = load("keys/p256/private.pkcs8.pem").found.remove(0);
    let (own, other) = (load("keys/p256/cert.selfsigned.pem"), load("keys/rsa2048/cert.selfsigned.pem"));
    let (given, belongs) = public_of(&private, Some(&own));
    assert!(belongs);
    assert_eq!(write(&given, "cert").unwrap().bytes, write(&own, "cert").unwrap().bytes);
    let (given, belongs) = public_of(&private, Some(&other));
    assert!(!belongs && given.certificates().next().is_none(), "{given:?}");
    assert_eq!(write(&given, "spki").unwrap().bytes, write(&own, "spki").unwrap().bytes);
    assert!(public_of(&private, None).1);
}

#[test]
fn of_a_set_beside_it_the_key_itself_counts_with_its_name() {
    let private = load("keys/p521/private.pkcs8.pem").found.remove(0);
    let (given, belongs) = public_of(&private, Some(&load("keys/jwks/public.jwks.json")));
    assert!(belongs && !given.is_set);
    let set = json_of(&write_public(&given, "jwks").unwrap());
    assert_eq!((set["keys"].as_array().unwrap().len(), set["keys"][0]["kid"].as_str()), (1, Some("p521")));
}

/// Envoy takes an `alg` that is the one of the token, Grafana the key whose `kid` is that of the token, older Keycloaks
/// a key with a `use`, and Okta wants the three of them.
#[test]
fn a_jwk_says_what_verifiers_want_to_know() {
    let mut file = public_part(&load("keys/rsa2048/private.pkcs8.pem"));
    let key = file.first_public().unwrap().clone();
    say(&mut file, &key, Some("2026-01"), Some("RS256"));
    let said = &json_of(&write(&file, "jwks").unwrap())["keys"][0];
    assert_eq!(
        [&said["kid"], &said["use"], &said["alg"]].map(|value| value.as_str().unwrap()),
        ["2026-01", "sig", "RS256"]
    );
    // What the file says is left as it is, and the operations of a private key become those of its public part.
    let text = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"a","alg":"EdDSA","key_ops":["sign"]}"#;
    let mut file = public_part(&read(text, Part::Key).unwrap());
    let key = file.first_public().unwrap().clone();
    say(&mut file, &key, Some("b"), Some("Ed25519"));
    let said = json_of(&write(&file, "jwk").unwrap());
    assert_eq!((said["kid"].as_str(), said["alg"].as_str(), said["use"].as_str()), (Some("a"), Some("EdDSA"), None));
    assert_eq!(said["key_ops"], serde_json::json!(["verify"]));
}
