//! The sample token of each algorithm that jwt.io offers, with jwt.io's own keys. The
//! samples are another project's and not kept here: the environment variable
//! `JOTBENCH_JWTIO_VECTORS` names the folder that holds them, with a `cases.json` of
//! the fields that `vectors/README.md` tells.

#![cfg(feature = "outside-tests")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use jotbench::jose::algorithm::{SigningKey, VerifyingKey, by_name};
use jotbench::jose::clean::clean;
use jotbench::jose::decode::decode;
use jotbench::jose::key::{KeyFile, Secret, SecretEncoding, read};
use jotbench::jose::problem::Part;
use jotbench::jose::sign::sign;
use jotbench::jose::verify::{Signature, verify};
use serde_json::Value;

fn text(path: &str) -> String {
    let Some(folder) = std::env::var_os("JOTBENCH_JWTIO_VECTORS") else {
        panic!("set JOTBENCH_JWTIO_VECTORS to the folder of the jwt.io samples");
    };
    let path = PathBuf::from(folder).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn key_file(case: &Value, encoding: &str, part: Part) -> Option<KeyFile> {
    Some(read(&text(case["key"]["files"][encoding].as_str()?), part).unwrap())
}

/// The keys of a case, or its secret as both.
fn keys(case: &Value) -> Option<(SigningKey, VerifyingKey)> {
    if let Some(secret) = case["key"]["secret_utf8"].as_str() {
        let secret = Secret::read(secret, SecretEncoding::Text).unwrap();
        return Some((SigningKey::Secret(secret.clone()), VerifyingKey::Secret(secret)));
    }
    let private = key_file(case, "pkcs8-pem", Part::SigningKey)?.first_private()?.clone();
    let public = key_file(case, "spki-pem", Part::VerificationKey)?.first_public()?.clone();
    Some((SigningKey::Private(private), VerifyingKey::Public(public)))
}

#[test]
fn every_sample_of_jwt_io_gets_its_answer() {
    let file: Value = serde_json::from_str(&text("cases.json")).unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for case in file["cases"].as_array().unwrap() {
        let [id, alg, token, expect] = ["id", "alg", "token", "expect"].map(|field| case[field].as_str().unwrap());
        let [header, payload] = ["header_text", "payload_text"].map(|field| case[field].as_str().unwrap());
        assert_eq!(clean(token).text, token, "{id}");
        let decoded = decode(token);
        assert_eq!((decoded.problems.as_slice(), decoded.notes.as_slice()), (&[][..], &[][..]), "{id}");
        assert_eq!(decoded.alg(), Some(alg), "{id}");
        assert_eq!(decoded.header.as_deref(), Some(header.as_bytes()), "{id}");
        assert_eq!(decoded.payload.as_deref(), Some(payload.as_bytes()), "{id}");
        let keys = keys(case);
        let outcome = match verify(&decoded, keys.as_ref().map(|(_, verifying)| verifying)) {
            Signature::Valid => sign_again(case, &keys.unwrap()),
            Signature::Refused(problem) if expect == "unsigned" => problem.code,
            other => panic!("{id}: {other:?}"),
        };
        *counts.entry(outcome).or_default() += 1;
    }
    let expected = [("identical", 7), ("verified", 9), ("alg_none", 1)];
    assert_eq!(counts, BTreeMap::from(expected));
}

/// A token that verifies is signed again from its texts: by HMAC, RSA PKCS #1 and
/// Ed25519 to the same token. With a changed payload it does not verify.
fn sign_again(case: &Value, (signing, verifying): &(SigningKey, VerifyingKey)) -> &'static str {
    let [alg, token, header, payload] =
        ["alg", "token", "header_text", "payload_text"].map(|field| case[field].as_str().unwrap());
    let algorithm = by_name(alg).unwrap();
    let again = sign(header, payload, algorithm, signing).unwrap();
    assert_eq!(verify(&decode(&again), Some(verifying)), Signature::Valid, "{alg}");
    assert_eq!(again == token, case["resign"] == "identical", "{alg}");
    let other = sign(header, &payload.replace("true", "false"), algorithm, signing).unwrap();
    let forged = format!("{}.{}", other.rsplit_once('.').unwrap().0, token.rsplit_once('.').unwrap().1);
    assert_ne!(forged, token, "{alg}");
    assert_eq!(verify(&decode(&forged), Some(verifying)), Signature::Invalid, "{alg}");
    if again == token { "identical" } else { "verified" }
}
