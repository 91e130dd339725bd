//! The rows of a text at a width.
//!
//! Rows are byte ranges; what is drawn in them is [`glyph`](super::glyph())'s matter, and which of
//! them are on the screen is the screen's.
//!
//! Where the caret stands at the end of a row: between two rows of one line (a soft break) it
//! belongs to the start of the lower row. At the end of a line it stands behind the last cluster,
//! so behind a full row its column equals the width: a pane keeps one spare cell for it, or draws
//! it on the last cell.

use super::cluster::{self, clusters};
use super::visible::{cells, is_printable_ascii, width as cells_of};
use std::ops::Range;

/// Where a line that is too long is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wrapping {
    /// Behind a space, tab or comma where there is one, else as [`Hard`](Self::Hard).
    Words,
    /// At the last cluster that fits: for base64, where every cell is used.
    Hard,
    /// Nowhere: one row for each line.
    None,
}

/// The rows of one text at one width; at least one.
///
/// They belong to the text that they were made from. With another text every answer is still some
/// place in it, but not a meaningful one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    rows: Vec<Range<usize>>,
    width: usize,
}

/// Cuts `text` into rows of at most `width` cells (0 counts as 1). A cluster that is wider than
/// that has a row of its own. Lines end with `\n` or `\r\n`.
pub fn wrap(text: &str, width: usize, wrapping: Wrapping) -> Rows {
    let width = width.max(1);
    let guess = if wrapping == Wrapping::None { 0 } else { text.len() / width };
    let mut rows = Vec::with_capacity(guess.saturating_add(16));
    let mut start = 0;
    for line in text.split('\n') {
        let next = start + line.len() + 1;
        let is_last = next > text.len();
        let shown = if is_last { line } else { line.strip_suffix('\r').unwrap_or(line) };
        match wrapping {
            Wrapping::None => rows.push(start..start + shown.len()),
            _ if is_printable_ascii(shown) => wrap_ascii(shown, start, width, wrapping, &mut rows),
            _ => wrap_clusters(shown, start, width, wrapping, &mut rows),
        }
        start = next;
    }
    Rows { rows, width }
}

#[expect(clippy::len_without_is_empty, reason = "there is always a row, so `is_empty` would always be false")]
impl Rows {
    /// How many rows there are; at least 1.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The width that the text was wrapped at, in cells; at least 1.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The bytes shown in `row`, without the line break; of the last row if there are not so many.
    pub fn range(&self, row: usize) -> Range<usize> {
        self.rows.get(row).or(self.rows.last()).cloned().unwrap_or_default()
    }

    /// Whether the line of `row` goes on in the next row.
    pub fn continues(&self, row: usize) -> bool {
        self.rows.get(row.saturating_add(1)).is_some_and(|next| next.start == self.range(row).end)
    }

    /// The row of the place `byte` in `text`, and its column in cells.
    pub fn locate(&self, text: &str, byte: usize) -> (usize, usize) {
        let row = self.rows.partition_point(|row| row.start <= byte).saturating_sub(1);
        let Range { start, end } = self.range(row);
        let byte = cluster::floor(text, byte.min(end));
        (row, text.get(start..byte).map_or(0, cells_of))
    }

    /// The cluster boundary of `text` nearest to `column` (in cells) in `row`. A row or column
    /// beyond the last counts as the last; in a row that [`continues`](Self::continues) this is the
    /// place before its last cluster, since the one behind it belongs to the next row.
    pub fn byte_at(&self, text: &str, row: usize, column: usize) -> usize {
        let row = row.min(self.len().saturating_sub(1));
        let Range { start, end } = self.range(row);
        let shown = text.get(start..end).unwrap_or_default();
        let byte = if is_printable_ascii(shown) { column.min(shown.len()) } else { nearest(shown, column) };
        if byte == shown.len() && self.continues(row) {
            return start + cluster::prev(shown, byte);
        }
        start + byte
    }
}

/// The boundary in `shown` that is nearest to `column`; behind the cluster if it is in its middle.
fn nearest(shown: &str, column: usize) -> usize {
    let mut left = column;
    for (at, cluster) in clusters(shown) {
        let cells = cells(cluster);
        if left < cells {
            return if left.saturating_mul(2) < cells { at } else { at + cluster.len() };
        }
        left -= cells;
    }
    shown.len()
}

/// Rows of a line of which every byte is a cell.
fn wrap_ascii(line: &str, offset: usize, width: usize, wrapping: Wrapping, rows: &mut Vec<Range<usize>>) {
    let mut rest = line.as_bytes();
    let mut start = offset;
    while let Some((row, _)) = rest.split_at_checked(width).filter(|(_, more)| !more.is_empty()) {
        let space = if wrapping == Wrapping::Words { row.iter().rposition(|byte| breaks_behind(*byte)) } else { None };
        let len = space.map_or(width, |at| at + 1);
        rows.push(start..start + len);
        start += len;
        rest = rest.get(len..).unwrap_or_default();
    }
    rows.push(start..start + rest.len());
}

