//! Commands that change or select text.

use super::{Command, always};
use crate::app::chord::Chord;
use crate::app::notice::Level;
use crate::app::pane::Pane;
use crate::app::{App, Hidden, copying};
use crate::jose::json;

fn format(app: &mut App) {
    let pane = app.focus;
    if !app.bench.format(pane) {
        app.say(Level::Info, "It is laid out already");
    }
}

fn is_json(app: &App) -> Result<(), String> {
    if !app.focus.is_json() {
        return Err("header and payload are JSON, this pane is not".to_owned());
    }
    if json::is_json(app.bench.text(app.focus)) { Ok(()) } else { Err("the text is no JSON at the moment".to_owned()) }
}

fn undo(app: &mut App) {
    match app.bench.undo() {
        Some(pane) => show(app, pane, "Took back"),
        None => app.say(Level::Info, "There is nothing to undo"),
    }
}

fn redo(app: &mut App) {
    match app.bench.redo() {
        Some(pane) => show(app, pane, "Did again"),
        None => app.say(Level::Info, "There is nothing to redo"),
    }
}

/// A step in a pane that is out of sight would be a riddle.
fn show(app: &mut App, pane: Pane, what: &str) {
    app.say(Level::Info, format!("{what} the last change, in {} {}", pane.index() + 1, pane.title()));
    if app.arrangement.pane(pane).is_none() {
        app.go_to(pane);
    }
}

fn select_all(app: &mut App) {
    let pane = app.focus;
    app.bench.look(pane, crate::text::Editor::select_all);
}

fn has_text(app: &App) -> Result<(), String> {
    if app.focus == Pane::Checks { Err("the list of checks is no text".to_owned()) } else { Ok(()) }
}

fn cut(app: &mut App) {
    copying::copy_selection(app);
    if app.copying.is_some() {
        let pane = app.focus;
        app.bench.edit(pane, crate::text::Editor::cut_selection);
    }
}

fn has_selection(app: &App) -> Result<(), String> {
    has_text(app)?;
    let selected = app.bench.editor(app.focus).and_then(crate::text::Editor::selection).is_some();
    if !selected {
        return Err("nothing is selected".to_owned());
    }
    if app.hidden(app.focus) == Hidden::No { Ok(()) } else { Err("the text is hidden: F9 reveals it".to_owned()) }
}

/// Text.
pub(super) static COMMANDS: &[Command] = &[
    Command {
        name: "format",
        title: "Lay the JSON out, or pack it into one line",
        chords: &[Chord::f(8)],
        letter: 'f',
        footer: Some("Format"),
        available: is_json,
        run: format,
    },
    Command {
        name: "undo",
        title: "Undo, across all panes in the order of doing",
        chords: &[Chord::ctrl('z')],
        letter: 'u',
        footer: Some("undo"),
        available: always,
        run: undo,
    },
    Command {
        name: "redo",
        title: "Redo",
        chords: &[Chord::ctrl('y')],
        letter: 'U',
        footer: None,
        available: always,
        run: redo,
    },
    Command {
        name: "select-all",
        title: "Select all text of the pane",
        chords: &[Chord::ctrl('a')],
        letter: 'A',
        footer: None,
        available: has_text,
        run: select_all,
    },
    Command {
        name: "copy-selection",
        title: "Copy the selection",
        chords: &[Chord::ctrl('c')],
        letter: 'y',
        footer: None,
        available: always,
        run: copying::copy_selection,
    },
    Command {
        name: "cut-selection",
        title: "Cut the selection",
        chords: &[Chord::ctrl('x')],
        letter: 'X',
        footer: None,
        available: has_selection,
        run: cut,
    },
];
