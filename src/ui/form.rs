//! The form of a template: fields with their lines, and what is wanted of the one
//! under the cursor.

use ratatui::layout::{Position, Rect};

use super::cells::{Canvas, fold};
use super::overlays::{prompt, window};
use super::theme::Role;
use crate::app::form::Form;

/// Columns of a form.
const WIDTH: u16 = 76;
/// Rows below the fields: what is wanted, or what is wrong.
const BELOW: u16 = 3;

/// Draws a form; where its cursor is.
pub(super) fn draw(canvas: &mut Canvas<'_>, screen: Rect, form: &Form) -> Option<Position> {
    let room = usize::from(screen.width.min(WIDTH).saturating_sub(4)).max(8);
    let about = fold(&form.template.about, room);
    let fields = u16::try_from(form.lines.len()).unwrap_or(u16::MAX);
    let needed = fields.saturating_add(BELOW + 3);
    // What it is for gives way to the fields on a small screen.
    let spare = screen.height.saturating_sub(2).saturating_sub(needed);
    let shown = about.len().min(usize::from(spare.saturating_sub(1)));
    let head = if shown == 0 { 0 } else { u16::try_from(shown).unwrap_or_default() + 1 };
    let title = format!("{} · Enter makes it · Esc closes", form.template.title);
    let place = window(canvas, screen, &title, WIDTH, needed.saturating_add(head));
    for (y, line) in (place.y..).zip(about.iter().take(shown)) {
        canvas.put(place.x, y, place.right(), line, Role::Quiet);
    }
    let list = Rect { y: place.y + head, height: place.height.saturating_sub(head + BELOW + 1).max(1), ..place };
    let cursor = lines(canvas, list, form);
    below(
        canvas,
        Rect { y: list.bottom() + 1, height: place.bottom().saturating_sub(list.bottom() + 1), ..place },
        form,
    );
    cursor
}

/// A row for each field, the one under the cursor always among them.
fn lines(canvas: &mut Canvas<'_>, list: Rect, form: &Form) -> Option<Position> {
    let widest = form.template.fields.iter().map(|field| crate::text::width(&field.title)).max().unwrap_or_default();
    let left = u16::try_from(widest + 3).unwrap_or(list.width).min(list.width / 2);
    let top = (form.at + 1).saturating_sub(usize::from(list.height));
    let mut cursor = None;
    let rows = form.template.fields.iter().zip(&form.lines).enumerate().skip(top);
    for (y, (at, (field, line))) in (list.top()..list.bottom()).zip(rows) {
        let here = at == form.at;
        let refused = form.refused.as_ref().is_some_and(|(refused, _)| *refused == at);
        let role = match (refused, here) {
            (true, _) => Role::Fail,
            (_, true) => Role::Chord,
            _ => Role::Text,
        };
        let sign = match (refused, field.optional) {
            (true, _) => "✗",
            (_, false) => "*",
            _ => " ",
        };
        canvas.put(list.x, y, list.x + 2, sign, role);
        canvas.put(list.x + 2, y, list.x + left, &field.title, role);
        let place = Rect { x: list.x + left, y, width: list.width.saturating_sub(left), height: 1 };
        let found = prompt(canvas, place, if here { "> " } else { "  " }, line);
        if line.text().is_empty() {
            canvas.put(place.x + 2, y, place.right(), &format!("as {}", field.example), Role::Quiet);
        }
        cursor = cursor.or(found.filter(|_| here));
    }
    let hidden = form.lines.len().saturating_sub(top + usize::from(list.height));
    if hidden > 0 {
        canvas.put_right(list.x, list.bottom(), list.right(), &format!(" {hidden} more: Tab "), Role::Chord);
    }
    cursor
}

/// What is wrong, else what is wanted of the field under the cursor.
fn below(canvas: &mut Canvas<'_>, place: Rect, form: &Form) {
    let Some(field) = form.field() else { return };
    let refused = form.refused.as_ref().filter(|(at, _)| *at == form.at);
    let (words, role) = if let Some((_, reason)) = refused {
        (reason.clone(), Role::Fail)
    } else {
        let needed = if field.optional { "may be blank" } else { "needed" };
        (format!("{} ({}, {needed})", field.help, field.kind.words), Role::Quiet)
    };
    for (y, line) in (place.top()..place.bottom()).zip(fold(&words, usize::from(place.width).max(8))) {
        canvas.put(place.x, y, place.right(), &line, role);
    }
}
