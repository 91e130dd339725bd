//! Texts that would steer a terminal or run commands, and sizes that no one uses.

use super::sample;
use super::window::Start;

#[test]
fn control_bytes_within_a_bracketed_paste_run_no_command() {
    let mut window = sample(120, 36);
    // Clear screen, Ctrl+Q, twice Ctrl+C, F2, Alt+Z, Ctrl+A, line breaks.
    window.send("\x01").paste("{\"a\":\"\x1b[2J\x11\x03\x03\x1bOQ\x1bz\x01\r\nq\r\n\r\n\"}");
    let screen = window.shows("\\u001B[2J\\u0011\\u0003\\u0003\\u001BOQ\\u001Bz\\u0001");
    assert!(screen.contains("EDITING") && screen.contains("2 Payload"), "{screen}");
    window.keys("alive").shows("alive");
}

#[test]
fn control_bytes_within_a_burst_of_keys_run_no_command() {
    let mut window = sample(120, 36);
    window.send("\x01").send("{\"abcdefgh\":\"\x11\x03\x03\x1bOQ\x11\x1bz\x01i\x11jk\"}");
    window.shows("\"abcdefgh\":\"ijk\"");
    window.shows_all(&["1 claim", "SIGNED  with"]);
}

#[test]
fn escape_sequences_and_direction_marks_of_a_claim_never_reach_the_terminal() {
    let mut window = sample(120, 36);
    window
        .send("\x01")
        .paste("{\"title\":\"\\u001b]0;pwned\\u0007\",\"raw\":\"\u{1b}]0;pwned\u{7}\u{202e}\u{9b}31m\"}");
    window.shows("\\u202E\\u009B31m");
    window.send("\x1b[24~").shows("\\u001B]0;pwned");
    window.send("\x01").paste("{\"\\u001b]0;pwned\\u0007\":\"\\u202e\",\"exp\":\"\\u001b]0;pwned\\u0007\"}");
    window.shows("SIGNED  with");
    window.send("\x1b1").send("\x01").paste("{\"alg\":\"\\u001b]0;pwned\\u0007\\u202e\"}").shows("UNSIGNED");
    window.send("\x1bOS").shows("═ Algorithm");
    window.send("\x1b");
    window.until("no more list", |seen| !seen.text().contains("═ Algorithm"));
    window.send("\x1bl").shows("Messages");
    let seen = window.seen();
    for hostile in ["\x1b]0;", "pwned\x07", "\u{202e}", "\u{9b}"] {
        assert_eq!(seen.find(hostile), None, "{hostile:?} among the bytes written");
    }
}

#[test]
fn a_hostile_file_name_never_reaches_the_terminal() {
    let name = "\x1b]0;pwned\x07\u{202e}.pem";
    let folder = super::window::folder("hostile-name");
    std::fs::write(folder.join(name), "nothing\nmuch").unwrap();
    let mut window = Start::new().folder(folder).arguments(&[name]).open();
    window.shows_all(&["\\u001B]0;pwned\\u0007\\u202E.pem is no token", "SIGNED"]);
    window.send("\x1bOQ").shows(" Open");
    let seen = window.seen();
    assert_eq!((seen.find("\x1b]0;"), seen.find("\u{202e}")), (None, None));
}

#[test]
fn sizes_down_to_one_cell_are_survived_while_typing() {
    let mut window = sample(120, 36);
    window.send("\x1b1").shows("╔═ 1 Header");
    window.send("\x1b2");
    let sizes = [(1, 1), (120, 36), (2, 1), (1, 50), (300, 1), (39, 9), (40, 10), (72, 20), (300, 100), (80, 24)];
    for (round, (width, height)) in sizes.iter().cycle().take(80).enumerate() {
        window.resize(*width, *height).send(if round % 2 == 0 { " " } else { "\x1b[24~" });
    }
    // A size that was not among them, and a zoom ends when the focus moves.
    window.resize(30, 5).shows("need 40x10");
    window.resize(120, 36).shows("Esc pane keys");
    window.send("\x1b1").shows("╔═ 1 Header");
    window.send("\x1b2");
    window.shows_all(&["1 Header", "╔═ 2 Payload", "3 Signing key", "5 Token", "6 Checks", "Ctrl+Q quit", "SIGNED"]);
    window.keys("still").shows("still");
}

#[test]
fn reports_of_no_cell_are_survived() {
    let mut window = sample(120, 36);
    // The mouse in SGR, in urxvt's and in X10's form, and the cursor: columns count from 1.
    for report in ["\x1b[<0;0;0M", "\x1b[32;0;0M", "\x1b[M   ", "\x1b[0;0R"] {
        window.send(report).keys("alive").shows("alive");
        window.send("\x1a").until("taken back", |seen| !seen.text().contains("alive"));
    }
}

#[test]
fn random_bytes_from_the_terminal_leave_the_program_alive() {
    let mut window = sample(120, 36);
    window.send("\x1b1").shows("╔═ 1 Header");
    let mut state = 2026_u32;
    for _ in 0..40 {
        let bytes: Vec<u8> = (0..50)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            })
            // Not those that quit or stop it: Ctrl+C, Ctrl+Q, and letters after Esc.
            .filter(|byte| ![0x03, 0x11, b'q', b'Z', b'z'].contains(byte))
            .collect();
        window.send(bytes);
    }
    // The end of a sequence or paste, should one be open, and keys that are keys. A new
    // size is drawn whatever was opened, and leaves no doubt that it is alive.
    window.send("\x1b[201~").send("cumM~xxxxxxxx").resize(30, 5).shows("need 40x10");
    window.send("\x11");
    assert_eq!(window.ends(), 0);
}
