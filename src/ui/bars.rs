//! The lines above and below the panes.

use ratatui::layout::Rect;

use super::cells::{Canvas, fold, fold_below};
use super::theme::Role;
use crate::app::App;
use crate::app::command::{self, Command};
use crate::app::notice::Level;
use crate::app::pane::Pane;
use crate::app::target;
use crate::app::verdict::{self, Word};
use crate::app::workbench::Source;
use crate::jose::explain::Explanation;
use crate::jose::times;
use crate::jose::verify::Signature;
use crate::text::width;

/// Product, direction and algorithm.
pub(super) fn title(app: &App, canvas: &mut Canvas<'_>, place: Rect) {
    let direction = match app.bench.mark().source {
        Source::Texts => "Signing",
        Source::Token => "Inspecting",
    };
    let alg = match app.bench.derived().header.as_ref().ok().and_then(|header| header.alg.as_ref().ok()) {
        Some(alg) => format!("{alg} (F4)"),
        None => "F4 alg".to_owned(),
    };
    let mut x = canvas.put(place.x + 1, place.y, place.right(), "jotbench", Role::Title);
    x = canvas.put(x + 2, place.y, place.right(), direction, Role::Text) + 2;
    let target = app.bench.mark().target.as_ref().map(|target| format!("template: {}", target.template.title));
    let end = place.right().saturating_sub(1);
    let forms = [format!("{alg}   offline   F1 help"), format!("{alg} offline"), alg];
    let room = usize::from(end.saturating_sub(x));
    if let Some(right) = forms.iter().find(|form| width(form) <= room) {
        let start = canvas.put_right(x, place.y, end, right, Role::Quiet);
        if let Some(target) = target {
            canvas.put(x, place.y, start.saturating_sub(2), &target, Role::Text);
        }
    }
}

/// One word, one sentence, and the time apart at the right.
pub(super) fn verdict(app: &App, canvas: &mut Canvas<'_>, place: Rect) {
    let verdict = verdict::verdict(&app.bench, app.seconds(), &app.setup.zone);
    let differs = app
        .bench
        .outcome()
        .is_some_and(|outcome| matches!(outcome.judged.signature, Signature::Invalid | Signature::Refused(_)));
    let role = match verdict.word {
        Word::Signed if differs || target::refusal(&app.bench, app.seconds()).is_some() => Role::Warn,
        Word::Signed | Word::Verified => Role::Ok,
        Word::Failed | Word::NotAToken => Role::Fail,
        Word::Editing | Word::Unsigned => Role::Warn,
        Word::Unchecked => Role::Info,
    };
    let (icon, word) = verdict.word.words();
    let mut x = canvas.put(place.x + 1, place.y, place.right(), icon, role);
    x = canvas.put(x + 1, place.y, place.right(), word, role) + 2;
    let end = place.right().saturating_sub(1);
    let room = usize::from(end.saturating_sub(x));
    // A second row takes what of the sentence the first has no room for.
    let below = usize::from(end.saturating_sub(place.x + 3)).max(8);
    let folded = if place.height > 1 { fold_below(&verdict.sentence, room.max(8), below) } else { Vec::new() };
    let (first, rest) = match folded.as_slice() {
        [] => (verdict.sentence.clone(), String::new()),
        [first] => (first.clone(), String::new()),
        [first, second] => (first.clone(), second.clone()),
        // The last row is cut where it ends.
        [first, second, ..] => (first.clone(), format!("{second} …")),
    };
    let (y, start, said) = if rest.is_empty() { (place.y, x, &first) } else { (place.y + 1, place.x + 3, &rest) };
    // The reason matters more than the time, which the checks tell as well.
    let room = usize::from(end.saturating_sub(start));
    let time = verdict.time.as_deref().map(|time| {
        let relative = time.split(" · ").next().unwrap_or(time);
        [time, relative, relative.trim_start_matches("expires ")]
    });
    let time = time.and_then(|forms| forms.into_iter().find(|form| width(said) + 2 + width(form) <= room));
    let before_time = time.map_or(end, |time| canvas.put_right(start, y, end, time, Role::Text).saturating_sub(2));
    canvas.put(x, place.y, if rest.is_empty() { before_time } else { end }, &first, Role::Text);
    canvas.put(place.x + 3, place.y + 1, before_time, &rest, Role::Text);
}

/// The six panes by number, the focused one reversed.
pub(super) fn tabs(app: &App, canvas: &mut Canvas<'_>, place: Rect) {
    if place.is_empty() {
        return;
    }
    let long: usize = Pane::ALL.iter().map(|pane| pane.short().len() + 4).sum();
    let mut x = place.x + 1;
    for pane in Pane::ALL {
        let name = if long <= usize::from(place.width) || pane == app.focus { pane.short() } else { "" };
        let label = format!("{} {name}", pane.index() + 1);
        let role = if pane == app.focus { Role::FocusTitle } else { Role::Quiet };
        x = canvas.put(x, place.y, place.right(), label.trim_end(), role) + 2;
    }
}

