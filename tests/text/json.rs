//! The JSON scanner against `serde_json`, over JSON, broken JSON and anything else.

use jotbench::text::json::{Kind, Scan, scan};
use proptest::prelude::*;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// JSON as people write it: white space in odd places, escapes, numbers of every form.
fn documents() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null"),
        Just("true"),
        Just("false"),
        Just("0"),
        Just("-0.5e-3"),
        Just("12345678901234567890123"),
        Just(r#""""#),
        Just(r#""a\"b\\""#),
        Just(r#""\u00e9 \uD83D\uDE00""#),
        Just("\"é😀\""),
        Just("1E+2"),
    ]
    .prop_map(str::to_owned);
    let space = || proptest::sample::select(vec!["", "", " ", "\n  ", "\t", "\r\n"]);
    let document = scalar.prop_recursive(4, 24, 4, move |inner| {
        let element = (space(), inner.clone(), space()).prop_map(|(a, value, b)| format!("{a}{value}{b}"));
        let name = proptest::sample::select(vec!["exp", "a b", "é", r"\u0065xp", r"\n", ""]);
        let member = (space(), name, space(), element.clone())
            .prop_map(|(a, name, b, value)| format!("{a}\"{name}\"{b}:{value}"));
        prop_oneof![
            1 => (proptest::collection::vec(element, 0..4), space()).prop_map(|(all, space)| match all.len() {
                0 => format!("[{space}]"),
                _ => format!("[{}]", all.join(",")),
            }),
            2 => (proptest::collection::vec(member, 0..4), space()).prop_map(|(all, space)| match all.len() {
                0 => format!("{{{space}}}"),
                _ => format!("{{{}}}", all.join(",")),
            }),
        ]
    });
    (space(), document, space()).prop_map(|(a, document, b)| format!("{a}{document}{b}"))
}

/// What a slip of the hand, or an attacker, puts into JSON.
const SLIPS: [&str; 40] = [
    "", "", "", "{", "}", "[", "]", ",", ":", "\"", "\\", "'", " ", "\n", "\t", "\r", "\u{C}", "\u{A0}", "\u{FEFF}",
    "0", "1", "-", "+", ".", "e", "E5", "u", "\\u", "\\uD83D", "\\uDE00", "\\u12", "\u{0}", "\u{1F}", "\u{7F}", "é",
    "😀", "true", "nul", "NaN", "//",
];

/// Documents with up to four slips, and text of nothing but slips.
fn broken() -> impl Strategy<Value = String> {
    let slip = || proptest::sample::select(&SLIPS[..]);
    let slips = (any::<prop::sample::Index>(), any::<bool>(), 0usize..3, slip());
    let mutated = (documents(), proptest::collection::vec(slips, 0..4)).prop_map(|(document, slips)| {
        let mut chars: Vec<String> = document.chars().map(String::from).collect();
        for (place, at_punctuation, removed, slip) in slips {
            // Half of the slips happen where the grammar does.
            let is_here = |char: &str| !at_punctuation || "{}[],:".contains(char);
            let here = chars.iter().enumerate().filter(|(_, char)| is_here(char)).map(|(place, _)| place);
            let places: Vec<usize> = here.chain([chars.len()]).collect();
            let start = *place.get(&places);
            let end = (start + removed).min(chars.len());
            chars.splice(start..end, [slip.to_owned()]);
        }
        chars.concat()
    });
    prop_oneof![4 => mutated, 1 => proptest::collection::vec(slip(), 0..12).prop_map(|parts| parts.concat())]
}

/// Whether `serde_json` refuses `text` only because a number is beyond the range of a double, as far
/// as it read.
fn is_out_of_range(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_err_and(|error| error.to_string().starts_with("number out of range"))
}

fn check_spans(text: &str, scan: &Scan) -> Result<(), TestCaseError> {
    let mut at = 0;
    for span in &scan.spans {
        let gap = text.get(at..span.range.start);
        prop_assert!(
            gap.is_some_and(|gap| gap.chars().all(|char| " \t\r\n".contains(char))),
            "{gap:?} before {span:?}"
        );
        let token = text.get(span.range.clone()).unwrap_or_default();
        let fits = match span.kind {
            Kind::Name | Kind::String => token.starts_with('"'),
            Kind::Number => serde_json::from_str::<serde_json::Number>(token).is_ok() || is_out_of_range(token),
            Kind::Literal => ["true", "false", "null"].contains(&token),
            Kind::Punctuation => ["{", "}", "[", "]", ",", ":"].contains(&token),
            Kind::Bad => !token.is_empty(),
        };
        prop_assert!(fits, "{span:?} is {token:?}");
        at = span.range.end;
    }
    prop_assert!(text.get(at..).is_some_and(|rest| rest.trim_matches([' ', '\t', '\r', '\n']).is_empty()));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn there_is_a_fault_where_serde_json_fails(text in broken()) {
        let (scan, parsed) = (scan(&text), serde_json::from_str::<Value>(&text));
        if is_out_of_range(&text) {
            prop_assert!(scan.fault.is_some() || serde_json::from_str::<&RawValue>(&text).is_ok());
        } else {
            prop_assert_eq!(scan.fault.is_none(), parsed.is_ok(), "{:?} {:?}", scan.fault, parsed);
        }
        if let Some(fault) = scan.fault {
            // All that stands before the fault can become JSON.
            let before = text.get(..fault.at);
            prop_assert!(before.is_some());
            let before = before.unwrap_or_default();
            let goes_on = serde_json::from_str::<Value>(before).map_or_else(|error| error.is_eof(), |_| true);
            prop_assert!(goes_on || is_out_of_range(before), "{fault:?} {before:?}");
        }
        check_spans(&text, &scan)?;
    }

    #[test]
    fn json_has_no_fault_and_no_bad_spans(text in documents()) {
        let scan = scan(&text);
        prop_assert_eq!(scan.fault, None);
        prop_assert!(scan.spans.iter().all(|span| span.kind != Kind::Bad));
        let joined: String = scan.spans.iter().filter_map(|span| text.get(span.range.clone())).collect();
        prop_assert_eq!(serde_json::from_str::<Value>(&joined).ok(), serde_json::from_str::<Value>(&text).ok());
    }

    #[test]
    fn members_are_those_that_serde_json_finds(text in documents()) {
        let expected: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&text).unwrap_or_default();
        let expected: BTreeMap<String, String> = expected.into_iter().map(|(name, value)| (name, value.get().to_owned())).collect();
        let members = scan(&text).members;
        // As in `serde_json`, the last of equal names counts.
        let found: BTreeMap<String, String> = members
            .iter()
            .map(|member| (member.name.clone(), text.get(member.value.clone()).unwrap_or_default().to_owned()))
            .collect();
        prop_assert_eq!(found, expected);
        for member in members {
            let quoted = text.get(member.name_range).unwrap_or_default();
            prop_assert_eq!(serde_json::from_str::<String>(quoted).ok(), Some(member.name));
        }
    }

    #[test]
    fn any_text_at_all_is_scanned(text in any::<String>()) {
        let scan = scan(&text);
        prop_assert_eq!(scan.fault.is_none(), serde_json::from_str::<Value>(&text).is_ok());
        check_spans(&text, &scan)?;
    }
}
