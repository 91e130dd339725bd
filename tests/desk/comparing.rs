//! Two tokens side by side: what is kept of the one before, and how they are shown.

use jotbench::app::overlay::Overlay;
use jotbench::app::pane::Pane;
use jotbench::jose::base64url;

use super::support::Desk;
use super::{desk, signed};

fn token(header: &str, payload: &str, signature: &[u8]) -> String {
    [header.as_bytes(), payload.as_bytes(), signature].map(base64url::encode).join(".")
}

/// Two tokens of one issuer, an hour apart.
fn two() -> [String; 2] {
    [
        token(
            "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"2026-a\"}",
            "{\"userId\":\"jde\",\"userDirectory\":\"CORP\",\"groups\":[\"Finance\",\"Sales\"],\"iat\":1795324204,\
             \"exp\":1795327804,\"realm\":{\"roles\":[{\"name\":\"reader\"}],\"note\":null}}",
            &[1; 256],
        ),
        token(
            "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"2026-b\"}",
            "{\"userId\":7,\"groups\":[\"Sales\",\"Admins\"],\"iat\":1795324204.0,\"exp\":1795331404,\
             \"realm\":{\"roles\":[{\"name\":\"writer\"}],\"note\":null},\"name\":\"John \u{202e}Donne\"}",
            &[2; 256],
        ),
    ]
}

/// What the open comparison says; nothing if none is open.
fn said(desk: &Desk) -> Vec<String> {
    let Some(Overlay::Compare(compared)) = &desk.app.overlay else { return Vec::new() };
    let path = |path: &str| if path.is_empty() { String::new() } else { format!("{path}: ") };
    compared.found.iter().map(|d| format!("{} {}{}", d.change.words(), path(&d.path), d.words)).collect()
}

#[test]
fn a_comparison_at_each_size() {
    let [before, after] = two();
    for (width, height) in [(120, 36), (80, 24), (40, 12)] {
        let mut desk = desk(width, height);
        desk.open(&["server_key.pem", "server.pem"]).paste(&before).paste(&after).keys("<alt-d>");
        insta::assert_snapshot!(format!("compared_{width}x{height}"), desk.screen_with_roles());
    }
}

#[test]
fn with_one_token_there_is_nothing_to_compare_with() {
    let reason =
        "Compare with the previous token: paste a second token first: there is nothing to compare with".to_owned();
    let mut desk = desk(120, 36);
    desk.keys("<alt-d>");
    assert_eq!(desk.notice(), reason, "a sample was there first");
    desk.paste(&two()[0]).keys("<alt-d>");
    assert_eq!(desk.notice(), reason, "the sample's token is nobody's");
    desk.keys("<esc>D");
    assert_eq!(desk.notice(), reason);
}

#[test]
fn the_same_token_twice_is_identical() {
    let mut desk = desk(120, 36);
    desk.paste(&two()[0]).paste(&format!("Bearer {}", two()[0])).keys("<esc>D");
    assert_eq!(said(&desk), ["= same identical, character for character"]);
    desk.keys("<esc>");
    assert!(!desk.screen().contains("identical"));
}

#[test]
fn an_edit_is_compared_with_the_token_that_was_pasted() {
    let pasted = token("{\"alg\":\"RS256\"}", "{\"sub\":\"jde\",\"exp\":1795327804}", &[1; 256]);
    let mut desk = signed();
    desk.paste(&pasted).keys("<alt-2><ctrl-a>").paste("{\"sub\": \"jdo\",\n\"exp\": 1795327804}");
    desk.keys("<alt-d>");
    let expected = [
        "= same byte for byte",
        "~ changed sub: \"jde\" -> \"jdo\"",
        "~ changed another one, as it must be for other content: 256 bytes each",
    ];
    assert_eq!(said(&desk), expected);
    desk.keys("<esc><ctrl-z><alt-d>");
    assert_eq!(said(&desk), ["= same identical, character for character"]);
}

/// Most pasted tokens are somebody else's: there is no key to sign the edited texts with.
#[test]
fn an_edit_that_cannot_be_signed_is_compared_all_the_same() {
    let pasted = token("{\"alg\":\"RS256\"}", "{\"sub\":\"jde\"}", &[1; 256]);
    let mut desk = desk(120, 36);
    desk.paste(&pasted).keys("<alt-2><ctrl-end><left>,\"a\":1");
    assert!(desk.verdict().starts_with("UNSIGNED"), "{}", desk.verdict());
    desk.keys("<alt-d>");
    assert_eq!(said(&desk), ["= same byte for byte", "+ added a: 1", "- removed 256 bytes -> none"]);
    desk.keys("<esc><backspace><alt-d>");
    assert!(desk.notice().starts_with("Compare with the previous token: payload, line"), "{}", desk.notice());
}

