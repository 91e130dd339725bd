//! The words of a command line, quoted for POSIX shells, and the names that keys go by
//! in it. Nothing here can hold a key, a secret, a passphrase or a token: what a line is
//! made of is names and texts that anybody may see.

use std::borrow::Cow;

use super::ShellLine;
use crate::app::workbench::KeyPath;
use crate::jose::key::{self, SecretEncoding};
use crate::text::is_suspicious;

/// The most bytes of one argument: Linux takes 128 KiB.
const MOST: usize = 128 * 1024 - 1;

/// A key as a line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyName {
    /// A file with keys.
    File(KeyPath),
    /// A file with a secret that is written so.
    SecretFile(String, SecretEncoding),
    /// An environment variable, into which the key that is called so is to be put.
    Variable(String),
    /// Likewise for a secret that is written so.
    SecretVariable(String, SecretEncoding),
}

/// A line in the making.
pub(super) struct Line {
    command: String,
    words: Vec<String>,
    /// Why no shell can run it.
    refusal: Option<String>,
}

impl Line {
    /// The program with the name of a command.
    pub(super) fn of(command: &str) -> Self {
        Self { command: format!("jotbench {command}"), words: Vec::new(), refusal: None }
    }

    /// Adds an option without a value.
    pub(super) fn flag(&mut self, name: &str) {
        self.command.push(' ');
        self.command.push_str(name);
    }

    /// Adds an option with its value.
    pub(super) fn option(&mut self, name: &str, value: &str) {
        self.refusal = self.refusal.take().or_else(|| unfit(name, value));
        self.flag(name);
        // Apart, such a value would be taken for an option.
        self.command.push(if value.starts_with('-') { '=' } else { ' ' });
        self.command.push_str(&quoted(value));
    }

    /// Adds an option with the path of a file. `-` alone would be standard input.
    pub(super) fn file(&mut self, name: &str, path: &str) {
        if path.starts_with('-') { self.option(name, &format!("./{path}")) } else { self.option(name, path) }
    }

    /// Adds the options that say where the key is.
    pub(super) fn key(&mut self, key: &KeyName) {
        match key {
            KeyName::File(KeyPath { path, locked }) => {
                self.file("-k", path);
                if *locked {
                    self.variable("--passphrase-env", "JOTBENCH_PASSPHRASE", &format!("the passphrase of {path}"));
                }
            }
            KeyName::SecretFile(path, encoding) => {
                self.file("--secret-file", path);
                self.encoding(*encoding);
            }
            KeyName::Variable(what) => self.variable("--key-env", "JOTBENCH_KEY", what),
            KeyName::SecretVariable(what, encoding) => {
                self.variable("--secret-env", "JOTBENCH_SECRET", what);
                self.encoding(*encoding);
            }
        }
    }

    fn variable(&mut self, option: &str, name: &str, what: &str) {
        self.option(option, name);
        self.say(format!("put {what} into the environment variable {name}"));
    }

    fn encoding(&mut self, encoding: SecretEncoding) {
        if encoding != SecretEncoding::Text {
            self.option("--secret-encoding", encoding.name());
        }
    }

    /// Gives the command a file as its standard input.
    pub(super) fn input(&mut self, path: &str) {
        self.command.push_str(" < ");
        self.command.push_str(&quoted(path));
    }

    /// Adds a sentence about what must be known to run it.
    pub(super) fn say(&mut self, words: impl Into<String>) {
        self.words.push(words.into());
    }

    /// The line, or why there can be none.
    pub(super) fn end(mut self) -> Result<ShellLine, String> {
        if self.command.contains(char::is_control) {
            self.say("there are control characters in it, which a prompt may obey: put it into a file, and run that");
        } else if is_suspicious(&self.command) {
            self.say("what is shown as \\u… cannot be seen in the copied line, and is there");
        }
        self.say("quoted for sh, bash and zsh");
        self.refusal.map_or(Ok(ShellLine { command: self.command, words: self.words }), Err)
    }
}

/// Why a value cannot stand in a command line.
fn unfit(option: &str, value: &str) -> Option<String> {
    if value.contains('\0') {
        return Some(format!("the value of {option} would hold a NUL character, which no command line can"));
    }
    if value.len() > MOST {
        let length = value.len();
        return Some(format!("the value of {option} would have {length} bytes, too many for a command line"));
    }
    let secret = key::has_private(value);
    secret.then(|| format!("the value of {option} would be a private key, which every user of this machine could read"))
}

/// A word for POSIX shells: in single quotes unless every character of it stands for itself everywhere.
fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./,:+@%".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_would_see_something_in_them() {
        for (word, expected) in [
            ("server_key.pem", "server_key.pem"),
            ("/srv/keys-1/a,b:c+d@e%f.pem", "/srv/keys-1/a,b:c+d@e%f.pem"),
            ("", "''"),
            ("my key.pem", "'my key.pem'"),
            ("it's", r"'it'\''s'"),
            ("'", r"''\'''"),
            ("$(rm -rf ~)`x`\\\"!*?[a]{b,c};&|<>#", "'$(rm -rf ~)`x`\\\"!*?[a]{b,c};&|<>#'"),
            ("~/a", "'~/a'"),
            ("a=b", "'a=b'"),
            ("schlüssel", "'schlüssel'"),
            ("a\nb", "'a\nb'"),
            ("C:\\keys\\a.pem", "'C:\\keys\\a.pem'"),
        ] {
            assert_eq!(quoted(word), expected, "{word}");
        }
    }

    fn line(act: impl Fn(&mut Line)) -> Result<ShellLine, String> {
        let mut line = Line::of("verify");
        act(&mut line);
        line.end()
    }

    #[test]
    fn a_value_or_path_is_never_taken_for_an_option() {
        let made = line(|line| {
            line.file("-k", "-");
            line.file("--payload", "-a b.bin");
            line.option("--iss", "-x");
            line.option("--iss", "-x y");
        });
        assert_eq!(made.unwrap().command, "jotbench verify -k ./- --payload './-a b.bin' --iss=-x --iss='-x y'");
    }

    #[test]
    fn what_no_command_line_can_hold_is_told() {
        let private = include_str!("../../../tests/vectors/keys/p256/private.jwk.json");
        let long = "a".repeat(MOST + 1);
        for (value, reason) in [
            ("a\0b", "the value of --payload would hold a NUL character, which no command line can"),
            (&long, "the value of --payload would have 131072 bytes, too many for a command line"),
            (private, "the value of --payload would be a private key, which every user of this machine could read"),
        ] {
            let made = line(|line| {
                line.option("--payload", value);
                line.option("--iss", "a");
            });
            assert_eq!(made, Err(reason.to_owned()));
        }
        assert!(line(|line| line.option("--payload", &"a".repeat(MOST))).is_ok());
    }

    #[test]
    fn characters_that_cannot_be_seen_are_told() {
        let words = |value: &str| line(|line| line.option("--iss", value)).unwrap().words;
        let shells = "quoted for sh, bash and zsh";
        assert_eq!(words("a"), [shells]);
        assert_eq!(
            words("a\u{202e}b"),
            ["what is shown as \\u… cannot be seen in the copied line, and is there", shells]
        );
        assert_eq!(
            words("a\nb"),
            ["there are control characters in it, which a prompt may obey: put it into a file, and run that", shells]
        );
    }
}
