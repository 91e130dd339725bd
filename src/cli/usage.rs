//! A command line that clap refuses, told as every other problem is: what is wrong, in
//! which command, and the way out. Secrets in arguments are refused before, in `exposed`.

use std::error::Error as _;
use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

use super::report::Report;

/// Characters of an operand that are repeated; it may be a whole token.
const SHOWN: usize = 32;

/// What is wrong with these words, the program's name not among them. The program is built.
pub(super) fn report(error: &Error, program: &Command, given: &[OsString]) -> Report {
    if let Some(word) = misspelt(program, given) {
        return no_command(program, word);
    }
    let line = Line { error, command: named(program, given), program, given };
    let (code, message) = line.problem();
    let report = Report::new(code, path(line.command), message);
    match line.way_out() {
        Some(hint) => report.hint(hint),
        None => report,
    }
}

/// There is no such command.
pub(super) fn no_command(above: &Command, word: &str) -> Report {
    // `jotbench help key inspekt` names a command in its own way.
    let path = path(above).replace(" help", "");
    let message = format!("there is no command `{path} {}`", short(word));
    let list = format!("`{path} --help` lists all");
    let hint = match nearest(above, word) {
        Some(name) => format!("did you mean `{path} {name}`? {list}"),
        None => list,
    };
    Report::new("no_command", path, message).hint(hint)
}

/// The command whose name was meant with this word, if it misses one narrowly. A path or a token is no such word.
pub(super) fn nearest<'c>(above: &'c Command, word: &str) -> Option<&'c str> {
    if !word.chars().all(|c| c.is_ascii_alphabetic() || c == '-') {
        return None;
    }
    near(word, above.get_subcommands().filter(|command| !command.is_hide_set()).map(Command::get_name))
}

/// The name that this word misses narrowly, or by its case alone.
pub(super) fn near<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let word = word.to_ascii_lowercase();
    let distances = names.map(|name| (strsim::osa_distance(&name.to_ascii_lowercase(), &word), name));
    let near = distances.filter(|(distance, name)| *distance <= if name.len() > 4 { 2 } else { 1 });
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// The first word, if a command was meant with it: the line is wrong then because of that word.
fn misspelt<'g>(program: &Command, given: &'g [OsString]) -> Option<&'g str> {
    let word = given.first()?.to_str()?;
    let is_command = program.find_subcommand(word).is_some();
    (!is_command && nearest(program, word).is_some() && !Path::new(word).exists()).then_some(word)
}

/// The command that these words begin with.
fn named<'c>(program: &'c Command, given: &[OsString]) -> &'c Command {
    let mut command = program;
    for word in given {
        match word.to_str().and_then(|word| command.find_subcommand(word)) {
            Some(found) => command = found,
            None => break,
        }
    }
    command
}

/// "jotbench key inspect".
fn path(command: &Command) -> &str {
    command.get_bin_name().unwrap_or_else(|| command.get_name())
}

/// A word of the person in a sentence.
fn short(word: &str) -> String {
    match word.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", word.get(..end).unwrap_or_default()),
        None => word.to_owned(),
    }
}

/// A refused line.
struct Line<'a> {
    error: &'a Error,
    /// The command that it names.
    command: &'a Command,
    program: &'a Command,
    given: &'a [OsString],
}

