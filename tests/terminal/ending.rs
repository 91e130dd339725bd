//! Every way to end, and the terminal afterwards: as it was.

use std::collections::BTreeMap;

use super::window::{Seen, Start, Window, folder, signal};
use super::{QLIK, sample};

/// Runs the program from a shell that looks at the terminal before and after.
pub(crate) const AROUND: &str = r#"
printf 'AN EARLIER LINE\n'
before=$(stty -g)
sh -c 'echo "process $$."; exec "$JOTBENCH" "$@"' sh "$@"
code=$?
test "$before" = "$(stty -g)" && echo 'MODES AS BEFORE'
stty -a
echo "EXIT $code."
"#;

/// The pair of [`QLIK`] in a workbench that a shell has started.
fn from_a_shell() -> Window {
    let window = Start::new().folder(QLIK).script(AROUND).arguments(&["server_key.pem", "server.pem"]).open();
    window.shows("SIGNED  with server_key.pem");
    window
}

/// The program's process, as the shell said.
fn process(window: &Window) -> u32 {
    let raw = String::from_utf8_lossy(&window.seen().raw).into_owned();
    raw.split_once("process ").unwrap().1.split_once('.').unwrap().0.parse().unwrap()
}

/// The private modes (DECSET, DECRST) as they are at the end; `true` is set.
fn modes(seen: &Seen) -> BTreeMap<u16, bool> {
    let text = String::from_utf8_lossy(&seen.raw);
    let mode = |rest: &str| {
        let (numbers, last) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && c != ';')?);
        let on = [('h', true), ('l', false)].iter().find(|(letter, _)| last.starts_with(*letter))?.1;
        Some(numbers.split(';').filter_map(|n| n.parse().ok()).map(|n: u16| (n, on)).collect::<Vec<_>>())
    };
    text.split("\x1b[?").skip(1).filter_map(mode).flatten().collect()
}

/// The lines of a key's base64, each as far as it stands in one row of its pane.
fn lines(key: &str) -> Vec<&str> {
    key.lines().filter(|line| !line.starts_with('-')).map(|line| line.get(..50).unwrap_or(line)).collect()
}

/// The end with this code, and the terminal as it was.
pub(crate) fn ends_cleanly(window: &mut Window, code: u32) {
    assert_eq!(window.ends(), 0, "the shell");
    let seen = window.seen();
    let text = seen.text();
    assert!(text.starts_with("AN EARLIER LINE\nprocess "), "{text}");
    assert!(text.contains("MODES AS BEFORE") && text.contains(&format!("EXIT {code}.")), "{text}");
    assert!(text.contains(" icanon") && text.contains(" echo ") && !text.contains("-echo "), "{text}");
    assert!(!text.contains("Payload") && !text.contains("SIGNED") && !text.contains("PRIVATE"), "{text}");
    let screen = seen.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste(), "{text}");
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert_eq!((screen.fgcolor(), screen.bgcolor()), (vt100::Color::Default, vt100::Color::Default));
    assert!(!screen.bold() && !screen.inverse() && !screen.underline());
    // Of all modes only the cursor is on: paste, mouse and focus are off.
    let on: Vec<u16> = modes(&seen).into_iter().filter_map(|(mode, on)| on.then_some(mode)).collect();
    assert_eq!(on, [25]);
    assert!([1000, 1002, 1004, 1006, 1049, 2004].iter().all(|mode| modes(&seen).contains_key(mode)));
}

#[test]
fn ctrl_q_quits() {
    let mut window = from_a_shell();
    window.send("\x11");
    ends_cleanly(&mut window, 0);
}

#[test]
fn ctrl_c_twice_quits_and_once_explains() {
    let mut window = from_a_shell();
    window.send("\x03").shows("Ctrl+C again or Ctrl+Q quits");
    window.keys("x").send("\x03").shows("Ctrl+C again or Ctrl+Q quits");
    window.send("\x03");
    ends_cleanly(&mut window, 0);
}

