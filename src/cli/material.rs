//! Key material from where a command line says: files, standard input, environment
//! variables; and the passphrase that opens it, from an option or from the person.

mod options;
mod pick;
mod secret;
mod typed;

use std::ffi::OsStr;
use std::io::{IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use clap::ValueHint;
use zeroize::Zeroizing;

use super::exit;
use super::report::{Failure, Report, grade};
use crate::jose::key::{self, Found, KeyFile, Passphrase, SecretEncoding};
use crate::jose::problem::{Part, Problem};
use crate::sys::files::{self, FileError};
use crate::sys::prompt::{Prompt, PromptError};
use crate::sys::stream;
use crate::text::visible;

pub(super) use options::{KeyOptions, Origin};
pub(super) use pick::unused_kid;

/// What these options stand under in the help; each says so itself, because a heading of all of them would go on to
/// the options that come after.
const HEADING: &str = "Keys";
/// How often a passphrase is asked for.
const ATTEMPTS: usize = 3;

/// The options that open encrypted keys.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Unlocking {
    /// Open encrypted keys with the passphrase in this file; - is standard input
    ///
    /// One trailing line break is dropped. Without this option the passphrase is asked for on the terminal.
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_env", value_hint = ValueHint::FilePath, help_heading = HEADING)]
    passphrase_file: Option<PathBuf>,
    /// Open encrypted keys with the passphrase in this environment variable
    ///
    /// One trailing line break is dropped.
    #[arg(long, value_name = "VAR", value_hint = ValueHint::Other, help_heading = HEADING)]
    passphrase_env: Option<String>,
}

impl Unlocking {
    /// Reads the passphrase, if an option says where it is. Standard input may be named once, among the operands
    /// and here.
    pub(super) fn opener<'a>(&'a self, operands: impl IntoIterator<Item = &'a Path>) -> Result<Opener, Failure> {
        standard_input_once(operands.into_iter().chain(self.passphrase_file.as_deref()))?;
        let mut opener = Opener::default();
        // On a terminal it is asked for when it is needed, unseen.
        let typed = |path: &&PathBuf| is_standard_input(path) && std::io::stdin().is_terminal();
        if let Some(path) = self.passphrase_file.as_ref().filter(|path| !typed(path)) {
            let name = name(path);
            let (bytes, _) = bytes_of(path)?;
            opener.given = Some(passphrase(&bytes, &name)?);
        }
        if let Some(variable) = &self.passphrase_env {
            opener.given = Some(passphrase(&environment(variable)?, &in_variable(variable))?);
        }
        Ok(opener)
    }
}

/// A file that was read.
pub(super) struct Material {
    /// Where it comes from: the path as typed, "standard input", "environment variable X"; foreign text.
    pub(super) name: String,
    /// What it holds.
    pub(super) keys: KeyFile,
    /// It holds a private key or a secret, and other users of this machine may read it.
    pub(super) exposed: bool,
    /// How it was read, where that is to be said.
    pub(super) notes: Vec<Report>,
    /// The text itself, where it is one.
    pub(super) text: Option<Zeroizing<String>>,
    /// How it is written, if it was named as a secret.
    pub(super) encoding: Option<SecretEncoding>,
}

impl Material {
    /// What is to be said if others can read a private key.
    pub(super) fn warning(&self) -> Option<Report> {
        self.exposed.then(|| {
            let what = if self.keys.first_private().is_some() { "private key" } else { "secret" };
            let message = format!("other users of this machine may read the {what} in {}", self.name);
            Report::new("readable_by_others", &self.name, message).hint("chmod 600 makes it readable by you alone")
        })
    }

    /// What could not be used beside what could.
    pub(super) fn problems(&self) -> Vec<Report> {
        self.keys.problems.iter().map(|problem| Report::in_file(&self.name, problem)).collect()
    }

    /// Warning, notes and problems.
    pub(super) fn reports(&self) -> Vec<Report> {
        self.warning().into_iter().chain(self.notes.iter().cloned()).chain(self.problems()).collect()
    }

    /// The same in words.
    pub(super) fn remarks(&self) -> String {
        let warning = self.warning().map(|warning| warning.words(grade::WARNING));
        let notes = self.notes.iter().chain(&self.problems()).map(|note| note.words(grade::NOTE)).collect::<String>();
        warning.into_iter().chain([notes]).collect()
    }
}

/// Reads key material and opens what is encrypted.
#[derive(Default)]
pub(super) struct Opener {
    /// From an option.
    given: Option<Passphrase>,
    /// From the person, and it fitted.
    typed: Option<Passphrase>,
    prompt: Option<Prompt>,
}

