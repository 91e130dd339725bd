//! Borders and titles of the panes; what is inside is drawn by the file of its kind.

use ratatui::layout::Rect;

use super::cells::Canvas;
use super::theme::Role;
use super::{checks, keys, texts};
use crate::app::App;
use crate::app::pane::Pane;
use crate::app::verdict;
use crate::app::workbench::Source;
use crate::jose::check::Status;
use crate::jose::key::pair::Match;
use crate::jose::problem::Problem;

/// Draws one pane.
pub(super) fn draw(app: &App, pane: Pane, canvas: &mut Canvas<'_>, place: Rect) {
    let focused = app.focus == pane;
    canvas.border(place, focused);
    let end = place.right().saturating_sub(2);
    let title = format!(" {} {} ", pane.index() + 1, if place.width < 50 { pane.short() } else { pane.title() });
    let mut x = canvas.put(place.x + 2, place.y, end, &title, if focused { Role::FocusTitle } else { Role::Title });
    if focused && app.pane_level {
        x = canvas.put(x + 1, place.y, end, " PANE ", Role::Selected);
    }
    if let Some((status, role)) = status(app, pane) {
        canvas.put_right(x + 1, place.y, end, &format!(" {status} "), role);
    }
    if let Some(problem) = fault(app, pane) {
        canvas.put(place.x + 2, place.bottom().saturating_sub(1), end, &format!(" {} ", shortly(problem)), Role::Error);
    }
    match pane {
        Pane::Header | Pane::Payload | Pane::Token => texts::draw(app, pane, canvas),
        Pane::Signing | Pane::Public => keys::draw(app, pane, canvas),
        Pane::Checks => checks::draw(app, canvas),
    }
}

/// What stands at the right of a title.
fn status(app: &App, pane: Pane) -> Option<(String, Role)> {
    let derived = app.bench.derived();
    Some(match pane {
        Pane::Header => json_status(derived.header.as_ref().err(), None)?,
        Pane::Payload if app.bench.wants_payload() && app.bench.text(Pane::Payload).is_empty() => {
            ("detached".to_owned(), Role::Info)
        }
        Pane::Payload => {
            json_status(derived.claims.as_ref().err(), derived.claims.as_ref().ok().map(|claims| claims.names.len()))?
        }
        Pane::Signing if app.bench.mark().throw_away => ("THROW-AWAY KEY".to_owned(), Role::Warn),
        Pane::Signing => match derived.pair? {
            Match::Yes => ("pair matches ✓".to_owned(), Role::Ok),
            Match::No => ("pair differs ✗".to_owned(), Role::Fail),
            Match::Unknown => ("pair unknown ?".to_owned(), Role::Info),
        },
        Pane::Public => return None,
        Pane::Token => token_status(app),
        Pane::Checks => checks_status(app),
    })
}

fn json_status(problem: Option<&Problem>, claims: Option<usize>) -> Option<(String, Role)> {
    Some(match (problem, claims) {
        (Some(problem), _) if problem.code == "unreadable" => return None,
        (Some(problem), _) if problem.code == "nested_token" => ("a token inside".to_owned(), Role::Info),
        (Some(problem), _) if problem.code == "not_an_object" => ("no object ✗".to_owned(), Role::Fail),
        (Some(_), _) => ("not JSON ✗".to_owned(), Role::Fail),
        (None, Some(1)) => ("JSON ok · 1 claim".to_owned(), Role::Quiet),
        (None, Some(count)) => (format!("JSON ok · {count} claims"), Role::Quiet),
        (None, None) => ("JSON ok".to_owned(), Role::Quiet),
    })
}

fn token_status(app: &App) -> (String, Role) {
    let count = app.bench.text(Pane::Token).chars().count();
    match (app.bench.current_token(), app.bench.mark().source) {
        (Some(_), _) => (format!("{count} characters"), Role::Quiet),
        (None, Source::Token) => ("not a token ✗".to_owned(), Role::Fail),
        (None, Source::Texts) if app.bench.is_pending() => ("signing…".to_owned(), Role::Warn),
        (None, Source::Texts) if count > 0 => ("NOT CURRENT".to_owned(), Role::Warn),
        (None, Source::Texts) => ("no token".to_owned(), Role::Quiet),
    }
}

fn checks_status(app: &App) -> (String, Role) {
    let checks = verdict::checks(&app.bench, app.seconds(), &app.setup.zone);
    let count = |wanted: &[Status]| checks.iter().filter(|check| wanted.contains(&check.status)).count();
    let (ok, failed, notes) =
        (count(&[Status::Ok]), count(&[Status::Fail]), count(&[Status::Warn, Status::Info, Status::Unknown]));
    let mut words = vec![format!("{ok} ok")];
    if failed > 0 {
        words.push(format!("{failed} failed"));
    }
    if notes > 0 {
        words.push(format!("{notes} note{}", if notes == 1 { "" } else { "s" }));
    }
    (words.join(" · "), if failed > 0 { Role::Fail } else { Role::Quiet })
}

/// What is wrong with a pane's own text: it stands in its bottom border.
fn fault(app: &App, pane: Pane) -> Option<&Problem> {
    let derived = app.bench.derived();
    match pane {
        Pane::Header => derived.header.as_ref().err().filter(|problem| problem.code != "unreadable"),
        Pane::Payload if app.bench.wants_payload() && app.bench.text(Pane::Payload).is_empty() => None,
        Pane::Payload => derived.claims.as_ref().err().filter(|problem| problem.code != "unreadable"),
        Pane::Signing => app.bench.keys().signing.problem(),
        Pane::Public => app.bench.keys().public.problem(),
        Pane::Token => derived.decoded.as_ref().and_then(|decoded| decoded.problems.first()),
        Pane::Checks => None,
    }
}

/// The place without the name of the pane, which the border tells already.
fn shortly(problem: &Problem) -> String {
    let place = problem.place.to_string();
    match place.split_once(", ") {
        Some((_, spot)) => format!("{spot}: {}", problem.message),
        None => problem.message.clone(),
    }
}
