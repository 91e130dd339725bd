//! Text panes: rows of an editor with colours, selection, cursor and hints beside
//! the times.

use std::ops::Range;

use ratatui::layout::Position;
use unicode_segmentation::UnicodeSegmentation as _;

use super::cells::Canvas;
use super::theme::Role;
use crate::app::pane::Pane;
use crate::app::timing::TypedTime;
use crate::app::view::View;
use crate::app::workbench::Source;
use crate::app::{App, Hidden};
use crate::jose::claims::NumericDate;
use crate::jose::layout;
use crate::jose::problem::Spot;
use crate::jose::times;
use crate::text::json::Kind;
use crate::text::width;

/// Draws the rows on show of a pane's text.
pub(super) fn draw(app: &App, pane: Pane, canvas: &mut Canvas<'_>) {
    let Some(view) = app.view(pane) else { return };
    let text = app.bench.text(pane);
    if text.is_empty() && app.focus != pane {
        placeholder(app, pane, view, canvas);
        return;
    }
    if pane == Pane::Header && app.focus != pane && view.place.height == 1 {
        canvas.put(view.place.x, view.place.y, view.place.right(), &layout::minify(text), Role::Text);
        return;
    }
    let last = view.rows.len().min(view.top + usize::from(view.place.height)).saturating_sub(1);
    let paint = Paint::of(app, pane, &(view.rows.range(view.top).start..view.rows.range(last).end));
    let hints = hints(app, pane);
    let typed = app.typed_time().filter(|_| pane == Pane::Payload && app.focus == pane);
    let fault = fault(app, pane);
    for (y, row) in (view.place.top()..view.place.bottom()).zip(view.top..view.rows.len()) {
        let range = view.rows.range(row);
        let end = draw_row(text, range.clone(), &paint, view, y, canvas);
        let room = usize::from(view.place.right().saturating_sub(end));
        let of_typed = typed.as_ref().filter(|typed| range.start < typed.range.end && typed.range.end <= range.end);
        let words = match of_typed {
            Some(typed) => Some(typed_hint(app, typed, room)),
            None => row_hint(&hints, &range, text, room),
        };
        if let Some((gap, words)) = words {
            canvas.put(end + gap, y, view.place.right(), &words, Role::Hint);
        }
        if let Some(at) = fault.filter(|at| range.contains(at) || range.end == *at) {
            let (_, column) = view.rows.locate(text, at);
            let x = view.place.x.saturating_add(u16::try_from(column).unwrap_or(u16::MAX));
            canvas.underline(x.min(view.place.right().saturating_sub(1)), y);
        }
    }
    more_rows(app, pane, view, canvas);
}

/// Where the cursor of the focused text is on screen.
pub(super) fn cursor(app: &App) -> Option<Position> {
    let (view, editor) = (app.view(app.focus)?, app.bench.editor(app.focus)?);
    let hidden = app.hidden(app.focus);
    if hidden == Hidden::Summary || view.place.is_empty() {
        return None;
    }
    let (row, column) = view.rows.locate(editor.text(), editor.cursor());
    let column = match hidden {
        Hidden::Dots => editor.text().get(view.rows.range(row).start..editor.cursor())?.graphemes(true).count(),
        _ => column,
    };
    let y = u16::try_from(row.checked_sub(view.top)?).ok().filter(|&y| y < view.place.height)?;
    let x = u16::try_from(column).ok()?.min(view.place.width);
    Some(Position { x: view.place.x + x, y: view.place.y + y })
}

/// How the bytes of a text that are on show look.
struct Paint {
    runs: Vec<(Range<usize>, Role)>,
    selection: Option<Range<usize>>,
    otherwise: Role,
    dots: bool,
}

impl Paint {
    fn of(app: &App, pane: Pane, shown: &Range<usize>) -> Self {
        let current = app.bench.current_token().is_some() || app.bench.mark().source == Source::Token;
        let runs = match (pane, app.bench.scan(pane)) {
            (Pane::Header | Pane::Payload, Some(scan)) => {
                let first = scan.spans.partition_point(|span| span.range.end <= shown.start);
                let spans = scan.spans.iter().skip(first).take_while(|span| span.range.start < shown.end);
                spans.map(|span| (span.range.clone(), json_role(span.kind))).collect()
            }
            (Pane::Token, _) if current => token_runs(app.bench.text(pane)),
            _ => Vec::new(),
        };
        let otherwise = match pane {
            Pane::Token if runs.is_empty() => Role::Stale,
            _ => Role::Text,
        };
        let selection = app.bench.editor(pane).and_then(crate::text::Editor::selection);
        Self { runs, selection, otherwise, dots: app.hidden(pane) == Hidden::Dots }
    }

