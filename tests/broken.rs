//! Broken tokens and what each must be told, through the real program: the verdict,
//! the exit code, the code of the first check that fails, and the words of the cause.
//! The tokens are made by `tests/vectors/broken/make.py`, with Python's cryptography.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn corpus() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/broken/cases.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A folder of the test's own below the target folder.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("broken-{test}"));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// `jotbench verify` with the case's key and options, the token on standard input.
fn verify(case: &Value, now: i64, folder: &Path, more: &[&str]) -> Output {
    let file = folder.join("key.txt");
    let secret = case["secret"].as_str();
    fs::write(&file, secret.or(case["key"].as_str()).unwrap()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jotbench"));
    command.args(["verify", "--now", &now.to_string()]).args(more).current_dir(folder);
    if secret.is_some() {
        command.args(["--secret-file", "key.txt", "--secret-encoding", case["encoding"].as_str().unwrap()]);
    } else {
        command.args(["--key", "key.txt"]);
    }
    command.args(case["options"].as_array().unwrap().iter().map(|option| option.as_str().unwrap()));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(case["token"].as_str().unwrap().as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn every_broken_token_is_told_its_own_cause() {
    let (corpus, folder) = (corpus(), folder("corpus"));
    let now = corpus["now"].as_i64().unwrap();
    let cases = corpus["cases"].as_array().unwrap();
    assert!(cases.len() > 180, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let output = verify(case, now, &folder, &["--json"]);
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let checks = document["checks"].as_array().unwrap();
        let failed = checks.iter().find(|check| ["fail", "unknown"].contains(&check["status"].as_str().unwrap()));
        let code = failed.map_or(Value::Null, |check| check["code"].clone());
        let expected = (case["exit"].as_i64(), &case["verdict"], Value::from(case["exit"] == 0));
        let found = (output.status.code().map(i64::from), &document["verdict"], document["valid"].clone());
        let code_fits = case["code"] == code || (case["code"].is_null() && case["exit"] == 5 && !code.is_null());
        // Header and payload under the name that says whether they can be trusted.
        let trusted = document.get("payload").is_some();
        if expected != found || !code_fits || trusted == [1, 5].contains(&case["exit"].as_i64().unwrap()) {
            wrong.push(format!("{}: {expected:?} {}, not {found:?} {code}: {failed:?}", case["id"], case["code"]));
        }
        let plain = verify(case, now, &folder, &[]);
        let said = String::from_utf8(plain.stdout).unwrap();
        if !said.contains(case["says"].as_str().unwrap()) || plain.status.code() != output.status.code() {
            wrong.push(format!("{}: {} is not said in\n{said}", case["id"], case["says"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_changed_character_is_never_valid() {
    let (corpus, folder) = (corpus(), folder("changed"));
    let now = corpus["now"].as_i64().unwrap();
    let cases = corpus["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["id"] == "good ES256 256").unwrap();
    let token = case["token"].as_str().unwrap();
    for at in (0..token.len()).step_by(7) {
        let mut changed = token.as_bytes().to_vec();
        changed[at] = if changed[at] == b'Q' { b'R' } else { b'Q' };
        let changed = String::from_utf8(changed).unwrap();
        let case = serde_json::json!({"key": case["key"], "options": [], "token": changed});
        let output = verify(&case, now, &folder, &["--json"]);
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (document["valid"].clone(), output.status.success()),
            (Value::from(false), false),
            "{at}: {changed}"
        );
    }
}