#[test]
fn esc_and_q_quits() {
    let mut window = from_a_shell();
    window.send("\x1b").shows("back to the text");
    window.send("q");
    ends_cleanly(&mut window, 0);
}

#[test]
fn the_smallest_window_still_quits() {
    let mut window = from_a_shell();
    window.send("\x1b1").shows("╔═ 1 Header");
    window.resize(30, 5).shows("need 40x10");
    window.resize(120, 36).shows("2 Payload");
    window.resize(1, 1).send("\x11");
    assert_eq!(window.ends(), 0);
    assert!(!window.seen().screen().alternate_screen());
}

#[test]
fn signals_end_it_with_their_exit_code() {
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)] {
        let mut window = from_a_shell();
        signal(name, process(&window));
        ends_cleanly(&mut window, code);
    }
}

#[test]
fn nothing_of_a_revealed_key_is_left_after_the_end() {
    let key = std::fs::read_to_string(format!("{QLIK}/server_key.pem")).unwrap();
    let lines = lines(&key);
    for end in ["\x11", "TERM"] {
        let mut window = from_a_shell();
        assert_eq!(window.seen().find(lines[3]), None);
        window.send("\x1b[20~").shows(lines[0]);
        window.send("\x1b3").send("\x1b[24~").shows(lines[3]);
        if end == "TERM" {
            signal(end, process(&window));
        } else {
            window.send(end);
        }
        ends_cleanly(&mut window, if end == "TERM" { 143 } else { 0 });
        let mut seen = window.seen();
        let raw = String::from_utf8_lossy(&seen.raw).into_owned();
        let (_, after) = raw.rsplit_once("\x1b[?1049l").unwrap();
        let scrolled = seen.scrolled_back();
        for line in &lines {
            assert!(!after.contains(line) && !scrolled.contains(line), "{line}");
        }
    }
}

#[test]
fn focus_lost_hides_a_revealed_key() {
    let key = std::fs::read_to_string(format!("{QLIK}/server_key.pem")).unwrap();
    let mut window = from_a_shell();
    window.send("\x1b[20~").shows(lines(&key)[0]);
    let text = window.send("\x1b[O").shows("lines hidden, F9 reveals");
    assert!(!text.contains(lines(&key)[0]), "{text}");
}

#[test]
fn without_the_mouse_its_modes_are_never_set() {
    let mut window = Start::new().arguments(&["--no-mouse"]).open();
    window.shows("SIGNED");
    assert_eq!(window.seen().screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    window.send("\x11");
    assert_eq!(window.ends(), 0);
}

#[test]
fn a_click_puts_the_focus_where_it_points() {
    let mut window = sample(120, 36);
    let row = window.seen().text().lines().position(|line| line.contains("1 Header")).unwrap();
    // SGR mouse report: button, column and row, counted from 1.
    window.send(format!("\x1b[<0;10;{}M\x1b[<0;10;{}m", row + 2, row + 2));
    window.shows("╔═ 1 Header");
}

#[test]
fn a_session_leaves_no_file_behind() {
    let folder = folder("no-file");
    let home = folder.to_str().unwrap();
    let start = Start::new().folder(&folder).var("HOME", home).var("TMPDIR", home).var("SSH_TTY", "/dev/pts/9");
    let mut window = start.open();
    window.shows("SIGNED");
    let key = std::fs::read_to_string(format!("{QLIK}/server_key.pem")).unwrap();
    window.paste(&key).shows("RSA 2048");
    window.send("\x1b[20~").shows(lines(&key)[0]);
    window.send("\x1b[15~").shows("Sent \"Bearer …\"");
    window.paste(&super::qlik_token()).shows("Inspecting");
    window.send("\x1a").shows("Signing");
    window.send("\x11");
    assert_eq!(window.ends(), 0);
    // Nor a folder.
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}
