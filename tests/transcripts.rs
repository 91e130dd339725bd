//! Commands as a person types them, with standard input, and all that they answer: a file for each in
//! `tests/transcripts`, with the exit code. They run in `tests/transcripts/desk`, in a copy of it where they write, or
//! in `tests/vectors`. `TRYCMD=overwrite cargo test --test transcripts` renews the answers.
//!
//! The comparison takes `\` and `/` in inline answers for the same, for the sake of paths. So an answer with a `\` has
//! `binary = true` and stands in `NAME.stdout` and `NAME.stderr` beside: these are compared byte by byte.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many there are at least: a folder that is passed over is noticed.
const LEAST: usize = 390;

#[test]
fn every_command_answers_as_its_transcript_says() {
    let cases = trycmd::TestCases::new();
    cases.env("TZ", "UTC").env("NO_COLOR", "1").env("COLUMNS", "80");
    // Templates and profiles of whoever runs this are not read; a transcript names a folder of its own.
    cases.env("HOME", "/no-home").env("XDG_CONFIG_HOME", "").env("APPDATA", "/no-home");
    cases.case("tests/transcripts/*/*.toml");
    cases.run();
}

/// What a file says, as far as the laws below need it.
struct Transcript {
    path: PathBuf,
    /// Its first line.
    title: String,
    /// The words of the command line; what has white space or quotes in it is not kept whole.
    words: Vec<String>,
    code: u8,
    stdout: String,
    text: String,
}

impl Transcript {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(&format!("{key} = ")));
        let args = value("args").unwrap_or_else(|| panic!("{}: no args", path.display()));
        let words = args.split([' ', ',', '"', '\'', '[', ']']).filter(|word| !word.is_empty()).map(str::to_owned);
        Self {
            title: text.lines().next().unwrap_or_default().to_owned(),
            words: words.collect(),
            code: value("status.code").map_or(0, |code| code.parse().unwrap()),
            stdout: answer(&path, &text, "stdout"),
            path,
            text,
        }
    }

    fn is_exact(&self) -> bool {
        self.text.lines().any(|line| line == "binary = true")
    }

    /// The command that it runs: the first of these that its words begin with. The program itself is none.
    fn command<'c>(&self, commands: &'c BTreeMap<Vec<String>, String>) -> Option<&'c Vec<String>> {
        // The longest name is the last.
        commands.keys().rev().find(|command| self.words.starts_with(command)).filter(|command| !command.is_empty())
    }
}

/// One of the two answers, inline or in the file beside.
fn answer(path: &Path, text: &str, name: &str) -> String {
    let Some((_, value)) = text.split_once(&format!("\n{name} = ")) else {
        let beside = path.with_extension(name);
        return fs::read_to_string(&beside).unwrap_or_else(|error| panic!("{}: {error}", beside.display()));
    };
    let quote = ["\"\"\"\n", "'''\n", "\""].into_iter().find(|quote| value.starts_with(quote)).unwrap();
    let inside = value.strip_prefix(quote).unwrap();
    inside.split_once(quote.trim_end()).unwrap().0.to_owned()
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transcripts")).unwrap();
    let folders: BTreeSet<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.into_iter().filter(|folder| !folder.ends_with("desk")).collect()
}

fn files() -> Vec<PathBuf> {
    folders().iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()).collect()
}

fn transcripts() -> Vec<Transcript> {
    let is_transcript = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    files().into_iter().filter(is_transcript).map(Transcript::read).collect()
}

/// What `--help` of a command prints.
fn help(command: &[String]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_jotbench")).args(command).arg("--help").env("COLUMNS", "80").output().unwrap();
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every command of the program with its help, by the words that name it.
fn commands() -> BTreeMap<Vec<String>, String> {
    fn walk(command: Vec<String>, all: &mut BTreeMap<Vec<String>, String>) {
        let text = help(&command);
        let listed = text.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        for line in listed.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            let name = line.split_whitespace().next().unwrap();
            if name != "help" {
                walk([command.as_slice(), &[name.to_owned()]].concat(), all);
            }
        }
        all.insert(command, text);
    }
    let mut all = BTreeMap::new();
    walk(Vec::new(), &mut all);
    assert!(all.len() > 11, "{:?}", all.keys());
    all
}

