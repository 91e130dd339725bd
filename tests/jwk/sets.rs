//! JWK Sets, and the key that a token is verified or signed with.

use jotbench::jose::keyset::{Candidates, How, to_sign, to_verify, verify as verify_with};
use jotbench::jose::problem::Spot;

use super::*;

fn set(keys: &[Value]) -> Value {
    json!({ "keys": keys })
}

fn jwk(pair: &str, half: &str, kid: &str) -> Value {
    with(&vector(&format!("keys/{pair}/{half}.jwk.json")), "kid", kid)
}

fn three() -> Value {
    set(&["rsa2048", "p256", "ed25519"].map(|pair| jwk(pair, "public", pair)))
}

/// A token signed with the private key of a pair.
fn token(pair: &str, alg: &str, kid: Option<&str>) -> String {
    let header = kid.map_or(json!({"alg": alg}), |kid| json!({"alg": alg, "kid": kid}));
    let key = private(&first(&vector(&format!("keys/{pair}/private.jwk.json")))).clone();
    sign(&header.to_string(), "{}", by_name(alg).unwrap(), &SigningKey::Private(key)).unwrap()
}

fn candidates(file: &KeyFile, alg: &str, kid: Option<&str>) -> Result<Candidates, Problem> {
    to_verify(file, by_name(alg).unwrap(), kid)
}

fn kids(candidates: &Candidates) -> Vec<Option<&str>> {
    candidates.keys.iter().map(|key| key.kid.as_deref()).collect()
}

/// The verdict in a word or its code, and who verified it.
fn judged(file: &KeyFile, token: &str, alg: &str, kid: Option<&str>) -> (&'static str, Option<usize>) {
    let candidates = match candidates(file, alg, kid) {
        Ok(candidates) => candidates,
        Err(problem) => return (problem.code, None),
    };
    let verdict = verify_with(&decode(token), &candidates, 100);
    let word = match verdict.signature {
        Signature::Valid => "valid",
        Signature::Invalid => "invalid",
        Signature::Refused(problem) | Signature::CannotCheck(problem) => problem.code,
        Signature::NoKey => "no key",
    };
    (word, verdict.by)
}

#[test]
fn a_set_of_three_verifies_a_token_by_its_kid() {
    let file = load(&three()).unwrap();
    for (pair, alg) in [("rsa2048", "RS256"), ("rsa2048", "PS512"), ("p256", "ES256"), ("ed25519", "EdDSA")] {
        let alg_of_key = vector(&format!("keys/{pair}/public.jwk.json"));
        let chosen = candidates(&file, alg, Some(pair)).unwrap_or_else(|problem| panic!("{alg_of_key}: {problem}"));
        assert_eq!((kids(&chosen), &chosen.how), (vec![Some(pair)], &How::Kid));
        assert_eq!(judged(&file, &token(pair, alg, Some(pair)), alg, Some(pair)), ("valid", Some(0)));
    }
}

/// Acceptance row 23: no match.
#[test]
fn a_kid_that_is_not_there_is_told_after_every_fitting_key_was_tried() {
    let keys = ["rsa2048", "rsa4096"].map(|pair| jwk(pair, "public", pair));
    let file = load(&set(&[keys.to_vec(), vec![jwk("p256", "public", "p256")]].concat())).unwrap();
    let chosen = candidates(&file, "RS256", Some("gone")).unwrap();
    assert_eq!(kids(&chosen), [Some("rsa2048"), Some("rsa4096")]);
    assert_eq!(chosen.how, How::Tried { unknown_kid: Some("gone".to_owned()) });
    assert_eq!(judged(&file, &token("rsa4096", "RS256", Some("gone")), "RS256", Some("gone")), ("valid", Some(1)));

    let foreign = token("rsa2048", "RS256", Some("gone"));
    let verdict = verify_with(&decode(&foreign.replacen(".e30.", ".W10.", 1)), &chosen, 100);
    let Signature::Refused(problem) = verdict.signature else { panic!("{verdict:?}") };
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (
            "no_matching_key",
            "the token names the key (kid) \"gone\", and the set has \"rsa2048\", \"rsa4096\"; none of them verifies it"
        )
    );
    let nameless = token("p256", "ES256", None);
    assert_eq!(judged(&file, &nameless, "ES256", None), ("valid", Some(0)));
    let problem = candidates(&file, "EdDSA", Some("gone")).unwrap_err();
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (
            "no_matching_key",
            "no key of the set can verify EdDSA (the token names kid \"gone\"); the set has: \"rsa2048\" (RSA 2048), \
             \"rsa4096\" (RSA 4096), \"p256\" (EC P-256)"
        )
    );
}

