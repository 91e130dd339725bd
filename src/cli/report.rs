//! What a command answers: bytes for standard output, words for standard error, an
//! exit code; and how problems are told, in words and as JSON.

mod json;

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::exit;
use crate::jose::key;
use crate::jose::problem::Problem;
use crate::sys::files::FileError;
use crate::sys::write::WriteError;
use crate::text::visible;

pub(super) use json::Json;

/// What a command answers.
#[derive(PartialEq, Eq)]
pub struct Answer {
    /// The result, for standard output; may be a private key.
    pub out: Zeroizing<Vec<u8>>,
    /// Everything else, for standard error.
    pub err: String,
    /// The exit code.
    pub code: u8,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer([redacted], {:?}, {})", self.err, self.code)
    }
}

impl Answer {
    /// An answer in words or JSON, which holds no secret.
    pub(super) fn of(out: String, code: u8) -> Self {
        Self { out: Zeroizing::new(out.into_bytes()), err: String::new(), code }
    }
}

/// A problem as it is told: with the file that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    /// Stable name.
    pub(super) code: &'static str,
    /// Where: a file and perhaps a spot in it, an option, the command line.
    pub(super) place: String,
    /// A lower-case sentence without a full stop.
    pub(super) message: String,
    /// The way out.
    pub(super) hint: Option<String>,
}

impl Report {
    /// A report without a hint.
    pub(super) fn new(code: &'static str, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, place: place.into(), message: message.into(), hint: None }
    }

    /// The same report with the way out.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A problem in what `name` holds: "server.pem, line 3".
    pub(super) fn in_file(name: &str, problem: &Problem) -> Self {
        let place = problem.place.to_string();
        let spot = place.strip_prefix(problem.place.part.name()).unwrap_or_default();
        let Problem { code, message, hint, .. } = problem.clone();
        Self { code, place: format!("{name}{spot}"), message, hint }
    }

    /// A problem with a value of the command line: of the option or operand `name`.
    pub(super) fn in_argument(name: &str, problem: &Problem) -> Self {
        let Problem { code, message, hint, .. } = problem.clone();
        Self { code, place: name.to_owned(), message, hint }
    }

    /// A file that cannot be had.
    pub(super) fn unreadable(name: &str, error: &FileError) -> Self {
        if key::looks_like_key(name).is_some() {
            return Self::no_name(error.code());
        }
        let report = Self::new(error.code(), name, error.to_string());
        match error.way_out() {
            Some(hint) => report.hint(hint),
            None => report,
        }
    }

    /// Something that may be a key stands where a file is named; it is not repeated.
    pub(super) fn no_name(code: &'static str) -> Self {
        let message = "a text that may be a key stands where the name of a file is expected";
        Self::new(code, "command line", message).hint("name the file that holds it")
    }

    /// Files that cannot be written; `forced`: `--force` was given.
    pub(super) fn unwritable(error: &WriteError, forced: bool) -> Self {
        let report = Self::new(error.code(), "--out", error.to_string());
        match error {
            WriteError::Exists(_) if !forced => report.hint("give another name, or --force to replace what is there"),
            WriteError::MissingFolder(_) => report.hint("make the folder first"),
            WriteError::Folder(_) => report.hint("give the name of a file in it"),
            _ => report,
        }
    }

    /// Three lines for people, nothing in them raw: the sentence after a word that says how grave it is,
    /// the place, the hint.
    pub(super) fn words(&self, grade: &str) -> String {
        let mut words = format!("{grade}: {}\n", visible(&self.message));
        let named = self.message.contains(&self.place) || visible(&self.message).contains(&*visible(&self.place));
        if !named {
            let _ = writeln!(words, "  in {}", visible(&self.place));
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(words, "hint: {}", visible(hint));
        }
        words
    }

    /// The same for programs.
    pub(super) fn json(&self) -> Json {
        let mut members = vec![
            ("code", Json::text(self.code)),
            ("place", Json::text(&self.place)),
            ("message", Json::text(&self.message)),
        ];
        members.extend(self.hint.as_ref().map(|hint| ("hint", Json::text(hint))));
        Json::Object(members)
    }
}

