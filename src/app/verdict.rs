//! The verdict line: one word, one sentence, and the time apart.

use jiff::tz::TimeZone;

use super::derive::Checking;
use super::pane::Pane;
use super::target;
use super::workbench::{Source, Workbench};
use crate::jose::check::{self, Check, Conclusion, Facts, Status};
use crate::jose::claims::{Claims, Time};
use crate::jose::decode::{self, Decoded, Kind};
use crate::jose::fix::Fix;
use crate::jose::policy::Policy;
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
        Source::Texts => of_texts(bench, now),
        Source::Token => of_token(bench, now, zone),
    };
    let claims = bench.derived().claims.as_ref().ok();
    Verdict { word, sentence, time: claims.and_then(|claims| time_words(claims, bench.policy(), now, zone)) }
}

/// The checks on the document at `now` (Unix seconds).
pub fn checks(bench: &Workbench, now: i64, zone: &TimeZone) -> Vec<Check> {
    let derived = bench.derived();
    let unreadable = match bench.mark().source {
        Source::Texts => derived.editing(),
        Source::Token => derived.decoded.as_ref().and_then(|decoded| decoded.problems.first()),
    };
    if let Some(problem) = unreadable {
        let check = Check::of(problem.place.part.name(), Status::Fail, problem);
        let token = derived.token.as_deref().unwrap_or_default();
        let fix = Fix::of_unreadable(problem, token);
        return vec![Check { message: format!("{}: {}", problem.place, problem.message), fix, ..check }];
    }
    if let Some(decoded) = derived.decoded.as_ref().filter(|decoded| decoded.kind == Kind::Jwe) {
        return vec![Check::of("signature", Status::Unknown, &decode::encrypted(decoded))];
    }
    let mut checks = judging(bench, now, zone, check::run);
    let lints = target::lints(bench, now);
    let at = checks.iter().position(|check| check.status == Status::Info).unwrap_or(checks.len());
    checks.splice(at..at, lints);
    for check in checks.iter_mut().filter(|check| check.code == "no_key") {
        check.message = no_key(bench);
    }
    checks
}

/// Hands what is known of the document to whoever says something about it.
fn judging<T>(bench: &Workbench, now: i64, zone: &TimeZone, say: impl FnOnce(&Facts<'_>) -> T) -> T {
    let derived = bench.derived();
    let mut judged = bench.outcome().map(|outcome| outcome.judged.clone());
    let (at, by) = judged.as_ref().map_or((0, None), |judged| (judged.at, judged.by));
    let checking = derived.checking(at);
    let key = checking.and_then(|checking| checking.name(by));
    match (bench.mark().source, &mut judged) {
        // Without a public key there is nothing to say about a token made here.
        (Source::Texts, Some(of_texts)) if of_texts.signature == Signature::NoKey => judged = None,
        (Source::Token, Some(of_token)) => of_token.signature = judged_as(bench, &of_token.signature).clone(),
        _ => {}
    }
    let mut key_warnings = bench.keys().warnings(now);
    let verified = bench.outcome().is_some_and(|outcome| outcome.judged.signature == Signature::Valid);
    key_warnings.extend(checking.and_then(Checking::unknown_kid).filter(|_| verified));
    let (fit, weakness) = match bench.mark().source {
        Source::Texts => (derived.fit.clone(), derived.weakness.clone()),
        Source::Token => (checking.and_then(Checking::fit), checking.and_then(|checking| checking.weakness(by))),
    };
    let mut notes = derived.notes.clone();
    if let Some(decoded) = derived.decoded.as_ref().filter(|_| at > 0) {
        // The notes on the first header are not those on the one that counts.
        notes.retain(|note| !decoded.notes.contains(note));
        notes.extend(decoded.notes_of(at));
    }
    let counts = derived.decoded.as_ref().filter(|_| at > 0).map(|decoded| decoded.signature_at(at));
    let header = counts.and_then(|counts| counts.jose.as_ref()).map_or(derived.header.as_ref(), Ok);
    let algorithm = checking.map_or(derived.algorithm.as_ref(), |checking| checking.algorithm.as_ref());
    let claims_text = derived.decoded.as_ref().filter(|decoded| decoded.sd_jwt.is_some()).map(Decoded::claims_text);
    say(&Facts {
        algorithm: algorithm.copied(),
        judged: judged.as_deref(),
        key: key.as_deref(),
        claims: derived.claims.as_ref(),
        now,
        zone,
        policy: bench.policy(),
        header,
        payload_text: claims_text.as_deref().unwrap_or_else(|| bench.text(Pane::Payload)),
        decoded: derived.decoded.as_ref(),
        kind: derived.kind.as_ref(),
        token: bench.current_token(),
        pair: derived.pair,
        fit: fit.as_ref().map(|fit| fit.as_ref().copied()),
        weakness: weakness.as_ref(),
        derived: verified && checking.is_some_and(|checking| checking.is_derived(by)),
        key_warnings: &key_warnings,
        notes: &notes,
    })
}

/// The throw-away pair of the sample is no key that a stranger's token is checked
/// with: unless it verifies, there is no key.
fn judged_as<'a>(bench: &Workbench, verdict: &'a Signature) -> &'a Signature {
    if bench.mark().throw_away && *verdict == Signature::Invalid { &Signature::NoKey } else { verdict }
}

