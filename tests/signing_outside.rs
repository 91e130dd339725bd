//! What `jotbench sign` makes, verified by another library: Python's jwcrypto for every algorithm that it
//! knows, byte for byte.

#![cfg(feature = "outside-tests")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

const KEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/verify.py");

/// Member order, number spelling, escapes and invisible characters that parsers like to change.
const PAYLOAD: &str =
    "{\"z\":1.10,\"a\":12345678901234567890123,\"e\":\"\\u00e9 é \\/ /\",\"f\":\"👨\u{200d}👩\",\"g\":1E2,\"o\":{}}";

/// The token of a command line, less the line break.
fn sign(words: &[&str], payload: &str) -> String {
    // The tests of this file run at the same time.
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("signing-outside-payload-{call}.json"));
    fs::write(&file, payload).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jotbench"));
    command.arg("sign").args(words).arg("--payload").arg(&file).current_dir(KEYS);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// What jwcrypto says of each.
fn theirs(cases: &[Value]) -> Vec<Value> {
    let mut child = Command::new("python3").arg(SCRIPT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let asked = cases.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    child.stdin.take().unwrap().write_all(asked.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "verify.py fails; it needs Debian's python3 and python3-jwcrypto");
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A row of algorithms: the private key, its public one, the names.
const ROWS: [(&str, &str, &[&str]); 7] = [
    ("rsa2048/private.pkcs8.pem", "rsa2048/public.spki.pem", &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
    ("p256/private.sec1.pem", "p256/public.spki.pem", &["ES256"]),
    ("p384/private.jwk.json", "p384/public.spki.pem", &["ES384"]),
    ("p521/private.pkcs8.der", "p521/public.spki.pem", &["ES512"]),
    ("secp256k1/private.pkcs8.pem", "secp256k1/public.spki.pem", &["ES256K"]),
    ("ed25519/private.pkcs8.pem", "ed25519/public.spki.pem", &["EdDSA"]),
    ("ed448/private.pkcs8.pem", "ed448/public.spki.pem", &["EdDSA"]),
];

#[test]
fn another_library_verifies_every_algorithm_and_finds_the_bytes_that_were_given() {
    let mut cases = Vec::new();
    let pem = |path: &str| fs::read_to_string(Path::new(KEYS).join(path)).unwrap();
    for (private, public, names) in ROWS {
        for alg in names {
            let header = format!("{{\"typ\":\"at+jwt\",\"alg\":\"{alg}\",\"x\":1.0}}");
            let token = sign(&["-k", private, "--header", &header], PAYLOAD);
            cases.push(json!({"alg": alg, "token": token, "pem": pem(public), "header": header}));
        }
    }
    let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("signing-outside-secret.txt");
    fs::write(&file, secret).unwrap();
    for alg in ["HS256", "HS384", "HS512"] {
        let options = ["--secret-file", file.to_str().unwrap(), "--secret-encoding", "base64url", "--alg", alg];
        let header = format!("{{\"alg\":\"{alg}\",\"typ\":\"JWT\"}}");
        cases.push(json!({"alg": alg, "token": sign(&options, PAYLOAD), "secret": secret, "header": header}));
    }
    let theirs = theirs(&cases);
    assert_eq!(theirs.len(), cases.len());
    for (case, theirs) in cases.iter().zip(theirs) {
        assert_eq!(theirs, json!({"header": case["header"], "payload": PAYLOAD}), "{}", case["alg"]);
    }
    // The other library does refuse something.
    let mut other = cases[1].clone();
    other["token"] = cases[0]["token"].clone();
    assert!(self::theirs(&[other])[0].get("error").is_some());
}

#[test]
fn the_natural_algorithm_of_a_key_is_the_one_that_others_expect() {
    let alg = |token: &str, pem: &str, alg: &str| json!({"alg": alg, "token": token, "pem": pem});
    let mut cases = Vec::new();
    for (private, public, names) in ROWS {
        let pem = fs::read_to_string(Path::new(KEYS).join(public)).unwrap();
        cases.push(alg(&sign(&["-k", private], PAYLOAD), &pem, names[0]));
    }
    for (case, theirs) in cases.iter().zip(theirs(&cases)) {
        let header: Value = serde_json::from_str(theirs["header"].as_str().unwrap_or_default()).unwrap();
        assert_eq!((&header["alg"], &header["typ"]), (&case["alg"], &json!("JWT")), "{theirs}");
    }
}
