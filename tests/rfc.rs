//! The tokens and keys printed in RFCs 7515, 7517, 7519, 7520, 7797, 8037, 9449 and
//! 9901: read byte for byte, verified, changed by a bit, signed again, judged in time.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jotbench::jose::algorithm::{SigningKey, VerifyingKey, by_name};
use jotbench::jose::claims::Time;
use jotbench::jose::clean::{Cleaned, clean};
use jotbench::jose::decode::{Kind, decode, decode_with};
use jotbench::jose::judge;
use jotbench::jose::key::pair::{Match, belongs};
use jotbench::jose::key::read;
use jotbench::jose::keyset::{Candidate, Candidates, How};
use jotbench::jose::layout::minify;
use jotbench::jose::policy::Expect;
use jotbench::jose::problem::Part;
use jotbench::jose::sign::sign;
use jotbench::jose::verify::{Signature, verify};
use jotbench::jose::why::AtHand;
use serde_json::Value;

#[path = "support/jwk.rs"]
mod jwk;

const CASES: &str = include_str!("vectors/rfc/cases.json");

/// A case of `cases.json`, its texts borrowed from it.
#[derive(Clone, Copy)]
struct Case<'a>(&'a Value);

impl<'a> Case<'a> {
    fn text(self, field: &str) -> &'a str {
        self.0[field].as_str().unwrap_or_else(|| panic!("{}: no {field}", self.id()))
    }

    fn id(self) -> &'a str {
        self.0["id"].as_str().unwrap()
    }

    /// What is tested about it; every case has exactly one answer.
    fn class(self) -> &'static str {
        match (self.text("form"), self.text("expect"), self.text("alg")) {
            ("compact", "valid", alg) if by_name(alg).is_some() => "verifies",
            ("compact", "unsigned", _) => "unsecured",
            ("compact", "reject-crit", _) => "critical",
            ("compact", "decode-only", _) => "no key",
            ("jwe", "decode-only", _) => "encrypted",
            ("general" | "flattened", "valid", _) => "JSON",
            ("detached", "valid", _) => "detached",
            ("unencoded", "valid", _) => "unencoded",
            ("sd-jwt", "valid", _) => "SD-JWT",
            other => panic!("{}: nothing tests {other:?}", self.id()),
        }
    }

    fn key(self) -> VerifyingKey {
        jwk::verifying(&self.0["key"]["jwk"])
    }

    /// Its private key or secret, if the RFC gives it.
    fn signing_key(self) -> Option<SigningKey> {
        let key = &self.0["key"];
        let private = if key["jwk"]["kty"] == "oct" { &key["jwk"] } else { &key["private_jwk"] };
        private.is_object().then(|| jwk::signing(private))
    }
}

fn all() -> Vec<Value> {
    let mut cases: Value = serde_json::from_str(CASES).unwrap();
    serde_json::from_value(cases["cases"].take()).unwrap()
}

/// The keys of the tokens that verify.
fn keys() -> Vec<VerifyingKey> {
    all().iter().map(Case).filter(|case| case.class() == "verifies").map(Case::key).collect()
}

