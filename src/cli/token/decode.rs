//! `jotbench decode`: what a token holds. Verifies nothing, and says so.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::super::exit;
use super::super::key::{moment, now};
use super::super::material;
use super::super::report::{Answer, Failure, Json};
use super::{forms, given, kind, plain, problem, value};
use crate::jose::base64url;
use crate::jose::decode::{self, Decoded, Kind, decode_with, text};
use crate::jose::json;
use crate::jose::layout;
use crate::jose::problem::{Part, Problem};
use crate::jose::times;
use crate::text::visible;

const EXAMPLES: &str = "\
Examples:
  jotbench decode token.txt
  pbpaste | jotbench decode
  jotbench decode --json token.txt

Exit code: 0 header and payload can be read, 2 the command line is wrong, 5 they cannot.
Nothing is verified: `jotbench verify` does that.";

/// Show what a token holds: header, payload, times in words; nothing is verified
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Arguments {
    /// A token, a file that holds one, or - for standard input (as without it)
    token: Option<String>,
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
    /// The payload of a token without one (detached, RFC 7515 appendix F)
    #[arg(long, value_name = "FILE")]
    payload: Option<PathBuf>,
    /// The moment that relative times count from: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    now: Option<i64>,
}

impl Arguments {
    /// Does it. Reads files and standard input.
    pub fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| failure.answer(self.json))
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let payload = self.payload.as_deref().map(material::bytes_and_name).transpose()?;
        let cleaned = given::token(self.token.as_deref())?;
        let decoded = decode_with(&cleaned.text, payload.as_ref().map(|(bytes, _)| bytes.as_slice()));
        let now = now(self.now);
        let problems = problems(&decoded);
        // Disclosures that must be refused can be read all the same.
        let readable = decoded.problems.is_empty() && decoded.kind != Kind::Jwe;
        let code = if readable { exit::DONE } else { exit::INPUT };
        let err = given::told(&cleaned);
        let out = if self.json {
            let mut members =
                vec![("header", value(decoded.header.as_ref())), ("payload", value(decoded.payload.as_ref()))];
            members.extend(plain(decoded.payload.as_ref()).map(|text| ("payload_text", text)));
            members.extend([
                (
                    "signature",
                    decoded.signature.as_ref().map_or(Json::Null, |bytes| Json::text(base64url::encode(bytes))),
                ),
                ("kind", Json::text(kind(&decoded))),
                ("claims", Json::List(claims(&decoded, now).iter().map(Claim::json).collect())),
                ("problems", Json::List(problems.iter().map(problem).collect())),
                ("notes", Json::List(decoded.notes.iter().map(problem).collect())),
                ("cleaned", Json::texts(&cleaned.removed)),
            ]);
            members.extend(forms::members(&decoded));
            Json::Object(members).line()
        } else {
            words(&decoded, &problems, now)
        };
        Ok(Answer { err, ..Answer::of(out, code) })
    }
}

/// Why header or payload cannot be read.
fn problems(decoded: &Decoded) -> Vec<Problem> {
    let encrypted = (decoded.kind == Kind::Jwe).then(|| decode::encrypted(decoded));
    let faults = decoded.sd_jwt.iter().flat_map(|sd_jwt| sd_jwt.faults.iter().chain(&sd_jwt.unsupported)).cloned();
    decoded.problems.iter().cloned().chain(encrypted).chain(faults).collect()
}

/// A member of the payload.
struct Claim {
    name: String,
    raw: String,
    /// For a date: Unix seconds, and how far away it is in words.
    time: Option<(i64, String)>,
}

/// Claims that are dates (RFC 7519 section 4.1, OpenID Connect Core sections 2 and 5.1).
const DATES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

fn claims(decoded: &Decoded, now: i64) -> Vec<Claim> {
    let text = decoded.claims_text();
    let Ok(object) = json::object(&text, Part::Payload) else { return Vec::new() };
    let claim = |member: &json::Member<'_>| {
        let seconds = DATES.contains(&member.name.as_str()).then(|| member.raw.parse::<i64>().ok()).flatten();
        let time = seconds.map(|seconds| (seconds, times::relative(seconds, now)));
        Claim { name: member.name.clone(), raw: layout::minify(member.raw), time }
    };
    object.members.iter().map(claim).collect()
}

impl Claim {
    fn json(&self) -> Json {
        let mut members = vec![("name", Json::text(&self.name)), ("value", Json::Raw(self.raw.clone()))];
        if let Some((seconds, relative)) = &self.time {
            members.extend(times::rfc3339(*seconds).map(|time| ("time", Json::Text(time))));
            members.push(("relative", Json::text(relative)));
        }
        Json::Object(members)
    }
}

fn words(decoded: &Decoded, problems: &[Problem], now: i64) -> String {
    let mut out = String::new();
    for problem in problems {
        let _ = writeln!(out, "✗ {}", visible(&problem.to_string()));
    }
    out.push_str("not verified: nothing here says that the token is genuine\n");
    for (title, bytes) in [("header", &decoded.header), ("payload", &decoded.payload)] {
        let Some(bytes) = bytes else { continue };
        let text = text(bytes);
        let shown = if json::is_json(&text) { layout::pretty(&text) } else { text };
        let _ = writeln!(out, "\n{title}");
        for line in shown.lines() {
            let _ = writeln!(out, "  {}", visible(line));
        }
    }
    let dates = claims(decoded, now).into_iter().filter_map(|claim| Some((claim.name, claim.time?)));
    let dates: Vec<_> = dates.collect();
    if !dates.is_empty() {
        out.push_str("\ntimes\n");
    }
    for (name, (seconds, relative)) in dates {
        let _ = writeln!(out, "  {name:10}  {}   {relative}", times::utc(seconds));
    }
    out.push_str(&forms::words(decoded));
    if !decoded.notes.is_empty() {
        out.push_str("\nnotes\n");
    }
    for note in &decoded.notes {
        let _ = writeln!(out, "  {}", visible(&note.to_string()));
    }
    out
}
