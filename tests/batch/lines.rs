//! What counts as a line, what is said of lines that hold no token, and what a command line must not ask for.

use std::fs;

use serde_json::{Value, json};

use super::program::{Done, NOW, Run, documents, folder, hs256, signed, valid, verdicts};

/// An object on a line that holds no token.
fn unread(line: u64, code: &str, message: &str, hint: Option<&str>) -> Value {
    let mut check = json!({"check": "input", "status": "fail", "code": code, "message": message});
    let place = format!("standard input, line {line}");
    let mut problem = json!({"code": code, "place": place, "message": message});
    if let Some(hint) = hint {
        (check["hint"], problem["hint"]) = (json!(hint), json!(hint));
    }
    json!({"line": line, "valid": false, "verdict": "unreadable", "checks": [check], "header": null, "unverified_payload": null, "key": {}, "cleaned": [],
           "problems": [problem]})
}

#[test]
fn blank_lines_are_passed_over_and_the_rest_keep_their_numbers() {
    let token = valid(1);
    let text =
        format!("\u{feff}{token}\r\n\r\n\n \t\u{a0}\nBearer {token}\r\n\"{token}\",\n{{\"id_token\":\"{token}\"}}");
    let done = Run::secret("blank", &[]).input(text);
    let lines: Vec<(Value, Value)> =
        documents(&done.out).iter().map(|one| (one["line"].clone(), one["cleaned"].clone())).collect();
    let expected = [
        (json!(1), json!([])),
        (json!(5), json!(["\"Bearer\""])),
        (json!(6), json!(["quotes"])),
        (json!(7), json!(["the JSON around \"id_token\""])),
    ];
    assert_eq!(lines, expected);
    assert_eq!((done.err.as_str(), done.code), ("4 tokens: 4 valid\n", Some(0)));
    assert!(done.out.starts_with("{\"line\":1,\"valid\":true,\"verdict\":\"valid\",\"checks\":["), "{}", done.out);
}

#[test]
fn a_line_that_holds_no_token_is_told_and_the_batch_goes_on() {
    let (token, mebibyte) = (valid(1), 1024 * 1024);
    let mut text = b"\xff\xfea\n".to_vec();
    // The first of two like these is no UTF-16 text.
    text.splice(0..0, format!("{token}\n").into_bytes());
    for piece in [&b"x".repeat(mebibyte + 1), &b"\r\n"[..], &b"y".repeat(5 * mebibyte), b"\n"] {
        text.extend(piece);
    }
    text.extend(format!("-----BEGIN PRIVATE KEY-----\n{token}\n").bytes());
    let done = Run::secret("unread", &[]).input(text);
    let too_long = |line| unread(line, "too_large", "this line is longer than 1 MiB, too long for a token", None);
    let found = documents(&done.out);
    assert_eq!(
        found[1..5],
        [
            unread(2, "not_text", "this line is no UTF-8 text", Some("one token a line is expected, as text")),
            too_long(3),
            too_long(4),
            unread(
                5,
                "key_as_token",
                "this is a private key, not a token",
                Some("name keys with -k FILE, and give the token, its file, or - for standard input"),
            ),
        ]
    );
    assert_eq!((&found[0]["line"], &found[5]["line"], found.len()), (&json!(1), &json!(6), 6));
    assert_eq!((done.err.as_str(), done.code), ("6 tokens: 2 valid, 4 unreadable\n", Some(5)));
}

#[test]
fn the_longest_line_that_can_be_a_token_is_judged() {
    let claims = format!("{{\"a\":\"{}\",\"exp\":{}}}", "x".repeat(780_000), NOW + 1);
    let token = hs256(&claims);
    let space = " ".repeat(1024 * 1024 - token.len());
    let done = Run::secret("longest", &[]).input(format!("{space}{token}\r\n{space} {token}\n{token}{space}"));
    let expected = [(1, "valid"), (2, "unreadable"), (3, "valid")].map(|(line, word)| (line, word.to_owned()));
    assert_eq!(verdicts(&done.out), expected);
}

