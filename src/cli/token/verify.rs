//! `jotbench verify`: signature, times and expected claims of one token.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::ValueHint;

use super::super::exit;
use super::super::key::{moment, now};
use super::super::material::{self, KeyOptions, Material, Origin};
use super::super::paint::Paint;
use super::super::report::{Answer, Failure, Json, Report};
use super::told::words;
use super::verifier::{Verifier, code, unread};
use super::{algorithm, batch, given};
use crate::jose::decode::decode_with;
use crate::jose::policy::{Expect, Policy, leeway};
use crate::jose::times;

const EXAMPLES: &str = "\
Examples:
  jotbench verify token.txt -k server.pem
  jotbench verify token.txt -k jwks.json --iss https://login.example.com/ \\
    --aud api --require exp
  pbpaste | jotbench verify --secret-file secret.txt --secret-encoding base64
  jotbench verify token.txt -k server.pem --at 2026-11-22T05:10:04Z
  jotbench verify --batch tokens.txt -k jwks.json > verdicts.jsonl
  tail -f tokens.txt | jotbench verify --batch -k server.pem

Exit code: 0 the signature verifies and every check passes; 1 it does not
verify, the algorithm is not allowed, or no key fits; 2 the command line is
wrong; 3 it verifies, and is outside its time; 4 it verifies, and another check
fails; 5 an input cannot be read. Of a batch: 0 if every token passes, else the
first of 5, 1, 3, 4 that came up.";

/// Tell whether a token verifies, and if not, why
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub struct Arguments {
    /// A token, a file that holds one, or - for standard input (as without it)
    #[arg(value_hint = ValueHint::FilePath)]
    token: Option<String>,
    #[command(flatten)]
    keys: KeyOptions,
    /// Use this key of a JWK Set; without it the token's own kid picks
    #[arg(long, value_name = "KID", value_hint = ValueHint::Other, help_heading = "Keys")]
    kid: Option<String>,
    /// Algorithms that are allowed; without it every one that fits the key
    #[arg(long, value_name = "ALG,…", value_hint = ValueHint::Other, value_delimiter = ',', value_parser = allowed)]
    alg: Vec<String>,
    /// Expected issuer; one of several if repeated
    #[arg(long, value_name = "ISSUER", value_hint = ValueHint::Other)]
    iss: Vec<String>,
    /// Expected audience; one of several if repeated
    #[arg(long, value_name = "AUDIENCE", value_hint = ValueHint::Other)]
    aud: Vec<String>,
    /// Expected subject; one of several if repeated
    #[arg(long, value_name = "SUBJECT", value_hint = ValueHint::Other)]
    sub: Vec<String>,
    /// Expected typ of the header; one of several if repeated
    #[arg(long, value_name = "TYPE", value_hint = ValueHint::Other)]
    typ: Vec<String>,
    /// Claims that must be there
    #[arg(long, value_name = "NAME,…", value_hint = ValueHint::Other, value_delimiter = ',')]
    require: Vec<String>,
    /// Seconds that clocks may differ by: 60, 60s, 5m, 1h
    #[arg(long, value_name = "TIME", value_hint = ValueHint::Other, default_value = "0", value_parser = leeway)]
    leeway: i64,
    /// Judge the times as of then: RFC 3339, "2026-11-22 05:10" in UTC, -2d, +1h, or Unix seconds
    #[arg(long, value_name = "TIME", value_hint = ValueHint::Other, value_parser = typed, allow_hyphen_values = true, conflicts_with = "ignore_time")]
    at: Option<String>,
    /// Do not judge exp, nbf and iat
    #[arg(long)]
    ignore_time: bool,
    /// Accept a payload that is no claims set (a plain JWS)
    #[arg(long)]
    any_payload: bool,
    /// The payload of a token without one (detached, RFC 7515 appendix F)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    payload: Option<PathBuf>,
    /// Judge many tokens: one a line of the file or of standard input, one JSON object a line of the answer
    ///
    /// The objects come in the order of the lines, with the members of --json and before them "line", the number of
    /// the token's line. Blank lines are passed over. A line that holds no token is "unreadable" as any other. At the
    /// end standard error says how many tokens came to what.
    #[arg(long, conflicts_with = "payload")]
    batch: bool,
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
    /// The clock: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_hint = ValueHint::Other, value_parser = moment, allow_hyphen_values = true)]
    now: Option<i64>,
}

const TIME: &str = "a time is RFC 3339, as 2026-11-22T05:10:04Z, or 2026-11-22 05:10 (UTC), -2d, +1h, or Unix seconds";

/// A moment, which is counted from the clock later.
fn typed(text: &str) -> Result<String, &'static str> {
    times::typed(text, 0).map(|_| text.to_owned()).ok_or(TIME)
}

/// A name of an algorithm that may be allowed.
fn allowed(name: &str) -> Result<String, String> {
    algorithm(name).map(|row| row.name.to_owned())
}

