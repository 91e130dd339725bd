//! The verdict line: one word, one sentence, and the time apart.

use jiff::tz::TimeZone;

use super::workbench::{Source, Workbench};
use crate::jose::check::{self, Check, Facts};
use crate::jose::claims::{Claims, Time};
use crate::jose::decode::Kind;
use crate::jose::problem::Problem;
use crate::jose::times;
use crate::jose::verify::Signature;

/// The words that a verdict can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Made here from the current texts.
    Signed,
    /// Pasted; verifies, in time, all checks pass.
    Verified,
    /// It does not verify, or a check fails.
    Failed,
    /// No key to check with, or it cannot be checked.
    Unchecked,
    /// Header or payload is not JSON at the moment.
    Editing,
    /// Pane 5 cannot be read.
    NotAToken,
    /// No signing key, or it does not fit.
    Unsigned,
}

impl Word {
    /// The icon and the word.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Signed => ("✓", "SIGNED"),
            Self::Verified => ("✓", "VERIFIED"),
            Self::Failed => ("✗", "FAILED"),
            Self::Unchecked => ("?", "UNCHECKED"),
            Self::Editing => ("!", "EDITING"),
            Self::NotAToken => ("✗", "NOT A TOKEN"),
            Self::Unsigned => ("!", "UNSIGNED"),
        }
    }
}

/// The verdict line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The word.
    pub word: Word,
    /// The sentence.
    pub sentence: String,
    /// What the claims say about time.
    pub time: Option<String>,
}

/// The verdict on the document at `now` (Unix seconds).
pub fn verdict(bench: &Workbench, now: i64, zone: &TimeZone) -> Verdict {
    let (word, sentence) = match bench.mark().source {
        Source::Texts => of_texts(bench),
        Source::Token => of_token(bench, now),
    };
    let claims = bench.derived().claims.as_ref().ok();
    Verdict { word, sentence, time: claims.and_then(|claims| time_words(claims, now, zone)) }
}

/// The checks on the document at `now` (Unix seconds).
pub fn checks(bench: &Workbench, now: i64) -> Vec<Check> {
    let derived = bench.derived();
    let unreadable = match bench.mark().source {
        Source::Texts => derived.editing(),
        Source::Token => derived.decoded.as_ref().and_then(|decoded| decoded.problems.first()),
    };
    if let Some(problem) = unreadable {
        return vec![Check {
            check: problem.place.part.name(),
            status: check::Status::Fail,
            code: problem.code,
            message: format!("{}: {}", problem.place, problem.message),
            hint: problem.hint.clone(),
        }];
    }
    if derived.decoded.as_ref().is_some_and(|decoded| decoded.kind == Kind::Jwe) {
        return vec![Check {
            check: "signature",
            status: check::Status::Unknown,
            code: "encrypted",
            message: "encrypted (JWE): nothing but the header can be read".to_owned(),
            hint: Some("ask its issuer for a signed token (JWS)".to_owned()),
        }];
    }
    let signature = bench.outcome().map(|outcome| &outcome.signature);
    let key = derived.verifying_name(bench.outcome().and_then(|outcome| outcome.by));
    let signature = match (bench.mark().source, signature) {
        // Without a public key there is nothing to say about a token made here.
        (Source::Texts, Some(Signature::NoKey)) => None,
        (Source::Token, Some(verdict)) => Some(judged(bench, verdict)),
        (_, other) => other,
    };
    let mut key_warnings = bench.keys().warnings(now);
    let verified = bench.outcome().is_some_and(|outcome| outcome.signature == Signature::Valid);
    key_warnings.extend(derived.unknown_kid().filter(|_| verified));
    check::run(&Facts {
        algorithm: derived.algorithm.as_ref().copied(),
        signature,
        key: key.as_deref(),
        claims: derived.claims.as_ref(),
        now,
        pair: derived.pair,
        fit: derived.fit.as_ref().map(|fit| fit.as_ref().copied()),
        weakness: derived.weakness.as_ref(),
        key_warnings: &key_warnings,
        notes: &derived.notes,
    })
}

/// The throw-away pair of the sample is no key that a stranger's token is checked
/// with: unless it verifies, there is no key.
fn judged<'a>(bench: &Workbench, verdict: &'a Signature) -> &'a Signature {
    if bench.mark().throw_away && *verdict == Signature::Invalid { &Signature::NoKey } else { verdict }
}

