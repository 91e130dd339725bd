//! `jotbench key convert`: the same key in another form.

use std::path::{Path, PathBuf};

use clap::ValueHint;
use clap::builder::{PossibleValue, PossibleValuesParser};
use zeroize::Zeroizing;

use super::super::exit;
use super::super::material::{KeyOptions, Material, shows_on_terminal};
use super::super::report::{Answer, Failure, Json, Report, grade};
use crate::jose::key::convert::{FORMS, Form, Wanted, Written, convert, form};
use crate::sys::write::{NewFile, check, write_new};
use crate::text::visible;

const EXAMPLES: &str = "\
Examples:
  jotbench key convert server.pem --to jwk
  jotbench key convert server_key.pem --to spki
  jotbench key convert server_key.pem --to pkcs8 --out server.p8.pem
  jotbench key convert keys.json --kid 2026-01 --to spki | openssl pkey -pubin
  jotbench key convert --secret-file webhook.txt --to jwk --out webhook.jwk.json

Standard output gets exactly the bytes of the key. A private key goes to a file
(mode 0600) or a pipe; a terminal shows it only with --reveal.

Exit code: 0 done, 2 the command line is wrong or the file exists,
5 a file cannot be read or has no such form.";

/// Write a key or certificate in another form
///
/// Reads whatever the file holds and writes it unencrypted, as PEM, DER or JWK. One key, certificate or secret source is
/// named: FILE, --key, --key-env, --secret-file or --secret-env.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option that is given or not")]
pub(super) struct Arguments {
    /// A key or certificate; - is standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// The form to write
    #[arg(long, value_name = "FORM", value_parser = forms())]
    to: String,
    /// Write the public key of a private one
    #[arg(long)]
    public: bool,
    /// Pick this key of a JWK Set; names the JWK of anything else
    #[arg(long, value_name = "KID", value_hint = ValueHint::Other)]
    kid: Option<String>,
    /// Write to this file, which must not be there yet; a private key gets mode 0600
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
    /// Replace the file of --out
    #[arg(long)]
    force: bool,
    /// Show a private key on the terminal
    #[arg(long)]
    reveal: bool,
    /// Answer with a JSON document that names the file of --out; without --out only for jwk and jwks, which are JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    keys: KeyOptions,
}

/// The names of the forms, for help and suggestions.
fn forms() -> PossibleValuesParser {
    FORMS.iter().map(|form| PossibleValue::new(form.name).help(form.title)).collect::<Vec<_>>().into()
}