/// Acceptance row 23: two equal kids.
#[test]
fn keys_of_one_kid_are_named_and_each_is_tried() {
    let file = load(&vector("keys/jwks/duplicate-kid.jwks.json")).unwrap();
    assert_eq!(codes(&file.problems), ["duplicate_kid"]);
    assert_eq!(file.problems[0].message, "2 keys of the set have the same \"kid\", \"rsa2048\"");
    assert_eq!(judged(&file, &token("p256", "ES256", Some("rsa2048")), "ES256", Some("rsa2048")), ("valid", Some(0)));

    let same = load(&set(&[jwk("rsa2048", "public", "a"), jwk("rsa4096", "public", "a")])).unwrap();
    assert_eq!(kids(&candidates(&same, "RS256", Some("a")).unwrap()), [Some("a"); 2]);
    assert_eq!(judged(&same, &token("rsa4096", "RS256", Some("a")), "RS256", Some("a")), ("valid", Some(1)));
}

/// Acceptance row 23: an unknown kty beside a good key.
#[test]
fn what_cannot_be_used_stands_beside_what_can() {
    let file = load(&vector("keys/jwks/unknown-members.jwks.json")).unwrap();
    assert_eq!((file.is_set, file.found.len()), (true, 1));
    let said: Vec<_> = file.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(said, ["key 1 of the set, kid \"future\": the key type \"XYZ\" (\"kty\") is not known here"]);
    assert_eq!(
        judged(&file, &token("rsa2048", "RS256", Some("rsa2048")), "RS256", Some("rsa2048")),
        ("valid", Some(0))
    );

    let mixed = r#"{
  "keys": [
    {"kty": "OKP", "crv": "X25519", "x": "AA", "kid": "agree"}, 7,
    {"kid": "nothing"},
    {"kty": "RSA",
     "n": "AQ==", "e": "AQAB"},
    GOOD
  ]
}"#;
    let good = jwk("p256", "public", "good").to_string();
    let file = read(&mixed.replace("GOOD", &good), Part::VerificationKey).unwrap();
    let lines: Vec<_> = file.found.iter().map(|found| (found.line, found.label.kid.as_deref())).collect();
    assert_eq!(lines, [(7, Some("good"))]);
    let said: Vec<_> = file.problems.iter().map(|problem| (problem.to_string(), problem.code)).collect();
    let place = |line, column| format!("public key, line {line}, column {column}: ");
    let starts = [
        (place(3, 27) + "key 1 of the set, kid \"agree\": X25519 is for key agreement", "unusable_key"),
        ("public key, line 3: key 2 of the set: it is no JSON object".to_owned(), "jwk_member"),
        (place(4, 5) + "key 3 of the set, kid \"nothing\": the JWK has no \"kty\"", "jwk_missing"),
        (place(6, 14) + "key 4 of the set: \"n\" ends with \"=\" padding", "base64_padding"),
    ];
    assert_eq!(said.len(), starts.len(), "{said:?}");
    for ((said, code), (start, expected)) in said.iter().zip(starts) {
        assert!(said.starts_with(&start) && *code == expected, "{said}\n{start}");
    }
}

#[test]
fn a_set_without_a_usable_key_says_why() {
    for (text, code, message) in [
        ("{\"keys\":[]}", "empty_set", "the JWK Set holds no key: \"keys\" is empty"),
        (
            "{\"keys\":[{\"kty\":\"XYZ\"}]}",
            "unknown_kty",
            "key 1 of the set: the key type \"XYZ\" (\"kty\") is not known here",
        ),
        (
            "{\"keys\":[1,{\"kty\":\"XYZ\"}]}",
            "jwk_member",
            "key 1 of the set: it is no JSON object, and every JWK is one, and no other key of it can be used",
        ),
        (
            "{\"keys\":[{\"kty\":\"XYZ\"}],\"keys\":[{\"kty\":\"XYZ\"}]}",
            "duplicate_member",
            "\"keys\" stands in this JWK Set twice",
        ),
    ] {
        let problem = read(text, Part::Key).unwrap_err();
        assert_eq!((problem.code, problem.message.as_str()), (code, message), "{text}");
    }
    for text in ["{\"keys\":[1,2]}", "{\"keys\":{}}", "[{\"kty\":\"XYZ\"}]", "{\"keys\":[],\"sub\":\"x\"}"] {
        assert_eq!(read(text, Part::Key).unwrap_err().code, "no_key", "{text}");
    }
}

