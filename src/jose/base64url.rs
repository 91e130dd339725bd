//! base64url without padding (RFC 7515 section 2), strict, with the place of the
//! first bad character.
//!
//! What is nearly right is read all the same, so that it can be shown: padding is
//! a note, the alphabet of plain base64 is a problem with the bytes beside it.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use base64::{alphabet, engine::general_purpose::URL_SAFE_NO_PAD};

use super::problem::{Part, Place, Problem};

/// The text of `bytes` in base64url without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The text of `bytes` in plain base64 with padding (RFC 4648 section 4).
pub fn standard(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// What came out of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The bytes, as far as they could be read.
    pub bytes: Option<Vec<u8>>,
    /// Why the segment is not base64url; then the bytes must not be trusted.
    pub problem: Option<Problem>,
    /// What is unusual about it but does no harm.
    pub note: Option<Problem>,
}

/// Reads one segment that starts at byte `offset` of the token; `part` names it.
pub fn decode(text: &str, part: Part, offset: usize) -> Segment {
    let body = text.trim_end_matches('=');
    let note = (body.len() < text.len()).then(|| {
        Problem::new(
            "base64_padding",
            Place::at(part, offset + body.len()),
            "ends with \"=\" padding, which base64url in a JWS has not",
        )
        .hint("some load balancers add it; it is read all the same")
    });
    match body.char_indices().find(|&(_, c)| !is_base64url(c)) {
        None => match URL_SAFE_NO_PAD.decode(body) {
            Ok(bytes) => Segment { bytes: Some(bytes), problem: None, note },
            Err(_) => Segment { bytes: lenient(body), problem: Some(bad_end(body, part, offset)), note },
        },
        Some((at, bad)) => {
            let standard = body.chars().all(|c| is_base64url(c) || c == '+' || c == '/');
            let problem = if standard {
                Problem::new(
                    "standard_base64",
                    Place::at(part, offset + at),
                    format!("{bad:?} belongs to plain base64; a JWS is written in base64url"),
                )
                .hint("write - for + and _ for /, and drop the = at the end")
            } else {
                Problem::new(
                    "bad_character",
                    Place::at(part, offset + at),
                    format!("{} is no base64url character", name(bad)),
                )
                .hint("only A-Z a-z 0-9 - and _ can stand here: copy the token again, whole")
            };
            Segment { bytes: lenient(body), problem: Some(problem), note }
        }
    }
}

/// True for the 64 characters of base64url.
pub const fn is_base64url(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_')
}

fn bad_end(body: &str, part: Part, offset: usize) -> Problem {
    if body.len() % 4 == 1 {
        Problem::new(
            "base64_length",
            Place::at(part, offset + body.len()),
            format!("{} characters cannot be base64url: one is missing or too much", body.len()),
        )
        .hint("the token was cut: copy it again, whole")
    } else {
        Problem::new(
            "base64_trailing_bits",
            Place::at(part, offset + body.len().saturating_sub(1)),
            "the last character carries bits that no byte uses",
        )
        .hint("the last character was changed or the token was cut: copy it again, whole")
    }
}

/// The bytes that a tolerant reader would see; only for showing.
fn lenient(body: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&alphabet::URL_SAFE, config);
    let mut kept: String = body
        .chars()
        .map(|c| {
            if c == '+' {
                '-'
            } else if c == '/' {
                '_'
            } else {
                c
            }
        })
        .filter(|&c| is_base64url(c))
        .collect();
    if kept.len() % 4 == 1 {
        kept.pop();
    }
    engine.decode(kept).ok()
}

fn name(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\n' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        c if c.is_control() => format!("the control character U+{:04X}", u32::from(c)),
        '\u{2026}' => "… (dots in place of what was left out)".to_owned(),
        c if c.is_ascii() => format!("{c:?}"),
        c => format!("{c:?} (U+{:04X})", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<(&'static str, Place)> {
        decode(text, Part::Payload, 10).problem.map(|p| (p.code, p.place))
    }

    /// RFC 4648 section 10, in its base64url form.
    #[test]
    fn reads_the_vectors_of_rfc_4648() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            let segment = decode(text, Part::Payload, 0);
            assert_eq!(segment, Segment { bytes: Some(plain.into()), problem: None, note: None });
            assert_eq!(encode(plain.as_bytes()), text);
        }
    }

    #[test]
    fn names_the_first_bad_character_and_its_place_in_the_token() {
        assert_eq!(code("Zm9v.mE"), Some(("bad_character", Place::at(Part::Payload, 14))));
        assert_eq!(code("Zm9\u{e9}YmE"), Some(("bad_character", Place::at(Part::Payload, 13))));
        assert_eq!(code("Zm9v+/E"), Some(("standard_base64", Place::at(Part::Payload, 14))));
    }

    #[test]
    fn refuses_trailing_bits_and_impossible_lengths() {
        assert_eq!(code("Zh"), Some(("base64_trailing_bits", Place::at(Part::Payload, 11))));
        assert_eq!(code("Zm9vY"), Some(("base64_length", Place::at(Part::Payload, 15))));
    }

    #[test]
    fn reads_padding_with_a_note() {
        let segment = decode("Zg==", Part::Payload, 0);
        assert_eq!(segment.bytes.as_deref(), Some(&b"f"[..]));
        assert_eq!(segment.problem, None);
        assert_eq!(segment.note.map(|n| n.code), Some("base64_padding"));
    }

    #[test]
    fn shows_the_bytes_of_a_segment_it_does_not_trust() {
        assert_eq!(decode("Zm9v YmFy", Part::Payload, 0).bytes.as_deref(), Some(&b"foobar"[..]));
    }
}