fn of_texts(bench: &Workbench, now: i64) -> (Word, String) {
    let derived = bench.derived();
    if let Some(problem) = derived.editing() {
        return (Word::Editing, problem.to_string());
    }
    if let Some(problem) = derived.unsigned() {
        return (Word::Unsigned, wanted(bench).unwrap_or_else(|| problem.to_string()));
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
    let key = derived.checking(outcome.judged.at).and_then(|checking| checking.name(outcome.judged.by));
    let key = key.as_deref().unwrap_or("pane 4");
    let key = if mark.names.iter().flatten().any(|name| key.starts_with(name.as_str())) {
        key.split(", ").next().unwrap_or(key)
    } else {
        key
    };
    let checked = match &outcome.judged.signature {
        Signature::Valid if mark.throw_away => "not a credential".to_owned(),
        Signature::Valid => format!("verifies with {key}"),
        Signature::Invalid => format!("does NOT verify with {key}"),
        Signature::Refused(problem) => format!("not verified with {key}: {}", problem.message),
        Signature::CannotCheck(problem) => format!("not checked: {}", problem.message),
        Signature::NoKey => "no public key to check with".to_owned(),
    };
    let sentence = format!("{with} · {checked}");
    (
        Word::Signed,
        target::refusal(bench, now).map_or(sentence.clone(), |refusal| format!("but {refusal} · {sentence}")),
    )
}

/// What kind of key the target wants, where that in pane 3 cannot be meant for it.
fn wanted(bench: &Workbench) -> Option<String> {
    let template = &bench.mark().target.as_ref()?.template;
    let nobodys = bench.mark().throw_away || bench.text(Pane::Signing).is_empty();
    nobodys.then(|| format!("{} wants {}: F2 opens it", template.title, template.key_words()))
}

fn of_token(bench: &Workbench, now: i64, zone: &TimeZone) -> (Word, String) {
    let derived = bench.derived();
    let Some(decoded) = &derived.decoded else { return (Word::NotAToken, "token: is empty".to_owned()) };
    if let Some(problem) = decoded.problems.first() {
        return (Word::NotAToken, problem.to_string());
    }
    if decoded.kind == Kind::Jwe {
        let problem = decode::encrypted(decoded);
        return (Word::Unchecked, format!("{}: {}", problem.message, problem.hint.unwrap_or_default()));
    }
    let Some(outcome) = bench.outcome() else { return (Word::Unchecked, "checking…".to_owned()) };
    if *judged_as(bench, &outcome.judged.signature) == Signature::NoKey {
        return (Word::Unchecked, no_key(bench));
    }
    let (conclusion, sentence) = judging(bench, now, zone, |facts| check::conclude(facts, &check::run(facts)));
    let word = match conclusion {
        Conclusion::Valid => Word::Verified,
        Conclusion::Unreadable => Word::NotAToken,
        Conclusion::Unsupported | Conclusion::NoKey => Word::Unchecked,
        _ => Word::Failed,
    };
    match target::refusal(bench, now).filter(|_| word == Word::Verified) {
        Some(refusal) => (Word::Failed, format!("{refusal} ({sentence})")),
        None => (word, sentence),
    }
}

fn no_key(bench: &Workbench) -> String {
    let algorithm = bench.derived().algorithm.as_ref().ok().copied();
    match algorithm.and_then(|row| bench.keys().unusable(row.family)) {
        Some(problem) => format!("the key to check with cannot be used: {problem}"),
        None => format!("no key to check with: {}", check::wanted_key(algorithm)),
    }
}

fn time_words(claims: &Claims, policy: &Policy, now: i64, zone: &TimeZone) -> Option<String> {
    let at = policy.at.map(|at| format!("judged as of {}", times::utc(at)));
    let skew = (policy.leeway > 0).then(|| format!("skew {} s", policy.leeway));
    let moment = policy.moment(now);
    let words = [countdown(claims, moment, policy.leeway, zone), at, skew];
    Some(words.into_iter().flatten().collect::<Vec<_>>().join(" · ")).filter(|words| !words.is_empty())
}

fn countdown(claims: &Claims, now: i64, leeway: i64, zone: &TimeZone) -> Option<String> {
    let exp = claims.exp.as_ref()?.as_ref().ok()?.seconds;
    let at = times::local(exp, now, zone);
    Some(match claims.time(now, leeway) {
        Time::Expired { ago } => format!("expired {} ago · {at}", times::duration(ago)),
        Time::NotYet { wait } => format!("valid in {} · expires {at}", times::duration(wait)),
        _ if exp <= now => format!("expired {} ago · {at}", times::duration(now.saturating_sub(exp))),
        _ => format!("expires in {} · {at}", times::duration(exp.saturating_sub(now))),
    })
}
