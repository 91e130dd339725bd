//! Templates: chosen with F7, filled in by a form, held against what the target takes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use jotbench::app::pane::Pane;

use super::{desk, support::Desk};

fn at(width: u16, height: u16) -> Desk {
    desk(width, height)
}

#[test]
fn a_header_for_qlik_is_a_few_keys_away() {
    let mut desk = at(80, 24);
    desk.keys("<f7>ql\njde<tab>CORP\n").open(&["server_key.pem", "server.pem"]);
    assert!(desk.verdict().starts_with("SIGNED with server_key.pem · verifies with server.pem"), "{}", desk.verdict());
    assert_eq!(
        desk.text(Pane::Payload),
        "{\n  \"userId\": \"jde\",\n  \"userDirectory\": \"CORP\",\n  \"iat\": 1795324204,\n  \"nbf\": 1795324204,\n  \
         \"exp\": 1795327804\n}"
    );
    desk.keys("<f5>");
    let token = desk.token();
    assert_eq!(desk.copied, [format!("Bearer {token}")]);
    assert!(desk.notice().contains("Next: "), "{}", desk.notice());
}

#[test]
fn the_list_the_form_and_the_target_on_screen() {
    for (width, height) in [(120, 36), (80, 24), (40, 12)] {
        let mut desk = at(width, height);
        desk.open(&["server_key.pem", "server.pem"]).keys("<f7>qli");
        insta::assert_snapshot!(format!("templates_{width}x{height}"), desk.screen_with_roles());
        desk.keys("\njde\n");
        insta::assert_snapshot!(format!("template_form_{width}x{height}"), desk.screen_with_roles());
        desk.keys("CORP\n");
        insta::assert_snapshot!(format!("template_filled_{width}x{height}"), desk.screen_with_roles());
    }
}

#[test]
fn a_form_says_which_field_will_not_do_and_keeps_what_was_typed() {
    let mut desk = at(80, 24);
    desk.keys("<f7>ql\njde\n");
    assert!(desk.screen().contains("User directory is missing: "), "{}", desk.screen());
    desk.keys("CORP<tab><tab><tab><tab><ctrl-a>soon\n");
    assert!(
        desk.screen().contains("Valid for is \"soon\", and must be a span as 90s, 30m, 1h30m"),
        "{}",
        desk.screen()
    );
    desk.keys("<ctrl-a>90m\n");
    assert!(desk.text(Pane::Payload).contains("\"exp\": 1795329604"), "{}", desk.text(Pane::Payload));
    // What was typed is there again.
    desk.keys("<f7>ql\n");
    assert!(desk.screen().contains("90m"), "{}", desk.screen());
}

#[test]
fn keys_that_came_in_one_burst_fill_the_fields_that_they_were_typed_for() {
    let mut desk = at(80, 24);
    desk.keys("<f7>ql\n").paste("jde\tCORP\tJohn Donne").keys("\n");
    let expected = "{\n  \"userId\": \"jde\",\n  \"userDirectory\": \"CORP\",\n  \"name\": \"John Donne\",\n";
    assert!(desk.text(Pane::Payload).starts_with(expected), "{}", desk.text(Pane::Payload));
}

#[test]
fn what_the_target_refuses_is_in_the_verdict_and_asks_before_a_copy() {
    let mut desk = at(120, 36);
    desk.keys("<f7>qlik cloud\nauth0|1<tab>Jane<tab>jane@corp.example<tab><tab>kid1<tab>https://corp.example<enter>");
    desk.open(&["server_key.pem", "server.pem"]);
    assert!(desk.verdict().starts_with("SIGNED with server_key.pem"), "{}", desk.verdict());
    let exp = desk.text(Pane::Payload).split("\"exp\": ").nth(1).unwrap().trim_end_matches("\n}").to_owned();
    let later = desk.text(Pane::Payload).replace(&exp, "1795327865");
    desk.keys("<alt-2><ctrl-a>").paste(&later);
    let refused =
        "SIGNED but Qlik Cloud refuses it: lifetime: 61 min 1 s from nbf, Qlik Cloud takes 60 min 0 s at most";
    assert!(desk.verdict().starts_with(refused), "{}\n{}\n{later}", desk.verdict(), desk.text(Pane::Payload));
    desk.keys("<f5>");
    assert_eq!(desk.copied, Vec::<String>::new());
    assert!(desk.notice().ends_with("the same key again copies it all the same"), "{}", desk.notice());
    desk.keys("<f5>").finish();
    assert_eq!(desk.copied.len(), 1);
}

#[test]
fn a_target_is_part_of_the_document_and_undone_with_it() {
    let mut desk = at(120, 36);
    let before = desk.text(Pane::Payload).to_owned();
    desk.keys("<f7>ql\njde<tab>CORP\n");
    assert!(desk.screen().contains("template: Qlik Sense on Windows"));
    desk.keys("<ctrl-z>");
    assert_eq!(desk.text(Pane::Payload), before);
    assert!(!desk.screen().contains("template: "));
}

/// SHA-256 of the SPKI of `server_key.pem`, as `openssl dgst` gives it.
const SPKI: &str = "BDkOw1SckK0WxKQCh9G7Da6gO07uqQCtVlogX5uWgIo=";
/// SHA-256 of the certificate `server.pem`, likewise.
const X5T: &str = "5xrcCWC0I0mFAgaibw26RZqEqkJB8Dq8kUh0_ob48n8";

