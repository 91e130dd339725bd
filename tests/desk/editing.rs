//! Moving about: panes, palette, letters after Esc, help, undo over everything.

use jotbench::app::event::{Effect, Event, Paste};
use jotbench::app::pane::Pane::{self, Checks, Header, Payload, Public, Signing, Token};

use super::support::Desk;
use super::{desk, signed};

#[test]
fn tab_numbers_and_letters_reach_every_pane() {
    let mut desk = Desk::new(120, 36);
    let mut seen = vec![desk.app.focus];
    for _ in 0..5 {
        desk.keys("<tab>");
        seen.push(desk.app.focus);
    }
    assert_eq!(seen, [Payload, Signing, Public, Token, Checks, Header]);
    desk.keys("<shift-tab>");
    assert_eq!(desk.app.focus, Checks);
    for (number, pane) in (1..).zip(Pane::ALL) {
        desk.keys(&format!("<alt-{number}>"));
        assert_eq!(desk.app.focus, pane);
        desk.keys(&format!("<alt-2><esc>{number}"));
        assert_eq!(desk.app.focus, pane);
    }
}

#[test]
fn after_esc_letters_are_commands_until_an_arrow_or_i() {
    let mut desk = Desk::new(120, 36);
    let before = desk.text(Payload).to_owned();
    desk.keys("<esc>z");
    assert!(desk.app.zoom);
    assert_eq!(desk.text(Payload), before);
    desk.keys("<esc>z<esc>ix");
    assert_eq!(desk.text(Payload), format!("x{before}"));
    assert!(!desk.screen().contains(" PANE "));
    desk.keys("<esc>");
    assert!(desk.screen().contains(" PANE "));
}

#[test]
fn the_palette_finds_runs_and_refuses_with_the_reason() {
    let mut desk = Desk::new(120, 36);
    desk.keys("<ctrl-p>zoom");
    assert!(desk.screen().contains("nothing matches"), "{}", desk.screen());
    desk.keys("<ctrl-w>pane alone<enter>");
    assert!(desk.app.zoom && desk.app.overlay.is_none());
    desk.keys("<ctrl-p>hmac secret<enter>");
    assert!(desk.notice().ends_with("pane 3 holds no HMAC secret"), "{}", desk.notice());
    assert!(desk.app.overlay.is_some(), "the list stays for another choice");
}

#[test]
fn help_names_every_command_with_its_keys() {
    let mut desk = Desk::new(120, 90);
    desk.keys("<f1>");
    let screen = desk.screen();
    for command in jotbench::app::command::commands() {
        assert!(screen.contains(command.title), "{}\n{screen}", command.name);
        assert!(screen.contains(&command.chords[0].to_string()), "{}", command.name);
    }
    desk.keys("<esc><esc>?");
    assert!(desk.app.overlay.is_some());
}

#[test]
fn undo_to_the_start_gives_the_start() {
    let mut desk = signed();
    desk.keys("<ctrl-z>");
    let texts = |desk: &Desk| Pane::TEXTS[..4].iter().map(|&pane| desk.text(pane).to_owned()).collect::<Vec<_>>();
    let start = texts(&desk);
    desk.keys("<alt-2><ctrl-end><left>, \"a\": 1<backspace>2<alt-1><ctrl-a>{}<f4>ES256<enter>");
    desk.open(&["server_key.pem", "server.pem"]);
    desk.paste("eyJhbGciOiJIUzI1NiJ9.e30.AAAA")
        .keys("<alt-5><ctrl-end>x<alt-2><ctrl-end>y<alt-3><ctrl-a>")
        .paste("secret");
    let end = texts(&desk);
    for _ in 0..40 {
        desk.keys("<ctrl-z>");
    }
    assert_eq!(texts(&desk), start);
    assert!(desk.verdict().starts_with("SIGNED with a THROW-AWAY KEY"), "{}", desk.verdict());
    for _ in 0..40 {
        desk.keys("<ctrl-y>");
    }
    assert_eq!(texts(&desk), end);
}

#[test]
fn a_burst_with_enter_at_its_end_is_text_in_a_pane_and_enter_in_a_prompt() {
    let burst =
        |text: &str| Event::Paste(Paste { text: zeroize::Zeroizing::new(text.to_owned()), trailing_enter: true });
    let mut desk = desk(120, 36);
    desk.keys("<alt-2><ctrl-a>").send(burst("{\"a\":1}"));
    assert_eq!(desk.text(Payload), "{\"a\":1}\n");
    desk.keys("<f2>").send(burst("server_key.pem"));
    assert!(desk.verdict().starts_with("SIGNED with server_key.pem"), "{}", desk.verdict());
}

#[test]
fn too_small_a_screen_still_copies_and_quits() {
    let mut desk = signed();
    desk.send(Event::Resize { width: 30, height: 4 });
    assert_eq!(desk.screen(), "Terminal 30x4, need 40x10. F5\nstill copies, Ctrl+Q quits.\n\n");
    desk.keys("x<f5><ctrl-q>");
    assert_eq!(desk.copied, [format!("Bearer {}", desk.token())]);
    assert_eq!(desk.effects, [Effect::Quit { hold: Some(45) }]);
}

#[test]
fn a_new_sample_is_signed_and_no_older_result_counts_for_it() {
    let mut desk = Desk::new(120, 36);
    let (first, key) = (desk.token(), desk.text(Signing).to_owned());
    desk.slow = true;
    desk.keys("<alt-n>");
    assert_eq!(desk.token(), first, "it asks first");
    desk.keys("<alt-n>");
    assert_ne!(desk.text(Signing), key);
    assert_eq!(desk.app.bench.current_token(), None);
    desk.finish();
    assert_ne!(desk.token(), first);
    assert!(desk.verdict().starts_with("SIGNED with a THROW-AWAY KEY"), "{}", desk.verdict());
    // A result that was on its way when the texts were given up.
    desk.keys("<ctrl-home> ");
    let older = desk.waiting.pop().unwrap();
    desk.keys("<alt-n><alt-n>").send(Event::Done(older.run()));
    assert_eq!(desk.app.bench.current_token(), None);
}

#[test]
fn ctrl_c_twice_quits_from_an_open_list_too() {
    let mut desk = Desk::new(120, 36);
    desk.keys("<ctrl-p>abc<ctrl-c>");
    assert!(desk.app.overlay.is_none());
    assert_eq!(desk.effects, []);
    desk.keys("<ctrl-c>");
    assert!(matches!(desk.effects.as_slice(), [Effect::Quit { .. }]), "{:?}", desk.effects);
}
