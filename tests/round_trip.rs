//! `jotbench decode --json T | edit | jotbench sign --payload -`: every byte that was not edited is the same
//! again, whatever characters and spellings the token has.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;

const SECRET: &str = "correct horse battery staple 0123456789";

fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("round-trip-{test}"));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a command prints with this file as its standard input.
fn run(folder: &Path, words: &[&str], input: &str) -> String {
    let file = folder.join("input.txt");
    fs::write(&file, input).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jotbench"));
    command.args(words).env("JOTBENCH_SECRET", SECRET).stdin(fs::File::open(file).unwrap());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{words:?} {input}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn sign(folder: &Path, more: &[&str], payload: &str) -> String {
    let words = ["sign", "--secret-env", "JOTBENCH_SECRET", "--payload", "-"];
    run(folder, &words.iter().chain(more).copied().collect::<Vec<_>>(), payload)
}

/// The text of a part of a token.
fn part(token: &str, at: usize) -> String {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

#[test]
fn only_what_was_edited_differs() {
    let folder = folder("edited");
    let header = r#"{"kid":"\u006b\/1","typ":"JWT","x":[1.0,-0],"alg":"HS384","é":"👩‍👧"}"#;
    let payload = "{\"z\":1.10,\"a\":12345678901234567890123,\"e\":\"\\u00e9 é \\/ /\",\"m\":\"می\u{200c}خواهم\",\"o\":{\"\u{202e}\":\"\\u202e\"},\"userId\":\"jde\"}";
    let token = sign(&folder, &["--header", header], payload);
    assert_eq!((part(&token, 0).as_str(), part(&token, 1).as_str()), (header, payload));
    let document = run(&folder, &["decode", "--json"], &token);
    assert_eq!(sign(&folder, &[], &document), token);
    let edited = document.replace("\"jde\"", "\"anna\"");
    let renewed = sign(&folder, &["--exp", "1795324204"], &edited);
    let expected = payload.replace("\"jde\"", "\"anna\"").replace("\"anna\"}", "\"anna\",\"exp\":1795324204}");
    assert_eq!((part(&renewed, 0).as_str(), part(&renewed, 1)), (header, expected));
    // A header of one's own goes before that of the document.
    let other = sign(&folder, &["--header", "{\"alg\":\"HS256\"}"], &document);
    assert_eq!((part(&other, 0).as_str(), part(&other, 1).as_str()), ("{\"alg\":\"HS256\"}", payload));
}

/// A JSON string of these characters, some of them escaped.
fn spelled(text: &str, escaped: &[bool]) -> String {
    let mut out = String::from("\"");
    for (at, c) in text.chars().enumerate() {
        let must = c < ' ' || c == '"' || c == '\\';
        if must || escaped.get(at).copied().unwrap_or(false) {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out + "\""
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn every_token_comes_back_as_it_was(
        texts in prop::collection::vec((any::<String>(), prop::collection::vec(any::<bool>(), 0..8)), 1..5),
        number in "-?[1-9][0-9]{0,30}(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,2})?",
    ) {
        let folder = folder("every");
        let texts: Vec<String> = texts.iter().map(|(text, escaped)| spelled(text, escaped)).collect();
        let payload = format!("{{\"n\":{number},\"l\":[{}]}}", texts.join(","));
        let token = sign(&folder, &[], &payload);
        prop_assert_eq!(part(&token, 1), payload);
        let document = run(&folder, &["decode", "--json"], &token);
        prop_assert_eq!(sign(&folder, &[], &document), token);
    }
}