/// How grave a report is, in front of it.
pub(super) mod grade {
    /// The command could not do what it was asked to.
    pub(in crate::cli) const PROBLEM: &str = "jotbench";
    /// It could, and the person should know.
    pub(in crate::cli) const WARNING: &str = "warning";
    /// It could, and this is how.
    pub(in crate::cli) const NOTE: &str = "note";
}

/// A command that could not do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// Why.
    pub(super) report: Report,
    /// The exit code.
    pub(super) code: u8,
}

impl Failure {
    /// An input that cannot be read or understood.
    pub(super) const fn input(report: Report) -> Self {
        Self { report, code: exit::INPUT }
    }

    /// A command line that is wrong.
    pub(super) const fn usage(report: Report) -> Self {
        Self { report, code: exit::USAGE }
    }

    /// The same failure with the way out.
    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { report: self.report.hint(hint), ..self }
    }

    /// Files that were not written.
    pub(super) fn output(error: &WriteError, forced: bool) -> Self {
        let code = match error {
            WriteError::Interrupted(signal) => signal.saturating_add(exit::SIGNAL),
            _ if error.is_about_name() => exit::USAGE,
            _ => exit::INPUT,
        };
        Self { report: Report::unwritable(error, forced), code }
    }

    /// The answer that says so.
    pub(super) fn answer(self, json: bool) -> Answer {
        Failures::from(self).answer(json)
    }
}

/// A command that could not do what it was asked to, for one or more reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failures {
    /// Why.
    pub(super) reports: Vec<Report>,
    /// The exit code.
    pub(super) code: u8,
}

impl From<Failure> for Failures {
    fn from(Failure { report, code }: Failure) -> Self {
        Self { reports: vec![report], code }
    }
}

impl Failures {
    /// The answer that says so.
    pub(super) fn answer(&self, json: bool) -> Answer {
        let err = self.reports.iter().map(|report| report.words(grade::PROBLEM)).collect();
        let out = if json { problems(&self.reports).line() } else { String::new() };
        Answer { err, ..Answer::of(out, self.code) }
    }
}

/// The document of a failure: `{"problems":[…]}`.
pub(super) fn problems(reports: &[Report]) -> Json {
    Json::Object(vec![("problems", Json::List(reports.iter().map(Report::json).collect()))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::problem::{Part, Place};

    #[test]
    fn a_problem_is_told_with_its_file_and_nothing_raw() {
        let problem =
            Problem::new("bad_der", Place::line(Part::Key, 3), "cut in \"a\u{1b}[2J\"").hint("copy it\u{202e} again");
        let report = Report::in_file("dir/ser\u{7}ver.pem", &problem);
        assert_eq!(
            report.words(grade::PROBLEM),
            "jotbench: cut in \"a\\u001B[2J\"\n  in dir/ser\\u0007ver.pem, line 3\nhint: copy it\\u202E again\n"
        );
        assert_eq!(
            report.json().line(),
            "{\"code\":\"bad_der\",\"place\":\"dir/ser\\u0007ver.pem, line 3\",\
             \"message\":\"cut in \\\"a\\u001b[2J\\\"\",\"hint\":\"copy it\\u202E again\"}\n"
        );
    }

    #[test]
    fn a_place_that_the_sentence_names_is_not_told_twice() {
        let report = Report::new("missing", "a\u{1b}.pem", "\"a\\u001B.pem\" does not exist");
        assert_eq!(report.words(grade::PROBLEM), "jotbench: \"a\\u001B.pem\" does not exist\n");
    }

    #[test]
    fn a_failure_is_one_document_where_json_is_wanted() {
        let failure = Failure::usage(Report::new("twice", "command line", "this was said twice"));
        let words = "jotbench: this was said twice\n  in command line\n";
        let plain = failure.clone().answer(false);
        assert_eq!((plain.out.as_slice(), plain.err.as_str(), plain.code), (&b""[..], words, 2));
        let json = failure.answer(true);
        let document =
            "{\"problems\":[{\"code\":\"twice\",\"place\":\"command line\",\"message\":\"this was said twice\"}]}\n";
        assert_eq!((json.out.as_slice(), json.err.as_str(), json.code), (document.as_bytes(), words, 2));
    }
}
