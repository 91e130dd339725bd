//! How `jotbench verify` tells its verdict and its checks: lines for people, values for programs.

use std::fmt::Write as _;

use super::super::report::Json;
use crate::jose::check::{Check, Conclusion, Status};
use crate::text::visible;

pub(super) fn check_json(check: &Check) -> Json {
    let status = check.status.words().1.to_ascii_lowercase();
    let mut members = vec![
        ("check", Json::text(check.check)),
        ("status", Json::text(status)),
        ("code", Json::text(check.code)),
        ("message", Json::text(&check.message)),
    ];
    members.extend(check.hint.as_ref().map(|hint| ("hint", Json::text(hint))));
    Json::Object(members)
}

/// Cells of a line, as most terminals have them.
const LINE: usize = 80;
/// Cells before the sentence of a check.
const INDENT: usize = 24;

/// A text in lines that a terminal has room for, the further ones indented; whole where it goes to a file or program.
fn laid(text: &str, first: usize, indent: usize, fold: bool) -> String {
    let mut out = String::new();
    let mut used = first;
    for (at, word) in text.split(' ').enumerate() {
        let width = word.chars().count();
        if fold && at > 0 && used + 1 + width > LINE {
            let _ = write!(out, "\n{:indent$}{word}", "");
            used = indent + width;
        } else {
            let _ = write!(out, "{}{word}", if at > 0 { " " } else { "" });
            used += width + usize::from(at > 0);
        }
    }
    out
}

pub(super) fn words(conclusion: Conclusion, sentence: &str, checks: &[Check], fold: bool) -> String {
    let word = match conclusion {
        Conclusion::Valid => "✓ VERIFIED",
        Conclusion::Unreadable => "✗ NOT A TOKEN",
        Conclusion::Unsupported | Conclusion::NoKey => "? UNCHECKED",
        _ => "✗ FAILED",
    };
    let first = word.chars().count() + 2;
    let mut out = format!("{word}  {}\n\n", laid(&visible(sentence), first, 2, fold));
    for check in checks {
        let (icon, word) = check.status.words();
        let message = laid(&visible(&check.message), INDENT, INDENT, fold);
        let _ = writeln!(out, "{icon} {word:7}  {:11}  {message}", check.check);
        if let Some(hint) = check.hint.as_ref().filter(|_| check.status != Status::Ok) {
            let hint = laid(&format!("hint: {}", visible(hint)), INDENT, INDENT, fold);
            let _ = writeln!(out, "{:INDENT$}{hint}", "");
        }
    }
    out
}
