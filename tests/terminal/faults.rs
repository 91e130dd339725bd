//! A fault of the program itself, a panic: the terminal comes back, and nothing of what the program held is printed.
//! No input is known that makes the program panic, so this test's own program takes the terminal as the workbench does,
//! and panics.

#![expect(clippy::panic, reason = "the fault that is looked at")]

use std::env;
use std::thread;

use jotbench::sys::fault;
use jotbench::tui::terminal::{Options, Terminal};
use ratatui::widgets::Paragraph;

use super::ending::{AROUND, ends_cleanly};
use super::window::Start;

/// Set in the program that is to panic: on which thread.
const STORY: &str = "JOTBENCH_TEST_FAULT";
const SECRET: &str = "PRIVATE: a text on the screen and in the message";

#[test]
fn a_fault_gives_the_terminal_back_and_tells_its_place_and_nothing_else() {
    if let Ok(story) = env::var(STORY) {
        return fails(&story);
    }
    for story in ["drawing", "other"] {
        let mut window = again("faults::a_fault_gives_the_terminal_back_and_tells_its_place_and_nothing_else", story);
        ends_cleanly(&mut window, 101);
        let text = window.seen().scrolled_back();
        let place = concat!("jotbench ", env!("CARGO_PKG_VERSION"), " stopped because of its own fault at ");
        assert!(text.contains(place) && text.contains("faults.rs:") && text.contains("Please report"), "{text}");
        assert!(!text.contains("PRIVATE") && !text.contains("backtrace"), "{text}");
    }
}

#[test]
fn a_fault_of_a_command_tells_its_place_and_nothing_else() {
    if env::var(STORY).is_ok() {
        fault::watch();
        panic!("{SECRET}");
    }
    let mut window = again("faults::a_fault_of_a_command_tells_its_place_and_nothing_else", "command");
    assert_eq!(window.ends(), 0, "the shell");
    let text = window.seen().text();
    assert!(text.contains("stopped because of its own fault at ") && text.contains("EXIT 101."), "{text}");
    assert!(window.seen().find("PRIVATE").is_none(), "{text}");
}

/// Runs a test of this file once more, as a program in a terminal.
fn again(test: &str, story: &str) -> super::Window {
    let program = env::current_exe().unwrap();
    let start = Start::new().script(AROUND).arguments(&["--exact", test, "--nocapture", "--quiet"]);
    start.var("JOTBENCH", program.to_str().unwrap()).var(STORY, story).var("RUST_BACKTRACE", "full").open()
}

fn fails(story: &str) {
    let mut terminal = Terminal::enter(Options { mouse: true }).unwrap();
    terminal.draw(|frame| frame.render_widget(Paragraph::new(SECRET), frame.area())).unwrap();
    if story == "other" {
        // It ends the program: nothing comes back.
        let _ = thread::spawn(|| panic!("{SECRET}")).join();
    }
    panic!("{SECRET}");
}
