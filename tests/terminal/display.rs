//! A display server, and the workbench when it dies.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::QLIK;
use super::window::Start;

/// A display server of one test.
pub(crate) struct Display {
    server: Child,
    /// What `DISPLAY` is set to.
    pub(crate) name: String,
}

impl Display {
    pub(crate) fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "64x64x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Self { server, name: format!(":{}", number.trim()) }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The pair of [`QLIK`] on this display.
fn signed_on(display: &Display) -> super::Window {
    let start = Start::new().folder(QLIK).arguments(&["server_key.pem", "server.pem"]);
    let window = start.var("DISPLAY", &display.name).open();
    window.shows("SIGNED  with server_key.pem · verifies with server.pem");
    window
}

#[test]
fn when_the_display_dies_the_next_copy_takes_another_way_and_the_workbench_goes_on() {
    let display = Display::start();
    let mut window = signed_on(&display);
    window.send("\x1b[15~").shows("Copied \"Bearer …\" to the system clipboard");
    drop(display);
    window.send("\x1b[15~").shows("Sent \"Bearer …\" to your terminal's clipboard (OSC 52)");
    window.send("\x11");
    assert_eq!(window.ends(), 0);
    let seen = window.seen();
    assert!(!seen.screen().alternate_screen() && !seen.text().contains("fault"), "{}", seen.text());
}

#[test]
fn when_the_display_dies_with_a_copy_on_it_quitting_still_ends() {
    let display = Display::start();
    let mut window = signed_on(&display);
    window.send("\x1b[15~").shows("Copied \"Bearer …\" to the system clipboard");
    drop(display);
    window.send("\x11");
    assert_eq!(window.ends(), 0);
    assert!(!window.seen().screen().alternate_screen());
}