/// The names of each option in a help: `-k` and `--key`.
fn options(help: &str) -> Vec<Vec<&str>> {
    let lines = help.lines().take_while(|line| *line != "Examples:").filter(|line| line.starts_with("  "));
    // Values are listed with "- ".
    let lines = lines.map(str::trim_start).filter(|line| line.starts_with('-') && !line.starts_with("- "));
    let names = |line| str::split(line, [' ', ',']).take_while(|word| !word.starts_with('<'));
    lines.map(|line| names(line).filter(|word| word.starts_with('-')).collect()).collect()
}

#[test]
fn every_option_of_every_command_is_in_a_transcript() {
    let (commands, transcripts) = (commands(), transcripts());
    for (command, help) in &commands {
        let of_command = |one: &&Transcript| one.command(&commands).map_or(command.is_empty(), |own| own == command);
        let words: BTreeSet<&str> =
            transcripts.iter().filter(of_command).flat_map(|one| &one.words).map(String::as_str).collect();
        let options = options(help);
        assert!(!options.is_empty(), "{help}");
        for names in options {
            assert!(names.iter().any(|name| words.contains(name)), "{command:?}: no transcript has {names:?}");
        }
    }
}

#[test]
fn every_exit_code_of_every_command_is_in_a_transcript_and_no_other() {
    let (commands, transcripts) = (commands(), transcripts());
    for (command, help) in &commands {
        let Some((_, sentence)) = help.split_once("\nExit code: ") else {
            assert!(help.contains("\nCommands:\n"), "{command:?} does not say how it ends");
            continue;
        };
        let numbers = sentence.split([' ', '\n', ',', ';', '.']).filter_map(|word| word.parse().ok());
        let said: BTreeSet<u8> = numbers.collect();
        let of_command = |one: &&Transcript| one.command(&commands) == Some(command);
        let shown: BTreeSet<u8> = transcripts.iter().filter(of_command).map(|one| one.code).collect();
        assert_eq!(shown, said, "{command:?}");
    }
}

#[test]
fn every_file_is_run_and_its_answers_are_compared() {
    let transcripts = transcripts();
    assert!(transcripts.len() >= LEAST, "only {}", transcripts.len());
    for one in &transcripts {
        let (place, title) = (one.path.display(), &one.title);
        assert!(title.starts_with("# ") && title.ends_with('.') && title.len() > 12, "{place}: {title}");
        // A program of another name is passed over in silence, and so is an answer that is not there.
        let has = |line: &str| one.text.lines().filter(|other| other.starts_with(line)).count();
        assert_eq!(has("bin.name = \"jotbench\""), 1, "{place}");
        let inline = usize::from(!one.is_exact());
        assert_eq!((has("stdout = "), has("stderr = ")), (inline, inline), "{place}");
        for name in ["stdout", "stderr"] {
            assert_eq!(one.path.with_extension(name).exists(), one.is_exact(), "{place}: {name}");
            let answer = answer(&one.path, &one.text, name);
            assert!(one.is_exact() || !answer.contains('\\'), "{place}: {answer}");
        }
        let written = one.path.with_extension("out").exists();
        assert!(!written || has("fs.sandbox = true") == 1, "{place}");
    }
    for path in files() {
        let known = ["toml", "stdout", "stderr", "out"].iter().any(|name| path.extension() == Some(name.as_ref()));
        assert!(known && path.with_extension("toml").exists(), "{}", path.display());
    }
}

#[test]
fn every_answer_to_json_is_a_document() {
    for one in transcripts() {
        let asked = one.words.iter().any(|word| word == "--json" || word == "--batch");
        if asked && !one.stdout.is_empty() {
            let documents = serde_json::Deserializer::from_str(&one.stdout).into_iter::<serde_json::Value>();
            let documents: Result<Vec<_>, _> = documents.collect();
            let documents = documents.unwrap_or_else(|error| panic!("{}: {error}", one.path.display()));
            let batch = one.words.iter().any(|word| word == "--batch");
            assert!(batch || documents.len() == 1, "{}: {documents:?}", one.path.display());
        }
    }
}
