//! Whole lists of differences of two tokens.

mod laws;

use super::*;
use crate::jose::base64url;
use crate::jose::decode::decode;

const HEADER: &str = "{\"alg\":\"ES256\"}";

fn token(header: &str, payload: impl AsRef<[u8]>, signature: &[u8]) -> String {
    let parts = [header.as_bytes(), payload.as_ref(), signature].map(base64url::encode);
    parts.join(".")
}

fn of_tokens(before: &str, after: &str) -> Vec<Difference> {
    let [one, other] = [before, after].map(decode);
    compare(Side { token: before, decoded: &one }, Side { token: after, decoded: &other })
}

/// `payload ~ changed a.b: 1 -> 2`
fn lines(found: &[Difference]) -> Vec<String> {
    let path = |path: &str| if path.is_empty() { String::new() } else { format!("{path}: ") };
    found.iter().map(|d| format!("{} {} {}{}", d.part.name(), d.change.words(), path(&d.path), d.words)).collect()
}

/// What is said of two payloads, with the same header and different signatures.
fn payloads(before: impl AsRef<[u8]>, after: impl AsRef<[u8]>) -> Vec<String> {
    let [one, other] = [token(HEADER, before, b"one"), token(HEADER, after, b"other")];
    let found = of_tokens(&one, &other);
    lines(&found).iter().filter_map(|line| line.strip_prefix("payload ").map(str::to_owned)).collect()
}

fn check(cases: &[(&str, &str, &[&str])]) {
    for (before, after, said) in cases {
        assert_eq!(payloads(before, after), *said, "{before} {after}");
    }
}

#[test]
fn two_tokens_are_told_apart_part_by_part() {
    let before = token(
        "{\"alg\":\"RS256\",\"kid\":\"a\"}",
        "{\"iss\":\"https://issuer.example\",\"exp\":1795327804,\"groups\":[\"Finance\",\"Sales\"],\"old\":{\"a\":1}}",
        &[1; 256],
    );
    let after = token(
        "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"b\"}",
        "{\"iss\":\"https://issuer.example\",\"exp\":1795331404,\"groups\":[\"Sales\",\"Admins\"],\"sub\":\"jde\"}",
        &[2; 256],
    );
    let expected = [
        "header ~ changed kid: \"a\" -> \"b\"",
        "header + added typ: \"JWT\"",
        "payload ~ changed exp: 2026-11-22 06:10:04 UTC -> 2026-11-22 07:10:04 UTC, 60 min 0 s later",
        "payload ~ changed groups: added \"Admins\", removed \"Finance\"",
        "payload - removed old: {\"a\":1}",
        "payload + added sub: \"jde\"",
        "signature ~ changed another one, as it must be for other content: 256 bytes each",
    ];
    assert_eq!(lines(&of_tokens(&before, &after)), expected);
}

#[test]
fn the_same_token_is_identical() {
    let jwe = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AAAA.AAAA.AAAA.AAAA".to_owned();
    for token in [token(HEADER, "{\"a\":1}", b"x"), token(HEADER, b"\xff", b""), jwe, "no token".to_owned()] {
        assert_eq!(lines(&of_tokens(&token, &token)), ["token = same identical, character for character"], "{token}");
    }
}

#[test]
fn moments_are_told_by_their_distance() {
    check(&[
        (
            "{\"exp\":1795327804,\"nbf\":1795327804}",
            "{\"exp\":1795324204,\"nbf\":1795327804.5}",
            &[
                "~ changed exp: 2026-11-22 06:10:04 UTC -> 2026-11-22 05:10:04 UTC, 60 min 0 s earlier",
                "~ changed nbf: 2026-11-22 06:10:04 UTC -> 1795327804.5 (2026-11-22 06:10:04 UTC), within the same second",
            ],
        ),
        (
            "{\"exp\":1795327804000,\"iat\":1795324204}",
            "{\"exp\":1795327804,\"nbf\":1795324204}",
            &[
                "~ changed exp: 1795327804000 (a time beyond the year 9999) -> 2026-11-22 06:10:04 UTC",
                "- removed iat: 1795324204 (2026-11-22 05:10:04 UTC)",
                "+ added nbf: 1795324204 (2026-11-22 05:10:04 UTC)",
            ],
        ),
        ("{\"a\":{\"exp\":1}}", "{\"a\":{\"exp\":2}}", &["~ changed a.exp: 1 -> 2"]),
        ("{\"exp\":\"1\"}", "{\"exp\":1}", &["~ changed exp: \"1\" (a string) -> 1 (a number)"]),
    ]);
}

