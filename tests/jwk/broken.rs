//! JWKs that must be refused: each with the member that is wrong and its place.

use base64::engine::general_purpose::STANDARD;
use jotbench::jose::problem::{Place, Spot};

use super::*;

fn refused(jwk: &Value) -> (&'static str, String) {
    let problem = load(jwk).unwrap_err();
    let text = jwk.to_string();
    for name in ["d", "p", "q", "dp", "dq", "qi", "priv", "k"] {
        // No sentence quotes a secret.
        let secret = jwk[name].as_str().filter(|secret| secret.len() > 8);
        assert!(secret.is_none_or(|secret| !problem.to_string().contains(secret)), "{text}: {problem}");
    }
    assert!(problem.hint.is_some(), "{problem:?}");
    (problem.code, problem.message)
}

fn rsa() -> Value {
    vector("keys/rsa2048/private.jwk.json")
}

pub(crate) fn ec() -> Value {
    vector("keys/p256/private.jwk.json")
}

pub(crate) fn ed() -> Value {
    vector("keys/ed25519/private.jwk.json")
}

/// The number or string of a member with its first bytes changed.
fn bytes(jwk: &Value, name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    with(jwk, name, URL_SAFE_NO_PAD.encode(change(bytes)))
}

fn front(zeros: usize) -> impl Fn(Vec<u8>) -> Vec<u8> {
    move |bytes| [vec![0; zeros], bytes].concat()
}

#[test]
fn every_wrong_type_is_named() {
    let cases: [(Value, &[&str]); 5] = [
        (rsa(), &["kty", "n", "e", "d", "p", "q", "dp", "dq", "qi", "alg", "use"]),
        (ec(), &["kty", "crv", "x", "y", "d", "alg", "use"]),
        (ed(), &["kty", "crv", "x", "d"]),
        (vector("keys/mldsa65/private.jwk.json"), &["kty", "alg", "pub", "priv"]),
        (vector("keys/secret/secret.jwk.json"), &["kty", "k", "alg", "use"]),
    ];
    for (jwk, names) in cases {
        for name in names {
            for (value, kind) in [
                (json!(7), "a number"),
                (json!(null), "null"),
                (json!(["x"]), "a list"),
                (json!({}), "an object"),
                (json!(true), "a boolean"),
            ] {
                let expected = ("jwk_member", format!("\"{name}\" is {kind}, not a string"));
                assert_eq!(refused(&with(&jwk, name, value)), expected);
            }
        }
    }
    for value in [json!("sign"), json!([1]), json!(null)] {
        assert_eq!(refused(&with(&ec(), "key_ops", value)).0, "jwk_member");
    }
}

#[test]
fn every_missing_member_is_named() {
    for (jwk, name, expected) in [
        (public_of(&rsa()), "n", "an RSA JWK has no \"n\": it cannot be used without"),
        (rsa(), "e", "an RSA private JWK has no \"e\": it cannot be used without"),
        (rsa(), "d", "an RSA private JWK has no \"d\""),
        (rsa(), "p", "an RSA private JWK has no \"p\": p, q, dp, dq and qi are all there, or none"),
        (rsa(), "qi", "an RSA private JWK has no \"qi\": p, q, dp, dq and qi are all there, or none"),
        (ec(), "crv", "an EC JWK has no \"crv\": it cannot be used without"),
        (ec(), "x", "an EC P-256 key has no \"x\": it cannot be used without"),
        (ec(), "y", "an EC P-256 key has no \"y\": it cannot be used without"),
        (ed(), "x", "an Ed25519 key has no \"x\": it cannot be used without"),
        (vector("keys/mldsa65/public.jwk.json"), "alg", "an AKP JWK has no \"alg\": it cannot be used without"),
        (vector("keys/mldsa65/public.jwk.json"), "pub", "an ML-DSA-65 key has no \"pub\": it cannot be used without"),
        (vector("keys/secret/secret.jwk.json"), "k", "an oct JWK has no \"k\": it cannot be used without"),
    ] {
        assert_eq!(refused(&without(&jwk, &[name])), ("jwk_missing", expected.to_owned()));
    }
}

