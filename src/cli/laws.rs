//! Laws over every command of the command line: its help can be read, and manual page
//! and completions have every option and nothing that is hidden.

use std::collections::BTreeSet;

use clap::{Arg, Command, CommandFactory as _};

use super::{Arguments, Asked, ask};
use crate::sys::clipboard::HOLD_ARGUMENT;

/// Every command with the words that name it, the program first.
fn all() -> Vec<(Vec<String>, Command)> {
    fn walk(words: &[String], command: &Command, all: &mut Vec<(Vec<String>, Command)>) {
        all.push((words.to_vec(), command.clone()));
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            let words: Vec<_> = words.iter().cloned().chain([sub.get_name().to_owned()]).collect();
            walk(&words, sub, all);
        }
    }
    let mut program = Arguments::command();
    program.build();
    let mut commands = Vec::new();
    walk(&[], &program, &mut commands);
    assert!(commands.len() > 10, "only {} commands", commands.len());
    commands
}

/// What a command line prints.
fn printed(words: &[&str]) -> String {
    match ask(std::iter::once("jotbench").chain(words.iter().copied()).map(Into::into)) {
        Asked::Print(text) => text,
        Asked::Answer(answer) if answer.code == 0 => String::from_utf8(answer.out.to_vec()).unwrap(),
        _ => panic!("{words:?}"),
    }
}

/// `--key` and `-k` of an argument.
fn names(argument: &Arg) -> Vec<String> {
    let short = argument.get_short().map(|short| format!("-{short}"));
    short.into_iter().chain(argument.get_long().map(|long| format!("--{long}"))).collect()
}

/// What is written with other letters than these is another word.
fn has(text: &str, name: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.split(|c: char| !is_name(c)).any(|word| word == name)
}

#[test]
fn every_help_is_read_in_80_columns_and_explains_every_option() {
    for (words, command) in all() {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let with = |option| printed(&[&words[..], &[option]].concat());
        let (short, long) = (with("-h"), with("--help"));
        for line in short.lines().chain(long.lines()) {
            assert!(line.chars().count() <= 80, "{words:?}: {line}");
        }
        assert!(long.contains("\nExamples:\n  ") && !short.contains("Examples:"), "{words:?}: {long}");
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.len() > 5 && !help.ends_with('.'), "{words:?} {}: {help:?}", argument.get_id());
            for name in names(argument) {
                assert!(has(&short, &name) && has(&long, &name), "{words:?}: {name}");
            }
        }
    }
    let long = printed(&["--help"]);
    for command in Arguments::command().get_subcommands() {
        assert!(long.contains(&format!("\n  {} ", command.get_name())), "{}", command.get_name());
    }
}

#[test]
fn every_option_value_and_command_is_in_the_manual() {
    let plain = |roff: String| roff.replace("\\-", "-");
    let manual = plain(printed(&["man"]));
    for (words, command) in all().into_iter().skip(1) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let page = plain(printed(&[&["man"][..], &words].concat()));
        let name = format!("jotbench {}", words.join(" "));
        assert!(page.contains(&format!(".TH {} 1 ", name.to_uppercase().replace(' ', "-"))), "{page}");
        let (_, part) = manual.split_once(&format!("\n.SS \"{name}\"\n")).unwrap_or_else(|| panic!("{name}: {manual}"));
        let part = part.split("\n.SS ").next().unwrap_or_default();
        for argument in command.get_arguments().filter(|argument| argument.get_id() != "help") {
            for told in names(argument) {
                assert!(has(&page, &format!("fB{told}")), "{name}: {told}\n{page}");
                assert!(has(part, &format!("fB{told}")), "{name}: {told}\n{part}");
            }
            for value in argument.get_possible_values() {
                assert!(has(&page, value.get_name()) || has(&page, &format!("fB{}", value.get_name())), "{value:?}");
            }
        }
        assert!(has(&page, "fB--help"), "{page}");
    }
    for name in ["--no-mouse", "--theme", "--help", "--version"] {
        assert!(has(&manual, &format!("fB{name}")), "{name}");
    }
    assert_eq!(plain(printed(&["man", "help"])), manual);
    let sections: Vec<&str> = manual.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    let expected = [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "ARGUMENTS",
        "OPTIONS",
        "COMMANDS",
        "EXAMPLES",
        "KEYS",
        "\"EXIT STATUS\"",
        "ENVIRONMENT",
        "FILES",
        "SECURITY",
    ];
    assert_eq!(sections, expected);
}

#[test]
fn every_option_and_command_is_completed_in_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]);
        for (words, command) in all() {
            for word in &words {
                assert!(has(&script, word), "{shell}: {word}");
            }
            for argument in command.get_arguments() {
                let long = argument.get_long().filter(|_| shell == "fish").map(|long| format!("-l {long} "));
                let names = long.map_or_else(|| names(argument), |long| vec![long]);
                for name in names {
                    assert!(has(&script, &name) || script.contains(&name), "{shell}: {name}");
                }
            }
        }
    }
    // In bash the words of each command stand in one line.
    let bash = printed(&["completions", "bash"]);
    for (words, command) in all() {
        let case =
            words.iter().fold("\n        jotbench".to_owned(), |case, word| format!("{case}__subcmd__{word}")) + ")";
        let (_, rest) = bash.split_once(&case).unwrap_or_else(|| panic!("{case}"));
        let listed = rest.split('"').nth(1).unwrap_or_default().split(' ').filter(|word| word.starts_with('-'));
        let expected: BTreeSet<String> = command.get_arguments().flat_map(names).collect();
        assert_eq!(listed.map(str::to_owned).collect::<BTreeSet<_>>(), expected, "{words:?}");
    }
}

#[test]
fn nothing_that_is_hidden_is_told() {
    let hidden = all().into_iter().flat_map(|(_, command)| {
        let commands = command.get_subcommands().filter(|sub| sub.is_hide_set()).map(|sub| sub.get_name().to_owned());
        let options = command.get_arguments().filter(|argument| argument.is_hide_set()).flat_map(names);
        commands.chain(options).collect::<Vec<_>>()
    });
    let hidden: Vec<String> = hidden.chain([HOLD_ARGUMENT.to_owned()]).collect();
    let shells = ["bash", "elvish", "fish", "powershell", "zsh"].map(|shell| printed(&["completions", shell]));
    for text in shells.into_iter().chain([printed(&["man"]), printed(&["--help"])]) {
        for name in &hidden {
            assert!(!has(&text.replace("\\-", "-"), name), "{name}\n{text}");
        }
    }
}