#[test]
fn nested_members_have_a_path_and_odd_names_stand_in_quotes() {
    check(&[
        (
            "{\"realm\":{\"a\":{\"b\":1,\"c\":2}},\"http://x.example/y\":true,\"\":0}",
            "{\"realm\":{\"a\":{\"b\":2,\"c\":2,\"d\":[]}},\"http://x.example/y\":false,\"\":1}",
            &[
                "~ changed realm.a.b: 1 -> 2",
                "+ added realm.a.d: []",
                "~ changed \"http://x.example/y\": true -> false",
                "~ changed \"\": 0 -> 1",
            ],
        ),
        ("[1,{\"a\":1}]", "[1,{\"a\":2}]", &["~ changed [1].a: 1 -> 2"]),
        ("{\"a\":1}", "[1]", &["~ changed {\"a\":1} (an object) -> [1] (a list)"]),
        ("\"a\"", "\"b\"", &["~ changed \"a\" -> \"b\""]),
    ]);
}

#[test]
fn lists_of_plain_values_are_sets_and_others_go_by_index() {
    check(&[
        ("{\"g\":[]}", "{\"g\":[\"a\",2,null]}", &["~ changed g: added \"a\", 2, null"]),
        ("{\"g\":[\"a\",\"a\"]}", "{\"g\":[\"a\"]}", &["~ changed g: how often: \"a\" 2 -> 1 times"]),
        ("{\"g\":[1,2,3]}", "{\"g\":[2,1]}", &["~ changed g: removed 3, the other values in another order"]),
        ("{\"g\":[1,2]}", "{\"g\":[2,1]}", &["≈ alike g: same values, in another order"]),
        (
            "{\"g\":[1.0,\"\\u00e9\"]}",
            "{\"g\":[1.00,\"é\"]}",
            &["≈ alike g: same values, in another spelling: 1.0 -> 1.00, \"\\u00e9\" -> \"é\""],
        ),
        ("{\"g\":[0,1,2,3,4,5,6,7]}", "{\"g\":[]}", &["~ changed g: removed 0, 1, 2, 3, 4, 5 and 2 more"]),
        ("{\"g\":[{\"a\":1},{\"a\":2}]}", "{\"g\":[{\"a\":0},{\"a\":1},{\"a\":2}]}", &["+ added g[0]: {\"a\":0}"]),
        ("{\"g\":[[1],[2],[3]]}", "{\"g\":[[1],[3]]}", &["- removed g[1]: [2]"]),
        (
            "{\"g\":[1,[2],{}]}",
            "{\"g\":[1,[3],[]]}",
            &["~ changed g[1]: added 3, removed 2", "~ changed g[2]: {} (an object) -> [] (a list)"],
        ),
        ("{\"aud\":\"api\"}", "{\"aud\":[\"api\"]}", &["~ changed aud: \"api\" (a string) -> [\"api\"] (a list)"]),
    ]);
}

#[test]
fn a_change_of_type_is_said() {
    check(&[
        ("{\"a\":\"1\"}", "{\"a\":1}", &["~ changed a: \"1\" (a string) -> 1 (a number)"]),
        ("{\"a\":null}", "{\"a\":true}", &["~ changed a: null -> true (a boolean)"]),
        ("{\"a\":\"null\"}", "{\"a\":null}", &["~ changed a: \"null\" (a string) -> null"]),
    ]);
}

#[test]
fn spelling_order_and_white_space_are_told_apart_from_content() {
    check(&[
        ("{\"a\":1.0}", "{\"a\":1.00}", &["≈ alike a: same value, other spelling: 1.0 -> 1.00"]),
        ("{\"a\":\"\\u00e9\"}", "{\"a\":\"é\"}", &["≈ alike a: same value, other spelling: \"\\u00e9\" -> \"é\""]),
        ("{\"\\u0061\":1}", "{\"a\":1}", &["≈ alike a: same name, other spelling: \"\\u0061\" -> \"a\""]),
        ("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", &["≈ alike same members, in another order"]),
        ("{\"o\":{\"a\":1,\"b\":2}}", "{\"o\":{\"b\":2,\"a\":1}}", &["≈ alike o: same members, in another order"]),
        (
            "{\"a\":1,\"b\":2,\"c\":3}",
            "{\"b\":2,\"a\":1,\"d\":4}",
            &["- removed c: 3", "+ added d: 4", "≈ alike the members that both have stand in another order"],
        ),
        (
            "{\"a\":[1,2]}",
            "{ \"a\": [1, 2] }",
            &["≈ alike same content, other white space: the bytes that are signed differ"],
        ),
        (
            "{\"n\":12345678901234567890123}",
            "{\"n\":12345678901234567890124}",
            &["~ changed n: 12345678901234567890123 -> 12345678901234567890124"],
        ),
    ]);
}