impl Line<'_> {
    /// A stable code, and what is wrong.
    fn problem(&self) -> (&'static str, String) {
        let argument = self.argument();
        match self.error.kind() {
            ErrorKind::UnknownArgument if self.is_option() => {
                ("unknown_option", format!("there is no option {}", short(&argument)))
            }
            ErrorKind::UnknownArgument => ("extra_operand", self.extra_operand()),
            ErrorKind::InvalidSubcommand => {
                ("no_command", no_command(self.command, &self.text(ContextKind::InvalidSubcommand)).message)
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation if self.value().is_empty() => {
                ("missing_value", format!("{argument} has no value"))
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation if is_secret(&argument) => {
                ("bad_value", format!("{argument} does not take this value"))
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                ("bad_value", format!("{argument} does not take \"{}\"", short(&self.value())))
            }
            ErrorKind::TooManyValues => ("bad_value", format!("{argument} takes no value")),
            ErrorKind::NoEquals => ("missing_value", format!("the value of {argument} stands behind =")),
            ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
                ("missing_value", format!("{argument} takes another number of values"))
            }
            ErrorKind::ArgumentConflict => self.conflict(),
            ErrorKind::MissingRequiredArgument => {
                let missing = self.texts(ContextKind::InvalidArg);
                let verb = if missing.len() > 1 { "are" } else { "is" };
                ("missing_argument", format!("{} {verb} missing", and(&missing)))
            }
            ErrorKind::MissingSubcommand => {
                ("missing_argument", format!("`{}` is not the whole command", path(self.command)))
            }
            ErrorKind::InvalidUtf8 => ("not_text", "an argument is not UTF-8 text".to_owned()),
            _ => ("usage", "this command line cannot be read".to_owned()),
        }
    }

    /// What to do about it.
    fn way_out(&self) -> Option<String> {
        let path = path(self.command);
        let list = format!("`{path} --help` lists all");
        Some(match self.error.kind() {
            ErrorKind::UnknownArgument if self.argument().starts_with("-----BEGIN") => {
                "a key is given by the name of its file, not by its text".to_owned()
            }
            ErrorKind::UnknownArgument if self.is_option() => match (self.suggested_option(), self.owner()) {
                (Some(option), _) => format!("did you mean {option}? {list}"),
                (None, Some(owner)) => format!("`{owner}` has it; {list}"),
                (None, None) => list,
            },
            ErrorKind::UnknownArgument if self.takes_token() => {
                let quote = "put a token with spaces in quotes";
                let has_batch = self.command.get_arguments().any(|argument| argument.get_long() == Some("batch"));
                if has_batch { format!("{quote}; --batch reads one token a line") } else { quote.to_owned() }
            }
            ErrorKind::InvalidSubcommand => {
                return no_command(self.command, &self.text(ContextKind::InvalidSubcommand)).hint;
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => self.expected_value(),
            ErrorKind::MissingRequiredArgument if self.is_required_by_another() => {
                "an option that is given needs it".to_owned()
            }
            ErrorKind::ArgumentConflict if self.conflict().0 == "given_twice" => "give it once".to_owned(),
            ErrorKind::ArgumentConflict => "give one of them".to_owned(),
            ErrorKind::MissingSubcommand => list,
            ErrorKind::InvalidUtf8 => "a file with such a name can be given on standard input".to_owned(),
            _ => self.usage(),
        })
    }

    fn text(&self, kind: ContextKind) -> String {
        self.texts(kind).into_iter().next().unwrap_or_default()
    }

    /// Arguments and values of the error, as people call them: `--to`, `FORM`.
    fn texts(&self, kind: ContextKind) -> Vec<String> {
        let texts = match self.error.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            _ => Vec::new(),
        };
        match kind {
            // What is unknown is a word of the person.
            ContextKind::InvalidArg if self.error.kind() == ErrorKind::UnknownArgument => texts,
            ContextKind::InvalidArg | ContextKind::PriorArg => texts.iter().map(|text| plain(text)).collect(),
            _ => texts,
        }
    }

    /// The argument that it is about: an option without its value.
    fn argument(&self) -> String {
        let name = self.text(ContextKind::InvalidArg);
        name.split([' ', '=']).next().unwrap_or_default().to_owned()
    }

    fn value(&self) -> String {
        self.text(ContextKind::InvalidValue)
    }

    /// Whether the unknown argument was meant as an option: what follows `--` is not.
    fn is_option(&self) -> bool {
        let Some(ContextValue::String(argument)) = self.error.get(ContextKind::InvalidArg) else { return false };
        let mut operands = self.given.iter().skip_while(|word| *word != "--");
        argument.len() > 1 && argument.starts_with('-') && !operands.any(|word| word.to_str() == Some(argument))
    }

    fn suggested_option(&self) -> Option<String> {
        match self.error.get(ContextKind::SuggestedArg) {
            Some(ContextValue::String(option)) => Some(option.clone()),
            _ => None,
        }
    }

    /// A command that has the option: one below this command, else the first of all.
    fn owner(&self) -> Option<String> {
        fn find<'c>(command: &'c Command, has: &dyn Fn(&Arg) -> bool) -> Option<&'c Command> {
            let visible = command.get_subcommands().filter(|sub| !sub.is_hide_set());
            let own = command.get_arguments().any(has).then_some(command);
            own.or_else(|| visible.into_iter().find_map(|sub| find(sub, has)))
        }
        let option = self.argument();
        let has = |argument: &Arg| {
            let long = argument.get_long().is_some_and(|long| option.strip_prefix("--") == Some(long));
            long || argument.get_short().is_some_and(|short| option == format!("-{short}"))
        };
        find(self.command, &has).or_else(|| find(self.program, &has)).map(|owner| path(owner).to_owned())
    }

    fn takes_token(&self) -> bool {
        self.command.get_positionals().any(|operand| operand.get_id() == "token")
    }

    /// "`jotbench decode` takes one TOKEN, and there is a second operand: b".
    fn extra_operand(&self) -> String {
        let operands: Vec<String> = self.command.get_positionals().map(|operand| plain(&operand.to_string())).collect();
        let taken = match operands.as_slice() {
            [] => "no operand, and there is one".to_owned(),
            [one] => format!("one {one}, and there is a second operand"),
            several => format!("{}, and there is one operand more", and(several)),
        };
        format!("`{}` takes {taken}: {}", path(self.command), short(&self.text(ContextKind::InvalidArg)))
    }

    fn conflict(&self) -> (&'static str, String) {
        let (one, others) = (self.text(ContextKind::InvalidArg), self.texts(ContextKind::PriorArg));
        let names: Vec<String> =
            [one].into_iter().chain(others).map(|name| name.split(' ').next().unwrap_or_default().to_owned()).collect();
        match names.as_slice() {
            [one, other] if one == other => ("given_twice", format!("{one} is given twice")),
            _ => ("conflict", format!("{} exclude each other", and(&names))),
        }
    }

    /// Which value would do.
    fn expected_value(&self) -> String {
        let values = self.texts(ContextKind::ValidValue);
        let reason = self.error.source().map(ToString::to_string);
        let near = match self.error.get(ContextKind::SuggestedValue) {
            Some(ContextValue::String(value)) => format!("did you mean {value}? "),
            _ => String::new(),
        };
        match (values.as_slice(), reason) {
            ([], Some(reason)) => reason,
            ([], None) => format!("it is written {}", self.text(ContextKind::InvalidArg)),
            _ => format!("{near}it takes {}", or(&values)),
        }
    }

    /// Whether what is missing is an option that is not always needed.
    fn is_required_by_another(&self) -> bool {
        let required = self.command.get_arguments().filter(|argument| argument.is_required_set());
        let names: Vec<String> = required.filter_map(|argument| Some(format!("--{}", argument.get_long()?))).collect();
        let missing = self.argument();
        missing.starts_with('-') && !names.contains(&missing)
    }

    /// The form of the command line.
    fn usage(&self) -> String {
        let usage = self.command.clone().render_usage().to_string();
        usage.split_whitespace().collect::<Vec<_>>().join(" ").replacen("Usage:", "usage:", 1)
    }
}

/// An option whose value may be a secret that landed in the wrong place.
fn is_secret(option: &str) -> bool {
    ["secret", "pass"].iter().any(|part| option.contains(part))
}

/// `--out <NAME>` as `--out NAME`, `[FILE]...` as `FILE`, a group as its members with "or".
fn plain(argument: &str) -> String {
    let name = argument.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).filter(|name| name.contains("--"));
    let name = name.map_or_else(|| argument.to_owned(), |group| group.replace('|', " or "));
    name.replace("...", "").replace(['<', '>', '[', ']'], "")
}

fn and(names: &[String]) -> String {
    listed(names, "and")
}

fn or(names: &[String]) -> String {
    listed(names, "or")
}

/// "a, b and c".
fn listed(names: &[String], last: &str) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests;
