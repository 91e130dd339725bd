//! How much of a text is on screen: its rows at the pane's width, and the first of
//! them on show. Made by update, read by drawing.

use ratatui::layout::Rect;

use crate::text::Editor;
use crate::text::{Rows, Wrapping, wrap};

/// The view of one text.
#[derive(Debug, Clone)]
pub struct View {
    /// Where its rows are drawn.
    pub place: Rect,
    /// The text's rows at that width.
    pub rows: Rows,
    /// The first row on show.
    pub top: usize,
    /// What the rows were made from: the state of the text, and how it is wrapped.
    made_from: (u64, Wrapping),
}

impl View {
    /// A view of nothing.
    pub fn empty() -> Self {
        Self { place: Rect::ZERO, rows: wrap("", 1, Wrapping::None), top: 0, made_from: (0, Wrapping::None) }
    }

    /// Wraps the text for a place, if `state`, a number for each state of the texts,
    /// or the width is another one.
    pub fn lay(&mut self, text: &str, state: u64, place: Rect, wrapping: Wrapping) {
        let width = usize::from(place.width.max(1));
        if self.made_from != (state, wrapping) || self.rows.width() != width {
            self.rows = wrap(text, width, wrapping);
            self.made_from = (state, wrapping);
        }
        self.place = place;
        self.scroll(0);
    }

    /// Scrolls so that the cursor is on show.
    pub fn follow(&mut self, editor: &Editor) {
        let (row, _) = self.rows.locate(editor.text(), editor.cursor());
        let height = usize::from(self.place.height.max(1));
        self.top = self.top.clamp(row.saturating_sub(height - 1), row);
        self.scroll(0);
    }

    /// Scrolls by so many rows, as far as there are any.
    pub fn scroll(&mut self, rows: isize) {
        let height = usize::from(self.place.height.max(1));
        self.top = self.top.saturating_add_signed(rows).min(self.rows.len().saturating_sub(height));
    }

    /// The byte of the text at a cell of the screen.
    pub fn byte_at(&self, text: &str, x: u16, y: u16) -> usize {
        let row = self.top + usize::from(y.saturating_sub(self.place.y));
        let column = usize::from(x.saturating_sub(self.place.x));
        self.rows.byte_at(text, row.min(self.rows.len().saturating_sub(1)), column)
    }
}
