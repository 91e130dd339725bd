//! Laws over any JSON text: what is signed is what was typed less the white space,
//! and the two readers of JSON agree on what JSON is.

use jotbench::jose::algorithm::{self, SigningKey, VerifyingKey};
use jotbench::jose::key::{Secret, SecretEncoding};
use jotbench::jose::problem::Part;
use jotbench::jose::verify::{self, Signature};
use jotbench::jose::{decode, json, layout, sign};
use jotbench::text;
use proptest::prelude::*;
use serde_json::Value;

/// JSON text of an object with any white space, number spelling and escapes.
fn object() -> impl Strategy<Value = String> {
    let space = "[ \t\n\r]{0,3}";
    let string = prop_oneof![r#""[ -!#-\[\]-~]{0,8}""#, r#""(\\u00e9|\\n|\\\\|\\"|é|👍|\u{202e}|  ){0,4}""#];
    let number = r"-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,6})?([eE][+-]?[0-9]{1,2})?";
    let leaf = prop_oneof![string.clone(), number, "true|false|null"];
    let value = leaf.prop_recursive(4, 40, 5, move |inner| {
        let entry = (string.clone(), inner.clone(), space, space)
            .prop_map(|(name, value, a, b)| format!("{a}{name}{b}:{value}{a}"));
        prop_oneof![
            (prop::collection::vec(inner, 0..5), space)
                .prop_map(|(values, s)| format!("[{s}{}{s}]", values.join(&format!("{s},{s}")))),
            prop::collection::vec(entry, 0..5).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    });
    prop::collection::vec((r#""[a-z]{1,6}""#, value, space), 0..6).prop_map(|members| {
        let members: Vec<String> =
            members.into_iter().map(|(name, value, s)| format!("{s}{name}{s}:{s}{value}{s}")).collect();
        format!("{{{}}}", members.join(","))
    })
}

/// White space outside strings, by a reading of its own.
fn has_space_outside_strings(text: &str) -> bool {
    let mut inside = false;
    let mut escaped = false;
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            ' ' | '\t' | '\n' | '\r' if !inside => return true,
            _ => {}
        }
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn packing_takes_out_white_space_and_nothing_else(typed in object()) {
        let packed = layout::minify(&typed);
        prop_assert!(!has_space_outside_strings(&packed));
        let same: Value = serde_json::from_str(&typed).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Value>(&packed).unwrap(), &same);
        let kept = |text: &str| text.chars().filter(|c| !c.is_ascii_whitespace()).collect::<String>();
        prop_assert_eq!(kept(&packed), kept(&typed));
    }

    #[test]
    fn laying_out_changes_white_space_alone(typed in object()) {
        let laid = layout::pretty(&typed);
        prop_assert_eq!(layout::minify(&laid), layout::minify(&typed));
        prop_assert_eq!(layout::pretty(&laid), laid);
    }

    #[test]
    fn what_is_signed_is_what_was_typed(typed in object()) {
        let secret = Secret::read("0123456789abcdef0123456789abcdef", SecretEncoding::Text).unwrap();
        let hs256 = algorithm::by_name("HS256").unwrap();
        let token = sign::sign("{ \"alg\": \"HS256\" }", &typed, hs256, &SigningKey::Secret(secret.clone())).unwrap();
        let decoded = decode::decode(&token);
        prop_assert_eq!(decoded.header.as_deref(), Some(&b"{\"alg\":\"HS256\"}"[..]));
        prop_assert_eq!(decoded.payload.clone(), Some(layout::minify(&typed).into_bytes()));
        prop_assert_eq!(verify::verify(&decoded, Some(&VerifyingKey::Secret(secret))), Signature::Valid);
    }

    #[test]
    fn the_colours_and_the_signer_agree_on_what_json_is(typed in object(), at in any::<prop::sample::Index>(), c in prop::char::range(' ', '~')) {
        let mut chars: Vec<char> = typed.chars().collect();
        let at = at.index(chars.len());
        chars.splice(at..=at, [c]);
        for text in [typed, chars.into_iter().collect()] {
            let fault = text::scan(&text).fault;
            let read = json::value(&text, Part::Payload);
            // A number beyond any float is JSON by RFC 8259, and refused by readers.
            let out_of_range = read.as_ref().is_err_and(|problem| problem.code == "number_range");
            prop_assert!(fault.is_none() == read.is_ok() || out_of_range, "{:?}\n{:?}\n{:?}", text, fault, read);
        }
    }
}
