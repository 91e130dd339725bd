//! Broken tokens and what each must be told, through the real program: the verdict,
//! the exit code, the code of the first check that fails, and the words of the cause.
//! The tokens are made by `make.py` and `make_forms.py` in `tests/vectors/broken`, with Python's cryptography.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::path::Path;

use serde_json::Value;

#[path = "support/schema.rs"]
mod schema;
#[path = "support/verify.rs"]
mod support;

use support::{folder, vectors, verify};

/// What is not as the case says.
fn wrong(case: &Value, now: i64, folder: &Path) -> Vec<String> {
    let (id, mut wrong) = (&case["id"], Vec::new());
    let output = verify(case, now, folder, &["--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    wrong.extend(schema::wrong("verify", &document).into_iter().map(|what| format!("{id}: {what}")));
    let checks = document["checks"].as_array().unwrap();
    let status = |check: &Value, among: [&str; 2]| among.contains(&check["status"].as_str().unwrap());
    let failed = checks.iter().find(|check| status(check, ["fail", "unknown"]));
    let code = failed.map_or(Value::Null, |check| check["code"].clone());
    let expected = (case["exit"].as_i64(), &case["verdict"], Value::from(case["exit"] == 0));
    let found = (output.status.code().map(i64::from), &document["verdict"], document["valid"].clone());
    let code_fits = case["code"] == code || (case["code"].is_null() && case["exit"] == 5 && !code.is_null());
    // Header and payload under the name that says whether they can be trusted.
    let trusted = document.get("payload").is_some();
    if expected != found || !code_fits || trusted == [1, 5].contains(&case["exit"].as_i64().unwrap()) {
        wrong.push(format!("{id}: {expected:?} {}, not {found:?} {code}: {failed:?}", case["code"]));
    }
    let warned = |code: &str| checks.iter().any(|check| check["code"] == code && status(check, ["warn", "info"]));
    if let Some(code) = case["warns"].as_str().filter(|code| !warned(code)) {
        wrong.push(format!("{id}: no warning {code} in {checks:?}"));
    }
    let plain = verify(case, now, folder, &[]);
    let said = String::from_utf8(plain.stdout).unwrap();
    if !said.contains(case["says"].as_str().unwrap()) || plain.status.code() != output.status.code() {
        wrong.push(format!("{id}: {} is not said in\n{said}", case["says"]));
    }
    wrong
}

/// Runs every case of a file; there must be so many or more.
fn run(file: &str, least: usize) {
    let (corpus, folder) = (vectors(&format!("broken/{file}")), folder(file));
    let now = corpus["now"].as_i64().unwrap();
    let cases = corpus["cases"].as_array().unwrap();
    assert!(cases.len() >= least, "{} cases in {file}", cases.len());
    let wrong: Vec<String> = cases.iter().flat_map(|case| wrong(case, now, &folder)).collect();
    assert!(wrong.is_empty(), "{} of {} in {file}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_broken_token_is_told_its_own_cause() {
    run("cases.json", 258);
}

#[test]
fn every_form_of_token_is_told_its_own_cause() {
    run("forms.json", 258);
}

#[test]
fn a_changed_character_is_never_valid() {
    let (corpus, folder) = (vectors("broken/cases.json"), folder("changed"));
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

/// A moment beyond every calendar is not left out in silence.
#[test]
fn a_moment_that_no_calendar_has_is_refused() {
    let corpus = vectors("broken/cases.json");
    let case = corpus["cases"].as_array().unwrap().iter().find(|case| case["id"] == "good ES256 256").unwrap();
    for at in ["--at=+253402200000s", "--at=+9223372036854775807s", "--at=-2026-11-28", "--at=+90"] {
        let output = verify(case, corpus["now"].as_i64().unwrap(), &folder("moment"), &[at]);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &[][..]), "{at}");
    }
}
