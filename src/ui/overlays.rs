//! What lies over the panes: help, messages, comparisons, a command line, lists and the file picker.

use ratatui::layout::{Position, Rect};

use super::cells::{Canvas, fold};
use super::form;
use super::target;
use super::theme::Role;
use crate::app::App;
use crate::app::chooser::Chooser;
use crate::app::command::{self, EDIT_KEYS};
use crate::app::notice::Level;
use crate::app::overlay::Overlay;
use crate::app::pane::Pane;
use crate::app::picker::Picker;
use crate::app::prompt::Prompt;
use crate::app::shell_line::ShellLine;
use crate::jose::compare::Difference;
use crate::jose::key::inspect;
use crate::jose::problem::Part;
use crate::text::{Editor, Wrapping, wrap};

/// Keys that the inside of a file is shown of.
const MOST_KEYS: usize = 50;

/// Draws an overlay; where its cursor is.
pub(super) fn draw(app: &App, overlay: &Overlay, canvas: &mut Canvas<'_>, screen: Rect) -> Option<Position> {
    match overlay {
        Overlay::Help(top) => lines(canvas, screen, "Help · Esc closes", &help(app), *top),
        Overlay::Messages(top) => lines(canvas, screen, "Messages · Esc closes", &messages(app), *top),
        Overlay::Choose(chooser) => return choose(canvas, screen, chooser),
        Overlay::Open(picker) => return open(canvas, screen, picker),
        Overlay::Inside(top) => lines(canvas, screen, "Inside the keys · Esc closes", &inside(app), *top),
        Overlay::Compare(compared) => {
            let title = "Compared with the previous token · Esc closes";
            lines(canvas, screen, title, &differences(&compared.found), compared.top);
        }
        Overlay::Shell(shown) => {
            lines(canvas, screen, "Shell · Enter copies · Esc closes", &shell(&shown.line), shown.top);
        }
        Overlay::Ask(prompt) => return ask(canvas, screen, prompt),
        Overlay::Form(form) => return form::draw(canvas, screen, form),
    }
    None
}

/// A box in the middle; the place inside it.
pub(super) fn window(canvas: &mut Canvas<'_>, screen: Rect, title: &str, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(screen.width), height.min(screen.height.saturating_sub(2)));
    let place = Rect { x: (screen.width - width) / 2, y: (screen.height - height) / 2, width, height };
    canvas.clear(place);
    canvas.border(place, true);
    canvas.put(place.x + 2, place.y, place.right().saturating_sub(2), &format!(" {title} "), Role::FocusTitle);
    Rect {
        x: place.x + 2,
        y: place.y + 1,
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    }
}

/// Lines of two columns, words folded; the first column is as wide as it needs to be.
fn lines(canvas: &mut Canvas<'_>, screen: Rect, title: &str, lines: &[(String, String)], top: usize) {
    let width = screen.width.min(100);
    let widest = lines.iter().map(|(key, _)| crate::text::width(key)).max().unwrap_or_default();
    let left = (widest + 2).min(usize::from(width) / 2);
    let room = usize::from(width).saturating_sub(left + 4).max(8);
    let folded: Vec<(&str, String)> = lines
        .iter()
        .flat_map(|(key, words)| {
            let keys = std::iter::once(key.as_str()).chain(std::iter::repeat(""));
            keys.zip(fold(words, room))
        })
        .collect();
    let place = window(canvas, screen, title, width, u16::try_from(folded.len() + 2).unwrap_or(u16::MAX));
    let left = u16::try_from(left).unwrap_or_default();
    let top = top.min(folded.len().saturating_sub(usize::from(place.height)));
    for (y, (key, words)) in (place.top()..place.bottom()).zip(folded.iter().skip(top)) {
        canvas.put(place.x, y, place.x + left.saturating_sub(1), key, Role::Chord);
        canvas.put(place.x + left, y, place.right(), words, Role::Text);
    }
    let below = folded.len().saturating_sub(top + usize::from(place.height));
    if below > 0 {
        canvas.put_right(place.x, place.bottom(), place.right(), &format!(" {below} more: Down "), Role::Chord);
    }
}

