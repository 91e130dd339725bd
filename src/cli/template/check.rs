//! `jotbench template check`: whether a template is sound, or whether a token is what its
//! target wants. Judges no signature.

use clap::ValueHint;

use super::super::exit;
use super::super::key::{moment, now};
use super::super::paint::{Paint, Tone};
use super::super::report::{Answer, Failure, Failures, Json, Report, grade};
use super::super::token::{check_json, cleaned, removed, value, verdict};
use super::{Known, demand, find, set, signs_with, told, values};
use crate::app::template::field::Field;
use crate::app::template::{Values, fill, lint};
use crate::jose::algorithm;
use crate::jose::check::{Check, Status};
use crate::jose::decode::{self, Decoded, Kind, decode, text};
use crate::jose::layout;
use crate::text::visible;

const EXAMPLES: &str = "\
Examples:
  jotbench template check ./corp.toml
  jotbench template check qlik-cloud token.txt
  pbpaste | jotbench template check qlik-qseow - -s user_claim=uid

Without a TOKEN the template itself is checked: its file, and whether header and
payload made of its examples are what it demands. No signature and no clock is
judged: `jotbench verify` does that.

Exit code: 0 the template is sound, the token is what the target wants, 2 the
command line is wrong, 4 the target would refuse the token (algorithm, member,
lifetime), 5 the template is not sound, or the token cannot be read.";

/// Tell whether a token is what a target wants, or a template file is sound
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The name of a template, as in the list, or the path of its file
    #[arg(value_name = "NAME", value_hint = ValueHint::FilePath)]
    name: String,
    /// A token, a file that holds one, or - for standard input
    #[arg(value_name = "TOKEN", value_hint = ValueHint::FilePath)]
    token: Option<String>,
    /// A field of the template, where the target reads a claim by another name; repeatable
    #[arg(short = 's', long = "set", value_name = "NAME=VALUE", value_hint = ValueHint::Other, value_parser = set)]
    set: Vec<(String, String)>,
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
    /// The clock that lifetimes are measured with: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_hint = ValueHint::Other, value_parser = moment, allow_hyphen_values = true)]
    now: Option<i64>,
}

impl Arguments {
    pub(super) fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failures| failures.answer(self.json))
    }

    fn answer(&self) -> Result<Answer, Failures> {
        let known = find(&self.name)?;
        let now = now(self.now);
        let typed = |field: &Field| self.set.iter().any(|(name, _)| *name == field.name);
        // What only a person can tell is the example: of a token that is there, a name of a claim at most is read of it.
        let examples =
            known.template.fields.iter().filter(|field| {
                !typed(field) && (self.token.is_none() || (!field.optional && field.default.is_none()))
            });
        let examples = examples.map(|field| (field.name.clone(), field.example.clone()));
        let given: Vec<_> = self.set.iter().cloned().chain(examples).collect();
        let values = values(&known, &given)?;
        match &self.token {
            None => self.template(&known, &values, now),
            Some(token) => self.token(&known, &values, token, now),
        }
    }

    /// The template itself, by what is made of its examples.
    fn template(&self, known: &Known, values: &Values, now: i64) -> Result<Answer, Failures> {
        let template = &*known.template;
        let refused = |reports| Failures { reports, code: exit::INPUT };
        let filled = fill::fill(template, values, now, &fill::KeyFacts::default()).map_err(|fields| {
            refused(fields.into_iter().map(|field| Report::new("bad_field", known.place(), field.reason)).collect())
        })?;
        let mut checks = lint::lint(template, values, &filled.header, &filled.payload, now);
        // There is no key whose facts could stand there.
        let asks_key = !fill::facts(template).is_empty();
        checks.retain(|check| !(asks_key && check.code == "target_unfilled"));
        let fails: Vec<Report> = unsigned(known).into_iter().chain(reports(&checks, Status::Fail, known)).collect();
        if !fails.is_empty() {
            return Err(refused(fails));
        }
        let err = reports(&checks, Status::Warn, known).iter().map(|report| report.words(grade::WARNING)).collect();
        let parts = [filled.header, filled.payload].map(|text| Json::Raw(layout::minify(&text)));
        let out = if self.json {
            document(known, "template", &checks, parts, None)
        } else {
            format!("{} is a sound template\n", visible(&known.name()))
        };
        Ok(Answer { err, ..Answer::of(out, exit::DONE) })
    }

    /// A token that is there.
    fn token(&self, known: &Known, values: &Values, token: &str, now: i64) -> Result<Answer, Failures> {
        let template = &*known.template;
        let cleaned = cleaned(Some(token))?;
        let decoded = decode(&cleaned.text);
        let (header, payload) = parts(&decoded)?;
        let checks = lint::lint(template, values, &header, &payload, now);
        if let Some(unreadable) = checks.iter().find(|check| check.code == "target_unreadable") {
            let report = Report::new(unreadable.code, "token", &unreadable.message);
            return Err(Failure::input(Report { hint: unreadable.hint.clone(), ..report }).into());
        }
        let checks: Vec<Check> = checks.into_iter().map(|check| told(check, template)).collect();
        let refusal = lint::refusal(&checks);
        let code = if refusal.is_some() { exit::CLAIM } else { exit::DONE };
        let out = if self.json {
            let parts = [value(decoded.header.as_ref()), value(Some(&payload.into_bytes()))];
            document(known, "token", &checks, parts, Some(&cleaned.removed))
        } else {
            let not_judged = "signature and clock are not judged";
            let (word, sentence) = match &refusal {
                Some(why) => {
                    (("✗ REFUSED", Tone::Bad), format!("{} would not take it: {why}; {not_judged}", template.title))
                }
                None => (("✓ AS WANTED", Tone::Good), format!("it is what {} wants; {not_judged}", template.title)),
            };
            verdict(word, &sentence, &checks, Paint::of_standard_output())
        };
        Ok(Answer { err: removed(&cleaned), ..Answer::of(out, code) })
    }
}

