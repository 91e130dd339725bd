//! One text with a cursor and a selection, edited by whole clusters.
//!
//! The text is one contiguous `String` that is wiped when it is dropped and when it grows. Every
//! edit gives a [`Change`]; keeping those is the history's matter. Rows and columns come from
//! [`Rows`]; this file knows no width of its own.

use super::change::{Caret, cleaned};
use super::cluster;
use super::motion::{word_end, word_start};
use super::store::Store;
use super::wrap::Rows;
use std::fmt;
use std::ops::Range;
use zeroize::Zeroizing;

pub use super::change::{Change, ChangeKind, normalise};
pub use super::motion::Motion;

/// A text being edited.
///
/// The cursor and the other end of the selection are always cluster boundaries. A text of several
/// lines has `\n` between them and never a `\r`; a single line has no line break and no tab.
pub struct Editor {
    store: Store,
    caret: Caret,
    /// The column in cells that moves by rows keep to.
    column: Option<usize>,
    single_line: bool,
}

impl Editor {
    /// An empty text of any number of lines.
    pub fn multi_line() -> Self {
        Self { store: Store::default(), caret: Caret::default(), column: None, single_line: false }
    }

    /// An empty text of one line: line breaks and tabs that come in become spaces.
    pub fn single_line() -> Self {
        Self { single_line: true, ..Self::multi_line() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.store.as_str()
    }

    /// The length of the text in bytes.
    pub fn len(&self) -> usize {
        self.text().len()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Whether the text has one line by construction.
    pub fn is_single_line(&self) -> bool {
        self.single_line
    }

    /// The byte offset of the cursor.
    pub fn cursor(&self) -> usize {
        self.caret.cursor
    }

    /// The byte offset at which the selection was begun, if one was.
    pub fn anchor(&self) -> Option<usize> {
        self.caret.anchor
    }

    /// The selected bytes, if there are any.
    pub fn selection(&self) -> Option<Range<usize>> {
        let Caret { cursor, anchor } = self.caret;
        anchor.map(|anchor| anchor.min(cursor)..anchor.max(cursor)).filter(|range| !range.is_empty())
    }

    /// The selected text, if there is any.
    pub fn selected(&self) -> Option<&str> {
        self.text().get(self.selection()?)
    }

    /// Puts `text` in the place of the selection, or at the cursor, and the cursor behind it. Line
    /// breaks become `\n` ([`normalise`]); on a single line a closing line break is dropped and
    /// others, and tabs, become spaces. `None` if the text is as it was, and for an empty `text`.
    pub fn insert(&mut self, text: &str) -> Option<Change> {
        let text = cleaned(text, self.single_line);
        if text.is_empty() {
            return None;
        }
        let range = self.selection().unwrap_or(self.cursor()..self.cursor());
        let kind = if cluster::next(&text, 0) == text.len() { ChangeKind::Type } else { ChangeKind::Paste };
        let end = range.end;
        let change = self.change(range, text, kind);
        if change.is_none() {
            self.put_cursor(end);
        }
        change
    }

    /// Deletes the selection, or the cluster before the cursor.
    pub fn backspace(&mut self) -> Option<Change> {
        let range = self.selection().unwrap_or_else(|| cluster::prev(self.text(), self.cursor())..self.cursor());
        self.erase(range)
    }

    /// Deletes the selection, or the cluster after the cursor.
    pub fn delete(&mut self) -> Option<Change> {
        let range = self.selection().unwrap_or_else(|| self.cursor()..cluster::next(self.text(), self.cursor()));
        self.erase(range)
    }

    /// Deletes the selection, or back to where [`Motion::WordLeft`] goes.
    pub fn delete_word_left(&mut self) -> Option<Change> {
        let range = self.selection().unwrap_or_else(|| word_start(self.text(), self.cursor())..self.cursor());
        self.erase(range)
    }

    /// Deletes the selection, or up to where [`Motion::WordRight`] goes.
    pub fn delete_word_right(&mut self) -> Option<Change> {
        let range = self.selection().unwrap_or_else(|| self.cursor()..word_end(self.text(), self.cursor()));
        self.erase(range)
    }

    /// Deletes the selection; `None` without one. [`Change::removed`] is what was cut.
    pub fn cut_selection(&mut self) -> Option<Change> {
        self.selection().and_then(|range| self.erase(range))
    }

    /// Puts `text` (cleaned as by [`insert`](Self::insert)) in the place of the whole text. The
    /// cursor stays at its offset as far as it can.
    pub fn replace_all(&mut self, text: &str) -> Option<Change> {
        let cursor = self.cursor();
        let mut change = self.change(0..self.len(), cleaned(text, self.single_line), ChangeKind::Whole)?;
        self.put_cursor(cluster::floor(self.text(), cursor));
        change.after = self.caret;
        Some(change)
    }

    /// Puts `text` (cleaned as by [`insert`](Self::insert)) in the place of `range`, which is cut to
    /// the text and to whole characters. A cursor behind the range stays where it is in the text; one
    /// inside goes to the range's end.
    pub fn replace_range(&mut self, range: Range<usize>, text: &str) -> Option<Change> {
        let range = self.whole(range);
        let cursor = self.cursor();
        let mut change = self.change(range.clone(), cleaned(text, self.single_line), ChangeKind::Paste)?;
        let moved = match cursor {
            cursor if cursor <= range.start => cursor,
            cursor if cursor < range.end => range.start + change.inserted().len(),
            cursor => cursor - range.len() + change.inserted().len(),
        };
        self.put_cursor(cluster::ceil(self.text(), moved));
        change.after = self.caret;
        Some(change)
    }

    /// Replaces the whole text (cleaned as by [`insert`](Self::insert)) without a change to undo:
    /// for text that follows from something else. The cursor stays at its offset as far as it can.
    pub fn set(&mut self, text: &str) {
        let text = cleaned(text, self.single_line);
        if *text != self.text() {
            self.store.splice(0..self.len(), &text);
        }
        self.put_cursor(cluster::floor(self.text(), self.cursor()));
    }

    /// Takes `change` back, with the cursor and the selection as they were before it. If the text
    /// is not the one that the change left, as much of it as there is is replaced.
    pub fn revert(&mut self, change: &Change) {
        self.swap(change, &change.inserted, &change.removed, change.before);
    }

    /// Makes `change` again, with the cursor and the selection as they were after it. If the text
    /// is not the one that the change was made in, as much of it as there is is replaced.
    pub fn reapply(&mut self, change: &Change) {
        self.swap(change, &change.removed, &change.inserted, change.after);
    }

    /// Moves the cursor. With `extend` the selection goes along, else it ends.
    pub fn go(&mut self, motion: Motion, extend: bool) {
        let to = match (motion, self.selection().filter(|_| !extend)) {
            (Motion::Left, Some(selection)) => selection.start,
            (Motion::Right, Some(selection)) => selection.end,
            _ => motion.from(self.text(), self.cursor()),
        };
        self.move_to(to, extend);
        self.column = None;
    }

    /// Moves the cursor by `delta` rows (up if negative), keeping to the column where such moves
    /// began. Above the first row it goes to the start of the text, below the last to its end.
    /// `rows` are this text's.
    pub fn go_rows(&mut self, rows: &Rows, delta: isize, extend: bool) {
        let (row, column) = rows.locate(self.text(), self.cursor());
        let column = self.column.unwrap_or(column);
        let to = match row.checked_add_signed(delta) {
            None => 0,
            Some(row) if row >= rows.len() && delta > 0 => self.len(),
            Some(row) => cluster::floor(self.text(), rows.byte_at(self.text(), row, column)),
        };
        self.move_to(to, extend);
        self.column = Some(column);
    }

    /// Selects the whole text; the cursor goes to its end.
    pub fn select_all(&mut self) {
        self.caret = Caret { cursor: self.len(), anchor: Some(0) };
        self.column = None;
    }

    /// Ends the selection; the cursor stays.
    pub fn clear_selection(&mut self) {
        self.caret.anchor = None;
    }

    fn erase(&mut self, range: Range<usize>) -> Option<Change> {
        self.change(range, Zeroizing::default(), ChangeKind::Erase)
    }

    /// The one place where an edit is made: `range` lies on character boundaries. The cursor goes
    /// behind the new text, the selection ends. `None`, with the cursor where it was, if the text
    /// stays the same.
    fn change(&mut self, range: Range<usize>, inserted: Zeroizing<String>, kind: ChangeKind) -> Option<Change> {
        let before = self.caret;
        let at = range.start;
        let removed = Zeroizing::new(self.text().get(range.clone())?.to_owned());
        if removed == inserted {
            return None;
        }
        self.store.splice(range, &inserted);
        // The new text may have joined with what follows it: an accent, a second half of a flag.
        self.put_cursor(cluster::ceil(self.text(), at + inserted.len()));
        Some(Change { at, kind, removed, inserted, before, after: self.caret })
    }

    fn swap(&mut self, change: &Change, out: &str, with: &str, caret: Caret) {
        let range = match change.kind {
            ChangeKind::Whole => 0..self.len(),
            _ => self.whole(change.at..change.at.saturating_add(out.len())),
        };
        self.store.splice(range, with);
        let text = self.store.as_str();
        self.caret = Caret {
            cursor: cluster::floor(text, caret.cursor),
            anchor: caret.anchor.map(|anchor| cluster::floor(text, anchor)),
        };
        self.column = None;
    }

    /// The range cut to the text and to whole characters; empty if it ends before it starts.
    fn whole(&self, range: Range<usize>) -> Range<usize> {
        let start = self.text().floor_char_boundary(range.start);
        start..self.text().ceil_char_boundary(range.end.min(self.len())).max(start)
    }

    fn put_cursor(&mut self, cursor: usize) {
        self.caret = Caret { cursor, anchor: None };
        self.column = None;
    }

    fn move_to(&mut self, cursor: usize, extend: bool) {
        let anchor = extend.then(|| self.caret.anchor.unwrap_or(self.caret.cursor));
        self.caret = Caret { cursor, anchor };
    }
}

/// Prints places only: the text may be a key.
impl fmt::Debug for Editor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Editor").field("text", &"[redacted]").field("caret", &self.caret).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
