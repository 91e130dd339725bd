//! The command line: what was typed becomes what the workbench starts with, a
//! headless command with its answer, or a sentence and an exit code. Printing is
//! left to `main`.

mod clip;
mod completions;
mod exposed;
mod key;
mod keys;
#[cfg(test)]
mod laws;
mod man;
mod material;
mod paint;
mod profile;
mod report;
mod template;
mod token;
mod usage;

use std::ffi::OsString;
use std::path::Path;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, ValueEnum, ValueHint};
use zeroize::Zeroizing;

use crate::app::theme::ThemeName;
use crate::jose::sniff::{self, Content};
use crate::sys::clipboard::HOLD_ARGUMENT;
use crate::sys::hardening::Protection;
use crate::sys::{files, stream};
use crate::text::visible;
use report::{Failure, Report};

pub use report::Answer;

/// Exit codes, the same for every command.
pub mod exit {
    /// Done.
    pub const DONE: u8 = 0;
    /// The answer is no.
    pub const NO: u8 = 1;
    /// The command line is wrong.
    pub const USAGE: u8 = 2;
    /// The signature verifies; the token is outside its time.
    pub const TIME: u8 = 3;
    /// The signature verifies; another check fails.
    pub const CLAIM: u8 = 4;
    /// An input could not be read or understood.
    pub const INPUT: u8 = 5;
    /// A signal ended it: this and its number.
    pub const SIGNAL: u8 = 128;
}

/// What the program was asked to do. It has no `Debug`: standard input may hold a key.
pub enum Asked {
    /// Open the workbench.
    Workbench {
        /// Files to open.
        files: Vec<String>,
        /// Texts to take in: tokens, standard input.
        texts: Vec<Zeroizing<String>>,
        /// Catch the mouse.
        mouse: bool,
        /// The colours, if chosen.
        theme: Option<ThemeName>,
        /// The profile to work with; there is one of that name.
        profile: Option<String>,
    },
    /// Run a headless command on keys.
    Key(key::Arguments),
    /// Show what a token holds.
    Decode(token::Decode),
    /// Tell whether a token verifies.
    Verify(Box<token::Verify>),
    /// Make a token.
    Sign(Box<token::Sign>),
    /// List, show or check templates.
    Template(template::Arguments),
    /// Serve a copied text after the workbench has ended.
    HoldClipboard,
    /// Tell the version, and what protects the process.
    Version,
    /// Print this on standard output (help).
    Print(String),
    /// The answer is there already: what the program knows of itself, or why it cannot be done.
    Answer(Answer),
}

const LONG_ABOUT: &str = "\
A JWT workbench for the terminal. Open a private key and a certificate, edit the claims and watch \
the token follow; or paste a token and read what it holds, whether it verifies and when it expires. \
Nothing leaves this machine: the program has no network code.";

const EXAMPLES: &str = "\
Examples:
  jotbench                             the workbench with a signed sample
  jotbench server_key.pem server.pem   with your key and certificate
  jotbench token.txt                   with a token from a file
  pbpaste | jotbench -                 with a token from another program
  jotbench verify --help               whether a token verifies, and if not, why
  jotbench decode token.txt            what a token holds
  jotbench sign --help                 a token for a script or pipeline
  jotbench template list               the targets that are known, for sign -t
  jotbench key --help                  keys: inspect, match, convert, generate
  jotbench man | man -l -              the whole manual

Keys: F1 helps, Ctrl+P lists every command, Ctrl+Q quits.";

