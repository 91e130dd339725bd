//! The command line: what was typed becomes what the workbench starts with, or a
//! sentence and an exit code.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use clap::{Parser, ValueEnum};
use zeroize::Zeroizing;

use crate::app::theme::ThemeName;
use crate::jose::sniff::{self, Content};
use crate::sys::clipboard::HOLD_ARGUMENT;
use crate::sys::files;

/// Exit codes, the same for every command.
pub mod exit {
    /// Done.
    pub const DONE: u8 = 0;
    /// The command line is wrong.
    pub const USAGE: u8 = 2;
    /// An input could not be read or understood.
    pub const INPUT: u8 = 5;
}

/// What the program was asked to do.
#[derive(Debug)]
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
    },
    /// Serve a copied text after the workbench has ended.
    HoldClipboard,
    /// Print this on standard output (help, version).
    Print(String),
    /// It cannot be done: this on standard error, and this exit code.
    Refuse(String, u8),
}

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\noffline: this program has no network code");

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

Keys: F1 helps, Ctrl+P lists every command, Ctrl+Q quits.";

#[derive(Parser)]
#[command(name = "jotbench", version = VERSION, about = "Decode, verify, edit and sign JWTs offline", long_about = LONG_ABOUT, after_help = EXAMPLES)]
struct Arguments {
    /// Keys, certificates, tokens or JSON to open; - is standard input. What each is, is told by its content
    #[arg(value_name = "TOKEN|FILE|-")]
    operands: Vec<String>,
    /// Leave the mouse to the terminal
    #[arg(long)]
    no_mouse: bool,
    /// Colours to draw in
    #[arg(long, value_enum)]
    theme: Option<Colours>,
    #[arg(long, hide = true, num_args = 0..)]
    secret: Option<Vec<String>>,
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
pub fn ask(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Asked {
    let arguments: Vec<_> = arguments.into_iter().collect();
    if arguments.len() == 2 && arguments.last().is_some_and(|only| only == HOLD_ARGUMENT) {
        return Asked::HoldClipboard;
    }
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments.ask(),
        Err(error) if error.use_stderr() => Asked::Refuse(error.render().to_string(), exit::USAGE),
        Err(error) => Asked::Print(error.render().to_string()),
    }
}

impl Arguments {
    fn ask(self) -> Asked {
        if self.secret.is_some() {
            return Asked::Refuse(
                "a secret in an argument can be read by every user of this machine, and stays in the shell's history\n\
                 hint: open the workbench, press Alt+3 and type or paste the secret there"
                    .to_owned(),
                exit::USAGE,
            );
        }
        let (mut files, mut texts) = (Vec::new(), Vec::new());
        for operand in self.operands {
            match kind(operand) {
                Ok(Operand::File(path)) => files.push(path),
                Ok(Operand::Text(text)) => texts.push(text),
                Err(refusal) => return Asked::Refuse(refusal.to_string(), refusal.code),
            }
        }
        let theme = self.theme.map(|colours| match colours {
            Colours::Terminal => ThemeName::Terminal,
            Colours::Dark => ThemeName::Dark,
            Colours::Light => ThemeName::Light,
            Colours::Plain => ThemeName::Plain,
        });
        Asked::Workbench { files, texts, mouse: !self.no_mouse, theme }
    }
}

enum Operand {
    File(String),
    Text(Zeroizing<String>),
}

struct Refusal {
    message: String,
    code: u8,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Commands of the contract that this version does not have yet.
const LATER: [&str; 8] = ["decode", "verify", "sign", "key", "template", "keys", "completions", "man"];

/// What an operand is: a file if there is one, else a token, else a mistake.
fn kind(operand: String) -> Result<Operand, Refusal> {
    if operand == "-" {
        return standard_input().map(Operand::Text);
    }
    if Path::new(&operand).exists() || files::expand(&operand).exists() {
        return Ok(Operand::File(operand));
    }
    if matches!(sniff::sniff(&operand), Content::Token(_)) {
        return Ok(Operand::Text(Zeroizing::new(operand)));
    }
    let message = if LATER.contains(&operand.as_str()) {
        format!(
            "this version has no command `{operand}`: it is the workbench alone\nhint: `jotbench FILE…` opens keys and tokens"
        )
    } else if matches!(sniff::sniff(&operand), Content::PrivateKey) {
        "a private key in an argument can be read by every user of this machine\nhint: name its file instead".to_owned()
    } else {
        let name = crate::text::visible(&operand).into_owned();
        format!("\"{name}\" is neither a file nor a token\nhint: check the path, or put a token in quotes")
    };
    Err(Refusal { message, code: exit::INPUT })
}

fn standard_input() -> Result<Zeroizing<String>, Refusal> {
    let refuse = |message: String| Refusal { message, code: exit::INPUT };
    let most = u64::try_from(files::MAX_BYTES).unwrap_or(u64::MAX) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
    io::stdin()
        .lock()
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| refuse(format!("standard input cannot be read: {error}")))?;
    if bytes.len() > files::MAX_BYTES {
        return Err(refuse("standard input is over 1 MiB: no key or token is that large".to_owned()));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| refuse("standard input is no text".to_owned()))?;
    if text.trim().is_empty() {
        return Err(refuse("standard input is empty\nhint: a token, a key or JSON is expected on it".to_owned()));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

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
        let Asked::Workbench { files, texts, mouse, theme } =
            asked(&["Cargo.toml", token, "--no-mouse", "--theme", "plain"])
        else {
            panic!("the workbench")
        };
        assert_eq!((files, mouse, theme), (vec!["Cargo.toml".to_owned()], false, Some(ThemeName::Plain)));
        assert_eq!(texts.iter().map(|text| text.as_str()).collect::<Vec<_>>(), [token]);
    }

    #[test]
    fn what_cannot_be_done_says_why_and_how_else() {
        let cases: [(&[&str], &str, u8); 5] = [
            (&["--secret", "hunter2"], "a secret in an argument can be read by every user", exit::USAGE),
            (&["--secret=hunter2"], "a secret in an argument can be read by every user", exit::USAGE),
            (&["no\u{1b}such.pem"], "\"no\\u001Bsuch.pem\" is neither a file nor a token", exit::INPUT),
            (&["decode"], "this version has no command `decode`", exit::INPUT),
            (&["--colour"], "error: unexpected argument '--colour'", exit::USAGE),
        ];
        for (words, says, code) in cases {
            let Asked::Refuse(message, exit) = asked(words) else { panic!("{words:?}") };
            assert!(message.starts_with(says), "{message}");
            assert!(!message.contains("hunter2"));
            assert_eq!(exit, code, "{words:?}");
        }
    }

    #[test]
    fn version_says_that_there_is_no_network_code() {
        let Asked::Print(text) = asked(&["--version"]) else { panic!("a version") };
        assert!(text.contains("no network code"), "{text}");
    }
}
