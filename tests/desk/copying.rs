//! The clipboard: what is copied, what is said, when it is cleared.

use jotbench::app::event::{Copied, Effect, Event};

use super::desk;
use super::{signed, support::NOW};

#[test]
fn f5_copies_the_bearer_value_and_says_how_long_it_lives() {
    let mut desk = signed();
    desk.keys("<f5>");
    assert_eq!(desk.copied, [format!("Bearer {}", desk.token())]);
    assert_eq!(desk.notice(), "Copied \"Bearer …\" to the system clipboard; cleared in 45 s");
    desk.wait(44_999);
    assert_eq!(desk.effects, []);
    desk.wait(1);
    assert_eq!(desk.effects, [Effect::ClearClipboard]);
    desk.send(Event::Cleared(true));
    assert_eq!(desk.notice(), "The clipboard was cleared");
}

#[test]
fn f6_offers_the_forms() {
    let mut desk = signed();
    desk.keys("<f6>head<enter><f6>tok<enter>");
    let token = desk.token();
    assert_eq!(desk.copied, [format!("Authorization: Bearer {token}"), token]);
}

#[test]
fn every_copy_says_truthfully_what_became_of_it() {
    let system = |confirmed| Copied::System { confirmed, route: "the system clipboard".to_owned() };
    let cases = [
        (system(true), "Copied \"the text\" to the system clipboard; cleared in 45 s"),
        (system(false), "Copied \"the text\" to the system clipboard (cannot confirm); cleared in 45 s"),
        (
            Copied::Terminal { caution: None },
            "Sent \"the text\" to your terminal's clipboard (OSC 52): cannot confirm, cannot clear",
        ),
        (
            Copied::Failed("no clipboard".to_owned()),
            "\"the text\" was not copied: no clipboard. F12 on pane 5 shows the token to select by hand",
        ),
    ];
    for (copied, says) in cases {
        let mut desk = signed();
        desk.send(Event::Copied(copied));
        assert_eq!(desk.notice(), says);
    }
}

#[test]
fn quitting_hands_over_what_is_still_to_be_served() {
    let mut desk = signed();
    desk.keys("<ctrl-q>");
    assert_eq!(desk.effects, [Effect::Quit { hold: None }]);
    desk.keys("<f5>").wait(5_000);
    desk.keys("<ctrl-q>");
    assert_eq!(desk.effects.last(), Some(&Effect::Quit { hold: Some(40) }));
    desk.send(Event::Copied(Copied::Terminal { caution: None })).keys("<ctrl-q>");
    assert_eq!(desk.effects.last(), Some(&Effect::Quit { hold: None }), "a terminal's clipboard cannot be held");
}

#[test]
fn quitting_clears_a_copied_key_at_once() {
    let mut desk = signed();
    desk.keys("<alt-3><f9><ctrl-a><ctrl-c><ctrl-c>");
    assert_eq!(desk.copied.len(), 1);
    assert!(desk.notice().contains("cleared in 45 s, or when the workbench ends"), "{}", desk.notice());
    desk.effects.clear();
    desk.keys("<ctrl-q>");
    assert_eq!(desk.effects, [Effect::ClearClipboard, Effect::Quit { hold: None }]);
    // What is copied after it is no key any more.
    let mut desk = signed();
    desk.keys("<alt-3><f9><ctrl-a><ctrl-c><ctrl-c><f5>");
    desk.effects.clear();
    desk.keys("<ctrl-q>");
    assert_eq!(desk.effects, [Effect::Quit { hold: Some(45) }]);
}

#[test]
fn ctrl_c_copies_a_selection_and_quits_at_the_second_time_without_one() {
    let mut desk = signed();
    desk.keys("<alt-1><ctrl-home><shift-right><ctrl-c>");
    assert_eq!(desk.copied, ["{"]);
    desk.keys("<right><ctrl-c>");
    assert!(desk.notice().starts_with("Nothing is selected"), "{}", desk.notice());
    desk.keys("<right><ctrl-c>");
    assert_eq!(desk.effects, []);
    desk.keys("<ctrl-c>");
    assert!(matches!(desk.effects.as_slice(), [Effect::Quit { .. }]), "{:?}", desk.effects);
}