/// Help for the focused pane first, then every command, then the keys of texts.
fn help(app: &App) -> Vec<(String, String)> {
    let about = match app.focus {
        Pane::Header => "The JOSE header as JSON. \"alg\" names the algorithm; F4 chooses one that fits the key.",
        Pane::Payload => {
            "The claims as JSON. What you type is what is signed, less the white space outside strings. On exp, nbf and iat type +1h30m, -5m, now or 2026-12-01 18:00 (UTC) in place of the number; Alt+Up and Alt+Down move it."
        }
        Pane::Signing => {
            "The private key (PEM, DER, PKCS#12, JWK, OpenSSH), or an HMAC secret. It stays hidden; F9 shows it for 20 s. It also serves to verify."
        }
        Pane::Public => {
            "The public key, certificate or JWK Set that tokens are verified with; of a set, the key that kid names."
        }
        Pane::Token => "The token. Made here it follows each key press; pasted it stays what it is, and is verified.",
        Pane::Checks => {
            "What can be said about the token. Up and Down select; what to do stands under a selected line."
        }
    };
    let mut lines = vec![
        (format!("{} {}", app.focus.index() + 1, app.focus.title()), about.to_owned()),
        (String::new(), String::new()),
    ];
    if let Some(target) = &app.bench.mark().target {
        lines.extend(target::help(target));
        lines.push((String::new(), String::new()));
    }
    for command in command::commands() {
        let chords: Vec<String> = command.chords.iter().map(ToString::to_string).collect();
        lines.push((format!("{}  Esc {}", chords.join(", "), command.letter), command.title.to_owned()));
    }
    lines.push((String::new(), String::new()));
    lines.extend(EDIT_KEYS.iter().map(|(keys, words)| ((*keys).to_owned(), (*words).to_owned())));
    lines.push((String::new(), String::new()));
    lines.push((
        "offline".to_owned(),
        "No part of this program talks to a network. Nothing is written to disk but the files that you ask for."
            .to_owned(),
    ));
    lines.extend(app.setup.protections.iter().cloned());
    lines.push(("in tmux".to_owned(), "Copying over SSH needs: tmux set -s set-clipboard on".to_owned()));
    lines
}

fn messages(app: &App) -> Vec<(String, String)> {
    let line = |notice: &crate::app::notice::Notice| {
        let icon = match notice.level {
            Level::Done => "✓",
            Level::Info => "-",
            Level::Warn => "!",
            Level::Error => "✗",
        };
        (icon.to_owned(), notice.text.clone())
    };
    app.notices.log().iter().rev().map(line).collect()
}

/// All that can be said of the keys in both panes.
fn inside(app: &App) -> Vec<(String, String)> {
    let keys = app.bench.keys();
    let mut lines = Vec::new();
    for (pane, reading) in [(Pane::Signing, &keys.signing), (Pane::Public, &keys.public)] {
        if app.bench.text(pane).is_empty() {
            continue;
        }
        let name = app.bench.mark().names.get(usize::from(pane == Pane::Public)).and_then(Option::as_deref);
        lines.push((format!("{} {}", pane.index() + 1, pane.short()), name.unwrap_or("no file").to_owned()));
        match reading.problem() {
            Some(problem) => lines.push(("✗".to_owned(), problem.to_string())),
            None if reading.file().is_none() => {
                lines.extend(reading.summary().into_iter().map(|line| (String::new(), line)));
            }
            None => {}
        }
        for facts in reading.facts(app.seconds(), MOST_KEYS) {
            lines.extend(facts.lines().into_iter().map(|(label, value)| (label.to_owned(), value)));
            lines.push((String::new(), String::new()));
        }
        let file = reading.file();
        let warnings = file.map(|file| inspect::warnings(file, app.seconds())).unwrap_or_default();
        let problems = file.map(|file| file.problems.clone()).unwrap_or_default();
        lines.extend(warnings.iter().chain(&problems).map(|problem| ("! WARN".to_owned(), problem.to_string())));
        if file.is_some_and(|file| file.found.len() > MOST_KEYS) {
            lines.push(("…".to_owned(), format!("the first {MOST_KEYS} are shown")));
        }
        lines.push((String::new(), String::new()));
    }
    lines
}

/// Part by part: a mark with its word, and what it is about.
fn differences(found: &[Difference]) -> Vec<(String, String)> {
    let arrow = "a in the previous token, b in this one";
    let mut lines = vec![("a -> b".to_owned(), arrow.to_owned())];
    for part in [Part::Token, Part::Header, Part::Payload, Part::Signature] {
        let mut of_part = found.iter().filter(|difference| difference.part == part).peekable();
        if of_part.peek().is_some() {
            let name = part.name();
            let title = name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect();
            lines.extend([(String::new(), String::new()), (title, String::new())]);
        }
        lines.extend(of_part.map(|difference| {
            let path = if difference.path.is_empty() { "" } else { &format!("{}: ", difference.path) };
            (difference.change.words().to_owned(), format!("{path}{}", difference.words))
        }));
    }
    lines
}

/// The command line, and what must be known to run it.
fn shell(line: &ShellLine) -> Vec<(String, String)> {
    let command = [("$".to_owned(), line.command.clone()), (String::new(), String::new())];
    command.into_iter().chain(line.words.iter().map(|words| ("-".to_owned(), words.clone()))).collect()
}

