//! The PEM armour (RFC 7468): finds the blocks of a text and their bytes.
//!
//! Generous with what stands around and between: text, a byte order mark, any
//! line ends, indentation, any line length, RFC 1421 headers. Strict inside: base64
//! or a problem with its line. What the bytes mean is decided in `format`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::jose::problem::{Part, Place, Problem};

/// A text with more blocks than this is no key file.
pub(super) const MAX_BLOCKS: usize = 64;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// One block.
pub(super) struct Block<'t> {
    /// What stands after BEGIN; foreign text.
    pub(super) label: &'t str,
    /// Line of the BEGIN marker, 1-based.
    pub(super) line: usize,
    /// True if its headers say that it is encrypted (RFC 1421 section 4.6.1.1).
    pub(super) encrypted: bool,
    /// What its base64 stands for.
    pub(super) der: Zeroizing<Vec<u8>>,
}

/// All blocks of `text` in order, each with its own success.
///
/// Codes: `truncated`, `label_mismatch`, `bad_base64`, `too_many_blocks`.
pub(super) fn blocks(text: &str, part: Part) -> Vec<Result<Block<'_>, Problem>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(marker) = find(text, from, BEGIN) {
        if found.len() == MAX_BLOCKS {
            let place = Place::line(part, line_of(text, marker));
            let message = format!("there are more than {MAX_BLOCKS} PEM blocks; the rest is not read");
            found.push(Err(Problem::new("too_many_blocks", place, message)));
            break;
        }
        let (block, next) = read(text, marker, part);
        found.push(block);
        from = next;
    }
    found
}

/// The labels of all BEGIN markers, whether or not their blocks can be read.
pub(super) fn labels(text: &str) -> impl Iterator<Item = &str> {
    text.split(BEGIN).skip(1).filter_map(|rest| rest.split(['\n', '\r']).next()?.split(DASHES).next())
}

/// Reads the block whose BEGIN marker is at `marker`; also where to look for the next one.
fn read(text: &str, marker: usize, part: Part) -> (Result<Block<'_>, Problem>, usize) {
    let line = line_of(text, marker);
    let start = marker + BEGIN.len();
    let Some((label, body_at)) = label_at(text, start) else {
        let message = "the BEGIN line does not end with five dashes";
        return (Err(Problem::new("truncated", Place::line(part, line), message).hint(COPY_AGAIN)), start);
    };
    let end = find(text, body_at, END);
    let end = end.filter(|&end| find(text, body_at, BEGIN).is_none_or(|next| end < next));
    let Some(end) = end else {
        let message = format!("the block that begins with {} has no END line", quoted(label));
        return (Err(Problem::new("truncated", Place::line(part, line), message).hint(COPY_AGAIN)), body_at);
    };
    let end_line = Place::line(part, line_of(text, end));
    let Some((end_label, next)) = label_at(text, end + END.len()) else {
        let message = "the END line does not end with five dashes";
        return (Err(Problem::new("truncated", end_line, message).hint(COPY_AGAIN)), body_at);
    };
    if end_label != label {
        let message = format!("the block begins with {} and ends with {}", quoted(label), quoted(end_label));
        let hint = "two blocks were mixed up: copy the file again, whole";
        return (Err(Problem::new("label_mismatch", end_line, message).hint(hint)), next);
    }
    (body(text, body_at..end, part).map(|(der, encrypted)| Block { label, line, encrypted, der }), next)
}

const COPY_AGAIN: &str = "the text was cut: copy it again, from the first dash to the last";

/// The label that starts at `start`, and the offset behind its five dashes on the same line.
fn label_at(text: &str, start: usize) -> Option<(&str, usize)> {
    let (label, _) = text.get(start..)?.split_once(DASHES)?;
    (!label.contains(['\n', '\r'])).then_some((label, start + label.len() + DASHES.len()))
}

/// A label in quotes, its control characters written out, never long.
pub(super) fn quoted(label: &str) -> String {
    let short: String = label.chars().take(64).collect();
    format!("{short:?}")
}

