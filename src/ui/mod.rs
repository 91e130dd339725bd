//! The state as cells: [`draw`] reads `&App` and changes nothing.
//!
//! ```text
//! title      product, direction, algorithm
//! verdict    one word, one sentence, the time apart
//! panes      1 header, 2 payload, 3 signing key, 4 public key, 5 token, 6 checks
//! notice     what was done or could not be
//! footer     keys, read from the table of commands
//! ```
//!
//! Every foreign character goes through `cells::Canvas`, which makes control,
//! direction and zero-width characters visible; nothing else writes text.

mod bars;
mod cells;
mod checks;
mod form;
mod keys;
mod overlays;
mod panes;
mod target;
mod texts;
pub mod theme;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::arrangement::Layout;
use crate::app::pane::Pane;
use cells::Canvas;
use theme::{Role, Theme};

/// Draws the whole screen and puts the terminal's cursor where the text cursor is.
pub fn draw(app: &App, theme: &Theme, frame: &mut Frame<'_>) {
    let area = frame.area();
    let arrangement = app.arrangement();
    // Between a resize and its event the two differ: better nothing than a wrong place.
    if area != arrangement.screen {
        return;
    }
    let mut canvas = Canvas::new(frame.buffer_mut(), theme);
    if arrangement.layout == Layout::TooSmall {
        too_small(&mut canvas, area);
        return;
    }
    bars::title(app, &mut canvas, arrangement.title);
    bars::verdict(app, &mut canvas, arrangement.verdict);
    bars::tabs(app, &mut canvas, arrangement.tabs);
    for pane in Pane::ALL {
        if let Some(place) = arrangement.pane(pane) {
            panes::draw(app, pane, &mut canvas, place);
        }
    }
    bars::notice(app, &mut canvas, arrangement.notice);
    bars::footer(app, &mut canvas, arrangement.footer);
    let cursor = match &app.overlay {
        Some(overlay) => overlays::draw(app, overlay, &mut canvas, area),
        None => texts::cursor(app),
    };
    if let Some(position) = cursor.filter(|&position| area.contains(position)) {
        frame.set_cursor_position(position);
    }
}

fn too_small(canvas: &mut Canvas<'_>, area: Rect) {
    let words = format!("Terminal {}x{}, need 40x10. F5 still copies, Ctrl+Q quits.", area.width, area.height);
    let mut at = Position { x: area.x, y: area.y };
    for word in words.split(' ') {
        let width = u16::try_from(word.len()).unwrap_or(u16::MAX);
        if at.x > area.x && at.x.saturating_add(width) > area.right() {
            at = Position { x: area.x, y: at.y.saturating_add(1) };
        }
        at.x = canvas.put(at.x, at.y, area.right(), word, Role::Text).saturating_add(1);
    }
}
