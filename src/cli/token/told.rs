//! How `jotbench verify` tells its verdict and its checks: lines for people, values for programs.

use std::fmt::Write as _;

use super::super::paint::{Paint, Tone};
use super::super::report::Json;
use crate::jose::check::{Check, Conclusion, Status};
use crate::text::visible;

/// A check as JSON.
pub(in crate::cli) fn check_json(check: &Check) -> Json {
    let status = check.status.words().1.to_ascii_lowercase();
    let mut members = vec![
        ("check", Json::text(check.check.as_ref())),
        ("status", Json::text(status)),
        ("code", Json::text(check.code)),
        ("message", Json::text(&check.message)),
    ];
    members.extend(check.hint.as_ref().map(|hint| ("hint", Json::text(hint))));
    Json::Object(members)
}

/// Cells of the names of checks: so many at least, and at most where one is longer.
const NAMES: (usize, usize) = (11, 24);

/// Verdict and checks of `jotbench verify`.
pub(super) fn words(conclusion: Conclusion, sentence: &str, checks: &[Check], paint: Paint) -> String {
    let (word, tone) = match conclusion {
        Conclusion::Valid => ("✓ VERIFIED", Tone::Good),
        Conclusion::Unreadable => ("✗ NOT A TOKEN", Tone::Bad),
        Conclusion::Unsupported | Conclusion::NoKey => ("? UNCHECKED", Tone::Warning),
        _ => ("✗ FAILED", Tone::Bad),
    };
    verdict((word, tone), sentence, checks, paint)
}

/// A word in its tone with a sentence behind it, and checks below.
pub(in crate::cli) fn verdict((word, tone): (&str, Tone), sentence: &str, checks: &[Check], paint: Paint) -> String {
    let first = word.chars().count() + 2;
    let sentence = paint.folded(&visible(sentence), first, 2, None);
    let mut out = format!("{}  {sentence}\n\n", paint.tone(tone, word));
    let longest = checks.iter().map(|check| visible(&check.check).chars().count()).max().unwrap_or_default();
    let column = longest.clamp(NAMES.0, NAMES.1);
    let indent = column + 13;
    for check in checks {
        let (icon, word) = check.status.words();
        let status = format!("{icon} {word:7}");
        let message = paint.folded(&visible(&check.message), indent, indent, None);
        let name = visible(&check.check);
        let _ = writeln!(out, "{}  {name:column$}  {message}", paint.tone(Tone::of(check.status), &status));
        if let Some(hint) = check.hint.as_ref().filter(|_| check.status != Status::Ok) {
            let hint = paint.folded(&format!("hint: {}", visible(hint)), indent, indent, Some(Tone::Dim));
            let _ = writeln!(out, "{:indent$}{hint}", "");
        }
    }
    out
}
