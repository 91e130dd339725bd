//! Times in the payload: moved by keys, and typed as people say them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use jotbench::app::event::{Event, Mouse, MouseAction};
use jotbench::app::pane::Pane;
use proptest::prelude::*;

use super::support::{Desk, NOW};
use super::{desk, signed};

const PAYLOAD: &str = "{\n  \"sub\": \"jde\",\n  \"iat\": 1795324204,\n  \"exp\": 1795327804\n}";

/// A desk with that payload and the cursor at its start, and no notice on it.
fn with(payload: &str) -> Desk {
    let mut desk = signed();
    desk.keys("<alt-2><ctrl-a>").paste(payload).keys("<ctrl-home>").wait(10_000);
    desk.now = NOW;
    desk
}

/// The same with the number of `exp` taken away and the cursor in its place.
fn at_exp() -> Desk {
    let mut desk = with(PAYLOAD);
    desk.keys("<down><down><down><end><ctrl-w>");
    assert_eq!(desk.text(Pane::Payload), PAYLOAD.replace("1795327804", ""));
    desk
}

fn payload(exp: &str) -> String {
    PAYLOAD.replace("1795327804", exp)
}

fn cursor(desk: &Desk) -> usize {
    desk.app.bench.editor(Pane::Payload).unwrap().cursor()
}

/// The row that shows the time.
fn row(desk: &Desk, name: &str) -> String {
    let screen = desk.screen();
    let row = screen.lines().find(|line| line.contains(&format!("\"{name}\""))).unwrap_or_default();
    row.split('║').nth(1).unwrap_or(row).trim().to_owned()
}

#[test]
fn the_time_at_the_cursor_moves_by_a_minute_and_by_an_hour() {
    let mut desk = with(PAYLOAD);
    desk.keys("<down><down><down><right><right><right>");
    let at = cursor(&desk);
    for (keys, exp) in [
        ("<alt-up>", "1795327864"),
        ("<alt-up>", "1795327924"),
        ("<alt-down>", "1795327864"),
        ("<alt-shift-up>", "1795331464"),
        ("<alt-shift-down>", "1795327864"),
        ("<esc>+", "1795327924"),
        ("+", "1795327984"),
        ("-", "1795327924"),
        (">", "1795331524"),
        ("<", "1795327924"),
    ] {
        desk.keys(keys);
        assert_eq!((desk.text(Pane::Payload), cursor(&desk)), (payload(exp).as_str(), at), "{keys}");
        assert!(desk.verdict().starts_with("SIGNED"), "{}", desk.verdict());
    }
    assert_eq!(row(&desk, "exp"), "\"exp\": 1795327924   ◂ in 62 min 0 s, 06:12:04");
    for _ in 0..10 {
        desk.keys("<ctrl-z>");
    }
    assert_eq!((desk.text(Pane::Payload), cursor(&desk)), (PAYLOAD, at));
}

#[test]
fn the_cursor_stays_at_its_digit_where_the_number_gets_longer_too() {
    let mut desk = with("{\"exp\": 9999999990, \"iat\": 5}");
    for _ in 0..12 {
        desk.keys("<right>");
    }
    desk.keys("<alt-up>");
    assert_eq!((desk.text(Pane::Payload), cursor(&desk)), ("{\"exp\": 10000000050, \"iat\": 5}", 19));
    desk.keys("<alt-down><left><left><alt-down>");
    assert_eq!((desk.text(Pane::Payload), cursor(&desk)), ("{\"exp\": 9999999930, \"iat\": 5}", 16));
}

#[test]
fn what_cannot_be_moved_is_told_with_the_way_out() {
    let title = "Move the time under the cursor a minute on";
    for (payload, reason) in [
        ("{|\"sub\": \"x\"}", "put the cursor on exp, nbf or iat"),
        ("{|\"exp\": 1.5e9}", "\"exp\" is not written as a whole number: write \"exp\": 1500000000"),
        ("{|\"nbf\": \"1795327804\"}", "\"nbf\" is in quotes: write it without them, \"nbf\": 1795327804"),
        ("{|\"iat\": 1795327804000}", "\"iat\" is in milliseconds: write seconds, \"iat\": 1795327804"),
        ("{|\"exp\": +1h}", "\"exp\" is yet to become a number: put the cursor on it and press Enter"),
    ] {
        let mut desk = with(&payload.replace('|', ""));
        desk.keys("<right><alt-up>");
        assert_eq!(desk.notice(), format!("{title}: {reason}"), "{payload}");
        assert_eq!(desk.text(Pane::Payload), payload.replace('|', ""));
    }
    let mut desk = with("{\"exp\": 253402300799}");
    desk.keys("<alt-up>");
    assert_eq!(desk.notice(), "\"exp\" would be beyond the year 9999: write another time in its place");
    desk.keys("<alt-1><alt-up>");
    assert_eq!(desk.notice(), format!("{title}: put the cursor on exp, nbf or iat"));
}

