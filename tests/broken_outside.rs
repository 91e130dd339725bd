//! No token is called good unless another library says so too: `jotbench verify` on every case of three corpora,
//! against `tests/vectors/broken/agree.py`, which judges them with Python's jwcrypto.

#![cfg(feature = "outside-tests")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

#[path = "support/verify.rs"]
mod support;

use support::{folder, vectors, verify};

/// 2026-11-22T05:10:04Z.
const NOW: i64 = 1_795_324_204;
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/broken/agree.py");

/// Of how many cases both say the same, and what ours refuses although the other library finds nothing wrong.
#[derive(Debug, Default)]
struct Agreed {
    /// Valid in every respect.
    valid: usize,
    /// The signature verifies, and something else fails.
    verified: usize,
    /// The signature does not verify.
    refused: usize,
    /// Names of the cases that ours alone refuses.
    stricter: Vec<String>,
}

/// What jwcrypto makes of the cases.
fn theirs(cases: &[Value]) -> Vec<Value> {
    let mut child = Command::new("python3").arg(SCRIPT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let asked = json!({"now": NOW, "cases": cases}).to_string();
    let sent = child.stdin.take().unwrap().write_all(asked.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(sent.is_ok() && output.status.success(), "agree.py fails; it needs Debian's python3 and python3-jwcrypto");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Judges the cases by both, and fails where ours is more trusting, or finds a good signature bad.
fn compare(test: &str, cases: &[Value]) -> Agreed {
    let folder = folder(&format!("outside-{test}"));
    let theirs = theirs(cases);
    assert_eq!(theirs.len(), cases.len());
    let (mut agreed, mut wrong) = (Agreed::default(), Vec::new());
    for (case, theirs) in cases.iter().zip(&theirs) {
        let output = verify(case, NOW, &folder, &["--json"]);
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let plain = verify(case, NOW, &folder, &[]);
        let said_verified = String::from_utf8_lossy(&plain.stdout).contains("VERIFIED");
        let (exit, valid) = (output.status.code().unwrap(), document["valid"] == true);
        let mut hold = |fact: bool, count: &mut usize, what: &str| {
            *count += usize::from(fact);
            if !fact {
                wrong.push(format!("{}: {what}: ours {exit} {document}, theirs {theirs}", case["id"]));
            }
        };
        let mut own = 0;
        hold([valid, said_verified, plain.status.success()] == [exit == 0; 3], &mut own, "at odds with itself");
        match exit {
            0 => hold(theirs["valid"] == true, &mut agreed.valid, "valid"),
            3 | 4 => hold(theirs["signature"] == true && theirs["valid"] == false, &mut agreed.verified, "verifies"),
            _ if document["verdict"] == "bad_signature" => {
                hold(theirs["signature"] == false, &mut agreed.refused, "bad signature");
            }
            _ => {}
        }
        if exit != 0 && theirs["valid"] == true {
            agreed.stricter.push(case["id"].as_str().unwrap().to_owned());
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    agreed
}

fn cases(file: &str) -> Vec<Value> {
    let corpus = vectors(file);
    assert_eq!(corpus.get("now").and_then(Value::as_i64).unwrap_or(NOW), NOW);
    corpus["cases"].as_array().unwrap().clone()
}

/// The cases of `rfc` and `hostile` in the form of those of `broken`.
fn published(folder: &str, options: &[&str]) -> Vec<Value> {
    let path = |file: &str| format!("{}/tests/vectors/{file}", env!("CARGO_MANIFEST_DIR"));
    // Nobody's key for the tokens that have none.
    let stranger = std::fs::read_to_string(path("keys/p384/public.spki.pem")).unwrap();
    let form = |case: &Value| {
        let key = &case["key"];
        let file = key["files"]["spki-pem"].as_str().map(|file| path(&format!("{folder}/{file}")));
        let own = file.map(|file| std::fs::read_to_string(file).unwrap());
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let held = ["jwk", "jwks"].into_iter().find_map(|name| key.get(name)).map(text);
        let mut formed = json!({
            "id": case["id"],
            "token": text(&case["token"]),
            "key": own.or(held).unwrap_or_else(|| stranger.clone()),
            "options": options,
        });
        if ["detached", "unencoded"].contains(&case["form"].as_str().unwrap()) {
            formed["payload_b64"] = STANDARD.encode(text(&case["payload_text"])).into();
        }
        formed
    };
    cases(&format!("{folder}/cases.json")).iter().map(form).collect()
}

#[test]
fn broken_tokens_are_judged_as_jwcrypto_judges_them() {
    let agreed = compare("cases", &cases("broken/cases.json"));
    assert!(agreed.valid > 65 && agreed.verified > 35 && agreed.refused > 100, "{agreed:?}");
    // RFC 7518 section 3.3 asks for 2048 bits.
    assert_eq!(agreed.stricter, ["RSA 1024 RS256", "RSA 1024 PS256"]);
}

#[test]
fn other_forms_are_judged_as_jwcrypto_judges_them() {
    let agreed = compare("forms", &cases("broken/forms.json"));
    assert!(agreed.valid > 80 && agreed.verified > 40 && agreed.refused > 24, "{agreed:?}");
    // Whoever gives a payload means it to be judged, and the token has one of its own.
    let beside = ["a payload beside the payload", "a payload beside the payload, flattened"];
    assert_eq!(agreed.stricter, beside);
}

#[test]
fn hostile_tokens_are_judged_as_jwcrypto_judges_them() {
    let agreed = compare("hostile", &published("hostile", &[]));
    assert!(agreed.valid > 10 && agreed.verified > 5 && agreed.refused > 5, "{agreed:?}");
    // Python's base64 passes over bits that no byte takes.
    assert_eq!(agreed.stricter, ["trailing-bits"]);
}

#[test]
fn tokens_of_the_rfcs_are_judged_as_jwcrypto_judges_them() {
    let now = compare("rfc", &published("rfc", &[]));
    assert!(now.verified > 17, "{now:?}");
    let timeless = compare("timeless", &published("rfc", &["--ignore-time", "--any-payload"]));
    assert!(timeless.valid > 22, "{timeless:?}");
    assert_eq!(timeless.stricter, [""; 0]);
}
