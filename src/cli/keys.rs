//! `jotbench keys`: every command of the workbench with its keys, as a table or JSON.
//! What a key does is the workbench's affair: all of it is read from its tables.

use std::fmt::Write as _;

use super::exit;
use super::paint::{LINE, fold};
use super::report::{Answer, Json};
use crate::app::command::{Command, EDIT_KEYS, commands};

const EXAMPLES: &str = "\
Examples:
  jotbench keys
  jotbench keys | grep -i copy
  jotbench keys --json

Exit code: 0 done, 2 the command line is wrong.";

/// List every command of the workbench with its keys
///
/// A key works everywhere, also while you type. After Esc the letter does the same.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
}

impl Arguments {
    pub(super) fn run(&self) -> Answer {
        Answer::of(if self.json { json().line() } else { table() }, exit::DONE)
    }
}

fn chords(command: &Command) -> Vec<String> {
    command.chords.iter().map(ToString::to_string).collect()
}

fn json() -> Json {
    let command = |command: &Command| {
        Json::Object(vec![
            ("name", Json::text(command.name)),
            ("title", Json::text(command.title)),
            ("keys", Json::texts(chords(command))),
            ("letter", Json::text(command.letter)),
        ])
    };
    let editing = |(keys, title): &(&str, &str)| {
        Json::Object(vec![("keys", Json::texts(keys.split(", "))), ("title", Json::text(*title))])
    };
    Json::Object(vec![
        ("commands", Json::List(commands().map(command).collect())),
        ("editing", Json::List(EDIT_KEYS.iter().map(editing).collect())),
    ])
}

fn table() -> String {
    let of_command = |command: &Command| (chords(command).join(", "), format!("{}  {}", command.letter, command.title));
    let of_editing = |(keys, title): &(&str, &str)| ((*keys).to_owned(), (*title).to_owned());
    let mut out = "Commands: the key works everywhere, the letter after Esc\n\n".to_owned();
    rows(&commands().map(of_command).collect::<Vec<_>>(), &mut out);
    out.push_str("\nTo edit text\n\n");
    rows(&EDIT_KEYS.iter().map(of_editing).collect::<Vec<_>>(), &mut out);
    out
}

/// Two columns; what the second has no room for goes on below.
fn rows(rows: &[(String, String)], out: &mut String) {
    let column = rows.iter().map(|(keys, _)| keys.chars().count()).max().unwrap_or_default();
    let room = LINE.saturating_sub(column + 4);
    for (keys, does) in rows {
        let mut begin = keys.as_str();
        for line in fold(does.split(' '), room, room) {
            let _ = writeln!(out, "  {begin:column$}  {line}");
            begin = "";
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: bool) -> String {
        String::from_utf8(Arguments { json }.run().out.to_vec()).unwrap()
    }

    #[test]
    fn every_command_and_every_editing_key_has_a_line() {
        let table = said(false);
        assert!(table.lines().all(|line| line.chars().count() <= LINE), "{table}");
        let lines: Vec<&str> = table.lines().collect();
        for command in commands() {
            let begin = format!("  {} ", chords(command).join(", "));
            let end = format!("  {}  {}", command.letter, command.title);
            assert!(lines.iter().any(|line| line.starts_with(&begin) && line.ends_with(&end)), "{begin}{end}\n{table}");
        }
        let flat = table.split_whitespace().collect::<Vec<_>>().join(" ");
        for (keys, title) in EDIT_KEYS {
            assert!(flat.contains(&format!("{keys} {title}")), "{keys}");
        }
        assert!(table.starts_with(
            "Commands: the key works everywhere, the letter after Esc\n\n  F1              ?  Help for this pane\n  F2, Ctrl+O      o  "
        ));
    }

    #[test]
    fn the_document_has_the_same() {
        let texts = |texts: Vec<String>| texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(",");
        let command = |command: &'static Command| {
            let Command { name, title, letter, .. } = command;
            let keys = texts(chords(command));
            format!("{{\"name\":{name:?},\"title\":{title:?},\"keys\":[{keys}],\"letter\":\"{letter}\"}}")
        };
        let commands = commands().map(command).collect::<Vec<_>>().join(",");
        let start = format!(
            "{{\"commands\":[{commands}],\"editing\":[{{\"keys\":[\"Arrows\",\"Home\",\"End\",\"PgUp\",\"PgDn\"],\
             \"title\":\"move; with Shift select\"}},"
        );
        let document = said(true);
        assert!(document.starts_with(&start) && document.ends_with("}]}\n"), "{document}\n{start}");
        assert_eq!(document.matches("{\"keys\":").count(), EDIT_KEYS.len());
        for (_, title) in EDIT_KEYS {
            assert!(document.contains(&format!("\"title\":{title:?}}}")), "{title}");
        }
    }
}