/// Runs `test` on the cases of some classes; there must be so many.
fn each(classes: &[&str], count: usize, mut test: impl FnMut(Case<'_>)) {
    let cases = all();
    let chosen: Vec<Case<'_>> = cases.iter().map(Case).filter(|case| classes.contains(&case.class())).collect();
    assert_eq!(chosen.len(), count, "cases of {classes:?}");
    for case in chosen {
        test(case);
    }
}

fn judge(token: &str, key: Option<&VerifyingKey>) -> Signature {
    verify(&decode(token), key)
}

/// The verdict in a word, and the code of its problem.
fn said(signature: &Signature) -> (&'static str, &'static str) {
    match signature {
        Signature::Valid => ("valid", ""),
        Signature::Invalid => ("invalid", ""),
        Signature::Refused(problem) => ("refused", problem.code),
        Signature::CannotCheck(problem) => ("cannot check", problem.code),
        Signature::NoKey => ("no key", ""),
    }
}

#[test]
fn no_case_is_passed_over() {
    let cases = all();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        *counts.entry(Case(case).class()).or_default() += 1;
    }
    let expected = [
        ("verifies", 15),
        ("unsecured", 1),
        ("critical", 1),
        ("no key", 1),
        ("encrypted", 1),
        ("JSON", 7),
        ("detached", 1),
        ("unencoded", 1),
        ("SD-JWT", 1),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    assert_eq!(counts.values().sum::<usize>(), 29);
}

#[test]
fn header_and_payload_are_the_bytes_of_the_rfc() {
    each(&["verifies", "unsecured", "critical", "no key"], 18, |case| {
        let token = case.text("token");
        assert_eq!(clean(token), Cleaned { text: token.to_owned(), removed: vec![], notes: vec![] }, "{}", case.id());
        let decoded = decode(token);
        let kind = if case.text("alg") == "none" { Kind::Unsecured } else { Kind::Jws };
        assert_eq!((decoded.kind, decoded.problems.as_slice()), (kind, &[][..]), "{}", case.id());
        assert_eq!(decoded.header.as_deref(), Some(case.text("header_text").as_bytes()), "{}", case.id());
        assert_eq!(decoded.payload.as_deref(), Some(case.text("payload_text").as_bytes()), "{}", case.id());
        assert_eq!(
            Some(decoded.signing_input.as_slice()),
            token.rsplit_once('.').map(|(input, _)| input.as_bytes()),
            "{}",
            case.id()
        );
    });
    each(&["encrypted", "detached", "unencoded"], 3, |case| {
        let decoded = decode(case.text("token"));
        assert_eq!(decoded.header.as_deref(), Some(case.text("header_text").as_bytes()), "{}", case.id());
        let payload = (case.class() != "encrypted").then_some(&[][..]);
        assert_eq!(decoded.payload.as_deref(), payload, "{}", case.id());
    });
}

#[test]
fn published_tokens_verify() {
    each(&["verifies"], 15, |case| {
        assert_eq!(judge(case.text("token"), Some(&case.key())), Signature::Valid, "{}", case.id());
        assert_eq!(judge(case.text("token"), None), Signature::NoKey, "{}", case.id());
    });
}

#[test]
fn published_tokens_do_not_verify_with_another_key() {
    let keys = keys();
    each(&["verifies"], 15, |case| {
        let own = case.key();
        for other in keys.iter().filter(|other| **other != own) {
            let verdict = judge(case.text("token"), Some(other));
            assert!(matches!(verdict, Signature::Invalid | Signature::Refused(_)), "{}: {verdict:?}", case.id());
        }
    });
}

/// One bit of every byte, a different one from byte to byte.
#[test]
fn no_token_verifies_with_one_bit_changed() {
    let mut changed = 0;
    each(&["verifies"], 15, |case| {
        let key = case.key();
        let parts: Vec<Vec<u8>> =
            case.text("token").split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
        for part in 0..3 {
            for at in 0..parts[part].len() {
                let mut parts = parts.clone();
                parts[part][at] ^= 1 << (at % 8);
                let token = parts.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect::<Vec<_>>().join(".");
                let verdict = judge(&token, Some(&key));
                let header = part == 0 && verdict != Signature::Valid;
                assert!(header || verdict == Signature::Invalid, "{}: {token}: {verdict:?}", case.id());
                changed += 1;
            }
        }
    });
    assert!(changed > 3000, "{changed}");
}

#[test]
fn deterministic_signatures_are_those_of_the_rfc() {
    let mut identical = 0;
    each(&["verifies"], 15, |case| {
        if case.text("resign") == "identical" {
            let (input, signature) = case.text("token").rsplit_once('.').unwrap();
            let algorithm = by_name(case.text("alg")).unwrap();
            let signed = algorithm.sign(&case.signing_key().unwrap(), input.as_bytes()).unwrap();
            assert_eq!(URL_SAFE_NO_PAD.encode(signed), signature, "{}", case.id());
            identical += 1;
        }
    });
    assert_eq!(identical, 6);
}

/// Where the RFC keeps the private key to itself, that of RFC 7515 appendix A.3 signs.
#[test]
fn every_token_can_be_signed_again_from_its_texts() {
    let mut outcomes: BTreeMap<(bool, bool), usize> = BTreeMap::new();
    let cases = all();
    let stranger = cases.iter().map(Case).find(|case| case.id() == "rfc7515-a3").unwrap();
    each(&["verifies"], 15, |case| {
        let [header, payload, published] = ["header_text", "payload_text", "token"].map(|field| case.text(field));
        let own = case.signing_key();
        let (signing, verifying) = match &own {
            Some(key) => (key.clone(), case.key()),
            None => (stranger.signing_key().unwrap(), stranger.key()),
        };
        let token = sign(header, payload, by_name(case.text("alg")).unwrap(), &signing).unwrap();
        assert_eq!(judge(&token, Some(&verifying)), Signature::Valid, "{}", case.id());
        let decoded = decode(&token);
        assert_eq!(decoded.header.as_deref(), Some(minify(header).as_bytes()), "{}", case.id());
        assert_eq!(decoded.payload.as_deref(), Some(minify(payload).as_bytes()), "{}", case.id());
        let json = |text: &[u8]| serde_json::from_slice::<Value>(text).ok();
        assert_eq!(json(&decoded.payload.unwrap()), json(payload.as_bytes()), "{}", case.id());
        let bare = minify(header) == header && minify(payload) == payload;
        let identical = token == published;
        assert_eq!(identical, bare && case.text("resign") == "identical", "{}", case.id());
        *outcomes.entry((own.is_some(), identical)).or_default() += 1;
    });
    assert_eq!(outcomes, BTreeMap::from([((true, true), 1), ((true, false), 10), ((false, false), 4)]));
}

/// RFC 7515 section 5.2: a signature by an algorithm that is not known says nothing.
#[test]
fn algorithms_that_are_not_known_are_named() {
    each(&["verifies"], 15, |case| {
        let (_, rest) = case.text("token").split_once('.').unwrap();
        // RS1 is for the Web Cryptography API alone, ESB256 for COSE (RFC 9864); the last is in the wrong case.
        for alg in ["RS1", "ESB256", "es512"] {
            let token = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(format!("{{\"alg\":\"{alg}\"}}")));
            let Signature::CannotCheck(problem) = judge(&token, Some(&case.key())) else { panic!("{token}") };
            let message = format!("\"alg\" is \"{alg}\", which is not known here");
            assert_eq!((problem.code, problem.message), ("unknown_algorithm", message), "{}", case.id());
            assert!(problem.hint.is_some(), "{alg}");
        }
    });
}

