//! JSON Web Keys: those of the RFCs, of the vectors and of other libraries read to the
//! keys that they are. `jwk/broken.rs` and `jwk/hostile.rs` are about those that must be
//! refused, `jwk/writing.rs` about the way back; `jwk/sets.rs` chooses keys for tokens.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotbench::jose::algorithm::{Algorithm, SigningKey, VerifyingKey, by_name};
use jotbench::jose::decode::decode;
use jotbench::jose::key::jwk::thumbprint;
use jotbench::jose::key::{Found, Item, KeyFile, Label, PrivateKey, PublicKey, read, read_bytes};
use jotbench::jose::problem::{Part, Problem};
use jotbench::jose::sign::sign;
use jotbench::jose::verify::{Signature, verify};
use serde_json::{Value, json};

#[path = "jwk/broken.rs"]
mod broken;
#[path = "jwk/hostile.rs"]
mod hostile;
#[path = "jwk/sets.rs"]
mod sets;
#[path = "jwk/writing.rs"]
mod writing;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/");

/// The pairs of `vectors/keys` that have JWKs.
const PAIRS: [&str; 9] = ["rsa2048", "rsa4096", "p256", "p384", "p521", "secp256k1", "ed25519", "ed448", "mldsa65"];

fn text(file: &str) -> String {
    fs::read_to_string(format!("{FOLDER}{file}")).unwrap()
}

fn vector(file: &str) -> Value {
    serde_json::from_str(&text(file)).unwrap()
}

/// The JWKs that `vectors/jwk/make.py` made, with their thumbprints.
fn made() -> Vec<(String, Value, String)> {
    let file = vector("jwk/made.json");
    let keys = file["keys"].as_object().unwrap();
    let all = keys
        .iter()
        .map(|(name, jwk)| (name.clone(), jwk.clone(), file["thumbprints"][name].as_str().unwrap().to_owned()));
    all.collect()
}

fn made_key(name: &str) -> Value {
    vector("jwk/made.json")["keys"][name].take()
}

fn load(jwk: &Value) -> Result<KeyFile, Problem> {
    read(&jwk.to_string(), Part::Key)
}

/// The first thing in it.
fn first(jwk: &Value) -> Found {
    load(jwk).unwrap_or_else(|problem| panic!("{jwk}: {problem}")).found.remove(0)
}

fn private(found: &Found) -> &PrivateKey {
    let Item::Private(key) = &found.item else { panic!("{found:?}") };
    key
}

/// The key without its private members.
fn public_of(jwk: &Value) -> Value {
    let mut jwk = jwk.clone();
    for name in ["d", "p", "q", "dp", "dq", "qi", "priv"] {
        jwk.as_object_mut().unwrap().remove(name);
    }
    jwk
}

fn without(jwk: &Value, names: &[&str]) -> Value {
    let mut jwk = jwk.clone();
    for name in names {
        assert!(jwk.as_object_mut().unwrap().remove(*name).is_some(), "{name}");
    }
    jwk
}

fn with(jwk: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut jwk = jwk.clone();
    jwk[name] = value.into();
    jwk
}

fn codes(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.code).collect()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn the_keys_of_the_vectors_are_the_same_in_every_encoding() {
    let manifest = vector("keys/manifest.json");
    for pair in PAIRS {
        let expected = &manifest["pairs"][pair];
        let public = first(&vector(&format!("keys/{pair}/public.jwk.json")));
        let key = public.public().unwrap();
        assert!(matches!(public.item, Item::Public(_)), "{pair}");
        assert_eq!((public.encoding, public.line), ("JWK", 1), "{pair}");
        assert_eq!(hex(&key.spki_sha256()), expected["spki_sha256"], "{pair}");
        assert_eq!(thumbprint(key), expected["jwk_thumbprint_sha256"], "{pair}");

        let secret = first(&vector(&format!("keys/{pair}/private.jwk.json")));
        let same = read_bytes(&fs::read(format!("{FOLDER}keys/{pair}/private.pkcs8.der")).unwrap(), Part::Key).unwrap();
        let same = same.first_private().unwrap();
        assert_eq!(private(&secret).key_type(), same.key_type(), "{pair}");
        assert_eq!(private(&secret).public(), same.public(), "{pair}");
        assert!(same.public().is_none_or(|public| public.matches(key)), "{pair}");
        assert_eq!(secret.label.kid.as_deref(), expected["jwk_thumbprint_sha256"].as_str(), "{pair}");
    }
}

/// RFC 7638 section 3.1, RFC 8037 appendix A.3; the other values were computed.
#[test]
fn thumbprints_of_the_rfcs() {
    let expected = vector("rfc/thumbprints.json");
    let mut seen = 0;
    for (name, thumb) in expected["sha256"].as_object().unwrap() {
        let found = first(&vector(&format!("rfc/keys/{name}.json")));
        match found.public() {
            Some(key) => assert_eq!(thumbprint(key), *thumb, "{name}"),
            None => assert!(matches!(found.item, Item::Secret(_)), "{name}"),
        }
        seen += usize::from(found.public().is_some());
    }
    assert_eq!(seen, 7);
}

