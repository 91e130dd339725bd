//! Foreign text on the screen, undo over what people do, and every size. Anything at all in any order is in
//! `tests/chaos.rs`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotbench::app::event::Event;
use jotbench::app::pane::Pane;
use proptest::prelude::*;

use super::raw::is_raw;
use super::support::Desk;
use super::{desk, signed};

#[test]
fn control_direction_and_zero_width_characters_are_drawn_as_escapes() {
    let nasty = "{\"a\":\"x\u{202e}y\u{200b}z\u{7f}\u{9b}\u{1b}]0;pwned\u{7}\"}";
    let mut desk = signed();
    desk.keys("<alt-2><ctrl-a>").paste(nasty);
    desk.keys("<f12>");
    let screen = desk.screen();
    assert!(screen.contains("x\\u202Ey\\u200Bz\\u007F\\u009B\\u001B]0;pwned\\u0007"), "{screen}");
    assert!(!is_raw(&screen));
    assert_eq!(desk.text(Pane::Payload), nasty, "nothing is dropped from the text itself");
}

#[test]
fn names_of_files_and_algorithms_cannot_steer_the_terminal() {
    let mut desk = desk(120, 36).file("\u{1b}[31mred\u{202e}.pem", "no key\nat all");
    desk.open(&["\u{1b}[31mred\u{202e}.pem"]);
    desk.keys("<alt-1><ctrl-a>").paste("{\"alg\":\"\u{202e}RS256\\u001b[2J\"}");
    for screen in [desk.screen(), desk.keys("<alt-l>").screen(), desk.keys("<esc><f4>").screen()] {
        assert!(!is_raw(&screen), "{screen}");
    }
}

/// A token of one part after the other, with a signature that nothing made.
fn token(header: &str, payload: &str) -> String {
    let [header, payload] = [header, payload].map(|text| URL_SAFE_NO_PAD.encode(text));
    format!("{header}.{payload}.AAAA")
}

/// Sets the title of a window, turns the direction of what follows, hides, clears.
const STEERING: &str = "\\u001b]0;pwned\\u0007\u{202e}\u{9b}2J\u{200b}\u{7f}";

#[test]
fn a_pasted_token_that_would_steer_the_terminal_is_text_at_every_size() {
    let payload = format!("{{\"title\":\"{STEERING}\",\"{STEERING}\":1,\"exp\":\"{STEERING}\"}}");
    for header in [
        "{\"alg\":\"HS256\"}".to_owned(),
        format!("{{\"alg\":\"{STEERING}\"}}"),
        format!("{{\"alg\":\"RS256\",\"kid\":\"{STEERING}\",\"typ\":\"{STEERING}\",\"crit\":[\"{STEERING}\"]}}"),
    ] {
        for (width, height) in [(120, 36), (80, 24), (60, 18)] {
            let mut desk = desk(width, height);
            desk.open(&["server.pem"]);
            desk.paste(&token(&header, &payload));
            for keys in [
                "",
                "<alt-1>",
                "<alt-2>",
                "<alt-2><f12>",
                "<f12><alt-6>",
                "<alt-5>",
                "<alt-l>",
                "<esc><f6>",
                "<esc><f4>",
            ] {
                let screen = desk.keys(keys).screen();
                assert!(!is_raw(&screen), "{keys}: {screen}");
            }
            assert!(desk.text(Pane::Payload).contains("\u{202e}"), "nothing is dropped from the text itself");
        }
    }
    let mut desk = desk(120, 36);
    desk.paste(&token("{\"alg\":\"HS256\"}", &payload)).keys("<alt-2><f12>");
    let screen = desk.screen();
    assert!(screen.contains("\\u001b]0;pwned\\u0007\\u202E\\u009B2J\\u200B\\u007F"), "{screen}");
}