#[test]
fn a_hidden_key_cannot_be_copied_and_a_revealed_one_asks() {
    let mut desk = signed();
    desk.keys("<alt-3><ctrl-a><ctrl-c>");
    assert_eq!((desk.copied.len(), desk.notice().as_str()), (0, "The text is hidden: F9 reveals it first"));
    desk.keys("<f9><ctrl-a><ctrl-c>");
    assert_eq!(desk.copied.len(), 0);
    desk.keys("<ctrl-c>");
    assert_eq!(desk.copied.len(), 1);
}

#[test]
fn a_token_outside_its_time_is_copied_at_the_second_press_only() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem"]).wait(3_600_000);
    desk.keys("<f5>");
    assert_eq!(desk.copied.len(), 0);
    desk.keys("<f5>");
    assert_eq!(desk.copied.len(), 1);
    assert_eq!(desk.now, NOW + 3_600_000);
}

#[test]
fn a_late_token_can_be_copied_from_the_list_of_forms_by_choosing_twice() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem"]).wait(3_600_000);
    desk.keys("<f6>head<enter>");
    assert_eq!(desk.copied.len(), 0);
    desk.keys("<f6>head<enter>");
    assert_eq!(desk.copied, [format!("Authorization: Bearer {}", desk.token())]);
}

#[test]
fn a_request_asks_for_its_address_and_the_next_one_begins_with_it() {
    let mut desk = signed();
    desk.keys("<f6>curl, for cmd<enter>");
    assert_eq!(desk.copied.len(), 0);
    desk.keys("a.example<enter>");
    assert!(desk.screen().contains("an address begins with https:// or http://"), "{}", desk.screen());
    desk.keys("<ctrl-a>").paste("https://a.example/x?a=1&b=%41").keys("<enter>");
    let token = desk.token();
    let curl = format!("curl -H \"Authorization: Bearer {token}\" \"https://a.example/x?a=1&b=\"^%\"41\"");
    assert_eq!(desk.copied, [curl]);
    let notice = "Copied \"curl …\" to the system clipboard; cleared in 45 s; in a batch file, write %% for each ^%";
    assert_eq!(desk.notice(), notice);
    // The form that was last chosen is selected, and the address is there.
    desk.keys("<f6><up><enter><enter>");
    let curl = format!("curl -H 'Authorization: Bearer {token}' 'https://a.example/x?a=1&b=%41'");
    assert_eq!(desk.copied.last(), Some(&curl));
    assert_eq!(desk.notice(), "Copied \"curl …\" to the system clipboard; cleared in 45 s");
}

#[test]
fn a_form_that_cannot_be_made_of_the_address_says_so_where_it_is_typed() {
    let mut desk = signed();
    desk.keys("<f6>Address<enter>").paste("https://a.example/").keys("<enter>");
    assert!(desk.screen().contains("the address has no place for the token"), "{}", desk.screen());
    assert_eq!(desk.copied.len(), 0);
    desk.paste("{{token}}").keys("<enter>");
    assert_eq!(desk.copied, [format!("https://a.example/{}", desk.token())]);
}

#[test]
fn a_token_to_show_around_asks_which_claims_are_redacted() {
    let mut desk = signed();
    desk.keys("<f6>ticket<enter>");
    assert!(desk.screen().contains("> userId, name"), "{}", desk.screen());
    desk.keys("<ctrl-a>nme<enter>");
    assert!(desk.screen().contains("there is no claim \"nme\" to be redacted"), "{}", desk.screen());
    desk.keys("<ctrl-a>name<enter>");
    let notice = "Copied \"eyJ… (not a token)\" to the system clipboard; cleared in 45 s; \
                  this is not a token, its signature was removed; redacted is: \"name\"";
    assert_eq!(desk.notice(), notice);
    let copied = desk.copied.last().unwrap().clone();
    let header = desk.token().split('.').next().unwrap().to_owned();
    assert!(copied.starts_with(&format!("{header}.")) && copied.ends_with(".NOT-A-TOKEN-NO-SIGNATURE"), "{copied}");
}

#[test]
fn what_a_late_token_says_can_be_shown_to_others_without_a_question() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem"]).wait(3_600_000);
    desk.keys("<f6>claims as<enter>");
    assert!(desk.copied[0].starts_with("| Claim | Value | Time |\n|---|---|---|\n| `userId` |"), "{}", desk.copied[0]);
}