/// A question and the line for the answer; a secret one as dots.
fn ask(canvas: &mut Canvas<'_>, screen: Rect, prompt: &Prompt) -> Option<Position> {
    let label = fold(&prompt.label, usize::from(screen.width.min(76).saturating_sub(4)).max(8));
    let said = prompt.refused.as_ref().or(prompt.busy.as_ref());
    let below =
        said.map(|said| fold(said, usize::from(screen.width.min(76).saturating_sub(4)).max(8))).unwrap_or_default();
    let height = u16::try_from(label.len() + below.len() + 4).unwrap_or(u16::MAX);
    let place = window(canvas, screen, &prompt.title, 76, height);
    let mut y = place.y;
    for line in &label {
        canvas.put(place.x, y, place.right(), line, Role::Text);
        y += 1;
    }
    let role = if prompt.refused.is_some() { Role::Fail } else { Role::Quiet };
    for (y, line) in (y + 2..place.bottom()).zip(&below) {
        canvas.put(place.x, y, place.right(), line, role);
    }
    let line = Rect { y: y.min(place.bottom().saturating_sub(1)), ..place };
    if !prompt.is_masked() {
        return self::prompt(canvas, line, "> ", &prompt.line);
    }
    let x = canvas.put(line.x, line.y, line.right(), "> ", Role::Chord);
    let room = usize::from(line.right().saturating_sub(x + 1)).max(1);
    // Where the cursor stands in a text that is not seen does not matter: its end is shown.
    let dots = prompt.line.text().chars().count().min(room);
    let x = canvas.put(x, line.y, line.right(), &"●".repeat(dots), Role::Masked);
    Some(Position { x, y: line.y })
}

fn choose(canvas: &mut Canvas<'_>, screen: Rect, chooser: &Chooser) -> Option<Position> {
    let rows = chooser.matching();
    let height = u16::try_from(rows.len() + 4).unwrap_or(u16::MAX).max(6);
    let place = window(canvas, screen, &chooser.title, 76, height);
    let cursor = prompt(canvas, place, "> ", &chooser.filter);
    let list = Rect { y: place.y + 1, height: place.height.saturating_sub(1), ..place };
    let top = (chooser.selected + 1).saturating_sub(usize::from(list.height));
    if rows.is_empty() {
        canvas.put(list.x, list.y, list.right(), "nothing matches: Backspace widens the search", Role::Quiet);
    }
    for (y, (at, row)) in (list.top()..list.bottom()).zip(rows.iter().enumerate().skip(top)) {
        let role = if row.refusal.is_some() { Role::Stale } else { Role::Text };
        let detail = row.refusal.as_ref().map_or_else(|| row.detail.clone(), |reason| format!("✗ {reason}"));
        let x = canvas.put(list.x, y, list.right(), &row.label, role);
        canvas.put_right(
            x + 2,
            y,
            list.right(),
            &detail,
            if row.refusal.is_some() { Role::Stale } else { Role::Quiet },
        );
        if at == chooser.selected {
            canvas.restyle(Rect { y, height: 1, ..list }, Role::Selected);
        }
    }
    cursor
}

fn open(canvas: &mut Canvas<'_>, screen: Rect, picker: &Picker) -> Option<Position> {
    let place =
        window(canvas, screen, "Open · Tab completes · Space marks · Enter opens", 90, screen.height.saturating_sub(4));
    let cursor = prompt(canvas, place, "path> ", &picker.path);
    canvas.put(place.x, place.y + 1, place.right(), &picker.folder, Role::Quiet);
    let list = Rect { y: place.y + 2, height: place.height.saturating_sub(2), ..place };
    if let Some(problem) = picker.refused.as_ref().or(picker.problem.as_ref()) {
        for (y, line) in (list.top()..list.bottom()).zip(fold(problem, usize::from(list.width).max(8))) {
            canvas.put(list.x, y, list.right(), &line, Role::Fail);
        }
        return cursor;
    }
    let entries = picker.matching();
    let selected = picker.selected.unwrap_or_default();
    let top = (selected + 1).saturating_sub(usize::from(list.height));
    for (y, (at, entry)) in (list.top()..list.bottom()).zip(entries.iter().enumerate().skip(top)) {
        let mark = if picker.marked.contains(&entry.path) { "[x] " } else { "    " };
        let x = canvas.put(list.x, y, list.right(), mark, Role::Chord);
        let slash = if entry.folder { "/" } else { "" };
        let x = canvas.put(x, y, list.right(), &format!("{}{slash}", entry.name), Role::Text);
        if !entry.folder {
            canvas.put_right(x + 2, y, list.right(), &format!("{} bytes", entry.size), Role::Quiet);
        }
        if picker.selected == Some(at) {
            canvas.restyle(Rect { y, height: 1, ..list }, Role::Selected);
        }
    }
    cursor
}

/// A line that is typed into; where its cursor is. A long text shows its end.
pub(super) fn prompt(canvas: &mut Canvas<'_>, place: Rect, sign: &str, editor: &Editor) -> Option<Position> {
    let x = canvas.put(place.x, place.y, place.right(), sign, Role::Chord);
    let room = usize::from(place.right().saturating_sub(x + 1)).max(1);
    let rows = wrap(editor.text(), room, Wrapping::Hard);
    let (row, column) = rows.locate(editor.text(), editor.cursor());
    let shown = editor.text().get(rows.range(row)).unwrap_or_default();
    canvas.put(x, place.y, place.right(), shown, Role::Text);
    Some(Position { x: x.saturating_add(u16::try_from(column).ok()?), y: place.y })
}