/// Algorithms that no key signs with that the template takes.
fn unsigned(known: &Known) -> Vec<Report> {
    let template = &*known.template;
    let rows = template.algorithms.iter().filter_map(|name| algorithm::by_name(name));
    let without_key = rows.filter(|row| signs_with(row).is_none_or(|kind| !template.keys.contains(&kind)));
    let report = |row: &algorithm::Algorithm| {
        let message = format!("{} needs {}, and keys are {} alone", row.name, row.needs, template.key_words());
        Report::new("no_key_signs", known.place(), message).hint("add the kind to keys, or take the algorithm out")
    };
    without_key.map(report).collect()
}

fn reports(checks: &[Check], status: Status, known: &Known) -> Vec<Report> {
    checks.iter().filter(|check| check.status == status).map(|check| demand(check.clone(), known)).collect()
}

/// Header and payload of a token, or why there are none.
fn parts(decoded: &Decoded) -> Result<(String, String), Failure> {
    let encrypted = (decoded.kind == Kind::Jwe).then(|| decode::encrypted(decoded));
    if let Some(problem) = decoded.problems.iter().chain(&encrypted).next() {
        let report = Report::in_argument(&problem.place.to_string(), problem);
        return Err(Failure::input(Report { message: problem.clause(), ..report }));
    }
    let (Some(header), Some(_)) = (&decoded.header, &decoded.payload) else {
        let report = Report::new("no_payload", "token", "the payload is not in the token (RFC 7515 appendix F)");
        return Err(Failure::input(
            report.hint("a target reads its claims from the payload: give a token that has one"),
        ));
    };
    Ok((text(header), decoded.claims_text()))
}

fn document(known: &Known, judged: &str, checks: &[Check], parts: [Json; 2], removed: Option<&Vec<String>>) -> String {
    let [header, payload] = parts;
    let mut members = vec![
        ("template", Json::text(&known.template.id)),
        ("judged", Json::text(judged)),
        ("passes", Json::Truth(checks.iter().all(|check| check.status != Status::Fail))),
        ("checks", Json::List(checks.iter().map(check_json).collect())),
        ("header", header),
        ("payload", payload),
    ];
    members.extend(removed.map(|removed| ("cleaned", Json::texts(removed))));
    Json::Object(members).line()
}