#[test]
fn each_of_several_members_of_one_name_counts() {
    check(&[
        ("{\"a\":1,\"a\":2}", "{\"a\":2}", &["~ changed a (no. 1): 1 -> 2", "- removed a (no. 2): 2"]),
        ("{\"a\":1}", "{\"a\":1,\"\\u0061\":{\"b\":1}}", &["+ added a (no. 2): {\"b\":1}"]),
        ("{\"a\":1,\"a\":{\"x\":1}}", "{\"a\":1,\"a\":{\"x\":2}}", &["~ changed a (no. 2).x: 1 -> 2"]),
    ]);
}

#[test]
fn payloads_that_are_no_json_are_compared_as_text_or_bytes() {
    let cases: [(&[u8], &[u8], &str); 6] = [
        (
            b"hello",
            b"help!",
            "~ changed text that is no JSON (5 characters) -> text that is no JSON (5 characters), first difference at character 4: \"lo\" -> \"p!\"",
        ),
        (
            b"hello",
            b"hello world",
            "~ changed text that is no JSON (5 characters) -> text that is no JSON (11 characters), one of them ends after 5 characters, so far they are the same",
        ),
        (
            b"{\"a\":1}",
            b"{\"a\":1",
            "~ changed JSON (7 characters) -> text that is no JSON (6 characters), one of them ends after 6 characters, so far they are the same",
        ),
        (
            b"\xff\x00\x01",
            b"\xff\x00\x02!",
            "~ changed no text (3 bytes) -> no text (4 bytes), first difference at byte 3: 0x01 -> 0x02",
        ),
        (
            b"a",
            b"a\xff",
            "~ changed text that is no JSON (1 character) -> no text (2 bytes), one of them ends after 1 byte, so far they are the same",
        ),
        (b"", b"{}", "+ added not in the token (detached) -> JSON (2 characters)"),
    ];
    for (before, after, said) in cases {
        assert_eq!(payloads(before, after), [said]);
    }
}

#[test]
fn long_values_are_cut_and_where_they_part_is_said() {
    let long = "x".repeat(50);
    let cut = "x".repeat(39);
    let many = format!("{{\"m\":{{{}}}}}", (0..50).map(|n| format!("\"m{n}\":0")).collect::<Vec<_>>().join(","));
    assert_eq!(
        payloads(format!("{{\"a\":\"{long}yz\"}}"), format!("{{\"a\":\"{long}z\"}}")),
        [format!("~ changed a: \"{cut}… -> \"{cut}…, first difference at character 51: \"yz\" -> \"z\"")]
    );
    assert_eq!(
        payloads("{}", many),
        ["+ added m: {\"m0\":0,\"m1\":0,\"m2\":0,\"m3\":0,\"m4\":0,\"m5\"… (50 members in all)"]
    );
}