/// Made by python's cryptography, thumbprints by joserfc; the one of `rfc9964-ml-dsa-44` is printed in RFC 9964.
#[test]
fn keys_of_another_library_and_their_thumbprints() {
    for (name, jwk, thumb) in made() {
        let public = first(&public_of(&jwk));
        assert_eq!(thumbprint(public.public().unwrap()), thumb, "{name}");
        let found = first(&jwk);
        let derived = private(&found).public();
        assert!(derived.is_none_or(|key| key.matches(public.public().unwrap())), "{name}");
        assert!(derived.is_some() || ["ed448", "AKP"].iter().any(|kind| name == *kind || jwk["kty"] == *kind));
        assert_eq!(load(&jwk).unwrap().problems, [], "{name}");
    }
}

/// RFC 7517 appendix A.1 and A.2: the second is for signing, the first for encryption.
#[test]
fn the_sets_of_rfc_7517() {
    for (file, is_private) in [("rfc7517-a.1", false), ("rfc7517-a.2", true)] {
        let set = load(&vector(&format!("rfc/keys/{file}.json"))).unwrap();
        assert_eq!((set.is_set, codes(&set.problems)), (true, vec![]), "{file}");
        let [ec, rsa] = set.found.as_slice() else { panic!("{file}") };
        assert_eq!([ec.is_private(), rsa.is_private()], [is_private; 2]);
        assert_eq!(ec.public().unwrap().key_type().to_string(), "EC P-256");
        assert_eq!(rsa.public().unwrap().key_type().to_string(), "RSA 2048");
        let label = |kid: &str| Label { kid: Some(kid.to_owned()), ..Label::default() };
        assert_eq!(ec.label, Label { usage: Some("enc".to_owned()), ..label("1") });
        assert_eq!(rsa.label, Label { alg: Some("RS256".to_owned()), ..label("2011-04-29") });
    }
    // Appendix A.3: a key for key wrapping and one for HMAC, whose kid lost its spaces on the way into the vectors.
    let set = load(&vector("rfc/keys/rfc7517-a.3.json")).unwrap();
    let said: Vec<_> = set
        .found
        .iter()
        .map(|found| match &found.item {
            Item::Secret(secret) => (secret.bits(), found.label.alg.as_deref(), found.label.kid.as_deref()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(said, [(128, Some("A128KW"), None), (512, None, Some("HMACkeyusedinJWSspecAppendixA.1example"))]);
}

/// RFC 7517 appendix B.
#[test]
fn the_certificates_of_x5c_stand_after_their_key() {
    let file = load(&vector("rfc/keys/rfc7517-b.json")).unwrap();
    let [key, certificate] = file.found.as_slice() else { panic!("{file:?}") };
    assert_eq!(
        (key.encoding, key.label.usage.as_deref(), key.label.kid.as_deref()),
        ("JWK", Some("sig"), Some("1b94c"))
    );
    assert_eq!((certificate.encoding, certificate.label.kid.as_deref()), ("X.509", Some("1b94c")));
    let Item::Certificate(own) = &certificate.item else { panic!("{certificate:?}") };
    assert_eq!(own.common_name().as_deref(), Some("Brian Campbell"));
    assert!(own.public().matches(key.public().unwrap()));
    assert_eq!(file.problems, []);
}

/// RFC 7520 section 3, RFC 8037 appendix A.1, RFC 7638 section 3.1.
#[test]
fn the_single_keys_of_the_rfcs() {
    for (file, expected) in [
        ("rfc7520-3.1-ec-public", "public EC P-521"),
        ("rfc7520-3.2-ec-private", "private EC P-521"),
        ("rfc7520-3.3-rsa-public", "public RSA 2048"),
        ("rfc7520-3.4-rsa-private", "private RSA 2048"),
        ("rfc7520-3.5-oct-mac", "secret 256"),
        ("rfc7520-3.6-oct-enc", "secret 256"),
        ("rfc8037-a1-private", "private Ed25519"),
        ("rfc7638-3.1", "public RSA 2048"),
    ] {
        let said = match &first(&vector(&format!("rfc/keys/{file}.json"))).item {
            Item::Private(key) => format!("private {}", key.key_type()),
            Item::Public(key) => format!("public {}", key.key_type()),
            Item::Secret(secret) => format!("secret {}", secret.bits()),
            Item::Certificate(_) => "certificate".to_owned(),
        };
        assert_eq!(said, expected, "{file}");
    }
}

/// Every token of `vectors/keys` that has its key as a JWK beside it, of an algorithm that is known.
#[test]
fn tokens_verify_with_the_jwks_beside_them() {
    let mut verified = 0;
    for case in vector("keys/cases.json")["cases"].as_array().unwrap() {
        let (token, jwk) = (case["token"].as_str().unwrap(), &case["key"]["jwk"]);
        let decoded = decode(token);
        if !jwk.is_object() || decoded.alg().and_then(by_name).is_none() {
            continue;
        }
        let found = first(jwk);
        let key = match (&found.item, found.public()) {
            (Item::Secret(secret), _) => VerifyingKey::Secret(secret.clone()),
            (_, public) => VerifyingKey::Public(public.unwrap().clone()),
        };
        if Algorithm::fitting(&key).is_empty() {
            continue;
        }
        assert_eq!(verify(&decoded, Some(&key)), Signature::Valid, "{}", case["id"]);
        verified += 1;
    }
    assert!(verified >= 20, "{verified}");
}

/// RFC 7518 section 6.3.2 allows it; the private exponent is modulo one of two numbers.
#[test]
fn primes_are_worked_out_from_n_e_and_d() {
    let factors = ["p", "q", "dp", "dq", "qi"];
    for name in ["rsa-d-mod-lambda", "rsa-d-mod-phi", "rsa-e-3", "rsa-3072"] {
        let whole = made_key(name);
        let found = first(&without(&whole, &factors));
        let key = private(&found).clone();
        assert_eq!(key.public(), private(&first(&whole)).public(), "{name}");
        let signing = SigningKey::Private(key.clone());
        let token = sign("{\"alg\":\"PS256\"}", "{}", by_name("PS256").unwrap(), &signing).unwrap();
        let verifying = VerifyingKey::Public(key.public().unwrap().clone());
        assert_eq!(verify(&decode(&token), Some(&verifying)), Signature::Valid, "{name}");
    }
    let jwk = without(&vector("keys/rsa4096/private.jwk.json"), &factors);
    assert_eq!(private(&first(&jwk)).key_type().to_string(), "RSA 4096");
}

#[test]
fn what_a_jwk_says_of_its_key_is_its_label() {
    let jwk = public_of(&made_key("ed25519"));
    let full =
        [("kid", json!("k")), ("alg", json!("EdDSA")), ("use", json!("sig")), ("key_ops", json!(["verify", "x"]))];
    let full = full.into_iter().fold(jwk.clone(), |jwk, (name, value)| with(&jwk, name, value));
    let expected = Label {
        kid: Some("k".to_owned()),
        alg: Some("EdDSA".to_owned()),
        usage: Some("sig".to_owned()),
        operations: Some(vec!["verify".to_owned(), "x".to_owned()]),
        name: None,
    };
    assert_eq!(first(&full).label, expected);
    assert_eq!(first(&jwk).label, Label::default());

    let file = load(&with(&jwk, "kid", 7)).unwrap();
    assert_eq!(file.found[0].label, Label::default());
    let said: Vec<_> = file.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "key, line 1, column 24: \"kid\" is a number, not a string: it is passed over (write it between double quotes)"
        ]
    );
}

#[test]
fn the_way_of_writing_changes_nothing() {
    let jwk = with(&vector("keys/p256/private.jwk.json"), "x-more", json!({"kty": [1, {"d": null}]}));
    let same = vec![first(&jwk)];
    let d = jwk["d"].as_str().unwrap();
    let escaped = jwk.to_string().replace(d, &d.replace('-', "\\u002d").replace('_', "\\u005F"));
    assert_ne!(escaped, jwk.to_string());
    let pretty = serde_json::to_string_pretty(&jwk).unwrap();
    for text in [escaped, pretty.replace('\n', "\r\n"), format!("\u{feff}\n\n {pretty}\n"), format!("\t{jwk}")] {
        assert_eq!(read(&text, Part::Key).unwrap().found, same, "{text}");
        assert_eq!(read_bytes(text.as_bytes(), Part::Key).unwrap().found, same, "{text}");
    }
}

#[test]
fn zero_bytes_before_a_modulus_are_noted() {
    let jwk = vector("keys/rsa2048/public.jwk.json");
    let longer = |name: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
        with(&jwk, name, URL_SAFE_NO_PAD.encode([vec![0], bytes].concat()))
    };
    for name in ["n", "e"] {
        let file = load(&longer(name)).unwrap();
        assert_eq!(file.found[0].public(), first(&jwk).public());
        assert_eq!(codes(&file.problems), ["leading_zeros"]);
        assert!(file.problems[0].message.starts_with(&format!("\"{name}\" begins with zero bytes")));
    }
}

/// The key that a JWK holds, for comparisons.
fn public(jwk: &Value) -> PublicKey {
    first(jwk).public().unwrap().clone()
}
