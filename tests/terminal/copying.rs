//! F5 where the only clipboard is the terminal's.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::window::{Start, Window};
use super::{QLIK, sample_over_ssh};

/// Presses F5 and gives what the terminal was asked to put on its clipboard (OSC 52).
pub(crate) fn copied(window: &mut Window) -> String {
    let begin = window.seen().raw.len();
    window.send("\x1b[15~");
    let found = |raw: &[u8]| -> Option<String> {
        let text = String::from_utf8_lossy(&raw[begin..]).into_owned();
        let (_, rest) = text.split_once("\x1b]52;c;")?;
        let (encoded, _) = rest.split_once('\x07')?;
        Some(String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap())
    };
    window.until("a copy", |seen| found(&seen.raw).is_some());
    found(&window.seen().raw).unwrap()
}

/// The payload text of a copied token.
pub(crate) fn payload(bearer: &str) -> String {
    let token = bearer.strip_prefix("Bearer ").unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap()
}

/// The token as it stands in the zoomed pane 5.
fn token_on_screen(window: &mut Window) -> String {
    window.send("\x1b5").shows("5 Token ");
    window.send("\x1b[24~");
    let zoomed = window.until("pane 5 alone", |seen| {
        let text = seen.text();
        text.contains("5 Token ") && !text.contains("2 Payload")
    });
    let inside = zoomed.lines().filter_map(|line| line.strip_prefix('║')?.strip_suffix('║'));
    inside.map(str::trim).collect()
}

#[test]
fn over_ssh_the_terminal_gets_the_token_on_screen_and_no_promise() {
    let mut window =
        Start::new().folder(QLIK).var("SSH_TTY", "/dev/pts/9").arguments(&["server_key.pem", "server.pem"]).open();
    window.shows("SIGNED  with server_key.pem · verifies with server.pem");
    let bearer = copied(&mut window);
    window.shows("Sent \"Bearer …\" to your terminal's clipboard (OSC 52): cannot confirm, cannot clear");
    assert_eq!(bearer, format!("Bearer {}", token_on_screen(&mut window)));
    assert!(payload(&bearer).starts_with("{\"userId\":\"jde\",\"userDirectory\":\"CORP\","), "{bearer}");
}

#[test]
#[cfg(not(target_os = "macos"))]
fn without_a_display_the_terminal_gets_the_token() {
    let mut window = super::sample(120, 36);
    let bearer = copied(&mut window);
    window.shows("Sent \"Bearer …\" to your terminal's clipboard (OSC 52): cannot confirm, cannot clear");
    assert_eq!(bearer, format!("Bearer {}", token_on_screen(&mut window)));
}

#[test]
fn inside_tmux_the_notice_says_what_tmux_needs() {
    let mut window =
        Start::new().size(160, 36).var("SSH_TTY", "/dev/pts/9").var("TMUX", "/tmp/tmux-0/default,1,0").open();
    window.shows("SIGNED");
    copied(&mut window);
    window.shows("cannot confirm, cannot clear; in tmux this needs \"set -s set-clipboard on\"");
}

#[test]
fn a_typed_claim_is_in_the_next_token() {
    let mut window = sample_over_ssh();
    let before = copied(&mut window);
    // Ctrl+Home, and past the brace.
    window.send("\x1b[1;5H").send("\x1b[C").keys("\"role\":\"admin\",");
    window.shows_all(&["8 claims", "SIGNED  with"]);
    let after = copied(&mut window);
    assert_eq!(payload(&after), payload(&before).replacen('{', "{\"role\":\"admin\",", 1));
    // The whole word may be one step or several, as the keys came in.
    for _ in 0.."\"role\":\"admin\",".len() {
        window.send("\x1a");
    }
    window.shows_all(&["7 claims", "SIGNED  with"]);
    assert_eq!(payload(&copied(&mut window)), payload(&before));
}
