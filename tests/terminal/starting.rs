//! The first frame: the sample, operands, standard input, colours, and rest.

use std::process::{Command, Stdio};

use super::window::Start;
use super::{QLIK, qlik_token, sample, signed};

#[test]
fn the_sample_is_signed_with_a_throw_away_key_at_every_size() {
    for (width, height, words) in [
        (120, 36, "SIGNED  with a THROW-AWAY KEY · not a credential"),
        (80, 24, "SIGNED  with a THROW-AWAY KEY · not a credential"),
        (40, 12, "SIGNED  with a THROW-AWAY KEY"),
    ] {
        let window = sample(width, height);
        window.shows_all(&[words, "\"userId\": \"jde\"", "2 Payload"]);
        let seen = window.seen();
        assert!(seen.screen().alternate_screen() && seen.screen().bracketed_paste());
    }
}

#[test]
fn key_and_certificate_as_operands_sign_and_match() {
    signed().shows_all(&["pair matches", "RS256 (F4)", "server_key.pem   RSA 2048   PKCS#1", "CN=qlikserver"]);
}

#[test]
fn a_token_as_operand_is_verified_with_the_certificate_beside_it() {
    let token = qlik_token();
    let window = Start::new().folder(QLIK).arguments(&[&token, "server.pem"]).open();
    window.shows_all(&["VERIFIED  signature valid with server.pem", "Inspecting", "jde@company.example"]);
}

#[test]
fn a_token_on_standard_input_is_read_while_keys_come_from_the_terminal() {
    let token = format!("Authorization: Bearer {}\n", qlik_token());
    let mut window = Start::new()
        .folder(QLIK)
        .var("TOKEN", &token)
        .script("printf %s \"$TOKEN\" | \"$JOTBENCH\" - server.pem")
        .open();
    window.shows("VERIFIED  signature valid with server.pem");
    window.send("\x1bOP").shows("Esc closes");
    window.send("\x1b");
    window.until("no more help", |seen| !seen.text().contains("Esc closes"));
    window.send("\x11");
    assert_eq!(window.ends(), 0);
}

#[test]
fn without_a_terminal_there_is_a_hint_and_nothing_on_standard_output() {
    let done = Command::new(env!("CARGO_BIN_EXE_jotbench")).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!((done.status.code(), done.stdout.as_slice()), (Some(2), &b""[..]), "{said}");
    assert!(said.contains("standard output is not a terminal") && said.contains("hint: "), "{said}");
}

#[test]
fn standard_output_into_a_pipe_is_refused_before_the_terminal_is_touched() {
    let mut window = Start::new().script("\"$JOTBENCH\" | wc -c; stty -a").open();
    assert_eq!(window.ends(), 0);
    let text = window.until("the shell's output", |_| true);
    assert!(text.contains("standard output is not a terminal"), "{text}");
    assert!(text.lines().any(|line| line.trim() == "0"), "{text}");
    assert!(text.contains(" icanon") && !window.seen().raw.starts_with(b"\x1b"), "{text}");
}

/// The numbers of all `SGR` sequences (ECMA-48 section 8.3.117).
fn graphics(raw: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(raw);
    let sequence = |rest: &str| {
        let (numbers, last) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && c != ';')?);
        last.starts_with('m').then(|| numbers.split(';').map(|n| n.parse().unwrap_or(0)).collect::<Vec<u16>>())
    };
    text.split("\x1b[").skip(1).filter_map(sequence).flatten().collect()
}

fn is_colour(number: u16) -> bool {
    matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107)
}

#[test]
fn no_color_means_no_colour_and_the_same_words() {
    let arguments = ["server_key.pem", "server.pem"];
    let plain = Start::new().folder(QLIK).var("NO_COLOR", "1").arguments(&arguments).open();
    let plain_screen = plain.shows_all(&["SIGNED  with server_key.pem", "✓ OK", "pair matches", "Opened"]);
    let colours: Vec<u16> = graphics(&plain.seen().raw).into_iter().filter(|&n| is_colour(n)).collect();
    assert!(colours.is_empty(), "{colours:?}\n{plain_screen}");
    let coloured = signed();
    assert!(graphics(&coloured.seen().raw).into_iter().any(is_colour));
}

#[test]
#[cfg(target_os = "linux")]
fn an_idle_workbench_takes_little_of_a_processor() {
    let window = sample(120, 36);
    // The countdown at the end of the second row is the clock.
    let countdown = |text: &str| text.lines().nth(1).and_then(|row| row.split("expires").nth(1)).map(str::to_owned);
    let next_second = || {
        let then = countdown(&window.seen().text());
        window.until("the next second", |seen| countdown(&seen.text()) != then);
    };
    let ticks = || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", window.process())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        // utime and stime, proc(5) fields 14 and 15; the third follows the name.
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    };
    next_second();
    let before = ticks();
    next_second();
    next_second();
    let taken = ticks() - before;
    assert!(taken < 20, "{taken} ticks of 10 ms in 2 s");
}
