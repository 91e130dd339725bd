//! Which member of a JSON text a place is in, also while the text is broken because it is being typed.
//!
//! The spans of a [`Scan`] say it, so the text is not read again.

use std::ops::Range;

use super::json::{DEEPEST, Kind, Scan, Span};
use super::json_lexeme::unescaped;

/// A place in a JSON text, told by its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Names from the top-level object inwards, escapes resolved. Elements of arrays add nothing.
    pub path: Vec<String>,
    /// The bytes of the innermost member's value, if that is a string, a number or a literal.
    pub value: Option<Range<usize>>,
}

/// An object or an array that is open at the place.
struct Frame {
    is_object: bool,
    /// The span of the member's name that was read last.
    name: Option<usize>,
}

/// Where the byte `offset` of `text` is by its members; nothing outside the members of a top-level
/// object, and nothing deeper than JSON may be nested.
///
/// A member reaches from its name to its value's end. Of what stands around it, blanks, commas and brackets, each
/// belongs to the member that it shares the line with, the next before the last one.
pub fn path_at(text: &str, scan: &Scan, offset: usize) -> Option<Spot> {
    let mut open: Vec<Frame> = Vec::new();
    let mut last: Option<&Span> = None;
    let mut read = 0;
    for (at, span) in scan.spans.iter().enumerate() {
        let starts_here = span.range.start == offset && span.kind == Kind::Name;
        if span.range.start >= offset && !starts_here {
            break;
        }
        (last, read) = (Some(span), at + 1);
        match (span.kind, byte(text, span)) {
            (Kind::Punctuation, Some(bracket @ (b'{' | b'['))) => {
                open.push(Frame { is_object: bracket == b'{', name: None });
            }
            (Kind::Punctuation, Some(bracket @ (b'}' | b']'))) => close(&mut open, bracket == b'}'),
            (Kind::Name, _) => {
                if let Some(frame) = open.last_mut() {
                    frame.name = Some(at);
                }
            }
            _ => {}
        }
    }
    let last = last?;
    let between = last.range.end < offset || byte(text, last) == Some(b',') || byte(text, last) == Some(b'{');
    let awaited = byte(text, last) == Some(b':');
    if let Some(frame) = open.last_mut().filter(|frame| frame.is_object && between && !awaited) {
        let same_line = |range: Range<usize>| text.get(range).is_some_and(|gap| !gap.contains('\n'));
        match scan.spans.get(read) {
            Some(next) if next.kind == Kind::Name && same_line(offset..next.range.start) => frame.name = Some(read),
            _ if !same_line(last.range.end..offset) => frame.name = None,
            _ => {}
        }
    }
    if !open.first()?.is_object || open.len() > DEEPEST {
        return None;
    }
    let names: Vec<usize> = open.iter().filter_map(|frame| frame.name).collect();
    let own = open.last().and_then(|frame| frame.name);
    let value = own.and_then(|name| value(text, scan, name));
    let path = names.iter().filter_map(|&name| text.get(scan.spans.get(name)?.range.clone())).map(unescaped);
    Some(Spot { path: path.collect(), value }).filter(|spot| !spot.path.is_empty())
}

fn byte(text: &str, span: &Span) -> Option<u8> {
    text.as_bytes().get(span.range.start).copied()
}

/// A closing bracket also ends what was left open within its own pair; without a pair it ends nothing.
fn close(open: &mut Vec<Frame>, is_object: bool) {
    if let Some(at) = open.iter().rposition(|frame| frame.is_object == is_object) {
        open.truncate(at);
    }
}

/// The value behind the name that is span number `name`.
fn value(text: &str, scan: &Scan, name: usize) -> Option<Range<usize>> {
    let colon = scan.spans.get(name + 1).filter(|span| byte(text, span) == Some(b':'));
    let value = colon.and_then(|_| scan.spans.get(name + 2))?;
    matches!(value.kind, Kind::String | Kind::Number | Kind::Literal).then(|| value.range.clone())
}

#[cfg(test)]
mod tests;
