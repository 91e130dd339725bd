//! Commands about verdicts: do what a check offers, and what tokens are held against.

use super::{Command, always};
use crate::app::App;
use crate::app::chord::Chord;

fn fix(app: &mut App) {
    if let Some(fix) = app.first_fix() {
        app.apply(fix);
    }
}

fn has_fix(app: &App) -> Result<(), String> {
    match app.first_fix() {
        Some(_) => Ok(()),
        None if app.has_failed() => {
            Err("nothing here can mend what failed; the hints in pane 6 say who can".to_owned())
        }
        None => Err("nothing failed".to_owned()),
    }
}

/// Why, and against what.
pub(super) static COMMANDS: &[Command] = &[
    Command {
        name: "apply-fix",
        title: "Do what the first failed check offers",
        chords: &[Chord::alt('r')],
        letter: 'R',
        footer: None,
        available: has_fix,
        run: fix,
    },
    Command {
        name: "judge-as-of",
        title: "Judge the times as of another moment",
        chords: &[Chord::alt('a')],
        letter: 'J',
        footer: None,
        available: always,
        run: App::ask_moment,
    },
    Command {
        name: "leeway",
        title: "Set the leeway for clocks that differ",
        chords: &[Chord::alt('y')],
        letter: 'L',
        footer: None,
        available: always,
        run: App::ask_leeway,
    },
    Command {
        name: "expected-claims",
        title: "Set the claims that are expected",
        chords: &[Chord::alt('c')],
        letter: 'E',
        footer: None,
        available: always,
        run: App::ask_expected,
    },
];