#[test]
fn other_claims_that_are_times_move_too_and_a_pasted_token_does_not() {
    let mut desk = with("{\"auth_time\": 1795324204}");
    desk.keys("<alt-up>");
    assert_eq!(desk.text(Pane::Payload), "{\"auth_time\": 1795324264}");
    let token = signed().token();
    let mut pasted = signed();
    pasted.paste(&token).keys("<alt-2><ctrl-end><up><alt-up>");
    assert_eq!(
        pasted.notice(),
        "Move the time under the cursor a minute on: a pasted token stays what it is: type into header or payload, and \
         it is made here from then on"
    );
    assert_eq!(pasted.token(), token);
}

#[test]
fn a_chord_that_moves_a_time_leaves_no_list_open_behind_it() {
    let mut desk = with(PAYLOAD);
    desk.keys("<down><down><down><ctrl-p><alt-up>");
    assert!(desk.app.overlay.is_some());
    assert_eq!(desk.text(Pane::Payload), PAYLOAD, "nothing moves out of sight");
}

#[test]
fn what_is_typed_becomes_the_number_when_the_cursor_leaves_it() {
    for (leave, rest) in [("<up>", ""), ("<tab>", ""), ("<ctrl-home>", ""), (",", ","), ("<alt-5>", "")] {
        for (typed, seconds) in [
            ("+1h30m", "1795329604"),
            ("-5m", "1795323904"),
            ("now", "1795324204"),
            ("2026-12-01 18:00", "1796148000"),
            ("2026-12-01T18:00:00Z", "1796148000"),
            ("\"+1h\"", "1795327804"),
            ("\"2026-12-01T18:00:00+01:00\"", "1796144400"),
        ] {
            let mut desk = at_exp();
            for c in typed.chars() {
                desk.keys(&c.to_string());
            }
            assert_eq!(desk.text(Pane::Payload), payload(typed), "not before it is left");
            desk.keys(leave);
            assert_eq!(desk.text(Pane::Payload), payload(&format!("{seconds}{rest}")), "{typed} {leave}");
            assert!(desk.notice().starts_with(&format!("{typed} became {seconds}, 2026-")), "{}", desk.notice());
            desk.keys("<alt-2><ctrl-z>");
            assert_eq!(desk.text(Pane::Payload), payload(&format!("{typed}{rest}")), "one step back");
            desk.keys("<ctrl-home><ctrl-end><alt-1><alt-2>");
            assert_eq!(desk.text(Pane::Payload), payload(&format!("{typed}{rest}")), "and not at once again");
            desk.keys("<ctrl-y>");
            assert_eq!(desk.text(Pane::Payload), payload(&format!("{seconds}{rest}")));
        }
    }
}

#[test]
fn enter_makes_the_number_and_breaks_no_line() {
    let mut desk = at_exp();
    desk.keys("+1h30m<enter>");
    assert_eq!(desk.text(Pane::Payload), payload("1795329604"));
    assert_eq!(desk.notice(), "+1h30m became 1795329604, 2026-11-22 06:40:04 UTC; Ctrl+Z takes it back");
    assert!(desk.verdict().starts_with("SIGNED"), "{}", desk.verdict());
    desk.keys("<ctrl-z>");
    assert_eq!(desk.text(Pane::Payload), payload("+1h30m"));
    // It is asked for again.
    desk.keys("<left><left><enter>");
    assert_eq!(desk.text(Pane::Payload), payload("1795329604"));
    desk.keys("<enter>");
    assert_eq!(desk.text(Pane::Payload), payload("1795329604\n"));
    // Typed in the middle of it, it is no time.
    let mut desk = at_exp();
    desk.keys("+1h30<enter>");
    assert_eq!(desk.text(Pane::Payload), payload("+1h30\n"));
}