/// The bytes between the markers, and whether headers call them encrypted.
fn body(text: &str, span: std::ops::Range<usize>, part: Part) -> Result<(Zeroizing<Vec<u8>>, bool), Problem> {
    let body = text.get(span.clone()).unwrap_or_default();
    let (headers, base64_at) = headers(body);
    let encrypted = headers.lines().any(|line| line.contains("Proc-Type:") && line.contains("ENCRYPTED"));
    let start = span.start + base64_at;
    let mut digits = Zeroizing::new(String::with_capacity(body.len()));
    for (at, c) in body.get(base64_at..).unwrap_or_default().char_indices() {
        match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '=' => digits.push(c),
            _ if c.is_whitespace() => {}
            _ => return Err(bad_character(text, start + at, c, part)),
        }
    }
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let mut der = Zeroizing::new(Vec::with_capacity(digits.len()));
    match STANDARD.decode_vec(digits.as_bytes(), &mut der) {
        Ok(()) => Ok((der, encrypted)),
        Err(error) => Err(bad_ending(text, span.end, digits.len(), &error, part)),
    }
}

/// The headers at the start of a block (RFC 1421 section 4.4), and where the base64 begins.
fn headers(body: &str) -> (&str, usize) {
    let mut at = 0;
    let mut seen = false;
    for line in body.split_inclusive('\n') {
        match line.trim() {
            "" if seen => {
                return body.split_at_checked(at + line.len()).map_or(("", 0), |(head, _)| (head, head.len()));
            }
            "" => {}
            text if text.contains(':') => seen = true,
            _ if !seen => return ("", 0),
            // The continuation of a header, or base64 without the empty line before it.
            _ if line.starts_with([' ', '\t']) => {}
            _ => break,
        }
        at += line.len();
    }
    if seen { body.split_at_checked(at).map_or(("", 0), |(head, _)| (head, head.len())) } else { ("", 0) }
}

fn bad_character(text: &str, at: usize, c: char, part: Part) -> Problem {
    let place = place_of(text, at, part);
    let problem = Problem::new("bad_base64", place, format!("{c:?} is no base64 character"));
    match c {
        '\\' => problem.hint("line ends are written as \\n, as in JSON: put real line ends there"),
        '-' | '_' => problem.hint("PEM is written in plain base64, not in base64url"),
        '.' | '…' | '*' | '•' => problem.hint("a part of the text was left out: copy it again, whole"),
        _ => problem.hint("something else got into the block: copy it again, whole"),
    }
}

fn bad_ending(text: &str, end: usize, digits: usize, error: &base64::DecodeError, part: Part) -> Problem {
    let message = match error {
        base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidPadding => {
            format!("{digits} base64 characters are no whole number of bytes: some are missing or too many")
        }
        base64::DecodeError::InvalidByte(..) => "= stands before the end of the base64 text".to_owned(),
        base64::DecodeError::InvalidLastSymbol { .. } => {
            "the last base64 character carries bits that no byte uses".to_owned()
        }
    };
    let last = text.get(..end).map_or(end, |before| before.trim_end().len());
    let line = Place::line(part, line_of(text, last.saturating_sub(1)));
    Problem::new("bad_base64", line, message).hint("the text was cut or changed: copy it again, whole")
}

fn find(text: &str, from: usize, what: &str) -> Option<usize> {
    text.get(from..)?.find(what).map(|at| from + at)
}

/// The line that byte `at` is in, 1-based. A line ends with LF, CR or both.
fn line_of(text: &str, at: usize) -> usize {
    1 + line_ends(text.get(..at).unwrap_or_default()).count()
}

fn place_of(text: &str, at: usize, part: Part) -> Place {
    let before = text.get(..at).unwrap_or_default();
    let line_start = line_ends(before).last().unwrap_or(0);
    let column = 1 + before.get(line_start..).map_or(0, |line| line.chars().count());
    Place::line_column(part, line_of(text, at), column, at)
}

