//! Sentences for what serde_json stumbles over: what is missing, where, and what to
//! write. Its own messages are for programmers.

use super::{line_column, spot};
use crate::jose::problem::{Part, Problem};

/// A sentence for what serde_json stumbled over.
pub(super) fn explain(text: &str, part: Part, error: &serde_json::Error) -> Problem {
    let at = offset(text, error.line(), error.column());
    let said = error.to_string();
    let (code, at, message, hint) = if text.trim().is_empty() {
        ("empty_json", 0, "is empty".to_owned(), "the shortest JSON object is {}".to_owned())
    } else if text.starts_with('\u{feff}') {
        let hint = "RFC 8259 section 8.1: JSON has no byte order mark; take the invisible first character out";
        ("byte_order_mark", 0, "starts with a byte order mark".to_owned(), hint.to_owned())
    } else if said.starts_with("EOF") {
        unfinished(text)
    } else {
        let secret = matches!(part, Part::Key | Part::SigningKey | Part::VerificationKey | Part::Secret);
        stumble(text, at, &said, secret)
    };
    Problem::new(code, spot(text, part, at), message).hint(hint)
}

type Sentence = (&'static str, usize, String, String);

/// The brackets that are open where the text ends, and the start of a string that is.
fn open(text: &str) -> (Vec<(usize, u8)>, Option<usize>) {
    let (mut open, mut string, mut escaped) = (Vec::new(), None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (string, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(_), b'"') => string = None,
            (None, b'"') => string = Some(at),
            (None, b'{' | b'[') => open.push((at, byte)),
            (None, b'}' | b']') => drop(open.pop()),
            _ => {}
        }
    }
    (open, string)
}

/// What it is that this bracket opens, and what closes it.
const fn closing(bracket: u8) -> (&'static str, char) {
    if bracket == b'{' { ("object", '}') } else { ("list", ']') }
}

/// What is still open where the text ends.
fn unfinished(text: &str) -> Sentence {
    let (open, string) = open(text);
    let end = text.trim_end().len();
    if let Some(start) = string {
        let (line, column) = line_column(text, start);
        let message = format!("the string that starts at line {line}, column {column} is not closed");
        return ("open_string", start, message, "put a \" at its end".to_owned());
    }
    if let Some(&(start, bracket)) = open.last() {
        let (thing, close) = closing(bracket);
        let (line, _) = line_column(text, start);
        let tail = text.trim_end().bytes().last();
        let message = match tail {
            Some(b':') => "a value is missing after the colon".to_owned(),
            _ => format!("{close} is missing: the {thing} that starts on line {line} is not closed"),
        };
        return ("open_bracket", end, message, format!("write the missing part and a {close} at the end"));
    }
    ("unfinished", end, "ends too early".to_owned(), "a value is missing".to_owned())
}

/// Of a text that may be `secret`, the place alone is told.
fn stumble(text: &str, at: usize, said: &str, secret: bool) -> Sentence {
    let starts = |prefix: &str| said.starts_with(prefix);
    // These are noticed where the word or number goes wrong, or behind it.
    let at = if starts("expected ident") || starts("number out of range") { word_start(text, at) } else { at };
    let rest = text.get(at..).unwrap_or_default();
    let here = if secret { "what stands there".to_owned() } else { shown(rest) };
    let innermost = open(text.get(..at).unwrap_or_default()).0.pop();
    let (code, message, hint) = if let (true, true, Some((start, bracket))) =
        (starts("expected `,` or"), rest.starts_with(['}', ']']), innermost)
    {
        let (thing, close) = closing(bracket);
        let (line, _) = line_column(text, start);
        let message = format!("{close} is missing before {here}: the {thing} that starts on line {line} is not closed");
        ("open_bracket", message, format!("write {close} in front of it, or in its place"))
    } else if starts("expected `,` or") {
        (
            "missing_comma",
            format!("comma missing before {here}"),
            "members and list entries stand apart by commas".to_owned(),
        )
    } else if starts("expected `:`") {
        ("missing_colon", format!("colon missing before {here}"), "write \"name\": value".to_owned())
    } else if starts("trailing comma") || (starts("key must be a string") && rest.starts_with('}')) {
        ("trailing_comma", "a comma stands before the closing bracket".to_owned(), "take the last comma out".to_owned())
    } else if starts("key must be a string") {
        (
            "bad_name",
            format!("a member name is expected, and {here} stands there"),
            "names stand in double quotes".to_owned(),
        )
    } else if starts("trailing characters") {
        ("text_after_end", format!("{here} stands after the end"), "one JSON value, and nothing after it".to_owned())
    } else if starts("control character") {
        let hint = "write \\n for a line break and \\t for a tab, or close the string with \"".to_owned();
        ("control_in_string", "a line break or another control character stands in a string".to_owned(), hint)
    } else if starts("recursion limit") {
        ("too_deep", "is nested deeper than 128 levels".to_owned(), "no token needs that: take levels out".to_owned())
    } else if starts("number out of range") {
        ("number_range", "a number is larger than any reader can hold".to_owned(), "write it as a string".to_owned())
    } else if starts("invalid number") {
        (
            "bad_number",
            format!("{here} is no JSON number"),
            "no leading zeros or plus, digits on both sides of a point".to_owned(),
        )
    } else if starts("invalid escape") {
        (
            "bad_escape",
            "an escape in a string is none that JSON has".to_owned(),
            "\\\\ \\\" \\/ \\b \\f \\n \\r \\t \\uXXXX".to_owned(),
        )
    } else if starts("lone leading surrogate") || starts("unexpected end of hex escape") || starts("invalid unicode") {
        (
            "bad_surrogate",
            "a \\u escape is half of a surrogate pair".to_owned(),
            "write both halves, or the character".to_owned(),
        )
    } else if rest.starts_with(['}', ']', ',']) {
        ("missing_value", format!("a value is missing before {here}"), "write \"name\": value".to_owned())
    } else {
        (
            "bad_value",
            format!("{here} is no JSON value"),
            "text needs double quotes; true, false and null are small".to_owned(),
        )
    };
    (code, at, message, hint)
}

/// Where the word or number that ends before or at `at` begins.
fn word_start(text: &str, at: usize) -> usize {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let before = text.get(..at).unwrap_or(text);
    before
        .rfind(|c: char| !inside(c))
        .map_or(0, |last| last + before.get(last..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8))
}

/// The next word of the text, short and in quotes where it has none.
fn shown(rest: &str) -> String {
    let end = if rest.starts_with('"') {
        rest.char_indices().skip(1).find(|&(_, c)| c == '"').map_or(rest.len(), |(at, _)| at + 1)
    } else {
        rest.char_indices()
            .skip(1)
            .find(|&(_, c)| c.is_whitespace() || "{}[],:\"".contains(c))
            .map_or(rest.len(), |(at, _)| at)
    };
    let word: String = rest.get(..end).unwrap_or_default().chars().take(12).collect();
    if word.is_empty() { "the end".to_owned() } else { word }
}

/// The byte offset of serde_json's line and column (1-based, the column in bytes).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