#[test]
fn f5_makes_the_number_and_copies_the_token_of_it() {
    for copies in ["<f5>", "<esc>c", "<ctrl-p>Bearer<enter>"] {
        let mut desk = at_exp();
        desk.keys("+1h30m").keys(copies);
        assert_eq!(desk.text(Pane::Payload), payload("1795329604"));
        assert_eq!(desk.copied, [format!("Bearer {}", desk.token())], "{copies}");
    }
    let mut slow = at_exp();
    slow.slow = true;
    slow.keys("+1h<f5>").keys("<f5>");
    assert!(slow.copied.is_empty());
    assert!(slow.notice().ends_with("nothing was copied: the token is still being signed"), "{}", slow.notice());
    let mut slow = at_exp();
    slow.slow = true;
    slow.keys("+1h<f6>").finish();
    assert!(slow.app.overlay.is_some());
    // Another key in between means something else.
    let mut slow = at_exp();
    slow.slow = true;
    slow.keys("+1h<f5><left>").finish();
    assert!(slow.copied.is_empty());
    // What was taken back is a string, if it can be one.
    let mut desk = at_exp();
    desk.keys("\"now\"<up><ctrl-z><f5>");
    assert_eq!(desk.text(Pane::Payload), payload("\"now\""));
}

#[test]
fn what_came_in_whole_stays_as_it_is_until_enter_is_pressed_in_it() {
    let mut desk = with(&payload("\"+1h\""));
    desk.keys("<down><down><down><end><left><ctrl-end><alt-1><alt-2>");
    assert_eq!(desk.text(Pane::Payload), payload("\"+1h\""));
    desk.keys("<up><end><enter>");
    assert_eq!(desk.text(Pane::Payload), payload("1795327804"));
    // Of the value alone it is typing, as keys are that come in a burst.
    let mut desk = at_exp();
    desk.paste("+1h");
    assert_eq!(desk.text(Pane::Payload), payload("+1h"));
    desk.keys("<down>");
    assert_eq!(desk.text(Pane::Payload), payload("1795327804"));
    let mut desk = at_exp();
    desk.paste("now,\n  \"a\": 1");
    assert_eq!(desk.text(Pane::Payload), payload("1795324204,\n  \"a\": 1"));
}

#[test]
fn what_is_typed_into_other_claims_and_other_panes_stays() {
    let mut desk = with("{\"sub\": 1, \"a\": {\"exp\": 2}}");
    desk.keys("<ctrl-end><left><left><backspace>\"now\"<ctrl-home>");
    assert_eq!(desk.text(Pane::Payload), "{\"sub\": 1, \"a\": {\"exp\": \"now\"}}");
    desk.keys("<right><right><right><right><right><right><right><right><delete>\"now\"<ctrl-home>");
    assert_eq!(desk.text(Pane::Payload), "{\"sub\": \"now\", \"a\": {\"exp\": \"now\"}}");
    desk.keys("<alt-1><ctrl-a>{\"exp\": \"now\"<ctrl-home><alt-2>");
    assert_eq!(desk.text(Pane::Header), "{\"exp\": \"now\"");
    desk.keys("<ctrl-a>{\"exp\": 1795324204,<ctrl-home>");
    assert_eq!(desk.text(Pane::Payload), "{\"exp\": 1795324204,");
}

#[test]
fn broken_json_elsewhere_does_not_hinder_it() {
    let mut desk = with("{\n  \"a\": \"open,\n  \"exp\": ,\n  \"b\" [1\n");
    desk.keys("<down><down><end><left>-5m<down>");
    assert_eq!(desk.text(Pane::Payload), "{\n  \"a\": \"open,\n  \"exp\": 1795323904,\n  \"b\" [1\n");
    desk.keys("<up><alt-up>");
    assert_eq!(desk.text(Pane::Payload), "{\n  \"a\": \"open,\n  \"exp\": 1795323964,\n  \"b\" [1\n");
}

#[test]
fn a_click_elsewhere_leaves_it_too() {
    let mut desk = at_exp();
    desk.keys("+1h");
    let place = desk.app.view(Pane::Payload).unwrap().place;
    desk.send(Event::Mouse(Mouse { action: MouseAction::Press, x: place.x, y: place.y }));
    assert_eq!((desk.text(Pane::Payload), cursor(&desk)), (payload("1795327804").as_str(), 0));
}