/// RFC 7519 section 6.1, RFC 7515 appendix E.
#[test]
fn unsecured_and_critical_tokens_are_refused_whatever_the_key() {
    let keys = keys();
    each(&["unsecured", "critical"], 2, |case| {
        for key in keys.iter().map(Some).chain([None]) {
            assert_eq!(said(&judge(case.text("token"), key)), ("refused", "alg_none"), "{}", case.id());
        }
    });
}

#[test]
fn encrypted_tokens_are_called_so() {
    each(&["encrypted"], 1, |case| {
        let decoded = decode(case.text("token"));
        assert_eq!((decoded.kind, decoded.alg(), decoded.claims.is_none()), (Kind::Jwe, Some("RSA-OAEP"), true));
        let key = VerifyingKey::Public(jwk::public(&case.0["key"]["private_jwk"]));
        assert_eq!(said(&judge(case.text("token"), Some(&key))), ("cannot check", "encrypted"));
    });
}

/// RFC 7515 appendices A.6 and A.7, RFC 7520 sections 4.6 to 4.8: each signature verifies with its own key and with
/// no other, and not over another payload.
#[test]
fn every_signature_in_json_serialization_verifies_with_its_key() {
    let mut signatures = 0;
    each(&["JSON"], 7, |case| {
        let text = case.0["token"].to_string();
        let cleaned = clean(&text);
        assert_eq!(cleaned, Cleaned { text: text.clone(), removed: vec![], notes: vec![] }, "{}", case.id());
        let decoded = decode(&text);
        assert_eq!((decoded.kind, decoded.problems.as_slice()), (Kind::JwsJson, &[][..]), "{}", case.id());
        assert_eq!(decoded.payload.as_deref(), Some(case.text("payload_text").as_bytes()), "{}", case.id());
        let key = &case.0["key"];
        let jwks = key["jwks"]["keys"].as_array().cloned().unwrap_or_else(|| vec![key["jwk"].clone()]);
        let keys: Vec<VerifyingKey> = jwks.iter().map(jwk::verifying).collect();
        assert_eq!(decoded.signatures().count(), keys.len(), "{}", case.id());
        let changed = text.replacen("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb2Uj", 1).replacen("SXTigJlz", "SXTigJlx", 1);
        assert_ne!(changed, text);
        let changed = decode(&changed);
        for (at, one) in decoded.signatures().enumerate() {
            for (other, key) in keys.iter().enumerate() {
                assert_eq!(verify(one, Some(key)) == Signature::Valid, at == other, "{} {at} {other}", case.id());
                assert_ne!(verify(changed.signature_at(at), Some(key)), Signature::Valid, "{}", case.id());
            }
            signatures += 1;
        }
    });
    assert_eq!(signatures, 10);
}

