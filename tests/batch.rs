//! `jotbench verify --batch` through the real program: each line is judged as the token alone would be, in the order
//! of the lines, while they come, in a memory that does not grow, and whole lines come out however it ends.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

#[path = "batch/ending.rs"]
mod ending;
#[path = "batch/lines.rs"]
mod lines;
#[path = "batch/program.rs"]
mod program;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/verify.rs"]
mod support;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use program::{Run, documents, hs256, signed, valid};
use support::{folder, vectors, verify};

/// The cases of a corpus with a token on one line and no payload beside it, by what else they need: key and options.
fn groups(corpus: &Value) -> Vec<Vec<&Value>> {
    let mut groups: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    let cases = corpus["cases"].as_array().unwrap().iter();
    let one_line = |case: &&Value| !case["token"].as_str().unwrap().contains(['\n', '\r']);
    for case in cases.filter(one_line).filter(|case| case["payload_b64"].is_null()) {
        let same = ["key", "key_b64", "secret", "encoding", "options"].map(|name| case[name].to_string());
        groups.entry(same.concat()).or_default().push(case);
    }
    groups.into_values().collect()
}

/// A batch with the key and options of a case, on these lines.
fn batch(case: &Value, now: i64, test: &str) -> Run {
    let mut words = vec!["--now".to_owned(), now.to_string()];
    let key: &[&str] = match case["encoding"].as_str() {
        Some(encoding) => &["--secret-file", "key.txt", "--secret-encoding", encoding],
        None => &["--key", "key.txt"],
    };
    words.extend(key.iter().map(|word| (*word).to_owned()));
    words.extend(case["options"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()));
    Run::new(&words).folder(&folder(test))
}

/// What `verify --json` says of the token alone, as an object of a batch; leaves the key in the folder.
fn alone(case: &Value, now: i64, line: usize, test: &str) -> Value {
    let output = verify(case, now, &folder(test), &["--json"]);
    let mut document: Value = serde_json::from_slice(&output.stdout).unwrap();
    document["line"] = json!(line);
    document
}

#[test]
fn every_line_is_judged_as_the_token_alone_would_be() {
    let mut compared = 0;
    for file in ["cases", "forms"] {
        let corpus = vectors(&format!("broken/{file}.json"));
        let now = corpus["now"].as_i64().unwrap();
        for group in groups(&corpus) {
            let expected: Vec<Value> = (1..).zip(&group).map(|(line, case)| alone(case, now, line, file)).collect();
            let tokens: Vec<&str> = group.iter().map(|case| case["token"].as_str().unwrap()).collect();
            let done = batch(group[0], now, file).input(tokens.join("\n"));
            let documents = documents(&done.out);
            assert_eq!(documents, expected, "{tokens:#?}");
            for document in &documents {
                schema::holds("verify-batch", document);
            }
            let untrusted = ["bad_signature", "algorithm_not_allowed", "no_matching_key", "unreadable", "unsupported"];
            for document in expected.iter().filter(|one| untrusted.contains(&one["verdict"].as_str().unwrap())) {
                assert!(document.get("payload").is_none() && document.get("unverified_payload").is_some());
            }
            compared += group.len();
        }
    }
    assert!(compared > 450, "only {compared} tokens");
}

#[test]
fn the_order_of_many_lines_is_kept() {
    let late = hs256(r#"{"exp":1795324203}"#);
    let unread = "eyJhbGciOiJIUzI1NiJ9.e30";
    let tokens =
        [valid(1), late, valid(2), signed("{}", "another secret"), unread.to_owned(), hs256("[]"), hs256("{}")];
    let alone = |token: &String| {
        let output = Run::alone("order", token);
        serde_json::from_str::<Value>(&output).unwrap()
    };
    let expected: Vec<Value> = tokens.iter().map(alone).collect();
    let times = 1_500;
    let done = Run::secret("order", &[]).input((tokens.join("\n") + "\n").repeat(times));
    let mut found = documents(&done.out);
    assert_eq!(found.len(), times * tokens.len());
    for (at, document) in found.iter_mut().enumerate() {
        assert_eq!(document.as_object_mut().unwrap().remove("line"), Some(json!(at + 1)));
        assert_eq!(*document, expected[at % tokens.len()], "line {}", at + 1);
    }
    let err =
        "10,500 tokens: 4,500 valid, 1,500 unreadable, 1,500 bad_signature, 1,500 expired, 1,500 not_a_claims_set\n";
    assert_eq!((done.err.as_str(), done.code), (err, Some(5)));
}