#[test]
fn what_is_not_base64url_is_told_with_its_place() {
    let jwk = r#"{"kty":"oct","k":"AAAA"}"#;
    let at = |offset| Place { part: Part::Key, spot: Some(Spot::LineColumn { line: 1, column: offset + 1, offset }) };
    for (k, code, offset) in [
        ("AA+A", "standard_base64", 20),
        ("/AAA", "standard_base64", 18),
        ("AA==", "base64_padding", 20),
        ("AA A", "bad_character", 20),
        ("é", "bad_character", 18),
        ("AA=A", "bad_character", 20),
        ("AAAAA", "base64_length", 22),
        ("AB", "base64_trailing_bits", 19),
    ] {
        let problem = read(&jwk.replace("AAAA", k), Part::Key).unwrap_err();
        assert_eq!((problem.code, problem.place), (code, at(offset)), "{k}");
        assert!(problem.message.starts_with("\"k\" ") && !problem.message.contains(k), "{problem}");
    }
    for name in ["n", "e", "d", "dq"] {
        let padded = with(&rsa(), name, format!("{}=", rsa()[name].as_str().unwrap()));
        assert_eq!(refused(&padded).1, format!("\"{name}\" ends with \"=\" padding, which base64url in a JWK has not"));
    }
}

/// Acceptance row 24 among others.
#[test]
fn every_wrong_length_is_named() {
    for len in [0, 3, 31, 33] {
        for name in ["x", "d"] {
            let expected = format!("\"{name}\" of an Ed25519 key has 32 bytes, this has {len}");
            let jwk = bytes(&ed(), name, |_| vec![1; len]);
            assert_eq!(refused(&jwk), ("key_length", expected));
        }
    }
    for (file, name, what, len) in [
        ("p521", "x", "an EC P-521 key", 66),
        ("p384", "y", "an EC P-384 key", 48),
        ("secp256k1", "d", "an EC secp256k1 key", 32),
        ("ed448", "x", "an Ed448 key", 57),
        ("ed448", "d", "an Ed448 key", 57),
        ("mldsa65", "pub", "an ML-DSA-65 key", 1952),
        ("mldsa65", "priv", "an ML-DSA-65 key", 32),
    ] {
        let jwk = vector(&format!("keys/{file}/private.jwk.json"));
        for is in [0, 1, len - 1, len + 1] {
            let (code, message) = refused(&bytes(&jwk, name, |_| vec![1; is]));
            assert_eq!((code, message), ("key_length", format!("\"{name}\" of {what} has {len} bytes, this has {is}")));
        }
    }
}

#[test]
fn zero_bytes_that_are_left_out_or_added_are_named() {
    for (name, curve) in [("ec-P-256-zeros", "P-256"), ("ec-P-521-zeros", "P-521"), ("ec-secp256k1-zeros", "secp256k1")]
    {
        let jwk = made_key(name);
        for member in ["x", "d"] {
            let cut = bytes(&jwk, member, |bytes| bytes[1..].to_vec());
            let problem = load(&cut).unwrap_err();
            assert_eq!(problem.code, "key_length");
            assert!(problem.hint.unwrap().starts_with("zero bytes at the beginning were left out"), "{curve}");
            let (code, message) = refused(&bytes(&jwk, member, front(1)));
            assert_eq!(code, "key_length");
            assert!(message.ends_with("it begins with zero bytes, as numbers in ASN.1 do"), "{message}");
        }
    }
}

#[test]
fn empty_and_zero_numbers_are_no_rsa_key() {
    for name in ["n", "e", "d", "p", "qi"] {
        let (code, message) = refused(&with(&rsa(), name, ""));
        assert_eq!(
            (code, message.as_str()),
            ("key_length", format!("\"{name}\" of an RSA private JWK is empty").as_str())
        );
        let (code, message) = refused(&with(&rsa(), name, "AAAA"));
        assert_eq!(
            (code, message.as_str()),
            ("key_length", format!("\"{name}\" of an RSA private JWK is zero").as_str())
        );
    }
}