#[test]
fn the_gravest_of_all_exit_codes_counts() {
    let (good, late) = (valid(1), hs256(r#"{"exp":1}"#));
    let early = hs256(&format!(r#"{{"nbf":{},"iss":"me"}}"#, NOW + 9));
    let (forged, other) = (signed(r#"{"iss":"me"}"#, "another secret"), hs256(r#"{"iss":"you"}"#));
    let (list, none) = (hs256("[]"), "eyJhbGciOiJub25lIn0.e30.");
    for (tokens, expects, err, code) in [
        (&[good.as_str(), &good][..], &[][..], "2 tokens: 2 valid\n", 0),
        (&[&good, &other], &["--iss", "me"], "2 tokens: 0 valid, 2 claim_mismatch\n", 4),
        (&[&good, &list], &[], "2 tokens: 1 valid, 1 not_a_claims_set\n", 4),
        (&[&other, &early], &["--iss", "me"], "2 tokens: 0 valid, 1 not_yet_valid, 1 claim_mismatch\n", 3),
        (&[&late, &list, &good], &[], "3 tokens: 1 valid, 1 expired, 1 not_a_claims_set\n", 3),
        (&[&late, &forged, &list], &[], "3 tokens: 0 valid, 1 bad_signature, 1 expired, 1 not_a_claims_set\n", 1),
        (&[none, &late], &[], "2 tokens: 0 valid, 1 algorithm_not_allowed, 1 expired\n", 1),
        (&["x", &forged, &late], &[], "3 tokens: 0 valid, 1 unreadable, 1 bad_signature, 1 expired\n", 5),
    ] {
        let done = Run::secret("codes", expects).input(tokens.join("\n"));
        assert_eq!((done.err.as_str(), done.code), (err, Some(code)), "{tokens:?}");
    }
}

#[test]
fn nothing_to_judge_is_an_input_that_cannot_be_read() {
    let err = "jotbench: standard input holds no token\nhint: one token a line is expected there\n";
    for input in ["", "\n \r\n\n", "\u{feff}"] {
        let done = Run::secret("empty", &[]).input(input);
        assert_eq!(done, Done { out: String::new(), err: err.to_owned(), code: Some(5) });
    }
    let (message, hint) = ("standard input holds no token", "one token a line is expected there");
    let mut document = unread(0, "empty", message, Some(hint));
    document.as_object_mut().unwrap().remove("line");
    document["problems"][0]["place"] = json!("standard input");
    let done = Run::secret("empty", &["--json"]).input("");
    assert_eq!((documents(&done.out), done.err.as_str(), done.code), (vec![document], err, Some(5)));
}

#[test]
fn utf_16_is_named_and_nothing_is_judged() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let done = Run::secret("utf16", &[]).input(utf16(&format!("\u{feff}{}\r\n", valid(1))));
    let err = "jotbench: standard input is UTF-16 text, and a batch is UTF-8\n\
               hint: save it as UTF-8, in PowerShell with Set-Content -Encoding utf8\n";
    assert_eq!(done, Done { out: String::new(), err: err.to_owned(), code: Some(5) });
}

#[test]
fn tokens_come_from_a_file_too_and_json_says_nothing_new() {
    let tokens = (0..3).map(|number| valid(number) + "\n").collect::<String>();
    fs::write(folder("file").join("tokens.txt"), &tokens).unwrap();
    let piped = Run::secret("file", &["-"]).input(tokens.as_str());
    assert_eq!((verdicts(&piped.out).len(), piped.code), (3, Some(0)));
    assert_eq!(Run::secret("file", &["tokens.txt"]).input(""), piped);
    assert_eq!(Run::secret("file", &["tokens.txt", "--json"]).input(""), piped);
}

#[test]
fn what_cannot_be_a_batch_is_refused_before_anything_is_read() {
    let token = valid(1);
    let on_line = "jotbench: --batch takes tokens from a file or standard input, not from the command line\nhint: leave \
                   --batch out to judge this one, or put it in a file, one token a line\n";
    let missing = "jotbench: \"nowhere.txt\" is neither a file nor a token\nhint: check the path, or give - for standard \
                   input\n";
    let folder = "jotbench: \".\" is a folder, not a file\nhint: give the name of a file in it\n";
    for (words, err, code) in [(token.as_str(), on_line, 2), ("nowhere.txt", missing, 5), (".", folder, 5)] {
        let done = Run::secret("refused", &[words]).input("");
        assert_eq!(done, Done { out: String::new(), err: err.to_owned(), code: Some(code) });
    }
    let done = Run::secret("refused", &["--payload", "secret.txt"]).input(token.as_str());
    assert!(done.err.starts_with("jotbench: --batch and --payload exclude each other\n"), "{done:?}");
    assert_eq!((done.out.as_str(), done.code), ("", Some(2)));
    let done = Run::new(&["-k", "-"]).input(token.as_str());
    let twice =
        "jotbench: standard input can be read only once\n  in command line\nhint: put one of the two in a file\n";
    assert_eq!(done, Done { out: String::new(), err: twice.to_owned(), code: Some(2) });
}
