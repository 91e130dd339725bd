//! What the README says about keys, options, words and algorithms is what the
//! program has. Prose is left to its readers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use jotbench::app::command::{EDIT_KEYS, commands};
use jotbench::app::verdict::Word;
use jotbench::cli::{Asked, ask, exit};
use jotbench::jose::algorithm::ALGORITHMS;

#[test]
fn the_table_of_keys_is_the_table_of_commands() {
    let mut table = "| key | after Esc | does |\n|---|---|---|\n".to_owned();
    for command in commands() {
        let chords: Vec<_> = command.chords.iter().map(|chord| format!("`{chord}`")).collect();
        writeln!(table, "| {} | `{}` | {} |", chords.join(", "), command.letter, command.title).unwrap();
    }
    has(&table);
}

#[test]
fn what_the_security_page_names_is_there() {
    let page = include_str!("../SECURITY.md");
    let named: BTreeSet<&str> =
        page.split('`').filter(|word| word.starts_with("tests/") || word.starts_with("src/")).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let missing: Vec<_> = named.iter().filter(|path| !root.join(path).is_file()).collect();
    assert!(named.len() > 20 && missing.is_empty(), "{missing:?} of {}", named.len());
}

#[test]
fn the_table_of_editing_keys_is_the_programs() {
    let mut table = "| key | does |\n|---|---|\n".to_owned();
    for (keys, does) in EDIT_KEYS {
        let keys: Vec<_> = keys.split(", ").map(|key| format!("`{key}`")).collect();
        writeln!(table, "| {} | {does} |", keys.join(", ")).unwrap();
    }
    has(&table);
}

#[test]
fn the_verdict_table_has_every_word_and_no_other() {
    use Word::{Editing, Failed, NotAToken, Signed, Unchecked, Unsigned, Verified};
    let words = [Signed, Verified, Failed, Unchecked, Editing, NotAToken, Unsigned];
    let words: Vec<_> = words.iter().map(|word| format!("{} {}", word.words().0, word.words().1)).collect();
    assert_eq!(first_cells("| word | meaning |"), words);
}

#[test]
fn the_algorithms_are_those_of_the_table() {
    let names: Vec<_> = ALGORITHMS.iter().map(|row| row.name).filter(|name| *name != "none").collect();
    has(&format!("Algorithms: {}. ", names.join(", ")));
}

/// The headless commands.
const COMMANDS: [&str; 8] = ["key", "verify", "decode", "sign", "template", "keys", "completions", "man"];

#[test]
fn every_option_and_command_is_in_the_help() {
    let help = |words: &[&str]| match ask(words.iter().map(Into::into)) {
        Asked::Print(help) => help,
        _ => panic!("no help"),
    };
    let mut helps = help(&["jotbench", "--help"]);
    for command in ["inspect", "match", "convert", "generate"] {
        helps.push_str(&help(&["jotbench", "key", command, "--help"]));
    }
    for command in ["list", "show", "check"] {
        helps.push_str(&help(&["jotbench", "template", command, "--help"]));
    }
    for command in ["verify", "decode", "sign", "keys", "completions", "man"] {
        helps.push_str(&help(&["jotbench", command, "--help"]));
    }
    let known: BTreeSet<&str> = helps.split(|c: char| !(c.is_alphanumeric() || c == '-')).collect();
    let (mut checked, mut parsed) = (0, 0);
    for code in code().iter().filter(|code| code.starts_with("--") || code.contains("jotbench ")) {
        let arguments = code.split_once("jotbench ").map_or(code.as_str(), |(_, after)| after);
        let arguments = arguments.split(" #").next().unwrap().trim();
        let first = arguments.split_whitespace().next().unwrap_or_default();
        let is_command = code.contains("jotbench ") && COMMANDS.contains(&first);
        if is_command && !arguments.contains('…') {
            // What a shell redirects is none of the program's words.
            let words = arguments.split_whitespace().take_while(|word| !["<", ">", "|"].contains(word));
            let asked = ask(std::iter::once("jotbench").chain(words).map(Into::into));
            let known = match asked {
                Asked::Key(_) | Asked::Verify(_) | Asked::Decode(_) | Asked::Sign(_) | Asked::Template(_) => true,
                Asked::Answer(answer) => answer.code == exit::DONE,
                _ => false,
            };
            assert!(known, "`{code}` is no command");
            parsed += 1;
            continue;
        }
        let mut before = "";
        for word in arguments.split_whitespace() {
            // Hidden on purpose: the program starts itself with it.
            let is_own = word == "--hold-clipboard";
            let is_file = word == "-"
                || ["pem", "txt"].iter().any(|kind| word.rsplit_once('.').is_some_and(|(_, end)| end == *kind));
            let is_value = ["FILE", "NAME"].contains(&word) || before.starts_with("--claim");
            let in_help = is_value
                || known.contains(word) && (word.starts_with("--") || ["--theme", "--to", "--as"].contains(&before));
            assert!(is_own || is_file || in_help, "`{code}`: {word} is no file and not in --help");
            (before, checked) = (word, checked + 1);
        }
    }
    assert!(checked > 10 && parsed > 5, "only {checked} words and {parsed} commands were checked");
}

#[test]
fn what_the_readme_points_to_is_there() {
    let readme = readme();
    let targets: Vec<_> = readme.split("](").skip(1).filter_map(|rest| rest.split_once(')')).collect();
    assert!(!targets.is_empty());
    for (target, _) in targets {
        assert!(root().join(target).is_file(), "{target}");
    }
}

fn has(part: &str) {
    // A paragraph may break its lines where it likes, a table may not.
    let flat = |text: &str| if part.starts_with('|') { text.to_owned() } else { text.replace('\n', " ") };
    assert!(flat(&readme()).contains(part), "README.md should have\n{part}");
}

/// The first cells of the table with that head.
fn first_cells(head: &str) -> Vec<String> {
    let readme = readme();
    let (_, table) = readme.split_once(head).unwrap_or_else(|| panic!("README.md has no table {head}"));
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.split('|').nth(1).unwrap().trim().to_owned()).collect()
}

/// Inline code and the lines of code blocks.
fn code() -> Vec<String> {
    let mut found = Vec::new();
    for (at, part) in readme().split("```").enumerate() {
        if at % 2 == 1 {
            found.extend(part.lines().skip(1).map(|line| line.split(" #").next().unwrap().to_owned()));
        } else {
            found.extend(part.split('`').skip(1).step_by(2).map(|code| code.replace('\n', " ")));
        }
    }
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap().replace("\r\n", "\n")
}