    /// The role of a byte, looked up from run `from` on; runs are in order.
    fn role(&self, at: usize, from: &mut usize) -> Role {
        while self.runs.get(*from).is_some_and(|(range, _)| range.end <= at) {
            *from += 1;
        }
        self.runs.get(*from).filter(|(range, _)| range.contains(&at)).map_or(self.otherwise, |(_, role)| *role)
    }
}

fn draw_row(text: &str, range: Range<usize>, paint: &Paint, view: &View, y: u16, canvas: &mut Canvas<'_>) -> u16 {
    let (mut x, end) = (view.place.x, view.place.right());
    let mut run = paint.runs.partition_point(|(span, _)| span.end <= range.start);
    for (offset, grapheme) in text.get(range.clone()).unwrap_or_default().grapheme_indices(true) {
        let at = range.start + offset;
        let selected = paint.selection.as_ref().is_some_and(|selection| selection.contains(&at));
        let role = paint.role(at, &mut run);
        let next = if paint.dots {
            canvas.put_glyph(x, y, end, "●", Role::Masked, selected)
        } else {
            canvas.put_glyph(x, y, end, grapheme, role, selected)
        };
        match next {
            Some(next) => x = next,
            None => break,
        }
    }
    x
}

const fn json_role(kind: Kind) -> Role {
    match kind {
        Kind::Name => Role::Name,
        Kind::String => Role::String,
        Kind::Number => Role::Number,
        Kind::Literal => Role::Literal,
        Kind::Punctuation => Role::Mark,
        Kind::Bad => Role::Error,
    }
}

/// The parts of a token and the dots between them; the disclosures of an SD-JWT are payload.
fn token_runs(text: &str) -> Vec<(Range<usize>, Role)> {
    if is_json(text) {
        return vec![(0..text.len(), Role::Text)];
    }
    let mut runs = Vec::new();
    let mut start = 0;
    let disclosed = text.find('~').unwrap_or(text.len());
    for role in [Role::TokenHeader, Role::TokenPayload, Role::TokenSignature] {
        let end = text.get(start..disclosed).and_then(|rest| rest.find('.')).map_or(disclosed, |at| start + at);
        runs.push((start..end, role));
        runs.push((end..(end + 1).min(text.len()), Role::TokenDot));
        start = (end + 1).min(disclosed);
    }
    runs.push(((disclosed + 1).min(text.len())..text.len(), Role::TokenPayload));
    runs.retain(|(range, _)| !range.is_empty());
    runs
}

/// A token in JSON serialization.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// A time in words, beside the byte where its number ends: virtual text that is
/// neither in the document nor ever copied.
struct Hint {
    end: usize,
    name: &'static str,
    relative: String,
    clock: String,
}

fn hints(app: &App, pane: Pane) -> Vec<Hint> {
    let (Pane::Payload, Some(scan), Ok(claims)) = (pane, app.bench.scan(pane), &app.bench.derived().claims) else {
        return Vec::new();
    };
    // As judged: a hint that counts from another moment would contradict the verdict.
    let now = app.bench.policy().moment(app.seconds());
    let dates = [("exp", &claims.exp), ("nbf", &claims.nbf), ("iat", &claims.iat)];
    let hint = |(name, date): (&'static str, &Option<Result<NumericDate, _>>)| {
        let seconds = date.as_ref()?.as_ref().ok()?.seconds;
        let member = scan.members.iter().rev().find(|member| member.name == name)?;
        let (relative, clock) = (times::relative(seconds, now), clock(seconds, now, app));
        Some(Hint { end: member.value.end, name, relative, clock })
    };
    let mut hints: Vec<Hint> = dates.into_iter().filter_map(hint).collect();
    hints.sort_by_key(|hint| hint.end);
    hints
}

/// The local time without its offset, which stands in the verdict line.
fn clock(seconds: i64, now: i64, app: &App) -> String {
    let local = times::local(seconds, now, &app.setup.zone);
    local.rsplit_once(' ').map_or(local.as_str(), |(clock, _)| clock).to_owned()
}

