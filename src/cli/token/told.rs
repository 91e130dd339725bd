//! How `jotbench verify` tells its verdict and its checks: lines for people, values for programs.

use std::fmt::Write as _;

use super::super::paint::{Paint, Tone};
use super::super::report::Json;
use crate::jose::check::{Check, Conclusion, Status};
use crate::text::visible;

pub(super) fn check_json(check: &Check) -> Json {
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

/// Cells before the sentence of a check.
const INDENT: usize = 24;

pub(super) fn words(conclusion: Conclusion, sentence: &str, checks: &[Check], paint: Paint) -> String {
    let (word, tone) = match conclusion {
        Conclusion::Valid => ("✓ VERIFIED", Tone::Good),
        Conclusion::Unreadable => ("✗ NOT A TOKEN", Tone::Bad),
        Conclusion::Unsupported | Conclusion::NoKey => ("? UNCHECKED", Tone::Warning),
        _ => ("✗ FAILED", Tone::Bad),
    };
    let first = word.chars().count() + 2;
    let sentence = paint.folded(&visible(sentence), first, 2, None);
    let mut out = format!("{}  {sentence}\n\n", paint.tone(tone, word));
    for check in checks {
        let (icon, word) = check.status.words();
        let status = format!("{icon} {word:7}");
        let message = paint.folded(&visible(&check.message), INDENT, INDENT, None);
        let _ =
            writeln!(out, "{}  {:11}  {message}", paint.tone(Tone::of(check.status), &status), visible(&check.check));
        if let Some(hint) = check.hint.as_ref().filter(|_| check.status != Status::Ok) {
            let hint = paint.folded(&format!("hint: {}", visible(hint)), INDENT, INDENT, Some(Tone::Dim));
            let _ = writeln!(out, "{:INDENT$}{hint}", "");
        }
    }
    out
}
