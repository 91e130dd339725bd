//! What people paste, and what is left of it.

use proptest::prelude::*;

use super::*;

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

#[test]
fn takes_the_token_out_of_what_people_copy_it_with() {
    let wrapped = TOKEN.replace('.', ".\r\n  ");
    let cases: Vec<(String, &[&str])> = vec![
        (TOKEN.into(), &[]),
        (format!("  {TOKEN} "), &[]),
        (format!("{TOKEN}\r\n"), &["white space around it"]),
        (format!("Bearer {TOKEN}"), &["\"Bearer\""]),
        (format!("bearer  BEARER {TOKEN}"), &["\"Bearer\""]),
        (format!("Authorization: Bearer {TOKEN}"), &["\"Authorization:\"", "\"Bearer\""]),
        (format!("-H 'authorization:Bearer {TOKEN}'"), &["\"-h\"", "quotes", "\"Authorization:\"", "\"Bearer\""]),
        (format!("\"{TOKEN}\","), &["quotes"]),
        (format!("{TOKEN}\""), &["quotes"]),
        (format!("Bearer {wrapped}"), &["\"Bearer\"", "2 line breaks"]),
        (format!("{{\"access_token\": \"{TOKEN}\", \"expires_in\": 300}}"), &["the JSON around \"access_token\""]),
        (format!("https://host/cb?state=x.y.z&jwt={TOKEN}#top"), &["the URL around \"jwt=\""]),
        (format!("> {}", TOKEN.replace('.', ".\n> ")), &["\">\" quote marks", "2 line breaks"]),
        (TOKEN.replace('.', ".\u{200b}"), &["invisible characters"]),
        (TOKEN.replace('.', ".=\n"), &["2 line breaks"]),
        (TOKEN.replace('.', ".\u{a0}"), &["invisible characters"]),
        (TOKEN.replace('.', "%2E"), &["% escapes"]),
        (format!("Bearer%20{}", TOKEN.replace('.', "%2e")), &["% escapes", "\"Bearer\""]),
        (format!("curl -H 'Authorization: Bearer {TOKEN}' https://host/a.b?c=d.e"), &[SURROUNDINGS]),
        (format!("Cookie: a=b; session={TOKEN}; Path=/"), &[SURROUNDINGS]),
        (format!("export TOKEN='{TOKEN}'"), &["quotes", SURROUNDINGS]),
        (format!("[\"{TOKEN}\"]"), &[SURROUNDINGS]),
        (format!("My token is {TOKEN}. It is not taken."), &[SURROUNDINGS]),
        (format!("both {TOKEN} and {TOKEN}"), &[SURROUNDINGS]),
        (
            format!("authorization: Bearer {TOKEN}\r\naccept: */*\r\nhost: a.b.c\r\n"),
            &["white space around it", "\"Authorization:\"", "\"Bearer\"", SURROUNDINGS],
        ),
        (
            format!("GET /a HTTP/1.1\nHost: a.b.c\nAuthorization: Bearer {TOKEN}\nAccept: */*\n"),
            &["white space around it", SURROUNDINGS],
        ),
        (format!("{TOKEN}&state=1"), &[SURROUNDINGS]),
        (format!("{TOKEN}; Path=/; Secure"), &[SURROUNDINGS]),
        (format!("{TOKEN})"), &[SURROUNDINGS]),
        (format!("{TOKEN}, and so on"), &[SURROUNDINGS]),
    ];
    for (text, removed) in cases {
        let cleaned = clean(&text);
        assert_eq!(
            (cleaned.text.as_str(), cleaned.removed.as_slice()),
            (TOKEN, removed.iter().map(|&r| r.to_owned()).collect::<Vec<_>>().as_slice()),
            "{text}"
        );
    }
}