#[test]
fn points_off_the_curve_are_refused() {
    for pair in ["p256", "p384", "p521", "secp256k1"] {
        let jwk = vector(&format!("keys/{pair}/private.jwk.json"));
        for name in ["x", "y"] {
            let off = bytes(&jwk, name, |mut bytes| {
                *bytes.last_mut().unwrap() ^= 1;
                bytes
            });
            assert_eq!(refused(&off).0, "not_on_curve");
            assert_eq!(refused(&public_of(&off)).0, "not_on_curve");
            assert_eq!(refused(&bytes(&jwk, name, |bytes| vec![0xff; bytes.len()])).0, "not_on_curve");
        }
    }
}

#[test]
fn a_private_part_of_another_key_is_named() {
    let swap = |jwk: &Value, other: &Value, name: &str| refused(&with(jwk, name, other[name].clone()));
    let other = vector("rfc/keys/rfc7517-a.2.json")["keys"][0].clone();
    let expected = "\"d\" is out of range for P-256 or does not belong to \"x\" and \"y\"";
    assert_eq!(swap(&ec(), &other, "d"), ("inconsistent_key", expected.to_owned()));
    assert_eq!(refused(&bytes(&ec(), "d", |bytes| vec![0; bytes.len()])), ("inconsistent_key", expected.to_owned()));
    assert_eq!(refused(&bytes(&ec(), "d", |bytes| vec![255; bytes.len()])), ("inconsistent_key", expected.to_owned()));
    let expected = ("inconsistent_key", "\"d\" does not belong to \"x\"".to_owned());
    assert_eq!(swap(&ed(), &vector("rfc/keys/rfc8037-a1-private.json"), "d"), expected);

    let other = made_key("rsa-d-mod-phi");
    for (name, expected) in [
        ("n", "\"p\" times \"q\" is not \"n\""),
        ("p", "\"p\" times \"q\" is not \"n\""),
        ("q", "\"p\" times \"q\" is not \"n\""),
        ("d", "\"d\" does not belong to \"e\", \"p\" and \"q\""),
        ("dp", "\"dp\" is not \"d\" modulo \"p\" - 1"),
        ("dq", "\"dq\" is not \"d\" modulo \"q\" - 1"),
        ("qi", "\"qi\" is not the inverse of \"q\" modulo \"p\""),
    ] {
        assert_eq!(swap(&rsa(), &other, name), ("inconsistent_key", expected.to_owned()), "{name}");
    }
    assert_eq!(refused(&with(&rsa(), "e", "Aw")).1, "\"d\" does not belong to \"e\", \"p\" and \"q\"");
    let bare = without(&rsa(), &["p", "q", "dp", "dq", "qi"]);
    let expected = "\"d\" does not belong to \"n\" and \"e\": the two primes do not follow from them";
    assert_eq!(swap(&bare, &other, "d"), ("inconsistent_key", expected.to_owned()));
    for (name, value) in [("d", "AQ"), ("d", "Ag"), ("e", "Aw")] {
        assert_eq!(refused(&with(&bare, name, value)), ("inconsistent_key", expected.to_owned()));
    }
}

/// Acceptance row 7: bounds come before any arithmetic.
#[test]
fn rsa_numbers_out_of_bounds_are_refused() {
    let odd = |len: usize| URL_SAFE_NO_PAD.encode([vec![0xff; len - 1], vec![0xfd]].concat());
    let bare = without(&rsa(), &["p", "q", "dp", "dq", "qi"]);
    for jwk in [public_of(&rsa()), rsa(), bare] {
        for (name, value, code) in [
            ("e", "AQ".to_owned(), "rsa_exponent"),
            ("e", "Ag".to_owned(), "rsa_exponent"),
            ("e", odd(512), "rsa_exponent"),
            ("n", odd(2048), "rsa_size"),
            ("n", odd(8192), "rsa_size"),
            ("n", odd(300_000), "rsa_size"),
            ("n", odd(32), "rsa_size"),
            ("n", URL_SAFE_NO_PAD.encode([0xfe; 256]), "rsa_modulus"),
        ] {
            assert_eq!(refused(&with(&jwk, name, value)).0, code, "{name}");
        }
    }
    for name in ["d", "p", "q", "dp", "dq", "qi"] {
        let (code, message) = refused(&with(&rsa(), name, odd(100_000)));
        let expected = format!("\"{name}\" has 100000 bytes, and \"n\" has 256: it cannot be longer");
        assert_eq!((code, message), ("key_length", expected));
    }
}