/// Header parameters of both headers, in order; where `alg` is not signed a note says so.
#[test]
fn unprotected_headers_are_read_and_told() {
    each(&["JSON"], 7, |case| {
        let decoded = decode(&case.0["token"].to_string());
        let unsigned = case.id().starts_with("rfc7520-4.7");
        let notes: Vec<_> = decoded.notes.iter().map(|note| note.code).collect();
        let expected: &[&str] = if unsigned { &["alg_unprotected"] } else { &[] };
        assert_eq!(notes, expected, "{}", case.id());
        if case.id() == "rfc7520-4.6-general" {
            let header = "{\"alg\":\"HS256\",\"kid\":\"018c0ae5-4d9b-471b-bfd6-eef314bc7037\"}";
            assert_eq!(decoded.header.as_deref(), Some(header.as_bytes()));
        }
        // Only what loses nothing by it can be written in compact form, and it verifies there too.
        assert_eq!(decoded.compact(), None, "{}", case.id());
    });
}

/// RFC 7520 section 4.5 and RFC 7797 section 4.2: the payload comes from elsewhere.
#[test]
fn detached_payloads_are_verified_with_what_is_given() {
    each(&["detached", "unencoded"], 2, |case| {
        let (token, key) = (case.text("token"), case.key());
        let given = |payload: &str| verify(&decode_with(token, Some(payload.as_bytes())), Some(&key));
        assert_eq!(given(case.text("payload_text")), Signature::Valid, "{}", case.id());
        assert_eq!(given("something else"), Signature::Invalid, "{}", case.id());
        assert_eq!(said(&judge(token, Some(&key))), ("cannot check", "detached_payload"), "{}", case.id());
        // A payload that is in the token is not replaced by another one.
        let [a, _, c]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        let with_one = decode_with(&format!("{a}.e30.{c}"), Some(case.text("payload_text").as_bytes()));
        assert_ne!(verify(&with_one, Some(&key)), Signature::Valid, "{}", case.id());
    });
}