#[test]
fn one_of_everything_works() {
    let mut keys: Vec<Value> = made().into_iter().map(|(name, jwk, _)| with(&jwk, "kid", name)).collect();
    keys.extend([jwk("rsa2048", "public", "rsa"), with(&vector("keys/secret/secret.jwk.json"), "kid", "s")]);
    keys.extend([vector("rfc/keys/rfc7517-b.json"), json!({"kty": "XYZ"})]);
    let file = load(&set(&keys)).unwrap();
    assert_eq!(file.found.len(), keys.len());
    assert_eq!(codes(&file.problems), ["unknown_kty"]);
    assert_eq!(file.found.iter().filter(|found| found.encoding == "X.509").count(), 1);
    let secret = candidates(&file, "HS256", None).unwrap();
    assert_eq!((kids(&secret), &secret.how), (vec![Some("s")], &How::Tried { unknown_kid: None }));
}

#[test]
fn what_the_file_says_of_a_key_is_kept() {
    let key = jwk("rsa2048", "public", "a");
    let token = token("rsa2048", "RS256", Some("a"));
    for (name, value, expected) in [
        ("use", json!("enc"), ("key_use", "the file says that the key is for \"enc\" (\"use\"), not for signatures")),
        (
            "key_ops",
            json!(["encrypt", "wrapKey"]),
            (
                "key_operations",
                "the file does not allow verifying with the key: its \"key_ops\" are [\"encrypt\", \"wrapKey\"]",
            ),
        ),
        (
            "key_ops",
            json!([]),
            ("key_operations", "the file does not allow verifying with the key: its \"key_ops\" are []"),
        ),
        ("alg", json!("PS256"), ("key_alg", "the file says that the key is for PS256 alone (\"alg\"), not for RS256")),
    ] {
        let bound = with(&without(&key, &["use"]), name, value);
        let problem = candidates(&load(&bound).unwrap(), "RS256", Some("a")).unwrap_err();
        assert_eq!((problem.code, problem.message.as_str()), expected);
        let (code, message) = expected;
        let file = load(&set(&[bound.clone(), jwk("p256", "public", "b")])).unwrap();
        let problem = candidates(&file, "RS256", Some("a")).unwrap_err();
        assert_eq!(problem.code, code);
        assert!(
            problem.message.starts_with("the key \"a\" (RSA 2048") && problem.message.ends_with(message),
            "{problem}"
        );
        assert_eq!(judged(&file, &token, "RS256", None).0, "no_matching_key");
        // Another key of the set serves.
        let file = load(&set(&[bound, jwk("rsa2048", "public", "c")])).unwrap();
        assert_eq!(judged(&file, &token, "RS256", None), ("valid", Some(0)));
    }
    for (name, value) in [("use", json!("sig")), ("key_ops", json!(["verify"])), ("alg", json!("RS256"))] {
        let file = load(&with(&key, name, value)).unwrap();
        assert_eq!(judged(&file, &token, "RS256", Some("a")), ("valid", Some(0)));
    }
    // One algorithm by two names (RFC 9864).
    let ed = with(&jwk("ed25519", "public", "e"), "alg", "EdDSA");
    assert!(candidates(&load(&ed).unwrap(), "Ed25519", None).is_ok());
}

#[test]
fn a_public_key_never_verifies_hmac() {
    let hs256 = by_name("HS256").unwrap();
    let secret = jotbench::jose::key::Secret::from_bytes(b"any").unwrap();
    let token = sign("{\"alg\":\"HS256\"}", "{}", hs256, &SigningKey::Secret(secret)).unwrap();
    let single = load(&jwk("rsa2048", "public", "a")).unwrap();
    assert_eq!(judged(&single, &token, "HS256", None), ("algorithm_confusion", None));
    let pem = read(&text("keys/rsa2048/public.spki.pem"), Part::Key).unwrap();
    assert_eq!(judged(&pem, &token, "HS256", None), ("algorithm_confusion", None));
    let file = load(&three()).unwrap();
    assert_eq!(candidates(&file, "HS256", None).unwrap_err().code, "no_matching_key");
    assert_eq!(candidates(&file, "HS256", Some("rsa2048")).unwrap_err().code, "algorithm_confusion");
    // A secret serves nothing else.
    let oct = load(&set(&[vector("keys/secret/secret.jwk.json")])).unwrap();
    assert_eq!(candidates(&oct, "RS256", None).unwrap_err().code, "no_matching_key");
    assert_eq!(candidates(&oct, "RS256", Some("s1")).unwrap_err().code, "algorithm_key_mismatch");
}

#[test]
fn the_one_key_of_a_file_is_given_whatever_the_token_names() {
    for file in ["keys/rsa2048/cert-and-key.pem", "keys/rsa2048/private.jwk.json", "keys/rsa2048/public.pkcs1.pem"] {
        let file = read(&text(file), Part::Key).unwrap();
        assert_eq!(candidates(&file, "RS256", Some("other")).unwrap().how, How::Alone);
        assert_eq!(judged(&file, &token("rsa2048", "RS256", None), "RS256", Some("other")), ("valid", Some(0)));
        assert_eq!(judged(&file, &token("p256", "ES256", None), "ES256", None), ("algorithm_key_mismatch", None));
    }
    let secret = load(&vector("keys/secret/secret.jwk.json")).unwrap();
    assert!(matches!(candidates(&secret, "HS256", None).unwrap().keys[0].key, VerifyingKey::Secret(_)));
}

