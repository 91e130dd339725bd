//! The token of a command line: itself, in a file or on standard input, taken out of
//! what was copied along with it.

use std::path::Path;

use zeroize::Zeroizing;

use super::super::material;
use super::super::report::{Failure, Report, grade};
use crate::jose::clean::{self, Cleaned};
use crate::text::visible;

/// True if the operand means standard input.
pub(super) fn is_standard_input(operand: Option<&str>) -> bool {
    operand.is_none_or(|operand| operand == "-")
}

/// Reads and cleans it.
pub(super) fn token(operand: Option<&str>) -> Result<Cleaned, Failure> {
    let text = match operand {
        Some(operand) if !is_standard_input(Some(operand)) && !is_file(operand) => {
            // A token has dots, or is JSON; anything else was meant as a path.
            if !operand.contains('.') && !operand.trim_start().starts_with(['{', '"'])
                || operand.contains(['/', '\\']) && !operand.contains("ey")
            {
                let message = format!("\"{}\" is neither a file nor a token", visible(operand));
                let report = Report::new("missing", operand, message);
                return Err(Failure::input(
                    report.hint("check the path, or give the token itself, or - for standard input"),
                ));
            }
            Zeroizing::new(operand.to_owned())
        }
        other => contents(Path::new(other.unwrap_or("-")), "the token")?,
    };
    Ok(clean::clean(&text))
}

/// A file or standard input as text.
pub(super) fn contents(path: &Path, what: &str) -> Result<Zeroizing<String>, Failure> {
    let (bytes, name) = material::bytes_and_name(path)?;
    let Ok(text) = std::str::from_utf8(&bytes) else {
        let report = Report::new("not_text", name, format!("{what} is not UTF-8 text"));
        return Err(Failure::input(report.hint("in PowerShell: Set-Content -Encoding utf8 writes UTF-8")));
    };
    if text.trim().is_empty() {
        let report = Report::new("empty", &name, format!("{name} is empty"));
        return Err(Failure::input(report.hint("a token is expected there")));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

fn is_file(operand: &str) -> bool {
    Path::new(operand).exists() || crate::sys::files::expand(operand).exists()
}

/// What was taken away around the token, for standard error.
pub(super) fn told(cleaned: &Cleaned) -> String {
    if cleaned.removed.is_empty() {
        return String::new();
    }
    let message = format!("removed {}", cleaned.removed.join(", "));
    Report::new("cleaned", "token", message).words(grade::NOTE)
}
