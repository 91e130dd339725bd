//! Sizes that change at any moment, and input that comes in pieces.

use super::window::Start;
use super::{QLIK, qlik_token, sample};

const EVERYTHING: [&str; 6] = ["1 Header", "2 Payload", "3 Signing key", "5 Token", "6 Checks", "Ctrl+Q quit"];

#[test]
fn a_window_that_was_small_for_a_moment_is_drawn_anew() {
    let mut window = sample(120, 36);
    for _ in 0..5 {
        window.resize(1, 1).resize(120, 36);
        window.shows_all(&EVERYTHING);
    }
}

#[test]
fn a_resize_during_the_start_is_seen() {
    for _ in 0..8 {
        let mut window = Start::new().open();
        window.until("the alternate screen", |seen| seen.screen().alternate_screen());
        window.resize(30, 8);
        window.shows("need 40x10");
        window.resize(120, 36);
        window.shows_all(&EVERYTHING);
    }
}

#[test]
fn bytes_that_mean_nothing_do_not_keep_a_resize_back() {
    for bytes in [&b"\x1b[201~"[..], b"\xc3", b"\x1b[?", b"\x1b[<0;1", b"\x1b[99~"] {
        let mut window = sample(120, 36);
        window.send(bytes);
        window.resize(30, 8);
        window.shows("need 40x10");
    }
}

#[test]
fn a_token_that_comes_as_keys_goes_to_its_pane() {
    let mut window = Start::new().folder(QLIK).arguments(&["server.pem"]).open();
    window.shows("server.pem   X.509");
    window.send(format!("Bearer {}\r", qlik_token()));
    window.shows_all(&["VERIFIED  signature valid with server.pem", "removed "]);
}

#[test]
fn a_private_key_that_comes_as_keys_is_never_seen() {
    let key = std::fs::read_to_string(format!("{QLIK}/server_key.pem")).unwrap().replace("\r\n", "\r");
    let mut window = sample(120, 36);
    window.send(&key);
    window.shows_all(&["RSA 2048   PKCS#1", "hidden, F9 reveals"]);
    let seen = window.seen();
    for line in key.split('\r').filter(|line| line.len() == 64) {
        let shown = String::from_utf8_lossy(&seen.raw);
        assert!(!shown.contains(line.get(..40).unwrap()), "{line}");
    }
}
