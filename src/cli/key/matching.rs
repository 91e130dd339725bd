//! `jotbench key match`: whether two files belong together.

use std::path::{Path, PathBuf};

use clap::ValueHint;

use super::super::exit;
use super::super::material::{Material, Origin, Unlocking, unused_kid};
use super::super::report::{Answer, Failure, Json, Report};
use crate::jose::key::{
    self,
    pair::{self, Match},
};
use crate::text::visible;

const EXAMPLES: &str = "\
Examples:
  jotbench key match server_key.pem server.pem
  jotbench key match public.jwk.json - < server.pem
  jotbench key match server.pem --key-env SIGNING_KEY
  jotbench key match server_key.pem keys.json --kid 2026-01

Exit code: 0 they belong together, 1 they do not, 2 the command line is wrong,
5 a file cannot be read.";

/// Tell whether two files belong together: private key, public key, certificate or JWK in any mix
///
/// Answers with one sentence and the exit code: 0 yes, 1 no.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A key or certificate; - is standard input
    #[arg(value_name = "A", value_hint = ValueHint::FilePath)]
    a: PathBuf,
    /// Another one
    #[arg(value_name = "B", value_hint = ValueHint::FilePath, required_unless_present = "key_env", conflicts_with = "key_env")]
    b: Option<PathBuf>,
    /// Take B from this environment variable
    #[arg(long, value_name = "VAR", value_hint = ValueHint::Other)]
    key_env: Option<String>,
    /// Compare this key of a JWK Set alone
    #[arg(long, value_name = "KID", value_hint = ValueHint::Other)]
    kid: Option<String>,
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    unlocking: Unlocking,
}

impl Arguments {
    pub(super) fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| failure.answer(self.json))
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let files = [Some(&self.a), self.b.as_ref()].into_iter().flatten().map(PathBuf::as_path);
        let mut opener = self.unlocking.opener(files)?;
        let b = match &self.key_env {
            Some(variable) => Origin::Variable(variable),
            None => Origin::File(self.b.as_deref().unwrap_or(Path::new("-"))),
        };
        let (mut a, mut b) = (opener.read(Origin::File(&self.a))?, opener.read(b)?);
        if let Some(kid) = &self.kid {
            a.pick(kid)?;
            b.pick(kid)?;
        }
        let answer = pair::files(&a.keys, &b.keys);
        // The key that would match may be the one that is locked: then there is no "no".
        let locked = |file: &Material| {
            let problem = file.keys.problems.iter().find(|problem| key::is_locked(problem))?;
            Some(Failure::input(Report::in_file(&file.name, problem)))
        };
        if answer.verdict != Match::Yes
            && let Some(failure) = locked(&a).or_else(|| locked(&b))
        {
            return Err(failure);
        }
        let out = if self.json {
            Json::Object(vec![
                ("matched", Json::Truth(answer.verdict == Match::Yes)),
                ("sentence", Json::text(&answer.sentence)),
                ("files", Json::texts([&a.name, &b.name])),
            ])
            .line()
        } else {
            format!("{}\n", visible(&answer.sentence))
        };
        let unused = unused_kid(self.kid.as_deref(), a.keys.is_set || b.keys.is_set);
        let err = [&a, &b].into_iter().map(Material::remarks).chain(unused).collect();
        let code = if answer.verdict == Match::Yes { exit::DONE } else { exit::NO };
        Ok(Answer { err, ..Answer::of(out, code) })
    }
}
