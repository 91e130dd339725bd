//! The words of JSON: strings (RFC 8259, section 7) and numbers (section 6).
//!
//! How words make up a document is [`json`](super::json)'s matter.

/// What JSON has at the place of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    /// A value: after `:`, after `,` in an array, or at the start of the text.
    Value,
    /// A value or `]`, after `[`.
    ValueOrArrayEnd,
    /// A name in quotes, after `,` in an object.
    Name,
    /// A name in quotes or `}`, after `{`.
    NameOrObjectEnd,
    /// `:`, after a name.
    Colon,
    /// `,` or `}`, after a member.
    CommaOrObjectEnd,
    /// `,` or `]`, after an element.
    CommaOrArrayEnd,
    /// Nothing but white space, after the document.
    Nothing,
    /// The quote that closes a string.
    ClosingQuote,
    /// An escape in the place of a control character.
    EscapedControl,
    /// One of the escapes that JSON has.
    Escape,
    /// The other half of a surrogate pair.
    SurrogatePair,
    /// More of a number, or its end.
    Number,
    /// Fewer objects and arrays within each other.
    LessNesting,
}

impl Expected {
    /// What is expected, in words that go on after "expected ".
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Value => "a value: a string in double quotes, a number, true, false, null, { or [",
            Self::ValueOrArrayEnd => "a value or ]",
            Self::Name => "a name in double quotes; the last member has no comma behind it",
            Self::NameOrObjectEnd => "a name in double quotes or }",
            Self::Colon => "a colon between name and value",
            Self::CommaOrObjectEnd => "a comma or }",
            Self::CommaOrArrayEnd => "a comma or ]",
            Self::Nothing => "nothing more: the document is complete",
            Self::ClosingQuote => "a closing double quote",
            Self::EscapedControl => "an escape such as \\u001B: control characters cannot stand in a string",
            Self::Escape => "an escape: one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u and four hexadecimal digits",
            Self::SurrogatePair => "both halves of a surrogate pair, such as \\uD83D\\uDE00",
            Self::Number => "a number such as 0, -1.5 or 1e9",
            Self::LessNesting => "at most 127 objects and arrays within each other",
        }
    }
}

/// The end of the string that starts at `start` with its quote, and the first fault in it. Without
/// a closing quote the string ends with its line.
pub(super) fn scan_string(text: &str, start: usize) -> (usize, Option<(usize, Expected)>) {
    let bytes = text.as_bytes();
    let mut fault = None;
    let mut at = start + 1;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        at += rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..=0x1F)).unwrap_or(rest.len());
        match bytes.get(at) {
            Some(b'"') => return (at + 1, fault),
            Some(b'\\') => {
                let escape = bytes.get(at..).unwrap_or_default();
                let len = match check_escape(escape) {
                    Ok(len) => len,
                    Err(expected) => {
                        fault = fault.or(Some((at, expected)));
                        1
                    }
                };
                at += len;
            }
            Some(b'\n' | b'\r') | None => return (at, fault.or(Some((at, Expected::ClosingQuote)))),
            Some(_) => {
                fault = fault.or(Some((at, Expected::EscapedControl)));
                at += 1;
            }
        }
    }
}

/// The length of the escape that `bytes` starts with; up to the end of the text if that cuts it off.
fn check_escape(bytes: &[u8]) -> Result<usize, Expected> {
    match bytes.get(1) {
        None => Ok(1),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => match (unit(bytes), bytes.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => Ok(12),
            (Some(0xD800..=0xDFFF), _) => Err(Expected::SurrogatePair),
            (Some(_), _) => Ok(6),
            // Cut off by the end of the text: the missing quote is the fault.
            (None, _) if bytes.len() < 6 && bytes.iter().skip(2).all(u8::is_ascii_hexdigit) => Ok(bytes.len()),
            (None, _) => Err(Expected::Escape),
        },
        Some(_) => Err(Expected::Escape),
    }
}

/// The code unit of an escape `\uXXXX` at the start of `bytes`.
fn unit(bytes: &[u8]) -> Option<u32> {
    let (escape, digits) = bytes.get(..6)?.split_at_checked(2)?;
    if escape != b"\\u" {
        return None;
    }
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
}

