//! The options that say where key material is, the same for every command that takes
//! some; and what they name, as origins to read one after the other.

use std::path::{Path, PathBuf};

use clap::ValueHint;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::super::report::{Failure, Report};
use super::{HEADING, Opener, Unlocking, in_variable, name};
use crate::jose::key::SecretEncoding;

/// Where keys and secrets are, and how they are opened and written.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct KeyOptions {
    /// A key or certificate; - is standard input
    ///
    /// The content decides the type, never the name: PEM, DER, JWK, JWK Set, PKCS#12, OpenSSH.
    #[arg(short = 'k', long = "key", value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = HEADING)]
    keys: Vec<PathBuf>,
    /// The key or certificate in this environment variable
    #[arg(long, value_name = "VAR", value_hint = ValueHint::Other, help_heading = HEADING)]
    key_env: Option<String>,
    /// The HMAC secret in this file; - is standard input
    ///
    /// A key or certificate is refused: whoever knows a public key could sign with it. One trailing line break is
    /// dropped.
    #[arg(long, value_name = "FILE", group = "secret", value_hint = ValueHint::FilePath, help_heading = HEADING)]
    secret_file: Option<PathBuf>,
    /// The HMAC secret in this environment variable
    #[arg(long, value_name = "VAR", group = "secret", value_hint = ValueHint::Other, help_heading = HEADING)]
    secret_env: Option<String>,
    /// How the secret is written
    #[arg(long, value_name = "ENCODING", default_value = "text", requires = "secret", value_parser = encodings(), help_heading = HEADING)]
    secret_encoding: SecretEncoding,
    #[command(flatten)]
    unlocking: Unlocking,
}

/// Where key material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Origin<'a> {
    /// A file with keys, or `-`.
    File(&'a Path),
    /// An environment variable with keys.
    Variable(&'a str),
    /// A file with a secret that is written so, or `-`.
    SecretFile(&'a Path, SecretEncoding),
    /// An environment variable with a secret that is written so.
    SecretVariable(&'a str, SecretEncoding),
}

impl Origin<'_> {
    /// Its name for people; foreign text.
    pub(in crate::cli) fn name(&self) -> String {
        match self {
            Self::File(path) | Self::SecretFile(path, _) => name(path),
            Self::Variable(variable) | Self::SecretVariable(variable, _) => in_variable(variable),
        }
    }
}

impl KeyOptions {
    /// Everything that is named: the operands of the command, then the options.
    pub(in crate::cli) fn origins<'a>(&'a self, operands: impl IntoIterator<Item = &'a PathBuf>) -> Vec<Origin<'a>> {
        let encoding = self.secret_encoding;
        let files = operands.into_iter().chain(&self.keys).map(|path| Origin::File(path));
        let variable = self.key_env.iter().map(|variable| Origin::Variable(variable));
        let secret = self.secret_file.iter().map(|path| Origin::SecretFile(path, encoding));
        let in_variable = self.secret_env.iter().map(|variable| Origin::SecretVariable(variable, encoding));
        files.chain(variable).chain(secret).chain(in_variable).collect()
    }

    /// The only one that is named, for a command that takes one.
    pub(in crate::cli) fn origin<'a>(&'a self, operand: Option<&'a PathBuf>) -> Result<Origin<'a>, Failure> {
        let origins = self.origins(operand);
        match origins.as_slice() {
            [only] => Ok(*only),
            [] => Err(nothing_named()),
            several => {
                let names: Vec<String> = several.iter().map(Origin::name).collect();
                let message = format!("one key at a time, and these are {}: {}", names.len(), names.join(", "));
                let report = Report::new("several_keys", "command line", message);
                Err(Failure::usage(report.hint("run the command once for each")))
            }
        }
    }

    /// Everything that is named, which must be something.
    pub(in crate::cli) fn some<'a>(
        &'a self,
        operands: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Result<Vec<Origin<'a>>, Failure> {
        let origins = self.origins(operands);
        if origins.is_empty() { Err(nothing_named()) } else { Ok(origins) }
    }

    /// What reads these origins; the passphrase is read first.
    pub(in crate::cli) fn opener(&self, origins: &[Origin<'_>]) -> Result<Opener, Failure> {
        self.unlocking.opener(origins.iter().filter_map(|origin| match origin {
            Origin::File(path) | Origin::SecretFile(path, _) => Some(*path),
            Origin::Variable(_) | Origin::SecretVariable(..) => None,
        }))
    }
}

fn nothing_named() -> Failure {
    let report = Report::new("no_key", "command line", "no key is named");
    Failure::usage(report.hint("give a FILE, or - for standard input, or --key-env, --secret-file or --secret-env"))
}

/// The names of the encodings, for help and suggestions.
fn encodings() -> impl TypedValueParser<Value = SecretEncoding> {
    let means = |encoding| match encoding {
        SecretEncoding::Text => "The bytes as they are",
        SecretEncoding::Base64 => "RFC 4648 section 4, padded or not",
        SecretEncoding::Base64Url => "RFC 4648 section 5, padded or not",
        SecretEncoding::Hex => "Hexadecimal digits",
    };
    let values = SecretEncoding::ALL.map(|encoding| PossibleValue::new(encoding.name()).help(means(encoding)));
    PossibleValuesParser::from(values).try_map(|name| {
        let row = SecretEncoding::ALL.into_iter().find(|encoding| encoding.name() == name);
        row.ok_or("this is no encoding of secrets")
    })
}
