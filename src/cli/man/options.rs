//! Operands and options of a command in its manual page: what they are, which values
//! they take and what holds without them.

use clap::builder::PossibleValue;
use clap::{Arg, Command};
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::{Level, flat, heading};

/// Operands, then options under the headings that the help has.
pub(super) fn all(command: &Command, level: Level, page: &mut Roff) {
    // The help of a part is told once, with the options of the page.
    let told = |argument: &Arg| level == Level::Part && argument.get_id() == "help";
    let shown = || command.get_arguments().filter(|argument| !argument.is_hide_set() && !told(argument));
    let mut headings: Vec<&str> = Vec::new();
    for argument in shown() {
        let heading = heading_of(argument);
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    // As in the help: what has no heading of its own stands first.
    headings.sort_by_key(|heading| match *heading {
        OPERANDS => 0,
        OPTIONS => 1,
        _ => 2,
    });
    for label in headings {
        heading(label, "", level, page);
        shown().filter(|argument| heading_of(argument) == label).for_each(|argument| one(argument, page));
    }
}

const OPERANDS: &str = "Arguments";
const OPTIONS: &str = "Options";

fn heading_of(argument: &Arg) -> &str {
    let own = if argument.is_positional() { OPERANDS } else { OPTIONS };
    argument.get_help_heading().unwrap_or(own)
}

fn one(argument: &Arg, page: &mut Roff) {
    page.control("TP", []);
    page.text(head(argument));
    let help = argument.get_long_help().or_else(|| argument.get_help());
    let mut paragraphs: Vec<String> =
        help.map(|help| help.to_string().split("\n\n").map(flat).collect()).unwrap_or_default();
    if let (Some(last), Some(default)) = (paragraphs.last_mut(), default(argument)) {
        last.push_str(&default);
    }
    for (at, paragraph) in paragraphs.into_iter().enumerate() {
        if at > 0 {
            page.control("IP", []);
        }
        page.text([roman(paragraph)]);
    }
    values(argument, page);
}

/// `-k, --key FILE`, or the operand as the synopsis has it.
fn head(argument: &Arg) -> Vec<Inline> {
    if argument.is_positional() {
        return vec![italic(argument.to_string())];
    }
    let short = argument.get_short().map(|short| format!("-{short}"));
    let names = short.into_iter().chain(argument.get_long().map(|long| format!("--{long}")));
    let mut head = Vec::new();
    for name in names {
        if !head.is_empty() {
            head.push(roman(", "));
        }
        head.push(bold(name));
    }
    let takes_values = argument.get_num_args().is_some_and(|range| range.takes_values());
    for name in argument.get_value_names().unwrap_or_default().iter().filter(|_| takes_values) {
        head.extend([roman(" "), italic(name.as_str())]);
    }
    head
}

fn default(argument: &Arg) -> Option<String> {
    let values: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let shown = !values.is_empty() && !argument.is_hide_default_value_set();
    let takes_values = argument.get_num_args().is_some_and(|range| range.takes_values());
    (shown && takes_values).then(|| format!(" [default: {}]", values.join(", ")))
}

/// The values that an option takes, if they can be counted.
fn values(argument: &Arg, page: &mut Roff) {
    let values = argument.get_possible_values();
    let values: Vec<&PossibleValue> = values.iter().filter(|value| !value.is_hide_set()).collect();
    if values.is_empty() || argument.is_hide_possible_values_set() {
        return;
    }
    if values.iter().all(|value| value.get_help().is_none()) {
        let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
        page.control("IP", []);
        page.text([roman(format!("One of {}.", names.join(", ")))]);
        return;
    }
    let room = values.iter().map(|value| value.get_name().len()).max().unwrap_or_default() + 2;
    page.control("RS", []);
    page.control("PD", ["0"]);
    for value in values {
        page.control("TP", [room.to_string().as_str()]);
        page.text([bold(value.get_name())]);
        page.text([roman(value.get_help().map(ToString::to_string).unwrap_or_default())]);
    }
    page.control("PD", []);
    page.control("RE", []);
}
