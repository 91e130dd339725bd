//! The key panes: what the key is, and its text unless it is to stay hidden.

use super::cells::Canvas;
use super::texts;
use super::theme::Role;
use crate::app::pane::Pane;
use crate::app::{App, Hidden};
use crate::jose::key::pair::Match;

/// Draws what is inside a key pane.
pub(super) fn draw(app: &App, pane: Pane, canvas: &mut Canvas<'_>) {
    let place = app.arrangement().inner(pane);
    let text = app.bench.text(pane);
    if text.is_empty() {
        let words: &[&str] = match pane {
            Pane::Signing => &["F2 opens a private key or .pfx,", "or type an HMAC secret; Alt+G makes a key"],
            _ => &["F2 opens a certificate, public key or JWK Set"],
        };
        for (y, line) in (place.top()..place.bottom()).zip(words) {
            canvas.put(place.x, y, place.right(), line, Role::Quiet);
        }
        return;
    }
    let (rows, lines) = (app.summary_rows(pane), app.key_lines(pane));
    for (at, y) in (place.top()..place.bottom()).take(rows).enumerate() {
        let line = lines.get(at).map_or("", String::as_str);
        let line = if at == 0 { named(app, pane, line) } else { line.to_owned() };
        canvas.put(place.x, y, place.right(), &line, Role::Text);
    }
    if app.hidden(pane) == Hidden::Summary {
        hidden(app, pane, canvas);
    } else {
        texts::draw(app, pane, canvas);
    }
}

/// The first line of what is said about a key: its name, then what it is.
fn named(app: &App, pane: Pane, line: &str) -> String {
    let (reading, name) = match (pane, &app.bench.mark().names) {
        (Pane::Signing, [name, _]) => (&app.bench.keys().signing, name),
        (_, [_, name]) => (&app.bench.keys().public, name),
    };
    let name = match name {
        _ if app.bench.mark().throw_away => "THROW-AWAY KEY, made for this sample",
        _ if reading.is_locked() => "LOCKED: Alt+U asks for its passphrase",
        Some(name) => name,
        None if pane == Pane::Signing && app.bench.holds_unsaved() => "NEW KEY, unsaved (Alt+W)",
        None if app.bench.derived().pair == Some(Match::Yes) && app.bench.holds_unsaved() => "NEW, unsaved (Alt+W)",
        None if reading.problem().is_some() => "no usable key",
        None => "pasted or typed",
    };
    if let crate::app::keys::Reading::Secret(_) = reading {
        let file = app
            .bench
            .mark()
            .names
            .first()
            .and_then(Option::as_deref)
            .map(|name| format!("{name}   "))
            .unwrap_or_default();
        let file = if app.bench.holds_unsaved() { "NEW (Alt+W)   ".to_owned() } else { file };
        return format!("{file}{line}   read as {} (Alt+S)", app.bench.mark().encoding.name());
    }
    if line.is_empty() { name.to_owned() } else { format!("{name}   {line}") }
}

/// The BEGIN line, and how much stays hidden. Never a byte of the key itself, not
/// even of a PEM text that stands on one line.
fn hidden(app: &App, pane: Pane, canvas: &mut Canvas<'_>) {
    let Some(view) = app.view(pane) else { return };
    let text = app.bench.text(pane);
    let begin = text.find("-----BEGIN ").and_then(|start| {
        let label = text.get(start + 11..)?;
        let end = label.find("-----")?;
        text.get(start..start + 11 + end + 5)
    });
    let lines = text.trim_end().lines().count().saturating_sub(usize::from(begin.is_some()));
    let plural = if lines == 1 { "" } else { "s" };
    let dots = "●".repeat(usize::from(view.place.width / 3).min(22));
    let rows = begin.map(str::to_owned).into_iter().chain([format!("{dots} {lines} line{plural} hidden, F9 reveals")]);
    // Where one row is left, that it is hidden matters more than the BEGIN line.
    let skip = usize::from(view.place.height == 1 && begin.is_some());
    for (y, row) in (view.place.top()..view.place.bottom()).zip(rows.skip(skip)) {
        canvas.put(view.place.x, y, view.place.right(), &row, Role::Masked);
    }
}
