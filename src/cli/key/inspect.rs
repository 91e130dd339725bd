//! `jotbench key inspect`: what files hold, never their secrets.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::ValueHint;

use super::super::exit;
use super::super::material::{KeyOptions, Material, unused_kid};
use super::super::report::{Answer, Failure, Json, Report, grade};
use crate::jose::key::inspect::{CertificateFacts, Facts, What, look, warnings};
use crate::jose::key::{KeyType, Label};
use crate::jose::times;
use crate::text::visible;

const EXAMPLES: &str = "\
Examples:
  jotbench key inspect server_key.pem server.pem
  jotbench key inspect --json keys.json --kid 2026-01
  jotbench key inspect --secret-env WEBHOOK_SECRET --secret-encoding hex
  jotbench key inspect --passphrase-env PFX_PASSPHRASE QlikClient.pfx
  openssl s_client -connect host:443 </dev/null | jotbench key inspect -

Exit code: 0 every file was read, 2 the command line is wrong,
5 a file could not be read.";

/// Show type, size, curve, thumbprint, certificate and warnings of keys; never the secret part
///
/// Every key and certificate of every file is shown. What else is wrong in a file is told on standard error.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Keys and certificates; - is standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// Show this key of a JWK Set alone
    #[arg(long, value_name = "KID", value_hint = ValueHint::Other)]
    kid: Option<String>,
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
    /// Judge times as of then: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_parser = super::moment, value_hint = ValueHint::Other, allow_negative_numbers = true)]
    now: Option<i64>,
    #[command(flatten)]
    keys: KeyOptions,
}

/// What became of one file.
struct Seen {
    name: String,
    /// Each with the line that it begins at.
    keys: Vec<(Facts, usize)>,
    warnings: Vec<Report>,
    problems: Vec<Report>,
    /// How it was read, in words.
    notes: String,
}

impl Arguments {
    pub(super) fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| failure.answer(self.json))
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let now = super::now(self.now);
        let origins = self.keys.some(&self.files)?;
        let mut opener = self.keys.opener(&origins)?;
        let (mut seen, mut some_set) = (Vec::new(), false);
        for origin in origins {
            let mut material = opener.read(origin);
            if let (Ok(read), Some(kid)) = (&mut material, &self.kid) {
                some_set |= read.keys.is_set;
                material = read.pick(kid).and(material);
            }
            seen.push(Seen::of(origin.name(), material, now)?);
        }
        let code = if seen.iter().any(|file| file.keys.is_empty()) { exit::INPUT } else { exit::DONE };
        let unused = unused_kid(self.kid.as_deref(), some_set);
        let err = seen.iter().map(Seen::complaint).chain(unused).collect();
        let out = if self.json {
            Json::Object(vec![("files", Json::List(seen.iter().map(Seen::json).collect()))]).line()
        } else {
            let shown: Vec<_> = seen.iter().filter(|file| !file.keys.is_empty()).map(Seen::words).collect();
            shown.join("\n")
        };
        Ok(Answer { err, ..Answer::of(out, code) })
    }
}

impl Seen {
    /// What is wrong with one file says nothing of the others; every other failure ends the command.
    fn of(name: String, material: Result<Material, Failure>, now: i64) -> Result<Self, Failure> {
        let material = match material {
            Ok(material) => material,
            Err(Failure { report, code: exit::INPUT }) => {
                let problems = vec![report];
                return Ok(Self { name, keys: Vec::new(), warnings: Vec::new(), problems, notes: String::new() });
            }
            Err(failure) => return Err(failure),
        };
        let keys: Vec<_> = material.keys.found.iter().map(|found| (look(found, now), found.line)).collect();
        let mut told: Vec<Report> = material.warning().into_iter().collect();
        let of_keys = keys.iter().flat_map(|(facts, _)| &facts.warnings);
        for warning in of_keys.chain(&warnings(&material.keys, now)) {
            let report = Report::in_file(&name, warning);
            if !told.contains(&report) {
                told.push(report);
            }
        }
        let notes = material.notes.iter().map(|note| note.words(grade::NOTE)).collect();
        Ok(Self { problems: material.problems(), warnings: told, name, keys, notes })
    }

    /// What is told on standard error.
    fn complaint(&self) -> String {
        let grade = if self.keys.is_empty() { grade::PROBLEM } else { grade::NOTE };
        let problems = self.problems.iter().map(|problem| problem.words(grade));
        [self.notes.clone()].into_iter().chain(problems).collect()
    }