#[test]
fn the_number_is_told_beside_what_is_typed_as_it_goes_by() {
    let mut desk = at_exp();
    desk.wait(10_000);
    desk.now = NOW;
    desk.keys("+1h<f12>");
    assert_eq!(row(&desk, "exp"), "\"exp\": +1h   ◂ Enter makes it 1795327804, in 60 min 0 s");
    desk.keys("<f12>");
    assert_eq!(row(&desk, "exp"), "\"exp\": +1h ◂ Enter: 1795327804, in 60 min 0 s");
    assert_eq!(desk.app.wakes_at(), Some(NOW + 1_000));
    desk.wait(5_000);
    assert_eq!(row(&desk, "exp"), "\"exp\": +1h ◂ Enter: 1795327809, in 60 min 0 s");
    desk.keys("<enter>");
    assert_eq!(desk.text(Pane::Payload), payload("1795327809"));
    for (width, height) in [(80, 24), (40, 12)] {
        let mut desk = desk_at(width, height);
        desk.keys("+1h30m");
        insta::assert_snapshot!(format!("typed_time_{width}x{height}"), desk.screen_with_roles());
    }
}

fn desk_at(width: u16, height: u16) -> Desk {
    let mut desk = desk(width, height);
    desk.open(&["server_key.pem", "server.pem"]).keys("<alt-2><ctrl-a>").paste(PAYLOAD);
    desk.keys("<up><end><ctrl-w>").wait(10_000);
    desk.now = NOW;
    desk
}

/// What stands in front of the number and behind it: any JSON or none.
fn around() -> impl Strategy<Value = (String, String)> {
    let before = prop::sample::select(vec![
        "{",
        "{\n  ",
        "{\"sub\": \"é\u{301}🎉\", ",
        "{\"a\": [1, {\"exp\": 5}],\n\t",
        "{\"a\": \"open\n",
        "{\"a\" 1 ",
        "{\"exp\": 7,\n",
    ]);
    let after =
        prop::sample::select(vec!["", "}", ",\n  \"iat\": 5}", "\n}", ", \"a\": \"now\"}", "\n\"b\": +1h", "  ,,]"]);
    let blanks = prop::sample::select(vec!["", " ", "\t", "\n "]);
    (before, blanks.clone(), blanks, after)
        .prop_map(|(before, one, two, after)| (format!("{before}\"exp\"{one}:{two}"), after.to_owned()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_outside_the_number_changes(
        (before, after) in around(),
        exp in 0..3_000_000_000_i64,
        digit in 0..10_usize,
        moves in prop::collection::vec(prop::sample::select(vec![
            ("<alt-up>", 60), ("<alt-down>", -60), ("<alt-shift-up>", 3600), ("<alt-shift-down>", -3600),
        ]), 1..6),
    ) {
        let start = format!("{before}{exp}{after}");
        let mut desk = with(&start);
        let at = before.len() + digit.min(exp.to_string().len());
        desk.app.bench.look(Pane::Payload, |editor| editor.go(jotbench::text::Motion::To(at), false));
        let mut now = exp;
        for (keys, by) in &moves {
            desk.keys(keys);
            now += by;
            prop_assert_eq!(desk.text(Pane::Payload), format!("{before}{now}{after}"));
            let number = before.len()..=before.len() + now.to_string().len();
            prop_assert!(number.contains(&cursor(&desk)));
        }
        for _ in &moves {
            desk.keys("<ctrl-z>");
        }
        prop_assert_eq!(desk.text(Pane::Payload), &start);
        // What is typed there changes nothing else either.
        desk.app.bench.look(Pane::Payload, |editor| {
            editor.go(jotbench::text::Motion::To(before.len()), false);
            editor.go(jotbench::text::Motion::To(before.len() + exp.to_string().len()), true);
        });
        desk.keys("+1h30m");
        prop_assert_eq!(desk.text(Pane::Payload), format!("{before}+1h30m{after}"));
        desk.keys("<alt-1>");
        prop_assert_eq!(desk.text(Pane::Payload), format!("{before}1795329604{after}"));
    }
}