#[test]
fn choosing_another_algorithm_keeps_the_pasted_token_too() {
    let mut desk = signed();
    desk.paste(&token("{\"alg\":\"RS256\"}", "{\"sub\":\"jde\"}", &[1; 256]));
    desk.keys("<f4>PS384<enter><alt-d>");
    assert_eq!(said(&desk)[0], "~ changed alg: \"RS256\" -> \"PS384\"");
}

#[test]
fn a_token_made_here_is_compared_with_one_from_elsewhere() {
    let mut desk = signed();
    let payload = desk.text(Pane::Payload).replace("jde", "jdo");
    desk.paste(&token("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", &payload, &[1; 256])).keys("<alt-d>");
    assert_eq!(said(&desk)[1], "~ changed userId: \"jde\" -> \"jdo\"");
}

#[test]
fn a_token_that_cannot_be_read_is_neither_compared_nor_kept() {
    let [before, after] = two();
    let mut desk = desk(120, 36);
    desk.paste(&before).paste("eyJhbGciOiJIUzI1NiJ9.e30").keys("<alt-d>");
    assert_eq!(desk.notice(), "Compare with the previous token: pane 5 holds no token that can be read");
    desk.paste(&after).keys("<alt-d>");
    assert_eq!(said(&desk)[0], "~ changed kid: \"2026-a\" -> \"2026-b\"");
}

#[test]
fn what_comes_in_under_an_open_comparison_is_compared() {
    let [before, after] = two();
    let mut desk = desk(120, 36);
    desk.paste(&before).paste(&after).keys("<alt-d>").paste(&after);
    assert_eq!(said(&desk), ["= same identical, character for character"]);
    desk.slow = true;
    desk.open(&["server_key.pem"]).keys("<alt-2><ctrl-end><left>,\"a\":1").keys("<alt-d>");
    assert_eq!(said(&desk).last().map(String::as_str), Some("- removed 256 bytes -> none"), "not signed yet");
    desk.finish();
    assert!(said(&desk).last().is_some_and(|line| line.starts_with("~ changed another one")), "{:?}", said(&desk));
    desk.paste("eyJhbGciOiJIUzI1NiJ9.e30");
    assert_eq!(said(&desk), Vec::<String>::new());
}

#[test]
fn forgetting_and_starting_over_leave_nothing_to_compare_with() {
    let [before, after] = two();
    for script in ["<alt-3><alt-x>", "<alt-n><alt-n>"] {
        let mut desk = signed();
        desk.paste(&before).paste(&after);
        assert!(desk.app.bench.previous().is_some());
        desk.keys(script);
        assert_eq!(desk.app.bench.previous(), None, "{script}");
    }
}

#[test]
fn foreign_text_is_drawn_visibly_and_a_long_comparison_scrolls() {
    let members: Vec<String> = (0..300).map(|n| format!("\"m{n}\":\"\u{1b}[2J\u{202e}\\u0007\"")).collect();
    let long = token("{\"alg\":\"RS256\"}", &format!("{{{}}}", members.join(",").replace('\u{1b}', "\\u001b")), b"x");
    let text = token("{\"alg\":\"RS256\"}", "a\u{1b}[2J\nb", b"x");
    let mut desk = desk(80, 24);
    desk.paste(&token("{\"alg\":\"RS256\"}", "{}", b"x")).paste(&long).keys("<alt-d>");
    let first = desk.screen();
    assert!(first.contains("+ added    m0: \"\\u001b[2J\\u202E") && first.contains("more: Down"), "{first}");
    desk.keys(&"<pgdn>".repeat(40));
    let last = desk.screen();
    assert!(last.contains("…          and 100 more") && !last.contains("more: Down"), "{last}");
    desk.paste(&text);
    let screen = desk.keys("<pgup><pgup><pgup><pgup>").screen();
    assert!(screen.contains("JSON (7691 characters) -> text that is no JSON (7 characters)"), "{screen}");
    assert!(!screen.contains('\u{1b}'), "{screen}");
}