#[test]
fn a_token_of_a_mebibyte_is_text_and_one_over_it_a_sentence() {
    let long = |len: usize| token("{\"alg\":\"HS256\"}", &format!("{{\"s\":\"{STEERING}{}\"}}", "x".repeat(len)));
    let mut desk = signed();
    let before = desk.screen();
    let large = long(5_000_000);
    desk.paste(&large);
    let told = format!("is over 1 MiB ({} bytes): nothing was pasted", large.len());
    assert!(desk.notice().contains(&told), "{}", desk.notice());
    assert_eq!(desk.text(Pane::Token), signed().text(Pane::Token));
    desk.wait(60_000);
    assert_eq!(desk.screen().lines().nth(2), before.lines().nth(2), "the document is what it was");

    let most = long(786_000);
    assert!((1_048_000..=1 << 20).contains(&most.len()), "{}", most.len());
    desk.paste(&most);
    assert_eq!(desk.text(Pane::Token), most);
    assert!(desk.verdict().starts_with("FAILED") || desk.verdict().starts_with("UNCHECKED"), "{}", desk.verdict());
    let screen = desk.keys("<alt-2>").screen();
    assert!(!is_raw(&screen) && screen.contains("\\u001b]0;pwned\\u0007\\u202E\\u009B2J"), "{screen}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn undo_to_the_start_gives_the_start_and_redo_the_end(scripts in prop::collection::vec(script(), 1..25)) {
        let token = signed().token();
        let mut desk = signed();
        let texts = |desk: &Desk| Pane::TEXTS[..4].iter().map(|&pane| desk.text(pane).to_owned()).collect::<Vec<_>>();
        let (start, first) = (texts(&desk), desk.token());
        for script in scripts {
            match script {
                "token" => drop(desk.paste(&token)),
                "other" => drop(desk.paste("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.AAAA")),
                "key" => drop(desk.open(&["ec.pem"])),
                keys => drop(desk.keys(keys)),
            }
            // A refused choice leaves its list open.
            desk.app.overlay = None;
            if let Some(token) = desk.app.bench.current_token() {
                let shown = jotbench::jose::clean::clean(desk.text(Pane::Token)).text;
                prop_assert_eq!(token, shown, "what is copied is what is shown");
            }
        }
        let (end, last) = (texts(&desk), desk.verdict());
        for _ in 0..200 {
            desk.keys("<ctrl-z>");
        }
        prop_assert_eq!(desk.notice(), "There is nothing to undo");
        // The first step undone is the opening of the two files, before `start`.
        desk.keys("<ctrl-y>");
        prop_assert_eq!(texts(&desk), start);
        prop_assert_eq!(desk.token(), first);
        for _ in 0..200 {
            desk.keys("<ctrl-y>");
        }
        prop_assert_eq!(desk.notice(), "There is nothing to redo");
        prop_assert_eq!(texts(&desk), end);
        prop_assert_eq!(desk.verdict(), last);
    }
}

/// The token that was made here, pasted over broken JSON: the step had nothing of it, and doing it again nothing to show.
#[test]
fn the_same_token_pasted_again_comes_back_by_redo() {
    let mut desk = signed();
    let token = desk.token();
    desk.keys("<alt-5> <alt-1><ctrl-end><up><end><ctrl-w>\"+1h\"<enter>");
    assert!(desk.verdict().starts_with("EDITING"), "{}", desk.verdict());
    desk.paste(&token);
    assert!(desk.verdict().starts_with("VERIFIED"), "{}", desk.verdict());
    let (header, payload) = (desk.text(Pane::Header).to_owned(), desk.text(Pane::Payload).to_owned());
    for _ in 0..20 {
        desk.keys("<ctrl-z>");
    }
    for _ in 0..20 {
        desk.keys("<ctrl-y>");
    }
    assert_eq!(desk.token(), token);
    assert_eq!((desk.text(Pane::Header), desk.text(Pane::Payload)), (&*header, &*payload));
}

/// What people do, a few keys at a time.
fn script() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "token",
        "other",
        "key",
        "<alt-1>",
        "<alt-2>",
        "<alt-5>",
        "<ctrl-home><right>",
        "<ctrl-end><left>",
        " ",
        "x",
        "<backspace>",
        "<delete>",
        "\"a\":1,",
        "<ctrl-w>",
        "<down><end>",
        "<shift-left><shift-left>",
        "<f8>",
        "<f4>RS512<enter>",
        "<f4>ES256<enter>",
        "<ctrl-z><ctrl-y>",
        "<ctrl-z><ctrl-z><ctrl-y><ctrl-y>",
        "<ctrl-a>{}",
        "<ctrl-end><up><end><alt-shift-down>",
        "<ctrl-end><up><end><ctrl-w>now<alt-1>",
        "<ctrl-end><up><end><ctrl-w>\"+1h\"<enter>",
        "<ctrl-t>",
    ])
}

#[test]
fn every_size_draws() {
    let mut desk = Desk::new(1, 1);
    for width in (1..=130).step_by(7) {
        for height in 1..=45 {
            desk.send(Event::Resize { width, height });
            for overlay in ["", "<f1>", "<esc><f2>", "<esc><f4>", "<esc><ctrl-p>", "<esc><alt-i>", "<esc>"] {
                desk.keys(overlay);
                assert_eq!(desk.screen().split('\n').count(), usize::from(height));
            }
        }
    }
}
