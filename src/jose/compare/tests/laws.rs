//! Laws over any two texts, hostile ones included.

use proptest::prelude::*;

use super::*;
use crate::jose::json;

#[test]
fn differences_without_end_are_counted() {
    let object = |value: &str, count: usize| {
        let members: Vec<String> = (0..count).map(|n| format!("\"m{n}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    };
    let said = payloads(object("0", 50_000), object("1", 50_001));
    assert_eq!((said.len(), said.last().map(String::as_str)), (walk::MOST + 1, Some("… and 49801 more")));
    assert_eq!(said.first().map(String::as_str), Some("~ changed m0: 0 -> 1"));
}

/// Near to the largest texts that the workbench takes: what is more than linear takes minutes here.
#[test]
fn hostile_sizes_cost_little() {
    let many = |name: &str| (0..100_000).map(|n| format!("\"{name}{n}\":0")).collect::<Vec<_>>().join(",");
    let deep = |inner: &str| format!("{}{inner}{}", "{\"a\":[{},".repeat(60), "]}".repeat(60));
    let wide = |last: &str| format!("{{\"a\":[{}{last}]}}", "[],".repeat(250_000));
    let pairs = [
        (format!("{{{}}}", many("a")), format!("{{{}}}", many("b"))),
        (
            format!("{{{}}}", "\"a\":0,".repeat(150_000) + "\"b\":0"),
            format!("{{{}}}", "\"a\":1,".repeat(150_000) + "\"b\":0"),
        ),
        (deep(&format!("\"{}\"", "x".repeat(500_000))), deep(&format!("\"{}\"", "y".repeat(500_000)))),
        (wide("0"), wide("{}")),
        (format!("{{\"a\":[{}0]}}", "0,1,".repeat(200_000)), format!("{{\"a\":[{}1]}}", "1,0,".repeat(200_000))),
        ("[".repeat(900_000), "[".repeat(900_001)),
        (format!("{{\"a\":{}}}", "1".repeat(300)), format!("{{\"a\":{}}}", "1".repeat(301))),
        (format!("{{\"a\":0.{}1}}", "0".repeat(900_000)), format!("{{\"a\":0.{}2}}", "0".repeat(900_000))),
        (format!("{{\"a\"{}:1}}", " ".repeat(900_000)), "{\"a\":2}".to_owned()),
    ];
    for (at, (before, after)) in pairs.iter().enumerate() {
        let said = payloads(before, after);
        assert!(!said.is_empty() && said.len() <= walk::MOST + 1, "{at}: {}", said.len());
        assert!(said.iter().all(|line| line.len() < 4_000), "{at}");
    }
}

/// JSON of few names and values, so that two of them have much in common.
fn texts() -> impl Strategy<Value = String> {
    let leaf =
        prop::sample::select(vec!["0", "1", "1.0", "10e-1", "\"a\"", "\"\\u0061\"", "\"\u{202e}\"", "true", "null"]);
    let value = leaf.prop_map(str::to_owned).prop_recursive(4, 30, 5, |inner| {
        let name = prop::sample::select(vec!["a", "b", "exp", "\\u0061", "x.y", ""]);
        let member = (name, inner.clone(), "[ \n]?").prop_map(|(name, value, s)| format!("\"{name}\"{s}:{s}{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(member, 0..5).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    });
    prop_oneof![9 => value, 1 => ".{0,20}"]
}

proptest! {
    #[test]
    fn a_token_is_identical_to_itself_and_nothing_else_is(one in texts(), other in texts()) {
        let [before, after] = [token(HEADER, &one, b"x"), token(HEADER, &other, b"x")];
        let identical = ["token = same identical, character for character"];
        prop_assert_eq!(lines(&of_tokens(&before, &before)), identical);
        let said = of_tokens(&before, &after);
        prop_assert_eq!(lines(&said) == identical, one == other);
        let is_told = |d: &Difference| d.part == Part::Payload && d.change != Change::Same;
        prop_assert_eq!(said.iter().any(is_told), one != other);
    }

    /// What is the same value by another reader of JSON is never said to be changed, and the reverse.
    #[test]
    fn values_differ_where_another_reader_sees_a_difference(one in texts(), other in texts()) {
        let values = [&one, &other].map(|text| serde_json::from_str::<serde_json::Value>(text).ok());
        let [Some(before), Some(after)] = values else { return Ok(()) };
        let sides = [token(HEADER, &one, b"x"), token(HEADER, &other, b"x")];
        let is_change = |d: &Difference| d.part == Part::Payload && !matches!(d.change, Change::Same | Change::Alike);
        let said = of_tokens(&sides[0], &sides[1]).iter().any(is_change);
        let has_twice = |text: &str| !json::object(text, Part::Payload).map_or(true, |o| o.duplicates.is_empty());
        // serde_json takes 1 and 1.0 for two values, keeps the order of lists, and only the last of a name.
        let is_plain = [&one, &other].iter().all(|text| !text.contains(['.', '[']) && !text.contains("10e") && !has_twice(text));
        if is_plain {
            prop_assert_eq!(said, before != after);
        }
    }

    #[test]
    fn any_two_texts_can_be_compared(one in "[a-zA-Z0-9_.~-]{0,60}|.{0,40}", other in ".{0,40}") {
        prop_assert_eq!(lines(&of_tokens(&one, &one)).len(), 1);
        for (before, after) in [(&one, &other), (&other, &one)] {
            let parts: Vec<Part> = of_tokens(before, after).iter().map(|d| d.part).collect();
            prop_assert!(one == other || [Part::Header, Part::Payload, Part::Signature].iter().all(|part| parts.contains(part)));
        }
    }
}
