//! Input that is large, deep or long: under the bounds of the harness each gets its answer, and what is over a limit is
//! told by a sentence with the limit in it.

use super::*;

/// The most that is read, in bytes.
const MOST: usize = 1 << 20;

#[test]
fn what_is_over_a_mebibyte_is_told_and_nothing_of_it_is_read() {
    let members: Vec<String> = (0..100_000).map(|at| format!("\"m{at}\":{at}")).collect();
    for (what, token) in [
        ("dots", ".".repeat(3_000_000)),
        ("letters", "A".repeat(5_000_000)),
        ("a string", holding(format!("{{\"s\":\"{}\"}}", "x".repeat(5_000_000)))),
        ("members", holding(format!("{{{}}}", members.join(",")))),
        ("one byte", format!("{}A", ".".repeat(MOST))),
    ] {
        for run in
            [decode(token.clone()), verify(token.clone()), Run::new("template check qlik-qseow -").input(token.clone())]
        {
            assert_eq!(run.clone().answer(), (5, vec!["too_large".to_owned()]), "{what}");
            let err = run.done().err;
            let says = "jotbench: \"standard input\" is larger than 1 MiB, too large for a key, certificate or token\n";
            assert!(err.starts_with(says) && err.contains("\nhint: "), "{what}: {err}");
        }
        let batch =
            Run::new("verify --batch --secret-env SECRET").input(format!("{token}\n{}\n", holding("{}"))).done();
        let lines: Vec<Value> = batch.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((batch.code, lines.len(), codes(&lines[0])), (5, 2, vec!["too_large".to_owned()]), "{what}");
        assert_eq!(lines[1]["valid"], true, "{what}: the line behind it is judged");
    }
    let large = format!("{{\"s\":\"{}\"}}", "x".repeat(MOST));
    let folder = Folder::new("payload");
    let path = folder.write("payload.json", large);
    for option in ["--payload", "--header"] {
        let run = Run::new("sign --secret-env SECRET").with(&[option, &path]);
        assert_eq!(run.clone().answer(), (5, vec!["too_large".to_owned()]), "{option}");
        assert_eq!(run.done().out, "");
    }
}

/// What comes out of a run over a large token: the exit code of `verify`, that of `decode`, and the codes of what
/// fails.
fn both(token: &str) -> (i32, i32, Vec<String>) {
    assert!(token.len() <= MOST, "{}", token.len());
    let (code, failed) = verify(token).answer();
    (code, decode(token).both().code, failed)
}

#[test]
fn dots_and_parts_without_end_are_counted_and_named() {
    for (token, code) in [
        (".".repeat(MOST), "too_many_parts"),
        (format!("{}.", holding("{}")).repeat(4000), "too_many_parts"),
        ("A".repeat(MOST), "one_part"),
        ("eyJhbGciOiJIUzI1NiJ9.e30".to_owned(), "two_parts"),
        (format!("{}.AAAA", holding("{}")), "four_parts"),
        (format!("{}.e30.", segment("{\"alg\":\"HS256\"}")), "empty_signature"),
    ] {
        let (verified, decoded, failed) = both(&token);
        let unreadable = code != "empty_signature";
        assert_eq!((verified, decoded), if unreadable { (5, 5) } else { (1, 0) }, "{code}");
        assert!(failed.iter().any(|failed| failed == code), "{code}: {failed:?}");
    }
    for empty in ["", " \r\n\t"] {
        for run in [decode(empty), verify(empty)] {
            assert_eq!(run.clone().answer(), (5, vec!["empty".to_owned()]));
            assert!(run.done().err.starts_with("jotbench: standard input is empty\n"), "{empty:?}");
        }
    }
}

/// The sentence of each limit that JSON has here.
#[test]
fn json_that_is_deep_wide_or_long_has_an_answer_and_its_limit_a_sentence() {
    let deep = format!("{}1{}", "{\"a\":".repeat(99_000), "}".repeat(99_000));
    let members: Vec<String> = (0..48_000).map(|at| format!("\"m{at}\":{at}")).collect();
    let not_claims = vec!["not_a_claims_set".to_owned()];
    let too_deep = "it is nested deeper than 128 levels";
    for (payload, expected, says) in [
        ("[".repeat(100_000), (4, 0, not_claims.clone()), too_deep),
        (format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), (4, 0, not_claims.clone()), too_deep),
        ("{\"a\":".repeat(100_000), (4, 0, not_claims.clone()), too_deep),
        (deep.clone(), (4, 0, not_claims.clone()), too_deep),
        (format!("{{{}}}", members.join(",")), (0, 0, vec![]), "signature valid"),
        (format!("{{\"s\":\"{}\"}}", "x".repeat(780_000)), (0, 0, vec![]), "signature valid"),
        (
            format!("{{\"n\":{}}}", "7".repeat(200_000)),
            (4, 0, not_claims),
            "a number is larger than any reader can hold",
        ),
        (format!("{{\"n\":0.{}}}", "7".repeat(200_000)), (0, 0, vec![]), "signature valid"),
    ] {
        let token = holding(&payload);
        assert_eq!(both(&token), expected, "{payload:.60}");
        let said = verify(token).done().out;
        assert!(said.lines().next().unwrap().contains(says), "{payload:.60}: {said:.300}");
    }
    let token = signed("{\"alg\":\"HS256\",\"x\":".to_owned() + &"[".repeat(100_000), "{}");
    assert_eq!(both(&token), (5, 5, vec!["too_deep".to_owned()]));
    for option in ["--payload", "--header"] {
        let folder = Folder::new(option);
        let run = Run::new("sign --secret-env SECRET").with(&[option, &folder.write("deep.json", &deep)]);
        assert_eq!(run.clone().answer(), (5, vec!["too_deep".to_owned()]), "{option}");
        assert!(run.done().err.contains("nested deeper than 128 levels"), "{option}");
    }
}

#[test]
fn a_key_set_has_a_bounded_number_of_keys_and_it_is_said() {
    let key =
        |at: u32| format!("{{\"kty\":\"oct\",\"k\":\"{}\"}}", segment([&at.to_be_bytes()[..], &[7; 32]].concat()));
    let folder = Folder::new("set");
    let keys: Vec<String> = (0..1001).map(key).collect();
    let path = folder.write("set.json", format!("{{\"keys\":[{}]}}", keys.join(",")));
    let (document, code) = Run::new("key inspect").with(&[&path]).json();
    assert_eq!((code, codes(&document)), (0, vec!["too_many_keys".to_owned()]));
    assert_eq!(document["files"][0]["keys"].as_array().unwrap().len(), 1000);
    let deep = format!("{{\"keys\":{}", "[".repeat(200_000));
    for (file, code) in [
        (deep, "too_deep"),
        (format!("{{\"kty\":\"RSA\",\"n\":\"{}\",\"e\":\"AQAB\"}}", "A".repeat(900_000)), "rsa_size"),
    ] {
        let path = folder.write("set.json", file);
        assert_eq!(Run::new("verify -k").with(&[&path]).input(holding("{}")).answer().0, 5, "{code}");
        assert_eq!(Run::new("key inspect").with(&[&path]).both().code, 5, "{code}");
    }
}
