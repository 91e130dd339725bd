//! A key press: to the overlay, else to a command, else into the text.

use super::chooser::{Choice, Chooser};
use super::chord::{Chord, Key};
use super::command::{self, Command};
use super::comparing::Compared;
use super::event::{Effect, Paste};
use super::fresh::Fresh;
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::picker::{Picker, Wish};
use super::shell_line::Shown;
use super::{App, Ask, Hidden, arrangement::Layout, copying};
use crate::text::{Editor, Motion};

/// Rows that a check can be scrolled by: no sentence is longer.
const FARTHEST: usize = 60;
/// Rows of a long check that PgUp and PgDn move by.
const SCROLL: usize = 3;
/// Rows that PgUp and PgDn move by.
const PAGE: isize = 10;

impl App {
    pub(super) fn key(&mut self, chord: Chord) {
        self.notices.seen();
        self.copies_next = None;
        self.fresh.iter_mut().for_each(Fresh::give_up);
        let asked = self.asked;
        self.press(chord);
        if self.asked == asked && !self.asks_on() {
            self.asked = None;
        }
    }

    /// Whether a question stands after a key that did not answer it: in a list from which the same choice can be made
    /// once more. What names the key that says yes stands for that key only.
    fn asks_on(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Choose(_))) && !matches!(self.asked, Some(Ask::CopySecret | Ask::Quit))
    }

    fn press(&mut self, chord: Chord) {
        if self.arrangement.layout == Layout::TooSmall {
            return self.key_in_no_room(chord);
        }
        let asks = match self.overlay {
            Some(Overlay::Ask(_)) => Some("Esc closes the question first"),
            Some(Overlay::Form(_)) => Some("Esc closes the form first, Enter makes the token"),
            _ => None,
        };
        if let Some(first) = asks.filter(|_| command::leaves_overlay(chord) && !command::ends(chord)) {
            // Nothing that is being typed, a passphrase least of all, goes on in a pane below.
            return self.say(Level::Info, first);
        }
        if command::leaves_overlay(chord) {
            self.overlay = None;
        }
        if self.overlay.is_some() {
            self.overlay_key(chord);
        } else if let Some(command) = command::by_chord(chord) {
            self.run(command);
        } else if self.is_pane_level() {
            self.pane_key(chord);
        } else {
            self.text_key(chord);
        }
    }

    /// True where single letters are commands: after Esc, and in the list of checks.
    pub fn is_pane_level(&self) -> bool {
        self.pane_level || self.focus == Pane::Checks
    }

    pub(super) fn paste(&mut self, paste: &Paste) {
        self.notices.seen();
        self.copies_next = None;
        if matches!(&self.overlay, Some(Overlay::Ask(prompt)) if prompt.busy.is_some()) {
            return;
        }
        if matches!(self.overlay, Some(Overlay::Form(_))) {
            return self.paste_into_form(paste);
        }
        let Some(prompt) = self.prompt() else {
            let text = if paste.trailing_enter { format!("{}\n", *paste.text) } else { paste.text.to_string() };
            return self.paste_text(&zeroize::Zeroizing::new(text), "your terminal");
        };
        let changed = prompt.insert(paste.text.trim_matches(['\n', '\r'])).is_some();
        if changed {
            self.prompt_changed();
        }
        if paste.trailing_enter {
            self.overlay_key(Chord::plain(Key::Enter));
        }
    }

    /// Runs a command, or says why it cannot be run.
    pub(super) fn run(&mut self, command: &'static Command) {
        if command::copies(command) && self.copy_waits(command) {
            return;
        }
        match (command.available)(self) {
            Ok(()) => (command.run)(self),
            Err(reason) => self.say(Level::Warn, format!("{}: {reason}", command.title)),
        }
    }

    fn key_in_no_room(&mut self, chord: Chord) {
        let alive = ["copy-bearer", "quit", "copy-selection"];
        if let Some(command) = command::by_chord(chord).filter(|command| alive.contains(&command.name)) {
            self.run(command);
        }
    }

    fn pane_key(&mut self, chord: Chord) {
        match chord.key {
            Key::Enter if self.focus == Pane::Checks => self.fix_selected(),
            Key::Enter => self.pane_level = false,
            Key::Char('i') if chord.typed().is_some() => self.pane_level = false,
            Key::Up if self.focus == Pane::Checks => self.select_check(self.check.saturating_sub(1)),
            Key::Down if self.focus == Pane::Checks => self.select_check(self.check + 1),
            Key::PageUp if self.focus == Pane::Checks => self.check_scroll = self.check_scroll.saturating_sub(SCROLL),
            Key::PageDown if self.focus == Pane::Checks => {
                self.check_scroll = (self.check_scroll + SCROLL).min(FARTHEST);
            }
            Key::Left | Key::Right | Key::Up | Key::Down => {
                self.pane_level = false;
                self.text_key(chord);
            }
            _ => {
                if let Some(command) = chord.typed().and_then(command::by_letter) {
                    self.run(command);
                }
            }
        }
    }

    fn text_key(&mut self, chord: Chord) {
        let pane = self.focus;
        if pane == Pane::Checks {
            return;
        }
        if chord.key == Key::Esc {
            self.pane_level = true;
            return;
        }
        if let Some(rows) = vertical(chord) {
            let Some(view) = self.views.get(pane.index()) else { return };
            let rows_of = &view.rows;
            return self.bench.look(pane, |editor| editor.go_rows(rows_of, rows, chord.shift));
        }
        if let Some(motion) = motion(chord) {
            return self.bench.look(pane, |editor| editor.go(motion, chord.shift));
        }
        if self.hidden(pane) == Hidden::Summary {
            return self.key_in_hidden(chord);
        }
        if chord == Chord::plain(Key::Enter) && self.enter_time() {
            return;
        }
        self.type_into(pane, |editor| edit(editor, chord));
    }

    /// Typing into a key that cannot be seen would break it unseen.
    fn key_in_hidden(&mut self, chord: Chord) {
        let pane = self.focus;
        let typed = chord.typed();
        if typed.is_some() && self.bench.mark().throw_away {
            // Nobody misses the sample's key: typing starts a text of one's own.
            self.bench.edit(pane, |editor| editor.replace_all(""));
            self.bench.edit(pane, |editor| edit(editor, chord));
        } else if typed.is_some() || matches!(chord.key, Key::Enter | Key::Backspace | Key::Delete) {
            self.say(
                Level::Warn,
                "The key is hidden: F9 shows it for editing, a paste or F2 replaces it, Alt+X forgets it",
            );
        }
    }

    /// The line that is typed into, in an overlay that has one.
    fn prompt(&mut self) -> Option<&mut Editor> {
        match self.overlay.as_mut()? {
            Overlay::Choose(chooser) => Some(&mut chooser.filter),
            Overlay::Open(picker) => Some(&mut picker.path),
            Overlay::Ask(prompt) if prompt.busy.is_none() => Some(&mut prompt.line),
            Overlay::Form(form) => form.line(),
            Overlay::Ask(_)
            | Overlay::Help(_)
            | Overlay::Messages(_)
            | Overlay::Inside(_)
            | Overlay::Compare(_)
            | Overlay::Shell(_) => None,
        }
    }

    fn prompt_changed(&mut self) {
        match &mut self.overlay {
            Some(Overlay::Choose(chooser)) => chooser.selected = 0,
            Some(Overlay::Open(picker)) => {
                let wish = picker.changed();
                self.grant(wish);
            }
            Some(Overlay::Ask(prompt)) => prompt.refused = None,
            Some(Overlay::Form(form)) => form.changed(),
            _ => {}
        }
    }

    fn overlay_key(&mut self, chord: Chord) {
        if chord.key == Key::Esc {
            self.overlay = None;
            return;
        }
        match &mut self.overlay {
            Some(Overlay::Form(_)) => self.form_key(chord),
            Some(Overlay::Ask(_)) if chord.key == Key::Enter => self.answered(),
            Some(Overlay::Ask(_)) => self.prompt_key(chord),
            Some(Overlay::Shell(_)) if chord.key == Key::Enter || chord.typed() == Some('c') => self.copy_line(),
            Some(
                Overlay::Help(top)
                | Overlay::Messages(top)
                | Overlay::Inside(top)
                | Overlay::Compare(Compared { top, .. })
                | Overlay::Shell(Shown { top, .. }),
            ) => match vertical(chord) {
                Some(rows) => *top = top.saturating_add_signed(rows),
                None => self.overlay = None,
            },
            Some(Overlay::Choose(chooser)) => {
                if let Some(choice) = choose(chooser, chord) {
                    self.chosen(choice);
                } else {
                    self.prompt_key(chord);
                }
            }
            Some(Overlay::Open(picker)) => match pick(picker, chord) {
                Some(wish) => self.grant(wish),
                None => self.prompt_key(chord),
            },
            None => {}
        }
    }

    pub(super) fn prompt_key(&mut self, chord: Chord) {
        let Some(prompt) = self.prompt() else { return };
        if chord == Chord::ctrl('a') {
            prompt.select_all();
        } else if let Some(motion) = motion(chord) {
            prompt.go(motion, chord.shift);
        } else if edit(prompt, chord).is_some() {
            self.prompt_changed();
        }
    }

    fn grant(&mut self, wish: Wish) {
        match wish {
            Wish::Nothing => {}
            Wish::List(path) => self.effects.push(Effect::List(path)),
            // It stays open until there is something to show for it.
            Wish::Open(paths) => self.effects.push(Effect::Read(paths)),
        }
    }

    fn chosen(&mut self, choice: Result<Choice, String>) {
        match choice {
            Err(reason) => self.say(Level::Warn, reason),
            Ok(choice) => {
                self.overlay = None;
                match choice {
                    Choice::Command(command) => self.run(command),
                    Choice::Algorithm(row) => self.bench.set_algorithm(row.name),
                    Choice::Copy(form) => copying::chosen(self, form),
                    Choice::Encoding(encoding) => self.bench.set_encoding(encoding),
                    Choice::Theme(theme) => self.theme = theme,
                    Choice::Generate(at) => command::chosen_kind(self, at),
                    Choice::KeyOfSet(at) => self.choose_form(Some(at)),
                    Choice::Form { form, public, key } => self.convert(form, public, key),
                    Choice::Give(form) => self.give(form),
                    Choice::Deliver(destination) => self.deliver(destination),
                    Choice::Profile(at) => {
                        let name = self.setup.profiles.profiles.get(at).map(|profile| profile.name.clone());
                        self.open_profile(&name.unwrap_or_default());
                    }
                    Choice::Template(at) => self.open_form(at),
                }
            }
        }
    }
}