/// Rows of any line.
fn wrap_clusters(line: &str, offset: usize, width: usize, wrapping: Wrapping, rows: &mut Vec<Range<usize>>) {
    let (mut start, mut column) = (0, 0);
    // The last place in this row behind which words may be parted, and its column.
    let mut opening: Option<(usize, usize)> = None;
    for (at, cluster) in clusters(line) {
        let cells = cells(cluster);
        while column + cells > width && at > start {
            let (cut, cut_column) = opening.take().unwrap_or((at, column));
            rows.push(offset + start..offset + cut);
            start = cut;
            column -= cut_column;
        }
        column += cells;
        let end = at + cluster.len();
        if wrapping == Wrapping::Words && line.as_bytes().get(at).copied().is_some_and(breaks_behind) {
            opening = Some((end, column));
        }
    }
    rows.push(offset + start..offset + line.len());
}

/// Whether a row may end behind a cluster that starts with this byte.
fn breaks_behind(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',')
}

#[cfg(test)]
mod tests {
    use super::{Wrapping, wrap, wrap_ascii, wrap_clusters};
    use proptest::prelude::*;

    fn rows(text: &str, width: usize, wrapping: Wrapping) -> Vec<&str> {
        let rows = wrap(text, width, wrapping);
        (0..rows.len()).map(|row| text.get(rows.range(row)).unwrap()).collect()
    }

    #[test]
    fn words_are_kept_together_where_they_fit() {
        assert_eq!(rows("the quick brown fox", 10, Wrapping::Words), ["the quick ", "brown fox"]);
        assert_eq!(rows(r#"{"a":1,"b":22}"#, 8, Wrapping::Words), [r#"{"a":1,"#, r#""b":22}"#]);
        assert_eq!(rows("a supercalifragilistic b", 8, Wrapping::Words), ["a ", "supercal", "ifragili", "stic b"]);
    }

    #[test]
    fn base64_fills_every_cell() {
        assert_eq!(rows("eyJhbGciOiJ a.b", 4, Wrapping::Hard), ["eyJh", "bGci", "OiJ ", "a.b"]);
    }

    #[test]
    fn lines_end_rows_and_a_final_break_opens_one_more() {
        assert_eq!(rows("", 4, Wrapping::Hard), [""]);
        assert_eq!(rows("ab\n\ncdef\n", 4, Wrapping::Hard), ["ab", "", "cdef", ""]);
        assert_eq!(rows("ab\r\ncd\r", 40, Wrapping::None), ["ab", "cd\r"]);
    }

    #[test]
    fn wide_clusters_are_not_cut_in_half() {
        assert_eq!(rows("a字字b", 3, Wrapping::Hard), ["a字", "字b"]);
        assert_eq!(rows("字a", 1, Wrapping::Hard), ["字", "a"]);
        assert_eq!(rows("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, Wrapping::Words), ["👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"]);
    }

    #[test]
    fn an_escape_counts_with_its_full_width() {
        assert_eq!(rows("ab\u{1B}c", 8, Wrapping::Hard), ["ab\u{1B}", "c"]);
        assert_eq!(rows("a \u{1B}\u{1B}", 9, Wrapping::Words), ["a ", "\u{1B}", "\u{1B}"]);
    }

    #[test]
    fn a_place_between_two_rows_belongs_to_the_lower() {
        let text = "abcdef\nxyz";
        let wrapped = wrap(text, 3, Wrapping::Hard);
        assert_eq!(wrapped.locate(text, 3), (1, 0));
        assert_eq!(wrapped.locate(text, 6), (1, 3));
        assert_eq!(wrapped.locate(text, 10), (2, 3));
        assert_eq!(wrapped.byte_at(text, 0, 99), 2);
        assert_eq!(wrapped.byte_at(text, 1, 99), 6);
        assert_eq!(wrapped.byte_at(text, 99, 99), 10);
    }

    #[test]
    fn a_column_inside_a_wide_cluster_goes_to_the_nearer_side() {
        let text = "a\u{1B}字";
        let wrapped = wrap(text, 20, Wrapping::Hard);
        let places: Vec<usize> = (0..=9).map(|column| wrapped.byte_at(text, 0, column)).collect();
        assert_eq!(places, [0, 1, 1, 1, 2, 2, 2, 2, 5, 5]);
    }

    #[test]
    fn rows_of_another_text_give_places_in_this_one() {
        let wrapped = wrap("a long line of text\nand one more", 5, Wrapping::Words);
        for (text, last) in [("", 0), ("é", 2)] {
            for row in 0..12 {
                assert!(wrapped.byte_at(text, row, 3) <= 32 && wrapped.locate(text, row).1 <= last);
            }
        }
    }

    proptest! {
        #[test]
        fn ascii_is_wrapped_as_any_other_text(line in "[ a-f,\"]{0,60}", width in 1usize..12, hard in any::<bool>()) {
            let wrapping = if hard { Wrapping::Hard } else { Wrapping::Words };
            let (mut fast, mut general) = (Vec::new(), Vec::new());
            wrap_ascii(&line, 7, width, wrapping, &mut fast);
            wrap_clusters(&line, 7, width, wrapping, &mut general);
            prop_assert_eq!(fast, general);
        }
    }
}