#[test]
fn what_cannot_be_used_is_told_by_name() {
    let ed = public_of(&ed());
    let ec = public_of(&ec());
    for (jwk, code, message, hint) in [
        (
            with(&ed, "kty", "XYZ"),
            "unknown_kty",
            "the key type \"XYZ\" (\"kty\") is not known here",
            "known: RSA, EC, OKP, oct, AKP",
        ),
        (
            with(&ed, "kty", "okp"),
            "unknown_kty",
            "the key type \"okp\" (\"kty\") is not known here",
            "names are exact: write \"OKP\"",
        ),
        (
            with(&ed, "crv", "X25519"),
            "unusable_key",
            "X25519 is for key agreement: it can neither sign nor verify",
            "use an RSA",
        ),
        (
            with(&ed, "crv", "X448"),
            "unusable_key",
            "X448 is for key agreement: it can neither sign nor verify",
            "use an RSA",
        ),
        (
            with(&ed, "crv", "P-256"),
            "unknown_crv",
            "the curve \"P-256\" (\"crv\") of an OKP JWK is not known here",
            "P-256 is a curve of \"kty\" \"EC\"",
        ),
        (
            with(&ec, "crv", "Ed25519"),
            "unknown_crv",
            "the curve \"Ed25519\" (\"crv\") of an EC JWK is not known here",
            "Ed25519 is a curve of \"kty\" \"OKP\"",
        ),
        (
            with(&ec, "crv", "P-257"),
            "unknown_crv",
            "the curve \"P-257\" (\"crv\") of an EC JWK is not known here",
            "known: P-256, P-384, P-521, secp256k1",
        ),
        (
            with(&vector("keys/mldsa65/public.jwk.json"), "alg", "ML-DSA-66"),
            "unknown_alg",
            "\"ML-DSA-66\" (\"alg\") is no algorithm of AKP keys that is known here",
            "known: ML-DSA-44",
        ),
        (
            with(&rsa(), "oth", json!([])),
            "unusable_key",
            "an RSA key of more than two primes (\"oth\") cannot be used",
            "use an RSA",
        ),
        (
            json!({"kty": "oct", "k": ""}),
            "empty_secret",
            "the secret is empty: anyone could sign with it",
            "RFC 7518 section 3.2",
        ),
        (
            json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(ec.to_string())}),
            "key_as_secret",
            "this is a key or certificate, not a secret",
            "an HMAC over",
        ),
    ] {
        let problem = load(&jwk).unwrap_err();
        assert_eq!((problem.code, problem.message.as_str()), (code, message));
        assert!(problem.hint.as_ref().unwrap().starts_with(hint), "{problem:?}");
    }
}

#[test]
fn a_member_that_stands_twice_is_refused_if_it_matters() {
    let text = ec().to_string();
    let twice = |more: &str| read(&text.replacen('{', &format!("{{{more},\n"), 1), Part::Key);
    for name in ["kty", "crv", "x", "d", "kid"] {
        let problem = twice(&format!("\"{name}\":{}", ec()[name])).unwrap_err();
        assert_eq!(problem.message, format!("\"{name}\" stands in this JWK twice, first on line 1"));
        assert!(matches!(problem.place.spot, Some(Spot::LineColumn { line: 2, .. })), "{problem}");
    }
    assert_eq!(twice("\"use\":\"enc\",\"use\":\"sig\"").unwrap_err().code, "duplicate_member");
    assert_eq!(twice("\"more\":1,\"more\":2").unwrap().found, [first(&ec())]);
}

