//! Commands about keys: look inside, unlock, make, convert, write.

use super::Command;
use crate::app::App;
use crate::app::chooser::{Choice, Chooser, Row};
use crate::app::chord::Chord;
use crate::app::keys::Reading;
use crate::app::overlay::Overlay;
use crate::app::pane::Pane;
use crate::app::prompt::{Prompt, Purpose};
use crate::jose::key::convert;
use crate::jose::key::generate::{KINDS, Kind};

fn inside(app: &mut App) {
    app.overlay = Some(Overlay::Inside(0));
}

fn has_readable(app: &App) -> Result<(), String> {
    let keys = app.bench.keys();
    let some = |reading: &Reading| reading.file().is_some() || matches!(reading, Reading::Secret(Ok(_)));
    if some(&keys.signing) || some(&keys.public) { Ok(()) } else { Err("no key pane holds a key".to_owned()) }
}

/// The pane whose text a passphrase opens.
fn locked(app: &App) -> Option<Pane> {
    let keys = app.bench.keys();
    match (keys.signing.is_locked(), keys.public.is_locked()) {
        (_, true) if app.focus == Pane::Public => Some(Pane::Public),
        (true, _) => Some(Pane::Signing),
        (false, true) => Some(Pane::Public),
        (false, false) => None,
    }
}

fn unlock(app: &mut App) {
    if let Some(pane) = locked(app) {
        app.ask_passphrase(pane);
    }
}

fn has_locked(app: &App) -> Result<(), String> {
    locked(app).map(drop).ok_or_else(|| "no key pane holds an encrypted key".to_owned())
}

fn generate(app: &mut App) {
    if app.take_ready() || app.abandon() {
        return;
    }
    let row = |(at, kind): (usize, &Kind)| Row {
        label: format!("{:<22} {}", kind.title, kind.cost),
        detail: kind.serves.to_owned(),
        refusal: None,
        choice: Choice::Generate(at),
    };
    let rows = KINDS.iter().enumerate().map(row).collect();
    app.overlay = Some(Overlay::Choose(Chooser::new("New key", rows)));
}

/// Asks what the certificate of a new key is to be about.
pub(in crate::app) fn chosen_kind(app: &mut App, at: usize) {
    let Some(kind) = KINDS.get(at).cloned() else { return };
    let label = "Subject of a self-signed certificate, such as CN=qlik; leave it empty for none";
    let is_secret = kind.is_secret();
    let prompt = Prompt::new(format!("New key: {}", kind.title), label, Purpose::Subject(kind));
    app.overlay = Some(Overlay::Ask(prompt));
    if is_secret {
        app.answered();
    }
}

fn convert(app: &mut App) {
    app.choose_form(None);
}

fn can_convert(app: &App) -> Result<(), String> {
    app.can_convert()
}

fn jwks(app: &mut App) {
    export(app, "jwks");
}

fn pem(app: &mut App) {
    export(app, "pem");
}

fn export(app: &mut App, form: &str) {
    if let Ok(form) = convert::form(form) {
        app.convert(form, true, None);
    }
}

fn give(app: &mut App) {
    let give = app.bench.mark().target.as_ref().and_then(|target| target.template.give.clone());
    match give {
        Some(give) => app.give_key(&give.what.iter().map(String::as_str).collect::<Vec<_>>(), Some(&give.place)),
        None => app.give_key(&[], None),
    }
}

fn can_give(app: &App) -> Result<(), String> {
    app.can_give()
}

fn write(app: &mut App) {
    app.ask_key_files();
}

fn has_keys(app: &App) -> Result<(), String> {
    match app.bench.keys().endings() {
        _ if app.bench.mark().throw_away => Err("the key of the sample is to be thrown away".to_owned()),
        [None, None] => Err("no key pane holds a key that can be read".to_owned()),
        _ => Ok(()),
    }
}

/// Keys.
pub(super) static COMMANDS: &[Command] = &[
    Command {
        name: "look-inside",
        title: "Look inside the keys: thumbprints, certificates",
        chords: &[Chord::alt('k')],
        letter: 'k',
        footer: None,
        available: has_readable,
        run: inside,
    },
    Command {
        name: "unlock-key",
        title: "Open an encrypted key with its passphrase",
        chords: &[Chord::alt('u')],
        letter: 'P',
        footer: None,
        available: has_locked,
        run: unlock,
    },
    Command {
        name: "generate-key",
        title: "Make a new key, or give up one in the making",
        chords: &[Chord::alt('g')],
        letter: 'n',
        footer: None,
        available: super::always,
        run: generate,
    },
    Command {
        name: "convert-key",
        title: "Convert the key of this pane to another form",
        chords: &[Chord::alt('e')],
        letter: 'e',
        footer: None,
        available: can_convert,
        run: convert,
    },
    Command {
        name: "export-jwks",
        title: "Give the public key of this pane as a JWK Set",
        chords: &[Chord::alt('j')],
        letter: 'j',
        footer: None,
        available: can_convert,
        run: jwks,
    },
    Command {
        name: "export-pem",
        title: "Give the public key or certificate of this pane as PEM",
        chords: &[Chord::alt('p')],
        letter: 'p',
        footer: None,
        available: can_convert,
        run: pem,
    },
    Command {
        name: "give-key",
        title: "Give the other side its key",
        chords: &[Chord::alt('h')],
        letter: 'h',
        footer: None,
        available: can_give,
        run: give,
    },
    Command {
        name: "write-keys",
        title: "Write the keys of panes 3 and 4 to files",
        chords: &[Chord::alt('w')],
        letter: 'w',
        footer: None,
        available: has_keys,
        run: write,
    },
];
