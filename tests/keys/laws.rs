//! What every algorithm does with every key.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotbench::jose::algorithm::{ALGORITHMS, Algorithm, Family, SigningKey, VerifyingKey, by_name};
use jotbench::jose::key::pair::{Match, belongs};
use jotbench::jose::key::throw_away::generate_throw_away;
use jotbench::jose::key::{Item, PrivateKey, Secret, SecretEncoding, read_bytes};
use jotbench::jose::problem::{Part, Place};
use serde_json::Value;

use super::{bytes, found, json, load};

/// The token's signing input and signature.
fn split(token: &str) -> (&str, Vec<u8>) {
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
        let Some(algorithm) = by_name(alg) else {
            assert!(["ES512", "ES256K", "Ed448", "ML-DSA-65"].contains(&alg), "{id}");
            *counts.entry("unknown").or_default() += 1;
            continue;
        };
        let (signing, verifying) = case_keys(case);
        for key in &verifying {
            if id == "ed448-EdDSA" {
                assert_eq!(algorithm.verify(key, input.as_bytes(), &signature).unwrap_err().code, "unsupported_key");
                continue;
            }
            assert_eq!(algorithm.verify(key, input.as_bytes(), &signature), Ok(true), "{id}");
            assert_eq!(algorithm.verify(key, b"another text", &signature), Ok(false), "{id}");
            *counts.entry("verified").or_default() += 1;
        }
        if id == "ed448-EdDSA" {
            continue;
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
    assert_eq!(counts, BTreeMap::from([("identical", 17), ("signed", 11), ("unknown", 4), ("verified", 72)]));
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

/// One of every kind of key, with its other half where there is one.
fn every_key() -> Vec<(SigningKey, Option<VerifyingKey>)> {
    let folders =
        ["rsa2048", "rsa4096", "qlik-like", "p256", "p384", "p521", "secp256k1", "ed25519", "ed448", "mldsa65"];
    let throw_away = generate_throw_away().unwrap();
    assert_eq!(found(&throw_away.private_pem), [Item::Private(throw_away.private.clone())]);
    assert_eq!(found(&throw_away.public_pem), [Item::Public(throw_away.private.public().unwrap().clone())]);
    let secrets = ["one secret of at least 64 bytes, which is what HS512 asks for, and more", "another secret"];
    let pairs = folders.map(private).into_iter().chain([throw_away.private]).map(|key| {
        let public = key.public().cloned().map(VerifyingKey::Public);
        (SigningKey::Private(key), public)
    });
    let secrets = secrets.map(|text| {
        let secret = Secret::read(text, SecretEncoding::Text).unwrap();
        (SigningKey::Secret(secret.clone()), Some(VerifyingKey::Secret(secret)))
    });
    pairs.chain(secrets).collect()
}

#[test]
fn every_algorithm_with_every_key_works_or_says_what_would() {
    let keys = every_key();
    for algorithm in ALGORITHMS {
        for (signing, verifying) in &keys {
            let signed = algorithm.sign(signing, b"header.payload");
            assert_eq!(signed.is_ok(), Algorithm::fitting(signing).contains(&algorithm));
            match (signed, verifying) {
                (Ok(signature), Some(verifying)) => check_signature(algorithm, &signature, verifying, &keys),
                (Ok(_), None) => panic!("{algorithm:?} signed with a key without a public part"),
                (Err(problem), verifying) => {
                    let place = Place::of(Part::SigningKey);
                    assert!(problem.hint.is_some() && problem.place == place, "{algorithm:?}: {problem:?}");
                    if let Some(verifying) = verifying {
                        assert!(algorithm.verify(verifying, b"", b"").unwrap_err().hint.is_some());
                    }
                }
            }
        }
    }
}

fn check_signature(
    algorithm: &Algorithm,
    signature: &[u8],
    verifying: &VerifyingKey,
    keys: &[(SigningKey, Option<VerifyingKey>)],
) {
    let input = b"header.payload";
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
        let Some(other) = other else { continue };
        assert!(algorithm.verify(other, input, signature) != Ok(true) || other == verifying);
    }
    let longer = [signature, &[0]].concat();
    let mut changed = signature.to_vec();
    changed[signature.len() / 2] ^= 1;
    for bad in [&[] as &[u8], &signature[1..], &longer, &changed] {
        assert_eq!(algorithm.verify(verifying, input, bad), Ok(false), "{algorithm:?}");
    }
}

#[test]
fn a_private_key_belongs_to_its_own_public_key_alone() {
    let keys = every_key();
    for (at, (signing, _)) in keys.iter().enumerate() {
        let SigningKey::Private(private) = signing else { continue };
        for (other, (_, verifying)) in keys.iter().enumerate() {
            let Some(VerifyingKey::Public(public)) = verifying else { continue };
            let expected = if at == other { Match::Yes } else { Match::No };
            assert_eq!(belongs(private, public), expected, "{private:?} {public:?}");
        }
    }
    let unknown = load("ed448/public.spki.pem").unwrap();
    assert_eq!(belongs(&private("ed448"), unknown.first_public().unwrap()), Match::Unknown);
}

#[test]
fn one_changed_bit_never_makes_another_key() {
    for file in
        ["rsa2048/private.pkcs8.der", "rsa2048/private.pkcs1.der", "p256/private.pkcs8.der", "p384/private.pkcs8.der"]
    {
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
