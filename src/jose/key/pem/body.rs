//! What stands between BEGIN and END: headers (RFC 1421 section 4.4) and base64.
//!
//! Strict with every character, and able to say which line is at fault. Ways of
//! writing that leave no doubt (line ends as `\n`, HTML entities, the marks of a
//! quotation) are read, and said.

use std::ops::Range;

use base64::engine::general_purpose::STANDARD;
use base64::{DecodeError, Engine as _};
use zeroize::Zeroizing;

use crate::jose::key::lines::{line_of, lines, place_of};
use crate::jose::problem::{Part, Place, Problem};

/// What a body holds.
pub(super) struct Body {
    /// Its bytes.
    pub(super) der: Zeroizing<Vec<u8>>,
    /// Its DEK-Info header if its headers call it encrypted.
    pub(super) dek: Option<String>,
    /// What was read although it is not as it should be: code and sentence.
    pub(super) notes: Vec<(&'static str, &'static str)>,
}

const ESCAPED: (&str, &str) =
    ("escaped_line_ends", "the line ends of the block are written as \\n; they are read as line ends");
const ENTITIES: (&str, &str) =
    ("html_entities", "characters of the block are written as HTML entities; they are read as what they stand for");
const INVISIBLE: (&str, &str) =
    ("invisible_characters", "invisible characters stand between those of the block; they are passed over");
const QUOTED: (&str, &str) =
    ("quoted_lines", "the lines of the block begin with the mark of a quotation; it is passed over");

/// Reads the body at `start`, whose BEGIN marker has `lead` before it on its line.
///
/// Codes: `bad_base64`, `truncated`.
pub(super) fn read(text: &str, start: usize, body: &str, lead: &str, part: Part) -> Result<Body, Problem> {
    let lead = lead.trim();
    let mark = Some(lead).filter(|lead| !lead.is_empty() && lead.chars().all(|c| matches!(c, '>' | '|' | '#' | ' ')));
    let escaped = body.contains('\\') && !body.trim().contains(['\n', '\r']);
    let mut notes = Vec::new();
    notes.extend(escaped.then_some(ESCAPED));
    notes.extend(mark.map(|_| QUOTED));
    let mut reader = Reader {
        text,
        part,
        headers: Headers::default(),
        digits: Zeroizing::new(String::with_capacity(body.len())),
        notes,
    };
    if escaped {
        let mut at = start;
        for (index, piece) in body.split('\\').enumerate() {
            let ended = if index == 0 { Some(piece) } else { piece.strip_prefix(['n', 'r']) };
            match ended {
                Some(line) => reader.line(at + piece.len() - line.len(), line)?,
                // Two backslashes, or the slash of JSON.
                None if piece.is_empty() => {}
                None if piece.starts_with('/') => reader.line(at, piece)?,
                None => return Err(bad_character(text, at - 1, '\\', part)),
            }
            at += piece.len() + 1;
        }
    } else {
        for (at, line) in lines(body) {
            let inner = mark.and_then(|mark| line.trim_start().strip_prefix(mark)).unwrap_or(line);
            reader.line(start + at + line.len() - inner.len(), inner)?;
        }
    }
    reader.finish(start..start + body.len())
}

struct Reader<'t> {
    text: &'t str,
    part: Part,
    headers: Headers,
    digits: Zeroizing<String>,
    notes: Vec<(&'static str, &'static str)>,
}

impl Reader<'_> {
    /// Takes one line, which is at `at`.
    fn line(&mut self, at: usize, line: &str) -> Result<(), Problem> {
        let mut rest = self.headers.take(line);
        let at = at + line.len() - rest.len();
        let end = at + rest.len();
        while let Some(c) = rest.chars().next() {
            let (c, length) = match c {
                '&' => entity(rest).map_or((c, 1), |found| {
                    self.note(ENTITIES);
                    found
                }),
                _ => (c, c.len_utf8()),
            };
            match c {
                'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '=' => self.digits.push(c),
                '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => self.note(INVISIBLE),
                _ if c.is_whitespace() => {}
                _ => return Err(bad_character(self.text, end - rest.len(), c, self.part)),
            }
            rest = rest.get(length..).unwrap_or_default();
        }
        Ok(())
    }

    fn note(&mut self, note: (&'static str, &'static str)) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn finish(self, span: Range<usize>) -> Result<Body, Problem> {
        let Self { text, part, headers, digits, notes } = self;
        // Room for all of it at once: a buffer that grows leaves copies behind.
        let mut der = Zeroizing::new(Vec::with_capacity(digits.len()));
        if let Err(error) = STANDARD.decode_vec(digits.as_bytes(), &mut der) {
            return Err(bad_ending(text, span, digits.len(), &error, part));
        }
        let dek = headers.encrypted.then(|| headers.dek.unwrap_or_default());
        match announced(&der).filter(|&length| dek.is_none() && length > der.len()) {
            Some(length) => Err(cut(text, span, der.len(), length, part)),
            None => Ok(Body { der, dek, notes }),
        }
    }
}

