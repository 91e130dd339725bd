//! Ctrl+T: times and identifiers made anew.

use jotbench::app::pane::Pane;

use super::signed;
use super::support::{Desk, NOW};

const OLD: &str = "0b6f2f0a-6c8e-4d5c-9a53-0c5c2f8d1e11";

fn with(payload: &str) -> Desk {
    let mut desk = signed();
    desk.keys("<alt-2><ctrl-a>").paste(payload).keys("<ctrl-home>").wait(600_000);
    desk
}

/// The text in quotes behind a name.
fn id<'a>(payload: &'a str, name: &str) -> &'a str {
    let behind = payload.split_once(&format!("\"{name}\": \"")).map_or("", |(_, behind)| behind);
    behind.split('"').next().unwrap_or_default()
}

#[test]
fn times_keep_their_distances_and_the_identifier_is_another_one() {
    let start = format!(
        "{{\n  \"exp\": 1795327804,\n  \"n\": 1.10, \"jti\": \"{OLD}\",\n  \"nbf\": 1795324144,\n  \"iat\": 1795324204 }}"
    );
    let mut desk = with(&start);
    for keys in ["<ctrl-t>", "<esc>T", "<ctrl-p>Renew<enter>"] {
        desk.keys(keys);
        assert_eq!(desk.notice(), "Renewed iat, nbf, exp (60 min 0 s) and jti", "{keys}");
        let jti = id(desk.text(Pane::Payload), "jti").to_owned();
        assert_eq!(
            desk.text(Pane::Payload),
            format!(
                "{{\n  \"exp\": 1795328404,\n  \"n\": 1.10, \"jti\": \"{jti}\",\n  \"nbf\": 1795324744,\n  \"iat\": 1795324804 }}"
            )
        );
        assert!(jti != OLD && jti.len() == 36 && jti.split('-').map(str::len).eq([8, 4, 4, 4, 12]), "{jti}");
        assert!(desk.verdict().starts_with("SIGNED"), "{}", desk.verdict());
        desk.keys("<ctrl-z>");
        assert_eq!(desk.text(Pane::Payload), start, "one step");
    }
    assert_eq!(desk.now, NOW + 600_000);
}

#[test]
fn the_cursor_stays_where_it_is_in_the_text() {
    let mut desk = with("{\"iat\": 5, \"jti\": \"a\", \"sub\": \"x\"}");
    desk.keys("<ctrl-end><ctrl-t>Y");
    let jti = id(desk.text(Pane::Payload), "jti");
    assert_eq!(jti.len(), 43, "32 bytes in base64url");
    assert_eq!(desk.text(Pane::Payload), format!("{{\"iat\": 1795324804, \"jti\": \"{jti}\", \"sub\": \"x\"}}Y"));
}

#[test]
fn what_cannot_be_renewed_is_told_with_the_way_out() {
    let title = "Renew times and ids: iat, nbf, exp and jti";
    let mut desk = with("{\"sub\": \"x\"}");
    desk.keys("<ctrl-t>");
    assert_eq!(desk.notice(), format!("{title}: there is no iat, nbf, exp or jti to renew"));
    let mut desk = with("{\"iat\": 1795324204.5, \"exp\": 1795327804}");
    desk.keys("<ctrl-t>");
    assert_eq!(desk.notice(), format!("{title}: \"iat\" is not written as a whole number: write \"iat\": 1795324204"));
    assert_eq!(desk.text(Pane::Payload), "{\"iat\": 1795324204.5, \"exp\": 1795327804}");
}

#[test]
fn a_pasted_token_is_not_renewed_until_it_is_typed_into() {
    let token = signed().token();
    let mut desk = signed();
    desk.paste(&token).wait(600_000).keys("<ctrl-t>");
    assert_eq!(
        desk.notice(),
        "Renew times and ids: iat, nbf, exp and jti: a pasted token is another one's: type into header or payload, and \
         it is made here and can be renewed"
    );
    assert_eq!(desk.token(), token);
    desk.keys("<alt-2><ctrl-end> <ctrl-t>");
    assert_eq!(desk.notice(), "Renewed iat, nbf and exp (60 min 0 s)");
    assert_ne!(desk.token(), token);
}

#[test]
fn with_a_template_its_times_and_identifiers_are_meant() {
    let mut desk = signed();
    desk.keys("<f7>qlik cloud\nauth0|1<tab>Jane<tab>jane@corp.example<tab><tab>kid1<tab>https://corp.example<enter>");
    let before = desk.text(Pane::Payload).to_owned();
    desk.wait(60_000).keys("<ctrl-t>");
    let jti = id(&before, "jti");
    let new = id(desk.text(Pane::Payload), "jti").to_owned();
    assert_ne!(new, jti);
    assert!(desk.notice().starts_with("Renewed iat, nbf, exp ("), "{}", desk.notice());
    let times = |text: &str| {
        let of = |name: &str| {
            let behind = text.split_once(&format!("\"{name}\": ")).map_or("", |(_, behind)| behind);
            behind.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default().parse::<i64>().unwrap_or_default()
        };
        ["iat", "nbf", "exp"].map(of)
    };
    assert_eq!(times(desk.text(Pane::Payload)), times(&before).map(|time| time + 60));
}

#[test]
fn a_typed_time_a_renewal_and_an_older_token_on_its_way_end_in_one_copy() {
    let mut desk = signed();
    desk.keys("<f7>qlik cloud\nauth0|1<tab>Jane<tab>jane@corp.example<tab><tab>kid1<tab>https://corp.example<enter>");
    desk.slow = true;
    // The token of the texts before is still being made.
    desk.keys("<alt-1><ctrl-end> <alt-2><ctrl-end><up><end><ctrl-w>+20m<f5>");
    while !desk.waiting.is_empty() {
        desk.finish();
    }
    assert_eq!(desk.copied, [format!("Bearer {}", desk.token())]);
    assert!(desk.notice().contains(", with renewed iat, nbf, exp (20 min 0 s) and jti"), "{}", desk.notice());
}
