//! Completions and manual pages, taken by the programs that they are made for: bash, zsh
//! and fish complete with the scripts, and man, groff and mandoc read the pages.

#![cfg(all(unix, feature = "outside-tests"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

#[path = "terminal/window.rs"]
#[expect(dead_code, reason = "it does more than these tests need")]
mod window;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use window::{Start, Window, folder};

const JOTBENCH: &str = env!("CARGO_BIN_EXE_jotbench");

/// What stands before the line that is typed.
const PROMPT: &str = "ready>";

/// What is typed before Tab is pressed twice, and what stands on the screen then.
const TYPED: [(&str, &[&str]); 9] = [
    ("jotbench ver", &["jotbench verify"]),
    ("jotbench tok", &["jotbench token.txt"]),
    ("jotbench token.txt ser", &["jotbench token.txt server.pem"]),
    ("jotbench key ins", &["jotbench key inspect"]),
    ("jotbench verify --requ", &["jotbench verify --require"]),
    ("jotbench verify token.txt --secret-f", &["jotbench verify token.txt --secret-file"]),
    ("jotbench verify --key ser", &["jotbench verify --key server.pem"]),
    ("jotbench key convert --to p", &["pem", "pkcs8", "pkcs1"]),
    ("jotbench completions z", &["jotbench completions zsh"]),
];

/// A folder with two files to complete, and the text that a shell is started with.
fn with_files(test: &str, rc: (&str, &str)) -> PathBuf {
    let folder = folder(test);
    for (name, text) in [("token.txt", ""), ("server.pem", ""), rc] {
        fs::write(folder.join(name), text).unwrap();
    }
    folder
}

fn types_in(mut shell: Window) {
    shell.shows(PROMPT);
    for (typed, shown) in TYPED {
        // An empty line and an empty screen first.
        shell.send("\x15\x0c").until("an empty screen", |seen| seen.text().trim_end() == PROMPT);
        shell.send(typed).shows(typed);
        shell.send("\t\t").shows_all(shown);
    }
}

fn start(folder: &Path, script: &str) -> Window {
    let home = folder.to_str().unwrap();
    let start = Start::new().folder(folder).var("HOME", home).var("ZDOTDIR", home).var("LC_ALL", "C.UTF-8");
    start.script(script).open()
}

#[test]
fn bash_completes_commands_options_values_and_files() {
    let rc = format!("PS1='{PROMPT} '\nsource <(\"$JOTBENCH\" completions bash)\n");
    let folder = with_files("bash", ("rc", &rc));
    types_in(start(&folder, "exec bash --noprofile --rcfile rc -i"));
}

#[test]
fn zsh_completes_commands_options_values_and_files() {
    let rc = format!(
        "PS1='{PROMPT} '\nunsetopt prompt_sp\nautoload -U compinit && compinit -u -D\n\
         source <($JOTBENCH completions zsh)\n"
    );
    let folder = with_files("zsh", (".zshrc", &rc));
    types_in(start(&folder, "exec zsh -o no_global_rcs -i"));
}

#[test]
fn fish_completes_commands_options_values_and_files() {
    let folder = with_files("fish", ("rc", ""));
    // fish's scripts complete no operands but files.
    for (typed, _) in TYPED.iter().filter(|(typed, _)| *typed != "jotbench completions z") {
        let script = format!("$JOTBENCH completions fish | source; complete -C '{typed}'");
        let output = Command::new("fish")
            .args(["--no-config", "-c", &script])
            .current_dir(&folder)
            .env("JOTBENCH", JOTBENCH)
            .output()
            .unwrap();
        assert_eq!(text(&output.stderr), "", "{typed}");
        let candidates = text(&output.stdout);
        let found: BTreeSet<&str> = candidates.lines().filter_map(|line| line.split('\t').next()).collect();
        let expected: &[&str] = match *typed {
            "jotbench ver" => &["verify"],
            "jotbench tok" => &["token.txt"],
            "jotbench key ins" => &["inspect"],
            "jotbench verify --requ" => &["--require"],
            "jotbench verify token.txt --secret-f" => &["--secret-file"],
            "jotbench key convert --to p" => &["pem", "pkcs8", "pkcs1"],
            _ => &["server.pem"],
        };
        assert_eq!(found, expected.iter().copied().collect(), "{typed}");
    }
}

fn jotbench(words: &[&str]) -> String {
    let output = Command::new(JOTBENCH).args(words).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{words:?}");
    text(&output.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a program makes of a page, and nothing on standard error.
fn read(program: &str, options: &[&str], page: &Path) -> Output {
    let command = Command::new(program)
        .args(options)
        .arg(page)
        .env("LC_ALL", "C.UTF-8")
        .env("MANWIDTH", "80")
        .env_remove("MANROFFOPT")
        .output()
        .unwrap();
    assert_eq!(text(&command.stderr), "", "{program} {}", page.display());
    command
}

#[test]
fn the_pages_are_read_without_a_warning_and_have_every_option() {
    let folder = folder("man");
    let manual = jotbench(&["man"]);
    let parts = manual.lines().filter_map(|line| line.strip_prefix(".SS \"jotbench ")?.strip_suffix('"'));
    let commands: Vec<&str> = parts.collect();
    assert!(commands.contains(&"key inspect") && commands.len() > 8, "{commands:?}");
    for command in [""].iter().chain(&commands) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let page = folder.join(format!("jotbench-{}.1", words.join("-")));
        fs::write(&page, jotbench(&[&["man"][..], &words].concat())).unwrap();
        read("groff", &["-man", "-Tutf8", "-ww", "-k"], &page);
        // The name and what it is for can be taken out of the page: `apropos` finds it.
        assert!(read("lexgrog", &[], &page).status.success(), "{command}");
        // A page without a date is the same page tomorrow.
        let told = text(&read("mandoc", &["-Tlint", "-Wwarning"], &page).stdout);
        let told: Vec<&str> = told.lines().filter(|line| !line.contains("missing date")).collect();
        assert_eq!(told, [""; 0], "{command}");
        let shown = text(&read("man", &["--warnings", "-l"], &page).stdout);
        let help = jotbench(&[&words[..], &["--help"]].concat());
        for option in options(&help) {
            assert!(options(&shown).contains(option), "{command}: {option}\n{shown}");
        }
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES"] {
            assert!(shown.lines().any(|line| line == section), "{command}: {section}\n{shown}");
        }
    }
}

/// The words of a text that are long options.
fn options(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| word.starts_with("--") && word.len() > 3).collect()
}