#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
#[command(name = "jotbench", bin_name = "jotbench", version, about = "Decode, verify, edit and sign JWTs offline", long_about = LONG_ABOUT, after_long_help = EXAMPLES, max_term_width = 80)]
struct Arguments {
    /// Keys, certificates, tokens or JSON to open; - is standard input. What each is, is told by its content
    #[arg(value_name = "TOKEN|FILE|-", value_hint = ValueHint::FilePath)]
    operands: Vec<String>,
    /// Leave the mouse to the terminal
    #[arg(long)]
    no_mouse: bool,
    /// Colours to draw in
    #[arg(long, value_enum)]
    theme: Option<Colours>,
    /// Begin with this profile: its template filled in, its keys opened
    ///
    /// Ctrl+S in the workbench saves a profile, F7 lists all.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Verify(token::Verify),
    Decode(token::Decode),
    Sign(token::Sign),
    Key(key::Arguments),
    Template(template::Arguments),
    Keys(keys::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

#[derive(Clone, Copy, ValueEnum)]
enum Colours {
    /// The terminal's own 16
    Terminal,
    /// True colours on a dark background
    Dark,
    /// True colours on a light background
    Light,
    /// None
    Plain,
}

/// Reads a command line, the program's name first.
pub fn ask(arguments: impl IntoIterator<Item = OsString>) -> Asked {
    let arguments: Vec<_> = arguments.into_iter().collect();
    if arguments.len() == 2 && arguments.last().is_some_and(|only| only == HOLD_ARGUMENT) {
        return Asked::HoldClipboard;
    }
    let given = arguments.get(1..).unwrap_or_default();
    let refuse = |report: Report| Asked::Answer(Failure::usage(report).answer(wants_json(given)));
    // Before anything else looks at the arguments: an error about one would quote it.
    if let Some(report) = exposed::secret(given) {
        return refuse(report);
    }
    match Arguments::try_parse_from(&arguments) {
        Ok(Arguments { command: Some(Command::Key(key)), .. }) => Asked::Key(key),
        Ok(Arguments { command: Some(Command::Decode(decode)), .. }) => Asked::Decode(decode),
        Ok(Arguments { command: Some(Command::Verify(verify)), .. }) => Asked::Verify(Box::new(verify)),
        Ok(Arguments { command: Some(Command::Sign(sign)), .. }) => Asked::Sign(Box::new(sign)),
        Ok(Arguments { command: Some(Command::Template(template)), .. }) => Asked::Template(template),
        Ok(Arguments { command: Some(Command::Keys(keys)), .. }) => Asked::Answer(keys.run()),
        Ok(Arguments { command: Some(Command::Completions(shell)), .. }) => {
            Asked::Answer(shell.run(Arguments::command()))
        }
        Ok(Arguments { command: Some(Command::Man(man)), .. }) => Asked::Answer(man.run(Arguments::command())),
        Ok(arguments) => arguments.ask(),
        Err(error) if error.kind() == ErrorKind::DisplayVersion => Asked::Version,
        Err(error) if !error.use_stderr() => Asked::Print(error.render().to_string()),
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Asked::Answer(Answer { err: error.render().to_string(), ..Answer::of(String::new(), exit::USAGE) })
        }
        Err(error) => {
            let mut program = Arguments::command();
            program.build();
            refuse(usage::report(&error, &program, given))
        }
    }
}

/// The version, and what protects this process: a line for each thing.
pub fn version(protections: &[Protection]) -> String {
    let first = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned();
    let lines = [first, "offline: this program has no network code".to_owned()].into_iter();
    let protected = protections.iter().map(|Protection { name, words, .. }| format!("{name}: {words}"));
    lines.chain(protected).map(|line| line + "\n").collect()
}

/// Whether a headless command is to answer in JSON, however wrong the rest of its line is.
fn wants_json(given: &[OsString]) -> bool {
    let options = given.iter().take_while(|argument| *argument != "--");
    let first = given.first().and_then(|first| first.to_str());
    let words: Vec<&str> = options.skip(1).filter_map(|argument| argument.to_str()).collect();
    let as_json = words.contains(&"--as=json") || words.windows(2).any(|pair| pair == ["--as", "json"]);
    first.is_some_and(|first| usage::nearest(&Arguments::command(), first).is_some())
        && (words.contains(&"--json") || (as_json && first == Some("sign")))
}

impl Arguments {
    fn ask(self) -> Asked {
        let (mut files, mut texts) = (Vec::new(), Vec::new());
        for operand in self.operands {
            match kind(operand) {
                Ok(Operand::File(path)) => files.push(path),
                Ok(Operand::Text(text)) => texts.push(text),
                Err(refusal) => return Asked::Answer(refusal.answer(false)),
            }
        }
        let theme = self.theme.map(|colours| match colours {
            Colours::Terminal => ThemeName::Terminal,
            Colours::Dark => ThemeName::Dark,
            Colours::Light => ThemeName::Light,
            Colours::Plain => ThemeName::Plain,
        });
        if let Some(refusal) = self.profile.as_deref().and_then(|name| profile::find(name).err()) {
            return Asked::Answer(refusal.answer(false));
        }
        Asked::Workbench { files, texts, mouse: !self.no_mouse, theme, profile: self.profile }
    }
}

enum Operand {
    File(String),
    Text(Zeroizing<String>),
}

/// What an operand is: a file if there is one, else a token, else a mistake.
fn kind(operand: String) -> Result<Operand, Failure> {
    if operand == "-" {
        return standard_input().map(Operand::Text);
    }
    if Path::new(&operand).exists() || files::expand(&operand).exists() {
        return Ok(Operand::File(operand));
    }
    if matches!(sniff::sniff(&operand), Content::Token(_)) {
        return Ok(Operand::Text(Zeroizing::new(operand)));
    }
    if crate::jose::key::looks_like_key(&operand).is_some() {
        return Err(Failure::input(Report::no_name("missing")));
    }
    let message = format!("\"{}\" is neither a file nor a token", visible(&operand));
    let program = Arguments::command();
    let Some(name) = usage::nearest(&program, &operand) else {
        let report = Report::new("missing", operand, message);
        return Err(Failure::input(report.hint("check the path, or put a token in quotes")));
    };
    let hint = if name == operand {
        format!("`jotbench {name}` is a command: it stands before everything else")
    } else {
        format!("did you mean `jotbench {name}`? if it is a file, check the path")
    };
    Err(Failure::usage(Report::new("no_command", operand, message).hint(hint)))
}

fn standard_input() -> Result<Zeroizing<String>, Failure> {
    let name = "standard input";
    let bytes = stream::standard_input().map_err(|error| Failure::input(Report::unreadable(name, &error)))?;
    let refuse = |report: Report| Failure::input(report);
    let text =
        std::str::from_utf8(&bytes).map_err(|_| refuse(Report::new("not_text", name, "standard input is no text")))?;
    if text.trim().is_empty() {
        let report = Report::new("empty", name, "standard input is empty");
        return Err(refuse(report.hint("a token, a key or JSON is expected on it")));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Asked {
        ask(std::iter::once("jotbench").chain(words.iter().copied()).map(Into::into))
    }

    #[test]
    fn the_table_of_arguments_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn files_and_tokens_are_told_apart() {
        let token = "eyJhbGciOiJIUzI1NiJ9.e30.AAAA";
        let Asked::Workbench { files, texts, mouse, theme, profile: None } =
            asked(&["Cargo.toml", token, "--no-mouse", "--theme", "plain"])
        else {
            panic!("the workbench")
        };
        assert_eq!((files, mouse, theme), (vec!["Cargo.toml".to_owned()], false, Some(ThemeName::Plain)));
        assert_eq!(texts.iter().map(|text| text.as_str()).collect::<Vec<_>>(), [token]);
    }

    fn refused(words: &[&str]) -> Answer {
        let Asked::Answer(answer) = asked(words) else { panic!("{words:?}") };
        answer
    }

    #[test]
    fn what_cannot_be_done_says_why_and_how_else() {
        let secret = "jotbench: a secret in an argument can be read by every user of this machine";
        let passphrase = "jotbench: a passphrase in an argument can be read by every user of this machine";
        let key = "jotbench: a private key in an argument can be read by every user of this machine";
        let pem = "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----";
        let cases: [(&[&str], &str, u8); 12] = [
            (&["--secret", "hunter2"], secret, exit::USAGE),
            (&["--secret=hunter2"], secret, exit::USAGE),
            (&["key", "inspect", "--passphrase", "hunter2"], passphrase, exit::USAGE),
            (&["key", "inspect", "a.pem", "--password=hunter2"], passphrase, exit::USAGE),
            (&[pem], key, exit::USAGE),
            (&["key", "inspect", "--", pem], key, exit::USAGE),
            (&["no\u{1b}such.pem"], "jotbench: \"no\\u001Bsuch.pem\" is neither a file nor a token", exit::INPUT),
            (&["template"], "List what targets want of a token", exit::USAGE),
            (&["--colour"], "jotbench: there is no option --colour\n  in jotbench\n", exit::USAGE),
            (&["key", "inspekt"], "jotbench: there is no command `jotbench key inspekt`", exit::USAGE),
            (&["key", "inspect", "--pass-file=hunter2"], "jotbench: there is no option --pass-file\n", exit::USAGE),
            (&["key"], "Look at keys and certificates", exit::USAGE),
        ];
        for (words, says, code) in cases {
            let answer = refused(words);
            assert!(answer.err.starts_with(says), "{}", answer.err);
            assert!(!answer.err.contains("hunter2"), "{}", answer.err);
            assert_eq!((answer.out.as_slice(), answer.code), (&b""[..], code), "{words:?}");
        }
    }

    #[test]
    fn a_wrong_line_is_answered_in_json_where_that_was_asked_for() {
        let answer = refused(&["key", "match", "a\u{9b}", "--json"]);
        let out = String::from_utf8(answer.out.to_vec()).unwrap();
        let document = "{\"problems\":[{\"code\":\"missing_argument\",\"place\":\"jotbench key match\",\
                        \"message\":\"B is missing\",\
                        \"hint\":\"usage: jotbench key match [OPTIONS] <A> [B]\"}]}\n";
        assert_eq!((out.as_str(), answer.code), (document, exit::USAGE));
        assert!(refused(&["key", "match", "a", "--", "b", "--json"]).out.is_empty());
    }

    #[test]
    fn nothing_of_a_wrong_argument_is_printed_raw() {
        for words in [&["--a\u{1b}[2J\u{202e}b"][..], &["key", "convert", "x", "--to", "a\u{7}\u{200b}"]] {
            let answer = refused(words);
            assert!(answer.err.lines().all(|line| visible(line) == line), "{:?}", answer.err);
        }
    }

    #[test]
    fn a_command_is_known_by_its_name_and_a_file_of_that_name_by_its_path() {
        assert!(matches!(asked(&["key", "match", "a", "b"]), Asked::Key(_)));
        let Asked::Workbench { files, .. } = asked(&["./src"]) else { panic!("a file") };
        assert_eq!(files, ["./src"]);
    }

    #[test]
    fn a_command_that_is_mistyped_is_named() {
        let meant = |words: &[&str]| refused(words).err.lines().last().unwrap_or_default().to_owned();
        for (words, hint) in [
            (&["verifi", "token.txt"][..], "hint: did you mean `jotbench verify`? if it is a file, check the path"),
            (&["kye"], "hint: did you mean `jotbench key`? if it is a file, check the path"),
            (&["--no-mouse", "verify"], "hint: `jotbench verify` is a command: it stands before everything else"),
            (&["verifi.txt"], "hint: check the path, or put a token in quotes"),
            (&["./verifi"], "hint: check the path, or put a token in quotes"),
            (&["verifi", "--json"], "hint: did you mean `jotbench verify`? `jotbench --help` lists all"),
        ] {
            assert_eq!(meant(words), hint, "{words:?}");
        }
        // It is a command's line all the same: its mistake is a document where that was asked for.
        let out = String::from_utf8(refused(&["verifi", "--json"]).out.to_vec()).unwrap();
        assert!(out.starts_with("{\"problems\":[{\"code\":\"no_command\","), "{out}");
    }

    #[test]
    fn the_version_says_what_protects_the_process() {
        for option in ["--version", "-V"] {
            assert!(matches!(asked(&[option]), Asked::Version), "{option}");
        }
        let locked = Protection { name: "network", in_force: true, words: "locked".to_owned() };
        let version = env!("CARGO_PKG_VERSION");
        let text = format!("jotbench {version}\noffline: this program has no network code\nnetwork: locked\n");
        assert_eq!(super::version(&[locked]), text);
    }
}
