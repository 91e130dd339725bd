//! What every algorithm does with every key.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotbench::jose::algorithm::{ALGORITHMS, Algorithm, Family, SigningKey, VerifyingKey, by_name};
use jotbench::jose::key::pair::{Match, belongs};
use jotbench::jose::key::throw_away::generate_throw_away;
use jotbench::jose::key::{Item, PrivateKey, Secret, SecretEncoding, read_bytes};
use jotbench::jose::problem::{Part, Place, Problem};
use serde_json::Value;

use super::{bytes, found, json, load};

/// The token's signing input and signature.
pub(crate) fn split(token: &str) -> (&str, Vec<u8>) {
    let (input, signature) = token.rsplit_once('.').unwrap();
    (input, URL_SAFE_NO_PAD.decode(signature).unwrap())
}

fn private(folder: &str) -> PrivateKey {
    let file = if folder == "qlik-like" { "server_key.pem" } else { "private.pkcs8.pem" };
    load(&format!("{folder}/{file}")).unwrap().first_private().unwrap().clone()
}

#[test]
fn every_token_of_the_cases_verifies_and_is_signed_again() {
    let cases = json("cases.json");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases["cases"].as_array().unwrap() {
        let [id, alg, token] = ["id", "alg", "token"].map(|name| case[name].as_str().unwrap());
        let (input, signature) = split(token);
        let algorithm = by_name(alg).unwrap();
        let (signing, verifying) = case_keys(case);
        for key in &verifying {
            assert_eq!(algorithm.verify(key, input.as_bytes(), &signature), Ok(true), "{id}");
            assert_eq!(algorithm.verify(key, b"another text", &signature), Ok(false), "{id}");
            *counts.entry("verified").or_default() += 1;
        }
        let again = algorithm.sign(&signing, input.as_bytes()).unwrap();
        if case["resign"] == "identical" {
            assert_eq!(again, signature, "{id}");
            *counts.entry("identical").or_default() += 1;
        } else {
            assert_eq!(algorithm.verify(&verifying[0], input.as_bytes(), &again), Ok(true), "{id}");
            *counts.entry("signed").or_default() += 1;
        }
    }
    assert_eq!(counts, BTreeMap::from([("identical", 19), ("signed", 14), ("verified", 85)]));
}

fn case_keys(case: &Value) -> (SigningKey, Vec<VerifyingKey>) {
    if let Some(k) = case["key"]["jwk"]["k"].as_str() {
        let secret = Secret::read(k, SecretEncoding::Base64Url).unwrap();
        return (SigningKey::Secret(secret.clone()), vec![VerifyingKey::Secret(secret)]);
    }
    let files: Vec<&str> =
        case["key"]["files"].as_object().unwrap().values().map(|file| file.as_str().unwrap()).collect();
    let private = private(files[0].split('/').next().unwrap());
    let verifying = files.iter().map(|file| VerifyingKey::Public(load(file).unwrap().first_public().unwrap().clone()));
    (SigningKey::Private(private), verifying.collect())
}

/// One of every kind of key, with its other half.
fn every_key() -> Vec<(SigningKey, VerifyingKey)> {
    let folders =
        ["rsa2048", "rsa4096", "qlik-like", "p256", "p384", "p521", "secp256k1", "ed25519", "ed448", "mldsa65"];
    let throw_away = generate_throw_away().unwrap();
    assert_eq!(found(&throw_away.private_pem), [Item::Private(throw_away.private.clone())]);
    assert_eq!(found(&throw_away.public_pem), [Item::Public(throw_away.private.public().unwrap().clone())]);
    let secrets = ["one secret of at least 64 bytes, which is what HS512 asks for, and more", "another secret"];
    let [[seed_44, expanded_44, _], [.., both_65], [seed_87, ..]] =
        ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"].map(super::mldsa::forms);
    let ml_dsa = [seed_44, expanded_44, both_65, seed_87];
    let pairs = folders.map(private).into_iter().chain(ml_dsa).chain([throw_away.private]).map(|key| {
        let public = VerifyingKey::Public(key.public().unwrap().clone());
        (SigningKey::Private(key), public)
    });
    let secrets = secrets.map(|text| {
        let secret = Secret::read(text, SecretEncoding::Text).unwrap();
        (SigningKey::Secret(secret.clone()), VerifyingKey::Secret(secret))
    });
    pairs.chain(secrets).collect()
}