/// The offsets behind each line end of `text`.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().filter_map(|(at, &byte)| match byte {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Label, line, bytes and encryption of a block, or code and place of its problem.
    type Outcome = Result<(String, usize, Vec<u8>, bool), (&'static str, Place)>;

    fn outcomes(text: &str) -> Vec<Outcome> {
        let blocks = blocks(text, Part::Key).into_iter();
        blocks
            .map(|block| {
                block
                    .map(|block| (block.label.to_owned(), block.line, block.der.to_vec(), block.encrypted))
                    .map_err(|problem| (problem.code, problem.place))
            })
            .collect()
    }

    const fn line(line: usize) -> Place {
        Place::line(Part::Key, line)
    }

    #[test]
    fn blocks_are_found_with_their_lines() {
        let text = "x\r\n-----BEGIN A-----\r\nAQID\r\n-----END A-----\r\ny\r\n-----BEGIN B-----\r\n-----END B-----";
        assert_eq!(
            outcomes(text),
            [Ok(("A".to_owned(), 2, vec![1, 2, 3], false)), Ok(("B".to_owned(), 6, vec![], false))]
        );
        assert_eq!(labels(text).collect::<Vec<_>>(), ["A", "B"]);
    }

    #[test]
    fn headers_are_passed_over_and_tell_of_encryption() {
        let text = "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAQID\n-----END A-----\n";
        assert_eq!(outcomes(text), [Ok(("A".to_owned(), 1, vec![1, 2, 3], true))]);
        let text = "-----BEGIN A-----\nComment: none\n  continued\nAQID\n-----END A-----\n";
        assert_eq!(outcomes(text), [Ok(("A".to_owned(), 1, vec![1, 2, 3], false))]);
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        for (text, expected) in [
            ("-----BEGIN A-----\nAQID\n", ("truncated", line(1))),
            ("-----BEGIN A--", ("truncated", line(1))),
            ("-----BEGIN A-----\nAQID\n-----END A--", ("truncated", line(3))),
            ("-----BEGIN A-----\nAQID\n-----END B-----", ("label_mismatch", line(3))),
            ("-----BEGIN A-----\nAQ\n D*\n-----END A-----", ("bad_base64", Place::line_column(Part::Key, 3, 3, 23))),
            ("-----BEGIN A-----\rAQID\rAQé\r-----END A-----", ("bad_base64", Place::line_column(Part::Key, 3, 3, 25))),
            ("-----BEGIN A-----\nAQID\nAQI\n-----END A-----", ("bad_base64", line(3))),
            ("-----BEGIN A-----\nAQ==\nAQID\n-----END A-----", ("bad_base64", line(3))),
            ("-----BEGIN A-----\nAR==\n-----END A-----", ("bad_base64", line(2))),
        ] {
            assert_eq!(outcomes(text), [Err(expected)], "{text:?}");
        }
    }

    #[test]
    fn a_block_without_an_end_does_not_swallow_the_next() {
        let text = "-----BEGIN A-----\nAQID\n-----BEGIN B-----\nAQID\n-----END B-----\n";
        assert_eq!(outcomes(text), [Err(("truncated", line(1))), Ok(("B".to_owned(), 3, vec![1, 2, 3], false))]);
    }

    #[test]
    fn the_number_of_blocks_is_bounded() {
        let text = "-----BEGIN A-----\n-----END A-----\n".repeat(20_000);
        let outcomes = outcomes(&text);
        assert_eq!(outcomes.len(), MAX_BLOCKS + 1);
        assert_eq!(outcomes.last(), Some(&Err(("too_many_blocks", line(129)))));
    }

    #[test]
    fn a_label_without_end_takes_no_room() {
        for text in [BEGIN.repeat(90_000), format!("{BEGIN}{}-----", "A".repeat(1_000_000))] {
            assert!(
                blocks(&text, Part::Key)
                    .iter()
                    .all(|block| block.as_ref().is_err_and(|problem| problem.message.len() < 200))
            );
        }
    }

    #[test]
    fn line_ends_written_as_text_are_explained() {
        let problem = blocks("-----BEGIN A-----\\nAQID\\n-----END A-----", Part::Key).remove(0).err().unwrap();
        assert_eq!(problem.hint.unwrap(), "line ends are written as \\n, as in JSON: put real line ends there");
    }
}
