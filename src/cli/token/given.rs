//! The token of a command line: itself, in a file or on standard input, taken out of
//! what was copied along with it.

use std::path::Path;

use zeroize::Zeroizing;

use super::super::material;
use super::super::report::{Failure, Report, grade};
use crate::jose::clean::{self, Cleaned};
use crate::jose::key;
use crate::text::visible;

/// True if the operand means standard input.
pub(super) fn is_standard_input(operand: Option<&str>) -> bool {
    operand.is_none_or(|operand| operand == "-")
}

/// Reads and cleans it.
pub(in crate::cli) fn token(operand: Option<&str>) -> Result<Cleaned, Failure> {
    let text = match operand {
        Some(operand) if !is_standard_input(Some(operand)) && !is_file(operand) => {
            // A token begins with a header, or is JSON; anything else was meant as a path.
            if !clean::looks_like_token(operand) {
                return Err(missing(operand, "check the path, or give the token itself, or - for standard input"));
            }
            Zeroizing::new(operand.to_owned())
        }
        other => without_line_breaks(contents(Path::new(other.unwrap_or("-")), "a token")?),
    };
    cleaned(&text, operand.unwrap_or("standard input"))
}

/// What is left of a text with a token in it, which stands at `place`. Keys are refused.
pub(super) fn cleaned(text: &str, place: &str) -> Result<Cleaned, Failure> {
    if let Some(hint) = key::looks_like_key(text) {
        let what = if hint.private { "a private key" } else { "a key or certificate" };
        let report = Report::new("key_as_token", place, format!("this is {what}, not a token"));
        return Err(Failure::input(
            report.hint("name keys with -k FILE, and give the token, its file, or - for standard input"),
        ));
    }
    Ok(clean::clean(text))
}

/// Where many tokens are: standard input (`-`) or a file. One token in their place is refused.
pub(super) fn source(operand: Option<&str>) -> Result<&Path, Failure> {
    match operand {
        Some(operand) if !is_standard_input(Some(operand)) && !is_file(operand) => {
            if !clean::looks_like_token(operand) {
                return Err(missing(operand, "check the path, or give - for standard input"));
            }
            let message = "--batch takes tokens from a file or standard input, not from the command line";
            let report = Report::new("token_with_batch", "command line", message);
            Err(Failure::usage(
                report.hint("leave --batch out to judge this one, or put it in a file, one token a line"),
            ))
        }
        other => Ok(Path::new(other.unwrap_or("-"))),
    }
}

/// A file or standard input as text; `what` is expected there.
pub(super) fn contents(path: &Path, what: &str) -> Result<Zeroizing<String>, Failure> {
    let (bytes, name) = material::bytes_and_name(path)?;
    let wide = clean::utf16(&bytes);
    let Some(text) = wide.as_deref().map(String::as_str).or_else(|| std::str::from_utf8(&bytes).ok()) else {
        let report = Report::new("not_text", &name, format!("{name} holds no text"));
        return Err(Failure::input(report.hint(format!("{what} is expected there, as text"))));
    };
    if text.trim().is_empty() {
        let report = Report::new("empty", &name, format!("{name} is empty"));
        return Err(Failure::input(report.hint(format!("{what} is expected there"))));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

/// A text less the line breaks at its end: every file and every output has one, and it is nothing to speak of.
fn without_line_breaks(mut text: Zeroizing<String>) -> Zeroizing<String> {
    let length = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(length);
    text
}

/// A command that was given no key, with the options for it.
pub(super) fn named_key(failure: Failure) -> Failure {
    if failure.report.code != "no_key" {
        return failure;
    }
    let hint = "name the key with -k FILE or --key-env, or the secret with --secret-file or --secret-env";
    failure.hint(hint)
}

fn missing(operand: &str, hint: &str) -> Failure {
    if key::looks_like_key(operand).is_some() {
        return Failure::input(Report::no_name("missing"));
    }
    let message = format!("\"{}\" is neither a file nor a token", visible(operand));
    Failure::input(Report::new("missing", operand, message).hint(hint))
}

fn is_file(operand: &str) -> bool {
    Path::new(operand).exists() || crate::sys::files::expand(operand).exists()
}

/// What was taken away around the token, for standard error.
pub(in crate::cli) fn told(cleaned: &Cleaned) -> String {
    if cleaned.removed.is_empty() {
        return String::new();
    }
    let message = format!("removed {}", cleaned.removed.join(", "));
    Report::new("cleaned", "token", message).words(grade::NOTE)
}