#[test]
fn what_became_of_the_signature_is_said() {
    let of = |alg: &str, payload: &str, signature: &[u8]| token(&format!("{{\"alg\":\"{alg}\"}}"), payload, signature);
    let one = of("ES256", "{}", &[1; 64]);
    let cases = [
        (
            one.clone(),
            of("ES256", "{}", &[2; 64]),
            vec![
                "header = same byte for byte",
                "payload = same byte for byte",
                "signature ~ changed same content, another signature: signed again or by another key (64 bytes each)",
            ],
        ),
        (
            of("RS256", "{}", &[1; 256]),
            of("RS256", "{}", &[2; 512]),
            vec![
                "header = same byte for byte",
                "payload = same byte for byte",
                "signature ~ changed same content, another signature: by another key, or one of them is damaged (256 bytes -> 512 bytes)",
            ],
        ),
        (
            one.clone(),
            of("ES256", "{}", b""),
            vec!["header = same byte for byte", "payload = same byte for byte", "signature - removed 64 bytes -> none"],
        ),
        (
            of("none", "{}", b""),
            one.clone(),
            vec![
                "token ~ changed an unsecured token (\"alg\": \"none\") -> a signed token (JWS)",
                "header ~ changed alg: \"none\" -> \"ES256\"",
                "payload = same byte for byte",
                "signature + added none -> 64 bytes",
            ],
        ),
        (
            one.clone(),
            of("ES256", "[]", &[1; 64]),
            vec![
                "header = same byte for byte",
                "payload ~ changed {} (an object) -> [] (a list)",
                "signature = same for other content: it cannot fit both",
            ],
        ),
    ];
    for (before, after, said) in cases {
        assert_eq!(lines(&of_tokens(&before, &after)), said);
    }
}

#[test]
fn encrypted_tokens_are_compared_as_far_as_they_can_be_read() {
    let jwe = |last: &str| format!("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AAAA.AAAA.AAAA.{last}");
    assert_eq!(
        lines(&of_tokens(&jwe("AAAA"), &jwe("BBBB"))),
        [
            "token ~ changed the headers are the same, and the encrypted texts differ: only the recipient can compare them",
            "header = same byte for byte",
            "payload ? unknown encrypted in both",
            "signature = same absent in both",
        ]
    );
    let jws = token("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}", "{}", b"x");
    assert_eq!(
        lines(&of_tokens(&jws, &jwe("AAAA"))),
        [
            "token ~ changed a signed token (JWS) -> an encrypted token (JWE)",
            "header = same byte for byte",
            "payload - removed JSON (2 characters) -> encrypted",
            "signature - removed 1 byte -> none",
        ]
    );
}

/// RFC 7515 appendix F: what nobody has cannot be compared.
#[test]
fn detached_payloads_are_not_there() {
    let whole = token(HEADER, "{}", b"x");
    let [header, _, signature]: [&str; 3] = whole.split('.').collect::<Vec<_>>().try_into().unwrap();
    let text = format!("{header}..{signature}");
    let (one, other) = (decode(&text), decode(&whole));
    let payload = |one, other| {
        let said = lines(&compare(Side { token: &text, decoded: one }, Side { token: &whole, decoded: other }));
        said.into_iter().filter(|line| line.starts_with("payload")).collect::<Vec<_>>()
    };
    assert_eq!(payload(&one, &one), ["payload ? unknown not in the token (detached) in both"]);
    assert_eq!(payload(&one, &other), ["payload + added not in the token (detached) -> JSON (2 characters)"]);
}

#[test]
fn disclosures_further_signatures_and_key_binding_are_compared() {
    let text = token(HEADER, "{}", b"x");
    let disclosure = |text: &str| base64url::encode(text.as_bytes());
    let sd_jwt = |disclosures: &[&str], binding: &str| {
        let disclosures: String = disclosures.iter().map(|text| disclosure(text) + "~").collect();
        decode(&format!("{text}~{disclosures}{binding}"))
    };
    let one = sd_jwt(&["[\"a\",\"given\",\"A\"]", "[\"a\",1]"], &text);
    let mut other = sd_jwt(&["[\"b\",\"given\",\"B\"]", "[\"b\",\"family\",\"C\"]"], "");
    other.more = vec![decode(&text)];
    let salted = sd_jwt(&["[\"b\",\"given\",\"A\"]", "[\"b\",1]"], &text);
    let side = |decoded| Side { token: &text, decoded };
    assert_eq!(
        lines(&compare(side(&one), side(&other))),
        [
            "header = same byte for byte",
            "payload = same byte for byte",
            "payload ~ changed disclosures.given: \"A\" -> \"B\"",
            "payload - removed disclosures.\"...\": 1",
            "payload + added disclosures.family: \"C\"",
            "signature = same 1 byte",
            "signature ~ changed further signatures: 0 -> 1",
            "signature - removed key binding: the key binding JWT",
        ]
    );
    assert_eq!(
        lines(&compare(side(&one), side(&salted))),
        [
            "header = same byte for byte",
            "payload = same byte for byte",
            "payload ≈ alike same disclosures, other salts",
            "signature = same 1 byte",
        ]
    );
}
