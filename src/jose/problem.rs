//! What is wrong with an input: one stable code, a place, a sentence and a way out.
//!
//! Problems are values. They may quote foreign text; whoever prints one makes
//! control and direction characters visible first.

use std::fmt;

/// A named problem with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable, lower-case, underscored name; scripts and tests rely on it.
    pub code: &'static str,
    /// Where it is.
    pub place: Place,
    /// What is wrong: a lower-case sentence without a full stop.
    pub message: String,
    /// What to do about it, where something can be done.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem at `place`, without a hint.
    pub fn new(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, message: clip(message.into()), hint: None }
    }

    /// The message as part of another sentence.
    pub fn clause(&self) -> String {
        let lacks_subject = ["is ", "has ", "holds "].iter().any(|verb| self.message.starts_with(verb));
        if lacks_subject { format!("it {}", self.message) } else { self.message.clone() }
    }

    /// The same problem with the way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(clip(hint.into()));
        self
    }
}

/// The longest sentence, in bytes: it may quote a foreign value of any length.
const LONGEST: usize = 400;

fn clip(mut sentence: String) -> String {
    if sentence.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|&at| sentence.is_char_boundary(at)).unwrap_or_default();
        sentence.truncate(end);
        sentence.push('…');
    }
    sentence
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}

/// A part of the input and, where known, the spot within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which text it is.
    pub part: Part,
    /// The spot within that text.
    pub spot: Option<Spot>,
}

impl Place {
    /// The whole of `part`.
    pub const fn of(part: Part) -> Self {
        Self { part, spot: None }
    }

    /// The character of `part` at `offset` (0-based, in bytes of the text as given).
    pub const fn at(part: Part, offset: usize) -> Self {
        Self { part, spot: Some(Spot::Offset(offset)) }
    }

    /// A line of `part` (1-based).
    pub const fn line(part: Part, line: usize) -> Self {
        Self { part, spot: Some(Spot::Line(line)) }
    }

    /// A line and a column of `part` (both 1-based, the column in characters),
    /// which is at byte `offset`.
    pub const fn line_column(part: Part, line: usize, column: usize, offset: usize) -> Self {
        Self { part, spot: Some(Spot::LineColumn { line, column, offset }) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.part.name())?;
        match self.spot {
            None => Ok(()),
            Some(Spot::Offset(offset)) => write!(f, ", character {}", offset + 1),
            Some(Spot::Line(line)) => write!(f, ", line {line}"),
            Some(Spot::LineColumn { line, column, .. }) => write!(f, ", line {line}, column {column}"),
        }
    }
}

/// The text that a problem is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The token as a whole.
    Token,
    /// The JOSE header.
    Header,
    /// The payload.
    Payload,
    /// The JWS signature.
    Signature,
    /// The key to sign with.
    SigningKey,
    /// The public key or certificate to verify with.
    VerificationKey,
    /// Key material whose use is not known yet.
    Key,
    /// The HMAC secret.
    Secret,
}

impl Part {
    /// The word for it in sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
            Self::SigningKey => "signing key",
            Self::VerificationKey => "public key",
            Self::Key => "key",
            Self::Secret => "secret",
        }
    }
}

/// A spot within a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Byte offset, 0-based.
    Offset(usize),
    /// Line, 1-based.
    Line(usize),
    /// Line and column, 1-based, and the byte offset they stand for.
    LineColumn {
        /// 1-based line.
        line: usize,
        /// 1-based column in characters.
        column: usize,
        /// 0-based byte offset of the same spot.
        offset: usize,
    },
}
