//! Places in whole and in broken texts; `|` is the place.

use super::path_at;
use crate::text::json::scan;

fn at(marked: &str) -> Option<(String, Option<String>)> {
    let (before, after) = marked.split_once('|').unwrap();
    let text = format!("{before}{after}");
    let spot = path_at(&text, &scan(&text), before.len())?;
    Some((spot.path.join("."), spot.value.map(|range| text.get(range).unwrap().to_owned())))
}

fn path(marked: &str) -> String {
    at(marked).map_or_else(|| "-".to_owned(), |(path, _)| path)
}

#[test]
fn a_member_reaches_from_its_name_to_its_value() {
    for (marked, expected) in [
        (r#"{|"exp": 17, "b": 1}"#, "exp"),
        (r#"{"e|xp": 17, "b": 1}"#, "exp"),
        (r#"{"exp"|: 17, "b": 1}"#, "exp"),
        (r#"{"exp":| 17, "b": 1}"#, "exp"),
        (r#"{"exp": 1|7, "b": 1}"#, "exp"),
        (r#"{"exp": 17|, "b": 1}"#, "exp"),
        (r#"{"exp": 17,| "b": 1}"#, "b"),
        (r#"{"exp": 17, |"b": 1}"#, "b"),
        (r#"{"exp": 17, "b": 1|}"#, "b"),
        (r#"{"exp": 17, "b": 1}|"#, "-"),
        (r#"|{"exp": 17}"#, "-"),
        (r#"{"\u0065xp": 1|7}"#, "exp"),
        ("{ | }", "-"),
        ("|", "-"),
        (r#"["exp": 1|7]"#, "-"),
        (r#"[{"exp": 1|7}]"#, "-"),
        (r#""exp|""#, "-"),
    ] {
        assert_eq!(path(marked), expected, "{marked}");
    }
}

#[test]
fn nested_members_have_a_path_and_elements_add_nothing() {
    for (marked, expected) in [
        (r#"{"cnf": |{"jwk": {"kty": "EC"}}}"#, "cnf"),
        (r#"{"cnf": {|"jwk": {"kty": "EC"}}}"#, "cnf.jwk"),
        (r#"{"cnf": {"jwk": {"kty": "|EC"}}}"#, "cnf.jwk.kty"),
        (r#"{"cnf": {"jwk": {"kty": "EC"}|}}"#, "cnf.jwk"),
        (r#"{"cnf": {"jwk": {"kty": "EC"}}|}"#, "cnf"),
        (r#"{"a": [{"b": 1}, {"c": |2}]}"#, "a.c"),
        (r#"{"a": [{"b": 1}, |2]}"#, "a"),
        (r#"{"a": {"b": 1}, "c": |2}"#, "c"),
        (r#"{"a": ["x", "|y"], "c": 2}"#, "a"),
    ] {
        assert_eq!(path(marked), expected, "{marked}");
    }
}

#[test]
fn blanks_belong_to_what_is_on_their_line() {
    for (marked, expected) in [
        ("{\n |  \"exp\": 17,\n  \"b\": 1\n}", "exp"),
        ("{\n  \"exp\": 17,|\n  \"b\": 1\n}", "exp"),
        ("{\n  \"exp\": 17,\n|  \"b\": 1\n}", "b"),
        ("{\n  \"exp\": 17,\n |\n  \"b\": 1\n}", "-"),
        ("{\n  \"exp\": 17\n|}", "-"),
        ("{\n  \"exp\":\n  |\n}", "exp"),
        ("{\n  \"cnf\": {\n|\n    \"jkt\": 1\n  }\n}", "cnf"),
        ("{\n  \"cnf\": {\n    \"jkt\": 1\n |  }\n}", "cnf"),
    ] {
        assert_eq!(path(marked), expected, "{marked}");
    }
}

#[test]
fn broken_text_has_places_too() {
    for (marked, expected) in [
        (r#"{"exp": |"#, "exp"),
        (r#"{"exp|"#, "exp"),
        (r#"{"a": 1 "exp": 1|"#, "exp"),
        (r#"{"a": {"b": [1, 2, "c|"#, "a.b"),
        (r#"{"a": {"b": [1}, "c": |2}"#, "c"),
        ("{\"a\": \"open\n\"exp\": 1|}", "exp"),
        (r#"{"a": tru|, "b": 1}"#, "a"),
        (r#"{"a": 1]], "b": |1}"#, "b"),
        (r#"{"a": 1}}}, "b": |1}"#, "-"),
    ] {
        assert_eq!(path(marked), expected, "{marked}");
    }
}

#[test]
fn the_value_comes_along_if_it_is_one_word() {
    let value = |marked| at(marked).and_then(|(_, value)| value);
    assert_eq!(value(r#"{"e|xp": 17}"#).as_deref(), Some("17"));
    assert_eq!(value(r#"{"alg": "RS2|56"}"#).as_deref(), Some("\"RS256\""));
    assert_eq!(value(r#"{"aud": ["|a"]}"#), None);
    assert_eq!(value(r#"{"exp": |}"#), None);
    assert_eq!(value(r#"{"exp|"#), None);
}

#[test]
fn no_place_of_any_text_is_too_much() {
    for text in ["{\"é\": \"ü\", \"b\": [1,{\"c\":\n2}]}", "[[[{]]]}\"\\u12", "{{{}}:::,,,\"a\":\"b\":{"] {
        let scanned = scan(text);
        for offset in 0..=text.len() + 2 {
            path_at(text, &scanned, offset);
        }
    }
    let nested = |depth: usize| {
        let deep = "{\"a\":".repeat(depth);
        path_at(&deep, &scan(&deep), deep.len()).map(|spot| spot.path.len())
    };
    assert_eq!((nested(127), nested(128), nested(50_000)), (Some(127), None, None));
}