#[test]
fn what_is_wrong_with_the_token_comes_before_the_keys() {
    let file = load(&three()).unwrap();
    let unsigned = "eyJhbGciOiJSUzI1NiJ9.e30.";
    assert_eq!(judged(&file, unsigned, "RS256", Some("gone")), ("empty_signature", None));
}

#[test]
fn signing_takes_the_key_that_the_header_names() {
    let keys = ["rsa2048", "p256", "ed25519"].map(|pair| jwk(pair, "private", pair));
    let file = load(&set(&[vec![jwk("rsa4096", "public", "public")], keys.to_vec()].concat())).unwrap();
    let kind = |alg: Option<&str>, kid: Option<&str>| {
        to_sign(&file, alg.map(|alg| by_name(alg).unwrap()), kid).map_or_else(
            |problem| problem.code.to_owned(),
            |key| match key {
                SigningKey::Private(key) => key.key_type().to_string(),
                SigningKey::Secret(_) => "secret".to_owned(),
            },
        )
    };
    for (alg, kid, expected) in [
        (Some("ES256"), Some("p256"), "EC P-256"),
        (None, Some("ed25519"), "Ed25519"),
        (Some("ES256"), None, "EC P-256"),
        (Some("EdDSA"), Some("gone"), "Ed25519"),
        (None, None, "RSA 2048"),
        // Nothing fits: the first, and the algorithm says why.
        (Some("HS256"), None, "RSA 2048"),
        (Some("ES256"), Some("rsa2048"), "algorithm_key_mismatch"),
        (Some("RS256"), Some("public"), "public_as_signing_key"),
    ] {
        assert_eq!(kind(alg, kid), expected, "{alg:?} {kid:?}");
    }
    let sign_with = |jwk: &Value| to_sign(&load(jwk).unwrap(), by_name("ES256"), None).map_err(|problem| problem.code);
    assert_eq!(sign_with(&jwk("p256", "public", "a")), Err("public_as_signing_key"));
    let own = jwk("p256", "private", "a");
    assert!(sign_with(&own).is_ok());
    assert_eq!(sign_with(&with(&own, "use", "enc")), Err("key_use"));
    assert_eq!(sign_with(&with(&own, "key_ops", json!(["verify"]))), Err("key_operations"));
    assert_eq!(sign_with(&with(&own, "alg", "ES384")), Err("key_alg"));
    // A private key that is there to sign: its public part verifies.
    let signer = load(&with(&own, "key_ops", json!(["sign"]))).unwrap();
    assert_eq!(judged(&signer, &token("p256", "ES256", None), "ES256", None), ("valid", Some(0)));
}

#[test]
fn large_sets_are_bounded_and_it_is_said() {
    let key = public_of(&vector("keys/ed25519/private.jwk.json"));
    let file = load(&set(&vec![without(&key, &["kid"]); 1001])).unwrap();
    assert_eq!((file.found.len(), codes(&file.problems)), (1000, vec!["too_many_keys"]));
    let good = token("ed25519", "EdDSA", None);
    assert_eq!(judged(&file, &good, "EdDSA", None), ("valid", Some(0)));
    let bad = good.replacen("e30", "eyB9", 1);
    assert_eq!(judged(&file, &bad, "EdDSA", None), ("too_many_keys", None));
    // The hundredth is tried, the next is not.
    let own = with(&key, "kid", "own");
    let other = public_of(&vector("rfc/keys/rfc8037-a1-private.json"));
    for (before, expected) in [(99, ("valid", Some(99))), (100, ("too_many_keys", None))] {
        let file = load(&set(&[vec![other.clone(); before], vec![own.clone()]].concat())).unwrap();
        assert_eq!(judged(&file, &good, "EdDSA", None), expected);
        assert_eq!(judged(&file, &good, "EdDSA", Some("own")), ("valid", Some(0)));
    }
    let problem = candidates(&load(&set(&vec![key.clone(); 300])).unwrap(), "RS256", None).unwrap_err();
    assert!(problem.message.ends_with(" and 297 more"), "{problem}");

    let broken = load(&set(&[vec![json!({"kty": "RSA", "n": 1}); 900], vec![key]].concat())).unwrap();
    assert_eq!((broken.found.len(), broken.problems.len()), (1, 51));
    assert_eq!(broken.problems[50].message, "850 more problems like these are in the set");
    assert!(matches!(broken.problems[49].place.spot, Some(Spot::LineColumn { line: 1, .. })));
}
