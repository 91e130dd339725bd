//! What is where in a JSON text (RFC 8259): spans to colour, the members of the top-level object,
//! and the first place where the text stops being JSON.
//!
//! One pass that never fails: behind a fault it goes on as well as it can, because text is broken
//! most of the time while it is being typed. It accepts what `serde_json` accepts as a
//! `serde_json::Value` (so a half of a surrogate pair is a fault, and nesting is limited), with one
//! exception: a number beyond the range of a double, such as `1e400`, is well-formed JSON and no
//! fault here. Duplicate names, and what a value means, are not this file's matter.

use super::json_lexeme::{check_number, scan_string, unescaped};
use std::ops::Range;

pub use super::json_lexeme::Expected;
pub use super::json_path::{Spot, path_at};

/// Open objects and arrays at most, as in `serde_json`.
pub(super) const DEEPEST: usize = 127;

/// What a JSON text is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scan {
    /// Every token in order, white space left out; spans do not overlap.
    pub spans: Vec<Span>,
    /// The members of the top-level object whose values are complete, in order; empty if the text
    /// does not start with an object.
    pub members: Vec<Member>,
    /// The first place where the text stops being JSON; `None` if it is JSON.
    pub fault: Option<Fault>,
}

/// A token and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// Kinds of tokens, as they are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The name of a member, with its quotes.
    Name,
    /// A string value, with its quotes; up to the end of its line if the closing one is missing.
    String,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Literal,
    /// One of `{ } [ ] , :`.
    Punctuation,
    /// Anything else.
    Bad,
}

/// A member of the top-level object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The bytes of the name, with its quotes.
    pub name_range: Range<usize>,
    /// The name with its escapes resolved; as written if one of them is broken.
    pub name: String,
    /// The bytes of the value, without white space around it.
    pub value: Range<usize>,
}

/// Where a text stops being JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The byte offset: everything before it can be the start of a JSON text. At the length of the
    /// text if it ends too early; a broken escape or word counts from its first character.
    pub at: usize,
    /// What should be there.
    pub expected: Expected,
}

/// Finds the tokens, the top-level members and the first fault of `text`.
pub fn scan(text: &str) -> Scan {
    let mut scanner = Scanner {
        text,
        at: 0,
        state: State::Value,
        open: Vec::new(),
        objects: 0,
        in_members: false,
        name: None,
        value_start: 0,
        // A guess at the number of tokens: growing costs more than scanning.
        scan: Scan { spans: Vec::with_capacity(text.len() / 4), ..Scan::default() },
    };
    while let Some(byte) = text.as_bytes().get(scanner.at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => scanner.at += 1,
            b'{' => scanner.open(Container::Object),
            b'[' => scanner.open(Container::Array),
            b'}' => scanner.close(Container::Object),
            b']' => scanner.close(Container::Array),
            b',' => scanner.comma(),
            b':' => scanner.colon(),
            b'"' => scanner.string(),
            _ => scanner.word(),
        }
    }
    if scanner.state != State::End {
        scanner.fault(text.len(), scanner.expected());
    }
    scanner.scan
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Object,
    Array,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,
    CommaOrEnd,
    End,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    state: State,
    open: Vec<Container>,
    /// How many of `open` are objects.
    objects: usize,
    /// Whether the outermost open container is the object that the text starts with.
    in_members: bool,
    /// The name of the top-level member whose value comes next.
    name: Option<Range<usize>>,
    value_start: usize,
    scan: Scan,
}