/// The notice on show: one line, or for a long one up to three, over the panes' last. Without one, how far the work on
/// a key is, or what the member at the cursor means.
pub(super) fn notice(app: &App, canvas: &mut Canvas<'_>, place: Rect) {
    let Some(notice) = app.notices.shown() else {
        if let Some(progress) = app.progress() {
            let x = canvas.put(place.x + 1, place.y, place.right(), "…", Role::Info);
            canvas.put(x + 1, place.y, place.right(), &progress, Role::Text);
        } else if let Some(explained) = app.explained() {
            meaning(app, &explained, canvas, place);
        }
        return;
    };
    let (icon, role) = match notice.level {
        Level::Done => ("✓", Role::Ok),
        Level::Info => ("-", Role::Info),
        Level::Warn => ("!", Role::Warn),
        Level::Error => ("✗", Role::Fail),
    };
    let lines = fold(&notice.text, usize::from(place.width.saturating_sub(4)).max(8));
    let most = match notice.level {
        _ if app.arrangement().screen.height >= 20 => 3,
        Level::Warn | Level::Error => 2,
        Level::Done | Level::Info => 1,
    };
    let rows = u16::try_from(lines.len().min(most)).unwrap_or(1).min(place.y.max(1));
    let place = Rect { y: (place.y + 1).saturating_sub(rows), height: rows, ..place };
    canvas.clear(place);
    let last = usize::from(rows).saturating_sub(1);
    for (y, (at, line)) in (place.top()..place.bottom()).zip(lines.iter().enumerate()) {
        let x = canvas.put(place.x + 1, y, place.right(), if at == 0 { icon } else { " " }, role);
        // What does not fit into three lines stands in the list of messages.
        let line = if at == last { lines.get(at..).unwrap_or_default().join(" ") } else { line.clone() };
        canvas.put(x + 1, y, place.right(), &line, Role::Text);
    }
}

/// `exp  when the token ends (RFC 7519 section 4.1.4)  06:10:04 +00:00 · in 60 min 0 s`: of source and time as much
/// as there is room for.
fn meaning(app: &App, explained: &Explanation, canvas: &mut Canvas<'_>, place: Rect) {
    let source = format!(" ({})", explained.source);
    let times = explained.moment.map_or_else(Vec::new, |seconds| {
        let (local, utc) = (times::local(seconds, app.seconds(), &app.setup.zone), times::utc(seconds));
        let relative = times::relative(seconds, app.seconds());
        vec![format!("  {local} · {utc} · {relative}"), format!("  {utc} · {relative}"), format!("  {relative}")]
    });
    let end = place.right().saturating_sub(1);
    let start = canvas.put(place.x + 1, place.y, end, explained.name, Role::Name) + 2;
    let room = usize::from(end.saturating_sub(start)).saturating_sub(width(&explained.meaning));
    let (full, bare) = (times.iter().map(|time| (source.as_str(), time.as_str())), [(source.as_str(), ""), ("", "")]);
    let short = times.last().map(|time| ("", time.as_str()));
    let fits = |(source, time): &(&str, &str)| width(source) + width(time) <= room;
    let (source, time) = full.chain(short).chain(bare).find(fits).unwrap_or_default();
    let x = canvas.put(start, place.y, end, &explained.meaning, Role::Text);
    let x = canvas.put(x, place.y, end, source, Role::Quiet);
    canvas.put(x, place.y, end, time, Role::Hint);
}

/// Keys, read from the table of commands: function keys first, then the others.
pub(super) fn footer(app: &App, canvas: &mut Canvas<'_>, place: Rect) {
    let keys = |function: bool| {
        command::commands().filter_map(move |command| {
            let key = chord(command)?;
            let word = command.footer?;
            (key.starts_with('F') == function).then(|| (key, word.to_owned()))
        })
    };
    let end = place.right();
    if app.is_pane_level() && app.overlay.is_none() {
        let letters =
            command::commands().filter_map(|command| Some((command.letter.to_string(), command.footer?.to_owned())));
        row(canvas, place.x + 1, place.y, end, letters);
        if place.height > 1 {
            let more = [("1…6", "panes"), ("i", "back to the text"), ("Ctrl+Q", "quit")];
            row(canvas, place.x + 1, place.y + 1, end, more.map(|(key, word)| (key.to_owned(), word.to_owned())));
        }
        return;
    }
    let others =
        keys(false).chain([("Alt+1…6".to_owned(), "pane".to_owned()), ("Esc".to_owned(), "pane keys".to_owned())]);
    if place.height > 1 {
        row(canvas, place.x + 1, place.y, end, keys(true));
        row(canvas, place.x + 1, place.y + 1, end, others);
    } else {
        row(canvas, place.x + 1, place.y, end, keys(true).chain(others));
    }
}

fn chord(command: &Command) -> Option<String> {
    command.chords.first().map(ToString::to_string)
}

/// As many keys as fit whole.
fn row(canvas: &mut Canvas<'_>, x: u16, y: u16, end: u16, keys: impl IntoIterator<Item = (String, String)>) {
    let mut x = x;
    for (key, word) in keys {
        let width = width(&key) + 1 + width(&word);
        if usize::from(x) + width > usize::from(end) {
            break;
        }
        x = canvas.put(x, y, end, &key, Role::Chord);
        x = canvas.put(x + 1, y, end, &word, Role::Quiet) + 2;
    }
}
