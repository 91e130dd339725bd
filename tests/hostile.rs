//! Tokens that are built to mislead, to crash or to take for ever. Each case of
//! `vectors/hostile` has one exact answer; laws hold for any text at all.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotbench::jose::algorithm::{SigningKey, VerifyingKey, by_name};
use jotbench::jose::claims::Time;
use jotbench::jose::clean::clean;
use jotbench::jose::decode::{Decoded, Kind, decode, text as shown};
use jotbench::jose::key::{Secret, SecretEncoding, read};
use jotbench::jose::problem::{Part, Problem, Spot};
use jotbench::jose::sign::sign;
use jotbench::jose::verify::{Signature, verify};
use jotbench::text::visible;
use proptest::prelude::*;
use serde_json::Value;

#[path = "support/raw.rs"]
mod raw;
#[path = "support/mutate.rs"]
mod support;

use raw::is_raw_char;
use support::changed;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/");
/// 2026-11-22T05:10:04Z.
const NOW: i64 = 1_795_324_204;

/// Each case: the verdict on the signature, its code, that on the times, and the notes.
type Answer = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const ANSWERS: &[(&str, Answer)] = &[
    ("control", ("valid", "", "in time", &[])),
    ("alg-none", ("refused", "alg_none", "in time", &[])),
    ("alg-None", ("refused", "alg_none", "in time", &[])),
    ("alg-nOnE", ("refused", "alg_none", "in time", &[])),
    ("confusion-hs256-with-rsa-pem", ("refused", "algorithm_confusion", "in time", &[])),
    ("confusion-hs256-with-rsa-pem-trimmed", ("refused", "algorithm_confusion", "in time", &[])),
    ("embedded-jwk", ("invalid", "", "in time", &["key_in_header"])),
    ("psychic-signature", ("invalid", "", "in time", &[])),
    ("ecdsa-der-signature", ("refused", "der_signature", "in time", &[])),
    ("crit-unknown", ("refused", "crit_unknown", "in time", &[])),
    ("crit-empty", ("refused", "crit_malformed", "in time", &[])),
    ("duplicate-alg", ("refused", "duplicate_member", "in time", &["duplicate_member"])),
    ("duplicate-claim", ("valid", "", "in time", &["duplicate_member"])),
    ("trailing-bits", ("cannot check", "base64_trailing_bits", "in time", &[])),
    ("padding", ("valid", "", "in time", &["base64_padding"])),
    ("inner-space", ("cannot check", "bad_character", "in time", &[])),
    ("trailing-newline", ("valid", "", "in time", &[])),
    ("bearer-prefix", ("valid", "", "in time", &[])),
    ("two-parts", ("cannot check", "two_parts", "in time", &[])),
    ("four-parts", ("cannot check", "four_parts", "in time", &[])),
    ("signature-stripped", ("refused", "empty_signature", "in time", &[])),
    ("exp-past", ("valid", "", "expired", &[])),
    ("nbf-future", ("valid", "", "not yet", &[])),
    ("exp-string", ("valid", "", "time_not_a_number", &[])),
    ("exp-milliseconds", ("valid", "", "in time", &[])),
    ("payload-not-json", ("valid", "", "bad_value", &[])),
    ("payload-invalid-utf8", ("valid", "", "not_utf8", &[])),
    ("big-integer", ("valid", "", "in time", &[])),
    ("decimal", ("valid", "", "in time", &[])),
    ("terminal-csi-claim", ("valid", "", "in time", &[])),
    ("terminal-csi-alg", ("cannot check", "unknown_algorithm", "in time", &[])),
    ("terminal-osc52-claim", ("valid", "", "in time", &[])),
    ("terminal-osc52-alg", ("cannot check", "unknown_algorithm", "in time", &[])),
    ("terminal-c1-claim", ("valid", "", "in time", &[])),
    ("terminal-c1-alg", ("cannot check", "unknown_algorithm", "in time", &[])),
    ("terminal-bidi-claim", ("valid", "", "in time", &[])),
    ("terminal-bidi-alg", ("cannot check", "unknown_algorithm", "in time", &[])),
    ("terminal-zero-width-claim", ("valid", "", "in time", &[])),
    ("terminal-zero-width-alg", ("cannot check", "unknown_algorithm", "in time", &[])),
    ("jwe", ("cannot check", "encrypted", "", &[])),
    ("weak-secret", ("valid", "", "in time", &[])),
];

fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{VECTORS}{path}")).unwrap()
}

fn cases() -> Vec<Value> {
    let mut cases: Value = serde_json::from_str(&file("hostile/cases.json")).unwrap();
    serde_json::from_value(cases["cases"].take()).unwrap()
}