/// Enter chooses (or says why not), arrows move.
fn choose(chooser: &mut Chooser, chord: Chord) -> Option<Result<Choice, String>> {
    if chord.key == Key::Enter {
        let row = chooser.current()?;
        return Some(row.refusal.clone().map_or(Ok(row.choice), |reason| Err(format!("{}: {reason}", row.label))));
    }
    chooser.step(vertical(chord)?);
    None
}

fn pick(picker: &mut Picker, chord: Chord) -> Option<Wish> {
    match chord.key {
        Key::Enter => Some(picker.enter()),
        Key::Tab if !chord.shift => Some(picker.complete()),
        Key::Char(' ') if picker.selected.is_some() && picker.mark() => Some(Wish::Nothing),
        _ => vertical(chord).map(|rows| {
            picker.step(rows);
            Wish::Nothing
        }),
    }
}

fn vertical(chord: Chord) -> Option<isize> {
    match chord.key {
        Key::Up if !chord.ctrl && !chord.alt => Some(-1),
        Key::Down if !chord.ctrl && !chord.alt => Some(1),
        Key::PageUp => Some(-PAGE),
        Key::PageDown => Some(PAGE),
        _ => None,
    }
}

fn motion(chord: Chord) -> Option<Motion> {
    let word = chord.ctrl || chord.alt;
    Some(match chord.key {
        Key::Left if word => Motion::WordLeft,
        Key::Right if word => Motion::WordRight,
        Key::Left => Motion::Left,
        Key::Right => Motion::Right,
        Key::Home if chord.ctrl => Motion::TextStart,
        Key::End if chord.ctrl => Motion::TextEnd,
        Key::Home => Motion::LineStart,
        Key::End => Motion::LineEnd,
        _ => return None,
    })
}

/// What a key does to a text; `None` if it changes nothing.
fn edit(editor: &mut Editor, chord: Chord) -> Option<crate::text::Change> {
    match chord.key {
        Key::Enter => editor.insert("\n"),
        Key::Backspace if chord.ctrl || chord.alt => editor.delete_word_left(),
        Key::Char('w') if chord.ctrl => editor.delete_word_left(),
        Key::Backspace => editor.backspace(),
        Key::Delete if chord.ctrl || chord.alt => editor.delete_word_right(),
        Key::Delete => editor.delete(),
        _ => editor.insert(chord.typed()?.encode_utf8(&mut [0; 4])),
    }
}
