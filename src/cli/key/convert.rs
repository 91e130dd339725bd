//! `jotbench key convert`: the same key in another form.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser};

use super::super::exit;
use super::super::material::{Material, Unlocking, shows_on_terminal};
use super::super::report::{Answer, Failure, Report, grade};
use crate::jose::key::convert::{FORMS, Form, Wanted, Written, convert, form};
use crate::sys::write::{NewFile, write_new};
use crate::text::visible;

const EXAMPLES: &str = "\
Examples:
  jotbench key convert server.pem --to jwk
  jotbench key convert server_key.pem --to spki
  jotbench key convert server_key.pem --to pkcs8 --out server.p8.pem
  jotbench key convert keys.json --kid 2026-01 --to pem --public | openssl pkey -pubin -text

Standard output gets exactly the bytes of the key. A private key goes to a file (mode 0600) or a pipe; a terminal
shows it only with --reveal. Exit code: 0 done, 2 the command line is wrong or the file exists, 5 a file cannot be
read or has no such form.";

/// Write a key or certificate in another form
///
/// Reads whatever the file holds and writes it unencrypted, as PEM, DER or JWK.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A key or certificate; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "key_env", conflicts_with = "key_env")]
    file: Option<PathBuf>,
    /// Take the key from this environment variable
    #[arg(long, value_name = "VAR")]
    key_env: Option<String>,
    /// The form to write
    #[arg(long, value_name = "FORM", value_parser = forms())]
    to: String,
    /// Write the public key of a private one
    #[arg(long)]
    public: bool,
    /// Pick this key of a JWK Set
    #[arg(long, value_name = "KID")]
    kid: Option<String>,
    /// Write to this file, which must not be there yet; a private key gets mode 0600
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file of --out
    #[arg(long)]
    force: bool,
    /// Show a private key on the terminal
    #[arg(long)]
    reveal: bool,
    #[command(flatten)]
    unlocking: Unlocking,
}

/// The names of the forms, for help and suggestions.
fn forms() -> PossibleValuesParser {
    FORMS.iter().map(|form| PossibleValue::new(form.name).help(form.title)).collect::<Vec<_>>().into()
}

impl Arguments {
    pub(super) fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| failure.answer(false))
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let form = form(&self.to).map_err(|problem| Failure::usage(Report::in_argument("--to", &problem)))?;
        let mut opener = self.unlocking.opener(&self.file)?;
        let material = match &self.key_env {
            Some(variable) => opener.variable(variable)?,
            None => opener.file(self.file.as_deref().unwrap_or(Path::new("-")))?,
        };
        let wanted = Wanted { public: self.public, kid: self.kid.as_deref() };
        let written = convert(&material.keys, form, &wanted)
            .map_err(|problem| Failure::input(Report::in_file(&material.name, &problem)))?;
        let mut err = remarks(&material, &written);
        if let Some(path) = self.out.as_deref().filter(|path| *path != Path::new("-")) {
            err.push_str(&self.to_file(path, form, &written)?);
            return Ok(Answer { err, ..Answer::of(String::new(), exit::DONE) });
        }
        if shows_on_terminal() {
            self.may_be_shown(&written)?;
        }
        Ok(Answer { out: written.bytes, err, code: exit::DONE })
    }

    /// Writes the file; what was written comes back in words.
    fn to_file(&self, path: &Path, form: &Form, written: &Written) -> Result<String, Failure> {
        let file = NewFile { path, bytes: &written.bytes, private: written.private };
        write_new(&[file], self.force).map_err(|error| Failure::output(&error, self.force))?;
        let whose = if written.private { ": a private key, not encrypted, for you alone" } else { "" };
        Ok(format!("wrote {} ({}){whose}\n", visible(&path.to_string_lossy()), form.title))
    }

    /// Whether these bytes may go to a terminal.
    fn may_be_shown(&self, written: &Written) -> Result<(), Failure> {
        let refuse =
            |code, message, hint| Err(Failure::usage(Report::new(code, "standard output", message).hint(hint)));
        if written.binary {
            let message = "this form is binary, and a terminal shows text";
            return refuse("binary_to_terminal", message, "--out FILE writes it to a file");
        }
        if written.private && !self.reveal {
            let message = "a private key is not shown on a terminal unasked";
            let hint =
                "--out FILE writes it to a file for you alone, --public converts the public key, --reveal shows it";
            return refuse("private_to_terminal", message, hint);
        }
        Ok(())
    }
}

fn remarks(material: &Material, written: &Written) -> String {
    let notes = written.notes.iter().map(|note| Report::in_file(&material.name, note).words(grade::NOTE));
    std::iter::once(material.remarks()).chain(notes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_public_contract_can_be_asked_for() {
        for name in ["pem", "pkcs8", "pkcs1", "sec1", "spki", "der", "jwk", "jwks", "cert"] {
            assert_eq!(form(name).map(|form| form.name), Ok(name));
            assert!(FORMS.iter().any(|form| form.name == name), "{name}");
        }
    }
}
