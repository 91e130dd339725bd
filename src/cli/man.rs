//! `jotbench man`: the manual page of the program or of one command. Commands, options,
//! values and examples are those of the definition of the command line; what that does
//! not know is in `man/more.rs`. The page is for `man`, in its own language, roff.

mod more;
mod options;

use clap::Command;
use clap::builder::StyledStr;
use clap_mangen::roff::{Roff, bold, roman};

use super::exit;
use super::report::{Answer, Failure};
use super::usage;

const EXAMPLES: &str = "\
Examples:
  jotbench man | man -l -
  jotbench man verify | man -l -
  jotbench man | mandoc -a                             # where man has no -l
  jotbench man > ~/.local/share/man/man1/jotbench.1

Exit code: 0 done, 2 the command line is wrong.";

/// Print the manual page of the program, or of one command
///
/// The page of the program has every command with all its options. It is written in roff: `man -l -` shows it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The command that the page is about, such as key inspect; without it the whole manual
    #[arg(value_name = "COMMAND", value_hint = clap::ValueHint::Other)]
    command: Vec<String>,
}

impl Arguments {
    pub(super) fn run(&self, mut program: Command) -> Answer {
        program.build();
        let mut command = &program;
        // `jotbench help` explains itself: its page is that of the command that it helps with.
        let words: Vec<&String> = self.command.iter().filter(|word| *word != "help").collect();
        for word in &words {
            let Some(found) = commands(command).find(|found| found.get_name() == *word) else {
                return Failure::usage(usage::no_command(command, word)).answer(false);
            };
            command = found;
        }
        let mut page = page(command);
        if words.is_empty() {
            more::sections(&mut page);
        }
        Answer::of(page.render(), exit::DONE)
    }
}

/// The commands that people are to see, without `help`.
fn commands(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
}

fn page(command: &Command) -> Roff {
    let mut page = Roff::new();
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).replace(' ', "-");
    // No date: the same program makes the same page.
    let version = concat!("jotbench ", env!("CARGO_PKG_VERSION"));
    page.control("TH", [name.to_uppercase().as_str(), "1", "\"\"", version, "User Commands"]);
    // Names of options are not to be broken, and a terminal has no need of even edges.
    page.control("nh", []);
    page.control("ad", ["l"]);
    page.control("SH", ["NAME"]);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    page.text([roman(format!("{name} - {about}"))]);
    page.control("SH", ["SYNOPSIS"]);
    synopsis(command, &mut page);
    page.control("SH", ["DESCRIPTION"]);
    description(command, &mut page);
    options::all(command, Level::Page, &mut page);
    if commands(command).next().is_some() {
        page.control("SH", ["COMMANDS"]);
    }
    for command in commands(command) {
        part(command, &mut page);
    }
    after(command, Level::Page, &mut page);
    page
}

/// A command within the page of another one, and the commands in it.
fn part(command: &Command, page: &mut Roff) {
    page.control("SS", [command.get_bin_name().unwrap_or_else(|| command.get_name())]);
    synopsis(command, page);
    page.control("PP", []);
    description(command, page);
    options::all(command, Level::Part, page);
    after(command, Level::Part, page);
    for command in commands(command) {
        part(command, page);
    }
}

/// Whether headings are those of a page or of a part of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Page,
    Part,
}

/// A heading with the text that begins behind it.
fn heading(label: &str, text: &str, level: Level, page: &mut Roff) {
    if level == Level::Page {
        let label = if label == "Exit code" { "Exit status" } else { label };
        page.control("SH", [label.to_uppercase().as_str()]);
        if !text.is_empty() {
            page.text([roman(text)]);
        }
        return;
    }
    page.control("PP", []);
    let text = if text.is_empty() { String::new() } else { format!(" {text}") };
    page.text([bold(format!("{label}:")), roman(text)]);
}

/// The forms of the command line, one a line.
fn synopsis(command: &Command, page: &mut Roff) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let usage = command.clone().render_usage().to_string();
    for (at, form) in usage.trim_start_matches("Usage:").lines().map(str::trim).enumerate() {
        if at > 0 {
            page.control("br", []);
        }
        page.text([bold(name), roman(form.strip_prefix(name).unwrap_or(form))]);
    }
}

fn description(command: &Command, page: &mut Roff) {
    let text = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
    for (at, paragraph) in text.split("\n\n").enumerate() {
        if at > 0 {
            page.control("PP", []);
        }
        page.text([roman(flat(paragraph))]);
    }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands below the options in the help: blocks with a blank line between them, most with a label.
fn after(command: &Command, level: Level, page: &mut Roff) {
    let text = command.get_after_long_help().or_else(|| command.get_after_help());
    let text = text.map(StyledStr::to_string).unwrap_or_default();
    for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let (prose, lines): (Vec<&str>, Vec<&str>) = block.lines().partition(|line| !line.starts_with("  "));
        let prose = flat(&prose.join(" "));
        if let Some((label, text)) = labelled(&prose) {
            heading(label, text, level, page);
        } else {
            page.control("PP", []);
            page.text([roman(prose)]);
        }
        if !lines.is_empty() {
            literal(&lines, level, page);
        }
    }
}

/// "Examples:" and "Exit code: 0 done": a word or two, a colon, and perhaps a text.
fn labelled(prose: &str) -> Option<(&str, &str)> {
    let (label, text) = prose.split_once(':')?;
    let is_label = label.starts_with(char::is_uppercase) && label.split(' ').count() <= 2 && !label.contains(',');
    is_label.then(|| (label, text.trim_start()))
}

/// Lines that stay as they are.
fn literal(lines: &[&str], level: Level, page: &mut Roff) {
    if level == Level::Part {
        page.control("RS", ["4"]);
    }
    page.control("nf", []);
    for line in lines {
        page.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
    }
    page.control("fi", []);
    if level == Level::Part {
        page.control("RE", []);
    }
}