fn of_texts(bench: &Workbench) -> (Word, String) {
    let derived = bench.derived();
    if let Some(problem) = derived.editing() {
        return (Word::Editing, problem.to_string());
    }
    if let Some(problem) = derived.unsigned() {
        return (Word::Unsigned, problem.to_string());
    }
    let Some(outcome) = bench.outcome() else {
        return (Word::Unsigned, "signing…".to_owned());
    };
    if let Some(Err(problem)) = &outcome.token {
        return (Word::Unsigned, problem.to_string());
    }
    let mark = bench.mark();
    let with = match &mark.names {
        _ if mark.throw_away => "with a THROW-AWAY KEY".to_owned(),
        [Some(name), _] => format!("with {name}"),
        [None, _] => "with the key in pane 3".to_owned(),
    };
    // The file's name says which key it is; pane 4 says what kind.
    let key = derived.verifying_name(outcome.by);
    let key = key.as_deref().unwrap_or("pane 4");
    let key = if mark.names.iter().flatten().any(|name| key.starts_with(name.as_str())) {
        key.split(", ").next().unwrap_or(key)
    } else {
        key
    };
    let checked = match &outcome.signature {
        Signature::Valid if mark.throw_away => "not a credential".to_owned(),
        Signature::Valid => format!("verifies with {key}"),
        Signature::Invalid => format!("does NOT verify with {key}"),
        Signature::Refused(problem) => format!("not verified with {key}: {}", problem.message),
        Signature::CannotCheck(problem) => format!("not checked: {}", problem.message),
        Signature::NoKey => "no public key to check with".to_owned(),
    };
    (Word::Signed, format!("{with} · {checked}"))
}

fn of_token(bench: &Workbench, now: i64) -> (Word, String) {
    let derived = bench.derived();
    let Some(decoded) = &derived.decoded else { return (Word::NotAToken, "token: is empty".to_owned()) };
    if let Some(problem) = decoded.problems.first() {
        return (Word::NotAToken, problem.to_string());
    }
    if decoded.kind == Kind::Jwe {
        return (
            Word::Unchecked,
            "encrypted token (JWE): its header can be read, its payload only by the recipient".to_owned(),
        );
    }
    let Some(outcome) = bench.outcome() else { return (Word::Unchecked, "checking…".to_owned()) };
    let key = derived.verifying_name(outcome.by);
    let key = key.as_deref().unwrap_or("the key");
    match judged(bench, &outcome.signature) {
        Signature::NoKey => (Word::Unchecked, no_key(bench)),
        Signature::CannotCheck(problem) => (Word::Unchecked, format!("cannot verify: {}", with_hint(problem))),
        Signature::Refused(problem) => (Word::Failed, with_hint(problem)),
        Signature::Invalid => (Word::Failed, format!("wrong key or changed text: does not verify with {key}")),
        Signature::Valid => match &derived.claims {
            Err(problem) => {
                (Word::Failed, format!("signature valid, but the payload is no claims set: {}", problem.clause()))
            }
            Ok(claims) => of_time(&claims.time(now), key),
        },
    }
}

fn no_key(bench: &Workbench) -> String {
    let algorithm = bench.derived().algorithm.as_ref().ok().copied();
    match algorithm.and_then(|row| bench.keys().unusable(row.family)) {
        Some(problem) => format!("the key to check with cannot be used: {problem}"),
        None => format!("no key to check with: {}", check::wanted_key(algorithm)),
    }
}

fn of_time(time: &Time, key: &str) -> (Word, String) {
    let late = |what: String| (Word::Failed, format!("{what} (signature valid, {key})"));
    match time {
        Time::Unlimited | Time::Current { .. } => (Word::Verified, format!("signature valid with {key}")),
        Time::Expired { ago } => late(format!("expired {} ago", times::duration(*ago))),
        Time::NotYet { wait } => late(format!("not yet valid: nbf in {}", times::duration(*wait))),
        Time::IssuedAhead { ahead } => late(format!("iat lies {} ahead of this clock", times::duration(*ahead))),
        Time::Malformed(problem) => late(with_hint(problem)),
    }
}

fn with_hint(problem: &Problem) -> String {
    match &problem.hint {
        Some(hint) => format!("{}: {hint}", problem.message),
        None => problem.message.clone(),
    }
}

fn time_words(claims: &Claims, now: i64, zone: &TimeZone) -> Option<String> {
    let exp = claims.exp.as_ref()?.as_ref().ok()?.seconds;
    let at = times::local(exp, now, zone);
    Some(match claims.time(now) {
        Time::Expired { ago } => format!("expired {} ago · {at}", times::duration(ago)),
        Time::NotYet { wait } => format!("valid in {} · expires {at}", times::duration(wait)),
        _ => format!("expires in {} · {at}", times::duration(exp.saturating_sub(now))),
    })
}
