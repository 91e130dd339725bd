//! Pane 6: the checks as a list, hints under those that need one.

use ratatui::layout::Rect;

use super::cells::{Canvas, fold, fold_below};
use super::theme::Role;
use crate::app::App;
use crate::app::pane::Pane;
use crate::app::verdict;
use crate::jose::check::{Check, Status};

/// Draws the list.
pub(super) fn draw(app: &App, canvas: &mut Canvas<'_>) {
    let place = app.arrangement().inner(Pane::Checks);
    let checks = verdict::checks(&app.bench, app.seconds(), &app.setup.zone);
    let focused = app.focus == Pane::Checks;
    let selected = app.check.min(checks.len().saturating_sub(1));
    let indent = if place.width < 50 { 20 } else { 23 };
    let first_fix = checks.iter().position(|check| check.status == Status::Fail && check.fix.is_some());
    let key = |at: usize| match (focused, at == selected, first_fix == Some(at)) {
        (true, true, _) => "Enter",
        (_, _, true) => "Alt+R",
        (true, false, false) => "↑↓ Enter",
        (false, ..) => "Alt+6",
    };
    let rooms: Vec<Room> = (0..checks.len()).map(|at| Room { key: key(at), ..Room::of(place.width, indent) }).collect();
    let open = open(&checks, &rooms, usize::from(place.height));
    let mut rows: Vec<(usize, Line)> = Vec::new();
    for ((at, check), (open, room)) in checks.iter().enumerate().zip(open.into_iter().zip(&rooms)) {
        let open = if focused && at == selected { Open::Whole } else { open };
        rows.extend(lines(check, *room, open).into_iter().map(|line| (at, line)));
    }
    // The selected check is on show as far as it fits, its first line in any case.
    let of_selected = |(at, _): &(usize, Line)| focused && *at == selected;
    let height = usize::from(place.height);
    let last = rows.iter().rposition(of_selected).map_or(0, |row| row + 1);
    let first = rows.iter().position(of_selected).unwrap_or_default();
    let top = last.saturating_sub(height).min(first);
    // PgDn and PgUp go through what is longer than the pane, on to the end of the list.
    let more = rows.len().saturating_sub(height).saturating_sub(top);
    let top = top + app.check_scroll.min(more);
    for (y, (at, line)) in (place.top()..place.bottom()).zip(rows.iter().skip(top)) {
        if let Some(check) = checks.get(*at).filter(|_| line.first) {
            head(check, canvas, place, y, indent);
        }
        let role = if line.hint { Role::Quiet } else { Role::Text };
        let x = if line.first { indent } else { Room::of(place.width, indent).indent };
        canvas.put(place.x + x, y, place.right(), &line.text, role);
        if focused && *at == selected && line.first {
            canvas.restyle(Rect { y, height: 1, width: indent.min(place.width), ..place }, Role::Selected);
        }
    }
}

/// How much of a check is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// One line, cut if it must be.
    Line,
    /// The whole message.
    Message,
    /// Message and hint.
    Whole,
}

/// As much of each check as there is room for, what failed first.
fn open(checks: &[Check], rooms: &[Room], height: usize) -> Vec<Open> {
    let rank = |check: &Check| match check.status {
        Status::Fail => 0,
        Status::Unknown => 1,
        Status::Warn => 2,
        Status::Ok | Status::Info => 3,
    };
    let mut order: Vec<usize> = (0..checks.len()).collect();
    order.sort_by_key(|at| checks.get(*at).map(rank));
    let mut open = vec![Open::Line; checks.len()];
    let mut grow = |at: usize, wanted: Open, free: &mut usize| {
        let (Some(check), Some(room), Some(now)) = (checks.get(at), rooms.get(at), open.get_mut(at)) else { return };
        let more = lines(check, *room, wanted).len() - lines(check, *room, *now).len();
        if more <= *free {
            *free -= more;
            *now = wanted;
        }
    };
    // What failed is said whole even if that pushes what is only to know out of sight.
    let failed: Vec<usize> =
        order.iter().copied().filter(|at| checks.get(*at).is_some_and(|c| c.status == Status::Fail)).collect();
    let mut room = height.saturating_sub(failed.len());
    for at in &failed {
        grow(*at, Open::Message, &mut room);
    }
    let mut free = room.saturating_sub(checks.len() - failed.len());
    for wanted in [Open::Message, Open::Whole] {
        for &at in &order {
            grow(at, wanted, &mut free);
        }
    }
    open
}

struct Line {
    first: bool,
    hint: bool,
    text: String,
}

/// Cells that there are for sentences.
#[derive(Clone, Copy)]
struct Room {
    /// In the first line of a check, behind its name.
    first: usize,
    /// The key that does what a check offers.
    key: &'static str,
    /// In those below, where they begin, …
    indent: u16,
    /// … and how many there are.
    below: usize,
}

impl Room {
    /// In a narrow pane the lines below begin further to the left.
    fn of(width: u16, first_indent: u16) -> Self {
        let indent = if width < 50 { 8 } else { first_indent };
        let cells = |indent: u16| usize::from(width.saturating_sub(indent)).max(8);
        Self { first: cells(first_indent), key: "Enter", indent, below: cells(indent) }
    }
}

fn lines(check: &Check, room: Room, open: Open) -> Vec<Line> {
    let line = |first: bool, hint: bool, text: String| Line { first, hint, text };
    if open == Open::Line {
        return vec![line(true, false, check.message.clone())];
    }
    let folded = fold_below(&check.message, room.first, room.below).into_iter().enumerate();
    let mut lines: Vec<Line> = folded.map(|(at, text)| line(at == 0, false, text)).collect();
    let fix = check.fix.as_ref().filter(|_| open == Open::Whole).map(|fix| format!("{}: {}", room.key, fix.title()));
    lines.extend(fix.iter().flat_map(|fix| fold(fix, room.below)).map(|text| line(false, false, text)));
    let hint = check.hint.iter().filter(|_| open == Open::Whole);
    lines.extend(hint.flat_map(|hint| fold(hint, room.below)).map(|text| line(false, true, text)));
    lines
}

fn head(check: &Check, canvas: &mut Canvas<'_>, place: Rect, y: u16, indent: u16) {
    let role = match check.status {
        Status::Ok => Role::Ok,
        Status::Warn => Role::Warn,
        Status::Fail => Role::Fail,
        Status::Info => Role::Info,
        Status::Unknown => Role::Quiet,
    };
    let (icon, word) = check.status.words();
    let end = place.x.saturating_add(indent).saturating_sub(1).min(place.right());
    let x = canvas.put(place.x, y, end, icon, role);
    let x = canvas.put(x + 1, y, end, word, role);
    canvas.put((x + 1).max(place.x + 8), y, end, &check.check, Role::Text);
}