impl Scanner<'_> {
    fn open(&mut self, container: Container) {
        let is_first = self.scan.spans.is_empty();
        self.begin_value();
        self.open.push(container);
        if self.open.len() > DEEPEST {
            self.fault(self.at, Expected::LessNesting);
        }
        match container {
            Container::Object => {
                self.in_members |= is_first;
                self.objects += 1;
                self.state = State::NameOrEnd;
            }
            Container::Array => self.state = State::ValueOrEnd,
        }
        self.token(self.at + 1, Kind::Punctuation);
    }

    fn close(&mut self, container: Container) {
        let ends_here = matches!(self.state, State::ValueOrEnd | State::NameOrEnd | State::CommaOrEnd);
        if !ends_here || self.open.last() != Some(&container) {
            self.fault(self.at, self.expected());
        }
        self.token(self.at + 1, Kind::Punctuation);
        let arrays = self.open.len() - self.objects;
        if (if container == Container::Object { self.objects } else { arrays }) == 0 {
            return;
        }
        // What was left open inside ends here too.
        while let Some(inner) = self.open.pop() {
            self.objects -= usize::from(inner == Container::Object);
            if inner == container {
                break;
            }
        }
        self.in_members &= !self.open.is_empty();
        self.end_value();
    }

    fn comma(&mut self) {
        if self.state != State::CommaOrEnd {
            self.fault(self.at, self.expected());
        }
        match self.open.last() {
            Some(Container::Object) => self.state = State::Name,
            Some(Container::Array) => self.state = State::Value,
            None => {}
        }
        self.token(self.at + 1, Kind::Punctuation);
    }

    fn colon(&mut self) {
        if self.state != State::Colon {
            self.fault(self.at, self.expected());
        }
        if self.open.last() == Some(&Container::Object) {
            self.state = State::Value;
        }
        self.token(self.at + 1, Kind::Punctuation);
    }

    fn string(&mut self) {
        let start = self.at;
        let lacks_comma = self.state == State::CommaOrEnd && self.open.last() == Some(&Container::Object);
        let is_name = lacks_comma || matches!(self.state, State::Name | State::NameOrEnd);
        if lacks_comma {
            self.fault(start, self.expected());
        }
        if !is_name {
            self.begin_value();
        }
        let (end, fault) = scan_string(self.text, start);
        if let Some((at, expected)) = fault {
            self.fault(at, expected);
        }
        self.token(end, if is_name { Kind::Name } else { Kind::String });
        if is_name {
            self.state = State::Colon;
            self.note_name(Some(start..end));
        } else {
            self.end_value();
        }
    }

    /// A number, a literal, or whatever else stands between white space and punctuation.
    fn word(&mut self) {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let len = rest.bytes().position(ends_word).unwrap_or(rest.len());
        let word = rest.get(..len).unwrap_or_default();
        if matches!(self.state, State::Name | State::NameOrEnd) {
            self.fault(start, self.expected());
            self.token(start + len, Kind::Bad);
            self.state = State::Colon;
            self.note_name(None);
            return;
        }
        self.begin_value();
        let kind = match word.as_bytes() {
            b"true" | b"false" | b"null" => Kind::Literal,
            [b'-' | b'0'..=b'9', ..] => match check_number(word) {
                Ok(()) => Kind::Number,
                Err(place) => {
                    self.fault(start + place, Expected::Number);
                    Kind::Bad
                }
            },
            _ => {
                self.fault(start, Expected::Value);
                Kind::Bad
            }
        };
        self.token(start + len, kind);
        self.end_value();
    }

    fn begin_value(&mut self) {
        if !matches!(self.state, State::Value | State::ValueOrEnd) {
            self.fault(self.at, self.expected());
        }
        if self.open.len() == 1 {
            self.value_start = self.at;
        }
    }

    fn end_value(&mut self) {
        self.state = if self.open.is_empty() { State::End } else { State::CommaOrEnd };
        if self.open.len() != 1 || !self.in_members {
            return;
        }
        if let Some(name_range) = self.name.take() {
            let name = unescaped(self.text.get(name_range.clone()).unwrap_or_default());
            self.scan.members.push(Member { name_range, name, value: self.value_start..self.at });
        }
    }

    fn note_name(&mut self, name: Option<Range<usize>>) {
        if self.in_members && self.open.len() == 1 {
            self.name = name;
        }
    }

    fn token(&mut self, end: usize, kind: Kind) {
        self.scan.spans.push(Span { range: self.at..end, kind });
        self.at = end;
    }

    fn fault(&mut self, at: usize, expected: Expected) {
        self.scan.fault.get_or_insert(Fault { at, expected });
    }

    fn expected(&self) -> Expected {
        match (self.state, self.open.last()) {
            (State::Value, _) => Expected::Value,
            (State::ValueOrEnd, _) => Expected::ValueOrArrayEnd,
            (State::Name, _) => Expected::Name,
            (State::NameOrEnd, _) => Expected::NameOrObjectEnd,
            (State::Colon, _) => Expected::Colon,
            (State::CommaOrEnd, Some(Container::Array)) => Expected::CommaOrArrayEnd,
            (State::CommaOrEnd, _) => Expected::CommaOrObjectEnd,
            (State::End, _) => Expected::Nothing,
        }
    }
}

fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"')
}

#[cfg(test)]
mod tests;