fn field<'a>(case: &'a Value, name: &str) -> &'a str {
    case[name].as_str().unwrap()
}

/// The key of a case in `folder`: its secret, or the public key of its file.
fn key(case: &Value, folder: &str) -> VerifyingKey {
    match (case["key"]["jwk"]["k"].as_str(), case["key"]["files"]["spki-pem"].as_str()) {
        (Some(k), _) => VerifyingKey::Secret(Secret::read(k, SecretEncoding::Base64Url).unwrap()),
        (None, Some(path)) => {
            let file = read(&file(&format!("{folder}/{path}")), Part::VerificationKey).unwrap();
            VerifyingKey::Public(file.first_public().unwrap().clone())
        }
        (None, None) => panic!("{case} has no key"),
    }
}

/// A text, cleaned, decoded and judged.
struct Judged {
    token: String,
    decoded: Decoded,
    signature: Signature,
}

impl Judged {
    fn new(text: &str, key: &VerifyingKey) -> Self {
        let token = clean(text).text;
        let decoded = decode(&token);
        let signature = verify(&decoded, Some(key));
        Self { token, decoded, signature }
    }

    fn signature(&self) -> (&'static str, &'static str) {
        match &self.signature {
            Signature::Valid => ("valid", ""),
            Signature::Invalid => ("invalid", ""),
            Signature::Refused(problem) => ("refused", problem.code),
            Signature::CannotCheck(problem) => ("cannot check", problem.code),
            Signature::NoKey => ("no key", ""),
        }
    }

    fn times(&self) -> &'static str {
        match &self.decoded.claims {
            None => "",
            Some(Err(problem)) => problem.code,
            Some(Ok(claims)) => match claims.time(NOW, 0) {
                Time::Unlimited => "unlimited",
                Time::Current { .. } => "in time",
                Time::Expired { .. } => "expired",
                Time::NotYet { .. } => "not yet",
                Time::IssuedAhead { .. } => "issued ahead",
                Time::Malformed(problem) => problem.code,
            },
        }
    }

    fn notes(&self) -> Vec<&'static str> {
        self.decoded.notes.iter().map(|note| note.code).collect()
    }

    /// The code of what is said of a time that is no time.
    fn far(&self) -> Option<&'static str> {
        Some(self.decoded.claims.as_ref()?.as_ref().ok()?.far()?.code)
    }

    /// Everything that is said about it.
    fn problems(&self) -> Vec<Problem> {
        let mut problems = [self.decoded.problems.as_slice(), &self.decoded.notes].concat();
        if let Signature::Refused(problem) | Signature::CannotCheck(problem) = &self.signature {
            problems.push(problem.clone());
        }
        match &self.decoded.claims {
            Some(Err(problem)) => problems.push(problem.clone()),
            Some(Ok(claims)) => {
                if let Time::Malformed(problem) = claims.time(NOW, 0) {
                    problems.push(problem);
                }
            }
            None => {}
        }
        problems
    }

    /// The problems as they are printed; nothing in them may reach a terminal raw.
    fn printed(&self) -> String {
        let printed: String =
            self.problems().iter().map(|problem| visible(&problem.to_string()).into_owned()).collect();
        assert!(!printed.contains(is_raw), "{printed:?}");
        printed
    }
}

/// A joiner is a part of emoji.
fn is_raw(c: char) -> bool {
    is_raw_char(c) && c != '\u{200d}'
}

#[test]
fn every_hostile_token_gets_its_answer() {
    let cases = cases();
    let ids: Vec<&str> = cases.iter().map(|case| field(case, "id")).collect();
    assert_eq!(ids, ANSWERS.iter().map(|&(id, _)| id).collect::<Vec<_>>());
    for (case, (id, (signature, code, times, notes))) in cases.iter().zip(ANSWERS) {
        let judged = Judged::new(field(case, "token"), &key(case, "hostile"));
        assert_eq!(judged.signature(), (*signature, *code), "{id}");
        assert_eq!((judged.times(), judged.notes().as_slice()), (*times, *notes), "{id}");
    }
}