#[test]
fn a_token_in_json_stays_as_it_is() {
    let text = "{\"payload\":\"e30\",\"header\":{\"jku\":\"https://a/?t=eyJ.a.b\"},\"signature\":\"AA\"}";
    assert_eq!(
        clean(&format!(" {text}\n")),
        Cleaned { text: text.into(), removed: vec!["white space around it".into()], notes: vec![] }
    );
    assert!(!is_json_token("{\"payload\":1}") && !is_json_token("{\"signature\":\"x\"}") && !is_json_token("[]"));
    // {"alg":"HS256","b64":false,"crit":["b64"]}
    let unencoded = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.{\"a\":\n1}.AA";
    assert_eq!(clean(unencoded), Cleaned { text: unencoded.into(), removed: vec![], notes: vec![] });
    assert!(is_token_like(unencoded) && !is_token_like("eyJhbGciOiJIUzI1NiJ9.{\"a\":1}.AA"));
    assert!(is_json_token("{\"protected\":\"e30\",\"ciphertext\":\"AA\"}"));
}

/// A load balancer pads; where the line was broken behind the padding it stays.
#[test]
fn padding_at_the_end_of_a_line_stays() {
    let padded = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ==.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk=";
    assert_eq!(clean(&padded.replace("==.", "==\n.")).text, padded);
}

/// What stands within a token is named with its place, not taken for the end of it.
#[test]
fn a_foreign_character_within_a_token_stays() {
    for foreign in ["&", ")", ";", ",", ":", "\n:", " "] {
        let (before, after) = TOKEN.split_at(70);
        let text = format!("{before}{foreign}{after}");
        assert_eq!(clean(&text).text.trim_end(), text.replace('\n', ""), "{text}");
    }
}

/// A good token in the text around a bad one is not judged in its place, and a torn one does not become another.
#[test]
fn what_is_behind_a_token_is_left_where_it_holds_another_or_the_rest_of_it() {
    let bad = TOKEN.replace("dBjf", "AAAA");
    for between in [",\n", ", ", " | ", "; ", " ) ", "&id_token=", "\nRefresh: ", "\nReferer: https://a/?t="] {
        let text = clean(&format!("{bad}{between}{TOKEN}")).text;
        assert!(text.starts_with(&bad) && text.ends_with(TOKEN), "{text}");
    }
    let referer = format!("Authorization: Bearer {bad}\r\nReferer: https://app.example/cb?id_token={TOKEN}");
    assert!(clean(&referer).text.starts_with(&bad), "{referer}");
    // Its first character is missing.
    let broken = format!("Authorization: Bearer {}\r\nX-Token: {TOKEN}", bad.trim_start_matches('e'));
    assert!(clean(&broken).text.ends_with(&format!("X-Token: {TOKEN}")), "{broken}");
    for torn in [
        format!("{TOKEN}~WyJhIl0~)\n{TOKEN}"),
        format!("{TOKEN};~WyJhIl0~a=b"),
        format!("{TOKEN}~WyJhIl0~&x=WyJiIl0~"),
        format!("{TOKEN})\nAAAA.BBBB"),
        format!("{TOKEN}\nfoo bar: x"),
        format!("{TOKEN};abcd=="),
    ] {
        assert_eq!(clean(&torn).text, torn.replace('\n', ""));
    }
    let unencoded = "Bearer eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.a\nb.AA";
    assert_eq!(clean(unencoded).text, unencoded.trim_start_matches("Bearer "));
    assert_eq!(clean(&format!("{TOKEN}\r\nX_Real_IP: 1")).text, TOKEN);
}

#[test]
fn what_powershell_writes_is_read() {
    let wide = |to_bytes: fn(u16) -> [u8; 2]| {
        format!("\u{feff}{TOKEN}\r\n").encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>()
    };
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        assert_eq!(utf16(&bytes).map(|text| clean(&text).text), Some(TOKEN.to_owned()));
    }
    assert_eq!(utf16(TOKEN.as_bytes()), None);
    assert_eq!(utf16(&[0xff, 0xfe, 0, 0xd8]), None);
}

#[test]
fn a_path_is_no_token() {
    for text in [TOKEN, "Bearer eyJ.x", "eyJhbGciOiJIUzI1NiJ9.e30", "{}"] {
        assert!(looks_like_token(text), "{text}");
    }
    for text in ["token.jwt", "./a.b.c", "server.pem", "C:\\keys\\key.txt", "jde", ""] {
        assert!(!looks_like_token(text), "{text}");
    }
}

#[test]
fn endless_wrappers_are_taken_off_a_few_times_and_the_rest_at_once() {
    for wrapper in ["authorization:", "bearer ", "\""] {
        let cleaned = clean(&format!("{}{TOKEN}", wrapper.repeat(100_000)));
        assert_eq!((cleaned.text.as_str(), cleaned.removed.last().map(String::as_str)), (TOKEN, Some(SURROUNDINGS)));
    }
}

/// Which of two tokens is meant, or of two members with one name, nobody can tell.
#[test]
fn nothing_is_chosen_among_several_tokens() {
    let other = TOKEN.replace("dBjf", "dBjg");
    for text in
        [format!("a: {TOKEN}\nb: {other}"), format!("{{\"access_token\":\"{TOKEN}\",\"access_token\":\"{other}\"}}")]
    {
        assert_eq!(clean(&text), Cleaned { text: text.clone(), removed: vec![], notes: vec![] });
    }
}

#[test]
fn leaves_inner_spaces_and_other_texts_alone() {
    let spaced = TOKEN.replace('.', ". ");
    assert_eq!(clean(&spaced), Cleaned { text: spaced, removed: vec![], notes: vec![] });
    let json = "{\n  \"sub\": \"jde\"\n}";
    assert_eq!(clean(json), Cleaned { text: json.into(), removed: vec![], notes: vec![] });
    assert_eq!(clean(""), Cleaned { text: String::new(), removed: vec![], notes: vec![] });
}

proptest! {
    #[test]
    fn the_short_way_comes_to_the_same_as_the_long_one(
        before in "(|Bearer|authorization=|TOKEN=|=|~)",
        header in "(eyJhbGciOiJIUzI1NiJ9|e30|eyJiNjQiOmZhbHNlfQ|eyAg|ew0K)",
        rest in "[.=~A-Za-z0-9_-]{0,60}",
    ) {
        let text = [before, header, rest].concat();
        prop_assert_eq!(clean(&text), thoroughly(&text));
    }
}