#[test]
fn what_only_the_key_can_tell_is_filled_in_when_it_comes_and_follows_the_next_one() {
    let mut desk = at(120, 36);
    desk.keys("<f7>snowflake\njde<tab>xy12345.eu-central-1\n").open(&["server_key.pem", "server.pem"]);
    let iss = format!("\"iss\": \"XY12345.JDE.SHA256:{SPKI}\"");
    assert!(desk.text(Pane::Payload).contains(&iss), "{}\n{}", desk.text(Pane::Payload), desk.screen());
    desk.keys("<f7>entra\nclient<tab>tenant\n");
    assert!(desk.text(Pane::Header).contains(&format!("\"x5t#S256\": \"{X5T}\"")), "{}", desk.text(Pane::Header));
    // Without a certificate there is no thumbprint, and that of another key may not stay.
    desk.keys("<ctrl-z><ctrl-z><ctrl-z><ctrl-z>").finish();
    assert!(!desk.text(Pane::Header).contains(X5T), "{}", desk.text(Pane::Header));
}

#[test]
fn a_placeholder_that_waits_for_a_certificate_is_refused_until_there_is_one() {
    let mut desk = at(120, 36);
    desk.open(&["server_key.pem"]).keys("<f7>entra\nclient<tab>tenant\n");
    let refused =
        "SIGNED but Microsoft Entra client assertion refuses it: target: {{x5t_s256}} stands where its value belongs";
    assert!(desk.verdict().starts_with(refused), "{}", desk.verdict());
    desk.open(&["server.pem"]);
    assert!(desk.verdict().starts_with("SIGNED with server_key.pem · verifies with server.pem"), "{}", desk.verdict());
    assert!(desk.text(Pane::Header).contains(&format!("\"x5t#S256\": \"{X5T}\"")), "{}", desk.text(Pane::Header));
}

#[test]
fn the_key_file_of_a_service_account_fills_the_form() {
    let account: serde_json::Value = serde_json::from_str(&super::vector("odd/service-account.json")).unwrap();
    let mut desk = at(120, 36);
    desk.open(&["service-account.json"]).keys("<f7>self-signed\n");
    assert!(desk.screen().contains(account["client_email"].as_str().unwrap()), "{}", desk.screen());
    desk.keys("pubsub\n");
    let payload: serde_json::Value = serde_json::from_str(desk.text(Pane::Payload)).unwrap();
    assert_eq!(payload["iss"], account["client_email"]);
    assert_eq!(payload["aud"], "https://pubsub.googleapis.com/");
    let header: serde_json::Value = serde_json::from_str(desk.text(Pane::Header)).unwrap();
    assert_eq!(header["kid"], account["private_key_id"]);
    assert!(desk.verdict().starts_with("SIGNED with service-account.json"), "{}", desk.verdict());
}

/// Qlik Cloud's form filled in, both keys opened.
fn cloud() -> Desk {
    let mut desk = at(120, 36);
    desk.keys("<f7>qlik cloud\nauth0|1<tab>Jane<tab>jane@corp.example<tab><tab>kid1<tab>https://corp.example<enter>");
    desk.open(&["server_key.pem", "server.pem"]);
    desk
}

fn claims(copied: &str) -> serde_json::Value {
    let decoded = jotbench::jose::decode::decode(copied.trim_start_matches("Bearer "));
    serde_json::from_slice(&decoded.payload.unwrap()).unwrap()
}

#[test]
fn two_copies_for_a_target_that_takes_a_token_once_are_two_tokens() {
    let mut desk = cloud();
    desk.keys("<f5>");
    let said =
        "Copied \"Bearer …\" to the system clipboard, with renewed iat, nbf, exp (30 min 0 s) and jti; cleared in 45 s";
    assert!(desk.notice().starts_with(said), "{}", desk.notice());
    desk.wait(7_000).keys("<f5>");
    let [one, two] = [&desk.copied[0], &desk.copied[1]].map(|copied| claims(copied));
    assert_ne!(one["jti"], two["jti"]);
    for (claims, late) in [(&one, 0), (&two, 7)] {
        assert_eq!(claims["jti"].as_str().unwrap().len(), 43);
        assert_eq!(claims["iat"], 1_795_324_204 + late);
        assert_eq!(claims["nbf"], 1_795_324_204 + late);
        assert_eq!(claims["exp"], 1_795_326_004 + late);
    }
    // What is on screen is what was copied.
    assert_eq!(desk.copied[1], format!("Bearer {}", desk.token()));
}

#[test]
fn a_copy_that_waits_for_the_new_token_is_given_up_by_the_next_key() {
    let mut desk = cloud();
    desk.slow = true;
    desk.keys("<f5>");
    assert_eq!(desk.copied, Vec::<String>::new());
    desk.keys("<left>").finish();
    assert_eq!(desk.copied, Vec::<String>::new());
    desk.keys("<f5>").finish();
    assert_eq!(desk.copied, [format!("Bearer {}", desk.token())]);
}

#[test]
fn a_pasted_token_is_copied_as_it_is_whatever_the_target() {
    let mut desk = cloud();
    let token = desk.token();
    desk.paste(&token).keys("<f5>");
    assert_eq!(desk.copied, [format!("Bearer {token}")]);
}
