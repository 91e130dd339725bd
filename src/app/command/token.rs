//! Commands about keys and tokens: open, paste, algorithm, copy, compare.

use super::{Command, always};
use crate::app::chooser::{Choice, Chooser, Row};
use crate::app::chord::Chord;
use crate::app::copy::COPY_FORMS;
use crate::app::copying;
use crate::app::event::Effect;
use crate::app::keys::Reading;
use crate::app::notice::Level;
use crate::app::overlay::Overlay;
use crate::app::pane::Pane;
use crate::app::picker::Picker;
use crate::app::sample;
use crate::app::{App, Ask};
use crate::jose::algorithm::{ALGORITHMS, Algorithm, Family};
use crate::jose::key::SecretEncoding;

fn open(app: &mut App) {
    app.overlay = Some(Overlay::Open(Picker::new()));
    app.effects.push(Effect::List(String::new()));
}

fn paste(app: &mut App) {
    app.effects.push(Effect::ReadClipboard);
}

fn algorithm(app: &mut App) {
    let key = app.bench.derived().signing.as_ref().ok();
    let now = app.bench.derived().algorithm.as_ref().ok().map(|row| row.name);
    let row = |row: &'static Algorithm| {
        let refusal = key.and_then(|key| row.fits_signing(key).err()).map(|problem| {
            let name = format!("{} ", row.name);
            problem.message.strip_prefix(&name).unwrap_or(&problem.message).to_owned()
        });
        let detail = match refusal {
            None if now == Some(row.name) => format!("as now   {}", row.rfc),
            None => row.rfc.to_owned(),
            Some(_) => String::new(),
        };
        Row { label: row.name.to_owned(), detail, refusal, choice: Choice::Algorithm(row) }
    };
    let mut rows: Vec<Row> = ALGORITHMS.iter().filter(|row| row.family != Family::None).map(row).collect();
    rows.sort_by_key(|row| row.refusal.is_some());
    app.overlay = Some(Overlay::Choose(Chooser::new("Algorithm", rows)));
}

fn copy_bearer(app: &mut App) {
    if let Some(form) = COPY_FORMS.first() {
        copying::copy(app, form);
    }
}

fn copy_as(app: &mut App) {
    copying::list(app);
}

fn has_token(app: &App) -> Result<(), String> {
    // A time that is yet to become its number does so first.
    if app.time_to_copy().is_some() { Ok(()) } else { copying::can_copy(app) }
}

fn templates(app: &mut App) {
    app.choose_template();
}

fn compare(app: &mut App) {
    app.compare();
}

fn can_compare(app: &App) -> Result<(), String> {
    app.can_compare()
}

fn shell(app: &mut App) {
    app.show_line();
}

fn has_line(app: &App) -> Result<(), String> {
    app.can_show_line()
}

fn encoding(app: &mut App) {
    let now = app.bench.mark().encoding;
    let row = |encoding: SecretEncoding| Row {
        label: format!("Read the secret as {}", encoding.name()),
        detail: if encoding == now { "as now".to_owned() } else { String::new() },
        refusal: None,
        choice: Choice::Encoding(encoding),
    };
    let rows = SecretEncoding::ALL.into_iter().map(row).collect();
    app.overlay = Some(Overlay::Choose(Chooser::new("HMAC secret", rows)));
}

fn has_secret(app: &App) -> Result<(), String> {
    match app.bench.keys().signing {
        Reading::Secret(_) => Ok(()),
        _ => Err("pane 3 holds no HMAC secret".to_owned()),
    }
}

fn forget(app: &mut App) {
    let pane = if app.focus == Pane::Public { Pane::Public } else { Pane::Signing };
    let question = "The new key is in no file: the same key again forgets it, Alt+W writes it";
    if pane == Pane::Signing && app.bench.has_unsaved() && !app.confirmed(Ask::LoseKey, question) {
        return;
    }
    app.bench.forget(pane);
    app.say(Level::Done, format!("Forgot what was in {} {}, and all that undo knew", pane.index() + 1, pane.title()));
}

fn has_key(app: &App) -> Result<(), String> {
    let pane = if app.focus == Pane::Public { Pane::Public } else { Pane::Signing };
    if app.bench.text(pane).is_empty() { Err(format!("pane {} is empty", pane.index() + 1)) } else { Ok(()) }
}

fn start_over(app: &mut App) {
    let question = "This gives up all texts and keys on screen, for good: the same key again does it";
    if !app.confirmed(Ask::StartOver, question) {
        return;
    }
    app.bench.start_over(sample::workbench(app.seconds()));
    app.say(Level::Done, "A new sample with a new throw-away key");
}

/// Keys and tokens.
pub(super) static COMMANDS: &[Command] = &[
    Command {
        name: "open",
        title: "Open key, certificate, token or JSON files",
        chords: &[Chord::f(2), Chord::ctrl('o')],
        letter: 'o',
        footer: Some("Open"),
        available: always,
        run: open,
    },
    Command {
        name: "paste",
        title: "Paste from the clipboard, by content",
        chords: &[Chord::f(3), Chord::ctrl('v')],
        letter: 'v',
        footer: Some("Paste"),
        available: always,
        run: paste,
    },
    Command {
        name: "algorithm",
        title: "Choose the algorithm",
        chords: &[Chord::f(4)],
        letter: 'a',
        footer: Some("Alg"),
        available: always,
        run: algorithm,
    },
    Command {
        name: "copy-bearer",
        title: "Copy \"Bearer …\"",
        chords: &[Chord::f(5)],
        letter: 'c',
        footer: Some("Copy Bearer"),
        available: has_token,
        run: copy_bearer,
    },
    Command {
        name: "copy-as",
        title: "Copy as …",
        chords: &[Chord::f(6)],
        letter: 'C',
        footer: Some("Copy as…"),
        available: has_token,
        run: copy_as,
    },
    Command {
        name: "templates",
        title: "Templates: what the token is for",
        chords: &[Chord::f(7)],
        letter: 't',
        footer: Some("Templates"),
        available: always,
        run: templates,
    },
    Command {
        name: "compare-tokens",
        title: "Compare with the previous token",
        chords: &[Chord::alt('d')],
        letter: 'D',
        footer: None,
        available: can_compare,
        run: compare,
    },
    Command {
        name: "shell-command",
        title: "Show the shell command that does this",
        chords: &[Chord::alt('i')],
        letter: '!',
        footer: None,
        available: has_line,
        run: shell,
    },
    Command {
        name: "secret-encoding",
        title: "Read the HMAC secret as text, base64, base64url or hex",
        chords: &[Chord::alt('s')],
        letter: 'b',
        footer: None,
        available: has_secret,
        run: encoding,
    },
    Command {
        name: "forget-key",
        title: "Forget the key of this pane, and the history of undo",
        chords: &[Chord::alt('x')],
        letter: 'x',
        footer: None,
        available: has_key,
        run: forget,
    },
    Command {
        name: "new-sample",
        title: "Start over with the sample",
        chords: &[Chord::alt('n')],
        letter: 'N',
        footer: None,
        available: always,
        run: start_over,
    },
];