/// The answers above against what the file itself asks for.
#[test]
fn every_answer_is_one_that_the_vectors_accept() {
    for case in cases() {
        let key = key(&case, "hostile");
        let judged = Judged::new(field(&case, "token"), &key);
        let valid = judged.signature == Signature::Valid;
        let algorithm = judged.decoded.alg().and_then(by_name);
        let weak = valid.then(|| algorithm.unwrap().weakness(&key)).flatten();
        let warned = !judged.notes().is_empty();
        let (times, clean_bill) = (judged.times(), valid && !warned && weak.is_none());
        let right = match field(&case, "expect") {
            "valid" => clean_bill && times == "in time" && judged.token == field(&case, "token"),
            "valid-after-trim" => clean_bill && times == "in time" && judged.token != field(&case, "token"),
            "reject" => !valid,
            "reject-or-warn" => !valid || warned,
            "valid-signature-expired" => clean_bill && times == "expired",
            "valid-signature-not-yet" => clean_bill && times == "not yet",
            "valid-signature-bad-claim" => clean_bill && times == "time_not_a_number",
            "valid-signature-not-jwt" => clean_bill && ["bad_value", "not_utf8"].contains(&times),
            "warn" => valid && judged.far() == Some("time_in_milliseconds"),
            "valid-with-warning" => times == "in time" && weak.is_some_and(|weak| weak.code == "weak_secret"),
            other => panic!("{}: nothing tests {other:?}", field(&case, "id")),
        };
        assert!(right, "{}: {:?} {times}", field(&case, "id"), judged.signature);
    }
}

#[test]
fn what_is_said_about_hostile_tokens_is_safe_to_print() {
    for case in cases() {
        let id = field(&case, "id");
        let judged = Judged::new(field(&case, "token"), &key(&case, "hostile"));
        let printed = judged.printed();
        let escape = match id {
            "terminal-csi-alg" | "terminal-osc52-alg" => r"\u001B",
            "terminal-c1-alg" => r"\u009B",
            "terminal-bidi-alg" => r"\u202E",
            "terminal-zero-width-alg" => r"\u200B",
            _ => "",
        };
        assert!(printed.contains(escape), "{id}: {printed}");
        let payload = judged.decoded.payload.as_deref().map(shown).unwrap_or_default();
        assert!(!visible(&payload).contains(is_raw), "{id}");
    }
}

#[test]
fn numbers_are_signed_again_digit_for_digit() {
    for id in ["control", "big-integer", "decimal"] {
        let cases = cases();
        let case = cases.iter().find(|case| field(case, "id") == id).unwrap();
        let VerifyingKey::Secret(secret) = key(case, "hostile") else { panic!("{id}") };
        let decoded = decode(field(case, "token"));
        let [header, payload] = [decoded.header, decoded.payload].map(|bytes| shown(&bytes.unwrap()));
        let token = sign(&header, &payload, by_name("HS256").unwrap(), &SigningKey::Secret(secret)).unwrap();
        assert_eq!(token, field(case, "token"), "{id}");
    }
}

/// Good tokens of `vectors/keys`, one for each algorithm, with their keys.
static GOOD: LazyLock<Vec<(String, VerifyingKey)>> = LazyLock::new(|| {
    #[rustfmt::skip]
    const IDS: [&str; 13] = [
        "secret-HS256", "secret-binary-HS384", "secret-binary-HS512", "rsa2048-RS256", "rsa2048-RS384",
        "rsa2048-RS512", "rsa2048-PS256", "rsa2048-PS384", "rsa2048-PS512", "p256-ES256", "p384-ES384",
        "ed25519-EdDSA", "ed25519-Ed25519",
    ];
    let file: Value = serde_json::from_str(&file("keys/cases.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    let good = IDS.map(|id| {
        let case = cases.iter().find(|case| field(case, "id") == id).unwrap();
        let (token, key) = (field(case, "token").to_owned(), key(case, "keys"));
        assert_eq!(Judged::new(&token, &key).signature, Signature::Valid, "{id}");
        (token, key)
    });
    good.into()
});

/// Characters that matter to tokens, to JSON, to terminals or to UTF-8.
#[rustfmt::skip]
const PIECES: [&str; 38] = [
    "A", "Q", "e", "z", "0", "9", "-", "_", ".", "..", "=", "==", "+", "/", " ", "\n", "\r\n", "\t", "\"", "'", "{",
    "}", "[", ",", ":", "%2E", "?a=", "Bearer ", "Authorization:", "> ", "eyJ", "\u{1b}[2J", "\u{9b}", "\u{7}",
    "\u{202e}", "\u{200b}", "\u{feff}", "é",
];

fn piece() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&PIECES[..])
}

fn pieces(most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..most).prop_map(|pieces| pieces.concat())
}