/// RFC 9901 section 5.2: the issuer's signature, the disclosures, the claims set that they make, the key binding.
#[test]
fn the_presentation_of_rfc_9901_is_read_and_verified_whole() {
    each(&["SD-JWT"], 1, |case| {
        let decoded = decode(case.text("token"));
        let sd_jwt = decoded.sd_jwt.as_deref().unwrap();
        assert_eq!((decoded.kind, sd_jwt.faults.as_slice(), &sd_jwt.unsupported), (Kind::SdJwt, &[][..], &None));
        let disclosed: Vec<Value> = sd_jwt
            .disclosures
            .iter()
            .map(|one| {
                assert!(one.referenced);
                let value: Value = serde_json::from_str(&one.value).unwrap();
                one.name.as_ref().map_or_else(|| serde_json::json!([value]), |name| serde_json::json!([name, value]))
            })
            .collect();
        let listed = case.0["disclosures"].as_array().unwrap();
        let listed: Vec<Value> = listed.iter().map(|one| Value::from(one.as_array().unwrap()[1..].to_vec())).collect();
        assert_eq!(disclosed, listed);
        // The processed payload as section 5.2 prints it.
        let processed: Value = serde_json::from_str(&sd_jwt.processed).unwrap();
        let jwk = serde_json::json!({"kty": "EC", "crv": "P-256", "x": "TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc",
            "y": "ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ"});
        let printed = serde_json::json!({
            "iss": "https://issuer.example.com", "iat": 1_683_000_000, "exp": 1_883_000_000, "sub": "user_42",
            "nationalities": ["US"], "cnf": {"jwk": jwk}, "family_name": "Doe", "given_name": "John",
            "address": {"street_address": "123 Main St", "locality": "Anytown", "region": "Anystate", "country": "US"},
        });
        assert_eq!(processed, printed);
        let key = case.key();
        let judged = |token: &str| {
            let keys =
                Candidates { keys: vec![Candidate { key: key.clone(), kid: None, derived: false }], how: How::Alone };
            judge::judge(&decode(token), &[Some(Ok(keys))], &AtHand::default(), &Expect::default())
        };
        let whole = judged(case.text("token"));
        assert_eq!((whole.signature, whole.key_binding), (Signature::Valid, Some(Ok(()))));
        // Without one of the disclosures the holder signed something else.
        let less = case.text("token").replacen(&format!("~{}", sd_jwt.disclosures[0].encoded), "", 1);
        let less = judged(&less);
        let code = less.key_binding.map(|binding| binding.unwrap_err().code);
        assert_eq!((less.signature, code), (Signature::Valid, Some("sd_hash_mismatch")));
        let (unbound, _) = case.text("token").rsplit_once('~').unwrap();
        let unbound = judged(&format!("{unbound}~"));
        assert_eq!((unbound.signature, unbound.key_binding), (Signature::Valid, None));
    });
}

/// The times of one case's claims set at some moments.
fn times(id: &str, expected: &[(i64, Time)]) {
    let cases = all();
    let case = cases.iter().map(Case).find(|case| case.id() == id).unwrap();
    let claims = decode(case.text("token")).claims.unwrap().unwrap();
    for (now, time) in expected {
        assert_eq!(claims.time(*now, 0), *time, "{id} at {now}");
    }
}

/// RFC 7519 section 3.1; `exp` itself is too late by section 4.1.4, `nbf` itself is
/// in time by section 4.1.5.
#[test]
fn times_are_judged_as_rfc_7519_says() {
    let left = |left| Time::Current { left: Some(left) };
    times(
        "rfc7515-a1",
        &[
            (0, left(1_300_819_380)),
            (1_300_819_379, left(1)),
            (1_300_819_380, Time::Expired { ago: 0 }),
            (1_795_324_204, Time::Expired { ago: 494_504_824 }),
        ],
    );
    times(
        "rfc9449-6.1",
        &[
            (1_562_262_610, Time::NotYet { wait: 1 }),
            (1_562_262_611, left(3605)),
            (1_562_266_215, left(1)),
            (1_562_266_216, Time::Expired { ago: 0 }),
        ],
    );
    times(
        "rfc9449-4.1",
        &[(1_562_262_556, Time::IssuedAhead { ahead: 60 }), (1_562_262_616, Time::Current { left: None })],
    );
}

