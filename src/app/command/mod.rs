//! The table of commands: help, palette, footer, chords and letters are all read
//! from it. A new command is one row and, above it, the function that it runs.

mod edit;
mod keys;
mod look;
mod times;
mod token;
mod why;

use super::App;
use super::chord::{Chord, Key};

pub(super) use keys::chosen_kind;

/// One command.
pub struct Command {
    /// Stable name, in kebab case.
    pub name: &'static str,
    /// What it does, for help and palette.
    pub title: &'static str,
    /// The chords that run it from anywhere; the first is shown.
    pub chords: &'static [Chord],
    /// The letter that runs it after Esc.
    pub letter: char,
    /// Its word in the footer, if it stands there.
    pub footer: Option<&'static str>,
    /// Whether it can be run now, or the reason why not.
    pub available: fn(&App) -> Result<(), String>,
    /// Runs it.
    pub run: fn(&mut App),
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Command({})", self.name)
    }
}

/// All commands, in the order of help, palette and footer.
pub fn commands() -> impl Iterator<Item = &'static Command> {
    look::HELP
        .iter()
        .chain(token::COMMANDS)
        .chain(keys::COMMANDS)
        .chain(why::COMMANDS)
        .chain(edit::COMMANDS)
        .chain(times::COMMANDS)
        .chain(look::COMMANDS)
}

/// The command of a chord.
pub fn by_chord(chord: Chord) -> Option<&'static Command> {
    commands().find(|command| command.chords.contains(&chord))
}

/// The command of a letter after Esc.
pub fn by_letter(letter: char) -> Option<&'static Command> {
    commands().find(|command| command.letter == letter)
}

/// Chords that no prompt has a use for: with an overlay open they close it and run.
pub(super) fn leaves_overlay(chord: Chord) -> bool {
    let leaves = |command: &Command| {
        let moves = matches!(chord.key, Key::Up | Key::Down);
        matches!(chord.key, Key::F(_)) || chord.alt && !moves || ["quit", "copy-selection"].contains(&command.name)
    };
    by_chord(chord).is_some_and(leaves)
}

/// Chords that quit.
pub(super) fn ends(chord: Chord) -> bool {
    by_chord(chord).is_some_and(|command| ["quit", "copy-selection"].contains(&command.name))
}

/// Commands that copy the token.
pub(super) fn copies(command: &Command) -> bool {
    ["copy-bearer", "copy-as"].contains(&command.name)
}

/// Always.
#[expect(clippy::unnecessary_wraps, reason = "the shape of every availability")]
const fn always(_: &App) -> Result<(), String> {
    Ok(())
}

/// Keys that edit text; they are no commands, and help lists them.
pub static EDIT_KEYS: &[(&str, &str)] = &[
    ("Arrows, Home, End, PgUp, PgDn", "move; with Shift select"),
    ("Ctrl+Left, Ctrl+Right", "move by a word (Alt too)"),
    ("Ctrl+Home, Ctrl+End", "start and end of the text"),
    ("Ctrl+W, Ctrl+Backspace", "delete the word before the cursor"),
    ("Ctrl+Delete", "delete the word after the cursor"),
    ("Enter", "a line break; on exp, nbf and iat it makes the number of +1h30m, -5m, now or 2026-12-01 18:00 (UTC)"),
    ("Esc", "pane keys: the letters of this list; an arrow, Enter or i goes back to the text"),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_command_has_a_chord_a_letter_and_a_name_of_its_own() {
        let (mut names, mut chords, mut letters) = (HashSet::new(), HashSet::new(), HashSet::new());
        for command in commands() {
            assert!(names.insert(command.name), "{} twice", command.name);
            assert!(letters.insert(command.letter), "{}: letter {} twice", command.name, command.letter);
            assert!(!command.chords.is_empty(), "{} has no chord", command.name);
            for chord in command.chords {
                assert!(chords.insert(*chord), "{}: {chord} twice", command.name);
            }
        }
    }

    #[test]
    fn no_chord_is_one_that_terminals_cannot_send() {
        // Ctrl+I, Ctrl+M, Ctrl+[, Ctrl+J and Ctrl+H are Tab, Enter, Esc, line feed and Backspace.
        for command in commands() {
            for chord in command.chords {
                let impossible = ['i', 'm', '[', 'j', 'h'].map(Chord::ctrl);
                assert!(!impossible.contains(chord), "{}: {chord}", command.name);
                assert!(!(chord.ctrl && chord.shift), "{}: {chord} needs a newer keyboard protocol", command.name);
            }
        }
    }
}