impl Arguments {
    pub(super) fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| failure.answer(self.json))
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let form = form(&self.to).map_err(|problem| Failure::usage(Report::in_argument("--to", &problem)))?;
        let file = self.out.as_deref().filter(|path| *path != Path::new("-"));
        if self.json && file.is_none() && !["jwk", "jwks"].contains(&form.name) {
            let message = format!("--json wants a JSON document, and --to {} writes none", form.name);
            let report = Report::new("no_document", "--json", message);
            return Err(Failure::usage(report.hint("--out FILE writes the key to a file, and the document names it")));
        }
        let origin = self.keys.origin(self.file.as_ref())?;
        if let Some(path) = file {
            // A passphrase is not asked for in vain.
            check(&[path], self.force).map_err(|error| Failure::output(&error, self.force))?;
        }
        let material = self.keys.opener(&[origin])?.read(origin)?;
        if let Some(path) = file {
            self.keeps_all(path, &material)?;
        }
        let wanted = Wanted { public: self.public, kid: self.kid.as_deref() };
        let mut written = convert(&material.keys, form, &wanted)
            .map_err(|problem| Failure::input(Report::in_file(&material.name, &problem)))?;
        if form.named {
            written.bytes = steering_nothing(written.bytes);
        }
        let mut err = remarks(&material, &written);
        if let Some(path) = file {
            err.push_str(&self.to_file(path, form, &written)?);
            let out = if self.json { document(path, form, &written).line() } else { String::new() };
            return Ok(Answer { err, ..Answer::of(out, exit::DONE) });
        }
        if shows_on_terminal() {
            self.may_be_shown(&written, material.keys.first_public().is_some())?;
        }
        Ok(Answer { out: written.bytes, err, code: exit::DONE })
    }

    /// A file is not replaced by a part of what it holds.
    fn keeps_all(&self, path: &Path, material: &Material) -> Result<(), Failure> {
        let same = |from: &Path| {
            std::fs::canonicalize(from).is_ok_and(|from| std::fs::canonicalize(path).is_ok_and(|to| from == to))
        };
        match material.keys.problems.first() {
            Some(problem) if self.force && same(Path::new(&material.name)) => {
                let mut report = Report::in_file(&material.name, problem);
                report.message = format!(
                    "not everything in this file could be read, and writing over it would lose that: {}",
                    problem.clause()
                );
                Err(Failure::input(report.hint("write to another file")))
            }
            _ => Ok(()),
        }
    }

    /// Writes the file; what was written comes back in words.
    fn to_file(&self, path: &Path, form: &Form, written: &Written) -> Result<String, Failure> {
        let file = NewFile { path, bytes: &written.bytes, private: written.private };
        write_new(&[file], self.force).map_err(|error| Failure::output(&error, self.force))?;
        let whose = if written.private { ": a private key, not encrypted, for you alone" } else { "" };
        Ok(format!("wrote {} ({}){whose}\n", visible(&path.to_string_lossy()), form.title))
    }

    /// Whether these bytes may go to a terminal.
    fn may_be_shown(&self, written: &Written, has_public: bool) -> Result<(), Failure> {
        let refuse =
            |code, message, hint| Err(Failure::usage(Report::new(code, "standard output", message).hint(hint)));
        if written.binary {
            let message = "this form is binary, and a terminal shows text";
            return refuse("binary_to_terminal", message, "--out FILE writes it to a file");
        }
        if written.private && !self.reveal {
            let message = "a private key is not shown on a terminal unasked";
            let hint = if has_public {
                "--out FILE writes it to a file for you alone, --public converts the public key, --reveal shows it"
            } else {
                "--out FILE writes it to a file for you alone, --reveal shows it"
            };
            return refuse("private_to_terminal", message, hint);
        }
        Ok(())
    }
}

/// A kid is foreign text: what a terminal would obey in it, or a reader not see, is written as an escape. It is the same
/// JSON to whoever parses it.
fn steering_nothing(json: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    match std::str::from_utf8(&json) {
        Ok(text) if !text.is_ascii() || text.contains('\u{7f}') => {
            // No escape takes more than six times the bytes of its character: no piece of a secret is left behind.
            let mut out = Zeroizing::new(Vec::with_capacity(6 * text.len()));
            for line in text.split_inclusive('\n') {
                let end = if line.ends_with('\n') { "\n" } else { "" };
                let line = Zeroizing::new(Json::escaped(line.trim_end_matches('\n')));
                out.extend_from_slice(line.as_bytes());
                out.extend_from_slice(end.as_bytes());
            }
            out
        }
        _ => json,
    }
}

/// What was written where.
fn document(path: &Path, form: &Form, written: &Written) -> Json {
    Json::Object(vec![
        ("file", Json::text(path.to_string_lossy())),
        ("form", Json::text(form.name)),
        ("private", Json::Truth(written.private)),
    ])
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
        for name in [
            "pem",
            "pkcs8",
            "pkcs1",
            "sec1",
            "spki",
            "der",
            "jwk",
            "jwks",
            "cert",
            "cert-line",
            "spki-line",
            "fingerprint",
            "spki-sha256",
            "thumbprint",
        ] {
            assert_eq!(form(name).map(|form| form.name), Ok(name));
            assert!(FORMS.iter().any(|form| form.name == name), "{name}");
        }
    }
}
