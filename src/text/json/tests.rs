//! Tokens, members and faults of single texts; the laws over any text are in `tests/text.rs`.

use super::{Expected, Fault, Kind, scan};

/// Each token with its kind in one letter.
fn tokens(text: &str) -> Vec<(char, &str)> {
    let letter = |kind| match kind {
        Kind::Name => 'n',
        Kind::String => 's',
        Kind::Number => 'd',
        Kind::Literal => 'l',
        Kind::Punctuation => 'p',
        Kind::Bad => 'x',
    };
    scan(text).spans.into_iter().map(|span| (letter(span.kind), text.get(span.range).unwrap())).collect()
}

fn members(text: &str) -> Vec<(String, &str, &str)> {
    let part = |range| text.get(range).unwrap();
    scan(text).members.into_iter().map(|m| (m.name, part(m.name_range), part(m.value))).collect()
}

#[test]
fn tokens_have_their_kinds() {
    let expected = [
        ('p', "{"),
        ('n', "\"a\""),
        ('p', ":"),
        ('p', "["),
        ('d', "-1.5e3"),
        ('p', ","),
        ('s', "\"é\""),
        ('p', ","),
        ('l', "null"),
        ('p', "]"),
        ('p', "}"),
    ];
    assert_eq!(tokens("{ \"a\":[-1.5e3,\"é\" ,null]\n}"), expected);
}

#[test]
fn broken_text_is_coloured_all_the_same() {
    let expected = [
        ('p', "{"),
        ('n', "\"a\""),
        ('p', ":"),
        ('s', "\"open"),
        ('n', "\"b\""),
        ('p', ":"),
        ('x', "tru"),
        ('p', ","),
        ('x', "c"),
        ('p', ":"),
        ('x', "01"),
        ('p', "}"),
    ];
    assert_eq!(tokens("{\"a\": \"open\n\"b\": tru, c: 01}"), expected);
}

#[test]
fn top_level_members_are_found_with_their_values() {
    let text = r#"{"iss":"x", "\u0065xp" : {"exp":[1]} ,"n":-1,"n":[]}"#;
    let expected = [
        ("iss", "\"iss\"", "\"x\""),
        ("exp", r#""\u0065xp""#, r#"{"exp":[1]}"#),
        ("n", "\"n\"", "-1"),
        ("n", "\"n\"", "[]"),
    ];
    assert_eq!(members(text), expected.map(|(name, quoted, value)| (name.to_owned(), quoted, value)));
}

#[test]
fn members_are_found_while_the_text_is_being_typed() {
    for text in [r#"{"a":1,"b":[2]"#, r#"{"a":1 "b":[2]}"#, r#"{"a":1,,"b":[2]"#, r#"{"a":1,"b":[2],"c":{"#] {
        let found: Vec<_> = members(text).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(found, ["a", "b"], "{text}");
    }
    assert_eq!(members(r#"[{"a":1}]"#), []);
    assert_eq!(members(r#"{}{"a":1}"#), []);
}

#[test]
fn the_first_fault_has_a_place_and_what_belongs_there() {
    for (text, at, expected) in [
        ("", 0, Expected::Value),
        (" \n", 2, Expected::Value),
        ("\u{FEFF}{}", 0, Expected::Value),
        ("{", 1, Expected::NameOrObjectEnd),
        ("{\"a\"", 4, Expected::Colon),
        ("{\"a\":", 5, Expected::Value),
        ("{\"a\":1", 6, Expected::CommaOrObjectEnd),
        ("{\"a\":1 \"b\":2}", 7, Expected::CommaOrObjectEnd),
        ("{\"a\":1,}", 7, Expected::Name),
        ("{a:1}", 1, Expected::NameOrObjectEnd),
        ("{'a':1}", 1, Expected::NameOrObjectEnd),
        ("{\"a\" 1}", 5, Expected::Colon),
        ("{\"a\":tru}", 5, Expected::Value),
        ("{\"a\":01}", 6, Expected::Number),
        ("{\"a\":\"x\n\"}", 7, Expected::ClosingQuote),
        ("[", 1, Expected::ValueOrArrayEnd),
        ("[1,]", 3, Expected::Value),
        ("[1}", 2, Expected::CommaOrArrayEnd),
        ("[1]]", 3, Expected::Nothing),
        ("{} // comment", 3, Expected::Nothing),
    ] {
        assert_eq!(scan(text).fault, Some(Fault { at, expected }), "{text}");
    }
}

#[test]
fn nesting_has_the_limit_of_serde_json() {
    for (depth, fault) in [(127, None), (128, Some(Fault { at: 127, expected: Expected::LessNesting }))] {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(scan(&text).fault, fault);
    }
}