/// Any text; text like that of a token; and tokens over any header and payload.
fn texts() -> impl Strategy<Value = String> {
    const HEADS: [&str; 6] = [
        "{\"alg\":\"HS256\"}",
        "{\"alg\":\"none\"}",
        "{\"alg\":\"ES256\",\"crit\":[\"@\"],\"@\":1}",
        "{\"alg\":\"@\",\"kid\":\"@\"}",
        "{\"alg\":\"RS256\",\"alg\":\"RS256\",\"@\":1,\"@\":2}",
        "{\"@\":@",
    ];
    let segment = |bytes: &str| URL_SAFE_NO_PAD.encode(bytes);
    let token = (proptest::sample::select(&HEADS[..]), pieces(6), pieces(12), pieces(4)).prop_map(
        move |(header, value, payload, signature)| {
            let header = segment(&header.replace('@', &value));
            format!("{header}.{}.{}", segment(&payload), segment(&signature))
        },
    );
    let bytes = proptest::collection::vec(any::<Vec<u8>>(), 1..5)
        .prop_map(|parts| parts.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect::<Vec<_>>().join("."));
    prop_oneof![1 => any::<String>(), 2 => pieces(40), 3 => token, 1 => bytes]
}

fn mutate(token: &str, changes: &[(prop::sample::Index, u8, &str)]) -> String {
    changes.iter().fold(token.to_owned(), |token, (place, how, piece)| changed(&token, *place, *how, piece))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn any_text_is_decoded_and_never_verifies(text in texts()) {
        for (_, key) in GOOD.iter() {
            let judged = Judged::new(&text, key);
            prop_assert_ne!(&judged.signature, &Signature::Valid);
            let readable = matches!(judged.decoded.kind, Kind::Jws | Kind::Unsecured);
            prop_assert!(!readable || judged.decoded.problems.is_empty());
            prop_assert!(readable || matches!(judged.signature, Signature::CannotCheck(_)));
            prop_assert!(judged.token.as_bytes().starts_with(&judged.decoded.signing_input));
            judged.printed();
        }
        for problem in decode(&text).problems {
            let inside = match problem.place.spot {
                Some(Spot::Offset(offset)) => text.is_char_boundary(offset),
                Some(Spot::Line(line) | Spot::LineColumn { line, .. }) => line > 0,
                None => true,
            };
            prop_assert!(inside, "{:?}", problem);
        }
    }

    #[test]
    fn a_changed_token_never_verifies(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..5u8, piece()), 1..4),
    ) {
        let (token, key) = which.get(&GOOD);
        let text = mutate(token, &changes);
        // As it stands, and cleaned. Padding after the signature changes nothing that is signed.
        let judged = Judged::new(&text, key);
        let raw = verify(&decode(&text), Some(key));
        for (text, signature) in [(&judged.token, &judged.signature), (&text, &raw)] {
            prop_assert!(*signature != Signature::Valid || text.trim_end_matches('=') == token, "{}", text);
        }
        judged.printed();
    }
}

fn token_of(payload: &str) -> String {
    let [header, payload] = ["{\"alg\":\"HS256\"}", payload].map(|text| URL_SAFE_NO_PAD.encode(text));
    format!("{header}.{payload}.AA")
}

#[test]
fn huge_inputs_are_answered() {
    let members: Vec<String> = (0..100_000).map(|n| format!("\"m{n}\":{n}")).collect();
    let key = VerifyingKey::Secret(Secret::read("hunter2", SecretEncoding::Text).unwrap());
    let dots = (".".repeat(3_000_000), ("cannot check", "too_many_parts"), "empty_json");
    let broken = ("cannot check", "base64_length");
    let invalid = ("invalid", "");
    let start = Instant::now();
    for (text, signature, times) in [
        dots,
        ("A".repeat(5_000_000), ("cannot check", "one_part"), ""),
        (format!("{}A", token_of("{}").repeat(50_000)), ("cannot check", "too_many_parts"), "unlimited"),
        (format!("{}AAA", token_of("{}")), broken, "unlimited"),
        (token_of(&format!("{{\"s\":\"{}\"}}", "x".repeat(5_000_000))), invalid, "unlimited"),
        (token_of(&format!("{{{}}}", members.join(","))), invalid, "unlimited"),
        (token_of(&"[".repeat(100_000)), invalid, "too_deep"),
        (token_of(&"{\"a\":".repeat(100_000)), invalid, "too_deep"),
        (token_of(&format!("{{\"n\":{}}}", "7".repeat(200_000))), invalid, "number_range"),
        (token_of(&format!("{{\"n\":0.{}}}", "7".repeat(200_000))), invalid, "unlimited"),
    ] {
        let judged = Judged::new(&text, &key);
        assert_eq!((judged.signature(), judged.times()), (signature, times), "{text:.80}");
        judged.printed();
    }
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
}