#[test]
fn every_algorithm_with_every_key_works_or_says_what_would() {
    let keys = every_key();
    let mut worked: BTreeMap<&str, usize> = BTreeMap::new();
    for algorithm in ALGORITHMS {
        for (signing, verifying) in &keys {
            let signed = algorithm.sign(signing, b"header.payload");
            assert_eq!(signed.is_ok(), Algorithm::fitting(signing).contains(&algorithm));
            match signed {
                Ok(signature) => {
                    check_signature(algorithm, &signature, verifying, &keys);
                    *worked.entry(algorithm.name).or_default() += 1;
                }
                Err(problem) => {
                    let hint = |problem: &Problem| problem.hint.as_ref().is_some_and(|hint| !hint.is_empty());
                    assert_eq!((problem.place, hint(&problem)), (Place::of(Part::SigningKey), true), "{problem:?}");
                    assert!(REFUSALS.contains(&problem.code), "{algorithm:?}: {problem:?}");
                    let problem = algorithm.verify(verifying, b"", b"").unwrap_err();
                    assert_eq!(
                        (problem.place, hint(&problem)),
                        (Place::of(Part::VerificationKey), true),
                        "{problem:?}"
                    );
                }
            }
        }
    }
    let [hs, rsa] = [["HS256", "HS384", "HS512"].as_slice(), &["PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]];
    let expected =
        [("ES256", 2), ("ES256K", 1), ("ES384", 1), ("ES512", 1), ("Ed25519", 1), ("Ed448", 1), ("EdDSA", 2)]
            .into_iter()
            .chain([("ML-DSA-44", 2), ("ML-DSA-65", 2), ("ML-DSA-87", 1)])
            .chain(hs.iter().map(|name| (*name, 2)))
            .chain(rsa.iter().map(|name| (*name, 3)));
    assert_eq!(worked, expected.collect());
}

/// Every code of a key that does not fit.
const REFUSALS: [&str; 3] = ["alg_none", "algorithm_key_mismatch", "curve_mismatch"];

/// The signature is one of `algorithm`, of the key and of the text, of its exact bytes, and of nothing else.
fn check_signature(
    algorithm: &Algorithm,
    signature: &[u8],
    verifying: &VerifyingKey,
    keys: &[(SigningKey, VerifyingKey)],
) {
    let input = b"header.payload";
    // RFC 9864 section 2.2 gives EdDSA with one curve a name of its own.
    let same =
        |other: &Algorithm| other == algorithm || (other.family == Family::EdDsa && algorithm.family == Family::EdDsa);
    for other in ALGORITHMS {
        let verdict = other.verify(verifying, input, signature);
        if Algorithm::fitting(verifying).contains(&other) {
            assert_eq!(verdict, Ok(same(other)), "{algorithm:?} taken for {other:?}");
        } else {
            assert!(verdict.is_err(), "{other:?}");
        }
    }
    for (_, other) in keys {
        let same_key = match (other, verifying) {
            (VerifyingKey::Public(other), VerifyingKey::Public(own)) => other.matches(own),
            _ => other == verifying,
        };
        assert!(algorithm.verify(other, input, signature) != Ok(true) || same_key, "{algorithm:?}");
    }
    for text in [&b""[..], b"header.payloae", b"header.payload.", b"Header.payload"] {
        assert_eq!(algorithm.verify(verifying, text, signature), Ok(false), "{algorithm:?}");
    }
    let longer = [signature, &[0]].concat();
    let twice = [signature, signature].concat();
    let zeros = vec![0; signature.len()];
    for bad in [&[] as &[u8], &signature[1..], &signature[..signature.len() - 1], &longer, &twice, &zeros] {
        assert_eq!(algorithm.verify(verifying, input, bad), Ok(false), "{algorithm:?}");
    }
    // One bit of every byte; of the thousands of ML-DSA one in sixteen.
    for at in (0..signature.len()).step_by(if signature.len() > 2000 { 16 } else { 1 }) {
        let mut changed = signature.to_vec();
        changed[at] ^= 1 << (at % 8);
        assert_eq!(algorithm.verify(verifying, input, &changed), Ok(false), "{algorithm:?}, byte {at}");
    }
}

#[test]
fn a_private_key_belongs_to_its_own_public_key_alone() {
    let keys = every_key();
    for (signing, own) in &keys {
        let (SigningKey::Private(private), VerifyingKey::Public(own)) = (signing, own) else { continue };
        for (_, verifying) in &keys {
            let VerifyingKey::Public(public) = verifying else { continue };
            let expected = if public == own { Match::Yes } else { Match::No };
            assert_eq!(belongs(private, public), expected, "{private:?} {public:?}");
        }
    }
    for folder in ["ed448", "mldsa65", "secp256k1", "p521"] {
        let public = load(&format!("{folder}/public.spki.pem")).unwrap();
        assert_eq!(belongs(&private(folder), public.first_public().unwrap()), Match::Yes, "{folder}");
    }
}

#[test]
fn one_changed_bit_never_makes_another_key() {
    for file in [
        "rsa2048/private.pkcs8.der",
        "rsa2048/private.pkcs1.der",
        "p256/private.pkcs8.der",
        "p384/private.pkcs8.der",
        "secp256k1/private.pkcs8.der",
    ] {
        let good = bytes(file);
        let expected = read_bytes(&good, Part::Key).unwrap().first_public().unwrap().clone();
        for at in 0..good.len() {
            let mut changed = good.clone();
            changed[at] ^= 1 << (at % 8);
            match read_bytes(&changed, Part::Key) {
                Ok(read) => assert!(read.first_public().unwrap().matches(&expected), "{file}, byte {at}"),
                Err(problem) => assert!(problem.hint.is_some(), "{file}, byte {at}: {problem:?}"),
            }
        }
    }
}