/// What stands behind a row, and how far behind: the one time that ends it, or all its
/// times by name.
fn row_hint(hints: &[Hint], row: &Range<usize>, text: &str, room: usize) -> Option<(u16, String)> {
    let here: Vec<&Hint> = hints.iter().filter(|hint| row.start < hint.end && hint.end <= row.end).collect();
    let ends_row =
        |hint: &Hint| text.get(hint.end..row.end).is_some_and(|rest| rest.trim_matches([' ', ',', '}']).is_empty());
    match here.as_slice() {
        [] => None,
        [hint] if ends_row(hint) && text.get(row.clone()).is_none_or(|row| row.matches(':').count() <= 1) => {
            let long = format!("◂ {}, {}", hint.relative, hint.clock);
            Some(if width(&long) + 3 <= room { (3, long) } else { (1, format!("◂ {}", hint.relative)) })
        }
        several => {
            let words: Vec<String> = several.iter().map(|hint| format!("{} {}", hint.name, hint.relative)).collect();
            Some((1, format!("◂ {}", words.join(" · "))))
        }
    }
}

/// What a moment that was typed in the place of a number is to become; as much of it as there is room for.
fn typed_hint(app: &App, typed: &TypedTime, room: usize) -> (u16, String) {
    let now = app.bench.policy().moment(app.seconds());
    let relative = times::relative(typed.seconds, now);
    let clock = clock(typed.seconds, now, app);
    let forms = [
        (3, format!("◂ Enter makes it {}, {relative}", typed.seconds)),
        (1, format!("◂ Enter: {}, {relative}", typed.seconds)),
        (1, format!("◂ Enter: {relative}")),
        (1, format!("◂ Enter: {clock}")),
    ];
    let fits = |(gap, words): &(u16, String)| width(words) + usize::from(*gap) <= room;
    forms.into_iter().find(fits).unwrap_or_else(|| (1, "◂ Enter".to_owned()))
}

/// Where the text of a pane goes wrong.
fn fault(app: &App, pane: Pane) -> Option<usize> {
    let derived = app.bench.derived();
    let problem = match pane {
        Pane::Header => derived.header.as_ref().err()?,
        Pane::Payload => derived.claims.as_ref().err()?,
        _ => return None,
    };
    match problem.place.spot? {
        Spot::LineColumn { offset, .. } | Spot::Offset(offset) => Some(offset),
        Spot::Line(_) => None,
    }
}

fn placeholder(app: &App, pane: Pane, view: &View, canvas: &mut Canvas<'_>) {
    let words: &[&str] = match pane {
        Pane::Header => &["{\"alg\": …}: F4 writes one"],
        Pane::Payload if app.bench.wants_payload() => {
            &["The payload is not in the token (detached):", "paste it here, or open it with F2"]
        }
        Pane::Payload => &["{ } claims as JSON"],
        Pane::Token if app.bench.mark().source == Source::Texts => {
            &["Paste a token here,", "or open a key (F2) to make one"]
        }
        _ => &[],
    };
    for (y, line) in (view.place.top()..view.place.bottom()).zip(words) {
        canvas.put(view.place.x, y, view.place.right(), line, Role::Quiet);
    }
}

/// Says in the last row how much of a token is below it, unless the cursor is there.
fn more_rows(app: &App, pane: Pane, view: &View, canvas: &mut Canvas<'_>) {
    let below = view.rows.len().saturating_sub(view.top + usize::from(view.place.height));
    if below == 0 || pane == app.focus || view.place.height < 2 {
        return;
    }
    let text = app.bench.text(pane);
    let y = view.place.bottom() - 1;
    let from = view.rows.range(view.top + usize::from(view.place.height) - 1).start;
    let left = text.get(from..).unwrap_or_default().chars().count();
    let words = match pane {
        Pane::Token if text.rfind(['.', '~', '{']).is_some_and(|dot| dot < from && !is_json(text)) => {
            format!("… {left} more characters of the signature")
        }
        _ => format!("… {left} more characters"),
    };
    let blank = " ".repeat(usize::from(view.place.width));
    canvas.put(view.place.x, y, view.place.right(), &blank, Role::Text);
    canvas.put(view.place.x, y, view.place.right(), &words, Role::Quiet);
}
