//! Commands that change the times of the payload: by a minute or an hour, or all of them anew.

use super::Command;
use crate::app::App;
use crate::app::chord::{Chord, Key};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

fn minute_later(app: &mut App) {
    app.move_time(MINUTE);
}

fn minute_earlier(app: &mut App) {
    app.move_time(-MINUTE);
}

fn hour_later(app: &mut App) {
    app.move_time(HOUR);
}

fn hour_earlier(app: &mut App) {
    app.move_time(-HOUR);
}

fn can_move(app: &App) -> Result<(), String> {
    app.can_move_time()
}

fn renew(app: &mut App) {
    app.renew_and_say();
}

fn can_renew(app: &App) -> Result<(), String> {
    app.can_renew()
}

const UP: Chord = Chord::plain(Key::Up).with_alt();
const DOWN: Chord = Chord::plain(Key::Down).with_alt();

/// Times.
pub(super) static COMMANDS: &[Command] = &[
    Command {
        name: "minute-later",
        title: "Move the time under the cursor a minute on",
        chords: &[UP],
        letter: '+',
        footer: None,
        available: can_move,
        run: minute_later,
    },
    Command {
        name: "minute-earlier",
        title: "Move the time under the cursor a minute back",
        chords: &[DOWN],
        letter: '-',
        footer: None,
        available: can_move,
        run: minute_earlier,
    },
    Command {
        name: "hour-later",
        title: "Move the time under the cursor an hour on",
        chords: &[UP.shift()],
        letter: '>',
        footer: None,
        available: can_move,
        run: hour_later,
    },
    Command {
        name: "hour-earlier",
        title: "Move the time under the cursor an hour back",
        chords: &[DOWN.shift()],
        letter: '<',
        footer: None,
        available: can_move,
        run: hour_earlier,
    },
    Command {
        name: "renew",
        title: "Renew times and ids: iat, nbf, exp and jti",
        chords: &[Chord::ctrl('t')],
        letter: 'T',
        footer: None,
        available: can_renew,
        run: renew,
    },
];
