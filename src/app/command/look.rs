//! Commands that change what is seen: help, palette, panes, zoom, reveal, quit.

use super::{Command, always, commands};
use crate::app::chooser::{Choice, Chooser, Row};
use crate::app::chord::{Chord, Key};
use crate::app::event::Effect;
use crate::app::notice::Level;
use crate::app::overlay::Overlay;
use crate::app::pane::Pane;
use crate::app::theme::ThemeName;
use crate::app::{App, REVEALED};

fn help(app: &mut App) {
    app.overlay = Some(Overlay::Help(0));
}

fn reveal(app: &mut App) {
    app.revealed_until = match app.revealed_until {
        Some(_) => None,
        None => Some(app.now.saturating_add(REVEALED)),
    };
    if app.revealed_until.is_some() {
        app.say(Level::Warn, "The key is in sight for 20 s; F9 hides it again");
    }
}

fn has_hidden(app: &App) -> Result<(), String> {
    let keys = app.bench.keys();
    if keys.signing.is_secret() || keys.public.is_secret() { Ok(()) } else { Err("nothing is hidden".to_owned()) }
}

fn zoom(app: &mut App) {
    app.zoom = !app.zoom;
    if !app.zoom {
        app.revealed_until = None;
    }
}

fn palette(app: &mut App) {
    let row = |command: &'static Command| Row {
        label: command.title.to_owned(),
        detail: command.chords.first().map(ToString::to_string).unwrap_or_default(),
        refusal: (command.available)(app).err(),
        choice: Choice::Command(command),
    };
    let rows = commands().filter(|command| command.name != "palette").map(row).collect();
    app.overlay = Some(Overlay::Choose(Chooser::new("Commands", rows)));
}

fn next(app: &mut App) {
    app.go_to(app.focus.next());
}

fn previous(app: &mut App) {
    app.go_to(app.focus.previous());
}

fn header(app: &mut App) {
    app.go_to(Pane::Header);
}

fn payload(app: &mut App) {
    app.go_to(Pane::Payload);
}

fn signing(app: &mut App) {
    app.go_to(Pane::Signing);
}

fn public(app: &mut App) {
    app.go_to(Pane::Public);
}

fn token(app: &mut App) {
    app.go_to(Pane::Token);
}

fn checks(app: &mut App) {
    app.go_to(Pane::Checks);
}

fn theme(app: &mut App) {
    let row = |theme: ThemeName| {
        let (label, detail) = theme.words();
        Row { label: label.to_owned(), detail: detail.to_owned(), refusal: None, choice: Choice::Theme(theme) }
    };
    app.overlay = Some(Overlay::Choose(Chooser::new("Colours", ThemeName::ALL.into_iter().map(row).collect())));
}

fn mouse(app: &mut App) {
    app.mouse = !app.mouse;
    app.effects.push(Effect::CatchMouse(app.mouse));
    let now = if app.mouse {
        "The mouse moves the cursor; Shift+drag selects in the terminal"
    } else {
        "The mouse is the terminal's"
    };
    app.say(Level::Info, now);
}

fn messages(app: &mut App) {
    app.overlay = Some(Overlay::Messages(0));
}

fn suspend(app: &mut App) {
    app.revealed_until = None;
    app.effects.push(Effect::Suspend);
}

fn quit(app: &mut App) {
    app.quit_unless_unsaved();
}

/// A row for a pane.
macro_rules! pane {
    ($name:literal, $number:literal, $title:literal, $run:ident) => {
        Command {
            name: $name,
            title: $title,
            chords: &[Chord::alt($number)],
            letter: $number,
            footer: None,
            available: always,
            run: $run,
        }
    };
}

/// What stands first everywhere.
pub(super) static HELP: &[Command] = &[Command {
    name: "help",
    title: "Help for this pane",
    chords: &[Chord::f(1)],
    letter: '?',
    footer: Some("Help"),
    available: always,
    run: help,
}];

/// What is seen.
pub(super) static COMMANDS: &[Command] = &[
    Command {
        name: "reveal",
        title: "Reveal the hidden key for 20 s, or hide it",
        chords: &[Chord::f(9)],
        letter: 'r',
        footer: Some("Reveal"),
        available: has_hidden,
        run: reveal,
    },
    Command {
        name: "zoom",
        title: "This pane alone, or all of them",
        chords: &[Chord::f(12)],
        letter: 'z',
        footer: Some("Zoom"),
        available: always,
        run: zoom,
    },
    Command {
        name: "palette",
        title: "All commands",
        chords: &[Chord::ctrl('p')],
        letter: ':',
        footer: Some("commands"),
        available: always,
        run: palette,
    },
    Command {
        name: "next-pane",
        title: "Next pane",
        chords: &[Chord::plain(Key::Tab)],
        letter: ']',
        footer: Some("next pane"),
        available: always,
        run: next,
    },
    Command {
        name: "previous-pane",
        title: "Previous pane",
        chords: &[Chord::plain(Key::Tab).shift()],
        letter: '[',
        footer: None,
        available: always,
        run: previous,
    },
    pane!("header", '1', "Go to 1 Header", header),
    pane!("payload", '2', "Go to 2 Payload", payload),
    pane!("signing-key", '3', "Go to 3 Signing key", signing),
    pane!("public-key", '4', "Go to 4 Public key or certificate", public),
    pane!("token", '5', "Go to 5 Token", token),
    pane!("checks", '6', "Go to 6 Checks", checks),
    Command {
        name: "theme",
        title: "Choose the colours",
        chords: &[Chord::alt('t')],
        letter: 'd',
        footer: None,
        available: always,
        run: theme,
    },
    Command {
        name: "mouse",
        title: "Catch the mouse, or leave it to the terminal",
        chords: &[Chord::alt('m')],
        letter: 'm',
        footer: None,
        available: always,
        run: mouse,
    },
    Command {
        name: "messages",
        title: "All messages so far",
        chords: &[Chord::alt('l')],
        letter: 'l',
        footer: None,
        available: always,
        run: messages,
    },
    Command {
        name: "suspend",
        title: "Suspend to the shell (fg comes back)",
        chords: &[Chord::alt('z')],
        letter: 'Z',
        footer: None,
        available: always,
        run: suspend,
    },
    Command {
        name: "quit",
        title: "Quit",
        chords: &[Chord::ctrl('q')],
        letter: 'q',
        footer: Some("quit"),
        available: always,
        run: quit,
    },
];
