//! Templates: chosen with F7, filled in by a form, held against what the target takes.

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
    desk.keys(
        "<f7>qlik cloud\nauth0|1<tab>Jane<tab>jane@corp.example<tab><tab><tab>kid1<tab>https://corp.example<enter>",
    );
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
