//! Keys in base64 without BEGIN and END lines: an entry of `x5c`, a value from a form, a whole key file as
//! Kubernetes and CI systems keep it.
//!
//! Only a text whose bytes are a key is taken: any HMAC secret may be base64.

use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::format::Context;
use super::lines::line_of;
use super::read::{self, KeyFile, MOST_ITEMS};
use super::service_account::offset;
use super::{openssh, sniff};
use crate::jose::problem::{Place, Problem, Spot};

/// The name of the row of texts that are only a wrapping of another.
pub(super) const ENCODING: &str = "base64";

/// More entries than this are no certificate chain.
const MOST_ENTRIES: usize = 64;

/// True for a text that is base64 or base64url of a key as a whole, in quotes or not, or a JSON list whose first
/// entry is.
pub(super) fn is_bare(text: &str) -> bool {
    first(text).and_then(decoded).is_some_and(|bytes| sniff::is_unwrapped_key(&bytes))
}

/// Reads it.
///
/// Codes: those of [`read::read_bytes`] for the bytes.
pub(super) fn read(text: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    let Some(entries) = entries(text) else {
        return entry(text, at);
    };
    let mut file = KeyFile::of(Vec::new());
    for raw in entries.iter().take(MOST_ENTRIES) {
        let line = line_of(text, offset(text, raw.get()));
        let place = Place::line(at.place.part, line);
        // What is over it is left out, and that is said, where the whole file is read.
        if file.found.len() > MOST_ITEMS {
            break;
        }
        match entry(raw.get(), Context { place, ..at }) {
            Ok(inner) => {
                file.found.extend(inner.found.into_iter().map(|mut found| {
                    found.line = line;
                    found
                }));
                file.problems.extend(inner.problems);
            }
            Err(problem) => file.problems.push(problem),
        }
    }
    if entries.len() > MOST_ENTRIES {
        let message = format!("there are more than {MOST_ENTRIES} entries in the list; the rest is not read");
        file.problems.push(Problem::new("too_many_blocks", at.place, message));
    }
    if file.found.is_empty() && !file.problems.is_empty() { Err(file.problems.swap_remove(0)) } else { Ok(file) }
}

/// The keys of one base64 text.
fn entry(digits: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    let bytes = decoded(digits).ok_or_else(|| no_base64(at.place))?;
    let file = if bytes.starts_with(openssh::MAGIC) {
        openssh::private(&bytes, at).map(KeyFile::of)
    } else {
        read::read_any(&bytes, Context { place: Place::of(at.place.part), ..at })
    };
    let mut file = file.map_err(|problem| outside(problem, at.place))?;
    for found in &mut file.found {
        found.line = 1;
    }
    file.problems = file.problems.into_iter().map(|problem| outside(problem, at.place)).collect();
    Ok(file)
}

/// A problem of the decoded bytes as one of the text around them.
fn outside(problem: Problem, place: Place) -> Problem {
    let message = match problem.place.spot {
        Some(Spot::Line(line) | Spot::LineColumn { line, .. }) => {
            format!("in line {line} of the text that the base64 stands for: {}", problem.clause())
        }
        _ => problem.message,
    };
    let moved = Problem::new(problem.code, place, message);
    match problem.hint {
        Some(hint) => moved.hint(hint),
        None => moved,
    }
}

fn no_base64(place: Place) -> Problem {
    Problem::new("bad_base64", place, "the entry is no base64 text")
        .hint("x5c is a list of certificates in plain base64 (RFC 7515 section 4.1.6)")
}

/// The base64 text that decides whether it is one: the whole, or the first entry of a list.
fn first(text: &str) -> Option<&str> {
    match entries(text) {
        Some(entries) => entries.first().map(|raw| raw.get()),
        None => Some(text),
    }
}

/// The entries of a JSON list of strings.
fn entries(text: &str) -> Option<Vec<&RawValue>> {
    if !text.starts_with('[') {
        return None;
    }
    let entries: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    entries.iter().all(|raw| raw.get().starts_with('"')).then_some(entries)
}

/// The bytes of a base64 text, in quotation marks or not, with a comma behind it or not; quickly none for other texts.
fn decoded(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.strip_suffix(',').unwrap_or(text).trim_end();
    let quoted = ['"', '\''].iter().find_map(|&mark| text.strip_prefix(mark)?.strip_suffix(mark));
    let text = quoted.unwrap_or(text);
    // JSON may write a slash as \/ and a line end as \n.
    let mut digits = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' if quoted.is_some() => match rest.next()? {
                'n' | 'r' => {}
                '/' => digits.push('/'),
                _ => return None,
            },
            '+' | '/' | '-' | '_' | '=' => digits.push(c),
            _ if c.is_ascii_alphanumeric() => digits.push(c),
            _ if c.is_whitespace() => {}
            _ => return None,
        }
    }
    sniff::bare_base64(&digits)
}