/// Every key of RFC 7517, 7520, 7638 and 8037 by its file: type of the public part, and
/// whether the private part is there. Symmetric keys have a length in bits.
#[test]
fn keys_of_the_rfcs_read_as_what_they_are() {
    let expected: &[(&str, &[(&str, bool)])] = &[
        ("rfc7517-a.1", &[("EC P-256", false), ("RSA 2048", false)]),
        ("rfc7517-a.2", &[("EC P-256", true), ("RSA 2048", true)]),
        ("rfc7517-a.3", &[("128 bits", true), ("512 bits", true)]),
        ("rfc7517-b", &[("RSA 2048", false)]),
        ("rfc7520-3.1-ec-public", &[("EC P-521", false)]),
        ("rfc7520-3.2-ec-private", &[("EC P-521", true)]),
        ("rfc7520-3.3-rsa-public", &[("RSA 2048", false)]),
        ("rfc7520-3.4-rsa-private", &[("RSA 2048", true)]),
        ("rfc7520-3.5-oct-mac", &[("256 bits", true)]),
        ("rfc7520-3.6-oct-enc", &[("256 bits", true)]),
        ("rfc7638-3.1", &[("RSA 2048", false)]),
        ("rfc8037-a1-private", &[("Ed25519", true)]),
    ];
    for (file, expected) in expected {
        let keys: Vec<(String, bool)> = key_file(file).iter().map(describe).collect();
        assert_eq!(
            keys,
            expected.iter().map(|&(name, private)| (name.to_owned(), private)).collect::<Vec<_>>(),
            "{file}"
        );
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/rfc/keys");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), expected.len());
}

fn describe(jwk: &Value) -> (String, bool) {
    if jwk["kty"] == "oct" {
        return (format!("{} bits", jwk::secret(jwk).bits()), true);
    }
    let public = jwk::public(jwk);
    let private = jwk["d"].is_string().then(|| jwk::private(jwk));
    if let Some(private) = &private {
        assert_eq!((private.key_type(), belongs(private, &public)), (public.key_type(), Match::Yes));
    }
    (public.key_type().to_string(), private.is_some())
}

#[test]
fn public_and_private_keys_of_the_rfcs_find_each_other() {
    let [public_set, private_set, other] = ["rfc7517-a.1", "rfc7517-a.2", "rfc7520-3.3-rsa-public"].map(key_file);
    for (at, private) in private_set.iter().map(jwk::private).enumerate() {
        for (other_at, public) in public_set.iter().map(jwk::public).enumerate() {
            let expected = if at == other_at { Match::Yes } else { Match::No };
            assert_eq!(belongs(&private, &public), expected);
        }
        assert_eq!(belongs(&private, &jwk::public(&other[0])), Match::No);
    }
}

/// RFC 7517 appendix B: the certificate of `x5c` is one for the key beside it.
#[test]
fn the_certificate_of_rfc_7517_holds_the_key_beside_it() {
    let jwk = &key_file("rfc7517-b")[0];
    let der = STANDARD.decode(jwk["x5c"][0].as_str().unwrap()).unwrap();
    let file = read(&jwk::pem("CERTIFICATE", &der), Part::VerificationKey).unwrap();
    assert_eq!(file.certificates().next().unwrap().common_name().as_deref(), Some("Brian Campbell"));
    assert!(file.first_public().unwrap().matches(&jwk::public(jwk)));
}

/// The JWKs of a file: one, or a set.
fn key_file(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/rfc/keys/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    if let Value::Array(keys) = file["keys"].take() { keys } else { vec![file] }
}
