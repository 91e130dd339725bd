//! Pasted texts: large ones, with and without brackets, and tokens out of mails.

use super::copying::{copied, payload};
use super::window::Start;
use super::{QLIK, qlik_token, sample, sample_over_ssh};

/// A laid-out document of over 100 kB, and what is left of it without white space.
/// `indent` stands before each of its 900 members.
fn large(indent: &str) -> (String, String) {
    let members: Vec<String> = (0..900).map(|n| format!("\"c{n:04}\":\"Zoë Müller, 日本 {:>20}\"", n * n)).collect();
    let text = format!("{{\n{indent:60}{}\n}}", members.join(&format!(",\n{indent:60}")));
    let compact = format!("{{{}}}", members.join(","));
    assert!(text.len() > 100_000 && compact.len() < 55_000, "{} {}", text.len(), compact.len());
    (text, compact)
}

#[test]
fn a_large_bracketed_paste_in_one_write_arrives_whole_as_one_step() {
    let (text, compact) = large("\t");
    let mut window = sample_over_ssh();
    let before = payload(&copied(&mut window));
    window.send("\x01").paste(&text).shows_all(&["900 claims", "SIGNED  with"]);
    assert_eq!(payload(&copied(&mut window)), compact);
    window.send("\x1a").shows_all(&["7 claims", "SIGNED  with", "\"userId\": \"jde\""]);
    assert_eq!(payload(&copied(&mut window)), before, "one step back");
    window.send("\x19").shows_all(&["900 claims", "SIGNED  with"]);
}

#[test]
fn a_large_burst_of_keys_in_one_write_arrives_whole() {
    let (text, compact) = large("");
    let mut window = sample_over_ssh();
    // A terminal without bracketed paste sends Enter for each line break.
    window.send("\x01").send(text.replace('\n', "\r")).shows_all(&["900 claims", "SIGNED  with"]);
    assert_eq!(payload(&copied(&mut window)), compact);
}

#[test]
fn a_small_burst_of_keys_is_one_step_and_its_tabs_and_enters_are_text() {
    let mut window = sample(120, 36);
    window.send("\x01").send("{\r\t\"burst\": true,\r\t\"n\": [1, 2]\r}\r");
    window.shows_all(&["2 claims", "SIGNED  with", "╔═ 2 Payload"]);
    window.send("\x1a").shows_all(&["7 claims", "SIGNED  with", "\"userId\": \"jde\""]);
}

#[test]
fn a_pasted_token_out_of_a_mail_is_verified() {
    let token = qlik_token();
    let mut window = Start::new().folder(QLIK).arguments(&["server.pem"]).open();
    window.shows("Opened server.pem in 4");
    let lines: Vec<&str> = token.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    window.paste(&format!("Bearer {}\r\n", lines.join("\r\n")));
    window.shows_all(&["VERIFIED  signature valid with server.pem", "removed ", "\"Bearer\""]);
    // One step back the sample is there again.
    window.send("\x1a").shows("\"userDirectory\": \"CORP\"");
}

#[test]
fn a_changed_token_fails_and_an_unknown_one_is_unchecked() {
    let token = qlik_token();
    let mut window = Start::new().folder(QLIK).arguments(&["server.pem"]).open();
    window.shows("Opened server.pem in 4");
    window.paste(&token.replacen(".eyJ1c2VySWQiOiJqZGUi", ".eyJ1c2VySWQiOiJqZGVf", 1));
    window.shows("FAILED");
    let mut window = sample(120, 36);
    window.paste(&token).shows("UNCHECKED  no key to check with");
}

#[test]
fn a_pasted_private_key_is_hidden_from_the_first_frame_on() {
    let key = std::fs::read_to_string(format!("{QLIK}/server_key.pem")).unwrap();
    let body = key.lines().nth(5).unwrap();
    let mut window = sample(120, 36);
    window.paste(&key).shows_all(&["SIGNED  with the key in pane 3", "lines hidden, F9 reveals"]);
    assert_eq!(window.seen().find(body), None);
}

#[test]
fn a_megabyte_in_one_line_is_taken_and_more_is_refused() {
    let mut window = sample(120, 36);
    let most = format!("{{\"a\":\"{}\"}}", "x".repeat((1 << 20) - 8));
    window.send("\x01").paste(&most).shows_all(&["1 claim", "SIGNED  with"]);
    window.send("\x01").paste(&format!("{most} ")).shows("over 1 MiB (1048577 bytes): nothing was pasted");
    window.shows_all(&["1 claim", "SIGNED  with"]);
}

#[test]
fn a_paste_that_stands_still_in_its_middle_is_kept_whole() {
    let mut window = sample(120, 36);
    // After a paste the input buffers are gone over as soon as nothing comes; here a second one has begun by then.
    window.send("\x01").send("\x1b[200~{\"first\": 1,\x1b[201~\x1b[200~ \"second\": ");
    window.shows("\"second\":");
    window.send("2}\x1b[201~").shows_all(&["{\"first\": 1, \"second\": 2}", "2 claims", "SIGNED  with"]);
    window.keys(" ").send("\x11");
    assert_eq!(window.ends(), 0);
}