impl Opener {
    /// Reads what is there.
    pub(super) fn read(&mut self, origin: Origin<'_>) -> Result<Material, Failure> {
        let name = origin.name();
        let (bytes, others_can_read) = match origin {
            // Typed, it would stay in sight.
            Origin::SecretFile(path, _) if is_standard_input(path) && std::io::stdin().is_terminal() => {
                (self.typed_secret()?, false)
            }
            Origin::File(path) | Origin::SecretFile(path, _) => bytes_of(path)?,
            Origin::Variable(variable) | Origin::SecretVariable(variable, _) => (environment(variable)?, false),
        };
        let (keys, notes) = match origin {
            Origin::File(_) | Origin::Variable(_) => (self.keys(&name, &bytes)?, Vec::new()),
            Origin::SecretFile(_, encoding) => secret::read(&bytes, encoding, true, &name)?,
            Origin::SecretVariable(_, encoding) => secret::read(&bytes, encoding, false, &name)?,
        };
        let exposed = others_can_read && keys.found.iter().any(Found::is_private);
        let encoding = match origin {
            Origin::File(_) | Origin::Variable(_) => None,
            Origin::SecretFile(_, encoding) | Origin::SecretVariable(_, encoding) => Some(encoding),
        };
        let text = std::str::from_utf8(&bytes).ok().map(|text| match encoding {
            // A secret was read without its last line break.
            Some(_) => text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text)),
            None => text,
        });
        let text = text.map(|text| Zeroizing::new(text.to_owned()));
        Ok(Material { name, keys, exposed, notes, text, encoding })
    }

    fn keys(&mut self, name: &str, bytes: &[u8]) -> Result<KeyFile, Failure> {
        let problem = match key::read_bytes(bytes, Part::Key) {
            Ok(keys) => return self.beside(name, bytes, keys),
            Err(problem) => problem,
        };
        let fail = |problem: &Problem| Failure::input(Report::in_file(name, problem));
        if !key::is_locked(&problem) {
            return Err(fail(&problem));
        }
        if let Some(given) = &self.given {
            return key::unlock(bytes, given, Part::Key).map_err(|problem| fail(&problem));
        }
        if let Some(Ok(keys)) = self.typed.as_ref().map(|typed| key::unlock(bytes, typed, Part::Key)) {
            return Ok(keys);
        }
        self.ask(name, bytes, problem)
    }

    /// What can be read is there; a locked key beside it is opened if the passphrase was given, and then it must open.
    fn beside(&self, name: &str, bytes: &[u8], keys: KeyFile) -> Result<KeyFile, Failure> {
        let Some(given) = self.given.as_ref().filter(|_| keys.problems.iter().any(key::is_locked)) else {
            return Ok(keys);
        };
        let fail = |problem: &Problem| Failure::input(Report::in_file(name, problem));
        let opened = key::unlock(bytes, given, Part::Key).map_err(|problem| fail(&problem))?;
        match opened.problems.iter().find(|problem| key::is_locked(problem)) {
            None => Ok(opened),
            Some(locked) => Err(fail(locked)),
        }
    }

    /// Asks for the passphrase until it fits.
    fn ask(&mut self, name: &str, bytes: &[u8], mut problem: Problem) -> Result<KeyFile, Failure> {
        for attempt in 1..=ATTEMPTS {
            let again = if attempt > 1 { "That does not open it. " } else { "" };
            let question = format!("{again}Passphrase of {}: ", visible(name));
            let typed = match self.answer(&question) {
                Ok(typed) => Passphrase::new(&typed),
                Err(PromptError::Interrupted) => return Err(interrupted("a passphrase")),
                Err(error) => return Err(unanswered(name, &problem, &error)),
            };
            match key::unlock(bytes, &typed, Part::Key) {
                Ok(keys) => {
                    self.typed = Some(typed);
                    return Ok(keys);
                }
                Err(still) if key::is_locked(&still) => problem = still,
                Err(other) => return Err(Failure::input(Report::in_file(name, &other))),
            }
        }
        Err(Failure::input(Report::in_file(name, &problem)))
    }

    /// Asks for an HMAC secret, unseen.
    fn typed_secret(&mut self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        match self.answer("HMAC secret: ") {
            Ok(secret) => Ok(Zeroizing::new(secret.as_bytes().to_vec())),
            Err(PromptError::Interrupted) => Err(interrupted("a secret")),
            Err(error) => Err(Failure::input(Report::new("not_typed", "terminal", error.to_string()))),
        }
    }

    fn answer(&mut self, question: &str) -> Result<Zeroizing<String>, PromptError> {
        match &mut self.prompt {
            Some(prompt) => prompt.ask(question),
            none => none.insert(Prompt::open()?).ask(question),
        }
    }
}

/// Whether standard output is a terminal.
pub(super) fn shows_on_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// The name of an operand, for people.
pub(super) fn name(path: &Path) -> String {
    if is_standard_input(path) { "standard input".to_owned() } else { path.to_string_lossy().into_owned() }
}

/// The name of key material in an environment variable. What cannot be a name may be a value in its place, and is not
/// repeated.
fn in_variable(variable: &str) -> String {
    if is_name(variable) { format!("environment variable {variable}") } else { "environment variable".to_owned() }
}