impl Arguments {
    /// Does it. Reads files and standard input, and may ask for a passphrase.
    pub fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| self.unread(failure))
    }

    /// An input that cannot be read is a verdict too.
    fn unread(&self, failure: Failure) -> Answer {
        if !self.json || failure.code != exit::INPUT {
            return failure.answer(self.json);
        }
        let document = Json::Object(unread(&failure.report));
        Answer { out: document.line().into_bytes().into(), ..failure.answer(false) }
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let material = self.material()?;
        let payload = self.payload.as_deref().map(material::bytes_and_name).transpose()?;
        let cleaned = given::token(self.token.as_deref())?;
        let decoded = decode_with(&cleaned.text, payload.as_ref().map(|(bytes, _)| bytes.as_slice()));
        if payload.is_some() && !decoded.detached && decoded.problems.is_empty() {
            let report = Report::new("payload_not_detached", "--payload", "the token has a payload of its own");
            return Err(Failure::input(
                report.hint("--payload is for a token without one (detached, RFC 7515 appendix F)"),
            ));
        }
        let remarks = material.remarks();
        let verdict = self.verifier(material)?.judge(&cleaned, &decoded);
        let out = if self.json {
            Json::Object(verdict.members).line()
        } else {
            words(verdict.conclusion, &verdict.sentence, &verdict.checks, Paint::of_standard_output())
        };
        Ok(Answer { err: given::told(&cleaned) + &remarks, ..Answer::of(out, code(verdict.conclusion)) })
    }

    /// Whether many tokens are to be judged, by [`Self::stream`] and not by [`Self::run`].
    pub const fn is_batch(&self) -> bool {
        self.batch
    }

    /// Judges token after token: the verdicts go to `out` and the rest to `err`, as soon as they are there. Gives the
    /// exit code, or why `out` cannot be written.
    pub fn stream(&self, out: &mut impl Write, err: &mut impl Write) -> io::Result<u8> {
        let failure = match self.begin(err) {
            Ok((verifier, input, name)) => match batch::run(verifier, input, &name, out, err)? {
                Ok(code) => return Ok(code),
                Err(failure) => failure,
            },
            Err(failure) => failure,
        };
        let answer = self.unread(failure);
        out.write_all(&answer.out)?;
        out.flush()?;
        // There is nowhere else to say that standard error is closed.
        let _ = err.write_all(answer.err.as_bytes());
        Ok(answer.code)
    }

    /// What is wrong before the first token is wrong for all.
    fn begin(&self, err: &mut impl Write) -> Result<(Verifier, Box<dyn Read + Send>, String), Failure> {
        let source = given::source(self.token.as_deref())?;
        let material = self.material()?;
        let remarks = material.remarks();
        let verifier = self.verifier(material)?;
        let (input, name) = material::stream_and_name(source)?;
        let _ = err.write_all(remarks.as_bytes());
        Ok((verifier, input, name))
    }

    fn material(&self) -> Result<Material, Failure> {
        let origin = self.keys.origin(None).map_err(given::named_key)?;
        let standard_input = given::is_standard_input(self.token.as_deref()).then_some(Origin::File("-".as_ref()));
        let payload = self.payload.as_deref().map(Origin::File);
        let named: Vec<Origin<'_>> = [Some(origin), standard_input, payload].into_iter().flatten().collect();
        let mut opener = self.keys.opener(&named)?;
        let mut material = opener.read(origin)?;
        if let Some(kid) = &self.kid {
            material.pick(kid)?;
        }
        Ok(material)
    }

    fn verifier(&self, material: Material) -> Result<Verifier, Failure> {
        Ok(Verifier::new(material, self.kid.is_some(), self.policy(now(self.now))?, self.now))
    }

    fn policy(&self, now: i64) -> Result<Policy, Failure> {
        let Self { iss, aud, sub, typ, require, alg, .. } = self;
        let require: Vec<String> =
            require.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        let [iss, aud, sub, typ, require, alg] = [iss, aud, sub, typ, &require, alg].map(Clone::clone);
        let at = self.at.as_ref().map(|at| {
            let beyond = || Report::new("invalid_time", "--at", "this lies beyond every calendar").hint(TIME);
            times::typed(at, now).ok_or_else(|| Failure { report: beyond(), code: exit::USAGE })
        });
        Ok(Policy {
            leeway: self.leeway,
            at: at.transpose()?,
            ignore_time: self.ignore_time,
            any_payload: self.any_payload,
            expect: Expect { iss, aud, sub, typ, require, alg },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_never_allowed() {
        assert_eq!(allowed("RS256"), Ok("RS256".to_owned()));
        assert_eq!(allowed("none"), Err("a token without a signature is never valid".to_owned()));
        assert!(allowed("rs256").is_err());
    }
}