/// The headers of a block as far as they have been read.
#[derive(Default)]
struct Headers {
    seen: bool,
    over: bool,
    encrypted: bool,
    dek: Option<String>,
}

impl Headers {
    /// What of a line belongs to no header.
    fn take<'l>(&mut self, line: &'l str) -> &'l str {
        let trimmed = line.trim();
        if self.over {
            return line;
        }
        if trimmed.is_empty() {
            self.over = self.seen;
            return "";
        }
        if trimmed.contains(':') {
            self.seen = true;
            self.encrypted |= trimmed.contains("Proc-Type:") && trimmed.contains("ENCRYPTED");
            let Some((_, value)) = line.split_once("DEK-Info:") else { return "" };
            let (value, rest) = value.trim_start().split_once(char::is_whitespace).unwrap_or((value.trim(), ""));
            self.dek = Some(value.to_owned());
            // Everything may stand on one line.
            self.over = !rest.trim().is_empty();
            return rest;
        }
        // A line with white space before it continues a header; any other is base64 without the empty line before it.
        self.over = !(self.seen && line.starts_with([' ', '\t']));
        if self.over { line } else { "" }
    }
}

/// The character that an HTML entity at the start of `text` stands for, and the length of the entity.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "plus" => '+',
        "sol" => '/',
        "equals" => '=',
        "nbsp" => ' ',
        "NewLine" => '\n',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}

/// The length that DER says it has, header included; none for other bytes.
fn announced(der: &[u8]) -> Option<usize> {
    let (&[0x30, first], rest) = der.split_first_chunk()? else { return None };
    let count = usize::from(first & 0x7f);
    if first < 0x80 {
        return Some(2 + count);
    }
    let bytes = rest.get(..count).filter(|bytes| (1..=4).contains(&bytes.len()))?;
    let length = bytes.iter().fold(0_usize, |length, &byte| length << 8 | usize::from(byte));
    length.checked_add(2 + count)
}

fn bad_character(text: &str, at: usize, c: char, part: Part) -> Problem {
    let place = place_of(text, at, part);
    let problem = Problem::new("bad_base64", place, format!("{c:?} is no base64 character"));
    problem.hint(match c {
        '\\' => "line ends are written as \\n in one place and differently in another: put real line ends everywhere",
        '-' | '_' => "PEM is written in plain base64, not in base64url",
        '.' | '…' | '*' | '•' => "a part of the text was left out: copy it again, whole",
        '"' | '\'' | '“' | '”' | '‘' | '’' => {
            "quotation marks of a program or a word processor got in: remove them"
        }
        '>' | '|' => "the lines are quoted as in a mail: remove the marks at their beginnings",
        '<' | '&' => "the text is HTML: copy it from the page as it is shown",
        '%' => "the text is URL-encoded: decode it first",
        '\0' => "the file is damaged or in another encoding: save it again as UTF-8",
        _ => "something else got into the block: copy it again, whole",
    })
}

fn bad_ending(text: &str, span: Range<usize>, digits: usize, error: &DecodeError, part: Part) -> Problem {
    let message = match error {
        DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => {
            format!("{digits} base64 characters are no whole number of bytes: some are missing or too many")
        }
        DecodeError::InvalidByte(..) => "= stands before the end of the base64 text".to_owned(),
        DecodeError::InvalidLastSymbol { .. } => "the last base64 character carries bits that no byte uses".to_owned(),
    };
    let (line, message) = blamed(text, span, message);
    Problem::new("bad_base64", Place::line(part, line), message)
        .hint("the text was cut or changed: copy it again, whole")
}

fn cut(text: &str, span: Range<usize>, is: usize, must: usize, part: Part) -> Problem {
    let message = format!("the block holds {is} of the {must} bytes that it announces: a part of it is missing");
    let (line, message) = blamed(text, span, message);
    Problem::new("truncated", Place::line(part, line), message).hint("the text was cut: copy it again, whole")
}

/// The line that is at fault, and the message with what shows it: in a block that is broken into lines all but the
/// last have one length. Else the last line.
fn blamed(text: &str, span: Range<usize>, message: String) -> (usize, String) {
    let body = text.get(span.clone()).unwrap_or_default();
    let content = || lines(body).filter(|(_, line)| !line.trim().is_empty() && !line.contains(':'));
    let last = content().last().map_or(0, |(at, _)| at);
    let line = |at: usize| line_of(text, span.start + at);
    let mut full = content().take_while(|&(at, _)| at != last).map(|(at, line)| (at, line.trim().len()));
    let Some((_, width)) = full.next() else { return (line(last), message) };
    match full.find(|&(_, length)| length != width) {
        Some((at, length)) => {
            (line(at), format!("{message}; line {} has {length} characters, those before it {width}", line(at)))
        }
        None => (line(last), message),
    }
}