    fn words(&self) -> String {
        let mut words = format!("{}\n", visible(&self.name));
        for (facts, _) in &self.keys {
            let _ = writeln!(words, "  {}", visible(&facts.title()));
            let lines = facts.lines();
            let room = lines.iter().map(|(label, _)| label.len()).max().unwrap_or_default();
            for (label, value) in lines {
                let _ = writeln!(words, "    {label:room$}  {}", visible(&value));
            }
        }
        for warning in &self.warnings {
            let _ = writeln!(words, "  ! WARN  {}", visible(&warning.message));
            if let Some(hint) = &warning.hint {
                let _ = writeln!(words, "          hint: {}", visible(hint));
            }
        }
        words
    }

    fn json(&self) -> Json {
        let reports = |reports: &[Report]| Json::List(reports.iter().map(Report::json).collect());
        Json::Object(vec![
            ("file", Json::text(&self.name)),
            ("keys", Json::List(self.keys.iter().map(|(facts, line)| key(facts, *line)).collect())),
            ("warnings", reports(&self.warnings)),
            ("problems", reports(&self.problems)),
        ])
    }
}

/// A key as JSON; what does not apply is left out.
fn key(facts: &Facts, line: usize) -> Json {
    let kind = match facts.what {
        What::Private => "private",
        What::Public => "public",
        What::Certificate => "certificate",
        What::Secret => "secret",
    };
    let mut members = vec![("kind", Json::text(kind)), ("type", Json::text(type_name(facts.key_type.as_ref())))];
    members.extend(facts.bits.map(|bits| ("bits", Json::Number(i64::from(bits)))));
    members.extend(facts.curve.map(|curve| ("curve", Json::text(curve))));
    members.push(("encoding", Json::text(facts.encoding)));
    members.extend(facts.protection.as_ref().map(|how| ("protection", Json::text(how))));
    members.extend(i64::try_from(line).ok().map(|line| ("line", Json::Number(line))));
    members.extend(label(&facts.label));
    members.extend(facts.thumbprint.as_ref().map(|thumbprint| ("thumbprint", Json::text(thumbprint))));
    members.extend(facts.spki_sha256.map(|digest| ("spki_sha256", Json::text(hex(&digest)))));
    members.push(("algorithms", Json::texts(facts.algorithms.iter().copied())));
    members.extend(facts.certificate.as_ref().map(|facts| ("certificate", certificate(facts))));
    Json::Object(members)
}

/// The type without its size: "RSA", "EC", "Ed25519", …; "HMAC" for a secret.
fn type_name(key_type: Option<&KeyType>) -> String {
    match key_type {
        None => "HMAC".to_owned(),
        Some(KeyType::Rsa { .. }) => "RSA".to_owned(),
        Some(KeyType::Ec(_)) => "EC".to_owned(),
        Some(other) => other.to_string(),
    }
}

fn label(label: &Label) -> Vec<(&'static str, Json)> {
    let texts = [("kid", &label.kid), ("alg", &label.alg), ("use", &label.usage), ("name", &label.name)];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Json::text(text.as_ref()?))));
    texts.chain(label.operations.as_ref().map(|names| ("key_ops", Json::texts(names)))).collect()
}

fn certificate(facts: &CertificateFacts) -> Json {
    let mut members = vec![
        ("subject", Json::text(&facts.subject)),
        ("issuer", Json::text(&facts.issuer)),
        ("serial", Json::text(&facts.serial)),
        ("alternative_names", Json::texts(&facts.alternative_names)),
    ];
    members.extend(times::rfc3339(facts.not_before).map(|time| ("not_before", Json::Text(time))));
    members.extend(times::rfc3339(facts.not_after).map(|time| ("not_after", Json::Text(time))));
    members.push(("self_signed", Json::Truth(facts.self_signed)));
    members.push(("ca", Json::Truth(facts.is_ca)));
    members.push(("signature_algorithm", Json::text(&facts.signature_algorithm)));
    members.extend(facts.signature_hash.as_ref().map(|hash| ("signature_hash", Json::text(hash.to_string()))));
    members.push(("sha1", Json::text(hex(&facts.sha1))));
    members.push(("sha256", Json::text(hex(&facts.sha256))));
    Json::Object(members)
}

/// Lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
