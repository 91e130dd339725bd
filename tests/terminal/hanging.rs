//! Suspended and continued, and a terminal that goes away.

use std::time::Duration;

use super::window::{Start, Window, signal};
use super::{QLIK, sample};

/// The letter of the process's state, proc(5).
#[cfg(target_os = "linux")]
fn state(process: u32) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit(')').next()?.trim().chars().next()
}

#[cfg(target_os = "linux")]
fn stops(window: &Window) {
    window.until("the main screen", |seen| !seen.screen().alternate_screen() && !seen.screen().bracketed_paste());
    let begin = std::time::Instant::now();
    while state(window.process()) != Some('T') {
        assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", state(window.process()));
        std::thread::yield_now();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn alt_z_stops_it_and_sigcont_brings_it_back() {
    let mut window = sample(120, 36);
    for _ in 0..2 {
        window.send("\x1bz");
        stops(&window);
        signal("CONT", window.process());
        window.until("the screen again", |seen| {
            let text = seen.text();
            seen.screen().alternate_screen()
                && seen.screen().bracketed_paste()
                && ["SIGNED", "2 Payload", "6 Checks", "Ctrl+Q quit"].iter().all(|words| text.contains(words))
        });
    }
    window.keys("typed").shows("typed");
    window.send("\x11");
    assert_eq!(window.ends(), 0);
}

#[test]
#[cfg(target_os = "linux")]
fn sigtstp_stops_it_like_alt_z_and_leaves_no_revealed_key_behind() {
    let key = std::fs::read_to_string(format!("{QLIK}/server_key.pem")).unwrap();
    let line = key.lines().nth(1).and_then(|line| line.get(..50)).unwrap();
    let mut window = Start::new().folder(QLIK).arguments(&["server_key.pem"]).open();
    window.shows("SIGNED  with server_key.pem");
    window.send("\x1b[20~").shows(line);
    signal("TSTP", window.process());
    stops(&window);
    assert!(!window.seen().text().contains(line));
    signal("CONT", window.process());
    window.until("the screen again", |seen| seen.screen().alternate_screen() && seen.text().contains("Esc pane keys"));
    assert!(!window.seen().text().contains(line), "who comes back may be somebody else");
    window.send("\x11");
    assert_eq!(window.ends(), 0);
}

#[test]
fn a_window_that_closes_ends_the_program() {
    let mut window = sample(120, 36);
    window.close(Duration::from_secs(30));
}

#[test]
fn a_window_that_closes_ends_the_program_even_where_sighup_is_ignored() {
    let mut window = Start::new().script("trap '' HUP; exec \"$JOTBENCH\"").open();
    window.shows("SIGNED");
    window.close(Duration::from_secs(10));
}