fn is_name(variable: &str) -> bool {
    !variable.is_empty() && variable.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// Refuses a command line that names standard input more than once.
pub(super) fn standard_input_once<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<(), Failure> {
    if paths.into_iter().filter(|path| is_standard_input(path)).count() > 1 {
        let report = Report::new("standard_input_twice", "command line", "standard input can be read only once");
        return Err(Failure::usage(report.hint("put one of the two in a file")));
    }
    Ok(())
}

/// The bytes of an operand that is no key, and its name.
pub(super) fn bytes_and_name(path: &Path) -> Result<(Zeroizing<Vec<u8>>, String), Failure> {
    Ok((bytes_of(path)?.0, name(path)))
}

/// What an operand holds, to be read bit by bit, and its name.
pub(super) fn stream_and_name(path: &Path) -> Result<(Box<dyn Read + Send>, String), Failure> {
    let name = name(path);
    if is_standard_input(path) {
        typed::wait();
        return Ok((Box::new(std::io::stdin()), name));
    }
    match stream::open(&existing(path)) {
        Ok(file) => Ok((Box::new(file), name)),
        Err(error) => Err(Failure::input(Report::unreadable(&name, &error))),
    }
}

/// The bytes of an operand, and whether others can read it.
fn bytes_of(path: &Path) -> Result<(Zeroizing<Vec<u8>>, bool), Failure> {
    let fail = |error: &FileError| Failure::input(Report::unreadable(&name(path), error));
    if is_standard_input(path) {
        typed::wait();
        let bytes = stream::standard_input().map_err(|error| fail(&error))?;
        typed::whole(&bytes)?;
        return Ok((bytes, false));
    }
    let path = existing(path);
    match files::read(&path) {
        Ok(file) => Ok((file.bytes, file.others_can_read)),
        // A shell's `<(command)` is a pipe.
        Err(FileError::NotAFile(_)) => Ok((stream::pipe(&path).map_err(|error| fail(&error))?, false)),
        Err(error) => Err(fail(&error)),
    }
}

/// The path as it is if something is there, else what it means with `~` and variables.
fn existing(path: &Path) -> PathBuf {
    let expanded = path.to_str().map(files::expand).filter(|expanded| !path.exists() && expanded.exists());
    expanded.unwrap_or_else(|| path.to_owned())
}

fn environment(variable: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let name = in_variable(variable);
    let fail = |message: String| Failure::input(Report::new("missing_variable", &name, message));
    let known = !variable.is_empty() && !variable.contains(['=', '\0']);
    match std::env::var_os(OsStr::new(variable)).filter(|_| known) {
        Some(value) => Ok(Zeroizing::new(value.into_encoded_bytes())),
        None if is_name(variable) => {
            let failure = fail(format!("the {name} is not set"));
            Err(failure.hint("set and export it, or name another one; its value does not belong here"))
        }
        None => {
            let failure = fail("this is no name of an environment variable".to_owned());
            Err(failure.hint("give the name of the variable, without $, and not its value"))
        }
    }
}

/// A passphrase from a file or variable: text less a byte order mark and one line break.
fn passphrase(bytes: &[u8], name: &str) -> Result<Passphrase, Failure> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let report = Report::new("not_text", name, "the passphrase is not UTF-8 text");
        return Err(Failure::input(report.hint("in PowerShell: Set-Content -Encoding utf8 writes UTF-8")));
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    Ok(Passphrase::new(text))
}

fn interrupted(what: &str) -> Failure {
    let report = Report::new("interrupted", "terminal", format!("interrupted while {what} was asked for"));
    Failure { report, code: exit::SIGNAL.saturating_add(2) }
}

/// Nobody gave the passphrase.
fn unanswered(name: &str, problem: &Problem, error: &PromptError) -> Failure {
    let mut report = Report::in_file(name, problem);
    report.message = format!("{}: {error}", problem.clause());
    Failure::input(
        report.hint(
            "name the passphrase's file with --passphrase-file or its environment variable with --passphrase-env",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_break_and_a_byte_order_mark_are_no_part_of_a_passphrase() {
        for (bytes, text) in [
            ("pass", "pass"),
            ("pass\n", "pass"),
            ("pass\r\n", "pass"),
            ("pass\n\n", "pass\n"),
            ("pass\r", "pass\r"),
            ("\u{feff} pass \n", " pass "),
            ("", ""),
        ] {
            assert_eq!(passphrase(bytes.as_bytes(), "-"), Ok(Passphrase::new(text)), "{bytes:?}");
        }
        assert_eq!(passphrase(b"\xff\xfep\0", "file").unwrap_err().report.code, "not_text");
    }

    #[test]
    fn a_variable_that_is_not_set_is_named() {
        for name in ["JOTBENCH_NO_SUCH_VARIABLE", "", "a=b"] {
            let failure = environment(name).unwrap_err();
            assert_eq!((failure.report.code, failure.code), ("missing_variable", exit::INPUT));
        }
    }
}