#[test]
fn a_certificate_for_another_key_is_refused_and_a_broken_one_noted() {
    let b = vector("rfc/keys/rfc7517-b.json");
    let other = with(&public_of(&rsa()), "x5c", b["x5c"].clone());
    assert_eq!(
        refused(&other),
        ("x5c_mismatch", "the first certificate of \"x5c\" is for another key than this JWK".to_owned())
    );
    for (x5c, code) in [(json!(["-----"]), "bad_base64"), (json!(["AAAA"]), "bad_der")] {
        let file = load(&with(&b, "x5c", x5c)).unwrap();
        assert_eq!((file.found.len(), codes(&file.problems)), (1, vec![code]));
        assert!(file.problems[0].message.starts_with("certificate 1 of \"x5c\" cannot be read: "));
    }
    assert_eq!(refused(&with(&b, "x5c", "MII")).0, "jwk_member");
    assert_eq!(load(&with(&b, "x5c", json!([]))).unwrap().found.len(), 1);
    let many = vec![b["x5c"][0].clone(); 30];
    let file = load(&with(&b, "x5c", many)).unwrap();
    assert_eq!((file.found.len(), codes(&file.problems)), (21, vec!["too_many_certificates"]));
}

/// The fingerprints are those that `openssl x509 -outform DER | openssl dgst -sha1 -binary` (and -sha256) gives.
#[test]
fn a_thumbprint_of_another_certificate_is_said() {
    let der = fs::read(format!("{FOLDER}keys/rsa2048/cert.selfsigned.der")).unwrap();
    let jwk = with(&public_of(&rsa()), "x5c", json!([STANDARD.encode(der)]));
    let (sha1, sha256) = ("jq1oEETMlmeQp8StC0JYeb3GnD0", "dKZ8vVvlIqtMGDPyugaZ5WNEDIFLyCjTFIX_IY_Tqus");
    let right = with(&with(&jwk, "x5t", sha1), "x5t#S256", sha256);
    let file = load(&right).unwrap();
    assert_eq!((file.found.len(), file.problems.len()), (2, 0));
    for (name, value) in [("x5t", json!(sha256)), ("x5t#S256", json!(sha1)), ("x5t", json!(7)), ("x5t#S256", json!(""))]
    {
        let file = load(&with(&right, name, value)).unwrap();
        let [problem] = file.problems.as_slice() else { panic!("{file:?}") };
        let message = format!("\"{name}\" is not that of the first certificate of \"x5c\"; it is not used");
        assert_eq!((problem.code, &problem.message, file.found.len()), ("x5t_mismatch", &message, 2));
        assert!(problem.hint.as_deref().unwrap().contains(if name == "x5t" { sha1 } else { sha256 }), "{problem:?}");
    }
    // Without a certificate there is nothing to compare it with.
    let mut alone = right;
    alone.as_object_mut().unwrap().remove("x5c");
    assert_eq!(load(&with(&alone, "x5t", "AAAA")).unwrap().problems, []);
}

#[test]
fn json_that_is_nearly_a_key_has_a_way_out() {
    let chain = "give the list of \"x5c\" alone, from [ to ]: it is read as certificates";
    let only = "there are certificates in it (\"x5c\") and no key: a JWK has a \"kty\" and the numbers of its key";
    for (value, code, message, hint) in [
        (json!({"x5c": ["MIIB"]}), "no_key", only, chain),
        (json!({"keys": [{"x5c": ["MIIB"], "kid": "a"}]}), "no_key", only, chain),
        (
            json!({"keys": {"a": ec()}}),
            "no_key",
            "\"keys\" is a JSON object here, and in a JWK Set it is a list",
            "write {\"keys\": [ … ]} with the JWKs one after the other, each with its name as \"kid\" (RFC 7517 section 5)",
        ),
    ] {
        let problem = load(&value).unwrap_err();
        assert_eq!((problem.code, problem.message.as_str(), problem.hint.as_deref()), (code, message, Some(hint)));
    }
    let file = load(&json!({"keys": [ec(), {"x5c": ["MIIB"]}]})).unwrap();
    assert_eq!((file.problems[0].code, file.problems[0].hint.as_deref()), ("jwk_missing", Some(chain)));
}
