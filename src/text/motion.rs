//! Where the cursor goes within a text, apart from rows.
//!
//! Every answer is a cluster boundary. White space of every script parts words; a run of ASCII signs
//! stands between words, so that the three parts of a token and the names of JSON are stops.

use super::cluster;

/// Where the cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    /// One cluster back; to the start of the selection if there is one and it is not extended.
    Left,
    /// One cluster forward; to the end of the selection if there is one and it is not extended.
    Right,
    /// To the start of the word at or before the cursor.
    WordLeft,
    /// To the end of the word at or after the cursor.
    WordRight,
    /// To the start of the line (not of the row).
    LineStart,
    /// To the end of the line, before its break.
    LineEnd,
    /// To the start of the text.
    TextStart,
    /// To the end of the text.
    TextEnd,
    /// To a byte offset, or the last cluster boundary before it.
    To(usize),
}

impl Motion {
    /// Where this leads from the boundary `cursor` of `text`; selections are the editor's matter.
    pub(super) fn from(self, text: &str, cursor: usize) -> usize {
        let (before, after) = text.split_at_checked(cursor).unwrap_or((text, ""));
        match self {
            Self::Left => cluster::prev(text, cursor),
            Self::Right => cluster::next(text, cursor),
            Self::WordLeft => word_start(text, cursor),
            Self::WordRight => word_end(text, cursor),
            Self::LineStart => before.rfind('\n').map_or(0, |at| at + 1),
            Self::LineEnd => after.find('\n').map_or(text.len(), |at| cursor + at),
            Self::TextStart => 0,
            Self::TextEnd => text.len(),
            Self::To(byte) => cluster::floor(text, byte),
        }
    }
}

/// The start of the word or run of signs that ends before `at`, white space between skipped.
pub(super) fn word_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default().trim_end_matches(|char| class(char) == Class::Space);
    let word = before.chars().next_back().map(class);
    cluster::floor(text, before.trim_end_matches(|char| Some(class(char)) == word).len())
}

/// The end of the word or run of signs that begins after `at`, white space between skipped.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default().trim_start_matches(|char| class(char) == Class::Space);
    let word = after.chars().next().map(class);
    let rest = after.trim_start_matches(|char| Some(class(char)) == word);
    cluster::ceil(text, text.len() - rest.len())
}

/// What words are made of, for moving and deleting. Every character beyond ASCII that is no white
/// space counts as part of a word, so that marks stay with their letters without a table.
#[derive(PartialEq, Clone, Copy)]
enum Class {
    Space,
    Word,
    Sign,
}

fn class(char: char) -> Class {
    match char {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => Class::Word,
        _ if char.is_whitespace() => Class::Space,
        '\u{80}'.. => Class::Word,
        _ => Class::Sign,
    }
}
