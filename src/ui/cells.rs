//! The one place that puts text into cells. Whatever the text is, what reaches the
//! terminal is printable: foreign control, direction and zero-width characters are
//! written out as escapes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation as _;

use super::theme::{Role, Theme};
use crate::text::glyph;

/// A buffer to draw on with a theme.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
}

impl<'a> Canvas<'a> {
    pub(super) const fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self { buffer, theme }
    }

    /// Writes a text from column `x` up to, not including, column `end`; what does
    /// not fit is cut with `…`. The column after it comes back.
    pub(super) fn put(&mut self, x: u16, y: u16, end: u16, text: &str, role: Role) -> u16 {
        let room = usize::from(end.saturating_sub(x));
        let fits = crate::text::width(text) <= room;
        let limit = if fits { end } else { end.saturating_sub(1) };
        let mut at = x;
        for grapheme in text.graphemes(true) {
            match self.put_glyph(at, y, limit, grapheme, role, false) {
                Some(next) => at = next,
                None => break,
            }
        }
        if !fits && at < end {
            self.cell(at, y, "…", self.theme.style(role));
            at += 1;
        }
        at
    }

    /// Writes a text that ends before column `end`; the column that it starts at.
    pub(super) fn put_right(&mut self, start: u16, y: u16, end: u16, text: &str, role: Role) -> u16 {
        let width = u16::try_from(crate::text::width(text)).unwrap_or(u16::MAX);
        let x = end.saturating_sub(width).max(start);
        self.put(x, y, end, text, role);
        x
    }

    /// Writes one grapheme if it fits whole before `end`; the column after it.
    pub(super) fn put_glyph(
        &mut self,
        x: u16,
        y: u16,
        end: u16,
        grapheme: &str,
        role: Role,
        selected: bool,
    ) -> Option<u16> {
        let shown = glyph(grapheme);
        let next = x.checked_add(u16::try_from(shown.width).ok()?)?;
        if next > end {
            return None;
        }
        let mut style = self.theme.style(if shown.escaped { Role::Escaped } else { role });
        if selected {
            style = style.patch(self.theme.style(Role::Selected));
        }
        if shown.escaped || grapheme == "\t" {
            // An escape is plain ASCII, one character a cell.
            for (at, c) in (x..).zip(shown.shown.chars()) {
                self.cell(at, y, c.encode_utf8(&mut [0; 4]), style);
            }
        } else {
            self.cell(x, y, &shown.shown, style);
            for at in x + 1..next {
                self.cell(at, y, " ", style);
            }
        }
        Some(next)
    }

    /// Clears a place, so that what is under an overlay does not show through.
    pub(super) fn clear(&mut self, place: Rect) {
        for y in place.top()..place.bottom() {
            for x in place.left()..place.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// A border around a place, double where the focus is.
    pub(super) fn border(&mut self, place: Rect, focused: bool) {
        if place.width < 2 || place.height < 2 {
            return;
        }
        let [corner_a, corner_b, corner_c, corner_d, flat, upright] = if focused {
            ["╔", "╗", "╚", "╝", "═", "║"]
        } else {
            ["┌", "┐", "└", "┘", "─", "│"]
        };
        let style = self.theme.style(if focused { Role::FocusBorder } else { Role::Border });
        let (right, bottom) = (place.right() - 1, place.bottom() - 1);
        for x in place.x + 1..right {
            self.cell(x, place.y, flat, style);
            self.cell(x, bottom, flat, style);
        }
        for y in place.y + 1..bottom {
            self.cell(place.x, y, upright, style);
            self.cell(right, y, upright, style);
        }
        self.cell(place.x, place.y, corner_a, style);
        self.cell(right, place.y, corner_b, style);
        self.cell(place.x, bottom, corner_c, style);
        self.cell(right, bottom, corner_d, style);
    }

    /// Draws over what stands in a row: the selected row of a list.
    pub(super) fn restyle(&mut self, place: Rect, role: Role) {
        let style = self.theme.style(role);
        self.buffer.set_style(place, style);
    }

    /// Underlines a cell.
    pub(super) fn underline(&mut self, x: u16, y: u16) {
        let style = self.theme.style(Role::Error).add_modifier(Modifier::UNDERLINED);
        self.buffer.set_style(Rect::new(x, y, 1, 1).intersection(self.buffer.area), style);
    }

    fn cell(&mut self, x: u16, y: u16, symbol: &str, style: Style) {
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            // Styles add up; what stood here before must not shine through.
            cell.reset();
            cell.set_symbol(symbol).set_style(style);
        }
    }
}

/// Words in lines of at most `room` cells; a longer word is cut up.
pub(super) fn fold(text: &str, room: usize) -> Vec<String> {
    fold_below(text, room, room)
}

/// The same with another room for the lines below the first.
pub(super) fn fold_below(text: &str, first: usize, below: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        for (at, piece) in pieces(word, first.min(below)).into_iter().enumerate() {
            let room = if lines.len() == 1 { first } else { below };
            let Some(line) = lines.last_mut() else { continue };
            let space = usize::from(at == 0 && !line.is_empty());
            if crate::text::width(line) + space + crate::text::width(&piece) > room && !line.is_empty() {
                lines.push(piece);
            } else {
                line.push_str(if space == 1 { " " } else { "" });
                line.push_str(&piece);
            }
        }
    }
    lines
}

fn pieces(word: &str, room: usize) -> Vec<String> {
    if crate::text::width(word) <= room {
        return vec![word.to_owned()];
    }
    // An escape such as \u202E takes six cells: a sixth of the room is always enough.
    let graphemes: Vec<&str> = word.graphemes(true).collect();
    graphemes.chunks((room / 12).max(1)).map(<[&str]>::concat).collect()
}