/// Whether `word` is a number; else the place in it where it stops being one.
pub(super) fn check_number(word: &str) -> Result<(), usize> {
    let bytes = word.as_bytes();
    let byte_is = |at: usize, set: &[u8]| bytes.get(at).is_some_and(|byte| set.contains(byte));
    let digits = |at: usize| match bytes.iter().skip(at).take_while(|byte| byte.is_ascii_digit()).count() {
        0 => Err(at),
        count => Ok(at + count),
    };
    let mut at = usize::from(byte_is(0, b"-"));
    at = if byte_is(at, b"0") { at + 1 } else { digits(at)? };
    if byte_is(at, b".") {
        at = digits(at + 1)?;
    }
    if byte_is(at, b"eE") {
        at = digits(at + 1 + usize::from(byte_is(at + 1, b"+-")))?;
    }
    if at == bytes.len() { Ok(()) } else { Err(at) }
}

/// The text of a string in quotes with its escapes resolved; as written if one of them is broken.
pub(super) fn unescaped(quoted: &str) -> String {
    let written = quoted.strip_prefix('"').unwrap_or(quoted);
    let written = written.strip_suffix('"').unwrap_or(written);
    resolve(written).unwrap_or_else(|| written.to_owned())
}

/// `written` with its escapes resolved; `None` if one is broken.
fn resolve(written: &str) -> Option<String> {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((before, _)) = rest.split_once('\\') {
        text.push_str(before);
        let escape = rest.get(before.len()..)?;
        let len = check_escape(escape.as_bytes()).ok()?;
        text.push(match escape.as_bytes().get(1)? {
            b'b' => '\u{8}',
            b'f' => '\u{C}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' if len == 12 => {
                let (high, low) = (unit(escape.as_bytes())?, unit(escape.as_bytes().get(6..)?)?);
                char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00))?
            }
            b'u' => char::from_u32(unit(escape.as_bytes())?)?,
            byte => char::from(*byte),
        });
        rest = escape.get(len..)?;
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::{Expected, check_number, scan_string, unescaped};

    #[test]
    fn numbers_are_those_of_the_grammar() {
        for (word, expected) in [
            ("0", Ok(())),
            ("-0.5E+10", Ok(())),
            ("12345678901234567890123", Ok(())),
            ("1e400", Ok(())),
            ("01", Err(1)),
            ("-", Err(1)),
            ("1.", Err(2)),
            ("1.e5", Err(2)),
            ("1e+", Err(3)),
            ("1.5x", Err(3)),
            ("0x10", Err(1)),
        ] {
            assert_eq!(check_number(word), expected, "{word}");
        }
    }

    #[test]
    fn strings_end_at_their_quote_or_with_their_line() {
        for (text, expected) in [
            (r#""a\"b" c"#, (6, None)),
            ("\"é\n\"", (3, Some((3, Expected::ClosingQuote)))),
            (r#""\x""#, (4, Some((1, Expected::Escape)))),
            (r#""\u12G4""#, (8, Some((1, Expected::Escape)))),
            (r#""\u12"#, (5, Some((5, Expected::ClosingQuote)))),
            (r#""\"#, (2, Some((2, Expected::ClosingQuote)))),
            (r#""\uD83D\uDE00""#, (14, None)),
            (r#""\uD83Dx""#, (9, Some((1, Expected::SurrogatePair)))),
            (r#""\uDE00""#, (8, Some((1, Expected::SurrogatePair)))),
            ("\"a\u{1}\"", (4, Some((2, Expected::EscapedControl)))),
        ] {
            assert_eq!(scan_string(text, 0), expected, "{text}");
        }
    }

    #[test]
    fn names_are_read_with_their_escapes() {
        for (quoted, expected) in [
            (r#""exp""#, "exp"),
            (r#""\u0065xp""#, "exp"),
            (r#""a\"\\\/\b\f\n\r\t\uD83D\uDE00é""#, "a\"\\/\u{8}\u{C}\n\r\t😀é"),
            (r#""\x""#, r"\x"),
            (r#""\uD83D""#, r"\uD83D"),
        ] {
            assert_eq!(unescaped(quoted), expected);
        }
    }
}
